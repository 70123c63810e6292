package engagement

import (
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// Evaluated is what was said of a company's engagements afterwards, as far as the principal may see.
type Evaluated struct {
	Organisation id.ID `db:"organisation_id"`
	Said         int   `db:"said"`       // by schools
	Low          int   `db:"low"`        // of those: it went badly or not so well (1 or 2 of 4)
	SchoolNo     int   `db:"school_no"`  // of those: rather not once more
	CompanyNo    int   `db:"company_no"` // the company itself would rather not do it once more
}

// Doubtful reports whether somebody should look at it before the company is asked again: a side said no, or at least half of what
// schools said was low.
func (e Evaluated) Doubtful() bool {
	return e.SchoolNo > 0 || e.CompanyNo > 0 || e.Low > 0 && 2*e.Low >= e.Said
}

// evaluatedTx returns what was said of companies since an instant, in one query; companies of which nothing was said are left out.
func evaluatedTx(tx *db.Tx, sc access.Scope, since time.Time, companies []id.ID) (map[id.ID]Evaluated, error) {
	rows, err := db.Select[Evaluated](tx, sc.Bind(`SELECT v.organisation_id,
			SUM(CASE WHEN v.side = 'school' THEN 1 ELSE 0 END) AS said,
			SUM(CASE WHEN v.side = 'school' AND v.score <= 2 THEN 1 ELSE 0 END) AS low,
			SUM(CASE WHEN v.side = 'school' AND v.again = 'no' THEN 1 ELSE 0 END) AS school_no,
			SUM(CASE WHEN v.side = 'company' AND v.again = 'no' THEN 1 ELSE 0 END) AS company_no
		FROM engagement_evaluation v WHERE {engagement.read:v} AND v.said_at >= $1 AND v.organisation_id = ANY($2)
		GROUP BY v.organisation_id LIMIT 50000`, since, db.List(companies)))
	out := make(map[id.ID]Evaluated, len(rows))
	for _, r := range rows {
		out[r.Organisation] = r
	}
	return out, err
}
