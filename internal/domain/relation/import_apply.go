package relation

import (
	"strconv"
	"strings"

	"schakel/internal/kernel/operation"
	"schakel/internal/kernel/search"
	"schakel/internal/platform/check"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// table is a table into which an import writes many rows at once.
type table struct {
	head  string // INSERT INTO t (columns) VALUES
	tail  string // ON CONFLICT …
	width int    // values per row
	rows  [][]any
}

const rowsPerInsert = 100

func (t *table) add(values ...any) { t.rows = append(t.rows, values) }

// writeTx inserts the rows a hundred at a time; the rest goes one by one, so that only two texts are ever prepared.
func (t *table) writeTx(op *operation.Op) error {
	for start := 0; start < len(t.rows); {
		n := 1
		if len(t.rows)-start >= rowsPerInsert {
			n = rowsPerInsert
		}
		args := make([]any, 0, n*t.width)
		for _, row := range t.rows[start : start+n] {
			args = append(args, row...)
		}
		if _, err := op.Tx.Exec(db.Q(t.text(n), args...)); err != nil {
			return err
		}
		start += n
	}
	return nil
}

func (t *table) text(rows int) string {
	var b strings.Builder
	b.WriteString(t.head)
	for r := range rows {
		b.WriteString([]string{" (", ", ("}[min(r, 1)])
		for c := range t.width {
			if c > 0 {
				b.WriteString(", ")
			}
			b.WriteString("$" + strconv.Itoa(r*t.width+c+1))
		}
		b.WriteString(")")
	}
	return b.String() + t.tail
}

// writer collects what a batch writes.
type writer struct {
	op                                                               *operation.Op
	unit                                                             id.ID
	organisations, people, positions, topics, relations, memberships table
	docs                                                             []search.Doc
	docAt, personAt                                                  map[id.ID]int // index of a thing's doc, of a new person's rows
	made                                                             []id.ID
}

func newWriter(op *operation.Op, unit id.ID) *writer {
	return &writer{
		op: op, unit: unit, docAt: map[id.ID]int{}, personAt: map[id.ID]int{},
		organisations: table{width: 29, head: `INSERT INTO organisation (network_id, id, kind, source, created_at, updated_at, operation_id,
			name, name_key, kvk, establishment, street, house_number, postcode, place, place_key, website, email, phone, profiles, year_limit, ` + laterColumns + `) VALUES`},
		people:    table{width: 10, head: `INSERT INTO person (network_id, id, name, name_key, email, phone, lang, created_at, updated_at, operation_id) VALUES`},
		positions: table{width: 9, head: `INSERT INTO position (network_id, id, person_id, organisation_id, title, is_primary, valid_from, created_at, operation_id) VALUES`},
		topics:    table{width: 9, head: `INSERT INTO mail_topic (network_id, id, person_id, topic, wanted, basis, at, source, operation_id) VALUES`},
		relations: table{
			width: 6, head: `INSERT INTO relationship (network_id, id, unit_id, organisation_id, created_at, operation_id) VALUES`,
			tail: ` ON CONFLICT (network_id, unit_id, organisation_id) DO NOTHING`,
		},
		memberships: table{
			width: 8, head: `INSERT INTO umbrella_membership (network_id, id, umbrella_id, member_id, valid_from, origin, created_at, operation_id) VALUES`,
			tail: ` ON CONFLICT DO NOTHING`,
		},
	}
}

// applyTx writes the good rows of a plan.
func (w *writer) applyTx(plan []planned) error {
	for i := range plan {
		if err := w.row(&plan[i]); err != nil {
			return err
		}
	}
	for _, t := range []*table{&w.organisations, &w.people, &w.positions, &w.topics, &w.relations, &w.memberships} {
		if err := t.writeTx(w.op); err != nil {
			return err
		}
	}
	return indexTx(w.op, w.docs...)
}

func (w *writer) row(pl *planned) error {
	op := w.op
	if pl.outcome == OutcomeError {
		return nil
	}
	key := pl.target.ID
	switch {
	case pl.outcome == OutcomeCreate:
		w.organisations.add(append([]any{op.Network(), key, KindCompany, SourceImport, op.At, op.At, op.ID}, pl.company.values()...)...)
		w.made = append(w.made, key)
		w.index(pl.company.doc(key))
	case pl.changed:
		if err := w.change(pl, key); err != nil {
			return err
		}
		w.index(pl.company.doc(key))
	}
	w.relations.add(op.Network(), op.NewID(), w.unit, key, op.At, op.ID)
	if pl.umbrella != "" {
		w.memberships.add(op.Network(), op.NewID(), pl.umbrella, key, op.Today(), SourceImport, op.At, op.ID)
	}
	return w.person(pl, key)
}

func (w *writer) change(pl *planned, key id.ID) error {
	args := append([]any{key, w.op.At, w.op.ID}, pl.company.values()...)
	_, err := w.op.Exec(`UPDATE organisation AS o SET updated_at = $2, operation_id = $3, version = version + 1,
			name = $4, name_key = $5, kvk = $6, establishment = $7, street = $8, house_number = $9, postcode = $10, place = $11, place_key = $12,
			website = $13, email = $14, phone = $15, profiles = $16, year_limit = $17, rsin = $18, sbi_code = $19, sbi_version = $20,
			web_domain = $21, mail_domain = $22, match_name = $23, match_front = $24, match_back = $25
		WHERE {organisation.write:o.id} AND o.id = $1 AND o.deleted_at IS NULL`, args...)
	return err
}

func (w *writer) person(pl *planned, organisation id.ID) error {
	op, who := w.op, pl.person.who
	at, pending := w.personAt[who.ID]
	switch {
	case pl.person.edit && pending:
		w.amend(at, who)
	case pl.person.add:
		w.personAt[who.ID] = len(w.people.rows)
		w.people.add(op.Network(), who.ID, who.Name, check.Key(who.Name), who.Email, who.Phone, who.Lang, op.At, op.At, op.ID)
		w.positions.add(op.Network(), who.Position, who.ID, organisation, who.Title, who.Primary, op.Today(), op.At, op.ID)
		w.topics.add(op.Network(), op.NewID(), who.ID, topicRequests, true, BasisInterest, op.At, "import", op.ID)
	case pl.person.edit:
		_, err := op.Exec(`UPDATE person AS p SET email = $2, phone = $3, updated_at = $4, operation_id = $5, version = version + 1
			WHERE {person.write:p} AND p.id = $1 AND p.deleted_at IS NULL`, who.ID, who.Email, who.Phone, op.At, op.ID)
		if err != nil {
			return err
		}
		_, err = op.Exec(`UPDATE position AS w SET title = $2, operation_id = $3, version = version + 1 WHERE {person.write:w} AND w.id = $1`, who.Position, who.Title, op.ID)
		if err != nil {
			return err
		}
	default:
		return nil
	}
	w.index(personDoc(who.ID, who.Name, who.Email, pl.company.Name))
	return nil
}

// amend changes a person whom an earlier row of this batch adds.
func (w *writer) amend(at int, who ContactPerson) {
	w.people.rows[at][4], w.people.rows[at][5] = who.Email, who.Phone
	w.positions.rows[at][4] = who.Title
}

// index notes what to find a thing by, the latest once.
func (w *writer) index(d search.Doc) {
	if at, ok := w.docAt[d.ID]; ok {
		w.docs[at] = d
		return
	}
	w.docAt[d.ID] = len(w.docs)
	w.docs = append(w.docs, d)
}
