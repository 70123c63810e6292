package e2e

import (
	"testing"

	"github.com/chromedp/chromedp/kb"

	"schakel/internal/domain/relation"
	"schakel/internal/testkit/browser"
)

// A relation manager changes a telephone number where it stands: a wrong one is refused at the field, Esc leaves it as it was, and what
// is saved shows without leaving the page. When a colleague changed the same company meanwhile, both see per field what the
// other wrote, and choose. Without scripts the same pencil leads to the form, and a conflict is settled on the same page.

func TestEditInPlace(t *testing.T) {
	t.Parallel()
	s := play(t)
	kolk := s.company(t, "Van der Kolk Installatietechniek", "Erik van der Kolk")
	p := s.as(t, s.r.Relation, desk)
	p.Goto("/relations/" + string(kolk.id))
	p.Click("Telefoon aanpassen")
	p.Fill("Telefoon", "12")
	p.Allow("422")
	p.Press("\r")
	p.Within("#facts").See("Dit is geen telefoonnummer.")
	p.Axe()
	p.Press(kb.Escape)
	p.NotSee("Dit is geen telefoonnummer.")
	focused(t, p, "Telefoon aanpassen")
	p.Press("\r")
	p.Fill("Telefoon", "0546 654321")
	p.Press("\r")
	p.See("Bewaard.")
	p.Within("#facts").See("0546654321")
	focused(t, p, "Telefoon aanpassen")
	at(t, p, "/relations/"+string(kolk.id))

	p.Within("#facts").Click("Website")
	p.Fill("Website", "kolk.example")
	p.Within("#facts").Click("Bewaren")
	p.Within("#facts").See("kolk.example")
	p.Click("Erik van der Kolk aanpassen")
	p.Fill("Functie", "directeur")
	p.Within("#people").Click("Bewaren")
	p.Within("#people").See("directeur")
	p.Within("#people").See(kolk.mail)
	p.Goto("/people/" + string(kolk.person))
	p.Click("Mailadres aanpassen")
	p.Within("#stored").Fill("E-mail", "erik@installatie.example")
	p.Press("\r")
	p.Within("#stored").See("erik@installatie.example")
	p.Axe()
	p.Goto("/relations/" + string(kolk.id) + "/history")
	p.See("0546654321")
}

// elsewhere changes the company as a colleague does.
func (s *scene) elsewhere(t *testing.T, c company, change func(in *relation.OrganisationInput)) {
	t.Helper()
	o, err := s.Services.Relation.Organisation(t.Context(), s.r.Relation, c.id)
	check(t, err)
	in := o.Input()
	change(&in)
	check(t, s.Services.Relation.EditOrganisation(t.Context(), s.r.Relation, c.id, o.Version, in))
}

func TestAConflictIsSettledPerField(t *testing.T) {
	t.Parallel()
	both(t, desk, func(t *testing.T, o browser.Options) {
		s := play(t)
		kolk := s.company(t, "Van der Kolk Installatietechniek", "Erik van der Kolk")
		p := s.as(t, s.r.Relation, o)
		p.Goto("/relations/" + string(kolk.id))
		p.Click("Adres aanpassen")
		p.Fill("Straat", "Spoorstraat")
		p.Fill("Huisnummer", "44")
		s.elsewhere(t, kolk, func(in *relation.OrganisationInput) { in.Street, in.Website = "Kanaaldijk", "https://kolk.example" })
		if !o.NoJS {
			p.Allow("409")
		}
		p.Click("Bewaren")
		p.See("Iemand anders was je voor")
		if p.Status() != 409 {
			t.Errorf("a conflict is answered with %d", p.Status())
		}
		look(t, p, "conflict")
		p.See("Kanaaldijk")
		p.Within("fieldset:has([name='pick.street'])").Check("Kanaaldijk")
		p.Click("Bewaren")
		p.Within("#facts").See("Kanaaldijk 44, 7607 AB Almelo")
		p.Within("#facts").See("kolk.example")
	})
}
