package testdb_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"schakel/internal/platform/db"
	"schakel/internal/testkit/testdb"
)

var update = flag.Bool("update", false, "write the dumped schema")

// The schema as it stands after all migrations is kept beside them, so that a change can be read as a whole.
func TestSchemaIsDumped(t *testing.T) {
	t.Parallel()
	d := testdb.Open(t)
	var lines []string
	err := d.Read(t.Context(), db.Settings{}, func(tx *db.Tx) (err error) {
		lines, err = db.Select[string](tx, db.Q(dumps[d.Dialect()]))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	got := strings.Join(lines, "\n") + "\n"
	path := filepath.Join("..", "..", "platform", "db", "schema", string(d.Dialect())+".txt")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs from the migrations: go test ./internal/testkit/testdb -run Schema -update (on both databases)", path)
	}
}

// dumps describe tables, columns, constraints, indexes and triggers, one a line.
var dumps = map[db.Dialect]string{
	db.SQLite: `
		SELECT m.name || '.' || p.name || ' ' || p.type || CASE WHEN p."notnull" = 1 THEN ' not null' ELSE '' END || COALESCE(' default ' || p.dflt_value, '') AS line
		FROM sqlite_master m JOIN pragma_table_info(m.name) p WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name NOT LIKE 'search_fts%' AND m.name NOT LIKE 'goose_%'
		UNION ALL
		SELECT m.name || ' -> ' || f."table" || ' (' || f."from" || ')' FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) f WHERE m.type = 'table' AND f.seq = 0
		UNION ALL
		SELECT m.type || ' ' || m.name || ' on ' || m.tbl_name FROM sqlite_master m WHERE m.type IN ('index', 'trigger') AND m.name NOT LIKE 'sqlite_%' AND m.tbl_name NOT LIKE 'goose_%'
		ORDER BY 1`,
	db.Postgres: `
		SELECT c.table_name || '.' || c.column_name || ' ' || c.data_type || CASE WHEN c.is_nullable = 'NO' THEN ' not null' ELSE '' END
			|| COALESCE(' default ' || c.column_default, '') || COALESCE(' collate ' || c.collation_name, '') AS line
		FROM information_schema.columns c WHERE c.table_schema = 'public' AND c.table_name NOT LIKE 'goose_%'
		UNION ALL
		SELECT conrelid::regclass::text || ' ' || conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint
		WHERE connamespace = 'public'::regnamespace AND conrelid::regclass::text NOT LIKE 'goose_%'
		UNION ALL
		SELECT 'index ' || indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename NOT LIKE 'goose_%'
		UNION ALL
		SELECT DISTINCT 'trigger ' || trigger_name || ' on ' || event_object_table FROM information_schema.triggers WHERE trigger_schema = 'public'
		ORDER BY 1`,
}
