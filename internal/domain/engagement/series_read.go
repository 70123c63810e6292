package engagement

import (
	"context"
	"time"

	"schakel/internal/domain/occurrence"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// InSeries is where an engagement stands in its series, among those that the reader sees; the zero value when it is alone.
type InSeries struct {
	No        int `db:"no"` // from 1, by day
	Total     int `db:"total"`
	Following int `db:"following"` // later ones that have a day and of which nothing was counted
	Coming    int `db:"coming"`    // all others that have a day ahead and of which nothing was counted
}

// inSeriesTx counts the series of an engagement that the caller loaded through its scope.
func inSeriesTx(tx *db.Tx, sc access.Scope, e Engagement, o occurrence.Occurrence, now time.Time) (InSeries, error) {
	const open = `o.cancelled_at IS NULL AND NOT EXISTS (SELECT 1 FROM attendance_count t WHERE t.network_id = o.network_id AND t.occurrence_id = o.id)`
	return db.Get[InSeries](tx, sc.Bind(`SELECT COUNT(*) AS total, COUNT(*) FILTER (WHERE o.starts_at < $2 OR o.starts_at = $2 AND o.id <= $3) AS no,
			COUNT(*) FILTER (WHERE o.starts_at > $2 AND `+open+`) AS following, COUNT(*) FILTER (WHERE o.id <> $3 AND o.starts_at > $4 AND `+open+`) AS coming
		FROM engagement e JOIN occurrence o ON o.network_id = e.network_id AND o.source_id = e.id
		WHERE {engagement.read:e} AND e.series_id = $1 AND`+live+` LIMIT 1`, e.Series, o.StartsAt, o.ID, now))
}

// Planned returns an engagement with its occurrence, without its history.
func (s *Service) Planned(ctx context.Context, sc access.Scope, key id.ID) (e Engagement, o occurrence.Occurrence, err error) {
	if err := sc.Require(access.EngagementRead); err != nil {
		return e, o, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		if e, err = operation.Found(db.Get[Engagement](tx, sc.Bind(`SELECT `+columns+from+` WHERE {engagement.read:e} AND e.id = $1 AND e.deleted_at IS NULL LIMIT 1`, key))); err != nil {
			return err
		}
		o, err = occurrence.OfTx(tx, sc, occurrence.SourceEngagement, key)
		return err
	})
	return e, o, operation.Wrap("read engagement", err)
}
