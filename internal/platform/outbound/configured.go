package outbound

import (
	"context"
	"net"
)

// DialConfigured connects to a server that the operator named in the configuration: it may stand in the operator's own network,
// which no address that a user types may lead to.
func DialConfigured(ctx context.Context, host, port string) (net.Conn, error) {
	return (&net.Dialer{Timeout: Timeout}).DialContext(ctx, "tcp", net.JoinHostPort(host, port))
}
