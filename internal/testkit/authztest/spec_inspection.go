package authztest

import "net/url"

// ofLine names a line of the network's sample, and a piece of its evidence.
func ofLine(c Case) url.Values {
	line := c.N.the("inspection_line", "root", "")
	return form("line", text(line.ID), "evidence", text(c.N.the("inspection_evidence", "root", "").ID))
}

// inspectionSpecs are an accountant's look into the books: of colleagues, and behind the accountant's link.
var inspectionSpecs = map[string]Spec{
	"GET /funding/inspections":     {Can: can("see contributions"), Shows: "grant"},
	"GET /funding/inspections/new": {Can: can("manage grants"), Silent: true, Query: func(c Case) url.Values { return form("grant", c.ID("grant", "")) }, Refs: []Ref{{Field: "grant", Kind: "grant"}}},
	"POST /funding/inspections": {Can: can("manage grants"), Object: "grant", Form: func(c Case) url.Values {
		return form("grant", text(c.O.ID), "year", "2026", "name", "Een Naam", "firm", "Een kantoor", "email", "een@kantoor.example", "lang", "nl", "until", string(c.F.Today.AddDays(20)))
	}},
	"GET /funding/inspections/{id}":             {Can: can("see contributions"), Object: "inspection"},
	"GET /funding/inspections/{id}/sample.xlsx": {Can: can("export the report", "see contributions"), Object: "inspection", Only: tagged("drawn")},
	"POST /funding/inspections/{id}/end":        {Can: can("manage grants"), Object: "inspection", Only: tagged("drawn")},
	"POST /funding/inspections/{id}/answer": {Can: can("manage grants"), Object: "inspection", Only: tagged("drawn"), Form: func(c Case) url.Values {
		return form("line", text(c.O.Net.the("inspection_line", "root", "").ID), "answer", "dat zoeken we uit")
	}},

	"GET /steekproef/{token}":             {Link: "inspect"},
	"POST /steekproef/{token}":            {Link: "inspect", Form: values("method", "money", "stage", "checked", "size", "3", "stratified", "1")},
	"GET /steekproef/{token}/line":        {Link: "inspect", Query: ofLine},
	"POST /steekproef/{token}/line":       {Link: "inspect", Form: func(c Case) url.Values { return form("line", ofLine(c).Get("line"), "judgement", "agreed") }},
	"GET /steekproef/{token}/evidence":    {Link: "inspect", Query: ofLine, Silent: true},
	"GET /steekproef/{token}/sample.xlsx": {Link: "inspect"},
	"POST /steekproef/{token}/send":       {Link: "inspect"},
}
