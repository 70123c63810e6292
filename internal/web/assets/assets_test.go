package assets

import (
	"bytes"
	"regexp"
	"strings"
	"testing"
)

func TestStylesheetHoldsAllParts(t *testing.T) {
	t.Parallel()
	css, kind, ok := Open("app.css")
	if !ok || !strings.HasPrefix(kind, "text/css") {
		t.Fatalf("app.css: %v %s", ok, kind)
	}
	if !bytes.HasPrefix(bytes.TrimSpace(bytes.SplitN(css, []byte("*/"), 2)[1]), []byte("@layer reset, tokens, base, components, utilities;")) {
		t.Error("the order of the layers must come first")
	}
	entries, err := files.ReadDir("css")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		part, _ := files.ReadFile("css/" + e.Name())
		if !bytes.Contains(css, part) {
			t.Errorf("%s is not in app.css", e.Name())
		}
	}
	if open, closed := bytes.Count(css, []byte("{")), bytes.Count(css, []byte("}")); open != closed {
		t.Errorf("%d braces open, %d close", open, closed)
	}
}

func TestUsedPropertiesAreDefined(t *testing.T) {
	t.Parallel()
	css := string(stylesheet())
	for _, m := range regexp.MustCompile(`var\((--[a-z0-9-]+)\)`).FindAllStringSubmatch(css, -1) {
		if !strings.Contains(css, m[1]+":") {
			t.Errorf("%s is used but not defined", m[1])
		}
	}
}

func TestAddressCarriesTheBuild(t *testing.T) {
	t.Parallel()
	url := URL("js/app.js")
	if !regexp.MustCompile(`^/assets/v[0-9a-f]{12}/js/app\.js$`).MatchString(url) {
		t.Errorf("address %s", url)
	}
	name := strings.TrimPrefix(url, Base)
	if !Immutable(name) || Immutable("js/app.js") || Immutable("v000000000000/js/app.js") {
		t.Error("only this build's address may be kept for ever")
	}
	for _, path := range []string{name, "js/app.js", "v000000000000/js/app.js"} {
		if _, kind, ok := Open(path); !ok || !strings.HasPrefix(kind, "text/javascript") {
			t.Errorf("%s: %v %s", path, ok, kind)
		}
	}
}

func TestOnlyAssetsAreServed(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"", "assets.go", "css/tokens.css", "js/../assets.go", "js/none.js", "dist/.keep", "/js/app.js", "js", "../go.mod"} {
		if _, _, ok := Open(path); ok {
			t.Errorf("%q is served", path)
		}
	}
	if _, kind, ok := Open("img/icon.svg"); !ok || kind != "image/svg+xml" {
		t.Error("the icon is not served")
	}
}

func TestModulesImportOnlyWhatExists(t *testing.T) {
	t.Parallel()
	entries, err := files.ReadDir("js")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		text, _ := files.ReadFile("js/" + e.Name())
		for _, m := range regexp.MustCompile(`from "(\./[^"]+)"`).FindAllSubmatch(text, -1) {
			if _, err := files.ReadFile("js/" + strings.TrimPrefix(string(m[1]), "./")); err != nil {
				t.Errorf("%s imports %s", e.Name(), m[1])
			}
		}
		for _, forbidden := range []string{"innerHTML", "eval(", ".style.", "document.write"} {
			if bytes.Contains(text, []byte(forbidden)) {
				t.Errorf("%s uses %s", e.Name(), forbidden)
			}
		}
	}
}
