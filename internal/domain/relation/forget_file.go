package relation

import (
	"context"
	"fmt"

	"schakel/internal/kernel/job"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/blob"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// forgetKind is the job that takes the content of files away of which the rows are gone.
const forgetKind job.Kind = "file.forget"

type forgetArgs struct {
	Digests []string `json:"digests"`
}

// purgeFilesTx deletes the rows of files; a job takes away the content that no other row names.
func (s *Service) purgeFilesTx(op *operation.Op, keys []id.ID) error {
	if len(keys) == 0 {
		return nil
	}
	digests, err := operation.Select[string](op, `SELECT DISTINCT f.digest FROM file f WHERE {wall:f} AND f.id = ANY($1) LIMIT 10000`, db.List(keys))
	if err != nil {
		return err
	}
	if _, err := op.Exec(`DELETE FROM file AS f WHERE {wall:f} AND f.id = ANY($1)`, db.List(keys)); err != nil {
		return err
	}
	op.Gone("file", keys)
	op.Enqueue(job.New{Kind: forgetKind, Args: forgetArgs{digests}})
	return nil
}

// forgetFiles is the worker of forgetKind.
func (s *Service) forgetFiles(ctx context.Context, j job.Job) error {
	var args forgetArgs
	if err := j.Decode(&args); err != nil {
		return fmt.Errorf("%w: %w", job.ErrGiveUp, err)
	}
	_, err := s.ForgetFiles(ctx, args.Digests)
	return err
}

// ForgetFiles takes the content of files away that no row names, and returns how many went. Equal files are stored once for all networks,
// so what any row of any network still names stays: this is read across the wall between them, and leaves nothing of it.
func (s *Service) ForgetFiles(ctx context.Context, digests []string) (gone int, err error) {
	if s.Files == nil {
		return 0, nil
	}
	for _, d := range digests {
		var named []string
		err := s.DB.Read(ctx, db.Settings{}, func(tx *db.Tx) (err error) {
			named, err = db.Select[string](tx, db.Q(`SELECT f.digest FROM file f WHERE f.digest = $1 UNION ALL SELECT r.digest FROM import_run r WHERE r.digest = $1 LIMIT 1`, d))
			return err
		})
		if err == nil && len(named) == 0 {
			if err = s.Files.Delete(ctx, blob.Digest(d)); err == nil {
				gone++
			}
		}
		if err != nil {
			return gone, operation.Wrap("forget file", err)
		}
	}
	return gone, nil
}
