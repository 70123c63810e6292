package company

import (
	"context"
	"time"

	"schakel/internal/domain/menu"
	"schakel/internal/domain/occurrence"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
	"schakel/internal/platform/money"
)

// Home is what a company has here, as far as it is the part of who looks. Colleagues and years are everybody's.
type Home struct {
	Me         Me
	Offers     []menu.Offer
	Requests   []Request // that wait for an answer
	ToSign     []Visit
	Ahead      []Visit
	Past       []Visit // of the last year, the latest first
	Years      []Year  // the latest first
	Colleagues []Colleague
}

// Request is a request that waits for an answer.
type Request struct {
	ID         id.ID      `db:"id"`
	Title      string     `db:"title"`
	UnitName   string     `db:"unit_name"`
	ProposedOn clock.Date `db:"proposed_on"`
	ExpiresAt  time.Time  `db:"expires_at"`
	To         string     `db:"to_name"` // whom of the company it was sent to
}

// Visit is an agreed activity.
type Visit struct {
	ID       id.ID  `db:"engagement_id"`
	Title    string `db:"title"`
	UnitName string `db:"unit_name"`
	Signed   bool   `db:"signed"`
	occurrence.Occurrence
}

// Year is what the company did in a calendar year: what was signed or recorded, and counts.
type Year struct {
	Year    string      `db:"year"`
	Lines   int         `db:"lines"`
	Minutes int         `db:"minutes"`
	Cents   money.Cents `db:"cents"`
}

const (
	requests = `SELECT i.id, n.title, u.name AS unit_name, COALESCE(i.proposed_on, '') AS proposed_on, i.expires_at, COALESCE(p.name, '') AS to_name
		FROM invitation i
		JOIN need n ON n.network_id = i.network_id AND n.id = i.need_id
		JOIN unit u ON u.network_id = i.network_id AND u.id = i.unit_id
		LEFT JOIN person p ON p.network_id = i.network_id AND p.id = i.person_id AND p.deleted_at IS NULL
		WHERE {company.read:i} AND i.answer IS NULL AND i.expires_at > $1 ORDER BY i.expires_at, i.id LIMIT 50`
	visits = `SELECT e.id AS engagement_id, e.title, u.name AS unit_name, s.id IS NOT NULL AS signed, o.id, o.held_on, o.starts_at, o.ends_at, o.place, o.cancelled_at, o.postponed_at
		FROM occurrence o
		JOIN engagement e ON e.network_id = o.network_id AND e.id = o.source_id AND e.deleted_at IS NULL
		JOIN unit u ON u.network_id = o.network_id AND u.id = o.unit_id
		LEFT JOIN sign_off s ON s.network_id = o.network_id AND s.occurrence_id = o.id AND s.organisation_id = o.organisation_id
		WHERE {company.read:o} AND o.source_kind = 'engagement' AND o.deleted_at IS NULL AND o.held_on >= $1 ORDER BY o.starts_at, o.id LIMIT 500`
)

// yearsOf sums what counts by calendar year, also what was booked on companies that became this one ($1).
var yearsOf = `SELECT SUBSTR(c.performed_on, 1, 4) AS year, COUNT(*) AS lines, SUM(c.minutes) AS minutes, SUM(c.cents) AS cents
	FROM contribution c WHERE {wall:c} AND ` + relation.SameAs("c.network_id", "c.organisation_id") + `
		AND NOT EXISTS (SELECT 1 FROM ledger_transfer t WHERE t.network_id = c.network_id AND t.contribution_id = c.id AND t.credit = 'source')
	GROUP BY SUBSTR(c.performed_on, 1, 4) ORDER BY year DESC LIMIT 50`

// Home returns what one's own company has here.
func (s *Service) Home(ctx context.Context, sc access.Scope) (h Home, err error) {
	if err := sc.Require(access.CompanyRead); err != nil {
		return h, err
	}
	now, today := s.Clock.Now(), clock.Today(s.Clock)
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		if h.Me, err = meTx(tx, sc); err != nil {
			return err
		}
		if h.Me.Offers {
			// What the company offers is its own; its page asks for no more of the menu.
			if h.Offers, err = menu.OffersOfTx(tx, access.System(sc.Network(), "company's page"), sc.Organisation(), today); err != nil {
				return err
			}
		}
		if h.Me.Visits {
			if h.Requests, err = db.Select[Request](tx, sc.Bind(requests, now)); err != nil {
				return err
			}
		}
		if h.Me.Visits || h.Me.Signing {
			list, err := db.Select[Visit](tx, sc.Bind(visits, today.AddDays(-366)))
			if err != nil {
				return err
			}
			h.sort(list, now)
		}
		if h.Years, err = db.Select[Year](tx, sc.Bind(yearsOf, sc.Organisation())); err != nil {
			return err
		}
		h.Colleagues, err = colleaguesTx(tx, sc)
		return err
	})
	return h, operation.Wrap("read company's page", err)
}

// sort puts every visit where it belongs. One that was cancelled is not shown, unless it waits for another day.
func (h *Home) sort(list []Visit, now time.Time) {
	for _, v := range list {
		switch {
		case v.CancelledAt != nil && v.PostponedAt == nil:
		case v.CancelledAt != nil || now.Before(v.SignableFrom()):
			h.Ahead = append(h.Ahead, v)
		case v.Signed || !h.Me.Signing:
			h.Past = append([]Visit{v}, h.Past...)
		default:
			h.ToSign = append(h.ToSign, v)
		}
	}
	if !h.Me.Visits {
		h.Ahead = nil
	}
}
