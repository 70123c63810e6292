package authztest

import (
	"net/url"
)

// tokenSpecs are the pages of API tokens.
var tokenSpecs = map[string]Spec{
	"GET /account/tokens":              {Can: can("hold tokens"), Shows: "own"},
	"POST /account/tokens":             {Can: can("hold tokens"), Form: values("name", "Website", "scopes", "need:read")},
	"POST /account/tokens/{id}/revoke": {Can: can("mind one's own account"), Object: "token"},
	"GET /network/services":            {Can: can("give roles"), Shows: "colleague"},
	"POST /network/services": {Can: can("give roles"), Object: "unit", Form: func(c Case) url.Values {
		return form("name", "Website", "role", "teacher", "unit", text(c.O.ID))
	}},
	"GET /network/services/{id}":                        {Can: can("give roles"), Object: "program"},
	"POST /network/services/{id}/tokens":                {Can: can("give roles"), Object: "program", Form: values("name", "Website", "scopes", "need:read")},
	"POST /network/services/{id}/tokens/{token}/revoke": {Can: can("give roles"), Object: "program token"},
}

// webhookSpecs are the pages of webhooks.
var webhookSpecs = map[string]Spec{
	"GET /network/webhooks": {Can: can("give roles"), Shows: "role"},
	"POST /network/webhooks": {Can: can("give roles"), Object: "unit", Form: func(c Case) url.Values {
		return form("unit", text(c.O.ID), "name", "Website", "url", "https://example.org/hook", "events", "need.asked")
	}},
	"GET /network/webhooks/{id}": {Can: can("give roles"), Object: "webhook"},
	"POST /network/webhooks/{id}": {Can: can("give roles"), Object: "webhook", Form: func(c Case) url.Values {
		return form("version", c.Version("webhook"), "name", "Website", "url", "https://example.org/hook", "events", "need.asked")
	}},
	"POST /network/webhooks/{id}/secret":                      {Can: can("give roles"), Object: "webhook"},
	"POST /network/webhooks/{id}/test":                        {Can: can("give roles"), Object: "webhook", Only: tagged("on")},
	"POST /network/webhooks/{id}/pause":                       {Can: can("give roles"), Object: "webhook", Only: tagged("on")},
	"POST /network/webhooks/{id}/resume":                      {Can: can("give roles"), Object: "webhook", Only: tagged("paused")},
	"POST /network/webhooks/{id}/remove":                      {Can: can("give roles"), Object: "webhook"},
	"POST /network/webhooks/{id}/deliveries/{delivery}/again": {Can: can("give roles"), Object: "webhook_delivery"},
}

type fields = map[string]any

// none is the body of an operation whose address says all.
func none(Case) map[string]any { return fields{} }

// apiSpecs are the operations of the API. Each principal calls them with a token that has all scopes: what is left is what its roles allow.
var apiSpecs = map[string]Spec{
	"GET /api":                 {Silent: true},
	"GET /api/v1/openapi.yaml": {Silent: true},

	"GET /api/v1/organisations": {Can: can("see companies"), Shows: "fact"},
	"POST /api/v1/organisations": {
		Can: can("change companies"), Body: func(Case) map[string]any { return fields{"kind": "company", "name": "Nieuw bedrijf"} },
		Refs: []Ref{{Field: "unit", Kind: "unit", Can: "keep relationships"}},
	},
	"GET /api/v1/organisations/{id}": {Can: can("see companies"), Object: "organisation"},
	"PUT /api/v1/organisations/{id}": {
		Can: can("change companies"), Object: "organisation", Body: func(Case) map[string]any { return fields{"name": "Ander bedrijf"} },
		Match: func(c Case) string { return `"` + c.Version("organisation") + `"` },
	},
	"GET /api/v1/people":                          {Can: can("see people"), Shows: "person"},
	"POST /api/v1/organisations/{id}/people":      {Can: can("change people"), Object: "organisation", Body: func(Case) map[string]any { return fields{"name": "Nieuw Mens"} }},
	"GET /api/v1/organisations/{id}/interactions": {Can: can("see companies", "see contacts"), Object: "organisation", Silent: true},
	"POST /api/v1/organisations/{id}/interactions": {
		Can: can("see companies", "record contact"), Object: "organisation",
		Body: func(c Case) map[string]any { return fields{"unit": c.Unit(), "kind": "call", "note": "even gebeld"} },
		Refs: []Ref{{Field: "unit", Kind: "unit", Can: "record contact"}, {Field: "person", Kind: "person"}},
	},
	"GET /api/v1/units":      {Can: can("see the network"), Shows: "unit"},
	"GET /api/v1/menu-items": {Can: can("see the menu"), Shows: "item"},
	"GET /api/v1/offers":     {Can: can("see offers"), Shows: "fact", Query: query(), Refs: []Ref{{Field: "menu_item", Kind: "menu_item"}}},
	"GET /api/v1/needs":      {Can: can("see needs"), Shows: "need", Query: query(), Refs: []Ref{{Field: "unit", Kind: "unit", Can: "see needs"}}},
	"POST /api/v1/needs": {
		Can: can("ask needs"), Object: "unit", Body: func(c Case) map[string]any {
			return fields{
				"unit": text(c.O.ID), "title": "Gastles lassen", "goal": "zien hoe het moet", "item": c.ID("menu_item", ""), "activity": c.ID("activity", ""), "pupils": 20,
				"from": string(c.F.Today), "to": string(c.F.Today.AddDays(60)),
			}
		}, Refs: needRefs,
	},
	"GET /api/v1/needs/{id}": {Can: can("see needs"), Object: "need"},
	"PUT /api/v1/needs/{id}": {
		Can: can("ask needs"), Object: "need", Only: tagged("open"), Body: func(c Case) map[string]any {
			return fields{
				"title": "Gastles lassen", "goal": "zien hoe het moet", "item": c.ID("menu_item", ""), "activity": c.ID("activity", ""), "pupils": 20,
				"from": string(c.F.Today), "to": string(c.F.Today.AddDays(60)),
			}
		}, Match: func(c Case) string { return `"` + c.Version("need") + `"` }, Refs: needRefs,
	},
	"POST /api/v1/needs/{id}/withdrawal": {
		Can: can("ask needs"), Object: "need", Only: tagged("open", "asked"), Body: func(Case) map[string]any { return fields{"reason": "proef"} },
		Match: func(c Case) string { return `"` + c.Version("need") + `"` },
	},
	"GET /api/v1/needs/{id}/proposals": {Can: can("invite companies"), Object: "need", Only: tagged("open"), Silent: true},
	"POST /api/v1/needs/{id}/invitations": {Can: can("invite companies"), Object: "need", Only: tagged("open"), Body: func(c Case) map[string]any {
		return fields{"organisations": []string{c.ID("organisation", "kolk")}, "on": string(c.F.Today.AddDays(12))}
	}, Refs: []Ref{{Field: "organisations", Kind: "organisation"}}},
	"GET /api/v1/engagements": {
		Can: can("see engagements"), Shows: "engagement", Query: query(),
		Refs: []Ref{{Field: "unit", Kind: "unit", Can: "see engagements"}, {Field: "organisation", Kind: "organisation"}, {Field: "activity", Kind: "activity"}},
	},
	"GET /api/v1/engagements/{id}": {Can: can("see engagements"), Object: "engagement"},
	"POST /api/v1/engagements": {Can: can("manage engagements"), Object: "unit", Body: func(c Case) map[string]any {
		return fields{
			"unit": text(c.O.ID), "organisation": c.ID("organisation", "kolk"), "menu_item": c.ID("menu_item", ""), "activity": c.ID("activity", ""),
			"title": "Gastles lassen", "on": string(c.F.Today.AddDays(5)), "start": "10:00", "end": "12:00", "pupils": 20, "people": 1, "anyway": true,
		}
	}, Refs: []Ref{{Field: "organisation", Kind: "organisation"}, {Field: "person", Kind: "person"}, {Field: "menu_item", Kind: "menu_item"}, {Field: "activity", Kind: "activity"}}},
	"POST /api/v1/engagements/{id}/move": {Can: can("manage engagements"), Object: "engagement", Only: tagged("upcoming"), Body: func(c Case) map[string]any {
		return fields{"plan_version": 1, "on": string(c.F.Today.AddDays(9)), "start": "10:00", "end": "12:00", "place": "lokaal 3", "reason": "docent ziek", "anyway": true}
	}},
	"POST /api/v1/engagements/{id}/cancellation": {
		Can: can("manage engagements"), Object: "engagement", Only: tagged("upcoming"), Body: func(Case) map[string]any { return fields{"by": "school", "reason": "docent ziek"} },
	},
	"POST /api/v1/engagements/{id}/attendance": {
		Can: can("manage engagements"), Object: "engagement", Only: tagged("to count"), Body: func(Case) map[string]any { return fields{"pupils": 20, "teachers": 1} },
	},
	"POST /api/v1/engagements/{id}/sign-off": {Can: can("manage engagements"), Object: "engagement", Only: tagged("waiting"), Body: none},
	"GET /api/v1/calendar": {
		Can: can("see engagements"), Shows: "engagement", Query: query(), Refs: []Ref{{Field: "unit", Kind: "unit", Can: "see engagements"}, {Field: "organisation", Kind: "organisation"}},
	},
	"GET /api/v1/actions":            {Can: can("record contact"), Shows: "action", Query: query(), Refs: []Ref{{Field: "organisation", Kind: "organisation"}}},
	"POST /api/v1/actions/{id}/done": {Can: can("record contact"), Object: "next_action", Body: none},
	"POST /api/v1/organisations/{id}/actions": {Can: can("see companies", "record contact"), Object: "organisation", Body: func(c Case) map[string]any {
		return fields{"unit": c.Unit(), "what": "bellen", "due": string(c.F.Today.AddDays(3))}
	}, Refs: []Ref{{Field: "unit", Kind: "unit", Can: "record contact"}, {Field: "assignee", Kind: "account"}}},
	"GET /api/v1/programme": {Can: can("see the programme"), Shows: "programme"},
	"POST /api/v1/activities": {Can: can("change the programme"), Object: "unit", Body: func(c Case) map[string]any {
		return fields{"unit": text(c.O.ID), "line": c.ID("line", ""), "code": "Z.9", "name": "Nieuwe activiteit", "from": "2027-01-01", "to": "2027-12-31"}
	}, Refs: []Ref{{Field: "line", Kind: "line"}}},
	"GET /api/v1/activities/{id}": {Can: can("see the programme"), Object: "activity"},
	"PUT /api/v1/activities/{id}": {Can: can("change the programme"), Object: "activity", Body: func(c Case) map[string]any {
		return fields{"code": "Y.9", "name": "Andere naam", "from": "2027-01-01", "to": "2027-12-31"}
	}, Match: func(c Case) string { return `"` + c.Version("activity") + `"` }},
	"GET /api/v1/agreements": {
		Can: can("see agreements"), Shows: "agreement", Query: query(), Refs: []Ref{{Field: "unit", Kind: "unit", Can: "see agreements"}, {Field: "organisation", Kind: "organisation"}},
	},
	"GET /api/v1/agreements/{id}": {Can: can("see agreements"), Object: "agreement"},

	"GET /api/v1/contributions": {Can: can("see contributions"), Shows: "fact", Query: query(), Refs: fundingFilter},
	"POST /api/v1/contributions": {
		Can: can("record contributions"), Object: "unit", Body: func(c Case) map[string]any {
			return fields{
				"unit": text(c.O.ID), "organisation": c.ID("organisation", "kolk"), "activity": c.ID("activity", ""), "kind": "goods",
				"performed_on": string(c.F.Today.AddDays(-1)), "value_cents": 1000, "reason": "een doos gereedschap", "other": true,
			}
		}, Refs: []Ref{{Field: "organisation", Kind: "organisation"}, {Field: "activity", Kind: "activity"}, {Field: "grant", Kind: "grant"}},
	},
	"GET /api/v1/contributions/{id}": {Can: can("see contributions"), Object: "contribution"},
	"GET /api/v1/report":             {Can: can("export the report", "see contributions"), Shows: "programme", Query: query(), Refs: fundingFilter},
	"GET /api/v1/grants":             {Can: can("see grants"), Shows: "grant"},
}
