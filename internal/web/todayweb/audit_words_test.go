package todayweb_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"schakel/internal/platform/i18n"
	"schakel/internal/web/locale"
)

// TestEveryAuditEntryHasWords looks through the code for what use cases tell the log, so that no reader of the log meets a
// code instead of a word, in either language.
func TestEveryAuditEntryHasWords(t *testing.T) {
	t.Parallel()
	found := entries{"Action": {}, "Object": {}}
	for _, root := range []string{"../../kernel", "../../domain", "../../app"} {
		found.walk(t, root)
	}
	if len(found["Action"]) < 30 || len(found["Object"]) < 8 {
		t.Fatalf("found only %d actions and %d objects: the scan is broken", len(found["Action"]), len(found["Object"]))
	}
	for field, family := range map[string]string{"Action": "audit.action.", "Object": "audit.object."} {
		for _, code := range slices.Sorted(maps.Keys(found[field])) {
			for _, lang := range i18n.Langs() {
				if key := family + code; !locale.Catalog().Printer(lang).Has(key) {
					t.Errorf("%s: no word for %s (%s)", lang, key, found[field][code])
				}
			}
		}
		for _, key := range locale.Catalog().Keys(i18n.NL) {
			if code, ok := strings.CutPrefix(key, family); ok && found[field][code] == "" {
				t.Errorf("%s: nothing tells this to the log any more", key)
			}
		}
	}
}

// entries are the codes per field of audit.Entry, with the package where each was found.
type entries map[string]map[string]string

func (e entries) walk(t *testing.T, root string) {
	t.Helper()
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return err
		}
		names, err := filepath.Glob(filepath.Join(path, "*.go"))
		if err != nil {
			return err
		}
		var files []*ast.File
		for _, name := range names {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
			if err != nil {
				return err
			}
			files = append(files, f)
		}
		e.scan(files, path)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// scan finds entries in a package: literals, and what callers hand to functions that put a parameter into an entry.
func (e entries) scan(files []*ast.File, path string) {
	through := map[string]map[int]string{} // function → parameter → field
	for grew := true; grew; {
		grew = false
		for _, f := range files {
			for _, d := range f.Decls {
				fn, ok := d.(*ast.FuncDecl)
				if !ok || fn.Body == nil {
					continue
				}
				for value, field := range uses(fn, through) {
					if code, ok := text(value); ok {
						e[field][code] = path
						continue
					}
					for _, v := range assigned(fn, value) {
						e[field][v] = path
					}
					if n := parameter(fn, value); n >= 0 && through[fn.Name.Name][n] == "" {
						if through[fn.Name.Name] == nil {
							through[fn.Name.Name] = map[int]string{}
						}
						through[fn.Name.Name][n], grew = field, true
					}
				}
			}
		}
	}
}

// uses are the expressions in a function that end up in an entry, with the field they end up in.
func uses(fn *ast.FuncDecl, through map[string]map[int]string) map[ast.Expr]string {
	out := map[ast.Expr]string{}
	ast.Inspect(fn.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CompositeLit:
			if sel, ok := n.Type.(*ast.SelectorExpr); ok && sel.Sel.Name == "Entry" {
				for _, el := range n.Elts {
					kv, ok := el.(*ast.KeyValueExpr)
					if key, isName := kv.Key.(*ast.Ident); ok && isName && (key.Name == "Action" || key.Name == "Object") {
						out[kv.Value] = key.Name
					}
				}
			}
		case *ast.CallExpr:
			name := ""
			switch f := n.Fun.(type) {
			case *ast.Ident:
				name = f.Name
			case *ast.SelectorExpr:
				name = f.Sel.Name
			}
			for at, field := range through[name] {
				if at < len(n.Args) {
					out[n.Args[at]] = field
				}
			}
		}
		return true
	})
	return out
}

func text(e ast.Expr) (string, bool) {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	s, err := strconv.Unquote(lit.Value)
	return s, err == nil
}

// assigned are the texts that a function puts into the variable.
func assigned(fn *ast.FuncDecl, e ast.Expr) (out []string) {
	name, ok := e.(*ast.Ident)
	if !ok {
		return nil
	}
	ast.Inspect(fn.Body, func(n ast.Node) bool {
		a, ok := n.(*ast.AssignStmt)
		if !ok {
			return true
		}
		for i, left := range a.Lhs {
			if id, ok := left.(*ast.Ident); ok && id.Name == name.Name && i < len(a.Rhs) {
				if s, ok := text(a.Rhs[i]); ok {
					out = append(out, s)
				}
			}
		}
		return true
	})
	return out
}

// parameter is the place of the expression among the function's parameters, -1 when it is none.
func parameter(fn *ast.FuncDecl, e ast.Expr) int {
	name, ok := e.(*ast.Ident)
	if !ok {
		return -1
	}
	at := 0
	for _, field := range fn.Type.Params.List {
		for _, p := range field.Names {
			if p.Name == name.Name {
				return at
			}
			at++
		}
	}
	return -1
}
