package archtest

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Every third-party module our source imports, every tool and every npm package has its line in docs/dependencies.md.
func TestDependenciesAreExplained(t *testing.T) {
	t.Parallel()
	dir, err := root()
	if err != nil {
		t.Fatal(err)
	}
	text := func(parts ...string) string {
		t.Helper()
		b, err := os.ReadFile(filepath.Join(append([]string{dir}, parts...)...))
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	doc := text("docs", "dependencies.md")
	explained := func(name, usedBy string) {
		t.Helper()
		if !strings.Contains(doc, "| `"+name+"` |") {
			t.Errorf("%s uses %s, which has no line in docs/dependencies.md", usedBy, name)
		}
	}

	files, err := read(dir)
	if err != nil {
		t.Fatal(err)
	}
	required := requires(text("go.mod"))
	for _, f := range files {
		for _, imported := range f.imports {
			if m := moduleOf(required, imported); m != "" {
				explained(m, f.name)
			}
		}
	}

	tools := text("tools", "go.mod")
	for _, m := range requires(tools) {
		if strings.Contains(tools, "\t"+m+"\n") || strings.Contains(tools, "\t"+m+"/cmd/") {
			explained(m, "tools/go.mod")
		}
	}

	var npm struct {
		Dependencies    map[string]string `json:"dependencies"`
		DevDependencies map[string]string `json:"devDependencies"`
	}
	if err := json.Unmarshal([]byte(text("package.json")), &npm); err != nil {
		t.Fatal(err)
	}
	for _, packages := range []map[string]string{npm.Dependencies, npm.DevDependencies} {
		for name, version := range packages {
			explained(name, "package.json")
			if strings.Trim(version, "0123456789.") != "" {
				t.Errorf("package.json: %s is %q, not one exact version", name, version)
			}
		}
	}
}

func TestRequires(t *testing.T) {
	t.Parallel()
	got := requires("module x\n\ngo 1.26\n\nrequire a.b/c v1.0.0\n\nrequire (\n\ta.b/c/d/v2 v2.1.0 // indirect\n\te.f v0.0.1\n)\n\ntool (\n\ta.b/tool\n)\n")
	if want := []string{"a.b/c", "a.b/c/d/v2", "e.f"}; !slices.Equal(got, want) {
		t.Fatalf("got %v, want %v", got, want)
	}
	for imported, want := range map[string]string{"a.b/c": "a.b/c", "a.b/c/x": "a.b/c", "a.b/c/d/v2/y": "a.b/c/d/v2", "a.b/cc": "", "fmt": ""} {
		if m := moduleOf(got, imported); m != want {
			t.Errorf("%s belongs to %q, want %q", imported, m, want)
		}
	}
}

// requires returns the module paths of a go.mod's require lines.
func requires(goMod string) []string {
	var out []string
	block := ""
	for line := range strings.SplitSeq(goMod, "\n") {
		words := strings.Fields(line)
		switch {
		case len(words) == 2 && words[1] == "(":
			block = words[0]
		case len(words) == 1 && words[0] == ")":
			block = ""
		case len(words) >= 3 && words[0] == "require":
			out = append(out, words[1])
		case block == "require" && len(words) >= 2:
			out = append(out, words[0])
		}
	}
	return out
}

// moduleOf returns the longest of modules that holds the imported package, or "".
func moduleOf(modules []string, imported string) string {
	best := ""
	for _, m := range modules {
		if under(imported, m) && len(m) > len(best) {
			best = m
		}
	}
	return best
}
