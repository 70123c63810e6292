package e2e

import (
	"testing"

	"github.com/chromedp/chromedp/kb"

	"schakel/internal/testkit/browser"
)

// A board by cooperation is worked with the keyboard alone: letters walk through the cards, m opens the menu of a card, arrows choose the
// column, and only the reason is asked. By owner a card goes to nobody and is undone. Without scripts the same menu does it.

func TestABoardByKeyboard(t *testing.T) {
	t.Parallel()
	s := play(t)
	s.company(t, "Aannemer Wolbers", "Jan Wolbers")
	kolk := s.company(t, "Van der Kolk Installatietechniek", "Erik van der Kolk")
	p := s.as(t, s.r.Relation, desk)
	p.Goto("/relations/relationships?board=1&by=depth&q=")
	look(t, p, "board-depth")
	p.Press("j")
	p.Press("j")
	focused(t, p, kolk.name)
	p.Press("m")
	focused(t, p, "Bezoek")
	p.Press(kb.ArrowDown)
	focused(t, p, "Les gegeven")
	p.Press("\r")
	p.Fill("Waarom?", "Gastles over warmtepompen")
	look(t, p, "board-reason")
	p.Press("\r")
	p.Within(".board-column[data-column=lesson]").See(kolk.name)
	p.Within("[data-toasts]").See("1 rij veranderd")

	p.Press("j")
	focused(t, p, "Aannemer Wolbers")
	p.Press("l")
	focused(t, p, kolk.name)
	p.Press("h")
	focused(t, p, "Aannemer Wolbers")
	p.Click("Ongedaan maken")
	p.Goto("/relations/relationships?board=1&by=depth&q=")
	p.Within(".board-column[data-column=acquaintance]").See(kolk.name)
}

func TestABoardByOwner(t *testing.T) {
	t.Parallel()
	both(t, desk, func(t *testing.T, o browser.Options) {
		s := play(t)
		kolk := s.company(t, "Van der Kolk Installatietechniek", "Erik van der Kolk")
		p := s.as(t, s.r.Relation, o)
		p.Goto("/relations/relationships?board=1&by=owner&q=")
		look(t, p, "board-owner")
		p.Within(".board-card").Click("Verplaats naar")
		p.Within(".board-card").Click("Zonder relatiebeheerder")
		p.Within(".board-column[data-column='']").See(kolk.name)
		p.Within(".board-card").Click("Verplaats naar")
		p.Within(".board-card").Click("relation Twente")
		p.Within(".board-column:has(.board-card)").See("relation Twente")
	})
}

func TestABoardByMouse(t *testing.T) {
	t.Parallel()
	s := play(t)
	kolk := s.company(t, "Van der Kolk Installatietechniek", "Erik van der Kolk")
	p := s.as(t, s.r.Relation, desk)
	p.Goto("/relations/relationships?board=1&by=owner&q=")
	p.Within(".board-column[data-column='']").NotSee(kolk.name)
	p.Drag(".board-card", ".board-column[data-column='']")
	p.Within(".board-column[data-column='']").See(kolk.name)
}
