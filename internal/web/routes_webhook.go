package web

import (
	"schakel/internal/kernel/access"
	"schakel/internal/web/webhookweb"
)

// webhookRoutes are the pages on which other programs are subscribed to what happens: for who may let programs in.
func webhookRoutes(s Services) []route {
	h := webhookweb.New(s.Webhook, s.Network)
	show := func(pattern, object string) access.Route {
		return access.Route{Pattern: "GET " + pattern, Policy: access.Needs(access.RoleManage), Credentials: session, Class: access.C2, Object: object, Rate: access.RateNormal, Audit: "-"}
	}
	act := func(pattern, object, audit string) access.Route {
		r := show(pattern, object)
		r.Pattern, r.Body, r.Audit = "POST "+pattern, formLimit, audit
		return r
	}
	const all, one = "/network/webhooks", "/network/webhooks/{id}"
	return []route{
		{show(all, "-"), h.List},
		{act(all, "-", "webhook.added"), h.Add},
		{show(one, "webhook"), h.Show},
		{act(one, "webhook", "webhook.edited"), h.Save},
		{act(one+"/secret", "webhook", "webhook.secret_renewed"), h.Rotate},
		{act(one+"/test", "webhook", "webhook.tried"), h.Try},
		{act(one+"/pause", "webhook", "webhook.paused"), h.Pause},
		{act(one+"/resume", "webhook", "webhook.resumed"), h.Resume},
		{act(one+"/remove", "webhook", "webhook.removed"), h.Remove},
		{act(one+"/deliveries/{delivery}/again", "webhook_delivery", "webhook.sent_again"), h.SendAgain},
	}
}
