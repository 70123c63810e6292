package relation_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// TestEveryFieldIsWritten asks about every field of every list: a vocabulary without its SQL would find nothing, or fail.
func TestEveryFieldIsWritten(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	for _, list := range relation.ListNames() {
		var filters []relation.Filter
		for _, f := range relation.Vocabulary(list) {
			values := []string{"60d", "x"}
			for _, v := range f.Values {
				values = append(values, v.Key)
			}
			for _, v := range values {
				term := relation.Vocabulary(list).Say(f.Key, "", v, false)
				if f.Kind == 1 && (v == "60d" || v == "x") || f.Kind == 2 && v == "x" {
					continue
				}
				filters = append(filters, relation.Filter{Query: e.ask(list, "("+term+" OR -"+term+")")})
			}
		}
		plain, err := e.rel.Counts(t.Context(), e.Twente.Relation, list, []relation.Filter{{Query: e.ask(list, "")}})
		if err != nil {
			t.Fatal(err)
		}
		for chunk := range slices.Chunk(filters, 8) {
			counts, err := e.rel.Counts(t.Context(), e.Twente.Relation, list, chunk)
			if err != nil {
				t.Fatalf("%s: %v", list, err)
			}
			for i, n := range counts {
				if n != plain[0] && !chunk[i].Query.Has(relation.AskState) && !chunk[i].Query.Has(relation.AskWhen) {
					t.Errorf("%s: %s and its opposite find %d of %d", list, chunk[i].Query.Source, n, plain[0])
				}
			}
		}
	}
}

// folk is a world with people, relationships and next actions to list.
func folk(t *testing.T) *env {
	e := newEnv(t)
	r := e.Twente
	bakker := e.add(r.Relation, r.Almelo, "Bakkerij")
	e.person(r.Relation, relation.PersonInput{Name: "Erik Kolk", Email: "erik@kolk.example", Title: "Directeur", Requests: true})
	e.person(r.Relation, relation.PersonInput{Name: "Anna Berg"})
	if _, err := e.rel.AddPerson(t.Context(), r.Relation, bakker, relation.PersonInput{Name: "Zus", Email: "zus@bakker.example"}); err != nil {
		t.Fatal(err)
	}
	e.add(r.RelationHengelo, r.Hengelo, "Garage")
	if err := e.rel.Relate(t.Context(), r.Relation, bakker, relation.RelationshipInput{Unit: r.Almelo, Depth: "maker", Status: "resting", Reason: "gaf al les", Version: 1}); err != nil {
		t.Fatal(err)
	}
	action := func(sc access.Scope, unit, organisation id.ID, what, due string, done bool) {
		e.mustWrite(sc, func(op *operation.Op) error {
			key := op.NewID()
			err := op.Insert(`INSERT INTO next_action (network_id, id, unit_id, organisation_id, what, due_on, assignee_id, created_at, operation_id)
				VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, op.Network(), key, unit, organisation, what, due, sc.Account(), op.At, op.ID)
			if err == nil && done {
				_, err = op.Exec(`UPDATE next_action AS x SET done_at = $1 WHERE {wall:x} AND x.id = $2`, op.At, key)
			}
			return err
		})
	}
	today := e.today()
	action(r.Relation, r.Almelo, e.company, "Bel Erik", string(today.AddDays(-3)), false)
	action(r.Relation, r.Almelo, bakker, "Mail het voorstel", string(today), false)
	action(r.Project, r.Almelo, bakker, "Bezoek", string(today.AddDays(40)), false)
	action(r.Relation, r.Almelo, bakker, "Oud", string(today.AddDays(-40)), true)
	action(r.RelationHengelo, r.Hengelo, bakker, "Van Hengelo", string(today), false)
	return e
}

func TestLists(t *testing.T) {
	t.Parallel()
	e := folk(t)
	r := e.Twente
	rows := func(list relation.ListName, sc access.Scope, f relation.Filter) (string, error) {
		var out []string
		switch list {
		case relation.ListPeople:
			p, err := e.rel.ListPeople(t.Context(), sc, f)
			for _, row := range p.Rows {
				out = append(out, row.Name)
			}
			return strings.Join(out, ", "), err
		case relation.ListRelationships:
			p, err := e.rel.ListRelationships(t.Context(), sc, f)
			for _, row := range p.Rows {
				out = append(out, row.Name)
			}
			return strings.Join(out, ", "), err
		default:
			p, err := e.rel.ListActions(t.Context(), sc, f)
			for _, row := range p.Rows {
				out = append(out, row.What)
			}
			return strings.Join(out, ", "), err
		}
	}
	const people, related, actions = relation.ListPeople, relation.ListRelationships, relation.ListActions
	for _, c := range []struct {
		list relation.ListName
		sc   access.Scope
		q    string
		sort relation.Sort
		down bool
		want string
	}{
		{people, r.Relation, "", "", false, "Anna Berg, Erik Kolk, Zus"},
		{people, r.Relation, "", "", true, "Zus, Erik Kolk, Anna Berg"},
		{people, r.Relation, "erik", "", false, "Erik Kolk"},
		{people, r.Relation, "functie:direct", "", false, "Erik Kolk"},
		{people, r.Relation, "mail:geen", "", false, "Anna Berg"},
		{people, r.Relation, "mail:any", "", false, "Erik Kolk, Zus"},
		{people, r.Relation, "mail:stopped", "", false, "Anna Berg, Zus"},
		{people, r.Relation, "depth:maker", "", false, "Zus"},
		{people, e.Zwolle.Relation, "", "", false, ""},
		{related, r.Relation, "", "", false, "Bakkerij, Kolk Installaties"},
		{related, r.RelationHengelo, "", "", false, "Garage"},
		{related, r.Lead, "", "", false, "Bakkerij, Garage, Kolk Installaties"},
		{related, r.Lead, "team:hengelo", "", false, "Garage"},
		{related, r.Lead, "owner:none", "", false, "Bakkerij"},
		{related, r.Relation, "owner:@me", "", false, "Kolk Installaties"},
		{related, r.Relation, "", relation.SortDepth, true, "Bakkerij, Kolk Installaties"},
		{related, r.Relation, "", relation.SortStatus, false, "Kolk Installaties, Bakkerij"},
		{related, r.Relation, "kolk OR status:resting", "", false, "Bakkerij, Kolk Installaties"},
		{related, e.Zwolle.Relation, "", "", false, ""},
		{actions, r.Relation, "", "", false, "Bel Erik, Mail het voorstel, Bezoek"},
		{actions, r.Relation, "who:@me", "", false, "Bel Erik, Mail het voorstel"},
		{actions, r.Relation, "wie:project", "", false, "Bezoek"},
		{actions, r.Relation, "wanneer:laat", "", false, "Bel Erik"},
		{actions, r.Relation, "when:today", "", false, "Mail het voorstel"},
		{actions, r.Relation, "when:later", "", false, "Bezoek"},
		{actions, r.Relation, "stand:gedaan", relation.SortDone, false, "Oud"},
		{actions, r.Relation, "voorstel", "", false, "Mail het voorstel"},
		{actions, r.Relation, "bakkerij", "", false, "Mail het voorstel, Bezoek"},
		{actions, r.RelationHengelo, "", "", false, "Van Hengelo"},
		{actions, e.Zwolle.Relation, "", "", false, ""},
	} {
		got, err := rows(c.list, c.sc, relation.Filter{Query: e.ask(c.list, c.q), Sort: c.sort, Down: c.down})
		if err != nil || got != c.want {
			t.Errorf("%s %q by %q: %s (%v), want %s", c.list, c.q, c.sort, got, err, c.want)
		}
	}
	for _, c := range []struct {
		list relation.ListName
		sc   access.Scope
	}{{people, r.Teacher}, {related, r.Teacher}, {actions, r.Accountant}} {
		if _, err := rows(c.list, c.sc, relation.Filter{}); !fault.Is(err, fault.KindForbidden) {
			t.Errorf("%s: %v", c.list, err)
		}
		if _, err := e.rel.Counts(t.Context(), c.sc, c.list, []relation.Filter{{}}); !fault.Is(err, fault.KindForbidden) {
			t.Errorf("counts of %s: %v", c.list, err)
		}
	}
}

// TestListsGoOn walks all pages of each order of the lists: every row once, and one query a page.
func TestListsGoOn(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	depths, statuses := relation.Depths(), relation.Statuses()
	e.mustWrite(r.Relation, func(op *operation.Op) error {
		for i := range 120 {
			key := op.NewID()
			name := fmt.Sprintf("bedrijf %03d", i/2)
			if err := op.Insert(`INSERT INTO organisation (network_id, id, kind, name, name_key, created_at, updated_at, operation_id) VALUES ($1, $2, 'company', $3, $3, $4, $4, $5)`,
				op.Network(), key, name, op.At, op.ID); err != nil {
				return err
			}
			if err := op.Insert(`INSERT INTO relationship (network_id, id, unit_id, organisation_id, depth, status, created_at, operation_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
				op.Network(), op.NewID(), r.Almelo, key, depths[i%5], statuses[i%4], op.At, op.ID); err != nil {
				return err
			}
			if err := op.Insert(`INSERT INTO next_action (network_id, id, unit_id, organisation_id, what, due_on, assignee_id, created_at, operation_id)
				VALUES ($1, $2, $3, $4, 'x', $5, $6, $7, $8)`, op.Network(), op.NewID(), r.Almelo, key, e.today().AddDays(i%9), r.Relation.Account(), op.At, op.ID); err != nil {
				return err
			}
		}
		return nil
	})
	for _, down := range []bool{false, true} {
		for _, sort := range []relation.Sort{relation.SortName, relation.SortContact, relation.SortDepth, relation.SortStatus} {
			f, seen, stats, pages := relation.Filter{Sort: sort, Down: down}, map[id.ID]bool{}, &db.Stats{}, 0
			for pages < 9 {
				p, err := e.rel.ListRelationships(db.WithStats(t.Context(), stats), r.Relation, f)
				if err != nil {
					t.Fatal(err)
				}
				for _, row := range p.Rows {
					seen[row.ID] = true
				}
				pages++
				if f.After = p.Next; f.After == "" {
					break
				}
			}
			if len(seen) != 121 || pages != 3 || stats.Queries != 3 {
				t.Errorf("by %q down %v: %d rows on %d pages in %d queries", sort, down, len(seen), pages, stats.Queries)
			}
		}
		f, seen := relation.Filter{Down: down}, map[id.ID]bool{}
		for range 9 {
			p, err := e.rel.ListActions(t.Context(), r.Relation, f)
			if err != nil {
				t.Fatal(err)
			}
			for _, row := range p.Rows {
				seen[row.ID] = true
			}
			if f.After = p.Next; f.After == "" {
				break
			}
		}
		if len(seen) != 120 {
			t.Errorf("actions down %v: %d", down, len(seen))
		}
	}
}

func TestExportsAskTheirOwnRight(t *testing.T) {
	t.Parallel()
	e := folk(t)
	r := e.Twente
	var got []string
	if err := e.rel.ExportPeople(t.Context(), r.Relation, relation.Filter{Query: e.ask(relation.ListPeople, "mail:any")}, func(row relation.PersonRow) error {
		got = append(got, row.Name)
		return nil
	}); err != nil || strings.Join(got, ", ") != "Erik Kolk, Zus" {
		t.Errorf("%v, %v", got, err)
	}
	n := 0
	if err := e.rel.ExportRelationships(t.Context(), r.Relation, relation.Filter{}, func(relation.RelationshipRow) error { n++; return nil }); err != nil || n != 2 {
		t.Errorf("%d, %v", n, err)
	}
	if err := e.rel.ExportActions(t.Context(), r.Relation, relation.Filter{}, func(relation.NextAction) error { n++; return nil }); err != nil || n != 5 {
		t.Errorf("%d, %v", n, err)
	}
	for _, sc := range []access.Scope{r.LineLead, r.Teacher, r.Controller} { // they see the list, and take nothing along
		if err := e.rel.Export(t.Context(), sc, relation.Filter{}, nil); !fault.Is(err, fault.KindForbidden) {
			t.Errorf("%v: %v", sc.Roles(), err)
		}
	}
}
