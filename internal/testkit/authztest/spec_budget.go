package authztest

import "net/url"

func budgetLine(c Case) url.Values {
	return form("activity", c.ID("activity", ""), "year", "2026", "cost", "staff", "what", "docenten die lessen maken", "quantity", "10", "measure", "hour", "price", "50",
		"reason", "meer groepen dan gedacht", "version", "1")
}

// budgetSpecs are the budget of a grant with its lines, what covers it, and its history.
var budgetSpecs = map[string]Spec{
	"GET /funding/grants/{id}/budget":              {Can: can("see grants"), Object: "grant"},
	"GET /funding/grants/{id}/budget/budget.csv":   {Can: can("see grants", "export the report"), Object: "grant", Silent: true},
	"GET /funding/grants/{id}/budget/budget.xlsx":  {Can: can("see grants", "export the report"), Object: "grant", Silent: true},
	"POST /funding/grants/{id}/budget/cover":       {Can: can("manage grants"), Object: "grant", Form: values("year", "2026", "granted", "100", "cofinancing", "10", "own", "0", "reason", "uit de beschikking")},
	"POST /funding/grants/{id}/budget/blocks":      {Can: can("manage grants"), Object: "grant", Form: values("first", "2025", "to", "detailed")},
	"GET /funding/grants/{id}/budget/changes":      {Can: can("see grants"), Object: "grant"},
	"GET /funding/grants/{id}/budget/lines":        {Can: can("see grants"), Object: "grant", Query: query(), Refs: []Ref{{Field: "activity", Kind: "activity"}, {Field: "line", Kind: "line"}}},
	"GET /funding/grants/{id}/budget/lines/new":    {Can: can("manage grants", "see grants"), Object: "grant", Query: query(), Refs: []Ref{{Field: "activity", Kind: "activity"}}},
	"POST /funding/grants/{id}/budget/lines":       {Can: can("manage grants"), Object: "grant", Form: budgetLine, Refs: []Ref{{Field: "activity", Kind: "activity"}}},
	"GET /funding/grants/{id}/budget/lines/{line}": {Can: can("see grants"), Object: "budget_line"},
	"POST /funding/grants/{id}/budget/lines/{line}": {
		Can: can("manage grants"), Object: "budget_line", Form: budgetLine, Refs: []Ref{{Field: "activity", Kind: "activity"}},
	},
	"POST /funding/grants/{id}/budget/lines/{line}/remove": {Can: can("manage grants"), Object: "budget_line", Form: values("reason", "hoort er niet bij")},
}
