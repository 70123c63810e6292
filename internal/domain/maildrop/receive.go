package maildrop

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/platform/inmail"
)

// Why a mail was not taken. None of these gets better by trying again; any other error may.
var (
	ErrNobody    = errors.New("maildrop: nobody has this address")
	ErrNoUnit    = errors.New("maildrop: the account records contact for no unit")
	ErrDuplicate = errors.New("maildrop: this mail came in before")
)

// Refused reports whether an error says that the mail itself is not taken, so that sending it again is useless.
func Refused(err error) bool {
	return slices.ContainsFunc([]error{ErrNobody, ErrNoUnit, inmail.ErrTooLarge, inmail.ErrMalformed, inmail.ErrNested}, func(e error) bool { return errors.Is(err, e) })
}

// Receipt says what became of a mail.
type Receipt struct {
	Mail   id.ID
	Placed bool // on a timeline; else it waits in the inbox
}

// Receive takes one mail. To is the address that the mail server brought it to; empty takes those in the mail. A mail that came
// in before is ErrDuplicate. The log says what became of each mail, without anything of what it says.
func (s *Service) Receive(ctx context.Context, r io.Reader, to string) (out Receipt, err error) {
	defer func() {
		switch {
		case err == nil:
			s.Log.InfoContext(ctx, "mail taken", "mail", out.Mail, "placed", out.Placed)
		case errors.Is(err, ErrDuplicate):
			s.Log.InfoContext(ctx, "mail came in before")
		default:
			s.Log.WarnContext(ctx, "mail not taken", "error", err, "again", !Refused(err))
		}
	}()
	m, key, err := read(r)
	if err != nil {
		return out, err
	}
	own, err := s.owner(ctx, m, to)
	if err != nil {
		return out, err
	}
	sc, err := s.scope(ctx, own)
	if err != nil {
		return out, err
	}
	d := drop{message: m, key: key, owner: own}
	if d.unit = unitOf(sc); d.unit == "" {
		return out, ErrNoUnit
	}
	if err := d.keepFiles(ctx, s.Relation); err != nil {
		return out, err
	}
	err = s.Write(ctx, sc, func(op *operation.Op) error {
		out, err = d.takeTx(op)
		return err
	})
	return out, operation.Wrap("receive mail", err)
}

// read parses a mail and makes the key under which it comes in once.
func read(r io.Reader) (*inmail.Message, string, error) {
	raw, err := io.ReadAll(io.LimitReader(r, inmail.MaxMail+1))
	if err != nil {
		return nil, "", fmt.Errorf("maildrop: %w", err)
	}
	m, err := inmail.Read(bytes.NewReader(raw))
	if err != nil {
		return nil, "", err
	}
	of := []byte(m.ID)
	if m.ID == "" {
		of = raw
	}
	sum := sha256.Sum256(of)
	return m, hex.EncodeToString(sum[:]), nil
}

// owner finds whose address the mail was brought to.
func (s *Service) owner(ctx context.Context, m *inmail.Message, to string) (own owner, err error) {
	addresses := []string{to}
	if to == "" {
		addresses = slices.Clone(m.Delivered)
		for _, a := range m.To {
			addresses = append(addresses, a.Email)
		}
	}
	tokens := tokensIn(addresses)
	if len(tokens) == 0 {
		return own, ErrNobody
	}
	err = s.DB.Read(ctx, db.Settings{}, func(tx *db.Tx) error {
		own, err = db.Get[owner](tx, db.Q(`SELECT m.network_id, m.account_id, a.name, a.email FROM mail_drop m JOIN account a ON a.id = m.account_id
			WHERE m.token = ANY($1) AND m.revoked_at IS NULL AND a.disabled_at IS NULL AND a.deleted_at IS NULL ORDER BY m.id LIMIT 1`, db.List(tokens)))
		return err
	})
	if errors.Is(err, db.ErrNoRow) {
		return own, ErrNobody
	}
	return own, operation.Wrap("find drop address", err)
}

// scope is what the owner of an address may do: no more than when signed in.
func (s *Service) scope(ctx context.Context, own owner) (sc access.Scope, err error) {
	err = s.DB.Read(ctx, db.Settings{Network: string(own.Network)}, func(tx *db.Tx) error {
		sc, err = access.LoadTx(tx, own.Account, own.Name, own.Network, clock.Today(s.Clock))
		return err
	})
	if fault.Is(err, fault.KindForbidden) {
		return sc, ErrNobody
	}
	return sc, err
}

// unitOf is the unit for which the principal records contact.
func unitOf(sc access.Scope) id.ID {
	for _, u := range sc.HomeUnits() {
		if sc.CanOn(access.ContactRecord, u) {
			return u
		}
	}
	return ""
}

// drop is a mail on its way in.
type drop struct {
	message *inmail.Message
	key     string
	owner   owner
	unit    id.ID
	files   []relation.KeptFile
	left    []string // names of files that are not kept
}

// keepFiles puts the files in the store. One that is not kept is named in the text instead.
func (d *drop) keepFiles(ctx context.Context, r *relation.Service) error {
	for _, f := range d.message.Files {
		if len(d.files) == relation.MaxAttachmentFiles {
			d.left = append(d.left, f.Name)
			continue
		}
		kept, err := r.KeepFiles(ctx, []relation.Upload{{Name: f.Name, Content: bytes.NewReader(f.Content)}})
		if _, refused := fault.As(err); refused {
			d.left = append(d.left, f.Name)
			continue
		}
		if err != nil {
			return err
		}
		d.files = append(d.files, kept...)
	}
	d.message.Files = nil
	return nil
}

// maxNote is how much text a note holds.
const maxNote = 5000

// text is what becomes the note.
func (d *drop) text() string {
	text := strings.TrimSpace(d.message.Subject + "\n\n" + d.message.Text)
	if runes := []rune(text); len(runes) > maxNote {
		text = string(runes[:maxNote]) + "…"
	}
	for _, name := range d.left {
		text += "\n[✕ " + name + "]"
	}
	return text
}

// others are the addresses of whom the mail is with, the likeliest first.
func (d *drop) others() []string {
	m := d.message
	var out []string
	if m.From.Email != d.owner.Email {
		out = append(out, m.From.Email)
	}
	if m.Forwarded != nil {
		out = append(out, m.Forwarded.Email)
	}
	for _, a := range m.To {
		out = append(out, a.Email)
	}
	return slices.DeleteFunc(slices.Compact(out), func(a string) bool { return a == d.owner.Email || len(tokensIn([]string{a})) > 0 })
}

func (d *drop) sentAt(now time.Time) time.Time {
	if at := d.message.Date; !at.IsZero() && at.Before(now) && at.After(now.AddDate(-10, 0, 0)) {
		return at
	}
	return now
}

// takeTx keeps the mail, on a timeline when one organisation is found, else to be placed.
func (d *drop) takeTx(op *operation.Op) (Receipt, error) {
	out := Receipt{Mail: op.NewID()}
	m, others := d.message, d.others()
	other := ""
	if len(others) > 0 {
		other = others[0]
	}
	n, err := op.Tx.Exec(db.Q(`INSERT INTO dropped_mail (network_id, id, account_id, unit_id, message_key, from_email, from_name, other_email, subject, body, quoted, sent_at, received_at, state, operation_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 'waiting', $14) ON CONFLICT (network_id, account_id, message_key) DO NOTHING`,
		op.Network(), out.Mail, d.owner.Account, d.unit, d.key, m.From.Email, m.From.Name, other, m.Subject, d.text(), m.Quoted, d.sentAt(op.At), op.At, op.ID))
	if err != nil {
		return out, err
	}
	if n == 0 {
		return out, ErrDuplicate
	}
	if err := relation.AttachTx(op, d.unit, aboutMail, out.Mail, d.files); err != nil {
		return out, err
	}
	op.Audit(audit.Entry{Action: "mail.dropped", Object: "dropped_mail", ID: out.Mail, Unit: d.unit, Detail: map[string]any{"files": len(d.files)}})
	for _, a := range others {
		organisation, person, err := relation.FindByMailTx(op.Tx, op.Scope, a)
		if err != nil {
			return out, err
		}
		if organisation != "" {
			out.Placed = true
			return out, placeTx(op, out.Mail, organisation, person)
		}
	}
	return out, nil
}
