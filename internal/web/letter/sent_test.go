package letter_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"schakel/internal/web/letter"
)

var (
	// A letter is sent with its key written out, or through a helper of the package that is given the key.
	literalKey = regexp.MustCompile(`post\.Letter\{\s*Key:\s*"([a-z_]+)"`)
	anyLetter  = regexp.MustCompile(`post\.Letter\{\s*Key:\s*[a-z"]`)
	helperKey  = regexp.MustCompile(`\b(?:sendTx|tellTx)\([^"\n]*"([a-z_]+)"`)
	// The comment of a letter's data names the keys of the letters that carry it.
	dataStruct = regexp.MustCompile(`((?:^|\n)// [A-Z]\w*Letter [^\n]*(?:\n//[^\n]*)*)\ntype [A-Z]\w*Letter struct`)
	anyStruct  = regexp.MustCompile(`(?m)^type [A-Z]\w+Letter struct`)
	quoted     = regexp.MustCompile(`"([a-z_]+)"`)
)

// TestTableHoldsWhatIsSent looks through the code: every letter that is sent is in the table, and nothing else.
func TestTableHoldsWhatIsSent(t *testing.T) {
	t.Parallel()
	sent := map[string]string{}
	for _, root := range []string{"../../kernel", "../../domain"} {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			text, err := os.ReadFile(path)
			if err == nil {
				collect(t, path, string(text), sent)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	known := map[string]bool{}
	for _, key := range letter.Keys() {
		known[key] = true
		if sent[key] == "" {
			t.Errorf("nothing sends the letter %q", key)
		}
	}
	for key, path := range sent {
		if !known[key] {
			t.Errorf("%s sends the letter %q, which is not in the table", path, key)
		}
	}
}

func collect(t *testing.T, path, text string, sent map[string]string) {
	t.Helper()
	if strings.Contains(text, "post.Letter{") {
		named := literalKey.FindAllStringSubmatch(text, -1)
		helped := helperKey.FindAllStringSubmatch(text, -1)
		for _, m := range append(named, helped...) {
			sent[m[1]] = path
		}
		if len(named)+len(helped) == 0 || len(anyLetter.FindAllString(text, -1)) != strings.Count(text, "post.Letter{") {
			t.Errorf("%s: a post.Letter without a key that this test can read: write Key first", path)
		}
	} else {
		for _, m := range helperKey.FindAllStringSubmatch(text, -1) {
			sent[m[1]] = path
		}
	}
	structs := dataStruct.FindAllStringSubmatch(text, -1)
	if len(structs) != len(anyStruct.FindAllString(text, -1)) {
		t.Errorf("%s: a …Letter struct without a comment", path)
	}
	for _, m := range structs {
		keys := quoted.FindAllStringSubmatch(m[1], -1)
		if len(keys) == 0 {
			t.Errorf("%s: the comment of a …Letter struct must name the letter: … the letter \"key\"", path)
		}
		for _, k := range keys {
			sent[k[1]] = path
		}
	}
}
