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
		return atTx(op, contribution, func(ledger *book, c Contribution, transfers []Transfer) error {
			return ledger.decide(c, transfers, in)
		})
	})
	return operation.Wrap("check contribution", err)
}

// decide books the decision.
func (b *book) decide(c Contribution, transfers []Transfer, in CheckInput) error {
	at, live := standing(transfers)
	switch {
	case in.Outcome == Rejected && at != Evidenced && at != CarriedOut && at != Parked:
		return errNotThere(at)
	case in.Outcome == Approved && at != Evidenced:
		return errNotThere(at)
	}
	enough, err := b.checkedTx(c, in)
	if err != nil {
		return err
	}
	switch {
	case in.Outcome == Rejected:
		err = b.reverseAll(live, c, in.Reason)
	case enough:
		err = b.move(c, Evidenced, Checked, "")
	}
	b.audit("contribution.checked", c, map[string]any{"outcome": in.Outcome, "reason": in.Reason, "first_of_two": in.Outcome == Approved && !enough})
	return err
}

// checkedTx keeps the decision and reports whether it is the last one that is needed: from the grant's threshold on, two people approve.
func (b *book) checkedTx(c Contribution, in CheckInput) (enough bool, err error) {
	type approvals struct {
		Others int  `db:"others"`
		Own    int  `db:"own"` // decisions of who decides now
		Two    bool `db:"two"`
	}
	before, err := operation.Get[approvals](b.op, `SELECT COALESCE(g.second_check_cents <= $2, FALSE) AS two,
			(SELECT COUNT(*) FROM contribution_check k WHERE k.network_id = g.network_id AND k.contribution_id = $3 AND k.outcome = 'approved') AS others,
			(SELECT COUNT(*) FROM contribution_check k WHERE k.network_id = g.network_id AND k.contribution_id = $3 AND k.checked_by = $4) AS own
		FROM subsidy_grant g WHERE {wall:g} AND g.id = $1 LIMIT 1`, c.Grant, c.Cents, c.ID, actor(b.op))
	if err != nil {
		return false, err
	}
	if before.Own > 0 {
		return false, fault.Conflict("funding.checked_by_you")
	}
	err = b.op.Insert(`INSERT INTO contribution_check (network_id, id, contribution_id, unit_id, outcome, reason, checked_at, checked_by, operation_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		b.op.Network(), b.op.NewID(), c.ID, c.Unit, in.Outcome, in.Reason, b.op.At, actor(b.op), b.op.ID)
	return !before.Two || before.Others > 0, err
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
