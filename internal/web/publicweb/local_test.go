package publicweb_test

import (
	"net/http"
	"net/url"
	"testing"

	"schakel/internal/domain/menu"
	"schakel/internal/testkit/htmltest"
)

func TestTheWordsOfASubregion(t *testing.T) {
	t.Parallel()
	s := local(t)
	r, ctx := s.Twente, t.Context()
	items, err := s.Services.Menu.Card(ctx, r.Admin, false)
	must(t, err)
	lesson := items[0]
	form := url.Values{
		"item": {string(lesson.ID)}, "name_nl": {"Vakvrouw in de klas"}, "name_en": {lesson.NameEN}, "company_nl": {lesson.CompanyNL}, "company_en": {lesson.CompanyEN},
		"teacher_nl": {lesson.TeacherNL}, "teacher_en": {lesson.TeacherEN}, "place": {"school"}, "minutes": {"100"}, "prep": {"60"}, "people": {"1"}, "min_group": {"10"}, "max_group": {"18"},
		"who_nl": {"Zij vertelt, jij luistert."}, "who_en": {lesson.WhoEN}, "pupils_nl": {lesson.PupilsNL}, "pupils_en": {lesson.PupilsEN}, "works_nl": {lesson.WorksNL}, "works_en": {lesson.WorksEN},
		"cost_nl": {"Een bos bloemen."}, "cost_en": {lesson.CostEN}, "checklist_nl": {lesson.Input().ChecklistNL}, "checklist_en": {lesson.Input().ChecklistEN},
	}
	c := s.As(t, r.Project)
	page, home := "/units/"+string(r.Almelo)+"/menu", "/menu/"+string(lesson.ID)
	has(t, c.Get(home).Body, "Lokale kleur", "Volgt het netwerk", page+"?item=")
	htmltest.In(t, c.Get(page+"?item="+string(lesson.ID)).Body).Lacks("#restore").Lacks(".local-own").Has("input[name=name_nl][value=Gastles]")
	if a := c.Post(page, form); a.Status != http.StatusSeeOther || a.Location != home {
		t.Fatalf("%d %s", a.Status, a.Location)
	}
	answer := c.Get(page + "?item=" + string(lesson.ID))
	htmltest.In(t, answer.Body).Count(".local-own", 4).Has(".local-above", "Bij het netwerk: Gastles").Count("button[form=restore][name=field]", 4).Has("button[value=cost_nl]")
	if answer.Queries > 10 {
		t.Errorf("%d queries", answer.Queries)
	}
	has(t, c.Get(home).Body, "4 velden anders", "tekst van Almelo e.o.", "Vakvrouw in de klas")
	has(t, s.As(t, r.Teacher).Get("/menu").Body, "Vakvrouw in de klas")

	anybody := s.Anonymous()
	for _, path := range []string{"/menukaart/twente?regio=almelo-eo", "/menukaart/twente/insluiten?regio=almelo-eo", "/doe-mee/twente?regio=almelo-eo"} {
		a := anybody.Get(path)
		has(t, a.Body, "Vakvrouw in de klas", "Een bos bloemen.", "7a3b8f")
		hasNot(t, a.Body, ">Gastles<")
		if a.Queries > 5 {
			t.Errorf("%s: %d queries", path, a.Queries)
		}
	}
	for _, path := range []string{"/menukaart/twente", "/menukaart/twente/insluiten", "/doe-mee/twente"} {
		hasNot(t, anybody.Get(path).Body, "Vakvrouw in de klas")
	}
	has(t, s.As(t, r.TeacherHengelo).Get("/menu").Body, "Gastles")
	if a, b := anybody.Get("/menukaart/twente/menukaart.pdf?regio=almelo-eo").Body, anybody.Get("/menukaart/twente/menukaart.pdf").Body; a == b {
		t.Error("the PDF of the subregion is the network's")
	}

	t.Run("a refused form keeps what was typed", func(t *testing.T) {
		form["name_nl"] = []string{""}
		a := c.Post(page, form)
		if a.Status != http.StatusUnprocessableEntity {
			t.Fatal(a.Status)
		}
		htmltest.In(t, a.Body).Has("input[name=name_nl][aria-invalid=true]").Has(".error-summary")
	})
	t.Run("one field goes back", func(t *testing.T) {
		if a := c.Post(page+"/restore", url.Values{"item": {string(lesson.ID)}, "field": {"name_nl"}}); a.Status != http.StatusSeeOther {
			t.Fatal(a.Status)
		}
		body := anybody.Get("/menukaart/twente?regio=almelo-eo").Body
		has(t, body, ">Gastles<", "Een bos bloemen.")
	})
	t.Run("the network's form keeps the network's words", func(t *testing.T) {
		htmltest.In(t, s.As(t, r.Admin).Get(home+"/edit").Body).Has("input[name=cost_nl][value='Niets; reiskosten op verzoek.']")
		if a := c.Get(home + "/edit"); a.Status != http.StatusNotFound {
			t.Errorf("a subregion edits the network's item: %d", a.Status)
		}
	})
	if a := s.As(t, r.ProjectHengelo).Post(page, form); a.Status != http.StatusNotFound {
		t.Errorf("another subregion: %d", a.Status)
	}
	if _, err := s.Services.Menu.Local(ctx, r.Project, r.Almelo, menu.Item{}.ID); err == nil {
		t.Error("no item")
	}
}
