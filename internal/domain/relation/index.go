package relation

import (
	"strings"

	"schakel/internal/domain/geo"
	"schakel/internal/kernel/operation"
	"schakel/internal/kernel/search"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// doc is how an organisation is found: by its name, place, register number and postcode, written together or apart.
func (in *OrganisationInput) doc(key id.ID) search.Doc {
	return search.Doc{
		Kind: search.Organisation, ID: key, Label: in.Name, Sub: in.Place,
		Words: []string{in.KVK, in.Postcode, strings.ReplaceAll(in.Postcode, " ", ""), in.Email, in.Phone},
	}
}

// indexTx makes things findable, by words and, for organisations, by distance: a changed postcode is another place.
func indexTx(op *operation.Op, docs ...search.Doc) error {
	if err := search.PutTx(op, docs...); err != nil {
		return err
	}
	var organisations []id.ID
	for _, d := range docs {
		if d.Kind == search.Organisation {
			organisations = append(organisations, d.ID)
		}
	}
	if len(organisations) == 0 {
		return nil
	}
	_, err := geo.LocateTx(op, organisations...)
	return err
}

// personDoc is how a person is found: by name, mail address and telephone number.
func personDoc(key id.ID, name, email, phone, organisation string) search.Doc {
	return search.Doc{Kind: search.Person, ID: key, Label: name, Sub: organisation, Words: []string{email, phone}}
}

// indexPeopleTx puts the people of an organisation in the index, or takes them out when the organisation goes to the bin: who works
// elsewhere as well is found there.
func indexPeopleTx(op *operation.Op, organisation id.ID, name string, drop bool) error {
	people, err := PeopleOfTx(op.Tx, op.Scope, organisation)
	if err != nil {
		return err
	}
	docs := make([]search.Doc, 0, len(people))
	keys := make([]id.ID, 0, len(people))
	for _, p := range people {
		keys = append(keys, p.ID)
		docs = append(docs, personDoc(p.ID, p.Name, p.Email, p.Phone, name))
	}
	if drop {
		return reindexPeopleTx(op, keys...)
	}
	return search.PutTx(op, docs...)
}

// reindexTx brings the search index up to date for organisations that were merged, parted, binned or put back, and for who works
// there. The caller has authorised them.
func reindexTx(op *operation.Op, keys ...id.ID) error {
	type row struct {
		Organisation
		Gone bool `db:"gone"`
	}
	rows, err := operation.Select[row](op, `SELECT `+organisationColumns+`, o.deleted_at IS NOT NULL OR o.merged_into IS NOT NULL AS gone FROM organisation o
		WHERE {wall:o} AND o.id = ANY($1) LIMIT 5000`, db.List(keys))
	if err != nil {
		return err
	}
	var docs []search.Doc
	for _, r := range rows {
		if r.Gone {
			if err := search.DropTx(op, search.Organisation, r.ID); err != nil {
				return err
			}
			continue
		}
		in := r.Input()
		d := in.doc(r.ID)
		if r.BRIN != "" {
			d.Words = append(d.Words, r.BRIN, r.BRIN[:4])
		}
		docs = append(docs, d)
	}
	if err := indexTx(op, docs...); err != nil {
		return err
	}
	people, err := operation.Select[id.ID](op, `SELECT DISTINCT w.person_id FROM position w WHERE {wall:w} AND w.organisation_id = ANY($1) LIMIT 5000`, db.List(keys))
	if err != nil {
		return err
	}
	return reindexPeopleTx(op, people...)
}

// reindexTouchedTx brings the search index up to date with what was taken back.
func reindexTouchedTx(op *operation.Op, touched map[string][]id.ID) error {
	people, err := operation.Select[id.ID](op, `SELECT DISTINCT w.person_id FROM position w WHERE {wall:w} AND w.id = ANY($1) LIMIT 5000`, db.List(touched["position"]))
	if err != nil {
		return err
	}
	if err := reindexPeopleTx(op, append(people, touched["person"]...)...); err != nil {
		return err
	}
	return reindexTx(op, touched["organisation"]...)
}

// reindexPeopleTx brings the search index up to date for people after what happened to them or to where they work. Who works nowhere,
// or was merged, is found no more. The caller has authorised the people.
func reindexPeopleTx(op *operation.Op, people ...id.ID) error {
	type row struct {
		ID    id.ID  `db:"id"`
		Name  string `db:"name"`
		Email string `db:"email"`
		Phone string `db:"phone"`
		Works string `db:"works"` // where, the first; empty: nowhere
	}
	if len(people) == 0 {
		return nil
	}
	rows, err := operation.Select[row](op, `SELECT p.id, p.name, p.email, p.phone,
			CASE WHEN p.deleted_at IS NULL AND p.merged_into IS NULL THEN COALESCE((SELECT o.name FROM position w JOIN organisation o ON o.network_id = w.network_id AND o.id = w.organisation_id
				WHERE w.network_id = p.network_id AND w.person_id = p.id AND w.deleted_at IS NULL AND w.valid_to IS NULL AND o.deleted_at IS NULL ORDER BY w.id LIMIT 1), '') ELSE '' END AS works
		FROM person p WHERE {wall:p} AND p.id = ANY($1) LIMIT 5000`, db.List(people))
	if err != nil {
		return err
	}
	var docs []search.Doc
	for _, r := range rows {
		if r.Works != "" {
			docs = append(docs, personDoc(r.ID, r.Name, r.Email, r.Phone, r.Works))
		} else if err := search.DropTx(op, search.Person, r.ID); err != nil {
			return err
		}
	}
	return search.PutTx(op, docs...)
}
