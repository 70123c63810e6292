package relation_test

import (
	"fmt"
	"strings"
	"testing"

	"schakel/internal/domain/relation"
)

const companiesFile = "Bedrijfsnaam;KvK;Postcode;Plaats;E-mail;Website\n" +
	"Smeets Metaal;11111111;7641 AB;Wierden;info@smeets.example;www.smeets.example\n" +
	"Vos Bouw;22222222;7601 CD;Almelo;info@vosbouw.example;\n"

func TestImportPeople(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	e.mustImport(companiesFile)
	const file = "Organisatie;KvK-nummer;Naam;Functie;E-mail;Telefoon;Sinds\n" +
		"Smeets Metaal;;Jan Smeets;directeur;jan@smeets.example;06-12345678;1-2-2020\n" +
		";22222222;Petra Vos;HR;petra@vosbouw.example;;\n" +
		"Vos Bouw;;Jan Smeets;commissaris;jan@smeets.example;;\n" +
		"Niemand BV;;Jan Jansen;;;;\n" +
		"Vos Bouw;;;directeur;;;\n"
	run := e.checkOf(relation.ImportPeople, file)
	if got := fmt.Sprint(run.Mapping.V); got != "[name kvk person_name person_title person_email person_phone from]" {
		t.Errorf("guessed %s", got)
	}
	if got := counts(run) + " " + e.problems(run); got != "3 new, 0 changed, 0 same, 2 wrong 5 name=relation.import.unknown_organisation, 6 person_name=field.required" {
		t.Errorf("got %s", got)
	}
	run = e.apply(run)
	smeets, vos := e.find("smeets"), e.find("vos bouw")
	jan := e.record(e.Twente.Relation, smeets).People
	if len(jan) != 1 || jan[0].Title != "directeur" || jan[0].Phone != "+31612345678" {
		t.Errorf("at Smeets: %+v", jan)
	}
	t.Run("one person at several organisations is one person", func(t *testing.T) {
		people := e.record(e.Twente.Relation, vos).People
		if len(people) != 2 || people[1].ID != jan[0].ID || people[1].Title != "commissaris" {
			t.Errorf("at Vos: %+v", people)
		}
	})
	t.Run("again, with another role, changes the role only", func(t *testing.T) {
		again := e.checkOf(relation.ImportPeople, strings.ReplaceAll(file, "directeur;jan", "eigenaar;jan"))
		if got := counts(again); got != "0 new, 1 changed, 2 same, 2 wrong" {
			t.Errorf("got %s", got)
		}
		rows := e.rows(again, relation.OutcomeUpdate, 0).Rows
		if len(rows) != 1 || fmt.Sprint(rows[0].Changes) != "[{person_title directeur eigenaar}]" {
			t.Errorf("got %+v", rows)
		}
	})
	t.Run("undone, everything is as before", func(t *testing.T) {
		if got := e.undo(run); got.Binned != 3 || len(got.Kept) != 0 {
			t.Errorf("got %+v", got)
		}
		if n := len(e.record(e.Twente.Relation, vos).People) + len(e.record(e.Twente.Relation, smeets).People); n != 0 {
			t.Errorf("%d people left", n)
		}
	})
}

func TestImportMemberships(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	e.mustImport(companiesFile)
	umbrella := e.umbrella("OBM Oost")
	const file = "Bedrijf;Koepel;Lid sinds;Lid tot\n" +
		"Smeets Metaal;OBM Oost;2020-01-01;\n" +
		"Vos Bouw;obm oost;2019-01-01;2021-12-31\n" +
		"Vos Bouw;Niemand;;\n"
	run := e.checkOf(relation.ImportMemberships, file)
	if got := counts(run) + " " + e.problems(run); got != "2 new, 0 changed, 0 same, 1 wrong 4 umbrella=relation.import.unknown_umbrella" {
		t.Fatalf("got %s", got)
	}
	run = e.apply(run)
	if again := e.checkOf(relation.ImportMemberships, file); again.Created+again.Updated != 0 || again.Unchanged != 2 {
		t.Errorf("again: %s", counts(again))
	}
	later := e.checkOf(relation.ImportMemberships, strings.ReplaceAll(file, "2020-01-01;", "2020-01-01;2026-06-30"))
	if rows := e.rows(later, relation.OutcomeUpdate, 0).Rows; len(rows) != 1 || fmt.Sprint(rows[0].Changes) != "[{to  2026-06-30}]" {
		t.Errorf("got %+v", rows)
	}
	later = e.apply(later)
	if got := e.undo(later); got.Restored != 1 || len(got.Kept) != 0 {
		t.Errorf("got %+v", got)
	}
	if got := e.undo(run); got.Binned != 2 || len(got.Kept) != 0 {
		t.Errorf("got %+v", got)
	}
	if n := e.count(`SELECT COUNT(*) FROM umbrella_membership WHERE deleted_at IS NULL AND umbrella_id = '` + string(umbrella) + `'`); n != 0 {
		t.Errorf("%d memberships left", n)
	}
}

func TestImportInteractions(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	e.mustImport(companiesFile)
	e.mustImport("Bedrijf;Contactpersoon\nSmeets Metaal;Jan Smeets\n")
	const file = "Bedrijf;Contactpersoon;Datum;Soort;Verslag\n" +
		"Smeets Metaal;Jan Smeets;3-6-2026;bezoek;Gekeken in de werkplaats.\n" +
		"Smeets Metaal;;4-6-2026;Gebeld;\n" +
		"Smeets Metaal;;4-6-2026;Gebeld;\n" +
		"Vos Bouw;Onbekend;5-6-2026;mail;\n" +
		"Vos Bouw;;1-1-2099;mail;\n" +
		"Vos Bouw;;5-6-2026;gezwaaid;\n"
	run := e.checkOf(relation.ImportInteractions, file)
	want := "2 new, 0 changed, 1 same, 3 wrong 5 person_name=relation.import.unknown_person, 6 on=relation.contact_future, 7 contact_kind=relation.import.unknown_contact"
	if got := counts(run) + " " + e.problems(run); got != want {
		t.Fatalf("got  %s\nwant %s", got, want)
	}
	if n := e.count(`SELECT COUNT(*) FROM contact_moment`); n != 0 {
		t.Errorf("the dry run left %d moments", n)
	}
	run = e.apply(run)
	smeets := e.find("smeets")
	rec := e.record(e.Twente.Relation, smeets)
	if len(rec.Relationships) != 1 || rec.Relationships[0].Depth != relation.DepthVisit {
		t.Errorf("a visit deepens: %+v", rec.Relationships)
	}
	if n := e.count(`SELECT COUNT(*) FROM contact_moment m JOIN contact_note n ON n.moment_id = m.id WHERE m.kind = 'visit' AND n.body = 'Gekeken in de werkplaats.'`); n != 1 {
		t.Errorf("%d notes", n)
	}
	if again := e.checkOf(relation.ImportInteractions, file); again.Created != 0 || again.Unchanged != 3 {
		t.Errorf("again: %s", counts(again))
	}
	t.Run("undone", func(t *testing.T) {
		if got := e.undo(run); got.Binned != 2 || got.Restored != 1 || len(got.Kept) != 0 {
			t.Errorf("got %+v", got)
		}
		if n := e.count(`SELECT COUNT(*) FROM contact_moment WHERE deleted_at IS NULL`) + e.count(`SELECT COUNT(*) FROM contact_note WHERE deleted_at IS NULL`); n != 0 {
			t.Errorf("%d left", n)
		}
		if rec := e.record(e.Twente.Relation, smeets); rec.Relationships[0].Depth != relation.DepthAcquaintance {
			t.Errorf("depth %s", rec.Relationships[0].Depth)
		}
	})
}

func TestImportKeys(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	e.mustImport(companiesFile)
	for name, c := range map[string]struct {
		row  string
		keys []string
		want string
	}{
		"by register number":                    {"Smeets BV;11111111;;;;", []string{"kvk"}, "0 new, 1 changed, 0 same, 0 wrong"},
		"by mail address":                       {"Smeets Groep;;;;INFO@smeets.example;", []string{"email"}, "0 new, 1 changed, 0 same, 0 wrong"},
		"by the domain of the website":          {"Smeets Groep;;;;;https://smeets.example/contact", []string{"domain"}, "0 new, 1 changed, 0 same, 0 wrong"},
		"by the domain of the mail address":     {"Vos Holding;;;;jan@vosbouw.example;", []string{"domain"}, "0 new, 1 changed, 0 same, 0 wrong"},
		"by name and postcode":                  {"Vos Bouw;;7601CD;;vos@bouw.example;", []string{"name"}, "0 new, 1 changed, 0 same, 0 wrong"},
		"a number that is taken is not doubled": {"Heel Anders;11111111;;Zwolle;;", []string{"name"}, "0 new, 0 changed, 0 same, 1 wrong"},
		"another number speaks against it":      {"Vos Bouw;33333333;7601 CD;Almelo;;", []string{"name"}, "1 new, 0 changed, 0 same, 0 wrong"},
	} {
		run := e.checkOf(relation.ImportCompanies, "Bedrijfsnaam;KvK;Postcode;Plaats;E-mail;Website\n"+c.row+"\n", c.keys...)
		if got := counts(run); got != c.want {
			t.Errorf("%s: got %s, %s", name, got, e.problems(run))
		}
	}
}

func TestImportDoubles(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	e.mustImport(companiesFile)
	run := e.check("Bedrijfsnaam;Plaats\nVos Bouw B.V.;Almelo\nVos Bouw Holding;Almelo\nHeel Anders;Zwolle\n")
	if got := fmt.Sprint(run.Doubtful, " ", counts(run)); got != "2 1 new, 0 changed, 0 same, 0 wrong" {
		t.Fatalf("got %s", got)
	}
	row := e.rows(run, relation.OutcomeDuplicate, 0).Rows[0]
	if row.Known != e.find("vos bouw") || row.KnownAs != "Vos Bouw" || len(row.Why) == 0 {
		t.Errorf("got %+v", row)
	}
	run = e.apply(run)
	if got := fmt.Sprint(run.Created, run.Doubtful); got != "1 2" || len(e.names(e.Twente.Relation, relation.Filter{Text: "vos"})) != 1 {
		t.Errorf("left out: %s", got)
	}
	t.Run("as new all the same, when asked", func(t *testing.T) {
		run := e.check("Bedrijfsnaam;Plaats\nVos Bouw B.V.;Almelo\n")
		if err := e.rel.ApplyImport(t.Context(), e.Twente.Relation, run.ID, relation.ApplyInput{Mode: relation.ModeGood, Doubles: relation.DoublesMake}); err != nil {
			t.Fatal(err)
		}
		if got := e.run(run.ID); got.Created != 1 || len(e.names(e.Twente.Relation, relation.Filter{Text: "vos"})) != 2 {
			t.Errorf("got %s", counts(got))
		}
	})
}

func TestImportRemembersColumns(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	run, err := e.upload("Firma;Waar;Wie\nSmeets;Wierden;Jan\n")
	if err != nil {
		t.Fatal(err)
	}
	in := relation.CheckInput{Columns: []string{"name", "place", "person_name"}, Keys: []string{"kvk", "domain"}, Remember: "Lijst van de gemeente"}
	if err := e.rel.CheckImport(t.Context(), r.Relation, run.ID, in); err != nil {
		t.Fatal(err)
	}
	for name, file := range map[string]string{
		"the same headings":                    "FIRMA;waar; Wie \nA B;C;D E\n",
		"with the columns of our report":       "Firma;Waar;Wie;Regel;Wat er mis is\nA B;C;D E;2;x\n",
		"in another order with more beside it": "Iets;Wie;Firma;Waar\nx;D E;A B;C\n",
	} {
		next, err := e.upload(file)
		if err != nil {
			t.Fatal(err)
		}
		found := map[relation.Field]bool{}
		for _, f := range next.Mapping.V {
			found[f] = true
		}
		if !found["name"] || !found["place"] || !found["person_name"] || fmt.Sprint(next.Keys.V) != "[kvk domain]" {
			t.Errorf("%s: proposed %v by %v", name, next.Mapping.V, next.Keys.V)
		}
	}
	other, err := e.upload("Wie;Naam\nJan;Smeets\n")
	if err != nil || fmt.Sprint(other.Mapping.V) != "[ name]" {
		t.Errorf("other headings: %v, %v", other.Mapping.V, err)
	}
	saved, err := e.rel.SavedMappings(t.Context(), r.Relation, other)
	if err != nil || len(saved) != 1 || saved[0].Name != "Lijst van de gemeente" {
		t.Fatalf("saved %+v, %v", saved, err)
	}
	columns, err := e.rel.Columns(t.Context(), other)
	if got := fmt.Sprint(saved[0].MappingFrom(columns)); err != nil || got != "[person_name ]" {
		t.Errorf("by name: %s, %v", got, err)
	}
	theirs, err := e.rel.Upload(t.Context(), r.RelationHengelo, r.Hengelo, relation.ImportCompanies, "x.csv", strings.NewReader("Firma;Waar;Wie\nSmeets;Wierden;Jan\n"))
	if err != nil {
		t.Fatal(err)
	}
	if run, err := e.rel.Import(t.Context(), r.RelationHengelo, theirs); err != nil || fmt.Sprint(run.Mapping.V) != "[name  ]" {
		t.Errorf("another team: %v, %v", run.Mapping.V, err)
	}
}
