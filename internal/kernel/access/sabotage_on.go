//go:build sabotage

package access

import "sync/atomic"

var broken atomic.Value

// Sabotage takes away the predicate of one action, in every query. Only the sabotage build has it.
func Sabotage(a Action) { broken.Store(a) }

func sabotaged(a Action) bool {
	b, _ := broken.Load().(Action)
	return b == a
}
