package menuweb

import (
	"net/http"
	"net/url"
	"strings"

	"schakel/internal/domain/menu"
	"schakel/internal/domain/network"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/web/offerform"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// localView is the form on which a subregion says an item of the network otherwise.
type localView struct {
	itemView
	local menu.Local
}

func localPath(unit id.ID) string { return "/units/" + string(unit) + "/menu" }

// Local shows an item of the network in the words of a subregion, and which of them are its own.
func (h *Pages) Local(c *page.Ctx) error {
	v, err := h.local(c, c.QueryID("item"))
	if err != nil {
		return err
	}
	return v.render(http.StatusOK)
}

func (h *Pages) local(c *page.Ctx, item id.ID) (v localView, err error) {
	unit, err := c.ID()
	if err != nil {
		return v, err
	}
	if v.local, err = h.menu.Local(c.Context(), c.Scope, unit, item); err != nil {
		return v, err
	}
	v.itemView = itemView{Ctx: c, item: v.local.Item, in: v.local.Item.Input()}
	return v, nil
}

func (v localView) render(status int) error {
	return v.Render(status, page.Head{Title: v.title(), Section: section}, localForm(v))
}

func (v localView) title() string {
	return v.P.T("menu.local.title", v.local.Above.Name(string(v.P.Lang())), v.local.UnitName)
}

// SaveLocal keeps what differs from the network.
func (h *Pages) SaveLocal(c *page.Ctx) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	v, err := h.local(c, f.ID("item"))
	if err != nil {
		return err
	}
	in := inputOf(f)
	err = h.menu.EditLocal(c.Context(), c.Scope, v.local.Unit, v.item.ID, in)
	if faults, ok := page.Invalid(err); ok {
		v.in, v.faults = in, faults
		return v.render(http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	return c.Redirect("/menu/"+string(v.item.ID), "menu.local.saved", v.local.UnitName)
}

// RestoreLocal lets one field, or all of them, follow the network again.
func (h *Pages) RestoreLocal(c *page.Ctx) error {
	unit, f, err := c.IDForm()
	if err != nil {
		return err
	}
	item := f.ID("item")
	if err := h.menu.RestoreLocal(c.Context(), c.Scope, unit, item, f.Text("field")); err != nil {
		return err
	}
	return c.Redirect(localHref(unit, item), "menu.local.restored")
}

func localHref(unit, item id.ID) string {
	return localPath(unit) + "?" + url.Values{"item": {string(item)}}.Encode()
}

// sections are the fields of the form by heading.
func (v localView) sections() []localSection {
	f, t := v.fields(), v.P.T
	words := localSection{t("menu.form.words"), []ui.Field{f.nameNL, f.nameEN, f.companyNL, f.companyEN, f.teacherNL, f.teacherEN}}
	usual := localSection{t("menu.form.usual"), []ui.Field{f.place, f.minutes, f.prep, f.people, f.minGroup, f.maxGroup, f.profiles, f.levels, v.years()}}
	return []localSection{words, usual, {t("menu.guide"), v.guideFields()}}
}

type localSection struct {
	title  string
	fields []ui.Field
}

func (v localView) all() (out []ui.Field) {
	for _, s := range v.sections() {
		out = append(out, s.fields...)
	}
	return out
}

// above writes what the network says in a field.
func (v localView) above(field string) string {
	i, t := v.local.Above, v.P.T
	in := i.Input()
	text, ok := map[string]string{
		"name_nl": in.NameNL, "name_en": in.NameEN, "company_nl": in.CompanyNL, "company_en": in.CompanyEN, "teacher_nl": in.TeacherNL, "teacher_en": in.TeacherEN,
		"place": t("menu.place." + string(i.Place)), "minutes": in.Minutes, "prep": in.Prep, "people": in.People, "min_group": in.MinGroup, "max_group": in.MaxGroup,
		"profiles": strings.Join(in.Profiles, ", "), "levels": strings.Join(offerform.LevelNames(v.P, in.Levels), ", "), "years": strings.Join(in.Years, ", "),
		"who_nl": in.WhoNL, "who_en": in.WhoEN, "pupils_nl": in.PupilsNL, "pupils_en": in.PupilsEN, "works_nl": in.WorksNL, "works_en": in.WorksEN,
		"cost_nl": in.CostNL, "cost_en": in.CostEN, "checklist_nl": strings.Join(i.ChecklistNL, "; "), "checklist_en": strings.Join(i.ChecklistEN, "; "),
	}[field]
	switch {
	case !ok || text != "":
		return text
	case field == "profiles" || field == "levels" || field == "years":
		return t("menu.local.all")
	default:
		return t("menu.local.nothing")
	}
}

// regions are the subregions that may say an item of a unit above otherwise, as the reader may.
func (h *Pages) regions(v *itemView) error {
	units, err := h.network.Tree(v.Context(), v.Scope)
	if err != nil || v.item.Local {
		return err
	}
	if v.locals, err = h.menu.Locals(v.Context(), v.Scope, v.item.ID); err != nil {
		return err
	}
	for _, u := range units {
		if u.Kind == network.KindSubregion && v.Scope.CanOn(access.MenuManage, u.ID) {
			v.mine = append(v.mine, u)
		}
	}
	return nil
}

// localItems lists the subregions with what they say otherwise: those that the reader may change, and those that do.
func (v itemView) localItems() (out []ui.ListItem) {
	fields := map[id.ID]int{}
	for _, l := range v.locals {
		fields[l.Unit] = l.Fields
	}
	shown := map[id.ID]bool{}
	for _, u := range v.mine {
		shown[u.ID] = true
		item := ui.ListItem{Icon: "flag", Title: u.Name, Sub: v.P.T("menu.local.none")}
		if n := fields[u.ID]; n > 0 {
			item.Sub = v.P.T("menu.local.fields", n)
		}
		item.Actions = []ui.Action{{Label: v.P.T("menu.local.edit"), Icon: "pencil", Variant: ui.Quiet, Href: localHref(u.ID, v.item.ID)}}
		out = append(out, item)
	}
	for _, l := range v.locals {
		if !shown[l.Unit] {
			out = append(out, ui.ListItem{Icon: "flag", Title: l.Name, Sub: v.P.T("menu.local.fields", l.Fields)})
		}
	}
	return out
}

// editable is an item as its owner wrote it, for who may change it.
func (h *Pages) editable(c *page.Ctx) (v itemView, err error) {
	v.Ctx = c
	key, err := c.ID()
	if err != nil {
		return v, err
	}
	if v.item, err = h.menu.PlainItem(c.Context(), c.Scope, key); err == nil && !v.may() {
		err = fault.NotFound("fault.not_found")
	}
	return v, err
}
