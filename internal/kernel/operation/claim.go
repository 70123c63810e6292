package operation

import (
	"context"

	"schakel/internal/platform/id"
)

// Claim is work that a use case's first transaction does besides its own. So a request that is sent twice does its work once: what says
// that it was done is written with what was done.
type Claim struct {
	Before func(op *Op) error // at the start; an error undoes it all
	After  func(op *Op) error // when all has gone well, before the commit

	settled bool // the first transaction was committed
}

type claimKey struct{}

// WithClaim lets the first use case that runs with the context do the claim's work.
func WithClaim(ctx context.Context, c *Claim) context.Context {
	return context.WithValue(ctx, claimKey{}, c)
}

// claimFrom returns the claim of a context that is not settled yet.
func claimFrom(ctx context.Context) *Claim {
	c, _ := ctx.Value(claimKey{}).(*Claim)
	if c == nil || c.settled {
		return nil
	}
	return c
}

func (c *Claim) before(op *Op) error {
	if c == nil {
		return nil
	}
	return c.Before(op)
}

func (c *Claim) after(op *Op) error {
	if c == nil {
		return nil
	}
	return c.After(op)
}

func (c *Claim) settle() {
	if c != nil {
		c.settled = true
	}
}

// Did returns the object of the operation's first audit entry with the action; empty when there is none.
func (op *Op) Did(action string) id.ID {
	for _, e := range op.entries {
		if e.Action == action {
			return e.ID
		}
	}
	return ""
}
