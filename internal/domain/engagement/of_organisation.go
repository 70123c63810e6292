package engagement

import (
	"context"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// OfOrganisation is what runs with one company.
type OfOrganisation struct {
	Running []Row // not signed and not cancelled, the nearest first
	Total   int   // all that was not cancelled

	Evaluated Evaluated // what was said afterwards, in the last two years
}

// evaluatedYears is how long what was said of a company is looked at.
const evaluatedYears = 2

// fewRunning is how many engagements a company's page shows.
const fewRunning = 4

// RunningWith returns what runs with a company, how much was agreed with it in all, and what was said of it
// afterwards, in two queries.
func (s *Service) RunningWith(ctx context.Context, sc access.Scope, organisation id.ID) (out OfOrganisation, err error) {
	if err := sc.Require(access.EngagementRead); err != nil {
		return out, err
	}
	type row struct {
		Row
		Total int `db:"total"`
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		// The engagements of a company are few: its index gives them, and the LIMIT keeps the database from starting elsewhere.
		rows, err := db.Select[row](tx.MayEnd(), sc.Bind(`SELECT `+columns+`, `+stateColumns+`, o.id AS occurrence_id, o.ends_at, o.place, o.pupils_expected, COUNT(*) OVER () AS total
			FROM (SELECT q.* FROM engagement q WHERE {engagement.read:q} AND q.organisation_id = $1 AND q.deleted_at IS NULL LIMIT 5000) AS e
			JOIN occurrence o ON o.network_id = e.network_id AND o.source_id = e.id
			LEFT JOIN attendance_count t ON t.network_id = o.network_id AND t.id = (SELECT l.id FROM attendance_count l
				WHERE l.network_id = o.network_id AND l.occurrence_id = o.id ORDER BY l.counted_at DESC, l.id DESC LIMIT 1)
			LEFT JOIN sign_off s ON s.network_id = o.network_id AND s.occurrence_id = o.id AND s.organisation_id = o.organisation_id
			JOIN unit u ON u.network_id = e.network_id AND u.id = e.unit_id
			JOIN organisation c ON c.network_id = e.network_id AND c.id = e.organisation_id
			LEFT JOIN menu_item m ON m.network_id = e.network_id AND m.id = e.menu_item_id
			WHERE {wall:o} AND `+live+` AND (o.cancelled_at IS NULL OR o.postponed_at IS NOT NULL)
			ORDER BY s.id IS NOT NULL, o.starts_at, o.id LIMIT 4`, organisation))
		for _, r := range rows {
			out.Total = r.Total
			if r.SignedAt == nil && len(out.Running) < fewRunning {
				out.Running = append(out.Running, r.Row)
			}
		}
		if err != nil {
			return err
		}
		said, err := evaluatedTx(tx, sc, s.Clock.Now().AddDate(-evaluatedYears, 0, 0), []id.ID{organisation})
		out.Evaluated = said[organisation]
		return err
	})
	return out, operation.Wrap("read running engagements", err)
}
