package relation

import (
	"context"
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/history"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// PersonPage is what we keep of somebody, as far as the reader may see.
type PersonPage struct {
	Human
	Account   bool      `db:"signs_in"` // the same person has an account
	CreatedAt time.Time `db:"created_at"`
	UpdatedAt time.Time `db:"updated_at"`
	ErasedAt  time.Time `db:"erased_at"` // zero: not erased

	Place    []Position
	Choices  []MailChoice // about mails, the latest first
	Contacts []PersonContact
	Actions  int // open next actions with this person, within reach
	Changes  []Change
	Erasures []Erasure // of who was erased
}

// MailChoice is what somebody wants by mail, and why we may send it.
type MailChoice struct {
	Wanted bool      `db:"wanted"`
	Basis  string    `db:"basis"`
	Source string    `db:"source"`
	At     time.Time `db:"at"`
}

// PersonContact is a contact with somebody. The note, the mail and the files are for who reads the unit's notes.
type PersonContact struct {
	ID           id.ID       `db:"id"`
	Organisation id.ID       `db:"organisation_id"`
	Name         string      `db:"organisation_name"`
	UnitName     string      `db:"unit_name"`
	Kind         ContactKind `db:"kind"`
	At           time.Time   `db:"at"`
	By           string      `db:"by_name"`
	Note         string      `db:"body"`
	Subject      string      `db:"subject"` // of a mail
	Files        int         `db:"files"`
}

// PersonPage reads somebody's page; the id of who was merged gives whom they became. Of who was erased only the proof is left.
func (s *Service) PersonPage(ctx context.Context, sc access.Scope, person id.ID) (out PersonPage, err error) {
	if err := sc.Require(access.PersonRead); err != nil {
		return out, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		out, err = operation.Found(db.Get[PersonPage](tx, sc.Bind(`SELECT `+humanColumns+`, p.account_id IS NOT NULL AS signs_in, p.created_at, p.updated_at, COALESCE(p.erased_at, 0) AS erased_at
			FROM person asked JOIN person p ON p.network_id = asked.network_id AND p.id = COALESCE(asked.merged_into, asked.id)
			WHERE {person.read:asked.id} AND asked.id = $1 AND (p.deleted_at IS NULL OR p.erased_at IS NOT NULL) LIMIT 1`, person)))
		if err != nil {
			return err
		}
		if out.ErasedAt.UnixMicro() > 0 {
			out.Erasures, err = erasuresTx(tx, sc, out.ID)
			return err
		}
		out.ErasedAt = time.Time{}
		return out.readTx(tx, sc)
	})
	return out, operation.Wrap("read person", err)
}

func (p *PersonPage) readTx(tx *db.Tx, sc access.Scope) (err error) {
	if p.Place, err = PositionsTx(tx, sc, p.ID); err != nil {
		return err
	}
	p.Choices, err = db.Select[MailChoice](tx, sc.Bind(`SELECT t.wanted, t.basis, t.source, t.at FROM mail_topic t
		WHERE {person.read:t} AND t.person_id = $1 ORDER BY t.at DESC, t.id DESC LIMIT 50`, p.ID))
	if err != nil {
		return err
	}
	p.Contacts, err = db.Select[PersonContact](tx, sc.Bind(`SELECT m.id, m.organisation_id, o.name AS organisation_name, u.name AS unit_name, m.kind, m.at,
			COALESCE(a.name, '') AS by_name, COALESCE(n.body, '') AS body, COALESCE(g.subject, '') AS subject,
			(SELECT COUNT(*) FROM file f WHERE {note.read:f} AND f.about_kind = 'contact' AND f.about_id = m.id AND f.deleted_at IS NULL) AS files
		FROM contact_moment m
		JOIN organisation o ON o.network_id = m.network_id AND o.id = m.organisation_id AND o.deleted_at IS NULL
		JOIN unit u ON u.network_id = m.network_id AND u.id = m.unit_id
		LEFT JOIN account a ON a.id = m.account_id
		LEFT JOIN contact_note n ON n.network_id = m.network_id AND n.moment_id = m.id AND n.deleted_at IS NULL AND {note.read:n}
		LEFT JOIN contact_mail g ON g.network_id = m.network_id AND g.moment_id = m.id AND {note.read:g}
		WHERE {contact.read:m} AND m.person_id = $1 AND m.deleted_at IS NULL ORDER BY m.at DESC, m.id DESC LIMIT 50`, p.ID))
	if err != nil {
		return err
	}
	p.Actions, err = db.Get[int](tx, sc.Bind(`SELECT COUNT(*) AS n FROM next_action x WHERE {contact.record:x} AND x.person_id = $1 AND x.done_at IS NULL AND x.deleted_at IS NULL LIMIT 1`, p.ID))
	if err != nil {
		return err
	}
	p.Changes, err = p.changesTx(tx, sc)
	return err
}

// changesTx reads what changed about the person and where they work. Their own fields come back only while they work somewhere.
func (p *PersonPage) changesTx(tx *db.Tx, sc access.Scope) ([]Change, error) {
	things := []thing{{Object: "person", ID: p.ID}}
	for _, w := range p.Place {
		things = append(things, thing{"position", w.ID, w.Name})
	}
	changes, err := changesTx(tx, sc, things)
	for i := range changes {
		running := changes[i].Object == "person" && p.Positions > 0
		for _, w := range p.Place {
			running = running || w.ID == changes[i].Key && w.To == clock.Date("")
		}
		changes[i].Restorable = changes[i].Restorable && running
	}
	return changes, err
}

// RestorePersonField gives one field of somebody, or of their running position, the value that it had before a change.
func (s *Service) RestorePersonField(ctx context.Context, sc access.Scope, person, change id.ID) error {
	if err := sc.Require(access.PersonWrite); err != nil {
		return err
	}
	page, err := s.PersonPage(ctx, sc, person)
	if err != nil {
		return err
	}
	var chosen *Change
	for i, c := range page.Changes {
		if c.ID == change && c.Restorable {
			chosen = &page.Changes[i]
		}
	}
	if chosen == nil {
		return fault.NotFound("fault.not_found")
	}
	at := page.WorksAt
	for _, w := range page.Place {
		if w.ID == chosen.Key {
			at = w.Organisation
		}
	}
	err = s.Write(ctx, sc, func(op *operation.Op) error {
		e, err := history.EntryTx(op, change)
		if err != nil {
			return err
		}
		o, err := OrganisationTx(op.Tx, sc, at)
		if err != nil {
			return err
		}
		op.Audit(audit.Entry{Action: "field.restored", Object: e.Object, ID: e.Key, Detail: map[string]any{"field": e.Field, "change": change}})
		return restorePersonTx(op, o, e)
	})
	return operation.Wrap("restore field", err)
}
