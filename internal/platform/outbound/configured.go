package outbound

import (
	"context"
	"net"
	"net/http"
	"time"
)

// DialConfigured connects to a server that the operator named in the configuration: it may stand in the operator's own network,
// which no address that a user types may lead to.
func DialConfigured(ctx context.Context, host, port string) (net.Conn, error) {
	return (&net.Dialer{Timeout: Timeout}).DialContext(ctx, "tcp", net.JoinHostPort(host, port))
}

// Configured returns a client for a server that the operator named in the configuration, such as the store of files. It has no time
// limit for the whole, since a file may be long; a server that keeps silent is left after Timeout.
func Configured() *http.Client {
	return &http.Client{
		Transport: &http.Transport{
			DialContext: (&net.Dialer{Timeout: Timeout}).DialContext, TLSHandshakeTimeout: Timeout, ResponseHeaderTimeout: 3 * Timeout,
			MaxIdleConnsPerHost: 16, IdleConnTimeout: 90 * time.Second, ForceAttemptHTTP2: true,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}
