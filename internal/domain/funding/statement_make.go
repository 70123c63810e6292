package funding

import (
	"context"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/check"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// StatementInput is a draft as a form says it.
type StatementInput struct {
	Grant    id.ID
	Year     string
	Audience Audience
	Progress string // what was done, in words
	Lost     string // why some did not take place, in words
}

func (in *StatementInput) read(g Grant, today clock.Date) (year int, err error) {
	f := fault.Fields{}
	years := g.Years()
	year = check.Int(f, "year", in.Year, years[0], min(years[len(years)-1], today.Year()))
	in.Audience = check.Choice(f, "audience", string(in.Audience), Audiences()...)
	in.Progress = check.OptionalMultiline(f, "progress", in.Progress, 10_000)
	in.Lost = check.OptionalMultiline(f, "lost", in.Lost, 10_000)
	return year, f.Err()
}

// DraftStatement drafts a statement of a grant's year, or a new version of it, with the figures of now.
func (s *Service) DraftStatement(ctx context.Context, sc access.Scope, in StatementInput) (key id.ID, err error) {
	if err := sc.Require(access.GrantManage); err != nil {
		return "", err
	}
	err = s.Write(ctx, sc, func(op *operation.Op) error {
		key, err = s.draftTx(op, in)
		return err
	})
	return key, operation.Wrap("draft statement", err)
}

// RenewStatement adds a version to a statement, with other words and the figures of now.
func (s *Service) RenewStatement(ctx context.Context, sc access.Scope, key id.ID, progress, lost string) error {
	if err := sc.Require(access.GrantManage); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		is, err := operation.Get[Statement](op, statementFrom+` AND s.id = $1 LIMIT 1`, key)
		if err != nil {
			return err
		}
		_, err = s.draftTx(op, StatementInput{Grant: is.Grant, Year: yearText(is.Year), Audience: is.Audience, Progress: progress, Lost: lost})
		return err
	})
	return operation.Wrap("renew statement", err)
}

func (s *Service) draftTx(op *operation.Op, in StatementInput) (id.ID, error) {
	g, err := operation.Found(grantTx(op.Tx, op.Scope, access.GrantManage, in.Grant))
	if err != nil {
		return "", err
	}
	year, err := in.read(g, op.Today())
	if err != nil {
		return "", err
	}
	key, err := statementOfTx(op, g, year, in.Audience)
	if err != nil {
		return "", err
	}
	ledger, err := openBookTx(op) // nothing is booked between looking and noting
	if err != nil {
		return "", err
	}
	figures, err := s.figuresTx(op.Tx, op.Scope, g.ID, year)
	if err != nil {
		return "", err
	}
	op.Audit(audit.Entry{Action: "statement.drafted", Object: "statement", ID: key, Unit: g.Unit, Detail: map[string]any{"grant": g.ID, "year": year, "audience": in.Audience}})
	_, err = ledger.version(g.Unit, StatementVersion{Statement: key, State: StatementDraft, Figures: db.JSON[StatementFigures]{V: figures}, Progress: in.Progress, Lost: in.Lost})
	return key, err
}

// statementOfTx finds the statement of a grant's year for an audience, or makes it.
func statementOfTx(op *operation.Op, g Grant, year int, audience Audience) (id.ID, error) {
	if err := op.Lock("statement:" + string(g.ID)); err != nil {
		return "", err
	}
	there, err := operation.Select[id.ID](op, `SELECT s.id FROM statement s WHERE {wall:s} AND s.grant_id = $1 AND s.year = $2 AND s.audience = $3 LIMIT 1`, g.ID, year, audience)
	if err != nil {
		return "", err
	}
	if len(there) == 1 {
		return there[0], nil
	}
	key := op.NewID()
	return key, op.Insert(`INSERT INTO statement (network_id, id, unit_id, grant_id, year, audience, created_at, created_by, operation_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		op.Network(), key, g.Unit, g.ID, year, audience, op.At, actor(op), op.ID)
}

// version adds a version that names the head of the ledger, and returns its digest.
func (b *book) version(unit id.ID, v StatementVersion) (string, error) {
	op := b.op
	last, err := operation.Select[int](op, `SELECT COALESCE(MAX(v.seq), 0) FROM statement_version v WHERE {wall:v} AND v.statement_id = $1 LIMIT 1`, v.Statement)
	if err != nil {
		return "", err
	}
	digest, err := v.seal()
	if err != nil {
		return "", err
	}
	return digest, op.Insert(`INSERT INTO statement_version (network_id, statement_id, seq, id, unit_id, state, figures, progress, lost, head_seq, head_hash, digest, at, actor_id, operation_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
		op.Network(), v.Statement, last[0]+1, op.NewID(), unit, v.State, v.Figures, v.Progress, v.Lost, b.seq, b.hash, digest, op.At, actor(op), op.ID)
}

// CheckStatement approves a draft whose figures are still those of the ledger. Who drafted it is fault.Forbidden: four eyes.
func (s *Service) CheckStatement(ctx context.Context, sc access.Scope, key id.ID) error {
	err := s.forward(ctx, sc, access.ContributionCheck, key, StatementDraft, func(ledger *book, p StatementPage) error {
		op := ledger.op
		if p.Last().Actor == actor(op) {
			return fault.Forbidden("funding.own_statement")
		}
		op.Audit(audit.Entry{Action: "statement.checked", Object: "statement", ID: key, Unit: p.Unit, Detail: map[string]any{"version": p.Last().Seq}})
		_, err := ledger.version(p.Unit, p.next(StatementChecked))
		return err
	})
	return operation.Wrap("check statement", err)
}

// SubmitStatement submits what was checked. For the accountant every checked contribution of the year goes on to reported, so the year
// must still take transfers: submit it before the year is closed.
func (s *Service) SubmitStatement(ctx context.Context, sc access.Scope, key id.ID) error {
	err := s.forward(ctx, sc, access.GrantManage, key, StatementChecked, func(ledger *book, p StatementPage) error {
		op := ledger.op
		digest, err := ledger.version(p.Unit, p.next(StatementSubmitted))
		if err != nil {
			return err
		}
		n := 0
		if p.Audience == ForAccountant {
			if n, err = ledger.report(p.Statement, digest); err != nil {
				return err
			}
		}
		op.Audit(audit.Entry{Action: "statement.submitted", Object: "statement", ID: key, Unit: p.Unit, Detail: map[string]any{"contributions": n, "digest": digest}})
		return nil
	})
	return operation.Wrap("submit statement", err)
}

// next is the last version again, one step further.
func (p StatementPage) next(state StatementState) StatementVersion {
	last := p.Last()
	return StatementVersion{Statement: p.Statement.ID, State: state, Figures: last.Figures, Progress: last.Progress, Lost: last.Lost}
}

// forward takes a step with a statement that is where the step begins, and that says what the ledger says.
func (s *Service) forward(ctx context.Context, sc access.Scope, may access.Action, key id.ID, from StatementState, step func(*book, StatementPage) error) error {
	if err := sc.Require(may); err != nil {
		return err
	}
	return s.Write(ctx, sc, func(op *operation.Op) error {
		ledger, err := openBookTx(op) // nothing is booked between looking and stepping
		if err != nil {
			return err
		}
		p, err := s.statementTx(op.Tx, sc, key)
		switch {
		case err != nil:
			return err
		case !sc.CanOn(may, p.Unit):
			return fault.NotFound("fault.not_found")
		case p.State != from:
			return errNotNow(p.State)
		case p.Stale():
			return fault.Conflict("funding.statement_stale")
		}
		return step(ledger, p)
	})
}

// report moves what was checked of a grant's year on to reported; the transfers carry the digest of the statement.
func (b *book) report(of Statement, digest string) (n int, err error) {
	op := b.op
	period, err := periodTx(op.Tx, op.Scope, of.Grant, of.Year)
	if err != nil {
		return 0, err
	}
	if period.State.closed() {
		return 0, fault.Conflict("funding.period_is." + string(period.State))
	}
	f := Filter{Grant: of.Grant, Year: of.Year}
	rows, err := operation.Select[Contribution](op, `SELECT `+contributionColumns+` FROM contribution c WHERE {contribution.read:c} AND c.grant_id = $1 AND `+held+` ORDER BY t.seq DESC LIMIT 1) = 'checked'
		AND EXISTS (SELECT 1 FROM ledger_transfer t WHERE t.network_id = c.network_id AND t.contribution_id = c.id AND t.credit = 'checked' AND t.booked_on BETWEEN $2 AND $3)
		ORDER BY c.performed_on, c.id LIMIT 1000000`, of.Grant, f.firstDay(), f.lastDay())
	if err != nil {
		return 0, err
	}
	for _, c := range rows {
		if err := b.move(c, Checked, Reported, digest); err != nil {
			return 0, err
		}
	}
	return len(rows), nil
}
