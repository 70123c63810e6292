package funding

import (
	"context"
	"strings"

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

// Grant is what was granted under a scheme (beschikking).
type Grant struct {
	ID          id.ID       `db:"id"`
	Unit        id.ID       `db:"unit_id"` // of the lead applicant
	Scheme      id.ID       `db:"scheme_id"`
	SchemeCode  string      `db:"scheme_code"`
	SchemeName  string      `db:"scheme_name"`
	Reference   string      `db:"reference"`
	Name        string      `db:"name"`
	Lead        id.ID       `db:"lead_organisation_id"` // penvoerder
	LeadName    string      `db:"lead_name"`
	DecidedOn   clock.Date  `db:"decided_on"`
	StartOn     clock.Date  `db:"start_on"`
	EndOn       clock.Date  `db:"end_on"`
	GrantCents  money.Cents `db:"grant_cents"`        // subsidiebedrag
	BudgetCents money.Cents `db:"budget_cents"`       // subsidiabele meerjarenbegroting
	CostCents   money.Cents `db:"cost_cents"`         // totale projectkosten
	SecondCheck money.Cents `db:"second_check_cents"` // from this amount on two people approve; 0 is never
	TargetBP    int         `db:"target_bp"`          // the region's own goal, in hundredths of a percent of the base; 0 is none
	RowVersion  int         `db:"version"`
}

const grantColumns = `g.id, g.unit_id, g.scheme_id, s.code AS scheme_code, s.name AS scheme_name, g.reference, g.name, g.lead_organisation_id,
	COALESCE(o.name, '') AS lead_name, g.decided_on, g.start_on, g.end_on, g.grant_cents, g.budget_cents, g.cost_cents, COALESCE(g.second_check_cents, 0) AS second_check_cents, COALESCE(g.target_bp, 0) AS target_bp, g.version`

const grantFrom = `FROM subsidy_grant g JOIN scheme s ON s.network_id = g.network_id AND s.id = g.scheme_id
	LEFT JOIN organisation o ON o.network_id = g.network_id AND o.id = g.lead_organisation_id`

// Amount returns the grant's amount of which the minimum is a percentage.
func (g Grant) Amount(b Base) money.Cents {
	switch b {
	case BaseGrant:
		return g.GrantCents
	case BaseCosts:
		return g.CostCents
	default:
		return g.BudgetCents
	}
}

// Years lists the calendar years that the grant touches.
func (g Grant) Years() []int {
	var years []int
	for y := g.StartOn.Year(); y <= g.EndOn.Year() && y != 0; y++ {
		years = append(years, y)
	}
	return years
}

// firstDay is the first day of the grant in a year; year 0 means the grant's first day.
func (g Grant) firstDay(year int) clock.Date {
	first := clock.FirstDay(year)
	if year == 0 || first < g.StartOn {
		return g.StartOn
	}
	return first
}

// GrantInput is a grant as a form says it.
type GrantInput struct {
	Unit      id.ID
	Scheme    id.ID
	Reference string
	Name      string
	Lead      id.ID
	DecidedOn string
	StartOn   string
	EndOn     string
	Grant     string // euros
	Budget    string // euros
	Costs     string // euros
}

func (in GrantInput) read() (g Grant, err error) {
	f := fault.Fields{}
	g = Grant{
		Unit: in.Unit, Scheme: in.Scheme, Lead: in.Lead,
		Reference: check.Line(f, "reference", in.Reference, 2, 60), Name: check.Line(f, "name", in.Name, 2, 120),
		DecidedOn: check.Date(f, "decided_on", in.DecidedOn), StartOn: check.Date(f, "start_on", in.StartOn), EndOn: check.Date(f, "end_on", in.EndOn),
		GrantCents:  check.Money(f, "grant", in.Grant, 1, money.MaxInput),
		BudgetCents: check.Money(f, "budget", in.Budget, 1, money.MaxInput),
		CostCents:   check.Money(f, "costs", in.Costs, 1, money.MaxInput),
	}
	check.DateOrder(f, "end_on", g.StartOn, g.EndOn)
	return g, f.Err()
}

// AddGrant notes a grant. Its period must lie within the scheme's.
func (s *Service) AddGrant(ctx context.Context, sc access.Scope, in GrantInput) (key id.ID, err error) {
	if err := sc.RequireOn(access.GrantManage, in.Unit); err != nil {
		return "", err
	}
	g, err := in.read()
	if err != nil {
		return "", err
	}
	err = s.Write(ctx, sc, func(op *operation.Op) error {
		if err := grantKnownTx(op, g); err != nil {
			return err
		}
		key = op.NewID()
		err := op.Insert(`INSERT INTO subsidy_grant (network_id, id, unit_id, scheme_id, reference, name, lead_organisation_id, decided_on, start_on, end_on,
				grant_cents, budget_cents, cost_cents, created_at, operation_id)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
			op.Network(), key, g.Unit, g.Scheme, g.Reference, g.Name, g.Lead, g.DecidedOn, g.StartOn, g.EndOn,
			g.GrantCents, g.BudgetCents, g.CostCents, op.At, op.ID)
		if _, taken := s.DB.Conflict(err); taken {
			return fault.Fields{"reference": {Key: "funding.reference_taken"}}.Err()
		}
		op.Audit(audit.Entry{Action: "grant.added", Object: "grant", ID: key, Unit: g.Unit, Detail: g})
		return err
	})
	return key, operation.Wrap("add grant", err)
}

// grantKnownTx checks the unit, the scheme and the lead applicant that a grant names.
func grantKnownTx(op *operation.Op, g Grant) error {
	known := namesKnown{op: op, f: fault.Fields{}}
	known.unit("unit", g.Unit)
	if g.Lead != "" {
		known.organisation("lead", g.Lead)
	}
	if known.err != nil {
		return known.err
	}
	schemes, err := operation.Select[Scheme](op, `SELECT s.id, s.code, s.name, s.start_on, s.end_on FROM scheme s WHERE {wall:s} AND s.id = $1 LIMIT 1`, g.Scheme)
	switch {
	case err != nil:
		return err
	case len(schemes) == 0:
		known.f.Add("scheme", "field.choice")
	case g.StartOn < schemes[0].StartOn || g.EndOn > schemes[0].EndOn:
		known.f.Add("end_on", "funding.outside_scheme", schemes[0].StartOn, schemes[0].EndOn)
	}
	return known.f.Err()
}

// Grants lists the grants of the network, newest first.
func (s *Service) Grants(ctx context.Context, sc access.Scope) (grants []Grant, err error) {
	if err := sc.Require(access.GrantRead); err != nil {
		return nil, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		grants, err = GrantsTx(tx, sc)
		return err
	})
	return grants, operation.Wrap("read grants", err)
}

// GrantsTx is Grants inside a transaction.
func GrantsTx(tx *db.Tx, sc access.Scope) ([]Grant, error) {
	return db.Select[Grant](tx, sc.Bind(`SELECT `+grantColumns+` `+grantFrom+` WHERE {grant.read:g} AND g.deleted_at IS NULL
		ORDER BY g.start_on DESC, g.reference, g.id LIMIT 200`))
}

// grantTx loads a grant on which the principal may do something; db.ErrNoRow when there is none.
func grantTx(tx *db.Tx, sc access.Scope, may access.Action, key id.ID) (Grant, error) {
	return db.Get[Grant](tx, sc.Bind(`SELECT `+grantColumns+` `+grantFrom+` WHERE {`+string(may)+`:g} AND g.id = $1 AND g.deleted_at IS NULL LIMIT 1`, key))
}

// GrantPage is a grant with what stands under it.
type GrantPage struct {
	Grant
	Rule     Version // what the scheme asks for, as known today; zero before any decision
	Shares   []Share
	Pledges  []Pledge
	Sum      money.Cents // of the shares
	Missing  money.Cents // base minus shares; negative when too much was divided
	Promised money.Cents // sum of the pledges shown
}

// Grant returns a grant with its shares and the pledges that the principal may read.
func (s *Service) Grant(ctx context.Context, sc access.Scope, key id.ID) (p GrantPage, err error) {
	if err := sc.Require(access.GrantRead); err != nil {
		return p, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		if p.Grant, err = operation.Found(grantTx(tx, sc, access.GrantRead, key)); err != nil {
			return err
		}
		versions, err := versionsTx(tx, sc, clock.Today(s.Clock))
		if err != nil {
			return err
		}
		p.Rule = versionFor(versions, p.Grant, p.StartOn)
		if p.Shares, err = sharesTx(tx, sc, key); err != nil {
			return err
		}
		if p.Pledges, err = pledgesTx(tx, sc, Filter{Grant: key}); err != nil {
			return err
		}
		return p.sum()
	})
	return p, operation.Wrap("read grant", err)
}

func (p *GrantPage) sum() (err error) {
	for _, share := range p.Shares {
		if p.Sum, err = p.Sum.Add(share.Base); err != nil {
			return err
		}
	}
	for _, pledge := range p.Pledges {
		if p.Promised, err = p.Promised.Add(pledge.Cents); err != nil {
			return err
		}
	}
	p.Missing, err = p.Amount(p.Rule.Base).Sub(p.Sum)
	return err
}

// GrantRules are what a region adds to a grant: from which amount on two people approve, and its own goal.
type GrantRules struct {
	SecondCheck string // euros; empty is never
	Target      string // percentage of the base, "26" or "12,5"; empty is none
}

// SetRules changes what a region adds to a grant.
func (s *Service) SetRules(ctx context.Context, sc access.Scope, grant id.ID, in GrantRules) error {
	if err := sc.Require(access.GrantManage); err != nil {
		return err
	}
	f := fault.Fields{}
	var from *money.Cents
	if strings.TrimSpace(in.SecondCheck) != "" {
		cents := check.Money(f, "second_check", in.SecondCheck, 1, money.MaxInput)
		from = &cents
	}
	var target *int
	if strings.TrimSpace(in.Target) != "" {
		hundredths := int(check.Money(f, "target", in.Target, 1, 100_00)) // two decimals, as money has
		target = &hundredths
	}
	if err := f.Err(); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		g, err := operation.Found(grantTx(op.Tx, sc, access.GrantManage, grant))
		if err != nil {
			return err
		}
		op.Audit(audit.Entry{Action: "grant.rules_set", Object: "grant", ID: g.ID, Unit: g.Unit, Detail: map[string]any{"second_check_cents": from, "target_bp": target}})
		return operation.Changed(op.Exec(`UPDATE subsidy_grant SET second_check_cents = $2, target_bp = $3, version = version + 1, operation_id = $4
			WHERE {grant.manage:subsidy_grant} AND id = $1`, g.ID, from, target, op.ID))
	})
	return operation.Wrap("set rules of grant", err)
}
