package funding

import (
	"context"

	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
	"schakel/internal/platform/money"
)

// Stage narrows a list of contributions by how far they are.
type Stage string

// The stages. The first three are the figures of the report and include what is further.
const (
	StageCarriedOut Stage = "carried_out"
	StageEvidenced  Stage = "evidenced"
	StageChecked    Stage = "checked"
	StageToCheck    Stage = "to_check" // evidenced, and waiting for a second person
	StageUnproven   Stage = "unproven" // carried out, without evidence
	StageParked     Stage = "parked"   // doubtful
	StageRejected   Stage = "rejected" // or taken back later
)

// Stages lists the stages in the order in which screens show them.
func Stages() []Stage {
	return []Stage{StageToCheck, StageUnproven, StageParked, StageCarriedOut, StageEvidenced, StageChecked, StageRejected}
}

// held is the account that holds a contribution's amount: the one its latest transfer entered, since every transfer moves
// the whole amount.
const held = `(SELECT t.credit FROM ledger_transfer t WHERE t.network_id = c.network_id AND t.contribution_id = c.id`

// accounts are those that may hold a contribution at the stage; nil is any.
func (s Stage) accounts() []Account {
	switch s {
	case StageCarriedOut:
		return []Account{CarriedOut, Evidenced, Checked, Reported}
	case StageEvidenced:
		return []Account{Evidenced, Checked, Reported}
	case StageChecked:
		return []Account{Checked, Reported}
	case StageToCheck:
		return []Account{Evidenced}
	case StageUnproven:
		return []Account{CarriedOut}
	case StageParked:
		return []Account{Parked}
	case StageRejected:
		return []Account{Source}
	}
	return nil
}

// figure reports whether the stage is a figure of the report, which sums what transfers moved.
func (s Stage) figure() bool { return s == StageCarriedOut || s == StageEvidenced || s == StageChecked }

// WaitsForCheck is the condition of a contribution c that is evidenced and not decided on: neither checked, parked nor taken back.
const WaitsForCheck = held + ` ORDER BY t.seq DESC LIMIT 1) = 'evidenced'`

// counting is the condition of a contribution c that still counts: nothing of it went back to where it came from.
const counting = `NOT EXISTS (SELECT 1 FROM ledger_transfer t WHERE t.network_id = c.network_id AND t.contribution_id = c.id AND t.credit = 'source')`

// Listed is a contribution in a list.
type Listed struct {
	Contribution
	UnitName     string      `db:"unit_name"`
	Company      string      `db:"organisation_name"`
	UmbrellaName string      `db:"umbrella_name"`
	GrantName    string      `db:"grant_name"`
	LineName     string      `db:"line_name"`
	ActivityName string      `db:"activity_name"`
	At           Account     `db:"at"`     // the account that holds its amount
	Amount       money.Cents `db:"amount"` // what it brings to the figure behind which it is listed; negative in a year that took it back
}

// organisationsNow are the company and the umbrella of a contribution under the names of today: the ledger keeps who they were when it
// was booked, and a merge does not rewrite it.
var organisationsNow = relation.Became("o", "c.network_id", "c.organisation_id") + ` ` + relation.Became("n", "c.network_id", "c.umbrella_id")

var listedFrom = `FROM contribution c
	JOIN unit u ON u.network_id = c.network_id AND u.id = c.unit_id
	` + organisationsNow + `
	JOIN subsidy_grant g ON g.network_id = c.network_id AND g.id = c.grant_id
	LEFT JOIN programme_line l ON l.network_id = c.network_id AND l.id = c.line_id
	LEFT JOIN activity a ON a.network_id = c.network_id AND a.id = c.activity_id`

const listedColumns = contributionColumns + `, u.name AS unit_name, o.name AS organisation_name, COALESCE(n.name, '') AS umbrella_name,
	g.name AS grant_name, COALESCE(l.name, '') AS line_name, COALESCE(a.name, '') AS activity_name`

// Cursor is where a page of a list begins: after this row.
type Cursor struct {
	Day clock.Date
	ID  id.ID
}

// ListInput asks for a page of contributions.
type ListInput struct {
	Filter
	Stage Stage
	Since clock.Date // only what moved from this day on; empty: ever
	After Cursor
	Limit int // 50 when zero
}

// List is a page of contributions with the total of all pages.
type List struct {
	Rows  []Listed
	Count int
	Total money.Cents
	Next  Cursor // zero on the last page
}

const listLimit = 50

// Contributions lists what is behind a figure, newest first.
func (s *Service) Contributions(ctx context.Context, sc access.Scope, in ListInput) (list List, err error) {
	if err := sc.Require(access.ContributionRead); err != nil {
		return list, err
	}
	if in.Limit <= 0 {
		in.Limit = listLimit
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		list.Rows, err = db.Select[Listed](tx, sc.BindQuery(in.rowsQuery()))
		if err != nil {
			return err
		}
		if len(list.Rows) > in.Limit {
			list.Rows = list.Rows[:in.Limit]
			last := list.Rows[in.Limit-1]
			list.Next = Cursor{last.PerformedOn, last.ID}
		}
		type totals struct {
			Count int         `db:"n"`
			Cents money.Cents `db:"cents"`
		}
		t, err := db.Get[totals](tx, sc.BindQuery(in.totalQuery()))
		list.Count, list.Total = t.Count, t.Cents
		return err
	})
	return list, operation.Wrap("list contributions", err)
}

// inner appends the contributions of the filter with the account that holds each, and what it brings to the stage.
func (in ListInput) inner(b *db.Builder, columns string) {
	b.Add(`SELECT ` + columns + `, ` + held)
	in.asKnown(b)
	b.Add(` ORDER BY t.seq DESC LIMIT 1) AS at, `)
	in.amount(b)
	b.Add(` AS amount ` + listedFrom + ` WHERE {contribution.read:c}`)
	in.narrow(b, contributionRow)
	if (in.Year != 0 || in.Since != "") && !in.Stage.figure() {
		b.Add(` AND EXISTS (SELECT 1 FROM ledger_transfer t WHERE t.network_id = c.network_id AND t.contribution_id = c.id`)
		in.booked(b)
		b.Add(`)`)
	}
}

// booked narrows transfers t to those of the year, and to those recorded in the time that is asked about.
func (in ListInput) booked(b *db.Builder) {
	if in.Year != 0 {
		b.Add(` AND t.booked_on BETWEEN $1 AND $2`, in.firstDay(), in.lastDay())
	}
	in.asKnown(b)
	recordedFrom(b, in.Since)
}

// recordedFrom narrows transfers t to those recorded from a day on.
func recordedFrom(b *db.Builder, since clock.Date) {
	if since == "" {
		return
	}
	if start, err := since.At(0, 0); err == nil { // midnight exists every day in Amsterdam
		b.Add(` AND t.recorded_at >= $1`, start)
	}
}

// MovedQuery sums what moved from a day on, in columns carried_out and checked, for a page that asks it together with other things. The
// lists of those stages under the same filter and day add up to as much.
func (f Filter) MovedQuery(since clock.Date) db.Query {
	var b db.Builder
	b.Add(`SELECT COALESCE(SUM(m.carried_out + m.evidenced + m.checked + m.reported), 0) AS carried_out, COALESCE(SUM(m.checked + m.reported), 0) AS checked FROM (SELECT ` + balanceColumns + `
		FROM ledger_transfer t JOIN contribution c ON c.network_id = t.network_id AND c.id = t.contribution_id WHERE {contribution.read:t}`)
	f.narrow(&b, transferRow)
	recordedFrom(&b, since)
	b.Add(`) m`)
	return b.Query()
}

// amount appends what a contribution brings to a figure: what its transfers of the year moved into the accounts of the stage, less
// what they moved out. So a year shows what was taken back in it of a year that was closed.
func (in ListInput) amount(b *db.Builder) {
	if !in.Stage.figure() {
		b.Add(`c.cents`)
		return
	}
	accounts := db.List(in.Stage.accounts())
	b.Add(`(SELECT COALESCE(SUM(CASE WHEN t.credit = ANY($1) THEN t.cents ELSE 0 END) - SUM(CASE WHEN t.debit = ANY($1) THEN t.cents ELSE 0 END), 0)
		FROM ledger_transfer t WHERE t.network_id = c.network_id AND t.contribution_id = c.id`, accounts)
	in.booked(b)
	b.Add(`)`)
}

// stage appends the condition on the account; a contribution that was not booked yet on the day of the filter has none.
func (in ListInput) stage(b *db.Builder) {
	switch accounts := in.Stage.accounts(); {
	case in.Stage.figure():
		b.Add(` WHERE x.amount <> 0`)
	case accounts != nil:
		b.Add(` WHERE x.at = ANY($1)`, db.List(accounts))
	default:
		b.Add(` WHERE x.at IS NOT NULL`)
	}
}

func (in ListInput) rowsQuery() db.Query {
	var b db.Builder
	b.Add(`SELECT x.* FROM (`)
	in.inner(&b, listedColumns)
	b.Add(`) x`)
	in.stage(&b)
	if in.After.ID != "" {
		b.Add(` AND (x.performed_on, x.id) < ($1, $2)`, in.After.Day, in.After.ID)
	}
	b.Add(` ORDER BY x.performed_on DESC, x.id DESC LIMIT $1`, in.Limit+1)
	return b.Query()
}

func (in ListInput) totalQuery() db.Query {
	var b db.Builder
	b.Add(`SELECT COUNT(*) AS n, COALESCE(SUM(x.amount), 0) AS cents FROM (`)
	in.inner(&b, `c.cents`)
	b.Add(`) x`)
	in.stage(&b)
	return b.Query()
}
