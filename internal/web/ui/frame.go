package ui

import (
	"context"
	"strings"

	"github.com/a-h/templ"

	"schakel/internal/platform/i18n"
	"schakel/internal/web/assets"
)

// Frame describes a page around its content.
type Frame struct {
	P         *i18n.Printer
	Title     string // of the browser's tab; the unit's name is added
	Nav       []NavItem
	User      *UserMenu // nil when nobody is signed in
	Flash     []Toast
	Accent    string // the unit's colour, #rrggbb; empty for Schakel's own
	Theme     string // "" follows the device, "light", "dark"
	Path      string // address of this page, to come back to after a change of language or theme
	Demo      bool   // invented data: a line above the page says so
	HasBundle bool   // assets/dist/htmx.js is present
	UnitName  string // the network or subregion whose page this is
	Palette   bool   // offer the palette (Ctrl-K)
	Record    bool   // offer recording a contact
	Wide      bool   // content over the whole width: boards, wide tables
	Large     bool   // Bare: room for a list or a table instead of a narrow column
	NoIndex   bool   // keep search engines away
	Embedded  bool   // Bare: without head and foot, inside somebody else's page
	NoKeys    bool   // shortcuts of a single character are switched off
}

// NavItem is an entry of the main menu.
type NavItem struct {
	Label   string
	Href    string
	Icon    string
	Current bool
	Count   int    // how many wait there; 0 shows nothing
	Tab     bool   // also in the bar at the bottom on a phone; the first three when none says so
	Section string // a small heading above the first item of a section
	Key     string // opens the page when typed after g
}

// UserMenu describes who is signed in.
type UserMenu struct {
	Name     string
	Initials string // made from the name when empty
	Role     string // the role's word, e.g. "relatiebeheerder"
	Network  string
	Items    []Action // above language, theme and signing out, e.g. "Mijn account"
	Logout   string   // address to post to, "/logout" when empty
}

// Toast is a message after an action.
type Toast struct {
	Kind       string // Success (when empty), Info, Warning, Danger
	Text       string
	UndoAction string // address to post to; empty when it cannot be undone
	UndoToken  string // sent as "token"
}

func (u UserMenu) initials() string { return orElse(u.Initials, Initials(u.Name)) }

func (f Frame) lang() string {
	if f.P == nil {
		return string(i18n.NL)
	}
	return string(f.P.Lang())
}

func (f Frame) title() string {
	switch {
	case f.UnitName == "" && f.Title == "":
		return "Schakel"
	case f.UnitName == "":
		return f.Title + " · Schakel"
	case f.Title == "":
		return f.UnitName + " · Schakel"
	}
	return f.Title + " · " + f.UnitName
}

// accentHref is the address of the unit's colours, empty when it has none or an impossible one.
func (f Frame) accentHref() string {
	hex := strings.TrimPrefix(strings.ToLower(f.Accent), "#")
	if _, ok := AccentCSS("#" + hex); !ok {
		return ""
	}
	return assets.Base + "accent/" + hex + ".css"
}

func (f Frame) context(ctx context.Context) context.Context { return WithPrinter(ctx, f.P) }

// root returns the attributes of the html element.
func (f Frame) root() templ.Attributes {
	a := templ.Attributes{"lang": f.lang()}
	if f.Theme == "light" || f.Theme == "dark" {
		a["data-theme"] = f.Theme
	}
	if f.HasBundle {
		a["data-bundle"] = true
	}
	if f.NoKeys {
		a["data-keys"] = "off"
	}
	return a
}

// tabs are the entries of the bar at the bottom on a phone.
func (f Frame) tabs() []NavItem {
	var tabs []NavItem
	for _, n := range f.Nav {
		if n.Tab {
			tabs = append(tabs, n)
		}
	}
	if len(tabs) == 0 {
		tabs = f.Nav
	}
	return tabs[:min(3, len(tabs))]
}

// htmxConfig keeps htmx within the content security policy and lets it show a refused form (422).
const htmxConfig = `{"includeIndicatorStyles":false,"allowEval":false,"allowScriptTags":false,"selfRequestsOnly":true,"scrollBehavior":"auto","responseHandling":[{"code":"204","swap":false},{"code":"[23]..","swap":true},{"code":"422","swap":true},{"code":"[45]..","swap":false,"error":true}]}`

// LiveFilter makes a filter form apply itself while typing and choosing, when htmx is present: it loads action with the
// form's values, replaces the element target ("#results") and keeps the address bar right. Without htmx the form has a button.
func LiveFilter(action, target string) templ.Attributes {
	return templ.Attributes{
		"hx-get": action, "hx-target": target, "hx-select": target, "hx-swap": "outerHTML", "hx-push-url": "true",
		"hx-trigger": "change, submit, input changed delay:300ms from:find input[type=search]", "hx-sync": "this:replace",
	}
}
