package web_test

import (
	"net/http"
	"net/url"
	"testing"

	"schakel/internal/domain/menu"
	"schakel/internal/domain/need"
	"schakel/internal/platform/id"
	"schakel/internal/testkit/htmltest"
)

// The board and the page of a need propose one visit for two classes; joined, the one that follows sends its teacher to the other.
func TestOneVisitOnThePages(t *testing.T) {
	t.Parallel()
	s := newSchool(t)
	r := s.Twente
	kolk := s.offers(r, "Kolk")
	s.must(s.Services.Menu.Choose(t.Context(), r.Relation, kolk, []menu.Choice{{Item: s.item(r, "guest_lesson"), Times: "3", MaxGroup: "60"}}))
	a, b := s.ask(r, r.Teacher, "Gastles voor 3A"), s.ask(r, r.Teacher, "Gastles voor 3B")
	teacher := s.As(t, r.Teacher)
	board := htmltest.In(t, teacher.Get("/needs/board").Body)
	board.Count("#visits li.together", 1)
	board.Has("#visits", "Samen 48 leerlingen; er is een bedrijf dat er 60 aankan")
	board.Has("#visits", "Op dezelfde school")
	htmltest.In(t, teacher.Get("/needs/board?q=3A").Body).Lacks("#visits")
	page := htmltest.In(t, teacher.Get("/needs/"+string(b)).Body)
	page.Has("#visits", "Gastles voor 3A")
	page.Has(`#visits form[action="/needs/` + string(b) + `/join"] input[name=other][value="` + string(a) + `"]`)
	other := func(key id.ID) url.Values { return url.Values{"other": {string(key)}} }
	for name, sc := range map[string]int{"/join": http.StatusNotFound, "/apart": http.StatusNotFound, "/separate": http.StatusNotFound} {
		status(t, "another school"+name, s.As(t, r.TeacherHengelo).Post("/needs/"+string(b)+name, other(a)), sc)
	}
	status(t, "apart", teacher.Post("/needs/"+string(b)+"/apart", other(a)), http.StatusSeeOther)
	htmltest.In(t, teacher.Get("/needs/"+string(b)).Body).Lacks("#visits")
	joined := teacher.Post("/needs/"+string(b)+"/join", other(a))
	status(t, "join", joined, http.StatusSeeOther)
	if joined.Location != "/needs/"+string(a) {
		t.Errorf("went to %s", joined.Location)
	}
	page = htmltest.In(t, teacher.Get(joined.Location).Body)
	page.Has("#visit", "samen 48 leerlingen")
	page.Has("#visit", "Gastles voor 3B")
	page.Has("#proposals .why", "De hele groep kan tegelijk (hooguit 60)")
	page = htmltest.In(t, teacher.Get("/needs/"+string(b)).Body)
	page.Has("#visit", "Bedrijven worden bij de andere vraag gevraagd")
	page.Lacks("#proposals")
	page.Lacks("#waves")
	status(t, "ask at the one that follows", teacher.Post("/needs/"+string(b)+"/invitations", url.Values{"organisation": {string(kolk)}, "on": {"2027-01-20"}}), http.StatusConflict)
	s.must(s.Services.Need.Invite(t.Context(), r.Teacher, a, []id.ID{kolk}, "2027-01-20"))
	company := s.Anonymous()
	link := s.invitation(r, r.Teacher, a, kolk)
	htmltest.In(t, company.Get(link).Body).Says("samen met 24 leerlingen van Noordik Twente")
	page = htmltest.In(t, teacher.Get("/needs/"+string(b)).Body)
	page.Has("#answers", "Kolk")
	page.Lacks("#answers form")
	page.Lacks(`#visit form[action$="/separate"]`)
	status(t, "separate too late", teacher.Post("/needs/"+string(b)+"/separate", url.Values{}), http.StatusConflict)
	rec, err := s.Services.Need.Record(t.Context(), r.Teacher, a)
	s.must(err)
	s.must(s.Services.Need.TakeBack(t.Context(), r.Teacher, a, rec.Invitations[0].ID))
	status(t, "separate", teacher.Post("/needs/"+string(b)+"/separate", url.Values{}), http.StatusSeeOther)
	if rec, err = s.Services.Need.Record(t.Context(), r.Teacher, b); err != nil || rec.Visit != nil || rec.State != need.Open {
		t.Errorf("got %+v, %v", rec.Visit, err)
	}
}
