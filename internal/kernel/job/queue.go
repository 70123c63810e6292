package job

import (
	"time"

	"schakel/internal/platform/db"
)

// Queue is how many jobs of a kind are in a state in which they still ask for something: to be run (queued, running), or to be looked at (dead).
type Queue struct {
	Kind   Kind      `db:"kind"`
	State  string    `db:"state"`
	N      int       `db:"n"`
	Oldest time.Time `db:"oldest"` // when the first of them was, or is, due
}

// QueuesTx returns the queues of the whole installation.
func QueuesTx(tx *db.Tx) ([]Queue, error) {
	return db.Select[Queue](tx, db.Q(`SELECT j.kind, j.state, COUNT(*) AS n, MIN(j.run_at) AS oldest FROM job j
		WHERE j.state = 'queued' OR j.state = 'running' OR j.state = 'dead' GROUP BY j.kind, j.state ORDER BY j.kind, j.state LIMIT 500`))
}
