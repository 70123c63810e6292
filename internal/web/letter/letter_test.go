package letter_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"schakel/internal/domain/engagement"
	"schakel/internal/domain/menu"
	"schakel/internal/domain/need"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/link"
	"schakel/internal/kernel/operation"
	"schakel/internal/kernel/post"
	"schakel/internal/platform/i18n"
	"schakel/internal/platform/id"
	"schakel/internal/platform/mail"
	"schakel/internal/testkit/htmltest"
	"schakel/internal/testkit/world"
	"schakel/internal/web/letter"
	"schakel/internal/web/locale"
)

// office is a renderer with a network and a link of each kind.
type office struct {
	*letter.Renderer
	keeper  *link.Keeper
	network id.ID
	links   map[link.Kind]id.ID
	outbox  *mail.Maildir
}

func newOffice(t *testing.T) office {
	t.Helper()
	w := world.New(t)
	keeper, err := link.NewKeeper([]byte(strings.Repeat("s", 32)))
	if err != nil {
		t.Fatal(err)
	}
	outbox, err := mail.NewMaildir(t.TempDir(), w.Clock)
	if err != nil {
		t.Fatal(err)
	}
	o := office{
		Renderer: &letter.Renderer{Catalog: locale.Catalog(), Links: keeper, BaseURL: "https://schakel.example", From: "Schakel <schakel@example.org>", DB: w.DB},
		keeper:   keeper, network: w.Twente.ID, links: map[link.Kind]id.ID{}, outbox: outbox,
	}
	err = w.Kit.Write(t.Context(), w.Twente.System, func(op *operation.Op) error {
		op.Audit(audit.Entry{Action: "test", Object: "test"})
		for kind := range link.Rules {
			key, err := link.MakeTx(op, link.New{Kind: kind, Email: "henk@kolk.example"})
			if err != nil {
				return err
			}
			o.links[kind] = key
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// write renders a letter and hands it to a transport, which refuses what is no mail.
func (o office) write(t *testing.T, key string, lang i18n.Lang, name string) mail.Message {
	t.Helper()
	s := samples[key]
	return o.send(t, key, lang, name, s.link, s.data(name))
}

func (o office) send(t *testing.T, key string, lang i18n.Lang, name string, kind link.Kind, data any) mail.Message {
	t.Helper()
	raw, err := json.Marshal(data)
	if err != nil {
		t.Fatal(err)
	}
	m, err := o.Render(t.Context(), post.Message{
		Network: o.network, ID: "01936d1c-0000-7000-8000-000000000001", To: "henk@kolk.example", ToName: name,
		Lang: string(lang), Letter: key, Data: string(raw), Link: o.links[kind], About: about,
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := o.outbox.Send(t.Context(), m); err != nil {
		t.Errorf("%s is not a mail: %v", key, err)
	}
	return m
}

func TestEveryLetter(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	for _, key := range letter.Keys() {
		s, ok := samples[key]
		if !ok {
			t.Errorf("no sample of the letter %q: add it to this test", key)
			continue
		}
		for _, lang := range i18n.Langs() {
			t.Run(key+" "+string(lang), func(t *testing.T) {
				m := o.write(t, key, lang, "Van der Kolk")
				for part, text := range map[string]string{"subject": m.Subject, "text": m.Text, "HTML": m.HTML} {
					if strings.TrimSpace(text) == "" || strings.ContainsAny(text, "⟦⟧") {
						t.Errorf("%s: %q", part, text)
					}
				}
				page := htmltest.In(t, m.HTML)
				page.Has("html[lang=" + string(lang) + "]")
				page.Has("title", m.Subject)
				for _, word := range []string{"Van der Kolk", "Twente"} {
					if !strings.Contains(m.Text, word) {
						t.Errorf("text does not say %q", word)
					}
					page.Says(word)
				}
				links := page.Find("a[href]")
				if path, leads := leadsTo[key]; leads {
					page.Has(`a[href="https://schakel.example` + path + `"]`)
					return
				}
				if s.link == "" {
					if len(links) != 0 || strings.Contains(m.Text, "http") {
						t.Error("a letter without a link holds one")
					}
					return
				}
				address := o.address(s.link)
				if !strings.Contains(m.Text, "\n"+address+"\n") {
					t.Errorf("text lacks %s on a line of its own:\n%s", address, m.Text)
				}
				if len(links) != 1 || links[0].Attr("href") != address {
					t.Errorf("HTML has the links %v, want %s", links, address)
				}
			})
		}
	}
}

var paths = map[link.Kind]string{link.Join: "/join/", link.Directory: "/g/", link.SignIn: "/signin/", link.Menu: "/m/", link.Invitation: "/i/", link.SignOff: "/s/", link.Sign: "/a/", link.Claim: "/c/", link.Register: "/d/", link.Evaluate: "/v/", link.Visit: "/e/", link.Members: "/k/", link.Company: "/z/", link.Inspect: "/steekproef/", link.Annual: "/j/"}

func (o office) address(kind link.Kind) string {
	return "https://schakel.example" + paths[kind] + o.keeper.Token(o.links[kind])
}

// A timeline names every mail in words.
func TestEveryLetterHasAName(t *testing.T) {
	t.Parallel()
	catalog := locale.Catalog()
	for _, key := range letter.Keys() {
		for _, lang := range i18n.Langs() {
			if name := catalog.Printer(lang).T("relation.letter." + key); strings.ContainsAny(name, "⟦⟧") {
				t.Errorf("%s: %s", lang, name)
			}
		}
	}
}

func TestHostileNames(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	for name, hostile := range map[string]string{
		"another header":  "Kolk\r\nBcc: all@example.org",
		"a script":        `<script>alert(1)</script>"'&`,
		"a novel":         strings.Repeat("Installatiebedrijf ", 500),
		"a separator":     "Kolk\u2028\u2029Zoon\x00",
		"braces":          "{0} {1} {99}",
		"right to left":   "\u202eknab",
		"nothing at all":  "",
		"not even a text": "Kolk \xff\xfe",
	} {
		t.Run(name, func(t *testing.T) {
			for key := range samples {
				for _, lang := range i18n.Langs() {
					m := o.write(t, key, lang, hostile)
					if strings.ContainsAny(m.Subject+m.ToName, "\r\n\x00\u2028\u2029") || len([]rune(m.Subject)) > 140 {
						t.Errorf("%s: subject %q, name %q", key, m.Subject, m.ToName)
					}
					htmltest.In(t, m.HTML).Count("script", 0)
					if kind := samples[key].link; kind != "" && !strings.Contains(m.Text, o.address(kind)) {
						t.Errorf("%s: the link is gone", key)
					}
				}
			}
		})
	}
}

func TestLettersSayWhatMatters(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	t.Run("an invitation names who, what, when and until when, and promises no account", func(t *testing.T) {
		m := o.send(t, "invitation", i18n.NL, "Erik", link.Invitation, need.InvitationLetter{
			Name: "Erik", Organisation: "Kolk Installaties", School: "Noordik", Teacher: "Anna de Boer", Item: "Gastles", Title: "Lassen voor 3B",
			Pupils: 24, Date: "2026-11-25", Answer: "2026-11-18",
		})
		says(t, m.Text, "Beste Erik,", "Anna de Boer van Noordik", "Lassen voor 3B", "Wat: Gastles", "Leerlingen: 24",
			"Voorgestelde dag: wo 25 nov 2026", "uiterlijk: wo 18 nov 2026", "Waarom Kolk Installaties?", "geen account", "Nee zeggen mag altijd")
		if strings.Contains(m.Text, "Doel") {
			t.Error("an empty fact is shown")
		}
		if want := "Noordik vraagt: Lassen voor 3B"; m.Subject != want {
			t.Errorf("subject %q, want %q", m.Subject, want)
		}
	})
	t.Run("in English", func(t *testing.T) {
		m := o.send(t, "sign_off", i18n.EN, "Erik", link.SignOff, samples["sign_off"].data("Kolk"))
		says(t, m.Text, "Dear Erik,", "Wed 25 Nov 2026, 10:00–12:00", "2 people, 2.5\u00a0hours each", "You don't need to make an account.")
	})
	t.Run("the teacher's confirmation is not the company's", func(t *testing.T) {
		d := engagement.AgreedLetter{Organisation: "Kolk", School: "Noordik", Teacher: "Anna", Title: "Lassen", When: lesson}
		teacher := o.send(t, "agreed", i18n.NL, "Anna", "", d).Text
		d.Company = true
		company := o.send(t, "agreed", i18n.NL, "Erik", "", d).Text
		says(t, teacher, "Kolk doet mee aan: Lassen", "hoeveel leerlingen", "\nhttps://schakel.example/engagements/"+string(about)+"\n")
		says(t, company, "Fijn dat Kolk meedoet", "Laat het dan zo snel mogelijk weten aan Anna", "geen account")
	})
	t.Run("without a teacher's name the company turns to the school", func(t *testing.T) {
		d := engagement.AgreedLetter{Company: true, Organisation: "Kolk", School: "Noordik", Title: "Lassen", When: lesson}
		says(t, o.send(t, "agreed", i18n.NL, "Erik", "", d).Text, "weten aan Noordik")
	})
	t.Run("a cancellation names who cancelled", func(t *testing.T) {
		d := engagement.CancelledLetter{Organisation: "Kolk", School: "Noordik", Title: "Lassen", When: lesson, By: engagement.BySchool, Reason: "Ziek"}
		says(t, o.send(t, "cancelled", i18n.NL, "Erik", "", d).Text, "Noordik heeft de afspraak met Kolk afgezegd", "Reden: Ziek")
		d.By = engagement.ByCompany
		says(t, o.send(t, "cancelled", i18n.NL, "Anna", "", d).Text, "Kolk heeft de afspraak met Noordik afgezegd")
	})
	t.Run("nobody's name gives a neutral opening", func(t *testing.T) {
		says(t, o.send(t, "menu", i18n.NL, "", link.Menu, menu.MenuLetter{Unit: "Almelo", Organisation: "Kolk", Items: 1}).Text,
			"Hallo,", "Almelo vraagt wat Kolk", "staat 1 ding")
	})
}

func says(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if !strings.Contains(text, p) {
			t.Errorf("the letter does not say %q:\n%s", p, text)
		}
	}
}

func TestUnknownLetterIsRefused(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	if _, err := o.Render(t.Context(), post.Message{Network: o.network, Letter: "love"}); err == nil {
		t.Error("rendered a letter that does not exist")
	}
	if _, err := o.Render(t.Context(), post.Message{Network: o.network, Letter: "menu", Data: "no JSON"}); err == nil {
		t.Error("rendered data that is no JSON")
	}
	if !slices.IsSorted(letter.Keys()) {
		t.Error("keys are not sorted")
	}
}
