package needweb

import (
	"strings"

	"schakel/internal/domain/need"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/i18n"
	"schakel/internal/platform/id"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// Join makes one visit of this need and another.
func (h *Pages) Join(c *page.Ctx) error {
	key, f, err := c.IDForm()
	if err != nil {
		return err
	}
	lead, err := h.need.Join(c.Context(), c.Scope, key, f.ID("other"))
	if err != nil {
		return err
	}
	return c.Redirect(page.SafePath(f.Text("back"), "/needs/"+string(lead)), "need.visit.joined")
}

// KeepApart remembers that the two are not proposed again.
func (h *Pages) KeepApart(c *page.Ctx) error {
	return h.act(c, "need.visit.apart_done", func(key id.ID, f page.Form) error {
		return h.need.KeepApart(c.Context(), c.Scope, key, f.ID("other"))
	})
}

// Separate lets the need go its own way again.
func (h *Pages) Separate(c *page.Ctx) error {
	return h.act(c, "need.visit.separated", func(key id.ID, _ page.Form) error { return h.need.Separate(c.Context(), c.Scope, key) })
}

// visitText says how this need and the other are asked for.
func (v recordView) visitText() string {
	r := v.rec.Visit.Round
	if v.rec.Visit.Leads {
		return v.P.T("need.visit.leads", r.Pupils, period(v.P, r))
	}
	return v.P.T("need.visit.follows", r.Pupils, period(v.P, r))
}

// others lists the other classes; what is out of reach has no title and no address.
func (v recordView) others() []ui.ListItem {
	var items []ui.ListItem
	for _, o := range v.rec.Visit.Others {
		item := ui.ListItem{Title: o.Title, Sub: whose(v.P, o), Mark: ui.Avatar(o.UnitName)}
		if o.ID == "" {
			item.Title, item.Sub = o.UnitName, v.P.T("need.visit.asker", whose(v.P, need.Companion{Class: o.Class, Pupils: o.Pupils}), o.Asker)
		} else {
			item.Href = "/needs/" + string(o.ID)
		}
		items = append(items, item)
	}
	return items
}

// whose writes whose class it is: De Noordik, 3A, 24 leerlingen.
func whose(p *i18n.Printer, o need.Companion) string {
	var parts []string
	for _, s := range []string{o.UnitName, o.Class} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	return strings.Join(append(parts, p.T("need.pupils", o.Pupils)), ", ")
}

// maySeparate reports whether no company has the question, so that both can go their own way.
func (v recordView) maySeparate() bool {
	if !v.may() || v.rec.State != need.Open {
		return false
	}
	for _, i := range v.rec.Invitations {
		if i.Holds() || i.Reply == need.OtherDate || i.Reply == "" && !i.Expired(v.Env.Clock.Now()) {
			return false
		}
	}
	return true
}

func (v recordView) separate() ui.Action {
	return ui.Action{Label: v.P.T("need.visit.separate"), Icon: "undo", Size: ui.Small, Href: v.path("/separate"), Method: "post"}
}

// visits are the proposals of a page: of a need, or of the board.
type visits struct {
	*page.Ctx
	of   id.ID // the need whose page it is; empty on the board
	back string
	list []need.OneForTwo
}

// parts are the needs that a proposal names: on the page of a need only the other.
func (v visits) parts(p need.OneForTwo) []need.Joinable {
	var out []need.Joinable
	for _, n := range []need.Joinable{p.A, p.B} {
		if n.ID != v.of {
			out = append(out, n)
		}
	}
	return out
}

func (v visits) whose(n need.Joinable) string {
	return whose(v.P, need.Companion{UnitName: n.UnitName, Class: n.Class, Pupils: n.Pupils})
}

// actions are what can be done with a proposal.
func (v visits) actions(p need.OneForTwo) []ui.Action {
	key, other := p.A.ID, p.B.ID
	if v.of == other {
		key, other = other, key
	}
	post := func(label, icon, rest string, hidden ...ui.HiddenValue) ui.Action {
		return ui.Action{
			Label: v.P.T(label), Icon: icon, Size: ui.Small, Method: "post", Href: "/needs/" + string(key) + rest,
			Values: append(hidden, ui.HiddenValue{Name: "other", Value: string(other)}),
		}
	}
	apart := post("need.visit.apart", "x", "/apart", ui.HiddenValue{Name: "back", Value: v.back})
	apart.Variant = ui.Quiet
	return []ui.Action{post("need.visit.join", "link", "/join"), apart}
}

// visits are the proposals of the page of a need.
func (v recordView) visits() visits {
	return visits{Ctx: v.Ctx, of: v.rec.ID, back: v.path(""), list: v.rec.OneForTwo}
}

// visits are the proposals of the board.
func (v boardView) visits() visits {
	return visits{Ctx: v.Ctx, back: v.R.URL.RequestURI(), list: v.oneForTwo}
}

// boardVisits is how many proposals the board shows.
const boardVisits = 3

// proposeVisits adds the proposals to a board that shows everything there is.
func (h *Pages) proposeVisits(v *boardView) (err error) {
	if v.filtered() || !v.Scope.Can(access.NeedWrite) {
		return nil
	}
	v.oneForTwo, err = h.need.OneForTwo(v.Context(), v.Scope, "", boardVisits)
	return err
}
