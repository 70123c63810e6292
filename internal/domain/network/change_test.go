package network_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"schakel/internal/domain/network"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/testkit/world"
)

func unitOf(t *testing.T, w *world.World, sc access.Scope, unit id.ID) network.Unit {
	t.Helper()
	u, err := w.Network.Unit(t.Context(), sc, unit)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func TestEditUnit(t *testing.T) {
	t.Parallel()
	w := world.New(t)
	r := w.Twente
	t.Run("name and colour are kept", func(t *testing.T) {
		if err := w.Network.EditUnit(t.Context(), r.Project, r.Almelo, network.UnitEdit{Name: " Almelo e.o. ", Accent: "#0B6B74", Version: 1}); err != nil {
			t.Fatal(err)
		}
		if u := unitOf(t, w, r.Teacher, r.Almelo); u.Name != "Almelo e.o." || u.Accent != "#0b6b74" || u.Version != 2 {
			t.Errorf("%+v", u)
		}
	})
	t.Run("an old version is a conflict", func(t *testing.T) {
		if err := w.Network.EditUnit(t.Context(), r.Project, r.Almelo, network.UnitEdit{Name: "Anders", Version: 1}); !fault.Is(err, fault.KindConflict) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("bad input stands at its field", func(t *testing.T) {
		for field, in := range map[string]network.UnitEdit{
			"name":   {Name: "A", Version: 2},
			"accent": {Name: "Almelo", Accent: "red;}", Version: 2},
		} {
			f, ok := fault.As(w.Network.EditUnit(t.Context(), r.Project, r.Almelo, in))
			if !ok || f.Fields[field].Key == "" {
				t.Errorf("%s: %v", field, f)
			}
		}
	})
	t.Run("out of reach is not found", func(t *testing.T) {
		in := network.UnitEdit{Name: "Anders", Version: 1}
		for name, err := range map[string]error{
			"sibling":       w.Network.EditUnit(t.Context(), r.Project, r.Hengelo, in),
			"above":         w.Network.EditUnit(t.Context(), r.Project, r.Root, in),
			"other network": w.Network.EditUnit(t.Context(), r.Admin, w.Zwolle.Almelo, in),
			"unknown":       w.Network.EditUnit(t.Context(), r.Admin, r.Admin.Account(), in),
		} {
			if !fault.Is(err, fault.KindNotFound) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if err := w.Network.EditUnit(t.Context(), r.Teacher, r.Noordik, in); !fault.Is(err, fault.KindForbidden) {
			t.Errorf("teacher: %v", err)
		}
		if _, err := w.Network.Unit(t.Context(), r.Admin, w.Zwolle.Almelo); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("reading: %v", err)
		}
	})
	t.Run("a parent that is not there is not found", func(t *testing.T) {
		for _, parent := range []id.ID{w.Zwolle.Almelo, r.Admin.Account()} {
			in := network.UnitInput{Parent: parent, Kind: network.KindSchool, Name: "Pius X"}
			if _, err := w.Network.AddUnit(t.Context(), r.Admin, in); !fault.Is(err, fault.KindNotFound) {
				t.Errorf("got %v", err)
			}
		}
	})
}

func TestMoveUnit(t *testing.T) {
	t.Parallel()
	w := world.New(t)
	r := w.Twente
	t.Run("reach follows at once", func(t *testing.T) {
		if err := w.Network.MoveUnit(t.Context(), r.Admin, r.Canisius, r.Hengelo, 1); err != nil {
			t.Fatal(err)
		}
		almelo, hengelo := w.Scope(t, r, r.Project.Account(), "x"), w.Scope(t, r, r.ProjectHengelo.Account(), "x")
		if almelo.CanOn(access.NeedRead, r.Canisius) || !hengelo.CanOn(access.NeedRead, r.Canisius) {
			t.Error("reach did not follow")
		}
	})
	for _, tt := range []struct {
		name         string
		sc           access.Scope
		unit, parent id.ID
		want         fault.Kind
	}{
		{"below itself is refused", r.Admin, r.Almelo, r.Almelo, fault.KindInvalid},
		{"below its own school is refused", r.Admin, r.Almelo, r.Noordik, fault.KindInvalid},
		{"the root stays", r.Admin, r.Root, r.Almelo, fault.KindInvalid},
		{"a parent in another network is refused", r.Admin, r.Noordik, w.Zwolle.Almelo, fault.KindInvalid},
		{"a parent out of reach is refused", r.Project, r.Noordik, r.Hengelo, fault.KindInvalid},
		{"taking one's own subregion away from the region is refused", r.Project, r.Almelo, r.PIE, fault.KindForbidden},
		{"a unit out of reach is not found", r.Project, r.Montessori, r.Almelo, fault.KindNotFound},
		{"a unit of another network is not found", r.Admin, w.Zwolle.Noordik, r.Almelo, fault.KindNotFound},
		{"a teacher may not", r.Teacher, r.Noordik, r.Hengelo, fault.KindForbidden},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if err := w.Network.MoveUnit(t.Context(), tt.sc, tt.unit, tt.parent, 1); !fault.Is(err, tt.want) {
				t.Errorf("got %v", err)
			}
		})
	}
	t.Run("an old version is a conflict", func(t *testing.T) {
		if err := w.Network.MoveUnit(t.Context(), r.Admin, r.Canisius, r.Almelo, 1); !fault.Is(err, fault.KindConflict) {
			t.Errorf("got %v", err)
		}
	})
}

// Two moves at once that together would make a ring: at most one passes, and the tree stays a tree.
func TestMovesAtOnceMakeNoRing(t *testing.T) {
	t.Parallel()
	w := world.New(t)
	r := w.Twente
	for range 10 {
		var group sync.WaitGroup
		move := func(unit, parent id.ID) {
			version := unitOf(t, w, r.Admin, unit).Version
			group.Go(func() {
				err := w.Network.MoveUnit(t.Context(), r.Admin, unit, parent, version)
				if _, ok := fault.As(err); err != nil && !ok {
					t.Errorf("got %v", err)
				}
			})
		}
		move(r.Almelo, r.Hengelo)
		move(r.Hengelo, r.Almelo)
		group.Wait()
		if units, err := w.Network.Tree(t.Context(), r.Admin); err != nil || len(units) != 7 {
			t.Fatalf("%d units hang in the tree, %v", len(units), err)
		}
		for _, u := range []id.ID{r.Almelo, r.Hengelo} {
			if now := unitOf(t, w, r.Admin, u); now.Parent != r.Root {
				if err := w.Network.MoveUnit(t.Context(), r.Admin, u, r.Root, now.Version); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
}

// Random trees, random moves: the closure table always says what the parents say.
func TestClosureAgreesWithParents(t *testing.T) {
	t.Parallel()
	for seed := range uint64(4) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			w := world.New(t)
			r, rnd := w.Twente, rand.New(rand.NewPCG(seed, 7))
			model := map[id.ID]id.ID{}
			units, err := w.Network.Tree(t.Context(), r.Admin)
			if err != nil {
				t.Fatal(err)
			}
			var all []id.ID
			for _, u := range units {
				model[u.ID], all = u.Parent, append(all, u.ID)
			}
			pick := func() id.ID { return all[rnd.IntN(len(all))] }
			for step := range 60 {
				admin := w.Scope(t, r, r.Admin.Account(), "x") // reaches the units of the step before
				if rnd.IntN(3) == 0 {
					parent := pick()
					key, err := w.Network.AddUnit(t.Context(), admin, network.UnitInput{Parent: parent, Kind: network.KindWorkgroup, Name: fmt.Sprint("Groep ", step)})
					if err != nil {
						t.Fatal(err)
					}
					model[key], all = parent, append(all, key)
				} else {
					unit, parent := pick(), pick()
					err := w.Network.MoveUnit(t.Context(), admin, unit, parent, unitOf(t, w, admin, unit).Version)
					fits := model[unit] != "" && !slices.Contains(ancestors(model, parent), unit)
					if (err == nil) != fits {
						t.Fatalf("step %d: %v, want %v", step, err, fits)
					}
					if fits {
						model[unit] = parent
					}
				}
			}
			if got, want := closure(t, w, r.ID), expected(model); got != want {
				t.Errorf("closure:\n%s\nwant:\n%s", got, want)
			}
			if got := closure(t, w, w.Zwolle.ID); strings.Count(got, "\n") != 7+6+4 {
				t.Errorf("the other network's tree changed:\n%s", got)
			}
		})
	}
}

// ancestors walks up the naive model, the unit itself first.
func ancestors(parents map[id.ID]id.ID, unit id.ID) (out []id.ID) {
	for ; unit != ""; unit = parents[unit] {
		out = append(out, unit)
	}
	return out
}

func expected(parents map[id.ID]id.ID) string {
	var lines []string
	for unit := range parents {
		for depth, above := range ancestors(parents, unit) {
			lines = append(lines, fmt.Sprintf("%s %s %d\n", above, unit, depth))
		}
	}
	slices.Sort(lines)
	return strings.Join(lines, "")
}

func closure(t *testing.T, w *world.World, network id.ID) string {
	t.Helper()
	type row struct {
		Above id.ID `db:"ancestor_id"`
		Below id.ID `db:"descendant_id"`
		Depth int   `db:"depth"`
	}
	var lines []string
	err := w.DB.Read(t.Context(), db.Settings{}, func(tx *db.Tx) error {
		rows, err := db.Select[row](tx, db.Q(`SELECT ancestor_id, descendant_id, depth FROM unit_closure WHERE network_id = $1 LIMIT 100000`, network))
		for _, r := range rows {
			lines = append(lines, fmt.Sprintf("%s %s %d\n", r.Above, r.Below, r.Depth))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(lines)
	return strings.Join(lines, "")
}
