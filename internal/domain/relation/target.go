package relation

import (
	"context"
	"slices"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/check"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// Target is what a unit aims at with its relationships (relatiestrategie): how many, and what share at depth lesson or deeper.
// "Small and deep" is a choice that can be measured.
type Target struct {
	Relationships int    `db:"relationships"`
	DeepPercent   int    `db:"deep_percent"`
	Why           string `db:"why"`
	Version       int    `db:"version"` // 0: none set
}

// Standing is how a unit stands against its target: live relationships only.
type Standing struct {
	Unit Named
	Target
	Live int // relationships that are active
	Deep int // of those, at depth lesson or deeper
	Cold int // of those that are live, without contact for too long
}

// DeepShare is the share of live relationships at depth lesson or deeper, in whole percents.
func (s Standing) DeepShare() int {
	if s.Live == 0 {
		return 0
	}
	return (100*s.Deep + s.Live/2) / s.Live
}

// Strategy is the page of targets: how each unit stands, and one of them to change.
type Strategy struct {
	Units    []Standing
	Unit     id.ID // the one that is looked at; empty when the principal may change none
	Target   Target
	Cooling  CoolingRules
	Editable []Named
}

// Strategy reads the page. An empty or foreign unit becomes the first one that the principal may change.
func (s *Service) Strategy(ctx context.Context, sc access.Scope, unit id.ID) (out Strategy, err error) {
	if err := sc.Require(access.RelationshipRead); err != nil {
		return out, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		if out.Units, err = s.standingsTx(tx, sc); err != nil {
			return err
		}
		if out.Editable, err = UnitsTx(tx, sc, access.RelationshipWrite); err != nil || len(out.Editable) == 0 {
			return err
		}
		if !slices.ContainsFunc(out.Editable, func(n Named) bool { return n.ID == unit }) {
			unit = out.Editable[0].ID
		}
		out.Unit = unit
		for _, u := range out.Units {
			if u.Unit.ID == unit {
				out.Target = u.Target
			}
		}
		out.Cooling, err = coolingRulesTx(tx, sc, unit)
		return err
	})
	return out, operation.Wrap("read strategy", err)
}

// standingsTx counts per unit within reach. Units without relationships and without a target are left out.
func (s *Service) standingsTx(tx *db.Tx, sc access.Scope) ([]Standing, error) {
	type row struct {
		ID   id.ID  `db:"id"`
		Name string `db:"name"`
		Target
		Live int `db:"live"`
		Deep int `db:"deep"`
		Cold int `db:"cold"`
	}
	deep := slices.DeleteFunc(Depths(), func(d Depth) bool { return slices.Contains(DepthLesson.below(), d) })
	b := new(db.Builder).Add(`SELECT u.id, u.name, COALESCE(g.relationships, 0) AS relationships, COALESCE(g.deep_percent, 0) AS deep_percent,
			COALESCE(g.why, '') AS why, COALESCE(g.version, 0) AS version, COALESCE(l.live, 0) AS live, COALESCE(l.deep, 0) AS deep, COALESCE(x.cold, 0) AS cold
		FROM unit u
		LEFT JOIN relation_target g ON g.network_id = u.network_id AND g.unit_id = u.id
		LEFT JOIN (SELECT r.unit_id, COUNT(*) AS live, COUNT(*) FILTER (WHERE r.depth = ANY($1)) AS deep`, db.List(deep))
	b.Add(liveRelationships + ` GROUP BY r.unit_id) AS l ON l.unit_id = u.id
		LEFT JOIN (SELECT r.unit_id, COUNT(*) AS cold` + liveRelationships)
	AddCooling(b, s.Clock.Now())
	b.Add(` GROUP BY r.unit_id) AS x ON x.unit_id = u.id
		WHERE {relationship.read:u.id} AND u.deleted_at IS NULL AND (g.unit_id IS NOT NULL OR l.live > 0)
		ORDER BY u.name_key, u.id LIMIT 2000`)
	rows, err := db.Select[row](tx, sc.BindQuery(b.Query()))
	out := make([]Standing, len(rows))
	for i, r := range rows {
		out[i] = Standing{Unit: Named{r.ID, r.Name}, Target: r.Target, Live: r.Live, Deep: r.Deep, Cold: r.Cold}
	}
	return out, operation.Wrap("count relationships", err)
}

const liveRelationships = ` FROM relationship r JOIN organisation o ON o.network_id = r.network_id AND o.id = r.organisation_id
	AND o.deleted_at IS NULL AND o.merged_into IS NULL WHERE {relationship.read:r} AND r.deleted_at IS NULL AND r.status = 'active'`

// TargetInput is what a form says about a target.
type TargetInput struct {
	Unit          id.ID
	Relationships string
	DeepPercent   string
	Why           string
	Version       int
}

// SetTarget sets what a unit aims at.
func (s *Service) SetTarget(ctx context.Context, sc access.Scope, in TargetInput) error {
	if err := sc.RequireOn(access.RelationshipWrite, in.Unit); err != nil {
		return err
	}
	const most = 100000
	f := fault.Fields{}
	t := Target{
		Relationships: check.Int(f, "relationships", in.Relationships, 0, most), DeepPercent: check.Int(f, "deep_percent", in.DeepPercent, 0, 100),
		Why: check.OptionalMultiline(f, "why", in.Why, 500),
	}
	if err := f.Err(); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		op.Audit(audit.Entry{Action: "target.set", Object: "unit", ID: in.Unit, Unit: in.Unit, Detail: t})
		if in.Version > 0 {
			return operation.Changed(op.Exec(`UPDATE relation_target AS g SET relationships = $3, deep_percent = $4, why = $5, set_at = $6, set_by = $7, operation_id = $8, version = version + 1
				WHERE {relationship.write:g} AND g.unit_id = $1 AND g.version = $2`,
				in.Unit, in.Version, t.Relationships, t.DeepPercent, t.Why, op.At, sc.Account(), op.ID))
		}
		n, err := op.Tx.Exec(db.Q(`INSERT INTO relation_target (network_id, unit_id, relationships, deep_percent, why, set_at, set_by, operation_id)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (network_id, unit_id) DO NOTHING`,
			op.Network(), in.Unit, t.Relationships, t.DeepPercent, t.Why, op.At, sc.Account(), op.ID))
		return operation.Changed(n, err)
	})
	return operation.Wrap("set target", err)
}
