package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/kernel/search"
	"schakel/internal/platform/check"
	"schakel/internal/platform/db"
)

var (
	firsts = []string{"Assink", "Beverdam", "Damhuis", "Egberink", "Nijhof", "Kamphuis", "Lansink", "Slotman", "Temmink", "Wolbers", "Heuvelink", "Meijerink"}
	trades = []string{"Bouw", "Installatie", "Metaal", "Elektro", "Koeltechniek", "Auto", "Interieur", "Infra", "Machinefabriek", "Software"}
	places = []string{"Almelo", "Hengelo", "Enschede", "Oldenzaal", "Rijssen", "Borne", "Goor", "Nijverdal"}
)

// sheet gathers rows of one table, so that they go in together: row by row PostgreSQL takes minutes.
type sheet struct {
	into string // table and columns
	rows [][]any
}

func (t *sheet) add(row ...any) { t.rows = append(t.rows, row) }

// together is how many rows one statement writes; the widest has thirteen values of the 32,766 that SQLite takes.
const together = 250

func (t *sheet) write(op *operation.Op) error {
	for ; len(t.rows) > 0; t.rows = t.rows[min(together, len(t.rows)):] {
		var text strings.Builder
		text.WriteString("INSERT INTO " + t.into + " VALUES ")
		var args []any
		for i, row := range t.rows[:min(together, len(t.rows))] {
			for j, value := range row {
				sep := ", "
				switch {
				case j == 0 && i == 0:
					sep = "("
				case j == 0:
					sep = "), ("
				}
				args = append(args, value)
				fmt.Fprintf(&text, "%s$%d", sep, len(args))
			}
		}
		if _, err := op.Tx.Exec(db.Q(text.String()+")", args...)); err != nil {
			return fmt.Errorf("fill %s: %w", t.into, err)
		}
	}
	return nil
}

// sheets are the tables that the bench fills, in the order in which they refer to each other.
type sheets struct {
	organisation, person, position, moment, note, relationship sheet
	docs                                                       []search.Doc
}

func newSheets() *sheets {
	return &sheets{
		organisation: sheet{into: `organisation (network_id, id, kind, name, name_key, kvk, postcode, place, place_key, profiles, created_at, updated_at, operation_id)`},
		person:       sheet{into: `person (network_id, id, name, name_key, email, created_at, updated_at, operation_id)`},
		position:     sheet{into: `position (network_id, id, person_id, organisation_id, title, is_primary, created_at, operation_id)`},
		moment:       sheet{into: `contact_moment (network_id, id, unit_id, organisation_id, kind, at, account_id, operation_id)`},
		note:         sheet{into: `contact_note (network_id, moment_id, unit_id, body, operation_id)`},
		relationship: sheet{into: `relationship (network_id, id, unit_id, organisation_id, owner_id, created_at, operation_id)`},
	}
}

func (t *sheets) write(op *operation.Op) error {
	for _, one := range []*sheet{&t.organisation, &t.person, &t.position, &t.moment, &t.note, &t.relationship} {
		if err := one.write(op); err != nil {
			return err
		}
	}
	return search.PutTx(op, t.docs...)
}

// fill writes the bulk as rows: a bench needs size, not history.
func (s *site) fill(ctx context.Context, companies int) error {
	system := access.System(s.network, "bench")
	const chunk = 500
	for start := 0; start < companies; start += chunk {
		err := s.app.Kit.Write(ctx, system, func(op *operation.Op) error {
			op.Audit(audit.Entry{Action: "bench.filled", Object: "network"})
			t := newSheets()
			for n := start; n < min(start+chunk, companies); n++ {
				s.company(op, t, n)
			}
			return t.write(op)
		})
		if err != nil {
			return err
		}
	}
	// What autovacuum does within a minute on a server, which the throwaway one of the tests does not run.
	return s.app.Kit.Write(ctx, system, func(op *operation.Op) error {
		op.Audit(audit.Entry{Action: "bench.filled", Object: "network"})
		return op.Tx.Analyze(filled...)
	})
}

// momentsEach is how many contact moments a company has: a million at a hundred thousand companies.
const momentsEach = 10

func (s *site) company(op *operation.Op, t *sheets, n int) {
	key := op.NewID()
	s.orgs = append(s.orgs, key)
	name := fmt.Sprintf("%s %s %d", firsts[n%len(firsts)], trades[(n/7)%len(trades)], n)
	place := places[(n/3)%len(places)]
	kvk := fmt.Sprintf("%08d", 10_000_000+n)
	t.organisation.add(s.network, key, "company", name, check.Key(name), kvk, "7607 AB", place, check.Key(place), `["PIE"]`, op.At, op.At, op.ID)
	for i := range 2 {
		person := op.NewID()
		who := fmt.Sprintf("Persoon %d-%d", n, i)
		t.person.add(s.network, person, who, check.Key(who), fmt.Sprintf("p%d.%d@bench.example", n, i), op.At, op.At, op.ID)
		t.position.add(s.network, op.NewID(), person, key, "directeur", i == 0, op.At, op.ID)
	}
	for i := range momentsEach {
		moment := op.NewID()
		t.moment.add(s.network, moment, s.unit, key, "call", op.At.Add(-time.Duration(n%700*24+i*1000)*time.Hour), s.account, op.ID)
		t.note.add(s.network, moment, s.unit, "Besproken wat de klas komt doen.", op.ID)
	}
	if n%4 == 0 {
		t.relationship.add(s.network, op.NewID(), s.unit, key, s.account, op.At, op.ID)
	}
	t.docs = append(t.docs, search.Doc{Kind: search.Organisation, ID: key, Label: name, Sub: place, Words: []string{kvk}})
}

// filled are the tables that grow much.
var filled = []string{"organisation", "person", "position", "contact_moment", "contact_note", "relationship", "search_doc"}
