package likeness

import (
	"math"
	"testing"
)

func TestJaroWinkler(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b string
		want float64
	}{ // the figures of Winkler's own paper
		{"martha", "marhta", 0.961},
		{"dwayne", "duane", 0.840},
		{"dixon", "dicksonx", 0.813},
		{"jones", "johnson", 0.832},
		{"same", "same", 1},
		{"", "", 1},
		{"a", "", 0},
		{"abc", "xyz", 0},
		{"café", "cafe", 0.883},
	} {
		if got := JaroWinkler(c.a, c.b); math.Abs(got-c.want) > 0.001 {
			t.Errorf("%s, %s: %.3f, want %.3f", c.a, c.b, got, c.want)
		}
	}
}

func TestTrigram(t *testing.T) {
	t.Parallel()
	if got := Trigram("vanderkolk", "vanderkolk"); got != 1 {
		t.Errorf("the same: %v", got)
	}
	if got := Trigram("", "a"); got != 0 {
		t.Errorf("nothing: %v", got)
	}
	together, apart := Trigram("bouwgroepkolk", "bouwgroep kolk"), Trigram("bouwgroepkolk", "slagerij smit")
	if together < 0.8 || apart > 0.1 {
		t.Errorf("together %.2f, apart %.2f", together, apart)
	}
}

// FuzzLikeness: every likeness is between 0 and 1, the same both ways, and 1 for the same text.
func FuzzLikeness(f *testing.F) {
	f.Add("van der kolk", "v.d. kolk")
	f.Add("", "a")
	f.Add("aaaa", "aaab")
	f.Add("\xff", "é")
	f.Fuzz(func(t *testing.T, a, b string) {
		if len(a) > 200 || len(b) > 200 {
			return
		}
		for name, like := range map[string]func(a, b string) float64{"jaro-winkler": JaroWinkler, "trigram": Trigram} {
			there, back, self := like(a, b), like(b, a), like(a, a)
			if there < 0 || there > 1.0000001 || math.IsNaN(there) {
				t.Errorf("%s(%q, %q) = %v", name, a, b, there)
			}
			if name == "trigram" && there != back {
				t.Errorf("%s(%q, %q) = %v, the other way %v", name, a, b, there, back)
			}
			if a != "" && self < 0.9999999 {
				t.Errorf("%s(%q, itself) = %v", name, a, self)
			}
		}
	})
}
