package relation

import (
	"context"
	"fmt"
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/job"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

const (
	// batchRows is how many rows go in together: nobody else waits for long.
	batchRows = 1000
	// jobRows is how many rows one job brings in before it makes room for others.
	jobRows = 20_000
)

// Workers are the jobs of this noun, for the composition root.
func (s *Service) Workers() map[job.Kind]job.Worker {
	return map[job.Kind]job.Worker{importJob: s.workJob, DuplicatesKind: s.FindDuplicates, matchJob: s.matchWork, forgetKind: s.forgetFiles}
}

// workJob works on an import for the account that asked, with the rights that it has now.
func (s *Service) workJob(ctx context.Context, j job.Job) error {
	var args importArgs
	if err := j.Decode(&args); err != nil {
		return fmt.Errorf("%w: %w", job.ErrGiveUp, err)
	}
	system := access.System(args.Network, "import")
	run, err := s.Import(ctx, system, args.Run)
	if err != nil || !run.State.Working() {
		return giveUp(err)
	}
	var sc access.Scope
	err = s.DB.Read(ctx, system.Settings(), func(tx *db.Tx) error {
		sc, err = access.LoadTx(tx, run.Task.V.By, run.By, args.Network, clock.Today(s.Clock))
		return err
	})
	if err == nil {
		err = s.work(ctx, sc, run.ID, true)
	}
	if fault.Is(err, fault.KindForbidden) || fault.Is(err, fault.KindNotFound) { // the rights are gone by now
		return giveUp(s.give(ctx, system, run, err))
	}
	return giveUp(err)
}

// giveUp tells the runner that trying again is of no use: somebody else was first, or the fault is told on the page.
func giveUp(err error) error {
	if _, ok := fault.As(err); ok {
		return fmt.Errorf("%w: %w", job.ErrGiveUp, err)
	}
	return err
}

// work goes on with an import from where it stands. A job stops after a while and queues the rest.
func (s *Service) work(ctx context.Context, sc access.Scope, key id.ID, inJob bool) error {
	run, err := s.Import(ctx, sc, key)
	if err != nil {
		return err
	}
	switch run.State {
	case RunChecking:
		err = s.check(ctx, sc, &run)
	case RunApplying:
		if err = s.mayApply(sc, run); err == nil {
			err = s.apply(ctx, sc, &run, inJob)
		}
	case RunUndoing:
		if err = s.mayApply(sc, run); err == nil {
			err = s.undo(ctx, sc, &run, inJob)
		}
	}
	if fault.Is(err, fault.KindConflict) {
		return nil // stopped, or taken over by another worker
	}
	if fault.Is(err, fault.KindInvalid) || fault.Is(err, fault.KindTooLarge) {
		return s.give(ctx, sc, run, err)
	}
	return err
}

// give ends work that cannot go on, and keeps why.
func (s *Service) give(ctx context.Context, sc access.Scope, run ImportRun, why error) error {
	f, ok := fault.As(why)
	if !ok {
		return why
	}
	problem := RowError{Key: f.Key, Args: f.Args}
	next := map[RunState]RunState{RunChecking: RunUploaded, RunApplying: RunStopped, RunUndoing: RunApplied}[run.State]
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		now, err := runTx(op.Tx, sc, run.ID)
		if err != nil {
			return err
		}
		if !now.State.Working() {
			return fault.Conflict("fault.changed")
		}
		if now.AppliedAt.IsZero() && next == RunStopped {
			now.AppliedAt = op.At
		}
		if next == RunStopped && now.Rows() == 0 {
			next = RunChecked
			now.AppliedAt = time.Time{}
		}
		now.Report.V.Problem = &problem
		op.Audit(audit.Entry{Action: "import.failed", Object: "import_run", ID: run.ID, Unit: run.Unit, Detail: problem})
		return saveRun(op, &now, next)
	})
	return operation.Wrap("import", err)
}

// check tries all rows from the beginning: what it found before a machine stopped is found again.
func (s *Service) check(ctx context.Context, sc access.Scope, run *ImportRun) error {
	shelf, t, number := newShelf(), tally{}, 0
	for rows, err := range s.batches(ctx, *run, 0) {
		if err != nil {
			return err
		}
		var plan []planned
		err = s.Read(ctx, sc, func(tx *db.Tx) error {
			p, err := shelf.poolTx(tx, sc, *run, rows)
			if err == nil {
				err = p.findDoubles(tx, sc, rows)
			}
			if err != nil {
				return err
			}
			plan = p.plan(rows, shelf.newID)
			shelf.keep(p)
			return nil
		})
		if err != nil {
			return err
		}
		parts := t.count(number, plan, false)
		err = s.Write(ctx, sc, func(op *operation.Op) error {
			op.Audit(audit.Entry{Action: "import.checked", Object: "import_run", ID: run.ID, Unit: run.Unit, Detail: map[string]int{"first_line": rows[0].line, "last_line": rows[len(rows)-1].line}})
			if err := keepPartsTx(op, run.ID, number, parts); err != nil {
				return err
			}
			run.counts(t)
			return saveRun(op, run, RunChecking)
		})
		if err != nil {
			return err
		}
		number++
	}
	return s.Write(ctx, sc, func(op *operation.Op) error {
		op.Audit(audit.Entry{Action: "import.checked", Object: "import_run", ID: run.ID, Unit: run.Unit, Detail: map[string]int{"rows": t.rows(), "failed": t.failed}})
		run.Total = t.rows()
		return saveRun(op, run, RunChecked)
	})
}

func (r *ImportRun) counts(t tally) {
	r.Created, r.Updated, r.Unchanged, r.Doubtful, r.Failed = t.created, t.updated, t.unchanged, t.doubtful, t.failed
}

// apply brings rows in from where the run stands: each batch commits with the counts that say so.
func (s *Service) apply(ctx context.Context, sc access.Scope, run *ImportRun, inJob bool) error {
	touched, err := s.touched(ctx, sc, *run)
	if err != nil {
		return err
	}
	began := run.Rows()
	for rows, err := range s.batches(ctx, *run, began) {
		if err != nil {
			return err
		}
		done := run.Rows() + len(rows)
		last := done >= run.Total
		rest := inJob && !last && done-began >= jobRows
		if err := s.applyBatch(ctx, sc, run, rows, touched, last, rest); err != nil {
			return err
		}
		if rest {
			return nil
		}
	}
	if run.State == RunApplying { // the file had fewer rows left than the check saw, which cannot be: it is kept by its digest
		return s.Write(ctx, sc, func(op *operation.Op) error {
			op.Audit(audit.Entry{Action: "import.applied", Object: "import_run", ID: run.ID, Unit: run.Unit})
			run.AppliedAt = op.At
			return saveRun(op, run, RunApplied)
		})
	}
	return nil
}

// applyBatch does one batch in its transaction.
func (s *Service) applyBatch(ctx context.Context, sc access.Scope, run *ImportRun, rows []importRow, touched map[id.ID]int, last, rest bool) error {
	var (
		after ImportRun
		p     *pool
	)
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		after, p = *run, newPool(*run)
		p.touched = touched
		number, start := run.Rows()/batchRows, run.Rows()
		if grown(start) {
			if err := op.Tx.Analyze("organisation", "person", "position"); err != nil {
				return err
			}
		}
		fresh := afresh(rows)
		if err := p.loadTx(op.Tx, sc, fresh); err != nil {
			return err
		}
		if run.Task.V.Doubles == DoublesLeave {
			if err := p.findDoubles(op.Tx, sc, fresh); err != nil {
				return err
			}
		}
		plan := p.plan(fresh, op.NewID)
		t := tallyOf(*run)
		parts := t.count(number, plan, true)
		if run.Task.V.Mode == ModeAll && start == 0 && t.failed > 0 {
			return fault.Invalid("relation.import.has_errors", t.failed) // the network changed since the check; nothing is written yet
		}
		w := newWriter(op, *run)
		if err := w.applyTx(plan); err != nil {
			return err
		}
		if err := keepPartsTx(op, run.ID, number, parts); err != nil {
			return err
		}
		op.Audit(audit.Entry{Action: "import.applied", Object: "import_run", ID: run.ID, Unit: run.Unit, Detail: map[string]any{
			"first_line": rows[0].line, "last_line": rows[len(rows)-1].line, "made": w.made,
		}})
		after.counts(t)
		after.AppliedAt = op.At
		state := RunApplying
		if last {
			state = RunApplied
		}
		if err := saveRun(op, &after, state); err != nil {
			return err
		}
		if rest {
			s.queue(op, after)
		}
		return nil
	})
	if _, taken := s.DB.Conflict(err); taken {
		return fault.Invalid("relation.import.somebody") // entered the same company in this very moment
	}
	if err != nil {
		return err
	}
	*run = after
	for key, c := range p.byID {
		if c.line > 0 {
			touched[key] = c.line
		}
	}
	return nil
}

// afresh copies rows for a transaction that may be tried again: planning notes faults in them.
func afresh(rows []importRow) []importRow {
	fresh := make([]importRow, len(rows))
	for i, r := range rows {
		fresh[i] = r
		fresh[i].faults = make(fault.Fields, len(r.faults))
		for k, v := range r.faults {
			fresh[i].faults[k] = v
		}
	}
	return fresh
}

// grown reports whether a batch follows one after which the tables are of another order of size. Until the database has
// counted again, it reads and checks references as if they were as small as before.
func grown(start int) bool { return start == batchRows || start == 8*batchRows }

// touched tells which organisations the rows before made or changed, and on which line, when work goes on after a stop.
func (s *Service) touched(ctx context.Context, sc access.Scope, run ImportRun) (map[id.ID]int, error) {
	out := map[id.ID]int{}
	for number := 0; number < run.Rows()/batchRows; number++ {
		err := s.Read(ctx, sc, func(tx *db.Tx) error {
			parts, err := db.Select[part](tx, sc.Bind(`SELECT p.content FROM import_part p WHERE {wall:p} AND p.run_id = $1 AND p.part = $2 AND p.outcome <> $3 LIMIT 10`,
				run.ID, number, OutcomeDuplicate))
			for _, p := range parts {
				for _, r := range p.Rows.V {
					if r.Known != "" {
						out[r.Known] = r.Line
					}
				}
			}
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}
