package offerform_test

import (
	"slices"
	"strings"
	"testing"

	"schakel/internal/domain/curriculum"
	"schakel/internal/domain/menu"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/i18n"
	"schakel/internal/platform/id"
	"schakel/internal/testkit/htmltest"
	"schakel/internal/web/locale"
	"schakel/internal/web/offerform"
	"schakel/internal/web/ui"
)

const (
	lesson = id.ID("01900000-0000-7000-8000-000000000001")
	visit  = id.ID("01900000-0000-7000-8000-000000000002")
)

func printer() *i18n.Printer { return locale.Catalog().Printer(i18n.NL) }

func sheet() menu.Sheet {
	return menu.Sheet{Items: []menu.Item{
		{ID: lesson, NameNL: "Gastles", CompanyNL: "Vertel over je vak.", Place: menu.AtSchool, Minutes: 100, People: 1, MinGroup: 8, MaxGroup: 30},
		{ID: visit, NameNL: "Bedrijfsbezoek", CompanyNL: "Ontvang een klas.", Place: menu.AtCompany, Minutes: 240, People: 2, MinGroup: 8, MaxGroup: 24, Levels: db.Strings{"BB"}},
	}}
}

func render(t *testing.T, f offerform.Form) htmltest.Doc {
	t.Helper()
	var b strings.Builder
	if err := offerform.Tiles(f).Render(ui.WithPrinter(t.Context(), f.P), &b); err != nil {
		t.Fatal(err)
	}
	return htmltest.In(t, b.String())
}

func TestTiles(t *testing.T) {
	t.Parallel()
	at := func(item id.ID, name string) string { return `[name="` + menu.Field(item, name) + `"]` }
	t.Run("what is not ticked starts with usual limits", func(t *testing.T) {
		doc := render(t, offerform.Of(printer(), sheet()))
		doc.Count(".offer-tile", 2).Count("input[name=item][checked]", 0)
		doc.Has("input" + at(lesson, "times") + "[value='2']").Has("input" + at(visit, "max_group") + "[value='24']")
		doc.Count("input"+at(lesson, "months"), 12).Count("input"+at(lesson, "profiles"), 10).Count("input"+at(lesson, "levels"), 7)
		doc.Lacks("input" + at(visit, "levels"))                    // the item itself leaves one choice
		doc.Lacks("select").Lacks("details[open]").Lacks("[style]") // one colleague is no choice
	})
	t.Run("what the company offers is filled in", func(t *testing.T) {
		s, km := sheet(), 15
		s.Offers = []menu.Offer{{
			Item: lesson, Times: 4, MaxGroup: 12, Months: db.JSON[[]int]{V: []int{1}}, Profiles: db.Strings{"M&T"}, MaxKM: &km, Languages: db.Strings{"en"},
			Person: visit, Days: menu.Days{Weekdays: db.JSON[[]int]{V: []int{2, 5}}, Notice: 14},
		}}
		s.People = []menu.Colleague{{ID: lesson, Name: "Henk"}, {ID: visit, Name: "Ria"}}
		doc := render(t, offerform.Of(printer(), s))
		doc.Count("input[name=item][checked]", 1).Count("details[open]", 1)
		doc.Has("input" + at(lesson, "times") + "[value='4']").Has("input" + at(lesson, "months") + "[value='1'][checked]")
		doc.Has("input" + at(lesson, "profiles") + "[value='M&T'][checked]").Has("input" + at(lesson, "max_km") + "[value='15']")
		doc.Count("input"+at(lesson, "weekdays")+"[checked]", 2).Has("input" + at(lesson, "notice") + "[value='14']").Has("input" + at(lesson, "languages") + "[value=en][checked]")
		doc.Has("select"+at(lesson, "person")+" option[value='"+string(visit)+"'][selected]", "Ria")
	})
	t.Run("a refused form keeps what was typed and says where", func(t *testing.T) {
		typed := []menu.Choice{{Item: visit, Times: "vaak", MaxGroup: "24", MaxKM: "-"}}
		faults := fault.Fields{menu.Field(visit, "times"): {Key: "field.number"}, menu.Field(visit, "max_km"): {Key: "field.number"}, "": {Key: "menu.item_gone"}}
		doc := render(t, offerform.Typed(printer(), sheet(), typed, faults))
		doc.Has("input" + at(visit, "times") + "[value=vaak][aria-invalid=true]").Has("input" + at(visit, "max_km") + "[aria-invalid=true]")
		doc.Count(".error-summary li", 2).Has(".error-summary", "Bedrijfsbezoek, keer per schooljaar").Has(".notice", "niet meer op de menukaart")
		doc.Count("details[open]", 1)
	})
}

func TestLimits(t *testing.T) {
	t.Parallel()
	km := 20
	for want, o := range map[string]menu.Offer{
		"1 keer per jaar · hooguit 24 leerlingen":                                                 {Times: 1, MaxGroup: 24},
		"3 keer per jaar · hooguit 16 leerlingen · in oktober, januari en maart · BB · tot 20 km": {Times: 3, MaxGroup: 16, Months: db.JSON[[]int]{V: []int{1, 3, 10}}, Levels: db.Strings{"BB"}, MaxKM: &km},
		"1 keer per jaar · hooguit 9 leerlingen · op dinsdag en vrijdag · 14 dagen vooraf · ook in het Engels en Duits": {
			Times: 1, MaxGroup: 9, Languages: db.Strings{"en", "de"}, Days: menu.Days{Weekdays: db.JSON[[]int]{V: []int{2, 5}}, Notice: 14},
		},
		"2 keer per jaar · hooguit 8 leerlingen · in aug, sep, jan, feb, jul · PIE, M&T": {Times: 2, MaxGroup: 8, Months: db.JSON[[]int]{V: []int{1, 2, 7, 8, 9}}, Profiles: db.Strings{"PIE", "M&T"}},
	} {
		if got := offerform.Limits(printer(), o); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}

func TestDuration(t *testing.T) {
	t.Parallel()
	for minutes, want := range map[int]string{1: "1 minuut", 100: "100 minuten", 179: "179 minuten", 180: "3 uur", 240: "4 uur", 38400: "640 uur"} {
		if got := offerform.Duration(printer(), minutes); got != want {
			t.Errorf("%d: got %q, want %q", minutes, got, want)
		}
	}
}

// Every code of the closed lists has a name in both languages.
func TestNamesOfCurriculum(t *testing.T) {
	t.Parallel()
	for _, lang := range i18n.Langs() {
		p := locale.Catalog().Printer(lang)
		for _, profile := range curriculum.Profiles() {
			if !p.Has("curriculum.profile." + profile.Key()) {
				t.Errorf("%s: no name for %s", lang, profile)
			}
		}
		if names := offerform.LevelNames(p, curriculum.Texts(curriculum.Levels())); len(names) != 7 || slices.ContainsFunc(names, func(n string) bool { return strings.Contains(n, "⟦") }) {
			t.Errorf("%s: %v", lang, names)
		}
	}
}

func TestPauses(t *testing.T) {
	t.Parallel()
	show := func(r offerform.Rest) htmltest.Doc {
		r.P, r.Action, r.Today = printer(), "/m/token/pauze", "2026-11-25"
		var b strings.Builder
		if err := offerform.Pauses(r).Render(ui.WithPrinter(t.Context(), r.P), &b); err != nil {
			t.Fatal(err)
		}
		return htmltest.In(t, b.String())
	}
	show(offerform.Rest{}).Has("form[action='/m/token/pauze'] input[name=from][value='2026-11-25']").Has("input[name=to][aria-required=true]").Lacks("form[action$='/stop']")
	doc := show(offerform.Rest{Pauses: []menu.Pause{{ID: lesson, From: "2026-11-20", Until: "2026-12-01"}, {ID: visit, From: "2026-12-21", Until: "2027-01-04"}}})
	doc.Has(".notice", "Tot di 1 dec 2026").Count("form[action='/m/token/pauze/stop']", 2).Has("button", "Nu stoppen").Has("button", "Gaat niet door")
	show(offerform.Rest{In: menu.PauseInput{To: "2020-01-01"}, Faults: fault.Fields{"to": {Key: "menu.pause_order"}}}).Has("input[name=to][value='2020-01-01'][aria-invalid=true]").Has(".error-summary", "Tot en met")
	for want, z := range map[string]menu.Pause{"Pauze tot 1 dec 2026": {From: "2026-11-20", Until: "2026-12-01"}, "Pauze van 21 dec 2026 tot en met 3 jan 2027": {From: "2026-12-21", Until: "2027-01-04"}} {
		if got := offerform.Pause(printer(), z, "2026-11-25"); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}
