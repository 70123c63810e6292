package funding

import (
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/id"
)

// home is where a contribution is booked: a grant, and a programme line when the activity is known.
type home struct {
	Grant    id.ID `db:"grant_id"`
	Scheme   id.ID `db:"scheme_id"`
	Line     id.ID `db:"line_id"`
	Activity id.ID `db:"activity_id"`
}

// homeTx finds the grant of something done on a day for a unit: the grant of the activity or, without an activity, the
// only grant that covers the day and reaches the unit. found is false when there is none, or more than one to choose from.
func homeTx(op *operation.Op, unit, activity id.ID, on clock.Date) (h home, found bool, err error) {
	var homes []home
	if activity != "" {
		homes, err = operation.Select[home](op, `SELECT g.id AS grant_id, g.scheme_id, l.id AS line_id, a.id AS activity_id
			FROM activity a JOIN programme_line l ON l.network_id = a.network_id AND l.id = a.line_id
			JOIN subsidy_grant g ON g.network_id = l.network_id AND g.id = l.grant_id
			JOIN scheme s ON s.network_id = g.network_id AND s.id = g.scheme_id
			WHERE {wall:a} AND a.id = $1 AND g.deleted_at IS NULL
				AND g.start_on <= $2 AND g.end_on >= $2 AND s.start_on <= $2 AND s.end_on >= $2 LIMIT 2`, activity, on)
	} else {
		homes, err = operation.Select[home](op, `SELECT g.id AS grant_id, g.scheme_id
			FROM subsidy_grant g JOIN scheme s ON s.network_id = g.network_id AND s.id = g.scheme_id
			JOIN unit_closure c ON c.network_id = g.network_id AND c.ancestor_id = g.unit_id AND c.descendant_id = $1
			WHERE {wall:g} AND g.deleted_at IS NULL
				AND g.start_on <= $2 AND g.end_on >= $2 AND s.start_on <= $2 AND s.end_on >= $2 LIMIT 2`, unit, on)
	}
	if err != nil || len(homes) != 1 {
		return home{}, false, err
	}
	return homes[0], true, nil
}
