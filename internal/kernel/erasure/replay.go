package erasure

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// Replayed is what a replay came to.
type Replayed struct {
	Lines int // that the database did not know
	Gone  int // things that were there again, and went
	Left  int // lines of networks that are not here
}

// atOnce is how many things go in one transaction.
const atOnce = 100

// ErrLiving says that something erased is still there after a replay.
var ErrLiving = errors.New("erasure: something erased is still there")

// Replay notes the lines that the database does not know, and takes away what all of them name. It may stop anywhere and be called again.
func (s *Service) Replay(ctx context.Context, lines []operation.Erasure) (out Replayed, err error) {
	g, err := s.group(lines)
	if err != nil {
		return out, err
	}
	networks, err := s.networks(ctx, g)
	if err != nil {
		return out, operation.Wrap("replay erasures", err)
	}
	for _, l := range lines {
		if !slices.Contains(networks, l.Network) {
			out.Left++
		}
	}
	for _, network := range networks {
		done, err := s.replay(ctx, network, lines, g[network])
		out.Lines += done.Lines
		out.Gone += done.Gone
		if err != nil {
			return out, operation.Wrap("replay erasures", err)
		}
	}
	living, err := s.Living(ctx, lines)
	if err == nil && living > 0 {
		err = fmt.Errorf("%w: %d of %d", ErrLiving, living, len(lines))
	}
	return out, err
}

func (s *Service) replay(ctx context.Context, network id.ID, lines []operation.Erasure, named map[string][]id.ID) (out Replayed, err error) {
	sc := access.System(network, "erasure journal")
	for _, k := range s.kinds {
		for some := range slices.Chunk(named[k.Name], atOnce) {
			var gone int
			err := s.Write(ctx, sc, func(op *operation.Op) error {
				living, err := k.Living(op.Tx, sc, some)
				if err != nil {
					return err
				}
				if gone = len(living); gone == 0 {
					return errNothing
				}
				op.Audit(audit.Entry{Action: "erasure.replayed", Object: "erasure", Detail: map[string]any{"kind": k.Name, "things": gone}})
				return k.Erase(op, living)
			})
			if err != nil && !errors.Is(err, errNothing) {
				return out, fmt.Errorf("%s: %w", k.Name, err)
			}
			out.Gone += gone
		}
	}
	// The lines come last: what stopped halfway is replayed from the start.
	err = s.Write(ctx, sc, func(op *operation.Op) error {
		unknown, err := unknownTx(op.Tx, sc, lines)
		if err != nil {
			return err
		}
		if out.Lines = len(unknown); out.Lines == 0 {
			return errNothing
		}
		op.Audit(audit.Entry{Action: "erasure.noted", Object: "erasure", Detail: map[string]any{"lines": len(unknown)}})
		return operation.NoteErasuresTx(op.Tx, unknown)
	})
	if errors.Is(err, errNothing) {
		err = nil
	}
	return out, err
}

// errNothing leaves a transaction in which there was nothing to do.
var errNothing = errors.New("erasure: nothing to do")

// unknownTx returns the lines of a network that its journal in the database lacks.
func unknownTx(tx *db.Tx, sc access.Scope, lines []operation.Erasure) (out []operation.Erasure, err error) {
	rows, err := db.Select[id.ID](tx, sc.Bind(`SELECT l.id FROM erasure_line l WHERE {wall:l} ORDER BY l.id`))
	known := make(map[id.ID]bool, len(rows))
	for _, r := range rows {
		known[r] = true
	}
	for _, l := range lines {
		if l.Network == sc.Network() && !known[l.ID] {
			known[l.ID] = true
			out = append(out, l)
		}
	}
	return out, err
}
