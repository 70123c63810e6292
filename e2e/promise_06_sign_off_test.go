package e2e

import (
	"slices"
	"strings"
	"testing"

	"schakel/internal/domain/funding"
	"schakel/internal/platform/clock"
	"schakel/internal/testkit/browser"
)

// After the lesson the teacher counts the pupils; no names. The company gets a mail, opens its link on a phone and signs the
// hours with one tap: they are already filled in. Tapping twice books once. The hours can be changed before signing. The
// contribution stands in the list with its value at the rate of that day, under the right line and year, and with the
// umbrella through which the company takes part.

// lesson is a lesson that was agreed and is over, by a company that is a member of an umbrella.
func lesson(t *testing.T) (s *scene, c company, engagement string) {
	t.Helper()
	s = play(t)
	c = s.company(t, "Van der Kolk Installatietechniek", "Erik van der Kolk")
	s.umbrella(t, "Vrienden van Techniek", c)
	key := s.agreed(t, "Gastles warmtepompen", c)
	s.over(t, key)
	return s, c, "/engagements/" + string(key)
}

// count lets the teacher count, and returns the link in the company's mail.
func count(t *testing.T, s *scene, o browser.Options, c company, engagement string) (link string) {
	t.Helper()
	p := s.as(t, s.r.Teacher, o)
	p.Goto("/today")
	p.See("Hoeveel leerlingen waren er?")
	look(t, p, "today-teacher")
	p.Click("Hoeveel leerlingen waren er?")
	p.See("Gastles warmtepompen")
	look(t, p, "engagement-to-count")
	p.Fill("Leerlingen", "99999")
	p.Click("Telling bewaren")
	refused(t, p, "Vul een getal in van 0 tot en met 2.000.")
	p.Fill("Leerlingen", "22")
	p.Fill("Docenten", "1")
	p.Click("Telling bewaren")
	p.See("De telling is bewaard.")
	p.See("Wacht op de handtekening")
	look(t, p, "engagement-waiting")
	return linkIn(t, s.mail(t, c.mail, "Kloppen deze uren?"))
}

func TestCompanySignsOffHours(t *testing.T) {
	t.Parallel()
	both(t, phone, func(t *testing.T, o browser.Options) {
		s, c, engagement := lesson(t)
		link := count(t, s, browser.Options{Width: 1280, NoJS: o.NoJS}, c, engagement)

		p := s.visit(t, o)
		p.Goto(link)
		p.See("Kloppen deze uren?")
		p.See("Gastles warmtepompen")
		look(t, p, "sign-off")
		p.Click("Ja, dit klopt: tekenen") // the one tap
		p.See("Bedankt, het is getekend")
		look(t, p, "sign-off-signed")

		again := s.visit(t, o)
		again.Goto(link)
		again.See("Bedankt, het is getekend")
		again.NotSee("Ja, dit klopt")

		s.oneContribution(t, engagement)
	})
}

// oneContribution follows the chain from the engagement to the one contribution that came of it.
func (s *scene) oneContribution(t *testing.T, engagement string) {
	t.Helper()
	p := s.as(t, s.r.Project, desk)
	p.Goto(engagement)
	p.See("Getekende uren")
	look(t, p, "engagement-signed")
	p.Goto("/funding/contributions")
	if n := p.Count("main tbody tr"); n != 1 {
		t.Fatalf("%d contributions, want one:\n%s", n, p.Text())
	}
	look(t, p, "contributions-one")
	p.Within("main").Click("Van der Kolk")
	for _, text := range []string{"€ 146,67", lineName, "2026", "Vrienden van Techniek"} {
		p.See(text)
	}
	look(t, p, "contribution")
}

func TestTappingTwiceBooksOnce(t *testing.T) {
	t.Parallel()
	s, c, engagement := lesson(t)
	link := count(t, s, desk, c, engagement)
	one, two := s.visit(t, phone), s.visit(t, phone)
	one.Goto(link)
	two.Goto(link)
	one.Click("Ja, dit klopt: tekenen")
	one.See("Bedankt, het is getekend")
	two.Click("Ja, dit klopt: tekenen")
	if two.Status() >= 500 || strings.Contains(two.Text(), "Ja, dit klopt: tekenen") {
		t.Errorf("the second tap: status %d\n%s", two.Status(), two.Text())
	}
	look(t, two, "sign-off-twice")
	s.oneContribution(t, engagement)
}

// What a company signed is not booked again by hand under another scheme: not by whoever forgot, and whoever says that it is something else
// says so themselves.
func TestTheSameHoursUnderASecondScheme(t *testing.T) {
	t.Parallel()
	both(t, desk, func(t *testing.T, o browser.Options) {
		s := play(t)
		c := s.company(t, "Van der Kolk Installatietechniek", "Erik van der Kolk")
		s.signed(t, "Gastles warmtepompen", c)
		day := clock.Today(s.Clock)
		schemes, err := s.Services.Funding.Schemes(t.Context(), s.r.Lead)
		check(t, err)
		i := slices.IndexFunc(schemes, func(x funding.Scheme) bool { return x.Code == "STO-2025-2028" })
		_, err = s.Services.Funding.AddGrant(t.Context(), s.r.Lead, funding.GrantInput{
			Unit: s.r.Root, Scheme: schemes[i].ID, Reference: "STO25-0999", Name: "Tweede beschikking", DecidedOn: "2024-11-04",
			StartOn: "2025-01-01", EndOn: "2028-12-31", Grant: "60.000,00", Budget: "64.000,00", Costs: "71.000,00",
		})
		check(t, err)
		p := s.as(t, s.r.Project, o)
		p.Goto("/funding/contributions/new?organisation=" + string(c.id))
		p.Check("Uren")
		p.Fill("Gedaan op", string(day))
		p.Select("Voor welk onderdeel?", "Noordik Twente")
		p.Fill("Aantal mensen", "1")
		p.Fill("Uren per persoon", "2")
		p.Select("Beschikking", "Tweede beschikking")
		p.Within("main").Click("Vastleggen")
		refused(t, p.Within("main"), "STO Twente 2025–2028")
		look(t, p, "contribution-second-scheme")
		p.Goto("/funding/contributions")
		if n := p.Count("main tbody tr"); n != 1 {
			t.Errorf("%d contributions, want one:\n%s", n, p.Text())
		}
	})
}

func TestCompanyChangesItsHours(t *testing.T) {
	t.Parallel()
	both(t, phone, func(t *testing.T, o browser.Options) {
		s, c, engagement := lesson(t)
		link := count(t, s, desk, c, engagement)
		p := s.visit(t, o)
		p.Goto(link)
		p.Click("Iets anders?")
		p.Fill("Hoeveel mensen van het bedrijf?", "2")
		p.Fill("Hoeveel uur per persoon?", "300")
		p.Fill("Opmerking", "Ook nog een leerling meegenomen")
		p.Click("Ja, dit klopt: tekenen")
		refused(t, p, "Er klopt nog iets niet")
		if p.Value("Hoeveel uur per persoon?") != "300" || p.Value("Opmerking") != "Ook nog een leerling meegenomen" {
			t.Error("what was typed is gone")
		}
		look(t, p, "sign-off-refused")
		p.Fill("Hoeveel uur per persoon?", "3,5")
		p.Click("Ja, dit klopt: tekenen")
		p.See("Bedankt, het is getekend")
		p.See("3,5 uur")
		desk := s.as(t, s.r.Project, desk)
		desk.Goto(engagement)
		desk.See("2 mensen, 3,5 uur per persoon")
	})
}
