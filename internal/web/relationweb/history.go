package relationweb

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// historyView is what changed about an organisation.
type historyView struct {
	*page.Ctx
	organisation relation.Organisation
	changes      []relation.Change
	base         string // address of the record
}

// History shows per change who, when, which field, what it was and what it became.
func (h *Pages) History(c *page.Ctx) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	v := historyView{Ctx: c, base: home(key)}
	if v.organisation, v.changes, err = h.relation.History(c.Context(), c.Scope, key); err != nil {
		return err
	}
	return c.Render(http.StatusOK, page.Head{Title: c.P.T("relation.history.title", v.organisation.Name), Section: section, Wide: true}, changed(v))
}

// RestoreField gives one field the value that it had before a change.
func (h *Pages) RestoreField(c *page.Ctx) error {
	return restoreField(c, h.relation.RestoreField, func(key id.ID) string { return home(key) + "/history" })
}

// restoreField undoes the change that the address names, of the record that it names, and goes back to where its history stands.
func restoreField(c *page.Ctx, restore func(ctx context.Context, sc access.Scope, key, change id.ID) error, back func(key id.ID) string) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	change, err := c.PathID("change")
	if err != nil {
		return err
	}
	if err := restore(c.Context(), c.Scope, key, change); err != nil {
		return err
	}
	return c.Redirect(back(key), "relation.history.restored")
}

func (v historyView) table() ui.TableProps {
	t := v.P.T
	table := ui.TableProps{
		Caption: t("relation.history.title", v.organisation.Name), CaptionHidden: true, Loose: true,
		Columns: []ui.Column{
			{Label: t("relation.history.field"), Primary: true},
			{Label: t("relation.history.was")},
			{Label: t("relation.history.became")},
			{Label: t("relation.history.who")},
			{Label: t("relation.history.do")},
		},
	}
	for _, c := range v.changes {
		do := ui.Text("")
		if c.Restorable {
			do = ui.ActionButton(ui.Action{
				Label: t("relation.history.restore"), Icon: "undo", Method: "post", Variant: ui.Quiet, Size: ui.Small,
				Href: v.base + "/history/" + string(c.ID) + "/restore",
			})
		}
		table.Rows = append(table.Rows, ui.Row{Cells: []templ.Component{
			ui.TwoLines(v.field(c), c.About), ui.Text(v.value(c, c.Was)), ui.Text(v.value(c, c.Became)), ui.TwoLines(v.who(c), v.P.DateTime(c.At)), do,
		}})
	}
	return table
}

func (v historyView) who(c relation.Change) string {
	if c.By == "" {
		return v.P.T("relation.history.system")
	}
	return c.By
}

// fieldKeys are the labels of fields by the columns that hold them.
var fieldKeys = map[string]map[string]string{
	"person":              {"name": "relation.person.name", "email": "relation.person.email", "phone": "relation.person.phone", "lang": "relation.person.lang"},
	"position":            {"title": "relation.person.title", "is_primary": "relation.person.is_primary", "valid_from": "relation.history.from", "valid_to": "relation.history.to"},
	"relationship":        {"owner_id": "relation.relationship.owner", "deputy_id": "relation.relationship.deputy", "depth": "relation.col.depth", "status": "relation.status"},
	"umbrella_membership": {"valid_from": "relation.history.from", "valid_to": "relation.history.to"},
}

// field names what changed.
func (v historyView) field(c relation.Change) string {
	t := v.P.T
	switch {
	case c.Field == "":
		return t("relation.history.made." + c.Object)
	case c.Field == "deleted_at" && c.Became == "":
		return t("relation.history.back")
	case c.Field == "deleted_at":
		return t("relation.history.binned")
	case c.Object == "organisation" && slices.Contains(fieldOrder, c.Field):
		return t("relation.field." + c.Field)
	case fieldKeys[c.Object][c.Field] != "":
		return t(fieldKeys[c.Object][c.Field])
	default:
		return t("relation.history.other")
	}
}

// value writes what a field was or became as people read it.
func (v historyView) value(c relation.Change, value string) string {
	if value == "" {
		return ""
	}
	switch c.Field {
	case "deleted_at", "merged_into", "organisation_id", "person_id", "member_id", "umbrella_id", "via_id":
		return ""
	case "phone":
		return ui.PhoneText(v.P, value)
	case "depth", "status":
		return v.P.T("relation." + c.Field + "." + value)
	case "is_primary":
		return v.P.T("relation.history.bool." + value)
	case "lang":
		return v.P.T("ui.language." + value)
	case "valid_from", "valid_to":
		return v.P.DateShort(clock.Date(value))
	case "profiles":
		var codes db.Strings
		if err := codes.Scan(value); err != nil {
			return value
		}
		return strings.Join(codes, ", ")
	default:
		return value
	}
}
