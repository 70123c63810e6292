package relation

import (
	"fmt"
	"slices"
	"strings"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// subject is somebody of whom everything is looked for: their records, and what is theirs alone.
type subject struct {
	Human
	ids   []id.ID // with who was merged into them
	email string  // empty when somebody or something else has it too
	phone string  // the same
	named bool    // nobody else has the name
}

// wholeNetworkTx refuses who does not have the action on the whole network: what is kept of somebody crosses all units.
func wholeNetworkTx(tx *db.Tx, sc access.Scope, query string) error {
	_, err := operation.Found(db.Get[id.ID](tx, sc.Bind(query)))
	return err
}

const (
	mayExport = `SELECT u.id FROM unit u WHERE {person.export:u.id} AND u.parent_id IS NULL LIMIT 1`
	mayErase  = `SELECT u.id FROM unit u WHERE {person.erase:u.id} AND u.parent_id IS NULL LIMIT 1`
)

// subjectTx finds somebody with all that tells of them and of nobody else.
func subjectTx(tx *db.Tx, sc access.Scope, person id.ID) (out subject, err error) {
	out.Human, err = operation.Found(db.Get[Human](tx, sc.Bind(`SELECT `+humanColumns+` FROM person asked
		JOIN person p ON p.network_id = asked.network_id AND p.id = COALESCE(asked.merged_into, asked.id)
		WHERE {wall:asked} AND asked.id = $1 AND p.erased_at IS NULL LIMIT 1`, person)))
	if err != nil {
		return out, err
	}
	if out.ids, err = db.Select[id.ID](tx, sc.Bind(`SELECT p.id FROM person p WHERE {wall:p} AND (p.id = $1 OR p.merged_into = $1) ORDER BY p.id LIMIT 1000`, out.ID)); err != nil {
		return out, err
	}
	type shared struct {
		Email bool `db:"email"`
		Phone bool `db:"phone"`
		Name  bool `db:"name"`
	}
	others := `FROM person q WHERE q.network_id = p.network_id AND q.erased_at IS NULL AND NOT q.id = ANY($2)`
	s, err := operation.Found(db.Get[shared](tx, sc.Bind(`SELECT
			EXISTS (SELECT 1 `+others+` AND q.email = p.email) OR EXISTS (SELECT 1 FROM organisation o WHERE o.network_id = p.network_id AND o.email = p.email AND o.erased_at IS NULL)
				OR EXISTS (SELECT 1 FROM account a WHERE a.email = p.email) AS email,
			EXISTS (SELECT 1 `+others+` AND q.phone = p.phone) OR EXISTS (SELECT 1 FROM organisation o WHERE o.network_id = p.network_id AND o.phone = p.phone AND o.erased_at IS NULL) AS phone,
			EXISTS (SELECT 1 `+others+` AND q.name_key = p.name_key) OR EXISTS (SELECT 1 FROM account a WHERE a.name = p.name) AS name
		FROM person p WHERE {wall:p} AND p.id = $1 LIMIT 1`, out.ID, db.List(out.ids))))
	if err != nil {
		return out, err
	}
	if !s.Email {
		out.email = out.Email
	}
	if !s.Phone {
		out.phone = out.Phone
	}
	out.named = !s.Name
	return out, nil
}

// needles are what is looked for in texts. A name of one word would be found in texts about others.
func (s subject) needles() needles {
	var out needles
	if s.email != "" {
		out = append(out, literal(s.email))
	}
	if s.phone != "" {
		out = append(out, phoneNeedle(s.phone))
	}
	if words := strings.Fields(s.Name); s.named && len(words) > 1 {
		out = append(out, nameNeedle(words))
	}
	return slices.DeleteFunc(out, func(n needle) bool { return n.part == "" })
}

// Trace is rows of one table that are about somebody, as they are stored.
type Trace struct {
	Table   string
	Columns []db.Column
	Rows    [][]string // one text per column
}

// traces says which rows are about a person: $1 their ids, $2 their mail address, $3 the ids of their contacts.
func (s *Service) traces() []struct{ table, where string } {
	type t = struct{ table, where string }
	out := []t{{"person", `x.id = ANY($1)`}}
	for _, r := range s.references {
		if r.Of == ReferredPerson && r.Table != "person" && r.Table != "erasure" {
			out = append(out, t{r.Table, `x.` + r.Column + ` = ANY($1)`})
		}
	}
	return append(out,
		t{"contact_note", `x.moment_id = ANY($3)`},
		t{"contact_mail", `x.moment_id = ANY($3)`},
		t{"file", `x.about_kind = 'contact' AND x.about_id = ANY($3)`},
		t{"dropped_mail", `(x.moment_id = ANY($3) OR $2 <> '' AND (x.from_email = $2 OR x.other_email = $2))`},
		t{"mail_message", `$2 <> '' AND x.to_email = $2`},
		t{"membership_claim", `$2 <> '' AND x.contact_email = $2`},
		t{"change", `(x.object_id = ANY($1) OR x.object = 'position' AND x.object_id IN (SELECT w.id FROM position w WHERE w.network_id = x.network_id AND w.person_id = ANY($1)))`},
		t{"audit_event", `x.object_id = ANY($1)`},
	)
}

// momentsTx finds the contacts with somebody, and those by a mail that they wrote.
func (s subject) momentsTx(tx *db.Tx, sc access.Scope) ([]id.ID, error) {
	return db.Select[id.ID](tx, sc.Bind(`SELECT m.id FROM contact_moment m WHERE {wall:m} AND m.person_id = ANY($1)
		UNION SELECT g.moment_id FROM contact_mail g WHERE {wall:g} AND $2 <> '' AND g.from_email = $2 LIMIT 100000`, db.List(s.ids), s.email))
}

// told leaves out the columns that hold keys, locks and digests.
func told(table string) (out []db.Column) {
	for _, c := range db.Columns() {
		if c.Table == table && c.Class != "SYS" {
			out = append(out, c)
		}
	}
	return out
}

// everyArgument is true, and uses the arguments that a condition leaves aside: PostgreSQL asks for the type of each.
const everyArgument = ` AND (x.network_id = ANY($1) OR x.network_id = ANY($3) OR $2 = '' OR $2 <> '')`

// traceTx reads rows of a table as texts. The columns come in one text, parted by a mark that nobody can have typed.
func traceTx(tx *db.Tx, sc access.Scope, mark, table, where string, args ...any) (Trace, error) {
	out := Trace{Table: table, Columns: told(table)}
	parts := make([]string, len(out.Columns))
	for i, c := range out.Columns {
		parts[i] = `COALESCE(CAST(x.` + c.Name + ` AS TEXT), '')`
	}
	b := new(db.Builder).Add(`SELECT `+strings.Join(parts, ` || $4 || `)+` AS v FROM `+table+` x WHERE {wall:x} AND `+where+everyArgument+` LIMIT 10000`, append(args, mark)...)
	rows, err := db.Select[string](tx, sc.BindQuery(b.Query()))
	for _, r := range rows {
		out.Rows = append(out.Rows, strings.Split(r, mark))
	}
	if err != nil {
		return out, fmt.Errorf("%s: %w", table, err)
	}
	return out, nil
}
