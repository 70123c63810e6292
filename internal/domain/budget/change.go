package budget

import (
	"context"
	"time"

	"schakel/internal/domain/funding"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
	"schakel/internal/platform/money"
)

// Subject is what a change is about.
type Subject string

// The subjects.
const (
	AboutLine  Subject = "line"
	AboutCover Subject = "cover"
	AboutBlock Subject = "block"
)

// About names what a change is about.
type About struct {
	Subject Subject `db:"subject"`
	ID      id.ID   `db:"subject_id"` // of a line
	Year    int     `db:"year"`       // 0 for a machine; of a block its first
	What    string  `db:"what"`       // of a line
}

// Snapshot is what stood there, with the names of then.
type Snapshot struct {
	Activity    string      `json:"activity,omitempty"` // code and name
	Year        int         `json:"year,omitempty"`
	Cost        Cost        `json:"cost,omitempty"`
	What        string      `json:"what,omitempty"`
	Measure     Measure     `json:"measure,omitempty"`
	Quantity    int         `json:"quantity,omitempty"`
	Price       money.Cents `json:"price_cents,omitempty"`
	Residual    money.Cents `json:"residual_cents,omitempty"`
	Term        int         `json:"term_months,omitempty"`
	UsedFrom    clock.Date  `json:"used_from,omitempty"`
	Granted     money.Cents `json:"grant_cents,omitempty"`
	Cofinancing money.Cents `json:"cofinancing_cents,omitempty"`
	Own         money.Cents `json:"own_cents,omitempty"`
	State       State       `json:"state,omitempty"`
	Last        int         `json:"last_year,omitempty"`
}

func (l Line) snapshot() *Snapshot {
	s := &Snapshot{Year: l.Year, Cost: l.Cost, What: l.What, Measure: l.Measure, Quantity: l.Quantity, Price: l.Price, Residual: l.Residual, Term: l.Term, UsedFrom: l.UsedFrom}
	if l.Activity != "" {
		s.Activity = l.LineCode + "." + l.ActivityCode + " " + l.ActivityName
	}
	return s
}

func (c Cover) snapshot() *Snapshot {
	return &Snapshot{Year: c.Year, Granted: c.Granted, Cofinancing: c.Cofinancing, Own: c.Own}
}

// Line gives back the line of a snapshot, to compute with.
func (s Snapshot) Line() Line {
	return Line{Year: s.Year, Cost: s.Cost, What: s.What, Measure: s.Measure, Quantity: s.Quantity, Price: s.Price, Residual: s.Residual, Term: s.Term, UsedFrom: s.UsedFrom}
}

// Change is a change of a budget: what was, what is, who and when, and why.
type Change struct {
	About
	Key    id.ID              `db:"id"`
	Was    db.JSON[*Snapshot] `db:"was"` // nil: new
	Is     db.JSON[*Snapshot] `db:"became"`
	Reason string             `db:"reason"`
	At     time.Time          `db:"at"`
	By     string             `db:"by_name"`
}

// noteTx writes a change into the history, which only grows.
func noteTx(op *operation.Op, g funding.Grant, about About, was, is *Snapshot, reason string) error {
	return op.Insert(`INSERT INTO budget_change (network_id, id, unit_id, grant_id, subject, subject_id, year, what, was, became, reason, at, actor_id, operation_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
		op.Network(), op.NewID(), g.Unit, g.ID, about.Subject, about.ID, about.Year, about.What, db.JSON[*Snapshot]{V: was}, db.JSON[*Snapshot]{V: is},
		reason, op.At, op.Scope.Actor(), op.ID)
}

// historyPage is how many changes a page shows.
const historyPage = 50

// History is a page of the changes of a budget, the latest first.
type History struct {
	Grant   funding.Grant
	Changes []Change
	Next    id.ID // to go on after; empty on the last page
}

// History returns the changes of a budget that are older than one, or the latest.
func (s *Service) History(ctx context.Context, sc access.Scope, grant, after id.ID) (h History, err error) {
	if err := sc.Require(access.GrantRead); err != nil {
		return h, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		if h.Grant, err = funding.GrantTx(tx, sc, access.GrantRead, grant); err != nil {
			return err
		}
		var b db.Builder
		b.Add(`SELECT x.id, x.subject, x.subject_id, x.year, x.what, x.was, x.became, x.reason, x.at, COALESCE(a.name, '') AS by_name
			FROM budget_change x LEFT JOIN account a ON a.id = x.actor_id WHERE {grant.read:x} AND x.grant_id = $1`, grant)
		if after != "" {
			b.Add(` AND x.id < $1`, after)
		}
		b.Add(` ORDER BY x.id DESC LIMIT $1`, historyPage+1)
		if h.Changes, err = db.Select[Change](tx, sc.BindQuery(b.Query())); err != nil {
			return err
		}
		if len(h.Changes) > historyPage {
			h.Changes = h.Changes[:historyPage]
			h.Next = h.Changes[historyPage-1].Key
		}
		return nil
	})
	return h, operation.Wrap("read history of budget", err)
}
