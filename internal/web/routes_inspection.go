package web

import (
	"net/http"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/link"
	"schakel/internal/web/fundingweb"
)

// inspectionRoutes are an accountant's look into the books: what colleagues see of it, and the pages behind the accountant's link.
func inspectionRoutes(s Services) []route {
	h := fundingweb.NewInspections(s.Inspection)
	staff := func(pattern, object, audit string, needs ...access.Action) access.Route {
		r := access.Route{Pattern: pattern, Policy: access.Needs(needs...), Credentials: session, Class: access.C2, Object: object, Rate: access.RateNormal, Audit: audit}
		if r.Method() == http.MethodPost {
			r.Body = formLimit
		}
		return r
	}
	own := func(pattern, audit string) access.Route {
		r := access.Route{Pattern: pattern, Policy: access.Link(string(link.Inspect), access.InspectionDraw), Credentials: viaLink, Class: access.C2, Object: "-", Rate: access.RateNormal, Audit: audit}
		if r.Method() == http.MethodPost {
			r.Body = formLimit
		}
		return r
	}
	file := func(r access.Route) access.Route { r.Rate = access.RateCostly; return r }
	const (
		read, manage    = access.ContributionRead, access.GrantManage
		one, accountant = "/funding/inspections/{id}", "/steekproef/{token}"
	)
	return []route{
		{staff("GET /funding/inspections", "-", "-", read), h.List},
		{staff("GET /funding/inspections/new", "-", "-", manage), h.New},
		{staff("POST /funding/inspections", "-", "inspection.given", manage), h.Give},
		{staff("GET "+one, "inspection", "-", read), h.Show},
		{file(staff("GET "+one+"/sample.xlsx", "inspection", "-", access.ReportExport, read)), h.XLSX},
		{staff("POST "+one+"/end", "inspection", "inspection.ended", manage), h.End},
		{staff("POST "+one+"/answer", "inspection", "inspection.answered", manage), h.Answer},

		{own("GET "+accountant, "-"), h.Own},
		{own("POST "+accountant, "inspection.drawn"), h.Draw},
		{own("GET "+accountant+"/line", "-"), h.Line},
		{own("POST "+accountant+"/line", "inspection.judged"), h.Judge},
		{own("GET "+accountant+"/evidence", "-"), h.OwnEvidence},
		{file(own("GET "+accountant+"/sample.xlsx", "-")), h.OwnXLSX},
		{own("POST "+accountant+"/send", "inspection.sent"), h.Send},
	}
}
