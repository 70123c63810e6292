package menuweb

import (
	"net/http"
	"strconv"

	"schakel/internal/domain/menu"
	"schakel/internal/domain/network"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/web/offerform"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// itemView is the page of one item, and its form.
type itemView struct {
	*page.Ctx
	item    menu.Item
	in      menu.ItemInput
	version int
	unit    id.ID       // of a new item
	units   []ui.Option // where a new item may stand
	faults  fault.Fields
	locals  []menu.LocalCount // the units that say it otherwise
	mine    []network.Unit    // the subregions for which the reader may
}

// Show shows an item: what it asks, what it gives, and who offers it.
func (h *Pages) Show(c *page.Ctx) error {
	v, err := h.item(c)
	if err != nil {
		return err
	}
	if err := h.regions(&v); err != nil {
		return err
	}
	return c.Render(http.StatusOK, page.Head{Title: v.name(), Section: section}, itemPage(v))
}

func (h *Pages) item(c *page.Ctx) (v itemView, err error) {
	v.Ctx = c
	key, err := c.ID()
	if err != nil {
		return v, err
	}
	v.item, err = h.menu.Item(c.Context(), c.Scope, key)
	return v, err
}

func (v itemView) name() string { return v.item.Name(string(v.P.Lang())) }

func (v itemView) may() bool { return v.Scope.CanOn(access.MenuManage, v.item.Unit) }

func (v itemView) edit() *ui.Action {
	if !v.may() {
		return nil
	}
	return &ui.Action{Label: v.P.T("menu.edit"), Icon: "pencil", Href: "/menu/" + string(v.item.ID) + "/edit"}
}

// switchAction takes the item off the menu or puts it back.
func (v itemView) switchAction() []ui.Action {
	if !v.may() {
		return nil
	}
	a := ui.Action{
		Label: v.P.T("menu.take_off"), Icon: "x", Href: "/menu/" + string(v.item.ID) + "/active", Method: "post",
		Values: []ui.HiddenValue{{Name: "version", Value: strconv.Itoa(v.item.Version)}},
	}
	if !v.item.Active {
		a.Label, a.Icon, a.Values = v.P.T("menu.put_back"), "undo", append(a.Values, ui.HiddenValue{Name: "active", Value: "on"})
	}
	return []ui.Action{a}
}

func (v itemView) facts() []ui.Def {
	i, t := v.item, v.P.T
	defs := []ui.Def{
		{Term: t("menu.where"), Text: t("menu.place." + string(i.Place))},
		{Term: t("menu.takes"), Text: offerform.Duration(v.P, i.Minutes)},
		{Term: t("menu.prep"), Text: offerform.Duration(v.P, i.Prep)},
		{Term: t("menu.people"), Text: v.P.Number(i.People)},
		{Term: t("menu.group"), Text: t("offer.group", strconv.Itoa(i.MinGroup), strconv.Itoa(i.MaxGroup))},
		{Term: t("menu.value"), Text: t("menu.value." + string(i.Value))},
		{Term: t("menu.conduct"), Text: t("menu.conduct." + string(i.Conduct))},
		{Term: t("menu.owner"), Text: i.UnitName},
	}
	if years := offerform.Years(v.P, i); years != "" {
		defs = append(defs, ui.Def{Term: t("menu.field.years"), Text: years})
	}
	if i.Prep == 0 {
		defs = append(defs[:2], defs[3:]...)
	}
	return defs
}

// Edit shows the form of an item.
func (h *Pages) Edit(c *page.Ctx) error {
	v, err := h.editable(c)
	if err != nil {
		return err
	}
	v.version, v.in = v.item.Version, v.item.Input()
	return v.form(http.StatusOK)
}

func (v itemView) form(status int) error {
	return v.Render(status, page.Head{Title: v.formTitle(), Section: section}, itemForm(v))
}

func (v itemView) formTitle() string {
	if v.item.ID == "" {
		return v.P.T("menu.add")
	}
	return v.P.T("menu.edit_title", v.name())
}

// Save changes an item.
func (h *Pages) Save(c *page.Ctx) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	v, err := h.editable(c)
	if err != nil {
		return err
	}
	v.in, v.version = inputOf(f), f.Int("version")
	err = h.menu.EditItem(c.Context(), c.Scope, v.item.ID, v.version, v.in)
	if faults, ok := page.Invalid(err); ok {
		v.faults = faults
		return v.form(http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	return c.Redirect("/menu/"+string(v.item.ID), "menu.item_saved")
}

// New shows the form of a new item.
func (h *Pages) New(c *page.Ctx) error {
	v := itemView{Ctx: c, in: menu.ItemInput{
		Place: menu.AtSchool, Minutes: "100", Prep: "60", People: "1", MinGroup: "8", MaxGroup: "30", Value: menu.StaffHours, Conduct: menu.Accompanied,
	}}
	if err := h.units(&v); err != nil {
		return err
	}
	return v.form(http.StatusOK)
}

// units lists where a new item may stand.
func (h *Pages) units(v *itemView) error {
	units, err := h.network.Tree(v.Context(), v.Scope)
	for _, u := range units {
		if v.Scope.CanOn(access.MenuManage, u.ID) {
			v.units = append(v.units, ui.Option{Value: string(u.ID), Label: u.Name})
		}
	}
	return err
}

// Add adds an item.
func (h *Pages) Add(c *page.Ctx) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	v := itemView{Ctx: c, in: inputOf(f), unit: f.ID("unit")}
	key, err := h.menu.AddItem(c.Context(), c.Scope, v.unit, v.in)
	if faults, ok := page.Invalid(err); ok {
		v.faults = faults
		if err := h.units(&v); err != nil {
			return err
		}
		return v.form(http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	return c.Redirect("/menu/"+string(key), "menu.item_saved")
}

// Switch takes an item off the menu or puts it back.
func (h *Pages) Switch(c *page.Ctx) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	key, err := c.ID()
	if err != nil {
		return err
	}
	active := f.Bool("active")
	if err := h.menu.SetActive(c.Context(), c.Scope, key, f.Int("version"), active); err != nil {
		return err
	}
	flash := "menu.item_off"
	if active {
		flash = "menu.item_back"
	}
	return c.Redirect("/menu/"+string(key), flash)
}

func inputOf(f page.Form) menu.ItemInput {
	return menu.ItemInput{
		NameNL: f.Text("name_nl"), NameEN: f.Text("name_en"), CompanyNL: f.Text("company_nl"), CompanyEN: f.Text("company_en"),
		TeacherNL: f.Text("teacher_nl"), TeacherEN: f.Text("teacher_en"), Place: menu.Place(f.Text("place")), Minutes: f.Text("minutes"),
		Prep: f.Text("prep"), People: f.Text("people"), MinGroup: f.Text("min_group"), MaxGroup: f.Text("max_group"),
		Profiles: f.All("profiles"), Levels: f.All("levels"), Value: menu.ValueRule(f.Text("value")), Conduct: menu.Conduct(f.Text("conduct")),
		GuideInput: guideOf(f),
	}
}

func (v itemView) field(name, value string) ui.Field {
	return ui.Field{Name: name, Label: v.P.T("menu.field." + name), Value: value, Error: page.Message(v.P, v.faults, name), Required: true}
}

// itemFields are the fields of the form, in the order of the page.
type itemFields struct {
	unit, nameNL, nameEN, companyNL, companyEN, teacherNL, teacherEN                ui.Field
	place, minutes, prep, people, minGroup, maxGroup, profiles, levels, value, cond ui.Field
}

func (v itemView) fields() itemFields {
	in := v.in
	f := itemFields{
		unit: v.field("unit", string(v.unit)), nameNL: v.field("name_nl", in.NameNL), nameEN: v.field("name_en", in.NameEN),
		companyNL: v.field("company_nl", in.CompanyNL), companyEN: v.field("company_en", in.CompanyEN),
		teacherNL: v.field("teacher_nl", in.TeacherNL), teacherEN: v.field("teacher_en", in.TeacherEN),
		place: v.field("place", string(in.Place)), minutes: v.field("minutes", in.Minutes), prep: v.field("prep", in.Prep), people: v.field("people", in.People),
		minGroup: v.field("min_group", in.MinGroup), maxGroup: v.field("max_group", in.MaxGroup), profiles: v.field("profiles", ""), levels: v.field("levels", ""),
		value: v.field("value", string(in.Value)), cond: v.field("conduct", string(in.Conduct)),
	}
	f.unit.Options = v.units
	f.unit.Hint = v.P.T("menu.field.unit.hint")
	for _, area := range []*ui.Field{&f.companyNL, &f.companyEN, &f.teacherNL, &f.teacherEN} {
		area.Rows = 3
	}
	for _, p := range menu.Places() {
		f.place.Options = append(f.place.Options, ui.Option{Value: string(p), Label: v.P.T("menu.place." + string(p))})
	}
	for _, r := range menu.ValueRules() {
		f.value.Options = append(f.value.Options, ui.Option{Value: string(r), Label: v.P.T("menu.value." + string(r))})
	}
	for _, c := range menu.Conducts() {
		f.cond.Options = append(f.cond.Options, ui.Option{Value: string(c), Label: v.P.T("menu.conduct." + string(c))})
	}
	f.profiles.Options, f.profiles.Values, f.profiles.Required = offerform.Profiles(nil), in.Profiles, false
	f.levels.Options, f.levels.Values, f.levels.Required = offerform.Levels(v.P, nil), in.Levels, false
	f.profiles.Hint, f.levels.Hint = v.P.T("menu.none_is_all"), v.P.T("menu.none_is_all")
	f.minutes.Suffix, f.prep.Suffix = v.P.T("menu.minutes_suffix"), v.P.T("menu.minutes_suffix")
	return f
}

func (f itemFields) all() []ui.Field {
	return []ui.Field{
		f.unit, f.nameNL, f.nameEN, f.companyNL, f.companyEN, f.teacherNL, f.teacherEN, f.place, f.minutes, f.prep, f.people, f.minGroup, f.maxGroup,
		f.profiles, f.levels, f.value, f.cond,
	}
}

func (v itemView) action() string {
	if v.item.ID == "" {
		return "/menu"
	}
	return "/menu/" + string(v.item.ID)
}

// back is where cancelling leads.
func (v itemView) back() string { return v.action() }
