package menu

import (
	"context"
	"slices"
	"time"

	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// Reached is how far a member of an umbrella is with the menu.
type Reached string

// The steps.
const (
	NotInvited Reached = "not_invited"
	Invited    Reached = "invited" // the menu was mailed, no answer yet
	Answered   Reached = "answered"
	Offering   Reached = "offering"
)

// Why a member is not invited now.
const (
	WaitNoMail  = "no_mail"  // nobody there whom we may mail
	WaitMailed  = "mailed"   // the menu was mailed less than mailedDays ago
	WaitAsked   = "asked"    // a school asked it less than askedDays ago
	WaitPaused  = "paused"   // it rests
	WaitOffers  = "offering" // it is on the menu already
	mailedDays  = 60
	askedDays   = 14
	mostMembers = 500
	// MostInvited is how many members are mailed at once.
	MostInvited = 40
)

// Member is a company of an umbrella, with how far it is with the menu and whether it may be invited now.
type Member struct {
	ID       id.ID      `db:"id"`
	Name     string     `db:"name"`
	Place    string     `db:"place"`
	Offers   int        `db:"offers"`
	Mail     bool       `db:"mail"`
	SentAt   *time.Time `db:"sent_at"`   // when the menu was mailed last
	ChosenAt *time.Time `db:"chosen_at"` // when it chose or confirmed last
	AskedAt  *time.Time `db:"asked_at"`  // when anybody asked it for a class last
	Paused   bool       `db:"paused"`

	now time.Time
}

// Reached says how far the member is.
func (m Member) Reached() Reached {
	switch {
	case m.Offers > 0:
		return Offering
	case m.ChosenAt != nil && (m.SentAt == nil || !m.ChosenAt.Before(*m.SentAt)):
		return Answered
	case m.SentAt != nil:
		return Invited
	default:
		return NotInvited
	}
}

// Wait says why the member is not invited now, empty when it may be: nobody is asked too often, whoever asks.
func (m Member) Wait() string {
	recent := func(at *time.Time, days int) bool {
		return at != nil && m.now.Sub(*at) < time.Duration(days)*24*time.Hour
	}
	switch {
	case m.Offers > 0:
		return WaitOffers
	case !m.Mail:
		return WaitNoMail
	case m.Paused:
		return WaitPaused
	case recent(m.SentAt, mailedDays):
		return WaitMailed
	case recent(m.AskedAt, askedDays):
		return WaitAsked
	default:
		return ""
	}
}

// Members returns the companies that are members of an umbrella now, by name. What is no umbrella is not found. It costs two queries.
func (s *Service) Members(ctx context.Context, sc access.Scope, umbrella id.ID) (o relation.Organisation, rows []Member, err error) {
	if err := sc.Require(access.OfferWrite); err != nil {
		return o, nil, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		o, rows, err = membersTx(tx, sc, umbrella, s.Clock.Now())
		return err
	})
	return o, rows, operation.Wrap("read members", err)
}

func membersTx(tx *db.Tx, sc access.Scope, umbrella id.ID, now time.Time) (o relation.Organisation, rows []Member, err error) {
	if o, err = umbrellaTx(tx, sc, umbrella); err != nil {
		return o, nil, err
	}
	rows, err = db.Select[Member](tx, sc.Bind(membersText, umbrella, clock.DateOf(now), mostMembers))
	for i := range rows {
		rows[i].now = now
	}
	return o, rows, err
}

// lastMoment is in SQL when a contact of a kind was last.
func lastMoment(kind relation.ContactKind) string {
	return `(SELECT MAX(c.at) FROM contact_moment c WHERE {contact.read:c} AND c.organisation_id = o.id AND c.kind = '` + string(kind) + `' AND c.deleted_at IS NULL)`
}

// membersText reads the companies that are members of umbrella $1 on day $2.
var membersText = `SELECT o.id, o.name, o.place,
		(SELECT COUNT(*) FROM offer f WHERE {offer.read:f} AND f.organisation_id = o.id AND f.deleted_at IS NULL) AS offers,
		EXISTS (SELECT 1 FROM position w JOIN person p ON p.network_id = w.network_id AND p.id = w.person_id
			WHERE {wall:w} AND w.organisation_id = o.id AND w.deleted_at IS NULL AND w.valid_to IS NULL AND p.deleted_at IS NULL AND p.email <> '') AS mail,
		EXISTS (SELECT 1 FROM offer_pause z WHERE {offer.read:z} AND z.organisation_id = o.id AND z.deleted_at IS NULL AND z.from_day <= $2 AND z.until_day > $2) AS paused,
		` + lastMoment(relation.ContactMenuSent) + ` AS sent_at, ` + lastMoment(relation.ContactMenuChosen) + ` AS chosen_at, ` + lastMoment(relation.ContactAsked) + ` AS asked_at
	FROM organisation o WHERE {organisation.read:o.id} AND o.kind = 'company' AND o.deleted_at IS NULL AND o.merged_into IS NULL
		AND EXISTS (SELECT 1 FROM umbrella_membership s WHERE s.network_id = o.network_id AND s.member_id = o.id AND s.umbrella_id = $1 AND s.deleted_at IS NULL
			AND (s.valid_from IS NULL OR s.valid_from <= $2) AND (s.valid_to IS NULL OR s.valid_to >= $2))
	ORDER BY o.name_key, o.id LIMIT $3`

// InviteMembers mails members of an umbrella a link to the menu of a unit, with the umbrella's name in it, and returns how many. Who
// may not be invited now is passed over; when nobody is left it is refused.
func (s *Service) InviteMembers(ctx context.Context, sc access.Scope, unit, umbrella id.ID, members []id.ID) (sent int, err error) {
	if err := sc.RequireOn(access.ContactRecord, unit); err != nil {
		return 0, err
	}
	if err := sc.Require(access.OfferWrite); err != nil {
		return 0, err
	}
	members = slices.Compact(slices.Sorted(slices.Values(members)))
	f := fault.Fields{}
	checkMembers(f, members)
	if err := f.Err(); err != nil {
		return 0, err
	}
	err = s.Write(ctx, sc, func(op *operation.Op) error {
		sent, err = inviteMembersTx(op, unit, umbrella, members)
		return err
	})
	return sent, operation.Wrap("invite members", err)
}

// checkMembers looks how many were chosen.
func checkMembers(f fault.Fields, members []id.ID) {
	switch {
	case len(members) == 0:
		f.Add("member", "menu.members.choose")
	case len(members) > MostInvited:
		f.Add("member", "menu.members.too_many", MostInvited)
	}
}

// lockOffers makes others wait who would invite the same companies. They are in the order of their ids: two colleagues never wait for each
// other.
func lockOffers(op *operation.Op, companies []id.ID) error {
	for _, c := range companies {
		if err := op.Lock("offers:" + string(c)); err != nil {
			return err
		}
	}
	return nil
}

func inviteMembersTx(op *operation.Op, unit, umbrella id.ID, members []id.ID) (sent int, err error) {
	if err := lockOffers(op, members); err != nil {
		return 0, err
	}
	name, err := operation.Get[string](op, `SELECT u.name FROM unit u WHERE {network.read:u} AND u.id = $1 AND u.deleted_at IS NULL LIMIT 1`, unit)
	if err != nil {
		return 0, err
	}
	o, all, err := membersTx(op.Tx, op.Scope, umbrella, op.At)
	if err != nil {
		return 0, err
	}
	if sent, err = (round{unit: unit, letter: MenuLetter{Unit: name, Umbrella: o.Name}, all: all}).sendTx(op, members); err != nil {
		return 0, err
	}
	op.Audit(audit.Entry{Action: "menu.members_invited", Object: "organisation", ID: o.ID, Unit: unit, Detail: map[string]any{"members": members, "sent": sent}})
	return sent, nil
}

// round is one round of mails to members of an umbrella: whose menu, what the letter says to all, and who is a member.
type round struct {
	unit   id.ID
	letter MenuLetter
	all    []Member
}

// sendTx mails those who may be invited now, and returns how many.
func (r round) sendTx(op *operation.Op, members []id.ID) (sent int, err error) {
	items, err := ForUnitTx(op.Tx, op.Scope, r.unit)
	if err != nil {
		return 0, err
	}
	for _, key := range members {
		i := slices.IndexFunc(r.all, func(m Member) bool { return m.ID == key })
		if i < 0 {
			return 0, fault.NotFound("fault.not_found")
		}
		if r.all[i].Wait() != "" {
			continue
		}
		to, err := relation.MailPersonTx(op, key, "", relation.MailRequest)
		if _, refused := fault.As(err); refused {
			continue
		}
		if err != nil {
			return 0, err
		}
		letter := r.letter
		letter.Name, letter.Organisation, letter.Items = to.Name, r.all[i].Name, len(items)
		if err := sendTx(op, r.unit, key, to, letter); err != nil {
			return 0, err
		}
		sent++
	}
	if sent == 0 {
		return 0, fault.Fields{"member": {Key: "menu.members.nobody"}}.Err()
	}
	return sent, nil
}
