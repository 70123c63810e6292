package engagement

import (
	"context"
	"time"

	"schakel/internal/domain/occurrence"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
)

// ToSign is what the page behind a sign-off link shows.
type ToSign struct {
	occurrence.ForLink
	Title            string `db:"title"`
	UnitName         string `db:"unit_name"`
	OrganisationName string `db:"organisation_name"`
	PersonName       string `db:"person_name"`  // to whom the link was sent
	PersonTitle      string `db:"person_title"` // the function there
}

// Ready reports whether the hours can be signed at the instant.
func (t ToSign) Ready(now time.Time) bool { return !now.Before(t.SignableFrom()) }

// ToSign returns what the holder of a sign-off link is asked to sign, or has signed.
func (s *Service) ToSign(ctx context.Context, sc access.Scope) (t ToSign, err error) {
	if err := sc.Require(access.SignOffWrite); err != nil {
		return t, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		v, err := occurrence.ForLinkTx(tx, sc)
		if err != nil {
			return err
		}
		t, err = operation.Found(db.Get[ToSign](tx, sc.Bind(`SELECT e.title, u.name AS unit_name, c.name AS organisation_name,
				COALESCE(p.name, '') AS person_name, COALESCE(w.title, '') AS person_title
			FROM occurrence o
			JOIN engagement e ON e.network_id = o.network_id AND e.id = o.source_id
			JOIN unit u ON u.network_id = o.network_id AND u.id = o.unit_id
			JOIN organisation c ON c.network_id = o.network_id AND c.id = o.organisation_id
			LEFT JOIN link l ON l.network_id = o.network_id AND l.id = $1
			LEFT JOIN person p ON p.network_id = l.network_id AND p.id = l.person_id AND p.deleted_at IS NULL
			LEFT JOIN position w ON w.network_id = p.network_id AND w.person_id = p.id AND w.organisation_id = c.id AND w.deleted_at IS NULL AND w.valid_to IS NULL
			WHERE {sign_off.write:o} AND e.deleted_at IS NULL ORDER BY w.is_primary DESC LIMIT 1`, sc.Actor())))
		t.ForLink = v
		return err
	})
	return t, operation.Wrap("read sign-off", err)
}
