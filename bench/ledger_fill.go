package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"schakel/internal/domain/funding"
	"schakel/internal/domain/network"
	"schakel/internal/domain/programme"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/id"
	"schakel/internal/platform/money"
)

// bigLedger is a network with a grant under which much was contributed.
type bigLedger struct {
	s       *site
	network id.ID
	system  access.Scope
	root    id.ID
	units   []id.ID
	grant   id.ID
	version id.ID
	lines   []id.ID
	orgs    []id.ID
	files   []kept
	seq     int
	prev    string
}

// kept is a file of evidence in the store; many contributions stand on each.
type kept struct {
	id     id.ID
	digest string
}

// ledgerSchools is in how many schools of a region the contributions fall; with their programme lines and years they make the sums.
const (
	ledgerSchools   = 24
	ledgerLines     = 5
	ledgerCompanies = 200
	ledgerFiles     = 100
	perContribution = 3 // carried out, evidenced, checked
)

// ledgerIn founds a network with a grant, as people do by hand.
func (s *site) ledgerIn(ctx context.Context, slug string) (*bigLedger, error) {
	l := &bigLedger{s: s}
	var err error
	if l.network, l.root, err = s.app.Network.Found(ctx, network.FoundInput{Name: "Bench " + slug, Slug: slug}); err != nil {
		return nil, err
	}
	l.system = access.System(l.network, "bench")
	for n := range ledgerSchools {
		unit, err := s.app.Network.AddUnit(ctx, l.system, network.UnitInput{Parent: l.root, Kind: network.KindSchool, Name: fmt.Sprintf("School %d", n)})
		if err != nil {
			return nil, err
		}
		l.units = append(l.units, unit)
	}
	if err := l.granted(ctx); err != nil {
		return nil, err
	}
	for n := range ledgerLines {
		line, err := s.app.Programme.AddLine(ctx, l.system, programme.LineInput{Unit: l.root, Grant: l.grant, Code: string(rune('A' + n)), Name: "Lijn"})
		if err != nil {
			return nil, err
		}
		l.lines = append(l.lines, line)
	}
	return l, l.companies(ctx)
}

func (l *bigLedger) granted(ctx context.Context) error {
	if _, err := l.s.app.Funding.InstallSchemes(ctx, l.system); err != nil {
		return err
	}
	rules, err := l.s.app.Funding.Rules(ctx, l.system)
	if err != nil {
		return err
	}
	for _, r := range rules {
		if r.Code != "STO-2025-2028" {
			continue
		}
		l.version = r.Versions[0].ID
		l.grant, err = l.s.app.Funding.AddGrant(ctx, l.system, funding.GrantInput{
			Unit: l.root, Scheme: r.ID, Reference: "BENCH", Name: "Bench", DecidedOn: "2025-01-01", StartOn: "2025-01-01", EndOn: "2028-12-31",
			Grant: "3.000.000", Budget: "4.000.000", Costs: "5.000.000",
		})
		return err
	}
	return errors.New("no scheme to grant under")
}

// companies writes the companies, and the files that are evidence.
func (l *bigLedger) companies(ctx context.Context) error {
	for n := range ledgerFiles {
		d, _, err := l.s.app.Blobs.Put(ctx, strings.NewReader(fmt.Sprintf("%%PDF-1.4 invoice %s %d", l.network, n)), 1<<20)
		if err != nil {
			return err
		}
		l.files = append(l.files, kept{digest: string(d)})
	}
	return l.s.app.Kit.Write(ctx, l.system, func(op *operation.Op) error {
		op.Audit(audit.Entry{Action: "bench.filled", Object: "network"})
		orgs := sheet{into: `organisation (network_id, id, kind, name, name_key, created_at, updated_at, operation_id)`}
		for n := range ledgerCompanies {
			l.orgs = append(l.orgs, op.NewID())
			name := fmt.Sprintf("gever %d", n)
			orgs.add(l.network, l.orgs[n], "company", name, name, op.At, op.At, op.ID)
		}
		files := sheet{into: `file (network_id, id, unit_id, digest, size, media_type, name, about_kind, about_id, created_at, operation_id)`}
		for n := range l.files {
			l.files[n].id = op.NewID()
			files.add(l.network, l.files[n].id, l.root, l.files[n].digest, 20, "application/pdf", "factuur.pdf", "contribution", op.NewID(), op.At, op.ID)
		}
		return errors.Join(orgs.write(op), files.write(op))
	})
}

// fill writes a ledger of so many transfers as rows, with the chain, the sums and the months as bookings would have made them.
func (l *bigLedger) fill(ctx context.Context, transfers int) error {
	const chunk = 3000 // contributions
	for left := transfers / perContribution; left > 0; left -= chunk {
		err := l.s.app.Kit.Write(ctx, l.system, func(op *operation.Op) error {
			op.Audit(audit.Entry{Action: "bench.filled", Object: "network"})
			return l.some(op, min(left, chunk))
		})
		if err != nil {
			return err
		}
	}
	for n := range 10 {
		_, err := l.s.app.Funding.Pledge(ctx, l.system, funding.PledgeInput{
			Grant: l.grant, Unit: l.units[n], Line: l.lines[0], Organisation: l.orgs[n], Year: strconv.Itoa(time.Now().Year()), Kind: funding.KindGoods, Value: "90.000.000",
		})
		if err != nil {
			return err
		}
	}
	return l.s.app.Kit.Write(ctx, l.system, func(op *operation.Op) error {
		op.Audit(audit.Entry{Action: "bench.filled", Object: "network"})
		for _, text := range []string{
			`INSERT INTO ledger_sum (network_id, grant_id, unit_id, line_id, umbrella_id, year, carried_out, evidenced, parked, checked, reported)
				SELECT c.network_id, c.grant_id, c.unit_id, c.line_id, '', CAST(substr(c.performed_on, 1, 4) AS INTEGER), 0, 0, 0, SUM(c.cents), 0 FROM contribution c WHERE c.network_id = $1 GROUP BY 1, 2, 3, 4, 5, 6`,
			`INSERT INTO ledger_month (network_id, grant_id, unit_id, month, carried_out)
				SELECT c.network_id, c.grant_id, c.unit_id, substr(c.performed_on, 1, 7), SUM(c.cents) FROM contribution c WHERE c.network_id = $1 GROUP BY 1, 2, 3, 4`,
			`INSERT INTO ledger_giver (network_id, grant_id, organisation_id, year, umbrella_id, unit_id, cents)
				SELECT c.network_id, c.grant_id, c.organisation_id, CAST(substr(c.performed_on, 1, 4) AS INTEGER), '', c.unit_id, SUM(c.cents) FROM contribution c WHERE c.network_id = $1 GROUP BY 1, 2, 3, 4, 5, 6`,
		} {
			if err := op.Insert(text, l.network); err != nil {
				return err
			}
		}
		return op.Tx.Analyze("contribution", "evidence", "ledger_transfer", "ledger_sum", "ledger_month", "ledger_giver", "file")
	})
}

func (l *bigLedger) some(op *operation.Op, n int) error {
	given := sheet{into: `contribution (network_id, id, unit_id, grant_id, line_id, organisation_id, source_kind, source_id, kind, performed_on, scheme_version_id, cents, reason, created_at, recorded_by, operation_id)`}
	proof := sheet{into: `evidence (network_id, id, contribution_id, unit_id, kind, file_id, digest, added_at, added_by, operation_id)`}
	moved := sheet{into: `ledger_transfer (network_id, seq, id, unit_id, grant_id, contribution_id, debit, credit, cents, booked_on, recorded_at, actor_id, evidence_digest, reason, prev_hash, hash, operation_id)`}
	at := op.At.UTC().Truncate(time.Microsecond)
	days := int(clock.DateOf(at).Time().Sub(time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)) / (24 * time.Hour))
	for range n {
		k := l.seq / perContribution
		c := funding.Contribution{
			ID: op.NewID(), Unit: l.units[k%len(l.units)], Grant: l.grant, Line: l.lines[(k/7)%len(l.lines)], Organisation: l.orgs[(k/3)%len(l.orgs)],
			SourceKind: funding.FromHand, Source: op.NewID(), Kind: funding.KindGoods, PerformedOn: clock.Date("2025-01-01").AddDays(k % days), Version: l.version,
			Cents: money.Cents(1000 + k%90_000), Reason: "gereedschap voor de klas", CreatedAt: at, RecordedBy: l.s.account,
		}
		text, err := json.Marshal(c)
		if err != nil {
			return err
		}
		sum := sha256.Sum256(text)
		file := l.files[k%len(l.files)]
		given.add(l.network, c.ID, c.Unit, c.Grant, c.Line, c.Organisation, c.SourceKind, c.Source, c.Kind, c.PerformedOn, c.Version, c.Cents, c.Reason, at, c.RecordedBy, op.ID)
		proof.add(l.network, op.NewID(), c.ID, c.Unit, "file", file.id, file.digest, at, c.RecordedBy, op.ID)
		for _, m := range []struct{ from, to, digest string }{
			{"source", "carried_out", hex.EncodeToString(sum[:])}, {"carried_out", "evidenced", file.digest}, {"evidenced", "checked", ""},
		} {
			l.seq++
			key := op.NewID()
			hash := l.seal(key, c, m.from, m.to, m.digest, at, op.ID)
			moved.add(l.network, l.seq, key, c.Unit, c.Grant, c.ID, m.from, m.to, c.Cents, c.PerformedOn, at, c.RecordedBy, m.digest, "", l.prev, hash, op.ID)
			l.prev = hash
		}
	}
	return errors.Join(given.write(op), proof.write(op), moved.write(op))
}

// seal is the third implementation of the chain, beside Schakel's and verify.py's.
func (l *bigLedger) seal(key id.ID, c funding.Contribution, from, to, digest string, at time.Time, operation id.ID) string {
	h := sha256.New()
	for _, f := range []string{
		l.prev, string(l.network), strconv.Itoa(l.seq), string(key), string(c.Unit), string(c.Grant), string(c.ID), from, to, strconv.FormatInt(int64(c.Cents), 10),
		string(c.PerformedOn), strconv.FormatInt(at.UnixMicro(), 10), string(c.RecordedBy), digest, "", "", string(operation),
	} {
		h.Write([]byte(strconv.Itoa(len(f)) + ":" + f + "\n"))
	}
	return hex.EncodeToString(h.Sum(nil))
}
