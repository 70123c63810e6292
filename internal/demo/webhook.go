package demo

import (
	"context"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/webhook"
)

// tellWebhooks subscribes the region's website to what it shows. Its address does not exist, as no address of the demo does.
func (s *story) tellWebhooks(ctx context.Context) error {
	_, err := s.app.Webhook.Add(ctx, s.people[access.NetworkAdmin].scope, webhook.Input{
		Unit: s.root, Name: "Website van de regio", URL: "https://website.techniekregio-oost.example/schakel",
		Events: []string{"need.asked", "need.filled", "engagement.agreed", "engagement.done"},
	})
	return err
}
