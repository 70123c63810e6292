package relationweb_test

import (
	"fmt"
	"net/url"
	"os"
	"strings"
	"testing"

	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/id"
	"schakel/internal/testkit/htmltest"
	"schakel/internal/testkit/webtest"
)

func TestMain(m *testing.M) {
	code := m.Run()
	if code == 0 {
		if err := htmltest.Validate(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			code = 1
		}
	}
	os.Exit(code)
}

// site is a running Schakel with one company of Almelo.
type site struct {
	*webtest.Site
	t       *testing.T
	company id.ID
}

func newSite(t *testing.T) *site {
	t.Helper()
	s := &site{Site: webtest.New(t), t: t}
	s.company = s.add("Kolk Installaties", "Almelo")
	return s
}

func (s *site) add(name, place string) id.ID {
	s.t.Helper()
	r := s.Twente
	key, err := s.Services.Relation.AddOrganisation(s.t.Context(), r.Relation, r.Almelo, relation.OrganisationInput{Kind: "company", Name: name, Place: place})
	if err != nil {
		s.t.Fatal(err)
	}
	return key
}

func (s *site) page(sc access.Scope, path string) (htmltest.Doc, webtest.Answer) {
	s.t.Helper()
	a := s.As(s.t, sc).Get(path)
	if a.Status != 200 {
		s.t.Fatalf("%s: %d\n%s\n%s", path, a.Status, a.Body, s.Log)
	}
	return s.doc(path, a), a
}

func (s *site) doc(path string, a webtest.Answer) htmltest.Doc {
	s.t.Helper()
	if strings.Contains(a.Body, "⟦") {
		s.t.Errorf("%s: a text is missing: %s", path, a.Body[strings.Index(a.Body, "⟦"):][:60])
	}
	htmltest.Keep(path+" "+s.t.Name(), a.Body)
	return htmltest.In(s.t, a.Body)
}

// post sends a form and wants the status.
func (s *site) post(sc access.Scope, path string, form url.Values, status int) webtest.Answer {
	s.t.Helper()
	a := s.As(s.t, sc).Post(path, form)
	if a.Status != status {
		s.t.Fatalf("POST %s: %d, want %d\n%s\n%s", path, a.Status, status, a.Body, s.Log)
	}
	return a
}

func (s *site) home() string { return "/relations/" + string(s.company) }

func TestList(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	r := s.Twente
	for i := range 60 {
		s.add(fmt.Sprintf("Bedrijf %02d", i), "Wierden")
	}
	t.Run("costs four queries at most, whatever the rows", func(t *testing.T) {
		for _, path := range []string{"/relations", "/relations?q=bedrijf+owner:@me+last:>30d&sort=contact", "/relations?group=umbrellas", "/relations/relationships", "/relations/people", "/actions"} {
			if _, a := s.page(r.Relation, path); a.Queries > 5 || a.Queries > 4 && strings.Contains(path, "?") { // a list that is just opened looks for a view to open in
				t.Errorf("%s: %d queries:\n%s", path, a.Queries, strings.Join(a.Texts, "\n"))
			}
		}
	})
	t.Run("the numbers come apart, in one query", func(t *testing.T) {
		doc, _ := s.page(r.Relation, "/relations")
		doc.Count("#results tbody tr", 50).Silent("61 organisaties")
		href := doc.One("#chips").Attr("hx-get")
		a := s.As(t, r.Relation).Get(href)
		htmltest.In(t, a.Body).Says("61 organisaties").Has(".filter-chip-offer", "Van mij", "61").Has(".filter-chip-offer", "Zonder relatiebeheerder", "0")
		if a.Queries > 3 {
			t.Errorf("%d queries", a.Queries)
		}
	})
	t.Run("goes on to the next page", func(t *testing.T) {
		doc, _ := s.page(r.Relation, "/relations")
		next, _ := s.page(r.Relation, doc.One("a[rel=next]").Attr("href"))
		next.Count("#results tbody tr", 11).Has("a[rel=prev]")
	})
	t.Run("shows the filters that are on, and how to take them off", func(t *testing.T) {
		doc, _ := s.page(r.Relation, "/relations?q=kolk+owner:@me")
		doc.Has("#results tbody th", "Kolk Installaties").Count("#results tbody tr", 1).Has(".filter-chip[href='/relations?q=kolk']", "Van mij").Has(".filter-chip[href='/relations?q=owner%3A%40me']", "kolk")
	})
	t.Run("a filter form's fields become words in the box", func(t *testing.T) {
		doc, _ := s.page(r.Relation, "/relations?q=kolk&depth=acquaintance&place=Almelo&last=%3E0")
		doc.Has("input[type=search][value='kolk plaats:Almelo samenwerking:kennismaking laatste:>0d']").Count("#results tbody tr", 1)
	})
	t.Run("a mistake is shown at its place, with what may have been meant", func(t *testing.T) {
		a := s.As(t, r.Relation).Get("/relations?q=kolk+onwer:@me")
		if a.Status != 422 {
			t.Errorf("got %d", a.Status)
		}
		s.doc("mistake", a).Has("#query-mistake mark", "onwer:").Has("#query-mistake a[href='/relations?q=kolk+owner%3A%40me']", "owner:").Lacks("#results table")
		htmltest.In(t, s.As(t, r.Relation).Get("/relations/counts?list=organisations&q=onwer:x").Body).Lacks("[hx-get]")
	})
	t.Run("columns are chosen, sorted up, down and off", func(t *testing.T) {
		doc, _ := s.page(r.Relation, "/relations?col=kvk&col=place&sort=place")
		doc.Count("#results thead th", 3).Has("th[aria-sort=ascending] a[href='/relations?cols=kvk%2Cplace&dir=down&sort=place']", "Plaats")
		down, _ := s.page(r.Relation, "/relations?cols=kvk,place&dir=down&sort=place")
		down.Has("th[aria-sort=descending] a[href='/relations?cols=kvk%2Cplace']", "Plaats")
	})
	t.Run("panels work as pages, and in place", func(t *testing.T) {
		for _, list := range []string{"organisations", "people", "relationships", "actions"} {
			for _, part := range []string{"filter", "view"} {
				s.page(r.Relation, "/relations/panel?list="+list+"&part="+part+"&q=kolk")
			}
		}
		doc, _ := s.page(r.Relation, "/relations/panel?list=organisations&part=view&q=kolk&sort=place")
		form := url.Values(doc.Form("form[action='/relations']"))
		form.Add("col", "kvk")
		list, _ := s.page(r.Relation, "/relations?"+form.Encode())
		list.Has("#results thead", "KVK-nummer").Has("input[value=kolk]").Has("th[aria-sort=ascending]", "Plaats")
		if a := s.As(t, r.Relation).Get("/relations/panel?list=x"); a.Status != 404 {
			t.Errorf("got %d", a.Status)
		}
	})
	t.Run("says that nothing was found", func(t *testing.T) {
		doc, _ := s.page(r.Relation, "/relations?q=zzz")
		doc.Says("Niets gevonden").Lacks("#results table")
	})
	t.Run("explains an empty list", func(t *testing.T) {
		doc, _ := s.page(s.Zwolle.Relation, "/relations")
		doc.Says("Er staan nog geen bedrijven in").Has("a[href='/relations/import']")
		for path, words := range map[string]string{"/relations/people": "Er staan nog geen mensen in", "/relations/relationships": "Er zijn nog geen relaties", "/actions?q=": "Geen open acties"} {
			doc, _ := s.page(s.Zwolle.Relation, path)
			doc.Says(words)
		}
	})
	t.Run("a teacher sees companies without what teams keep to themselves", func(t *testing.T) {
		doc, _ := s.page(r.Teacher, "/relations?q=kolk")
		doc.Has("#results tbody th", "Kolk Installaties").Silent("Relatiebeheerder", "relation Twente").Lacks("a[href='/relations/new']").Lacks("a[href='/relations/people']")
		panel, _ := s.page(r.Teacher, "/relations/panel?list=organisations&part=view")
		panel.Lacks("a[href^='/relations/export']").Silent("Samenwerking")
	})
	t.Run("the export is the view, for a Dutch spreadsheet", func(t *testing.T) {
		a := s.As(t, r.Relation).Get("/relations/export.csv?q=kolk&col=place&col=owner")
		lines := strings.Split(strings.TrimSpace(a.Body), "\r\n")
		if a.Status != 200 || strings.Join(lines, "|") != "\ufeffNaam;Plaats;Relatiebeheerder|Kolk Installaties;Almelo;relation Twente" {
			t.Errorf("%d %q", a.Status, lines)
		}
		if a := s.As(t, r.Relation).Get("/relations/export.xlsx?list=relationships"); a.Status != 200 || !strings.HasPrefix(a.Body, "PK") {
			t.Errorf("%d", a.Status)
		}
		if a := s.As(t, r.Relation).Get("/relations/export.vcf?q=kolk"); a.Status != 200 || !strings.Contains(a.Body, "\r\nFN:Kolk Installaties\r\n") {
			t.Errorf("%d %s", a.Status, a.Body)
		}
		for path, want := range map[string]int{"csv?list=x": 404, "vcf?list=actions": 404, "csv?q=zz:x": 422} {
			if a := s.As(t, r.Relation).Get("/relations/export." + path); a.Status != want {
				t.Errorf("%s: %d", path, a.Status)
			}
		}
		for _, sc := range []access.Scope{r.Teacher, r.LineLead} {
			if a := s.As(t, sc).Get("/relations/export.csv"); a.Status != 403 {
				t.Errorf("%v: %d", sc.Roles(), a.Status)
			}
		}
	})
	t.Run("rubbish in the address filters nothing", func(t *testing.T) {
		s.page(r.Relation, "/relations?group=x&col=y&col=z&by=q&umbrella=1&sort=k&dir=up&after=%00&q=%ff")
	})
}

func TestAddAndEdit(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	r := s.Twente
	doc, _ := s.page(r.Relation, "/relations/new")
	form := url.Values(doc.Form("form[action='/relations']"))
	form.Set("name", "Bakkerij De Korenaar")
	form.Set("kvk", "123")
	t.Run("a mistake comes back at the field with what was typed", func(t *testing.T) {
		doc := s.doc("new", s.post(r.Relation, "/relations", form, 422))
		doc.Has("input[name=name][value='Bakkerij De Korenaar']").Has("input[name=kvk][aria-invalid=true]").Has(".error-summary a[href='#f-kvk']")
	})
	form.Set("kvk", "01234567")
	home := s.post(r.Relation, "/relations", form, 303).Location
	t.Run("the page shows it, owned by who added it", func(t *testing.T) {
		doc, _ := s.page(r.Relation, home)
		doc.Has("h1", "Bakkerij De Korenaar").Says("01234567", "relation Twente", "Kennismaking")
	})
	t.Run("a register number that is taken leads to who has it", func(t *testing.T) {
		again := url.Values{"kind": {"company"}, "name": {"Ander"}, "kvk": {"01234567"}}
		doc := s.doc("taken", s.post(r.Relation, "/relations", again, 422))
		doc.Says("Bakkerij De Korenaar heeft dit KVK-nummer al").Has("a[href='" + home + "']")
	})
	edit, _ := s.page(r.Relation, home+"/edit")
	mine := url.Values(edit.Form("form[action='" + home + "']"))
	theirs := url.Values(edit.Form("form[action='" + home + "']"))
	theirs.Set("place", "Hengelo")
	s.post(r.RelationHengelo, home, theirs, 303)
	t.Run("who was second sees both versions and can save again", func(t *testing.T) {
		mine.Set("place", "Almelo")
		doc := s.doc("conflict", s.post(r.Relation, home, mine, 409))
		doc.Says("Iemand anders was je voor").Has("#conflict", "Almelo", "Hengelo", "(leeg)").Count("#conflict input[type=radio]", 3)
		again := url.Values(doc.Form("#conflict"))
		if again.Get("pick.place") != "mine" {
			t.Errorf("%v", again)
		}
		s.post(r.Relation, home, again, 303)
		page, _ := s.page(r.Relation, home)
		page.Says("Almelo")
	})
	t.Run("what only they changed is theirs, and each field is chosen", func(t *testing.T) {
		edit, _ := s.page(r.Relation, home+"/edit")
		mine, theirs := url.Values(edit.Form("form[action='"+home+"']")), url.Values(edit.Form("form[action='"+home+"']"))
		theirs.Set("place", "Hengelo")
		theirs.Set("street", "Hun straat")
		theirs.Set("phone", "0546123456")
		s.post(r.RelationHengelo, home, theirs, 303)
		mine.Set("street", "Mijn straat")
		mine["profiles"] = []string{"PIE", "HBR"}
		again := url.Values(s.doc("conflict", s.post(r.Relation, home, mine, 409)).Form("#conflict"))
		for field, want := range map[string]string{"place": "theirs", "street": "mine", "profiles": "mine", "phone": "theirs"} {
			if got := again.Get("pick." + field); got != want {
				t.Errorf("%s is %q, want %q", field, got, want)
			}
		}
		again.Set("pick.street", "original")
		s.post(r.Relation, home, again, 303)
		page, _ := s.page(r.Relation, home)
		page.Says("Hengelo", "0546123456", "Horeca").Silent("Mijn straat", "Hun straat")
	})
	t.Run("the history says who changed what, and puts a field back", func(t *testing.T) {
		doc, _ := s.page(r.Relation, home+"/history")
		doc.Says("Hun straat", "relation-hengelo Twente", "Profielen")
		back := doc.Find("form[action$='/restore']")[0].Attr("action")
		s.post(r.Relation, back, nil, 303)
		teacher, _ := s.page(r.Teacher, home+"/history")
		teacher.Lacks("form[action$='/restore']")
	})
	t.Run("bin and back", func(t *testing.T) {
		page, _ := s.page(r.Relation, home)
		binForm := url.Values(page.Form("form[action='" + home + "/bin']"))
		a := s.post(r.Relation, home+"/bin", binForm, 303)
		c := s.As(t, r.Relation)
		if got := c.Get(home); got.Status != 404 {
			t.Errorf("in the bin: %d", got.Status)
		}
		list := c.With("schakel_flash", flashOf(a)).Get(a.Location)
		undo := url.Values(htmltest.In(t, list.Body).Form("form[action='" + home + "/restore']"))
		s.post(r.Relation, home+"/restore", undo, 303)
		s.page(r.Relation, home)
	})
	t.Run("another network finds nothing", func(t *testing.T) {
		for _, path := range []string{home, home + "/edit", home + "/people/new", home + "/umbrella", home + "/relationship"} {
			if a := s.As(t, s.Zwolle.Relation).Get(path); a.Status != 404 {
				t.Errorf("%s: %d", path, a.Status)
			}
		}
	})
}

func flashOf(a webtest.Answer) string {
	for _, line := range a.Header.Values("Set-Cookie") {
		if value, ok := strings.CutPrefix(line, "schakel_flash="); ok {
			value, _, _ = strings.Cut(value, ";")
			return value
		}
	}
	return ""
}

func TestRecord(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	r := s.Twente
	doc, _ := s.page(r.Relation, "/record")
	doc.Has("a[href='/record?org="+string(s.company)+"']", "Kolk Installaties")
	doc, _ = s.page(r.Relation, "/record?org="+string(s.company))
	form := url.Values(doc.Form("#record-form"))
	form.Set("note", "Ze willen een gastles geven.")
	form.Set("next", "Voorstel mailen")
	form.Set("due", "2026-11-20")
	t.Run("a mistake comes back with what was typed", func(t *testing.T) {
		doc := s.doc("refused", s.post(r.Relation, "/record", form, 422))
		doc.Has("textarea[name=note]", "Ze willen een gastles geven.").Has("input[name=due][aria-invalid=true]")
	})
	form.Set("due", "2026-11-25")
	if a := s.post(r.Relation, "/record", form, 303); a.Location != s.home() {
		t.Errorf("leads to %s", a.Location)
	}
	t.Run("the page shows it, and the action as the next thing to do", func(t *testing.T) {
		doc, _ := s.page(r.Relation, s.home())
		doc.Has("#timeline", "Gebeld", "Ze willen een gastles geven.").Has("#actions", "Voorstel mailen", "Vandaag").Has(".page-head-actions a[href^='/record?action=']", "Actie afhandelen")
	})
	t.Run("a sibling sees the contact, not what was said", func(t *testing.T) {
		doc, _ := s.page(r.RelationHengelo, s.home())
		doc.Has("#timeline", "Gebeld", "relation Twente").Silent("gastles", "Voorstel mailen", "Kennismaking")
	})
	t.Run("a company page can be made from the inline form too", func(t *testing.T) {
		doc, _ := s.page(r.Relation, s.home())
		doc, _ = s.page(r.Relation, strings.TrimSuffix(doc.One("a[data-key=c]").Attr("href"), "#record"))
		form := url.Values(doc.Form("#record-form"))
		form.Set("kind", "visit")
		s.post(r.Relation, s.home()+"/contacts", form, 303)
		form.Set("on", "2027-01-01")
		s.doc("inline", s.post(r.Relation, s.home()+"/contacts", form, 422)).Has("#record-form input[name=on][aria-invalid=true]")
	})
	t.Run("actions are listed, and settled by a contact", func(t *testing.T) {
		doc, _ := s.page(r.Relation, "/actions")
		doc.Says("Vandaag", "Voorstel mailen", "Kolk Installaties").Has("input[type=search][value='wie:@mij']")
		form, _ := s.page(r.Relation, doc.One("a[href^='/record?action=']").Attr("href"))
		form.Says("Hiermee is deze actie klaar")
		s.post(r.Relation, "/record", url.Values(form.Form("#record-form")), 303)
		doc, _ = s.page(r.Relation, "/actions")
		doc.Says("Niets gevonden")
		doc, _ = s.page(r.Relation, "/actions?who=all")
		doc.Says("Geen open acties")
	})
	t.Run("an action is postponed and finished", func(t *testing.T) {
		form.Set("due", "2026-11-25")
		s.post(r.Relation, "/record", form, 303)
		doc, _ := s.page(r.Relation, "/actions?who=all")
		later := doc.One("form[action$='/postpone']").Attr("action")
		s.post(r.Relation, later, url.Values{"due": {"rubbish"}}, 422)
		if a := s.post(r.Relation, later, url.Values(doc.Form("form[action$='/postpone']")), 303); a.Location != "/actions?who=all" {
			t.Errorf("leads to %s", a.Location)
		}
		doc, _ = s.page(r.Relation, "/actions")
		doc.Has("#results tbody td", "2 dec").Lacks("#results td .chip", "Vandaag")
		s.post(r.Relation, doc.One("form[action$='/done']").Attr("action"), url.Values{"back": {"https://evil.example"}}, 303)
	})
	t.Run("a company that is not there", func(t *testing.T) {
		if a := s.As(t, r.Relation).Get("/record?org=" + string(s.Kit.IDs.New())); a.Status != 404 {
			t.Errorf("got %d", a.Status)
		}
		s.post(r.Relation, "/record", url.Values{"unit": {string(r.Almelo)}, "kind": {"call"}}, 422)
	})
}

func TestPeopleAndUmbrella(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	r := s.Twente
	doc, _ := s.page(r.Relation, s.home()+"/people/new")
	form := url.Values(doc.Form("form[action='" + s.home() + "/people']"))
	form.Set("name", "Erik Kolk")
	form.Set("email", "erik")
	s.doc("person", s.post(r.Relation, s.home()+"/people", form, 422)).Has("input[name=email][aria-invalid=true]")
	form.Set("email", "erik@kolk.example")
	s.post(r.Relation, s.home()+"/people", form, 303)
	doc, _ = s.page(r.Relation, s.home())
	edit := doc.One("#people a[href$='/edit']").Attr("href")
	t.Run("a teacher sees no people", func(t *testing.T) {
		doc, _ := s.page(r.Teacher, s.home())
		doc.Silent("Erik", "erik@kolk.example").Lacks("#people")
		if a := s.As(t, r.Teacher).Get(edit); a.Status != 403 {
			t.Errorf("got %d", a.Status)
		}
	})
	t.Run("edited, and warned when somebody else was first", func(t *testing.T) {
		doc, _ := s.page(r.Relation, edit)
		path := strings.TrimSuffix(edit, "/edit")
		form := url.Values(doc.Form("form[action='" + path + "']"))
		form.Set("title", "directeur")
		s.post(r.Relation, path, form, 303)
		again := s.doc("late", s.post(r.Relation, path, form, 409)).Says("Iemand anders was je voor")
		s.post(r.Relation, path, url.Values(again.Form("#conflict")), 303)
		removed := s.post(r.Relation, path+"/remove", nil, 303)
		list := s.As(t, r.Relation).With("schakel_flash", flashOf(removed)).Get(removed.Location)
		s.post(r.Relation, path+"/restore", url.Values(htmltest.In(t, list.Body).Form("form[action='"+path+"/restore']")), 303)
	})
	t.Run("a member of an umbrella, until it leaves", func(t *testing.T) {
		doc, _ := s.page(r.Relation, s.home()+"/umbrella")
		doc.Says("Er zijn nog geen koepels")
		key, err := s.Services.Relation.AddOrganisation(t.Context(), r.Relation, "", relation.OrganisationInput{Kind: "umbrella", Name: "OBM Oost"})
		if err != nil {
			t.Fatal(err)
		}
		s.page(r.Relation, s.home()+"/umbrella")
		s.doc("umbrella", s.post(r.Relation, s.home()+"/umbrella", url.Values{"umbrella": {"x"}}, 422)).Has("select[name=umbrella][aria-invalid=true]")
		s.post(r.Relation, s.home()+"/umbrella", url.Values{"umbrella": {string(key)}, "from": {"2026-01-01"}}, 303)
		members, _ := s.page(r.Relation, "/relations/"+string(key))
		members.Has("#members", "Kolk Installaties", "sinds")
		doc, _ = s.page(r.Relation, s.home())
		s.post(r.Relation, doc.One("#umbrellas form[action$='/leave']").Attr("action"), nil, 303)
		doc, _ = s.page(r.Relation, s.home())
		doc.Has("#umbrellas", "tot en met").Lacks("#umbrellas form[action$='/leave']")
	})
	t.Run("the unit's relationship", func(t *testing.T) {
		path := s.home() + "/relationship"
		doc, _ := s.page(r.Relation, path+"?unit="+string(r.Almelo))
		form := url.Values(doc.Form("form[action='" + path + "']"))
		form.Set("depth", "maker")
		form.Set("deputy", form.Get("owner"))
		s.doc("deputy", s.post(r.Relation, path, form, 422)).Has("select[name=deputy][aria-invalid=true]")
		form.Set("deputy", string(r.Project.Account()))
		s.doc("reason", s.post(r.Relation, path, form, 422)).Has("input[name=reason][aria-invalid=true]")
		form.Set("reason", "Maakt een keuzevak mee")
		s.post(r.Relation, path, form, 303)
		doc, _ = s.page(r.Relation, path)
		doc.Has("#depth-steps", "Kennismaking werd Maakt onderwijs mee", "Maakt een keuzevak mee")
		s.doc("late", s.post(r.Relation, path, form, 409)).Says("Iemand anders was je voor")
		doc, _ = s.page(r.Relation, s.home())
		doc.Says("Maakt onderwijs mee", "vervanger project Twente")
	})
}

func TestImportPages(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	r := s.Twente
	s.page(r.Relation, "/relations/import")
	upload := func(name, content string) webtest.Answer {
		return s.As(t, r.Relation).Upload("/relations/import", url.Values{"unit": {string(r.Almelo)}, "kind": {"companies"}}, "file", name, []byte(content))
	}
	t.Run("files that are no list are refused in words", func(t *testing.T) {
		for content, words := range map[string]string{"": "Er staan geen rijen", "%PDF-1.7": "geen tabel", "Naam;Naam\nx;y\n": "komt twee keer voor"} {
			a := upload("x.csv", content)
			if a.Status != 422 {
				t.Errorf("%q: %d", content, a.Status)
			}
			s.doc("upload", a).Says(words)
		}
		s.doc("none", s.post(r.Relation, "/relations/import", url.Values{"unit": {string(r.Almelo)}}, 422)).Says("Kies een bestand")
	})
	a := upload("lijst.csv", "Bedrijfsnaam;Plaats;Mobiel;Iets\nSmeets Metaal;Wierden;;x\nBakker;Almelo;;\n;Almelo;;\n")
	if a.Status != 303 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	run := a.Location
	doc, _ := s.page(r.Relation, run)
	form := url.Values(doc.Form("form[action='" + run + "/check']"))
	if got := fmt.Sprint(form["column.0"], form["column.1"], form["column.2"], form["column.3"]); got != "[name] [place] [person_phone] []" {
		t.Errorf("guessed %s", got)
	}
	t.Run("a number without a name to it is refused", func(t *testing.T) {
		s.doc("columns", s.post(r.Relation, run+"/check", form, 422)).Says("Kies ook in welke kolom de naam van de contactpersoon staat")
	})
	form.Set("column.2", "")
	s.post(r.Relation, run+"/check", form, 303)
	t.Run("the dry run shows counts, errors and rows", func(t *testing.T) {
		doc, _ := s.page(r.Relation, run)
		doc.Has("#result", "Nieuw 2", "Fout 1").Has("#rows", "Vul dit veld in").Says("Alleen de 2 goede rijen inlezen", "Smeets Metaal")
		only, _ := s.page(r.Relation, run+"?show=error")
		only.Has("#rows", "Vul dit veld in").Count("#rows tbody tr", 1)
		csv := s.As(t, r.Relation).Get(run + "/errors.csv")
		if csv.Status != 200 || !strings.HasSuffix(csv.Body, "Bedrijfsnaam;Plaats;Mobiel;Iets;Regel;Wat er mis is\r\n;Almelo;;;4;Naam: Vul dit veld in.\r\n") {
			t.Errorf("%q", csv.Body)
		}
	})
	s.doc("all", s.post(r.Relation, run+"/apply", url.Values{"mode": {"all"}}, 422)).Says("1 rij heeft een fout. Er is niets ingelezen.")
	s.post(r.Relation, run+"/apply", url.Values{"mode": {"good"}}, 303)
	t.Run("brought in", func(t *testing.T) {
		doc, _ := s.page(r.Relation, run)
		doc.Says("Dit is er gebeurd").Lacks("form[action='" + run + "/check']")
		list, _ := s.page(r.Relation, "/relations?q=smeets")
		list.Has("#results tbody th", "Smeets Metaal")
		s.post(r.Relation, run+"/apply", url.Values{"mode": {"good"}}, 409)
		history, _ := s.page(r.Relation, "/relations/import")
		history.Has("table", "lijst.csv", "Ingelezen")
	})
	t.Run("taken back as a whole", func(t *testing.T) {
		doc, _ := s.page(r.Relation, run)
		s.post(r.Relation, doc.One("form[action='"+run+"/undo']").Attr("action"), nil, 303)
		doc, _ = s.page(r.Relation, run)
		doc.Says("Ongedaan gemaakt op", "2 keer iets nieuws weer weggehaald").Lacks("form[action='" + run + "/undo']")
		list, _ := s.page(r.Relation, "/relations?q=smeets")
		list.Silent("Smeets Metaal")
		s.post(r.Relation, run+"/undo", nil, 409)
	})
	t.Run("a large file is a job, of which the page tells how far it is", func(t *testing.T) {
		a := upload("groot.csv", "Naam;Plaats\n"+strings.Repeat("Bedrijf;"+strings.Repeat("x", 70)+"\n", 2000))
		big := a.Location
		s.post(r.Relation, big+"/check", url.Values{"column.0": {"name"}, "column.1": {""}, "keys": {"kvk", "name"}, "remember": {"Mijn lijst"}}, 303)
		doc, _ := s.page(r.Relation, big)
		doc.Has("#progress[hx-get='"+big+"/progress']", "0 rijen bekeken").Has("form[action='" + big + "/stop']").Lacks("form[action='" + big + "/check']")
		part := s.As(t, r.Relation).Get(big + "/progress")
		if part.Status != 200 || part.Header.Get("HX-Refresh") != "" || strings.Contains(part.Body, "<html") {
			t.Errorf("%d %q", part.Status, part.Body)
		}
		s.post(r.Relation, big+"/stop", nil, 303)
		if part := s.As(t, r.Relation).Get(big + "/progress"); part.Header.Get("HX-Refresh") != "true" {
			t.Error("the page is not asked to come again")
		}
		doc, _ = s.page(r.Relation, big)
		doc.Has("select[name=saved] option", "Mijn lijst")
	})
	t.Run("out of reach for a sibling and another network", func(t *testing.T) {
		for _, sc := range []access.Scope{r.RelationHengelo, s.Zwolle.Relation} {
			for _, path := range []string{run, run + "/errors.csv", run + "/progress"} {
				if a := s.As(t, sc).Get(path); a.Status != 404 {
					t.Errorf("%s: %d", path, a.Status)
				}
			}
		}
	})
}
