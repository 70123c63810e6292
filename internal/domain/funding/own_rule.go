package funding

import (
	"cmp"
	"context"
	"slices"

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

// OwnMinimum is the kind of an own rule that is no rate.
const OwnMinimum RateKind = "minimum"

// OwnRule is a number that a network decided itself and that comes before the national one: a rate, or the minimum of a grant or of all
// grants of a scheme. It is known from the day on which it was written down, however old the decision is, so that what was computed
// before stays explicable. It is ended, never changed.
type OwnRule struct {
	ID        id.ID       `db:"id"`
	Scheme    id.ID       `db:"scheme_id"`
	Kind      RateKind    `db:"kind"` // OwnMinimum for a minimum
	Grant     id.ID       `db:"grant_id"`
	GrantName string      `db:"grant_name"`
	ValidFrom clock.Date  `db:"valid_from"`
	ValidTo   clock.Date  `db:"valid_to"`
	DecidedOn clock.Date  `db:"decided_on"`
	KnownFrom clock.Date  `db:"known_from"`
	Cents     money.Cents `db:"cents"`      // of a rate, per hour
	ShareBP   int         `db:"share_bp"`   // of a rate
	MinimumBP int         `db:"minimum_bp"` // of a minimum
	Base      Base        `db:"base"`       // of a minimum
	Reason    string      `db:"reason"`
	Source    string      `db:"source"` // letter or minutes
	By        string      `db:"by_name"`
	EndedOn   clock.Date  `db:"ended_on"` // last day when it was ended
	EndedFrom clock.Date  `db:"ended_from"`
	EndedBy   string      `db:"ended_by_name"`
	EndReason string      `db:"end_reason"`
}

// Last is the last day on which it holds, as known now.
func (o OwnRule) Last() clock.Date {
	if o.EndedOn != "" && o.EndedOn < o.ValidTo {
		return o.EndedOn
	}
	return o.ValidTo
}

const ownRules = `SELECT r.network_id, r.id, r.scheme_id, r.kind, NULL AS grant_id, r.valid_from, r.valid_to, r.decided_on, r.known_from, r.cents, r.share_bp,
		0 AS minimum_bp, '' AS base, r.justification AS reason, r.source, r.created_by
	FROM rate r WHERE {wall:r} AND r.own
	UNION ALL SELECT m.network_id, m.id, m.scheme_id, 'minimum', m.grant_id, m.valid_from, m.valid_to, m.decided_on, m.known_from, 0, 0,
		m.minimum_bp, m.base, m.reason, m.source, m.created_by
	FROM own_minimum m WHERE {wall:m}`

// ownRulesTx returns all own rules of the network, the latest decision first.
func ownRulesTx(tx *db.Tx, sc access.Scope) ([]OwnRule, error) {
	return db.Select[OwnRule](tx, sc.Bind(`SELECT x.id, x.scheme_id, x.kind, x.grant_id, COALESCE(g.name, '') AS grant_name, x.valid_from, x.valid_to, x.decided_on, x.known_from, x.cents, x.share_bp,
			x.minimum_bp, x.base, x.reason, x.source, COALESCE(a.name, '') AS by_name, z.last_on AS ended_on, z.known_from AS ended_from,
			COALESCE(e.name, '') AS ended_by_name, COALESCE(z.reason, '') AS end_reason
		FROM (`+ownRules+`) x LEFT JOIN subsidy_grant g ON g.network_id = x.network_id AND g.id = x.grant_id
		LEFT JOIN own_rule_end z ON z.network_id = x.network_id AND z.rule_id = x.id
		LEFT JOIN account a ON a.id = x.created_by LEFT JOIN account e ON e.id = z.created_by ORDER BY x.known_from DESC, x.decided_on DESC, x.id DESC LIMIT 1000`))
}

// National returns the national rate besides which a network decided one of its own; nil when there is none for its first day.
func (s SchemeRules) National(o OwnRule) (found *Rate) {
	for _, r := range s.Rates {
		if r.Kind == o.Kind && r.ValidFrom <= o.ValidFrom && r.ValidTo >= o.ValidFrom && (found == nil || r.DecidedOn >= found.DecidedOn) {
			found = &r
		}
	}
	return found
}

// NationalMinimum returns what the scheme itself asks for on the first day of an own minimum; nil when nothing was decided.
func (s SchemeRules) NationalMinimum(o OwnRule) (found *Version) {
	for _, v := range s.Versions {
		if v.ValidFrom <= o.ValidFrom && v.ValidTo >= o.ValidFrom && (found == nil || v.DecidedOn >= found.DecidedOn) {
			found = &v
		}
	}
	return found
}

// OwnRuleInput is an own rule as a form says it.
type OwnRuleInput struct {
	Kind      RateKind // or OwnMinimum
	Grant     id.ID    // of a minimum; empty: all grants of the scheme
	Rate      string   // euros per hour
	Share     string   // percentage of the minutes that counts; empty is all
	Minimum   string   // percentage of the base
	Base      Base
	ValidFrom string
	ValidTo   string // last day of the scheme when empty
	DecidedOn string
	Reason    string
	Source    string
}

// wholePercent is hundred percent in basis points.
const wholePercent = 100_00

func (in OwnRuleInput) read(op *operation.Op, scheme Scheme) (o OwnRule, err error) {
	f := fault.Fields{}
	o = OwnRule{Scheme: scheme.ID, Kind: check.Choice(f, "kind", string(in.Kind), StaffHour, SupervisionHour, FacilityHour, OwnMinimum), ShareBP: wholePercent}
	o.ValidFrom, o.DecidedOn = check.Date(f, "valid_from", in.ValidFrom), check.Date(f, "decided_on", in.DecidedOn)
	o.ValidTo = cmp.Or(check.OptionalDate(f, "valid_to", in.ValidTo), scheme.EndOn)
	check.DateOrder(f, "valid_to", o.ValidFrom, o.ValidTo)
	if o.ValidFrom != "" && (o.ValidFrom < scheme.StartOn || o.ValidFrom > scheme.EndOn) {
		f.Add("valid_from", "funding.outside_scheme", scheme.StartOn, scheme.EndOn)
	} else if o.ValidTo > scheme.EndOn {
		f.Add("valid_to", "funding.outside_scheme", scheme.StartOn, scheme.EndOn)
	}
	if o.DecidedOn > op.Today() {
		f.Add("decided_on", "funding.in_future")
	}
	o.KnownFrom = op.Today()
	o.Reason = check.Multiline(f, "reason", in.Reason, 10, 2000)
	o.Source = check.OptionalLine(f, "source", in.Source, 300)
	percent := func(field, value string) int { return int(check.Money(f, field, value, 1, wholePercent)) } // two decimals, as money has
	if o.Kind != OwnMinimum {
		o.Cents = check.Money(f, "rate", in.Rate, 1, 10_000_00)
		if in.Share != "" {
			o.ShareBP = percent("share", in.Share)
		}
		return o, f.Err()
	}
	o.MinimumBP = percent("minimum", in.Minimum)
	o.Base = check.Choice(f, "base", string(in.Base), BaseBudget, BaseGrant, BaseCosts)
	if o.Grant = in.Grant; o.Grant != "" {
		known := namesKnown{op: op, f: f}
		known.check("grant", `SELECT g.id FROM subsidy_grant g WHERE {grant.manage:g} AND g.id = $1 AND g.scheme_id = $2 AND g.deleted_at IS NULL LIMIT 1`, o.Grant, scheme.ID)
		if known.err != nil {
			return o, known.err
		}
	}
	return o, f.Err()
}

// ruledTx loads a scheme for which the principal may decide: who manages grants of the whole network.
func ruledTx(op *operation.Op, scheme id.ID) (Scheme, error) {
	return operation.Get[Scheme](op, `SELECT s.id, s.code, s.name, s.start_on, s.end_on FROM scheme s
		WHERE {wall:s} AND s.id = $1 AND EXISTS (SELECT 1 FROM unit u WHERE {grant.manage:u.id} AND u.network_id = s.network_id AND u.parent_id IS NULL) LIMIT 1`, scheme)
}

// DecideOwn writes down a number that the network decided itself, with its reason.
func (s *Service) DecideOwn(ctx context.Context, sc access.Scope, scheme id.ID, in OwnRuleInput) (key id.ID, err error) {
	if err := sc.Require(access.GrantManage); err != nil {
		return "", err
	}
	err = s.Write(ctx, sc, func(op *operation.Op) error {
		of, err := ruledTx(op, scheme)
		if err != nil {
			return err
		}
		o, err := in.read(op, of)
		if err != nil {
			return err
		}
		key = op.NewID()
		op.Audit(audit.Entry{Action: "own_rule.decided", Object: "scheme", ID: scheme, Detail: o})
		if o.Kind == OwnMinimum {
			return op.Insert(`INSERT INTO own_minimum (network_id, id, scheme_id, grant_id, valid_from, valid_to, decided_on, known_from, minimum_bp, base, reason, source, created_at, created_by, operation_id)
				VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
				op.Network(), key, scheme, o.Grant, o.ValidFrom, o.ValidTo, o.DecidedOn, o.KnownFrom, o.MinimumBP, o.Base, o.Reason, o.Source, op.At, op.Scope.Account(), op.ID)
		}
		err = op.Insert(`INSERT INTO rate (network_id, id, scheme_id, kind, valid_from, valid_to, decided_on, cents, share_bp, justification, source, confirmed, created_at, operation_id, own, known_from, created_by)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`,
			op.Network(), key, scheme, o.Kind, o.ValidFrom, o.ValidTo, o.DecidedOn, o.Cents, o.ShareBP, o.Reason, o.Source, true, op.At, op.ID, true, o.KnownFrom, op.Scope.Account())
		if name, taken := s.DB.Conflict(err); taken && name == "rate_uq" {
			return fault.Fields{"decided_on": {Key: "funding.own.taken"}}.Err()
		}
		return err
	})
	return key, operation.Wrap("decide own rule", err)
}

// EndInput ends an own rule, as a form says it.
type EndInput struct {
	LastOn string // last day on which it holds; the day before its first when it should never have held
	Reason string
}

// EndOwn ends an own rule, once. What was computed with it before stays as it was.
func (s *Service) EndOwn(ctx context.Context, sc access.Scope, scheme, rule id.ID, in EndInput) error {
	if err := sc.Require(access.GrantManage); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		if _, err := ruledTx(op, scheme); err != nil {
			return err
		}
		o, err := ownRuleTx(op.Tx, op.Scope, scheme, rule)
		if err != nil {
			return err
		}
		if o.EndedOn != "" {
			return fault.Conflict("funding.own.ended_already")
		}
		f := fault.Fields{}
		last := check.Date(f, "last_on", in.LastOn)
		if last != "" && (last < o.ValidFrom.AddDays(-1) || last >= o.ValidTo) {
			f.Add("last_on", "funding.own.outside", o.ValidFrom.AddDays(-1), o.ValidTo.AddDays(-1))
		}
		reason := check.Multiline(f, "reason", in.Reason, 5, 2000)
		if err := f.Err(); err != nil {
			return err
		}
		op.Audit(audit.Entry{Action: "own_rule.ended", Object: "scheme", ID: scheme, Detail: map[string]any{"rule": rule, "kind": o.Kind, "last_on": last, "reason": reason}})
		err = op.Insert(`INSERT INTO own_rule_end (network_id, rule_id, last_on, known_from, reason, at, created_by, operation_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
			op.Network(), rule, last, op.Today(), reason, op.At, op.Scope.Account(), op.ID)
		if _, taken := s.DB.Conflict(err); taken {
			return fault.Conflict("funding.own.ended_already")
		}
		return err
	})
	return operation.Wrap("end own rule", err)
}

// ownRuleTx loads an own rule of a scheme; one that is not there is fault.NotFound.
func ownRuleTx(tx *db.Tx, sc access.Scope, scheme, rule id.ID) (OwnRule, error) {
	all, err := ownRulesTx(tx, sc)
	if err != nil {
		return OwnRule{}, err
	}
	i := slices.IndexFunc(all, func(o OwnRule) bool { return o.ID == rule && o.Scheme == scheme })
	if i < 0 {
		return OwnRule{}, fault.NotFound("fault.not_found")
	}
	return all[i], nil
}
