package relation

import (
	"context"
	"strconv"
	"strings"
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/cursor"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// Side is one record of a pair.
type Side struct {
	ID    id.ID
	Name  string
	Place string // of an organisation; where a person works
	Reach string // mail or telephone
}

// Pair is two records that are likely the same.
type Pair struct {
	A, B  Side
	Score int
	Why   []Reason
}

// Review is a page of pairs to look at, the likeliest first, with how far the search is.
type Review struct {
	Kind    Referred
	Pairs   []Pair
	Next    string // cursor; empty on the last page
	Looked  int    // records looked at
	Started time.Time
	Running bool
	Merges  []Merging // that can still be undone
}

const pairsPerPage = 25

type pairRow struct {
	A       id.ID      `db:"a_id"`
	B       id.ID      `db:"b_id"`
	Score   int        `db:"score"`
	Reasons db.Strings `db:"reasons"`
	NameA   string     `db:"a_name"`
	NameB   string     `db:"b_name"`
	PlaceA  string     `db:"a_place"`
	PlaceB  string     `db:"b_place"`
	ReachA  string     `db:"a_reach"`
	ReachB  string     `db:"b_reach"`
}

func reachOf(alias string) string {
	return `CASE WHEN ` + alias + `.email <> '' THEN ` + alias + `.email ELSE ` + alias + `.phone END`
}

const worksAt = `COALESCE((SELECT o.name FROM position w JOIN organisation o ON o.network_id = w.network_id AND o.id = w.organisation_id
		WHERE w.network_id = %s.network_id AND w.person_id = %s.id AND w.deleted_at IS NULL AND w.valid_to IS NULL ORDER BY w.id LIMIT 1), '')`

func placeOf(kind Referred, alias string) string {
	if kind == ReferredPerson {
		return strings.ReplaceAll(worksAt, "%s", alias)
	}
	return alias + `.place`
}

// pairQuery reads pairs of which both records still stand and nobody said that they are two.
func pairQuery(kind Referred) string {
	table := string(kind)
	return `SELECT d.a_id, d.b_id, d.score, d.reasons, a.name AS a_name, b.name AS b_name, ` + placeOf(kind, "a") + ` AS a_place, ` + placeOf(kind, "b") + ` AS b_place,
			` + reachOf("a") + ` AS a_reach, ` + reachOf("b") + ` AS b_reach
		FROM likely_duplicate d
		JOIN ` + table + ` a ON a.network_id = d.network_id AND a.id = d.a_id AND a.deleted_at IS NULL AND a.merged_into IS NULL
		JOIN ` + table + ` b ON b.network_id = d.network_id AND b.id = d.b_id AND b.deleted_at IS NULL AND b.merged_into IS NULL
		WHERE {organisation.merge:d} AND d.kind = $1
			AND NOT EXISTS (SELECT 1 FROM not_duplicate n WHERE n.network_id = d.network_id AND n.kind = d.kind AND n.a_id = d.a_id AND n.b_id = d.b_id)`
}

// ReviewDuplicates returns a page of pairs to look at.
func (s *Service) ReviewDuplicates(ctx context.Context, sc access.Scope, kind Referred, after string) (out Review, err error) {
	if err := sc.Require(access.OrganisationMerge); err != nil {
		return out, err
	}
	if kind != ReferredPerson {
		kind = ReferredOrganisation
	}
	out.Kind = kind
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		type run struct {
			Looked  int        `db:"looked_at"`
			Started time.Time  `db:"started_at"`
			Ended   *time.Time `db:"ended_at"`
		}
		runs, err := db.Select[run](tx, sc.Bind(`SELECT q.looked_at, q.started_at, q.ended_at FROM duplicate_search q WHERE {organisation.merge:q} AND q.kind = $1 LIMIT 1`, kind))
		if err != nil {
			return err
		}
		for _, r := range runs {
			out.Looked, out.Started, out.Running = r.Looked, r.Started, r.Ended == nil
		}
		if err := out.pairsTx(tx, sc, after); err != nil {
			return err
		}
		out.Merges, err = mergingsTx(tx, sc, s.Clock.Now())
		return err
	})
	return out, operation.Wrap("review duplicates", err)
}

func (r *Review) pairsTx(tx *db.Tx, sc access.Scope, after string) error {
	b := new(db.Builder).Add(pairQuery(r.Kind), r.Kind)
	if value, a, ok := cursor.Read(after); ok {
		points, other, _ := strings.Cut(value, ".")
		if score, err := strconv.Atoi(points); err == nil {
			b.Add(` AND (d.score, d.a_id, d.b_id) < ($1, $2, $3)`, score, a, other)
		}
	}
	rows, err := db.Select[pairRow](tx, sc.BindQuery(b.Add(` ORDER BY d.score DESC, d.a_id DESC, d.b_id DESC LIMIT $1`, pairsPerPage+1).Query()))
	if err != nil {
		return err
	}
	if len(rows) > pairsPerPage {
		rows = rows[:pairsPerPage]
		last := rows[pairsPerPage-1]
		r.Next = cursor.Of(strconv.Itoa(last.Score)+"."+string(last.B), last.A)
	}
	for _, row := range rows {
		p := Pair{A: Side{row.A, row.NameA, row.PlaceA, row.ReachA}, B: Side{row.B, row.NameB, row.PlaceB, row.ReachB}, Score: row.Score}
		for _, why := range row.Reasons {
			p.Why = append(p.Why, Reason(why))
		}
		r.Pairs = append(r.Pairs, p)
	}
	return nil
}

// NotDuplicates remembers that two records are two, so that nobody is asked again.
func (s *Service) NotDuplicates(ctx context.Context, sc access.Scope, kind Referred, a, b id.ID) error {
	if err := sc.Require(access.OrganisationMerge); err != nil {
		return err
	}
	if kind != ReferredPerson {
		kind = ReferredOrganisation
	}
	if a == b {
		return fault.Invalid("relation.merge.self")
	}
	a, b = pair(a, b)
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		known, err := operation.Select[id.ID](op, `SELECT x.id FROM `+string(kind)+` x WHERE {organisation.merge:x.id} AND x.id = ANY($1) AND x.deleted_at IS NULL LIMIT 2`, db.List([]id.ID{a, b}))
		if err != nil {
			return err
		}
		if len(known) != 2 {
			return fault.NotFound("fault.not_found")
		}
		err = op.Insert(`INSERT INTO not_duplicate (network_id, kind, a_id, b_id, account_id, at, operation_id) VALUES ($1, $2, $3, $4, $5, $6, $7)
			ON CONFLICT (network_id, kind, a_id, b_id) DO NOTHING`, op.Network(), kind, a, b, op.Scope.Account(), op.At, op.ID)
		if err != nil {
			return err
		}
		op.Audit(audit.Entry{Action: "duplicate.denied", Object: string(kind), ID: a, Detail: map[string]any{"other": b}})
		_, err = op.Exec(`DELETE FROM likely_duplicate AS d WHERE {organisation.merge:d} AND d.kind = $1 AND d.a_id = $2 AND d.b_id = $3`, kind, a, b)
		return err
	})
	return operation.Wrap("not duplicates", err)
}
