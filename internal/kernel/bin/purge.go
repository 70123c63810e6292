package bin

import (
	"context"
	"errors"
	"fmt"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/job"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/id"
)

// PurgeKind is the job that empties the bins of all networks; it comes back every day.
const PurgeKind job.Kind = "bin.purge"

// Workers are the jobs of the bin, for the composition root.
func (s *Service) Workers() map[job.Kind]job.Worker {
	return map[job.Kind]job.Worker{PurgeKind: func(ctx context.Context, _ job.Job) error {
		_, err := s.Purge(ctx)
		return err
	}}
}

// atOnce is how many things go in one transaction: nobody else waits for long.
const atOnce = 100

// Purge takes away what has been in the bin for longer than Days, in every network, and returns how many things went. It may stop
// anywhere and be called again.
func (s *Service) Purge(ctx context.Context) (int, error) {
	total, err := s.EachNetwork(ctx, "bin", func(sc access.Scope) (total int, err error) {
		for _, k := range s.kinds {
			for gone := atOnce; err == nil && gone == atOnce; total += gone {
				gone, err = s.purge(ctx, sc, k)
			}
		}
		return total, err
	})
	return total, operation.Wrap("purge bin", err)
}

// errNothing leaves a transaction in which there was nothing to do.
var errNothing = errors.New("bin: nothing is due")

func (s *Service) purge(ctx context.Context, sc access.Scope, k Kind) (gone int, err error) {
	err = s.Write(ctx, sc, func(op *operation.Op) error {
		keys, err := operation.Select[id.ID](op, `SELECT `+k.Alias+`.id FROM `+k.Due+` AND `+k.Alias+`.deleted_at < $1
			ORDER BY `+k.Alias+`.deleted_at, `+k.Alias+`.id LIMIT $2`, op.At.AddDate(0, 0, -Days), atOnce)
		if err != nil {
			return err
		}
		if gone = len(keys); gone == 0 {
			return errNothing
		}
		op.Audit(audit.Entry{Action: "bin.purged", Object: "bin", Detail: map[string]any{"kind": k.Name, "things": keys}})
		return k.Purge(op, keys)
	})
	if errors.Is(err, errNothing) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("%s: %w", k.Name, err)
	}
	return gone, nil
}
