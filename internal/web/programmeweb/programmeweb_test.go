package programmeweb_test

import (
	"net/url"
	"strings"
	"testing"

	"schakel/internal/domain/funding"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/id"
	"schakel/internal/testkit/htmltest"
	"schakel/internal/testkit/webtest"
)

// site is a running Schakel with a grant in Twente.
type site struct {
	*webtest.Site
	t     *testing.T
	grant id.ID
}

func newSite(t *testing.T) *site {
	t.Helper()
	s := &site{Site: webtest.New(t), t: t}
	_, err := s.Services.Funding.InstallSchemes(t.Context(), s.Twente.System)
	s.must(err)
	schemes, err := s.Services.Funding.Schemes(t.Context(), s.Twente.Lead)
	s.must(err)
	for _, scheme := range schemes {
		if scheme.StartOn <= "2025-01-01" && scheme.EndOn >= "2028-12-31" {
			s.grant, err = s.Services.Funding.AddGrant(t.Context(), s.Twente.Lead, funding.GrantInput{
				Unit: s.Twente.Root, Scheme: scheme.ID, Reference: "STO25", Name: "STO Twente", DecidedOn: "2025-01-15", StartOn: "2025-01-01", EndOn: "2028-12-31",
				Grant: "4000000", Budget: "4400000", Costs: "4400000",
			})
			s.must(err)
		}
	}
	return s
}

func (s *site) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *site) page(sc access.Scope, path string) (htmltest.Doc, webtest.Answer) {
	s.t.Helper()
	a := s.As(s.t, sc).Get(path)
	if a.Status != 200 {
		s.t.Fatalf("%s: %d\n%s\n%s", path, a.Status, a.Body, s.Log)
	}
	if strings.Contains(a.Body, "⟦") {
		s.t.Errorf("%s: a text is missing", path)
	}
	return htmltest.In(s.t, a.Body), a
}

func TestProgramme(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	r := s.Twente

	t.Run("an empty programme explains itself", func(t *testing.T) {
		doc, _ := s.page(r.Project, "/programme")
		doc.Has(".empty a[href='/programme/lines/new']")
		doc, _ = s.page(r.Teacher, "/programme")
		doc.Lacks("a[href='/programme/lines/new']")
		doc, _ = s.page(s.Zwolle.Project, "/programme/lines/new")
		doc.Has(".notice a[href='/funding/grants']")
	})
	line := url.Values{"unit": {string(r.Root)}, "grant": {string(s.grant)}, "code": {"PL1"}, "name": {"Onderwijs met bedrijven"}}
	t.Run("a line is added by those who manage the owner", func(t *testing.T) {
		for who, want := range map[string]struct {
			sc     access.Scope
			status int
		}{"teacher": {r.Teacher, 403}, "project leader of a subregion": {r.Project, 404}, "other network": {s.Zwolle.Lead, 404}, "region lead": {r.Lead, 303}} {
			if a := s.As(t, want.sc).Post("/programme/lines", line); a.Status != want.status {
				t.Errorf("%s: %d, want %d", who, a.Status, want.status)
			}
		}
		a := s.As(t, r.Lead).Post("/programme/lines", line)
		if a.Status != 422 {
			t.Fatalf("same code: %d", a.Status)
		}
		htmltest.In(t, a.Body).Has("input[name=code][value=PL1][aria-invalid=true]")
	})
	lines, err := s.Services.Programme.Lines(t.Context(), r.Lead)
	s.must(err)
	key := string(lines[0].ID)
	activity := url.Values{"line": {key}, "unit": {string(r.Almelo)}, "code": {"1.1"}, "name": {"Gastlessen"}, "from": {"2025-08-01"}, "to": {"2031-01-01"}}
	t.Run("an activity lies within the grant", func(t *testing.T) {
		a := s.As(t, r.Project).Post("/programme/activities", activity)
		if a.Status != 422 {
			t.Fatalf("%d", a.Status)
		}
		htmltest.In(t, a.Body).Has("input[name=to][value='2031-01-01'][aria-invalid=true]")
		activity.Set("to", "2028-07-31")
		if a := s.As(t, r.Project).Post("/programme/activities", activity); a.Status != 303 {
			t.Fatalf("%d %s", a.Status, a.Body)
		}
	})
	t.Run("the list costs at most six queries and links its numbers", func(t *testing.T) {
		doc, a := s.page(r.Teacher, "/programme")
		if a.Queries > 6 {
			t.Errorf("%d queries", a.Queries)
		}
		doc.Has("th", "Gastlessen")
		doc.Has("a[href*='state=held&activity=']", "0")
		doc.Lacks("a[href$='/edit']")
		doc, _ = s.page(r.Accountant, "/programme")
		doc.Has("th", "Gastlessen")
		if doc, _ := s.page(s.Zwolle.Lead, "/programme"); len(doc.Find("th")) != 0 {
			t.Error("another network reads the programme")
		}
	})
	lines, err = s.Services.Programme.Lines(t.Context(), r.Lead)
	s.must(err)
	edit := "/programme/activities/" + string(lines[0].Activities[0].ID)
	t.Run("only the owner's people edit", func(t *testing.T) {
		s.page(r.Project, edit+"/edit")
		s.page(r.Lead, "/programme/lines/"+key+"/edit")
		for who, sc := range map[string]access.Scope{"sibling": r.ProjectHengelo, "other network": s.Zwolle.Lead} {
			if a := s.As(t, sc).Get(edit + "/edit"); a.Status != 404 {
				t.Errorf("%s: %d", who, a.Status)
			}
			if a := s.As(t, sc).Post(edit, activity); a.Status != 404 {
				t.Errorf("%s: %d", who, a.Status)
			}
		}
		if a := s.As(t, r.Project).Post("/programme/lines/"+key, line); a.Status != 404 {
			t.Errorf("subregion on the network's line: %d", a.Status)
		}
		changed := url.Values{"version": {"1"}, "code": {"1.1"}, "name": {"Gastlessen en bezoeken"}, "from": {"2025-08-01"}, "to": {"2028-07-31"}}
		if a := s.As(t, r.Project).Post(edit, changed); a.Status != 303 {
			t.Errorf("own: %d", a.Status)
		}
		if a := s.As(t, r.Project).Post(edit, changed); a.Status != 409 {
			t.Errorf("old version: %d", a.Status)
		}
		a, err := s.Services.Programme.Activity(t.Context(), r.Teacher, lines[0].Activities[0].ID)
		if err != nil || a.Name != "Gastlessen en bezoeken" {
			t.Errorf("%+v %v", a, err)
		}
	})
	t.Run("an activity needs a line of the network", func(t *testing.T) {
		for _, path := range []string{"/programme/activities/new", "/programme/activities/new?line=x"} {
			if a := s.As(t, r.Project).Get(path); a.Status != 404 {
				t.Errorf("%s: %d", path, a.Status)
			}
		}
		if a := s.As(t, s.Zwolle.Project).Get("/programme/activities/new?line=" + key); a.Status != 404 {
			t.Errorf("other network: %d", a.Status)
		}
	})
}
