package web

import (
	"net"
	"sync"
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/platform/clock"
	"schakel/internal/web/page"
)

// rate is a bucket: so many requests at once, refilled at so many per second.
type rate struct{ burst, perSecond float64 }

// rates bounds each class. People at work stay far below; a runaway script does not.
var rates = map[access.RateClass]rate{
	access.RateNormal: {burst: 600, perSecond: 60},
	access.RateCostly: {burst: 30, perSecond: 0.5},
	access.RateSignIn: {burst: 60, perSecond: 0.5},
}

// limiter counts requests per class and principal: an account, an address of strangers, or a link at an address.
type limiter struct {
	clock clock.Clock

	mu      sync.Mutex
	buckets map[bucketKey]*bucket
	swept   time.Time
}

type bucketKey struct {
	class access.RateClass
	who   string
}

type bucket struct {
	tokens float64
	at     time.Time
}

func newLimiter(c clock.Clock) *limiter {
	return &limiter{clock: c, buckets: map[bucketKey]*bucket{}}
}

func (l *limiter) allow(c *page.Ctx) bool {
	r, limited := rates[c.Route.Rate]
	if !limited || c.Env.Unlimited {
		return true
	}
	who := string(c.Scope.Actor())
	switch {
	case who == "":
		who = Address(c.R.RemoteAddr)
	case c.Scope.Kind() == access.KindLink: // many may hold it: one who abuses it does not close it for the rest
		who += " " + Address(c.R.RemoteAddr)
	}
	return l.take(bucketKey{c.Route.Rate, who}, r)
}

func (l *limiter) take(key bucketKey, r rate) bool {
	now := l.clock.Now()
	l.mu.Lock()
	defer l.mu.Unlock()
	l.sweep(now)
	b, ok := l.buckets[key]
	if !ok {
		b = &bucket{tokens: r.burst, at: now}
		l.buckets[key] = b
	}
	b.tokens = min(r.burst, b.tokens+now.Sub(b.at).Seconds()*r.perSecond)
	b.at = now
	if b.tokens < 1 {
		return false
	}
	b.tokens--
	return true
}

// sweep forgets who has not been seen for ten minutes.
func (l *limiter) sweep(now time.Time) {
	const quiet = 10 * time.Minute
	if now.Sub(l.swept) < quiet {
		return
	}
	l.swept = now
	for k, b := range l.buckets {
		if now.Sub(b.at) > quiet {
			delete(l.buckets, k)
		}
	}
}

// Address shortens a remote address to what counts as one visitor: an IPv4 address, or an IPv6 /64.
func Address(remote string) string {
	host, _, err := net.SplitHostPort(remote)
	if err != nil {
		host = remote
	}
	ip := net.ParseIP(host)
	if ip == nil {
		return "unknown"
	}
	if v4 := ip.To4(); v4 != nil {
		return v4.String()
	}
	return ip.Mask(net.CIDRMask(64, 128)).String() + "/64"
}
