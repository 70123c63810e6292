package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"schakel/internal/kernel/erasure"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/blob"
)

// erased reads all lines of the installation's own journal of erasures, outside the database, and of others: a folder, a URL as in the
// configuration, or a backup, which has the lines up to its own moment.
func (a *App) erased(ctx context.Context, journals []string) ([]operation.Erasure, error) {
	lines, err := erasure.Lines(ctx, a.Erasure.Outside)
	if err != nil {
		return nil, err
	}
	for _, from := range journals {
		more, err := linesOf(ctx, from)
		if err != nil {
			return nil, err
		}
		lines = append(lines, more...)
	}
	return lines, nil
}

func linesOf(ctx context.Context, from string) ([]operation.Erasure, error) {
	at, err := os.Stat(from)
	switch {
	case err == nil && !at.IsDir():
		return linesOfBackup(from)
	case err == nil:
		if from, err = filepath.Abs(from); err != nil {
			return nil, err
		}
		from = (&url.URL{Scheme: "file", Path: filepath.ToSlash(from)}).String()
	case !strings.Contains(from, "://"):
		return nil, errors.New("journal of erasures: want a folder, a URL or a backup")
	}
	journal, err := blob.OpenJournal(ctx, from)
	if err != nil {
		return nil, err
	}
	lines, err := erasure.Lines(ctx, journal)
	return lines, errors.Join(err, journal.Close())
}

// linesOfBackup reads the journal that a backup holds. One of a version before the journal has none.
func linesOfBackup(path string) (lines []operation.Erasure, err error) {
	err = walk(path, func(name string, _ int64, r io.Reader) (err error) {
		if name == tablePrefix+erasure.Table {
			lines, err = erasure.Dumped(r)
		}
		return err
	})
	return lines, err
}

// replay takes away again what was erased after a backup was made: rows by the lines of the journal, and of the files that the backup
// brought those that no row names any more. Then the database is written anew.
func (a *App) replay(ctx context.Context, lines []operation.Erasure, files []string) (erasure.Replayed, error) {
	out, err := a.Erasure.Replay(ctx, lines)
	if err != nil || out.Lines == 0 && out.Gone == 0 {
		return out, err
	}
	if _, err = a.Relation.ForgetFiles(ctx, files); err != nil {
		return out, err
	}
	return out, a.Kit.DB.Compact(ctx)
}

// Replay takes away what the journals of erasures name and is there nevertheless: after a restore that stopped before its end.
func (a *App) Replay(ctx context.Context, journals ...string) (out erasure.Replayed, err error) {
	lines, err := a.erased(ctx, journals)
	if err != nil {
		return out, fmt.Errorf("replay: %w", err)
	}
	inside, err := a.Erasure.Inside(ctx)
	if err != nil {
		return out, fmt.Errorf("replay: %w", err)
	}
	return a.replay(ctx, slices.Concat(inside, lines), nil)
}

// lookErasures says whether the journal of erasures is complete outside the database, and whether nobody in it lives.
func (a *App) lookErasures(ctx context.Context) Finding {
	f := Finding{About: "erasures", Grade: Bad}
	inside, err := a.Erasure.Inside(ctx)
	if err != nil {
		f.Says = err.Error()
		return f
	}
	outside, err := erasure.Lines(ctx, a.Erasure.Outside, inside...)
	if err != nil {
		f.Says = "the journal can't be read: " + err.Error()
		return f
	}
	living, err := a.Erasure.Living(ctx, slices.Concat(inside, outside))
	if err != nil {
		f.Says = err.Error()
		return f
	}
	if living > 0 {
		f.Says = fmt.Sprintf("%d things that were erased are there again: run schakel restore --replay", living)
		return f
	}
	unkept, err := a.Erasure.Unkept(ctx)
	switch {
	case err != nil:
		f.Says = err.Error()
	case unkept > 0:
		f.Grade, f.Says = Doubt, fmt.Sprintf("%d erasures are not in the journal outside the database yet: does schakel serve run?", unkept)
	case a.config.Erasures == "" || a.config.Erasures == a.config.Blob && strings.HasPrefix(a.config.Blob, "file:"):
		f.Grade, f.Says = Doubt, fmt.Sprintf("%d lines, nobody in them lives; the journal stands on the same disk as the files: name another place (SCHAKEL_ERASURES)", len(inside))
	default:
		f.Grade, f.Says = Fine, fmt.Sprintf("%d lines, nobody in them lives", len(inside))
	}
	return f
}
