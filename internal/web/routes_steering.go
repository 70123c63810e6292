package web

import (
	"schakel/internal/kernel/access"
	"schakel/internal/web/steeringweb"
)

// steeringRoutes are the page of the steering group, the records behind its figures, and the decisions asked of it.
func steeringRoutes(s Services) []route {
	h := steeringweb.New(s.Steering)
	show := func(pattern, object string, needs ...access.Action) access.Route {
		return access.Route{
			Pattern: pattern, Policy: access.Needs(append(needs, access.ContributionRead)...), Credentials: session, Class: access.C2, Object: object, Rate: access.RateNormal, Audit: "-",
		}
	}
	act := func(pattern, object, audit string) access.Route {
		r := show(pattern, object, access.ProgrammeManage)
		r.Body, r.Audit = formLimit, audit
		return r
	}
	file := show("GET /steering/steering.pdf", "-", access.ReportExport)
	file.Rate = access.RateCostly
	return []route{
		{show("GET /steering", "-"), h.Page},
		{file, h.PDF},
		{show("GET /steering/records", "-"), h.Records},
		{act("POST /steering/decisions", "-", "decision.asked"), h.Request},
		{show("GET /steering/decisions/{id}", "steering_request"), h.Decision},
		{act("POST /steering/decisions/{id}", "steering_request", "decision.noted"), h.Decide},
	}
}
