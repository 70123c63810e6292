package e2e

import (
	"testing"

	"schakel/internal/testkit/browser"
)

// A relation manager drafts an agreement from a template with a menu item and a pledge, sends it, and both sides sign it on a phone from
// their mail, with three taps: open, consent, sign. Then it is in force, everybody has the document, and the pledge stands in the
// co-financing.
func TestAgreementIsSignedByMail(t *testing.T) {
	t.Parallel()
	s := play(t)
	c := s.company(t, "Van der Kolk Installatietechniek", "Erik van der Kolk")
	_, err := s.Services.Agreement.InstallTemplates(t.Context(), s.r.Lead, s.r.Root)
	check(t, err)
	without := without(desk)
	p := s.as(t, s.r.Relation, without)
	p.Goto("/agreements/new?organisation=" + string(c.id))
	p.See("Met Van der Kolk Installatietechniek")
	look(t, p, "agreement-new")
	p.Fill("Laatste dag", "2028-12-31")
	p.Check("Gastles")
	second := p.Within("#signer-2")
	second.Fill("Naam", "Anja Smit")
	second.Fill("Functie", "bestuurder")
	second.Fill("Mailadres", "anja@noordik.example")
	line := p.Within("#pledge-1")
	line.Select("Jaar", "2027")
	line.Select("Soort", "Materiaal")
	p.Click("Bewaren")
	refused(t, p, "Er klopt nog iets niet")
	look(t, p, "agreement-refused")
	p.Within("#pledge-1").Fill("Uren of euro’s", "1.250,00")
	p.Click("Bewaren")
	p.See("Concept bewaard.")
	look(t, p, "agreement-draft")
	p.Click("Tekst lezen")
	p.See("3.1 De overeenkomst geldt van")
	p.See("Gastles")
	p.See("€ 1.250,00") // what was chosen and promised stands in what both sign
	look(t, p, "agreement-text")
	p.Goto("/agreements")
	p.Click("Samenwerking met Van der Kolk")
	p.Click("Versturen om te tekenen")
	p.See("Verstuurd. De eerste die tekent, heeft een mail.")
	look(t, p, "agreement-sent")

	for _, to := range []string{c.mail, "anja@noordik.example"} {
		link := linkIn(t, s.mail(t, to, "Teken de overeenkomst: Samenwerking met Van der Kolk Installatietechniek"))
		phone := s.visit(t, browser.Options{Width: 390, NoJS: true})
		phone.Goto(link)
		phone.See("Lees en teken de overeenkomst")
		look(t, phone, "agreement-sign")
		phone.Within("#sign").Click("Tekenen")
		refused(t, phone, "Zet een vinkje als je elektronisch wilt tekenen.")
		phone.Check("Ik mag tekenen namens")
		phone.Within("#sign").Click("Tekenen")
		phone.NotSee("Lees en teken de overeenkomst")
		look(t, phone, "agreement-signed-"+to[:4])
	}
	s.mail(t, c.mail, "Door iedereen getekend: Samenwerking met Van der Kolk Installatietechniek")
	p.Reload()
	p.See("Van kracht")
	p.See("€ 1.250,00")
	look(t, p, "agreement-active")
	p.Goto("/relations/" + string(c.id))
	p.See("Samenwerking met Van der Kolk Installatietechniek")
	lead := s.as(t, s.r.Lead, without)
	lead.Goto("/funding/pledges?year=2027")
	lead.See("€ 1.250,00")
	lead.Goto("/agreement-templates")
	look(t, lead, "agreement-templates")
	lead.Click("Samenwerkingsovereenkomst techniekonderwijs")
	look(t, lead, "agreement-template")
}
