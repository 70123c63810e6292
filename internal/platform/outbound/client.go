package outbound

import (
	"fmt"
	"io"
	"net/http"
)

// HTTP returns the client for libraries that want one of the standard library: the same checks of every address, no redirects, the
// same limit of time. An answer longer than MaxBody can't be read to its end.
func (c *Client) HTTP() *http.Client {
	return &http.Client{Transport: careful{c}, Timeout: c.http.Timeout, CheckRedirect: c.http.CheckRedirect}
}

type careful struct{ c *Client }

// RoundTrip implements http.RoundTripper.
func (t careful) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := t.c.Check(r.URL.String()); err != nil {
		return nil, err
	}
	if r.Header.Get("User-Agent") == "" {
		r = r.Clone(r.Context())
		r.Header.Set("User-Agent", "Schakel")
	}
	resp, err := t.c.http.Transport.RoundTrip(r)
	if err != nil {
		return nil, fmt.Errorf("outbound: %w", err)
	}
	resp.Body = &short{resp.Body, MaxBody}
	return resp, nil
}

// short is a body that fails when it is longer than it may be.
type short struct {
	io.ReadCloser
	left int
}

var errLong = fmt.Errorf("outbound: the answer is longer than %d bytes", MaxBody)

// Read implements io.Reader.
func (b *short) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if b.left -= n; b.left < 0 {
		return 0, errLong
	}
	return n, err
}
