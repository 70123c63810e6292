package relation_test

import (
	"strings"
	"testing"

	"schakel/internal/domain/geo"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

func TestMap(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	_, err := geo.Load(t.Context(), e.DB, strings.NewReader("NL\t7607\tAlmelo\tOverijssel\t15\t\t0141\t\t\t52.357\t6.662\t\nNL\t7511\tEnschede\tOverijssel\t15\t\t0153\t\t\t52.221\t6.893\t\n"))
	if err != nil {
		t.Fatal(err)
	}
	add := func(name, postcode string) id.ID {
		key, err := e.rel.AddOrganisation(t.Context(), r.Relation, "", relation.OrganisationInput{Kind: "company", Name: name, Postcode: postcode, Place: "Plaats"})
		if err != nil {
			t.Fatal(err)
		}
		return key
	}
	far, near := add("Aannemer", "7511 AA"), add("Zagerij", "7607 AB")
	var school id.ID
	err = e.write(r.System, func(op *operation.Op) error { // schools come from DUO's file
		school = op.NewID()
		op.Audit(audit.Entry{Action: "test", Object: "test"})
		return op.Insert(`INSERT INTO organisation (network_id, id, kind, name, name_key, lat_e6, lon_e6, created_at, updated_at, operation_id)
			VALUES ($1, $2, 'school', 'Noordik', 'noordik', 52357000, 6662000, $3, $3, $4)`, op.Network(), school, op.At, op.ID)
	})
	if err != nil {
		t.Fatal(err)
	}
	names := func(a relation.Atlas) string {
		var out []string
		for _, s := range a.Spots {
			out = append(out, s.Name)
		}
		return strings.Join(out, ", ")
	}
	t.Run("shows what has a postcode, and says how many have none", func(t *testing.T) {
		a, err := e.rel.Map(t.Context(), r.Teacher, relation.Filter{}, "")
		if err != nil || names(a) != "Aannemer, Zagerij" || a.Unplaced != 1 || len(a.Schools) != 1 {
			t.Errorf("%s, %+v, %v", names(a), a, err)
		}
	})
	t.Run("the nearest to a school first", func(t *testing.T) {
		a, err := e.rel.Map(t.Context(), r.Teacher, relation.Filter{}, school)
		if err != nil || names(a) != "Zagerij, Aannemer" || a.Spots[0].ID != near || a.Spots[0].Metre != 0 || a.Spots[1].ID != far || a.Spots[1].Metre/1000 != 21 {
			t.Errorf("%s, %+v, %v", names(a), a.Spots, err)
		}
	})
	t.Run("filters as the list does", func(t *testing.T) {
		a, err := e.rel.Map(t.Context(), r.Teacher, relation.Filter{Text: "zaag"}, "")
		if err != nil || len(a.Spots) != 0 {
			t.Errorf("%s, %v", names(a), err)
		}
		if a, err = e.rel.Map(t.Context(), r.Teacher, relation.Filter{Text: "zagerij"}, ""); err != nil || names(a) != "Zagerij" {
			t.Errorf("%s, %v", names(a), err)
		}
	})
	t.Run("measures from no company and from no school of others", func(t *testing.T) {
		for _, from := range []id.ID{far, "0191d090-4cb5-7001-980d-ff1db8078dc2"} {
			if _, err := e.rel.Map(t.Context(), r.Teacher, relation.Filter{}, from); !fault.Is(err, fault.KindNotFound) {
				t.Error(err)
			}
		}
		if _, err := e.rel.Map(t.Context(), e.Zwolle.Teacher, relation.Filter{}, school); !fault.Is(err, fault.KindNotFound) {
			t.Error(err)
		}
		if a, err := e.rel.Map(t.Context(), e.Zwolle.Teacher, relation.Filter{}, ""); err != nil || len(a.Spots)+a.Unplaced != 0 {
			t.Errorf("%+v, %v", a, err)
		}
	})
}
