package authztest

import (
	"net/url"

	"schakel/internal/testkit/authztest/oracle"
)

// engagementSpecs are the agreed activities.
var engagementSpecs = map[string]Spec{
	"GET /engagements": {Can: can("see engagements"), Shows: "engagement"},
	"GET /engagements/new": {Can: can("manage engagements", "see companies"), Shows: "fact", Query: func(c Case) url.Values {
		return form("organisation", c.ID("organisation", "kolk"), "unit", c.Unit())
	}, Refs: []Ref{{Field: "organisation", Kind: "organisation"}, {Field: "unit", Kind: "unit", Can: "manage engagements"}}},
	"POST /engagements": {Can: can("manage engagements"), Object: "unit", Form: func(c Case) url.Values {
		return form("unit", text(c.O.ID), "organisation", c.ID("organisation", "kolk"), "item", c.ID("menu_item", ""), "activity", c.ID("activity", ""),
			"title", "Gastles lassen", "on", string(c.F.Today.AddDays(5)), "start", "10:00", "end", "12:00", "pupils", "20", "people", "1", "prep", "0", "anyway", "on")
	}, Refs: []Ref{{Field: "organisation", Kind: "organisation"}, {Field: "person", Kind: "person"}, {Field: "item", Kind: "menu_item"}, {Field: "activity", Kind: "activity"}}},
	"GET /calendar":       {Can: can("see engagements"), Shows: "engagement", Query: func(c Case) url.Values { return form("on", string(c.F.Today.AddDays(14)), "view", "agenda") }},
	"GET /calendar/weeks": {Can: can("see engagements"), Shows: "fact"},
	"POST /calendar/weeks": {Can: can("keep the calendar"), Object: "unit", Form: func(c Case) url.Values {
		return form("unit", text(c.O.ID), "kind", "test", "from", string(c.F.Today.AddDays(5)), "to", string(c.F.Today.AddDays(9)), "title", "leerjaar 3")
	}},
	"POST /calendar/weeks/{id}/remove": {Can: can("keep the calendar"), Object: "school_week"},
	"POST /calendar/region":            {Can: can("keep the calendar"), Object: "unit", Form: func(c Case) url.Values { return form("unit", text(c.O.ID), "region", "zuid") }},
	"GET /calendar/feeds":              {Can: can("see engagements"), Silent: true},
	"POST /calendar/feeds": {
		Can: can("see engagements"), Object: "unit", Form: func(c Case) url.Values {
			return form("unit", text(c.O.ID), "organisation", c.ID("organisation", "spare"))
		},
		Refs: []Ref{{Field: "organisation", Kind: "organisation"}},
	},
	"POST /calendar/feeds/{id}/renew":   {Can: can(oracle.Own), Object: "calendar_feed"},
	"POST /calendar/feeds/{id}/end":     {Can: can(oracle.Own), Object: "calendar_feed"},
	"GET /f/{token}/schakel.ics":        {Link: "feed"},
	"GET /engagements/{id}":             {Can: can("see engagements"), Object: "engagement"},
	"POST /engagements/{id}/attendance": {Can: can("manage engagements"), Object: "engagement", Only: tagged("to count"), Form: values("pupils", "20", "teachers", "1")},
	"POST /engagements/{id}/reschedule": {Can: can("manage engagements"), Object: "engagement", Only: tagged("upcoming"), Form: func(c Case) url.Values {
		return form("version", "1", "on", string(c.F.Today.AddDays(9)), "start", "10:00", "end", "12:00", "place", "lokaal 3", "reason", "docent ziek", "anyway", "on")
	}},
	"POST /engagements/{id}/postpone": {Can: can("manage engagements"), Object: "engagement", Only: tagged("upcoming"), Form: values("version", "1", "by", "school", "reason", "docent ziek")},
	"POST /engagements/{id}/online":   {Can: can("manage engagements"), Object: "engagement", Only: tagged("upcoming"), Form: values("version", "1", "url", "https://meet.example.org/les", "reason", "sneeuw")},
	"POST /engagements/{id}/offline":  {Can: can("manage engagements"), Object: "engagement", Only: tagged("online"), Form: values("version", "2", "reason", "sneeuw weg")},
	"GET /engagements/{id}/series":    {Can: can("see engagements"), Object: "engagement"},
	"POST /engagements/{id}/series": {Can: can("manage engagements"), Object: "engagement", Only: tagged("upcoming"), Form: func(c Case) url.Values {
		return form("day", string(c.F.Today.AddDays(60)))
	}},
	"GET /engagements/{id}/replace": {Can: can("manage engagements"), Object: "engagement", Only: tagged("upcoming")},
	"POST /engagements/{id}/replace": {Can: can("manage engagements"), Object: "engagement", Only: tagged("upcoming"), Form: func(c Case) url.Values {
		return form("reason", "bedrijf te druk", "organisation", c.ID("organisation", "spare"), "on", string(c.F.Today.AddDays(9)), "start", "10:00", "end", "12:00", "anyway", "on")
	}, Refs: []Ref{{Field: "organisation", Kind: "organisation"}}},
	"POST /engagements/{id}/details": {Can: can("manage engagements"), Object: "engagement", Only: tagged("upcoming"), Form: values("version", "0", "class", "3B", "room", "lokaal 3")},
	"POST /engagements/{id}/check":   {Can: can("manage engagements"), Object: "engagement", Only: tagged("upcoming"), Form: values("line", "0", "done", "on")},
	"POST /engagements/{id}/dates":   {Can: can("manage engagements"), Object: "engagement", Only: tagged("upcoming"), Form: proposeDates},
	"POST /engagements/{id}/proposal": {Can: can("manage engagements"), Object: "engagement", Only: tagged("date proposed"), Form: func(c Case) url.Values {
		return form("proposal", c.proposal("p.engagement_id", text(c.O.ID)), "choice", "0")
	}},
	"POST /engagements/{id}/cancel":     {Can: can("manage engagements"), Object: "engagement", Only: tagged("upcoming"), Form: values("by", "school", "reason", "docent ziek")},
	"POST /engagements/{id}/evaluation": {Can: can("manage engagements"), Object: "engagement", Only: tagged("waiting"), Form: values("score", "4", "again", "yes", "words", "mooi")},
	"POST /engagements/{id}/sign-off":   {Can: can("manage engagements"), Object: "engagement", Only: tagged("waiting")},
}

// proposeDates puts one other day to the other side.
func proposeDates(c Case) url.Values {
	return form("on_1", string(c.F.Today.AddDays(40)), "start_1", "10:00", "end_1", "12:00", "reason", "docent ziek")
}

// proposalOf returns the proposal that waits for the holder of a link; for nobody in particular one that waits for any company.
func (c Case) proposalOf(l *oracle.Link) string {
	if l == nil {
		return c.proposal("p.side = 'school' AND p.network_id", text(c.N.ID))
	}
	return c.proposal("o.id", l.About)
}

func (c Case) proposal(column, value string) string {
	return one[string](c.F, `SELECT COALESCE(MAX(p.id), '') FROM engagement_proposal p JOIN occurrence o ON o.source_id = p.engagement_id WHERE p.answer IS NULL AND `+column+` = $1`, value)
}
