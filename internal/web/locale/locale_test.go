package locale

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"schakel/internal/platform/i18n"
)

// general keys are the vocabulary of faults that every noun may use, so they need no user yet.
const general = "fault."

func TestCatalogueIsWhole(t *testing.T) {
	t.Parallel()
	c, err := i18n.Load(files)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range c.Problems() { // equal keys, no empty texts, equal placeholders
		t.Error(p)
	}
	if nl, en := c.Keys(i18n.NL), c.Keys(i18n.EN); len(nl) < 20 || !slices.Equal(nl, en) {
		t.Errorf("%d Dutch and %d English keys", len(nl), len(en))
	}
}

func TestKeysHaveAName(t *testing.T) {
	t.Parallel()
	for _, key := range Catalog().Keys(i18n.NL) {
		if !keyShape.MatchString(key) {
			t.Errorf("%s: want noun.thing in small letters", key)
		}
	}
}

func TestKeysAreUsedAndThere(t *testing.T) {
	t.Parallel()
	use := newUsage()
	root := filepath.Join("..", "..", "..")
	if _, err := os.Stat(filepath.Join(root, "go.mod")); err != nil {
		t.Fatal(err)
	}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == "node_modules" || d.Name() == "e2e" || len(d.Name()) > 2 && d.Name()[0] == '.'):
			return fs.SkipDir
		case d.IsDir() || !source(d.Name()):
			return nil
		}
		text, err := os.ReadFile(path)
		if err == nil {
			use.read(path, string(text))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range use.problems(Catalog().Keys(i18n.NL)) {
		t.Error(p)
	}
}

func source(name string) bool {
	return (strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go") && !strings.HasSuffix(name, "_templ.go")) ||
		strings.HasSuffix(name, ".templ")
}

// usage collects the literals of the sources that look like keys, and where a key is demanded.
type usage struct {
	literals map[string]bool
	families []string          // literals that end in a dot
	demanded map[string]string // key → first file
}

func newUsage() *usage { return &usage{literals: map[string]bool{}, demanded: map[string]string{}} }

var (
	keyShape = regexp.MustCompile(`^[a-z0-9_]+(\.[a-z0-9_-]+)+$`)
	literal  = regexp.MustCompile("[\"`]([a-z0-9_]+\\.[a-z0-9_.-]*)[\"`]")
	demands  = []*regexp.Regexp{
		regexp.MustCompile(`\.T\(\s*"([^"]+)"`),
		regexp.MustCompile(`fault\.(?:Invalid|NotFound|Conflict|Forbidden|Limit|TooLarge)\(\s*"([^"]+)"`),
		regexp.MustCompile(`i18n\.Key\(\s*"([^"]+)"`),
		regexp.MustCompile(`\.Add\((?:"[^"]*"|[A-Za-z_.]+),\s*"([a-z0-9_]+\.[a-z0-9_.-]+)"`),
	}
)

func (u *usage) read(path, text string) {
	for _, m := range literal.FindAllStringSubmatch(text, -1) {
		if strings.HasSuffix(m[1], ".") {
			u.families = append(u.families, m[1])
		}
		u.literals[m[1]] = true
	}
	for _, re := range demands {
		for _, m := range re.FindAllStringSubmatch(text, -1) {
			if _, ok := u.demanded[m[1]]; !ok {
				u.demanded[m[1]] = path
			}
		}
	}
}

// problems lists keys that nothing uses and keys that are used but not there.
func (u *usage) problems(keys []string) []string {
	var out []string
	for _, key := range keys {
		inFamily := func(f string) bool { return strings.HasPrefix(key, f) }
		if !u.literals[key] && !slices.ContainsFunc(u.families, inFamily) && !strings.HasPrefix(key, general) {
			out = append(out, key+": nothing uses this text")
		}
	}
	for key, path := range u.demanded {
		ok := slices.Contains(keys, key)
		if strings.HasSuffix(key, ".") { // a family: at least one member
			ok = slices.ContainsFunc(keys, func(k string) bool { return strings.HasPrefix(k, key) })
		}
		if !ok {
			out = append(out, key+": no such text, wanted in "+path)
		}
	}
	slices.Sort(out)
	return out
}

func TestUsageFindsBothKindsOfMistake(t *testing.T) {
	t.Parallel()
	use := newUsage()
	use.read("a.go", `p.T("used.here"); p.T("kind." + k); fault.Invalid("is.missing"); f.Add(field, "add.missing", 3); x := "in.table"; p.T("none.of.")`)
	use.read("b.templ", `<a href={ x } title={ p.T("templ.key") }>"quoted" text</a> { p.T("plural.missing", 3) }`)
	got := use.problems([]string{"used.here", "kind.phone", "in.table", "templ.key", "un.used", "fault.any"})
	want := []string{
		"add.missing: no such text, wanted in a.go",
		"is.missing: no such text, wanted in a.go",
		"none.of.: no such text, wanted in a.go",
		"plural.missing: no such text, wanted in b.templ",
		"un.used: nothing uses this text",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got:\n%s", strings.Join(got, "\n"))
	}
}
