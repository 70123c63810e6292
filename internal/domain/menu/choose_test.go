package menu_test

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"schakel/internal/domain/menu"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

func choice(item id.ID) menu.Choice {
	return menu.Choice{Item: item, Times: "4", MaxGroup: "24"}
}

func TestChoose(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	company, person := e.company(r, "Kolk Installaties")
	e.must(e.InviteToMenu(t.Context(), r.Relation, r.Almelo, company, ""))
	byLink := e.linkScope(company)
	lesson, visit, stage := e.item(r, "guest_lesson"), e.item(r, "company_visit"), e.item(r, "taster_internship")

	first := choice(lesson.ID)
	first.Months, first.Profiles, first.Levels, first.MaxKM = []string{"3", "1"}, []string{"M&T", "PIE"}, []string{"BB"}, "25"
	first.Remark, first.Person = "Graag op dinsdag.", person
	first.Weekdays, first.Notice, first.Languages = []string{"5", "2"}, "14", []string{"de", "en"}
	e.must(e.Choose(t.Context(), byLink, company, []menu.Choice{first, choice(visit.ID)}))
	had := e.offers(r.Teacher, company)

	t.Run("ticked items become offers with their limits", func(t *testing.T) {
		if len(had) != 2 {
			t.Fatalf("%d offers", len(had))
		}
		o := had[0]
		if o.Item != lesson.ID || o.Times != 4 || o.MaxGroup != 24 || o.MaxKM == nil || *o.MaxKM != 25 || !slices.Equal(o.Months.V, []int{1, 3}) ||
			!slices.Equal(o.Profiles, []string{"PIE", "M&T"}) || o.Person != person || !slices.Equal(o.Weekdays.V, []int{2, 5}) || o.Notice != 14 || !slices.Equal(o.Languages, []string{"en", "de"}) || o.Source != menu.ByLink || o.ConfirmedOn != "2026-11-25" {
			t.Errorf("got %+v", o)
		}
		if !o.Suits(1) || o.Suits(2) || !had[1].Suits(7) || o.PersonName != "" {
			t.Error("months are read wrong, or a teacher reads who it is")
		}
	})
	t.Run("staff see that the menu was sent and chosen", func(t *testing.T) {
		if n := e.count(`SELECT COUNT(*) FROM contact_moment WHERE organisation_id = $1 AND unit_id = $2 AND kind IN ('menu_sent', 'menu_chosen')`, company, r.Almelo); n != 2 {
			t.Errorf("%d moments", n)
		}
	})
	t.Run("choosing again keeps ids, and withdraws what is unticked", func(t *testing.T) {
		again := choice(lesson.ID)
		again.Times = "2"
		e.must(e.Choose(t.Context(), byLink, company, []menu.Choice{again, choice(stage.ID)}))
		now := e.offers(r.Teacher, company)
		if len(now) != 2 || now[0].ID != had[0].ID || now[0].Times != 2 || len(now[0].Months.V) != 0 || now[1].Item != stage.ID {
			t.Errorf("got %+v", now)
		}
		e.must(e.Choose(t.Context(), byLink, company, []menu.Choice{choice(lesson.ID), choice(visit.ID)}))
		if now = e.offers(r.Teacher, company); len(now) != 2 || now[1].ID != had[1].ID {
			t.Error("ticked again, an offer must come back under its own id")
		}
	})
	t.Run("a relation manager does it too", func(t *testing.T) {
		e.must(e.Choose(t.Context(), r.Relation, company, []menu.Choice{choice(visit.ID)}))
		if now := e.offers(r.Relation, company); len(now) != 1 || now[0].Source != menu.ByStaff {
			t.Errorf("got %+v", now)
		}
	})
	t.Run("items of a sibling's own menu are left alone", func(t *testing.T) {
		local, err := e.AddItem(t.Context(), r.ProjectHengelo, r.Hengelo, input("Lasdag"))
		e.must(err)
		if err := e.Choose(t.Context(), byLink, company, []menu.Choice{choice(local)}); !fault.Is(err, fault.KindInvalid) {
			t.Errorf("an item that is not on the menu: %v", err)
		}
		e.must(e.Choose(t.Context(), r.RelationHengelo, company, []menu.Choice{choice(local), choice(visit.ID)}))
		e.must(e.Choose(t.Context(), byLink, company, nil))
		if now := e.offers(r.Relation, company); len(now) != 1 || now[0].Item != local {
			t.Errorf("got %+v", now)
		}
	})
}

func TestChooseWalls(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	mine, _ := e.company(e.Twente, "Kolk")
	other, person := e.company(e.Twente, "Breman")
	foreign, _ := e.company(e.Zwolle, "Kolk")
	e.must(e.InviteToMenu(t.Context(), e.Twente.Relation, e.Twente.Almelo, mine, ""))
	byLink := e.linkScope(mine)
	lesson, theirs := e.item(e.Twente, "guest_lesson").ID, e.item(e.Zwolle, "guest_lesson").ID

	for name, c := range map[string]struct {
		sc      access.Scope
		company id.ID
		kind    fault.Kind
	}{
		"a link reaches its own company only":         {byLink, other, fault.KindNotFound},
		"a link does not cross the wall":              {byLink, foreign, fault.KindNotFound},
		"staff of another network":                    {e.Zwolle.Relation, mine, fault.KindNotFound},
		"a teacher may not choose for a company":      {e.Twente.Teacher, mine, fault.KindForbidden},
		"an unknown company":                          {e.Twente.Relation, e.Kit.IDs.New(), fault.KindNotFound},
		"the accountant reads and chooses for nobody": {e.Twente.Accountant, mine, fault.KindForbidden},
	} {
		if err := e.Choose(t.Context(), c.sc, c.company, []menu.Choice{choice(lesson)}); !fault.Is(err, c.kind) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	t.Run("another network's item is not on the menu", func(t *testing.T) {
		if err := e.Choose(t.Context(), byLink, mine, []menu.Choice{choice(theirs)}); !fault.Is(err, fault.KindInvalid) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("another company's person gets a message", func(t *testing.T) {
		c := choice(lesson)
		c.Person = person
		if err := e.Choose(t.Context(), e.Twente.Relation, mine, []menu.Choice{c}); !fault.Is(err, fault.KindInvalid) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("a link sees its own offers only", func(t *testing.T) {
		e.must(e.Choose(t.Context(), e.Twente.Relation, other, []menu.Choice{choice(lesson)}))
		if rows := e.offers(byLink, other); len(rows) != 0 {
			t.Errorf("%d offers of another company", len(rows))
		}
		page, err := e.Offers(t.Context(), byLink, menu.OfferFilter{})
		if err != nil || len(page.Rows) != 0 {
			t.Errorf("%d rows, %v", len(page.Rows), err)
		}
	})
}

func TestChooseRefuses(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	company, _ := e.company(e.Twente, "Kolk")
	item := e.item(e.Twente, "guest_lesson").ID
	bad := menu.Choice{
		Item: item, Times: "0", MaxGroup: "veel", MaxKM: "9999", Months: []string{"13"}, Profiles: []string{"MT"}, Levels: []string{"havo"},
		Remark: "bel 111222333", Weekdays: []string{"7"}, Notice: "365", Languages: []string{"nl"},
	}
	err := e.Choose(t.Context(), e.Twente.Relation, company, []menu.Choice{bad})
	f, _ := fault.As(err)
	if f == nil {
		t.Fatalf("got %v", err)
	}
	for field, key := range map[string]string{
		"times": "field.range", "max_group": "field.number", "max_km": "field.range", "months": "field.choice", "profiles": "field.choice",
		"levels": "field.choice", "remark": "field.bsn", "weekdays": "field.choice", "notice": "field.range", "languages": "field.choice",
	} {
		if got := f.Fields[menu.Field(item, field)].Key; got != key {
			t.Errorf("%s: got %q, want %q", field, got, key)
		}
	}
	if n := e.count(`SELECT COUNT(*) FROM offer`); n != 0 {
		t.Errorf("%d offers were written", n)
	}
}

func TestChooseAtOnce(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	company, _ := e.company(e.Twente, "Kolk")
	item := e.item(e.Twente, "guest_lesson").ID
	var all sync.WaitGroup
	for range 10 {
		all.Go(func() {
			if err := e.Choose(t.Context(), e.Twente.Relation, company, []menu.Choice{choice(item)}); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if n := e.count(`SELECT COUNT(*) FROM offer WHERE organisation_id = $1`, company); n != 1 {
		t.Errorf("%d rows after ten times the same choice", n)
	}
}

func TestInviteToMenu(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	company, person := e.company(r, "Kolk")
	e.must(e.InviteToMenu(t.Context(), r.Relation, r.Almelo, company, person))
	t.Run("a letter with a link goes to the person", func(t *testing.T) {
		n := e.count(`SELECT COUNT(*) FROM mail_message m JOIN link l ON l.id = m.link_id WHERE m.letter = 'menu' AND m.to_email = 'henk@kolk.example'
			AND l.kind = 'menu' AND l.organisation_id = $1 AND l.person_id = $2 AND l.subject_id = $3`, company, person, r.Almelo)
		if n != 1 {
			t.Errorf("%d letters", n)
		}
	})
	for name, try := range map[string]struct {
		sc            access.Scope
		unit, company id.ID
		kind          fault.Kind
	}{
		"in the name of a sibling":       {r.Relation, r.Hengelo, company, fault.KindNotFound},
		"from another network":           {e.Zwolle.Relation, e.Zwolle.Almelo, company, fault.KindNotFound},
		"by a teacher":                   {r.Teacher, r.Noordik, company, fault.KindForbidden},
		"in the name of a unit unknown":  {r.Admin, e.Zwolle.Root, company, fault.KindNotFound},
		"of a company that is not there": {r.Relation, r.Almelo, e.Kit.IDs.New(), fault.KindNotFound},
	} {
		if err := e.InviteToMenu(t.Context(), try.sc, try.unit, try.company, ""); !fault.Is(err, try.kind) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestLists(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	lesson, visit := e.item(r, "guest_lesson").ID, e.item(r, "company_visit").ID
	for i := range 53 {
		name := "Bedrijf " + string(rune('A'+i/26)) + string(rune('a'+i%26))
		company, err := e.relation.AddOrganisation(t.Context(), r.Relation, r.Almelo, orgInput(name))
		e.must(err)
		c := choice(lesson)
		if i%2 == 0 {
			c.Profiles = []string{"M&T"}
		} else {
			c.Profiles = []string{"PIE"}
		}
		e.must(e.Choose(t.Context(), r.Relation, company, []menu.Choice{c}))
	}
	t.Run("pages follow each other without gap or double", func(t *testing.T) {
		first, err := e.Offers(t.Context(), r.Teacher, menu.OfferFilter{Item: lesson})
		e.must(err)
		second, err := e.Offers(t.Context(), r.Teacher, menu.OfferFilter{Item: lesson, After: first.Next})
		e.must(err)
		if len(first.Rows) != 50 || len(second.Rows) != 3 || second.Next != "" || second.Rows[0].OrganisationName <= first.Rows[49].OrganisationName {
			t.Errorf("%d and %d rows", len(first.Rows), len(second.Rows))
		}
	})
	t.Run("filters", func(t *testing.T) {
		for name, c := range map[string]struct {
			f    menu.OfferFilter
			want int
		}{
			"profile with an ampersand": {menu.OfferFilter{Profile: "M&T"}, 27},
			"another profile":           {menu.OfferFilter{Profile: "PIE"}, 26},
			"item":                      {menu.OfferFilter{Item: visit}, 0},
			"name":                      {menu.OfferFilter{Search: "bedrijf  AA"}, 1},
			"nonsense as cursor":        {menu.OfferFilter{Search: "bedrijf aa", After: "x"}, 1},
		} {
			page, err := e.Offers(t.Context(), r.Teacher, c.f)
			if err != nil || len(page.Rows) != c.want {
				t.Errorf("%s: %d rows, want %d, %v", name, len(page.Rows), c.want, err)
			}
		}
		page, err := e.Offers(t.Context(), e.Zwolle.Teacher, menu.OfferFilter{})
		if err != nil || len(page.Rows) != 0 {
			t.Errorf("another network sees %d offers", len(page.Rows))
		}
	})
	t.Run("the menu counts its offers", func(t *testing.T) {
		if got := e.item(r, "guest_lesson").Offers; got != 53 {
			t.Errorf("%d offers", got)
		}
		i, err := e.Item(t.Context(), r.Teacher, lesson)
		if err != nil || i.Offers != 53 {
			t.Errorf("%d offers, %v", i.Offers, err)
		}
		if _, err := e.Item(t.Context(), e.Zwolle.Teacher, lesson); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("another network: %v", err)
		}
	})
	t.Run("companies to invite", func(t *testing.T) {
		rows, next, err := e.Invitees(t.Context(), r.Relation, "bedrijf", "")
		if err != nil || len(rows) != 50 || next == "" || rows[0].Offers != 1 || rows[0].Mail || rows[0].Sent != 0 {
			t.Errorf("%d rows, next %q, %v", len(rows), next, err)
		}
		rows, next, err = e.Invitees(t.Context(), r.Relation, "bedrijf", next)
		if err != nil || len(rows) != 3 || next != "" || !strings.HasPrefix(rows[0].Name, "Bedrijf ") {
			t.Errorf("%d rows, next %q, %v", len(rows), next, err)
		}
		if _, _, err := e.Invitees(t.Context(), r.Teacher, "", ""); !fault.Is(err, fault.KindForbidden) {
			t.Errorf("a teacher: %v", err)
		}
	})
}
