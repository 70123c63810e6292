package relation

import (
	"context"
	"slices"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/job"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// Mode is what an import does when some rows have errors.
type Mode string

// The modes.
const (
	ModeAll  Mode = "all"  // all rows or nothing
	ModeGood Mode = "good" // good rows go in, the others are reported
)

// Doubles is what an import does with rows that may be double.
type Doubles string

// The choices.
const (
	DoublesLeave Doubles = "leave" // they are reported, to be looked at
	DoublesMake  Doubles = "make"  // they are new all the same
)

// CheckInput is what a form says before a dry run.
type CheckInput struct {
	Columns  []string // a field per column
	Keys     []string // by what rows are recognised; the usual ones when empty
	Remember string   // name under which the columns are remembered, besides by their headings
}

// atOnce is the size up to which a file is worked on in the request that asks for it: larger ones become a job.
const atOnce = 96 << 10

// CheckImport sets what the columns mean and tries the import without changing anything: per row whether it makes, changes or
// leaves something, may be double, or what is wrong with it. A large file is tried by a job.
func (s *Service) CheckImport(ctx context.Context, sc access.Scope, key id.ID, in CheckInput) error {
	run, err := s.Import(ctx, sc, key)
	if err != nil {
		return err
	}
	if run.State != RunUploaded && run.State != RunChecked {
		return fault.Conflict("relation.import.applied")
	}
	f := fault.Fields{}
	name := mappingName(f, in.Remember)
	run.Keys.V = chosenKeys(f, in.Keys)
	if run.Mapping.V, err = ParseMapping(run.Kind, in.Columns, len(run.Mapping.V)); err != nil {
		return err
	}
	if err := f.Err(); err != nil {
		return err
	}
	header, err := s.header(ctx, run)
	if err != nil {
		return err
	}
	err = s.Write(ctx, sc, func(op *operation.Op) error {
		if err := rememberTx(op, run, header, name); err != nil {
			return err
		}
		if _, err := op.Exec(`DELETE FROM import_part AS p WHERE {wall:p} AND p.run_id = $1`, key); err != nil {
			return err
		}
		op.Audit(audit.Entry{Action: "import.checked", Object: "import_run", ID: key, Unit: run.Unit, Detail: map[string]any{"mapping": run.Mapping.V, "keys": run.Keys.V}})
		return s.begin(op, &run, RunChecking, Task{})
	})
	if err != nil {
		return operation.Wrap("check import", err)
	}
	return s.now(ctx, sc, run)
}

// chosenKeys reads the match keys; without any the usual ones are taken.
func chosenKeys(f fault.Fields, values []string) []MatchKey {
	var out []MatchKey
	for _, k := range MatchKeys() {
		if slices.Contains(values, string(k)) {
			out = append(out, k)
		}
	}
	for _, v := range values {
		if !slices.Contains(MatchKeys(), MatchKey(v)) {
			f.Add("keys", "field.choice")
		}
	}
	if len(out) == 0 {
		return usualKeys()
	}
	return out
}

// ApplyInput is what a form says before a file is brought in.
type ApplyInput struct {
	Mode    Mode
	Doubles Doubles // rows that may be double are left when empty
}

// ApplyImport brings a checked file in, or goes on with one that was stopped. With ModeAll it refuses when a row has an error. Rows
// go in a batch at a time: what went in stays when somebody stops it, and can be undone as a whole.
func (s *Service) ApplyImport(ctx context.Context, sc access.Scope, key id.ID, in ApplyInput) error {
	run, err := s.Import(ctx, sc, key)
	if err != nil {
		return err
	}
	if in.Doubles == "" {
		in.Doubles = DoublesLeave
	}
	f := fault.Fields{}
	if in.Mode != ModeAll && in.Mode != ModeGood {
		f.Add("mode", "field.choice")
	}
	if in.Doubles != DoublesLeave && in.Doubles != DoublesMake {
		f.Add("doubles", "field.choice")
	}
	if err := f.Err(); err != nil {
		return err
	}
	switch {
	case run.State == RunUploaded:
		return fault.Conflict("relation.import.unchecked")
	case run.State != RunChecked && run.State != RunStopped:
		return fault.Conflict("relation.import.applied")
	case in.Mode == ModeAll && run.Failed > 0:
		return fault.Invalid("relation.import.has_errors", run.Failed)
	}
	if err := s.mayApply(sc, run); err != nil {
		return err
	}
	err = s.Write(ctx, sc, func(op *operation.Op) error {
		op.Audit(audit.Entry{Action: "import.applied", Object: "import_run", ID: key, Unit: run.Unit, Detail: map[string]any{"mode": in.Mode, "doubles": in.Doubles}})
		if run.State == RunChecked {
			run.Created, run.Updated, run.Unchanged, run.Doubtful, run.Failed = 0, 0, 0, 0, 0
		}
		began := run.Task.V.Began
		if run.State == RunChecked {
			began = op.At
		}
		return s.begin(op, &run, RunApplying, Task{Mode: in.Mode, Doubles: in.Doubles, Began: began})
	})
	if err != nil {
		return operation.Wrap("apply import", err)
	}
	return s.now(ctx, sc, run)
}

// mayApply asks the rights on what the rows write, beside those on the import itself.
func (s *Service) mayApply(sc access.Scope, run ImportRun) error {
	for _, a := range []access.Action{access.OrganisationWrite, access.PersonWrite} {
		if err := sc.Require(a); err != nil {
			return err
		}
	}
	if err := sc.RequireOn(access.RelationshipWrite, run.Unit); err != nil {
		return err
	}
	if run.Kind == ImportInteractions {
		return sc.RequireOn(access.ContactRecord, run.Unit)
	}
	return nil
}

// StopImport stops the work under way: a dry run is thrown away, rows that went in stay.
func (s *Service) StopImport(ctx context.Context, sc access.Scope, key id.ID) error {
	if err := sc.Require(access.ImportRun); err != nil {
		return err
	}
	var err error
	for range stopTries {
		err = s.Write(ctx, sc, func(op *operation.Op) error { return stopTx(op, key) })
		if f, ok := fault.As(err); !ok || f.Key != "fault.changed" {
			break // else a batch was committed in this very moment
		}
	}
	return operation.Wrap("stop import", err)
}

const stopTries = 5

func stopTx(op *operation.Op, key id.ID) error {
	run, err := runTx(op.Tx, op.Scope, key)
	if err != nil {
		return err
	}
	if run.State != RunChecking && run.State != RunApplying {
		return fault.Conflict("relation.import.not_working")
	}
	op.Audit(audit.Entry{Action: "import.stopped", Object: "import_run", ID: key, Unit: run.Unit, Detail: map[string]any{"state": run.State, "rows": run.Rows()}})
	next := RunStopped
	switch {
	case run.State == RunChecking:
		next = RunUploaded
		run.Created, run.Updated, run.Unchanged, run.Doubtful, run.Failed = 0, 0, 0, 0, 0
	case run.AppliedAt.IsZero():
		run.AppliedAt = op.At
	}
	return saveRun(op, &run, next)
}

// begin sets the state, and queues the work when it is too much for a request.
func (s *Service) begin(op *operation.Op, run *ImportRun, state RunState, task Task) error {
	task.By = op.Scope.Account()
	run.Task.V, run.Report.V.Problem = task, nil
	if state == RunChecking {
		run.Created, run.Updated, run.Unchanged, run.Doubtful, run.Failed, run.Total = 0, 0, 0, 0, 0, 0
	}
	if err := saveRun(op, run, state); err != nil {
		return err
	}
	if run.Size > atOnce {
		s.queue(op, *run)
	}
	return nil
}

// now does the work in the request when there is little.
func (s *Service) now(ctx context.Context, sc access.Scope, run ImportRun) error {
	if run.Size > atOnce {
		return nil
	}
	return operation.Wrap("import", s.work(ctx, sc, run.ID, false))
}

// importJob is the job that works on a large import.
const importJob job.Kind = "relation.import"

type importArgs struct {
	Network id.ID `json:"network"`
	Run     id.ID `json:"run"`
}

// queue adds a job; its number keeps the next piece of work apart from the one that is running.
func (s *Service) queue(op *operation.Op, run ImportRun) {
	op.Enqueue(job.New{Kind: importJob, Unique: string(run.ID) + ":" + itoa(run.Version), Args: importArgs{op.Network(), run.ID}})
}

// saveRun keeps the state and the counts; version guards against two people, or two workers, at once.
func saveRun(op *operation.Op, run *ImportRun, state RunState) error {
	err := operation.Changed(op.Exec(`UPDATE import_run AS i SET state = $3, mapping = $4, match_keys = $5, task = $6, total = $7, created = $8, updated = $9, skipped = $10,
			doubtful = $11, failed = $12, report = $13, applied_at = $14, undone_at = $15, operation_id = $16, version = version + 1
		WHERE {import.run:i} AND i.id = $1 AND i.version = $2 AND i.deleted_at IS NULL`,
		run.ID, run.Version, state, run.Mapping, run.Keys, run.Task, run.Total, run.Created, run.Updated, run.Unchanged, run.Doubtful, run.Failed, run.Report,
		run.AppliedAt, run.UndoneAt, op.ID))
	if err == nil {
		run.State = state
		run.Version++
	}
	return err
}

// header reads the headings of a run's file.
func (s *Service) header(ctx context.Context, run ImportRun) ([]string, error) {
	t, err := s.open(ctx, run)
	if err != nil {
		return nil, err
	}
	defer func() { _ = t.Close() }()
	return t.Header(), nil
}
