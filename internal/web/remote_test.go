package web

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
)

func TestRemote(t *testing.T) {
	t.Parallel()
	proxies := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("fd00::/8")}
	for name, tt := range map[string]struct {
		trusted   []netip.Prefix
		peer      string
		forwarded []string
		want      string
	}{
		"no proxy is trusted":                {nil, "10.0.0.1:99", []string{"192.0.2.7"}, "10.0.0.1:99"},
		"a stranger's header":                {proxies, "198.51.100.1:99", []string{"192.0.2.7"}, "198.51.100.1:99"},
		"through one proxy":                  {proxies, "10.0.0.1:99", []string{"192.0.2.7"}, "192.0.2.7:0"},
		"through two":                        {proxies, "10.0.0.1:99", []string{"192.0.2.7, 10.0.0.2"}, "192.0.2.7:0"},
		"in two headers":                     {proxies, "10.0.0.1:99", []string{"192.0.2.7", "10.0.0.2"}, "192.0.2.7:0"},
		"what the visitor wrote, rotating":   {proxies, "10.0.0.1:99", []string{"203.0.113.9, 192.0.2.7"}, "192.0.2.7:0"},
		"what the visitor wrote, as a proxy": {proxies, "10.0.0.1:99", []string{"10.9.9.9, 192.0.2.7"}, "192.0.2.7:0"},
		"nonsense before the proxy":          {proxies, "10.0.0.1:99", []string{"x, 10.0.0.2"}, "10.0.0.2:0"},
		"nonsense":                           {proxies, "10.0.0.1:99", []string{"unknown"}, "10.0.0.1:99"},
		"no header":                          {proxies, "10.0.0.1:99", nil, "10.0.0.1:99"},
		"over IPv6":                          {proxies, "[fd00::1]:99", []string{"2001:db8::7"}, "[2001:db8::7]:0"},
		"IPv4 written as IPv6":               {proxies, "[::ffff:10.0.0.1]:99", []string{"::ffff:192.0.2.7"}, "192.0.2.7:0"},
		"a very long header":                 {proxies, "10.0.0.1:99", []string{strings.Repeat("10.1.1.1,", 10_000) + "192.0.2.7"}, "192.0.2.7:0"},
		"no address at all":                  {proxies, "@", []string{"192.0.2.7"}, "@"},
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.RemoteAddr = tt.peer
		for _, f := range tt.forwarded {
			r.Header.Add("X-Forwarded-For", f)
		}
		got := ""
		remote(tt.trusted, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got = r.RemoteAddr })).ServeHTTP(httptest.NewRecorder(), r)
		if got != tt.want {
			t.Errorf("%s: got %s, want %s", name, got, tt.want)
		}
	}
}
