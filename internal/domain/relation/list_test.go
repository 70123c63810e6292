package relation_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

func TestListFilters(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	add := func(sc access.Scope, unit id.ID, in relation.OrganisationInput) id.ID {
		t.Helper()
		in.Kind = "company"
		key, err := e.rel.AddOrganisation(t.Context(), sc, unit, in)
		if err != nil {
			t.Fatal(err)
		}
		return key
	}
	bakker := add(r.Relation, r.Almelo, relation.OrganisationInput{Name: "Bakkerij Müller", Place: "Wierden", Postcode: "7641 AB", KVK: "01234567", Profiles: []string{"HBR"}})
	add(r.RelationHengelo, r.Hengelo, relation.OrganisationInput{Name: "Van der Garage", Place: "Hengelo", Profiles: []string{"M&T", "PIE"}})
	add(e.Zwolle.Relation, e.Zwolle.Almelo, relation.OrganisationInput{Name: "Kolk Zwolle", Place: "Zwolle"})
	umbrella := e.umbrella("OBM Oost")
	if err := e.rel.JoinUmbrella(t.Context(), r.Relation, bakker, relation.MembershipInput{Umbrella: umbrella}); err != nil {
		t.Fatal(err)
	}
	if err := e.rel.Relate(t.Context(), r.Relation, bakker, relation.RelationshipInput{Unit: r.Almelo, Depth: "lesson", Status: "resting", Reason: "gaf al les", Version: 1}); err != nil {
		t.Fatal(err)
	}
	e.mustWrite(r.Relation, func(op *operation.Op) error {
		return relation.RecordContactTx(op, relation.Contact{Unit: r.Almelo, Organisation: e.company, Kind: relation.ContactCall})
	})
	e.Clock.Advance(40 * 24 * time.Hour)
	e.mustWrite(r.Relation, func(op *operation.Op) error {
		return relation.RecordContactTx(op, relation.Contact{Unit: r.Almelo, Organisation: bakker, Kind: relation.ContactCall})
	})
	e.tag(r.Relation, bakker, "Techniek")
	e.mustWrite(r.Relation, func(op *operation.Op) error {
		return op.Insert(`INSERT INTO next_action (network_id, id, unit_id, organisation_id, what, due_on, assignee_id, created_at, operation_id)
			VALUES ($1, $2, $3, $4, 'Bellen', '2026-01-01', $5, $6, $7)`, op.Network(), op.NewID(), r.Almelo, e.company, r.Relation.Account(), op.At, op.ID)
	})
	const bakkerij, kolk, garage, all = "Bakkerij Müller", "Kolk Installaties", "Van der Garage", "Bakkerij Müller, Kolk Installaties, Van der Garage"
	for name, c := range map[string]struct {
		sc   access.Scope
		q    string
		want string
	}{
		"all, by name":                      {r.Teacher, "", all},
		"the start of a word":               {r.Teacher, "gara", garage},
		"without the dots on the u":         {r.Teacher, "muller bakk", bakkerij},
		"a register number":                 {r.Teacher, "01234567", bakkerij},
		"a postcode together":               {r.Teacher, "7641ab", bakkerij},
		"digits of a postcode":              {r.Teacher, "7641", bakkerij},
		"a place typed in the box":          {r.Teacher, "hengelo", garage},
		"wildcards are letters":             {r.Teacher, "%_%", all},
		"nothing found":                     {r.Teacher, "zzz", ""},
		"a place":                           {r.Teacher, "place:ALMELO", kolk},
		"the start of a place":              {r.Teacher, "plaats:heng*", garage},
		"two places":                        {r.Teacher, "plaats:Wierden,Hengelo", "Bakkerij Müller, Van der Garage"},
		"not a place":                       {r.Teacher, "-plaats:Wierden", "Kolk Installaties, Van der Garage"},
		"a postcode":                        {r.Teacher, "postcode:76", bakkerij},
		"a whole postcode":                  {r.Teacher, "pc:7641AB", bakkerij},
		"a profile with an ampersand":       {r.Teacher, "profile:M&T", garage},
		"an umbrella by its name":           {r.Teacher, "koepel:obm", bakkerij},
		"an umbrella by its id":             {r.Teacher, "umbrella:" + string(umbrella), bakkerij},
		"no umbrella":                       {r.Teacher, "koepel:geen", "Kolk Installaties, Van der Garage"},
		"a tag":                             {r.Teacher, "tag:techniek", bakkerij},
		"not a tag":                         {r.Teacher, "-label:techniek", "Kolk Installaties, Van der Garage"},
		"no tag at all":                     {r.Teacher, "tag:none", "Kolk Installaties, Van der Garage"},
		"mine":                              {r.Relation, "owner:@me", kolk},
		"mine in Dutch":                     {r.Relation, "beheerder:@mij", kolk},
		"somebody's by name":                {r.Relation, "owner:twente", kolk},
		"somebody's by id":                  {r.Relation, "owner:" + string(r.Relation.Account()), kolk},
		"without an owner":                  {r.Relation, "owner:none", "Bakkerij Müller, Van der Garage"},
		"a depth":                           {r.Relation, "depth:lesson", bakkerij},
		"at least a depth":                  {r.Relation, "diepte:>=bezoek", bakkerij},
		"less than a depth":                 {r.Relation, "depth:<visit", kolk},
		"a depth that only a sibling knows": {r.RelationHengelo, "depth:lesson", ""},
		"a status":                          {r.Relation, "status:slapend", bakkerij},
		"one of two":                        {r.Relation, "status:slapend,actief", "Bakkerij Müller, Kolk Installaties"},
		"a team":                            {r.Relation, "team:almelo", "Bakkerij Müller, Kolk Installaties"},
		"a month without contact":           {r.Relation, "last:>30d", "Kolk Installaties, Van der Garage"},
		"contact this month":                {r.Relation, "laatste:<30d", bakkerij},
		"never any contact":                 {r.Relation, "laatste:nooit", garage},
		"an accountant does not learn last": {r.Accountant, "last:<30d", ""},
		"new":                               {r.Teacher, "new:<30d", ""},
		"an action that is late":            {r.Relation, "actie:laat", kolk},
		"no action":                         {r.Relation, "action:none", "Bakkerij Müller, Van der Garage"},
		"an action of another team":         {r.RelationHengelo, "action:open", ""},
		"two at once":                       {r.Relation, "last:>30d place:hengelo", garage},
		"one or the other":                  {r.Relation, "place:hengelo OR owner:@me", "Kolk Installaties, Van der Garage"},
		"words or a field":                  {r.Relation, "(bakkerij OF place:hengelo) -tag:techniek", garage},
		"not one of two":                    {r.Relation, "-(bakkerij OR garage)", kolk},
		"another network has its own":       {e.Zwolle.Teacher, "", "Kolk Zwolle"},
		"another network's umbrella":        {e.Zwolle.Teacher, "koepel:obm", ""},
		"another network's tag":             {e.Zwolle.Teacher, "tag:techniek", ""},
	} {
		t.Run(name, func(t *testing.T) {
			got := e.names(c.sc, relation.Filter{Query: e.ask(relation.ListOrganisations, c.q)})
			if strings.Join(got, ", ") != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
			counts, err := e.rel.Counts(t.Context(), c.sc, relation.ListOrganisations, []relation.Filter{{Query: e.ask(relation.ListOrganisations, c.q)}, {Group: relation.GroupUmbrellas}})
			if err != nil || counts[0] != len(got) {
				t.Errorf("counted %v, %v", counts, err)
			}
		})
	}
	t.Run("orders", func(t *testing.T) {
		for _, c := range []struct {
			sc   access.Scope
			f    relation.Filter
			want string
		}{
			{r.Teacher, relation.Filter{Sort: relation.SortPlace}, "Kolk Installaties, Van der Garage, Bakkerij Müller"},
			{r.Teacher, relation.Filter{Sort: relation.SortContact}, "Van der Garage, Kolk Installaties, Bakkerij Müller"},
			{r.Teacher, relation.Filter{Sort: relation.SortContact, Down: true}, "Bakkerij Müller, Kolk Installaties, Van der Garage"},
			{r.Teacher, relation.Filter{Down: true}, "Van der Garage, Kolk Installaties, Bakkerij Müller"},
			{r.Teacher, relation.Filter{Group: relation.GroupUmbrellas}, "OBM Oost"},
			{r.Accountant, relation.Filter{Sort: relation.SortContact}, all},
			{r.Teacher, relation.Filter{Sort: "y", Group: "z", After: "q"}, all},
			{r.Teacher, relation.Filter{Text: "muller bakk"}, bakkerij},
		} {
			if got := strings.Join(e.names(c.sc, c.f), ", "); got != c.want {
				t.Errorf("%+v: %s, want %s", c.f, got, c.want)
			}
		}
	})
	t.Run("the last contact follows whoever writes", func(t *testing.T) {
		last := func() string {
			return strings.Join(e.names(r.Teacher, relation.Filter{Sort: relation.SortContact}), ", ")
		}
		e.mustWrite(r.System, func(op *operation.Op) error {
			_, err := op.Exec(`UPDATE contact_moment AS m SET deleted_at = $1 WHERE {wall:m} AND m.organisation_id = $2`, op.At, bakker)
			return err
		})
		if got := last(); !strings.HasSuffix(got, kolk) {
			t.Errorf("a contact in the bin still counts: %s", got)
		}
		e.mustWrite(r.System, func(op *operation.Op) error {
			_, err := op.Exec(`UPDATE contact_moment AS m SET deleted_at = NULL WHERE {wall:m} AND m.organisation_id = $1`, bakker)
			return err
		})
		if got := last(); !strings.HasSuffix(got, bakkerij) {
			t.Errorf("taken out of the bin it does not count: %s", got)
		}
	})
	t.Run("a row tells umbrella, own relationship and last contact", func(t *testing.T) {
		page, err := e.rel.List(t.Context(), r.Relation, relation.Filter{Text: "bakkerij", With: relation.With{Umbrella: true, Relationship: true, Tags: true}})
		if err != nil || len(page.Rows) != 1 {
			t.Fatal(page, err)
		}
		row := page.Rows[0]
		if row.Umbrella != "OBM Oost" || row.Relationship.Depth != relation.DepthLesson || row.LastContact.IsZero() || row.Tags != "Techniek" {
			t.Errorf("got %+v", row)
		}
	})
	t.Run("the export holds the same rows; a teacher may not", func(t *testing.T) {
		var got []string
		err := e.rel.Export(t.Context(), r.Relation, relation.Filter{Query: e.ask(relation.ListOrganisations, "last:>30d")}, func(row relation.ListRow) error {
			got = append(got, row.Name)
			return nil
		})
		if err != nil || strings.Join(got, ", ") != "Kolk Installaties, Van der Garage" {
			t.Errorf("got %v, %v", got, err)
		}
		if err := e.rel.Export(t.Context(), r.Teacher, relation.Filter{}, nil); !fault.Is(err, fault.KindForbidden) {
			t.Errorf("teacher: %v", err)
		}
	})
}

func TestListPages(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	csv := "naam;plaats\n"
	for i := range 1100 {
		csv += fmt.Sprintf("Bedrijf %04d;Plaats %d\n", i, i%7)
	}
	e.mustImport(csv)
	for _, sort := range []relation.Sort{relation.SortName, relation.SortPlace, relation.SortContact, relation.SortCreated} {
		var seen []string
		f, stats := relation.Filter{Sort: sort, Down: sort == relation.SortPlace, With: relation.With{Relationship: true}}, &db.Stats{}
		pages := 0
		for {
			page, err := e.rel.List(db.WithStats(t.Context(), stats), r.Relation, f)
			if err != nil {
				t.Fatal(err)
			}
			for _, row := range page.Rows {
				seen = append(seen, row.Name)
			}
			pages++
			if f.After = page.Next; f.After == "" {
				break
			}
		}
		all := len(seen)
		slices.Sort(seen)
		if len(slices.Compact(seen)) != 1101 || all != 1101 {
			t.Errorf("sorted by %q: %d rows, %d different", sort, all, len(slices.Compact(seen)))
		}
		if stats.Queries > 2*pages {
			t.Errorf("sorted by %q: %d queries for %d pages, at most two each", sort, stats.Queries, pages)
		}
	}
	counts, err := e.rel.Counts(t.Context(), r.Relation, relation.ListOrganisations, []relation.Filter{{}, {Text: "0001"}})
	if err != nil || counts[0] != relation.CountStop+1 || counts[1] != 1 {
		t.Errorf("counts %v, %v", counts, err)
	}
}
