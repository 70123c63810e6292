package outbound

import "net/netip"

// special are the ranges that the IANA special-purpose registries and the multicast registries keep
// from the public internet (RFC 6890 and its successors), and addresses of cloud platforms that are
// public by form only. netip's own predicates miss most of them.
var special = prefixes(
	"0.0.0.0/8",         // this network
	"10.0.0.0/8",        // private
	"100.64.0.0/10",     // shared by providers (CGNAT)
	"127.0.0.0/8",       // loopback
	"168.63.129.16/32",  // a cloud's host agent
	"169.254.0.0/16",    // link-local, metadata services
	"172.16.0.0/12",     // private
	"192.0.0.0/24",      // protocol assignments
	"192.0.2.0/24",      // documentation
	"192.31.196.0/24",   // AS112
	"192.52.193.0/24",   // AMT relays
	"192.88.99.0/24",    // 6to4 relays
	"192.168.0.0/16",    // private
	"192.175.48.0/24",   // AS112
	"198.18.0.0/15",     // benchmarks
	"198.51.100.0/24",   // documentation
	"203.0.113.0/24",    // documentation
	"224.0.0.0/4",       // multicast
	"240.0.0.0/4",       // reserved, broadcast
	"2001::/23",         // protocol assignments: Teredo, benchmarks, ORCHID
	"2001:db8::/32",     // documentation
	"2002::/16",         // 6to4: carries an IPv4 address
	"2620:4f:8000::/48", // AS112
	"3fff::/20",         // documentation
)

// global is the only IPv6 range given out for the public internet. Loopback, unique local, link-local,
// multicast, NAT64 and IPv4-compatible addresses all lie outside it.
var global = netip.MustParsePrefix("2000::/3")

func prefixes(texts ...string) []netip.Prefix {
	out := make([]netip.Prefix, len(texts))
	for i, t := range texts {
		out[i] = netip.MustParsePrefix(t)
	}
	return out
}

// Public reports whether an address belongs to the public internet. An IPv4 address in IPv6 form is
// judged as the IPv4 address to which packets would go.
func Public(ip netip.Addr) bool {
	if ip.Zone() != "" {
		return false
	}
	ip = ip.Unmap()
	if !ip.IsValid() || (ip.Is6() && (!global.Contains(ip) || isatap(ip))) {
		return false
	}
	for _, p := range special {
		if p.Contains(ip) {
			return false
		}
	}
	return true
}

// isatap reports an interface identifier that carries an IPv4 address (RFC 5214).
func isatap(ip netip.Addr) bool {
	b := ip.As16()
	return b[8]&^0x03 == 0 && b[9] == 0 && b[10] == 0x5e && b[11] == 0xfe
}
