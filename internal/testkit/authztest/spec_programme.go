package authztest

import "net/url"

// programmeSpecs are the lines and activities of the programme.
var programmeSpecs = map[string]Spec{
	"GET /programme":           {Can: can("see the programme"), Shows: "programme"},
	"GET /programme/lines/new": {Can: can("change the programme", "see grants"), Shows: "grant"},
	"POST /programme/lines": {Can: can("change the programme", "see grants"), Object: "unit", Form: func(c Case) url.Values {
		return form("unit", text(c.O.ID), "grant", c.ID("grant", ""), "code", "Z", "name", "Nieuwe lijn")
	}, Refs: []Ref{{Field: "grant", Kind: "grant"}}},
	"GET /programme/lines/{id}/edit": {Can: can("change the programme"), Object: "line"},
	"POST /programme/lines/{id}":     {Can: can("change the programme"), Object: "line", Form: values("code", "Y", "name", "Andere naam", "version", "1")},
	"GET /programme/activities/new": {
		Can: can("change the programme"), Shows: "programme", Query: func(c Case) url.Values { return form("line", c.ID("line", "")) },
		Refs: []Ref{{Field: "line", Kind: "line"}},
	},
	"POST /programme/activities": {Can: can("change the programme"), Object: "unit", Form: func(c Case) url.Values {
		return form("unit", text(c.O.ID), "line", c.ID("line", ""), "code", "Z.9", "name", "Nieuwe activiteit", "from", "2027-01-01", "to", "2027-12-31")
	}, Refs: []Ref{{Field: "line", Kind: "line"}}},
	"GET /programme/activities/{id}/edit": {Can: can("change the programme"), Object: "activity"},
	"POST /programme/activities/{id}": {
		Can: can("change the programme"), Object: "activity",
		Form: values("code", "Y.9", "name", "Andere naam", "from", "2027-01-01", "to", "2027-12-31", "version", "1"),
	},
}
