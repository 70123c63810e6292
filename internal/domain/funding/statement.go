package funding

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/platform/money"
)

// Audience is for whom a statement is.
type Audience string

// The audiences (domain.md §1.6).
const (
	ForAccountant Audience = "accountant" // the lead applicant's accountant: model G2, per calendar year
	ForFunder     Audience = "funder"     // the progress report
)

// Audiences lists them in the order in which forms show them.
func Audiences() []Audience { return []Audience{ForAccountant, ForFunder} }

// StatementState is how far a statement is.
type StatementState string

// The states of a version.
const (
	StatementDraft     StatementState = "draft"
	StatementChecked   StatementState = "checked"   // by somebody other than who drafted it
	StatementSubmitted StatementState = "submitted" // what was checked of the year went on to reported
)

// StatementRow is a line of a statement: a unit, a programme line, an umbrella, or the whole.
type StatementRow struct {
	Side  string `json:"side"` // total, unit, line, umbrella
	ID    id.ID  `json:"id"`
	Label string `json:"label"`
	Key   string `json:"key,omitempty"` // catalogue key of rows without a name of their own
	Figures
}

// StatementFigures are what a statement says, as it was when the version was made.
type StatementFigures struct {
	MinimumBP int            `json:"minimum_bp"`
	BaseKind  Base           `json:"base_kind"`
	Rows      []StatementRow `json:"rows"` // the first is the total
	Lost      LostSum        `json:"lost"`
}

// Total is the sum of all.
func (f StatementFigures) Total() Figures {
	if len(f.Rows) == 0 {
		return Figures{}
	}
	return f.Rows[0].Figures
}

// Of returns the rows of a side.
func (f StatementFigures) Of(side string) (rows []StatementRow) {
	for _, r := range f.Rows {
		if r.Side == side {
			rows = append(rows, r)
		}
	}
	return rows
}

// StatementVersion is a version with who made it. What was submitted stays as it was, whatever is booked later.
type StatementVersion struct {
	Statement id.ID                     `db:"statement_id"`
	Seq       int                       `db:"seq"`
	ID        id.ID                     `db:"id"`
	State     StatementState            `db:"state"`
	Figures   db.JSON[StatementFigures] `db:"figures"`
	Progress  string                    `db:"progress"`
	Lost      string                    `db:"lost"`
	HeadSeq   int64                     `db:"head_seq"`
	HeadHash  string                    `db:"head_hash"`
	Digest    string                    `db:"digest"`
	At        time.Time                 `db:"at"`
	Actor     id.ID                     `db:"actor_id"`
	By        string                    `db:"by_name"`
}

// seal hashes what a version says.
func (v StatementVersion) seal() (string, error) {
	text, err := json.Marshal([]any{v.Statement, v.Figures.V, v.Progress, v.Lost})
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:]), nil
}

const versionOf = `v.statement_id, v.seq, v.id, v.state, v.figures, v.progress, v.lost, v.head_seq, v.head_hash, v.digest, v.at, v.actor_id, COALESCE(a.name, '') AS by_name
	FROM statement_version v LEFT JOIN account a ON a.id = v.actor_id`

// Statement is a statement of account: of which grant and year, for whom, and how far its last version is.
type Statement struct {
	ID        id.ID          `db:"id"`
	Unit      id.ID          `db:"unit_id"`
	Grant     id.ID          `db:"grant_id"`
	GrantName string         `db:"grant_name"`
	Year      int            `db:"year"`
	Audience  Audience       `db:"audience"`
	State     StatementState `db:"state"`
	Versions  int            `db:"versions"`
	At        time.Time      `db:"at"` // of the last version
}

const statementFrom = `SELECT s.id, s.unit_id, s.grant_id, g.name AS grant_name, s.year, s.audience, v.state, v.seq AS versions, v.at
	FROM statement s JOIN subsidy_grant g ON g.network_id = s.network_id AND g.id = s.grant_id
	JOIN statement_version v ON v.network_id = s.network_id AND v.statement_id = s.id
		AND v.seq = (SELECT MAX(w.seq) FROM statement_version w WHERE w.network_id = s.network_id AND w.statement_id = s.id)
	WHERE {contribution.read:s}`

// Statements lists the statements, the latest year first.
func (s *Service) Statements(ctx context.Context, sc access.Scope) (list []Statement, err error) {
	if err := sc.Require(access.ContributionRead); err != nil {
		return nil, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		list, err = db.Select[Statement](tx, sc.Bind(statementFrom+` ORDER BY s.year DESC, g.name, s.audience, s.id LIMIT 500`))
		return err
	})
	return list, operation.Wrap("list statements", err)
}

// StatementPage is a statement with its versions, the latest first, and what the report says now.
type StatementPage struct {
	Statement
	Versions  []StatementVersion
	Now       StatementFigures
	MayCheck  bool
	MaySubmit bool
}

// Last is the latest version.
func (p StatementPage) Last() StatementVersion { return p.Versions[0] }

// Stale reports whether the ledger says something else than the last version.
func (p StatementPage) Stale() bool { return !same(p.Last().Figures.V, p.Now) }

func same(a, b StatementFigures) bool {
	return a.MinimumBP == b.MinimumBP && a.BaseKind == b.BaseKind && a.Lost == b.Lost && slices.Equal(a.Rows, b.Rows)
}

// Statement returns a statement.
func (s *Service) Statement(ctx context.Context, sc access.Scope, key id.ID) (p StatementPage, err error) {
	if err := sc.Require(access.ContributionRead); err != nil {
		return p, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		p, err = s.statementTx(tx, sc, key)
		return err
	})
	return p, operation.Wrap("read statement", err)
}

func (s *Service) statementTx(tx *db.Tx, sc access.Scope, key id.ID) (p StatementPage, err error) {
	p.Statement, err = operation.Found(db.Get[Statement](tx, sc.Bind(statementFrom+` AND s.id = $1 LIMIT 1`, key)))
	if err != nil {
		return p, err
	}
	p.Versions, err = db.Select[StatementVersion](tx, sc.Bind(`SELECT `+versionOf+` WHERE {contribution.read:v} AND v.statement_id = $1 ORDER BY v.seq DESC LIMIT 100`, key))
	if err != nil {
		return p, err
	}
	if p.Now, err = s.figuresTx(tx, sc, p.Grant, p.Year); err != nil {
		return p, err
	}
	p.MayCheck = p.State == StatementDraft && sc.CanOn(access.ContributionCheck, p.Unit) && p.Last().Actor != sc.Actor()
	p.MaySubmit = p.State == StatementChecked && sc.CanOn(access.GrantManage, p.Unit)
	return p, nil
}

// figuresTx takes the figures of a grant's year from the report, without what is only a projection.
func (s *Service) figuresTx(tx *db.Tx, sc access.Scope, grant id.ID, year int) (out StatementFigures, err error) {
	today := clock.Today(s.Clock)
	f := Filter{Grant: grant, Year: year}
	in, err := storedFacts(tx, sc, f, today)
	if err != nil {
		return out, err
	}
	r := Report{Filter: f, Known: today, HasMinimum: true}
	if err := r.compute(sc, in); err != nil {
		return out, err
	}
	if out.Lost, err = lostSumTx(tx, sc, f, today); err != nil {
		return out, err
	}
	for _, g := range r.Grants {
		out.MinimumBP, out.BaseKind = g.Rule.MinimumBP, g.Rule.Base
	}
	add := func(side string, row Row, key id.ID) {
		row.Reported = 0 // submitting itself moves it
		out.Rows = append(out.Rows, StatementRow{Side: side, ID: key, Label: row.Label, Key: row.Key, Figures: row.Figures})
	}
	add("total", r.Total, grant)
	for _, row := range r.Units {
		add("unit", row, row.Filter.Unit)
	}
	for _, row := range r.Lines {
		add("line", row, row.Filter.Line)
	}
	for _, row := range r.Umbrellas {
		add("umbrella", row, row.Filter.Umbrella)
	}
	return out, nil
}

// Delta is a figure that differs from the version before.
type Delta struct {
	Label, Key string
	Was, Is    money.Cents
}

// Since lists what was checked more or less than in an earlier version, row by row.
func (f StatementFigures) Since(before StatementFigures) (out []Delta) {
	was := map[string]StatementRow{}
	for _, r := range before.Rows {
		was[r.Side+string(r.ID)] = r
	}
	for _, r := range f.Rows {
		old := was[r.Side+string(r.ID)]
		delete(was, r.Side+string(r.ID))
		if old.Checked != r.Checked {
			out = append(out, Delta{r.Label, r.Key, old.Checked, r.Checked})
		}
	}
	for _, r := range before.Rows {
		if old, gone := was[r.Side+string(r.ID)]; gone && old.Checked != 0 {
			out = append(out, Delta{r.Label, r.Key, old.Checked, 0})
		}
	}
	return out
}

// errNotNow says that a statement is at another point than the step asks for.
func errNotNow(is StatementState) error { return fault.Conflict("funding.statement_is." + string(is)) }
