package funding

import (
	"context"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/check"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// Outcome is what a check decided.
type Outcome string

// The outcomes.
const (
	Approved Outcome = "approved"
	Rejected Outcome = "rejected"
)

// CheckInput is the decision of a second person.
type CheckInput struct {
	Outcome Outcome
	Reason  string // needed to reject
}

// Validate cleans the input or returns a fault with messages at outcome and reason.
func (in *CheckInput) Validate() error {
	f := fault.Fields{}
	in.Outcome = check.Choice(f, "outcome", string(in.Outcome), Approved, Rejected)
	if in.Outcome == Rejected {
		in.Reason = check.Multiline(f, "reason", in.Reason, 5, 2000)
	} else {
		in.Reason = check.OptionalMultiline(f, "reason", in.Reason, 2000)
	}
	return f.Err()
}

// Check approves or rejects a contribution, once. Approved, its amount goes on to checked, for which evidence is needed;
// rejected, every transfer of it is taken back with the reason. Who recorded it, or belongs to the company or the umbrella
// for which it counts, is fault.Forbidden: four eyes (promises.md §5).
func (s *Service) Check(ctx context.Context, sc access.Scope, contribution id.ID, in CheckInput) error {
	if err := sc.Require(access.ContributionCheck); err != nil {
		return err
	}
	if err := in.Validate(); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		ledger, err := openBookTx(op)
		if err != nil {
			return err
		}
		c, err := operation.Get[Contribution](op, `SELECT `+contributionColumns+` FROM contribution c WHERE {contribution.check:c} AND c.id = $1 LIMIT 1`, contribution)
		if err != nil {
			return err
		}
		if err := fourEyesTx(op, c); err != nil {
			return err
		}
		transfers, err := transfersTx(op, c.ID)
		if err != nil {
			return err
		}
		return ledger.decide(c, transfers, in)
	})
	return operation.Wrap("check contribution", err)
}

// decide books the decision.
func (b *book) decide(c Contribution, transfers []Transfer, in CheckInput) error {
	at, live := standing(transfers)
	switch {
	case at != Evidenced && at != CarriedOut:
		return errNotThere(at)
	case in.Outcome == Approved && at != Evidenced:
		return errNotThere(at)
	}
	err := b.op.Insert(`INSERT INTO contribution_check (network_id, id, contribution_id, unit_id, outcome, reason, checked_at, checked_by, operation_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		b.op.Network(), b.op.NewID(), c.ID, c.Unit, in.Outcome, in.Reason, b.op.At, actor(b.op), b.op.ID)
	if err != nil {
		return err
	}
	if in.Outcome == Approved {
		if err := b.move(c, Evidenced, Checked, ""); err != nil {
			return err
		}
	} else {
		for _, t := range live {
			if err := b.reverse(t, c, in.Reason); err != nil {
				return err
			}
		}
	}
	b.audit("contribution.checked", c, map[string]any{"outcome": in.Outcome, "reason": in.Reason})
	return nil
}

// fourEyesTx refuses the recorder and people of the company.
func fourEyesTx(op *operation.Op, c Contribution) error {
	if actor(op) == c.RecordedBy {
		return fault.Forbidden("funding.own_record")
	}
	own, err := operation.Select[id.ID](op, `SELECT p.organisation_id FROM position p
		JOIN person q ON q.network_id = p.network_id AND q.id = p.person_id AND q.deleted_at IS NULL
		LEFT JOIN account a ON a.id = $1
		WHERE {wall:p} AND (p.organisation_id = $2 OR p.organisation_id = $3) AND p.deleted_at IS NULL
			AND (q.account_id = $1 OR (q.email <> '' AND q.email = a.email)) LIMIT 1`, op.Scope.Account(), c.Organisation, c.Umbrella)
	if err != nil {
		return err
	}
	if len(own) > 0 {
		return fault.Forbidden("funding.own_company")
	}
	return nil
}
