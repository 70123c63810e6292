package relation

import (
	"context"
	"slices"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// Files of up to wholeRows are applied in one transaction; larger ones in batches, so that nobody else waits for long.
const (
	wholeRows = 2000
	batchRows = 500
)

// Mode is what an import does when some rows have errors.
type Mode string

// The modes.
const (
	ModeAll  Mode = "all"  // all rows or nothing
	ModeGood Mode = "good" // good rows go in, the others are reported
)

// tally counts outcomes and keeps what is shown of them.
type tally struct {
	created, updated, unchanged, failed int
	report                              Report
}

func (t *tally) rows() int { return t.created + t.updated + t.unchanged + t.failed }

func (t *tally) count(plan []planned) {
	for _, pl := range plan {
		switch pl.outcome {
		case OutcomeCreate:
			t.created++
		case OutcomeUpdate:
			t.updated++
		case OutcomeUnchanged:
			t.unchanged++
		case OutcomeError:
			t.failed++
		}
		name := short(pl.importRow.company.Name)
		if len(t.report.Preview) < keepPreview {
			t.report.Preview = append(t.report.Preview, ReportRow{Line: pl.line, Name: name, Person: short(pl.importRow.person.Name), Outcome: pl.outcome})
		}
		t.errors(pl, name)
	}
}

func (t *tally) errors(pl planned, name string) {
	var fields []string
	for f := range pl.faults {
		fields = append(fields, f)
	}
	slices.Sort(fields)
	for _, f := range fields {
		if len(t.report.Errors) < keepErrors {
			t.report.Errors = append(t.report.Errors, RowError{Line: pl.line, Name: name, Field: Field(f), Key: pl.faults[f].Key, Args: pl.faults[f].Args})
		}
	}
}

// CheckImport sets what the columns mean and tries the import without changing anything: per row whether it makes, changes or
// leaves a company, or what is wrong with it.
func (s *Service) CheckImport(ctx context.Context, sc access.Scope, key id.ID, columns []string) error {
	run, err := s.Import(ctx, sc, key)
	if err != nil {
		return err
	}
	if run.State == RunApplied || run.State == RunApplying {
		return fault.Conflict("relation.import.applied")
	}
	if run.Mapping.V, err = ParseMapping(columns, len(run.Mapping.V)); err != nil {
		return err
	}
	rows, err := s.rows(ctx, run)
	if err != nil {
		return err
	}
	var t tally
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		p := newPool()
		for batch := range slices.Chunk(rows, wholeRows) {
			if err := p.loadTx(tx, sc, batch); err != nil {
				return err
			}
			t.count(p.plan(batch, s.IDs.New))
		}
		return nil
	})
	if err != nil {
		return operation.Wrap("check import", err)
	}
	err = s.Write(ctx, sc, func(op *operation.Op) error {
		op.Audit(audit.Entry{Action: "import.checked", Object: "import_run", ID: key, Unit: run.Unit, Detail: map[string]any{"mapping": run.Mapping.V, "failed": t.failed}})
		return saveRun(op, run, RunChecked, t)
	})
	return operation.Wrap("check import", err)
}

// saveRun keeps the state and the counts; version guards against two people at once.
func saveRun(op *operation.Op, run ImportRun, state RunState, t tally) error {
	at := op.At
	if state != RunApplied {
		at = run.AppliedAt
	}
	return operation.Changed(op.Exec(`UPDATE import_run AS i SET state = $3, mapping = $4, created = $5, updated = $6, skipped = $7, failed = $8, report = $9,
			applied_at = $10, operation_id = $11, version = version + 1
		WHERE {import.run:i} AND i.id = $1 AND i.version = $2 AND i.deleted_at IS NULL`,
		run.ID, run.Version, state, run.Mapping, t.created, t.updated, t.unchanged, t.failed, db.JSON[Report]{V: t.report}, at, op.ID))
}

// ApplyImport brings a checked file in. With ModeAll it refuses when a row has an error. Up to 2,000 rows go in together; a
// larger file goes in batches, and an import that stopped halfway is finished by applying it again.
func (s *Service) ApplyImport(ctx context.Context, sc access.Scope, key id.ID, mode Mode) error {
	run, err := s.Import(ctx, sc, key)
	if err != nil {
		return err
	}
	switch {
	case mode != ModeAll && mode != ModeGood:
		return fault.Fields{"mode": {Key: "field.choice"}}.Err()
	case run.State == RunApplied:
		return fault.Conflict("relation.import.applied")
	case run.State == RunUploaded:
		return fault.Conflict("relation.import.unchecked")
	case mode == ModeAll && run.Failed > 0:
		return fault.Invalid("relation.import.has_errors", run.Failed)
	}
	if err := sc.RequireOn(access.RelationshipWrite, run.Unit); err != nil {
		return err
	}
	rows, err := s.rows(ctx, run)
	if err != nil {
		return err
	}
	err = s.applyAll(ctx, sc, run, mode, rows)
	if _, taken := s.DB.Conflict(err); taken {
		return fault.Conflict("fault.changed") // somebody entered the same company in the meantime
	}
	return operation.Wrap("apply import", err)
}

func (s *Service) applyAll(ctx context.Context, sc access.Scope, run ImportRun, mode Mode, rows []importRow) error {
	size := batchRows
	if len(rows) <= wholeRows {
		size = wholeRows
	}
	done, touched := resume(run), map[id.ID]int{}
	for start := done.rows(); start < len(rows); start += size {
		batch := rows[start:min(start+size, len(rows))]
		state := RunApplying
		if start+size >= len(rows) {
			state = RunApplied
		}
		var (
			after tally
			p     *pool
		)
		err := s.Write(ctx, sc, func(op *operation.Op) (err error) {
			if grown(start, size) {
				if err := op.Tx.Analyze("organisation", "person", "position"); err != nil {
					return err
				}
			}
			after, p = done, newPool()
			p.touched = touched
			return s.applyBatch(op, run, mode, batch, p, &after, state)
		})
		if err != nil {
			return err
		}
		run.Version++
		done = after
		for key, c := range p.byID {
			if c.line > 0 {
				touched[key] = c.line
			}
		}
	}
	return nil
}

// grown reports whether a batch follows one after which the tables are of another order of size. Until the database has
// counted again, it reads and checks references as if they were as small as before.
func grown(start, batch int) bool { return start == batch || start == 8*batch }

// resume gives what an import that stopped halfway has done already: its rows went in in the order of the file.
func resume(run ImportRun) tally {
	if run.State != RunApplying {
		return tally{}
	}
	return tally{created: run.Created, updated: run.Updated, unchanged: run.Unchanged, failed: run.Failed, report: run.Report.V}
}

// applyBatch does one batch inside its transaction. What it changes outside is thrown away when the transaction is tried again.
func (s *Service) applyBatch(op *operation.Op, run ImportRun, mode Mode, batch []importRow, p *pool, t *tally, state RunState) error {
	fresh := make([]importRow, len(batch))
	for i, r := range batch {
		fresh[i] = r
		fresh[i].faults = cloneFaults(r.faults)
	}
	if err := p.loadTx(op.Tx, op.Scope, fresh); err != nil {
		return err
	}
	plan := p.plan(fresh, op.NewID)
	before := t.failed
	t.count(plan)
	if mode == ModeAll && t.failed > before && state == RunApplied && len(batch) == t.rows() {
		return fault.Invalid("relation.import.has_errors", t.failed) // the network changed since the check; nothing is written yet
	}
	w := newWriter(op, run.Unit)
	if err := w.applyTx(plan); err != nil {
		return err
	}
	op.Audit(audit.Entry{Action: "import.applied", Object: "import_run", ID: run.ID, Unit: run.Unit, Detail: map[string]any{
		"first_line": batch[0].line, "last_line": batch[len(batch)-1].line, "made": w.made,
	}})
	return saveRun(op, run, state, *t)
}

func cloneFaults(f fault.Fields) fault.Fields {
	out := make(fault.Fields, len(f))
	for k, v := range f {
		out[k] = v
	}
	return out
}
