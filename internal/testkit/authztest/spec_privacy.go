package authztest

import (
	"net/url"
)

// privacySpecs are the bin, and what is kept of a person.
var privacySpecs = map[string]Spec{
	"GET /upkeep":                  {Can: can("look after jobs"), Silent: true},
	"GET /upkeep/kept":             {Can: can("see the network"), Silent: true},
	"POST /upkeep/jobs/{id}/retry": {Can: can("look after jobs"), Object: "job"},
	"POST /upkeep/jobs/{id}/drop":  {Can: can("look after jobs"), Object: "job"},

	"GET /relations/bin": {Can: can("change companies", "see people"), Shows: "fact"},
	"POST /relations/bin": {
		Can: can("change companies", "see people"), Form: func(c Case) url.Values { return form("id", c.ID("binned_template", "")) },
		Refs: []Ref{{Field: "id", Kind: "binned"}, {Field: "id", Kind: "binned_template", Can: "keep relationships"}},
	},

	"GET /people/{id}":                           {Can: can("see people"), Object: "human"},
	"POST /people/{id}/history/{change}/restore": {Can: can("see people", "change people"), Object: "person_change"},
	"POST /people/{id}/export":                   {Can: can("export people"), Object: "whole human"},
	"GET /people/{id}/erase":                     {Can: can("erase people"), Object: "whole human"},
	"POST /people/{id}/erase": {Can: can("erase people"), Object: "whole human", Only: tagged("second"), Form: func(c Case) url.Values {
		return form("typed", one[string](c.F, `SELECT COALESCE(MAX(name), '') FROM person WHERE id = $1`, c.O.ID), "why", "asked")
	}},

	"GET /relations/{id}/members":                    {Can: can("see companies"), Object: "organisation", Only: tagged("koepel")},
	"POST /relations/{id}/umbrella/{membership}/via": {Can: can("change companies"), Object: "membership", Form: values("on", "1")},

	"POST /relations/{id}/members/form": {Can: can("change companies"), Object: "organisation", Only: tagged("koepel"), Form: values("on", "1")},
	"GET /relations/claims":             {Can: can("change companies", "see people"), Shows: "claim"},
	"POST /claims/{id}/confirm": {
		Can: can("change companies", "see people"), Object: "membership_claim", Form: func(c Case) url.Values {
			return form("version", c.Version("membership_claim"), "organisation", c.ID("organisation", "spare"))
		}, Refs: []Ref{{Field: "organisation", Kind: "organisation"}},
	},
	"POST /claims/{id}/refuse": {Can: can("change companies", "see people"), Object: "membership_claim", Form: func(c Case) url.Values {
		return form("version", c.Version("membership_claim"), "reason", "staat er al bij")
	}},
	"GET /b/{token}":           {Link: "belong"},
	"POST /b/{token}":          {Link: "belong", Form: values("company", "Zwart Lasbedrijf", "name", "Jo Zwart", "email", "jo@zwart.example", "since", "2024-01-01")},
	"GET /m/{token}/umbrella":  {Link: "menu"},
	"POST /m/{token}/umbrella": {Link: "menu", Form: func(c Case) url.Values { return form("umbrella", c.ID("open_umbrella", "")) }},
	"GET /c/{token}":           {Link: "claim"},
	"POST /c/{token}":          {Link: "claim"},
}
