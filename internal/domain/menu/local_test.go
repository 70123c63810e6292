package menu_test

import (
	"slices"
	"testing"

	"schakel/internal/domain/menu"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// shown is an item on the menu that somebody works with.
func (e *env) shown(sc access.Scope, key id.ID) menu.Item {
	e.t.Helper()
	card := e.card(sc)
	return card[slices.IndexFunc(card, func(i menu.Item) bool { return i.ID == key })]
}

func TestASubregionSaysItOtherwise(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	ctx, r := t.Context(), e.Twente
	lesson := e.item(r, "guest_lesson")
	in := lesson.Input()
	in.NameNL, in.Place, in.MaxGroup, in.ChecklistNL, in.Levels = "Vakvrouw in de klas", menu.Online, "16", "Laptop\nKoffie", []string{"BB"}
	in.Value, in.Conduct = menu.Cash, menu.Seen // are not the subregion's
	e.must(e.EditLocal(ctx, r.Project, r.Almelo, lesson.ID, in))

	t.Run("there everybody reads it so, elsewhere nobody does", func(t *testing.T) {
		company, _ := e.company(r, "Kolk Installaties")
		e.must(e.InviteToMenu(ctx, r.Relation, r.Almelo, company, ""))
		for name, sc := range map[string]access.Scope{"project leader": r.Project, "a teacher of a school there": r.Teacher, "a company invited from there": e.linkScope(company)} {
			i := e.shown(sc, lesson.ID)
			if i.NameNL != "Vakvrouw in de klas" || i.Place != menu.Online || i.MaxGroup != 16 || !slices.Equal(i.Levels, []string{"BB"}) || !slices.Equal(i.Checklist("nl"), []string{"Laptop", "Koffie"}) {
				t.Errorf("%s: %+v", name, i)
			}
			if i.Value != menu.StaffHours || i.Conduct != menu.Accompanied || i.NameEN != lesson.NameEN || i.OwnUnit != r.Almelo || len(i.Own) != 5 {
				t.Errorf("%s: %v of %s", name, i.Own, i.OwnName)
			}
		}
		for name, sc := range map[string]access.Scope{"the network": r.Admin, "another subregion": r.ProjectHengelo, "a school there": r.TeacherHengelo} {
			if i := e.shown(sc, lesson.ID); i.NameNL != "Gastles" || i.Place != menu.AtSchool || len(i.Own) != 0 {
				t.Errorf("%s: %+v", name, i)
			}
		}
		e.must(e.Read(ctx, r.Admin, func(tx *db.Tx) error {
			for unit, want := range map[id.ID]string{r.Almelo: "Vakvrouw in de klas", r.Noordik: "Vakvrouw in de klas", r.Hengelo: "Gastles", r.Root: "Gastles"} {
				items, err := menu.ForUnitTx(tx, r.Admin, unit)
				e.must(err)
				if i := items[slices.IndexFunc(items, func(i menu.Item) bool { return i.ID == lesson.ID })]; i.NameNL != want {
					t.Errorf("%s: %s", unit, i.NameNL)
				}
			}
			return nil
		}))
	})
	t.Run("what it does not say follows the network", func(t *testing.T) {
		i, err := e.PlainItem(ctx, r.Admin, lesson.ID)
		e.must(err)
		change := i.Input()
		change.NameNL, change.CompanyNL, change.MinGroup = "Les van een vakmens", "Iets nieuws.", "20"
		e.must(e.EditItem(ctx, r.Admin, lesson.ID, i.Version, change))
		local, err := e.Local(ctx, r.Project, r.Almelo, lesson.ID)
		e.must(err)
		if local.Item.CompanyNL != "Iets nieuws." || local.Item.NameNL != "Vakvrouw in de klas" || local.Above.NameNL != "Les van een vakmens" {
			t.Errorf("got %+v", local)
		}
		if local.Item.MinGroup != 16 || local.Item.MaxGroup != 16 {
			t.Errorf("groups of %d to %d", local.Item.MinGroup, local.Item.MaxGroup)
		}
		if !slices.Equal(local.Own, []string{"name_nl", "place", "max_group", "levels", "checklist_nl"}) {
			t.Errorf("got %v", local.Own)
		}
	})
	t.Run("one field goes back, by hand or because it is the same again", func(t *testing.T) {
		e.must(e.RestoreLocal(ctx, r.Project, r.Almelo, lesson.ID, "place"))
		local, err := e.Local(ctx, r.Project, r.Almelo, lesson.ID)
		e.must(err)
		if local.Has("place") || !local.Has("name_nl") || local.Item.Place != menu.AtSchool {
			t.Errorf("got %v", local.Own)
		}
		same := local.Item.Input()
		same.NameNL = local.Above.NameNL
		e.must(e.EditLocal(ctx, r.Project, r.Almelo, lesson.ID, same))
		if i := e.shown(r.Teacher, lesson.ID); slices.Contains(i.Own, "name_nl") || !slices.Contains(i.Own, "levels") {
			t.Errorf("got %v", i.Own)
		}
		rows, err := e.Locals(ctx, r.Teacher, lesson.ID)
		e.must(err)
		if len(rows) != 1 || rows[0].Unit != r.Almelo || rows[0].Fields != 4 {
			t.Errorf("got %+v", rows)
		}
		e.must(e.RestoreLocal(ctx, r.Admin, r.Almelo, lesson.ID, ""))
		if i := e.shown(r.Teacher, lesson.ID); len(i.Own) != 0 || i.NameNL != "Les van een vakmens" {
			t.Errorf("got %+v", i)
		}
	})
}

func TestLocalRefuses(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	ctx, r := t.Context(), e.Twente
	lesson := e.item(r, "guest_lesson")
	own, err := e.AddItem(ctx, r.Project, r.Almelo, input("Techniekochtend"))
	e.must(err)
	foreign := e.item(e.Zwolle, "guest_lesson").ID
	for name, c := range map[string]struct {
		sc         access.Scope
		unit, item id.ID
		kind       fault.Kind
	}{
		"another subregion":             {r.ProjectHengelo, r.Almelo, lesson.ID, fault.KindNotFound},
		"a teacher":                     {r.Teacher, r.Noordik, lesson.ID, fault.KindForbidden},
		"another network":               {e.Zwolle.Admin, r.Almelo, lesson.ID, fault.KindNotFound},
		"an item of another network":    {r.Project, r.Almelo, foreign, fault.KindNotFound},
		"the unit's own item":           {r.Project, r.Almelo, own, fault.KindNotFound},
		"the network about itself":      {r.Admin, r.Root, lesson.ID, fault.KindNotFound},
		"an item of a unit beside":      {r.ProjectHengelo, r.Hengelo, own, fault.KindNotFound},
		"an item that does not exist":   {r.Project, r.Almelo, "01900000-0000-7000-8000-000000000001", fault.KindNotFound},
		"a subregion about the network": {r.Project, r.Root, lesson.ID, fault.KindNotFound},
	} {
		if _, err := e.Local(ctx, c.sc, c.unit, c.item); !fault.Is(err, c.kind) {
			t.Errorf("%s reads: %v", name, err)
		}
		if err := e.EditLocal(ctx, c.sc, c.unit, c.item, input("Gekaapt")); !fault.Is(err, c.kind) {
			t.Errorf("%s writes: %v", name, err)
		}
		if err := e.RestoreLocal(ctx, c.sc, c.unit, c.item, ""); !fault.Is(err, c.kind) {
			t.Errorf("%s restores: %v", name, err)
		}
	}
	bad := lesson.Input()
	bad.NameNL, bad.MaxGroup = "", "3"
	err = e.EditLocal(ctx, r.Project, r.Almelo, lesson.ID, bad)
	if f, _ := fault.As(err); f == nil || f.Fields["name_nl"].Key != "field.required" || f.Fields["max_group"].Key != "menu.group_order" {
		t.Errorf("got %v", err)
	}
	if err := e.RestoreLocal(ctx, r.Project, r.Almelo, lesson.ID, "value"); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("a field that it may not say: %v", err)
	}
	if n := e.count(`SELECT COUNT(*) FROM menu_local`); n != 0 {
		t.Errorf("%d rows were written", n)
	}
}
