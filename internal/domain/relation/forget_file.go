package relation

import (
	"context"
	"fmt"

	"schakel/internal/kernel/access"
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
	op.Enqueue(job.New{Kind: forgetKind, Args: forgetArgs{digests}})
	return nil
}

// forgetFiles is the worker of forgetKind. Equal files are stored once for all networks: what any row still names stays.
func (s *Service) forgetFiles(ctx context.Context, j job.Job) error {
	var args forgetArgs
	if err := j.Decode(&args); err != nil {
		return fmt.Errorf("%w: %w", job.ErrGiveUp, err)
	}
	if s.Files == nil {
		return nil
	}
	system := access.System(j.Network, "forget files")
	for _, d := range args.Digests {
		var named []string
		err := s.DB.Read(ctx, system.Settings(), func(tx *db.Tx) (err error) {
			named, err = db.Select[string](tx, db.Q(`SELECT f.digest FROM file f WHERE f.digest = $1 UNION ALL SELECT r.digest FROM import_run r WHERE r.digest = $1 LIMIT 1`, d))
			return err
		})
		if err == nil && len(named) == 0 {
			err = s.Files.Delete(ctx, blob.Digest(d))
		}
		if err != nil {
			return operation.Wrap("forget file", err)
		}
	}
	return nil
}
