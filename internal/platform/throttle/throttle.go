// Package throttle counts what somebody does against a rate: a bucket that holds so many at once and is refilled at so many a second.
// It counts within one process; with several replicas each counts for itself.
package throttle

import (
	"math"
	"net/netip"
	"sync"
	"time"

	"schakel/internal/platform/clock"
)

// Rate is how much is allowed.
type Rate struct{ Burst, PerSecond float64 }

// Limiter counts per class and person.
type Limiter struct {
	clock clock.Clock

	mu      sync.Mutex
	buckets map[key]*bucket
	swept   time.Time
}

type key struct{ class, who string }

type bucket struct {
	tokens float64
	at     time.Time
}

// New makes a limiter.
func New(c clock.Clock) *Limiter { return &Limiter{clock: c, buckets: map[key]*bucket{}} }

// Left is what is left after a try.
type Left struct {
	OK    bool
	Count int           // how many more would be allowed now
	Full  time.Duration // until everything is allowed again
	Next  time.Duration // until one is allowed; 0 when one is
}

// Take tries to do one thing.
func (l *Limiter) Take(class, who string, r Rate) Left {
	now := l.clock.Now()
	l.mu.Lock()
	defer l.mu.Unlock()
	l.sweep(now)
	k := key{class, who}
	b, ok := l.buckets[k]
	if !ok {
		b = &bucket{tokens: r.Burst, at: now}
		l.buckets[k] = b
	}
	b.tokens = min(r.Burst, b.tokens+now.Sub(b.at).Seconds()*r.PerSecond)
	b.at = now
	left := Left{OK: b.tokens >= 1}
	if left.OK {
		b.tokens--
	}
	left.Count = int(b.tokens)
	left.Full = seconds((r.Burst - b.tokens) / r.PerSecond)
	if b.tokens < 1 {
		left.Next = seconds((1 - b.tokens) / r.PerSecond)
	}
	return left
}

// seconds rounds up, so that who waits this long is not refused again.
func seconds(n float64) time.Duration { return time.Duration(math.Ceil(n)) * time.Second }

// sweep forgets who has not been seen for ten minutes.
func (l *Limiter) sweep(now time.Time) {
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
	ip, err := netip.ParseAddr(remote)
	if at, perr := netip.ParseAddrPort(remote); perr == nil {
		ip, err = at.Addr(), nil
	}
	if err != nil {
		return "unknown"
	}
	ip = ip.Unmap().WithZone("")
	if ip.Is4() {
		return ip.String()
	}
	p, err := ip.Prefix(64)
	if err != nil {
		return "unknown"
	}
	return p.String()
}
