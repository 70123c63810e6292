package archtest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestTreeFitsTheDrawing(t *testing.T) {
	t.Parallel()
	dir, err := root()
	if err != nil {
		t.Fatal(err)
	}
	files, err := read(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 5 {
		t.Fatalf("only %d Go files found below %s: the test looks in the wrong place", len(files), dir)
	}
	for _, v := range violations(files) {
		t.Error(v)
	}
}

// The document and the data must not drift apart: every row of domain stands in docs/architecture.md, in this order.
func TestDrawingIsTheDocuments(t *testing.T) {
	t.Parallel()
	dir, err := root()
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(dir, "docs", "architecture.md"))
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(text), "\n")
	at := 0
	for _, row := range floorOf("internal/domain").rows {
		found := false
		for ; at < len(lines) && !found; at++ {
			found = true
			for _, name := range row {
				found = found && strings.Contains(lines[at], name+"/")
			}
		}
		if !found {
			t.Fatalf("docs/architecture.md has no line, in this order, with the domain row %v", row)
		}
	}
}

func TestViolationsAreFound(t *testing.T) {
	t.Parallel()
	code := func(pkg string, imports ...string) file { return file{name: pkg + "/x.go", pkg: pkg, imports: imports} }
	tests := func(pkg string, imports ...string) file {
		return file{name: pkg + "/x_test.go", pkg: pkg, test: true, imports: imports}
	}
	cases := []struct {
		name string
		file file
		want string // part of the sentence; empty: allowed
	}{
		{"down a floor", code("internal/web/needweb", "schakel/internal/domain/need"), ""},
		{"up a floor", code("internal/domain/need", "schakel/internal/web/ui"), "points up"},
		{"from platform to kernel", code("internal/platform/db", "schakel/internal/kernel/access"), "points up"},
		{"from algo to kernel", code("internal/algo/rank", "schakel/internal/kernel/access"), "beside each other"},
		{"demo to app", code("internal/demo", "schakel/internal/app"), ""},
		{"app to demo", code("internal/app", "schakel/internal/demo"), "points up"},
		{"down a row", code("internal/domain/funding", "schakel/internal/domain/occurrence"), ""},
		{"up a row", code("internal/domain/occurrence", "schakel/internal/domain/funding"), "funding stands above occurrence"},
		{"along a row", code("internal/domain/menu", "schakel/internal/domain/programme"), "one row"},
		{"inside one noun", code("internal/domain/need/needtest", "schakel/internal/domain/need"), ""},
		{"unknown noun", code("internal/domain/holiday"), "no row"},
		{"unknown floor", code("internal/stuff"), "no floor"},
		{"the module's root", code("."), "no floor"},
		{"audit to access", code("internal/kernel/audit", "schakel/internal/kernel/access"), ""},
		{"access to audit", code("internal/kernel/access", "schakel/internal/kernel/audit"), "points up"},
		{"job to audit", code("internal/kernel/job", "schakel/internal/kernel/audit"), "one row"},
		{"identity to operation", code("internal/kernel/identity", "schakel/internal/kernel/operation"), ""},
		{"web to its pages", code("internal/web", "schakel/internal/web/needweb"), ""},
		{"page to web", code("internal/web/page", "schakel/internal/web"), "points up"},
		{"needweb to menuweb", code("internal/web/needweb", "schakel/internal/web/menuweb"), "one row"},
		{"needweb to ui", code("internal/web/needweb", "schakel/internal/web/ui"), ""},
		{"ui to chart", code("internal/web/ui", "schakel/internal/web/ui/chart"), ""},
		{"page to ui", code("internal/web/page", "schakel/internal/web/ui"), ""},
		{"testkit from code", code("internal/domain/need", "schakel/internal/testkit/testdb"), "only tests"},
		{"testkit from a test", tests("internal/domain/need", "schakel/internal/testkit/testdb"), ""},
		{"testkit from a test package", code("internal/domain/need/needtest", "schakel/internal/testkit/testdb"), ""},
		{"testkit from the journeys", code("e2e", "schakel/internal/testkit/browser"), ""},
		{"test up a row", tests("internal/domain/menu", "schakel/internal/domain/need"), ""},
		{"test up a floor", tests("internal/domain/menu", "schakel/internal/web/menuweb"), "points up"},
		{"kernel's test with a real network", tests("internal/kernel/access", "schakel/internal/domain/network"), ""},
		{"kernel itself with a network", code("internal/kernel/access", "schakel/internal/domain/network"), "points up"},
		{"platform's test with a network", tests("internal/platform/db", "schakel/internal/domain/network"), "points up"},
		{"server in domain", code("internal/domain/need", "net/http"), "HTTP is spoken"},
		{"server below net/http in kernel", code("internal/kernel/job", "net/http/pprof"), "HTTP is spoken"},
		{"server in web", code("internal/web/needweb", "net/http"), ""},
		{"net/url anywhere", code("internal/domain/need", "net/url", "net/mail", "net/netip"), ""},
		{"server in a test", tests("internal/platform/mail", "net/http/httptest"), ""},
		{"sql in domain", code("internal/domain/need", "database/sql"), "platform/db"},
		{"driver in app", code("internal/app", "github.com/jackc/pgx/v5/stdlib"), "platform/db"},
		{"sql in db", code("internal/platform/db/sqlite", "database/sql", "github.com/mattn/go-sqlite3"), ""},
		{"sql in testdb", code("internal/testkit/testdb", "database/sql"), ""},
		{"templ in domain", code("internal/domain/need", "github.com/a-h/templ"), "rendered in web"},
		{"text/template in web", code("internal/web/letter", "text/template"), "templ"},
		{"a name that says nothing", code("internal/platform/util"), "says nothing"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := strings.Join(violations([]file{c.file}), "\n")
			if c.want == "" && got != "" {
				t.Errorf("allowed, but refused: %s", got)
			}
			if !strings.Contains(got, c.want) {
				t.Errorf("got %q, want it to say %q", got, c.want)
			}
		})
	}
}

func TestReadLeavesOutWhatIsNotOurs(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"internal/a/a.go":               "package a\nimport \"fmt\"\nvar _ = fmt.Sprint\n",
		"internal/a/a_test.go":          "package a\n",
		"internal/a/testdata/b.go":      "package broken {",
		"node_modules/x/x.go":           "package broken {",
		".hidden/x.go":                  "package broken {",
		"tools/go.mod":                  "module other\n",
		"tools/x.go":                    "package broken {",
		"internal/a/nocgo_tag.go":       "//go:build !cgo\n\npackage a\nimport \"os\"\n",
		"internal/a/_not_compiled.go":   "package broken {",
		"internal/platform/db/query.go": "package db\n",
	} {
		p := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(p, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	files, err := read(dir)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range files {
		got = append(got, f.name+" "+f.pkg+" "+strings.Join(f.imports, ","))
	}
	want := "internal/a/a.go internal/a fmt\ninternal/a/a_test.go internal/a \ninternal/a/nocgo_tag.go internal/a os\ninternal/platform/db/query.go internal/platform/db "
	if strings.Join(got, "\n") != want {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), want)
	}
}
