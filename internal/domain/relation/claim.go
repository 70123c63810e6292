package relation

import (
	"context"
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/link"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/check"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// The states of a claim.
const (
	ClaimAsked     = "asked"     // the mail address did not answer yet; nobody sees it
	ClaimOpen      = "open"      // waits for a colleague
	ClaimAgain     = "again"     // the same was open already
	ClaimConfirmed = "confirmed" // became a membership
	ClaimRefused   = "refused"
)

// Claim is a company's own word that it belongs to an umbrella.
type Claim struct {
	ID           id.ID      `db:"id"`
	Member       id.ID      `db:"member_id"`   // the company, when it came by its own link
	MemberName   string     `db:"member_name"` // as we call it
	Umbrella     id.ID      `db:"umbrella_id"`
	UmbrellaName string     `db:"umbrella"`
	Company      string     `db:"company"` // as it calls itself
	KVK          string     `db:"kvk"`     // eight digits, or empty
	Place        string     `db:"place"`
	Since        clock.Date `db:"since"` // empty: not said
	Name         string     `db:"contact_name"`
	Email        string     `db:"contact_email"`
	Lang         string     `db:"lang"`
	Source       string     `db:"source"` // link or public
	State        string     `db:"state"`
	CreatedAt    time.Time  `db:"created_at"`
	Version      int        `db:"version"`
}

const claimColumns = `x.id, x.member_id, COALESCE(m.name, '') AS member_name, u.id AS umbrella_id, u.name AS umbrella, x.company, x.kvk, x.place, x.since, x.contact_name,
	x.contact_email, x.lang, x.source, x.state, x.created_at, x.version`

const claimFrom = ` FROM membership_claim x
	JOIN organisation u ON u.network_id = x.network_id AND u.id = x.umbrella_id AND u.deleted_at IS NULL
	LEFT JOIN organisation m ON m.network_id = x.network_id AND m.id = x.member_id AND m.deleted_at IS NULL `

// ClaimInput is what a company says, as typed. A company that comes by its own link only says the umbrella and since when.
type ClaimInput struct {
	Umbrella id.ID // on a company's own link; a public form names it itself
	Company  string
	KVK      string
	Place    string
	Name     string
	Email    string
	Since    string // day; may be empty
	Lang     string // of the mails about it
}

// validate cleans the input; own is that of a company on its own link.
func (in *ClaimInput) validate(own bool) (since clock.Date, err error) {
	f := fault.Fields{}
	since = check.OptionalDate(f, "since", in.Since)
	if own {
		if in.Umbrella == "" {
			f.Add("umbrella", "field.required")
		}
		return since, f.Err()
	}
	in.Company = check.Line(f, "company", in.Company, 2, 160)
	if in.Company != "" && check.Key(in.Company) == "" {
		f.Add("company", "relation.name_letters")
	}
	in.KVK = check.OptionalKVK(f, "kvk", in.KVK)
	in.Place = check.OptionalLine(f, "place", in.Place, 80)
	in.Name = check.Line(f, "name", in.Name, 2, 120)
	in.Email = check.Email(f, "email", in.Email)
	return since, f.Err()
}

// ClaimForm is what the form behind a link shows: for which company, if the link is a company's own, and the umbrellas to choose
// from. A public form has just its own umbrella.
type ClaimForm struct {
	Company   string
	Umbrellas []Umbrella
}

// ClaimForm reads the form behind the link.
func (s *Service) ClaimForm(ctx context.Context, sc access.Scope) (out ClaimForm, err error) {
	if err := sc.Require(access.ClaimMake); err != nil {
		return out, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		if sc.Organisation() == "" {
			umbrella, err := publicUmbrellaTx(tx, sc)
			out.Umbrellas = []Umbrella{umbrella}
			return err
		}
		o, err := OrganisationTx(tx, sc, sc.Organisation())
		if err != nil {
			return err
		}
		out.Company = o.Name
		out.Umbrellas, err = claimableTx(tx, sc, s.Clock.Now())
		return err
	})
	return out, operation.Wrap("read claim form", err)
}

// publicUmbrellaTx is the umbrella whose public form the link opens.
func publicUmbrellaTx(tx *db.Tx, sc access.Scope) (Umbrella, error) {
	type row struct {
		ID   id.ID  `db:"id"`
		Name string `db:"name"`
	}
	r, err := operation.Found(db.Get[row](tx, sc.Bind(`SELECT o.id, o.name FROM organisation o
		WHERE {wall:o} AND o.id = $1 AND o.kind = 'umbrella' AND o.deleted_at IS NULL AND o.merged_into IS NULL LIMIT 1`, sc.Subject())))
	return Umbrella(r), err
}

// claimableTx lists the umbrellas that a company may say to belong to: those with a public form, of which it is no member yet. Other
// umbrellas are not named to who holds a link.
func claimableTx(tx *db.Tx, sc access.Scope, now time.Time) ([]Umbrella, error) {
	type row struct {
		ID   id.ID  `db:"id"`
		Name string `db:"name"`
	}
	rows, err := db.Select[row](tx, sc.Bind(`SELECT o.id, o.name FROM organisation o
		WHERE {wall:o} AND o.kind = 'umbrella' AND o.deleted_at IS NULL AND o.merged_into IS NULL
			AND EXISTS (SELECT 1 FROM link l WHERE l.network_id = o.network_id AND l.kind = 'belong' AND l.subject_id = o.id AND l.revoked_at IS NULL AND l.expires_at > $2)
			AND NOT EXISTS (SELECT 1 FROM umbrella_membership s WHERE s.network_id = o.network_id AND s.umbrella_id = o.id AND s.member_id = $1
				AND s.valid_to IS NULL AND s.deleted_at IS NULL)
		ORDER BY o.name_key, o.id LIMIT 200`, sc.Organisation(), now))
	out := make([]Umbrella, len(rows))
	for i, r := range rows {
		out[i] = Umbrella(r)
	}
	return out, err
}

// PublicForm is the open address on which companies say that they belong to an umbrella. Without one its Link is empty.
type PublicForm struct {
	Link  id.ID     `db:"id"`
	Until time.Time `db:"expires_at"`
}

// publicFormTx finds the live public form of an umbrella.
func publicFormTx(tx *db.Tx, sc access.Scope, umbrella id.ID, now time.Time) (PublicForm, error) {
	found, err := db.Select[PublicForm](tx, sc.Bind(`SELECT l.id, l.expires_at FROM link l
		WHERE {wall:l} AND l.kind = 'belong' AND l.subject_id = $1 AND l.revoked_at IS NULL AND l.expires_at > $2 ORDER BY l.expires_at DESC, l.id LIMIT 1`, umbrella, now))
	if err != nil || len(found) == 0 {
		return PublicForm{}, err
	}
	return found[0], nil
}

// PublicForm finds the live public form of an umbrella, for who may change memberships.
func (s *Service) PublicForm(ctx context.Context, sc access.Scope, umbrella id.ID) (out PublicForm, err error) {
	if err := sc.Require(access.OrganisationWrite); err != nil {
		return out, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		out, err = publicFormTx(tx, sc, umbrella, s.Clock.Now())
		return err
	})
	return out, operation.Wrap("read public form", err)
}

// SwitchPublicForm gives an umbrella a public form, or ends the one that it has: whoever kept the address finds it closed.
func (s *Service) SwitchPublicForm(ctx context.Context, sc access.Scope, umbrella id.ID, on bool) error {
	if err := sc.Require(access.OrganisationWrite); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		o, err := operation.Get[Organisation](op, `SELECT `+organisationColumns+` FROM organisation o
			WHERE {organisation.write:o.id} AND o.id = $1 AND o.kind = 'umbrella' AND o.deleted_at IS NULL AND o.merged_into IS NULL LIMIT 1`, umbrella)
		if err != nil {
			return err
		}
		op.Audit(audit.Entry{Action: "umbrella.form", Object: "organisation", ID: o.ID, Detail: map[string]any{"on": on}})
		if !on {
			return link.RevokeTx(op, link.Belong, o.ID)
		}
		if err := op.Lock("public form:" + string(o.ID)); err != nil {
			return err
		}
		if known, err := publicFormTx(op.Tx, sc, o.ID, op.At); err != nil || known.Link != "" {
			return err
		}
		_, err = link.MakeTx(op, link.New{Kind: link.Belong, Subject: o.ID})
		return err
	})
	return operation.Wrap("switch public form", err)
}
