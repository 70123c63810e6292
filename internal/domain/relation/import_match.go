package relation

import (
	"slices"

	"schakel/internal/kernel/access"
	"schakel/internal/platform/check"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// candidate is an organisation that a row may be about: one of the network, or one that an earlier row makes.
type candidate struct {
	Organisation
	nameKey  string
	placeKey string
	line     int // row of this file that made or touched it last; 0: none
	people   []ContactPerson
	member   []id.ID // umbrellas to which it belongs
}

// pool holds the candidates of a batch, and of the rows before it in a dry run.
type pool struct {
	byID      map[id.ID]*candidate
	byKVK     map[string][]*candidate
	byName    map[string][]*candidate
	umbrellas map[string]id.ID // by folded name
	touched   map[id.ID]int    // line that touched an organisation, over all batches
}

func newPool() *pool {
	return &pool{
		byID: map[id.ID]*candidate{}, byKVK: map[string][]*candidate{}, byName: map[string][]*candidate{},
		umbrellas: map[string]id.ID{}, touched: map[id.ID]int{},
	}
}

func (p *pool) add(o Organisation) *candidate {
	if known, ok := p.byID[o.ID]; ok {
		return known
	}
	c := &candidate{Organisation: o, nameKey: check.Key(o.Name), placeKey: check.Key(o.Place), line: p.touched[o.ID]}
	p.byID[o.ID] = c
	p.byName[c.nameKey] = append(p.byName[c.nameKey], c)
	if o.KVK != "" {
		p.byKVK[o.KVK] = append(p.byKVK[o.KVK], c)
	}
	return c
}

// loadTx reads everything of the network that a batch of rows may be about: at most six queries, whatever the rows.
func (p *pool) loadTx(tx *db.Tx, sc access.Scope, rows []importRow) error {
	var numbers, names, umbrellas []string
	for _, r := range rows {
		if r.company.KVK != "" {
			numbers = append(numbers, r.company.KVK)
		}
		if r.umbrella != "" {
			umbrellas = append(umbrellas, check.Key(r.umbrella))
		}
		names = append(names, check.Key(r.company.Name))
	}
	found, err := db.Select[Organisation](tx, sc.Bind(`SELECT `+organisationColumns+` FROM organisation o
		WHERE {organisation.read:o.id} AND o.kvk = ANY($1) AND o.deleted_at IS NULL AND o.merged_into IS NULL ORDER BY o.id LIMIT 20000`, db.List(unique(numbers))))
	if err != nil {
		return err
	}
	named, err := db.Select[Organisation](tx, sc.Bind(`SELECT `+organisationColumns+` FROM organisation o
		WHERE {organisation.read:o.id} AND o.kind IN ('company', 'umbrella', 'government', 'other') AND o.name_key = ANY($1)
			AND o.deleted_at IS NULL AND o.merged_into IS NULL ORDER BY o.id LIMIT 20000`, db.List(unique(names))))
	if err != nil {
		return err
	}
	var fresh []id.ID
	for _, o := range append(found, named...) {
		if p.byID[o.ID] == nil {
			p.add(o)
			fresh = append(fresh, o.ID)
		}
	}
	if err := p.loadPeopleTx(tx, sc, fresh); err != nil {
		return err
	}
	return p.loadUmbrellasTx(tx, sc, fresh, unique(umbrellas))
}

func (p *pool) loadPeopleTx(tx *db.Tx, sc access.Scope, organisations []id.ID) error {
	type row struct {
		ContactPerson
		Organisation id.ID `db:"organisation_id"`
	}
	if len(organisations) == 0 {
		return nil
	}
	rows, err := db.Select[row](tx, sc.Bind(`SELECT `+personColumns+`, w.organisation_id `+personJoin+`
		AND {person.read:w} AND {person.read:p} AND w.organisation_id = ANY($1) ORDER BY w.organisation_id, w.id LIMIT 50000`, db.List(organisations)))
	for _, r := range rows {
		c := p.byID[r.Organisation]
		c.people = append(c.people, r.ContactPerson)
	}
	return err
}

func (p *pool) loadUmbrellasTx(tx *db.Tx, sc access.Scope, organisations []id.ID, names []string) error {
	type umbrella struct {
		ID  id.ID  `db:"id"`
		Key string `db:"name_key"`
	}
	type member struct {
		Member   id.ID `db:"member_id"`
		Umbrella id.ID `db:"umbrella_id"`
	}
	if len(names) == 0 {
		return nil
	}
	all, err := db.Select[umbrella](tx, sc.Bind(`SELECT o.id, o.name_key FROM organisation o
		WHERE {organisation.read:o.id} AND o.kind = 'umbrella' AND o.name_key = ANY($1) AND o.deleted_at IS NULL AND o.merged_into IS NULL
		ORDER BY o.id LIMIT 1000`, db.List(names)))
	if err != nil {
		return err
	}
	for _, u := range all {
		p.umbrellas[u.Key] = u.ID
	}
	members, err := db.Select[member](tx, sc.Bind(`SELECT s.member_id, s.umbrella_id FROM umbrella_membership s
		WHERE {organisation.read:s.member_id} AND s.member_id = ANY($1) AND s.valid_to IS NULL AND s.deleted_at IS NULL
		ORDER BY s.id LIMIT 50000`, db.List(organisations)))
	for _, m := range members {
		p.byID[m.Member].member = append(p.byID[m.Member].member, m.Umbrella)
	}
	return err
}

// match finds the organisation that a row is about: by its register number with the establishment, else by name and
// postcode. Nil means that it is new; ambiguous that more than one fits.
func (p *pool) match(in *OrganisationInput) (found *candidate, ambiguous bool) {
	if in.KVK != "" {
		same := p.byKVK[in.KVK]
		exact := slices.IndexFunc(same, func(c *candidate) bool { return c.Establishment == in.Establishment })
		switch {
		case exact >= 0:
			return same[exact], false
		case in.Establishment == "" && len(same) == 1:
			return same[0], false
		case in.Establishment == "" && len(same) > 1:
			return nil, true
		case in.Establishment != "" && len(same) == 1 && same[0].Establishment == "":
			return same[0], false
		case len(same) > 0:
			return nil, false // another establishment of a known company
		}
	}
	var fits []*candidate
	for _, c := range p.byName[check.Key(in.Name)] {
		if c.sits(in) && (in.KVK == "" || c.KVK == "") {
			fits = append(fits, c)
		}
	}
	switch len(fits) {
	case 0:
		return nil, false
	case 1:
		return fits[0], false
	default:
		return nil, true
	}
}

// sits reports whether a row's place does not speak against the candidate's.
func (c *candidate) sits(in *OrganisationInput) bool {
	if c.Postcode != "" && in.Postcode != "" {
		return c.Postcode == in.Postcode
	}
	place := check.Key(in.Place)
	return c.placeKey == "" || place == "" || c.placeKey == place
}

func unique(list []string) []string {
	slices.Sort(list)
	return slices.Compact(list)
}
