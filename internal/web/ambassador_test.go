package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"schakel/internal/testkit/htmltest"
)

// Who brought in whom is recorded on the page of either, stands on both, and counts in the list and its file.
func TestAmbassadorsOnThePages(t *testing.T) {
	t.Parallel()
	s := newSchool(t)
	r := s.Twente
	kolk, breman := s.company(r, "Kolk"), s.company(r, "Breman")
	staff := s.As(t, r.Relation)
	htmltest.In(t, staff.Get("/relations/ambassadors").Body).Says("Nog geen ambassadeurs")
	path := "/relations/" + string(breman) + "/introduction"
	found := htmltest.In(t, staff.Get(path+"?way=introduced&q=kolk").Body)
	chosen := found.One(`.item a[href*="other="]`).Attr("href")
	form := htmltest.In(t, staff.Get(chosen).Body)
	form.Says("Kolk bracht Breman binnen.")
	in := url.Values(form.Form(`form[action="` + path + `"]`))
	in.Set("on", "2027-13-01")
	status(t, "a day that is none", staff.Post(path, in), http.StatusUnprocessableEntity)
	in.Set("on", "2026-10-01")
	in.Set("unit", string(r.Almelo))
	status(t, "introduce", staff.Post(path, in), http.StatusSeeOther)
	status(t, "again", staff.Post(path, in), http.StatusConflict)
	page := htmltest.In(t, staff.Get("/relations/"+string(kolk)).Body)
	page.Has("#introductions", "Breman")
	page.Has("#timeline", "Bracht Breman binnen")
	page = htmltest.In(t, staff.Get("/relations/"+string(breman)).Body)
	page.Has("#timeline", "Binnengebracht door Kolk")
	list := htmltest.In(t, staff.Get("/relations/ambassadors").Body)
	list.Has("table tbody tr", "Kolk")
	list.Has("table tbody tr", "1 organisatie")
	list.Has("table tbody tr", "0 afspraken")
	htmltest.In(t, staff.Get("/relations/ambassadors?year=2025").Body).Lacks("table tbody tr")
	if file := staff.Get("/relations/ambassadors/export.csv"); !strings.Contains(file.Body, "Kolk;") || !strings.Contains(file.Body, ";Breman;") {
		t.Errorf("the file says %q", file.Body)
	}
	status(t, "a teacher's file", s.As(t, r.Teacher).Get("/relations/ambassadors/export.csv"), http.StatusForbidden)
	remove := page.One(`#introductions form[action$="/remove"]`).Attr("action")
	status(t, "by another subregion", s.As(t, r.RelationHengelo).Post(remove, url.Values{}), http.StatusNotFound)
	status(t, "remove", staff.Post(remove, url.Values{"back": {"/relations/" + string(kolk)}}), http.StatusSeeOther)
	htmltest.In(t, staff.Get("/relations/"+string(kolk)).Body).Lacks("#introductions")
}
