package steering

import (
	"context"
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/check"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// Outcome is what became of a request.
type Outcome string

// The outcomes.
const (
	Open      Outcome = ""
	Approved  Outcome = "approved"
	Declined  Outcome = "declined"
	Withdrawn Outcome = "withdrawn" // by who asked
)

// Outcomes lists what can be chosen.
func Outcomes() []Outcome { return []Outcome{Approved, Declined, Withdrawn} }

// Decision is a decision that is asked, and what was decided once it was.
type Decision struct {
	ID        id.ID      `db:"id"`
	Unit      id.ID      `db:"unit_id"`
	UnitName  string     `db:"unit_name"`
	Text      string     `db:"text"`
	AskedAt   time.Time  `db:"asked_at"`
	AskedBy   string     `db:"asked_name"`
	Outcome   Outcome    `db:"outcome"`
	Answer    string     `db:"answer"`
	DecidedOn clock.Date `db:"decided_on"`
	DecidedBy string     `db:"decided_name"` // who noted it
}

const decisionColumns = `SELECT d.id, d.unit_id, u.name AS unit_name, d.text, d.asked_at, COALESCE(a.name, '') AS asked_name, COALESCE(z.outcome, '') AS outcome,
	COALESCE(z.text, '') AS answer, COALESCE(z.decided_on, '') AS decided_on, COALESCE(w.name, '') AS decided_name
	FROM steering_request d JOIN unit u ON u.network_id = d.network_id AND u.id = d.unit_id
	LEFT JOIN account a ON a.id = d.asked_by
	LEFT JOIN steering_decision z ON z.network_id = d.network_id AND z.request_id = d.id
	LEFT JOIN account w ON w.id = z.noted_by`

// decisionsTx lists what is asked, and what was decided since the previous meeting: open ones first, the oldest on top.
func decisionsTx(tx *db.Tx, sc access.Scope, m moment) ([]Decision, error) {
	var b db.Builder
	b.Add(decisionColumns+` WHERE {contribution.read:d} AND (z.id IS NULL OR z.decided_on >= $1)`, m.Since)
	m.below(&b, "d")
	b.Add(` ORDER BY z.decided_on IS NOT NULL, d.asked_at, d.id LIMIT 100`)
	return db.Select[Decision](tx, sc.BindQuery(b.Query()))
}

// Decision returns one.
func (s *Service) Decision(ctx context.Context, sc access.Scope, key id.ID) (d Decision, err error) {
	if err := sc.Require(access.ContributionRead); err != nil {
		return d, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		d, err = operation.Found(db.Get[Decision](tx, sc.Bind(decisionColumns+` WHERE {contribution.read:d} AND d.id = $1 LIMIT 1`, key)))
		return err
	})
	return d, operation.Wrap("read decision", err)
}

// Request asks the directors of a unit to decide something at their next meeting.
func (s *Service) Request(ctx context.Context, sc access.Scope, unit id.ID, text string) (key id.ID, err error) {
	if unit == "" {
		return "", fault.Fields{"unit": {Key: "field.required"}}.Err()
	}
	if err := sc.RequireOn(access.ProgrammeManage, unit); err != nil {
		return "", err
	}
	f := fault.Fields{}
	text = check.Multiline(f, "text", text, 5, 1000)
	if err := f.Err(); err != nil {
		return "", err
	}
	err = s.Write(ctx, sc, func(op *operation.Op) error {
		if _, err := operation.Get[id.ID](op, `SELECT u.id FROM unit u WHERE {programme.manage:u.id} AND u.id = $1 AND u.deleted_at IS NULL LIMIT 1`, unit); err != nil {
			return err
		}
		key = op.NewID()
		op.Audit(audit.Entry{Action: "decision.asked", Object: "steering_request", ID: key, Unit: unit, Detail: map[string]any{"text": text}})
		return op.Insert(`INSERT INTO steering_request (network_id, id, unit_id, text, asked_at, asked_by, operation_id) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			op.Network(), key, unit, text, op.At, sc.Account(), op.ID)
	})
	return key, operation.Wrap("ask decision", err)
}

// DecideInput is what a form says of a decision.
type DecideInput struct {
	Outcome Outcome
	Text    string
	On      string // day of the meeting
}

// Decide notes what the directors decided. A request is decided once.
func (s *Service) Decide(ctx context.Context, sc access.Scope, key id.ID, in DecideInput) error {
	if err := sc.Require(access.ProgrammeManage); err != nil {
		return err
	}
	f := fault.Fields{}
	outcome := check.Choice(f, "outcome", string(in.Outcome), Outcomes()...)
	text := check.OptionalMultiline(f, "text", in.Text, 2000)
	on := check.Date(f, "on", in.On)
	if on > clock.Today(s.Clock) {
		f.Add("on", "steering.not_yet")
	}
	if err := f.Err(); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		unit, err := operation.Get[id.ID](op, `SELECT d.unit_id FROM steering_request d WHERE {programme.manage:d} AND {contribution.read:d} AND d.id = $1 LIMIT 1`, key)
		if err != nil {
			return err
		}
		op.Audit(audit.Entry{Action: "decision.noted", Object: "steering_request", ID: key, Unit: unit, Detail: map[string]any{"outcome": outcome, "text": text, "on": on}})
		return op.Insert(`INSERT INTO steering_decision (network_id, id, unit_id, request_id, outcome, text, decided_on, noted_at, noted_by, operation_id)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`, op.Network(), op.NewID(), unit, key, outcome, text, on, op.At, sc.Account(), op.ID)
	})
	if name, taken := s.DB.Conflict(err); taken && name == "steering_decision_request_uq" {
		return fault.Conflict("steering.decided_before")
	}
	return operation.Wrap("note decision", err)
}
