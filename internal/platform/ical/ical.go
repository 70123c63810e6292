// Package ical writes calendars of RFC 5545, as Outlook, Google and Apple read them: events with a day and a time in
// Amsterdam, their time zone spelled out, and the method that a mail about an event needs (RFC 5546).
//
// Whatever somebody typed stays text: it is escaped, stripped of control characters and folded, so that no value can
// become a line of its own. Writing is all this package does; tests read it back with parsers of others.
package ical

import (
	"bytes"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"schakel/internal/platform/clock"
)

// MediaType is the content type of what Bytes returns.
const MediaType = "text/calendar; charset=utf-8"

// Method says what a calendar that is sent wants of the receiver's calendar.
type Method string

// The methods: Publish is a feed, Request puts an event into the receiver's calendar or changes it there, Cancel strikes it.
const (
	Publish Method = "PUBLISH"
	Request Method = "REQUEST"
	Cancel  Method = "CANCEL"
)

// Person is who organises an event or comes to it.
type Person struct {
	Name  string
	Email string
}

// Event is one event. Starts and Ends are instants; AllDay events use the days on which they fall in Amsterdam, the last
// one included.
type Event struct {
	UID         string // the same for ever
	Sequence    int    // counts the changes of the event, from 0
	Stamp       time.Time
	Starts      time.Time
	Ends        time.Time
	AllDay      bool
	Summary     string
	Description string
	Location    string
	URL         string
	Cancelled   bool
	Organizer   Person // of a request or a cancellation
	Attendee    Person
}

// Calendar is a feed, or what a mail carries.
type Calendar struct {
	Method Method
	Name   string        // shown by the app that subscribes; empty in a mail
	Every  time.Duration // how often an app should look again; 0 leaves it to the app
	Events []Event
}

// zone is Europe/Amsterdam by the rules that hold since 1996.
const zone = "BEGIN:VTIMEZONE\r\nTZID:Europe/Amsterdam\r\n" +
	"BEGIN:DAYLIGHT\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\nTZNAME:CEST\r\nDTSTART:19960331T020000\r\nRRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r\nEND:DAYLIGHT\r\n" +
	"BEGIN:STANDARD\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\nTZNAME:CET\r\nDTSTART:19961027T030000\r\nRRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\nEND:STANDARD\r\n" +
	"END:VTIMEZONE\r\n"

// Bytes writes the calendar.
func (c Calendar) Bytes() []byte {
	w := &writer{}
	w.b.Grow(800 + 500*len(c.Events))
	w.raw("BEGIN", "VCALENDAR")
	w.raw("VERSION", "2.0")
	w.raw("PRODID", "-//Schakel//Schakel//NL")
	w.raw("CALSCALE", "GREGORIAN")
	if c.Method != "" {
		w.raw("METHOD", string(c.Method))
	}
	if c.Name != "" {
		w.text("X-WR-CALNAME", c.Name)
		w.raw("X-WR-TIMEZONE", "Europe/Amsterdam")
	}
	if c.Every > 0 {
		minutes := "PT" + strconv.Itoa(int(c.Every/time.Minute)) + "M"
		w.raw("REFRESH-INTERVAL;VALUE=DURATION", minutes)
		w.raw("X-PUBLISHED-TTL", minutes)
	}
	w.b.WriteString(zone)
	for _, e := range c.Events {
		w.event(e)
	}
	w.raw("END", "VCALENDAR")
	return w.b.Bytes()
}

type writer struct {
	b    bytes.Buffer
	line []byte

	calmFrom, calmTo time.Time     // between them the clock in Amsterdam does not change
	offset           time.Duration // of that clock from UTC
}

func (w *writer) event(e Event) {
	w.raw("BEGIN", "VEVENT")
	w.text("UID", e.UID)
	w.raw("SEQUENCE", strconv.Itoa(e.Sequence))
	w.begin("DTSTAMP")
	w.line = append(appendClock(w.line, e.Stamp.UTC()), 'Z')
	w.end()
	if e.AllDay {
		w.raw("DTSTART;VALUE=DATE", compact(clock.DateOf(e.Starts)))
		w.raw("DTEND;VALUE=DATE", compact(clock.DateOf(e.Ends).AddDays(1)))
		w.raw("TRANSP", "TRANSPARENT")
	} else {
		w.instant("DTSTART", e.Starts)
		w.instant("DTEND", e.Ends)
	}
	w.text("SUMMARY", e.Summary)
	w.optional("DESCRIPTION", e.Description)
	w.optional("LOCATION", e.Location)
	if e.URL != "" {
		w.raw("URL", plain(e.URL))
	}
	w.person("ORGANIZER", "", e.Organizer)
	w.person("ATTENDEE", ";CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=FALSE", e.Attendee)
	status := "CONFIRMED"
	if e.Cancelled {
		status = "CANCELLED"
	}
	w.raw("STATUS", status)
	w.raw("END", "VEVENT")
}

// instant writes a moment on the clock in Amsterdam. In the hour that the autumn change repeats, the clock alone would be
// ambiguous: that moment is written in UTC.
func (w *writer) instant(name string, t time.Time) {
	if !t.After(w.calmFrom) || !t.Before(w.calmTo) {
		w.calm(t)
	}
	if t.After(w.calmFrom) && t.Before(w.calmTo) {
		w.line = append(append(w.line[:0], name...), ";TZID=Europe/Amsterdam:"...)
		w.line = appendClock(w.line, t.UTC().Add(w.offset))
		w.end()
		return
	}
	local := t.In(clock.Amsterdam())
	back := time.Date(local.Year(), local.Month(), local.Day(), local.Hour(), local.Minute(), local.Second(), 0, clock.Amsterdam())
	_, offset := local.Zone()
	_, before := local.Add(-time.Hour).Zone()
	_, after := local.Add(time.Hour).Zone()
	if !back.Equal(t.Truncate(time.Second)) || offset < before || offset > after {
		w.raw(name, utc(t))
		return
	}
	w.raw(name+";TZID=Europe/Amsterdam", local.Format("20060102T150405"))
}

// calm looks up between which changes of the clock a moment lies: with two hours' room nothing about it is ambiguous. Moments of one
// calendar lie close together, so this is done once or twice for all of them.
func (w *writer) calm(t time.Time) {
	local := t.In(clock.Amsterdam())
	from, to := local.ZoneBounds()
	_, seconds := local.Zone()
	w.calmFrom, w.calmTo, w.offset = from.Add(2*time.Hour), to.Add(-2*time.Hour), time.Duration(seconds)*time.Second
	if from.IsZero() || to.IsZero() {
		w.calmFrom, w.calmTo = time.Time{}, time.Time{}
	}
}

// appendClock writes year, month, day, T and the time of a moment.
func appendClock(b []byte, t time.Time) []byte {
	year, month, day := t.Date()
	hour, minute, second := t.Clock()
	b = append(b, byte('0'+year/1000%10), byte('0'+year/100%10))
	for _, n := range [...]int{year % 100, int(month), day} {
		b = append(b, byte('0'+n/10), byte('0'+n%10))
	}
	b = append(b, 'T')
	for _, n := range [...]int{hour, minute, second} {
		b = append(b, byte('0'+n/10), byte('0'+n%10))
	}
	return b
}

func utc(t time.Time) string { return string(append(appendClock(nil, t.UTC()), 'Z')) }

func compact(d clock.Date) string { return strings.ReplaceAll(string(d), "-", "") }

func (w *writer) person(name, more string, p Person) {
	if p.Email == "" {
		return
	}
	cn := ""
	if n := strings.ReplaceAll(plain(p.Name), `"`, "'"); n != "" {
		cn = `;CN="` + n + `"`
	}
	w.raw(name+cn+more, "mailto:"+plain(p.Email))
}

func (w *writer) optional(name, value string) {
	if value != "" {
		w.text(name, value)
	}
}

// text writes a value that people typed: what means something is escaped, every line break becomes one, and what is neither text nor
// printable is left out.
func (w *writer) text(name, value string) {
	w.begin(name)
	for i := 0; i < len(value); {
		c := value[i]
		switch {
		case c == '\\' || c == ';' || c == ',':
			w.line = append(w.line, '\\', c)
		case c >= ' ' && c <= '~':
			w.line = append(w.line, c)
		case c == '\n' || c == '\r':
			w.line = append(w.line, '\\', 'n')
			if c == '\r' && i+1 < len(value) && value[i+1] == '\n' {
				i++
			}
		case c >= utf8.RuneSelf:
			r, size := utf8.DecodeRuneInString(value[i:])
			if (r != utf8.RuneError || size > 1) && printable(r) >= 0 {
				w.line = append(w.line, value[i:i+size]...)
			}
			i += size - 1
		}
		i++
	}
	w.end()
}

// plain makes one line of a value that is not escaped.
func plain(value string) string {
	for i := range len(value) {
		if c := value[i]; c < ' ' || c > '~' {
			return strings.Map(printable, strings.ToValidUTF8(value, ""))
		}
	}
	return value
}

func printable(r rune) rune {
	if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' || r == '\ufeff' {
		return -1
	}
	return r
}

// maxOctets is how long a line may be before it is folded (RFC 5545 §3.1), without its line break.
const maxOctets = 75

// raw writes a line, folded between characters.
func (w *writer) raw(name, value string) {
	w.begin(name)
	w.line = append(w.line, value...)
	w.end()
}

// begin starts a line.
func (w *writer) begin(name string) { w.line = append(append(w.line[:0], name...), ':') }

// end writes the line that was begun.
func (w *writer) end() {
	rest, room := w.line, maxOctets
	for len(rest) > room {
		cut := room
		for cut > 0 && !utf8.RuneStart(rest[cut]) {
			cut--
		}
		w.b.Write(rest[:cut])
		w.b.WriteString("\r\n ")
		rest, room = rest[cut:], maxOctets-1
	}
	w.b.Write(rest)
	w.b.WriteString("\r\n")
}
