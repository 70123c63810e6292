package e2e

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"schakel/internal/testkit/browser"
)

// A relation manager walks through the list with j and k, looks at a company beside it with p and goes along to the next one,
// chooses a row with x, opens one with o, jumps to another page with g; "?" tells which keys there are, letters typed in a field are
// letters, and who switches the keys off has none.

func TestWalkThroughAListByKeyboard(t *testing.T) {
	t.Parallel()
	s := play(t)
	s.company(t, "Aannemer Wolbers", "Jan Wolbers")
	s.company(t, "Bakkerij Nijhuis", "Anna Nijhuis")
	kolk := s.company(t, "Van der Kolk Installatietechniek", "Erik van der Kolk")
	p := s.as(t, s.r.Relation, desk)
	p.Goto("/relations?q=")
	p.Press("j")
	focused(t, p, "Aannemer Wolbers")
	p.Press("j")
	p.Press("j")
	focused(t, p, kolk.name)
	p.Press("k")
	focused(t, p, "Bakkerij Nijhuis")

	p.Press("p")
	panel := p.Within("[data-preview-panel]")
	panel.See("Anna Nijhuis")
	focused(t, p, "Bakkerij Nijhuis")
	p.Press("j")
	panel.See("Erik van der Kolk")
	panel.NotSee("Anna Nijhuis")
	focused(t, p, kolk.name)
	if got := browser.Eval[string](p, `document.activeElement.tagName`); got != "A" {
		t.Errorf("the walk left the rows: %s", got)
	}
	p.Press("p") // open for this row: it closes
	if shown := browser.Eval[bool](p, `!document.querySelector('[data-preview-panel]').hidden`); shown {
		t.Error("the preview does not close by its own key")
	}
	p.Press("p")
	panel.See("Erik van der Kolk")
	p.Axe()
	p.Press(kb.Escape)
	if shown := browser.Eval[bool](p, `!document.querySelector('[data-preview-panel]').hidden`); shown {
		t.Error("Esc does not close the preview")
	}
	focused(t, p, kolk.name)

	p.Press("x")
	p.See("Met de gekozen rijen")
	p.Press("x")
	p.NotSee("Met de gekozen rijen")

	p.Press("o")
	p.Within("h1").See(kolk.name)
	p.Press("e")
	p.See("Van der Kolk Installatietechniek aanpassen")
	at(t, p, "/relations/"+string(kolk.id)+"/edit")
	p.Press("g")
	p.Press("r")
	p.Within("h1").See("Relaties")
}

func TestShortcutsExplainThemselvesAndRest(t *testing.T) {
	t.Parallel()
	s := play(t)
	s.company(t, "Aannemer Wolbers", "Jan Wolbers")
	p := s.as(t, s.r.Relation, desk)
	p.Goto("/relations?q=")
	p.Press("?")
	dialog := p.Within("dialog[open]")
	dialog.See("Kaart verplaatsen")
	look(t, p, "shortcuts")
	p.Press("j") // nothing moves behind an open dialog
	p.Press(kb.Escape)
	p.NotSee("Kaart verplaatsen")
	p.Fill("Zoek, of vraag", "")
	p.Press("jp?")
	if got := p.Value("Zoek, of vraag"); got != "jp?" {
		t.Errorf("typed jp?, the field holds %q", got)
	}
	p.Goto("/relations?q=")
	p.Press("g")
	p.Press("v")
	p.Within("h1").See("Vandaag")
	p.Press("c")
	p.Within("dialog[open]").See("Bedrijf toevoegen")
	p.Press(kb.Escape)

	p.Press("?")
	p.Within("dialog[open]").Click("Zet ze uit")
	at(t, p, "/today")
	p.Press("g")
	p.Press("r")
	at(t, p, "/today")
	p.Press("?")
	if p.Count("dialog[open]") != 0 {
		t.Error("a key works although they are switched off")
	}
	p.Click("Menu van")
	p.Click("Sneltoetsen")
	p.Within("dialog[open]").Click("Zet ze aan")
	p.Press("?")
	p.Within("dialog[open]").See("Sneltoetsen")
	p.Goto("/shortcuts")
	p.Within("h1").See("Sneltoetsen")
	look(t, p, "shortcuts-page")
}

func TestPreviewByMouseAndOnAPhone(t *testing.T) {
	t.Parallel()
	s := play(t)
	kolk := s.company(t, "Van der Kolk Installatietechniek", "Erik van der Kolk")
	p := s.as(t, s.r.Relation, desk)
	p.Goto("/relations?q=")
	p.Click("Voorbeeld: " + kolk.name)
	p.Within("[data-preview-panel]").See("Erik van der Kolk")
	p.Click("Voorbeeld sluiten")
	p.NotSee("Erik van der Kolk")
	p.Click("Voorbeeld: " + kolk.name)
	p.Within("[data-preview-panel]").Click("Openen")
	p.Within("h1").See(kolk.name)

	small := s.as(t, s.r.Relation, phone)
	small.Goto("/relations?q=")
	small.Press("j")
	small.Press("p")
	small.Within("h1").See(kolk.name)
	small.Goto("/relations/people?q=")
	small.See("Erik van der Kolk")
}

// focused wants the focus on what has this text.
func focused(t *testing.T, p *browser.Page, text string) {
	t.Helper()
	if got := p.Focused(); !strings.Contains(got, text) {
		t.Errorf("the focus is on %q, want %q", got, text)
	}
}

// at wants the page to be at a path.
func at(t *testing.T, p *browser.Page, path string) {
	t.Helper()
	if got := p.Path(); !strings.HasPrefix(got, path) {
		t.Errorf("at %s, want %s", got, path)
	}
}
