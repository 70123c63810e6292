package web

import (
	"schakel/internal/kernel/access"
	"schakel/internal/web/steeringweb"
)

// steeringRoutes are the page of the steering group, the records behind its figures, and the decisions asked of it.
func steeringRoutes(s Services) []route {
	h := steeringweb.New(s.Steering)
	show, act := pagesOf(access.C2)
	const read, ask = access.ContributionRead, access.ProgrammeManage
	file := show("GET /steering/steering.pdf", "-", access.ReportExport, read)
	file.Rate = access.RateCostly
	return []route{
		{show("GET /steering", "-", read), h.Page},
		{file, h.PDF},
		{show("GET /steering/records", "-", read), h.Records},
		{act("POST /steering/decisions", "-", "decision.asked", ask, read), h.Request},
		{show("GET /steering/decisions/{id}", "steering_request", read), h.Decision},
		{act("POST /steering/decisions/{id}", "steering_request", "decision.noted", ask, read), h.Decide},
	}
}
