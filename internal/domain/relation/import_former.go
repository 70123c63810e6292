package relation

import (
	"cmp"
	"slices"

	"schakel/internal/kernel/access"
	"schakel/internal/platform/check"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// A list that is imported every month still has the records that were merged here. Their rows are about what those became: were they
// made anew, every month would undo the merging. Such a row only fills what is empty, since the merge chose among the rest.

// former are organisations that were merged, found by the keys of a batch of rows, with what each became.
type former struct {
	pool   *pool
	became map[id.ID]*candidate
}

// loadFormerTx reads which merged organisations rows are about, and what they became into the pool. It returns what is new in it.
func (p *pool) loadFormerTx(tx *db.Tx, sc access.Scope, k rowKeys) (fresh []id.ID, err error) {
	type row struct {
		Organisation
		Became id.ID `db:"merged_into"`
	}
	gone, err := db.Select[row](tx, sc.Bind(`SELECT `+organisationColumns+`, o.merged_into FROM organisation o
		WHERE {organisation.read:o.id} AND o.merged_into IS NOT NULL AND o.deleted_at IS NULL`+importable+` AND (o.kvk = ANY($1) OR o.name_key = ANY($2)
			OR o.email <> '' AND o.email = ANY($3) OR o.web_domain <> '' AND o.web_domain = ANY($4) OR o.mail_domain <> '' AND o.mail_domain = ANY($4)) ORDER BY o.id LIMIT 20000`,
		db.List(unique(k.numbers)), db.List(unique(k.names)), db.List(unique(k.mails)), db.List(unique(k.hosts))))
	if err != nil || len(gone) == 0 {
		return nil, err
	}
	keys := make([]id.ID, len(gone))
	for i, g := range gone {
		keys[i] = g.Became
	}
	found, err := db.Select[Organisation](tx, sc.Bind(`SELECT `+organisationColumns+` FROM organisation o
		WHERE {organisation.read:o.id} AND o.id = ANY($1)`+openOrganisation+` LIMIT 20000`, db.List(keys)))
	if err != nil {
		return nil, err
	}
	slices.SortFunc(found, func(a, b Organisation) int { return cmp.Compare(a.ID, b.ID) })
	for _, o := range found {
		if p.byID[o.ID] == nil {
			p.add(o)
			fresh = append(fresh, o.ID)
		}
	}
	p.former = &former{pool: p.empty(), became: map[id.ID]*candidate{}}
	for _, g := range gone {
		if c := p.byID[g.Became]; c != nil {
			p.former.pool.add(g.Organisation)
			p.former.became[g.ID] = c
		}
	}
	return fresh, nil
}

// empty is a pool that matches by the same keys.
func (p *pool) empty() *pool {
	return &pool{
		kind: p.kind, keys: p.keys, byID: map[id.ID]*candidate{}, byKVK: map[string][]*candidate{}, byName: map[string][]*candidate{},
		byEmail: map[string][]*candidate{}, byDomain: map[string][]*candidate{},
	}
}

// match finds what became of the merged organisation that a row is about. Several that became one are one.
func (f *former) match(in *OrganisationInput) (found *candidate, ambiguous bool) {
	if f == nil {
		return nil, false
	}
	c, several := f.pool.matchOpen(in)
	if c != nil {
		return f.became[c.ID], false
	}
	if !several {
		return nil, false
	}
	for _, c := range f.pool.byID {
		if !slices.ContainsFunc(MatchKeys(), func(k MatchKey) bool {
			return f.pool.matches(k) && slices.Contains(f.pool.alike(k, in), c) && c.speaksFor(k, in)
		}) {
			continue
		}
		if found != nil && found != f.became[c.ID] {
			return nil, true
		}
		found = f.became[c.ID]
	}
	return found, found == nil
}

// filling is a row about what was merged: only for what the record that stayed lacks.
func (in OrganisationInput) filling(kept OrganisationInput) OrganisationInput {
	blank := func(value *string, has ...string) {
		if slices.ContainsFunc(has, func(h string) bool { return h != "" }) {
			*value = ""
		}
	}
	for value, has := range map[*string]string{
		&in.Name: kept.Name, &in.RSIN: kept.RSIN, &in.Website: kept.Website, &in.Email: kept.Email, &in.Phone: kept.Phone, &in.YearLimit: kept.YearLimit,
		&in.KVK: kept.KVK, &in.Establishment: kept.KVK, &in.SBICode: kept.SBICode, &in.SBIVersion: kept.SBICode,
	} {
		blank(value, has)
	}
	for _, value := range []*string{&in.Street, &in.HouseNumber, &in.Postcode, &in.Place} { // halves of two addresses make a third
		blank(value, kept.Street, kept.Postcode, kept.Place)
	}
	if len(kept.Profiles) > 0 {
		in.Profiles = nil
	}
	return in
}

// formerPerson is somebody who was merged: by what name and address files still call them.
type formerPerson struct {
	Name   string `db:"was_name"`
	Email  string `db:"was_email"`
	Became id.ID  `db:"became"`
}

// loadFormerPeopleTx reads whom the merged people of the rows became: those who work at the candidates, and by mail address anybody.
func (p *pool) loadFormerPeopleTx(tx *db.Tx, sc access.Scope, rows []importRow, _ []id.ID) error {
	var mails []string
	var known []id.ID
	for i := range rows {
		if mail := rows[i].person.Email; mail != "" {
			mails = append(mails, mail)
		}
	}
	for _, c := range p.byID {
		for _, w := range c.people {
			known = append(known, w.ID)
		}
	}
	if !slices.ContainsFunc(p.asks, ofPerson) || len(mails)+len(known) == 0 {
		return nil
	}
	type row struct {
		ContactPerson
		formerPerson
	}
	slices.Sort(known)
	found, err := db.Select[row](tx, sc.Bind(`SELECT p.id, p.name, p.email, p.phone, p.lang, p.version, g.name AS was_name, g.email AS was_email, p.id AS became FROM person g
		JOIN person p ON p.network_id = g.network_id AND p.id = g.merged_into AND p.deleted_at IS NULL AND p.merged_into IS NULL
		WHERE {person.read:p} AND g.merged_into IS NOT NULL AND g.deleted_at IS NULL AND (g.merged_into = ANY($1) OR g.email <> '' AND g.email = ANY($2)) ORDER BY g.id LIMIT 20000`,
		db.List(slices.Compact(known)), db.List(unique(mails))))
	for _, r := range found {
		p.formerPeople = append(p.formerPeople, r.formerPerson)
		key := personKey(r.formerPerson.Email, r.formerPerson.Name)
		if _, ok := p.persons[key]; !ok && r.formerPerson.Email != "" {
			p.persons[key] = r.ContactPerson
		}
	}
	return err
}

// formerAt finds, among the people of an organisation, whom somebody became that a row calls by name, or by name and address.
func (p *pool) formerAt(c *candidate, in *PersonInput) int {
	key := check.Key(in.Name)
	for _, g := range p.formerPeople {
		if check.Key(g.Name) == key && (in.Email == "" || g.Email == "" || g.Email == in.Email) {
			if at := slices.IndexFunc(c.people, func(w ContactPerson) bool { return w.ID == g.Became }); at >= 0 {
				return at
			}
		}
	}
	return -1
}
