package needweb

import (
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"schakel/internal/domain/need"
	"schakel/internal/platform/i18n"
	"schakel/internal/web/offerform"
	"schakel/internal/web/ui"
)

// period writes from when until when: 11 jan – 26 feb 2027.
func period(p *i18n.Printer, n need.Need) string {
	from := p.DateShort(n.From)
	if n.From.Year() == n.To.Year() {
		from = strings.TrimSuffix(from, " "+strconv.Itoa(n.From.Year()))
	}
	return p.T("need.from_to", from, p.DateShort(n.To))
}

// classOf writes which pupils: leerjaar 3, PIE, BB, KB.
func classOf(p *i18n.Printer, n need.Need) []string {
	var parts []string
	if n.Class != "" {
		parts = append(parts, p.T("need.class_of", n.Class))
	}
	if n.Year > 0 {
		parts = append(parts, p.T("need.year_of", n.Year))
	}
	parts = append(parts, n.Profiles...)
	return append(parts, offerform.LevelNames(p, n.Levels)...)
}

// progress says in words and shape who waits for whom.
func (v listView) progress(l need.Line) templ.Component {
	state := l.StateOn(v.Today())
	switch {
	case state != need.Open:
		return ui.StatusChip(looks[state], v.P.T("need.state."+string(state)))
	case l.Dates > 0:
		return ui.StatusChip(ui.Warning, v.P.T("need.progress.dates", l.Dates))
	case l.Agreed > 0:
		return ui.StatusChip(ui.Running, v.P.T("need.progress.agreed", l.Agreed, l.Wanted))
	case l.Waiting > 0:
		return ui.StatusChip(ui.Waiting, v.P.T("need.progress.waiting", l.Waiting))
	case l.Invited > 0:
		return ui.StatusChip(ui.Late, v.P.T("need.progress.nobody"))
	default:
		return ui.StatusChip(ui.Draft, v.P.T("need.progress.none"))
	}
}

// why writes a reason as a sentence.
func why(p *i18n.Printer, w need.Why) string { return p.T("need.why."+w.Key, w.Values()...) }

// stop writes why a company can't be asked now.
func stop(p *i18n.Printer, w need.Why) string { return p.T("need.stop."+w.Key, w.Values()...) }
