// Package tokenweb holds the pages of API tokens: one's own, and those of programs that work as a service account.
package tokenweb

import (
	"net/http"

	"github.com/a-h/templ"

	"schakel/internal/domain/network"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/token"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/fault"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// Pages answers the requests about tokens.
type Pages struct {
	token   *token.Service
	network *network.Service
}

// New makes the pages.
func New(t *token.Service, n *network.Service) *Pages { return &Pages{t, n} }

// tokensView is the part of a page that lists tokens and makes one.
type tokensView struct {
	*page.Ctx
	base   string // address under which tokens are made and revoked
	list   []token.Token
	made   *token.Made // just now: the only time that its secret is shown
	offer  []token.Scope
	closed bool // whoever looks may not make one
	form   token.Input
	faults fault.Fields
}

func (v tokensView) fields() (name, to, scopes ui.Field) {
	last := clock.Today(v.Env.Clock).AddDays(token.LongestDays)
	name = ui.Field{Name: "name", ID: "token-name", Label: v.P.T("token.name"), Hint: v.P.T("token.name.hint"), Value: v.form.Name, Required: true, MaxLength: 80, Autocomplete: "off", Error: page.Message(v.P, v.faults, "name")}
	to = ui.Field{Name: "valid_to", Label: v.P.T("token.valid_to.label"), Value: v.form.ValidTo, Required: true, Max: string(last), Error: page.Message(v.P, v.faults, "valid_to")}
	if to.Value == "" {
		to.Value = string(last)
	}
	scopes = ui.Field{Name: "scopes", Label: v.P.T("token.scopes"), Hint: v.P.T("token.scopes.hint"), Values: v.form.Scopes, Required: true, Error: page.Message(v.P, v.faults, "scopes")}
	for _, s := range v.offer {
		scopes.Options = append(scopes.Options, ui.Option{Value: string(s), Label: v.P.T("token.scope." + s.Key()), Hint: string(s)})
	}
	return name, to, scopes
}

func (v tokensView) table() ui.TableProps {
	t := ui.TableProps{
		Caption: v.P.T("token.live"), CaptionHidden: true,
		Columns: []ui.Column{
			{Label: v.P.T("token.token"), Primary: true},
			{Label: v.P.T("token.scopes")},
			{Label: v.P.T("token.valid_to.label")},
			{Label: v.P.T("token.last_used")},
			{Label: v.P.T("token.revoke"), LabelHidden: true, Shrink: true},
		},
	}
	for _, k := range v.list {
		tags := make([]templ.Component, len(k.Scopes))
		for i, s := range k.Scopes {
			tags[i] = ui.Tag(s)
		}
		used := v.P.T("token.never")
		if k.LastUsedAt != nil {
			used = v.P.DateTime(*k.LastUsedAt)
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []templ.Component{
			ui.TwoLines(k.Name, v.P.T("token.made_by", k.Hint, k.CreatedBy)), ui.Together(tags...), ui.Num(v.P.Date(k.ValidTo)), ui.Num(used),
			ui.ActionButton(ui.Action{
				Label: v.P.T("token.revoke"), Size: ui.Small, Href: v.base + "/" + string(k.ID) + "/revoke", Method: "post",
				Attrs: templ.Attributes{"data-confirm": v.P.T("token.revoke.confirm", k.Name)},
			}),
		}})
	}
	return t
}

func (h *Pages) own(c *page.Ctx, v tokensView, status int) (err error) {
	v.Ctx, v.base, v.offer = c, "/account/tokens", token.Offered(c.Scope)
	if v.list, err = h.token.List(c.Context(), c.Scope); err != nil {
		return err
	}
	return c.Render(status, page.Head{Title: c.P.T("token.own.title")}, ownPage(v))
}

// Own lists one's own tokens.
func (h *Pages) Own(c *page.Ctx) error { return h.own(c, tokensView{}, http.StatusOK) }

// Make makes a token of one's own and shows it, once.
func (h *Pages) Make(c *page.Ctx) error {
	form, err := c.Form()
	if err != nil {
		return err
	}
	in := input(form)
	made, err := h.token.Make(c.Context(), c.Scope, in)
	if faults, ok := page.Invalid(err); ok {
		return h.own(c, tokensView{form: in, faults: faults}, http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	return h.own(c, tokensView{made: &made}, http.StatusOK)
}

func input(f page.Form) token.Input {
	return token.Input{Name: f.Text("name"), Scopes: f.All("scopes"), ValidTo: f.Text("valid_to")}
}

// Revoke ends a token of one's own.
func (h *Pages) Revoke(c *page.Ctx) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	if err := h.token.Revoke(c.Context(), c.Scope, key); err != nil {
		return err
	}
	return c.Redirect("/account/tokens", "token.revoked")
}

// manages tells whether the person may keep the accounts of programs.
func manages(c *page.Ctx) bool { return c.Scope.Can(access.RoleManage) }
