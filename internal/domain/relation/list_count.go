package relation

import (
	"context"
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// CountStop is where counting stops: more is shown as "1000+".
const CountStop = 1000

// maxCounts bounds how many filters one question counts.
const maxCounts = 16

// Counts tells of each filter how many rows of the list it lets through, up to CountStop+1, in one query. It is asked apart
// from the list, so that nobody waits for a number.
func (s *Service) Counts(ctx context.Context, sc access.Scope, list ListName, filters []Filter) (out []int, err error) {
	if err := sc.Require(listAction(list)); err != nil {
		return nil, err
	}
	filters = filters[:min(len(filters), maxCounts)]
	type row struct {
		N     int `db:"n"`
		Count int `db:"rows_counted"`
	}
	now := s.Clock.Now()
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		b := new(db.Builder)
		for i, f := range filters {
			if i > 0 {
				b.Add(` UNION ALL `)
			}
			f.now = now
			b.Add(countStarts[i])
			f.from(tx, b, sc, list)
			b.Add(` LIMIT $1) AS counted`, CountStop+1)
		}
		rows, err := db.Select[row](tx, sc.BindQuery(b.Query()))
		out = make([]int, len(filters))
		for _, r := range rows {
			out[r.N] = r.Count
		}
		return err
	})
	return out, operation.Wrap("count "+string(list), err)
}

// countStarts number the parts of the union.
var countStarts = func() (out [maxCounts]string) {
	for i := range out {
		out[i] = `SELECT ` + digits(i) + ` AS n, COUNT(*) AS rows_counted FROM (SELECT o.id`
	}
	return out
}()

func digits(n int) string {
	if n < 10 {
		return string(rune('0' + n))
	}
	return digits(n/10) + digits(n%10)
}

// listAction is what seeing a list asks for.
func listAction(list ListName) access.Action {
	switch list {
	case ListPeople:
		return access.PersonRead
	case ListRelationships:
		return access.RelationshipRead
	case ListActions:
		return access.ContactRecord
	default:
		return access.OrganisationRead
	}
}

// from adds FROM and WHERE of a list.
func (f Filter) from(tx *db.Tx, b *db.Builder, sc access.Scope, list ListName) {
	switch list {
	case ListPeople:
		b.Add(peopleFrom)
	case ListRelationships:
		b.Add(relationshipsFrom)
	case ListActions:
		b.Add(actionsFrom)
		if !f.lately && !f.Query.Has(AskState) && !f.Query.Has(AskWhen) {
			b.Add(` AND x.done_at IS NULL`)
		}
		if f.lately {
			b.Add(` AND (x.done_at IS NULL OR x.done_at >= $1)`, f.now.AddDate(0, 0, -30))
		}
	default:
		f.where(tx, b, sc)
		return
	}
	asker{tx: tx, b: b, sc: sc, list: list, now: f.now}.add(f.Query)
}

// ListIDsTx returns the ids of the rows that a filter lets through, at most so many. It is for use cases that change them.
func ListIDsTx(tx *db.Tx, sc access.Scope, list ListName, f Filter, now time.Time, limit int) ([]id.ID, error) {
	if err := sc.Require(listAction(list)); err != nil {
		return nil, err
	}
	f.now = now
	b := new(db.Builder)
	switch list {
	case ListRelationships:
		b.Add(`SELECT r.id`)
	case ListOrganisations:
		b.Add(`SELECT o.id`)
	default:
		return nil, fault.NotFound("fault.not_found")
	}
	f.from(tx, b, sc, list)
	return db.Select[id.ID](tx, sc.BindQuery(b.Add(` LIMIT $1`, limit).Query()))
}
