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
	if err := e.rel.Relate(t.Context(), r.Relation, bakker, relation.RelationshipInput{Unit: r.Almelo, Depth: "lesson", Status: "resting", Version: 1}); err != nil {
		t.Fatal(err)
	}
	e.mustWrite(r.Relation, func(op *operation.Op) error {
		return relation.RecordContactTx(op, relation.Contact{Unit: r.Almelo, Organisation: e.company, Kind: relation.ContactCall})
	})
	e.Clock.Advance(40 * 24 * time.Hour)
	e.mustWrite(r.Relation, func(op *operation.Op) error {
		return relation.RecordContactTx(op, relation.Contact{Unit: r.Almelo, Organisation: bakker, Kind: relation.ContactCall})
	})
	for name, c := range map[string]struct {
		sc   access.Scope
		f    relation.Filter
		want string
	}{
		"all, by name":                       {r.Teacher, relation.Filter{}, "Bakkerij Müller, Kolk Installaties, Van der Garage"},
		"by place":                           {r.Teacher, relation.Filter{Sort: "place"}, "Kolk Installaties, Van der Garage, Bakkerij Müller"},
		"longest without contact first":      {r.Teacher, relation.Filter{Sort: "contact"}, "Van der Garage, Kolk Installaties, Bakkerij Müller"},
		"umbrellas":                          {r.Teacher, relation.Filter{Group: "umbrellas"}, "OBM Oost"},
		"the start of a word":                {r.Teacher, relation.Filter{Text: "gara"}, "Van der Garage"},
		"without the dots on the u":          {r.Teacher, relation.Filter{Text: "muller bakk"}, "Bakkerij Müller"},
		"a register number":                  {r.Teacher, relation.Filter{Text: "01234567"}, "Bakkerij Müller"},
		"a postcode together":                {r.Teacher, relation.Filter{Text: "7641ab"}, "Bakkerij Müller"},
		"digits of a postcode":               {r.Teacher, relation.Filter{Text: "7641"}, "Bakkerij Müller"},
		"a place typed in the box":           {r.Teacher, relation.Filter{Text: "hengelo"}, "Van der Garage"},
		"wildcards are letters":              {r.Teacher, relation.Filter{Text: "%_%"}, "Bakkerij Müller, Kolk Installaties, Van der Garage"},
		"nothing found":                      {r.Teacher, relation.Filter{Text: "zzz"}, ""},
		"a place":                            {r.Teacher, relation.Filter{Place: "ALMELO"}, "Kolk Installaties"},
		"a profile with an ampersand":        {r.Teacher, relation.Filter{Profile: "M&T"}, "Van der Garage"},
		"an umbrella":                        {r.Teacher, relation.Filter{Umbrella: umbrella}, "Bakkerij Müller"},
		"mine":                               {r.Relation, relation.Filter{Owner: "me"}, "Kolk Installaties"},
		"without an owner":                   {r.Relation, relation.Filter{Owner: "none"}, "Bakkerij Müller, Van der Garage"},
		"a depth":                            {r.Relation, relation.Filter{Depth: "lesson"}, "Bakkerij Müller"},
		"a depth that only a sibling knows":  {r.RelationHengelo, relation.Filter{Depth: "lesson"}, ""},
		"a status":                           {r.Relation, relation.Filter{Status: "resting"}, "Bakkerij Müller"},
		"a month without contact":            {r.Relation, relation.Filter{Quiet: 30}, "Kolk Installaties, Van der Garage"},
		"an accountant does not learn quiet": {r.Accountant, relation.Filter{Quiet: 30}, "Bakkerij Müller, Kolk Installaties, Van der Garage"},
		"two at once":                        {r.Relation, relation.Filter{Quiet: 30, Place: "hengelo"}, "Van der Garage"},
		"rubbish":                            {r.Relation, relation.Filter{Profile: "\xff", Owner: "x", Sort: "y", Group: "z", After: "q", Place: "\x00"}, "Bakkerij Müller, Kolk Installaties, Van der Garage"},
		"another network has its own":        {e.Zwolle.Teacher, relation.Filter{}, "Kolk Zwolle"},
	} {
		t.Run(name, func(t *testing.T) {
			page, err := e.rel.List(t.Context(), c.sc, c.f)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, row := range page.Rows {
				got = append(got, row.Name)
			}
			if strings.Join(got, ", ") != c.want || page.Count != len(got) {
				t.Errorf("got %q of %d, want %q", got, page.Count, c.want)
			}
		})
	}
	t.Run("a row tells umbrella, own relationship and last contact", func(t *testing.T) {
		page, err := e.rel.List(t.Context(), r.Relation, relation.Filter{Text: "bakkerij"})
		if err != nil || len(page.Rows) != 1 {
			t.Fatal(page, err)
		}
		row := page.Rows[0]
		if row.Umbrella != "OBM Oost" || row.Relationship.Depth != relation.DepthLesson || row.LastContact.IsZero() {
			t.Errorf("got %+v", row)
		}
	})
	t.Run("the export holds the same rows; a teacher may not", func(t *testing.T) {
		var got []string
		err := e.rel.Export(t.Context(), r.Relation, relation.Filter{Quiet: 30}, func(row relation.ListRow) error {
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
	for _, sort := range []relation.Sort{relation.SortName, relation.SortPlace, relation.SortContact} {
		var seen []string
		f, stats := relation.Filter{Sort: sort}, &db.Stats{}
		pages := 0
		for {
			page, err := e.rel.List(db.WithStats(t.Context(), stats), r.Relation, f)
			if err != nil {
				t.Fatal(err)
			}
			for _, row := range page.Rows {
				seen = append(seen, row.Name)
			}
			if pages++; page.Count != relation.CountStop+1 {
				t.Fatalf("count %d", page.Count)
			}
			if f.After = page.Next; f.After == "" {
				break
			}
		}
		all := len(seen)
		slices.Sort(seen)
		if len(slices.Compact(seen)) != 1101 || all != 1101 {
			t.Errorf("sorted by %q: %d rows, %d different", sort, all, len(slices.Compact(seen)))
		}
		if stats.Queries > 4*pages {
			t.Errorf("sorted by %q: %d queries for %d pages, at most four each", sort, stats.Queries, pages)
		}
	}
}
