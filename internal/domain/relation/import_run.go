package relation

import (
	"context"
	"io"
	"iter"
	"path"
	"strings"
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/blob"
	"schakel/internal/platform/check"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/platform/tabular"
)

// RunState is how far an import is.
type RunState string

// The states. Work under way stands still when a machine stops, and is taken up where it was.
const (
	RunUploaded RunState = "uploaded"
	RunChecking RunState = "checking"
	RunChecked  RunState = "checked"
	RunApplying RunState = "applying"
	RunStopped  RunState = "stopped" // somebody stopped it halfway: some rows are in
	RunApplied  RunState = "applied"
	RunUndoing  RunState = "undoing"
	RunUndone   RunState = "undone"
)

// Working reports whether a job is busy with the import.
func (s RunState) Working() bool { return s == RunChecking || s == RunApplying || s == RunUndoing }

// ImportRun is one file on its way in.
type ImportRun struct {
	ID        id.ID               `db:"id"`
	Unit      id.ID               `db:"unit_id"`
	UnitName  string              `db:"unit_name"`
	Kind      ImportKind          `db:"kind"`
	FileName  string              `db:"file_name"`
	Digest    blob.Digest         `db:"digest"`
	Size      int                 `db:"size"`
	Mapping   db.JSON[Mapping]    `db:"mapping"`
	Keys      db.JSON[[]MatchKey] `db:"match_keys"`
	State     RunState            `db:"state"`
	Task      db.JSON[Task]       `db:"task"`
	Total     int                 `db:"total"` // rows of the file, once it was checked
	Created   int                 `db:"created"`
	Updated   int                 `db:"updated"`
	Unchanged int                 `db:"skipped"`
	Doubtful  int                 `db:"doubtful"`
	Failed    int                 `db:"failed"`
	Report    db.JSON[Report]     `db:"report"`
	By        string              `db:"by_name"`
	CreatedAt time.Time           `db:"created_at"`
	AppliedAt time.Time           `db:"applied_at"`
	UndoneAt  time.Time           `db:"undone_at"`
	Version   int                 `db:"version"`
}

// Rows is how many rows the check or the import looked at.
func (r ImportRun) Rows() int { return r.Created + r.Updated + r.Unchanged + r.Doubtful + r.Failed }

func (r ImportRun) keys() []MatchKey {
	if len(r.Keys.V) == 0 {
		return usualKeys()
	}
	return r.Keys.V
}

// Count returns how many rows have an outcome.
func (r ImportRun) Count(o Outcome) int {
	return map[Outcome]int{OutcomeCreate: r.Created, OutcomeUpdate: r.Updated, OutcomeUnchanged: r.Unchanged, OutcomeDuplicate: r.Doubtful, OutcomeError: r.Failed}[o]
}

// UndoDays is how long an import can be taken back.
const UndoDays = 30

// Undoable reports whether the import can be taken back at a moment.
func (r ImportRun) Undoable(now time.Time) bool {
	return (r.State == RunApplied || r.State == RunStopped) && r.Created+r.Updated > 0 && now.Before(r.AppliedAt.AddDate(0, 0, UndoDays))
}

// Task is what was asked of the work under way.
type Task struct {
	Mode    Mode      `json:"mode,omitempty"`
	Doubles Doubles   `json:"doubles,omitempty"`
	Began   time.Time `json:"began,omitzero"`   // bringing in: what was made by imports since is not compared with
	By      id.ID     `json:"by,omitempty"`     // account for which a job works
	Before  id.ID     `json:"before,omitempty"` // undoing: the change before which to go on
}

// Report is what cannot be counted.
type Report struct {
	Problem *RowError `json:"problem,omitempty"` // with the file as a whole
	Undone  *Undone   `json:"undone,omitempty"`
}

// Undone is what taking an import back did.
type Undone struct {
	Restored int       `json:"restored"` // fields
	Binned   int       `json:"binned"`   // rows that the import had made
	Kept     []KeptRow `json:"kept,omitempty"`
	More     int       `json:"more,omitempty"` // kept, beyond those that are named
}

// KeptRow is something that stays, since it was changed or used after the import.
type KeptRow struct {
	Object       string `json:"object" db:"object"`
	Organisation id.ID  `json:"organisation,omitempty" db:"organisation_id"`
	Name         string `json:"name" db:"name"`
	Field        string `json:"field,omitempty"` // a column; empty: the row itself
}

// RowError is a message at a field of a row: a catalogue key with its arguments.
type RowError struct {
	Line  int    `json:"line,omitempty"` // of a file of schools
	Name  string `json:"name,omitempty"` // likewise
	Field Field  `json:"field,omitempty"`
	Key   string `json:"key"`
	Args  []any  `json:"args,omitempty"`
}

const runQuery = `SELECT i.id, i.unit_id, u.name AS unit_name, i.kind, i.file_name, i.digest, i.size, i.mapping, i.match_keys, i.state, i.task, i.total,
		i.created, i.updated, i.skipped, i.doubtful, i.failed, i.report, a.name AS by_name, i.created_at, i.applied_at, i.undone_at, i.version
	FROM import_run i JOIN unit u ON u.network_id = i.network_id AND u.id = i.unit_id LEFT JOIN account a ON a.id = i.account_id
	WHERE {import.run:i} AND i.kind <> 'duo' AND i.deleted_at IS NULL`

// Sizes of an import.
const (
	ImportLimit = 25 << 20 // bytes
	importRows  = 100_000
)

var importLimits = tabular.Limits{Bytes: ImportLimit, Rows: importRows}

// Upload keeps a file for a unit and proposes what its columns mean: as they did last time, or else a guess. Nothing is imported
// yet. A file that is no table is refused with what is wrong and on which line.
func (s *Service) Upload(ctx context.Context, sc access.Scope, unit id.ID, kind ImportKind, fileName string, file io.ReadSeeker) (id.ID, error) {
	if err := sc.RequireOn(access.ImportRun, unit); err != nil {
		return "", err
	}
	f := fault.Fields{}
	fileName = check.Text(f, "file", path.Base(strings.ReplaceAll(fileName, `\`, "/")), 1, 200)
	kind = check.Choice(f, "kind", string(kind), ImportKinds()...)
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
	digest, size, err := s.Files.Put(ctx, file, ImportLimit)
	if err != nil {
		return "", operation.Wrap("upload", err)
	}
	var key id.ID
	err = s.Write(ctx, sc, func(op *operation.Op) error {
		key = op.NewID()
		mapping, keys, err := proposeMappingTx(op.Tx, sc, unit, kind, header)
		if err != nil {
			return err
		}
		op.Audit(audit.Entry{Action: "import.uploaded", Object: "import_run", ID: key, Unit: unit, Detail: map[string]any{"file": fileName, "kind": kind, "digest": digest}})
		return op.Insert(`INSERT INTO import_run (network_id, id, unit_id, kind, file_name, digest, size, mapping, match_keys, state, report, account_id, created_at, operation_id)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
			op.Network(), key, unit, kind, fileName, digest, size, db.JSON[Mapping]{V: mapping}, db.JSON[[]MatchKey]{V: keys}, RunUploaded, db.JSON[Report]{}, sc.Account(), op.At, op.ID)
	})
	return key, operation.Wrap("upload", err)
}

func headerOf(r io.Reader) ([]string, error) {
	t, err := tabular.Open(r, importLimits)
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
		runs, err = db.Select[ImportRun](tx, sc.Bind(runQuery+` ORDER BY i.created_at DESC, i.id DESC LIMIT 50`))
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
	if run.Digest == "" { // somebody in it was erased
		return file{}, fault.NotFound("relation.import.file_gone")
	}
	stored, err := s.Files.Open(ctx, run.Digest)
	if err != nil {
		return file{}, operation.Wrap("open import", err)
	}
	t, err := tabular.Open(stored, importLimits)
	if err != nil {
		_ = stored.Close()
		return file{}, operation.Wrap("open import", err)
	}
	return file{t, stored}, nil
}

// batches gives the rows of the file as they are read and checked, a batch at a time, without those that were done before.
func (s *Service) batches(ctx context.Context, run ImportRun, skip int) iter.Seq2[[]importRow, error] {
	return func(yield func([]importRow, error) bool) {
		t, err := s.open(ctx, run)
		if err != nil {
			yield(nil, err)
			return
		}
		defer func() { _ = t.Close() }()
		rd := newRowReader(run.Kind, run.Mapping.V, clock.Today(s.Clock))
		batch := make([]importRow, 0, batchRows)
		for row, err := range t.Rows() {
			if err != nil {
				yield(nil, operation.Wrap("read import", err))
				return
			}
			if skip > 0 {
				skip--
				continue
			}
			if batch = append(batch, rd.row(row)); len(batch) == batchRows {
				if !yield(batch, nil) {
					return
				}
				batch = make([]importRow, 0, batchRows)
			}
		}
		if len(batch) > 0 {
			yield(batch, nil)
		}
	}
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
