package web

import (
	"schakel/internal/kernel/access"
	"schakel/internal/web/webhookweb"
)

// webhookRoutes are the pages on which other programs are subscribed to what happens: for who may let programs in.
func webhookRoutes(s Services) []route {
	h := webhookweb.New(s.Webhook, s.Network)
	show, act := pagesOf(access.C2)
	const may = access.RoleManage
	const all, one = "/network/webhooks", "/network/webhooks/{id}"
	return []route{
		{show("GET "+all, "-", may), h.List},
		{act("POST "+all, "-", "webhook.added", may), h.Add},
		{show("GET "+one, "webhook", may), h.Show},
		{act("POST "+one, "webhook", "webhook.edited", may), h.Save},
		{act("POST "+one+"/secret", "webhook", "webhook.secret_renewed", may), h.Rotate},
		{act("POST "+one+"/test", "webhook", "webhook.tried", may), h.Try},
		{act("POST "+one+"/pause", "webhook", "webhook.paused", may), h.Pause},
		{act("POST "+one+"/resume", "webhook", "webhook.resumed", may), h.Resume},
		{act("POST "+one+"/remove", "webhook", "webhook.removed", may), h.Remove},
		{act("POST "+one+"/deliveries/{delivery}/again", "webhook_delivery", "webhook.sent_again", may), h.SendAgain},
	}
}
