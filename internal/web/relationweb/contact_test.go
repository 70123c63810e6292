package relationweb_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"schakel/internal/domain/relation"
)

func TestContactWithFiles(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	r := s.Twente
	form := url.Values{"unit": {string(r.Almelo)}, "organisation": {string(s.company)}, "kind": {"call"}, "note": {"Offerte besproken"}}
	client := s.As(t, r.Relation)
	if a := client.Upload("/record", form, "files", "offerte.pdf", []byte("%PDF-1.7 …")); a.Status != 303 {
		t.Fatalf("%d\n%s", a.Status, a.Body)
	}
	doc, _ := s.page(r.Relation, s.home())
	doc.Says("1 bijlage")
	path := doc.One(".timeline a[href*='/contacts/']").Attr("href")
	doc, _ = s.page(r.Relation, path)
	doc.Says("Offerte besproken", "offerte.pdf")
	file := doc.One("a[href*='/files/']").Attr("href")
	a := client.Get(file)
	if a.Status != 200 || a.Body != "%PDF-1.7 …" || a.Header.Get("Content-Disposition") != `attachment; filename="offerte.pdf"` ||
		!strings.HasPrefix(a.Header.Get("Content-Security-Policy"), "sandbox") {
		t.Errorf("%d %v", a.Status, a.Header)
	}
	if a := s.As(t, r.RelationHengelo).Get(file); a.Status != 404 {
		t.Errorf("a sibling: %d", a.Status)
	}
	if a := s.As(t, r.Teacher).Get(file); a.Status != 403 {
		t.Errorf("who reads no notes: %d", a.Status)
	}
	doc, _ = s.page(r.RelationHengelo, path)
	doc.Lacks("a[href*='/files/']").Says("Geen notitie")

	bad := client.Upload("/record", form, "files", "foto.jpg", []byte("MZ\x90\x00"))
	if bad.Status != 422 {
		t.Fatalf("a program: %d", bad.Status)
	}
	s.doc("bad file", bad).Has("input[name=files][aria-invalid=true]").Has("textarea", "Offerte besproken")
}

func TestSuggestionsAndCooling(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	r := s.Twente
	s.post(r.Relation, s.home()+"/contacts", url.Values{"unit": {string(r.Almelo)}, "kind": {"visit"}, "note": {"Rondgekeken"}}, 303)
	doc, a := s.page(r.Relation, s.home())
	if a.Queries > 11 {
		t.Errorf("%d queries", a.Queries)
	}
	doc.Says("Stuur de menukaart", "Na een eerste bezoek")
	action := s.home() + "/actions"
	s.post(r.Relation, action, url.Values(doc.Form("form[action='"+action+"']")), 303)
	doc, _ = s.page(r.Relation, s.home())
	doc.Has("#actions", "Stuur de menukaart").Lacks("form[action='" + action + "']")

	s.Clock.Advance(21 * 7 * 24 * time.Hour)
	doc, _ = s.page(r.Relation, s.home())
	doc.Says("koelt af", "binnen 20 weken")
	doc, _ = s.page(r.Relation, "/today")
	doc.Has("a[href='/relations/relationships?q=cooling%3Ayes+owner%3A%40me']", "1 relatie van jou koelt af")
	doc, _ = s.page(r.Project, "/actions/units")
	doc.Has("tbody tr", "relation Twente", "Almelo Twente")
}

func TestMentionPages(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	r := s.Twente
	form := url.Values{"unit": {string(r.Almelo)}, "organisation": {string(s.company)}, "kind": {"call"}, "note": {"Kun jij bellen, @project Twente?"}, "mail_mention": {"1"}}
	s.post(r.Relation, "/record", form, 303)
	doc, _ := s.page(r.Project, "/today")
	doc.Has("a[href='/mentions']", "relation Twente noemt je")
	doc, _ = s.page(r.Project, "/mentions")
	doc.Says("Kolk Installaties", "Kun jij bellen")
	s.post(r.Project, doc.One("form[action^='/mentions/']").Attr("action"), nil, 303)
	doc, _ = s.page(r.Project, "/mentions")
	doc.Says("Niemand vraagt om je")

	form.Set("note", "vraag @kees")
	s.doc("unknown", s.post(r.Relation, "/record", form, 422)).Has("textarea[aria-invalid=true]").Says("We kennen geen collega ‘kees’")
	a := s.As(t, r.Relation).Get("/relations/colleagues?unit=" + string(r.Almelo) + "&q=proj")
	if a.Status != 200 || strings.TrimSpace(a.Body) != `<li role="option" data-name="project Twente">project Twente</li>` {
		t.Errorf("%d %q", a.Status, a.Body)
	}
}

func TestTemplatePages(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	r := s.Twente
	doc, _ := s.page(r.Relation, "/templates")
	doc.Says("Nog geen teksten")
	form := url.Values{"unit": {string(r.Almelo)}, "lang": {"nl"}, "kind": {"visit"}, "name": {"Eerste bezoek"}, "body": {"Wat maken jullie?"}}
	s.post(r.Relation, "/templates", form, 303)
	s.doc("twice", s.post(r.Relation, "/templates", form, 422)).Has("input[name=name][aria-invalid=true]").Has("textarea", "Wat maken jullie?")
	record, _ := s.page(r.Relation, "/record?org="+string(s.company))
	with := record.One("a[href*='with=']").Attr("href")
	record, _ = s.page(r.Relation, with)
	record.Has("textarea[name=note]", "Wat maken jullie?").Has("input[name=kind][value=visit][checked]")

	doc, _ = s.page(r.Relation, "/templates")
	edit := doc.One("a[href*='edit=']").Attr("href")
	doc, _ = s.page(r.Relation, strings.TrimSuffix(edit, "#template-form"))
	change := url.Values(doc.Form("form[action^='/templates/'].form"))
	change.Set("name", "Bezoek")
	s.post(r.Relation, doc.One("form[action^='/templates/'].form").Attr("action"), change, 303)
	doc, _ = s.page(r.Relation, "/templates")
	s.post(r.Relation, doc.One("form[action$='/bin']").Attr("action"), nil, 303)
	doc, _ = s.page(r.Relation, "/templates")
	doc.Says("Nog geen teksten")
}

func TestStrategyPage(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	r := s.Twente
	doc, a := s.page(r.Relation, "/relations/strategy")
	if a.Queries > 6 {
		t.Errorf("%d queries", a.Queries)
	}
	form := url.Values(doc.Form("#target form[action='/relations/strategy']"))
	form.Set("relationships", "12")
	form.Set("deep_percent", "101")
	s.doc("bad", s.post(r.Relation, "/relations/strategy", form, 422)).Has("input[name=deep_percent][aria-invalid=true]").Has("input[name=relationships][value='12']")
	form.Set("deep_percent", "50")
	s.post(r.Relation, "/relations/strategy", form, 303)
	s.doc("same", s.post(r.Project, "/relations/strategy", form, 409)).Says("Iemand anders was je voor", "Jullie hebben hetzelfde ingevuld.")
	late := url.Values{"why": {"Liever diep dan veel"}}
	for name, values := range form {
		if name != "why" {
			late[name] = values
		}
	}
	conflict := s.doc("late", s.post(r.Project, "/relations/strategy", late, 409)).Has("input[name='pick.why'][value=mine]").Lacks("input[name='pick.deep_percent']")
	settle := url.Values(conflict.Form("#conflict"))
	s.post(r.Project, "/relations/strategy", settle, 303)
	doc, _ = s.page(r.Project, "/relations/strategy")
	doc.Has("tbody tr", "Liever diep dan veel")
	doc, _ = s.page(r.Relation, "/relations/strategy")
	doc.Has("tbody tr", "1 van 12", "0% van 50%", "Nog 11 te gaan")
	weeks := url.Values(doc.Form("#cooling form"))
	weeks.Set("weeks."+string(relation.DepthVisit), "x")
	s.doc("bad weeks", s.post(r.Relation, "/relations/strategy/cooling", weeks, 422)).Has("input[name='weeks.visit'][aria-invalid=true]")
	weeks.Set("weeks."+string(relation.DepthVisit), "30")
	s.post(r.Relation, "/relations/strategy/cooling", weeks, 303)
	doc, _ = s.page(r.Project, "/relations/strategy")
	doc.Has("#cooling input[name='weeks.visit'][value='30']")
	s.page(r.Lead, "/relations/strategy")
	if a := s.As(t, r.Teacher).Get("/relations/strategy"); a.Status != 403 {
		t.Errorf("a teacher: %d", a.Status)
	}
}
