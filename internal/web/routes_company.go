package web

import (
	"net/http"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/link"
	"schakel/internal/web/portal"
	"schakel/internal/web/relationweb"
)

// companyRoutes are what a company sees of itself, and what a mail shows it of a year: its page behind a link of somebody's own or with an account, and its colleagues,
// who are also let in from the menu and from a visit. Our own colleagues see who was let in.
func companyRoutes(s Services) []route {
	h := portal.NewCompany(s.Company, s.Links)
	behind := func(method, path, audit string, kind link.Kind, action access.Action) access.Route {
		r := access.Route{Pattern: method + " " + path, Policy: access.Link(string(kind), action), Credentials: viaLink, Class: access.C2, Object: "-", Rate: access.RateNormal, Audit: audit}
		if method == http.MethodPost {
			r.Body = formLimit
		}
		return r
	}
	signedIn := func(method, path, audit, object string, actions ...access.Action) access.Route {
		r := behind(method, path, audit, link.Company, actions[0])
		r.Policy, r.Credentials, r.Object = access.Needs(actions...), session, object
		return r
	}
	costly := func(r access.Route) access.Route {
		r.Rate = access.RateCostly
		return r
	}
	statement := portal.NewAnnual(s.Funding)
	const get, post = http.MethodGet, http.MethodPost
	out := []route{
		{behind(get, "/z/{token}", "-", link.Company, access.CompanyRead), h.Show},
		{behind(get, "/z/{token}/year", "-", link.Company, access.CompanyRead), h.Year},
		{costly(behind(get, "/z/{token}/year/statement.pdf", "-", link.Company, access.CompanyRead)), h.YearPDF},
		{signedIn(get, "/company/year", "-", "-", access.CompanyRead), h.Year},
		{costly(signedIn(get, "/company/year/statement.pdf", "-", "-", access.CompanyRead)), h.YearPDF},
		{behind(get, "/j/{token}", "-", link.Annual, access.AnnualRead), statement.Show},
		{costly(behind(get, "/j/{token}/statement.pdf", "-", link.Annual, access.AnnualRead)), statement.PDF},
		{behind(post, "/z/{token}/open", "company.opened", link.Company, access.CompanyRead), h.Open},
		{signedIn(get, "/company", "-", "-", access.CompanyRead), h.Show},
		{signedIn(post, "/company/open", "company.opened", "-", access.CompanyRead), h.Open},
		{signedIn(get, "/company/colleagues", "-", "-", access.CompanyColleague), h.Colleagues},
		{signedIn(post, "/company/colleagues", "company.colleague_added", "-", access.CompanyColleague), h.Add},
		{signedIn(post, "/company/colleagues/end", "company.colleague_let_out", "-", access.CompanyColleague), h.LetOut},
	}
	for _, from := range []struct {
		path string
		kind link.Kind
	}{{"/z/{token}", link.Company}, {"/m/{token}", link.Menu}, {"/e/{token}", link.Visit}} {
		account := behind(post, from.path+"/account", "company.account_asked", from.kind, access.CompanyColleague)
		account.Rate = access.RateSignIn // sends a mail
		out = append(out,
			route{behind(get, from.path+"/colleagues", "-", from.kind, access.CompanyColleague), h.Colleagues},
			route{behind(post, from.path+"/colleagues", "company.colleague_added", from.kind, access.CompanyColleague), h.Add},
			route{behind(post, from.path+"/colleagues/end", "company.colleague_let_out", from.kind, access.CompanyColleague), h.LetOut},
			route{account, h.Account},
		)
	}
	staff := relationweb.NewColleagues(s.Company)
	return append(out,
		route{signedIn(get, "/relations/{id}/colleagues", "-", "organisation", access.PersonRead), staff.List},
		route{signedIn(post, "/relations/{id}/colleagues/end", "company.colleague_let_out", "organisation", access.PersonWrite), staff.LetOut},
	)
}
