package ui_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"schakel/internal/platform/i18n"
	"schakel/internal/web/assets"
	"schakel/internal/web/ui"
	"schakel/internal/web/ui/chart"
)

// TestPreview renders the style page to $UI_PREVIEW, to look at it in a browser: UI_PREVIEW=/tmp/ui go test -run Preview ./internal/web/ui
func TestPreview(t *testing.T) {
	dir := os.Getenv("UI_PREVIEW")
	if dir == "" {
		t.Skip("UI_PREVIEW is not set")
	}
	css, _, _ := assets.Open("app.css")
	write(t, filepath.Join(dir, "app.css"), css)
	accent, _ := ui.AccentCSS("#c8102e")
	write(t, filepath.Join(dir, "accent.css"), []byte(accent))
	if err := os.MkdirAll(filepath.Join(dir, "served"), 0o750); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "palette.html"), []byte(render(t, ui.PaletteResults("nij", paletteSample))))
	for name, page := range map[string]templ.Component{"nl": chart.Styleguide(sampleFrame(i18n.NL)), "portal": portalSample(i18n.NL)} {
		html := render(t, page)
		write(t, filepath.Join(dir, "served", name+".html"), []byte(html))
		html = strings.ReplaceAll(html, assets.URL("app.css"), "app.css")
		html = strings.ReplaceAll(html, `href="/assets/accent/`, `data-href="`)
		write(t, filepath.Join(dir, name+".html"), []byte(html))
		write(t, filepath.Join(dir, name+"-dark.html"), []byte(strings.Replace(html, "<html ", `<html data-theme="dark" `, 1)))
		write(t, filepath.Join(dir, name+"-accent.html"), []byte(strings.Replace(html, "</head>", `<link rel="stylesheet" href="accent.css"></head>`, 1)))
	}
}

func write(t *testing.T, name string, content []byte) {
	t.Helper()
	if err := os.WriteFile(name, content, 0o600); err != nil {
		t.Fatal(err)
	}
}

func render(t *testing.T, c templ.Component) string {
	t.Helper()
	var b bytes.Buffer
	if err := c.Render(ui.WithPrinter(t.Context(), withPrinter(t)), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
