package relationweb_test

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"io"
	"net/url"
	"slices"
	"strings"
	"testing"

	"schakel/internal/domain/relation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/i18n"
	"schakel/internal/platform/id"
	"schakel/internal/testkit/webtest"
	"schakel/internal/web/locale"
)

// known is somebody with a contact, a note and a file.
func known(t *testing.T, s *webtest.Site) (company, person id.ID) {
	t.Helper()
	company = addCompany(t, s, relation.OrganisationInput{Name: "Kolk Installatie"})
	person, err := s.Services.Relation.AddPerson(t.Context(), s.Twente.Relation, company, relation.PersonInput{Name: "Erik Kolk", Email: "erik@kolk.example", Phone: "06-12345678", Title: "directeur", Requests: true})
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.Services.Relation.RecordContact(t.Context(), s.Twente.Relation, relation.ContactInput{
		Unit: s.Twente.Almelo, Organisation: company, Person: person, Kind: "visit", Note: "Over de open dag", Files: []relation.Upload{{Name: "plan.txt", Content: strings.NewReader("het plan")}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return company, person
}

func TestPersonsOwnPage(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	company, person := known(t, s)
	c := s.As(t, s.Twente.Relation)
	path := "/people/" + string(person)
	if a := c.Post("/relations/"+string(company)+path, url.Values{"name": {"Erik van der Kolk"}, "email": {"erik@kolk.example"}, "version": {"1"}, "basis": {"consent"}, "requests": {"1"}}); a.Status != 303 {
		t.Fatalf("got %d", a.Status)
	}
	page := c.Get(path)
	has(t, page.Body, "Erik van der Kolk", "erik@kolk.example", "Kolk Installatie", "Over de open dag", "1 bijlage", "bellen", "zolang we samenwerken, en 2 jaar daarna", "oestemming", "Zet terug")
	if page.Queries > 10 {
		t.Errorf("%d queries", page.Queries)
	}
	for _, no := range []string{path + "/erase", path + "/export"} {
		if strings.Contains(page.Body, no) {
			t.Errorf("a relation manager is offered %s", no)
		}
	}
	english := c.With("schakel_lang", "en").Get(path)
	if english.Status != 200 {
		t.Errorf("in English: %d", english.Status)
	}
	t.Run("a field comes back", func(t *testing.T) {
		from := strings.Index(page.Body, path+"/history/")
		if from < 0 {
			t.Fatal("nothing to restore")
		}
		action, _, _ := strings.Cut(page.Body[from:], `"`)
		if a := c.Post(action, nil); a.Status != 303 || a.Location != path+"#history" {
			t.Fatalf("got %d %s", a.Status, a.Location)
		}
	})
	t.Run("who has no right to people", func(t *testing.T) {
		if a := s.As(t, s.Twente.Teacher).Get(path); a.Status != 403 {
			t.Errorf("got %d", a.Status)
		}
	})
}

func TestExportOfAPerson(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	_, person := known(t, s)
	path := "/people/" + string(person) + "/export"
	if a := s.As(t, s.Twente.Relation).Post(path, nil); a.Status != 403 {
		t.Errorf("a relation manager: %d", a.Status)
	}
	a := s.As(t, s.Twente.Privacy).Post(path, nil)
	if a.Status != 200 || a.Header.Get("Content-Type") != "application/zip" {
		t.Fatalf("got %d %s", a.Status, a.Header.Get("Content-Type"))
	}
	z, err := zip.NewReader(bytes.NewReader([]byte(a.Body)), int64(len(a.Body)))
	if err != nil {
		t.Fatal(err)
	}
	parts := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		parts[f.Name] = string(text)
	}
	if parts["files/1-plan.txt"] != "het plan" {
		t.Errorf("files: %v", slices.Collect(func(yield func(string) bool) {
			for n := range parts {
				if !yield(n) {
					return
				}
			}
		}))
	}
	has(t, parts["index.html"], "Wat Schakel bewaart van Erik Kolk", "Over de open dag", "erik@kolk.example", "who to talk to")
	var data struct {
		Name   string
		Tables []struct {
			Table string
			Rows  [][]struct{ Name, Value, Purpose, Retention string }
		}
	}
	if err := json.Unmarshal([]byte(parts["data.json"]), &data); err != nil || data.Name != "Erik Kolk" || data.Tables[0].Table != "person" || data.Tables[0].Rows[0][1].Value != "Erik Kolk" {
		t.Errorf("%+v, %v", data, err)
	}
	if strings.Contains(a.Body, "token_hash") {
		t.Error("it tells secrets")
	}
}

func TestEraseOfAPerson(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	company, person := known(t, s)
	c := s.As(t, s.Twente.Privacy)
	path := "/people/" + string(person)
	has(t, c.Get(path).Body, path+"/erase", path+"/export")
	form := c.Get(path + "/erase")
	has(t, form.Body, "Dit kun je niet ongedaan maken", "Typ de naam: Erik Kolk", "Notities bij contact", "Dat er contact was: dag en soort", "Kopieën van de hele database")
	if form.Queries > 10 {
		t.Errorf("%d queries", form.Queries)
	}
	wrong := c.Post(path+"/erase", url.Values{"typed": {"Erik"}, "why": {"asked"}})
	if wrong.Status != 422 {
		t.Fatalf("half a name: %d", wrong.Status)
	}
	has(t, wrong.Body, "Typ de naam precies")
	if a := c.Post(path+"/erase", url.Values{"typed": {"Erik Kolk"}, "why": {"asked"}}); a.Status != 303 || a.Location != path {
		t.Fatalf("got %d %s", a.Status, a.Location)
	}
	proof := c.Get(path)
	has(t, proof.Body, "Gewiste persoon", "privacy Twente", "De persoon vraagt erom", "Notities bij contact", "Dit blijft, en waarom", "Nummer van het bewijs")
	for _, page := range []string{proof.Body, s.As(t, s.Twente.Relation).Get("/relations/" + string(company)).Body, s.As(t, s.Twente.Relation).Get("/search?q=Erik").Body, s.As(t, s.Twente.Admin).Get("/audit").Body} {
		if strings.Contains(page, "Erik Kolk") || strings.Contains(page, "erik@kolk") {
			t.Error("he is still named")
		}
	}
	if a := c.Get(path + "/erase"); a.Status != 404 {
		t.Errorf("a second time: %d", a.Status)
	}
}

// Every purpose and retention in the schema that a person's page shows has words in both languages, and so have the tables that
// an export can hold and the kinds of a proof.
func TestWordsOfTheSchema(t *testing.T) {
	t.Parallel()
	shown := []string{"name", "email", "phone", "lang", "account_id", "created_at", "updated_at"}
	slug := strings.NewReplacer(" ", "_", ", ", "_", ".", "_", "+", "_", "-", "_")
	for _, lang := range i18n.Langs() {
		p := locale.Catalog().Printer(lang)
		found := 0
		for _, c := range db.Columns() {
			if c.Table != "person" || !slices.Contains(shown, c.Name) {
				continue
			}
			found++
			for _, key := range []string{"privacy.field." + c.Name, "privacy.purpose." + slug.Replace(strings.ToLower(c.Purpose)), "privacy.retention." + slug.Replace(c.Retention)} {
				if !p.Has(key) {
					t.Errorf("%s: no words for %s", lang, key)
				}
			}
		}
		if found != len(shown) {
			t.Errorf("%d of %d columns are in the schema", found, len(shown))
		}
		for _, k := range []string{"fields", "positions", "choices", "notes", "mails", "files", "actions", "letters", "dropped", "claims", "links", "texts", "log", "imports"} {
			if !p.Has("privacy.went." + k) {
				t.Errorf("%s: no words for what went: %s", lang, k)
			}
		}
	}
}
