package inspection

import (
	"context"
	"time"

	"schakel/internal/domain/funding"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/blob"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

const lineColumns = `l.id, l.sample_id, l.place, l.contribution_id, COALESCE(st.name, '') AS stratum, l.cents, l.hits, c.performed_on, c.kind, o.name AS company, u.name AS unit_name,
	COALESCE(j.kind, '') AS judgement, COALESCE(j.text, '') AS note, j.at AS judged_at, COALESCE(w.text, '') AS answer, COALESCE(wa.name, '') AS answered_by, w.at AS answered_at`

const lineFrom = ` FROM inspection_line l`

// latest is the last remark on a line, of the accountant or of a colleague.
func latest(alias, condition string) string {
	return ` LEFT JOIN inspection_remark ` + alias + ` ON ` + alias + `.network_id = l.network_id AND ` + alias + `.id = (SELECT r.id FROM inspection_remark r
		WHERE r.network_id = l.network_id AND r.line_id = l.id AND r.kind ` + condition + ` ORDER BY r.at DESC, r.id DESC LIMIT 1)`
}

var lineJoins = ` JOIN contribution c ON c.network_id = l.network_id AND c.id = l.contribution_id
	JOIN unit u ON u.network_id = c.network_id AND u.id = c.unit_id
	LEFT JOIN unit st ON st.network_id = l.network_id AND st.id = l.stratum_id
	` + relation.Became("o", "c.network_id", "c.organisation_id") + latest("j", "<> 'answer'") + latest("w", "= 'answer'") + `
	LEFT JOIN account wa ON wa.id = w.by_id`

// linesTx loads lines; the condition names an inspection or a sample that was loaded through the scope.
func linesTx(tx *db.Tx, sc access.Scope, where string, args ...any) ([]Line, error) {
	return db.Select[Line](tx, sc.Bind(`SELECT `+lineColumns+lineFrom+lineJoins+` WHERE {wall:l} AND `+where+` ORDER BY l.place LIMIT 1000`, args...))
}

// Dossier is a line with everything behind its amount.
type Dossier struct {
	Line   Line
	Detail funding.Detail
	Papers []Paper
}

// Paper is something that was agreed before: an offer that the company made, or a cooperation agreement in force on the day.
type Paper struct {
	Kind string     `db:"kind"` // offer, agreement
	Name string     `db:"name"`
	From clock.Date `db:"from_on"`
	To   clock.Date `db:"to_on"`
}

// whole is the scope with which the books behind a line are read: the line itself was found through the accountant's own.
func whole(sc access.Scope) access.Scope {
	return access.System(sc.Network(), "the accountant reads what stands behind a line of their sample")
}

// Dossier returns what stands behind a line of the accountant's own sample.
func (s *Service) Dossier(ctx context.Context, sc access.Scope, line id.ID) (d Dossier, err error) {
	if err := sc.Require(access.InspectionDraw); err != nil {
		return d, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		of, err := s.ownLineTx(tx, sc, line)
		if err != nil {
			return err
		}
		d.Line = of.Line
		if d.Detail, err = funding.DetailTx(tx, whole(sc), d.Line.Contribution); err != nil {
			return err
		}
		d.Detail.MayCheck, d.Detail.MayDoubt = false, false
		d.Papers, err = papersTx(tx, sc, d.Detail)
		return err
	})
	return d, operation.Wrap("read line of a sample", err)
}

// ownLineTx finds a line of the accountant's own inspection, and the unit of its grant.
func (s *Service) ownLineTx(tx *db.Tx, sc access.Scope, line id.ID) (of owned, err error) {
	rows, err := db.Select[owned](tx, sc.Bind(`SELECT i.id AS inspection_id, i.unit_id, i.until, i.ended_at, `+lineColumns+lineFrom+` JOIN inspection i ON i.network_id = l.network_id AND i.id = l.inspection_id
		`+lineJoins+` WHERE {inspection.draw:i} AND l.id = $1 LIMIT 1`, line))
	if err == nil && len(rows) == 0 {
		err = fault.NotFound("fault.not_found")
	}
	if err != nil {
		return of, err
	}
	return rows[0], Inspection{EndedAt: rows[0].EndedAt, Until: rows[0].Until}.open(clock.Today(s.Clock))
}

// owned is a line with what decides whether its accountant may still look.
type owned struct {
	Inspection id.ID      `db:"inspection_id"`
	OfUnit     id.ID      `db:"unit_id"`
	Until      clock.Date `db:"until"`
	EndedAt    *time.Time `db:"ended_at"`
	Line
}

// papersTx finds the offer behind the engagement, and the agreements of the company or its umbrella that were in force on the day.
func papersTx(tx *db.Tx, sc access.Scope, d funding.Detail) ([]Paper, error) {
	return db.Select[Paper](tx, sc.Bind(`SELECT 'offer' AS kind, m.name_nl AS name, f.confirmed_on AS from_on, NULL AS to_on
		FROM engagement e JOIN offer f ON f.network_id = e.network_id AND f.organisation_id = e.organisation_id AND f.menu_item_id = e.menu_item_id AND f.deleted_at IS NULL
		JOIN menu_item m ON m.network_id = f.network_id AND m.id = f.menu_item_id
		WHERE {wall:e} AND e.id = $1
		UNION ALL SELECT 'agreement', a.name, a.start_on, COALESCE(a.ended_on, a.end_on) FROM agreement a
		WHERE {wall:a} AND a.deleted_at IS NULL AND a.state IN ('active', 'ended') AND (a.organisation_id = $2 OR a.organisation_id = $3)
			AND a.start_on <= $4 AND COALESCE(a.ended_on, a.end_on) >= $4
		ORDER BY 1 DESC, 3, 2 LIMIT 20`, d.Chain.Engagement, d.Organisation, d.Umbrella, d.PerformedOn))
}

// OpenEvidence opens a file that proves a line of the accountant's own sample.
func (s *Service) OpenEvidence(ctx context.Context, sc access.Scope, line, evidence id.ID) (e funding.Evidence, content *blob.File, err error) {
	if err := sc.Require(access.InspectionDraw); err != nil {
		return e, nil, err
	}
	var of owned
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		of, err = s.ownLineTx(tx, sc, line)
		return err
	})
	if err != nil {
		return e, nil, operation.Wrap("open evidence of a sample", err)
	}
	return s.funding.OpenEvidence(ctx, whole(sc), of.Contribution, evidence)
}
