package menu_test

import (
	"slices"
	"strings"
	"testing"

	"schakel/internal/domain/menu"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/fault"
)

func TestGuideOfAnItem(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	ctx, r := t.Context(), e.Twente
	t.Run("what is asked most comes with a card", func(t *testing.T) {
		i := e.item(r, "company_visit")
		if i.Pupils("nl") == "" || i.Works("en") == "" || i.Who("nl") == i.Who("en") || len(i.Checklist("nl")) != 5 || !slices.Equal(i.Years.V, []int{2, 3, 4}) {
			t.Errorf("%+v", i.Guide)
		}
		if i := e.item(r, "outreach"); i.Pupils("nl") != "" || len(i.Checklist("en")) != 0 {
			t.Errorf("an item without a card: %+v", i.Guide)
		}
	})
	in := input("Lasdag")
	in.GuideInput = menu.GuideInput{Years: []string{"4", "3", "3"}, PupilsNL: " Ze kunnen lassen. ", CostNL: "Niets", ChecklistNL: "- Bril\n\n• Schort\n", ChecklistEN: "Glasses"}
	key, err := e.AddItem(ctx, r.Project, r.Almelo, in)
	e.must(err)
	i, err := e.Item(ctx, r.Teacher, key)
	e.must(err)
	if !slices.Equal(i.Years.V, []int{3, 4}) || i.Pupils("en") != "Ze kunnen lassen." || !slices.Equal(i.Checklist("nl"), []string{"Bril", "Schort"}) || !slices.Equal(i.Checklist("en"), []string{"Glasses"}) {
		t.Errorf("%+v", i.Guide)
	}
	t.Run("what the form shows is kept as it was", func(t *testing.T) {
		in.GuideInput = i.Guide.Input()
		e.must(e.EditItem(ctx, r.Project, key, i.Version, in))
		again, err := e.Item(ctx, r.Teacher, key)
		e.must(err)
		if !slices.Equal(again.Checklist("nl"), i.Checklist("nl")) || again.PupilsNL != i.PupilsNL || !slices.Equal(again.Years.V, i.Years.V) {
			t.Errorf("%+v", again.Guide)
		}
		in.Years = []string{"1", "2", "3", "4"}
		e.must(e.EditItem(ctx, r.Project, key, again.Version, in))
		if again, err = e.Item(ctx, r.Teacher, key); err != nil || len(again.Years.V) != 0 {
			t.Errorf("all years are no limit: %v, %v", again.Years, err)
		}
	})
	t.Run("an old version keeps its card", func(t *testing.T) {
		in.PupilsNL = "Anders"
		if err := e.EditItem(ctx, r.Project, key, 1, in); !fault.Is(err, fault.KindConflict) {
			t.Errorf("got %v", err)
		}
		if i, err := e.Item(ctx, r.Teacher, key); err != nil || i.PupilsNL == "Anders" {
			t.Errorf("%s, %v", i.PupilsNL, err)
		}
	})
	t.Run("nonsense stands at its field", func(t *testing.T) {
		for field, g := range map[string]menu.GuideInput{
			"years": {Years: []string{"9"}}, "checklist_nl": {ChecklistNL: strings.Repeat("iets\n", 21)}, "cost_en": {CostEN: strings.Repeat("x", 300)}, "works_nl": {WorksNL: strings.Repeat("x", 700)},
		} {
			bad := input("Ander")
			bad.GuideInput = g
			_, err := e.AddItem(ctx, r.Project, r.Almelo, bad)
			if f, ok := fault.As(err); !ok || f.Fields[field].Key == "" {
				t.Errorf("%s: %v", field, err)
			}
		}
	})
	t.Run("anybody reads it on the public menu", func(t *testing.T) {
		items, err := e.PublicCard(ctx, access.Public(r.ID), r.Almelo)
		e.must(err)
		if n := slices.IndexFunc(items, func(i menu.Item) bool { return i.ID == key }); n < 0 || items[n].PupilsNL == "" {
			t.Error("the card is not there")
		}
	})
}
