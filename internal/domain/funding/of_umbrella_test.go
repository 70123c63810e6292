package funding_test

import (
	"testing"

	"schakel/internal/kernel/access"
	"schakel/internal/platform/fault"
)

// The same figures as in the report, by member; each contribution once.
func TestWithUmbrella(t *testing.T) {
	t.Parallel()
	g := newGolden(t)
	sums, err := g.WithUmbrella(t.Context(), g.r.Lead, g.vrienden)
	g.must(err)
	kolk := sums.Members[g.kolk]
	if euro(sums.Pledged) != "5000.00" || euro(sums.Total.CarriedOut) != "475.00" || euro(sums.Total.Passed) != "250.00" || kolk != sums.Total || len(sums.Members) != 1 {
		t.Errorf("%+v", sums)
	}
	for name, sc := range map[string]access.Scope{"a sibling subregion": g.r.RelationHengelo, "another network": g.Zwolle.Lead} {
		if sums, err := g.WithUmbrella(t.Context(), sc, g.vrienden); err != nil || sums.Pledged != 0 || len(sums.Members) != 0 {
			t.Errorf("%s: %+v, %v", name, sums, err)
		}
	}
	if _, err := g.WithUmbrella(t.Context(), g.r.Teacher, g.vrienden); !fault.Is(err, fault.KindForbidden) {
		t.Errorf("a teacher: %v", err)
	}
}
