package listing_test

import (
	"net/url"
	"strings"
	"testing"

	"schakel/internal/domain/listing"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

func TestViews(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	save := func(sc access.Scope, in listing.ViewInput) id.ID {
		t.Helper()
		if in.List == "" {
			in.List = organisations
		}
		key, err := e.lists.SaveView(t.Context(), sc, in)
		if err != nil {
			t.Fatal(err)
		}
		return key
	}
	seen := func(sc access.Scope) string {
		t.Helper()
		views, err := e.lists.Views(t.Context(), sc, organisations)
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, v := range views {
			names = append(names, v.Name)
		}
		return strings.Join(names, ", ")
	}
	mine := save(r.Relation, listing.ViewInput{Name: "Van mij", Params: url.Values{"q": {"owner:@me"}, "sort": {"contact"}, "evil": {"x"}, "after": {"y"}}})
	save(r.Project, listing.ViewInput{Name: "Voor Almelo", Unit: r.Almelo})
	save(r.Lead, listing.ViewInput{Name: "Voor iedereen", Unit: r.Root})
	save(r.Relation, listing.ViewInput{List: relationships, Name: "Andere lijst"})

	t.Run("who sees which", func(t *testing.T) {
		for _, c := range []struct {
			sc   access.Scope
			want string
		}{
			{r.Relation, "Van mij, Voor Almelo, Voor iedereen"},
			{r.Project, "Voor Almelo, Voor iedereen"},
			{r.Teacher, "Voor Almelo, Voor iedereen"},
			{r.RelationHengelo, "Voor iedereen"},
			{r.Lead, "Voor Almelo, Voor iedereen"},
			{e.Zwolle.Relation, ""},
		} {
			if got := seen(c.sc); got != c.want {
				t.Errorf("%v of %s: %q, want %q", c.sc.Roles(), c.sc.UnitName(), got, c.want)
			}
		}
	})
	t.Run("it keeps the view and nothing else of the address", func(t *testing.T) {
		views, _ := e.lists.Views(t.Context(), r.Relation, organisations)
		if got := views[0].Values().Encode(); got != "q=owner%3A%40me&sort=contact" {
			t.Error(got)
		}
	})
	t.Run("publishing is a right of its own, on the unit", func(t *testing.T) {
		for name, c := range map[string]struct {
			sc   access.Scope
			unit id.ID
			want fault.Kind
		}{
			"a relation manager": {r.Relation, r.Almelo, fault.KindForbidden},
			"another subregion":  {r.Project, r.Hengelo, fault.KindNotFound},
			"another network":    {r.Project, e.Zwolle.Almelo, fault.KindNotFound},
		} {
			if _, err := e.lists.SaveView(t.Context(), c.sc, listing.ViewInput{List: organisations, Name: "Nee", Unit: c.unit}); !fault.Is(err, c.want) {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
	t.Run("renamed, opened in, removed; only by who owns it", func(t *testing.T) {
		if err := e.lists.EditView(t.Context(), r.Project, mine, 1, listing.ViewInput{Name: "Gekaapt"}); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("somebody else: %v", err)
		}
		if err := e.lists.EditView(t.Context(), r.Relation, mine, 1, listing.ViewInput{Name: "Mijn bedrijven", Default: true}); err != nil {
			t.Fatal(err)
		}
		if err := e.lists.EditView(t.Context(), r.Relation, mine, 1, listing.ViewInput{Name: "Te laat"}); !fault.Is(err, fault.KindConflict) {
			t.Errorf("an old version: %v", err)
		}
		v, ok, err := e.lists.DefaultView(t.Context(), r.Relation, organisations)
		if err != nil || !ok || v.Name != "Mijn bedrijven" || v.Values().Get("q") != "owner:@me" {
			t.Errorf("%+v %v %v", v, ok, err)
		}
		if _, ok, _ := e.lists.DefaultView(t.Context(), r.Project, organisations); ok {
			t.Error("somebody else's list opens in it")
		}
		if err := e.lists.RemoveView(t.Context(), r.Project, mine); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("somebody else: %v", err)
		}
		if err := e.lists.RemoveView(t.Context(), r.Relation, mine); err != nil {
			t.Fatal(err)
		}
		if _, ok, _ := e.lists.DefaultView(t.Context(), r.Relation, organisations); ok {
			t.Error("a removed view still opens")
		}
	})
	t.Run("a published view opens by default for who wants, and is left again", func(t *testing.T) {
		views, _ := e.lists.Views(t.Context(), r.Teacher, organisations)
		for _, on := range []bool{true, false} {
			if list, err := e.lists.OpenIn(t.Context(), r.Teacher, views[0].ID, on); err != nil || list != organisations {
				t.Fatal(list, err)
			}
			if _, ok, _ := e.lists.DefaultView(t.Context(), r.Teacher, organisations); ok != on {
				t.Errorf("on %v: %v", on, ok)
			}
		}
		if _, err := e.lists.OpenIn(t.Context(), r.RelationHengelo, views[0].ID, true); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("a view out of sight: %v", err)
		}
	})
	t.Run("what is refused", func(t *testing.T) {
		for _, in := range []listing.ViewInput{{List: organisations, Name: " "}, {List: organisations, Name: "Lang", Params: url.Values{"q": {strings.Repeat("x", 5000)}}}} {
			if _, err := e.lists.SaveView(t.Context(), r.Relation, in); !fault.Is(err, fault.KindInvalid) {
				t.Errorf("%.20s: %v", in.Name, err)
			}
		}
		if _, err := e.lists.SaveView(t.Context(), r.Relation, listing.ViewInput{List: relation.ListName("x"), Name: "Geen lijst"}); !fault.Is(err, fault.KindNotFound) {
			t.Error(err)
		}
	})
}
