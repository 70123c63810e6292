package calendarweb_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"schakel/internal/domain/engagement"
	"schakel/internal/domain/schoolyear"
	"schakel/internal/testkit/htmltest"
)

// Lanes are of schools, of classes or of companies; the weeks of a school stand in the lanes of its classes too.
func TestLanesByClass(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	r := s.Twente
	first, other := s.agree(r, r.Relation, r.Noordik, "Gastles lassen", "2026-12-02"), s.agree(r, r.Relation, r.Noordik, "Op bezoek", "2026-12-09")
	s.agree(r, r.Relation, r.Noordik, "Zonder klas", "2026-12-10")
	s.must(s.Services.Engagement.SaveDetails(t.Context(), r.Relation, first, engagement.Details{Class: "3B"}))
	s.must(s.Services.Engagement.SaveDetails(t.Context(), r.Relation, other, engagement.Details{Class: "3b"}))
	_, err := s.Services.SchoolYear.AddWeek(t.Context(), r.Project, schoolyear.WeekInput{Unit: r.Noordik, Kind: schoolyear.TestWeek, From: "2026-12-14", To: "2026-12-18"})
	s.must(err)
	body := s.page(r.Relation, "/calendar?view=lanes&by=class")
	page := htmltest.In(t, body)
	page.Has(`select[name="by"] option[value="class"][selected]`).Has(`td[data-week="2026-12-07"] a[href="/engagements/` + string(other) + `"]`)
	if lanes := strings.Count(body, `<th scope="row">`); lanes != 2 {
		t.Errorf("%d lanes, want one of 3B and one without a class", lanes)
	}
	for _, want := range []string{"Noordik Twente · 3B", "Noordik Twente · zonder klas", "Toetsweek"} {
		if !strings.Contains(body, want) {
			t.Errorf("no %q", want)
		}
	}
}

// What has not taken place can be moved from the calendar by who manages it: the link opens the form, with the day that was chosen.
func TestMoveFromTheCalendar(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	r := s.Twente
	key := s.agree(r, r.Relation, r.Noordik, "Gastles lassen", "2026-11-26")
	link := `a.cal-move[href="/engagements/` + string(key) + `?move=2026-11-26"]`
	for _, view := range []string{"", "?view=week", "?view=agenda", "?view=lanes"} {
		htmltest.In(t, s.page(r.Teacher, "/calendar"+view)).Has(link)
		htmltest.In(t, s.page(r.Accountant, "/calendar"+view)).Lacks(link)
	}
	htmltest.In(t, s.page(r.Teacher, "/calendar")).Has(`[data-day="2026-11-26"] ` + link)
	browser := s.As(t, r.Teacher)
	a := browser.Get("/engagements/" + string(key) + "?move=2026-12-03")
	htmltest.In(t, a.Body).Has("#reschedule[open]").Has(`#move-on[value="2026-12-03"]`).Has(`#move-start[value="10:00"]`)
	for _, odd := range []string{"x", "2026-13-40", "%00"} {
		a := browser.Get("/engagements/" + string(key) + "?move=" + odd)
		if htmltest.In(t, a.Body).Has(`#move-on[value="2026-11-26"]`); a.Status != http.StatusOK {
			t.Errorf("%s: %d", odd, a.Status)
		}
	}
	s.Clock.Set(time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC))
	_, err := s.Services.Engagement.Count(t.Context(), r.Teacher, key, 20, 1)
	s.must(err)
	htmltest.In(t, s.page(r.Teacher, "/calendar")).Lacks(link)
}
