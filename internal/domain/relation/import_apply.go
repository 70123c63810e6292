package relation

import (
	"strings"

	"schakel/internal/kernel/history"
	"schakel/internal/kernel/operation"
	"schakel/internal/kernel/search"
	"schakel/internal/platform/check"
	"schakel/internal/platform/id"
)

// writer collects what a batch writes.
type writer struct {
	op                                                               *operation.Op
	run                                                              ImportRun
	organisations, people, positions, topics, relations, memberships table
	moments, notes                                                   table
	history                                                          []history.Change
	docs                                                             []search.Doc
	docAt, personAt, memberAt, relationAt                            map[id.ID]int // index of a thing's doc, of a new one's row
	made                                                             []id.ID
}

func newWriter(op *operation.Op, run ImportRun) *writer {
	return &writer{
		op: op, run: run, docAt: map[id.ID]int{}, personAt: map[id.ID]int{}, memberAt: map[id.ID]int{}, relationAt: map[id.ID]int{},
		organisations: table{head: `INSERT INTO organisation (network_id, id, kind, source, created_at, updated_at, operation_id,
			name, name_key, kvk, establishment, street, house_number, postcode, place, place_key, website, email, phone, profiles, year_limit, ` + laterColumns + `) VALUES`},
		people:      table{head: `INSERT INTO person (network_id, id, name, name_key, email, phone, lang, created_at, updated_at, operation_id) VALUES`},
		positions:   table{head: `INSERT INTO position (network_id, id, person_id, organisation_id, title, is_primary, valid_from, created_at, operation_id) VALUES`},
		topics:      table{head: `INSERT INTO mail_topic (network_id, id, person_id, topic, wanted, basis, at, source, operation_id) VALUES`},
		relations:   table{head: `INSERT INTO relationship (network_id, id, unit_id, organisation_id, depth, created_at, operation_id, name_key) VALUES`},
		memberships: table{head: `INSERT INTO umbrella_membership (network_id, id, umbrella_id, member_id, valid_from, valid_to, origin, created_at, operation_id) VALUES`},
		moments:     table{head: `INSERT INTO contact_moment (network_id, id, unit_id, organisation_id, person_id, kind, at, account_id, source_kind, source_id, operation_id) VALUES`},
		notes:       table{head: `INSERT INTO contact_note (network_id, moment_id, unit_id, body, operation_id) VALUES`},
	}
}

// applyTx writes the good rows of a plan.
func (w *writer) applyTx(plan []planned) error {
	for i := range plan {
		if err := w.row(&plan[i]); err != nil {
			return err
		}
	}
	for _, t := range []*table{&w.organisations, &w.people, &w.positions, &w.topics, &w.relations, &w.memberships, &w.moments, &w.notes} {
		if err := t.writeTx(w.op); err != nil {
			return err
		}
	}
	if err := history.KeepTx(w.op, w.run.ID, w.history); err != nil {
		return err
	}
	return indexTx(w.op, w.docs...)
}

func (w *writer) row(pl *planned) error {
	if pl.outcome == OutcomeError || pl.outcome == OutcomeDuplicate {
		return nil
	}
	op, key := w.op, pl.target.ID
	switch {
	case pl.outcome == OutcomeCreate && w.run.Kind.makes():
		w.organisations.add(append([]any{op.Network(), key, KindCompany, SourceImport, op.At, op.At, op.ID}, pl.company.values()...)...)
		w.made = append(w.made, key)
		w.keep("organisation", key)
		w.index(pl.company.doc(key))
	case pl.changed:
		if err := w.change(pl, key); err != nil {
			return err
		}
		w.index(pl.company.doc(key))
	}
	for _, write := range []func(*planned, id.ID) error{w.relation, w.person, w.member, w.contact} {
		if err := write(pl, key); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) keep(object string, key id.ID, fields ...history.Field) {
	w.history = append(w.history, history.Change{Object: object, Key: key, Fields: fields})
}

// change writes the facts of an organisation that was there.
func (w *writer) change(pl *planned, key id.ID) error {
	args := append([]any{key, w.op.At, w.op.ID}, pl.company.values()...)
	_, err := w.op.Exec(`UPDATE organisation AS o SET updated_at = $2, operation_id = $3, version = version + 1,
			name = $4, name_key = $5, kvk = $6, establishment = $7, street = $8, house_number = $9, postcode = $10, place = $11, place_key = $12,
			website = $13, email = $14, phone = $15, profiles = $16, year_limit = $17, rsin = $18, sbi_code = $19, sbi_version = $20,
			web_domain = $21, mail_domain = $22, match_name = $23, match_front = $24, match_back = $25
		WHERE {organisation.write:o.id} AND o.id = $1 AND o.deleted_at IS NULL`, args...)
	w.keep("organisation", key, pl.before.fields(&pl.company)...)
	return err
}

// factColumns are the columns of OrganisationInput.values, in their order.
var factColumns = append([]string{
	"name", "name_key", "kvk", "establishment", "street", "house_number", "postcode", "place", "place_key", "website", "email", "phone", "profiles", "year_limit",
}, strings.Split(laterColumns, ", ")...)

// fields are the columns in which the facts differ, for history.
func (in *OrganisationInput) fields(after *OrganisationInput) []history.Field {
	var out []history.Field
	was, is := in.values(), after.values()
	for i, column := range factColumns {
		out = append(out, history.Field{Name: column, Old: was[i], New: is[i]})
	}
	return out
}

// relation writes the unit's relationship. That of a company which the import makes goes with the company.
func (w *writer) relation(pl *planned, organisation id.ID) error {
	r, op := pl.relation, w.op
	key := pl.target.relation.ID
	switch {
	case r.add:
		depth := DepthAcquaintance
		if r.deepen {
			depth = DepthVisit
		}
		w.relationAt[key] = len(w.relations.rows)
		nameKey := "" // the database asks the organisation for it, and for its last contact
		if pl.outcome == OutcomeCreate && w.run.Kind.makes() {
			nameKey = check.Key(pl.company.Name)
		} else {
			w.keep("relationship", key)
		}
		w.relations.add(op.Network(), key, w.run.Unit, organisation, depth, op.At, op.ID, nameKey)
		return nil
	case r.revive:
		_, err := op.Exec(`UPDATE relationship AS r SET deleted_at = NULL, deleted_op = NULL, version = version + 1, operation_id = $2
			WHERE {relationship.write:r} AND r.id = $1 AND r.deleted_at IS NOT NULL`, key, op.ID)
		if err != nil {
			return err
		}
		w.keep("relationship", key)
	}
	if !r.deepen {
		return nil
	}
	if at, pending := w.relationAt[key]; pending {
		w.relations.rows[at][4] = DepthVisit
		return nil
	}
	w.keep("relationship", key, history.Field{Name: "depth", Old: r.was.Depth, New: DepthVisit})
	_, err := op.Exec(`UPDATE relationship AS r SET depth = $2, version = version + 1, operation_id = $3 WHERE {relationship.write:r} AND r.id = $1`, key, DepthVisit, op.ID)
	return err
}

// person writes a contact person. The position of a new person goes with the person.
func (w *writer) person(pl *planned, organisation id.ID) error {
	op, who := w.op, pl.person.who
	switch {
	case pl.person.add:
		w.personAt[who.ID] = len(w.people.rows)
		w.people.add(op.Network(), who.ID, who.Name, check.Key(who.Name), who.Email, who.Phone, who.Lang, op.At, op.At, op.ID)
		w.topics.add(op.Network(), op.NewID(), who.ID, topicRequests, true, BasisInterest, op.At, "import", op.ID)
		w.keep("person", who.ID)
		w.position(pl, organisation)
	case pl.person.place:
		w.position(pl, organisation)
		w.keep("position", who.Position)
	case pl.person.edit:
		if err := w.editPerson(pl); err != nil {
			return err
		}
	default:
		return nil
	}
	w.index(personDoc(who.ID, who.Name, who.Email, who.Phone, pl.company.Name))
	return nil
}

func (w *writer) position(pl *planned, organisation id.ID) {
	op, who := w.op, pl.person.who
	w.memberAt[who.Position] = len(w.positions.rows)
	w.positions.add(op.Network(), who.Position, who.ID, organisation, who.Title, who.Primary, pl.periodStart(op.Today()), op.At, op.ID)
}

func (w *writer) editPerson(pl *planned) error {
	op, who, was := w.op, pl.person.who, pl.person.was
	if at, pending := w.memberAt[who.Position]; pending { // an earlier row of this batch adds the position
		w.positions.rows[at][4] = who.Title
	} else if who.Title != was.Title {
		_, err := op.Exec(`UPDATE position AS w SET title = $2, operation_id = $3, version = version + 1 WHERE {person.write:w} AND w.id = $1`, who.Position, who.Title, op.ID)
		if err != nil {
			return err
		}
		w.keep("position", who.Position, history.Field{Name: "title", Old: was.Title, New: who.Title})
	}
	if at, pending := w.personAt[who.ID]; pending {
		w.people.rows[at][4], w.people.rows[at][5] = who.Email, who.Phone
		return nil
	}
	if who.Email == was.Email && who.Phone == was.Phone {
		return nil
	}
	w.keep("person", who.ID, history.Field{Name: "email", Old: was.Email, New: who.Email}, history.Field{Name: "phone", Old: was.Phone, New: who.Phone})
	_, err := op.Exec(`UPDATE person AS p SET email = $2, phone = $3, updated_at = $4, operation_id = $5, version = version + 1
		WHERE {person.write:p} AND p.id = $1 AND p.deleted_at IS NULL`, who.ID, who.Email, who.Phone, op.At, op.ID)
	return err
}

func (w *writer) member(pl *planned, organisation id.ID) error {
	op, m := w.op, pl.member
	switch {
	case m.add:
		from := m.is.From
		if from == "" {
			from = string(pl.periodStart(op.Today()))
		}
		w.memberAt[m.is.ID] = len(w.memberships.rows)
		w.memberships.add(op.Network(), m.is.ID, m.is.Umbrella, organisation, orNil(from), orNil(m.is.To), SourceImport, op.At, op.ID)
		w.keep("umbrella_membership", m.is.ID)
	case m.edit:
		if at, pending := w.memberAt[m.is.ID]; pending {
			w.memberships.rows[at][4], w.memberships.rows[at][5] = orNil(m.is.From), orNil(m.is.To)
			return nil
		}
		w.keep("umbrella_membership", m.is.ID, history.Field{Name: "valid_from", Old: m.was.From, New: m.is.From}, history.Field{Name: "valid_to", Old: m.was.To, New: m.is.To})
		_, err := op.Exec(`UPDATE umbrella_membership AS s SET valid_from = $2, valid_to = $3, operation_id = $4, version = version + 1
			WHERE {organisation.write:s.member_id} AND s.id = $1`, m.is.ID, orNil(m.is.From), orNil(m.is.To), op.ID)
		return err
	}
	return nil
}

func (w *writer) contact(pl *planned, organisation id.ID) error {
	if !pl.contact {
		return nil
	}
	op, key := w.op, w.op.NewID()
	at, err := pl.moment.on.At(12, 0) // the file tells the day only
	if err != nil {
		return err
	}
	w.moments.add(op.Network(), key, w.run.Unit, organisation, pl.person.who.ID, pl.moment.kind, at, op.Scope.Account(), sourceImport, w.run.ID, op.ID)
	if pl.moment.note != "" {
		w.notes.add(op.Network(), key, w.run.Unit, pl.moment.note, op.ID)
	}
	return nil
}

// sourceImport is where contact moments of an import come from.
const sourceImport = "import"

// index notes what to find a thing by, the latest once.
func (w *writer) index(d search.Doc) {
	if at, ok := w.docAt[d.ID]; ok {
		w.docs[at] = d
		return
	}
	w.docAt[d.ID] = len(w.docs)
	w.docs = append(w.docs, d)
}
