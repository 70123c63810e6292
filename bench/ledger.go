package main

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"schakel/internal/domain/funding"
	"schakel/internal/domain/network"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/identity"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/id"
)

// ledgers measures a big ledger: the forecast beside a bare handler that reads the rows it is made from, booking beside three bare inserts,
// verification, and a year as a workbook.
func (s *site) ledgers(ctx context.Context, f *floor, rounds, transfers int, only string) error {
	if !strings.Contains("ledger", only) || transfers < perContribution {
		return nil
	}
	l, err := s.ledgerIn(ctx, "ledger")
	if err != nil {
		return err
	}
	began := time.Now()
	if err := l.fill(ctx, transfers); err != nil {
		return err
	}
	fmt.Printf("# ledger of %d lines, filled in %.0f s\n", l.seq, time.Since(began).Seconds())
	cookie, err := l.lead(ctx)
	if err != nil {
		return err
	}
	if err := l.verified(ctx); err != nil {
		return err
	}
	if err := f.summary(ctx, l); err != nil {
		return err
	}
	err = compare("ledger, forecast page", rounds, func() error {
		return ask(ctx, s.app.Server, http.MethodGet, "/funding/forecast", "", cookie, http.StatusOK)
	}, func() error { return ask(ctx, f.mux, http.MethodGet, "/summary", "", nil, http.StatusOK) })
	if err != nil {
		return err
	}
	err = compare("ledger, report page", rounds, func() error {
		return ask(ctx, s.app.Server, http.MethodGet, "/funding", "", cookie, http.StatusOK)
	}, nil)
	if err != nil {
		return err
	}
	for _, path := range []string{"/funding/contributions.xlsx?year=2025", "/funding/report.xlsx?year=2025"} {
		if err := measured("ledger, "+path, func() error { return ask(ctx, s.app.Server, http.MethodGet, path, "", cookie, http.StatusOK) }); err != nil {
			return err
		}
	}
	return s.bookings(ctx, f, l, rounds)
}

// verified walks the ledger as every night, and refuses one that does not hold: then the bench itself is wrong.
func (l *bigLedger) verified(ctx context.Context) error {
	return measured("ledger, verification", func() error {
		v, err := l.s.app.Funding.VerifyLedger(ctx, l.system)
		if err == nil && (!v.OK() || v.Seq < int64(l.seq)) {
			err = fmt.Errorf("the bench's ledger does not hold: %+v", v)
		}
		return err
	})
}

// lead makes somebody who leads the region, with a session.
func (l *bigLedger) lead(ctx context.Context) (*http.Cookie, error) {
	var account id.ID
	err := l.s.app.Kit.Write(ctx, l.system, func(op *operation.Op) (err error) {
		account, _, err = identity.EnsureAccountTx(op, "lead@bench.example", "Lead", "nl")
		return err
	})
	if err != nil {
		return nil, err
	}
	if err := l.s.app.Network.GiveRole(ctx, l.system, network.RoleInput{Account: account, Role: access.RegionLead, Unit: l.root}); err != nil {
		return nil, err
	}
	l.s.app.Identity.Relax() // no second step in a bench
	return l.s.session(ctx, account, l.network, "bench-session-of-the-lead")
}

// summary is the bare handler of the forecast: the rows of the sums and months that it is made from.
func (f *floor) summary(ctx context.Context, l *bigLedger) error {
	stmt, err := f.db.PrepareContext(ctx, `SELECT z.unit_id, z.line_id, z.umbrella_id, CAST(z.year AS TEXT), CAST(z.carried_out + z.evidenced + z.checked + z.reported AS TEXT), 0
			FROM ledger_sum z WHERE z.network_id = $1 AND z.grant_id = $2
		UNION ALL SELECT '', '', '', z.month, CAST(SUM(z.carried_out) AS TEXT), 0 FROM ledger_month z WHERE z.network_id = $1 AND z.grant_id = $2 GROUP BY z.month`)
	if err != nil {
		return err
	}
	f.mux.HandleFunc("GET /summary", func(w http.ResponseWriter, r *http.Request) {
		f.serve(w, r, stmt, []any{string(l.network), string(l.grant)})
	})
	return nil
}

// bookings measures how many contributions a second are booked, one after the other, beside three bare rows in a transaction: the
// contribution, its transfer, and a sum. The clock counts here and not the processor: both wait for the disk.
func (s *site) bookings(ctx context.Context, f *floor, l *bigLedger, rounds int) error {
	bare, err := s.ledgerIn(ctx, "bare") // whose ledger nobody verifies
	if err != nil {
		return err
	}
	n := 0
	ours := func() error {
		n++
		_, err := s.app.Funding.Record(ctx, l.system, funding.RecordInput{
			ID: s.app.Kit.IDs.New(), Unit: l.units[n%len(l.units)], Organisation: l.orgs[n%len(l.orgs)], Grant: l.grant, Kind: funding.KindGoods,
			PerformedOn: string(clock.DateOf(time.Now())), Value: strconv.Itoa(10 + n), Reason: "gereedschap voor de klas", Other: true,
		})
		return err
	}
	var best [2][]float64
	for range turns {
		for side, fn := range []func() error{ours, bare.insert(ctx, f)} {
			start := time.Now()
			for range rounds {
				if err := fn(); err != nil {
					return fmt.Errorf("booking: %w", err)
				}
			}
			best[side] = append(best[side], float64(rounds)/time.Since(start).Seconds())
		}
	}
	a, b := middle(best[0]), middle(best[1])
	fmt.Printf("%-28s %8.0f %8.0f %5.0f%% a second\n", "ledger, bookings", a, b, 100*a/b)
	return l.verified(ctx)
}

// insert is the least that a booking costs: three rows in one transaction.
func (l *bigLedger) insert(ctx context.Context, f *floor) func() error {
	return func() error {
		tx, err := f.db.BeginTx(ctx, nil)
		if err != nil {
			return err
		}
		defer tx.Rollback() // after a commit it does nothing
		l.seq++
		key, now := string(l.s.app.Kit.IDs.New()), time.Now()
		_, err = tx.ExecContext(ctx, `INSERT INTO contribution (network_id, id, unit_id, grant_id, organisation_id, source_kind, source_id, kind, performed_on, scheme_version_id, cents, reason, created_at, recorded_by, operation_id)
			VALUES ($1, $2, $3, $4, $5, 'hand', $2, 'goods', $6, $7, $8, 'gereedschap voor de klas', $9, $10, $2)`,
			string(l.network), key, string(l.units[l.seq%len(l.units)]), string(l.grant), string(l.orgs[l.seq%len(l.orgs)]), string(clock.DateOf(now)), string(l.version), 1000+l.seq, now.UnixMicro(), string(l.s.account))
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO ledger_transfer (network_id, seq, id, unit_id, grant_id, contribution_id, debit, credit, cents, booked_on, recorded_at, actor_id, prev_hash, hash, operation_id)
			VALUES ($1, $2, $3, $4, $5, $3, 'source', 'carried_out', $6, $7, $8, $9, '', '', $3)`,
			string(l.network), l.seq, key, string(l.units[l.seq%len(l.units)]), string(l.grant), 1000+l.seq, string(clock.DateOf(now)), now.UnixMicro(), string(l.s.account))
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO ledger_month AS z (network_id, grant_id, unit_id, month, carried_out) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (network_id, grant_id, unit_id, month) DO UPDATE SET carried_out = z.carried_out + excluded.carried_out`,
			string(l.network), string(l.grant), string(l.units[l.seq%len(l.units)]), string(clock.DateOf(now))[:7], 1000+l.seq)
		if err != nil {
			return err
		}
		return tx.Commit()
	}
}

// measured prints how long something takes once, and how much memory of its own the process held at most meanwhile: the pages of the
// database that it maps are not its own.
func measured(name string, do func() error) error {
	debug.FreeOSMemory()
	before, err := rssAnon(os.Getpid())
	if err != nil {
		return err
	}
	most, start := watchMemory(context.Background()), time.Now()
	err = do()
	took, peak := time.Since(start), most()
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	const mb = 1024
	fmt.Printf("%-45s %8.2f s, peak %4d MB, %4d MB more than before\n", name, took.Seconds(), peak/mb, (peak-before)/mb)
	return nil
}
