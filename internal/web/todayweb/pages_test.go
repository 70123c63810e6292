package todayweb_test

import (
	"log/slog"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"schakel/internal/domain/dashboard"
	"schakel/internal/domain/menu"
	"schakel/internal/domain/need"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/identity"
	"schakel/internal/kernel/search"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/i18n"
	"schakel/internal/platform/id"
	"schakel/internal/platform/mail"
	"schakel/internal/testkit/htmltest"
	"schakel/internal/testkit/world"
	"schakel/internal/web/locale"
	"schakel/internal/web/page"
	"schakel/internal/web/todayweb"
)

// env is the world with a company, a person there, a need, and the pages.
type env struct {
	*world.World
	*todayweb.Pages
	t                      *testing.T
	mailDir                string
	company, person, asked id.ID
}

func newEnv(t *testing.T) *env {
	t.Helper()
	w := world.New(t)
	e := &env{World: w, t: t, mailDir: filepath.Join(t.TempDir(), "mail")}
	e.Pages = todayweb.New(dashboard.New(w.Kit), search.New(w.Kit), nil, e.mailDir)
	return e
}

func (e *env) fill() *env {
	e.t.Helper()
	r := e.Twente
	relations := relation.New(e.Kit)
	e.must(menu.New(e.Kit).InstallDefaults(e.t.Context(), r.Admin, r.Root))
	var err error
	e.company, err = relations.AddOrganisation(e.t.Context(), r.Relation, r.Almelo, relation.OrganisationInput{Kind: "company", Name: "Kolk Installaties", Place: "Almelo"})
	e.must(err)
	e.person, err = relations.AddPerson(e.t.Context(), r.Relation, e.company, relation.PersonInput{Name: "Erik Kolk", Email: "erik@kolk.example"})
	e.must(err)
	_, err = relations.RecordContact(e.t.Context(), r.Relation, relation.ContactInput{Unit: r.Almelo, Organisation: e.company, Kind: "call", Next: "Terugbellen", Due: "2026-11-26"})
	e.must(err)
	e.asked, err = need.New(e.Kit).Ask(e.t.Context(), r.Teacher, need.AskInput{Unit: r.Noordik, Title: "Lassen voor 3B", Pupils: "24", From: "2026-11-26", To: "2026-12-20"})
	e.must(err)
	return e
}

func (e *env) must(err error) {
	e.t.Helper()
	if err != nil {
		e.t.Fatal(err)
	}
}

// ask sends a request to a handler as the person, in a language, and returns status, body and the handler's error.
func (e *env) ask(t *testing.T, handler page.Handler, sc access.Scope, lang i18n.Lang, path string, values ...string) (*httptest.ResponseRecorder, error) {
	t.Helper()
	c := &page.Ctx{
		W: httptest.NewRecorder(), R: httptest.NewRequestWithContext(t.Context(), "GET", path, nil), Scope: sc, P: locale.Catalog().Printer(lang),
		Env:     &page.Env{Catalog: locale.Catalog(), Clock: e.Clock, Log: slog.New(slog.DiscardHandler), Default: lang, BaseURL: "http://schakel.test", Demo: true},
		Session: identity.Session{Account: identity.Account{ID: sc.Account(), Name: sc.ActorName()}},
	}
	for n := 0; n+1 < len(values); n += 2 {
		c.R.SetPathValue(values[n], values[n+1])
	}
	rec, _ := c.W.(*httptest.ResponseRecorder)
	return rec, handler(c)
}

func (e *env) page(t *testing.T, handler page.Handler, sc access.Scope, path string, values ...string) htmltest.Doc {
	t.Helper()
	var doc htmltest.Doc
	for _, lang := range []i18n.Lang{i18n.EN, i18n.NL} { // the Dutch page is returned
		rec, err := e.ask(t, handler, sc, lang, path, values...)
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		if strings.ContainsAny(rec.Body.String(), "⟦⟧") {
			t.Errorf("%s: a text is missing in %s:\n%s", path, lang, rec.Body)
		}
		doc = htmltest.In(t, rec.Body.String())
	}
	return doc
}

func TestTodayPage(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	t.Run("an empty network says how to begin, to each what they may do", func(t *testing.T) {
		p := e.page(t, e.Today, r.Admin, "/today")
		p.Has("h1", "Vandaag").Has("h2", "Zo begin je").Has(`a[href="/relations/import"]`, "Bedrijven toevoegen").Has(`#main a[href="/menu"]`).Silent("Niets wacht op jou", "Leerlingen bereikt")
		p.Lacks(`a[href="/needs/new"].btn-primary`)
		teacher := e.page(t, e.Today, r.Teacher, "/today")
		teacher.Lacks(`a[href="/relations/import"]`).Says("Doet een collega")
	})
	e.fill()
	t.Run("a teacher sees the own need and the button to ask", func(t *testing.T) {
		p := e.page(t, e.Today, r.Teacher, "/today")
		p.Has(`#waiting a[href="/needs/`+string(e.asked)+`"]`, "Nog geen ja: Lassen voor 3B").Says("Nog geen bedrijf gevraagd")
		p.Has(`a.btn-primary[href="/needs/new"]`, "Nieuwe vraag").Lacks("h2", "Zo begin je").Lacks("#money")
	})
	t.Run("an overdue action says that it is late, with a word", func(t *testing.T) {
		e.Clock.Advance(3 * 24 * time.Hour)
		p := e.page(t, e.Today, r.Relation, "/today")
		p.Has(`#waiting a[href="/relations/`+string(e.company)+`"]`, "Terugbellen").Has("#waiting .chip-danger", "2 dagen te laat")
	})
	t.Run("every role and both networks get a page", func(t *testing.T) {
		for _, region := range e.Regions() {
			for _, sc := range []access.Scope{region.Admin, region.Lead, region.Controller, region.Accountant, region.Project, region.Relation, region.LineLead, region.Teacher, region.Member, region.Stage} {
				e.page(t, e.Today, sc, "/today").Count("h1", 1).Count("[style]", 0)
			}
		}
	})
	t.Run("another network shows nothing of it", func(t *testing.T) {
		e.page(t, e.Today, e.Zwolle.Admin, "/today").Silent("Lassen voor 3B", "Terugbellen", "Kolk")
	})
}

func TestPalette(t *testing.T) {
	t.Parallel()
	e := newEnv(t).fill()
	r := e.Twente
	org, person := "/relations/"+string(e.company), "/people/"+string(e.person)
	option := func(href string) string { return `[role=option][href="` + href + `"]` }
	t.Run("without a word: what they may do and what they used last", func(t *testing.T) {
		p := e.page(t, e.Palette, r.Relation, "/palette?q=&mode=search")
		p.Has("#palette-results[role=listbox]").Has(option("/record"), "Gesprek vastleggen").Has(option("/relations/import")).Has(option(org), "Kolk Installaties", "organisatie")
		teacher := e.page(t, e.Palette, r.Teacher, "/palette")
		teacher.Has(option("/needs/new")).Lacks(option("/relations/import")).Lacks(option("/funding/grants/new")).Lacks(option(org))
	})
	t.Run("finds things, grouped by kind", func(t *testing.T) {
		p := e.page(t, e.Palette, r.Relation, "/palette?q=kolk")
		p.Has(option(org)).Has(option(person), "Erik Kolk").Has(".palette-heading", "Organisaties").Has(".palette-heading", "Mensen")
		p.Lacks(option("/needs/new"))
		e.page(t, e.Palette, r.Teacher, "/palette?q=kolk").Has(option(org)).Lacks(option(person))
		e.page(t, e.Palette, e.Zwolle.Relation, "/palette?q=kolk").Has(".palette-none")
	})
	t.Run("finds actions and pages by what people call them", func(t *testing.T) {
		e.page(t, e.Palette, r.Relation, "/palette?q=bellen").Has(option("/record"))
		e.page(t, e.Palette, r.Relation, "/palette?q=bel+kolk").Has(option("/record?org="+string(e.company)), "Kolk Installaties")
		e.page(t, e.Palette, r.Controller, "/palette?q=bel+kolk").Lacks(`[href^="/record"]`)
		e.page(t, e.Palette, r.Relation, "/palette?q=EXC").Has(option("/relations/import"))
		e.page(t, e.Palette, r.Relation, "/palette?q=progr").Has(option("/programme"), "Programma")
		e.page(t, e.Palette, r.Teacher, "/palette?q=cofin").Lacks(option("/funding"))
	})
	t.Run("in record mode a company leads to the form", func(t *testing.T) {
		to := "/record?org=" + string(e.company)
		e.page(t, e.Palette, r.Relation, "/palette?mode=record").Has(option(to), "Kolk Installaties").Has(option("/record"))
		e.page(t, e.Palette, r.Teacher, "/palette?mode=record&q=inst").Has(option(to)).Lacks(option(person))
		e.page(t, e.Palette, r.Relation, "/palette?mode=record&q=nergens").Has(option("/relations/new"), "Bedrijf toevoegen")
	})
	t.Run("who may not record searches", func(t *testing.T) {
		e.page(t, e.Palette, r.Controller, "/palette?mode=record&q=kolk").Has(option(org)).Lacks(`[href^="/record"]`)
	})
	t.Run("what is typed is text", func(t *testing.T) {
		e.page(t, e.Palette, r.Relation, "/palette?q=%3Cscript%3E%22'%2A%00%ff").Count("script", 0)
		e.page(t, e.Palette, r.Relation, "/palette?q="+strings.Repeat("x", 5000))
	})
}

func TestSearchPage(t *testing.T) {
	t.Parallel()
	e := newEnv(t).fill()
	r := e.Twente
	e.page(t, e.Search, r.Relation, "/search?q=kolk").Has(`a[href="/relations/` + string(e.company) + `"]`).Has(`a[href="/people/` + string(e.person) + `"]`).
		Has(`form[action="/search"] input[name=q][value=kolk]`)
	e.page(t, e.Search, r.Teacher, "/search?q=lassen").Has(`a[href="/needs/`+string(e.asked)+`"]`, "Lassen voor 3B")
	e.page(t, e.Search, r.TeacherHengelo, "/search?q=lassen").Says("Niets gevonden voor “lassen”")
	e.page(t, e.Search, r.Relation, "/search").Has(`a[href="/record"]`).Has("h2", "Laatst gebruikt")
	e.page(t, e.Search, r.Relation, "/search?q=%3Czz%3E").Says("“<zz>”")
}

func TestAuditPage(t *testing.T) {
	t.Parallel()
	e := newEnv(t).fill()
	r := e.Twente
	p := e.page(t, e.Audit, r.Admin, "/audit")
	p.Has("tbody tr", "teacher Twente", "vraag gesteld", "Lassen voor 3B").Has(`a[href="/needs/` + string(e.asked) + `"]`).Has(`a[href="/audit?object=` + string(e.asked) + `"]`)
	p.Has("tbody tr", "Schakel zelf")
	only := e.page(t, e.Audit, r.Admin, "/audit?object="+string(e.asked))
	only.Count("tbody tr", 1).Has(`a.filter-chip[href="/audit"]`, "Lassen voor 3B")
	e.page(t, e.Audit, r.Admin, "/audit?before=2").Count("tbody tr", 1)
	e.page(t, e.Audit, r.Admin, "/audit?before=-1&object=nonsense").Has("tbody tr", "vraag gesteld")
	e.page(t, e.Audit, e.Zwolle.Admin, "/audit?object="+string(e.asked)).Says("Nog niets gebeurd").Silent("Lassen")
	if _, err := e.ask(t, e.Audit, r.Teacher, i18n.NL, "/audit"); !fault.Is(err, fault.KindForbidden) {
		t.Errorf("a teacher: %v", err)
	}
}

func TestOutbox(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	nobody := access.Scope{}
	e.page(t, e.Outbox, nobody, "/outbox").Says("Nog geen mails")

	dir, err := mail.NewMaildir(e.mailDir, e.Clock)
	e.must(err)
	send := func(n, subject, text string) {
		e.Clock.Advance(time.Minute)
		e.must(dir.Send(t.Context(), mail.Message{
			MessageID: n + "@schakel.test", From: "Twente <schakel@schakel.test>", To: "erik@kolk.example", ToName: "Erik", Subject: subject,
			Text: text, HTML: "<p>" + n + "</p>",
		}))
	}
	send("1", "De eerste", "Beste Erik,\n\nBekijken:\nhttp://schakel.test/i/token\n\nhttps://evil.example/i/token <script>alert(1)</script>\n")
	send("2", "De tweede <b>", "Hallo")
	list := e.page(t, e.Outbox, e.Twente.Teacher, "/outbox")
	links := list.Find(`tbody a[href^="/outbox/"]`)
	if len(links) != 2 || links[0].Text() != "De tweede <b>" || links[1].Text() != "De eerste" {
		t.Fatalf("%d mails, want the newest first", len(links))
	}
	name := strings.TrimPrefix(links[1].Attr("href"), "/outbox/")
	for who, sc := range map[string]access.Scope{"a visitor": nobody, "a teacher": e.Twente.Teacher} {
		t.Run("is read by "+who, func(t *testing.T) {
			p := e.page(t, e.Mail, sc, "/outbox/x", "name", name)
			p.Has("h1", "De eerste").Has(`a[href="/i/token"]`, "http://schakel.test/i/token").Says("Beste Erik,", "erik@kolk.example", "<script>alert(1)</script>")
			p.Lacks(`.prose a[href^="https:"]`).Count(".prose script", 0)
		})
	}
	e.must(os.WriteFile(filepath.Join(e.mailDir, "secret"), []byte("Subject: secret\r\n\r\nsecret"), 0o600))
	for _, bad := range []string{"", ".", "..", "../secret", `..\secret`, "/etc/passwd", "nothing", "x\x00y", strings.Repeat("a", 5000)} {
		if _, err := e.ask(t, e.Mail, nobody, i18n.NL, "/outbox/x", "name", bad); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("mail %q: %v", bad, err)
		}
	}
	e.Pages = todayweb.New(dashboard.New(e.Kit), search.New(e.Kit), nil, "")
	e.page(t, e.Outbox, nobody, "/outbox").Says("Mails gaan echt weg")
	if _, err := e.ask(t, e.Mail, nobody, i18n.NL, "/outbox/x", "name", name); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("a mail without a maildir: %v", err)
	}
}
