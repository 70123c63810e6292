package authztest

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"schakel/internal/testkit/authztest/oracle"
)

func number(n int) string { return strconv.Itoa(n) }

// fundingFilter are the objects that the address of a report or list may name.
var fundingFilter = []Ref{
	{Field: "unit", Kind: "unit", Can: "see contributions"},
	{Field: "organisation", Kind: "organisation"},
	{Field: "grant", Kind: "grant"},
	{Field: "line", Kind: "line"},
	{Field: "umbrella", Kind: "organisation"},
}

func paperFile(Case) *upload { return &upload{field: "file", name: "bewijs.pdf", content: paper} }

// whoLeads lets only those through who have the role on the whole network: what they decide holds for all of it.
func whoLeads(p *Principal) int {
	if slices.ContainsFunc(p.Person.Held, func(h oracle.Held) bool { return h.Unit == text(p.Net.Root) }) {
		return 0
	}
	return http.StatusNotFound
}

// fundingSpecs are the report, contributions, what waits, grants and rules.
var fundingSpecs = map[string]Spec{
	"GET /funding":                    {Can: can("see contributions"), Shows: "grant", Query: query(), Refs: fundingFilter},
	"GET /funding/forecast":           {Can: can("see contributions"), Shows: "grant", Query: query(), Refs: []Ref{{Field: "grant", Kind: "grant"}, {Field: "unit", Kind: "unit", Can: "see contributions"}, {Field: "without", Kind: "organisation"}}},
	"GET /funding/report.csv":         {Can: can("export the report", "see contributions"), Shows: "programme", Query: query(), Refs: fundingFilter},
	"GET /funding/report.xlsx":        {Can: can("export the report", "see contributions"), Shows: "programme"},
	"GET /funding/bundle.zip":         {Can: can("export the report", "see contributions"), Query: query(), Refs: fundingFilter, Silent: true},
	"GET /funding/ledger.xaf":         {Can: can("export the report", "see contributions"), Shows: "fact", Query: query(), Refs: fundingFilter},
	"GET /funding/ledger":             {Can: can("see grants"), Silent: true},
	"GET /funding/ledger/heads.jsonl": {Can: can("see grants"), Silent: true},
	"POST /funding/ledger/check":      {Can: can("manage grants"), StatusFor: whoLeads},
	"POST /funding/ledger/witnesses":  {Can: can("manage grants"), StatusFor: whoLeads, Form: values("emails", "aa@kantoor.example", "lang", "nl")},
	"GET /funding/lost":               {Can: can("see contributions"), Shows: "engagement", Query: query(), Refs: fundingFilter},
	"GET /funding/planned":            {Can: can("see contributions"), Shows: "engagement", Query: query(), Refs: fundingFilter},
	"GET /funding/pledges":            {Can: can("see pledges"), Shows: "fact", Query: query(), Refs: fundingFilter},

	"GET /funding/contributions":      {Can: can("see contributions"), Shows: "fact", Query: query(), Refs: fundingFilter},
	"GET /funding/contributions.csv":  {Can: can("export the report", "see contributions"), Shows: "fact", Query: query(), Refs: fundingFilter},
	"GET /funding/contributions.xlsx": {Can: can("export the report", "see contributions"), Shows: "fact"},
	"GET /funding/contributions/new": {
		Can: can("record contributions", "see companies"), Shows: "fact", Query: func(c Case) url.Values { return form("organisation", c.ID("organisation", "kolk")) },
		Refs: []Ref{{Field: "organisation", Kind: "organisation"}},
	},
	"POST /funding/contributions": {Can: can("record contributions"), Object: "unit", Form: func(c Case) url.Values {
		return form("id", text(c.F.Kit.IDs.New()), "unit", text(c.O.ID), "organisation", c.ID("organisation", "kolk"), "activity", c.ID("activity", ""), "kind", "goods",
			"performed_on", string(c.F.Today.AddDays(-1)), "value", "10,00", "reason", "een doos gereedschap", "other", "1")
	}, Refs: []Ref{{Field: "organisation", Kind: "organisation"}, {Field: "activity", Kind: "activity"}, {Field: "grant", Kind: "grant"}}},
	"GET /funding/contributions/{id}":                     {Can: can("see contributions"), Object: "contribution"},
	"POST /funding/contributions/{id}/check":              {Can: can("check contributions"), Object: "contribution", Only: tagged("proven", "signed"), Form: values("outcome", "approved")},
	"POST /funding/contributions/{id}/park":               {Can: can("check contributions"), Object: "contribution", Only: tagged("proven", "signed", "bare"), Form: values("doubt", "dat is niet zeker")},
	"POST /funding/contributions/{id}/release":            {Can: can("check contributions"), Object: "contribution", Only: tagged("parked"), Form: values("doubt", "het klopt toch")},
	"POST /funding/contributions/{id}/take-back":          {Can: can("check contributions"), Object: "contribution", Only: tagged("signed, checked"), Form: values("doubt", "het was een offerte")},
	"POST /funding/contributions/{id}/evidence":           {Can: can("record contributions"), Object: "contribution", Only: tagged("bare"), File: paperFile},
	"GET /funding/contributions/{id}/evidence/{evidence}": {Can: can("see contributions"), Object: "evidence", Only: tagged("proven", "rejected"), Silent: true},

	"GET /funding/waiting":      {Can: can("see contributions"), Shows: "fact"},
	"GET /funding/waiting/{id}": {Can: can("record contributions"), Object: "pending"},
	"POST /funding/waiting/{id}": {Can: can("record contributions"), Object: "pending", Form: func(c Case) url.Values {
		return form("activity", c.ID("activity", ""), "value", "25,00", "reason", "wat het waard was")
	}, Refs: []Ref{{Field: "activity", Kind: "activity"}}},

	"GET /funding/grants":     {Can: can("see grants"), Shows: "grant"},
	"GET /funding/grants/new": {Can: can("manage grants", "see companies"), Silent: true},
	"POST /funding/grants": {Can: can("manage grants"), Object: "unit", Form: func(c Case) url.Values {
		return form("unit", text(c.O.ID), "scheme", c.ID("scheme", ""), "reference", "STO-999", "name", "Nieuwe beschikking", "lead", c.ID("organisation", "spare"),
			"decided_on", "2025-02-01", "start_on", "2025-01-01", "end_on", "2028-12-31", "grant", "1000", "budget", "2000", "costs", "3000")
	}, Refs: []Ref{{Field: "scheme", Kind: "scheme"}, {Field: "lead", Kind: "organisation"}}},
	"GET /funding/grants/{id}": {Can: can("see grants"), Object: "grant"},
	"POST /funding/grants/{id}/shares": {Can: can("manage grants"), Object: "grant", Form: func(c Case) url.Values {
		return form("unit", text(c.N.Almelo), "year", "2026", "base", "1000")
	}, Refs: []Ref{{Field: "unit", Kind: "unit", Can: "manage grants"}}},
	"POST /funding/grants/{id}/rules":         {Can: can("manage grants"), Object: "grant", Form: values("second_check", "5000", "target", "26")},
	"GET /funding/grants/{id}/years":          {Can: can("see grants", "see contributions"), Object: "grant"},
	"POST /funding/grants/{id}/years/closing": {Can: can("manage grants"), Object: "old_grant", Form: values("year", "2021")},
	"POST /funding/grants/{id}/years/stop":    {Can: can("manage grants"), Object: "old_grant", Form: values("year", "2022")},
	"POST /funding/grants/{id}/years/close":   {Can: can("manage grants"), Object: "old_grant", Form: values("year", "2022")},
	"POST /funding/grants/{id}/years/ask":     {Can: can("manage grants"), Object: "old_grant", Form: values("year", "2023", "reason", "er ontbreekt een factuur")},
	"POST /funding/grants/{id}/years/reopen":  {Can: can("manage grants"), Object: "old_grant", Form: values("year", "2024")},
	"GET /funding/grants/{id}/pledges/new": {
		Can: can("see grants", "make pledges"), Object: "grant", Query: func(c Case) url.Values { return form("organisation", c.ID("organisation", "kolk")) },
		Refs: []Ref{{Field: "organisation", Kind: "organisation"}},
	},
	"POST /funding/grants/{id}/pledges": {Can: can("see grants", "make pledges"), Object: "grant", Form: func(c Case) url.Values {
		return form("unit", c.Unit(), "line", c.ID("line", ""), "organisation", c.ID("organisation", "kolk"), "year", "2027", "kind", "goods", "value", "100")
	}, Refs: []Ref{{Field: "unit", Kind: "unit", Can: "make pledges"}, {Field: "line", Kind: "line"}, {Field: "activity", Kind: "activity"}, {Field: "organisation", Kind: "organisation"}}},
	"POST /funding/grants/{id}/pledges/{pledge}/withdraw": {Can: can("make pledges"), Object: "pledge"},

	"GET /funding/statements":                     {Can: can("see contributions"), Shows: "grant"},
	"POST /funding/grants/{id}/statements":        {Can: can("manage grants"), Object: "grant", Form: values("year", "2026", "audience", "funder")},
	"POST /funding/statements/{id}":               {Can: can("manage grants"), Object: "statement", Form: values("progress", "veel gedaan")},
	"GET /funding/statements/{id}":                {Can: can("see contributions"), Object: "statement"},
	"GET /funding/statements/{id}/statement.pdf":  {Can: can("export the report", "see contributions"), Object: "statement", Silent: true},
	"GET /funding/statements/{id}/statement.xlsx": {Can: can("export the report", "see contributions"), Object: "statement", Silent: true},
	"POST /funding/statements/{id}/check":         {Can: can("check contributions"), Object: "statement", Only: tagged("draft")},
	"POST /funding/statements/{id}/submit":        {Can: can("manage grants"), Object: "statement", Only: tagged("checked")},

	"GET /funding/rules":              {Can: can("see grants"), Silent: true},
	"POST /funding/rules":             {Can: can("manage grants")},
	"GET /funding/rules/{id}/own/new": {Can: can("manage grants"), Object: "own_scheme", Silent: true},
	"POST /funding/rules/{id}/own": {Can: can("manage grants"), Object: "own_scheme", Form: func(c Case) url.Values {
		return form("kind", "minimum", "grant", "", "minimum", "12", "base", "grant", "valid_from", "2026-01-01", "decided_on", "2026-01-01", "reason", "brief van de subsidiegever")
	}, Refs: []Ref{{Field: "grant", Kind: "grant"}}},
	"GET /funding/rules/{id}/own/{rule}":      {Can: can("see grants"), Object: "own_rule"},
	"POST /funding/rules/{id}/own/{rule}/end": {Can: can("manage grants"), Object: "own_rule", Form: values("last_on", "2028-12-15", "reason", "niet meer nodig")},
}
