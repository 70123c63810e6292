package engagementweb_test

import (
	"net/http"
	"net/url"
	"testing"

	"schakel/internal/testkit/htmltest"
)

// A day that does not suit is warned of, in words, and can be planned all the same.
func TestADayThatDoesNotSuit(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	r := s.Twente
	c := s.As(t, r.Relation)
	in := url.Values{
		"unit": {string(r.Noordik)}, "organisation": {string(s.companies[r])}, "title": {"Gastles lassen"}, "on": {"2026-12-25"},
		"start": {"10:00"}, "end": {"12:00"}, "people": {"1"},
	}
	a := c.Post("/engagements", in)
	htmltest.In(t, a.Body)
	if a.Status != http.StatusUnprocessableEntity {
		t.Fatalf("%d", a.Status)
	}
	wants(t, a.Body, "deze dag past niet goed", "De school is dan vrij", `name="anyway"`, "2026-12-25")
	in.Set("anyway", "on")
	if a = c.Post("/engagements", in); a.Status != http.StatusSeeOther {
		t.Fatalf("all the same: %d %s", a.Status, a.Body)
	}
	record := a.Location
	other := s.agreed(r, "Op dezelfde tijd")
	move := url.Values{"version": {"1"}, "on": {"2026-11-26"}, "start": {"11:00"}, "end": {"12:00"}, "reason": {"docent ziek"}}
	a = c.Post(record+"/reschedule", move)
	htmltest.In(t, a.Body)
	if a.Status != http.StatusUnprocessableEntity {
		t.Fatalf("%s beside %s: %d", record, other, a.Status)
	}
	wants(t, a.Body, "al iets anders afgesproken", `id="move-anyway"`, "docent ziek")
	move.Set("anyway", "on")
	if a = c.Post(record+"/reschedule", move); a.Location != record {
		t.Errorf("moved all the same: %d", a.Status)
	}
}
