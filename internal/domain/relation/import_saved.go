package relation

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/check"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// SavedMapping is what the headings of a source meant before: remembered by itself, or under a name that somebody gave it.
type SavedMapping struct {
	ID       id.ID                     `db:"id"`
	Name     string                    `db:"name"`
	Headings string                    `db:"headings"`
	Columns  db.JSON[map[string]Field] `db:"columns"` // by folded heading
	Keys     db.JSON[[]MatchKey]       `db:"match_keys"`
	UsedAt   time.Time                 `db:"used_at"`
}

// headingsOf is the digest of a header, whatever its capitals and spaces.
func headingsOf(header []string) string {
	keys := make([]string, len(header))
	for i, h := range header {
		keys[i] = check.Key(h)
	}
	sum := sha256.Sum256([]byte(strings.Join(keys, "\n")))
	return hex.EncodeToString(sum[:16])
}

// of gives the columns of a header their remembered meaning; fits tells whether the header has all headings that had one.
func (m SavedMapping) of(header []string) (mapping Mapping, fits bool) {
	mapping = make(Mapping, len(header))
	found := 0
	for i, h := range header {
		if f := m.Columns.V[check.Key(h)]; f != FieldNone {
			mapping[i] = f
			found++
		}
	}
	return mapping, found > 0 && found == len(m.Columns.V)
}

const savedQuery = `SELECT m.id, m.name, m.headings, m.columns, m.match_keys, m.used_at FROM import_mapping m
	WHERE {import.run:m} AND m.unit_id = $1 AND m.kind = $2 AND m.deleted_at IS NULL`

// proposeMappingTx gives the columns of a new file the meaning that they had last time for the unit; a file with more columns than
// then, such as our own report of failed rows, is known by the headings that meant something. Else it guesses.
func proposeMappingTx(tx *db.Tx, sc access.Scope, unit id.ID, kind ImportKind, header []string) (Mapping, []MatchKey, error) {
	saved, err := db.Select[SavedMapping](tx, sc.Bind(savedQuery+` ORDER BY m.used_at DESC, m.id DESC LIMIT 200`, unit, kind))
	if err != nil {
		return nil, nil, err
	}
	digest := headingsOf(header)
	best, keys := Mapping(nil), []MatchKey(nil)
	for _, m := range saved {
		mapping, fits := m.of(header)
		if fits && (m.Headings == digest || best == nil) {
			best, keys = mapping, m.Keys.V
		}
		if fits && m.Headings == digest {
			break
		}
	}
	if best == nil {
		return GuessMapping(kind, header), usualKeys(), nil
	}
	return best, keys, nil
}

// SavedMappings returns the named mappings of a run's unit and kind, by name.
func (s *Service) SavedMappings(ctx context.Context, sc access.Scope, run ImportRun) (saved []SavedMapping, err error) {
	if err := sc.Require(access.ImportRun); err != nil {
		return nil, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		saved, err = db.Select[SavedMapping](tx, sc.Bind(savedQuery+` AND m.name <> '' ORDER BY m.name_key, m.id LIMIT 100`, run.Unit, run.Kind))
		return err
	})
	return saved, operation.Wrap("read mappings", err)
}

// MappingFrom gives the columns of a file the meaning of a named mapping.
func (m SavedMapping) MappingFrom(columns []Column) Mapping {
	header := make([]string, len(columns))
	for i, c := range columns {
		header[i] = c.Name
	}
	mapping, _ := m.of(header)
	return mapping
}

// rememberTx keeps what the columns meant, by their headings and, when asked, under a name.
func rememberTx(op *operation.Op, run ImportRun, header []string, name string) error {
	columns := map[string]Field{}
	for i, f := range run.Mapping.V {
		if f != FieldNone && i < len(header) && check.Key(header[i]) != "" {
			columns[check.Key(header[i])] = f
		}
	}
	if len(columns) == 0 {
		return nil
	}
	names := []string{""}
	if name != "" {
		names = append(names, name)
	}
	for _, n := range names {
		headings := headingsOf(header)
		if n != "" {
			headings = "" // a name stands for one mapping, whatever the headings
		}
		err := op.Insert(`INSERT INTO import_mapping (network_id, id, unit_id, kind, name, name_key, headings, columns, match_keys, used_at, operation_id)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
			ON CONFLICT (network_id, unit_id, kind, name_key, headings) DO UPDATE SET name = excluded.name, columns = excluded.columns, match_keys = excluded.match_keys,
				used_at = excluded.used_at, operation_id = excluded.operation_id, version = import_mapping.version + 1, deleted_at = NULL, deleted_op = NULL`,
			op.Network(), op.NewID(), run.Unit, run.Kind, n, check.Key(n), headings, db.JSON[map[string]Field]{V: columns}, run.Keys, op.At, op.ID)
		if err != nil {
			return err
		}
	}
	return nil
}

// mappingName checks the name for a mapping; it may be left out.
func mappingName(f fault.Fields, name string) string {
	name = check.OptionalLine(f, "remember", name, 80)
	if name != "" && check.Key(name) == "" {
		f.Add("remember", "relation.name_letters")
	}
	return name
}
