package relation

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"testing"

	"schakel/internal/platform/fault"
)

//go:embed testdata/duplicate_pairs.csv
var duplicatePairs string

// labelled is a pair of organisations of which we know whether they are the same.
type labelled struct {
	sort string // what makes it hard
	same bool
	a, b Organisation
}

func labelledPairs(t *testing.T) []labelled {
	t.Helper()
	r := csv.NewReader(strings.NewReader(duplicatePairs))
	r.Comma = ';'
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	organisation := func(c []string) Organisation {
		in := OrganisationInput{Name: c[0], KVK: c[1], Establishment: c[2], RSIN: c[3], Postcode: c[4], HouseNumber: c[5], Place: c[6], Website: c[7], Email: c[8], Phone: c[9]}
		f := fault.Fields{}
		if in.clean(f); len(f) > 0 {
			t.Fatalf("%v: %v", c, f)
		}
		var o Organisation
		o.take(in)
		return o
	}
	var out []labelled
	for _, row := range rows[1:] {
		out = append(out, labelled{row[0], row[1] == "1", organisation(row[2:12]), organisation(row[12:22])})
	}
	return out
}

// verdicts counts how often the check is right.
type verdicts struct{ hit, missed, wrong, passed int }

func (v verdicts) precision() float64 { return float64(v.hit) / float64(max(1, v.hit+v.wrong)) }
func (v verdicts) recall() float64    { return float64(v.hit) / float64(max(1, v.hit+v.missed)) }

func (v *verdicts) count(same, called bool) {
	switch {
	case same && called:
		v.hit++
	case same:
		v.missed++
	case called:
		v.wrong++
	default:
		v.passed++
	}
}

// TestDuplicatePairs measures the check on pairs that were labelled by hand-written rules, with hard cases. The weights were set
// while looking at the even pairs only; the odd ones were kept apart.
func TestDuplicatePairs(t *testing.T) {
	t.Parallel()
	pairs := labelledPairs(t)
	if len(pairs) < 500 {
		t.Fatalf("only %d pairs", len(pairs))
	}
	var all, apart verdicts
	bySort := map[string]*verdicts{}
	var slips []string
	for i, p := range pairs {
		score, why := likelySame(&p.a, &p.b)
		back, _ := likelySame(&p.b, &p.a)
		if score != back {
			t.Errorf("%s and %s: %d, the other way %d", p.a.Name, p.b.Name, score, back)
		}
		called := score >= DuplicateThreshold
		all.count(p.same, called)
		if i%2 == 1 {
			apart.count(p.same, called)
		}
		if bySort[p.sort] == nil {
			bySort[p.sort] = &verdicts{}
		}
		bySort[p.sort].count(p.same, called)
		if called != p.same && i%2 == 0 {
			slips = append(slips, fmt.Sprintf("%-28s same=%v score=%d %v\n\t%+v\n\t%+v", p.sort, p.same, score, why, p.a.Input(), p.b.Input()))
		}
	}
	for _, v := range []verdicts{all, apart} {
		t.Logf("precision %.3f, recall %.3f: %+v", v.precision(), v.recall(), v)
		if v.precision() < 0.95 || v.recall() < 0.90 {
			t.Errorf("precision %.3f, recall %.3f; want at least 0.95 and 0.90", v.precision(), v.recall())
		}
	}
	var sorts []string
	for name, v := range bySort {
		sorts = append(sorts, fmt.Sprintf("%-30s %+v", name, *v))
	}
	slices.Sort(sorts)
	t.Log("\n" + strings.Join(sorts, "\n"))
	if testing.Verbose() {
		t.Log("\n" + strings.Join(slips, "\n"))
	}
}
