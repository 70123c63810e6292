package identityweb

import (
	"cmp"
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"schakel/internal/api/scimapi"
	"schakel/internal/domain/directory"
	"schakel/internal/domain/network"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// Directories answers the requests about the user administrations of schools.
type Directories struct {
	directory *directory.Service
	network   *network.Service
}

// NewDirectories makes the pages.
func NewDirectories(d *directory.Service, n *network.Service) *Directories { return &Directories{d, n} }

const directoryBase = "/network/directories"

// directoryView is the list with the form for a new one, or one with its people.
type directoryView struct {
	*page.Ctx
	list   []directory.Directory
	units  []network.Unit
	one    directory.Overview // zero on the list
	made   *directory.Made    // just now: the only time that its secret is shown
	form   directory.Input
	faults fault.Fields
}

func (v directoryView) field(name, value string, f ui.Field) ui.Field {
	f.Name, f.Value, f.Label, f.Error, f.Autocomplete = name, value, v.P.T("directory."+name), page.Message(v.P, v.faults, name), "off"
	return f
}

func (v directoryView) roles(list []access.Role, none string) []ui.Option {
	out := []ui.Option{{Label: none}}
	for _, r := range list {
		out = append(out, ui.Option{Value: string(r), Label: v.P.T("role." + string(r))})
	}
	return out
}

// fields are those of the form, in their order.
func (v directoryView) fields() []ui.Field {
	return []ui.Field{
		v.field("name", v.form.Name, ui.Field{Required: true, MaxLength: 60, Hint: v.P.T("directory.name.hint")}),
		v.field("default_role", v.form.DefaultRole, ui.Field{Hint: v.P.T("directory.default_role.hint"), Options: v.roles(directory.DefaultRoles(), v.P.T("directory.no_role"))}),
		v.field("domains", v.form.Domains, ui.Field{MaxLength: 500, Hint: v.P.T("directory.domains.hint")}),
	}
}

func (v directoryView) unit() ui.Field {
	f := v.field("unit", string(v.form.Unit), ui.Field{Required: true, Hint: v.P.T("directory.unit.hint")})
	for _, u := range v.units {
		if u.Parent != "" && v.Scope.CanOn(access.ProviderManage, u.ID) {
			f.Options = append(f.Options, ui.Option{Value: string(u.ID), Label: u.Name})
		}
	}
	return f
}

// address is what is typed at the directory.
func (v directoryView) address() string { return v.Env.BaseURL + scimapi.Base }

func (v directoryView) path(rest string) string { return directoryBase + "/" + string(v.one.ID) + rest }

func (v directoryView) state(d directory.Directory) templ.Component {
	switch {
	case d.Hint == "" || d.TokenTo < v.today():
		return ui.StatusChip(ui.Draft, v.P.T("directory.closed"))
	case d.SeenAt == nil:
		return ui.StatusChip(ui.Neutral, v.P.T("directory.never"))
	default:
		return ui.StatusChip(ui.Success, v.P.T("directory.open"))
	}
}

func (v directoryView) seen(d directory.Directory) string {
	if d.SeenAt == nil {
		return v.P.T("directory.never")
	}
	return v.P.DateTime(*d.SeenAt)
}

func (v directoryView) table() ui.TableProps {
	t := ui.TableProps{
		Caption: v.P.T("directory.title"), CaptionHidden: true, Columns: []ui.Column{
			{Label: v.P.T("directory.name"), Primary: true}, {Label: v.P.T("directory.unit")}, {Label: v.P.T("directory.people"), Align: "end"}, {Label: v.P.T("directory.seen")}, {Label: v.P.T("directory.state")},
		},
	}
	for _, d := range v.list {
		t.Rows = append(t.Rows, ui.Row{Cells: []templ.Component{
			ui.TitleLink(directoryBase+"/"+string(d.ID), d.Name, ""), ui.Text(d.UnitName), ui.Num(v.P.Number(d.Active)), ui.Num(v.seen(d)), v.state(d),
		}})
	}
	return t
}

// facts are the state of the connection.
func (v directoryView) facts() []ui.Def {
	d := v.one.Directory
	changed := v.P.T("directory.never")
	if d.ChangedAt != nil {
		changed = v.P.DateTime(*d.ChangedAt)
	}
	return []ui.Def{
		{Term: v.P.T("directory.seen"), Text: v.seen(d)},
		{Term: v.P.T("directory.changed"), Text: changed},
		{Term: v.P.T("directory.people"), Text: v.P.T("directory.people.text", d.Active, v.P.Number(d.Waiting))},
	}
}

func (v directoryView) users() ui.TableProps {
	t := ui.TableProps{
		Caption: v.P.T("directory.people"), CaptionHidden: true,
		Columns: []ui.Column{{Label: v.P.T("directory.person"), Primary: true}, {Label: v.P.T("identity.email")}, {Label: v.P.T("directory.changed")}, {Label: v.P.T("directory.state")}},
	}
	for _, u := range v.one.Users {
		chip := ui.StatusChip(ui.Success, v.P.T("directory.user.in"))
		switch {
		case !u.Active:
			chip = ui.StatusChip(ui.Neutral, v.P.T("directory.user.left"))
		case u.Linked == nil:
			chip = ui.StatusChip(ui.Warning, v.P.T("directory.user.asked"))
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []templ.Component{ui.TwoLines(u.FullName(), u.UserName), ui.Text(u.Email), ui.Num(v.P.DateTime(u.ChangedAt)), chip}})
	}
	return t
}

func (v directoryView) refusals() ui.TableProps {
	t := ui.TableProps{
		Caption: v.P.T("directory.refused"), CaptionHidden: true,
		Columns: []ui.Column{{Label: v.P.T("directory.refused.about"), Primary: true}, {Label: v.P.T("directory.refused.why")}, {Label: v.P.T("audit.when")}},
	}
	for _, r := range v.one.Refusals {
		t.Rows = append(t.Rows, ui.Row{Cells: []templ.Component{ui.TwoLines(r.About, r.What), ui.Text(v.reason(r)), ui.Num(v.P.DateTime(r.At))}})
	}
	return t
}

// reason says in words why something was refused. Reasons that speak of a value are told without it here: it was not kept.
func (v directoryView) reason(r directory.Refusal) string {
	switch r.Reason {
	case "directory.other_domain", "directory.member_unknown", "directory.user_taken", "directory.external_taken", "directory.mail_taken", "directory.group_taken", "directory.most_users",
		"directory.mailed_lately":
		return v.P.T("directory.why." + strings.TrimPrefix(r.Reason, "directory."))
	default:
		return v.P.T("directory.why.other")
	}
}

// mapping are the fields of the form that says what a group stands for.
func (v directoryView) mapping(g directory.Group) (role, unit ui.Field) {
	role = ui.Field{Name: "role", ID: "role-" + string(g.ID), Label: v.P.T("network.role"), Value: string(g.Role), Plain: true, Options: v.roles(directory.GroupRoles(), v.P.T("directory.no_role"))}
	unit = ui.Field{Name: "unit", ID: "unit-" + string(g.ID), Label: v.P.T("network.unit"), Value: string(cmp.Or(g.Unit, v.one.Unit)), Plain: true}
	below := map[id.ID]bool{v.one.Unit: true}
	for _, u := range v.units { // parents stand before their children
		if below[u.ID] || below[u.Parent] {
			below[u.ID] = true
			unit.Options = append(unit.Options, ui.Option{Value: string(u.ID), Label: u.Name})
		}
	}
	return role, unit
}

func directoryInput(form page.Form) directory.Input {
	return directory.Input{Unit: form.ID("unit"), Name: form.Text("name"), Domains: form.Text("domains"), DefaultRole: form.Text("default_role"), Version: form.Int("version")}
}

func (h *Directories) showList(v directoryView, code int) (err error) {
	if v.list, err = h.directory.List(v.Context(), v.Scope); err != nil {
		return err
	}
	if v.units, err = h.network.Tree(v.Context(), v.Scope); err != nil {
		return err
	}
	return v.Render(code, page.Head{Title: v.P.T("directory.title"), Section: "network"}, directoriesPage(v))
}

// List shows the directories.
func (h *Directories) List(c *page.Ctx) error {
	return h.showList(directoryView{Ctx: c, form: directory.Input{DefaultRole: string(access.Teacher)}}, http.StatusOK)
}

// Add describes a new directory.
func (h *Directories) Add(c *page.Ctx) error {
	form, err := c.Form()
	if err != nil {
		return err
	}
	in := directoryInput(form)
	key, err := h.directory.Add(c.Context(), c.Scope, in)
	if faults, ok := page.Invalid(err); ok {
		return h.showList(directoryView{Ctx: c, form: in, faults: faults}, http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	return c.Redirect(directoryBase+"/"+string(key), "directory.added")
}

func (h *Directories) showOne(v directoryView, key id.ID, code int) (err error) {
	if v.one, err = h.directory.Of(v.Context(), v.Scope, key); err != nil {
		return err
	}
	if v.units, err = h.network.Tree(v.Context(), v.Scope); err != nil {
		return err
	}
	if v.faults == nil {
		v.form = directory.Input{Name: v.one.Name, Domains: strings.Join(v.one.Domains, ", "), DefaultRole: string(v.one.DefaultRole), Version: v.one.Version}
	}
	return v.Render(code, page.Head{Title: v.one.Name, Section: "network"}, directoryPage(v))
}

// One shows a directory.
func (h *Directories) One(c *page.Ctx) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	return h.showOne(directoryView{Ctx: c}, key, http.StatusOK)
}

// Edit changes a directory.
func (h *Directories) Edit(c *page.Ctx) error {
	key, form, err := c.IDForm()
	if err != nil {
		return err
	}
	in := directoryInput(form)
	err = h.directory.Edit(c.Context(), c.Scope, key, in)
	if faults, ok := page.Invalid(err); ok {
		return h.showOne(directoryView{Ctx: c, form: in, faults: faults}, key, http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	return c.Redirect(directoryBase+"/"+string(key), "directory.saved")
}

// MakeToken makes the token of a directory and shows it, once.
func (h *Directories) MakeToken(c *page.Ctx) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	made, err := h.directory.MakeToken(c.Context(), c.Scope, key)
	if err != nil {
		return err
	}
	return h.showOne(directoryView{Ctx: c, made: &made}, key, http.StatusOK)
}

// EndToken ends the token of a directory.
func (h *Directories) EndToken(c *page.Ctx) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	if err := h.directory.EndToken(c.Context(), c.Scope, key); err != nil {
		return err
	}
	return c.Redirect(directoryBase+"/"+string(key), "directory.token_ended")
}

// Map says what a group stands for.
func (h *Directories) Map(c *page.Ctx) error {
	key, form, err := c.IDForm()
	if err != nil {
		return err
	}
	group, err := id.Parse(c.R.PathValue("group"))
	if err != nil {
		return fault.NotFound("fault.not_found")
	}
	err = h.directory.Map(c.Context(), c.Scope, key, group, directory.MapInput{Role: form.Text("role"), Unit: form.ID("unit")})
	if err != nil {
		return err
	}
	return c.Redirect(directoryBase+"/"+string(key)+"#groups", "directory.mapped")
}

// Remove takes a directory away.
func (h *Directories) Remove(c *page.Ctx) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	if err := h.directory.Remove(c.Context(), c.Scope, key); err != nil {
		return err
	}
	return c.Redirect(directoryBase, "directory.removed")
}
