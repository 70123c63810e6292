package need

import (
	"context"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// Record is all that the page of a need shows.
type Record struct {
	Need
	Together    int // needs of its series, with itself; 0: alone
	Invitations []Invitation
	Proposals   []Proposal  // only while the need is open and the principal may invite
	Fits        *OneVisit   // whether one visit can serve all profiles of the class; nil: there is one at most
	Pairs       []Pair      // companies that only together do all that is asked, the best first
	Waves       *WavePlan   // nil: nobody started them
	Steps       []Step      // what happened, the latest first
	Visit       *Visit      // what it shares with another need; nil: nothing
	OneForTwo   []OneForTwo // needs with which it could be one visit
	Waiting     []Waiting   // companies for whose turn it waits
}

// Agreed returns how many companies said yes.
func (r Record) Agreed() int {
	n := 0
	for _, i := range r.Invitations {
		if i.Holds() {
			n++
		}
	}
	return n
}

// mostVisits is how many other needs a need proposes to share a visit with.
const mostVisits = 3

// Asked returns the need as companies are asked for it: with those that follow it.
func (r Record) Asked() Need {
	if r.Visit == nil {
		return r.Need
	}
	return r.Visit.Round
}

// Record returns a need with its invitations and, while it is open, the companies that are proposed for it.
func (s *Service) Record(ctx context.Context, sc access.Scope, key id.ID) (r Record, err error) {
	if err := sc.Require(access.NeedRead); err != nil {
		return r, err
	}
	now := s.Clock.Now()
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		r = Record{}
		w, err := operation.Found(db.Get[planned](tx, sc.Bind(`SELECT `+wishColumns+plannedColumns+needFrom+wishFrom+plannedFrom+`
			WHERE {need.read:n} AND n.id = $1 AND n.deleted_at IS NULL LIMIT 1`, key)))
		if err != nil {
			return err
		}
		r.Need, r.Waves, r.Together = w.Need, w.plan(), w.Together
		if r.Invitations, err = InvitationsTx(tx, sc, key); err != nil {
			return err
		}
		if r.Steps, err = stepsTx(tx, sc, key); err != nil {
			return err
		}
		others, err := companionsTx(tx, sc, r.Need)
		if err != nil {
			return err
		}
		if r.Visit = r.visitOf(others); r.Leads() && r.Visit != nil {
			w.Need = r.Visit.Round
		}
		if r.StateOn(clock.DateOf(now)) == Open && sc.CanOn(access.InvitationSend, r.Unit) && !r.Follows() {
			if r.Waiting, err = waitingTx(tx, sc, key); err != nil {
				return err
			}
			if r.Proposals, err = s.rankTx(tx, sc, w.wish, nil, now, w.rules()); err != nil {
				return err
			}
			r.Pairs, r.Fits = w.pairs(r.Proposals), w.fits(r.Proposals)
			if r.Visit == nil && len(r.Invitations) == 0 && sc.CanOn(access.NeedWrite, r.Unit) {
				r.OneForTwo, err = oneForTwoTx(tx, sc, key, mostVisits, now)
			}
		}
		return err
	})
	return r, operation.Wrap("read need", err)
}

// ForLink returns what the page behind an invitation's link shows.
func (s *Service) ForLink(ctx context.Context, sc access.Scope) (a Asked, err error) {
	if err := sc.Require(access.InvitationAnswer); err != nil {
		return a, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		a, err = InvitationForLink(tx, sc)
		return err
	})
	return a, err
}

// Need returns a need alone, for the form of an edit.
func (s *Service) Need(ctx context.Context, sc access.Scope, key id.ID) (n Need, err error) {
	if err := sc.Require(access.NeedWrite); err != nil {
		return n, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		n, err = operation.Found(db.Get[Need](tx, sc.Bind(`SELECT `+needColumns+needFrom+`WHERE {need.write:n} AND n.id = $1 AND n.deleted_at IS NULL LIMIT 1`, key)))
		return err
	})
	return n, operation.Wrap("read need", err)
}
