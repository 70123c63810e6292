package web

import (
	"net/http"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/link"
	"schakel/internal/web/agreementweb"
	"schakel/internal/web/portal"
)

// templateLimit holds the text of a template, as a form writes it.
const templateLimit int64 = 192 << 10

// agreementRoutes are the cooperation agreements with their templates, and the pages behind the link with which somebody signs.
func agreementRoutes(s Services) []route {
	h, sign := agreementweb.New(s.Agreement, s.Relation, s.Network, s.Menu, s.Funding), portal.NewAgreement(s.Agreement)
	line := func(pattern, object, audit string, needs ...access.Action) access.Route {
		r := access.Route{Pattern: pattern, Policy: access.Needs(needs...), Credentials: session, Class: access.C2, Object: object, Rate: access.RateNormal, Audit: audit}
		if r.Method() == http.MethodPost {
			r.Body = formLimit
		}
		return r
	}
	text := func(r access.Route) access.Route { r.Body = templateLimit; return r }
	behind := func(pattern, audit string) access.Route {
		r := access.Route{Pattern: pattern, Policy: access.Link(string(link.Sign), access.AgreementSign), Credentials: viaLink, Class: access.C2, Object: "-", Rate: access.RateNormal, Audit: audit}
		if r.Method() == http.MethodPost {
			r.Body = formLimit
		}
		return r
	}
	const (
		read, write, manage = access.AgreementRead, access.AgreementWrite, access.AgreementManage
		one, templates      = "/agreements/{id}", "/agreement-templates"
	)
	return []route{
		{line("GET /agreements", "-", "-", read), h.List},
		{line("GET /agreements/new", "-", "-", write, access.OrganisationRead), h.New},
		{line("POST /agreements", "-", "agreement.drafted", write), h.Add},
		{line("GET "+one, "agreement", "-", read), h.Show},
		{line("GET "+one+"/text", "agreement", "-", read), h.Text},
		{line("GET "+one+"/agreement.pdf", "agreement", "-", read), h.PDF},
		{line("GET "+one+"/edit", "agreement", "-", write), h.Edit},
		{line("POST "+one+"/edit", "agreement", "agreement.edited", write), h.Save},
		{line("POST "+one+"/send", "agreement", "agreement.sent", write), h.Send},
		{line("POST "+one+"/withdraw", "agreement", "agreement.withdrawn", write), h.Withdraw},
		{line("POST "+one+"/remind", "agreement", "agreement.reminded", write), h.Remind},
		{line("POST "+one+"/amend", "agreement", "agreement.amending", write), h.Amend},
		{line("POST "+one+"/renew", "agreement", "agreement.renewing", write), h.Renew},
		{line("POST "+one+"/drop", "agreement", "agreement.dropped", write), h.Drop},
		{line("POST "+one+"/end", "agreement", "agreement.ended", write), h.End},

		{line("GET "+templates, "-", "-", read), h.Templates},
		{line("GET "+templates+"/new", "-", "-", manage), h.NewTemplate},
		{text(line("POST "+templates, "-", "agreement_template.added", manage)), h.AddTemplate},
		{line("POST "+templates+"/default", "-", "agreement_template.added", manage), h.InstallTemplates},
		{line("GET "+templates+"/{id}", "agreement_template", "-", read), h.Template},
		{text(line("POST "+templates+"/{id}", "agreement_template", "agreement_template.changed", manage)), h.EditTemplate},
		{line("POST "+templates+"/{id}/drop", "agreement_template", "agreement_template.dropped", manage), h.DropTemplate},
		{line("POST /agreement-templates/weeks", "-", "agreement.weeks_set", manage), h.SetWeeks},

		{behind("GET /a/{token}", "-"), sign.Show},
		{behind("GET /a/{token}/agreement.pdf", "-"), sign.PDF},
		{behind("POST /a/{token}", "agreement.signed"), sign.Sign},
		{behind("POST /a/{token}/nee", "agreement.refused"), sign.Refuse},
	}
}
