package funding

import (
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
)

// Outlook is the report in one line, for the page Today: a calendar year against its minimum.
type Outlook struct {
	Of   int // calendar year
	Year Figures
	Next Figures // of the year after it
}

// Empty reports whether there is no grant to look at.
func (o Outlook) Empty() bool { return o.Year.Empty() && o.Next.Empty() }

// OutlookTx computes the figures of the present calendar year and the next over all that the principal may read, by the same rules as
// Report and in three queries: grants, rules, and all sums at once.
func OutlookTx(tx *db.Tx, sc access.Scope, today clock.Date) (Outlook, error) {
	var f Filter
	out := Outlook{Of: today.Year()}
	grants, err := GrantsTx(tx, sc)
	if err != nil {
		return out, operation.Wrap("outlook", err)
	}
	in, err := outlookFacts(tx, sc, grants, f, today)
	if err != nil {
		return out, operation.Wrap("outlook", err)
	}
	r := Report{Filter: f, Known: today, HasMinimum: true}
	if err := r.compute(sc, in); err != nil {
		return out, operation.Wrap("outlook", err)
	}
	for _, row := range r.Years {
		switch {
		case row.Undivided: // belongs to no year
		case row.Filter.Year == out.Of:
			out.Year = row.Figures
		case row.Filter.Year == out.Of+1:
			out.Next = row.Figures
		}
	}
	return out, nil
}

// outlookFacts are the facts of a report without what only its rows and its filter bar need: units and lines.
func outlookFacts(tx *db.Tx, sc access.Scope, grants []Grant, f Filter, today clock.Date) (in facts, err error) {
	if in.grants = grants; len(grants) == 0 {
		return in, nil
	}
	if in.versions, err = versionsTx(tx, sc, today); err != nil {
		return in, err
	}
	stored, planned := f.factsQuery(), f.plannedQuery(today)
	var b db.Builder
	b.Add(`SELECT f.what, f.grant_id, f.unit_id, f.line_id, f.umbrella_id, f.umbrella_name, f.year, f.cents, f.carried_out, f.evidenced, f.parked, f.checked, f.reported FROM (`)
	b.Add(stored.Text, stored.Args...)
	b.Add(`) AS f UNION ALL SELECT q.what, q.grant_id, q.unit_id, q.line_id, NULL, NULL, q.year, q.cents, 0, 0, 0, 0, 0 FROM (`)
	b.Add(planned.Text, planned.Args...)
	b.Add(`) AS q LIMIT 100000`)
	all, err := db.Select[fact](tx, sc.BindQuery(b.Query()))
	in.take(all)
	return in, err
}
