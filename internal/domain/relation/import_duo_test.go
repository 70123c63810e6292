package relation_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"schakel/internal/domain/relation"
)

// TestImportDUOFile reads DUO's list of schools as an ordinary list, twice: nothing doubles. The made-up file has DUO's form; the
// real one is read where it stands.
func TestImportDUOFile(t *testing.T) {
	t.Parallel()
	files := map[string][]byte{"old": []byte(oldFile), "new": []byte(newFile)}
	real := filepath.Join("..", "..", "..", "..", "..", "shared", "data", "duo", "duo-02-alle-vestigingen-vo.csv")
	for _, path := range []string{os.Getenv("SCHAKEL_DUO"), real, "/work/shared/data/duo/duo-02-alle-vestigingen-vo.csv"} {
		if b, err := os.ReadFile(path); err == nil { //nolint:gosec // a file of the machine that tests
			files["real"] = b
		}
	}
	if files["real"] == nil {
		t.Log("DUO's real file is not here: only the made-up ones are read")
	}
	for name, file := range files {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := newEnv(t)
			bring := func() relation.ImportRun {
				key, err := e.rel.Upload(t.Context(), e.Twente.Relation, e.Twente.Almelo, relation.ImportCompanies, "duo.csv", bytes.NewReader(file))
				if err != nil {
					t.Fatal(err)
				}
				mapping := map[string]string{
					"VESTIGINGSNAAM": "name", "STRAATNAAM": "street", "HUISNUMMER-TOEVOEGING": "house_number", "POSTCODE": "postcode", "PLAATSNAAM": "place",
					"TELEFOONNUMMER": "phone", "INTERNETADRES": "website",
				}
				run := e.run(key)
				cols, err := e.rel.Columns(t.Context(), run)
				if err != nil {
					t.Fatal(err)
				}
				in := relation.CheckInput{Columns: make([]string, len(cols))}
				for i, c := range cols {
					in.Columns[i] = mapping[c.Name]
				}
				if err := e.rel.CheckImport(t.Context(), e.Twente.Relation, key, in); err != nil {
					t.Fatal(err)
				}
				e.jobs()
				return e.apply(e.run(key))
			}
			const all = `SELECT COUNT(*) FROM organisation WHERE deleted_at IS NULL`
			before := e.count(all)
			first := bring()
			made := e.count(all) - before
			if first.Created == 0 || made != first.Created {
				t.Fatalf("made %d, said %s", made, counts(first))
			}
			second := bring()
			if got := e.count(all) - before; got != made || second.Created != 0 || second.Updated != 0 {
				t.Errorf("the second time made %d more: %s, %d doubtful", got-made, counts(second), second.Doubtful)
			}
			t.Logf("%d rows: %s, %d doubtful", first.Rows(), counts(first), first.Doubtful)
			if got := e.undo(first); len(got.Kept) != 0 || e.count(all) != before {
				t.Errorf("undone: %+v", got)
			}
		})
	}
}
