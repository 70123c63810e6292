package e2e

import (
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"schakel/internal/testkit/browser"
)

// A relation manager records a phone call and its next action from anywhere, without the mouse: Ctrl-K, "bel" and a piece
// of the name, Enter, what was said, what comes next, Enter. Eight things to do, far below twenty seconds. The plus on a
// phone does the same with a thumb, and without scripts the page /record does it. Afterwards the call stands on the
// company's timeline and the action waits on Today.

const (
	said = "Wil in het voorjaar een gastles geven, liefst op dinsdag."
	next = "Voorstel mailen"
)

// hands count what somebody at the keyboard does.
type hands struct {
	*browser.Page
	steps int
}

func (h *hands) press(keys string, modifiers ...chromedp.Modifier) {
	h.steps++
	h.Press(keys, modifiers...)
}

func TestRecordACallByKeyboard(t *testing.T) {
	t.Parallel()
	s := play(t)
	s.company(t, "Van der Kolk Installatietechniek", "Erik van der Kolk")
	s.company(t, "Smederij Nijhuis", "Tineke Nijhuis")
	h := &hands{Page: s.as(t, s.r.Relation, desk)}
	h.Goto("/engagements")

	h.press("k", chromedp.ModifierCtrl)
	h.press("bel kolk")
	h.Within("dialog[open]").See("Contact vastleggen met")
	look(t, h.Page, "palette")
	h.press("\r")
	h.See("Contact met Van der Kolk Installatietechniek")
	look(t, h.Page, "record")
	if got := h.Focused(); !strings.HasPrefix(got, "Wat is er besproken?") {
		t.Errorf("the focus is on %q", got)
	}
	h.press(said)
	h.press("\t")
	h.press(next)
	h.press("\r")
	h.See("Vastgelegd, met de volgende stap.")
	if h.steps > 8 {
		t.Errorf("%d steps, want at most 8", h.steps)
	}
	s.recorded(t, h.Page)
}

// recorded finds the call on the company's page and the action on Today.
func (s *scene) recorded(t *testing.T, p *browser.Page) {
	t.Helper()
	p.Within("#timeline").See("Gebeld met Erik van der Kolk")
	p.Within("#timeline").See(said)
	p.Within("#actions").See(next)
	look(t, p, "relation-with-action")
	p.Goto("/actions")
	p.See(next)
	s.Clock.Advance(8 * 24 * time.Hour) // and then it is time
	s.enter(t, p, s.r.Relation)
	p.Goto("/today")
	p.Within("#waiting").See(next)
	look(t, p, "today-relation-manager")
	p.Goto("/actions")
	p.Within("main").See("Van der Kolk Installatietechniek")
	look(t, p, "actions")
	p.Click("Klaar")
	p.See("Actie afgerond.")
	p.NotSee(next)
}

func TestRecordACallOnAPhone(t *testing.T) {
	t.Parallel()
	s := play(t)
	s.company(t, "Van der Kolk Installatietechniek", "Erik van der Kolk")
	p := s.as(t, s.r.Relation, phone)
	p.Goto("/today")
	p.Within(".tabbar").Click("Vastleggen")
	p.Within("dialog[open]").See("Van der Kolk Installatietechniek") // lately used
	p.Within("dialog[open]").Click("Van der Kolk Installatietechniek")
	p.See("Contact met Van der Kolk Installatietechniek")
	p.Fill("Wat is er besproken?", said)
	p.Fill("Wat is de volgende stap?", next)
	p.Within("#record-form").Click("Vastleggen")
	p.See("Vastgelegd, met de volgende stap.")
	s.recorded(t, p)
}

func TestRecordACallWithoutScripts(t *testing.T) {
	t.Parallel()
	s := play(t)
	s.company(t, "Van der Kolk Installatietechniek", "Erik van der Kolk")
	p := s.as(t, s.r.Relation, without(desk))
	p.Goto("/today")
	p.Within(".topbar").Click("Vastleggen")
	p.See("Met welke organisatie had je contact?")
	look(t, p, "record-choose")
	p.Fill("Zoek op naam", "kolk")
	p.Press("\r")
	p.Within("main").Click("Van der Kolk Installatietechniek")
	p.Fill("Wat is er besproken?", said)
	p.Fill("Wat is de volgende stap?", next)
	p.Fill("Uiterlijk", "2026-11-01")
	p.Within("#record-form").Click("Vastleggen")
	refused(t, p.Within(".field:has(#f-due)"), "Kies vandaag of een latere dag.")
	look(t, p, "record-refused")
	p.Fill("Uiterlijk", "2026-12-02")
	p.Within("#record-form").Click("Vastleggen")
	p.See("Vastgelegd, met de volgende stap.")
	s.recorded(t, p)
}
