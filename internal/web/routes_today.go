package web

import (
	"schakel/internal/kernel/access"
	"schakel/internal/web/todayweb"
)

// todayRoutes are Today, search and palette, the change log, and the demo's outbox.
func todayRoutes(s Services) []route {
	h := todayweb.New(s.Dashboard, s.Search, s.ReadLog, s.MailDir)
	show := func(pattern string, policy access.Policy, object string) access.Route {
		return access.Route{Pattern: pattern, Policy: policy, Credentials: session, Class: access.C2, Object: object, Rate: access.RateNormal, Audit: "-"}
	}
	outbox := show("GET /outbox", access.Open("demo only: shows invented mails, so that a visitor can play the company"), "-")
	outbox.Credentials, outbox.Class, outbox.DemoOnly = anybody, access.C1, true // nobody in these mails exists
	letter := outbox
	letter.Pattern = "GET /outbox/{name}"
	return []route{
		{show("GET /today", access.SignedIn(), "-"), h.Today},
		{show("GET /palette", access.Needs(access.NetworkRead), "-"), h.Palette},
		{show("GET /shortcuts", access.SignedIn(), "-"), h.Shortcuts},
		{show("GET /search", access.Needs(access.NetworkRead), "-"), h.Search},
		{show("GET /audit", access.Needs(access.AuditRead), "-"), h.Audit},
		{show("GET /audit/readings", access.Needs(access.AuditRead), "-"), h.Readings},
		{outbox, h.Outbox},
		{letter, h.Mail},
	}
}
