//go:build sabotage

package access

import "sync/atomic"

var broken atomic.Value

// Everything stands for all actions at once: no query says any more whose rows it means.
const Everything Action = "everything"

// Sabotage takes away the predicate of one action, or of all, in every query. Only the sabotage build has it.
func Sabotage(a Action) { broken.Store(a) }

func sabotaged(a Action) bool {
	b, _ := broken.Load().(Action)
	return b == a || b == Everything
}
