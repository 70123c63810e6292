//go:build !sabotage

package access

// sabotaged is always false in a real build; the sabotage build (make check) can take one predicate away at a time
// to prove that the matrix test notices.
func sabotaged(Action) bool { return false }
