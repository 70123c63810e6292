package relation_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

func TestGroups(t *testing.T) {
	t.Parallel()
	e := folk(t)
	r := e.Twente
	related := func(sc access.Scope, q string, g relation.Grouping) string {
		t.Helper()
		rows, err := e.rel.GroupRelationships(t.Context(), sc, relation.Filter{Query: e.ask(relation.ListRelationships, q)}, g)
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, row := range rows {
			out = append(out, fmt.Sprintf("%s of %s/%d", row.Name, row.Group, row.Total))
		}
		return strings.Join(out, ", ")
	}
	for _, c := range []struct {
		sc   access.Scope
		q    string
		g    relation.Grouping
		want string
	}{
		{r.Relation, "", relation.Grouping{By: "depth", Each: 5}, "Kolk Installaties of acquaintance/1, Bakkerij of maker/1"},
		{r.Lead, "", relation.Grouping{By: "depth", Each: 1}, "Garage of acquaintance/2, Bakkerij of maker/1"},
		{r.Lead, "status:active", relation.Grouping{By: "status", Each: 9}, "Garage of active/2, Kolk Installaties of active/2"},
		{r.Lead, "", relation.Grouping{By: "status", Lanes: "unit", Each: 9}, "Kolk Installaties of active/1, Bakkerij of resting/1, Garage of active/1"},
		{r.Lead, "", relation.Grouping{By: "nothing", Each: 9}, ""},
		{e.Zwolle.Lead, "", relation.Grouping{By: "depth", Each: 9}, ""},
	} {
		if got := related(c.sc, c.q, c.g); got != c.want {
			t.Errorf("%q by %+v: %s, want %s", c.q, c.g, got, c.want)
		}
	}
	actions, err := e.rel.GroupActions(t.Context(), r.Relation, relation.Filter{}, relation.Grouping{By: "when", Each: 9})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, a := range actions {
		got = append(got, a.What+" of "+a.Group)
	}
	if want := "Oud of done, Bezoek of later, Bel Erik of overdue, Mail het voorstel of week"; strings.Join(got, ", ") != want {
		t.Errorf("%s, want %s", strings.Join(got, ", "), want)
	}
	places, err := e.rel.GroupOrganisations(t.Context(), r.Teacher, relation.Filter{}, relation.Grouping{By: "place", Each: 2})
	if err != nil || len(places) != 2 || places[0].Total != 3 {
		t.Errorf("%+v, %v", places, err)
	}
	for by, want := range map[string]string{relation.ByOrganisation: "Anna Berg 2, Erik Kolk 2, Zus 1", relation.AskPlace: "Anna Berg 3, Erik Kolk 3, Zus 3"} {
		people, err := e.rel.GroupPeople(t.Context(), r.Relation, relation.Filter{}, relation.Grouping{By: by, Each: 9})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, p := range people {
			got = append(got, fmt.Sprintf("%s %d", p.Name, p.Total))
		}
		slices.Sort(got)
		if strings.Join(got, ", ") != want {
			t.Errorf("people by %s: %s, want %s", by, got, want)
		}
	}
	if _, err := e.rel.GroupRelationships(t.Context(), r.Teacher, relation.Filter{}, relation.Grouping{By: "depth"}); !fault.Is(err, fault.KindForbidden) {
		t.Error(err)
	}
}

func TestKeepers(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	keepers := func(sc access.Scope, units ...id.ID) string {
		t.Helper()
		found, err := e.rel.Keepers(t.Context(), sc, units)
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, k := range found {
			out = append(out, fmt.Sprint(k.ID == r.Relation.Account(), k.Unit == r.Almelo))
		}
		slices.Sort(out)
		return strings.Join(slices.Compact(out), ", ")
	}
	if got := keepers(r.Relation, r.Almelo); got != "false true, true true" {
		t.Errorf("of Almelo: %s", got)
	}
	if got := keepers(r.Relation, r.Hengelo, e.Zwolle.Almelo); got != "" {
		t.Errorf("out of reach: %s", got)
	}
	if got := keepers(e.Zwolle.Relation, r.Almelo); got != "" {
		t.Errorf("of another network: %s", got)
	}
	if _, err := e.rel.Keepers(t.Context(), r.Teacher, []id.ID{r.Almelo}); !fault.Is(err, fault.KindForbidden) {
		t.Error(err)
	}
}
