package e2e

import (
	"testing"
	"time"

	"schakel/internal/testkit/browser"
)

// A relation manager mails a company the menu. The company opens the link on a phone, without an account, ticks four items,
// says for each how often and with how many pupils, and for one in which months, and saves. Opening the link again shows
// what was chosen; the schools see it. A mistake is told at the field of that item and nothing typed is lost. After a year
// the link has ended, and its page says what to do.

// item narrows a page down to one item of the menu.
func (s *scene) item(p *browser.Page, code string) *browser.Page {
	return p.Within(`.offer-tile:has(#item-` + string(s.items[code].ID) + `)`)
}

var fourItems = []struct{ code, name, times, group string }{
	{"guest_lesson", "Gastles", "3", "28"},
	{"company_visit", "Bedrijfsbezoek", "2", "16"},
	{"taster_internship", "Snuffelstage", "4", "2"},
	{"real_assignment", "Praktijkopdracht", "1", "24"},
}

// mailMenu lets the relation manager send the menu, and returns the link in the mail.
func mailMenu(t *testing.T, s *scene, c company) string {
	t.Helper()
	p := s.as(t, s.r.Relation, desk)
	p.Goto("/menu")
	look(t, p, "menu")
	p.Click("uitnodigen")
	p.See(c.name)
	look(t, p, "menu-invite")
	p.Within("main").Click("mailen")
	p.See("De menukaart is gemaild.")
	return linkIn(t, s.mail(t, c.mail, "doen voor leerlingen"))
}

func TestCompanyChoosesFromTheMenuOnAPhone(t *testing.T) {
	t.Parallel()
	both(t, phone, func(t *testing.T, o browser.Options) {
		s := play(t)
		c := s.company(t, "Van der Kolk Installatietechniek", "Erik van der Kolk")
		link := mailMenu(t, s, c)

		p := s.visit(t, o)
		p.Goto(link)
		p.See("Wat wil Van der Kolk Installatietechniek doen voor leerlingen?")
		look(t, p, "menu-portal")
		for _, i := range fourItems {
			tile := s.item(p, i.code)
			tile.Check(i.name)
			tile.Fill("Keer per schooljaar", i.times)
			tile.Fill("Leerlingen tegelijk", i.group)
		}
		visit := s.item(p, "company_visit")
		visit.Click("Meer wensen")
		visit.Check("mrt")
		visit.Check("apr")
		look(t, p, "menu-portal-chosen")
		p.NoHorizontalScroll()
		p.Click("Bewaren")
		p.See("Dank je wel, het is bewaard")
		p.See("Bedrijfsbezoek")
		look(t, p, "menu-portal-thanks")

		again := s.visit(t, o)
		again.Goto(link)
		again.See("Je biedt nu 4 dingen aan.")
		for _, i := range fourItems {
			tile := s.item(again, i.code)
			if tile.Value(i.name) != "true" || tile.Value("Keer per schooljaar") != i.times || tile.Value("Leerlingen tegelijk") != i.group {
				t.Errorf("%s is not as it was chosen", i.name)
			}
		}
		look(t, again, "menu-portal-again")

		teacher := s.as(t, s.r.Teacher, o)
		teacher.Goto("/menu")
		teacher.Within("main").Click("Bedrijfsbezoek")
		look(t, teacher, "menu-item")
		teacher.Click("Bekijk het bedrijf")
		teacher.See(c.name)
		teacher.See("in maart en april")
		look(t, teacher, "menu-offers")
	})
}

func TestAMistakeInTheMenuIsToldAtItsField(t *testing.T) {
	t.Parallel()
	both(t, phone, func(t *testing.T, o browser.Options) {
		s := play(t)
		link := mailMenu(t, s, s.company(t, "Smederij Nijhuis", "Tineke Nijhuis"))
		p := s.visit(t, o)
		p.Goto(link)
		tile := s.item(p, "guest_lesson")
		tile.Check("Gastles")
		tile.Fill("Keer per schooljaar", "2")
		tile.Fill("Leerlingen tegelijk", "0")
		p.Click("Bewaren")
		refused(t, p, "Er klopt nog iets niet")
		if n := tile.Count(".field-error"); n != 1 {
			t.Errorf("%d messages at the item, want one", n)
		}
		if tile.Value("Gastles") != "true" || tile.Value("Keer per schooljaar") != "2" || tile.Value("Leerlingen tegelijk") != "0" {
			t.Error("what was typed is gone")
		}
		look(t, p, "menu-portal-refused")
	})
}

func TestAnEndedLinkSaysWhatToDo(t *testing.T) {
	t.Parallel()
	s := play(t)
	link := mailMenu(t, s, s.company(t, "Smederij Nijhuis", "Tineke Nijhuis"))
	s.Clock.Advance(366 * 24 * time.Hour)
	p := s.visit(t, phone)
	p.Goto(link)
	p.See("Deze link werkt niet meer")
	p.See("Vraag degene die je de mail stuurde om een nieuwe link.")
	look(t, p, "link-ended")
	p.Goto("/m/half-gekopieerd")
	p.See("Misschien is hij niet helemaal gekopieerd.")
	look(t, p, "link-unknown")
}
