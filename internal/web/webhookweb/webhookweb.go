// Package webhookweb holds the pages on which an administrator subscribes other programs to what happens.
package webhookweb

import (
	"context"
	"net/http"

	"github.com/a-h/templ"

	"schakel/internal/domain/network"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/webhook"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

const (
	path    = "/network/webhooks"
	section = "network"
)

// Pages answers the requests about webhooks.
type Pages struct {
	webhook *webhook.Service
	network *network.Service
}

// New makes the pages.
func New(w *webhook.Service, n *network.Service) *Pages { return &Pages{w, n} }

// form is what somebody typed.
type form struct {
	in     webhook.Input
	faults fault.Fields
}

type listView struct {
	*page.Ctx
	list  []webhook.Webhook
	units []network.Unit
	form
}

type oneView struct {
	*page.Ctx
	webhook.Page
	only   webhook.State
	secret string // just made: the only time that it is shown
	form
}

func read(f page.Form) webhook.Input {
	return webhook.Input{Unit: f.ID("unit"), Name: f.Text("name"), URL: f.Text("url"), Events: f.All("events")}
}

// List lists the subscriptions and offers to add one.
func (h *Pages) List(c *page.Ctx) error { return h.list(listView{Ctx: c}, http.StatusOK) }

func (h *Pages) list(v listView, status int) (err error) {
	if v.list, err = h.webhook.List(v.Context(), v.Scope); err != nil {
		return err
	}
	if v.units, err = h.network.Tree(v.Context(), v.Scope); err != nil {
		return err
	}
	return v.Render(status, page.Head{Title: v.P.T("webhook.title"), Section: section}, listPage(v))
}

// Add makes a subscription and shows its secret, once.
func (h *Pages) Add(c *page.Ctx) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	in := read(f)
	made, err := h.webhook.Add(c.Context(), c.Scope, in)
	if faults, ok := page.Invalid(err); ok {
		return h.list(listView{Ctx: c, form: form{in, faults}}, http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	return h.one(oneView{Ctx: c, secret: made.Secret}, made.ID, http.StatusOK)
}

// Show shows a subscription with what it was told.
func (h *Pages) Show(c *page.Ctx) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	return h.one(oneView{Ctx: c, only: webhook.State(c.Query("state"))}, key, http.StatusOK)
}

func (h *Pages) one(v oneView, key id.ID, status int) (err error) {
	if v.Page, err = h.webhook.Show(v.Context(), v.Scope, key, v.only, v.Query("after")); err != nil {
		return err
	}
	if v.faults == nil {
		w := v.Webhook
		v.in = webhook.Input{Unit: w.Unit, Name: w.Name, URL: w.URL, Events: w.Events}
	}
	return v.Render(status, page.Head{Title: v.Webhook.Name, Section: section}, onePage(v))
}

// Save changes a subscription.
func (h *Pages) Save(c *page.Ctx) error {
	key, f, err := c.IDForm()
	if err != nil {
		return err
	}
	in := read(f)
	err = h.webhook.Edit(c.Context(), c.Scope, key, f.Int("version"), in)
	if faults, ok := page.Invalid(err); ok {
		return h.one(oneView{Ctx: c, form: form{in, faults}}, key, http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	return c.Redirect(path+"/"+string(key), "webhook.saved")
}

// Rotate makes a new secret and shows it, once.
func (h *Pages) Rotate(c *page.Ctx) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	made, err := h.webhook.Rotate(c.Context(), c.Scope, key)
	if err != nil {
		return err
	}
	return h.one(oneView{Ctx: c, secret: made.Secret}, key, http.StatusOK)
}

// Pause ends deliveries for now.
func (h *Pages) Pause(c *page.Ctx) error { return h.act(c, h.webhook.Pause, "webhook.paused") }

// Resume begins them again.
func (h *Pages) Resume(c *page.Ctx) error { return h.act(c, h.webhook.Resume, "webhook.resumed") }

// Try sends the test event.
func (h *Pages) Try(c *page.Ctx) error { return h.act(c, h.webhook.Try, "webhook.tried") }

func (h *Pages) act(c *page.Ctx, do func(context.Context, access.Scope, id.ID) error, flash string) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	if err := do(c.Context(), c.Scope, key); err != nil {
		return err
	}
	return c.Redirect(path+"/"+string(key), flash)
}

// Remove ends a subscription.
func (h *Pages) Remove(c *page.Ctx) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	if err := h.webhook.Remove(c.Context(), c.Scope, key); err != nil {
		return err
	}
	return c.Redirect(path, "webhook.removed")
}

// SendAgain posts a delivery that gave up once more.
func (h *Pages) SendAgain(c *page.Ctx) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	delivery, err := c.PathID("delivery")
	if err != nil {
		return err
	}
	if err := h.webhook.SendAgain(c.Context(), c.Scope, key, delivery); err != nil {
		return err
	}
	return c.Redirect(path+"/"+string(key), "webhook.sent_again")
}

// fields are those that a new subscription and a changed one have in common.
func (f form) fields(c *page.Ctx) (name, url, events ui.Field) {
	t := c.P.T
	name = ui.Field{Name: "name", Label: t("webhook.name"), Hint: t("webhook.name.hint"), Value: f.in.Name, Required: true, MaxLength: 80, Autocomplete: "off", Error: page.Message(c.P, f.faults, "name")}
	url = ui.Field{Name: "url", Type: "url", Label: t("webhook.url"), Hint: t("webhook.url.hint"), Value: f.in.URL, Required: true, MaxLength: 500, Autocomplete: "off", Error: page.Message(c.P, f.faults, "url")}
	events = ui.Field{Name: "events", Label: t("webhook.events"), Values: f.in.Events, Required: true, Error: page.Message(c.P, f.faults, "events")}
	for _, e := range webhook.Events() {
		events.Options = append(events.Options, ui.Option{Value: string(e), Label: t("webhook.event." + e.Key()), Hint: string(e)})
	}
	return name, url, events
}

func (v listView) unit() ui.Field {
	out := ui.Field{Name: "unit", Label: v.P.T("network.unit"), Hint: v.P.T("webhook.unit.hint"), Value: string(v.in.Unit), Required: true, Error: page.Message(v.P, v.faults, "unit")}
	for _, u := range v.units {
		if v.Scope.CanOn(access.RoleManage, u.ID) {
			out.Options = append(out.Options, ui.Option{Value: string(u.ID), Label: u.Name})
		}
	}
	return out
}

func (v listView) table() ui.TableProps {
	t := v.P.T
	out := ui.TableProps{
		Caption: t("webhook.title"), CaptionHidden: true,
		Columns: []ui.Column{{Label: t("webhook.name"), Primary: true}, {Label: t("network.unit")}, {Label: t("webhook.state")}, {Label: t("webhook.last"), Align: "end"}},
	}
	for _, w := range v.list {
		last := t("webhook.never")
		if w.OKAt != nil {
			last = v.P.DateTime(*w.OKAt)
		}
		out.Rows = append(out.Rows, ui.Row{Label: w.Name, Cells: []templ.Component{ui.TitleLink(path+"/"+string(w.ID), w.Name, w.URL), ui.Text(w.UnitName), state(v.Ctx, w), ui.Num(last)}})
	}
	return out
}

// state is how a subscription does.
func state(c *page.Ctx, w webhook.Webhook) templ.Component {
	switch {
	case w.PausedAt != nil:
		return ui.StatusChip(ui.Warning, c.P.T("webhook.is."+string(w.PausedWhy)))
	case w.Dead > 0:
		return ui.StatusChip(ui.Late, c.P.T("webhook.is.dead", w.Dead))
	}
	return ui.StatusChip(ui.Done, c.P.T("webhook.is.on"))
}

func (v oneView) facts() []ui.Def {
	t, w := v.P.T, v.Webhook
	last := t("webhook.never")
	if w.OKAt != nil {
		last = v.P.DateTime(*w.OKAt)
	}
	return []ui.Def{
		{Term: t("webhook.state"), Detail: state(v.Ctx, w)},
		{Term: t("webhook.url"), Text: w.URL},
		{Term: t("network.unit"), Text: w.UnitName},
		{Term: t("webhook.owner"), Text: w.Owner},
		{Term: t("webhook.last"), Text: last},
		{Term: t("webhook.secret_at"), Text: v.P.DateTime(w.SecretAt)},
	}
}

func (v oneView) at(what string) string { return path + "/" + string(v.Webhook.ID) + what }

// actions are the buttons above the page.
func (v oneView) actions() (out []ui.Action) {
	t := v.P.T
	if v.Webhook.PausedAt == nil {
		out = append(out,
			ui.Action{Label: t("webhook.try"), Icon: "send", Method: "post", Href: v.at("/test")},
			ui.Action{Label: t("webhook.pause"), Icon: "stop", Method: "post", Href: v.at("/pause")})
	} else {
		out = append(out, ui.Action{Label: t("webhook.resume"), Icon: "undo", Method: "post", Href: v.at("/resume")})
	}
	return append(out,
		ui.Action{Label: t("webhook.rotate"), Icon: "lock", Method: "post", Href: v.at("/secret"), Attrs: templ.Attributes{"data-confirm": t("webhook.rotate.confirm")}},
		ui.Action{Label: t("webhook.remove"), Icon: "trash", Method: "post", Href: v.at("/remove"), Attrs: templ.Attributes{"data-confirm": t("webhook.remove.confirm", v.Webhook.Name)}})
}

// filter are the links above the deliveries.
func (v oneView) filter() []ui.Tab {
	tabs := []ui.Tab{{Label: v.P.T("webhook.all"), Href: v.at("#deliveries"), Current: v.only == ""}}
	for _, s := range []webhook.State{webhook.Dead, webhook.Waiting, webhook.Taken} {
		tabs = append(tabs, ui.Tab{Label: v.P.T("webhook.delivery." + string(s)), Href: v.at("?state=" + string(s) + "#deliveries"), Current: v.only == s})
	}
	return tabs
}

var chips = map[webhook.State]string{webhook.Waiting: ui.Waiting, webhook.Taken: ui.Done, webhook.Dead: ui.Late}

func (v oneView) table() ui.TableProps {
	t := v.P.T
	out := ui.TableProps{
		Caption: t("webhook.deliveries"), CaptionHidden: true,
		Columns: []ui.Column{
			{Label: t("webhook.event"), Primary: true},
			{Label: t("webhook.at")},
			{Label: t("webhook.state")},
			{Label: t("webhook.attempts"), Align: "end"},
			{Label: t("webhook.outcome")},
			{Label: t("webhook.again"), LabelHidden: true, Shrink: true},
		},
	}
	for _, d := range v.Deliveries {
		event, last := "webhook.event."+d.Event.Key(), templ.Component(ui.Text(""))
		if d.State == webhook.Dead && v.Webhook.PausedAt == nil {
			last = ui.ActionButton(ui.Action{Label: t("webhook.again"), Size: ui.Small, Method: "post", Href: v.at("/deliveries/" + string(d.ID) + "/again"), Note: v.P.DateTime(d.At)})
		}
		out.Rows = append(out.Rows, ui.Row{Label: t(event), Cells: []templ.Component{
			ui.TwoLines(t(event), string(d.ID)), ui.Text(v.P.DateTime(d.At)), ui.StatusChip(chips[d.State], t("webhook.delivery."+string(d.State))),
			ui.Num(v.P.Number(d.Attempts)), ui.Text(v.outcome(d)), last,
		}})
	}
	return out
}

// outcome says what the last attempt came to, and when the next one is.
func (v oneView) outcome(d webhook.Delivery) string {
	out := d.Outcome
	if out == "" {
		return ""
	}
	if key := "webhook.outcome." + out; v.P.Has(key) {
		out = v.P.T(key)
	} else {
		out = v.P.T("webhook.outcome.status", out)
	}
	if d.State == webhook.Waiting && d.NextAt != nil {
		out = v.P.T("webhook.outcome.next", out, v.P.DateTime(*d.NextAt))
	}
	return out
}
