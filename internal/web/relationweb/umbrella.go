package relationweb

import (
	"net/http"
	"strconv"
	"strings"

	"schakel/internal/domain/relation"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// umbrellaView is the form that makes an organisation a member of an umbrella.
type umbrellaView struct {
	*page.Ctx
	messages
	organisation relation.Organisation
	umbrellas    []relation.Umbrella
	in           relation.MembershipInput
}

// UmbrellaForm shows the form.
func (h *Pages) UmbrellaForm(c *page.Ctx) error {
	return h.umbrella(c, http.StatusOK, relation.MembershipInput{From: string(c.Today())}, nil)
}

func (h *Pages) umbrella(c *page.Ctx, status int, in relation.MembershipInput, faults fault.Fields) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	v := umbrellaView{Ctx: c, messages: messages{c.P, faults}, in: in}
	if v.organisation, err = h.relation.Organisation(c.Context(), c.Scope, key); err != nil {
		return err
	}
	if v.umbrellas, err = h.relation.Umbrellas(c.Context(), c.Scope); err != nil {
		return err
	}
	return c.Render(status, page.Head{Title: c.P.T("relation.umbrella.title", v.organisation.Name), Section: section}, umbrella(v))
}

// JoinUmbrella makes it a member.
func (h *Pages) JoinUmbrella(c *page.Ctx) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	form, err := c.Form()
	if err != nil {
		return err
	}
	in := relation.MembershipInput{Umbrella: form.ID("umbrella"), From: form.Text("from"), To: form.Text("to")}
	err = h.relation.JoinUmbrella(c.Context(), c.Scope, key, in)
	if faults, ok := page.Invalid(err); ok {
		return h.umbrella(c, http.StatusUnprocessableEntity, in, faults)
	}
	if err != nil {
		return err
	}
	return c.Redirect(home(key), "relation.umbrella.joined")
}

// LeaveUmbrella ends a membership today.
func (h *Pages) LeaveUmbrella(c *page.Ctx) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	membership, err := c.PathID("membership")
	if err != nil {
		return err
	}
	if err := h.relation.LeaveUmbrella(c.Context(), c.Scope, key, membership, ""); err != nil {
		return err
	}
	return c.Redirect(home(key), "relation.umbrella.left")
}

// ReachThrough says that we reach an organisation through an umbrella, or no longer.
func (h *Pages) ReachThrough(c *page.Ctx) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	membership, err := c.PathID("membership")
	if err != nil {
		return err
	}
	f, err := c.Form()
	if err != nil {
		return err
	}
	if err := h.relation.ReachThrough(c.Context(), c.Scope, key, membership, f.Bool("on")); err != nil {
		return err
	}
	return c.Redirect(home(key)+"#umbrellas", "relation.umbrella.via_saved")
}

func (v umbrellaView) fields() (choice, from, to ui.Field) {
	t := v.P.T
	choice = ui.Field{Name: "umbrella", Label: t("relation.umbrella.which"), Value: string(v.in.Umbrella), Error: v.at("umbrella"), Required: true}
	choice.Options = append([]ui.Option{{Label: t("relation.umbrella.choose")}}, umbrellaOptions(v.umbrellas)...)
	from = ui.Field{Name: "from", Label: t("relation.umbrella.from"), Value: v.in.From, Error: v.at("from")}
	to = ui.Field{Name: "to", Label: t("relation.umbrella.to"), Value: v.in.To, Error: v.at("to")}
	return choice, from, to
}

// relationshipView is the form of a unit's relationship with an organisation.
type relationshipView struct {
	*page.Ctx
	messages
	organisation relation.Organisation
	in           relation.RelationshipInput
	units        []relation.Named
	colleagues   []relation.Named
	was          map[string]string // what the fields held when the form was made
	steps        []relation.DepthStep
}

// RelationshipForm shows the form for one of the reader's units.
func (h *Pages) RelationshipForm(c *page.Ctx) error {
	return h.relationship(c, http.StatusOK, relationshipView{in: relation.RelationshipInput{Unit: c.QueryID("unit")}}, true)
}

// relationship shows the form; with known it is filled with what the unit has.
func (h *Pages) relationship(c *page.Ctx, status int, v relationshipView, known bool) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	v.Ctx, v.p = c, c.P
	form, err := h.relation.RelationshipForm(c.Context(), c.Scope, key, v.in.Unit)
	if err != nil {
		return err
	}
	v.organisation, v.units, v.colleagues = form.Organisation, form.Units, form.Colleagues
	if known {
		v.in = form.In
	}
	if v.was == nil {
		v.was = flatRelationship(form.In)
	}
	if v.steps, err = h.relation.DepthSteps(c.Context(), c.Scope, v.organisation.ID, v.in.Unit); err != nil {
		return err
	}
	return c.Render(status, page.Head{Title: c.P.T("relation.relationship.title", v.organisation.Name), Section: section}, relationship(v))
}

// Relate keeps the relationship.
func (h *Pages) Relate(c *page.Ctx) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	form, err := c.Form()
	if err != nil {
		return err
	}
	picks := picked{form}
	in := relation.RelationshipInput{
		Unit: form.ID("unit"), Owner: picks.ID("owner"), Deputy: picks.ID("deputy"), Depth: picks.Text("depth"), Status: picks.Text("status"), Reason: form.Text("reason"), Version: form.Int("version"),
	}
	err = h.relation.Relate(c.Context(), c.Scope, key, in)
	if faults, ok := page.Invalid(err); ok {
		return h.relationship(c, http.StatusUnprocessableEntity, relationshipView{in: in, was: base(form, flatRelationship(in)), messages: messages{c.P, faults}}, false)
	}
	if fault.Is(err, fault.KindConflict) {
		return h.relationshipConflict(c, form, key, in)
	}
	if err != nil {
		return err
	}
	return c.Redirect(home(key), "relation.relationship.saved")
}

// relationshipConflict asks per field what a relationship gets when somebody else was first.
func (h *Pages) relationshipConflict(c *page.Ctx, form page.Form, organisation id.ID, in relation.RelationshipInput) error {
	now, err := h.relation.RelationshipForm(c.Context(), c.Scope, organisation, in.Unit)
	if err != nil {
		return err
	}
	theirs := flatRelationship(now.In)
	return h.conflict(c, conflictView{
		title: c.P.T("relation.relationship.title", now.Organisation.Name), action: home(organisation) + "/relationship", back: home(organisation),
		crumbs: []ui.Crumb{{Label: c.P.T("relation.title"), Href: "/relations"}, {Label: now.Organisation.Name, Href: home(organisation)}},
		carry:  []ui.HiddenValue{{Name: "version", Value: strconv.Itoa(now.In.Version)}, {Name: "unit", Value: string(in.Unit)}, {Name: "reason", Value: in.Reason}},
		order:  []string{"owner", "deputy", "depth", "status"}, mine: flatRelationship(in), theirs: theirs, was: base(form, theirs),
		label: func(name string) string {
			switch name {
			case "depth":
				return c.P.T("relation.col.depth")
			case "status":
				return c.P.T("relation.status")
			}
			return c.P.T("relation.relationship." + name)
		},
		show: func(name, value string) string {
			if name == "depth" || name == "status" {
				return c.P.T("relation." + name + "." + value)
			}
			for _, n := range now.Colleagues {
				if string(n.ID) == value {
					return n.Name
				}
			}
			return c.P.T("relation.relationship.gone")
		},
	})
}

// flatRelationship gives the fields by name, as a form carries them.
func flatRelationship(in relation.RelationshipInput) map[string]string {
	return map[string]string{"owner": string(in.Owner), "deputy": string(in.Deputy), "depth": in.Depth, "status": in.Status}
}

// hidden is what the form carries: the version and the unit, and what the fields hold.
func (v relationshipView) hidden() []ui.HiddenValue {
	return append([]ui.HiddenValue{{Name: "version", Value: strconv.Itoa(v.in.Version)}, {Name: "unit", Value: string(v.in.Unit)}}, asBase(v.was)...)
}

func (v relationshipView) fields() map[string]ui.Field {
	t := v.P.T
	who := func(name string, key id.ID) ui.Field {
		return ui.Field{
			Name: name, Label: t("relation.relationship." + name), Value: string(key), Error: v.at(name),
			Options: append([]ui.Option{{Label: t("relation.relationship.nobody")}}, namedOptions(v.colleagues)...),
		}
	}
	return map[string]ui.Field{
		"reason": {Name: "reason", Label: t("contact.depth.reason"), Hint: t("contact.depth.reason.hint"), Value: v.in.Reason, Error: v.at("reason"), MaxLength: 200},
		"owner":  who("owner", v.in.Owner), "deputy": who("deputy", v.in.Deputy),
		"depth":  {Name: "depth", Label: t("relation.col.depth"), Hint: t("relation.relationship.depth.hint"), Value: v.in.Depth, Error: v.at("depth"), Required: true, Options: options(v.P, "relation.depth.", relation.Depths())},
		"status": {Name: "status", Label: t("relation.status"), Value: v.in.Status, Error: v.at("status"), Required: true, Options: options(v.P, "relation.status.", relation.Statuses())},
	}
}

// tabs lead to the relationships of the reader's other units.
func (v relationshipView) tabs() []ui.Tab {
	var out []ui.Tab
	for _, u := range v.units {
		out = append(out, ui.Tab{Label: u.Name, Href: home(v.organisation.ID) + "/relationship?unit=" + string(u.ID), Current: u.ID == v.in.Unit})
	}
	return out
}

func umbrellaOptions(list []relation.Umbrella) []ui.Option {
	out := make([]ui.Option, len(list))
	for i, u := range list {
		out[i] = ui.Option{Value: string(u.ID), Label: u.Name}
	}
	return out
}

// stepItems tell how the depth of the relationship changed, and why.
func (v relationshipView) stepItems() []ui.ListItem {
	out := make([]ui.ListItem, len(v.steps))
	for i, s := range v.steps {
		why := s.Reason
		if why == "" {
			why = v.P.T("contact.depth.derived")
		}
		out[i] = ui.ListItem{
			Icon: "handshake", Title: v.P.T("contact.depth.step", v.P.T("relation.depth."+string(s.Was)), v.P.T("relation.depth."+string(s.Became))),
			Sub: strings.Join(ui.NonEmpty(why, s.By), " · "), Meta: ui.Muted(v.P.Date(clock.DateOf(s.At))),
		}
	}
	return out
}
