// Package outbound is the only way from Schakel to other servers over HTTP. A user may have typed the
// address, so every connection goes to an IP address that was checked: a name is resolved once, no
// answer may lie in a special range, and the connection goes to the very address that was looked at.
package outbound

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"time"
)

// Limits of a request.
const (
	Timeout = 10 * time.Second // for everything, from the name to the last byte
	MaxBody = 64 << 10         // bytes of an answer that are read
)

// Why a request was not made or its answer not taken.
var (
	ErrURL      = errors.New("outbound: want https://name/… on the usual port")
	ErrAddress  = errors.New("outbound: the name leads to an address that is not public")
	ErrRedirect = errors.New("outbound: the server sends us elsewhere")
)

// Resolver finds the addresses of a name. net.DefaultResolver is one.
type Resolver interface {
	LookupNetIP(ctx context.Context, network, host string) ([]netip.Addr, error)
}

// Options of a client. The zero value is the careful one.
type Options struct {
	Resolver  Resolver // net.DefaultResolver when nil
	AllowHTTP bool     // also http:// on port 80
	// Allow are servers that the operator trusts by name although they stand on a private address, speak plain HTTP or listen on
	// another port. Nothing but these very addresses becomes reachable by it.
	Allow   []Origin
	Timeout time.Duration // of a whole request; Timeout when 0
}

// Client makes requests. Make one with New; it is safe for concurrent use.
type Client struct {
	resolver Resolver
	plain    bool
	allow    []Origin
	http     *http.Client
	dial     func(ctx context.Context, network, address string) (net.Conn, error)
}

// New makes a client. It keeps no connections, so that no name is believed longer than one request,
// and looks at no proxy variables, because a proxy would resolve names by itself.
func New(o Options) *Client {
	if o.Timeout <= 0 {
		o.Timeout = Timeout
	}
	c := &Client{resolver: o.Resolver, plain: o.AllowHTTP, allow: o.Allow, dial: (&net.Dialer{Timeout: o.Timeout}).DialContext}
	if c.resolver == nil {
		c.resolver = net.DefaultResolver
	}
	c.http = &http.Client{
		Timeout: o.Timeout,
		Transport: &http.Transport{
			DialContext:            c.connect,
			Proxy:                  nil,
			DisableKeepAlives:      true,
			DisableCompression:     true, // what is read is what was sent
			MaxResponseHeaderBytes: 16 << 10,
			TLSHandshakeTimeout:    o.Timeout,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return ErrRedirect },
	}
	return c
}

// Request is a request to a server.
type Request struct {
	Method string // GET when empty
	URL    string
	Header http.Header
	Body   []byte
}

// Response is a server's answer. Never show its body to whoever chose the address.
type Response struct {
	Status int
	Header http.Header
	Body   []byte
	Cut    bool // the body was longer than MaxBody
}

// Do makes a request. An answer with an error status is an answer; a redirect is ErrRedirect.
func (c *Client) Do(ctx context.Context, r Request) (*Response, error) {
	if err := c.Check(r.URL); err != nil {
		return nil, err
	}
	method := r.Method
	if method == "" {
		method = http.MethodGet
	}
	req, err := http.NewRequestWithContext(ctx, method, r.URL, bytes.NewReader(r.Body))
	if err != nil {
		return nil, ErrURL
	}
	for name, values := range r.Header {
		req.Header[http.CanonicalHeaderKey(name)] = values
	}
	if req.Header.Get("User-Agent") == "" {
		req.Header.Set("User-Agent", "Schakel")
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, fmt.Errorf("outbound: %w", err)
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(resp.Body, MaxBody+1))
	if err != nil {
		return nil, fmt.Errorf("outbound: %w", err)
	}
	cut := len(body) > MaxBody
	return &Response{Status: resp.StatusCode, Header: resp.Header, Body: body[:min(len(body), MaxBody)], Cut: cut}, nil
}

// Check looks at an address before anything is resolved: ErrURL when it would not be asked.
func (c *Client) Check(address string) error {
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" || u.User != nil || u.Opaque != "" {
		return ErrURL
	}
	switch {
	case slices.Contains(c.allow, originOf(u)):
	case u.Scheme == "https" && (u.Port() == "" || u.Port() == "443"):
	case c.plain && u.Scheme == "http" && (u.Port() == "" || u.Port() == "80"):
	default:
		return ErrURL
	}
	return nil
}

// connect resolves a host once, refuses it when any answer is not public, and connects to the answers
// themselves, in turn.
func (c *Client) connect(ctx context.Context, network, address string) (net.Conn, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, ErrURL
	}
	if slices.ContainsFunc(c.allow, func(o Origin) bool { return o.host == host && o.port == port }) {
		return c.dial(ctx, network, address)
	}
	var ips []netip.Addr
	if ip, err := netip.ParseAddr(host); err == nil {
		ips = []netip.Addr{ip}
	} else if ips, err = c.resolver.LookupNetIP(ctx, "ip", host); err != nil {
		return nil, fmt.Errorf("outbound: %w", err)
	}
	for _, ip := range ips {
		if !Public(ip) {
			return nil, ErrAddress
		}
	}
	err = ErrAddress // when there is no answer at all
	for _, ip := range ips[:min(len(ips), 4)] {
		var conn net.Conn
		if conn, err = c.dial(ctx, network, net.JoinHostPort(ip.Unmap().String(), port)); err == nil {
			return conn, nil
		}
	}
	return nil, err
}
