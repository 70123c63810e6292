package archtest

import (
	"fmt"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// file is what the checks need to know of one source file.
type file struct {
	name    string   // slash-separated path below the module's root, for messages
	pkg     string   // its folder below the module's root; "." is the root
	test    bool     // a _test.go file
	imports []string // import paths as written
}

// root returns the module's folder: the first one above the working directory with a go.mod.
func root() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		up := filepath.Dir(dir)
		if up == dir {
			return "", fmt.Errorf("no go.mod above %s", dir)
		}
		dir = up
	}
}

// read parses the imports of every Go file of the module below dir, whatever its build tags. Other modules, hidden
// folders, node_modules and testdata are left out, as the go command does. A file that does not parse is an error.
func read(dir string) ([]file, error) {
	var files []file
	err := filepath.WalkDir(dir, func(p string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := entry.Name()
		if entry.IsDir() {
			if p == dir {
				return nil
			}
			if strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_") || name == "testdata" || name == "node_modules" {
				return filepath.SkipDir
			}
			if _, err := os.Stat(filepath.Join(p, "go.mod")); err == nil {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(name, ".go") || strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_") {
			return nil
		}
		text, err := os.ReadFile(p)
		if err != nil {
			return err
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), p, text, parser.ImportsOnly)
		if err != nil {
			return err
		}
		below, err := filepath.Rel(dir, p)
		if err != nil {
			return err
		}
		f := file{name: filepath.ToSlash(below), test: strings.HasSuffix(name, "_test.go")}
		f.pkg = path.Dir(f.name)
		for _, spec := range parsed.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			f.imports = append(f.imports, imported)
		}
		files = append(files, f)
		return nil
	})
	return files, err
}

// violations returns one sentence per breach of the drawing, each beginning with the file's name, sorted and without
// doubles.
func violations(files []file) []string {
	var out []string
	for _, f := range files {
		if s := nameOf(f.pkg); s != "" {
			out = append(out, fmt.Sprintf("%s: %s", f.pkg, s))
		}
		if s := placeOf(f.pkg); s != "" {
			out = append(out, fmt.Sprintf("%s: %s", f.pkg, s))
			continue
		}
		for _, imported := range f.imports {
			s := ""
			if below, ok := strings.CutPrefix(imported, module+"/"); ok {
				s = direction(f, below)
			} else if !f.test {
				s = banned(f.pkg, imported)
			}
			if s != "" {
				out = append(out, fmt.Sprintf("%s imports %s: %s", f.name, imported, s))
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// nameOf refuses package names that say nothing.
func nameOf(pkg string) string {
	for part := range strings.SplitSeq(pkg, "/") {
		if slices.Contains(emptyNames, part) {
			return fmt.Sprintf("a package called %q says nothing; name it after its noun", part)
		}
	}
	return ""
}

// placeOf refuses a package that the drawing does not know.
func placeOf(pkg string) string {
	fl := floorOf(pkg)
	if fl == nil {
		return "this package stands on no floor; draw it in docs/architecture.md and in archtest/drawing.go"
	}
	if fl.closed && pkg != fl.prefix && rowOf(fl, pkg) < 0 {
		return fmt.Sprintf("%s has no row for it; draw it in docs/architecture.md and in archtest/drawing.go", fl.prefix)
	}
	return ""
}

// direction refuses an import inside the module that points up, or sideways where the drawing has rows.
// Test files may use testkit, and may look up within their own floor (an external test of a lower noun may set the scene
// with a higher one), but not at a higher floor, save for scenery.
func direction(f file, to string) string {
	if under(to, "internal/testkit") {
		if f.test || anyUnder(f.pkg, mayUseTestkit) || strings.HasSuffix(f.pkg, "test") {
			return ""
		}
		return "only tests use testkit"
	}
	from, target := floorOf(f.pkg), floorOf(to)
	switch {
	case target == nil:
		return "" // reported where that package's own files are read
	case from == target:
		if f.test || from.rows == nil {
			return ""
		}
		return sideways(from, f.pkg, to)
	case target.height < from.height:
		return ""
	case target.height == from.height:
		return fmt.Sprintf("%s and %s stand beside each other", from.prefix, target.prefix)
	case f.test && scenery[from.prefix] == target.prefix:
		return ""
	default:
		return fmt.Sprintf("points up, from %s to %s", from.prefix, target.prefix)
	}
}

// sideways applies the rows of one floor.
func sideways(fl *floor, from, to string) string {
	a, b := element(fl, from), element(fl, to)
	if a == b {
		return ""
	}
	i, j := rowOf(fl, from), rowOf(fl, to)
	switch {
	case i < 0 || j < 0 || j > i:
		return ""
	case i == j:
		if openRows[fl.prefix+" "+fl.rows[i][0]] {
			return ""
		}
		return fmt.Sprintf("%s and %s stand on one row of %s", a, b, fl.prefix)
	default:
		return fmt.Sprintf("points up: %s stands above %s in %s", b, a, fl.prefix)
	}
}

// banned refuses a standard or third-party package outside its home.
func banned(pkg, imported string) string {
	if anyUnder(pkg, freeOfBans) || strings.HasSuffix(pkg, "test") {
		return ""
	}
	for _, b := range bans {
		for _, p := range b.packages {
			if prefix, ok := strings.CutSuffix(p, "/..."); ok && under(imported, prefix) || p == imported {
				if !anyUnder(pkg, b.homes) {
					return b.why
				}
			}
		}
	}
	return ""
}

// floorOf returns the floor with the longest prefix that holds pkg, or nil.
func floorOf(pkg string) *floor {
	var best *floor
	for i := range floors {
		if under(pkg, floors[i].prefix) && (best == nil || len(floors[i].prefix) > len(best.prefix)) {
			best = &floors[i]
		}
	}
	return best
}

// element is the first path element of pkg below the floor, "." for the floor's own package.
func element(fl *floor, pkg string) string {
	if pkg == fl.prefix {
		return "."
	}
	name, _, _ := strings.Cut(strings.TrimPrefix(pkg, fl.prefix+"/"), "/")
	return name
}

// rowOf returns the row of pkg in its floor, 0 being the highest, or -1.
func rowOf(fl *floor, pkg string) int {
	name := element(fl, pkg)
	for i, row := range fl.rows {
		for _, pattern := range row {
			if ok, err := path.Match(pattern, name); err == nil && ok && (name != "." || pattern == ".") {
				return i
			}
		}
	}
	return -1
}

func under(pkg, prefix string) bool {
	return pkg == prefix || strings.HasPrefix(pkg, prefix+"/")
}

func anyUnder(pkg string, prefixes []string) bool {
	return slices.ContainsFunc(prefixes, func(p string) bool { return under(pkg, p) })
}
