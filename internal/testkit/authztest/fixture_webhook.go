package authztest

import (
	"schakel/internal/kernel/webhook"
)

// webhooks are subscriptions of the network and of units in both subregions: one with a delivery that gave up, and one that is paused.
func (n *Net) webhooks() {
	f := n.f
	for _, unit := range []string{"root", "almelo", "hengelo"} {
		for _, tag := range []string{"on", "paused"} {
			word := n.word("role", unit)
			made := got[webhook.Made](f)(n.svc().Webhook.Add(f.ctx(), n.Admin, webhook.Input{
				Unit: n.Units[unit], Name: word, URL: "https://example.org/hook", Events: []string{"agreement.ended"},
			}))
			o := n.add(&Object{Kind: "webhook", Tag: tag, ID: made.ID, Unit: unit, Word: word})
			if tag == "paused" {
				f.must(n.svc().Webhook.Pause(f.ctx(), n.Admin, made.ID))
				continue
			}
			dead := &Object{Kind: "webhook_delivery", ID: f.Kit.IDs.New(), Unit: unit, Above: o}
			f.exec(`INSERT INTO webhook_delivery (network_id, id, webhook_id, event, object_kind, object_id, unit_id, occurred_at, state, attempts, outcome, operation_id)
				VALUES ($1, $2, $3, 'agreement.ended', 'agreement', $2, $4, $5, 'dead', 8, '500', $2)`, n.ID, dead.ID, made.ID, n.Units[unit], f.Clock.Now())
			n.add(dead)
		}
	}
}
