// Package engagementweb holds the pages of engagements: the list by week, the record with its chain, the form for an
// agreement by phone, and what people do with an engagement.
package engagementweb

import (
	"strconv"
	"strings"
	"time"

	"schakel/internal/domain/engagement"
	"schakel/internal/domain/funding"
	"schakel/internal/domain/need"
	"schakel/internal/domain/network"
	"schakel/internal/domain/relation"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/i18n"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// Pages answers the requests about engagements.
type Pages struct {
	engagement *engagement.Service
	funding    *funding.Service
	relation   *relation.Service
	network    *network.Service
	need       *need.Service
}

// New makes the pages.
func New(e *engagement.Service, f *funding.Service, r *relation.Service, n *network.Service, q *need.Service) *Pages {
	return &Pages{e, f, r, n, q}
}

const section = "engagements"

// looks gives each state its chip.
var looks = map[engagement.State]string{
	engagement.Upcoming: ui.Planned, engagement.Postponed: ui.Waiting, engagement.ToCount: ui.Late, engagement.Waiting: ui.Waiting, engagement.Signed: ui.Evidenced, engagement.Cancelled: ui.Declined,
}

func stateWord(p *i18n.Printer, s engagement.State) string {
	return p.T("engagement.state." + string(s))
}

// times writes from when until when: 10:00–12:00.
func times(p *i18n.Printer, starts, ends time.Time) string {
	return p.Time(starts) + "–" + p.Time(ends)
}

// number reads a whole number as typed; what is none becomes -1, which no limit lets through. Empty becomes the given number.
func number(f page.Form, name string, empty int) int {
	text := strings.TrimSpace(f.Text(name))
	if text == "" {
		return empty
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 {
		return -1
	}
	return n
}

// clockTime writes an instant as a time field wants it.
func clockTime(t time.Time) string { return t.In(clock.Amsterdam()).Format("15:04") }
