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
}
