package e2e

import (
	"strings"
	"testing"

	"schakel/internal/testkit/browser"
)

// A coordinator asks a question, keeps it as a view and publishes it; a relation manager of the team opens it, and the list has
// the same question, columns and order. The address alone is enough to share it, and a view of one's own opens the list from then on.

func TestASavedView(t *testing.T) {
	t.Parallel()
	both(t, desk, func(t *testing.T, o browser.Options) {
		s := play(t)
		s.company(t, "Aannemer Wolbers", "Jan Wolbers")
		s.company(t, "Van der Kolk Installatietechniek", "Erik van der Kolk")
		boss := s.as(t, s.r.Project, o)
		boss.Goto("/relations?q=wolbers&cols=place,kvk")
		s.views(boss)
		boss.Fill("Bewaar deze weergave als", "Aannemers")
		boss.Click("Bewaren")
		boss.See("Aannemers is bewaard.")
		s.views(boss)
		look(t, boss, "saved-views")
		boss.Click("Aannemers beheren")
		look(t, boss, "saved-view")
		boss.Select("Voor wie?", "Almelo Twente")
		boss.Click("Bewaren")
		boss.See("Aannemers is bewaard.")
		shared := boss.Path()

		p := s.as(t, s.r.Relation, o)
		p.Goto("/relations?q=")
		p.See("Van der Kolk")
		s.views(p)
		p.Click("Aannemers")
		p.Within("#results").See("Aannemer Wolbers")
		p.Within("#results").See("KVK-nummer")
		p.NotSee("Van der Kolk")
		if !strings.HasPrefix(shared, "/relations?") {
			t.Errorf("the view stands at %s", shared)
		}
		p.Goto("/relations?q=")
		p.Goto(shared)
		p.Within("#results").See("Aannemer Wolbers")
		p.NotSee("Van der Kolk")

		p.Goto("/relations?q=kolk")
		s.views(p)
		p.Fill("Bewaar deze weergave als", "Van der Kolk")
		p.Check("Open de lijst voortaan zo")
		p.Click("Bewaren")
		p.See("Van der Kolk is bewaard.")
		p.Goto("/relations")
		p.See("Van der Kolk Installatietechniek")
		p.NotSee("Aannemer Wolbers")
	})
}

// views opens the page of saved views; the panel of a list leads to it when htmx is not there.
func (s *scene) views(p *browser.Page) {
	p.Within(".list-tools").Click("Bewaarde weergaven")
	p.Within("details[open] .list-panel").Click("Bewaarde weergaven")
}
