package network_test

import (
	"testing"

	"schakel/internal/domain/network"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/fault"
	"schakel/internal/testkit/world"
)

func TestTree(t *testing.T) {
	t.Parallel()
	w := world.New(t)
	for _, r := range w.Regions() {
		units, err := w.Network.Tree(t.Context(), r.Teacher)
		if err != nil {
			t.Fatal(err)
		}
		if len(units) != 7 || units[0].ID != r.Root {
			t.Errorf("%s: want the seven own units, root first, got %d", r.Name, len(units))
		}
	}
}

func TestAddUnit(t *testing.T) {
	t.Parallel()
	w := world.New(t)
	in := func(parent *world.Region) network.UnitInput {
		return network.UnitInput{Parent: parent.Almelo, Kind: network.KindSchool, Name: "Pius X"}
	}
	t.Run("project leader adds below own subregion and reaches it", func(t *testing.T) {
		key, err := w.Network.AddUnit(t.Context(), w.Twente.Project, in(w.Twente))
		if err != nil {
			t.Fatal(err)
		}
		sc := w.Scope(t, w.Twente, w.Twente.Project.Account(), "x")
		if !sc.CanOn(access.NeedRead, key) || sc.CanOn(access.PupilRead, key) {
			t.Error("reach of the new unit is wrong")
		}
	})
	t.Run("sibling subregion is not found", func(t *testing.T) {
		if _, err := w.Network.AddUnit(t.Context(), w.Twente.ProjectHengelo, in(w.Twente)); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("other network is not found", func(t *testing.T) {
		if _, err := w.Network.AddUnit(t.Context(), w.Zwolle.Project, in(w.Twente)); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("teacher may not", func(t *testing.T) {
		if _, err := w.Network.AddUnit(t.Context(), w.Twente.Teacher, in(w.Twente)); !fault.Is(err, fault.KindForbidden) {
			t.Errorf("got %v", err)
		}
	})
}
