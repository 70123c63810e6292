package relation

import (
	"context"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/history"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// UmbrellaPage is an umbrella with all its members, those that left included.
type UmbrellaPage struct {
	Organisation Organisation
	Members      []Membership
}

// UmbrellaPage reads an umbrella with its members. What is no umbrella is not found.
func (s *Service) UmbrellaPage(ctx context.Context, sc access.Scope, umbrella id.ID) (out UmbrellaPage, err error) {
	if err := sc.Require(access.OrganisationRead); err != nil {
		return out, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		if out.Organisation, err = OrganisationTx(tx, sc, umbrella); err != nil {
			return err
		}
		if out.Organisation.Kind != KindUmbrella {
			return fault.NotFound("fault.not_found")
		}
		out.Members, err = MembersOfTx(tx, sc, out.Organisation.ID)
		return err
	})
	return out, operation.Wrap("read umbrella", err)
}

// ReachThrough says that we reach an organisation through an umbrella of which it is a member now, or (off) directly again.
func (s *Service) ReachThrough(ctx context.Context, sc access.Scope, member, membership id.ID, on bool) error {
	if err := sc.Require(access.OrganisationWrite); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		umbrella, err := operation.Get[id.ID](op, `SELECT s.umbrella_id FROM umbrella_membership s
			WHERE {organisation.write:s.member_id} AND s.id = $1 AND s.member_id = $2 AND s.valid_to IS NULL AND s.deleted_at IS NULL LIMIT 1`, membership, member)
		if err != nil {
			return err
		}
		op.Audit(audit.Entry{Action: "umbrella.reached_through", Object: "organisation", ID: member, Detail: map[string]any{"umbrella": umbrella, "on": on}})
		if on {
			return reachTx(op, member, "", umbrella)
		}
		return reachTx(op, member, umbrella, "")
	})
	return operation.Wrap("reach through umbrella", err)
}

// reachTx sets through which umbrella we reach an organisation; with only, just when it is that one now.
func reachTx(op *operation.Op, member, only, via id.ID) error {
	was, err := operation.Select[id.ID](op, `SELECT COALESCE(o.via_id, '') AS id FROM organisation o WHERE {organisation.write:o.id} AND o.id = $1 AND o.deleted_at IS NULL LIMIT 1`, member)
	if err != nil || len(was) == 0 || was[0] == via || only != "" && was[0] != only {
		return err
	}
	if _, err := op.Exec(`UPDATE organisation AS o SET via_id = $2, updated_at = $3, operation_id = $4, version = version + 1 WHERE {organisation.write:o.id} AND o.id = $1`, member, via, op.At, op.ID); err != nil {
		return err
	}
	return history.ChangedTx(op, "", "organisation", member, history.Field{Name: "via_id", Old: was[0], New: via})
}
