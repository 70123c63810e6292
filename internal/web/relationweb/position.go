package relationweb

import (
	"net/http"
	"net/url"
	"strings"

	"schakel/internal/domain/relation"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// positionView is the form that lets somebody whom we know work at an organisation.
type positionView struct {
	*page.Ctx
	messages
	organisation relation.Organisation
	name         string // of the person
	umbrellas    []relation.Umbrella
	in           relation.PositionInput
}

// NewPosition shows the form.
func (h *Pages) NewPosition(c *page.Ctx) error {
	in := relation.PositionInput{Person: c.QueryID("person"), Title: c.Query("title"), From: string(c.Today())}
	return h.position(c, http.StatusOK, in, nil)
}

func (h *Pages) position(c *page.Ctx, status int, in relation.PositionInput, faults fault.Fields) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	v := positionView{Ctx: c, messages: messages{c.P, faults}, in: in}
	if v.organisation, err = h.relation.Organisation(c.Context(), c.Scope, key); err != nil {
		return err
	}
	who, err := h.relation.Who(c.Context(), c.Scope, in.Person)
	if err != nil {
		return err
	}
	v.name = who.Name
	if v.umbrellas, err = h.relation.Umbrellas(c.Context(), c.Scope); err != nil {
		return err
	}
	return c.Render(status, page.Head{Title: c.P.T("relation.position.new", v.name), Section: section}, position(v))
}

// AddPosition keeps it.
func (h *Pages) AddPosition(c *page.Ctx) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	form, err := c.Form()
	if err != nil {
		return err
	}
	in := relation.PositionInput{Person: form.ID("person"), Title: form.Text("title"), From: form.Text("from"), Via: form.ID("via"), Primary: form.Bool("primary")}
	err = h.relation.AddPosition(c.Context(), c.Scope, key, in)
	if faults, ok := page.Invalid(err); ok {
		return h.position(c, http.StatusUnprocessableEntity, in, faults)
	}
	if err != nil {
		return err
	}
	return c.Redirect(home(key), "relation.position.added")
}

func (v positionView) fields() (title, from, via, primary ui.Field) {
	t := v.P.T
	title = ui.Field{Name: "title", Label: t("relation.person.title"), Value: v.in.Title, Placeholder: t("relation.person.title.example"), Error: v.at("title")}
	from = ui.Field{Name: "from", Label: t("relation.position.from"), Value: v.in.From, Error: v.at("from")}
	via = ui.Field{
		Name: "via", Label: t("relation.position.via"), Hint: t("relation.position.via.hint"), Value: string(v.in.Via), Error: v.at("via"),
		Options: append([]ui.Option{{Label: t("relation.position.direct")}}, umbrellaOptions(v.umbrellas)...),
	}
	primary = ui.Field{Name: "primary", Label: t("relation.person.is_primary"), Hint: t("relation.person.is_primary.hint"), Value: "1", Checked: v.in.Primary, Plain: true}
	return title, from, via, primary
}

// elsewhereView is the choice of another organisation where somebody works too.
type elsewhereView struct {
	*page.Ctx
	person     id.ID
	name, text string
	rows       []relation.ListRow
}

// Elsewhere shows it.
func (h *Pages) Elsewhere(c *page.Ctx) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	who, err := h.relation.Who(c.Context(), c.Scope, key)
	if err != nil {
		return err
	}
	v := elsewhereView{Ctx: c, person: who.ID, name: who.Name, text: strings.TrimSpace(c.Query("q"))}
	if v.text != "" {
		list, err := h.relation.List(c.Context(), c.Scope, relation.Filter{Text: v.text})
		if err != nil {
			return err
		}
		v.rows = list.Rows[:min(len(list.Rows), 20)]
	}
	return c.Render(http.StatusOK, page.Head{Title: c.P.T("relation.position.where", v.name), Section: section}, elsewhere(v))
}

func (v elsewhereView) items() []ui.ListItem {
	out := make([]ui.ListItem, len(v.rows))
	for i, r := range v.rows {
		out[i] = ui.ListItem{Mark: ui.Avatar(r.Name), Title: r.Name, Href: with(home(r.ID)+"/positions/new", url.Values{"person": {string(v.person)}}), Sub: r.Place}
	}
	return out
}

// LeavePerson ends somebody's position and asks who follows up.
func (h *Pages) LeavePerson(c *page.Ctx) error {
	organisation, key, err := ids(c)
	if err != nil {
		return err
	}
	form, err := c.Form()
	if err != nil {
		return err
	}
	in := relation.LeaveInput{On: form.Text("on"), FollowUp: form.Text("follow_up")}
	err = h.relation.LeavePosition(c.Context(), c.Scope, organisation, key, in)
	if faults, ok := page.Invalid(err); ok {
		p, now, readErr := h.relation.Person(c.Context(), c.Scope, organisation, key)
		if readErr != nil {
			return readErr
		}
		return h.person(c, http.StatusUnprocessableEntity, personView{key: key, version: p.Version, in: now, leave: in, messages: messages{c.P, faults}})
	}
	if err != nil {
		return err
	}
	return c.Redirect(home(organisation), "relation.person.left")
}

func (v personView) leaveFields() (on, follow ui.Field) {
	t := v.P.T
	day, what := v.leave.On, v.leave.FollowUp
	if len(v.faults) == 0 {
		day, what = string(v.Today()), t("relation.person.follow_up", v.in.Name)
	}
	on = ui.Field{Name: "on", Label: t("relation.person.last_day"), Value: day, Error: v.at("on"), Required: true}
	follow = ui.Field{Name: "follow_up", Label: t("relation.person.follow_up.label"), Hint: t("relation.person.follow_up.hint"), Value: what, Error: v.at("follow_up"), MaxLength: 200}
	return on, follow
}

func (v personView) elsewhere() *ui.Action {
	return &ui.Action{Label: v.P.T("relation.position.also"), Icon: "plus", Href: "/people/" + string(v.key) + "/elsewhere"}
}

// positionItems are where somebody works and worked.
func (v personView) positionItems() []ui.ListItem {
	out := make([]ui.ListItem, len(v.positions))
	for i, w := range v.positions {
		out[i] = ui.ListItem{Icon: "building", Title: w.Name, Href: home(w.Organisation), Sub: strings.Join(ui.NonEmpty(w.Title, v.via(w), v.during(w)), " · ")}
		if w.To != "" {
			out[i].Meta = ui.StatusChip(ui.Neutral, v.P.T("relation.position.past"))
		}
	}
	return out
}

func (v personView) via(w relation.Position) string {
	if w.Via == "" {
		return ""
	}
	return v.P.T("relation.position.via_is", w.Via)
}

// during writes from when until when a position held.
func (v personView) during(w relation.Position) string {
	switch {
	case w.From != "" && w.To != "":
		return v.P.T("relation.period.both", v.P.DateShort(w.From), v.P.DateShort(w.To))
	case w.To != "":
		return v.P.T("relation.period.to", v.P.DateShort(w.To))
	case w.From != "":
		return v.P.T("relation.period.from", v.P.DateShort(w.From))
	}
	return ""
}

// formerItems are who worked here before, each with a way back.
func (v personView) formerItems() []ui.ListItem {
	out := make([]ui.ListItem, len(v.former))
	for i, w := range v.former {
		out[i] = ui.ListItem{
			Icon: "user", Title: w.PersonName, Sub: strings.Join(ui.NonEmpty(w.Title, v.during(w)), " · "),
			Actions: []ui.Action{{Label: v.P.T("relation.position.again"), Href: with(home(v.organisation.ID)+"/positions/new", url.Values{"person": {string(w.Person)}, "title": {w.Title}}), Size: ui.Small}},
		}
	}
	return out
}
