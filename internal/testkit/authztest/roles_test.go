package authztest

import (
	"slices"
	"testing"

	"schakel/internal/kernel/access"
	"schakel/internal/testkit/authztest/oracle"
)

// Every role of the program is a column of the oracle's tables, and the other way round.
func TestTheOracleKnowsEveryRole(t *testing.T) {
	t.Parallel()
	known := oracle.Roles()
	for _, r := range access.Roles() {
		if !slices.Contains(known, string(r)) {
			t.Errorf("the oracle's tables have no column for %s", r)
		}
	}
	if n := len(access.Roles()) + 1; len(known) != n || !slices.Contains(known, string(access.CompanyContact)) {
		t.Errorf("the oracle knows %d roles, the program %d", len(known), n)
	}
}
