package need

import (
	"context"
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/check"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// Rules are by what a network asks companies: how often one company gets a request at most, whoever asks, and what the ranking
// weighs. Every change keeps its reason.
type Rules struct {
	Most    int              `db:"most"` // requests to one company
	Days    int              `db:"days"` // in so many days
	Weights db.JSON[Weights] `db:"weights"`
	Reason  string           `db:"reason"` // of the change; empty: nobody changed anything
	SetAt   *time.Time       `db:"set_at"`
	SetBy   string           `db:"set_by_name"`
}

// usualRules hold until a network chooses: four requests in a quarter of a year.
func usualRules() Rules {
	return Rules{Most: 4, Days: 91, Weights: db.JSON[Weights]{V: UsualWeights()}}
}

const rulesText = `SELECT r.most, r.days, r.weights, r.reason, r.set_at, COALESCE(a.name, '') AS set_by_name
	FROM asking_rule r LEFT JOIN account a ON a.id = r.set_by WHERE {wall:r} ORDER BY r.set_at DESC, r.id DESC LIMIT $1`

// rulesTx returns the rules that hold.
func rulesTx(tx *db.Tx, sc access.Scope) (Rules, error) {
	rows, err := db.Select[Rules](tx, sc.Bind(rulesText, 1))
	if err != nil || len(rows) == 0 {
		return usualRules(), operation.Wrap("read rules", err)
	}
	return rows[0], nil
}

// RulesPage is what the page of the rules shows.
type RulesPage struct {
	Rules
	History []Rules // the latest first
	Top     id.ID   // the unit that is the network itself
	May     bool    // the principal may change them
}

// RulesPage returns the rules with their history, for everybody who invites.
func (s *Service) RulesPage(ctx context.Context, sc access.Scope) (p RulesPage, err error) {
	if err := sc.Require(access.InvitationSend); err != nil {
		return p, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		p = RulesPage{Rules: usualRules()}
		if p.History, err = db.Select[Rules](tx, sc.Bind(rulesText, 20)); err != nil {
			return err
		}
		if len(p.History) > 0 {
			p.Rules = p.History[0]
		}
		p.Top, err = topTx(tx, sc)
		p.May = err == nil && sc.CanOn(access.NetworkManage, p.Top)
		return err
	})
	return p, operation.Wrap("read rules", err)
}

// topTx returns the unit that is the network itself.
func topTx(tx *db.Tx, sc access.Scope) (id.ID, error) {
	return operation.Found(db.Get[id.ID](tx, sc.Bind(`SELECT u.id FROM unit u WHERE {wall:u} AND u.parent_id IS NULL LIMIT 1`)))
}

// RulesInput is what the form of the rules says. Numbers are as typed.
type RulesInput struct {
	Unit       id.ID // the network itself
	Most, Days string
	Weights    map[string]string // by the name of the part
	Reason     string
}

// Read checks the input and returns the rules, or a fault with messages per field. A preview needs no reason.
func (in RulesInput) Read(preview bool) (Rules, error) {
	f := fault.Fields{}
	r := Rules{Most: check.Int(f, "most", in.Most, 1, 100), Days: check.Int(f, "days", in.Days, 7, 366)}
	r.Weights.V.read(f, in.Weights)
	if !preview {
		r.Reason = check.Line(f, "reason", in.Reason, 3, 300)
	}
	return r, f.Err()
}

// SetRules changes the rules of the whole network, with the reason. It is for who manages the network itself.
func (s *Service) SetRules(ctx context.Context, sc access.Scope, in RulesInput) error {
	if err := sc.RequireOn(access.NetworkManage, in.Unit); err != nil {
		return err
	}
	rules, err := in.Read(false)
	if err != nil {
		return err
	}
	err = s.Write(ctx, sc, func(op *operation.Op) error {
		top, err := topTx(op.Tx, sc)
		if err != nil {
			return err
		}
		if top != in.Unit {
			return fault.NotFound("fault.not_found")
		}
		op.Audit(audit.Entry{Action: "need.rules_set", Object: "network", ID: op.Network(), Unit: top, Detail: rules})
		return op.Insert(`INSERT INTO asking_rule (network_id, id, unit_id, most, days, weights, reason, set_at, set_by, operation_id)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
			op.Network(), op.NewID(), top, rules.Most, rules.Days, rules.Weights, rules.Reason, op.At, sc.Account(), op.ID)
	})
	return operation.Wrap("set rules", err)
}

// Preview ranks companies for a need by rules that do not hold yet, best first.
func (s *Service) Preview(ctx context.Context, sc access.Scope, key id.ID, rules Rules) (out []Proposal, err error) {
	if err := sc.Require(access.InvitationSend); err != nil {
		return nil, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		w, err := wishTx(tx, sc, key)
		if err != nil {
			return err
		}
		out, err = s.rankTx(tx, sc, w, nil, s.Clock.Now(), rules)
		return err
	})
	return out, operation.Wrap("preview rules", err)
}
