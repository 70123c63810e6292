package relation

import (
	"strings"

	"schakel/internal/domain/geo"
	"schakel/internal/kernel/operation"
	"schakel/internal/kernel/search"
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

func personDoc(key id.ID, name, email, organisation string) search.Doc {
	return search.Doc{Kind: search.Person, ID: key, Label: name, Sub: organisation, Words: []string{email}}
}

// indexPeopleTx puts the people of an organisation in the index, or takes them out when the organisation goes to the bin.
func indexPeopleTx(op *operation.Op, organisation id.ID, name string, drop bool) error {
	people, err := PeopleOfTx(op.Tx, op.Scope, organisation)
	if err != nil {
		return err
	}
	docs := make([]search.Doc, 0, len(people))
	for _, p := range people {
		if !drop {
			docs = append(docs, personDoc(p.ID, p.Name, p.Email, name))
		} else if err := search.DropTx(op, search.Person, p.ID); err != nil {
			return err
		}
	}
	return search.PutTx(op, docs...)
}
