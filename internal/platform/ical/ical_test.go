package ical_test

import (
	"bytes"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	goical "github.com/emersion/go-ical"

	"schakel/internal/platform/ical"
)

func at(t *testing.T, text string) time.Time {
	t.Helper()
	v, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// read is what another parser makes of a calendar.
func read(t testing.TB, c ical.Calendar) (*goical.Calendar, []*goical.Component) {
	t.Helper()
	out, err := goical.NewDecoder(bytes.NewReader(c.Bytes())).Decode()
	if err != nil {
		t.Fatalf("%v\n%s", err, c.Bytes())
	}
	var events []*goical.Component
	for _, child := range out.Children {
		if child.Name == goical.CompEvent {
			events = append(events, child)
		}
	}
	return out, events
}

func text(t testing.TB, c *goical.Component, name string) string {
	t.Helper()
	p := c.Props.Get(name)
	if p == nil {
		return ""
	}
	v, err := p.Text()
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func visit(t *testing.T) ical.Event {
	t.Helper()
	return ical.Event{
		UID: "0190@schakel", Sequence: 2, Stamp: at(t, "2026-11-20T08:00:00Z"), Starts: at(t, "2026-11-25T09:00:00Z"), Ends: at(t, "2026-11-25T11:00:00Z"),
		Summary: "Gastles lassen; echt, met \\ vuur", Location: "Lokaal 3\nNoordik", Description: strings.Repeat("Één heel lange zin over lassen. ", 20),
		Organizer: ical.Person{Name: `Net "werk": Twente`, Email: "schakel@example.org"}, Attendee: ical.Person{Name: "Jan", Email: "jan@kolk.example"},
	}
}

func TestAnotherParserReadsWhatWasMeant(t *testing.T) {
	t.Parallel()
	e := visit(t)
	cal, events := read(t, ical.Calendar{Method: ical.Request, Events: []ical.Event{e}})
	if cal.Props.Get("METHOD").Value != "REQUEST" || cal.Props.Get("VERSION").Value != "2.0" || len(events) != 1 {
		t.Fatalf("%v", cal.Props)
	}
	got := events[0]
	for name, want := range map[string]string{"UID": e.UID, "SUMMARY": e.Summary, "LOCATION": e.Location, "DESCRIPTION": e.Description, "STATUS": "CONFIRMED"} {
		if v := text(t, got, name); v != want {
			t.Errorf("%s: %q, want %q", name, v, want)
		}
	}
	if got.Props.Get("SEQUENCE").Value != "2" {
		t.Error("the count of changes is lost")
	}
	starts, err := got.Props.Get("DTSTART").DateTime(time.UTC)
	if err != nil || !starts.Equal(e.Starts) || got.Props.Get("DTSTART").Params.Get("TZID") != "Europe/Amsterdam" {
		t.Errorf("starts %v, %v", starts, err)
	}
	if who := got.Props.Get("ORGANIZER"); who.Value != "mailto:schakel@example.org" || who.Params.Get("CN") != "Net 'werk': Twente" {
		t.Errorf("organizer %+v", who)
	}
}

func TestTheChangesOfTheClock(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ starts, written string }{
		{"2026-03-29T00:30:00Z", "DTSTART;TZID=Europe/Amsterdam:20260329T013000"},
		{"2026-03-29T01:30:00Z", "DTSTART;TZID=Europe/Amsterdam:20260329T033000"},
		{"2026-10-24T22:30:00Z", "DTSTART;TZID=Europe/Amsterdam:20261025T003000"},
		{"2026-10-25T00:30:00Z", "DTSTART:20261025T003000Z"}, // half past two, for the first time
		{"2026-10-25T01:30:00Z", "DTSTART:20261025T013000Z"}, // half past two, for the second time
		{"2026-10-25T09:00:00Z", "DTSTART;TZID=Europe/Amsterdam:20261025T100000"},
	} {
		e := visit(t)
		e.Starts = at(t, c.starts)
		e.Ends = e.Starts.Add(6 * time.Hour)
		out := string(ical.Calendar{Method: ical.Publish, Events: []ical.Event{e}}.Bytes())
		if !strings.Contains(out, "\r\n"+c.written+"\r\n") {
			t.Errorf("%s: want %s in\n%s", c.starts, c.written, out)
		}
		_, events := read(t, ical.Calendar{Events: []ical.Event{e}})
		if got, err := events[0].Props.Get("DTSTART").DateTime(time.UTC); err != nil || !got.Equal(e.Starts) {
			t.Errorf("%s is read back as %v (%v)", c.starts, got.UTC(), err)
		}
	}
}

func TestDaysAndCancellations(t *testing.T) {
	t.Parallel()
	e := visit(t)
	e.AllDay, e.Starts, e.Ends, e.Cancelled = true, at(t, "2026-12-18T23:00:00Z"), at(t, "2027-01-02T23:00:00Z"), true
	_, events := read(t, ical.Calendar{Method: ical.Cancel, Events: []ical.Event{e}})
	got := events[0].Props
	if got.Get("DTSTART").Value != "20261219" || got.Get("DTEND").Value != "20270104" || got.Get("STATUS").Value != "CANCELLED" {
		t.Errorf("%v", got)
	}
}

func TestLinesAreFoldedBetweenCharacters(t *testing.T) {
	t.Parallel()
	out := ical.Calendar{Name: strings.Repeat("é€😀", 60), Events: []ical.Event{visit(t)}}.Bytes()
	for line := range strings.SplitSeq(strings.TrimSuffix(string(out), "\r\n"), "\r\n") {
		if len(line) > 75 || !utf8.ValidString(line) {
			t.Errorf("%d octets, valid %v: %q", len(line), utf8.ValidString(line), line)
		}
	}
}

// FuzzICS: whatever people type, the calendar has one event with exactly the properties that were meant (X6).
func FuzzICS(f *testing.F) {
	f.Add("Gastles\r\nATTENDEE:mailto:x@y.z", "a\nBEGIN:VEVENT", `"\;,`, "jan\r\n@x")
	f.Add("\u2028END:VCALENDAR", "\x00\x0b", "=\"\x85", "é")
	f.Fuzz(func(t *testing.T, summary, place, name, email string) {
		e := ical.Event{
			UID: "1@schakel", Stamp: time.Unix(1e9, 0), Starts: time.Unix(1_800_000_000, 0), Ends: time.Unix(1_800_003_600, 0),
			Summary: summary, Location: place, Organizer: ical.Person{Name: name, Email: email}, URL: "https://x.example/" + email,
		}
		cal, events := read(t, ical.Calendar{Method: ical.Publish, Name: name, Events: []ical.Event{e}})
		if len(events) != 1 || len(cal.Children) != 2 {
			t.Fatalf("%d events, %d components", len(events), len(cal.Children))
		}
		want := map[string]bool{"UID": true, "SEQUENCE": true, "DTSTAMP": true, "DTSTART": true, "DTEND": true, "SUMMARY": true, "LOCATION": true, "ORGANIZER": true, "URL": true, "STATUS": true}
		for prop, values := range events[0].Props {
			if !want[prop] || len(values) != 1 {
				t.Fatalf("%d × %s", len(values), prop)
			}
		}
	})
}
