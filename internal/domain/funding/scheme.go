package funding

import (
	"context"
	"errors"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/platform/money"
)

// Base is the amount of a grant of which the minimum is a percentage. Published sources name different ones
// (domain.md §1.4), so it is data of the scheme's version and shown beside every percentage.
type Base string

// The bases.
const (
	BaseBudget Base = "subsidisable_budget" // subsidiabele meerjarenbegroting
	BaseGrant  Base = "grant"               // subsidiebedrag
	BaseCosts  Base = "project_costs"       // projectkosten
)

// Scheme is a subsidy scheme (regeling).
type Scheme struct {
	ID      id.ID      `db:"id"`
	Code    string     `db:"code"`
	Name    string     `db:"name"`
	StartOn clock.Date `db:"start_on"`
	EndOn   clock.Date `db:"end_on"` // last day on which costs count

	MayDecide bool `db:"may_decide"` // the principal decides for the whole network
}

// Version is what a scheme asks for, by one decision. A later decision may hold for the same days.
type Version struct {
	ID        id.ID      `db:"id"`
	Scheme    id.ID      `db:"scheme_id"`
	ValidFrom clock.Date `db:"valid_from"`
	ValidTo   clock.Date `db:"valid_to"`
	DecidedOn clock.Date `db:"decided_on"` // known since
	MinimumBP int        `db:"minimum_bp"` // basis points of the base: 750 is 7.5%
	Base      Base       `db:"base"`
	Source    string     `db:"source"`
	Confirmed bool       `db:"confirmed"`

	Own    bool   `db:"own"`      // decided by the network itself
	Grant  id.ID  `db:"grant_id"` // of an own minimum: for this grant only
	Reason string `db:"reason"`   // of an own minimum
}

const versionColumns = `v.id, v.scheme_id, v.valid_from, v.valid_to, v.decided_on, v.minimum_bp, v.base, v.source, v.confirmed`

// RateKind is what a rate is for.
type RateKind string

// The kinds of rate.
const (
	StaffHour       RateKind = "staff_hour"       // an hour of somebody of the company
	SupervisionHour RateKind = "supervision_hour" // an hour of a pupil's presence, of which a share counts as supervision
	FacilityHour    RateKind = "facility_hour"    // an hour of a room or machine
)

// Rate is what an hour is worth, by one decision.
type Rate struct {
	ID            id.ID       `db:"id"`
	Scheme        id.ID       `db:"scheme_id"`
	Kind          RateKind    `db:"kind"`
	ValidFrom     clock.Date  `db:"valid_from"`
	ValidTo       clock.Date  `db:"valid_to"`
	DecidedOn     clock.Date  `db:"decided_on"`
	Cents         money.Cents `db:"cents"`    // per hour
	ShareBP       int         `db:"share_bp"` // share of the minutes that counts, basis points
	Justification string      `db:"justification"`
	Source        string      `db:"source"`
	Confirmed     bool        `db:"confirmed"`
	Own           bool        `db:"own"` // decided by the network itself
}

const rateColumns = `r.id, r.scheme_id, r.kind, r.valid_from, r.valid_to, r.decided_on, r.cents, r.share_bp, r.justification, r.source, r.confirmed, r.own`

// rateHolds is whether a rate holds on a day as it was known on another, and rateFirst puts the one that counts first: the network's own
// before a national one, and of those the latest that was known.
func rateHolds(r, on, known string) string {
	return r + `.valid_from <= ` + on + ` AND ` + r + `.valid_to >= ` + on + ` AND COALESCE(` + r + `.known_from, ` + r + `.decided_on) <= ` + known +
		` AND NOT EXISTS (SELECT 1 FROM own_rule_end z WHERE z.network_id = ` + r + `.network_id AND z.rule_id = ` + r + `.id AND z.last_on < ` + on + ` AND z.known_from <= ` + known + `)`
}

func rateFirst(r string) string {
	return r + `.own DESC, COALESCE(` + r + `.known_from, ` + r + `.decided_on) DESC, ` + r + `.decided_on DESC, ` + r + `.valid_from DESC, ` + r + `.id DESC`
}

// VersionTx returns what the scheme asks for on a day, by the latest decision that was known on another day.
// Without one it is fault.NotFound.
func VersionTx(tx *db.Tx, sc access.Scope, scheme id.ID, on, known clock.Date) (Version, error) {
	v, err := db.Get[Version](tx, sc.Bind(`SELECT `+versionColumns+` FROM scheme_version v
		WHERE {wall:v} AND v.scheme_id = $1 AND v.valid_from <= $2 AND v.valid_to >= $2 AND v.decided_on <= $3
		ORDER BY v.decided_on DESC, v.valid_from DESC, v.id DESC LIMIT 1`, scheme, on, known))
	if errors.Is(err, db.ErrNoRow) {
		return v, fault.NotFound("funding.no_version", on)
	}
	return v, operation.Wrap("read scheme version", err)
}

// RateTx returns the rate of a kind on a day, by the latest decision that was known on another day.
// Without one it is fault.NotFound.
func RateTx(tx *db.Tx, sc access.Scope, scheme id.ID, kind RateKind, on, known clock.Date) (Rate, error) {
	r, err := db.Get[Rate](tx, sc.Bind(`SELECT `+rateColumns+` FROM rate r
		WHERE {wall:r} AND r.scheme_id = $1 AND r.kind = $2 AND `+rateHolds("r", "$3", "$4")+`
		ORDER BY `+rateFirst("r")+` LIMIT 1`, scheme, kind, on, known))
	if errors.Is(err, db.ErrNoRow) {
		return r, fault.NotFound("funding.no_rate", on)
	}
	return r, operation.Wrap("read rate", err)
}

// SchemeRules is a scheme with all its decisions, oldest first.
type SchemeRules struct {
	Scheme
	Versions []Version
	Rates    []Rate    // national
	Own      []OwnRule // what the network decided itself, latest first
}

// Rules returns every number that this package counts with, with its source.
func (s *Service) Rules(ctx context.Context, sc access.Scope) (rules []SchemeRules, err error) {
	if err := sc.Require(access.GrantRead); err != nil {
		return nil, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		schemes, err := schemesTx(tx, sc)
		if err != nil {
			return err
		}
		versions, err := db.Select[Version](tx, sc.Bind(`SELECT `+versionColumns+` FROM scheme_version v WHERE {wall:v}
			ORDER BY v.decided_on, v.valid_from, v.id LIMIT 1000`))
		if err != nil {
			return err
		}
		rates, err := db.Select[Rate](tx, sc.Bind(`SELECT `+rateColumns+` FROM rate r WHERE {wall:r} AND NOT r.own
			ORDER BY r.kind, r.valid_from, r.decided_on, r.id LIMIT 1000`))
		if err != nil {
			return err
		}
		own, err := ownRulesTx(tx, sc)
		if err != nil {
			return err
		}
		for _, scheme := range schemes {
			one := SchemeRules{Scheme: scheme}
			for _, v := range versions {
				if v.Scheme == scheme.ID {
					one.Versions = append(one.Versions, v)
				}
			}
			for _, r := range rates {
				if r.Scheme == scheme.ID {
					one.Rates = append(one.Rates, r)
				}
			}
			for _, o := range own {
				if o.Scheme == scheme.ID {
					one.Own = append(one.Own, o)
				}
			}
			rules = append(rules, one)
		}
		return nil
	})
	return rules, operation.Wrap("read rules", err)
}

// Schemes lists the schemes of the network, newest first.
func (s *Service) Schemes(ctx context.Context, sc access.Scope) (schemes []Scheme, err error) {
	if err := sc.Require(access.GrantRead); err != nil {
		return nil, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		schemes, err = schemesTx(tx, sc)
		return err
	})
	return schemes, operation.Wrap("read schemes", err)
}

func schemesTx(tx *db.Tx, sc access.Scope) ([]Scheme, error) {
	return db.Select[Scheme](tx, sc.Bind(`SELECT s.id, s.code, s.name, s.start_on, s.end_on,
			EXISTS (SELECT 1 FROM unit u WHERE {grant.manage:u.id} AND u.network_id = s.network_id AND u.parent_id IS NULL) AS may_decide
		FROM scheme s WHERE {wall:s}
		ORDER BY s.start_on DESC, s.code LIMIT 200`))
}
