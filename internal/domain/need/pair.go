package need

import (
	"context"
	"slices"
	"strings"

	"schakel/internal/algo/rank"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// Pair is two companies that only together do all that a need asks: neither welcomes every profile and learning path of the class,
// or has room for the whole group.
type Pair struct {
	A, B   Proposal
	Points int
	Why    []Why // who does which part
}

// mostPairs is how many pairs a need shows.
const mostPairs = 3

// whole is what the need asks, a bit per profile and then per learning path.
func (w wish) whole() rank.Whole {
	return rank.Whole{Parts: 1<<(len(w.Profiles)+len(w.Levels)) - 1, Takes: w.Pupils}
}

// part is what a company with an offer does of it.
func (w *wish) part(c *candidate, points int) rank.Part {
	if c.Offer == "" {
		return rank.Part{}
	}
	p := rank.Part{ID: string(c.Organisation), Score: points, Takes: c.MaxGroup}
	bit := uint64(1)
	for _, l := range []struct{ asked, offered []string }{{w.Profiles, c.Profiles}, {w.Levels, c.Levels}} {
		for _, one := range l.asked {
			if len(l.offered) == 0 || slices.Contains(l.offered, one) {
				p.Does |= bit
			}
			bit <<= 1
		}
	}
	return p
}

// pairs looks for companies that complete each other, among those that can be asked now.
func (w wish) pairs(ranked []Proposal) []Pair {
	var parts []rank.Part
	var at []int
	for i := range ranked {
		if p := &ranked[i]; p.Fit == CanAsk && p.part.ID != "" {
			parts = append(parts, p.part)
			at = append(at, i)
		}
	}
	var out []Pair
	for _, found := range w.whole().Pairs(parts, mostPairs) {
		a, b := ranked[at[found[0]]], ranked[at[found[1]]]
		if b.Points > a.Points {
			a, b = b, a
		}
		out = append(out, Pair{A: a, B: b, Points: a.Points + b.Points, Why: w.divided(a, b)})
	}
	return out
}

// divided says who does which part.
func (w wish) divided(a, b Proposal) []Why {
	codes := append(slices.Clone([]string(w.Profiles)), w.Levels...)
	parts := w.whole().Parts
	var out []Why
	does := func(p Proposal) {
		if p.part.Does&parts == parts {
			return
		}
		var names []string
		for i, code := range codes {
			if p.part.Does&(1<<i) != 0 {
				names = append(names, code)
			}
		}
		out = append(out, Why{Key: "pair_does", Args: []Arg{{Text: p.Name}, {Text: strings.Join(names, ", ")}}})
	}
	does(a)
	does(b)
	if max(a.part.Takes, b.part.Takes) < w.Pupils {
		out = append(out, Why{Key: "pair_group", Args: []Arg{{N: a.part.Takes}, {N: b.part.Takes}, {N: w.Pupils}}})
	}
	return out
}

// InvitePair asks two companies that complete each other, for one day. The need then wants both.
func (s *Service) InvitePair(ctx context.Context, sc access.Scope, key id.ID, pair [2]id.ID, on clock.Date) error {
	if err := sc.Require(access.InvitationSend); err != nil {
		return err
	}
	companies, on, err := s.checkInvite(pair[:], on)
	if err != nil {
		return err
	}
	if len(companies) != 2 {
		return fault.Fields{"organisation": {Key: "need.pair_two"}}.Err()
	}
	err = s.Write(ctx, sc, func(op *operation.Op) error {
		n, err := sendableTx(op, key)
		if err != nil {
			return err
		}
		changed, err := op.Exec(`UPDATE need SET wanted = `+agreedOf("need")+` + 2, version = version + 1, operation_id = $2
			WHERE {invitation.send:need} AND id = $1 AND wanted < `+agreedOf("need")+` + 2`, key, op.ID)
		if err != nil {
			return err
		}
		if changed > 0 {
			op.Audit(audit.Entry{Action: "need.pair_asked", Object: "need", ID: key, Unit: n.Unit, Detail: map[string]any{"organisations": companies}})
		}
		return s.inviteTx(op, key, companies, on, "")
	})
	return s.asked(err)
}
