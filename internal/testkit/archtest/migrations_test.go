package archtest

import (
	"errors"
	"flag"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

var recordSums = flag.Bool("record-sums", false, "append migrations that SUMS does not know (make sums)")

// migrationsAt returns the folder and the names of the project's migrations; it skips while there are none.
func migrationsAt(t *testing.T) (dir string, names []string) {
	t.Helper()
	top, err := root()
	if err != nil {
		t.Fatal(err)
	}
	dir = filepath.Join(top, filepath.FromSlash(migrationsDir))
	names, err = migrations(dir)
	if errors.Is(err, fs.ErrNotExist) || err == nil && len(names) == 0 {
		t.Skip("no migrations yet")
	}
	if err != nil {
		t.Fatal(err)
	}
	return dir, names
}

func TestMigrationNames(t *testing.T) {
	t.Parallel()
	_, names := migrationsAt(t)
	for _, breach := range checkNames(names) {
		t.Error(breach)
	}
}

func TestMigrationSums(t *testing.T) {
	t.Parallel()
	dir, names := migrationsAt(t)
	text, err := os.ReadFile(filepath.Join(dir, sumsFile))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	recorded, err := readSums(string(text))
	if err != nil {
		t.Fatal(err)
	}
	breaches, fresh, err := checkSums(dir, names, recorded)
	if err != nil {
		t.Fatal(err)
	}
	for _, breach := range breaches {
		t.Error(breach)
	}
	switch {
	case len(fresh) == 0:
	case *recordSums:
		all := strings.TrimRight(string(text), "\n") + "\n" + strings.Join(fresh, "\n") + "\n"
		if err := os.WriteFile(filepath.Join(dir, sumsFile), []byte(strings.TrimLeft(all, "\n")), 0o644); err != nil {
			t.Fatal(err)
		}
	default:
		t.Errorf("not recorded yet; run 'make sums' and commit SUMS:\n%s", strings.Join(fresh, "\n"))
	}
}

// What the published main has recorded stays recorded as it was, also when someone edits SUMS itself.
func TestMigrationSumsKeepWhatIsPublished(t *testing.T) {
	t.Parallel()
	dir, _ := migrationsAt(t)
	git := func(args ...string) (string, error) {
		out, err := exec.CommandContext(t.Context(), "git", append([]string{"-C", dir}, args...)...).Output()
		return strings.TrimSpace(string(out)), err
	}
	base, err := git("merge-base", "HEAD", "origin/main")
	if err != nil {
		t.Skip("no origin/main to compare with")
	}
	published, err := git("show", base+":./"+sumsFile)
	if err != nil {
		t.Skip("origin/main has no SUMS yet")
	}
	now, err := os.ReadFile(filepath.Join(dir, sumsFile))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.SplitSeq(published, "\n") {
		if line != "" && !strings.Contains("\n"+string(now), "\n"+line+"\n") {
			t.Errorf("SUMS lost a published line: %s", line)
		}
	}
}

func TestMigrationColumnsAreTagged(t *testing.T) {
	t.Parallel()
	dir, names := migrationsAt(t)
	for _, name := range names {
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		for _, breach := range checkColumns(name, string(text)) {
			t.Error(breach)
		}
	}
}

func TestCheckNames(t *testing.T) {
	t.Parallel()
	if got := checkNames([]string{"0001_kernel.sql", "0002_search.postgres.sql", "0002_search.sqlite.sql", "0003_relation.sql"}); got != nil {
		t.Errorf("allowed, but refused: %v", got)
	}
	for want, names := range map[string][]string{
		"must be NNNN_title.sql":  {"1_kernel.sql"},
		"mysql.sql: the name":     {"0001_kernel.mysql.sql"},
		"already taken on sqlite": {"0001_kernel.sql", "0001_other.sqlite.sql"},
		"0002 is missing":         {"0001_kernel.sql", "0003_relation.sql"},
		"0001 is missing":         {"0002_relation.sql"},
	} {
		if got := strings.Join(checkNames(names), "\n"); !strings.Contains(got, want) {
			t.Errorf("%v: got %q, want it to say %q", names, got, want)
		}
	}
}

func TestCheckSums(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, text := range map[string]string{"0001_a.sql": "old", "0002_b.sql": "new"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	names := []string{"0001_a.sql", "0002_b.sql"}
	_, fresh, err := checkSums(dir, names, nil)
	if err != nil || len(fresh) != 2 {
		t.Fatalf("two new files: got %v, %v", fresh, err)
	}
	recorded, err := readSums(strings.Join(fresh, "\n") + "\n")
	if err != nil {
		t.Fatal(err)
	}
	if breaches, fresh, err := checkSums(dir, names, recorded); len(breaches)+len(fresh) != 0 || err != nil {
		t.Errorf("nothing changed, but got %v %v %v", breaches, fresh, err)
	}
	if err := os.WriteFile(filepath.Join(dir, "0001_a.sql"), []byte("old "), 0o644); err != nil {
		t.Fatal(err)
	}
	breaches, _, err := checkSums(dir, names[:1], recorded)
	if got := strings.Join(breaches, "\n"); err != nil || !strings.Contains(got, "0001_a.sql: changed") || !strings.Contains(got, "0002_b.sql: recorded") {
		t.Errorf("one changed and one gone: got %q, %v", got, err)
	}
	if _, err := readSums("abc  0001_a.sql"); err == nil {
		t.Error("a short sum must be refused")
	}
	if _, err := readSums(fresh[0] + "\n" + fresh[0]); err == nil {
		t.Error("a name recorded twice must be refused")
	}
}

func TestCheckColumns(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name, sql string
		want      string // part of the breaches; empty: none
	}{
		{"tagged", "CREATE TABLE a (\n id TEXT NOT NULL, -- [C1|identify, once|network]\n b DECIMAL(10, 2) -- [SYS|sum|account+7y]\n);", ""},
		{"no tag", "CREATE TABLE a (\n id TEXT NOT NULL,\n b TEXT -- [C1|x|y]\n);", ":2: column id of a has no tag"},
		{"last column without", "CREATE TABLE a (\n id TEXT -- [C1|x|y]\n , b TEXT\n);", ":3: column b of a has no tag"},
		{"another comment", "CREATE TABLE a (\n id TEXT -- the id\n);", "column id"},
		{"unknown class", "CREATE TABLE a (\n id TEXT -- [C9|x|y]\n);", "column id"},
		{"empty purpose", "CREATE TABLE a (\n id TEXT -- [C1| |y]\n);", "column id"},
		{"no retention", "CREATE TABLE a (\n id TEXT -- [C1|x|]\n);", "column id"},
		{"two on a line", "CREATE TABLE a (\n id TEXT, b TEXT -- [C1|x|y]\n);", "column b shares its line"},
		{"on the table's own line", "CREATE TABLE a (id TEXT);", "column id"},
		{"bracket on the next line", "CREATE TABLE a\n(\n id TEXT\n);", "column id"},
		{"constraints need none", "CREATE TABLE a (\n id TEXT, -- [C1|x|y]\n CONSTRAINT a_pk PRIMARY KEY (id, b),\n CONSTRAINT a_ck CHECK (\n  id IN ('x', 'y)')\n )\n);\nCREATE INDEX a_ix ON a (id, b);", ""},
		{"column check over lines", "CREATE TABLE a (\n id TEXT NOT NULL -- [C1|x|y]\n  CHECK (id IN ('a',\n 'b')),\n c TEXT -- [C1|x|y]\n);", ""},
		{"comma in a string", "CREATE TABLE a (\n id TEXT DEFAULT 'a, b (', -- [C1|x|y]\n c TEXT\n);", "column c"},
		{"second table", "CREATE TABLE a (\n id TEXT -- [C1|x|y]\n);\nCREATE TABLE IF NOT EXISTS b (\n c TEXT\n);", ":5: column c of b"},
		{"added column", "ALTER TABLE a ADD COLUMN c TEXT;", "column c has no tag"},
		{"added column, tagged", "ALTER TABLE a ADD COLUMN c TEXT; -- [C2|x|y]", ""},
		{"added constraint", "ALTER TABLE a ADD CONSTRAINT a_fk FOREIGN KEY (b) REFERENCES c (id);", ""},
		{"from a query", "CREATE TABLE a AS SELECT 1 AS b;", "made from a query"},
		{"full-text index", "CREATE VIRTUAL TABLE a USING fts5(b, c);", ""},
		{"in the undo part", "-- +goose Down\nCREATE TABLE a (\n id TEXT\n);", ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := strings.Join(checkColumns("0001_a.sql", c.sql), "\n")
			if c.want == "" && got != "" || !strings.Contains(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
