package maildrop

import (
	"context"
	"time"

	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// aboutMail is the kind of object to which the files of a waiting mail belong.
const aboutMail = "dropped_mail"

// Mail is a dropped mail that waits for an organisation. Only whoever dropped it sees it.
type Mail struct {
	ID        id.ID     `db:"id"`
	Unit      id.ID     `db:"unit_id"`
	FromName  string    `db:"from_name"`
	FromEmail string    `db:"from_email"`
	Other     string    `db:"other_email"`
	Subject   string    `db:"subject"`
	Body      string    `db:"body"`
	Quoted    string    `db:"quoted"`
	SentAt    time.Time `db:"sent_at"`
	Files     int       `db:"files"`
}

const mailQuery = `SELECT m.id, m.unit_id, m.from_name, m.from_email, m.other_email, m.subject, m.body, m.quoted, m.sent_at,
		(SELECT COUNT(*) FROM file f WHERE f.network_id = m.network_id AND f.about_kind = 'dropped_mail' AND f.about_id = m.id AND f.deleted_at IS NULL) AS files
	FROM dropped_mail m WHERE {wall:m} AND {account.own:m} AND m.state = 'waiting'`

// Inbox is what the page of mails to place shows.
type Inbox struct {
	Mails []Mail
	Token string // local part of the account's address; empty without one
}

// Inbox returns the principal's mails that wait, the newest first.
func (s *Service) Inbox(ctx context.Context, sc access.Scope) (out Inbox, err error) {
	if err := sc.Require(access.ContactRecord); err != nil {
		return out, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		if out.Token, err = tokenTx(tx, sc); err != nil {
			return err
		}
		out.Mails, err = db.Select[Mail](tx, sc.Bind(mailQuery+` ORDER BY m.received_at DESC, m.id DESC LIMIT 100`))
		return err
	})
	return out, operation.Wrap("read inbox", err)
}

// Place puts a waiting mail on the timeline of an organisation.
func (s *Service) Place(ctx context.Context, sc access.Scope, key, organisation id.ID) error {
	if err := sc.Require(access.ContactRecord); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error { return placeTx(op, key, organisation, "") })
	return operation.Wrap("place mail", err)
}

// placeTx makes a contact of a waiting mail; the text moves to it.
func placeTx(op *operation.Op, key, organisation, person id.ID) error {
	m, err := operation.Get[Mail](op, mailQuery+` AND m.id = $1 LIMIT 1`, key)
	if err != nil {
		return err
	}
	moment, err := relation.RecordMailTx(op, relation.MailContact{
		Unit: m.Unit, Organisation: organisation, Person: person, At: m.SentAt, Text: m.Body,
		Mail: relation.MailText{Subject: m.Subject, FromEmail: m.FromEmail, FromName: m.FromName, Quoted: m.Quoted},
	})
	if err != nil {
		return err
	}
	_, err = op.Exec(`UPDATE file AS f SET about_kind = 'contact', about_id = $2, operation_id = $3
		WHERE {contact.record:f} AND f.about_kind = 'dropped_mail' AND f.about_id = $1`, key, moment, op.ID)
	if err != nil {
		return err
	}
	op.Audit(audit.Entry{Action: "mail.placed", Object: "dropped_mail", ID: key, Unit: m.Unit, Detail: map[string]id.ID{"organisation": organisation, "contact": moment}})
	return operation.Changed(op.Exec(`UPDATE dropped_mail AS m SET state = 'placed', moment_id = $2, body = '', quoted = '', version = version + 1, operation_id = $3
		WHERE {wall:m} AND {account.own:m} AND m.id = $1 AND m.state = 'waiting'`, key, moment, op.ID))
}

// Discard throws a waiting mail away. That it came stays known, so that it does not come again.
func (s *Service) Discard(ctx context.Context, sc access.Scope, key id.ID) error {
	if err := sc.Require(access.ContactRecord); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		m, err := operation.Get[Mail](op, mailQuery+` AND m.id = $1 LIMIT 1`, key)
		if err != nil {
			return err
		}
		if _, err := op.Exec(`UPDATE file AS f SET deleted_at = $2, deleted_op = $3 WHERE {contact.record:f} AND f.about_kind = 'dropped_mail' AND f.about_id = $1`, key, op.At, op.ID); err != nil {
			return err
		}
		op.Audit(audit.Entry{Action: "mail.discarded", Object: "dropped_mail", ID: key, Unit: m.Unit})
		return operation.Changed(op.Exec(`UPDATE dropped_mail AS m SET state = 'thrown_away', subject = '', body = '', quoted = '', version = version + 1, operation_id = $2
			WHERE {wall:m} AND {account.own:m} AND m.id = $1 AND m.state = 'waiting'`, key, op.ID))
	})
	return operation.Wrap("discard mail", err)
}
