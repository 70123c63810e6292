package inspection

import (
	"context"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/kernel/post"
	"schakel/internal/platform/check"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// JudgeInput is what the accountant says of a line.
type JudgeInput struct {
	Line      id.ID
	Judgement Judgement
	Note      string // wanted with a question or a finding
}

// Judge keeps what the accountant says of a line of their own. What they said before stays on record.
func (s *Service) Judge(ctx context.Context, sc access.Scope, in JudgeInput) error {
	if err := sc.Require(access.InspectionDraw); err != nil {
		return err
	}
	f := fault.Fields{}
	in.Judgement = check.Choice(f, "judgement", string(in.Judgement), Judgements()...)
	if in.Judgement == Agreed {
		in.Note = check.OptionalMultiline(f, "note", in.Note, 2000)
	} else {
		in.Note = check.Multiline(f, "note", in.Note, 5, 2000)
	}
	if err := f.Err(); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		l, err := s.ownLineTx(op.Tx, sc, in.Line)
		if err != nil {
			return err
		}
		i := Inspection{ID: l.Inspection, Unit: l.OfUnit}
		op.Audit(audit.Entry{Action: "inspection.judged", Object: "inspection", ID: i.ID, Unit: i.Unit, Detail: map[string]any{"line": l.ID, "contribution": l.Contribution, "judgement": in.Judgement}})
		return remarkTx(op, i, l.ID, in.Judgement, in.Note)
	})
	return operation.Wrap("judge a line", err)
}

func remarkTx(op *operation.Op, i Inspection, line id.ID, kind Judgement, text string) error {
	return op.Insert(`INSERT INTO inspection_remark (network_id, id, inspection_id, line_id, unit_id, kind, text, at, by_id, operation_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		op.Network(), op.NewID(), i.ID, line, i.Unit, kind, text, op.At, op.Scope.Account(), op.ID)
}

// Send mails the list of questions and findings to the colleague who gave the access, if they are still here.
func (s *Service) Send(ctx context.Context, sc access.Scope) error {
	if err := sc.Require(access.InspectionDraw); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		i, err := s.ownTx(op.Tx, sc)
		if err != nil {
			return err
		}
		if i.Judged == 0 {
			return fault.Conflict("inspection.nothing_judged")
		}
		if _, err := op.Exec(`UPDATE inspection AS i SET sent_at = $2, version = version + 1, operation_id = $3 WHERE {inspection.draw:i} AND i.id = $1`, i.ID, op.At, op.ID); err != nil {
			return err
		}
		op.Audit(audit.Entry{Action: "inspection.sent", Object: "inspection", ID: i.ID, Unit: i.Unit, Detail: map[string]any{"judged": i.Judged, "questions": i.Questions, "findings": i.Findings}})
		type giver struct {
			Email string `db:"email"`
			Name  string `db:"name"`
			Lang  string `db:"lang"`
		}
		to, err := db.Select[giver](op.Tx, db.Q(`SELECT b.email, b.name, b.lang FROM account b WHERE b.id = $1 AND b.disabled_at IS NULL AND b.deleted_at IS NULL LIMIT 1`, i.CreatedBy))
		if err != nil || len(to) == 0 {
			return err
		}
		return post.SendTx(op, post.Letter{Key: "inspection_sent", To: to[0].Email, ToName: to[0].Name, Lang: to[0].Lang, Data: i.letter(), Unit: i.Unit, AboutKind: "inspection", About: i.ID})
	})
	return operation.Wrap("send questions", err)
}

// Answer says something to a question or finding; the accountant reads it at the line.
func (s *Service) Answer(ctx context.Context, sc access.Scope, key, line id.ID, text string) error {
	if err := sc.Require(access.GrantManage); err != nil {
		return err
	}
	f := fault.Fields{}
	text = check.Multiline(f, "answer", text, 2, 2000)
	if err := f.Err(); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		i, err := forStaffTx(op.Tx, sc, access.GrantManage, key)
		if err != nil {
			return err
		}
		lines, err := linesTx(op.Tx, sc, `l.inspection_id = $1 AND l.id = $2`, i.ID, line)
		if err != nil {
			return err
		}
		if len(lines) == 0 {
			return fault.NotFound("fault.not_found")
		}
		if j := lines[0].Judgement; j != Question && j != Finding {
			return fault.Conflict("inspection.nothing_asked")
		}
		op.Audit(audit.Entry{Action: "inspection.answered", Object: "inspection", ID: i.ID, Unit: i.Unit, Detail: map[string]any{"line": line}})
		return remarkTx(op, i, line, answer, text)
	})
	return operation.Wrap("answer a question", err)
}
