package web

import (
	"schakel/internal/kernel/access"
	"schakel/internal/web/fundingweb"
)

// fundingRoutes are the report, the lists behind its figures, contributions with their check, grants and rules.
func fundingRoutes(s Services) []route {
	h := fundingweb.New(s.Funding, s.Relation, s.Network, s.Programme)
	show, act := pagesOf(access.C2)
	upload := func(r access.Route) access.Route {
		r.Body = uploadLimit
		return r
	}
	file := func(pattern string) access.Route {
		r := show(pattern, "-", access.ReportExport, access.ContributionRead)
		r.Rate = access.RateCostly
		return r
	}
	const annual = "/relations/{id}/annual"
	annualPDF := show("GET "+annual+"/statement.pdf", "organisation", access.ContributionRead, access.OrganisationRead)
	annualPDF.Rate = access.RateCostly
	fileOf := func(pattern string) access.Route {
		r := file(pattern)
		r.Object = "statement"
		return r
	}
	check := act("POST /funding/ledger/check", "-", "ledger.check_asked", access.GrantManage)
	check.Rate = access.RateCostly
	read, record := access.ContributionRead, access.ContributionRecord
	return []route{
		{show("GET /funding", "-", read), h.Report},
		{show("GET /funding/forecast", "-", read), h.Forecast},
		{file("GET /funding/report.csv"), h.ReportCSV},
		{file("GET /funding/report.xlsx"), h.ReportXLSX},
		{file("GET /funding/bundle.zip"), h.Bundle},
		{file("GET /funding/ledger.xaf"), h.AuditFile},
		{show("GET /funding/ledger", "-", access.GrantRead), h.Ledger},
		{show("GET /funding/ledger/heads.jsonl", "-", access.GrantRead), h.Heads},
		{check, h.AskVerification},
		{act("POST /funding/ledger/witnesses", "-", "ledger.witnesses_set", access.GrantManage), h.SetWitnesses},
		{show("GET /funding/planned", "-", read), h.Planned},
		{show("GET /funding/lost", "-", read), h.Lost},
		{show("GET /funding/pledges", "-", access.PledgeRead), h.Pledges},

		{show("GET /funding/contributions", "-", read), h.Contributions},
		{file("GET /funding/contributions.csv"), h.ContributionsCSV},
		{file("GET /funding/contributions.xlsx"), h.ContributionsXLSX},
		{show("GET /funding/contributions/new", "-", record, access.OrganisationRead), h.NewContribution},
		{upload(act("POST /funding/contributions", "-", "contribution.recorded", record)), h.Record},
		{show("GET /funding/contributions/{id}", "contribution", read), h.Contribution},
		{act("POST /funding/contributions/{id}/check", "contribution", "contribution.checked", access.ContributionCheck), h.Check},
		{act("POST /funding/contributions/{id}/park", "contribution", "contribution.parked", access.ContributionCheck), h.Park},
		{act("POST /funding/contributions/{id}/release", "contribution", "contribution.released", access.ContributionCheck), h.Release},
		{act("POST /funding/contributions/{id}/take-back", "contribution", "contribution.taken_back", access.ContributionCheck), h.TakeBack},
		{upload(act("POST /funding/contributions/{id}/evidence", "contribution", "contribution.evidenced", record)), h.AddEvidence},
		{show("GET /funding/contributions/{id}/evidence/{evidence}", "contribution", read), h.Evidence},

		{show("GET /funding/waiting", "-", read), h.Pendings},
		{show("GET /funding/waiting/{id}", "sign_off", record), h.Pending},
		{act("POST /funding/waiting/{id}", "sign_off", "contribution.booked", record), h.Book},

		{show("GET /funding/grants", "-", access.GrantRead), h.Grants},
		{show("GET /funding/grants/new", "-", access.GrantManage, access.OrganisationRead), h.NewGrant},
		{act("POST /funding/grants", "-", "grant.added", access.GrantManage), h.AddGrant},
		{show("GET /funding/grants/{id}", "grant", access.GrantRead), h.Grant},
		{act("POST /funding/grants/{id}/shares", "grant", "grant.share_set", access.GrantManage), h.SetShare},
		{act("POST /funding/grants/{id}/rules", "grant", "grant.rules_set", access.GrantManage), h.SetGrantRules},
		{show("GET /funding/grants/{id}/years", "grant", access.GrantRead, read), h.Years},
		{act("POST /funding/grants/{id}/years/closing", "grant", "period.closing", access.GrantManage), h.StartClosing},
		{act("POST /funding/grants/{id}/years/stop", "grant", "period.opened", access.GrantManage), h.StopClosing},
		{act("POST /funding/grants/{id}/years/close", "grant", "period.closed", access.GrantManage), h.CloseYear},
		{act("POST /funding/grants/{id}/years/ask", "grant", "period.reopen_asked", access.GrantManage), h.AskReopen},
		{act("POST /funding/grants/{id}/years/reopen", "grant", "period.reopened", access.GrantManage), h.ReopenYear},
		{show("GET /funding/grants/{id}/pledges/new", "grant", access.PledgeWrite, access.GrantRead), h.NewPledge},
		{act("POST /funding/grants/{id}/pledges", "grant", "pledge.made", access.PledgeWrite, access.GrantRead), h.Pledge},
		{act("POST /funding/grants/{id}/pledges/{pledge}/withdraw", "grant", "pledge.withdrawn", access.PledgeWrite), h.WithdrawPledge},

		{show("GET /funding/statements", "-", read), h.Statements},
		{act("POST /funding/grants/{id}/statements", "grant", "statement.drafted", access.GrantManage), h.DraftStatement},
		{act("POST /funding/statements/{id}", "statement", "statement.drafted", access.GrantManage), h.RenewStatement},
		{show("GET /funding/statements/{id}", "statement", read), h.Statement},
		{fileOf("GET /funding/statements/{id}/statement.pdf"), h.StatementPDF},
		{fileOf("GET /funding/statements/{id}/statement.xlsx"), h.StatementXLSX},
		{act("POST /funding/statements/{id}/check", "statement", "statement.checked", access.ContributionCheck), h.CheckStatement},
		{act("POST /funding/statements/{id}/submit", "statement", "statement.submitted", access.GrantManage), h.SubmitStatement},

		{show("GET "+annual, "organisation", read, access.OrganisationRead), h.Annual},
		{annualPDF, h.AnnualPDF},
		{act("POST "+annual, "organisation", "annual.mailed", read, access.ContactRecord, access.PersonRead), h.MailAnnual},

		{show("GET /funding/rules", "-", access.GrantRead), h.Rules},
		{show("GET /funding/rules/{id}/own/new", "scheme", access.GrantManage), h.NewOwnRule},
		{act("POST /funding/rules/{id}/own", "scheme", "own_rule.decided", access.GrantManage), h.DecideOwn},
		{show("GET /funding/rules/{id}/own/{rule}", "own_rule", access.GrantRead), h.OwnRule},
		{act("POST /funding/rules/{id}/own/{rule}/end", "own_rule", "own_rule.ended", access.GrantManage), h.EndOwn},
		{act("POST /funding/rules", "-", "scheme.installed", access.GrantManage), h.InstallRules},
	}
}
