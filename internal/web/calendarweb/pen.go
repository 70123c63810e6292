package calendarweb

import (
	"context"
	"html"
	"io"
	"time"

	"github.com/a-h/templ"

	"schakel/internal/domain/calendar"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/id"
	"schakel/internal/web/ui"
)

// pen writes the days and the lanes of a calendar. It is written by hand, since a page holds hundreds of events: as templates they cost
// more than reading them from the database.
type pen struct {
	v     view
	b     []byte
	check string // the icon of what took place, with its word
	other string // the icon of another day
	moves map[id.ID]bool
}

// drawn makes a component of what a pen writes.
func (v view) drawn(write func(*pen)) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		p := &pen{v: v, b: make([]byte, 0, 8<<10), check: icon(ctx, "check"), other: icon(ctx, "calendar")}
		p.check += `<span class="sr">` + html.EscapeString(v.P.T("calendar.done")) + `</span> `
		write(p)
		_, err := w.Write(p.b)
		return err
	})
}

// raw writes markup.
func (p *pen) raw(parts ...string) {
	for _, s := range parts {
		p.b = append(p.b, s...)
	}
}

// text writes words.
func (p *pen) text(s string) { p.b = append(p.b, html.EscapeString(s)...) }

// clock writes a time of day.
func (p *pen) clock(t time.Time) { p.b = t.AppendFormat(p.b, "15:04") }

// open begins an event: a link, with its day and time for machines. rest of the first line is the caller's.
func (p *pen) open(e *calendar.Event) {
	p.raw(`<a class="cal-event`)
	if e.Counted {
		p.raw(` cal-done`)
	}
	p.raw(`" href="/engagements/`, string(e.Engagement), `"><span class="cal-time">`)
}

// name writes what it is, checked when it took place, and ends the link with who.
func (p *pen) name(e *calendar.Event, who string) {
	p.raw(`</span> <span class="cal-name">`)
	if e.Counted {
		p.raw(p.check)
	}
	p.text(e.Title)
	p.raw(`</span> <span class="cal-who">`)
	p.text(who)
	p.raw(`</span></a>`)
}

// pieces is memory to write to.
type pieces []byte

// Write implements io.Writer.
func (b *pieces) Write(s []byte) (int, error) { *b = append(*b, s...); return len(s), nil }

// event writes an event of a day.
func (p *pen) event(e *calendar.Event) {
	starts := e.Starts.In(clock.Amsterdam())
	p.open(e)
	p.raw(`<time datetime="`)
	p.b = starts.AppendFormat(p.b, "2006-01-02T15:04")
	p.raw(`">`)
	p.clock(starts)
	p.raw(`–`)
	p.clock(e.Ends.In(clock.Amsterdam()))
	p.raw(`</time>`)
	p.name(e, p.v.sub(*e))
}

// laneEvent writes an event of a week of a lane.
func (p *pen) laneEvent(e *calendar.Event) {
	starts := e.Starts.In(clock.Amsterdam())
	p.open(e)
	p.raw(p.v.P.WeekdayShort(starts.Weekday()), ` `)
	p.b = starts.AppendFormat(p.b, "2")
	p.raw(` · `)
	p.clock(starts)
	p.name(e, p.v.laneWho(e))
}

// move writes the link that moves an event to another day: it opens the form with its reason. Who drags an event comes to the same form.
func (p *pen) move(e *calendar.Event) {
	if e.Counted || !p.manages(e.Unit) {
		return
	}
	p.raw(`<a class="cal-move" href="/engagements/`, string(e.Engagement), `?move=`, string(e.On), `">`)
	p.raw(p.other, `<span class="sr">`)
	p.text(p.v.P.T("calendar.move", e.Title, e.On))
	p.raw(`</span></a>`)
}

// manages reports whether the reader may move what a unit has.
func (p *pen) manages(unit id.ID) bool {
	may, known := p.moves[unit]
	if !known {
		may = p.v.Scope.CanOn(access.EngagementManage, unit)
		if p.moves == nil {
			p.moves = map[id.ID]bool{}
		}
		p.moves[unit] = may
	}
	return may
}

// icon draws an icon.
func icon(ctx context.Context, name string) string {
	var b pieces
	_ = ui.Icon(name).Render(ctx, &b) // writes to memory
	return string(b)
}

// note writes a word of the school year.
func (p *pen) note(n note) {
	p.raw(`<p class="cal-note cal-note-`, n.kind, `">`)
	p.text(n.text)
	p.raw(`</p>`)
}

// day writes a day with what is on it.
func (p *pen) day(x day) {
	v := p.v
	t := x.on.Time()
	href := v.href("view", agenda, "on", string(x.on))
	p.raw(`<li class="`, v.dayClass(x), `" data-day="`, string(x.on), `"><h3 class="cal-date"><a href="`)
	p.text(href)
	p.raw(`"`)
	if x.on == v.Today() {
		p.raw(` aria-current="date"`)
	}
	p.raw(`><time datetime="`, string(x.on), `"><span class="cal-weekday">`)
	p.text(v.P.WeekdayShort(t.Weekday()))
	p.raw(` </span><span class="cal-no">`)
	p.b = t.AppendFormat(p.b, "2")
	p.raw(`</span><span class="cal-monthname"> `)
	p.text(v.P.MonthShort(t.Month()))
	p.raw(`</span></time></a></h3>`)
	notes, moreNotes := v.fewNotes(x)
	for _, n := range notes {
		p.note(n)
	}
	if moreNotes > 0 {
		p.raw(`<p class="cal-more muted">`)
		p.text(v.P.T("calendar.more_notes", moreNotes))
		p.raw(`</p>`)
	}
	p.events(x, href)
	p.raw(`</li>`)
}

// events writes those of a day that fit, and a link to the others.
func (p *pen) events(x day, href string) {
	events, more := p.v.few(x)
	if len(events) == 0 {
		return
	}
	p.raw(`<ul class="cal-events">`)
	for i := range events {
		p.raw(`<li class="cal-item">`)
		p.event(&events[i])
		p.move(&events[i])
		p.raw(`</li>`)
	}
	if more > 0 {
		p.raw(`<li><a class="cal-more" href="`)
		p.text(href)
		p.raw(`">`)
		p.text(p.v.P.T("calendar.more", more))
		p.raw(`</a></li>`)
	}
	p.raw(`</ul>`)
}

// days writes the days of the view.
func (v view) dayItems() templ.Component {
	return v.drawn(func(p *pen) {
		for _, x := range v.shown() {
			p.day(x)
		}
	})
}

// laneRows writes a row per lane.
func (v view) laneRows(all []lane) templ.Component {
	return v.drawn(func(p *pen) {
		for i := range all {
			p.raw(`<tr><th scope="row">`)
			p.laneName(&all[i])
			p.raw(`</th>`)
			for j := range all[i].cells {
				p.laneCell(&all[i].cells[j], v.from.AddDays(7*j))
			}
			p.raw(`</tr>`)
		}
	})
}

func (p *pen) laneCell(c *cell, monday clock.Date) {
	p.raw(`<td data-week="`, string(monday), `"`)
	if c.busy {
		p.raw(` class="cal-busy"`)
	}
	p.raw(`>`)
	for _, n := range c.notes {
		p.note(n)
	}
	for i := range c.uses {
		p.raw(`<div class="cal-item">`)
		p.use(&c.uses[i])
		p.raw(`</div>`)
	}
	for i := range c.events {
		p.raw(`<div class="cal-item">`)
		p.laneEvent(&c.events[i])
		p.move(&c.events[i])
		p.raw(`</div>`)
	}
	p.raw(`</td>`)
}
