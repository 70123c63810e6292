package relation

import (
	"context"
	"io"
	"path"
	"strings"
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/blob"
	"schakel/internal/platform/check"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/platform/tabular"
)

// RunState is how far an import is.
type RunState string

// The states: an import that stopped halfway is resumed by applying it again, since rows that are in do nothing then.
const (
	RunUploaded RunState = "uploaded"
	RunChecked  RunState = "checked"
	RunApplying RunState = "applying"
	RunApplied  RunState = "applied"
)

// ImportRun is one file of companies on its way in.
type ImportRun struct {
	ID        id.ID            `db:"id"`
	Unit      id.ID            `db:"unit_id"`
	UnitName  string           `db:"unit_name"`
	FileName  string           `db:"file_name"`
	Digest    blob.Digest      `db:"digest"`
	Mapping   db.JSON[Mapping] `db:"mapping"`
	State     RunState         `db:"state"`
	Created   int              `db:"created"`
	Updated   int              `db:"updated"`
	Unchanged int              `db:"skipped"`
	Failed    int              `db:"failed"`
	Report    db.JSON[Report]  `db:"report"`
	By        string           `db:"by_name"`
	CreatedAt time.Time        `db:"created_at"`
	AppliedAt time.Time        `db:"applied_at"`
	Version   int              `db:"version"`
}

// Rows is how many rows the check or the import looked at.
func (r ImportRun) Rows() int { return r.Created + r.Updated + r.Unchanged + r.Failed }

// Report is what the check found, as far as it is kept.
type Report struct {
	Preview []ReportRow `json:"preview"` // the first rows
	Errors  []RowError  `json:"errors"`
}

// ReportRow is one row of the preview.
type ReportRow struct {
	Line    int     `json:"line"`
	Name    string  `json:"name"`
	Person  string  `json:"person"`
	Outcome Outcome `json:"outcome"`
}

// RowError is a message at a field of a row: a catalogue key with its arguments.
type RowError struct {
	Line  int    `json:"line"`
	Name  string `json:"name"`
	Field Field  `json:"field"`
	Key   string `json:"key"`
	Args  []any  `json:"args,omitempty"`
}

const (
	keepPreview = 100
	keepErrors  = 5000
)

const runQuery = `SELECT i.id, i.unit_id, u.name AS unit_name, i.file_name, i.digest, i.mapping, i.state, i.created, i.updated, i.skipped, i.failed, i.report,
		a.name AS by_name, i.created_at, i.applied_at, i.version
	FROM import_run i JOIN unit u ON u.network_id = i.network_id AND u.id = i.unit_id LEFT JOIN account a ON a.id = i.account_id
	WHERE {import.run:i} AND i.kind = 'companies' AND i.deleted_at IS NULL`

// ImportLimit is the size of an import file in bytes.
const ImportLimit = 20 << 20

// Upload keeps a file of companies for a unit and guesses what its columns mean. Nothing is imported yet. A file that is
// no table is refused with what is wrong and on which line.
func (s *Service) Upload(ctx context.Context, sc access.Scope, unit id.ID, fileName string, file io.ReadSeeker) (id.ID, error) {
	if err := sc.RequireOn(access.ImportRun, unit); err != nil {
		return "", err
	}
	f := fault.Fields{}
	fileName = check.Text(f, "file", path.Base(strings.ReplaceAll(fileName, `\`, "/")), 1, 200)
	if err := f.Err(); err != nil {
		return "", err
	}
	header, err := headerOf(file)
	if err != nil {
		return "", err
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return "", operation.Wrap("upload", err)
	}
	digest, _, err := s.Files.Put(ctx, file, ImportLimit)
	if err != nil {
		return "", operation.Wrap("upload", err)
	}
	var key id.ID
	err = s.Write(ctx, sc, func(op *operation.Op) error {
		key = op.NewID()
		op.Audit(audit.Entry{Action: "import.uploaded", Object: "import_run", ID: key, Unit: unit, Detail: map[string]any{"file": fileName, "digest": digest}})
		return op.Insert(`INSERT INTO import_run (network_id, id, unit_id, kind, file_name, digest, mapping, state, report, account_id, created_at, operation_id)
			VALUES ($1, $2, $3, 'companies', $4, $5, $6, $7, $8, $9, $10, $11)`,
			op.Network(), key, unit, fileName, digest, db.JSON[Mapping]{V: GuessMapping(header)}, RunUploaded, db.JSON[Report]{}, sc.Account(), op.At, op.ID)
	})
	return key, operation.Wrap("upload", err)
}

func headerOf(r io.Reader) ([]string, error) {
	t, err := tabular.Open(r, tabular.Limits{Bytes: ImportLimit})
	if err != nil {
		return nil, operation.Wrap("upload", err)
	}
	defer func() { _ = t.Close() }()
	return t.Header(), nil
}

// Imports returns the latest imports of the units within reach.
func (s *Service) Imports(ctx context.Context, sc access.Scope) (runs []ImportRun, err error) {
	if err := sc.Require(access.ImportRun); err != nil {
		return nil, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		runs, err = db.Select[ImportRun](tx, sc.Bind(runQuery+` ORDER BY i.created_at DESC, i.id DESC LIMIT 20`))
		return err
	})
	return runs, operation.Wrap("read imports", err)
}

// Import returns one import.
func (s *Service) Import(ctx context.Context, sc access.Scope, key id.ID) (run ImportRun, err error) {
	if err := sc.Require(access.ImportRun); err != nil {
		return run, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		run, err = runTx(tx, sc, key)
		return err
	})
	return run, operation.Wrap("read import", err)
}

func runTx(tx *db.Tx, sc access.Scope, key id.ID) (ImportRun, error) {
	return operation.Found(db.Get[ImportRun](tx, sc.Bind(runQuery+` AND i.id = $1 LIMIT 1`, key)))
}

// Column is a column of the file with the first values in it, for the page on which its meaning is chosen.
type Column struct {
	Name    string
	Samples []string
}

const sampleRows = 3

// Columns returns the columns of an import's file with samples.
func (s *Service) Columns(ctx context.Context, run ImportRun) ([]Column, error) {
	t, err := s.open(ctx, run)
	if err != nil {
		return nil, err
	}
	defer func() { _ = t.Close() }()
	var out []Column
	for _, name := range t.Header() {
		out = append(out, Column{Name: name})
	}
	n := 0
	for row, err := range t.Rows() {
		if n++; err != nil || n > sampleRows {
			break // what is wrong further on is told by the check
		}
		for i, cell := range row.Cells {
			if cell = strings.TrimSpace(cell); cell != "" {
				out[i].Samples = append(out[i].Samples, short(cell))
			}
		}
	}
	return out, nil
}

// file is an open table with the stored file below it.
type file struct {
	*tabular.Table
	stored io.Closer
}

// Close closes both.
func (f file) Close() error {
	_ = f.Table.Close()
	return f.stored.Close()
}

func (s *Service) open(ctx context.Context, run ImportRun) (file, error) {
	stored, err := s.Files.Open(ctx, run.Digest)
	if err != nil {
		return file{}, operation.Wrap("open import", err)
	}
	t, err := tabular.Open(stored, tabular.Limits{Bytes: ImportLimit})
	if err != nil {
		_ = stored.Close()
		return file{}, operation.Wrap("open import", err)
	}
	return file{t, stored}, nil
}

// rows reads and checks the whole file.
func (s *Service) rows(ctx context.Context, run ImportRun) ([]importRow, error) {
	t, err := s.open(ctx, run)
	if err != nil {
		return nil, err
	}
	defer func() { _ = t.Close() }()
	var out []importRow
	for row, err := range t.Rows() {
		if err != nil {
			return nil, operation.Wrap("read import", err)
		}
		out = append(out, run.Mapping.V.readRow(row))
	}
	return out, nil
}

// Arguments returns the arguments of the message; whole numbers are numbers again after they were kept as JSON.
func (e RowError) Arguments() []any {
	out := make([]any, len(e.Args))
	for i, a := range e.Args {
		if n, ok := a.(float64); ok {
			a = int(n)
		}
		out[i] = a
	}
	return out
}
