package agreement

import (
	"time"

	"schakel/internal/domain/funding"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/id"
	"schakel/internal/platform/money"
)

// State is how far an agreement or a version of it is.
type State string

// The states. Replaced and Dropped are of versions only, Ended of agreements only.
const (
	Draft    State = "draft"
	Sent     State = "sent"     // waits for signatures
	Refused  State = "refused"  // a signatory said no
	Active   State = "active"   // all have signed
	Replaced State = "replaced" // a later version is in force
	Dropped  State = "dropped"  // an amendment that was given up
	Ended    State = "ended"
)

// States lists the states of an agreement, in the order in which it goes through them.
func States() []State { return []State{Draft, Sent, Refused, Active, Ended} }

// Open reports whether a version is still being made.
func (s State) Open() bool { return s == Draft || s == Sent || s == Refused }

// Agreement is an agreement as lists show it.
type Agreement struct {
	ID           id.ID      `db:"id"`
	Unit         id.ID      `db:"unit_id"`
	UnitName     string     `db:"unit_name"`
	Organisation id.ID      `db:"organisation_id"`
	Company      string     `db:"company"`
	Umbrella     bool       `db:"is_umbrella"`
	Grant        id.ID      `db:"grant_id"`
	GrantName    string     `db:"grant_name"`
	Scheme       string     `db:"scheme_name"`
	Name         string     `db:"name"`
	State        State      `db:"state"`
	From         clock.Date `db:"start_on"`
	To           clock.Date `db:"end_on"`
	EndedOn      clock.Date `db:"ended_on"`
	Renews       id.ID      `db:"renews_id"`
	RenewedBy    id.ID      `db:"renewed_by"` // the agreement that follows it, once there is one
	Open         int        `db:"open_n"`     // number of the version that is being made; 0 without one
	OpenState    State      `db:"open_state"`
	ToSign       int        `db:"to_sign"` // signatories of that version
	Signed       int        `db:"signed"`  // of whom have signed
	CreatedAt    time.Time  `db:"created_at"`
	CreatedBy    id.ID      `db:"created_by"`
	RowVersion   int        `db:"version"`
}

// EndsSoon reports whether it ends within weeks and nothing follows it.
func (a Agreement) EndsSoon(today clock.Date, weeks int) bool {
	return a.State == Active && a.RenewedBy == "" && a.To <= today.AddDays(7*weeks)
}

// Version is the agreement itself (1), or an amendment.
type Version struct {
	ID              id.ID      `db:"id"`
	Agreement       id.ID      `db:"agreement_id"`
	Unit            id.ID      `db:"unit_id"`
	N               int        `db:"n"`
	State           State      `db:"state"`
	TemplateVersion id.ID      `db:"template_version_id"`
	Lang            string     `db:"lang"` // of its template
	From            clock.Date `db:"start_on"`
	To              clock.Date `db:"end_on"`
	Changes         string     `db:"changes"`
	Text            id.ID      `db:"text_id"`
	SentAt          time.Time  `db:"sent_at"`
	ActiveAt        time.Time  `db:"active_at"`
	RowVersion      int        `db:"version"`
}

// Signatory is somebody who signs for a party.
type Signatory struct {
	ID           id.ID      `db:"id"`
	Version      id.ID      `db:"version_id"`
	Place        int        `db:"place"`
	Organisation id.ID      `db:"organisation_id"` // empty: the unit itself
	Party        string     `db:"party"`           // name of the organisation or the unit
	Name         string     `db:"name"`
	Title        string     `db:"title"`
	Email        string     `db:"email"`
	Link         id.ID      `db:"link_id"`
	AskedAt      time.Time  `db:"asked_at"`
	Reminders    int        `db:"reminders"`
	SignedAt     *time.Time `db:"signed_at"` // of the text that stands now
	SignerName   string     `db:"signer_name"`
	SignerTitle  string     `db:"signer_title"`
	Address      string     `db:"address"`
	Digest       string     `db:"digest"`
}

// Item is a line of the menu that an agreement names.
type Item struct {
	ID     id.ID  `db:"id"`
	NameNL string `db:"name_nl"`
	NameEN string `db:"name_en"`
}

// Named returns the item's name in a language.
func (i Item) Named(lang string) string {
	if lang == "en" && i.NameEN != "" {
		return i.NameEN
	}
	return i.NameNL
}

// Pledge is a line of the annex of pledges.
type Pledge struct {
	ID      id.ID        `db:"id"`
	Year    int          `db:"year"`
	Kind    funding.Kind `db:"kind"`
	Minutes int          `db:"minutes"`
	Cents   money.Cents  `db:"cents"`
	What    string       `db:"what"`
	Pledge  id.ID        `db:"pledge_id"` // of funding, once in force
}

// same reports whether two lines promise the same.
func (p Pledge) same(o Pledge) bool {
	return p.Year == o.Year && p.Kind == o.Kind && p.Minutes == o.Minutes && p.Cents == o.Cents
}

// Member is a member of the umbrella with which an agreement is made.
type Member struct {
	Organisation id.ID      `db:"organisation_id"`
	Name         string     `db:"name"`
	Place        string     `db:"place"`
	From         clock.Date `db:"valid_from"` // empty: not known
	To           clock.Date `db:"valid_to"`   // empty: still
	Since        time.Time  `db:"created_at"` // when we heard of it
}

// Event is a step in the life of an agreement.
type Event struct {
	ID    id.ID     `db:"id"`
	N     int       `db:"n"`
	Kind  EventKind `db:"kind"`
	At    time.Time `db:"at"`
	By    string    `db:"who"`
	Why   string    `db:"why"`
	About id.ID     `db:"about_id"`
}

// EventKind is what happened to an agreement.
type EventKind string

// The events.
const (
	Drafted     EventKind = "drafted"
	SentOff     EventKind = "sent"
	Withdrawn   EventKind = "withdrawn"
	SignedOne   EventKind = "signed"
	RefusedOne  EventKind = "refused"
	Reminded    EventKind = "reminded"
	InForce     EventKind = "active"
	Amending    EventKind = "amending"
	AmendDrop   EventKind = "dropped"
	Renewing    EventKind = "renewing"
	RenewedNow  EventKind = "renewed"
	EndedByHand EventKind = "ended"
	RanOut      EventKind = "ran_out"
)

// EventKinds lists the events.
func EventKinds() []EventKind {
	return []EventKind{Drafted, SentOff, Withdrawn, SignedOne, RefusedOne, Reminded, InForce, Amending, AmendDrop, Renewing, RenewedNow, EndedByHand, RanOut}
}
