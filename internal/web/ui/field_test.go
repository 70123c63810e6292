package ui_test

import (
	"strings"
	"testing"

	"github.com/a-h/templ"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"schakel/internal/web/ui"
)

// control returns the first control in a rendered component.
func control(t *testing.T, c templ.Component) *html.Node {
	t.Helper()
	return elements(parse(t, render(t, c)), atom.Input, atom.Select, atom.Textarea)[0]
}

func TestFieldsTellHintAndError(t *testing.T) {
	t.Parallel()
	f := ui.Field{Name: "start.at", Label: "Begin", Hint: "Een dag", Error: "Kies een dag", Value: "x", Required: true, Autocomplete: "off", MaxLength: 9}
	for name, c := range map[string]templ.Component{
		"text": ui.TextField(f), "area": ui.TextArea(f), "number": ui.NumberField(f), "date": ui.DateField(f), "time": ui.TimeField(f),
		"select": ui.Select(f), "file": ui.FileField(f), "suggest": ui.SuggestField(f), "checkbox": ui.CheckboxField(f),
	} {
		n := control(t, c)
		for key, want := range map[string]string{
			"id": "f-start-at", "name": "start.at", "aria-invalid": "true", "aria-describedby": "f-start-at-hint f-start-at-error", "aria-required": "true", "maxlength": "9",
		} {
			if got := attr(n, key); got != want {
				t.Errorf("%s: %s is %q, want %q", name, key, got, want)
			}
		}
		html := render(t, c)
		for _, want := range []string{`id="f-start-at-hint"`, `id="f-start-at-error"`, "Kies een dag", `for="f-start-at"`} {
			if strings.Count(html, want) != 1 {
				t.Errorf("%s: %s stands %d times", name, want, strings.Count(html, want))
			}
		}
	}
}

func TestFieldWithoutErrorSaysNothingAboutErrors(t *testing.T) {
	t.Parallel()
	n := control(t, ui.TextField(ui.Field{Name: "a", Label: "A"}))
	if has(n, "aria-invalid") || has(n, "aria-describedby") || has(n, "aria-required") {
		t.Errorf("attributes: %v", n.Attr)
	}
	if got := render(t, ui.TextField(ui.Field{Name: "a", Label: "A"})); !strings.Contains(got, "niet verplicht") {
		t.Error("an optional field does not say so")
	}
	for _, f := range []ui.Field{{Name: "a", Label: "A", Required: true}, {Name: "a", Label: "A", Plain: true}} {
		if got := render(t, ui.TextField(f)); strings.Contains(got, "niet verplicht") {
			t.Errorf("%+v says that it is optional", f)
		}
	}
}

func TestChoicesKeepWhatWasChosen(t *testing.T) {
	t.Parallel()
	options := []ui.Option{{Value: "a", Label: "A"}, {Value: "b", Label: "B", Hint: "tweede"}, {Value: "c", Label: "C", Disabled: true}}
	f := ui.Field{Name: "n", Label: "N", Options: options, Value: "b", Values: []string{"a", "b"}}
	for name, c := range map[string]struct {
		component templ.Component
		want      string
	}{
		"radio": {ui.RadioGroup(f), "b"}, "chip radio": {ui.ChipRadio(f), "b"}, "checkbox": {ui.CheckboxGroup(f), "a b"}, "chips": {ui.ChipChoice(f), "a b"},
	} {
		var on []string
		for _, n := range elements(parse(t, render(t, c.component)), atom.Input) {
			if has(n, "checked") {
				on = append(on, attr(n, "value"))
			}
			if attr(n, "value") == "c" && !has(n, "disabled") {
				t.Errorf("%s: c can be chosen", name)
			}
		}
		if got := strings.Join(on, " "); got != c.want {
			t.Errorf("%s: chosen %q, want %q", name, got, c.want)
		}
	}
}

func TestSelectGroupsItsOptions(t *testing.T) {
	t.Parallel()
	doc := parse(t, render(t, ui.Select(ui.Field{Name: "n", Label: "N", Value: "2", Options: []ui.Option{
		{Value: "", Label: "Geen"}, {Value: "1", Label: "Een", Group: "Oost"}, {Value: "2", Label: "Twee", Group: "Oost"}, {Value: "3", Label: "Drie", Group: "West"},
	}})))
	if groups := elements(doc, atom.Optgroup); len(groups) != 2 || attr(groups[0], "label") != "Oost" || len(elements(groups[0], atom.Option)) != 2 {
		t.Errorf("groups: %d", len(groups))
	}
	for _, o := range elements(doc, atom.Option) {
		if has(o, "selected") != (attr(o, "value") == "2") {
			t.Errorf("option %q: selected %v", attr(o, "value"), has(o, "selected"))
		}
	}
}

func TestErrorSummaryLinksToTheFields(t *testing.T) {
	t.Parallel()
	good, bad := ui.Field{Name: "good", Label: "Goed"}, ui.Field{Name: "day", Label: "Welke dag?", Error: "Kies een dag."}
	links := elements(parse(t, render(t, ui.ErrorSummary(good, bad))), atom.A)
	if len(links) != 1 || attr(links[0], "href") != "#f-day" || text(links[0]) != "Welke dag: Kies een dag." {
		t.Errorf("links: %v", links)
	}
	if got := render(t, ui.ErrorSummary(good)); strings.TrimSpace(got) != "" {
		t.Errorf("a summary of nothing: %s", got)
	}
}

func TestTextIsEscaped(t *testing.T) {
	t.Parallel()
	const evil = `"><script>alert(1)</script>`
	html := render(t, ui.TextField(ui.Field{Name: evil, Label: evil, Value: evil, Hint: evil, Error: evil, Suffix: evil, Placeholder: evil})) +
		render(t, ui.StatusChip(evil, evil)) + render(t, ui.Table(ui.TableProps{Caption: evil, Columns: []ui.Column{{Label: evil}}, Rows: []ui.Row{{Tone: evil, Cells: []templ.Component{ui.Text(evil)}}}}))
	if strings.Contains(html, "<script>") {
		t.Error("text became markup")
	}
	if link := render(t, ui.Link("javascript:alert(1)", "x")); strings.Contains(link, "javascript:") {
		t.Errorf("a script as address: %s", link)
	}
}
