package relation

import (
	"context"
	"slices"
	"strings"
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/check"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// ContactInput is what a form says about a contact that took place, and what happens next.
type ContactInput struct {
	Unit         id.ID
	Organisation id.ID
	Person       id.ID
	Kind         string
	On           string // day, today when empty
	Note         string // what was said; only the unit reads it
	Next         string // what to do next; empty: nothing
	Due          string // day; a week from now when empty
	Assignee     id.ID  // who does it; the recorder when empty
	Finishes     id.ID  // next action that this contact settles, if any
	MailMention  bool   // write the colleagues whom the note calls for
	Files        []Upload
}

// recorded is a checked ContactInput.
type recorded struct {
	kind       ContactKind
	at         time.Time
	note, next string
	due        clock.Date
	files      []KeptFile
	mail       *MailText // of a mail that was dropped
}

// daysToNext is the usual time until a next action.
const daysToNext = 7

func (in ContactInput) check(now time.Time) (recorded, error) {
	f := fault.Fields{}
	today := clock.DateOf(now)
	out := recorded{
		kind: check.Choice(f, "kind", in.Kind, RecordedKinds()...),
		note: check.OptionalMultiline(f, "note", in.Note, 5000),
		next: check.OptionalLine(f, "next", in.Next, 200),
		at:   now, due: today.AddDays(daysToNext),
	}
	if in.Organisation == "" {
		f.Add("organisation", "field.required")
	}
	if on := check.OptionalDate(f, "on", in.On); on > today {
		f.Add("on", "relation.contact_future")
	} else if on != "" && on < today.AddDays(-contactDays) {
		f.Add("on", "relation.contact_long_ago")
	} else if on != "" && on != today {
		out.at = check.Moment(f, "on", on, 12*60)
	}
	if due := check.OptionalDate(f, "due", in.Due); due != "" {
		if out.due = due; due < today {
			f.Add("due", "relation.due_past")
		}
	}
	if in.Kind == string(ContactNote) && out.note == "" {
		f.Add("note", "field.required")
	}
	return out, f.Err()
}

// RecordContact keeps a contact with its note and its next action in one operation. The unit must be one for which the
// principal records; organisation and person must be within reach.
func (s *Service) RecordContact(ctx context.Context, sc access.Scope, in ContactInput) (id.ID, error) {
	if err := sc.RequireOn(access.ContactRecord, in.Unit); err != nil {
		return "", err
	}
	rec, err := in.check(s.Clock.Now())
	if err != nil {
		return "", err
	}
	if rec.files, err = s.KeepFiles(ctx, in.Files); err != nil {
		return "", err
	}
	var key id.ID
	err = s.Write(ctx, sc, func(op *operation.Op) (err error) {
		if in.Assignee == "" {
			in.Assignee = sc.Account()
		}
		if err := loadContact(op, in, rec); err != nil {
			return err
		}
		key, err = keepContactTx(op, in, rec)
		return err
	})
	return key, operation.Wrap("record contact", err)
}

// loadContact refuses ids in the input that are not within reach.
func loadContact(op *operation.Op, in ContactInput, rec recorded) error {
	o, err := OrganisationTx(op.Tx, op.Scope, in.Organisation)
	if fault.Is(err, fault.KindNotFound) || err == nil && o.ID != in.Organisation {
		return fault.Fields{"organisation": {Key: "relation.organisation_unknown"}}.Err()
	}
	if err != nil {
		return err
	}
	if in.Person != "" {
		people, err := PeopleOfTx(op.Tx, op.Scope, in.Organisation)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(people, func(p ContactPerson) bool { return p.ID == in.Person }) {
			return fault.Fields{"person": {Key: "field.choice"}}.Err()
		}
	}
	if rec.next == "" {
		return nil
	}
	return knowColleagues(op, in.Unit, map[string]id.ID{"assignee": in.Assignee})
}

func keepContactTx(op *operation.Op, in ContactInput, rec recorded) (id.ID, error) {
	key, err := recordContactTx(op, Contact{Unit: in.Unit, Organisation: in.Organisation, Person: in.Person, Kind: rec.kind, At: rec.at})
	if err != nil {
		return "", err
	}
	if err := rec.keepWordsTx(op, in, key); err != nil {
		return "", err
	}
	if rec.next != "" {
		err = op.Insert(`INSERT INTO next_action (network_id, id, unit_id, organisation_id, person_id, what, due_on, assignee_id, moment_id, created_at, operation_id)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
			op.Network(), op.NewID(), in.Unit, in.Organisation, in.Person, rec.next, rec.due, in.Assignee, key, op.At, op.ID)
		if err != nil {
			return "", err
		}
	}
	if in.Finishes != "" {
		if err := finishTx(op, in.Finishes); err != nil {
			return "", err
		}
	}
	if err := relateByContact(op, in, rec.kind); err != nil {
		return "", err
	}
	op.Audit(audit.Entry{Action: "contact.recorded", Object: "organisation", ID: in.Organisation, Unit: in.Unit, Detail: map[string]any{
		"contact": key, "kind": rec.kind, "person": in.Person, "next": rec.next, "due": rec.due, "assignee": in.Assignee, "files": len(rec.files),
	}})
	op.Made = key
	return key, nil
}

// keepWordsTx keeps what only the unit reads: the note with whom it calls for, the mail, the files.
func (rec recorded) keepWordsTx(op *operation.Op, in ContactInput, key id.ID) error {
	if rec.note != "" {
		err := op.Insert(`INSERT INTO contact_note (network_id, moment_id, unit_id, body, operation_id) VALUES ($1, $2, $3, $4, $5)`,
			op.Network(), key, in.Unit, rec.note, op.ID)
		if err != nil {
			return err
		}
	}
	if strings.Contains(rec.note, "@") && rec.mail == nil { // what somebody wrote in a mail calls nobody
		people, err := readersTx(op.Tx, op.Scope, in.Unit, op.Today())
		if err == nil {
			people, err = mentioned(rec.note, people)
		}
		if err == nil {
			err = mentionTx(op, in, key, people)
		}
		if err != nil {
			return err
		}
	}
	if m := rec.mail; m != nil {
		err := op.Insert(`INSERT INTO contact_mail (network_id, moment_id, unit_id, subject, from_email, from_name, quoted, operation_id)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`, op.Network(), key, in.Unit, m.Subject, m.FromEmail, m.FromName, m.Quoted, op.ID)
		if err != nil {
			return err
		}
	}
	return AttachTx(op, in.Unit, aboutContact, key, rec.files)
}

// relateByContact makes sure that the unit has a relationship; a visit deepens it.
func relateByContact(op *operation.Op, in ContactInput, kind ContactKind) error {
	if kind == ContactVisit {
		return DeepenTx(op, in.Unit, in.Organisation, DepthVisit)
	}
	_, err := EnsureRelationshipTx(op, in.Unit, in.Organisation)
	return err
}

// LastContact is the latest contact with an organisation by anybody in the network.
type LastContact struct {
	At   time.Time   `db:"at"`
	Kind ContactKind `db:"kind"`
	By   string      `db:"by_name"`
	Unit string      `db:"unit_name"`
}

// LastContactTx returns the latest contact with an organisation; the zero value when there was none.
func LastContactTx(tx *db.Tx, sc access.Scope, organisation id.ID) (LastContact, error) {
	rows, err := db.Select[LastContact](tx, sc.Bind(`SELECT m.at, m.kind, a.name AS by_name, u.name AS unit_name
		FROM contact_moment m JOIN unit u ON u.network_id = m.network_id AND u.id = m.unit_id LEFT JOIN account a ON a.id = m.account_id
		WHERE {contact.read:m} AND m.organisation_id = $1 AND m.deleted_at IS NULL
		ORDER BY m.at DESC, m.id DESC LIMIT 1`, organisation))
	if err != nil || len(rows) == 0 {
		return LastContact{}, operation.Wrap("read last contact", err)
	}
	return rows[0], nil
}
