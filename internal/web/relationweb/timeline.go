package relationweb

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"schakel/internal/domain/relation"
	"schakel/internal/platform/clock"
	"schakel/internal/web/ui"
)

// kindTones colours the marks of a timeline.
var kindTones = map[relation.ContactKind]string{
	relation.ContactYes: ui.Success, relation.ContactAgreed: ui.Success, relation.ContactDone: ui.Success, relation.ContactSigned: ui.Success,
	relation.ContactNo: ui.Danger, relation.ContactCancelled: ui.Danger, relation.ContactAsked: ui.Info, relation.ContactMenuSent: ui.Info, relation.ContactMembersInvited: ui.Info,
	relation.ContactBroughtIn: ui.Success, relation.ContactIntroduced: ui.Success,
	relation.ContactMenuChosen: ui.Success, relation.ContactOtherDate: ui.Warning,
	relation.ContactAgreement: ui.Success,
}

// sources gives the page behind a line, by where it comes from.
var sources = map[string]string{"engagement": "/engagements/", "need": "/needs/", "contribution": "/funding/contributions/", "agreement": "/agreements/"}

// timeline groups the lines by month, the newest first.
func (v recordView) timeline() ui.TimelineProps {
	props := ui.TimelineProps{Label: v.P.T("relation.timeline")}
	for _, e := range v.r.Timeline.Entries {
		month := v.month(e.At)
		if n := len(props.Groups); n == 0 || props.Groups[n-1].Heading != month {
			props.Groups = append(props.Groups, ui.TimelineGroup{Heading: month})
		}
		g := &props.Groups[len(props.Groups)-1]
		g.Items = append(g.Items, v.line(e))
	}
	return props
}

func (v recordView) line(e relation.Entry) ui.TimelineItem {
	item := ui.TimelineItem{
		When: v.P.Date(clock.DateOf(e.At)), DateTime: e.At.In(clock.Amsterdam()).Format(time.RFC3339), By: e.By, Text: e.Text,
	}
	if prefix, ok := sources[e.SourceKind]; ok && e.SourceID != "" {
		item.Href = prefix + string(e.SourceID)
	}
	if e.Unit != "" {
		item.Chips = []templ.Component{ui.Tag(e.Unit)}
	}
	switch e.Type {
	case relation.EntryMail:
		item.Icon, item.Title = "mail", v.P.T("relation.letter."+e.Letter)
		if e.Person != "" {
			item.By = v.P.T("relation.mail_to", e.Person)
		}
	case relation.EntryAction:
		item.Icon, item.Kind, item.Title, item.Text = "check", ui.Success, v.P.T("relation.action.finished", e.Text), ""
	default:
		v.openMoment(&item, e)
		item.Icon, item.Kind, item.Title = kindIcons[e.Kind], kindTones[e.Kind], v.P.T("relation.moment."+string(e.Kind))
		switch {
		case e.Other != "":
			item.Title, item.Href = v.P.T("relation.moment."+string(e.Kind)+".other", e.OtherName), home(e.Other)
			item.By = strings.Join(ui.NonEmpty(e.By, e.Person), " · ")
		case e.Person == "":
		case slices.Contains(relation.RecordedKinds(), e.Kind):
			item.Title = v.P.T("relation.moment_with", item.Title, e.Person)
		case e.By == "":
			item.By = e.Person
		default:
			item.By = e.By + " · " + e.Person
		}
	}
	return item
}

func (v recordView) tabs() []ui.Tab {
	var out []ui.Tab
	for _, f := range relation.TimelineFilters() {
		n := v.r.Lines[f]
		if n == 0 && f != v.filter {
			continue
		}
		key := string(f)
		if f == relation.TimelineAll {
			key = "all"
		}
		out = append(out, ui.Tab{Label: v.P.T("relation.timeline." + key), Href: with(home(v.r.Organisation.ID), url.Values{"show": {string(f)}}) + "#timeline", Current: f == v.filter, Count: v.P.Number(n)})
	}
	return out
}

func (v recordView) more() ui.PagerProps {
	if v.r.Timeline.Next == "" {
		return ui.PagerProps{}
	}
	return ui.PagerProps{NextHref: with(home(v.r.Organisation.ID), url.Values{"show": {string(v.filter)}, "after": {v.r.Timeline.Next}}) + "#timeline"}
}

// month is the heading under which a moment stands.
func (v recordView) month(t time.Time) string {
	local := t.In(clock.Amsterdam())
	return v.P.Month(local.Month()) + " " + strconv.Itoa(local.Year())
}
