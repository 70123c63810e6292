package calendarweb

import (
	"schakel/internal/domain/facility"
	"schakel/internal/platform/clock"
)

// laneName writes what a lane is of.
func (p *pen) laneName(l *lane) {
	if l.href == "" {
		p.text(l.name)
		return
	}
	p.raw(`<a href="`, l.href, `">`)
	p.text(l.name)
	p.raw(`</a>`)
}

// use writes who has a facility: a link to the engagement for who may read it, else to the facility.
func (p *pen) use(u *facility.Use) {
	starts := u.Starts.In(clock.Amsterdam())
	href := "/facilities/" + string(u.Facility)
	if u.Engagement != "" {
		href = "/engagements/" + string(u.Engagement)
	}
	p.raw(`<a class="cal-event" href="`, href, `"><span class="cal-time">`, p.v.P.WeekdayShort(starts.Weekday()), ` `)
	p.b = starts.AppendFormat(p.b, "2")
	p.raw(` · `)
	p.clock(starts)
	p.raw(`–`)
	p.clock(u.Ends.In(clock.Amsterdam()))
	p.raw(`</span> <span class="cal-name">`)
	if u.Title == "" {
		p.text(p.v.P.T("calendar.taken"))
	} else {
		p.text(u.Title)
	}
	p.raw(`</span> <span class="cal-who">`)
	p.text(u.UnitName)
	p.raw(`</span></a>`)
}
