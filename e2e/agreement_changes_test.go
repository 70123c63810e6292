package e2e

import (
	"testing"

	"schakel/internal/testkit/browser"
)

// What happens to an agreement before it takes place: the company prepares it on the page behind its mail link, on a phone without
// scripts; it becomes a series, of which several days change at once; and another company takes its place.

func TestVisitByLinkOnAPhone(t *testing.T) {
	t.Parallel()
	s := play(t)
	c := s.company(t, "Van der Kolk Installatietechniek", "Erik van der Kolk")
	s.agreed(t, "Gastles warmtepompen", c)
	p := s.visit(t, without(phone))
	p.Goto(linkIn(t, s.mail(t, c.mail, "Afgesproken")))
	p.See("Je afspraak met Noordik Twente")
	look(t, p, "visit-phone")
	p.Click("Invullen of wijzigen")
	p.Fill("Wie ontvangt of komt namens het bedrijf", "Erik, bij de poort")
	p.Within(`form[action$="/details"]`).Click("Bewaren")
	p.See("Erik, bij de poort")
	p.NoHorizontalScroll()
}

func TestReplaceACompany(t *testing.T) {
	t.Parallel()
	both(t, desk, func(t *testing.T, o browser.Options) {
		s := play(t)
		c := s.company(t, "Van der Kolk Installatietechniek", "Erik van der Kolk")
		next := s.company(t, "Damhuis Koeltechniek", "Ria Damhuis")
		s.offers(t, next, "guest_lesson")
		key := s.agreed(t, "Gastles warmtepompen", c)
		p := s.as(t, s.r.Relation, o)
		p.Goto("/engagements/" + string(key))
		p.Click("Ander bedrijf")
		look(t, p, "engagement-replace")
		p.Fill("Waarom kan "+c.name+" niet?", "Monteur ziek")
		p.Click(next.name)
		p.Click("Bedrijf vervangen")
		p.See("komt in de plaats")
		p.See("In plaats van")
		s.mail(t, c.mail, "Gaat niet door met")
		s.mail(t, next.mail, "Afgesproken")
	})
}

func TestASeriesOfLessons(t *testing.T) {
	t.Parallel()
	both(t, desk, func(t *testing.T, o browser.Options) {
		s := play(t)
		c := s.company(t, "Van der Kolk Installatietechniek", "Erik van der Kolk")
		key := s.agreed(t, "Gastles warmtepompen", c)
		p := s.as(t, s.r.Teacher, o)
		p.Goto("/engagements/" + string(key))
		p.Click("Herhalen")
		p.Click("Elke week")
		p.Fill("Hoe vaak in totaal?", "3")
		p.Click("Laat de dagen zien")
		look(t, p, "series-plan")
		p.Click("Dagen afspreken")
		p.See("Er zijn 2 dagen bij afgesproken.")
		look(t, p, "series")
		s.mail(t, c.mail, "Gastles warmtepompen op 3 dagen")

		p.Goto("/engagements/" + string(key) + "?move=2026-12-07")
		p.Within(`form[action$="/reschedule"]`).Fill("Waarom?", "Rooster")
		p.Within(`form[action$="/reschedule"]`).Check("Deze en de 2 volgende dagen")
		look(t, p, "series-move")
		p.Within(`form[action$="/reschedule"]`).Click("Nieuwe dag bewaren")
		p.Click("Bekijk de reeks")
		p.See("maandag 7 december 2026")
		p.See("maandag 14 december 2026")

		feeds := s.as(t, s.r.Teacher, without(desk))
		feeds.Goto("/calendar/feeds")
		feeds.Click("Adres voor mijn afspraken")
		events := readByNode(t, s.Anonymous().Get(feedAddress(t, feeds)).Body)
		uids := map[string]bool{}
		for _, e := range events {
			uids[e.UID] = true
			if e.Sequence != 1 || e.Zone != "Europe/Amsterdam" {
				t.Errorf("another program reads %+v", e)
			}
		}
		if len(events) != 3 || len(uids) != 3 {
			t.Errorf("another program reads %+v", events)
		}
	})
}
