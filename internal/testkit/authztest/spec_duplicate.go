package authztest

import (
	"net/url"

	"schakel/internal/platform/id"
)

// duplicateSpecs are records that are the same, and people who work at several places.
var duplicateSpecs = map[string]Spec{
	"GET /relations/duplicates":         {Can: can("merge companies"), Shows: "fact"},
	"POST /relations/duplicates/search": {Can: can("merge companies"), Form: values("kind", "organisation")},
	"POST /relations/duplicates/apart": {Can: can("merge companies"), Form: func(c Case) url.Values {
		return form("kind", "organisation", "a", c.ID("organisation", "kolk"), "b", c.ID("organisation", "ziel"))
	}, Refs: []Ref{{Field: "a", Kind: "organisation"}, {Field: "b", Kind: "organisation"}}},
	"GET /relations/{id}/merge": {
		Can: can("merge companies"), Object: "organisation", Only: other, Query: func(c Case) url.Values { return form("with", c.ID("organisation", "twin")) },
		Refs: []Ref{{Field: "with", Kind: "organisation"}},
	},
	"POST /relations/{id}/merge": {
		Can: can("merge companies"), Object: "organisation", Only: other, Form: func(c Case) url.Values { return c.merge("organisation") },
		Refs: []Ref{{Field: "with", Kind: "organisation"}},
	},
	"GET /people/{id}/merge": {
		Can: can("merge companies"), Object: "human", Only: other, Query: func(c Case) url.Values { return form("with", c.ID("person", "twin")) },
		Refs: []Ref{{Field: "with", Kind: "human"}},
	},
	"POST /people/{id}/merge": {
		Can: can("merge companies"), Object: "human", Only: other, Form: func(c Case) url.Values { return c.merge("person") },
		Refs: []Ref{{Field: "with", Kind: "human"}},
	},
	"POST /merges/{id}/undo": {Can: can("merge companies"), Object: "merging"},

	"GET /people/{id}/elsewhere": {Can: can("see people", "change people"), Object: "human"},
	"GET /relations/{id}/positions/new": {
		Can: can("see people", "change people"), Object: "organisation", Query: func(c Case) url.Values { return form("person", c.ID("person", "twin")) },
		Refs: []Ref{{Field: "person", Kind: "human"}},
	},
	"POST /relations/{id}/positions": {
		Can: can("change people"), Object: "organisation", Only: other, Form: func(c Case) url.Values { return form("person", c.ID("person", "twin"), "title", "adviseur") },
		Refs: []Ref{{Field: "person", Kind: "human"}, {Field: "via", Kind: "organisation"}},
	},
	"POST /relations/{id}/people/{person}/leave": {Can: can("change people"), Object: "person", Form: func(c Case) url.Values { return form("on", string(c.F.Today), "follow_up", "wie volgt op?") }},
}

// other is every record but the twin, which is what others are merged with.
func other(o *Object) bool { return o.Tag != "twin" }

// merge is the form that lets the twin go into the case's own record.
func (c Case) merge(table string) url.Values {
	twin := c.ID(table, "twin")
	versions := find[int](c.F, `SELECT version FROM `+table+` WHERE id = $1`, id.ID(twin))
	return form("with", twin, "kept_version", c.Version(table), "gone_version", number(versions[0]))
}
