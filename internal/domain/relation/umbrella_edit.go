package relation

import (
	"context"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/history"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/check"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// Membership is the belonging of an organisation to an umbrella, from one of the two sides.
type Membership struct {
	ID           id.ID      `db:"id"`
	Organisation id.ID      `db:"organisation_id"` // the other side: the umbrella of a member, or the member of an umbrella
	Name         string     `db:"name"`
	Place        string     `db:"place"`
	From         clock.Date `db:"valid_from"` // empty: as long as we know
	To           clock.Date `db:"valid_to"`   // empty: still
	Origin       string     `db:"origin"`     // how we know: hand, import, claimed
	Via          bool       `db:"via"`        // we reach the member through this umbrella
	Version      int        `db:"version"`
}

// UmbrellasOfTx returns the memberships of an organisation, running ones first.
func UmbrellasOfTx(tx *db.Tx, sc access.Scope, member id.ID) ([]Membership, error) {
	return membershipsTx(tx, sc, `{organisation.read:s.member_id} AND s.member_id = $1`, `s.umbrella_id`, member)
}

// MembersOfTx returns the members of an umbrella, running memberships first.
func MembersOfTx(tx *db.Tx, sc access.Scope, umbrella id.ID) ([]Membership, error) {
	return membershipsTx(tx, sc, `{organisation.read:s.umbrella_id} AND s.umbrella_id = $1`, `s.member_id`, umbrella)
}

func membershipsTx(tx *db.Tx, sc access.Scope, where, other string, key id.ID) ([]Membership, error) {
	rows, err := db.Select[Membership](tx, sc.Bind(`SELECT s.id, o.id AS organisation_id, o.name, o.place, s.valid_from, s.valid_to, s.origin, s.version,
			EXISTS (SELECT 1 FROM organisation v WHERE v.network_id = s.network_id AND v.id = s.member_id AND v.via_id = s.umbrella_id) AS via
		FROM umbrella_membership s JOIN organisation o ON o.network_id = s.network_id AND o.id = `+other+`
		WHERE `+where+` AND s.deleted_at IS NULL AND o.deleted_at IS NULL
		ORDER BY s.valid_to IS NOT NULL, o.name_key, s.id LIMIT 500`, key))
	return rows, operation.Wrap("read memberships", err)
}

// UmbrellaListTx returns all umbrellas of the network by name, for a choice.
func UmbrellaListTx(tx *db.Tx, sc access.Scope) ([]Umbrella, error) {
	type row struct {
		ID   id.ID  `db:"id"`
		Name string `db:"name"`
	}
	rows, err := db.Select[row](tx, sc.Bind(`SELECT o.id, o.name FROM organisation o
		WHERE {organisation.read:o.id} AND o.kind = 'umbrella' AND o.deleted_at IS NULL AND o.merged_into IS NULL ORDER BY o.name_key, o.id LIMIT 500`))
	out := make([]Umbrella, len(rows))
	for i, r := range rows {
		out[i] = Umbrella(r)
	}
	return out, operation.Wrap("read umbrellas", err)
}

// Umbrellas is UmbrellaListTx in a transaction of its own.
func (s *Service) Umbrellas(ctx context.Context, sc access.Scope) (out []Umbrella, err error) {
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		out, err = UmbrellaListTx(tx, sc)
		return err
	})
	return out, err
}

// MembershipInput is what a form says about a membership.
type MembershipInput struct {
	Umbrella id.ID
	From, To string // days; both may be empty
}

// JoinUmbrella makes an organisation a member of an umbrella.
func (s *Service) JoinUmbrella(ctx context.Context, sc access.Scope, member id.ID, in MembershipInput) error {
	if err := sc.Require(access.OrganisationWrite); err != nil {
		return err
	}
	f := fault.Fields{}
	from, to := check.OptionalDate(f, "from", in.From), check.OptionalDate(f, "to", in.To)
	check.DateOrder(f, "to", from, to)
	if in.Umbrella == "" {
		f.Add("umbrella", "field.required")
	}
	if in.Umbrella == member {
		f.Add("umbrella", "relation.umbrella_self")
	}
	if err := f.Err(); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		all, err := OrganisationsTx(op.Tx, sc, []id.ID{member, in.Umbrella})
		if err != nil {
			return err
		}
		if all[member].ID == "" {
			return fault.NotFound("fault.not_found")
		}
		if all[in.Umbrella].Kind != KindUmbrella {
			return fault.Fields{"umbrella": {Key: "field.choice"}}.Err()
		}
		_, err = joinUmbrellaTx(op, member, in.Umbrella, from, to, "hand")
		return err
	})
	if _, taken := s.DB.Conflict(err); taken {
		return fault.Fields{"umbrella": {Key: "relation.umbrella_member"}}.Err()
	}
	return operation.Wrap("join umbrella", err)
}

// joinUmbrellaTx keeps a membership; origin is how we know: hand or claimed.
func joinUmbrellaTx(op *operation.Op, member, umbrella id.ID, from, to clock.Date, origin string) (id.ID, error) {
	key := op.NewID()
	err := op.Insert(`INSERT INTO umbrella_membership (network_id, id, umbrella_id, member_id, valid_from, valid_to, origin, created_at, operation_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, op.Network(), key, umbrella, member, from, to, origin, op.At, op.ID)
	if err != nil {
		return "", err
	}
	op.Audit(audit.Entry{Action: "umbrella.joined", Object: "organisation", ID: member, Detail: map[string]any{"membership": key, "umbrella": umbrella, "from": from, "to": to}})
	return key, history.CreatedTx(op, "", "umbrella_membership", key)
}

// LeaveUmbrella ends a membership on a day, today when empty.
func (s *Service) LeaveUmbrella(ctx context.Context, sc access.Scope, member, membership id.ID, on string) error {
	if err := sc.Require(access.OrganisationWrite); err != nil {
		return err
	}
	f := fault.Fields{}
	last := check.OptionalDate(f, "to", on)
	if err := f.Err(); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		if last == "" {
			last = op.Today()
		}
		m, err := operation.Get[Membership](op, `SELECT s.id, s.umbrella_id AS organisation_id, s.valid_from FROM umbrella_membership s
			WHERE {organisation.write:s.member_id} AND s.id = $1 AND s.member_id = $2 AND s.valid_to IS NULL AND s.deleted_at IS NULL LIMIT 1`, membership, member)
		if err != nil {
			return err
		}
		if m.From != "" && last < m.From {
			return fault.Fields{"to": {Key: "field.date_order"}}.Err()
		}
		err = operation.Changed(op.Exec(`UPDATE umbrella_membership AS s SET valid_to = $3, operation_id = $4, version = version + 1
			WHERE {organisation.write:s.member_id} AND s.id = $1 AND s.member_id = $2 AND s.valid_to IS NULL`, membership, member, last, op.ID))
		if err != nil {
			return err
		}
		if err := history.ChangedTx(op, "", "umbrella_membership", membership, history.Field{Name: "valid_to", New: last}); err != nil {
			return err
		}
		if err := reachTx(op, member, m.Organisation, ""); err != nil {
			return err
		}
		op.Audit(audit.Entry{Action: "umbrella.left", Object: "organisation", ID: member, Detail: map[string]any{"umbrella": m.Organisation, "to": last}})
		return nil
	})
	return operation.Wrap("leave umbrella", err)
}
