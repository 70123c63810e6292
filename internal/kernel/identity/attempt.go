package identity

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
)

// Guessing is bounded per account and per address: at most maxFailures in any window, counted per minute. An attempt is
// counted before it is looked at and given back when it succeeds, so a thousand at the same time are no way around.
const (
	maxFailures = 10
	maxLinks    = 5 // sign-in links asked for
	window      = 15 * time.Minute
	keepCounts  = 24 * time.Hour
)

// counter is one thing that is counted: an account or an address.
type counter struct {
	name string // without the person's data: a hash
	max  int
}

func accountCounter(what, email string, most int) counter {
	return counter{what + ":a:" + digest(strings.ToLower(strings.TrimSpace(email))), most}
}

func addressCounter(what, address string, most int) counter {
	return counter{what + ":n:" + digest(neighbourhood(address)), most}
}

func digest(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}

// neighbourhood is what one visitor can have: an IPv4 address, or an IPv6 /64.
func neighbourhood(address string) string {
	ip, err := netip.ParseAddr(strings.TrimSuffix(address, "/64"))
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

// minute names a row: what is counted, and when.
func (c counter) minute(at time.Time) string {
	return c.name + ":" + strconv.FormatInt(at.Unix()/60, 10)
}

// minutes names the rows that a window reaches.
func (c counter) minutes(now time.Time) []string {
	var out []string
	for back := time.Duration(0); back <= window; back += time.Minute {
		out = append(out, c.minute(now.Add(-back)))
	}
	return out
}

// countTx counts an attempt on every counter, or refuses it when one of them is full.
func countTx(tx *db.Tx, now time.Time, counters ...counter) error {
	slices.SortFunc(counters, func(a, b counter) int { return strings.Compare(a.name, b.name) }) // one order of locks
	for _, c := range counters {
		if err := tx.Lock("attempt:" + c.name); err != nil {
			return fmt.Errorf("count attempt: %w", err)
		}
		n, err := db.Get[int](tx, db.Q(`SELECT COALESCE(SUM(tries), 0) FROM sign_in_attempt WHERE key = ANY($1)`, db.List(c.minutes(now))))
		if err != nil {
			return fmt.Errorf("count attempt: %w", err)
		}
		if n >= c.max {
			return fault.Limit("identity.too_many", int(window/time.Minute))
		}
	}
	for _, c := range counters {
		_, err := tx.Exec(db.Q(`INSERT INTO sign_in_attempt (key, started_at, tries) VALUES ($1, $2, 1)
			ON CONFLICT (key) DO UPDATE SET tries = sign_in_attempt.tries + 1`, c.minute(now), now.Truncate(time.Minute)))
		if err != nil {
			return fmt.Errorf("count attempt: %w", err)
		}
	}
	return nil
}

// forgetTx clears a counter: the account's owner has shown to be there.
func forgetTx(tx *db.Tx, now time.Time, c counter) error {
	_, err := tx.Exec(db.Q(`DELETE FROM sign_in_attempt WHERE key = ANY($1)`, db.List(c.minutes(now))))
	return err
}

// giveBackTx takes one attempt off a counter; failures of others at the same address stay.
func giveBackTx(tx *db.Tx, counted time.Time, c counter) error {
	_, err := tx.Exec(db.Q(`UPDATE sign_in_attempt SET tries = tries - 1 WHERE key = $1 AND tries > 0`, c.minute(counted)))
	return err
}

// count is countTx in a transaction of its own, so that a failure that follows stays counted.
// Once in a while it clears away what is older than a day.
func (s *Service) count(ctx context.Context, counters ...counter) (time.Time, error) {
	now := s.Clock.Now()
	sweep := s.swept.Swap(now.Unix()/3600) != now.Unix()/3600
	err := s.DB.Write(ctx, db.Settings{}, func(tx *db.Tx) error {
		if err := countTx(tx, now, counters...); err != nil {
			return err
		}
		if !sweep {
			return nil
		}
		_, err := tx.Exec(db.Q(`DELETE FROM sign_in_attempt WHERE started_at < $1`, now.Add(-keepCounts)))
		return err
	})
	return now, err
}
