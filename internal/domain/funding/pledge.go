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
	"schakel/internal/platform/money"
)

// Pledge is what an organisation promised for a year (toezegging). An umbrella pledges for its members.
type Pledge struct {
	ID           id.ID       `db:"id"`
	Unit         id.ID       `db:"unit_id"`
	UnitName     string      `db:"unit_name"`
	Grant        id.ID       `db:"grant_id"`
	GrantName    string      `db:"grant_name"`
	Line         id.ID       `db:"line_id"`
	LineName     string      `db:"line_name"`
	Activity     id.ID       `db:"activity_id"` // empty: of the line, or of the whole programme
	ActivityName string      `db:"activity_name"`
	Organisation id.ID       `db:"organisation_id"`
	Company      string      `db:"organisation_name"`
	Umbrella     bool        `db:"is_umbrella"`
	Year         int         `db:"year"`
	Kind         Kind        `db:"kind"`
	Minutes      int         `db:"minutes"`
	Cents        money.Cents `db:"cents"`
	PledgedOn    clock.Date  `db:"pledged_on"`
}

// PledgeInput is a pledge as a form says it.
type PledgeInput struct {
	Grant        id.ID
	Unit         id.ID
	Line         id.ID // may be empty
	Activity     id.ID // may be empty; with one, the line is the activity's
	Organisation id.ID
	Year         string
	Kind         Kind
	Hours        string // for hours: valued by the rate of that year
	Value        string // euros, for the other kinds
	PledgedOn    string // today when empty
}

// Pledge notes what an organisation promises. Hours are valued by the rate of a staff hour that is known today for the year.
func (s *Service) Pledge(ctx context.Context, sc access.Scope, in PledgeInput) (key id.ID, err error) {
	if err := sc.RequireOn(access.PledgeWrite, in.Unit); err != nil {
		return "", err
	}
	err = s.Write(ctx, sc, func(op *operation.Op) error {
		g, err := operation.Found(grantTx(op.Tx, sc, access.GrantRead, in.Grant))
		if err != nil {
			return err
		}
		p, err := pledgeTx(op, g, in)
		if err != nil {
			return err
		}
		key, err = p.insert(op)
		return err
	})
	return key, operation.Wrap("pledge", err)
}

// insert notes a pledge that was read and valued.
func (p Pledge) insert(op *operation.Op) (key id.ID, err error) {
	key = op.NewID()
	op.Audit(audit.Entry{Action: "pledge.made", Object: "pledge", ID: key, Unit: p.Unit, Detail: p})
	return key, op.Insert(`INSERT INTO pledge (network_id, id, unit_id, grant_id, line_id, activity_id, organisation_id, year, kind, minutes, cents, pledged_on, created_at, created_by, operation_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
		op.Network(), key, p.Unit, p.Grant, p.Line, p.Activity, p.Organisation, p.Year, p.Kind, p.Minutes, p.Cents, p.PledgedOn, op.At, op.Scope.Account(), op.ID)
}

// pledgeTx reads the form and values it.
func pledgeTx(op *operation.Op, g Grant, in PledgeInput) (p Pledge, err error) {
	f := fault.Fields{}
	years := g.Years()
	p = Pledge{Grant: g.ID, Unit: in.Unit, Line: in.Line, Activity: in.Activity, Organisation: in.Organisation, Year: check.Int(f, "year", in.Year, years[0], years[len(years)-1])}
	p.Kind = check.Choice(f, "kind", string(in.Kind), Kinds()...)
	if p.PledgedOn = check.OptionalDate(f, "pledged_on", in.PledgedOn); p.PledgedOn == "" {
		p.PledgedOn = op.Today()
	}
	if p.PledgedOn > op.Today() {
		f.Add("pledged_on", "funding.in_future")
	}
	if p.Kind == KindHours {
		p.Minutes = hours(f, "hours", in.Hours)
	} else if p.Kind != "" {
		p.Cents = check.Money(f, "value", in.Value, 1, maxValue)
	}
	known := namesKnown{op: op, f: f}
	known.unitBelow("unit", in.Unit, g.Unit)
	known.organisation("organisation", in.Organisation)
	if in.Line != "" {
		known.line("line", in.Line, g.ID)
	}
	p.Line = known.activity("activity", in.Activity, in.Line, g.ID)
	if known.err != nil {
		return p, known.err
	}
	if err := f.Err(); err != nil || p.Kind != KindHours {
		return p, err
	}
	on := g.firstDay(p.Year)
	rate, err := RateTx(op.Tx, op.Scope, g.Scheme, StaffHour, on, op.Today())
	if fault.Is(err, fault.KindNotFound) {
		return p, fault.Fields{"year": {Key: "funding.no_rate", Args: []any{on}}}.Err()
	}
	if err == nil {
		p.Cents, err = rate.Value(p.Minutes)
	}
	return p, err
}

// Pledges lists the pledges behind a figure of the report, newest first, with their sum.
func (s *Service) Pledges(ctx context.Context, sc access.Scope, f Filter) (pledges []Pledge, err error) {
	if err := sc.Require(access.PledgeRead); err != nil {
		return nil, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		pledges, err = pledgesTx(tx, sc, f)
		return err
	})
	return pledges, operation.Wrap("read pledges", err)
}

func pledgesTx(tx *db.Tx, sc access.Scope, f Filter) ([]Pledge, error) {
	var b db.Builder
	b.Add(`SELECT p.id, p.unit_id, u.name AS unit_name, p.grant_id, g.name AS grant_name, p.line_id, COALESCE(l.name, '') AS line_name, p.activity_id, COALESCE(a.name, '') AS activity_name,
			p.organisation_id, o.name AS organisation_name, o.kind = 'umbrella' AS is_umbrella, p.year, p.kind, p.minutes, p.cents, p.pledged_on
		FROM pledge p JOIN unit u ON u.network_id = p.network_id AND u.id = p.unit_id
		JOIN subsidy_grant g ON g.network_id = p.network_id AND g.id = p.grant_id
		JOIN organisation o ON o.network_id = p.network_id AND o.id = p.organisation_id
		LEFT JOIN programme_line l ON l.network_id = p.network_id AND l.id = p.line_id
		LEFT JOIN activity a ON a.network_id = p.network_id AND a.id = p.activity_id
		WHERE {pledge.read:p} AND p.deleted_at IS NULL`)
	f.pledges(&b)
	b.Add(` ORDER BY p.pledged_on DESC, p.id DESC LIMIT 5000`)
	return db.Select[Pledge](tx, sc.BindQuery(b.Query()))
}

// WithdrawPledge takes a pledge away. It stays in the bin.
func (s *Service) WithdrawPledge(ctx context.Context, sc access.Scope, grant, pledge id.ID) error {
	if err := sc.Require(access.PledgeWrite); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		p, err := operation.Get[Pledge](op, `SELECT p.id, p.unit_id, p.cents FROM pledge p
			WHERE {pledge.write:p} AND p.id = $1 AND p.grant_id = $2 AND p.deleted_at IS NULL LIMIT 1`, pledge, grant)
		if err != nil {
			return err
		}
		op.Audit(audit.Entry{Action: "pledge.withdrawn", Object: "pledge", ID: p.ID, Unit: p.Unit, Detail: map[string]any{"cents": p.Cents}})
		return operation.Changed(op.Exec(`UPDATE pledge AS p SET deleted_at = $2, deleted_op = $3, operation_id = $3, version = version + 1
			WHERE {pledge.write:p} AND p.id = $1 AND p.deleted_at IS NULL`, p.ID, op.At, op.ID))
	})
	return operation.Wrap("withdraw pledge", err)
}
