package engagement

import (
	"context"
	"time"

	"schakel/internal/domain/menu"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/link"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// Checklist is what to see to, by the menu item: its lines, and which of them are done.
type Checklist struct {
	NL, EN []string
	Ticks  map[int]Tick // by line, from 0
}

// Tick is a line that somebody saw to.
type Tick struct {
	Position int       `db:"position"`
	Side     Party     `db:"side"`
	At       time.Time `db:"ticked_at"`
}

// Lines returns the lines in a language; those that miss a translation are Dutch.
func (c Checklist) Lines(lang string) []string {
	return menu.Guide{ChecklistNL: c.NL, ChecklistEN: c.EN}.Checklist(lang)
}

// Done counts the lines that are done.
func (c Checklist) Done() int {
	n := 0
	for at := range c.Ticks {
		if at < len(c.NL) {
			n++
		}
	}
	return n
}

// checklistTx reads the checklist of an engagement that the caller loaded through its scope.
func checklistTx(tx *db.Tx, sc access.Scope, e Engagement) (c Checklist, err error) {
	if e.Item == "" {
		return c, nil
	}
	is, err := first[checklistLines](tx, sc.Bind(`SELECT m.checklist_nl, m.checklist_en FROM menu_item m WHERE {wall:m} AND m.id = $1 LIMIT 1`, e.Item))
	if err != nil || is == nil {
		return c, err
	}
	return is.ticksTx(tx, sc, e.ID)
}

// checklistLines are the lines of a menu item's checklist.
type checklistLines struct {
	NL db.Strings `db:"checklist_nl"`
	EN db.Strings `db:"checklist_en"`
}

// ticksTx reads which lines are done.
func (l checklistLines) ticksTx(tx *db.Tx, sc access.Scope, engagement id.ID) (c Checklist, err error) {
	if len(l.NL) == 0 {
		return c, nil
	}
	c.NL, c.EN, c.Ticks = l.NL, l.EN, map[int]Tick{}
	ticks, err := db.Select[Tick](tx, sc.Bind(`SELECT k.position, k.side, k.ticked_at FROM engagement_check k WHERE {wall:k} AND k.engagement_id = $1 ORDER BY k.position LIMIT 100`, engagement))
	for _, t := range ticks {
		c.Ticks[t.Position] = t
	}
	return c, err
}

// Check ticks a line of the checklist, or takes the tick off, by somebody who manages the engagement.
func (s *Service) Check(ctx context.Context, sc access.Scope, key id.ID, line int, done bool) error {
	if err := sc.Require(access.EngagementManage); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		e, _, err := loadTx(op, key)
		if err != nil {
			return err
		}
		return checkTx(op, e, BySchool, op.Scope.Account(), line, done)
	})
	return operation.Wrap("tick checklist", err)
}

// CheckByLink is Check by the side that holds the link.
func (s *Service) CheckByLink(ctx context.Context, sc access.Scope, l link.Link, line int, done bool) error {
	if err := sc.Require(access.EngagementVisit); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		e, err := visitedTx(op)
		if err != nil {
			return err
		}
		return checkTx(op, e, sideOf(l), l.Account, line, done)
	})
	return operation.Wrap("tick checklist", err)
}

func checkTx(op *operation.Op, e Engagement, side Party, by id.ID, line int, done bool) error {
	c, err := checklistTx(op.Tx, op.Scope, e)
	if err != nil {
		return err
	}
	if line < 0 || line >= len(c.NL) {
		return fault.NotFound("fault.not_found")
	}
	if done {
		_, err = op.Tx.Exec(db.Q(`INSERT INTO engagement_check (network_id, engagement_id, unit_id, position, side, ticked_at, ticked_by, operation_id)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (network_id, engagement_id, position) DO NOTHING`,
			op.Network(), e.ID, e.Unit, line, side, op.At, by, op.ID))
	} else {
		_, err = op.Exec(`DELETE FROM engagement_check WHERE {wall:engagement_check} AND engagement_id = $1 AND position = $2`, e.ID, line)
	}
	op.Audit(audit.Entry{Action: "engagement.ticked", Object: "engagement", ID: e.ID, Unit: e.Unit, Detail: map[string]any{"line": c.NL[line], "done": done, "side": side}})
	return err
}
