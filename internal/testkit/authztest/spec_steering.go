package authztest

import "net/url"

// steeringSpecs are the page of the steering group, the records behind its figures, and the decisions asked of it.
var steeringSpecs = map[string]Spec{
	"GET /steering": {
		Can: can("see contributions"), Shows: "grant", Query: query("year", "2026"), Refs: []Ref{{Field: "grant", Kind: "grant"}, {Field: "unit", Kind: "unit", Can: "see contributions"}},
	},
	"GET /steering/steering.pdf": {Can: can("see contributions", "export the report"), Silent: true},
	"GET /steering/records": {
		Can: can("see contributions"), Shows: "programme", Query: query("kind", "still", "year", "2026"), Refs: []Ref{{Field: "grant", Kind: "grant"}, {Field: "unit", Kind: "unit", Can: "see contributions"}},
	},
	"POST /steering/decisions": {Can: can("see contributions", "change the programme"), Object: "unit", Form: func(c Case) url.Values {
		return form("group", text(c.O.ID), "text", "Meer uren voor de relatiebeheerder")
	}},
	"GET /steering/decisions/{id}":  {Can: can("see contributions"), Object: "steering_request"},
	"POST /steering/decisions/{id}": {Can: can("see contributions", "change the programme"), Object: "steering_request", Form: values("outcome", "approved", "on", "2026-01-20", "text", "akkoord")},
}
