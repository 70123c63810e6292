package relationweb_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/testkit/htmltest"
	"schakel/internal/testkit/webtest"
)

// person adds somebody at the company.
func (s *site) person(name string) {
	s.t.Helper()
	if _, err := s.Services.Relation.AddPerson(s.t.Context(), s.Twente.Relation, s.company, relation.PersonInput{Name: name, Email: "erik@kolk.example", Phone: "0546 123456"}); err != nil {
		s.t.Fatal(err)
	}
}

func TestPreview(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	r := s.Twente
	s.person("Erik Kolk")
	ask := func(sc access.Scope, path string) webtest.Answer {
		request := httptest.NewRequest(http.MethodGet, path, nil)
		request.Header.Set("HX-Request", "true")
		return s.As(t, sc).Do(request)
	}
	t.Run("a module gets the summary alone", func(t *testing.T) {
		a := ask(r.Relation, s.home()+"?preview=1")
		doc := htmltest.In(t, a.Body)
		doc.Has("[data-preview] h2", "Kolk Installaties").Has("a[href='"+s.home()+"']", "Openen").Has(".preview-part", "Erik Kolk").Lacks("main").Lacks("html[lang]")
		if a.Queries > 6 {
			t.Errorf("%d queries", a.Queries)
		}
		doc.Has(".btn-primary[href='" + s.home() + "?record=1#record']")
	})
	t.Run("a browser gets the page", func(t *testing.T) {
		doc, _ := s.page(r.Relation, s.home()+"?preview=1")
		doc.Has("main h1", "Kolk Installaties").Lacks("[data-preview]")
	})
	t.Run("who may not see people or contact sees none", func(t *testing.T) {
		doc := htmltest.In(t, ask(r.Teacher, s.home()+"?preview=1").Body)
		doc.Has("h2", "Kolk Installaties").Silent("Erik Kolk").Has(".btn-primary", "Eerste gesprek vastleggen")
		doc = htmltest.In(t, ask(r.Lead, s.home()+"?preview=1").Body)
		doc.Has("h2", "Kolk Installaties").Lacks(".btn-primary")
	})
	t.Run("a stranger sees nothing", func(t *testing.T) {
		if a := ask(s.Zwolle.Relation, s.home()+"?preview=1"); a.Status != http.StatusNotFound {
			t.Errorf("%d", a.Status)
		}
	})
	t.Run("lists have its place", func(t *testing.T) {
		for _, path := range []string{"/relations?q=", "/relations/people?q=", "/relations/relationships?q=", "/actions?q="} {
			doc, _ := s.page(r.Relation, path)
			doc.Has("aside[data-preview-panel][hidden]").Has("template[data-peek] button[aria-expanded=false]")
		}
	})
}

func TestWideTables(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	doc, _ := s.page(s.Twente.Relation, "/relations?q=&cols=name,place,umbrella,depth,status,owner,last,tags,kvk")
	doc.Has(".table-scroll.table-wide[tabindex='0'] tbody th")
	doc, _ = s.page(s.Twente.Relation, "/relations?q=")
	doc.Has(".table-scroll.table-sticky").Lacks(".table-wide")
}
