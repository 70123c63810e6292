package e2e

import (
	"testing"

	"schakel/internal/testkit/browser"
	"schakel/internal/testkit/htmltest"
)

// A director opens one page for the meeting of six weeks: co-financing against what is needed, what was done with companies, what changed
// since they met last. Every figure opens its records. A decision is asked, and noted once it was taken.
func TestDirectorsOpenOnePage(t *testing.T) {
	t.Parallel()
	both(t, desk, func(t *testing.T, o browser.Options) {
		s, _, _ := lessons(t)
		client := s.As(t, s.r.Lead)
		doc := htmltest.In(t, client.Get("/steering").Body)
		opened := 0
		for _, a := range doc.Find("main .stat-row a, main .item-list a") {
			opened++
			if got := client.Get(a.Attr("href")); got.Status != 200 {
				t.Errorf("%q opens %s: %d", a.Text(), a.Attr("href"), got.Status)
			}
		}
		if opened < 25 {
			t.Errorf("only %d figures can be opened", opened)
		}
		p := s.as(t, s.r.Lead, o)
		p.Goto("/steering")
		p.Within("main").See("Uitgevoerd tegenover wat moet")
		look(t, p, "steering")
		p.ClickOn(`main a[href*="kind=active"]`)
		p.See("Van der Kolk Installatietechniek")
		p.See("Smederij Nijhuis")
		look(t, p, "steering-records")
		p.Goto("/steering")
		p.Within("main").Click("Besluit vragen")
		p.Fill("Wat vraag je?", "Een tweede relatiebeheerder voor de regio")
		p.ClickOn("main form[method=post] button")
		p.See("Het besluit staat op de agenda.")
		p.Within("#decisions").Click("Een tweede relatiebeheerder voor de regio")
		look(t, p, "steering-decision")
		p.Check("Akkoord")
		p.Fill("Toelichting", "Vanaf januari.")
		p.Within("main").Click("Besluit vastleggen")
		p.See("Het besluit is vastgelegd.")
		p.NotSee("Wat is er besloten?")
	})
}
