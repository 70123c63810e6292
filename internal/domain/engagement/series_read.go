package engagement

import (
	"schakel/internal/domain/occurrence"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/db"
)

// InSeries is where an engagement stands in its series, among those that the reader sees; the zero value when it is alone.
type InSeries struct {
	No        int `db:"no"` // from 1, by day
	Total     int `db:"total"`
	Following int `db:"following"` // later ones that have a day and of which nothing was counted
}

// inSeriesTx counts the series of an engagement that the caller loaded through its scope.
func inSeriesTx(tx *db.Tx, sc access.Scope, e Engagement, o occurrence.Occurrence) (InSeries, error) {
	return db.Get[InSeries](tx, sc.Bind(`SELECT COUNT(*) AS total, COUNT(*) FILTER (WHERE o.starts_at < $2 OR o.starts_at = $2 AND o.id <= $3) AS no,
			COUNT(*) FILTER (WHERE o.starts_at > $2 AND o.cancelled_at IS NULL
				AND NOT EXISTS (SELECT 1 FROM attendance_count t WHERE t.network_id = o.network_id AND t.occurrence_id = o.id)) AS following
		FROM engagement e JOIN occurrence o ON o.network_id = e.network_id AND o.source_id = e.id
		WHERE {engagement.read:e} AND e.series_id = $1 AND`+live+` LIMIT 1`, e.Series, o.StartsAt, o.ID))
}
