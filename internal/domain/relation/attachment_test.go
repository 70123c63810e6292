package relation_test

import (
	"io"
	"slices"
	"strings"
	"testing"

	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

func upload(name, content string) relation.Upload {
	return relation.Upload{Name: name, Content: strings.NewReader(content)}
}

// recordWith records a call with files and returns its id.
func (e *env) recordWith(in relation.ContactInput) (id.ID, error) {
	in.Unit, in.Organisation, in.Kind = e.Twente.Almelo, e.company, "call"
	return e.rel.RecordContact(e.t.Context(), e.Twente.Relation, in)
}

func TestAttachments(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	key, err := e.recordWith(relation.ContactInput{Note: "Offerte besproken", Files: []relation.Upload{
		upload(`C:\offerte.exe`, "%PDF-1.7 …"), upload("notulen.txt", "Beste allemaal"),
	}})
	if err != nil {
		t.Fatal(err)
	}
	m, err := e.rel.Moment(t.Context(), r.Project, e.company, key)
	if err != nil {
		t.Fatal(err)
	}
	if len(m.Attachments) != 2 || m.Attachments[0].Name != "offerte-exe.pdf" || m.Attachments[0].MediaType != "application/pdf" || m.Note != "Offerte besproken" {
		t.Fatalf("got %+v", m)
	}
	a, file, err := e.rel.OpenAttachment(t.Context(), r.Project, key, m.Attachments[1].ID)
	if err != nil {
		t.Fatal(err)
	}
	content, err := io.ReadAll(file)
	if err != nil || string(content) != "Beste allemaal" || a.Size != int64(len(content)) {
		t.Errorf("got %q, %v", content, err)
	}
	_ = file.Close()
	if lines := e.record(r.Relation, e.company).Timeline.Entries; lines[0].Files != 2 {
		t.Errorf("the line says %d files", lines[0].Files)
	}

	for name, sc := range map[string]access.Scope{"a sibling": r.RelationHengelo, "another network": e.Zwolle.Relation} {
		t.Run(name+" finds no file", func(t *testing.T) {
			if _, _, err := e.rel.OpenAttachment(t.Context(), sc, key, m.Attachments[0].ID); !fault.Is(err, fault.KindNotFound) {
				t.Errorf("got %v", err)
			}
		})
	}
	t.Run("a sibling sees the contact without what is ours", func(t *testing.T) {
		m, err := e.rel.Moment(t.Context(), r.RelationHengelo, e.company, key)
		if err != nil || m.Note != "" || len(m.Attachments) != 0 || m.Kind != "call" {
			t.Errorf("got %+v, %v", m, err)
		}
		if lines := e.record(r.RelationHengelo, e.company).Timeline.Entries; lines[0].Files != 0 {
			t.Errorf("the line says %d files", lines[0].Files)
		}
	})
	t.Run("a file of one contact is not part of another", func(t *testing.T) {
		other, err := e.recordWith(relation.ContactInput{})
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := e.rel.OpenAttachment(t.Context(), r.Relation, other, m.Attachments[0].ID); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("got %v", err)
		}
		if _, err := e.rel.Moment(t.Context(), r.Relation, e.add(r.Relation, r.Almelo, "Ander"), key); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("got %v", err)
		}
	})
}

func TestAttachmentRefusals(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	big := strings.Repeat("a", relation.MaxAttachments/2+1)
	for name, files := range map[string][]relation.Upload{
		"a program":           {upload("foto.jpg", "MZ\x90\x00")},
		"a web page":          {upload("a.txt", "<!doctype html>")},
		"nothing in it":       {upload("a.txt", "")},
		"half a photo":        {upload("a.jpg", "\xff\xd8\xff")},
		"together too large":  {upload("a.txt", big), upload("b.txt", big)},
		"one good, one wrong": {upload("a.txt", "goed"), upload("b.txt", "\x7fELF\x00")},
		"more than twenty":    slices.Repeat([]relation.Upload{upload("a.txt", "x")}, relation.MaxAttachmentFiles+1),
	} {
		t.Run(name, func(t *testing.T) {
			_, err := e.recordWith(relation.ContactInput{Note: "x", Files: files})
			f, ok := fault.As(err)
			if !ok || f.Kind != fault.KindInvalid || f.Fields["files"].Key == "" {
				t.Errorf("got %v", err)
			}
		})
	}
	if lines := e.record(e.Twente.Relation, e.company).Timeline.Entries; len(lines) != 0 {
		t.Errorf("a refused form left %+v", lines)
	}
}

func TestMentions(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	nicole := e.Hire(t, r, "nicole@twente.example", "Nicole Horstman", access.RelationManager, r.Almelo)
	e.Hire(t, r, "jan1@twente.example", "Jan Bos", access.RelationManager, r.Almelo)
	e.Hire(t, r, "jan2@twente.example", "Jan Mulder", access.ProjectLeader, r.Almelo)
	e.Hire(t, r, "piet@twente.example", "Piet Leraar", access.Teacher, r.Noordik)
	note := func(text string, mail bool) error {
		_, err := e.recordWith(relation.ContactInput{Note: text, MailMention: mail})
		return err
	}
	if err := note("Dit is iets voor @nicole horstman, zie info@bedrijf.nl om 14:00 @ de zaak. Ook @Jan Bos!", true); err != nil {
		t.Fatal(err)
	}
	got, err := e.rel.Mentions(t.Context(), nicole)
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 1 || got[0].Organisation != e.company || !strings.Contains(got[0].Note, "iets voor") || got[0].By != "relation Twente" {
		t.Fatalf("got %+v", got)
	}
	t.Run("the mail tells nothing of the note", func(t *testing.T) {
		mails := find[string](e, `SELECT data FROM mail_message WHERE letter = 'mentioned' ORDER BY to_email`)
		if len(mails) != 2 || strings.Contains(mails[0], "iets voor") || !strings.Contains(mails[0], "Kolk Installaties") {
			t.Errorf("got %v", mails)
		}
		if lines := e.record(r.Relation, e.company).Timeline.Entries; len(lines) != 1 {
			t.Errorf("the mail to a colleague stands on the company's timeline: %+v", lines)
		}
	})
	t.Run("who is called for is not always mailed", func(t *testing.T) {
		if err := note("@Nicole nog iets", false); err != nil {
			t.Fatal(err)
		}
		if mails := find[string](e, `SELECT data FROM mail_message WHERE letter = 'mentioned'`); len(mails) != 2 {
			t.Errorf("%d mails", len(mails))
		}
	})
	for name, text := range map[string]string{
		"nobody of that name":     "vraag @Kees even",
		"two of that first name":  "vraag @Jan even",
		"a teacher reads no note": "vraag @Piet Leraar even",
		"half a name":             "vraag @Nic even",
	} {
		t.Run(name, func(t *testing.T) {
			f, ok := fault.As(note(text, false))
			if !ok || f.Fields["note"].Key == "" {
				t.Errorf("got %v", f)
			}
		})
	}
	t.Run("seen once, and only by who is called for", func(t *testing.T) {
		if err := e.rel.SeeMention(t.Context(), r.Relation, got[0].ID); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("somebody else: %v", err)
		}
		if err := e.rel.SeeMention(t.Context(), nicole, got[0].ID); err != nil {
			t.Fatal(err)
		}
		if err := e.rel.SeeMention(t.Context(), nicole, got[0].ID); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("again: %v", err)
		}
		if left, err := e.rel.Mentions(t.Context(), nicole); err != nil || len(left) != 1 {
			t.Errorf("got %+v, %v", left, err)
		}
	})
	t.Run("names are offered while typing", func(t *testing.T) {
		for text, want := range map[string]int{"ja": 2, "horst": 1, "piet": 0, "": 8} {
			people, err := e.rel.Mentionable(t.Context(), r.Relation, r.Almelo, text)
			if err != nil || len(people) > 8 || want < 8 && len(people) != want {
				t.Errorf("%q: %+v, %v", text, people, err)
			}
		}
		if _, err := e.rel.Mentionable(t.Context(), r.RelationHengelo, r.Almelo, "ja"); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("a sibling: %v", err)
		}
	})
	t.Run("calling for oneself puts nothing on a list", func(t *testing.T) {
		if err := note("@relation Twente moet dit doen", true); err != nil {
			t.Fatal(err)
		}
		if got, err := e.rel.Mentions(t.Context(), r.Relation); err != nil || len(got) != 0 {
			t.Errorf("got %+v, %v", got, err)
		}
	})
}

func TestTemplates(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	in := relation.TemplateInput{Unit: r.Almelo, Lang: "nl", Kind: "visit", Name: "Eerste bezoek", Body: "Wat maken jullie?\nWie werkt er?"}
	key, err := e.rel.AddTemplate(t.Context(), r.Relation, in)
	if err != nil {
		t.Fatal(err)
	}
	list := func(sc access.Scope) []relation.Template {
		t.Helper()
		c, err := e.rel.Choices(t.Context(), sc, "", "")
		if err != nil {
			t.Fatal(err)
		}
		return c.Templates
	}
	if got := list(r.Project); len(got) != 1 || got[0].Body != in.Body || got[0].UnitName == "" {
		t.Errorf("got %+v", got)
	}
	for name, sc := range map[string]access.Scope{"a sibling": r.RelationHengelo, "another network": e.Zwolle.Relation} {
		if got := list(sc); len(got) != 0 {
			t.Errorf("%s sees %+v", name, got)
		}
		edit := in
		edit.Version = 1
		if err := e.rel.EditTemplate(t.Context(), sc, key, edit); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("%s: %v", name, err)
		}
		if err := e.rel.BinTemplate(t.Context(), sc, key); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
	t.Run("a name occurs once in a language", func(t *testing.T) {
		again := in
		again.Name = "eerste  BEZOEK"
		if _, err := e.rel.AddTemplate(t.Context(), r.Project, again); !fault.Is(err, fault.KindInvalid) {
			t.Errorf("got %v", err)
		}
		again.Lang = "en"
		if _, err := e.rel.AddTemplate(t.Context(), r.Project, again); err != nil {
			t.Errorf("in the other language: %v", err)
		}
	})
	t.Run("what is wrong is told at the field", func(t *testing.T) {
		for field, bad := range map[string]relation.TemplateInput{
			"name": {Unit: r.Almelo, Lang: "nl", Body: "x"}, "body": {Unit: r.Almelo, Lang: "nl", Name: "x"},
			"lang": {Unit: r.Almelo, Lang: "de", Name: "x", Body: "x"}, "kind": {Unit: r.Almelo, Lang: "nl", Kind: "asked", Name: "x", Body: "x"},
		} {
			_, err := e.rel.AddTemplate(t.Context(), r.Relation, bad)
			if f, ok := fault.As(err); !ok || f.Fields[field].Key == "" {
				t.Errorf("%s: %v", field, err)
			}
		}
	})
	in.Version, in.Name = 1, "Tweede bezoek"
	if err := e.rel.EditTemplate(t.Context(), r.Project, key, in); err != nil {
		t.Fatal(err)
	}
	if err := e.rel.EditTemplate(t.Context(), r.Project, key, in); !fault.Is(err, fault.KindConflict) {
		t.Errorf("an old version: %v", err)
	}
	if err := e.rel.BinTemplate(t.Context(), r.Relation, key); err != nil {
		t.Fatal(err)
	}
	if got := list(r.Project); len(got) != 1 || got[0].Lang != "en" {
		t.Errorf("got %+v", got)
	}
}
