package erasure

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// Kind is a kind of thing that is taken away for good.
type Kind struct {
	Name string // as Op.Erase has it
	// Living returns those that are there although they should not be.
	Living func(tx *db.Tx, sc access.Scope, keys []id.ID) ([]id.ID, error)
	// Erase takes them away again, with all that went with them.
	Erase func(op *operation.Op, keys []id.ID) error
}

// Rows is the Living of a kind whose rows x, behind FROM and WHERE with a marker, are the living ones.
func Rows(from string) func(tx *db.Tx, sc access.Scope, keys []id.ID) ([]id.ID, error) {
	return func(tx *db.Tx, sc access.Scope, keys []id.ID) ([]id.ID, error) {
		return db.Select[id.ID](tx, sc.Bind(`SELECT x.id FROM `+from+` AND x.id = ANY($1) ORDER BY x.id LIMIT 100000`, db.List(keys)))
	}
}

// ErrUnknown says that a line is of a kind that this version cannot replay.
var ErrUnknown = errors.New("erasure: unknown kind")

// perNetwork groups what lines name by network and kind.
type perNetwork map[id.ID]map[string][]id.ID

func (s *Service) group(lines []operation.Erasure) (perNetwork, error) {
	out := perNetwork{}
	seen := map[[3]string]bool{}
	for _, l := range lines {
		if !slices.ContainsFunc(s.kinds, func(k Kind) bool { return k.Name == l.Kind }) {
			return nil, fmt.Errorf("%w: %q", ErrUnknown, l.Kind)
		}
		if key := [3]string{string(l.Network), l.Kind, string(l.Object)}; !seen[key] {
			seen[key] = true
			if out[l.Network] == nil {
				out[l.Network] = map[string][]id.ID{}
			}
			out[l.Network][l.Kind] = append(out[l.Network][l.Kind], l.Object)
		}
	}
	return out, nil
}

// networks are those of the group that this installation has, in order.
func (s *Service) networks(ctx context.Context, g perNetwork) (out []id.ID, err error) {
	err = s.DB.Read(ctx, db.Settings{}, func(tx *db.Tx) error {
		all, err := operation.NetworksTx(tx)
		for _, n := range all {
			if g[n] != nil {
				out = append(out, n)
			}
		}
		return err
	})
	return out, err
}

// Living returns how many things that lines name are there.
func (s *Service) Living(ctx context.Context, lines []operation.Erasure) (n int, err error) {
	g, err := s.group(lines)
	if err != nil {
		return 0, err
	}
	networks, err := s.networks(ctx, g)
	if err != nil {
		return 0, err
	}
	for _, network := range networks {
		sc := access.System(network, "erasure journal")
		err := s.Read(ctx, sc, func(tx *db.Tx) error {
			for _, k := range s.kinds {
				for some := range slices.Chunk(g[network][k.Name], atOnce) {
					living, err := k.Living(tx, sc, some)
					if err != nil {
						return fmt.Errorf("%s: %w", k.Name, err)
					}
					n += len(living)
				}
			}
			return nil
		})
		if err != nil {
			return n, operation.Wrap("look for erased", err)
		}
	}
	return n, nil
}
