package relation_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"runtime"
	"strings"
	"testing"

	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/job"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// upload keeps a file for Almelo and returns its import.
func (e *env) upload(content string) (relation.ImportRun, error) {
	return e.uploadOf(relation.ImportCompanies, content)
}

func (e *env) uploadOf(kind relation.ImportKind, content string) (relation.ImportRun, error) {
	e.t.Helper()
	r := e.Twente
	key, err := e.rel.Upload(e.t.Context(), r.Relation, r.Almelo, kind, "bedrijven.csv", strings.NewReader(content))
	if err != nil {
		return relation.ImportRun{}, err
	}
	return e.run(key), nil
}

func (e *env) run(key id.ID) relation.ImportRun {
	e.t.Helper()
	run, err := e.rel.Import(e.t.Context(), e.Twente.Relation, key)
	if err != nil {
		e.t.Fatal(err)
	}
	return run
}

// jobs does what is queued.
func (e *env) jobs() {
	e.t.Helper()
	runner := &job.Runner{DB: e.DB, Clock: e.Clock, Log: slog.New(slog.DiscardHandler), Workers: e.rel.Workers()}
	if _, err := runner.Drain(e.t.Context()); err != nil {
		e.t.Fatal(err)
	}
}

// check uploads and tries a file with the guessed columns.
func (e *env) check(content string) relation.ImportRun {
	return e.checkOf(relation.ImportCompanies, content)
}

func (e *env) checkOf(kind relation.ImportKind, content string, keys ...string) relation.ImportRun {
	e.t.Helper()
	run, err := e.uploadOf(kind, content)
	if err != nil {
		e.t.Fatal(err)
	}
	if err := e.rel.CheckImport(e.t.Context(), e.Twente.Relation, run.ID, relation.CheckInput{Columns: columns(run.Mapping.V), Keys: keys}); err != nil {
		e.t.Fatal(err)
	}
	e.jobs()
	return e.run(run.ID)
}

// apply brings the good rows in.
func (e *env) apply(run relation.ImportRun) relation.ImportRun {
	e.t.Helper()
	if err := e.rel.ApplyImport(e.t.Context(), e.Twente.Relation, run.ID, relation.ApplyInput{Mode: relation.ModeGood}); err != nil {
		e.t.Fatal(err)
	}
	e.jobs()
	return e.run(run.ID)
}

func (e *env) mustImport(content string) relation.ImportRun { return e.apply(e.check(content)) }

func (e *env) rows(run relation.ImportRun, only relation.Outcome, after int) relation.RowPage {
	e.t.Helper()
	page, err := e.rel.ImportRows(e.t.Context(), e.Twente.Relation, run, only, after)
	if err != nil {
		e.t.Fatal(err)
	}
	return page
}

func columns(m relation.Mapping) []string {
	out := make([]string, len(m))
	for i, f := range m {
		out[i] = string(f)
	}
	return out
}

func counts(r relation.ImportRun) string {
	return fmt.Sprintf("%d new, %d changed, %d same, %d wrong", r.Created, r.Updated, r.Unchanged, r.Failed)
}

// problems lists the errors as line field=key.
func (e *env) problems(run relation.ImportRun) string {
	var out []string
	for _, r := range e.rows(run, relation.OutcomeError, 0).Rows {
		for _, p := range r.Problems {
			out = append(out, fmt.Sprintf("%d %s=%s", r.Line, p.Field, p.Key))
		}
	}
	return strings.Join(out, ", ")
}

// fileA holds what real lists hold: a second contact person of the same company, a number without its zero, an unknown code,
// an impossible postcode, a company that is there already.
const fileA = "Bedrijfsnaam;KvK-nummer;Adres;Postcode;Plaats;Tel.;E-mail;Profiel;Contactpersoon;Functie;Mobiel;E-mail contactpersoon\r\n" +
	"Smeets Metaal B.V.;1234567;Nijverheidsweg 12a;7641 AB;Wierden;546123456;info@smeets.example;PIE, BWI;Jan Smeets;directeur;06-12345678;jan@smeets.example\r\n" +
	"SMEETS METAAL BV;01234567;;;;;;;Petra Smeets;HR;;petra@smeets.example\r\n" +
	"Garage Oost;;Dorpsstraat 3;7601 CD;Almelo;;;XYZ;;;;\r\n" +
	"Bakker Bart;;Markt 1;12345;Almelo;;;;;;;\r\n" +
	"Kolk Installaties;;;;Almelo;0546-555555;;;Erik Kolk;;;erik@kolk.example\r\n"

func TestImport(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	run := e.check(fileA)
	t.Run("the dry run tells per row and changes nothing", func(t *testing.T) {
		if got := counts(run); got != "1 new, 2 changed, 0 same, 2 wrong" {
			t.Errorf("got %s", got)
		}
		if run.State != relation.RunChecked || run.Total != 5 || len(e.rows(run, "", 0).Rows) != 5 {
			t.Errorf("got %+v", run)
		}
		if got := e.names(r.Relation, relation.Filter{}); len(got) != 1 {
			t.Errorf("the dry run made %v", got)
		}
	})
	t.Run("errors stand at the field of the row", func(t *testing.T) {
		b, _ := json.Marshal(e.rows(run, relation.OutcomeError, 0).Rows)
		want := `[{"l":4,"n":"Garage Oost","e":[{"field":"profiles","key":"relation.import.unknown_profile","args":["XYZ"]}]},` +
			`{"l":5,"n":"Bakker Bart","e":[{"field":"postcode","key":"field.postcode"}]}]`
		if string(b) != want {
			t.Errorf("got %s", b)
		}
	})
	t.Run("all or nothing refuses", func(t *testing.T) {
		err := e.rel.ApplyImport(t.Context(), r.Relation, run.ID, relation.ApplyInput{Mode: relation.ModeAll})
		if f, _ := fault.As(err); f == nil || f.Key != "relation.import.has_errors" {
			t.Errorf("got %v", err)
		}
		if got := e.names(r.Relation, relation.Filter{}); len(got) != 1 {
			t.Errorf("refused and still made %v", got)
		}
	})
	if err := e.rel.ApplyImport(t.Context(), r.Relation, run.ID, relation.ApplyInput{Mode: relation.ModeGood}); err != nil {
		t.Fatal(err)
	}
	t.Run("good rows are in, whole", func(t *testing.T) {
		page, err := e.rel.List(t.Context(), r.Relation, relation.Filter{Text: "smeets"})
		if err != nil || len(page.Rows) != 1 {
			t.Fatal(page, err)
		}
		rec := e.record(r.Relation, page.Rows[0].ID)
		o := rec.Organisation
		got := []string{o.Name, o.KVK, o.Street, o.HouseNumber, o.Postcode, o.Place, o.Phone, o.Email, strings.Join(o.Profiles, "+"), string(o.Source)}
		want := []string{"Smeets Metaal B.V.", "01234567", "Nijverheidsweg", "12a", "7641 AB", "Wierden", "+31546123456", "info@smeets.example", "BWI+PIE", "import"}
		if strings.Join(got, "|") != strings.Join(want, "|") {
			t.Errorf("got %q\nwant %q", got, want)
		}
		if len(rec.People) != 2 || rec.People[0].Name != "Jan Smeets" || !rec.People[0].Primary || rec.People[0].Title != "directeur" || rec.People[0].Phone != "+31612345678" || rec.People[1].Name != "Petra Smeets" {
			t.Errorf("people: %+v", rec.People)
		}
		if len(rec.Relationships) != 1 || rec.Relationships[0].Unit != r.Almelo {
			t.Errorf("relationships: %+v", rec.Relationships)
		}
	})
	t.Run("a known company gets what was missing", func(t *testing.T) {
		rec := e.record(r.Relation, e.company)
		if rec.Organisation.Phone != "+31546555555" || rec.Organisation.Version != 2 || len(rec.People) != 1 {
			t.Errorf("got %+v %+v", rec.Organisation, rec.People)
		}
	})
	t.Run("the same file again doubles nothing", func(t *testing.T) {
		again := e.mustImport(fileA)
		if got := counts(again); got != "0 new, 0 changed, 3 same, 2 wrong" {
			t.Errorf("got %s", got)
		}
		if rec := e.record(r.Relation, e.company); rec.Organisation.Version != 2 || len(rec.People) != 1 {
			t.Errorf("changed again: %+v", rec)
		}
	})
	t.Run("once applied it is done", func(t *testing.T) {
		if err := e.rel.ApplyImport(t.Context(), r.Relation, run.ID, relation.ApplyInput{Mode: relation.ModeGood}); !fault.Is(err, fault.KindConflict) {
			t.Errorf("got %v", err)
		}
		if err := e.rel.CheckImport(t.Context(), r.Relation, run.ID, relation.CheckInput{}); !fault.Is(err, fault.KindConflict) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("others do not reach the import", func(t *testing.T) {
		for _, sc := range []access.Scope{r.RelationHengelo, e.Zwolle.Relation} {
			_, err := e.rel.Import(t.Context(), sc, run.ID)
			err2 := e.rel.ApplyImport(t.Context(), sc, run.ID, relation.ApplyInput{Mode: relation.ModeGood})
			if !fault.Is(err, fault.KindNotFound) || !fault.Is(err2, fault.KindNotFound) {
				t.Errorf("got %v, %v", err, err2)
			}
		}
		if _, err := e.rel.Imports(t.Context(), r.Teacher); !fault.Is(err, fault.KindForbidden) {
			t.Errorf("teacher: %v", err)
		}
		if _, err := e.rel.Upload(t.Context(), r.Relation, r.Hengelo, relation.ImportCompanies, "x.csv", strings.NewReader(fileA)); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("for a sibling: %v", err)
		}
	})
}

func TestImportRows(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		file string
		want string // counts, then field=key of the errors
	}{
		"commas":                        {"name,city\n\"Kolk, zonen\",Almelo\n", "1 new, 0 changed, 0 same, 0 wrong"},
		"Windows-1252":                  {"Naam;Plaats\nCaf\xe9 M\xfcller;Almelo\n", "1 new, 0 changed, 0 same, 0 wrong"},
		"byte order mark":               {"\xef\xbb\xbfNaam;Plaats\nCafé;Almelo\n", "1 new, 0 changed, 0 same, 0 wrong"},
		"the same company twice":        {"Naam;KvK;Plaats\nA Bedrijf;12345678;Almelo\nA Bedrijf;12345678;Almelo\n", "1 new, 0 changed, 1 same, 0 wrong"},
		"twice with other facts":        {"Naam;KvK;Plaats\nA Bedrijf;12345678;Almelo\nA Bedrijf;12345678;Hengelo\n", "1 new, 0 changed, 0 same, 1 wrong name=relation.import.duplicate"},
		"same name in two places":       {"Naam;Plaats\nDe Bakker;Almelo\nDe Bakker;Hengelo\n", "2 new, 0 changed, 0 same, 0 wrong"},
		"two establishments":            {"Naam;KvK;Vestigingsnummer\nA;12345678;1\nAA;12345678;000012345678\nAA;12345678;000012345679\n", "2 new, 0 changed, 0 same, 1 wrong establishment=field.establishment name=field.too_short"},
		"known by name and place":       {"Naam;Plaats;KvK\nKOLK INSTALLATIES;Almelo;12345678\n", "0 new, 1 changed, 0 same, 0 wrong"},
		"a namesake elsewhere":          {"Naam;Plaats\nKolk Installaties;Zwolle\n", "1 new, 0 changed, 0 same, 0 wrong"},
		"no name":                       {"Naam;Plaats\n;Almelo\n", "0 new, 0 changed, 0 same, 1 wrong name=field.required"},
		"a formula":                     {"Naam;Plaats\n=cmd|' /C calc'!A0;Almelo\n", "0 new, 0 changed, 0 same, 1 wrong name=relation.import.formula"},
		"a guarded formula of ours":     {"Naam;Telefoon\nKolk Zoon;'+31546123456\n", "1 new, 0 changed, 0 same, 0 wrong"},
		"a citizen service number":      {"Naam;Functie;Contactpersoon\nKolk Zoon;111222333;Jan\n", "0 new, 0 changed, 0 same, 1 wrong person_title=field.bsn"},
		"impossible values":             {"Naam;KvK;Postcode;E-mail;Website\nKolk Zoon;abc;9;@;ftp://x\n", "0 new, 0 changed, 0 same, 1 wrong email=field.email kvk=field.kvk postcode=field.postcode website=field.url"},
		"the ambiguous profile":         {"Naam;Profiel\nKolk Zoon;MT\n", "0 new, 0 changed, 0 same, 1 wrong profiles=relation.import.unknown_profile"},
		"an unknown umbrella":           {"Naam;Koepel\nKolk Zoon;Niemand\n", "0 new, 0 changed, 0 same, 1 wrong umbrella=relation.import.unknown_umbrella"},
		"a known umbrella":              {"Naam;Koepel\nKolk Zoon;obm oost\n", "1 new, 0 changed, 0 same, 0 wrong"},
		"an address without a person":   {"Naam;Contactpersoon;E-mail contactpersoon\nKolk Zoon;;jan@kolk.example\n", "0 new, 0 changed, 0 same, 1 wrong person_name=field.required"},
		"a name in three columns":       {"Naam;Voornaam;Tussenvoegsel;Achternaam\nKolk Zoon;Jan;van der;Kolk\n", "1 new, 0 changed, 0 same, 0 wrong"},
		"a person in two rows":          {"Naam;Contactpersoon;Mobiel\nKolk Zoon;Jan;\nKolk Zoon;Jan;0612345678\n", "1 new, 1 changed, 0 same, 0 wrong"},
		"two companies that it may be":  {"Naam;Plaats\nTweeling;\n", "0 new, 0 changed, 0 same, 1 wrong name=relation.import.ambiguous"},
		"an invisible space in a field": {"Naam;Plaats\nKolk\u200b Zoon;\u00a0Almelo\u00a0\n", "1 new, 0 changed, 0 same, 0 wrong"},
		"text direction tricks":         {"Naam\nKolk \u202eZoon\n", "0 new, 0 changed, 0 same, 1 wrong name=field.control_characters"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := newEnv(t)
			e.umbrella("OBM Oost")
			for _, place := range []string{"Almelo", "Hengelo"} {
				if _, err := e.rel.AddOrganisation(t.Context(), e.Twente.Relation, "", relation.OrganisationInput{Kind: "company", Name: "Tweeling", Place: place}); err != nil {
					t.Fatal(err)
				}
			}
			run := e.check(c.file)
			got := counts(run)
			for _, r := range e.rows(run, relation.OutcomeError, 0).Rows {
				for _, p := range r.Problems {
					got += " " + string(p.Field) + "=" + p.Key
				}
			}
			if got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
			if err := e.rel.ApplyImport(t.Context(), e.Twente.Relation, run.ID, relation.ApplyInput{Mode: relation.ModeGood}); err != nil {
				t.Fatal(err)
			}
			if after := e.run(run.ID); counts(after) != counts(run) {
				t.Errorf("announced %s, did %s", counts(run), counts(after))
			}
			if again := e.check(c.file); again.Created != 0 || again.Updated != 0 {
				t.Errorf("again: %s", counts(again))
			}
		})
	}
}

func TestImportBadFiles(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	for name, c := range map[string]struct{ file, key string }{
		"empty":             {"", "tabular.empty"},
		"only a heading":    {"Naam;Plaats\n", "tabular.empty"},
		"a picture":         {"%PDF-1.7 rubbish", "tabular.not_a_table"},
		"a heading twice":   {"Naam;naam\nx;y\n", "tabular.duplicate_column"},
		"one line of 2 MiB": {"Naam\n" + strings.Repeat("x", 2<<20), "tabular.line_too_long"},
		"10,000 columns":    {strings.Repeat("kolom;", 10_000) + "\nx\n", "tabular.too_many_columns"},
		"a broken encoding": {"\xef\xbb\xbfNaam\n\xff\xfe\n", "tabular.bad_encoding"},
	} {
		if _, err := e.upload(c.file); err == nil || !strings.HasPrefix(err.Error(), c.key) {
			t.Errorf("%s: got %v, want %s", name, err, c.key)
		}
	}
	t.Run("a line of 100 MB, in bounded memory", func(t *testing.T) {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		r := e.Twente
		_, err := e.rel.Upload(t.Context(), r.Relation, r.Almelo, relation.ImportCompanies, "x.csv", &endlessLine{left: 100 << 20})
		runtime.ReadMemStats(&after)
		if f, _ := fault.As(err); f == nil || f.Key != "tabular.line_too_long" || int64(after.Sys)-int64(before.Sys) > 64<<20 { //nolint:gosec // far from overflowing
			t.Errorf("%v, %d MB more", err, (int64(after.Sys)-int64(before.Sys))>>20) //nolint:gosec // as above
		}
	})
	t.Run("a fault further on is told by the check", func(t *testing.T) {
		run := e.check("Naam;Plaats\nA;B\nA;\"open\n")
		if run.State != relation.RunUploaded || run.Report.V.Problem == nil || run.Report.V.Problem.Key != "tabular.bad_quotes" {
			t.Errorf("got %s, %+v", run.State, run.Report.V.Problem)
		}
	})
}

// endlessLine is a file of one line.
type endlessLine struct{ left int }

// Read implements io.Reader.
func (l *endlessLine) Read(p []byte) (int, error) {
	if l.left == 0 {
		return 0, io.EOF
	}
	n := min(len(p), l.left)
	for i := range p[:n] {
		p[i] = 'x'
	}
	l.left -= n
	return n, nil
}

// Seek implements io.Seeker.
func (l *endlessLine) Seek(int64, int) (int64, error) { return 0, nil }

func TestImportMapping(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	run, err := e.upload("Relatie;Mobiel;Iets\nKolk Zoon;0612345678;x\n")
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(run.Mapping.V); got != "[name person_phone ]" {
		t.Errorf("guessed %s", got)
	}
	if err := e.rel.ApplyImport(t.Context(), e.Twente.Relation, run.ID, relation.ApplyInput{Mode: relation.ModeGood}); !fault.Is(err, fault.KindConflict) {
		t.Errorf("applied unchecked: %v", err)
	}
	for name, c := range map[string]struct {
		columns []string
		field   string
		key     string
	}{
		"no name":             {[]string{"", "phone", ""}, "", "relation.import.no_name_column"},
		"twice":               {[]string{"name", "name", ""}, "column.1", "relation.import.field_twice"},
		"unknown":             {[]string{"name", "x", ""}, "column.1", "field.choice"},
		"a person's nameless": {[]string{"name", "person_phone"}, "", "relation.import.no_person_column"},
	} {
		f, _ := fault.As(e.rel.CheckImport(t.Context(), e.Twente.Relation, run.ID, relation.CheckInput{Columns: c.columns}))
		if f == nil || f.Fields[c.field].Key != c.key {
			t.Errorf("%s: got %v", name, f)
		}
	}
	cols, err := e.rel.Columns(t.Context(), run)
	if err != nil || len(cols) != 3 || cols[1].Name != "Mobiel" || cols[1].Samples[0] != "0612345678" {
		t.Errorf("columns: %+v, %v", cols, err)
	}
}

// TestImportResumes stops a large import halfway, as a crash would, and finishes it by applying again.
func TestImportLarge(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	var b bytes.Buffer
	b.WriteString("Naam;KvK;Postcode;Plaats;Telefoon;Contactpersoon;E-mail contactpersoon\n")
	const n = 2600
	for i := range n {
		fmt.Fprintf(&b, "Bedrijf %d;%08d;7641 AB;Wierden;0546-123456;Persoon %d;p%d@bedrijf.example\n", i, 10000000+i, i, i)
	}
	fmt.Fprintf(&b, "Bedrijf 0;10000000;7641 AB;Elders;;;\n") // a duplicate, four batches later
	run := e.check(b.String())
	if got := counts(run); got != fmt.Sprintf("%d new, 0 changed, 0 same, 1 wrong", n) {
		t.Fatal(got)
	}
	after := e.apply(run)
	if counts(after) != counts(run) || after.State != relation.RunApplied || after.AppliedAt.IsZero() {
		t.Errorf("announced %s, did %s", counts(run), counts(after))
	}
}

// BenchmarkImport brings in 20,000 companies with a contact person each; the issue allows three seconds.
func BenchmarkImport(b *testing.B) {
	var file bytes.Buffer
	file.WriteString("Naam;KvK;Adres;Postcode;Plaats;Telefoon;E-mail;Website;Profiel;Contactpersoon;Functie;E-mail contactpersoon\n")
	for i := range 20000 {
		fmt.Fprintf(&file, "Bedrijf %d BV;%08d;Nijverheidsweg %d;7641 AB;Wierden;0546-%06d;info@bedrijf%d.example;bedrijf%d.example;PIE, BWI;Jan Jansen %d;directeur;jan%d@bedrijf.example\n",
			i, 10000000+i, i%200+1, 100000+i, i, i, i, i)
	}
	for b.Loop() {
		b.StopTimer()
		e := newEnv(b)
		run := e.check(file.String())
		b.StartTimer()
		e.apply(run)
	}
}

func FuzzGuessMapping(f *testing.F) {
	for _, s := range []string{"Naam;KvK-nummer", "e-mail;E-MAIL;mail", "", ";;", "naam\x00;\xff", "06;Tel."} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		header := strings.Split(s, ";")
		m := relation.GuessMapping(relation.ImportCompanies, header)
		if len(m) != len(header) {
			t.Fatalf("%d columns, %d meanings", len(header), len(m))
		}
		seen := map[relation.Field]bool{}
		for _, field := range m {
			if field != relation.FieldNone && seen[field] {
				t.Fatalf("%q: %s twice", header, field)
			}
			seen[field] = true
		}
	})
}
