package e2e

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"schakel/internal/testkit/browser"
)

// What takes place stands in the calendar on the background of the school year: per month, week, list and lanes, by keyboard,
// on a phone, without JavaScript. An address brings it into one's own calendar app; a program that is not ours reads it. After
// the lesson the company says from a mail link on a phone how it was.

func TestCalendarByKeyboardAndFeed(t *testing.T) {
	t.Parallel()
	s := play(t)
	c := s.company(t, "Van der Kolk Installatietechniek", "Erik van der Kolk")
	s.agreed(t, "Gastles warmtepompen", c)
	keeper := s.as(t, s.r.Project, desk)
	keeper.Goto("/calendar/weeks")
	look(t, keeper, "school-weeks")
	keeper.Within("#region").Click("Noord")
	keeper.Within("#region").Click("Regio bewaren")
	keeper.See("De vakantieregio is bewaard.")

	both(t, desk, func(t *testing.T, o browser.Options) {
		p := s.as(t, s.r.Teacher, o)
		p.Goto("/calendar?view=agenda")
		p.See("Schoolvakanties van regio Noord")
		p.See("Gastles warmtepompen")
		look(t, p, "calendar-list")
		p.Click("Banen")
		p.See("Gastles warmtepompen")
		look(t, p, "calendar-lanes")
		p.Click("Maand")
		p.See("november 2026")
		look(t, p, "calendar-month")
		p.Click("Verder")
		p.See("december 2026")
		p.See("Kerstvakantie")
	})
	t.Run("arrows walk over the days", func(t *testing.T) {
		p := s.as(t, s.r.Teacher, desk)
		p.Goto("/calendar?on=2026-11-25")
		for range 60 { // Tab reaches the first day of the month
			if p.Count(`[data-cal] .cal-date a:focus`) == 1 {
				break
			}
			p.Press(kb.Tab)
		}
		p.Press(kb.ArrowDown)
		p.Press(kb.ArrowRight)
		if n := p.Count(`.cal-date a[href*="on=2026-11-03"]:focus`); n != 1 {
			t.Errorf("a week and a day after 26 October: the focus is not on 3 November")
		}
		p.Press(kb.PageDown)
		p.See("december 2026")
	})
	t.Run("dragged to another day, the form asks why", func(t *testing.T) {
		p := s.as(t, s.r.Teacher, browser.Options{Width: 1280, Height: 1400})
		p.Goto("/calendar?on=2026-12-04")
		p.Drag(`[data-day="2026-12-04"] .cal-item a`, `[data-day="2026-12-09"]`)
		if on := p.Value("Dag"); on != "2026-12-09" {
			t.Errorf("the form says %s", on)
		}
		p.Goto("/calendar?on=2026-12-04&view=lanes")
		p.Drag(`.cal-item a`, `[data-week="2026-12-07"]`)
		if on := p.Value("Dag"); on != "2026-12-11" {
			t.Errorf("from a lane: the same weekday of that week is not %s", on)
		}
	})
	t.Run("on a phone", func(t *testing.T) {
		p := s.as(t, s.r.Teacher, phone)
		p.Goto("/calendar")
		p.See("november 2026")
		look(t, p, "calendar-phone")
	})
	t.Run("an address for one's own calendar", func(t *testing.T) {
		p := s.as(t, s.r.Teacher, desk)
		p.Goto("/calendar/feeds")
		p.Click("Adres voor mijn afspraken")
		p.See("Het adres is klaar.")
		look(t, p, "calendar-feeds")
		address := feedAddress(t, p)
		a := s.Anonymous().Get(address)
		if a.Status != 200 {
			t.Fatalf("%s: %d", address, a.Status)
		}
		events := readByNode(t, a.Body)
		if len(events) != 1 || !strings.HasPrefix(events[0].Summary, "Gastles warmtepompen") || events[0].Zone != "Europe/Amsterdam" || !strings.HasSuffix(events[0].UID, "@schakel") {
			t.Errorf("another program reads %+v", events)
		}
		p.Click("Stoppen")
		p.See("Het adres werkt niet meer.")
		if a := s.Anonymous().Get(address); a.Status != 404 {
			t.Errorf("an ended address: %d", a.Status)
		}
	})
}

// feedAddress is the path of the feed that a page shows.
func feedAddress(t *testing.T, p *browser.Page) string {
	t.Helper()
	for word := range strings.FieldsSeq(p.Text()) {
		if at := strings.Index(word, "/f/"); at >= 0 && strings.HasSuffix(word, "/schakel.ics") {
			return word[at:]
		}
	}
	t.Fatalf("no address on the page:\n%s", p.Text())
	return ""
}

// icsEvent is an event as ical.js reads it.
type icsEvent struct {
	UID, Summary, Starts, Zone string
	Sequence                   int
}

// readByNode reads a calendar with the parser from npm, the second one after the Go tests'.
func readByNode(t *testing.T, body string) (out []icsEvent) {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("skipped: there is no node on this machine")
	}
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "calendar.ics")
	if err := os.WriteFile(file, []byte(body), 0o600); err != nil {
		t.Fatal(err)
	}
	const program = `
		const ICAL = (await import(process.argv[1])).default, { readFileSync } = await import("node:fs");
		const all = new ICAL.Component(ICAL.parse(readFileSync(process.argv[2], "utf8")));
		for (const zone of all.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
		console.log(JSON.stringify(all.getAllSubcomponents("vevent").map((c) => {
			const e = new ICAL.Event(c);
			return { UID: e.uid, Summary: e.summary, Starts: e.startDate.toJSDate().toISOString(), Zone: e.startDate.zone.tzid, Sequence: e.sequence };
		})));`
	cmd := exec.CommandContext(t.Context(), node, "--input-type=module", "-e", program, "--", filepath.Join(root, "node_modules", "ical.js", "dist", "ical.js"), file)
	text, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("ical.js: %v\n%s", err, text)
	}
	if err := json.Unmarshal(text, &out); err != nil {
		t.Fatalf("ical.js says %s: %v", text, err)
	}
	return out
}

func TestCompanySaysHowItWas(t *testing.T) {
	t.Parallel()
	both(t, phone, func(t *testing.T, o browser.Options) {
		s, c, engagement := lesson(t)
		link := count(t, s, browser.Options{Width: 1280, NoJS: o.NoJS}, c, engagement)
		p := s.visit(t, o)
		p.Goto(link)
		p.Click("Ja, dit klopt: tekenen")
		p.See("Bedankt, het is getekend")

		p.Goto(linkIn(t, s.mail(t, c.mail, "Bedankt voor")))
		p.See("Hoe ging het?")
		look(t, p, "evaluation")
		p.Click("Versturen")
		p.Click("Heel goed")
		p.Click("Ja, graag")
		p.Click("Versturen")
		p.See("Dank je wel")
		look(t, p, "evaluation-said")

		teacher := s.as(t, s.r.Teacher, browser.Options{Width: 1280, NoJS: o.NoJS})
		teacher.Goto(engagement)
		teacher.See("Heel goed · graag nog eens")
		look(t, teacher, "engagement-evaluated")
		teacher.Within("#evaluation").Click("Goed")
		teacher.Within("#evaluation").Click("Ja, graag")
		teacher.Within("#evaluation").Click("Versturen")
		teacher.See("Het delen waard")
		look(t, teacher, "engagement-practice")
		teacher.Click("Zet op mijn lijst")
		teacher.See("Praktijkvoorbeeld schrijven over")
	})
}
