package agreement_test

import (
	"strings"
	"testing"

	"schakel/internal/domain/agreement"
	"schakel/internal/domain/funding"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/platform/money"
	"schakel/internal/testkit/wants"
)

func TestTemplates(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	_, err := e.InstallTemplates(t.Context(), r.Lead, r.Root)
	wants.Fault(t, err, fault.KindConflict, "agreement.template.all_there")
	_, err = e.InstallTemplates(t.Context(), r.Relation, r.Almelo)
	wants.Fault(t, err, fault.KindForbidden, "fault.forbidden")

	was, err := e.Template(t.Context(), r.Project, e.template)
	e.must(err)
	in := agreement.TemplateInput{Unit: r.Almelo, Name: "Eigen tekst", Lang: "nl", Body: was.Body}
	key, err := e.AddTemplate(t.Context(), r.Project, in)
	e.must(err)
	before, err := e.Draft(t.Context(), r.Relation, func() agreement.Input { i := e.input(); i.Template = key; return i }())
	e.must(err)
	in.Body = strings.Replace(was.Body, "## Doel", "## Waarom", 1)
	e.must(e.EditTemplate(t.Context(), r.Project, key, 1, in))
	wants.Fault(t, e.EditTemplate(t.Context(), r.Project, key, 1, in), fault.KindConflict, "fault.changed")
	now, err := e.Template(t.Context(), r.Project, key)
	e.must(err)
	if now.Latest != 2 || now.Used != 1 || !strings.Contains(now.Body, "Waarom") {
		t.Errorf("got version %d used %d", now.Latest, now.Used)
	}
	old, err := e.Text(t.Context(), r.Relation, before, "")
	e.must(err)
	if !strings.Contains(old.Body, "## Doel") {
		t.Error("an agreement made before has the new text")
	}
	// An edit of the draft keeps the version too, a new draft takes the latest one.
	i := e.input()
	i.Template = key
	e.must(e.Edit(t.Context(), r.Relation, before, 1, i))
	after, err := e.Draft(t.Context(), r.Relation, i)
	e.must(err)
	for k, want := range map[id.ID]string{before: "## Doel", after: "## Waarom"} {
		if got, _ := e.Text(t.Context(), r.Relation, k, ""); !strings.Contains(got.Body, want) {
			t.Errorf("%s: no %s", k, want)
		}
	}
	wants.Fault(t, e.EditTemplate(t.Context(), r.ProjectHengelo, key, 2, in), fault.KindNotFound, "fault.not_found")
	e.must(e.DropTemplate(t.Context(), r.Project, key))
	_, err = e.Draft(t.Context(), r.Relation, i)
	wants.Field(t, err, "template", "field.choice")
	e.must(e.Edit(t.Context(), r.Relation, before, 2, i)) // its own version stays
}

func TestTemplateIsChecked(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	was, err := e.Template(t.Context(), e.Twente.Lead, e.template)
	e.must(err)
	for name, c := range map[string]struct{ body, want string }{
		"unknown field":   {was.Body + "\n{{colour}}", "agreement.template.unknown_field"},
		"broken field":    {was.Body + "\n{{name", "agreement.template.unknown_field"},
		"list in a line":  {was.Body + "\nPartijen: {{parties}}", "agreement.template.own_line"},
		"nothing of when": {strings.Replace(was.Body, "{{start}}", "nu", 1), "agreement.template.needs_field"},
		"no pledges":      {strings.Replace(was.Body, "{{pledges}}", "niets", 1), "agreement.template.needs_field"},
		"empty":           {"", "field.required"},
	} {
		_, err := e.Preview(e.Twente.Lead, agreement.TemplateInput{Unit: e.Twente.Root, Name: "Tekst", Lang: "nl", Body: c.body})
		if f, _ := fault.As(err); f == nil || f.Fields["body"].Key != c.want {
			t.Errorf("%s: got %v, want %s", name, err, c.want)
		}
	}
	for _, lang := range []string{"nl", "en"} {
		text, err := e.Preview(e.Twente.Lead, agreement.TemplateInput{Unit: e.Twente.Root, Name: "Tekst", Lang: lang, Body: was.Body})
		e.must(err)
		blocks := agreement.Blocks(text)
		if len(blocks) < 30 || blocks[0].Kind != "heading" || blocks[0].Number != "" || blocks[2].Number != "1" {
			t.Errorf("%s: preview of %d blocks %+v", lang, len(blocks), blocks[:3])
		}
		for _, b := range blocks {
			if strings.Contains(b.Text(), "{{") {
				t.Errorf("%s: a field is left: %s", lang, b.Text())
			}
		}
	}
}

// The text says who, how long, what and how much, and what somebody is called cannot become form.
func TestDraftSaysAll(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	key := e.draft()
	text, err := e.Text(t.Context(), e.Twente.Relation, key, "")
	e.must(err)
	var all []string
	for _, b := range agreement.Blocks(text.Body) {
		all = append(all, strings.TrimSpace(b.Number+" "+b.Text()))
	}
	got := strings.Join(all, "\n")
	for _, want := range []string{
		"Samenwerking Kolk", "Van der Kolk & Zn. *B.V.*, vertegenwoordigd door Henk van der Kolk, directeur", "Noordik Bestuur, vertegenwoordigd door Anja Smit, bestuurder",
		"3 Looptijd", "3.1 De overeenkomst geldt van 1 april 2026 tot en met 31 maart 2028.", "2026: 40 uur inzet van medewerkers, ter waarde van", "2027: materiaal of machines (lasapparaat), ter waarde van € 1.500,00",
		"1. Henk van der Kolk, directeur namens Van der Kolk & Zn. *B.V.*",
	} {
		if !strings.Contains(strings.ReplaceAll(got, "\u00a0", " "), want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
	rec := e.record(key)
	if rec.Agreement.State != agreement.Draft || len(rec.Items) != 2 || len(rec.Pledges) != 2 || len(rec.Signatories) != 2 || len(rec.Events) != 1 {
		t.Errorf("got %+v", rec)
	}
	if rate := e.rate(2026); rec.Pledges[0].Cents != 40*rate {
		t.Errorf("40 hours are %d, the rate is %d", rec.Pledges[0].Cents, rate)
	}
	if len(e.pledges()) != 0 {
		t.Error("a draft pledges nothing yet")
	}
	if _, err := e.Record(t.Context(), e.Twente.RelationHengelo, key, ""); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("another subregion reads it: %v", err)
	}
	if _, err := e.Record(t.Context(), e.Zwolle.Lead, key, ""); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("another network reads it: %v", err)
	}
}

// rate is what an hour of staff is worth in a year.
func (e *env) rate(year int) money.Cents {
	e.t.Helper()
	rules, err := e.funding.Rules(e.t.Context(), e.Twente.Lead)
	e.must(err)
	for _, s := range rules {
		for _, r := range s.Rates {
			if s.Code == "STO-2025-2028" && r.Kind == funding.StaffHour && r.ValidFrom.Year() <= year && r.ValidTo.Year() >= year {
				return r.Cents
			}
		}
	}
	e.t.Fatal("no rate")
	return 0
}

func TestDraftIsChecked(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	draft := func(change func(*agreement.Input)) error {
		in := e.input()
		change(&in)
		_, err := e.Draft(t.Context(), e.Twente.Relation, in)
		return err
	}
	zwolle := func() id.ID { return e.Zwolle.Root }
	for name, c := range map[string]struct {
		change      func(*agreement.Input)
		field, want string
	}{
		"ends before it begins":   {func(in *agreement.Input) { in.To = "2026-01-01" }, "to", "field.date_order"},
		"for ever":                {func(in *agreement.Input) { in.To = "2099-01-01" }, "to", "agreement.too_long"},
		"no name":                 {func(in *agreement.Input) { in.Name = "" }, "name", "field.required"},
		"with nobody":             {func(in *agreement.Input) { in.Organisation = zwolle() }, "organisation", "field.choice"},
		"signs for nobody":        {func(in *agreement.Input) { in.Signatories[1].Organisation = zwolle() }, "signer2_organisation", "field.choice"},
		"no address":              {func(in *agreement.Input) { in.Signatories[0].Email = "henk" }, "signer1_email", "field.email"},
		"foreign item":            {func(in *agreement.Input) { in.Items = append(in.Items, zwolle()) }, "items", "field.choice"},
		"year outside":            {func(in *agreement.Input) { in.Pledges[0].Year = "2025" }, "pledge1_year", "agreement.year_outside"},
		"no amount":               {func(in *agreement.Input) { in.Pledges[1].Amount = "" }, "pledge2_amount", "field.required"},
		"English amount":          {func(in *agreement.Input) { in.Pledges[1].Amount = "-5" }, "pledge2_amount", "field.range"},
		"NaN hours":               {func(in *agreement.Input) { in.Pledges[0].Amount = "NaN" }, "pledge1_amount", "funding.hours_form"},
		"pledges without a grant": {func(in *agreement.Input) { in.Grant = "" }, "grant", "agreement.needs_grant"},
		"foreign grant":           {func(in *agreement.Input) { in.Grant = zwolle() }, "grant", "field.choice"},
		"no template":             {func(in *agreement.Input) { in.Template = "" }, "template", "field.choice"},
	} {
		err := draft(c.change)
		f, _ := fault.As(err)
		if f == nil || f.Fields[c.field].Key != c.want {
			t.Errorf("%s: got %v (%v), want %s at %s", name, err, f, c.want, c.field)
		}
	}
	in := e.input()
	in.Unit = e.Twente.Hengelo
	_, err := e.Draft(t.Context(), e.Twente.Relation, in)
	wants.Fault(t, err, fault.KindNotFound, "fault.not_found")
	_, err = e.Draft(t.Context(), e.Twente.Teacher, e.input())
	wants.Fault(t, err, fault.KindForbidden, "fault.forbidden")
}
