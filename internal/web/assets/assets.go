// Package assets holds the stylesheets and the small ES modules of Schakel, embedded in the binary.
//
// The address of an asset carries a hash of all assets together ([URL]), so that modules which import each other by a
// relative path always come from one build and may be cached for ever. The web server serves what [Open] returns.
package assets

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"path"
	"regexp"
	"sort"
	"strings"
	"sync"
)

//go:embed css js img all:dist
var files embed.FS

// Base is the path under which the web server offers the assets.
const Base = "/assets/"

// stylesheets are joined in this order into app.css; the cascade order itself stands in the @layer line of tokens.css.
var stylesheets = []string{"tokens", "base", "forms", "components", "lists", "preview", "records", "shell", "palette", "charts", "network", "account", "need", "agreement", "calendar", "public", "print"}

// types are the content types by extension; a name with another extension is not served.
var types = map[string]string{
	".css": "text/css; charset=utf-8",
	".js":  "text/javascript; charset=utf-8",
	".map": "application/json",
	".svg": "image/svg+xml",
}

var versionPrefix = regexp.MustCompile(`^v[0-9a-f]{12}/`)

// FS returns the embedded files: css/, js/, img/ and dist/ (the npm bundle, which may be empty).
func FS() fs.FS { return files }

// HasBundle tells whether the npm bundle with htmx was built into this binary. Pages work without it.
func HasBundle() bool {
	_, err := files.ReadFile("dist/htmx.js")
	return err == nil
}

// URL returns the address of an asset ("app.css", "js/app.js", "dist/htmx.js") with the hash of this build in it.
func URL(name string) string { return Base + version() + "/" + name }

// Immutable tells whether a path below [Base] carries the hash of this build, so that it may be cached for ever.
func Immutable(name string) bool { return strings.HasPrefix(name, version()+"/") }

// Open returns the content and the content type of an asset by its path below [Base], with or without the hash.
// A hash of another build gives the present content: a page loaded before an update keeps its looks.
func Open(name string) (content []byte, contentType string, ok bool) {
	name = versionPrefix.ReplaceAllString(name, "")
	contentType, ok = types[path.Ext(name)]
	if !ok {
		return nil, "", false
	}
	if name == "app.css" {
		return stylesheet(), contentType, true
	}
	if dir, _, _ := strings.Cut(name, "/"); dir != "js" && dir != "img" && dir != "dist" {
		return nil, "", false
	}
	content, err := files.ReadFile(name)
	if err != nil {
		return nil, "", false
	}
	return content, contentType, true
}

// stylesheet is the one stylesheet of the application: all parts in order.
var stylesheet = sync.OnceValue(func() []byte {
	var b strings.Builder
	for _, part := range stylesheets {
		text, err := files.ReadFile("css/" + part + ".css")
		if err != nil {
			panic("assets: " + err.Error()) // impossible: a test opens app.css
		}
		b.Write(text)
		b.WriteByte('\n')
	}
	return []byte(b.String())
})

// version is "v" and twelve hexadecimal digits of the hash over names and contents of all assets.
var version = sync.OnceValue(func() string {
	var names []string
	err := fs.WalkDir(files, ".", func(name string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			names = append(names, name)
		}
		return err
	})
	if err != nil {
		panic("assets: " + err.Error()) // impossible: the file system is in the binary
	}
	sort.Strings(names)
	sum := sha256.New()
	for _, name := range names {
		content, _ := files.ReadFile(name)
		sum.Write([]byte(name))
		sum.Write(content)
	}
	return "v" + hex.EncodeToString(sum.Sum(nil))[:12]
})
