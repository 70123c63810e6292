package relation_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"schakel/internal/domain/relation"
	"schakel/internal/kernel/job"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// find returns the organisation that a search finds first.
func (e *env) find(text string) id.ID {
	e.t.Helper()
	page, err := e.rel.List(e.t.Context(), e.Twente.Relation, relation.Filter{Text: text})
	if err != nil || len(page.Rows) == 0 {
		e.t.Fatalf("%s: %v, %v", text, page.Rows, err)
	}
	return page.Rows[0].ID
}

func (e *env) count(query string) (n int) {
	e.t.Helper()
	err := e.DB.Read(e.t.Context(), db.Settings{}, func(tx *db.Tx) (err error) {
		n, err = db.Get[int](tx, db.Q(query))
		return err
	})
	if err != nil {
		e.t.Fatal(err)
	}
	return n
}

func (e *env) undo(run relation.ImportRun) relation.Undone {
	e.t.Helper()
	if err := e.rel.UndoImport(e.t.Context(), e.Twente.Relation, run.ID); err != nil {
		e.t.Fatal(err)
	}
	e.jobs()
	run = e.run(run.ID)
	if run.State != relation.RunUndone {
		e.t.Fatalf("%s after undoing, %+v", run.State, run.Report.V.Problem)
	}
	return *run.Report.V.Undone
}

// large is a file of so many companies with a person each: a job works on it.
func large(rows int) string {
	var b bytes.Buffer
	b.WriteString("Naam;KvK;Postcode;Plaats;Telefoon;Contactpersoon;E-mail contactpersoon\n")
	for i := range rows {
		fmt.Fprintf(&b, "Bedrijf %d;%08d;7641 AB;Wierden;0546-%06d;Persoon %d;p%d@bedrijf.example\n", i, 10000000+i, 100000+i, i, i)
	}
	return b.String()
}

// runner works with workers that a test may break.
func (e *env) runner(workers map[job.Kind]job.Worker) *job.Runner {
	return &job.Runner{DB: e.DB, Clock: e.Clock, Log: slog.New(slog.DiscardHandler), Workers: workers}
}

func TestImportAsJob(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	run, err := e.upload(large(3000))
	if err != nil {
		t.Fatal(err)
	}
	if err := e.rel.CheckImport(t.Context(), r.Relation, run.ID, relation.CheckInput{Columns: columns(run.Mapping.V)}); err != nil {
		t.Fatal(err)
	}
	if got := e.run(run.ID); got.State != relation.RunChecking || got.Rows() != 0 {
		t.Errorf("before the job: %s, %d rows", got.State, got.Rows())
	}
	t.Run("what is busy cannot be asked twice, nor applied", func(t *testing.T) {
		err := e.rel.CheckImport(t.Context(), r.Relation, run.ID, relation.CheckInput{Columns: columns(run.Mapping.V)})
		err2 := e.rel.ApplyImport(t.Context(), r.Relation, run.ID, relation.ApplyInput{Mode: relation.ModeGood})
		if !fault.Is(err, fault.KindConflict) || !fault.Is(err2, fault.KindConflict) {
			t.Errorf("got %v, %v", err, err2)
		}
	})
	e.jobs()
	run = e.run(run.ID)
	if run.State != relation.RunChecked || run.Total != 3000 || run.Created != 3000 {
		t.Fatalf("checked: %s, %s", run.State, counts(run))
	}
	t.Run("rows by page and outcome", func(t *testing.T) {
		first := e.rows(run, relation.OutcomeCreate, 0)
		if len(first.Rows) != 50 || first.Rows[0].Line != 2 || first.Next != 51 {
			t.Errorf("%d rows, next %d", len(first.Rows), first.Next)
		}
		last := e.rows(run, "", 2990)
		if len(last.Rows) != 11 || last.Next != 0 || last.Rows[10].Line != 3001 {
			t.Errorf("%d rows, next %d", len(last.Rows), last.Next)
		}
		seen := 0
		for after := 0; ; {
			page := e.rows(run, "", after)
			seen += len(page.Rows)
			if after = page.Next; after == 0 {
				break
			}
		}
		if seen != 3000 || len(e.rows(run, relation.OutcomeError, 0).Rows) != 0 {
			t.Errorf("%d rows in all pages", seen)
		}
	})
}

// dying is a context in which a machine stops after it has been looked at so many times: in the middle of anything.
type dying struct {
	context.Context //nolint:containedctx // it is one
	stop            context.CancelFunc
	left            *atomic.Int64
}

func (d dying) look() {
	if d.left.Add(-1) == 0 {
		d.stop()
	}
}

// Err implements context.Context.
func (d dying) Err() error { d.look(); return d.Context.Err() }

// Done implements context.Context.
func (d dying) Done() <-chan struct{} { d.look(); return d.Context.Done() }

// TestImportResumes stops the machine again and again, somewhere between and in the middle of batches: the job runs again after its lease.
func TestImportResumes(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	file := large(2500) + "Bedrijf 0;10000000;7641 AB;Elders;;;\n" // says something else than the first row, two batches later
	run := e.check(file)
	if got := counts(run); got != "2500 new, 0 changed, 0 same, 1 wrong" {
		t.Fatal(got)
	}
	if err := e.rel.ApplyImport(t.Context(), e.Twente.Relation, run.ID, relation.ApplyInput{Mode: relation.ModeGood}); err != nil {
		t.Fatal(err)
	}
	crashes, left := 0, int64(10)
	for round := 0; e.run(run.ID).State == relation.RunApplying && round < 8; round++ {
		left *= 2
		ctx, stop := context.WithCancel(t.Context())
		mortal := dying{ctx, stop, new(atomic.Int64)}
		mortal.left.Store(left)
		crash := func(_ context.Context, j job.Job) error {
			err := e.rel.Workers()[j.Kind](mortal, j)
			if err != nil {
				crashes++
			}
			return err
		}
		if _, err := e.runner(map[job.Kind]job.Worker{"relation.import": crash}).Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
		stop()
		e.Clock.Advance(10 * time.Minute)
	}
	e.jobs()
	after := e.run(run.ID)
	if after.State != relation.RunApplied || counts(after) != counts(run) || crashes == 0 {
		t.Errorf("%s after %d crashes: %s", after.State, crashes, counts(after))
	}
	if n := e.count(`SELECT COUNT(*) FROM organisation WHERE source = 'import'`); n != 2500 {
		t.Errorf("%d companies", n)
	}
	if n := e.count(`SELECT COUNT(*) FROM person`); n != 2500 {
		t.Errorf("%d people", n)
	}
}

func TestImportStops(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	run, err := e.upload(large(2500))
	if err != nil {
		t.Fatal(err)
	}
	in := relation.CheckInput{Columns: columns(run.Mapping.V)}
	if err := e.rel.CheckImport(t.Context(), r.Relation, run.ID, in); err != nil {
		t.Fatal(err)
	}
	if err := e.rel.StopImport(t.Context(), r.Relation, run.ID); err != nil {
		t.Fatal(err)
	}
	e.jobs()
	if got := e.run(run.ID); got.State != relation.RunUploaded || got.Rows() != 0 {
		t.Errorf("a dry run that was stopped: %s, %s", got.State, counts(got))
	}
	if err := e.rel.StopImport(t.Context(), r.Relation, run.ID); !fault.Is(err, fault.KindConflict) {
		t.Errorf("nothing to stop: %v", err)
	}
	if err := e.rel.CheckImport(t.Context(), r.Relation, run.ID, in); err != nil {
		t.Fatal(err)
	}
	e.jobs()
	if err := e.rel.ApplyImport(t.Context(), r.Relation, run.ID, relation.ApplyInput{Mode: relation.ModeAll}); err != nil {
		t.Fatal(err)
	}
	// Somebody stops it while the first batch is written: that batch is not counted, so it is taken back.
	stopping := func(ctx context.Context, j job.Job) error {
		if err := e.rel.StopImport(ctx, r.Relation, run.ID); err != nil {
			return err
		}
		return e.rel.Workers()[j.Kind](ctx, j)
	}
	if _, err := e.runner(map[job.Kind]job.Worker{"relation.import": stopping}).Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := e.run(run.ID); got.State != relation.RunStopped || e.count(`SELECT COUNT(*) FROM organisation WHERE source = 'import'`) != got.Created {
		t.Errorf("stopped: %s, %s", got.State, counts(got))
	}
	done := e.apply(run)
	if done.State != relation.RunApplied || done.Created != 2500 {
		t.Errorf("gone on: %s, %s", done.State, counts(done))
	}
}

// TestImportWithoutRights takes the role away between asking and doing.
func TestImportWithoutRights(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	run := e.check(large(2500))
	if err := e.rel.ApplyImport(t.Context(), r.Relation, run.ID, relation.ApplyInput{Mode: relation.ModeAll}); err != nil {
		t.Fatal(err)
	}
	err := e.DB.Write(t.Context(), db.Settings{}, func(tx *db.Tx) error {
		_, err := tx.Exec(db.Q(`UPDATE role_grant SET valid_to = '2000-01-01' WHERE account_id = $1`, r.Relation.Account()))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	e.jobs()
	got, err := e.rel.Import(t.Context(), r.Project, run.ID)
	if err != nil || got.State.Working() || got.Report.V.Problem == nil || e.count(`SELECT COUNT(*) FROM organisation WHERE source = 'import'`) != 0 {
		t.Errorf("%s, %+v, %v", got.State, got.Report.V.Problem, err)
	}
}

func TestImportReport(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	e.mustImport(companiesFile)
	run := e.check("Bedrijf;Postcode;Plaats;Opm.\nA Bedrijf;12;Ede;\"een; twee\"\nVos Bouw NV;;Almelo;x\nGoed;;Ede;\n;;;geen naam\n")
	var got []string
	err := e.rel.FailedRows(t.Context(), e.Twente.Relation, run.ID, func(header []string) error {
		got = append(got, strings.Join(header, "|"))
		return nil
	}, func(r relation.FailedRow) error {
		got = append(got, fmt.Sprintf("%d %s %s", r.Line, r.Outcome, strings.Join(r.Cells, "|")))
		return nil
	})
	want := "Bedrijf|Postcode|Plaats|Opm.\n2 error A Bedrijf|12|Ede|een; twee\n3 duplicate Vos Bouw NV||Almelo|x\n5 error |||geen naam"
	if err != nil || strings.Join(got, "\n") != want {
		t.Errorf("got %s, %v", strings.Join(got, "\n"), err)
	}
}
