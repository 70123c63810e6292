package relation

import (
	"context"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// FailedRow is a row that did not go in, as it stands in the file, with what happened to it.
type FailedRow struct {
	Cells []string
	ImportedRow
}

// FailedRows gives the headings of a run's file and then each row that has an error or may be double, to be mended and uploaded again.
func (s *Service) FailedRows(ctx context.Context, sc access.Scope, key id.ID, begin func(header []string) error, row func(FailedRow) error) error {
	run, err := s.Import(ctx, sc, key)
	if err != nil {
		return err
	}
	t, err := s.open(ctx, run)
	if err != nil {
		return err
	}
	defer func() { _ = t.Close() }()
	if err := begin(t.Header()); err != nil {
		return err
	}
	failed := failedRows{service: s, ctx: ctx, scope: sc, run: run.ID}
	next, ok, err := failed.next()
	for r, readErr := range t.Rows() {
		if err != nil || !ok || readErr != nil {
			break // behind a fault of the file there are no rows of the check either
		}
		if r.Line != next.Line {
			continue
		}
		if err := row(FailedRow{r.Cells, next}); err != nil {
			return err
		}
		next, ok, err = failed.next()
	}
	return operation.Wrap("report import", err)
}

// failedRows reads the failed rows a page at a time.
type failedRows struct {
	service *Service
	ctx     context.Context //nolint:containedctx // lives as long as the one call that makes it
	scope   access.Scope
	run     id.ID
	rows    []ImportedRow
	after   int
	ended   bool
}

// reportPage is how many failed rows are read at once.
const reportPage = 2000

func (f *failedRows) next() (ImportedRow, bool, error) {
	if len(f.rows) == 0 && !f.ended {
		err := f.service.Read(f.ctx, f.scope, func(tx *db.Tx) error {
			errors, err := rowsPageTx(tx, f.scope, f.run, OutcomeError, f.after, reportPage)
			if err != nil {
				return err
			}
			doubles, err := rowsPageTx(tx, f.scope, f.run, OutcomeDuplicate, f.after, reportPage)
			f.rows, f.after = merged(errors, doubles)
			f.ended = f.after == 0
			return err
		})
		if err != nil {
			return ImportedRow{}, false, err
		}
	}
	if len(f.rows) == 0 {
		return ImportedRow{}, false, nil
	}
	first := f.rows[0]
	f.rows = f.rows[1:]
	return first, true, nil
}
