package e2e

import (
	"strings"
	"testing"

	"schakel/internal/testkit/browser"
)

// A company that nobody knows yet finds the menu, ticks two tiles on a phone, answers three questions and confirms from the mail. A
// mail scanner that opens the link changes nothing. The relation manager sees it on Today, approves it as a new company, and the
// company gets the link to its choices. Nobody made an account.

func TestACompanyRegistersItselfOnAPhone(t *testing.T) {
	t.Parallel()
	both(t, phone, func(t *testing.T, o browser.Options) {
		s := play(t)
		p := s.visit(t, o)
		p.Goto("/menukaart/twente")
		look(t, p, "menu-outside")
		p.NoHorizontalScroll()
		p.Click("Doe mee met je bedrijf")
		p.See("Doe mee met Twente")
		look(t, p, "register-tiles")
		p.NoHorizontalScroll()
		s.item(p, "guest_lesson").Check("Gastles")
		s.item(p, "company_visit").Check("Bedrijfsbezoek")
		p.Click("Verder")
		p.See("Je koos 2 dingen:")
		look(t, p, "register-questions")

		p.Fill("Naam van het bedrijf", "Zonnepanelen Twekkelo")
		p.Fill("Je naam", "Marit Oude Vrielink")
		p.Fill("E-mailadres", "marit@twekkelo.example")
		p.Click("Aanmelden")
		refused(t, p, "Vul de plaats of het KVK-nummer in.")
		if p.Value("Naam van het bedrijf") != "Zonnepanelen Twekkelo" {
			t.Error("what was typed is gone")
		}
		look(t, p, "register-refused")
		p.Fill("Plaats", "Enschede")
		p.Check("4 keer")
		p.Check("mrt")
		p.Click("Aanmelden")
		p.See("Kijk in je mail")
		p.NotSee("Twekkelo")
		look(t, p, "register-sent")

		link := linkIn(t, s.mail(t, "marit@twekkelo.example", "Klopt je aanmelding"))
		scanner := s.visit(t, browser.Options{Width: 1280, Height: 900})
		scanner.Goto(link)
		scanner.See("Klopt dit? Zonnepanelen Twekkelo doet mee")
		manager := s.as(t, s.r.Relation, desk)
		manager.Goto("/menu/registrations")
		manager.See("Geen aanmeldingen")
		manager.Goto("/menu/share")
		look(t, manager, "menu-share")
		framed := s.visit(t, o)
		framed.Goto("/menukaart/twente/insluiten")
		look(t, framed, "menu-framed")
		manager.Goto("/menu/registrations")
		look(t, manager, "registrations-empty")

		p.Goto(link)
		look(t, p, "register-check")
		p.Click("Ja, dit klopt")
		p.See("Aangemeld, dank je wel")
		look(t, p, "register-checked")

		manager.Goto("/today")
		manager.Click("1 bedrijf meldde zich aan")
		manager.See("Marit Oude Vrielink")
		manager.See("Gastles, Bedrijfsbezoek")
		look(t, manager, "registrations")
		manager.Click("Goedkeuren")
		manager.See("Zonnepanelen Twekkelo doet mee, met 2 keer nieuw aanbod.")

		own := linkIn(t, s.mail(t, "marit@twekkelo.example", "doet mee"))
		p.Goto(own)
		p.See("Je biedt nu 2 dingen aan.")
		if v := s.item(p, "guest_lesson").Value("Keer per schooljaar"); v != "4" {
			t.Errorf("%s times a year, want what was chosen", v)
		}
		if !strings.HasPrefix(own, "/m/") {
			t.Errorf("the link leads to %s", own)
		}
	})
}
