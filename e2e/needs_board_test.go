package e2e

import (
	"testing"

	"schakel/internal/domain/menu"
	"schakel/internal/testkit/browser"
)

// On the board of needs a teacher sees that two classes can share one visit, joins them and asks one company once; the company reads both
// classes on its phone. Without scripts it goes the same way. The menu that anybody reads shows what it was about.

func TestTwoClassesOneVisitFromTheBoard(t *testing.T) {
	t.Parallel()
	both(t, desk, func(t *testing.T, o browser.Options) {
		s := play(t)
		kolk := s.company(t, "Van der Kolk Installatietechniek", "Erik van der Kolk")
		check(t, s.Services.Menu.Choose(t.Context(), s.r.Relation, kolk.id, []menu.Choice{{Item: s.items["guest_lesson"].ID, Times: "3", MaxGroup: "60"}}))
		s.need(t, "Gastles voor 3A")
		s.need(t, "Gastles voor 3B")
		p := s.as(t, s.r.Teacher, o)
		p.Goto("/needs/board")
		p.Within("#visits").See("Dit kan in één bezoek")
		look(t, p, "needs-board-visit")
		p.NoHorizontalScroll()
		p.Within("#visits").Click("Voeg samen")
		p.See("Eén bezoek, twee klassen")
		look(t, p, "need-visit")
		p.Check("Van der Kolk Installatietechniek")
		p.Click("Aangevinkte bedrijven uitnodigen")
		p.Within("#answers").See("Wacht op antwoord")

		company := s.visit(t, phone)
		company.Goto(linkIn(t, s.mail(t, kolk.mail, "vraagt")))
		company.See("samen met")
		company.NoHorizontalScroll()
		company.Goto("/menukaart/twente")
		company.See("Gastles")
		company.NoHorizontalScroll()
	})
}
