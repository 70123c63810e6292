package need

import (
	"context"
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/check"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// ChoiceKind is what somebody decides about a company for a need, over the ranking.
type ChoiceKind string

// The kinds. Whom somebody calls gets no mail by the waves; whom somebody skips is not asked for this need.
const (
	Pin  ChoiceKind = "pin"  // asked first
	Skip ChoiceKind = "skip" // not for this need, with a reason
	Call ChoiceKind = "call" // I call them
)

// Choice is such a decision, for colleagues to see.
type Choice struct {
	Organisation id.ID      `db:"organisation_id"`
	Kind         ChoiceKind `db:"kind"`
	Reason       string     `db:"reason"`
	At           time.Time  `db:"at"`
	By           string     `db:"by_name"`
}

// Choose pins a company for a need, skips it with a reason, or says that the principal calls it; the empty kind takes that back.
func (s *Service) Choose(ctx context.Context, sc access.Scope, key, company id.ID, kind ChoiceKind, reason string) error {
	if err := sc.Require(access.InvitationSend); err != nil {
		return err
	}
	f := fault.Fields{}
	kind = check.OptionalChoice(f, "kind", string(kind), Pin, Skip, Call)
	if kind == Skip {
		reason = check.Line(f, "reason", reason, 3, 300)
	} else {
		reason = check.OptionalLine(f, "reason", reason, 300)
	}
	if err := f.Err(); err != nil {
		return err
	}
	if sc.Account() == "" {
		return fault.Forbidden("fault.forbidden")
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		n, err := sendableTx(op, key)
		if err != nil {
			return err
		}
		name, err := operation.Get[string](op, `SELECT o.name FROM organisation o WHERE {organisation.read:o.id} AND o.id = $1 AND o.kind = 'company' AND o.deleted_at IS NULL LIMIT 1`, company)
		if err != nil {
			return err
		}
		op.Audit(audit.Entry{Action: "need.chosen", Object: "need", ID: n.ID, Unit: n.Unit, Detail: map[string]any{"organisation": company, "name": name, "kind": kind, "reason": reason}})
		if kind == "" {
			_, err = op.Exec(`DELETE FROM need_choice WHERE {invitation.send:need_choice} AND need_id = $1 AND organisation_id = $2`, n.ID, company)
			return err
		}
		err = op.Insert(`INSERT INTO need_choice (network_id, id, need_id, organisation_id, unit_id, kind, reason, at, account_id, operation_id)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
			ON CONFLICT (network_id, need_id, organisation_id) DO UPDATE SET kind = excluded.kind, reason = excluded.reason, at = excluded.at,
				account_id = excluded.account_id, version = need_choice.version + 1, operation_id = excluded.operation_id`,
			op.Network(), op.NewID(), n.ID, company, n.Unit, kind, reason, op.At, sc.Account(), op.ID)
		if err != nil {
			return err
		}
		return noteTx(op, n.ID, n.Unit, Step{Kind: StepKind(kind), Organisation: company, Words: reason})
	})
	return operation.Wrap("choose company", err)
}
