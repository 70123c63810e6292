package query_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"schakel/internal/platform/query"
)

var vocabulary = query.Vocabulary{
	{Key: "owner", Words: []string{"eigenaar", "beheerder"}, Values: []query.Value{{Key: "@me", Words: []string{"@ik", "@mij"}}}},
	{Key: "depth", Words: []string{"diepte"}, Kind: query.Choice, Ordered: true, Values: []query.Value{{Key: "visit", Words: []string{"bezoek"}}, {Key: "lesson", Words: []string{"les"}}}},
	{Key: "status", Kind: query.Choice, Values: []query.Value{{Key: "active", Words: []string{"actief"}}, {Key: "lead"}}},
	{Key: "last", Words: []string{"laatste"}, Kind: query.Age, Values: []query.Value{{Key: "never", Words: []string{"nooit"}}}},
	{Key: "place", Words: []string{"plaats"}},
}

// tell writes a tree as text.
func tell(n query.Node) string {
	var kids []string
	for _, k := range n.Kids {
		kids = append(kids, tell(k))
	}
	switch n.Shape {
	case query.And:
		return "(" + strings.Join(kids, " & ") + ")"
	case query.Or:
		return "(" + strings.Join(kids, " | ") + ")"
	case query.Not:
		return "!" + kids[0]
	case query.Words:
		return "‘" + n.Text + "’"
	default:
		return fmt.Sprintf("%s%s=%s", n.Field, n.Op, strings.Join(n.Values, ","))
	}
}

func TestParse(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]string{
		"":                                 "()",
		"kolk":                             "(‘kolk’)",
		"kolk  installatie":                "(‘kolk installatie’)",
		"owner:@me":                        "(owner=@me)",
		"eigenaar:@ik":                     "(owner=@me)",
		"OWNER:@Me":                        "(owner=@me)",
		"depth:>=lesson":                   "(depth>==lesson)",
		"diepte:>=les":                     "(depth>==lesson)",
		"depth:<les":                       "(depth<=lesson)",
		"status:active,lead":               "(status=active,lead)",
		"place:Almelo":                     "(place=Almelo)",
		`place:"Den Ham",Almelo`:           "(place=Den Ham,Almelo)",
		"last:>60d":                        "(last>=60)",
		"laatste:>8weken":                  "(last>=56)",
		"last:<3m":                         "(last<=90)",
		"last:nooit":                       "(last=never)",
		"kolk owner:@me almelo":            "(‘kolk’ & owner=@me & ‘almelo’)",
		"-status:lead":                     "(!status=lead)",
		"-kolk":                            "(!‘kolk’)",
		"a-b":                              "(‘a-b’)",
		"(kolk OR smeets)":                 "((‘kolk’ | ‘smeets’))",
		"kolk OR smeets":                   "((‘kolk’ | ‘smeets’))",
		"(kolk OF smeets) status:actief":   "((‘kolk’ | ‘smeets’) & status=active)",
		"(a b OR -status:lead)":            "((‘a b’ | !status=lead))",
		"-(a OR b)":                        "(!(‘a’ | ‘b’))",
		"((a))":                            "(‘a’)",
		`"de korenaar" bakker`:             "(‘de korenaar bakker’)",
		"http://kolk.nl":                   "(‘http://kolk.nl’)",
		"10:30":                            "(‘10:30’)",
		":":                                "(‘:’)",
		"or of ofwel ORANJE":               "(‘or of ofwel ORANJE’)",
		"a\x00b\tc\xff":                    "(‘ab c’)",
		"(owner:@me depth:les) OR last:1y": "(((owner=@me & depth=lesson) | last=365))",
	} {
		q, err := query.Parse(vocabulary, source)
		if err != nil {
			t.Errorf("%q: %v", source, err)
		} else if got := tell(q.Root); got != want {
			t.Errorf("%q: got %s, want %s", source, got, want)
		}
	}
}

func TestMistakes(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]string{
		"onwer:@me":                  "unknown_field [onwer:] owner:",
		"eigen:@me":                  "unknown_field [eigen:] eigenaar:",
		"kolk qqqqq:x":               "unknown_field [qqqqq:] ",
		"depth:lessn":                "unknown_value [lessn] lesson",
		"depth:":                     "no_value [depth:] ",
		`place:""`:                   `no_value [place:""] `,
		"place:Almelo,":              "no_value [place:Almelo,] ",
		"place:>Almelo":              "no_order [>] ",
		"status:>active":             "no_order [>] ",
		"last:>x":                    "no_age [x] ",
		"last:>nooit":                "no_age [nooit] nooit",
		"last:99999999999999999d":    "no_age [99999999999999999d] ",
		`a "b`:                       `open_quote ["] `,
		"(a OR b":                    "open_paren [(] ",
		"a) b":                       "close_paren [)] ",
		"a OR":                       "dangling [OR] ",
		"OR a":                       "dangling [OR] ",
		"(a OR ) b":                  "dangling [OR] ",
		"a -":                        "dangling [-] ",
		"--a":                        "dangling [-] ",
		"()":                         "no_value [()] ",
		strings.Repeat("(", 20):      "too_deep [(] ",
		strings.Repeat("é", 900):     "too_long [] ",
		strings.Repeat("a (b) ", 90): "too_many",
	} {
		_, err := query.Parse(vocabulary, source)
		var e *query.Error
		if !errors.As(err, &e) {
			t.Errorf("%q: no mistake", source)
			continue
		}
		before, at, after := e.Around()
		if before+at+after != e.Source {
			t.Errorf("%q: the mistake cuts the source into %q %q %q", source, before, at, after)
		}
		if got := fmt.Sprintf("%s [%s] %s", e.Reason, at, strings.Join(e.Suggest, " ")); !strings.HasPrefix(got, want) {
			t.Errorf("%q: got %q, want %q", source, got, want)
		}
	}
}

func TestSuggestionMendsTheSource(t *testing.T) {
	t.Parallel()
	_, err := query.Parse(vocabulary, "kolk onwer:@me almelo")
	var e *query.Error
	if !errors.As(err, &e) || e.Instead(e.Suggest[0]) != "kolk owner:@me almelo" {
		t.Errorf("got %v", err)
	}
}

func TestPartsComeAndGo(t *testing.T) {
	t.Parallel()
	q, err := query.Parse(vocabulary, `kolk  owner:@me (a OR b) -status:lead place:"Den Ham"`)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"kolk", "owner:@me", "(a OR b)", "-status:lead", `place:"Den Ham"`} {
		if got := q.Part(q.Root.Kids[i]); got != want {
			t.Errorf("part %d is %q, want %q", i, got, want)
		}
	}
	for got, want := range map[string]string{
		q.Without(2):                                     `kolk owner:@me -status:lead place:"Den Ham"`,
		q.Instead("owner", "owner:nicole"):               `kolk (a OR b) -status:lead place:"Den Ham" owner:nicole`,
		q.Instead("status", ""):                          `kolk owner:@me (a OR b) place:"Den Ham"`,
		query.Term("place", query.Is, `Den  "Ham"`):      `place:"Den Ham"`,
		query.Term("depth", query.AtLeast, "lesson"):     `depth:>=lesson`,
		query.Term("place", query.Is, "x OR y) OR (a:b"): `place:"x OR y) OR (a:b"`,
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	if v, ok := q.Find("place"); !ok || v != "Den Ham" {
		t.Errorf("place is %q", v)
	}
	if !q.Has("status") || q.Has("last") {
		t.Error("has")
	}
}

// FuzzParse: no input makes it panic; what it reads keeps its parts in order inside the source, and reads the same again.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{"owner:@me depth:>=lesson", `(a OR b) -"c d"`, "((((", "a:b:c,", `last:>60d,,`, "OR OF", "é\xff\x00:", "--(", `place:"`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, source string) {
		q, err := query.Parse(vocabulary, source)
		if err != nil {
			var e *query.Error
			if !errors.As(err, &e) {
				t.Fatalf("%q: %v", source, err)
			}
			before, at, after := e.Around()
			if before+at+after != e.Source {
				t.Fatalf("%q: %v", source, e)
			}
			return
		}
		last := 0
		var parts []string
		for _, n := range q.Root.Kids {
			if n.Start < last || n.End <= n.Start || n.End > len(q.Source) {
				t.Fatalf("%q: part %d–%d after %d", source, n.Start, n.End, last)
			}
			last = n.End
			parts = append(parts, q.Part(n))
		}
		again, err := query.Parse(vocabulary, strings.Join(parts, " "))
		if err != nil || tell(again.Root) != tell(q.Root) {
			t.Fatalf("%q reads as %s, its parts as %s (%v)", source, tell(q.Root), tell(again.Root), err)
		}
	})
}
