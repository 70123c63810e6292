package funding

import (
	"context"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
	"schakel/internal/platform/money"
)

// OfOrganisation is what one organisation promised and did, as far as the principal may see. As in the report, each figure
// includes what is further: what was checked was also carried out.
type OfOrganisation struct {
	Lines                                 int // contributions
	Pledged, CarriedOut, Evidence, Passed money.Cents
}

// WithOrganisation returns the sums of an organisation's pledges and contributions in one query.
func (s *Service) WithOrganisation(ctx context.Context, sc access.Scope, organisation id.ID) (out OfOrganisation, err error) {
	if err := sc.Require(access.ContributionRead); err != nil {
		return out, err
	}
	type row struct {
		At    Account     `db:"at"`
		Cents money.Cents `db:"cents"`
		N     int         `db:"n"`
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		rows, err := db.Select[row](tx.MayEnd(), sc.Bind(`SELECT x.at, SUM(x.cents) AS cents, COUNT(*) AS n
			FROM (SELECT c.cents, `+held+` ORDER BY t.seq DESC LIMIT 1) AS at FROM contribution c WHERE {contribution.read:c} AND c.organisation_id = $1) AS x
			GROUP BY x.at
			UNION ALL SELECT 'pledged', SUM(p.cents), COUNT(*) FROM pledge p WHERE {pledge.read:p} AND p.organisation_id = $1 AND p.deleted_at IS NULL
			LIMIT 20`, organisation))
		out = OfOrganisation{}
		for _, r := range rows {
			if r.At == "pledged" {
				out.Pledged = r.Cents
				continue
			}
			out.add(r.At, r.Cents, r.N)
		}
		return err
	})
	return out, operation.Wrap("read contributions of organisation", err)
}

func (o *OfOrganisation) add(at Account, cents money.Cents, n int) {
	switch at {
	case Checked, Reported:
		o.Passed += cents
		fallthrough
	case Evidenced:
		o.Evidence += cents
		fallthrough
	case CarriedOut:
		o.CarriedOut += cents
		o.Lines += n
	}
}
