package facilityweb_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"schakel/internal/domain/engagement"
	"schakel/internal/domain/facility"
	"schakel/internal/domain/occurrence"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/testkit/htmltest"
	"schakel/internal/testkit/webtest"
)

// Where an engagement took place can be looked up after the lab is gone, and for longer than the bin keeps it; nobody books or changes
// it there any more.
func TestALabThatIsOutOfUse(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	r := s.Twente
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	company, err := s.Services.Relation.AddOrganisation(t.Context(), r.Relation, r.Almelo, relation.OrganisationInput{Kind: "company", Name: "Van der Kolk"})
	must(err)
	lab, err := s.Services.Facility.Add(t.Context(), r.Project, facility.Input{Unit: r.Noordik, Kind: facility.Lab, Name: "Techlab Noord", Shared: true})
	must(err)
	visit, err := s.Services.Engagement.AgreeByHand(t.Context(), r.Relation, engagement.AgreeInput{
		Unit: r.Noordik, Organisation: company, Facility: lab, Title: "Gastles lassen", Slot: occurrence.Slot{On: "2026-11-26", Start: 600, End: 720}, Pupils: 24, People: 2, Anyway: true,
	})
	must(err)
	path := "/facilities/" + string(lab)
	if body := s.As(t, r.Teacher).Get(path).Body; strings.Contains(body, "Niet meer in gebruik") || !strings.Contains(body, "/facility-bookings") {
		t.Error("a lab in use can't be booked, or is said to be out of use")
	}
	s.Clock.Advance(2 * 24 * time.Hour)
	if a := s.As(t, r.Project).Post(path+"/remove", nil); a.Status != http.StatusSeeOther {
		t.Fatalf("remove: %d", a.Status)
	}
	outOfUse := func(t *testing.T) {
		for name, sc := range map[string]access.Scope{"teacher": r.Teacher, "keeper": r.Project} {
			c := s.As(t, sc)
			if a := c.Get("/engagements/" + string(visit)); !strings.Contains(a.Body, `href="`+path+`"`) {
				t.Errorf("%s: the engagement has no link to where it was", name)
			}
			a := c.Get(path)
			if a.Status != http.StatusOK {
				t.Fatalf("%s: %d", name, a.Status)
			}
			htmltest.In(t, a.Body)
			if !strings.Contains(a.Body, "Techlab Noord") || !strings.Contains(a.Body, "Niet meer in gebruik") {
				t.Errorf("%s: it does not say that it is out of use", name)
			}
			if strings.Contains(a.Body, "/facility-bookings") || strings.Contains(a.Body, path+"/edit") {
				t.Errorf("%s: something to do with it", name)
			}
			if body := c.Get("/facilities").Body; strings.Contains(body, "Techlab Noord") {
				t.Errorf("%s: it is in the list", name)
			}
		}
		keeper := s.As(t, r.Project)
		if a := keeper.Get(path + "/edit"); a.Status != http.StatusNotFound {
			t.Errorf("its form: %d", a.Status)
		}
		if a := keeper.Post(path, url.Values{"version": {"2"}, "kind": {"lab"}, "name": {"Ander lab"}}); a.Status != http.StatusNotFound {
			t.Errorf("edited: %d", a.Status)
		}
		booking := url.Values{"facility": {string(lab)}, "unit": {string(r.Noordik)}, "title": {"Les lassen"}, "on": {"2027-02-16"}, "start": {"09:00"}, "end": {"11:00"}}
		if a := s.As(t, r.Teacher).Post("/facility-bookings", booking); a.Status != http.StatusNotFound {
			t.Errorf("booked: %d", a.Status)
		}
		if a := s.As(t, s.Zwolle.Admin).Get(path); a.Status != http.StatusNotFound {
			t.Errorf("another network: %d", a.Status)
		}
	}
	t.Run("in the bin", outOfUse)
	inBin := func() bool { return strings.Contains(s.As(t, r.Project).Get("/relations/bin").Body, "Techlab Noord") }
	if !inBin() {
		t.Error("it is not in the bin")
	}
	s.Clock.Advance(31 * 24 * time.Hour)
	_, err = s.Services.Bin.Purge(t.Context())
	must(err)
	if inBin() {
		t.Error("it is in the bin for ever")
	}
	t.Run("after the bin", outOfUse)
}
