package letter

import (
	"schakel/internal/domain/engagement"
	"schakel/internal/platform/i18n"
	"schakel/internal/platform/ical"
)

// seriesLetter tells of several days of a series in one mail, with one calendar file for all of them.
func seriesLetter(w pen) (Content, error) {
	d, err := data[engagement.SeriesLetter](w)
	about := string(d.About)
	c := Content{
		Subject: w.p.T("letter.series."+about+".subject", d.Title, len(d.Days)),
		Body:    []string{w.p.T("letter.series."+about+".what", d.Organisation, d.School, d.Title)},
		Button:  w.p.T("letter.visit.button"),
	}
	switch d.About {
	case engagement.SeriesPostponed:
		c.After = []string{w.p.T("letter.series.postponed.after")}
		if !d.Company {
			c.Button, c.Path = w.p.T("letter.agreed.button"), "/engagements/"+string(w.about)+"/series"
		}
	case engagement.SeriesReplaced:
		c.Button, c.After = "", []string{w.p.T("letter.cancelled.after")}
		switch {
		case d.Company:
			c.Body = []string{w.p.T("letter.series.replaced.thanks", d.School, d.Title)}
		case d.Next != "":
			c.Body = []string{w.p.T("letter.series.replaced.next", d.Organisation, d.Next, d.Title)}
		}
	case engagement.SeriesCancelled:
		c.Button, c.After = "", []string{w.p.T("letter.cancelled.after")}
		if d.By == engagement.ByCompany {
			c.Body = []string{w.p.T("letter.series.cancelled.what", d.School, d.Organisation, d.Title)}
		}
	default:
		c.After = []string{w.p.T("letter.series.calendar")}
		if !d.Company {
			c.Button, c.Path = w.p.T("letter.agreed.button"), "/engagements/"+string(w.about)+"/series"
		}
	}
	c.Facts = append(seriesDays(w.p, d), facts(
		Fact{w.p.T("letter.fact.place"), d.Place},
		Fact{w.p.T("letter.fact.meeting"), d.URL},
		Fact{w.p.T("letter.fact.reason"), d.Reason},
	)...)
	if d.About == engagement.SeriesAgreed {
		c.Facts = append(c.Facts, facts(
			Fact{w.p.T("letter.fact.school"), d.School},
			Fact{w.p.T("letter.fact.teacher"), d.Teacher},
			Fact{w.p.T("letter.fact.company"), d.Organisation},
			Fact{w.p.T("letter.fact.pupils"), number(w.p, d.Pupils)},
			Fact{w.p.T("letter.fact.people"), number(w.p, d.People)},
		)...)
	}
	c.Invite = seriesInvite(w, d)
	return c, err
}

// seriesDays lists the days; of a move with where each stood.
func seriesDays(p *i18n.Printer, d engagement.SeriesLetter) []Fact {
	var out []Fact
	for i, day := range d.Days {
		text := when(p, day)
		if i < len(d.Was) {
			text = p.T("letter.series.day_was", text, when(p, d.Was[i]))
		}
		out = append(out, Fact{p.T("letter.fact.day", i+1), text})
	}
	return out
}

// seriesInvite puts all days into one calendar file. RFC 5546 lets a request or a cancellation carry one event only, so several are
// published: their status and sequence say what became of each.
func seriesInvite(w pen, d engagement.SeriesLetter) *Invite {
	if len(d.Calendar) == 0 {
		return nil
	}
	out := &Invite{Method: ical.Publish}
	for _, one := range d.Calendar {
		method := ical.Publish
		if d.About.Off() {
			method = ical.Cancel
		}
		if in := invite(w, one, method, d.Title, d.Organisation, d.School); in != nil {
			out.Events = append(out.Events, in.Events...)
		}
	}
	return out
}
