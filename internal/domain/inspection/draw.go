package inspection

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"slices"

	"schakel/internal/algo/sampling"
	"schakel/internal/domain/funding"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/check"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/platform/money"
)

// MaxSize is how many lines a sample has at most, MaxSamples how many an inspection has.
const (
	MaxSize    = 250
	MaxSamples = 40
)

// DrawInput is how a sample is drawn.
type DrawInput struct {
	Method     Method
	Stage      funding.Stage // checked, or all that was carried out
	Size       string
	Seed       string // empty: one is made
	Stratified bool
}

// SampleStages are the figures from which a sample can be drawn.
func SampleStages() []funding.Stage {
	return []funding.Stage{funding.StageChecked, funding.StageCarriedOut}
}

func (in DrawInput) read() (m Sample, err error) {
	f := fault.Fields{}
	m.Method = check.Choice(f, "method", string(in.Method), ByCount, ByMoney)
	m.Stage = check.Choice(f, "stage", string(in.Stage), SampleStages()...)
	m.Size = check.Int(f, "size", in.Size, 1, MaxSize)
	m.Seed = check.OptionalLine(f, "seed", in.Seed, 80)
	m.Stratified = in.Stratified
	return m, f.Err()
}

// Draw draws a sample for the accountant behind the link and keeps it.
func (s *Service) Draw(ctx context.Context, sc access.Scope, in DrawInput) (key id.ID, err error) {
	if err := sc.Require(access.InspectionDraw); err != nil {
		return "", err
	}
	m, err := in.read()
	if err != nil {
		return "", err
	}
	if m.Seed == "" {
		raw := make([]byte, 8)
		if _, err := rand.Read(raw); err != nil {
			return "", operation.Wrap("draw sample", err)
		}
		m.Seed = hex.EncodeToString(raw)
	}
	err = s.Write(ctx, sc, func(op *operation.Op) error {
		i, err := s.ownTx(op.Tx, sc)
		if err != nil {
			return err
		}
		if err := op.Lock("inspection:" + string(i.ID)); err != nil {
			return err
		}
		n, err := operation.Select[int](op, `SELECT COUNT(*) FROM inspection_sample m WHERE {wall:m} AND m.inspection_id = $1`, i.ID)
		if err != nil {
			return err
		}
		if n[0] >= MaxSamples {
			return fault.Conflict("inspection.too_many", MaxSamples)
		}
		head, err := funding.HeadTx(op.Tx, whole(sc))
		if err != nil {
			return err
		}
		m.HeadSeq, m.HeadHash = head.Seq, head.Hash
		lines, err := drawTx(op.Tx, sc, i, &m)
		if err != nil {
			return err
		}
		if len(lines) == 0 {
			return fault.Conflict("inspection.nothing", i.Year)
		}
		key = op.NewID()
		return keepTx(op, i, key, m, lines)
	})
	return key, operation.Wrap("draw sample", err)
}

// drawn is a line as it is drawn.
type drawn struct {
	contribution, stratum id.ID
	cents                 money.Cents
	hits                  int
}

// drawTx draws from the ledger as it was at the sample's head, and notes what it was drawn from.
func drawTx(tx *db.Tx, sc access.Scope, i Inspection, m *Sample) ([]drawn, error) {
	members, err := funding.PopulationTx(tx, whole(sc), i.Grant, i.Year, m.Stage, m.HeadSeq)
	if err != nil {
		return nil, err
	}
	strata, err := strataTx(tx, sc, i.Unit)
	if err != nil {
		return nil, err
	}
	p := population{by: map[id.ID][]sampling.Member{}, stratum: map[id.ID]id.ID{}}
	m.Count, m.Cents, m.BackCount, m.BackCents = 0, 0, 0, 0
	for _, c := range members {
		if c.Cents < 0 {
			m.BackCount++
			m.BackCents += c.Cents
			continue
		}
		m.Count++
		m.Cents += c.Cents
		at := strata[c.Unit]
		if at == "" {
			at = i.Unit
		}
		p.add(c, at, m.Stratified)
	}
	return p.draw(*m), nil
}

// population is what a sample is drawn from, by stratum; all of it is one stratum when the sample is not stratified.
type population struct {
	by      map[id.ID][]sampling.Member
	stratum map[id.ID]id.ID // of each contribution
}

func (p *population) add(c funding.Member, at id.ID, stratified bool) {
	p.stratum[c.ID] = at
	if !stratified {
		at = ""
	}
	p.by[at] = append(p.by[at], sampling.Member{Key: string(c.ID), Weight: int64(c.Cents)})
}

func (p *population) draw(m Sample) (out []drawn) {
	names := make([]id.ID, 0, len(p.by))
	for at := range p.by {
		names = append(names, at)
	}
	slices.Sort(names)
	weights, counts := make([]int64, len(names)), make([]int, len(names))
	for i, at := range names {
		counts[i] = len(p.by[at])
		for _, c := range p.by[at] {
			if m.Method == ByMoney {
				weights[i] += c.Weight
			} else {
				weights[i]++
			}
		}
	}
	for i, size := range sampling.Divide(m.Size, weights, counts) {
		draw := sampling.ByCount
		if m.Method == ByMoney {
			draw = sampling.ByMoney
		}
		for _, d := range draw(m.Seed, p.by[names[i]], size) {
			key := id.ID(d.Key)
			out = append(out, drawn{key, p.stratum[key], money.Cents(d.Weight), d.Hits})
		}
	}
	return out
}

// strataTx says for every unit below the grant's in which subregion it is.
func strataTx(tx *db.Tx, sc access.Scope, root id.ID) (map[id.ID]id.ID, error) {
	type row struct {
		Unit    id.ID `db:"descendant_id"`
		Stratum id.ID `db:"ancestor_id"`
	}
	rows, err := db.Select[row](tx, sc.Bind(`SELECT k.descendant_id, k.ancestor_id FROM unit_closure k JOIN unit u ON u.network_id = k.network_id AND u.id = k.ancestor_id
		WHERE {wall:k} AND u.parent_id = $1 ORDER BY k.descendant_id LIMIT 100000`, root))
	out := make(map[id.ID]id.ID, len(rows))
	for _, r := range rows {
		out[r.Unit] = r.Stratum
	}
	return out, err
}

func keepTx(op *operation.Op, i Inspection, key id.ID, m Sample, lines []drawn) error {
	err := op.Insert(`INSERT INTO inspection_sample (network_id, id, inspection_id, unit_id, method, stage, size, seed, stratified, head_seq, head_hash, population, cents, back_count, back_cents, drawn_at, operation_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`,
		op.Network(), key, i.ID, i.Unit, m.Method, m.Stage, m.Size, m.Seed, m.Stratified, m.HeadSeq, m.HeadHash, m.Count, m.Cents, m.BackCount, m.BackCents, op.At, op.ID)
	if err != nil {
		return err
	}
	for n, l := range lines {
		err := op.Insert(`INSERT INTO inspection_line (network_id, id, inspection_id, sample_id, unit_id, place, contribution_id, stratum_id, cents, hits, operation_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
			op.Network(), op.NewID(), i.ID, key, i.Unit, n+1, l.contribution, l.stratum, l.cents, l.hits, op.ID)
		if err != nil {
			return err
		}
	}
	op.Audit(audit.Entry{Action: "inspection.drawn", Object: "inspection", ID: i.ID, Unit: i.Unit, Detail: map[string]any{"method": m.Method, "size": m.Size, "seed": m.Seed, "lines": len(lines), "ledger_seq": m.HeadSeq}})
	return nil
}

// Again draws the shown sample once more from the ledger as it was then, and reports whether it gives the same lines.
func (s *Service) Again(ctx context.Context, sc access.Scope, b Book) (same bool, err error) {
	if err := sc.Require(access.InspectionDraw); err != nil {
		return false, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		m := b.Shown
		lines, err := drawTx(tx, sc, b.Inspection, &m)
		same = err == nil && len(lines) == len(b.Lines) && m.Cents == b.Shown.Cents && m.Count == b.Shown.Count
		for n := range lines {
			same = same && lines[n].contribution == b.Lines[n].Contribution && lines[n].cents == b.Lines[n].Cents
		}
		return err
	})
	return same, operation.Wrap("draw sample again", err)
}
