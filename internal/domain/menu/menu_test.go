package menu_test

import (
	"slices"
	"strings"
	"testing"

	"schakel/internal/domain/menu"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/link"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/testkit/world"
)

// env is the world with the menu installed in both networks.
type env struct {
	*world.World
	*menu.Service
	relation *relation.Service
	t        *testing.T
}

func newEnv(t *testing.T) *env {
	t.Helper()
	w := world.New(t)
	e := &env{World: w, Service: menu.New(w.Kit), relation: relation.New(w.Kit), t: t}
	for _, r := range w.Regions() {
		e.must(e.InstallDefaults(t.Context(), r.Admin, r.Root))
	}
	return e
}

func (e *env) must(err error) {
	e.t.Helper()
	if err != nil {
		e.t.Fatal(err)
	}
}

// company adds a company with one contact person.
func (e *env) company(r *world.Region, name string) (company, person id.ID) {
	e.t.Helper()
	company, err := e.relation.AddOrganisation(e.t.Context(), r.Relation, r.Almelo, relation.OrganisationInput{Kind: "company", Name: name, Place: "Almelo"})
	e.must(err)
	person, err = e.relation.AddPerson(e.t.Context(), r.Relation, company, relation.PersonInput{Name: "Henk " + name, Email: "henk@" + strings.ToLower(name[:4]) + ".example", Requests: true})
	e.must(err)
	return company, person
}

func (e *env) card(sc access.Scope) []menu.Item {
	e.t.Helper()
	items, err := e.Card(e.t.Context(), sc, false)
	e.must(err)
	return items
}

func (e *env) item(r *world.Region, code string) menu.Item {
	e.t.Helper()
	items := e.card(r.Admin)
	i := slices.IndexFunc(items, func(i menu.Item) bool { return i.Code == code })
	if i < 0 {
		e.t.Fatalf("no item %s", code)
	}
	return items[i]
}

func (e *env) offers(sc access.Scope, company id.ID) []menu.Offer {
	e.t.Helper()
	rows, err := e.OffersOf(e.t.Context(), sc, company)
	e.must(err)
	return rows
}

// linkScope returns the scope of the last link of a kind that was mailed to the company.
func (e *env) linkScope(company id.ID) access.Scope {
	e.t.Helper()
	var l link.Link
	e.must(e.World.DB.Read(e.t.Context(), db.Settings{}, func(tx *db.Tx) (err error) {
		l, err = db.Get[link.Link](tx, db.Q(`SELECT network_id, id, kind, email, organisation_id, person_id, subject_id FROM link
			WHERE organisation_id = $1 AND kind = 'menu' ORDER BY id DESC LIMIT 1`, company))
		return err
	}))
	sc, err := l.Scope()
	e.must(err)
	return sc
}

func (e *env) count(text string, args ...any) int {
	e.t.Helper()
	var n int
	e.must(e.World.DB.Read(e.t.Context(), db.Settings{}, func(tx *db.Tx) (err error) {
		n, err = db.Get[int](tx, db.Q(text, args...))
		return err
	}))
	return n
}

func input(name string) menu.ItemInput {
	return menu.ItemInput{
		NameNL: name, NameEN: name, CompanyNL: "Je doet mee.", CompanyEN: "You join.", TeacherNL: "Doe mee.", TeacherEN: "Join.",
		Place: menu.AtCompany, Minutes: "90", Prep: "30", People: "1", MinGroup: "4", MaxGroup: "20", Profiles: []string{"PIE"}, Levels: []string{"BB", "KB"},
		Value: menu.StaffHours, Conduct: menu.Accompanied,
	}
}

func TestInstallDefaults(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	t.Run("each network has its own 27 items", func(t *testing.T) {
		for _, r := range e.Regions() {
			if items := e.card(r.Teacher); len(items) != 27 || items[0].Place != menu.AtSchool || items[0].Code != "guest_lesson" {
				t.Errorf("%s: %d items, first %s", r.Name, len(items), items[0].Code)
			}
		}
	})
	t.Run("again changes nothing, also not what was edited", func(t *testing.T) {
		lesson := e.item(e.Twente, "guest_lesson")
		in := input("Les van een vakmens")
		e.must(e.EditItem(t.Context(), e.Twente.Admin, lesson.ID, lesson.Version, in))
		e.must(e.InstallDefaults(t.Context(), e.Twente.Admin, e.Twente.Root))
		if got := e.item(e.Twente, "guest_lesson"); got.ID != lesson.ID || got.NameNL != in.NameNL || len(e.card(e.Twente.Admin)) != 27 {
			t.Errorf("got %+v", got)
		}
	})
	t.Run("another network's unit is not found", func(t *testing.T) {
		if err := e.InstallDefaults(t.Context(), e.Twente.Admin, e.Zwolle.Root); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("a teacher may not", func(t *testing.T) {
		if err := e.InstallDefaults(t.Context(), e.Twente.Teacher, e.Twente.Noordik); !fault.Is(err, fault.KindForbidden) {
			t.Errorf("got %v", err)
		}
	})
}

func TestLocalColour(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	key, err := e.AddItem(t.Context(), r.Project, r.Almelo, input("Techniekochtend Almelo"))
	e.must(err)
	has := func(sc access.Scope) bool {
		return slices.ContainsFunc(e.card(sc), func(i menu.Item) bool { return i.ID == key && i.Local && i.Unit == r.Almelo })
	}
	if !has(r.Project) || !has(r.Teacher) || !has(r.Member) || !has(r.Admin) {
		t.Error("the item is missing on a menu in or above Almelo")
	}
	if has(r.TeacherHengelo) || has(r.ProjectHengelo) || has(e.Zwolle.Admin) {
		t.Error("the item stands on a menu outside Almelo")
	}
	e.must(e.Read(t.Context(), r.Teacher, func(tx *db.Tx) error {
		mine, err := menu.ForUnitTx(tx, r.Teacher, r.Noordik)
		e.must(err)
		theirs, err := menu.ForUnitTx(tx, r.Teacher, r.Montessori)
		e.must(err)
		if len(mine) != 28 || len(theirs) != 27 {
			t.Errorf("%d items for Noordik, %d for Montessori", len(mine), len(theirs))
		}
		return nil
	}))
	t.Run("the same name twice gets a message at the field", func(t *testing.T) {
		_, err := e.AddItem(t.Context(), r.Project, r.Almelo, input("techniekochtend  ALMELO"))
		if f, ok := fault.As(err); !ok || f.Fields["name_nl"].Key != "menu.name_taken" {
			t.Errorf("got %v", err)
		}
	})
	t.Run("only those who manage that menu change it", func(t *testing.T) {
		for name, sc := range map[string]access.Scope{"sibling": r.ProjectHengelo, "other network": e.Zwolle.Admin} {
			if err := e.EditItem(t.Context(), sc, key, 1, input("Gekaapt")); !fault.Is(err, fault.KindNotFound) {
				t.Errorf("%s: got %v", name, err)
			}
			if err := e.SetActive(t.Context(), sc, key, 1, false); !fault.Is(err, fault.KindNotFound) {
				t.Errorf("%s: got %v", name, err)
			}
		}
		if err := e.EditItem(t.Context(), r.Teacher, key, 1, input("Gekaapt")); !fault.Is(err, fault.KindForbidden) {
			t.Errorf("teacher: got %v", err)
		}
		lesson := e.item(r, "guest_lesson")
		if err := e.EditItem(t.Context(), r.Project, lesson.ID, lesson.Version, input("Gekaapt")); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("a subregion changed the network's item: %v", err)
		}
	})
	t.Run("an old version is a conflict", func(t *testing.T) {
		e.must(e.EditItem(t.Context(), r.Project, key, 1, input("Techniekmiddag")))
		if err := e.EditItem(t.Context(), r.Project, key, 1, input("Techniekavond")); !fault.Is(err, fault.KindConflict) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("off the menu and back", func(t *testing.T) {
		e.must(e.SetActive(t.Context(), r.Project, key, 2, false))
		if has(r.Teacher) {
			t.Error("it is still there")
		}
		all, err := e.Card(t.Context(), r.Project, true)
		e.must(err)
		if len(all) != 28 {
			t.Errorf("%d items with those off the menu", len(all))
		}
		e.must(e.SetActive(t.Context(), r.Project, key, 3, true))
		if !has(r.Teacher) {
			t.Error("it did not come back")
		}
	})
}

func TestItemInput(t *testing.T) {
	t.Parallel()
	in := menu.ItemInput{NameNL: "x", Place: "moon", Minutes: "1e9", Prep: "-1", People: "", MinGroup: "30", MaxGroup: "2", Profiles: []string{"MT"}, Value: "gold", Conduct: ""}
	f, _ := fault.As(in.Validate())
	for field, key := range map[string]string{
		"name_nl": "field.too_short", "name_en": "field.required", "company_nl": "field.required", "place": "field.choice", "minutes": "field.number",
		"prep": "field.range", "people": "field.required", "max_group": "menu.group_order", "profiles": "field.choice", "value": "field.choice", "conduct": "field.required",
	} {
		if f.Fields[field].Key != key {
			t.Errorf("%s: got %q, want %q", field, f.Fields[field].Key, key)
		}
	}
}

func orgInput(name string) relation.OrganisationInput {
	return relation.OrganisationInput{Kind: "company", Name: name, Place: "Almelo"}
}
