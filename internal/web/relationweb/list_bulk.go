package relationweb

import (
	"net/http"
	"net/url"
	"slices"

	"schakel/internal/domain/listing"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/query"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// bulkForm is the id of the form that the boxes of a list belong to.
const bulkForm = "bulk"

// bulkView is the question what to do with the chosen rows.
type bulkView struct {
	*page.Ctx
	messages
	in       listing.Change
	text     string // the query behind "all rows"
	group    relation.Group
	back     string
	units    []relation.Named
	people   []relation.Named
	tags     []string
	matching int // rows behind "all rows", up to relation.CountStop+1; 0: not offered
}

// bulkBar is what can be done with chosen rows.
func (v listView) bulkBar() ui.BulkBarProps {
	bar := ui.BulkBarProps{Form: bulkForm, Label: v.P.T("list.bulk.label")}
	for _, w := range listing.Whats() {
		bar.Buttons = append(bar.Buttons, ui.ButtonProps{Label: v.P.T("list.bulk.what." + string(w)), Name: "what", Value: string(w)})
	}
	return bar
}

// Bulk changes the chosen rows. What is not known yet it asks.
func (h *Pages) Bulk(c *page.Ctx) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	v := bulkView{Ctx: c, messages: messages{p: c.P}, text: f.Text("q"), group: relation.Group(f.Text("group")), back: page.SafePath(f.Text("back"), "/relations")}
	v.in = listing.Change{
		List: relation.ListName(f.Text("list")), IDs: append(f.IDs("id"), f.IDs("id[]")...), All: f.Bool("all"), Unit: f.ID("unit"),
		What: listing.What(f.Text("what")), Value: f.Text("value"), Due: f.Text("due"), Reason: f.Text("reason"),
	}
	q, err := query.Parse(relation.Vocabulary(v.in.List), v.text)
	if err != nil {
		return fault.Invalid("list.query.unreadable")
	}
	v.in.Filter = relation.Filter{Group: v.group, Query: q}
	if !f.Bool("go") {
		return h.askBulk(v, http.StatusOK)
	}
	done, err := h.lists.Apply(c.Context(), c.Scope, v.in)
	if bad, ok := page.Invalid(err); ok {
		v.faults = bad
		return h.askBulk(v, http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	return c.RedirectUndo(v.back, "/bulk/"+string(done.Batch)+"/undo", "undo", "list.bulk.done", done.Changed)
}

// askBulk shows the form with only the questions that this change needs.
func (h *Pages) askBulk(v bulkView, status int) (err error) {
	if !slices.Contains(listing.Whats(), v.in.What) {
		return fault.NotFound("fault.not_found")
	}
	if v.needsUnit() {
		if v.units, err = h.unitsFor(v.Ctx, access.RelationshipWrite); err != nil {
			return err
		}
		v.in.Unit = chosen(v.units, v.in.Unit)
	}
	if v.in.What == listing.Owner {
		choices, err := h.relation.Choices(v.Context(), v.Scope, "", v.in.Unit)
		if err != nil {
			return err
		}
		v.people = choices.Colleagues
	}
	if v.in.What == listing.Tag || v.in.What == listing.Untag {
		if v.tags, err = h.lists.Tags(v.Context(), v.Scope); err != nil {
			return err
		}
	}
	counts, err := h.relation.Counts(v.Context(), v.Scope, v.in.List, []relation.Filter{v.in.Filter})
	if err != nil {
		return err
	}
	v.matching = counts[0]
	return v.Render(status, page.Head{Title: v.P.T("list.bulk.what." + string(v.in.What)), Section: section}, bulkPage(v))
}

// needsUnit reports whether the change is about the relationships of one team that must be chosen.
func (v bulkView) needsUnit() bool {
	return v.in.List == relation.ListOrganisations && v.in.What != listing.Tag && v.in.What != listing.Untag
}

func (v bulkView) hidden() []ui.HiddenValue {
	out := []ui.HiddenValue{
		{Name: "list", Value: string(v.in.List)},
		{Name: "what", Value: string(v.in.What)},
		{Name: "q", Value: v.text},
		{Name: "group", Value: string(v.group)},
		{Name: "back", Value: v.back},
		{Name: "go", Value: "1"},
	}
	if len(v.in.IDs) == 1 {
		out = append(out, ui.HiddenValue{Name: "id", Value: string(v.in.IDs[0])})
	}
	return out
}

// fields are the questions of the change.
func (v bulkView) fields() []ui.Field {
	t := v.P.T
	var out []ui.Field
	add := func(f ui.Field) {
		f.Error = v.at(f.Name)
		out = append(out, f)
	}
	if v.needsUnit() {
		add(ui.Field{Name: "unit", Label: t("relation.field.unit"), Value: string(v.in.Unit), Options: namedOptions(v.units), Required: true})
	}
	value := ui.Field{Name: "value", Label: t("list.bulk.value." + string(v.in.What)), Value: v.in.Value, Required: true}
	switch v.in.What {
	case listing.Owner:
		value.Required, value.Plain = false, true
		value.Options = append([]ui.Option{{Label: t("list.ask.owner.none")}}, namedOptions(v.people)...)
	case listing.Status:
		value.Options = options(v.P, "relation.status.", relation.Statuses())
	case listing.Depth:
		value.Options = options(v.P, "relation.depth.", relation.Depths())
	case listing.Tag, listing.Untag:
		value.MaxLength = 40
		for _, name := range v.tags {
			value.Options = append(value.Options, ui.Option{Value: name, Label: name})
		}
	}
	add(value)
	if v.in.What == listing.Plan {
		due := v.in.Due
		if due == "" {
			due = string(v.Today().AddDays(postponeDays))
		}
		add(ui.Field{Name: "due", Label: t("list.bulk.due"), Value: due, Required: true})
	}
	if v.in.What == listing.Status || v.in.What == listing.Depth {
		add(ui.Field{Name: "reason", Label: t("list.bulk.reason"), Hint: t("list.bulk.reason.hint"), Value: v.in.Reason, Required: true, MaxLength: 300})
	}
	return out
}

// offersAll reports whether more rows match than were chosen, few enough to change together.
func (v bulkView) offersAll() bool { return v.matching > len(v.in.IDs) && len(v.in.IDs) != 1 }

func (v bulkView) allLabel() string {
	n := v.P.Number(v.matching)
	if v.matching > relation.CountStop {
		n = v.P.Number(relation.CountStop) + "+"
	}
	return v.P.T("list.bulk.all", n)
}

// UndoBulk undoes a bulk change of one's own.
func (h *Pages) UndoBulk(c *page.Ctx) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	u, err := h.lists.Undo(c.Context(), c.Scope, key)
	if err != nil {
		return err
	}
	if len(u.Kept) > 0 {
		return c.Redirect("/bulk", "list.bulk.undone_partly", len(u.Kept))
	}
	return c.Redirect("/bulk", "list.bulk.undone")
}

// bulksView is the list of one's own bulk changes.
type bulksView struct {
	*page.Ctx
	list []listing.Bulk
}

// Bulks shows the bulk changes of the last thirty days, each with its undo.
func (h *Pages) Bulks(c *page.Ctx) error {
	v := bulksView{Ctx: c}
	var err error
	if v.list, err = h.lists.Bulks(c.Context(), c.Scope); err != nil {
		return err
	}
	return c.Render(http.StatusOK, page.Head{Title: c.P.T("list.bulk.title"), Section: section}, bulksPage(v))
}

func (v bulksView) items() []ui.ListItem {
	t := v.P.T
	out := make([]ui.ListItem, len(v.list))
	for i, b := range v.list {
		item := ui.ListItem{Icon: "list", Title: t("list.bulk.what." + string(b.What)), Sub: t("list.bulk.changed", b.Changed)}
		if value := v.value(b); value != "" {
			item.Title += ": " + value
		}
		if b.Reason != "" {
			item.Sub += " · " + b.Reason
		}
		item.Sub += " · " + v.P.DateTime(b.At)
		switch {
		case !b.Undone.IsZero() && b.Kept > 0:
			item.Meta = ui.StatusChip(ui.Neutral, t("list.bulk.was_undone_partly", b.Kept))
		case !b.Undone.IsZero():
			item.Meta = ui.StatusChip(ui.Neutral, t("list.bulk.was_undone"))
		case b.Undoable(v.Env.Clock.Now()):
			item.Actions = []ui.Action{{Label: t("list.bulk.undo"), Icon: "undo", Method: "post", Href: "/bulk/" + url.PathEscape(string(b.ID)) + "/undo", Size: ui.Small}}
		}
		out[i] = item
	}
	return out
}

func (v bulksView) value(b listing.Bulk) string {
	switch b.What {
	case listing.Status:
		return v.P.T("relation.status." + b.Value)
	case listing.Depth:
		return v.P.T("relation.depth." + b.Value)
	default:
		return b.Value
	}
}

// chosenText tells how many rows were chosen.
func (v bulkView) chosenText() string { return v.P.T("list.bulk.chosen", len(v.in.IDs)) }
