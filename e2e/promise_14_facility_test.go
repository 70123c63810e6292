package e2e

import (
	"testing"

	"schakel/internal/domain/facility"
	"schakel/internal/testkit/browser"
)

// Two schools want the same Techlab: the conflict is named before it exists.

func TestTwoSchoolsWantTheSameTechlab(t *testing.T) {
	t.Parallel()
	s := play(t)
	keeper := s.as(t, s.r.Project, desk)
	keeper.Goto("/facilities")
	keeper.See("Er zijn nog geen faciliteiten")
	keeper.Click("Faciliteit toevoegen")
	keeper.Fill("Naam", "Techlab Vriezenveen")
	keeper.Select("Beheerd door", "Noordik Twente")
	keeper.Check("Ook andere scholen mogen dit gebruiken")
	keeper.Click("Bewaren")
	keeper.See("De faciliteit staat erbij.")
	look(t, keeper, "facility")

	first := s.as(t, s.r.Teacher, desk)
	first.Goto("/facilities")
	first.Click("Techlab Vriezenveen")
	first.Fill("Waarvoor", "Les lassen")
	first.Fill("Dag", "2026-12-08")
	first.Fill("Van", "09:00")
	first.Fill("Tot", "11:00")
	first.Click("Reserveren")
	first.See("Gereserveerd op di 8 dec 2026.")

	both(t, phone, func(t *testing.T, o browser.Options) {
		p := s.as(t, s.r.TeacherHengelo, o)
		p.Goto("/facilities")
		p.Click("Techlab Vriezenveen")
		p.See("Noordik Twente")
		p.NotSee("Les lassen") // what for is the school's own
		p.Fill("Waarvoor", "Open dag")
		p.Fill("Dag", "2026-12-08")
		p.Fill("Van", "10:00")
		p.Fill("Tot", "12:00")
		p.Click("Reserveren")
		refused(t, p, "Noordik Twente heeft dit dan al, van 09:00 tot 11:00.")
		look(t, p, "facility-taken")
	})

	gone, err := s.Services.Facility.Add(t.Context(), s.r.Project, facility.Input{
		Unit: s.r.Noordik, Kind: facility.Machine, Name: "Oude lasrobot", Place: "Hal 2", Description: "Alleen met veiligheidsbril.", Shared: true,
	})
	check(t, err)
	check(t, s.Services.Facility.Remove(t.Context(), s.r.Project, gone))
	keeper.Goto("/facilities/" + string(gone))
	keeper.See("Niet meer in gebruik")
	keeper.NotSee("Zelf reserveren")
	look(t, keeper, "facility-gone")
}
