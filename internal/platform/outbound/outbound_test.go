package outbound

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"testing"
)

func TestPublicAddresses(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"93.184.216.34": true, "1.1.1.1": true, "100.63.255.255": true, "100.128.0.0": true, "172.32.0.1": true,
		"198.17.255.255": true, "198.20.0.0": true, "223.255.255.255": true, "192.0.1.0": true, "128.0.0.1": true,
		"2606:4700::1111": true, "2a00:1450::1": true, "2001:200::1": true, "::ffff:1.1.1.1": true,

		"0.0.0.0": false, "0.1.2.3": false, "10.1.2.3": false, "100.64.0.1": false, "100.127.255.255": false,
		"127.0.0.1": false, "127.255.255.254": false, "169.254.169.254": false, "168.63.129.16": false,
		"172.16.0.1": false, "172.31.255.255": false, "192.0.0.8": false, "192.0.2.1": false, "192.88.99.1": false,
		"192.168.1.1": false, "198.18.0.1": false, "198.19.255.255": false, "198.51.100.1": false, "203.0.113.9": false,
		"224.0.0.1": false, "239.255.255.255": false, "240.0.0.1": false, "255.255.255.255": false,
		"::": false, "::1": false, "::7f00:1": false, "::ffff:127.0.0.1": false, "::ffff:10.0.0.1": false, "::ffff:0:127.0.0.1": false,
		"64:ff9b::7f00:1": false, "64:ff9b::1.1.1.1": false, "64:ff9b:1::1": false, "100::1": false, "2001::1": false, "2001:2::1": false,
		"2001:10::1": false, "2001:20::1": false, "2001:db8::1": false, "2002:7f00:1::": false, "2002:0101:0101::1": false,
		"2620:4f:8000::1": false, "3fff::1": false, "5f00::1": false, "fc00::1": false, "fd12::1": false,
		"fe80::1": false, "fe80::1%eth0": false, "2606:4700::1%eth0": false, "fec0::1": false, "ff02::1": false,
		"2606:4700::5efe:7f00:1": false, "2606:4700::200:5efe:10.0.0.1": false,
	} {
		if got := Public(netip.MustParseAddr(text)); got != want {
			t.Errorf("%s: %v", text, got)
		}
	}
	if Public(netip.Addr{}) {
		t.Error("no address is public")
	}
}

// names is a resolver that the test controls. Each name gives its answers in turn, the last for ever.
type names struct {
	mu    sync.Mutex
	table map[string][][]string
	asked []string
}

func (n *names) LookupNetIP(_ context.Context, _, host string) ([]netip.Addr, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.asked = append(n.asked, host)
	answers, ok := n.table[host]
	if !ok {
		return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
	}
	if len(answers) > 1 {
		n.table[host] = answers[1:]
	}
	var ips []netip.Addr
	for _, a := range answers[0] {
		ips = append(ips, netip.MustParseAddr(a))
	}
	return ips, nil
}

// lab is a client whose connections to public addresses end at a local server, which notes them.
type lab struct {
	*Client
	names  *names
	dialed []string
	mu     sync.Mutex
}

func newLab(t *testing.T, table map[string][][]string, handler http.HandlerFunc) *lab {
	t.Helper()
	server := httptest.NewTLSServer(handler)
	plain := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	t.Cleanup(plain.Close)
	l := &lab{names: &names{table: table}}
	l.Client = New(Options{Resolver: l.names, AllowHTTP: true})
	l.dial = func(ctx context.Context, network, address string) (net.Conn, error) {
		l.mu.Lock()
		l.dialed = append(l.dialed, address)
		l.mu.Unlock()
		if strings.HasPrefix(address, "9.9.9.9:") {
			return nil, errors.New("nobody there")
		}
		target := server.Listener.Addr().String()
		if strings.HasSuffix(address, ":80") {
			target = plain.Listener.Addr().String()
		}
		return (&net.Dialer{}).DialContext(ctx, network, target)
	}
	roots := x509.NewCertPool()
	roots.AddCert(server.Certificate())
	l.http.Transport.(*http.Transport).TLSClientConfig = &tls.Config{RootCAs: roots}
	return l
}

func TestRequestGoesToTheCheckedAddress(t *testing.T) {
	t.Parallel()
	l := newLab(t, map[string][][]string{"example.com": {{"9.9.9.9", "1.1.1.1"}, {"127.0.0.1"}}}, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Seen", r.Method+" "+r.Host+" "+r.Header.Get("User-Agent")+" "+r.Header.Get("X-Own"))
		w.WriteHeader(http.StatusTeapot)
		_, _ = fmt.Fprint(w, "hello")
	})
	resp, err := l.Do(t.Context(), Request{Method: "POST", URL: "https://example.com/hook", Body: []byte("x"), Header: http.Header{"x-own": {"1"}}})
	if err != nil {
		t.Fatal(err)
	}
	if resp.Status != http.StatusTeapot || string(resp.Body) != "hello" || resp.Cut || resp.Header.Get("X-Seen") != "POST example.com Schakel 1" {
		t.Errorf("%+v", resp)
	}
	if !slices.Equal(l.dialed, []string{"9.9.9.9:443", "1.1.1.1:443"}) || len(l.names.asked) != 1 {
		t.Errorf("dialed %v, asked %v", l.dialed, l.names.asked)
	}
	// The second request resolves again and sees that the name now leads inside.
	if _, err := l.Do(t.Context(), Request{URL: "https://example.com/"}); !errors.Is(err, ErrAddress) || len(l.dialed) != 2 {
		t.Errorf("rebinding: %v, dialed %v", err, l.dialed)
	}
}

func TestNothingIsDialledInside(t *testing.T) {
	t.Parallel()
	table := map[string][][]string{
		"loopback.test": {{"127.0.0.1"}}, "mixed.test": {{"1.1.1.1", "10.0.0.1"}}, "mapped.test": {{"::ffff:169.254.169.254"}},
		"nat64.test": {{"64:ff9b::7f00:1"}}, "sixtofour.test": {{"2002:7f00:1::"}}, "cgnat.test": {{"100.64.0.1"}},
		"nowhere.test": {{}}, "2130706433": {{"127.0.0.1"}}, "0x7f.1": {{"127.0.0.1"}}, "localhost": {{"127.0.0.1", "::1"}},
	}
	for _, address := range []string{
		"https://loopback.test/", "https://mixed.test/", "https://mapped.test/", "https://nat64.test/", "https://sixtofour.test/",
		"https://cgnat.test/", "https://nowhere.test/", "https://2130706433/", "https://0x7f.1/", "https://localhost/",
		"https://127.0.0.1/", "https://[::1]/", "https://[::]/", "https://[::ffff:127.0.0.1]/", "https://169.254.169.254/latest/meta-data/", "https://0/",
		"https://unknown.test/",
	} {
		t.Run(address, func(t *testing.T) {
			t.Parallel()
			l := newLab(t, table2(table), func(http.ResponseWriter, *http.Request) { t.Error("reached") })
			if _, err := l.Do(t.Context(), Request{URL: address}); err == nil || len(l.dialed) != 0 {
				t.Errorf("%v, dialed %v", err, l.dialed)
			}
		})
	}
}

// table2 copies a table, because a resolver uses it up.
func table2(in map[string][][]string) map[string][][]string {
	out := map[string][][]string{}
	for k, v := range in {
		out[k] = slices.Clone(v)
	}
	return out
}

func TestAddressesThatAreNotTaken(t *testing.T) {
	t.Parallel()
	l := newLab(t, map[string][][]string{"example.com": {{"1.1.1.1"}}}, func(http.ResponseWriter, *http.Request) { t.Error("reached") })
	for _, bad := range []string{
		"", "example.com", "ftp://example.com/", "file:///etc/passwd", "https://example.com:8443/", "https://example.com:80/", "http://example.com:443/",
		"https://user:pw@example.com/", "https:///x", "https:example.com", "gopher://example.com:443/", "https://exa mple.com/", "https://example.com:0443x/",
	} {
		if _, err := l.Do(t.Context(), Request{URL: bad}); !errors.Is(err, ErrURL) {
			t.Errorf("%q: %v", bad, err)
		}
	}
	careful := New(Options{Resolver: l.names})
	if _, err := careful.Do(t.Context(), Request{URL: "http://example.com/"}); !errors.Is(err, ErrURL) {
		t.Errorf("http without opting in: %v", err)
	}
}

func TestHostileServers(t *testing.T) {
	t.Parallel()
	table := map[string][][]string{"example.com": {{"1.1.1.1"}}}
	t.Run("redirect inside", func(t *testing.T) {
		t.Parallel()
		for _, status := range []int{301, 302, 303, 307, 308} {
			l := newLab(t, table2(table), func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "http://127.0.0.1/", status) })
			if _, err := l.Do(t.Context(), Request{URL: "http://example.com/"}); !errors.Is(err, ErrRedirect) || len(l.dialed) != 1 {
				t.Errorf("%d: %v, dialed %v", status, err, l.dialed)
			}
		}
	})
	t.Run("endless body", func(t *testing.T) {
		t.Parallel()
		l := newLab(t, table2(table), func(w http.ResponseWriter, _ *http.Request) {
			chunk := make([]byte, 32<<10)
			for range 64 {
				if _, err := w.Write(chunk); err != nil {
					return
				}
			}
		})
		resp, err := l.Do(t.Context(), Request{URL: "https://example.com/"})
		if err != nil || len(resp.Body) != MaxBody || !resp.Cut {
			t.Errorf("%v, %+v", err, resp != nil && resp.Cut)
		}
	})
	t.Run("huge header", func(t *testing.T) {
		t.Parallel()
		l := newLab(t, table2(table), func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("X", strings.Repeat("x", 32<<10)) })
		if _, err := l.Do(t.Context(), Request{URL: "https://example.com/"}); err == nil {
			t.Error("taken")
		}
	})
	t.Run("never answers", func(t *testing.T) {
		t.Parallel()
		ctx, cancel := context.WithCancel(t.Context())
		l := newLab(t, table2(table), func(_ http.ResponseWriter, r *http.Request) { cancel(); <-r.Context().Done() })
		if _, err := l.Do(ctx, Request{URL: "https://example.com/"}); !errors.Is(err, context.Canceled) {
			t.Errorf("%v", err)
		}
		if l.http.Timeout != Timeout {
			t.Error("no timeout")
		}
	})
	t.Run("wrong certificate", func(t *testing.T) {
		t.Parallel()
		l := newLab(t, map[string][][]string{"other.test": {{"1.1.1.1"}}}, func(http.ResponseWriter, *http.Request) { t.Error("reached") })
		if _, err := l.Do(t.Context(), Request{URL: "https://other.test/"}); err == nil {
			t.Error("taken")
		}
	})
}
