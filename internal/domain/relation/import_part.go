package relation

import (
	"context"
	"slices"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// ImportedRow is a row with what happens, or happened, to it.
type ImportedRow struct {
	Line     int         `json:"l"`
	Name     string      `json:"n,omitempty"`
	Sub      string      `json:"s,omitempty"`
	Outcome  Outcome     `json:"-"`
	Changes  []RowChange `json:"c,omitempty"`
	Problems []RowError  `json:"e,omitempty"`
	Known    id.ID       `json:"k,omitempty"` // the organisation that is there: to be changed, or that this may be
	KnownAs  string      `json:"a,omitempty"`
	Why      []Reason    `json:"w,omitempty"` // why it may be double
}

// part is a piece of the result with rows of one outcome.
type part struct {
	Part    int                    `db:"part"`
	Outcome Outcome                `db:"outcome"`
	First   int                    `db:"first_line"`
	Last    int                    `db:"last_line"`
	Amount  int                    `db:"amount"`
	Rows    db.JSON[[]ImportedRow] `db:"content"`
}

// tally counts outcomes, of a batch and of all before it.
type tally struct{ created, updated, unchanged, doubtful, failed int }

func (t tally) rows() int { return t.created + t.updated + t.unchanged + t.doubtful + t.failed }

func tallyOf(run ImportRun) tally {
	return tally{run.Created, run.Updated, run.Unchanged, run.Doubtful, run.Failed}
}

// count adds a plan to the counts and gives what is shown of it; real tells that the rows go in.
func (t *tally) count(number int, plan []planned, real bool) []part {
	parts := map[Outcome]*part{}
	for i := range plan {
		pl := &plan[i]
		*map[Outcome]*int{
			OutcomeCreate: &t.created, OutcomeUpdate: &t.updated, OutcomeUnchanged: &t.unchanged, OutcomeDuplicate: &t.doubtful, OutcomeError: &t.failed,
		}[pl.outcome]++
		p := parts[pl.outcome]
		if p == nil {
			p = &part{Part: number, Outcome: pl.outcome, First: pl.line}
			parts[pl.outcome] = p
		}
		p.Last = pl.line
		p.Amount++
		p.Rows.V = append(p.Rows.V, pl.shown(real))
	}
	var out []part
	for _, o := range Outcomes() {
		if parts[o] != nil {
			out = append(out, *parts[o])
		}
	}
	return out
}

// shown is what is kept of a planned row. In a dry run, what it makes is not real and cannot be linked to.
func (pl *planned) shown(real bool) ImportedRow {
	r := ImportedRow{Line: pl.line, Name: pl.label(), Sub: pl.sub()}
	switch pl.outcome {
	case OutcomeError:
		var fields []string
		for f := range pl.faults {
			fields = append(fields, f)
		}
		slices.Sort(fields)
		for _, f := range fields {
			r.Problems = append(r.Problems, RowError{Field: Field(f), Key: pl.faults[f].Key, Args: pl.faults[f].Args})
		}
	case OutcomeDuplicate:
		r.Known, r.KnownAs, r.Why = pl.likely.Organisation.ID, short(pl.likely.Organisation.Name), pl.likely.Why
	default:
		if real || !pl.target.made {
			r.Known, r.KnownAs = pl.target.ID, short(pl.target.Name)
		}
		for _, c := range pl.changes {
			r.Changes = append(r.Changes, RowChange{c.Field, short(c.Old), short(c.New)})
		}
	}
	return r
}

// keepPartsTx writes the pieces of a batch over those of an earlier try.
func keepPartsTx(op *operation.Op, run id.ID, number int, parts []part) error {
	_, err := op.Exec(`DELETE FROM import_part AS p WHERE {wall:p} AND p.run_id = $1 AND p.part = $2`, run, number)
	for _, p := range parts {
		if err == nil {
			err = op.Insert(`INSERT INTO import_part (network_id, run_id, part, outcome, first_line, last_line, amount, content) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
				op.Network(), run, number, p.Outcome, p.First, p.Last, p.Amount, p.Rows)
		}
	}
	return err
}

// RowPage is a page of rows.
type RowPage struct {
	Rows []ImportedRow
	Next int // line after which the next page begins; 0: none
}

// importPage is how many rows stand on a page.
const importPage = 50

// ImportRows returns the rows after a line, all of them or those with one outcome.
func (s *Service) ImportRows(ctx context.Context, sc access.Scope, run ImportRun, only Outcome, after int) (page RowPage, err error) {
	if err := sc.Require(access.ImportRun); err != nil {
		return page, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		page, err = rowsPageTx(tx, sc, run.ID, only, after, importPage)
		return err
	})
	return page, operation.Wrap("read rows", err)
}

// rowsPageTx looks first which pieces the page needs, then reads those.
func rowsPageTx(tx *db.Tx, sc access.Scope, run id.ID, only Outcome, after, limit int) (RowPage, error) {
	outcomes := Outcomes()
	if only != "" {
		outcomes = []Outcome{only}
	}
	const from = ` FROM import_part p JOIN import_run i ON i.network_id = p.network_id AND i.id = p.run_id
		WHERE {import.run:i} AND p.run_id = $1 AND p.outcome = ANY($2) AND p.last_line > $3`
	heads, err := db.Select[part](tx, sc.Bind(`SELECT p.part, p.amount`+from+` ORDER BY p.part LIMIT 2000`, run, db.List(outcomes), after))
	if err != nil || len(heads) == 0 {
		return RowPage{}, err
	}
	// The first piece may lie before the line for the most part, so that it counts for nothing.
	sum, last := 0, heads[0].Part
	for _, h := range heads {
		if sum > limit {
			break
		}
		if last = h.Part; h.Part != heads[0].Part {
			sum += h.Amount
		}
	}
	parts, err := db.Select[part](tx, sc.Bind(`SELECT p.part, p.outcome, p.first_line, p.last_line, p.amount, p.content`+from+` AND p.part <= $4 ORDER BY p.part, p.first_line LIMIT 2000`,
		run, db.List(outcomes), after, last))
	if err != nil {
		return RowPage{}, err
	}
	var page RowPage
	for _, p := range parts {
		for _, r := range p.Rows.V {
			if r.Line > after {
				r.Outcome = p.Outcome
				page.Rows = append(page.Rows, r)
			}
		}
	}
	slices.SortFunc(page.Rows, func(a, b ImportedRow) int { return a.Line - b.Line })
	if len(page.Rows) > limit {
		page.Rows = page.Rows[:limit]
		page.Next = page.Rows[limit-1].Line
	}
	return page, nil
}

// merged puts two pages in one order, as far as both reach, and returns the line after which to go on; 0: nowhere.
func merged(a, b RowPage) ([]ImportedRow, int) {
	reach := 0
	for _, p := range []RowPage{a, b} {
		if p.Next > 0 && (reach == 0 || p.Next < reach) {
			reach = p.Next
		}
	}
	out := slices.Concat(a.Rows, b.Rows)
	slices.SortFunc(out, func(x, y ImportedRow) int { return x.Line - y.Line })
	if reach > 0 {
		out = slices.DeleteFunc(out, func(r ImportedRow) bool { return r.Line > reach })
	}
	return out, reach
}
