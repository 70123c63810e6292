// Package post queues letters: mails by template key, addressee and data. They are rendered by web/letter when sent,
// in the addressee's language, so no text and no link token is stored.
package post

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"schakel/internal/kernel/job"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
	"schakel/internal/platform/mail"
)

// SendKind is the job that sends one letter.
const SendKind job.Kind = "mail.send"

// Letter is a mail to send.
type Letter struct {
	Key          string // of web/letter: "menu", "invitation", …
	To           string // mail address
	ToName       string
	Lang         string // nl or en
	Data         any    // what the template needs, as JSON
	Link         id.ID  // the link inside, if any
	Unit         id.ID  // in whose name
	Organisation id.ID  // on whose timeline
	AboutKind    string // invitation, occurrence, …
	About        id.ID
}

// Message is a stored letter.
type Message struct {
	Network      id.ID      `db:"network_id"`
	ID           id.ID      `db:"id"`
	To           string     `db:"to_email"`
	ToName       string     `db:"to_name"`
	Lang         string     `db:"lang"`
	Letter       string     `db:"letter"`
	Data         string     `db:"data"`
	Link         id.ID      `db:"link_id"`
	Unit         id.ID      `db:"unit_id"`
	Organisation id.ID      `db:"organisation_id"`
	AboutKind    string     `db:"about_kind"`
	About        id.ID      `db:"about_id"`
	CreatedAt    time.Time  `db:"created_at"`
	SentAt       *time.Time `db:"sent_at"`
}

const columns = `network_id, id, to_email, to_name, lang, letter, data, link_id, unit_id, organisation_id, about_kind, about_id, created_at, sent_at`

// NoMailbox ends the addresses of accounts that are no person: nothing is sent to them.
const NoMailbox = "@service.invalid"

// SendTx queues a letter in the transaction of the use case.
func SendTx(op *operation.Op, l Letter) error {
	if strings.HasSuffix(l.To, NoMailbox) {
		return nil
	}
	data, err := json.Marshal(l.Data)
	if err != nil {
		return fmt.Errorf("letter %s: %w", l.Key, err)
	}
	if l.Lang != "en" {
		l.Lang = "nl"
	}
	key := op.NewID()
	err = op.Insert(`INSERT INTO mail_message (network_id, id, to_email, to_name, lang, letter, data, link_id, unit_id, organisation_id, about_kind, about_id, created_at, operation_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
		op.Network(), key, l.To, l.ToName, l.Lang, l.Key, string(data), l.Link, l.Unit, l.Organisation, l.AboutKind, l.About, op.At, op.ID)
	if err != nil {
		return fmt.Errorf("letter %s: %w", l.Key, err)
	}
	op.Enqueue(job.New{Kind: SendKind, Unique: string(key), Args: sendArgs{op.Network(), key}})
	return nil
}

type sendArgs struct {
	Network id.ID `json:"network"`
	Message id.ID `json:"message"`
}

// Office sends what was queued.
type Office struct {
	DB        *db.DB
	Clock     clock.Clock
	Transport mail.Transport
	// Render makes the mail's text in the addressee's language.
	Render func(ctx context.Context, m Message) (mail.Message, error)
}

// queued is a letter that is to be sent, if its addressee is still here.
type queued struct {
	Message
	Shut bool `db:"shut"`
}

// shut is whether a letter is for an account that was closed after it was queued.
const shut = `EXISTS (SELECT 1 FROM account a WHERE a.email = mail_message.to_email AND a.disabled_at IS NOT NULL AND a.deleted_at IS NULL) AS shut`

// Send is the worker of SendKind. A letter that was sent is not sent again, and one to an account that was closed since is not sent at all:
// who left hears nothing more (promises.md, I5).
func (o *Office) Send(ctx context.Context, j job.Job) error {
	var args sendArgs
	if err := j.Decode(&args); err != nil {
		return fmt.Errorf("%w: %w", job.ErrGiveUp, err)
	}
	var m queued
	err := o.DB.Read(ctx, db.Settings{Network: string(args.Network)}, func(tx *db.Tx) (err error) {
		m, err = db.Get[queued](tx, db.Q(`SELECT `+columns+`, `+shut+` FROM mail_message WHERE network_id = $1 AND id = $2 LIMIT 1`, args.Network, args.Message))
		return err
	})
	if errors.Is(err, db.ErrNoRow) || err == nil && m.SentAt != nil {
		return nil
	}
	if err != nil {
		return err
	}
	if m.Shut {
		return o.mark(ctx, args, `failed_at`)
	}
	out, err := o.Render(ctx, m.Message)
	if err != nil {
		return fmt.Errorf("%w: render %s: %w", job.ErrGiveUp, m.Letter, err)
	}
	if err := o.Transport.Send(ctx, out); err != nil {
		return fmt.Errorf("send: %w", err)
	}
	return o.mark(ctx, args, `sent_at`)
}

// mark notes in a column when a letter went, or that it never will.
func (o *Office) mark(ctx context.Context, args sendArgs, column string) error {
	return o.DB.Write(ctx, db.Settings{Network: string(args.Network), Soon: true}, func(tx *db.Tx) error {
		_, err := tx.Exec(db.Q(`UPDATE mail_message SET `+column+` = $3 WHERE network_id = $1 AND id = $2`, args.Network, args.Message, o.Clock.Now()))
		return err
	})
}
