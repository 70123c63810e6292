package maildrop_test

import (
	"bytes"
	"errors"
	"log/slog"
	"strings"
	"testing"

	"schakel/internal/domain/maildrop"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/blob"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/platform/inmail"
	"schakel/internal/testkit/world"
)

type env struct {
	*world.World
	t       *testing.T
	rel     *relation.Service
	drop    *maildrop.Service
	log     *bytes.Buffer
	company id.ID
	token   string // of almelo's relation manager
	me      string // their mail address
}

func newEnv(t *testing.T) *env {
	t.Helper()
	w := world.New(t)
	files, err := blob.Open(t.Context(), "file://"+t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = files.Close() })
	e := &env{World: w, t: t, rel: relation.New(w.Kit), log: &bytes.Buffer{}}
	e.rel.Files = files
	e.drop = maildrop.New(w.Kit, e.rel, slog.New(slog.NewTextHandler(e.log, nil)))
	e.company = got(e, func() (id.ID, error) {
		return e.rel.AddOrganisation(t.Context(), w.Twente.Relation, w.Twente.Almelo, relation.OrganisationInput{Kind: "company", Name: "Kolk", Website: "www.kolktechniek.nl"})
	})
	got(e, func() (id.ID, error) {
		return e.rel.AddPerson(t.Context(), w.Twente.Relation, e.company, relation.PersonInput{Name: "Erik Kolk", Email: "erik@prive.nl", Primary: true})
	})
	e.token = got(e, func() (string, error) { return e.drop.Renew(t.Context(), w.Twente.Relation) })
	e.me = got(e, func() (string, error) {
		var rows []string
		err := w.DB.Read(t.Context(), db.Settings{}, func(tx *db.Tx) (err error) {
			rows, err = db.Select[string](tx, db.Q(`SELECT email FROM account WHERE id = $1`, w.Twente.Relation.Account()))
			return err
		})
		return rows[0], err
	})
	return e
}

func got[T any](e *env, fn func() (T, error)) T {
	e.t.Helper()
	v, err := fn()
	if err != nil {
		e.t.Fatal(err)
	}
	return v
}

func (e *env) receive(raw string) (maildrop.Receipt, error) {
	return e.drop.Receive(e.t.Context(), strings.NewReader(strings.ReplaceAll(raw, "\n", "\r\n")), "")
}

func (e *env) mail(from, to, message, body string) string {
	return "From: " + from + "\nTo: " + to + ", post+" + strings.ToUpper(e.token) + "@in.example\nSubject: Bezoek\nMessage-ID: <" + message + ">\n" + body
}

func (e *env) timeline(sc access.Scope) []relation.Entry {
	return got(e, func() (relation.TimelinePage, error) { return e.rel.Timeline(e.t.Context(), sc, e.company, "", "") }).Entries
}

func (e *env) inbox(sc access.Scope) []maildrop.Mail {
	return got(e, func() (maildrop.Inbox, error) { return e.drop.Inbox(e.t.Context(), sc) }).Mails
}

const withFiles = "Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: text/plain\n\nTot maandag\n> Kan het?\n--a\nContent-Disposition: attachment; filename=offerte.pdf\n\n%PDF-1.7\n--a\nContent-Disposition: attachment; filename=virus.exe\n\nMZ\x00\n--a--\n"

func TestReceive(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	receipt, err := e.receive(e.mail("Erik <ERIK@prive.nl>", e.me, "1@x", withFiles))
	if err != nil || !receipt.Placed {
		t.Fatalf("got %+v, %v\n%s", receipt, err, e.log)
	}
	lines := e.timeline(r.Project)
	if len(lines) != 1 || lines[0].Kind != relation.ContactMail || lines[0].Files != 1 || lines[0].Person != "Erik Kolk" {
		t.Fatalf("got %+v", lines)
	}
	m := got(e, func() (relation.Moment, error) { return e.rel.Moment(t.Context(), r.Project, e.company, lines[0].ID) })
	if !strings.Contains(m.Note, "Tot maandag") || !strings.Contains(m.Note, "virus.exe") || m.Quoted != "> Kan het?" || m.Subject != "Bezoek" || m.FromEmail != "erik@prive.nl" || m.Attachments[0].Name != "offerte.pdf" {
		t.Errorf("got %+v", m)
	}
	if sibling := e.timeline(r.RelationHengelo); len(sibling) != 1 || sibling[0].Text != "" || sibling[0].Files != 0 {
		t.Errorf("a sibling sees %+v", sibling)
	}
	t.Run("a mail comes in once", func(t *testing.T) {
		if _, err := e.receive(e.mail("Erik <erik@prive.nl>", e.me, "1@x", "\nnog eens")); !errors.Is(err, maildrop.ErrDuplicate) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("one that I sent is about whom I sent it to", func(t *testing.T) {
		if receipt, err := e.receive(e.mail(e.me, "info@kolktechniek.nl", "2@x", "\nBeste Erik")); err != nil || !receipt.Placed {
			t.Errorf("got %+v, %v", receipt, err)
		}
	})
	t.Run("one that I forwarded is about who wrote it", func(t *testing.T) {
		body := "\n---------- Forwarded message ---------\nVan: Piet <piet@kolktechniek.nl>\nDate: x\n\nHallo\n"
		if receipt, err := e.receive(e.mail(e.me, "x@in.example", "3@x", body)); err != nil || !receipt.Placed {
			t.Errorf("got %+v, %v", receipt, err)
		}
	})
	t.Run("the log tells nothing of what mails say", func(t *testing.T) {
		if text := e.log.String(); strings.Contains(text, "maandag") || strings.Contains(text, "erik@") || strings.Contains(text, e.token) || !strings.Contains(text, "mail taken") {
			t.Error(text)
		}
	})
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	for name, c := range map[string]struct {
		raw  string
		want error
	}{
		"no mail":           {"hallo", inmail.ErrMalformed},
		"no address":        {"From: a@b.nl\nTo: c@d.nl\n\nx", maildrop.ErrNobody},
		"a guessed address": {"From: " + e.me + "\nTo: aaaaaaaaaaaaaaaaaaaa@in.example\n\nx", maildrop.ErrNobody},
	} {
		if _, err := e.receive(c.raw); !errors.Is(err, c.want) || !maildrop.Refused(err) {
			t.Errorf("%s: %v", name, err)
		}
	}
	old := e.token
	e.token = got(e, func() (string, error) { return e.drop.Renew(t.Context(), e.Twente.Relation) })
	if _, err := e.receive(strings.ReplaceAll(e.mail("a@b.nl", e.me, "1@x", "\nx"), strings.ToUpper(e.token), old)); !errors.Is(err, maildrop.ErrNobody) {
		t.Errorf("the address before: %v", err)
	}
	if err := e.drop.Revoke(t.Context(), e.Twente.Relation); err != nil {
		t.Fatal(err)
	}
	if _, err := e.receive(e.mail("a@b.nl", e.me, "1@x", "\nx")); !errors.Is(err, maildrop.ErrNobody) {
		t.Errorf("revoked: %v", err)
	}
	if token := got(e, func() (string, error) { return e.drop.Token(t.Context(), e.Twente.Relation) }); token != "" {
		t.Errorf("still has %q", token)
	}
	if _, err := e.drop.Renew(t.Context(), e.Twente.Accountant); !fault.Is(err, fault.KindForbidden) {
		t.Errorf("an accountant: %v", err)
	}
}

func TestInbox(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	for n, m := range []string{"a@gmail.com", "b@onbekend.nl"} {
		if receipt, err := e.receive(e.mail(m, e.me, m, withFiles)); err != nil || receipt.Placed {
			t.Fatalf("%d: %+v, %v", n, receipt, err)
		}
	}
	mails := e.inbox(r.Relation)
	if len(mails) != 2 || mails[0].Other == "" || mails[0].Files != 1 {
		t.Fatalf("got %+v", mails)
	}
	for name, sc := range map[string]access.Scope{"a colleague": r.Project, "another network": e.Zwolle.Relation} {
		if len(e.inbox(sc)) != 0 || !fault.Is(e.drop.Place(t.Context(), sc, mails[0].ID, e.company), fault.KindNotFound) || !fault.Is(e.drop.Discard(t.Context(), sc, mails[0].ID), fault.KindNotFound) {
			t.Errorf("%s reaches the mail", name)
		}
	}
	foreign := got(e, func() (id.ID, error) {
		return e.rel.AddOrganisation(t.Context(), e.Zwolle.Relation, e.Zwolle.Almelo, relation.OrganisationInput{Kind: "company", Name: "Zwols"})
	})
	if err := e.drop.Place(t.Context(), r.Relation, mails[0].ID, foreign); !fault.Is(err, fault.KindInvalid) {
		t.Errorf("a company of another network: %v", err)
	}
	if err := e.drop.Place(t.Context(), r.Relation, mails[0].ID, e.company); err != nil {
		t.Fatal(err)
	}
	if lines := e.timeline(r.Relation); len(lines) != 1 || lines[0].Files != 1 || !strings.Contains(lines[0].Text, "Tot maandag") {
		t.Errorf("got %+v", lines)
	}
	if err := e.drop.Place(t.Context(), r.Relation, mails[0].ID, e.company); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("twice: %v", err)
	}
	if err := e.drop.Discard(t.Context(), r.Relation, mails[1].ID); err != nil {
		t.Fatal(err)
	}
	if len(e.inbox(r.Relation)) != 0 {
		t.Error("the inbox is not empty")
	}
	if _, err := e.receive(e.mail("b@onbekend.nl", e.me, "b@onbekend.nl", "\nx")); !errors.Is(err, maildrop.ErrDuplicate) {
		t.Errorf("what was thrown away comes again: %v", err)
	}
}
