package relationweb

import (
	"maps"
	"net/http"
	"slices"
	"strings"

	"schakel/internal/platform/id"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// A form carries what its fields held when it was made as was.NAME. When somebody else was first, the page of conflict asks per
// field that differs: pick.NAME is mine, theirs or original; mine.NAME and original.NAME carry those values, was.NAME theirs.

// reader gives the values of a form.
type reader interface {
	Text(name string) string
	All(name string) []string
	Bool(name string) bool
	ID(name string) id.ID
}

// picked is a form whose fields may have been chosen on the page of conflict.
type picked struct{ page.Form }

// Text returns a value as typed, or as chosen.
func (p picked) Text(name string) string {
	switch p.Form.Text("pick." + name) {
	case "mine":
		return p.Form.Text("mine." + name)
	case "theirs":
		return p.Form.Text("was." + name)
	case "original":
		return p.Form.Text("original." + name)
	default:
		return p.Form.Text(name)
	}
}

// All returns the values of a field with many; chosen ones stand in one text with commas.
func (p picked) All(name string) []string {
	if !p.Has("pick."+name) && len(p.Form.All(name)) != 1 {
		return p.Form.All(name)
	}
	return strings.FieldsFunc(p.Text(name), func(r rune) bool { return r == ',' || r == ' ' })
}

// Bool reports whether a box was ticked.
func (p picked) Bool(name string) bool { return p.Text(name) != "" }

// ID returns an id, empty when malformed.
func (p picked) ID(name string) id.ID {
	key, err := id.Parse(p.Text(name))
	if err != nil {
		return ""
	}
	return key
}

// base returns what the fields held when the form was made; a form that does not say held what is stored now.
func base(f page.Form, stored map[string]string) map[string]string {
	out := maps.Clone(stored)
	for name := range out {
		if f.Has("was." + name) {
			out[name] = f.Text("was." + name)
		}
	}
	return out
}

// asBase carries what the fields hold in a form.
func asBase(values map[string]string) []ui.HiddenValue {
	var out []ui.HiddenValue
	for _, name := range slices.Sorted(maps.Keys(values)) {
		out = append(out, ui.HiddenValue{Name: "was." + name, Value: values[name]})
	}
	return out
}

// conflictView shows a form that somebody else was first with: per field what I typed, what is stored now, and what was there.
type conflictView struct {
	*page.Ctx
	title, action, back string
	crumbs              []ui.Crumb
	carry               []ui.HiddenValue // version, and what the form carries besides
	order               []string
	mine, theirs, was   map[string]string
	label               func(name string) string
	show                func(name, value string) string
}

func (h *Pages) conflict(c *page.Ctx, v conflictView) error {
	v.Ctx = c
	return c.Render(http.StatusConflict, page.Head{Title: v.title, Section: section}, conflict(v))
}

// differing are the fields to choose for.
func (v conflictView) differing() []string {
	var out []string
	for _, name := range v.order {
		if v.mine[name] != v.theirs[name] {
			out = append(out, name)
		}
	}
	return out
}

// hidden is what the form carries: the fields that are the same, and the three values of those that differ.
func (v conflictView) hidden() []ui.HiddenValue {
	out := slices.Clone(v.carry)
	add := func(name, value string) { out = append(out, ui.HiddenValue{Name: name, Value: value}) }
	for _, name := range v.order {
		add("was."+name, v.theirs[name])
		if v.mine[name] == v.theirs[name] {
			add(name, v.mine[name])
			continue
		}
		add("mine."+name, v.mine[name])
		add("original."+name, v.was[name])
	}
	return out
}

// choice asks which value a field gets. What only they changed is theirs; what I changed is mine, until I say otherwise.
func (v conflictView) choice(name string) ui.Field {
	t := v.P.T
	text := func(value string) string {
		if value == "" {
			return t("relation.conflict.empty")
		}
		return v.show(name, value)
	}
	f := ui.Field{
		Name: "pick." + name, Label: v.label(name), Value: "mine", Required: true,
		Options: []ui.Option{
			{Value: "mine", Label: text(v.mine[name]), Hint: t("relation.conflict.mine")},
			{Value: "theirs", Label: text(v.theirs[name]), Hint: t("relation.conflict.theirs")},
		},
	}
	switch v.was[name] {
	case v.mine[name]:
		f.Value = "theirs"
		f.Options[0].Hint = t("relation.conflict.was")
	case v.theirs[name]:
		f.Options[1].Hint = t("relation.conflict.was")
	default:
		f.Options = append(f.Options, ui.Option{Value: "original", Label: text(v.was[name]), Hint: t("relation.conflict.was")})
	}
	return f
}
