package relationweb

import (
	"net/http"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/i18n"
	"schakel/internal/platform/id"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// personPage is what we keep of somebody.
type personPage struct {
	*page.Ctx
	p relation.PersonPage
}

// PersonPage shows what is kept of somebody: each field with what it is for and how long it stays. Of who was erased it shows the proof.
func (h *Pages) PersonPage(c *page.Ctx) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	v := personPage{Ctx: c}
	if v.p, err = h.relation.PersonPage(c.Context(), c.Scope, key); err != nil {
		return err
	}
	if v.p.ID != key {
		return c.Redirect(personHome(v.p.ID), "") // merged into another
	}
	if !v.p.ErasedAt.IsZero() {
		return c.Render(http.StatusOK, page.Head{Title: c.P.T("privacy.erased.title"), Section: section}, erasedPage(v))
	}
	return c.Render(http.StatusOK, page.Head{Title: v.p.Name, Section: section, Wide: true}, personPageBody(v))
}

// RestorePersonField gives one field of somebody the value that it had before a change.
func (h *Pages) RestorePersonField(c *page.Ctx) error {
	return restoreField(c, h.relation.RestorePersonField, func(key id.ID) string { return personHome(key) + "#history" })
}

func (v personPage) head() ui.PageHeadProps {
	t := v.P.T
	head := ui.PageHeadProps{
		Title: v.p.Name, Lead: t("privacy.lead"), Mark: ui.Avatar(v.p.Name),
		Crumbs: []ui.Crumb{{Label: t("relation.title"), Href: "/relations"}, {Label: t("list.name.people"), Href: "/relations/people"}}, MoreLabel: t("relation.more"),
	}
	if v.p.WorksAt != "" && v.Scope.Can(access.PersonWrite) {
		head.Primary = &ui.Action{Label: t("relation.do.edit"), Icon: "pencil", Href: home(v.p.WorksAt) + "/people/" + string(v.p.ID) + "/edit"}
	}
	if v.Scope.Can(access.PersonExport) {
		head.Secondary = append(head.Secondary, ui.Action{Label: t("privacy.export"), Icon: "download", Method: "post", Href: personHome(v.p.ID) + "/export"})
	}
	if v.Scope.Can(access.PersonErase) {
		head.Secondary = append(head.Secondary, ui.Action{Label: t("privacy.erase"), Icon: "trash", Href: personHome(v.p.ID) + "/erase"})
	}
	return head
}

// storedFields are the fields of a person that the page explains, in its order; values gives what each holds.
var storedFields = []string{"name", "email", "phone", "lang", "account_id", "created_at", "updated_at"}

func (v personPage) values() map[string]string {
	signs := v.P.T("privacy.account.no")
	if v.p.Account {
		signs = v.P.T("privacy.account.yes")
	}
	return map[string]string{
		"name": v.p.Name, "email": v.p.Email, "phone": ui.PhoneText(v.P, v.p.Phone), "lang": v.P.T("ui.language." + v.p.Lang), "account_id": signs,
		"created_at": v.P.DateTime(v.p.CreatedAt), "updated_at": v.P.DateTime(v.p.UpdatedAt),
	}
}

// stored is the table of a person's fields: what is in them, what for, how long. The last two stand in the schema.
func (v personPage) stored() ui.TableProps {
	t := v.P.T
	out := ui.TableProps{
		Caption: t("privacy.stored"), CaptionHidden: true, Loose: true,
		Columns: []ui.Column{{Label: t("privacy.field"), Primary: true}, {Label: t("privacy.value")}, {Label: t("privacy.purpose")}, {Label: t("privacy.retention")}},
	}
	values := v.values()
	for _, name := range storedFields {
		c := columnOf("person", name)
		out.Rows = append(out.Rows, ui.Row{Cells: []templ.Component{
			ui.Text(t("privacy.field." + name)), v.editable(name, values[name]), ui.Muted(purpose(v.P, c)), ui.Muted(retention(v.P, c)),
		}})
	}
	return out
}

// editable is a value with the way to edit it in place, for who may, at the organisation where the person works.
func (v personPage) editable(name, value string) templ.Component {
	if v.p.WorksAt == "" || !v.Scope.Can(access.PersonWrite) || !slices.Contains(personOrder, name) {
		return ui.Text(value)
	}
	edit := ui.EditInPlace(v.P.T("relation.fact.edit", v.P.T("privacy.field."+name)), home(v.p.WorksAt)+"/people/"+string(v.p.ID)+"/edit", name)
	edit.Variant, edit.Size, edit.IconOnly = ui.Quiet, ui.Small, true
	return ui.Together(ui.Text(value), ui.ActionButton(*edit))
}

func columnOf(table, name string) db.Column {
	for _, c := range db.Columns() {
		if c.Table == table && c.Name == name {
			return c
		}
	}
	return db.Column{}
}

// slug makes a key of what a tag says.
func slug(text string) string {
	return strings.Trim(strings.Join(strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') }), "_"), "_")
}

// purpose says what a column is for, in the reader's words.
func purpose(p *i18n.Printer, c db.Column) string { return p.T("privacy.purpose." + slug(c.Purpose)) }

// retention says how long a column's values stay, in the reader's words.
func retention(p *i18n.Printer, c db.Column) string {
	return p.T("privacy.retention." + slug(c.Retention))
}

func (v personPage) places() []ui.ListItem {
	out := make([]ui.ListItem, len(v.p.Place))
	for i, w := range v.p.Place {
		period := ""
		switch {
		case w.From != "" && w.To != "":
			period = v.P.T("relation.period.both", v.P.DateShort(w.From), v.P.DateShort(w.To))
		case w.To != "":
			period = v.P.T("relation.period.to", v.P.DateShort(w.To))
		case w.From != "":
			period = v.P.T("relation.period.from", v.P.DateShort(w.From))
		}
		out[i] = ui.ListItem{Icon: "building", Title: w.Name, Href: home(w.Organisation), Sub: strings.Join(ui.NonEmpty(w.Title, period, w.Via), " · ")}
	}
	return out
}

func (v personPage) choices() []ui.ListItem {
	out := make([]ui.ListItem, len(v.p.Choices))
	for i, m := range v.p.Choices {
		key := "privacy.mail.no"
		if m.Wanted {
			key = "privacy.mail.yes"
		}
		source := m.Source
		if source == "hand" {
			source = v.P.T("privacy.mail.by_hand")
		}
		out[i] = ui.ListItem{Icon: "mail", Title: v.P.T(key), Sub: strings.Join(ui.NonEmpty(v.P.T("relation.basis."+m.Basis), source), " · "), Meta: ui.Muted(v.P.Date(clock.DateOf(m.At)))}
	}
	return out
}

func (v personPage) contacts() []ui.ListItem {
	out := make([]ui.ListItem, len(v.p.Contacts))
	for i, m := range v.p.Contacts {
		title := v.P.T("relation.moment." + string(m.Kind))
		if m.Subject != "" {
			title += ": " + m.Subject
		}
		files := ""
		if m.Files > 0 {
			files = v.P.T("contact.files_count", m.Files)
		}
		out[i] = ui.ListItem{
			Icon: kindIcons[m.Kind], Title: title, Href: home(m.Organisation) + "/contacts/" + string(m.ID),
			Sub: strings.Join(ui.NonEmpty(m.Name, m.By, m.UnitName, files, m.Note), " · "), Meta: ui.Muted(v.P.Date(clock.DateOf(m.At))),
		}
	}
	return out
}

// history is the table of what changed about the person, with the way back per field.
func (v personPage) history() ui.TableProps {
	w := historyView{Ctx: v.Ctx, organisation: relation.Organisation{Name: v.p.Name}, changes: v.p.Changes, base: personHome(v.p.ID)}
	return w.table()
}
