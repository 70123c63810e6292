package authztest

import (
	"net/http"
	"net/url"

	"schakel/internal/platform/id"
	"schakel/internal/testkit/authztest/oracle"
)

var keptUnit = Ref{Field: "unit", Kind: "unit", Can: "keep relationships"}

// contactSpecs are contacts with their files, colleagues who are called for, texts for notes, and what units aim at.
var contactSpecs = map[string]Spec{
	"GET /relations/{id}/contacts/{contact}":              {Can: can("see contacts"), Object: "contact"},
	"GET /relations/{id}/contacts/{contact}/files/{file}": {Can: can("read notes"), Object: "contact_file", Status: http.StatusOK},
	"POST /relations/{id}/actions": {Can: can("record contact"), Object: "organisation", Form: func(c Case) url.Values {
		return form("unit", c.Unit(), "what", "bellen", "due", string(c.F.Today.AddDays(3)))
	}, Refs: []Ref{{Field: "unit", Kind: "unit", Can: "record contact"}, {Field: "assignee", Kind: "account"}}},
	"GET /actions/units": {Can: can("record contact"), Shows: "colleague"},
	"GET /relations/colleagues": {
		Can: can("record contact"), Shows: "colleague", Query: func(c Case) url.Values { return form("unit", c.Unit()) },
		Refs: []Ref{{Field: "unit", Kind: "unit", Can: "record contact"}},
	},
	"GET /mentions":            {Can: can("read notes"), Shows: "note"},
	"POST /mentions/{id}/seen": {Can: can(oracle.Own, "read notes"), Object: "contact_mention"},

	"GET /relations/inbox": {Can: can("record contact"), Shows: "own", Refs: []Ref{{Field: "mail", Kind: "dropped_mail"}}},
	"POST /inbox/{id}/place": {Can: can(oracle.Own, "record contact"), Object: "dropped_mail", Form: func(c Case) url.Values {
		return form("organisation", c.ID("organisation", "kolk"))
	}, Refs: []Ref{{Field: "organisation", Kind: "organisation"}}},
	"POST /inbox/{id}/discard":   {Can: can(oracle.Own, "record contact"), Object: "dropped_mail"},
	"POST /inbox/address":        {Can: can("record contact")},
	"POST /inbox/address/revoke": {Can: can("record contact")},

	"GET /templates": {Can: can("record contact", "keep relationships"), Shows: "template", Refs: []Ref{{Field: "edit", Kind: "note_template", Can: "keep relationships"}}},
	"POST /templates": {Can: can("keep relationships"), Form: func(c Case) url.Values {
		return form("unit", c.Unit(), "lang", "nl", "name", "Eerste bezoek", "body", "Wat maken jullie?")
	}, Refs: []Ref{keptUnit}},
	"POST /templates/{id}": {Can: can("keep relationships"), Object: "note_template", Form: func(c Case) url.Values {
		return form("lang", "en", "name", "First visit", "body", "What do you make?", "version", c.Version("note_template"))
	}},
	"POST /templates/{id}/bin": {Can: can("keep relationships"), Object: "note_template"},

	"GET /relations/strategy": {
		Can: can("see relationships"), Shows: "relationship", Query: func(c Case) url.Values { return form("unit", c.Unit()) }, Refs: []Ref{keptUnit},
	},
	"POST /relations/strategy": {Can: can("keep relationships"), Form: func(c Case) url.Values {
		version := "0"
		if found := find[int](c.F, `SELECT version FROM relation_target WHERE unit_id = $1`, id.ID(c.Unit())); len(found) > 0 {
			version = number(found[0])
		}
		return form("unit", c.Unit(), "relationships", "12", "deep_percent", "40", "version", version)
	}, Refs: []Ref{keptUnit}},
	"POST /relations/strategy/cooling": {
		Can: can("keep relationships"), Form: func(c Case) url.Values { return form("unit", c.Unit(), "weeks.visit", "10") }, Refs: []Ref{keptUnit},
	},
}
