package need

import (
	"context"
	"strconv"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/check"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// SeriesRow is another class for which the same is asked, with its own period. What is empty is as in the first need; a row without
// anything is no class. Numbers are as typed.
type SeriesRow struct {
	Class    string
	Pupils   string
	From, To clock.Date

	pupils int
}

// MostMore is how many other classes a form can name.
const MostMore = 5

// Field names a field of a row of the form: more.0.class.
func (SeriesRow) Field(row int, name string) string { return "more." + strconv.Itoa(row) + "." + name }

func (r SeriesRow) empty() bool { return r.Class == "" && r.Pupils == "" && r.From == "" && r.To == "" }

// checkMore checks the other classes and leaves out rows that say nothing.
func (in *AskInput) checkMore(f fault.Fields, today clock.Date) {
	if len(in.More) > MostMore {
		f.Add("more", "need.series_long", MostMore+1)
		return
	}
	var rows []SeriesRow
	for i, r := range in.More {
		if r.empty() {
			continue
		}
		field := func(name string) string { return r.Field(i, name) }
		r.Class = check.Line(f, field("class"), r.Class, 1, 40)
		if r.pupils = in.pupils; r.Pupils != "" {
			r.pupils = check.Int(f, field("pupils"), r.Pupils, 1, 2000)
		}
		if r.From == "" && r.To == "" {
			r.From, r.To = in.From, in.To
		} else {
			r.From, r.To = checkPeriod(f, field("from"), field("to"), r.From, r.To, today)
		}
		rows = append(rows, r)
	}
	if f.Err() == nil {
		in.More = rows
	}
}

// askAllTx notes the need, and those of the other classes tied to it. It returns the first.
func (in *AskInput) askAllTx(op *operation.Op, school string) (id.ID, error) {
	more := in.More
	in.More = nil
	if len(more) == 0 {
		return in.askTx(op, school, "")
	}
	series := op.NewID()
	first, err := in.askTx(op, school, series)
	for _, r := range more {
		if err != nil {
			return "", err
		}
		one := *in
		one.Class, one.pupils, one.From, one.To = r.Class, r.pupils, r.From, r.To
		_, err = one.askTx(op, school, series)
	}
	return first, err
}

// WithdrawSeries takes back all open needs that were asked together, with the reason; version is that of the one whose page it was.
func (s *Service) WithdrawSeries(ctx context.Context, sc access.Scope, key id.ID, version int, reason string) error {
	return s.withdraw(ctx, sc, key, version, reason, func(op *operation.Op, n Need) ([]id.ID, error) {
		if n.Series == "" {
			return nil, nil
		}
		return operation.Select[id.ID](op, `SELECT n.id FROM need n WHERE {need.write:n} AND n.series_id = $1 AND n.id <> $2 AND n.state = 'open' AND n.deleted_at IS NULL
			ORDER BY n.id LIMIT 100`, n.Series, key)
	})
}
