package funding

import (
	"context"

	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
	"schakel/internal/platform/money"
)

// OfUmbrella is what an umbrella pledged and what its members contributed for it, as far as the principal may see.
type OfUmbrella struct {
	Pledged money.Cents
	Total   OfOrganisation           // of all members; Pledged is empty
	Members map[id.ID]OfOrganisation // by member; who was merged counts with whom they became
}

// WithUmbrella returns the sums of an umbrella's pledges and of the contributions that were booked for it, in one query. Each
// contribution was booked for one umbrella at most, so it counts once.
func (s *Service) WithUmbrella(ctx context.Context, sc access.Scope, umbrella id.ID) (out OfUmbrella, err error) {
	if err := sc.Require(access.ContributionRead); err != nil {
		return out, err
	}
	type row struct {
		At     Account     `db:"at"`
		Member id.ID       `db:"member"`
		Cents  money.Cents `db:"cents"`
		N      int         `db:"n"`
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		rows, err := db.Select[row](tx, sc.Bind(`SELECT x.at, x.member, SUM(x.cents) AS cents, COUNT(*) AS n
			FROM (SELECT c.cents, o.id AS member, `+held+` ORDER BY t.seq DESC LIMIT 1) AS at FROM contribution c `+relation.Became("o", "c.network_id", "c.organisation_id")+`
				WHERE {contribution.read:c} AND `+relation.SameAs("c.network_id", "c.umbrella_id")+`) AS x
			GROUP BY x.at, x.member
			UNION ALL SELECT 'pledged', '', COALESCE(SUM(p.cents), 0), COUNT(*) FROM pledge p WHERE {pledge.read:p} AND p.organisation_id = $1 AND p.deleted_at IS NULL
			LIMIT 5000`, umbrella))
		out = OfUmbrella{Members: map[id.ID]OfOrganisation{}}
		for _, r := range rows {
			if r.At == "pledged" {
				out.Pledged = r.Cents
				continue
			}
			m := out.Members[r.Member]
			m.add(r.At, r.Cents, r.N)
			out.Members[r.Member] = m
			out.Total.add(r.At, r.Cents, r.N)
		}
		return err
	})
	return out, operation.Wrap("read contributions of umbrella", err)
}
