package authztest

import "net/url"

// engagementSpecs are the agreed activities.
var engagementSpecs = map[string]Spec{
	"GET /engagements": {Can: can("see engagements"), Shows: "engagement"},
	"GET /engagements/new": {Can: can("manage engagements", "see companies"), Shows: "fact", Query: func(c Case) url.Values {
		return form("organisation", c.ID("organisation", "kolk"), "unit", c.Unit())
	}, Refs: []Ref{{Field: "organisation", Kind: "organisation"}, {Field: "unit", Kind: "unit", Can: "manage engagements"}}},
	"POST /engagements": {Can: can("manage engagements"), Object: "unit", Form: func(c Case) url.Values {
		return form("unit", text(c.O.ID), "organisation", c.ID("organisation", "kolk"), "item", c.ID("menu_item", ""), "activity", c.ID("activity", ""),
			"title", "Gastles lassen", "on", string(c.F.Today.AddDays(5)), "start", "10:00", "end", "12:00", "pupils", "20", "people", "1", "prep", "0")
	}, Refs: []Ref{{Field: "organisation", Kind: "organisation"}, {Field: "person", Kind: "person"}, {Field: "item", Kind: "menu_item"}, {Field: "activity", Kind: "activity"}}},
	"GET /engagements/{id}":             {Can: can("see engagements"), Object: "engagement"},
	"POST /engagements/{id}/attendance": {Can: can("manage engagements"), Object: "engagement", Only: tagged("to count"), Form: values("pupils", "20", "teachers", "1")},
	"POST /engagements/{id}/reschedule": {Can: can("manage engagements"), Object: "engagement", Only: tagged("upcoming"), Form: func(c Case) url.Values {
		return form("version", "1", "on", string(c.F.Today.AddDays(9)), "start", "10:00", "end", "12:00", "place", "lokaal 3", "reason", "docent ziek")
	}},
	"POST /engagements/{id}/cancel":   {Can: can("manage engagements"), Object: "engagement", Only: tagged("upcoming"), Form: values("by", "school", "reason", "docent ziek")},
	"POST /engagements/{id}/sign-off": {Can: can("manage engagements"), Object: "engagement", Only: tagged("waiting")},
}
