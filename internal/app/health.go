package app

import (
	"context"
	"fmt"
	"net"
	"net/http"

	"schakel/internal/platform/config"
	"schakel/internal/platform/outbound"
)

// Health asks a running Schakel on this machine whether it is ready, for images that have no other program to ask with.
func Health(ctx context.Context, c *config.Config) error {
	host, port, err := net.SplitHostPort(c.Listen)
	if err != nil {
		return fmt.Errorf("health: %w", err)
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+net.JoinHostPort(host, port)+"/readyz", nil)
	if err != nil {
		return fmt.Errorf("health: %w", err)
	}
	answer, err := outbound.Configured().Do(r)
	if err != nil {
		return fmt.Errorf("health: %w", err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("health: it answers %d", answer.StatusCode)
	}
	return nil
}
