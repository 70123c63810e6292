// Command bundle makes the browser scripts that come from npm packages: every file of cmd/bundle/entry becomes one
// minified classic script in internal/web/assets/dist, which the build of cmd/schakel embeds. It needs node_modules
// (make node_modules); it needs no Node.js. Third-party code is never committed: the folder is ignored by git.
package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

const (
	entryDir = "cmd/bundle/entry"
	distDir  = "internal/web/assets/dist"
)

func main() {
	if err := bundle(entryDir, distDir); err != nil {
		fmt.Fprintln(os.Stderr, "bundle:", err)
		os.Exit(1)
	}
}

// bundle writes one script in dist for every script in entries, with the licence notices of what it holds, and nothing
// when one of them fails.
func bundle(entries, dist string) error {
	files, err := filepath.Glob(filepath.Join(entries, "*.js"))
	if err != nil {
		return err
	}
	if len(files) == 0 {
		return errors.New("no entries in " + entries + ": run this from the repository's root")
	}
	result := api.Build(api.BuildOptions{
		EntryPoints:       files,
		Outdir:            dist,
		Bundle:            true,
		Format:            api.FormatIIFE,
		Platform:          api.PlatformBrowser,
		Target:            api.ES2022,
		MinifyWhitespace:  true,
		MinifySyntax:      true,
		MinifyIdentifiers: true,
		LegalComments:     api.LegalCommentsEndOfFile,
		LogLevel:          api.LogLevelSilent,
		Write:             false,
	})
	if len(result.Errors) > 0 {
		return errors.New(strings.Join(api.FormatMessages(result.Errors, api.FormatMessagesOptions{}), "\n"))
	}
	if err := os.MkdirAll(dist, 0o755); err != nil {
		return err
	}
	for _, out := range result.OutputFiles {
		if err := os.WriteFile(out.Path, out.Contents, 0o644); err != nil {
			return err
		}
		fmt.Printf("%s %d kB\n", filepath.Join(dist, filepath.Base(out.Path)), (len(out.Contents)+1023)/1024)
	}
	return nil
}
