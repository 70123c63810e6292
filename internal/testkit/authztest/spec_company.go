package authztest

import (
	"net/url"
	"slices"
)

// holder is the tag of the company whose page is asked for: of the link, or of the account.
func (c Case) holder() string {
	for _, of := range []string{"kolk", "ziel", "spare"} {
		key := c.N.companyKey(of)
		if l := c.P.Person.Link; l != nil && l.Company == key {
			return of
		}
	}
	return "kolk"
}

// aColleague is one more.
func aColleague(c Case) url.Values {
	return url.Values{"name": {"Nieuwe Collega"}, "email": {"nieuw@bedrijf.example"}, "parts": {"visits"}}
}

// theColleague was let in by the colleague with a link and an account, to be let out there.
func theColleague(via string) func(Case) url.Values {
	return func(c Case) url.Values {
		return form("colleague", text(c.N.the("company_colleague", "", c.holder()+" "+via).ID))
	}
}

// openVisit opens a visit of the company.
func openVisit(c Case) url.Values {
	unit, known := map[string]string{"kolk": "noordik", "ziel": "montessori"}[c.holder()]
	if !known { // spare has no visits
		return form("kind", "menu")
	}
	return form("kind", "visit", "about", text(c.N.the("engagement", unit, "upcoming").ID))
}

// companySpecs are the pages of a company's own people, and ours about them.
var companySpecs = map[string]Spec{
	"GET /z/{token}":                           {Link: "company"},
	"POST /z/{token}/open":                     {Link: "company", Form: openVisit},
	"GET /z/{token}/year":                      {Link: "company"},
	"GET /z/{token}/year/statement.pdf":        {Link: "company", Silent: true},
	"GET /company/year":                        {Can: can("see the own company"), Silent: true},
	"GET /company/year/statement.pdf":          {Can: can("see the own company"), Silent: true},
	"GET /j/{token}":                           {Link: "annual"},
	"GET /j/{token}/statement.pdf":             {Link: "annual", Silent: true},
	"GET /relations/{id}/annual":               {Can: can("see contributions", "see companies"), Object: "organisation", Only: tagged("kolk", "ziel", "spare")},
	"GET /relations/{id}/annual/statement.pdf": {Can: can("see contributions", "see companies"), Object: "organisation", Only: tagged("kolk", "ziel", "spare"), Silent: true},
	"POST /relations/{id}/annual": {
		Can: can("see contributions", "record contact", "see people"), Object: "organisation", Only: tagged("kolk"), Form: func(c Case) url.Values { return form("year", string(c.F.Today)[:4]) },
	},
	"GET /company": {Can: can("see the own company"), Shows: "person"},
	"POST /company/open": {
		Can: can("see the own company"), Form: openVisit, Refs: []Ref{{Field: "about", Kind: "engagement", Can: "see the own company"}},
	},
	"GET /company/colleagues":      {Can: can("let colleagues in"), Shows: "person"},
	"POST /company/colleagues":     {Can: can("let colleagues in"), Form: aColleague},
	"POST /company/colleagues/end": {Can: can("let colleagues in"), Form: theColleague("account"), Refs: []Ref{{Field: "colleague", Kind: "company_colleague", Can: "let colleagues in"}}},

	"GET /relations/{id}/colleagues": {Can: can("see people"), Object: "organisation", Only: tagged("kolk", "ziel", "spare")},
	"POST /relations/{id}/colleagues/end": {
		Can: can("change people"), Object: "organisation", Only: tagged("kolk", "ziel"), Form: func(c Case) url.Values {
			tag := c.O.Tag
			if !slices.Contains([]string{"kolk", "ziel"}, tag) { // about nothing, or what is in the bin
				tag = "kolk"
			}
			return form("colleague", text(c.N.the("company_colleague", "", tag+" staff").ID))
		}, Refs: []Ref{{Field: "colleague", Kind: "company_colleague", Can: "change people"}},
	},
}

func init() {
	for path, kind := range map[string]string{"/z/{token}": "company", "/m/{token}": "menu", "/e/{token}": "visit"} {
		companySpecs["GET "+path+"/colleagues"] = Spec{Link: kind}
		companySpecs["POST "+path+"/colleagues"] = Spec{Link: kind, Form: aColleague}
		companySpecs["POST "+path+"/colleagues/end"] = Spec{Link: kind, Form: theColleague(kind)}
		companySpecs["POST "+path+"/account"] = Spec{Link: kind}
	}
}
