package authztest

import (
	"net/http"
	"net/url"

	"schakel/internal/platform/id"
	"schakel/internal/testkit/authztest/oracle"
)

// relationSpecs are companies, people, contact, next actions and the import of a list.
var relationSpecs = map[string]Spec{
	"GET /relations":               {Can: can("see companies"), Shows: "fact", Query: query(), Refs: []Ref{{Field: "umbrella", Kind: "organisation"}}},
	"GET /relations/people":        {Can: can("see people"), Shows: "person", Query: query(), Refs: []Ref{{Field: "umbrella", Kind: "organisation"}}},
	"GET /relations/relationships": {Can: can("see relationships"), Shows: "fact", Query: query(), Refs: []Ref{{Field: "umbrella", Kind: "organisation"}}},
	"GET /relations/map":           {Can: can("see companies"), Silent: true, Query: query(), Refs: []Ref{{Field: "from", Kind: "organisation"}}},
	"GET /relations/counts":        {Can: can("see companies"), Silent: true, Query: query("list", "organisations")},
	"GET /relations/panel":         {Can: can("see companies"), Silent: true, Query: query("list", "organisations", "part", "view")},
	"GET /relations/export.csv":    {Can: can("see companies", "export relations"), Shows: "fact"},
	"GET /relations/export.xlsx":   {Can: can("see companies", "export relations"), Silent: true},
	"GET /relations/export.vcf":    {Can: can("see companies", "export relations"), Shows: "fact"},
	"GET /bulk":                    {Can: can("keep relationships"), Silent: true},
	"POST /bulk": {Can: can("keep relationships"), Form: func(c Case) url.Values {
		return form("list", "organisations", "what", "tag", "value", "proef", "id", c.ID("organisation", "kolk"), "go", "1")
	}, Refs: []Ref{{Field: "id", Kind: "organisation"}}},
	"POST /bulk/{id}/undo":    {Can: can(oracle.Own, "keep relationships"), Object: "bulk_change"},
	"POST /views":             {Can: can(oracle.Own, "see companies"), Form: values("list", "organisations", "name", "Nieuwe weergave", "params", "q=x")},
	"GET /views/{id}":         {Can: can(oracle.Own, "see companies"), Object: "saved_view"},
	"POST /views/{id}":        {Can: can(oracle.Own, "see companies"), Object: "saved_view", Form: func(c Case) url.Values { return form("name", "Andere naam", "version", c.Version("saved_view")) }},
	"POST /views/{id}/opens":  {Can: can(oracle.Own, "see companies"), Object: "saved_view", Form: values("on", "1")},
	"POST /views/{id}/remove": {Can: can(oracle.Own, "see companies"), Object: "saved_view"},
	"GET /relations/new":      {Can: can("change companies"), Shows: "unit"},
	"POST /relations": {Can: can("change companies"), Form: func(c Case) url.Values {
		return form("kind", "company", "name", "Nieuw bedrijf", "unit", c.Unit())
	}, Refs: []Ref{{Field: "unit", Kind: "unit", Can: "keep relationships"}}},
	"GET /relations/{id}":      {Can: can("see companies"), Object: "organisation"},
	"GET /relations/{id}/edit": {Can: can("change companies"), Object: "organisation"},
	"POST /relations/{id}": {Can: can("change companies"), Object: "organisation", Form: func(c Case) url.Values {
		return form("kind", one[string](c.F, `SELECT COALESCE(MAX(kind), 'company') FROM organisation WHERE id = $1`, c.O.ID), "name", "Andere naam", "version", c.Version("organisation"))
	}},
	"POST /relations/{id}/bin":     {Can: can("change companies"), Object: "organisation", Form: func(c Case) url.Values { return form("version", c.Version("organisation")) }},
	"POST /relations/{id}/restore": {Can: can("change companies"), Object: "binned", Form: func(c Case) url.Values { return form("token", text(c.O.Owner)) }},

	"GET /relations/{id}/history":                   {Can: can("see companies"), Object: "organisation"},
	"POST /relations/{id}/history/{change}/restore": {Can: can("change companies"), Object: "change"},

	"GET /relations/{id}/people/new":                   {Can: can("change people"), Object: "organisation"},
	"POST /relations/{id}/people":                      {Can: can("change people"), Object: "organisation", Form: values("name", "Nieuw Mens", "email", "nieuw@bedrijf.example", "requests", "1")},
	"GET /relations/{id}/people/{person}/edit":         {Can: can("see people", "change people"), Object: "person"},
	"POST /relations/{id}/people/{person}":             {Can: can("change people"), Object: "person", Form: func(c Case) url.Values { return form("name", "Ander Mens", "version", c.Version("person")) }},
	"POST /relations/{id}/people/{person}/remove":      {Can: can("change people"), Object: "person"},
	"POST /relations/{id}/people/{person}/restore":     {Can: can("change people"), Object: "removed", Form: func(c Case) url.Values { return form("token", text(c.O.Owner)) }},
	"GET /relations/{id}/umbrella":                     {Can: can("change companies"), Object: "organisation", Only: tagged("kolk", "ziel", "spare")},
	"POST /relations/{id}/umbrella":                    {Can: can("change companies"), Object: "organisation", Only: tagged("spare"), Form: func(c Case) url.Values { return form("umbrella", c.ID("organisation", "koepel")) }, Refs: []Ref{{Field: "umbrella", Kind: "organisation"}}},
	"POST /relations/{id}/umbrella/{membership}/leave": {Can: can("change companies"), Object: "membership", Form: func(c Case) url.Values { return form("on", string(c.F.Today)) }},
	"GET /relations/{id}/relationship": {
		Can: can("see relationships", "keep relationships"), Object: "organisation", Query: func(c Case) url.Values { return form("unit", c.Unit()) },
		Refs: []Ref{{Field: "unit", Kind: "unit", Can: "keep relationships"}},
	},
	"POST /relations/{id}/relationship": {Can: can("keep relationships"), Object: "organisation", Form: func(c Case) url.Values {
		return form("unit", c.Unit(), "depth", "visit", "reason", "bezocht", "status", "active", "version", c.relationship(), "owner", text(c.P.Scope.Account()))
	}, Refs: []Ref{{Field: "unit", Kind: "unit", Can: "keep relationships"}, {Field: "owner", Kind: "account"}, {Field: "deputy", Kind: "account"}}},

	"GET /relations/ambassadors":            {Can: can("see contacts"), Shows: "fact", Query: query(), Refs: []Ref{{Field: "unit", Kind: "unit", Can: "see contacts"}}},
	"GET /relations/ambassadors/export.csv": {Can: can("see contacts", "export relations"), Shows: "fact", Query: query()},
	"GET /relations/{id}/introduction":      {Can: can("record contact"), Object: "organisation", Query: query(), Refs: []Ref{{Field: "other", Kind: "organisation"}}},
	"POST /relations/{id}/introduction": {
		Can: can("record contact"), Object: "organisation", Only: tagged("spare"), Form: func(c Case) url.Values {
			return form("way", "brought", "other", c.ID("organisation", "ziel"), "unit", c.Unit(), "on", string(c.F.Today), "note", "belde")
		},
		Refs: []Ref{{Field: "other", Kind: "organisation"}, {Field: "unit", Kind: "unit", Can: "record contact"}, {Field: "person", Kind: "person"}},
	},
	"POST /introductions/{id}/remove": {Can: can("record contact"), Object: "introduction"},

	"POST /relations/{id}/contacts": {
		Can: can("record contact"), Object: "organisation", Form: contactForm,
		Refs: append([]Ref{}, contactRefs...),
	},
	"GET /record": {
		Can: can("record contact"), Shows: "fact", Query: func(c Case) url.Values { return form("org", c.ID("organisation", "kolk")) },
		Refs: []Ref{{Field: "org", Kind: "organisation"}, {Field: "action", Kind: "next_action", Can: "record contact"}},
	},
	"POST /record": {Can: can("record contact"), Object: "organisation", Form: func(c Case) url.Values {
		v := contactForm(c)
		v.Set("organisation", text(c.O.ID))
		return v
	}, Refs: append([]Ref{}, contactRefs...)},
	"GET /actions":                {Can: can("record contact"), Shows: "action", Query: query("who", "all")},
	"POST /actions/{id}/done":     {Can: can("record contact"), Object: "next_action"},
	"POST /actions/{id}/postpone": {Can: can("record contact"), Object: "next_action", Form: func(c Case) url.Values { return form("due", string(c.F.Today.AddDays(9))) }},

	"GET /relations/import":                      {Can: can("import companies"), Shows: "import"},
	"POST /relations/import":                     {Can: can("import companies"), Object: "unit", Form: func(c Case) url.Values { return form("unit", text(c.O.ID), "kind", "companies") }, File: anyFile("bedrijven.csv", "naam;plaats\nNieuw bedrijf;Almelo\n")},
	"GET /relations/import/runs/{id}":            {Can: can("import companies"), Object: "import_run"},
	"POST /relations/import/runs/{id}/check":     {Can: can("import companies"), Object: "import_run", Only: tagged("uploaded"), Form: values("column.0", "name", "column.1", "place", "column.2", "person_name")},
	"POST /relations/import/runs/{id}/apply":     {Can: can("import companies"), Object: "import_run", Only: tagged("checked"), Form: values("mode", "all")},
	"GET /relations/import/runs/{id}/progress":   {Can: can("import companies"), Object: "import_run", Silent: true, Status: http.StatusOK},
	"POST /relations/import/runs/{id}/stop":      {Can: can("import companies"), Object: "import_run", Only: tagged("working")},
	"POST /relations/import/runs/{id}/undo":      {Can: can("import companies"), Object: "import_run", Only: tagged("applied")},
	"GET /relations/import/runs/{id}/errors.csv": {Can: can("import companies"), Object: "import_run", Only: tagged("checked"), Silent: true, Status: http.StatusOK},
}

var contactRefs = []Ref{
	{Field: "unit", Kind: "unit", Can: "record contact"},
	{Field: "person", Kind: "person"},
	{Field: "assignee", Kind: "account"},
	{Field: "finishes", Kind: "next_action", Can: "record contact"},
}

// contactForm records a call of the caller's own unit, with something to do next.
func contactForm(c Case) url.Values {
	return form("unit", c.Unit(), "kind", "call", "note", "gebeld", "next", "terugbellen", "assignee", text(c.P.Scope.Account()))
}

// Version returns the version of the case's object in its table, as a form carries it.
func (c Case) Version(table string) string {
	versions := find[int](c.F, `SELECT version FROM `+table+` WHERE id = $1`, c.O.ID)
	if len(versions) == 0 {
		return "1"
	}
	return number(versions[0])
}

// relationship returns the version of the caller's unit's relationship with the company, 0 when it has none.
func (c Case) relationship() string {
	versions := find[int](c.F, `SELECT version FROM relationship WHERE organisation_id = $1 AND unit_id = $2 AND deleted_at IS NULL`, c.O.ID, id.ID(c.Unit()))
	if len(versions) == 0 {
		return "0"
	}
	return number(versions[0])
}
