package db_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"schakel/internal/platform/db"
)

// The columns that the migrations tell of are those of the schema that they lead to, each once.
func TestColumnsAreTheSchema(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("schema/sqlite.txt")
	if err != nil {
		t.Fatal(err)
	}
	var want, got []string
	for line := range strings.Lines(string(text)) {
		name, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		if table, _, found := strings.Cut(name, "."); found && !strings.HasPrefix(rest, "->") && !strings.HasPrefix(table, "search_fts") && !strings.HasPrefix(table, "goose_") {
			want = append(want, name)
		}
	}
	for _, c := range db.Columns() {
		got = append(got, c.Table+"."+c.Name)
		if c.Class == "" || c.Purpose == "" || c.Retention == "" || !slices.Contains([]string{"TEXT", "BIGINT", "INTEGER", "BOOLEAN"}, c.Type) {
			t.Errorf("%+v", c)
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	if len(got) < 300 || !slices.Equal(want, got) {
		for _, w := range want {
			if !slices.Contains(got, w) {
				t.Errorf("the schema has %s, the migrations do not tell", w)
			}
		}
		for _, g := range got {
			if !slices.Contains(want, g) {
				t.Errorf("the migrations tell of %s, the schema lacks it", g)
			}
		}
		t.Errorf("%d columns told, %d in the schema", len(got), len(want))
	}
}
