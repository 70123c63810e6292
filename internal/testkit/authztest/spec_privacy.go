package authztest

import (
	"net/url"
)

// privacySpecs are the bin, and what is kept of a person.
var privacySpecs = map[string]Spec{
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
}
