package relation

import (
	"context"
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/history"
	"schakel/internal/kernel/operation"
	"schakel/internal/kernel/search"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// BinOrganisation puts an organisation in the bin and returns the operation that brings it back. Schools, boards and colleges
// come from DUO and stay.
func (s *Service) BinOrganisation(ctx context.Context, sc access.Scope, key id.ID, version int) (undo id.ID, err error) {
	if err := sc.Require(access.OrganisationWrite); err != nil {
		return "", err
	}
	err = s.Write(ctx, sc, func(op *operation.Op) error {
		before, err := OrganisationTx(op.Tx, sc, key)
		if err != nil {
			return err
		}
		if before.BRIN != "" || before.Source == SourceDUO {
			return fault.Conflict("relation.bin_duo")
		}
		err = operation.Changed(op.Exec(`UPDATE organisation AS o SET deleted_at = $3, deleted_op = $4, version = version + 1
			WHERE {organisation.write:o.id} AND o.id = $1 AND o.version = $2 AND o.deleted_at IS NULL`, key, version, op.At, op.ID))
		if err != nil {
			return err
		}
		undo = op.ID
		op.Audit(audit.Entry{Action: "organisation.binned", Object: "organisation", ID: key, Detail: before.Input()})
		if err := history.ChangedTx(op, "", "organisation", key, history.Field{Name: "deleted_at", New: op.At}); err != nil {
			return err
		}
		if err := indexPeopleTx(op, key, before.Name, true); err != nil {
			return err
		}
		return search.DropTx(op, search.Organisation, key)
	})
	return undo, operation.Wrap("bin organisation", err)
}

// RestoreOrganisation takes an organisation out of the bin; undo is what BinOrganisation returned.
func (s *Service) RestoreOrganisation(ctx context.Context, sc access.Scope, key, undo id.ID) error {
	if err := sc.Require(access.OrganisationWrite); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		gone, err := operation.Get[time.Time](op, `SELECT o.deleted_at FROM organisation o
			WHERE {organisation.write:o.id} AND o.id = $1 AND o.deleted_op = $2 AND o.erased_at IS NULL LIMIT 1`, key, undo)
		if err != nil {
			return err
		}
		_, err = op.Exec(`UPDATE organisation AS o SET deleted_at = NULL, deleted_op = NULL, version = version + 1, operation_id = $3
			WHERE {organisation.write:o.id} AND o.id = $1 AND o.deleted_op = $2`, key, undo, op.ID)
		if err != nil {
			return err
		}
		if err := history.ChangedTx(op, "", "organisation", key, history.Field{Name: "deleted_at", Old: gone}); err != nil {
			return err
		}
		op.Audit(audit.Entry{Action: "organisation.restored", Object: "organisation", ID: key, Detail: map[string]id.ID{"undo": undo}})
		back, err := OrganisationTx(op.Tx, sc, key)
		if err != nil {
			return err
		}
		if err := indexPeopleTx(op, key, back.Name, false); err != nil {
			return err
		}
		in := back.Input()
		return search.PutTx(op, in.doc(key))
	})
	if _, taken := s.DB.Conflict(err); taken {
		return fault.Conflict("relation.restore_taken")
	}
	return operation.Wrap("restore organisation", err)
}
