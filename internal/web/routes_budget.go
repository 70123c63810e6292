package web

import (
	"net/http"

	"schakel/internal/kernel/access"
	"schakel/internal/web/budgetweb"
)

// budgetRoutes are the budget of a grant: its pages, its lines, what covers it and its history.
func budgetRoutes(s Services) []route {
	h := budgetweb.New(s.Budget, s.Programme)
	line := func(pattern, object, audit string, needs ...access.Action) access.Route {
		r := access.Route{Pattern: pattern, Policy: access.Needs(needs...), Credentials: session, Class: access.C2, Object: object, Rate: access.RateNormal, Audit: audit}
		if r.Method() == http.MethodPost {
			r.Body = formLimit
		}
		return r
	}
	file := func(pattern string) access.Route {
		r := line(pattern, "grant", "-", access.ReportExport, access.GrantRead)
		r.Rate = access.RateCostly
		return r
	}
	const (
		read, manage = access.GrantRead, access.GrantManage
		home, lines  = "/funding/grants/{id}/budget", "/funding/grants/{id}/budget/lines"
	)
	return []route{
		{line("GET "+home, "grant", "-", read), h.Budget},
		{file("GET " + home + "/budget.csv"), h.CSV},
		{file("GET " + home + "/budget.xlsx"), h.XLSX},
		{line("POST "+home+"/cover", "grant", "budget.cover_set", manage), h.SetCover},
		{line("POST "+home+"/blocks", "grant", "budget.block_moved", manage), h.SetBlock},
		{line("GET "+home+"/changes", "grant", "-", read), h.Changes},
		{line("GET "+lines, "grant", "-", read), h.Lines},
		{line("GET "+lines+"/new", "grant", "-", manage, read), h.NewLine},
		{line("POST "+lines, "grant", "budget.line_added", manage), h.AddLine},
		{line("GET "+lines+"/{line}", "budget_line", "-", read), h.Line},
		{line("POST "+lines+"/{line}", "budget_line", "budget.line_changed", manage), h.ChangeLine},
		{line("POST "+lines+"/{line}/remove", "budget_line", "budget.line_removed", manage), h.RemoveLine},
	}
}
