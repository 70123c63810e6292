package web

import (
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// maxHops bounds how many proxies are looked through.
const maxHops = 16

// remote gives requests that come through a trusted proxy the address of the visitor, as the proxy saw it. What a visitor
// writes in X-Forwarded-For stands left of what our proxies add, so it is never believed.
func remote(trusted []netip.Prefix, next http.Handler) http.Handler {
	if len(trusted) == 0 {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if at, err := netip.ParseAddrPort(r.RemoteAddr); err == nil {
			if visitor := through(trusted, at.Addr().Unmap(), r.Header.Values("X-Forwarded-For")); visitor != at.Addr().Unmap() {
				r.RemoteAddr = netip.AddrPortFrom(visitor, 0).String()
			}
		}
		next.ServeHTTP(w, r)
	})
}

// through walks back from the peer over what each trusted proxy says, to the first address that is no trusted proxy.
func through(trusted []netip.Prefix, peer netip.Addr, forwarded []string) netip.Addr {
	var hops []string
	for _, header := range forwarded {
		hops = append(hops, strings.Split(header, ",")...)
	}
	hops = hops[max(0, len(hops)-maxHops):]
	ours := func(a netip.Addr) bool {
		return slices.ContainsFunc(trusted, func(p netip.Prefix) bool { return p.Contains(a) })
	}
	for _, hop := range slices.Backward(hops) {
		if !ours(peer) {
			break
		}
		before, err := netip.ParseAddr(strings.TrimSpace(hop))
		if err != nil {
			break
		}
		peer = before.Unmap().WithZone("")
	}
	return peer
}
