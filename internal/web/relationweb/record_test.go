package relationweb_test

import (
	"net/url"
	"strings"
	"testing"
)

// Every way to edit in place is a link to a form that has the fields, so that it works without scripts too.
func TestFieldsAreEditedInPlace(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	r := s.Twente
	s.person("Erik Kolk")
	doc, _ := s.page(r.Relation, s.home())
	doc.Has(".def .def-edit[data-inline='street house_number postcode place']", "Adres aanpassen").
		Has(".def-missing a[data-inline=website]", "Website").
		Has("#people a[data-inline='name title email phone']", "Erik Kolk aanpassen")
	links := doc.Find("[data-inline]")
	if len(links) < 6 {
		t.Errorf("%d fields can be edited in place", len(links))
	}
	for _, link := range links {
		path, field, _ := strings.Cut(link.Attr("href"), "#")
		form, _ := s.page(r.Relation, path)
		for _, name := range strings.Fields(link.Attr("data-inline")) {
			form.Has("main form [name='" + name + "']")
		}
		form.Has("main form [id='" + field + "']")
	}
	t.Run("and those of a person on a page of their own", func(t *testing.T) {
		people, _ := s.page(r.Relation, "/relations/people?q=")
		person, _ := s.page(r.Relation, people.One("tbody .title-link").Attr("href"))
		for _, name := range []string{"name", "email", "phone", "lang"} {
			link := person.One("#stored [data-inline=" + name + "]")
			path, _, _ := strings.Cut(link.Attr("href"), "#")
			form, _ := s.page(r.Relation, path)
			form.Has("main form [name='" + name + "']")
		}
		person.Count("#stored [data-inline]", 4)
	})
	t.Run("what is filled in is no longer missing", func(t *testing.T) {
		form, _ := s.page(r.Relation, s.home()+"/edit")
		values := url.Values(form.Form("main form.form"))
		values.Set("website", "https://kolk.example")
		s.post(r.Relation, s.home(), values, 303)
		after, _ := s.page(r.Relation, s.home())
		after.Has(".def-edit[data-inline=website]").Lacks(".def-missing a[data-inline=website]")
	})
	t.Run("who only looks sees no pencils", func(t *testing.T) {
		shown, _ := s.page(r.Lead, s.home())
		shown.Lacks("[data-inline]").Lacks(".def-missing")
	})
}
