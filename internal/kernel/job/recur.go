package job

import (
	"context"
	"errors"
	"fmt"
	"time"

	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// Recurring is a job that comes back by itself, for the whole instance: a purge, a check.
type Recurring struct {
	Kind  Kind
	Every time.Duration
}

// recur queues the recurring jobs whose period has begun. Each period has its job once, whoever looks and however often it starts:
// the job of the period stays in the table. What was missed while nothing ran is not made up for.
func (r *Runner) recur(ctx context.Context) error {
	now := r.Clock.Now()
	for _, c := range r.Recurring {
		period := now.UTC().Truncate(c.Every).Format(time.RFC3339)
		if r.begun[c.Kind] == period {
			continue
		}
		err := r.DB.Write(ctx, db.Settings{}, func(tx *db.Tx) error {
			_, err := db.Get[id.ID](tx, db.Q(`SELECT id FROM job WHERE kind = $1 AND unique_key = $2 LIMIT 1`, c.Kind, period))
			if err == nil || !errors.Is(err, db.ErrNoRow) {
				return err
			}
			return InsertTx(tx, r.IDs, "", r.IDs.New(), now, []New{{Kind: c.Kind, Unique: period, Args: struct{}{}}})
		})
		if err != nil {
			return fmt.Errorf("recurring job %s: %w", c.Kind, err)
		}
		if r.begun == nil {
			r.begun = map[Kind]string{}
		}
		r.begun[c.Kind] = period
	}
	return nil
}
