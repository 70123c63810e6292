package web

import (
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/link"
	"schakel/internal/web/engagementweb"
	"schakel/internal/web/portal"
)

// engagementRoutes are the agreed activities, from agreement to signature. Their pages show contact persons and signatures to
// those who may read them, so they are of class C2.
func engagementRoutes(s Services) []route {
	h := engagementweb.New(s.Engagement, s.Funding, s.Relation, s.Network, s.Need)
	show, change := pagesOf(access.C2)
	act := func(pattern, object, audit string) access.Route {
		return change(pattern, object, audit, access.EngagementManage)
	}
	list := show("GET /engagements", "-", access.EngagementRead)
	list.Class = access.C1
	return append([]route{
		{list, h.List},
		{show("GET /engagements/new", "-", access.EngagementManage, access.OrganisationRead), h.New},
		{act("POST /engagements", "-", "engagement.agreed"), h.Agree},
		{show("GET /engagements/{id}", "engagement", access.EngagementRead), h.Show},
		{act("POST /engagements/{id}/attendance", "engagement", "engagement.counted"), h.Count},
		{act("POST /engagements/{id}/reschedule", "engagement", "engagement.moved"), h.Reschedule},
		{act("POST /engagements/{id}/postpone", "engagement", "engagement.postponed"), h.Postpone},
		{act("POST /engagements/{id}/online", "engagement", "engagement.moved_online"), h.MoveOnline},
		{act("POST /engagements/{id}/offline", "engagement", "engagement.moved_offline"), h.MoveBack},
		{show("GET /engagements/{id}/series", "engagement", access.EngagementRead), h.Series},
		{act("POST /engagements/{id}/series", "engagement", "engagement.repeated"), h.Repeat},
		{show("GET /engagements/{id}/replace", "engagement", access.EngagementManage), h.ReplaceForm},
		{act("POST /engagements/{id}/replace", "engagement", "engagement.replaced"), h.Replace},
		{act("POST /engagements/{id}/details", "engagement", "engagement.detailed"), h.SaveDetails},
		{act("POST /engagements/{id}/check", "engagement", "engagement.ticked"), h.Check},
		{act("POST /engagements/{id}/dates", "engagement", "engagement.dates_proposed"), h.Propose},
		{act("POST /engagements/{id}/proposal", "engagement", "engagement.dates_answered"), h.Choose},
		{act("POST /engagements/{id}/cancel", "engagement", "engagement.cancelled"), h.Cancel},
		{act("POST /engagements/{id}/sign-off", "engagement", "sign_off.asked_again"), h.AskAgain},
		{act("POST /engagements/{id}/evaluation", "engagement", "engagement.evaluated"), h.Evaluate},
	}, append(visitRoutes(s), signOffRoutes(s)...)...)
}

// visitRoutes are the page behind the link with which either side prepares an agreement and settles another day.
func visitRoutes(s Services) []route {
	h := engagementweb.NewVisits(s.Engagement)
	show := access.Route{
		Pattern: "GET /e/{token}", Policy: access.Link(string(link.Visit), access.EngagementVisit), Credentials: viaLink,
		Class: access.C2, Object: "-", Rate: access.RateNormal, Audit: "-",
	}
	act := func(what, audit string) access.Route {
		r := show
		r.Pattern, r.Body, r.Audit = "POST /e/{token}/"+what, formLimit, audit
		return r
	}
	return []route{
		{show, h.Show},
		{act("details", "engagement.detailed"), h.Details},
		{act("check", "engagement.ticked"), h.Check},
		{act("dates", "engagement.dates_proposed"), h.Propose},
		{act("proposal", "engagement.dates_answered"), h.Choose},
	}
}

// signOffRoutes are the pages behind the links with which a company signs its hours, and either side says how it was.
func signOffRoutes(s Services) []route {
	h := portal.NewSignOff(s.Engagement, s.Funding)
	show := access.Route{
		Pattern: "GET /s/{token}", Policy: access.Link(string(link.SignOff), access.SignOffWrite), Credentials: viaLink,
		Class: access.C2, Object: "-", Rate: access.RateNormal, Audit: "-",
	}
	sign := show
	sign.Pattern, sign.Body, sign.Audit = "POST /s/{token}", formLimit, "occurrence.signed"
	e := portal.NewEvaluation(s.Engagement)
	ask := show
	ask.Pattern, ask.Policy, ask.Class = "GET /v/{token}", access.Link(string(link.Evaluate), access.EvaluationWrite), access.C1
	say := ask
	say.Pattern, say.Body, say.Audit = "POST /v/{token}", formLimit, "engagement.evaluated"
	return []route{{show, h.Show}, {sign, h.Sign}, {ask, e.Show}, {say, e.Say}}
}
