package relation_test

import (
	"fmt"
	"strings"
	"testing"

	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/fault"
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
	if _, err := e.rel.GroupRelationships(t.Context(), r.Teacher, relation.Filter{}, relation.Grouping{By: "depth"}); !fault.Is(err, fault.KindForbidden) {
		t.Error(err)
	}
}
