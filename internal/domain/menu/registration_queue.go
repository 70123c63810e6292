package menu

import (
	"context"
	"slices"
	"strings"

	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/cursor"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

const (
	// registrationLikely is the score from which a company is shown as a candidate. A colleague chooses, so the same name in another
	// place is one too.
	registrationLikely = -20
	// registrationsPerPage is how many a page of the queue shows, the oldest first.
	registrationsPerPage = 30
	// mostFound is how many companies a search in the queue shows.
	mostFound = 20
)

// RegistrationToDecide is a registration with what it ticks and the companies that it may be about.
type RegistrationToDecide struct {
	Registration
	Chosen     []Item
	Candidates []relation.Candidate
}

// RegistrationQueue is what waits for a colleague.
type RegistrationQueue struct {
	Rows []RegistrationToDecide
	Next string // cursor of the next page, empty on the last one
}

// mayDecide refuses who may not settle registrations: they make companies, people and offers.
func mayDecide(sc access.Scope) error {
	for _, a := range []access.Action{access.OrganisationWrite, access.PersonWrite, access.OfferWrite} {
		if err := sc.Require(a); err != nil {
			return err
		}
	}
	return nil
}

const decidable = `{organisation.write:x} AND {person.write:x} AND {offer.write:x}`

// Registrations reads a page of the queue. With text, the companies found by it are candidates of that one registration too. It costs four
// queries, six with a text.
func (s *Service) Registrations(ctx context.Context, sc access.Scope, of id.ID, text, after string) (out RegistrationQueue, err error) {
	if err := mayDecide(sc); err != nil {
		return out, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		var b db.Builder
		b.Add(`SELECT ` + registrationColumns + registrationFrom + `WHERE ` + decidable + ` AND x.state = 'open'`)
		if at, key, ok := cursor.ReadAt(after); ok {
			b.Add(` AND (x.created_at, x.id) > ($1, $2)`, at, key)
		}
		b.Add(` ORDER BY x.created_at, x.id LIMIT $1`, registrationsPerPage+1)
		rows, err := db.Select[Registration](tx, sc.BindQuery(b.Query()))
		if err != nil || len(rows) == 0 {
			return err
		}
		out = RegistrationQueue{}
		rows, out.Next = cursor.Cut(rows, registrationsPerPage, func(last Registration) string { return cursor.At(last.CreatedAt, last.ID) })
		for _, r := range rows {
			out.Rows = append(out.Rows, RegistrationToDecide{Registration: r})
		}
		if err := out.itemsTx(tx, sc); err != nil {
			return err
		}
		if err := out.likelyTx(tx, sc); err != nil {
			return err
		}
		if text = strings.TrimSpace(text); text == "" {
			return nil
		}
		found, err := relation.FoundByTextTx(tx, sc, text, s.Clock.Now(), mostFound)
		out.add(of, found)
		return err
	})
	return out, operation.Wrap("read registrations", err)
}

// itemsTx finds what the registrations tick. What was taken off the menu since is left out.
func (q *RegistrationQueue) itemsTx(tx *db.Tx, sc access.Scope) error {
	var keys []string
	for _, r := range q.Rows {
		keys = append(keys, r.Items...)
	}
	items, err := db.Select[Item](tx, sc.Bind(`SELECT `+itemColumns+`, 0 AS offers`+itemFrom+`WHERE {menu.read:m} AND m.id = ANY($1) AND m.deleted_at IS NULL AND m.active
		ORDER BY m.position, m.id LIMIT 3000`, db.List(keys)))
	for i := range q.Rows {
		q.Rows[i].Chosen = q.Rows[i].chosen(items)
	}
	return err
}

// likelyTx finds for each registration the companies that are likely the same, and those where somebody with its mail address works.
func (q *RegistrationQueue) likelyTx(tx *db.Tx, sc access.Scope) error {
	inputs, emails := make([]relation.OrganisationInput, len(q.Rows)), make([]string, len(q.Rows))
	for i, r := range q.Rows {
		inputs[i], emails[i] = r.organisation(), r.Email
		inputs[i].Email, inputs[i].Phone = r.Email, r.Phone // an address, or its domain, tells too
	}
	likely, err := relation.LikelyDuplicatesTx(tx, sc, registrationLikely, inputs)
	if err != nil {
		return err
	}
	work, err := relation.WorkplacesTx(tx, sc, emails)
	if err != nil {
		return err
	}
	for i := range q.Rows {
		r := &q.Rows[i]
		for _, l := range likely[i] {
			placeOnly := len(l.Why) == 1 && l.Why[0] == relation.SamePlace // a neighbour
			if l.Organisation.Kind == relation.KindCompany && !placeOnly {
				r.Candidates = append(r.Candidates, relation.Candidate{Organisation: l.Organisation, Why: l.Why, Sure: l.Score >= relation.DuplicateThreshold})
			}
		}
		for _, w := range work {
			if w.Email == r.Email {
				r.worksAt(w)
			}
		}
	}
	return nil
}

// worksAt makes a workplace of the person a candidate, before the others.
func (r *RegistrationToDecide) worksAt(w relation.Workplace) {
	c := relation.Candidate{Organisation: relation.Organisation{ID: w.Organisation, Name: w.Name, Place: w.Place}, Why: []relation.Reason{relation.SameEmail}}
	if i := slices.IndexFunc(r.Candidates, func(k relation.Candidate) bool { return k.Organisation.ID == w.Organisation }); i >= 0 {
		c = r.Candidates[i]
		if !slices.Contains(c.Why, relation.SameEmail) {
			c.Why = append(slices.Clone(c.Why), relation.SameEmail)
		}
		c.Sure = c.Sure || slices.Contains(c.Why, relation.SameName) // the name and the person
		r.Candidates = slices.Delete(r.Candidates, i, i+1)
	}
	r.Candidates = slices.Insert(r.Candidates, 0, c)
}

// add makes the companies that a colleague looked for candidates of one registration.
func (q *RegistrationQueue) add(of id.ID, found []relation.Organisation) {
	for i := range q.Rows {
		r := &q.Rows[i]
		if r.ID != of {
			continue
		}
		for _, o := range found {
			known := slices.ContainsFunc(r.Candidates, func(k relation.Candidate) bool { return k.Organisation.ID == o.ID })
			if o.Kind == relation.KindCompany && !known {
				r.Candidates = append(r.Candidates, relation.Candidate{Organisation: o})
			}
		}
	}
}

// organisation is the registration as a new company.
func (r Registration) organisation() relation.OrganisationInput {
	in := relation.OrganisationInput{Kind: string(relation.KindCompany), Name: r.Company, KVK: r.KVK, Place: r.Place}
	in.Clean()
	return in
}
