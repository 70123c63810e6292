package engagementweb

import (
	"net/http"
	"strings"

	"schakel/internal/domain/engagement"
	"schakel/internal/domain/need"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// replaceView is the page on which another company takes the place of one that can't come.
type replaceView struct {
	*page.Ctx
	r      engagement.Record
	ranked []need.Proposal // by the need, best first
	found  []relation.ListRow
	text   string // what was searched
	typed  replaceTyped
	faults fault.Fields
}

type replaceTyped struct {
	reason, organisation, on, start, end string
	along                                engagement.Span
}

// lookOn is the choice to look on by the need; no company has it as its id.
const lookOn = "need"

// fewRanked is how many companies of the ranking the page proposes.
const fewRanked = 6

// ReplaceForm asks why the company can't come, and who comes instead.
func (h *Pages) ReplaceForm(c *page.Ctx) error {
	return h.showReplace(replaceView{Ctx: c, text: strings.TrimSpace(c.Query("q")), typed: replaceTyped{reason: c.Query("reason")}}, http.StatusOK)
}

func (h *Pages) showReplace(v replaceView, status int) error {
	key, err := v.ID()
	if err != nil {
		return err
	}
	if v.r, err = h.engagement.Record(v.Context(), v.Scope, key); err != nil {
		return err
	}
	if !v.Scope.CanOn(access.EngagementManage, v.r.Unit) {
		return fault.NotFound("fault.not_found")
	}
	if len(v.r.Needs) > 0 && v.Scope.CanOn(access.InvitationSend, v.r.Unit) {
		v.ranked, err = h.need.Match(v.Context(), v.Scope, v.r.Needs[0].ID)
		if fault.Is(err, fault.KindNotFound) { // the need belongs to somebody else
			v.ranked, err = nil, nil
		}
		if err != nil {
			return err
		}
	}
	if v.text != "" && v.Scope.Can(access.OrganisationRead) {
		found, err := h.relation.List(v.Context(), v.Scope, relation.Filter{Text: v.text})
		if err != nil {
			return err
		}
		v.found = found.Rows[:min(len(found.Rows), 10)]
	}
	if o := v.r.Occurrence; v.typed.on == "" && v.typed.start == "" {
		v.typed.start, v.typed.end = clockTime(o.StartsAt), clockTime(o.EndsAt)
		if v.r.PostponedAt == nil {
			v.typed.on = string(o.HeldOn)
		}
	}
	title := v.P.T("engagement.replace.title", v.r.Title)
	return v.Render(status, page.Head{Title: title, Section: section}, replacePage(v))
}

// Replace puts another company in the place of the one that can't come.
func (h *Pages) Replace(c *page.Ctx) error {
	key, f, err := c.IDForm()
	if err != nil {
		return err
	}
	chosen := f.Text("organisation")
	in := engagement.ReplaceInput{Reason: f.Text("reason"), Anyway: f.Bool("anyway"), Along: span(f)}
	if chosen != lookOn {
		in.Organisation, in.Slot = f.ID("organisation"), slotOf(f)
	}
	next := id.ID("")
	if chosen == "" {
		err = fault.Fields{"organisation": {Key: "engagement.choose_next"}}.Err()
	} else {
		next, err = h.engagement.Replace(c.Context(), c.Scope, key, in)
	}
	if faults, ok := page.Invalid(err); ok {
		return h.showReplace(replaceView{Ctx: c, faults: faults, text: f.Text("q"), typed: replaceTyped{
			reason: f.Text("reason"), organisation: chosen, on: f.Text("on"), start: f.Text("start"), end: f.Text("end"), along: span(f),
		}}, http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	if next != "" {
		made, err := h.engagement.Record(c.Context(), c.Scope, next)
		if err != nil {
			return err
		}
		return c.Redirect("/engagements/"+string(next), "engagement.replaced", made.OrganisationName)
	}
	was, err := h.engagement.Record(c.Context(), c.Scope, key)
	if err != nil {
		return err
	}
	if len(was.Needs) == 0 {
		return c.Redirect("/engagements/"+string(key), "engagement.cancelled")
	}
	return c.Redirect("/needs/"+string(was.Needs[0].ID), "engagement.replaced_look")
}

func (v replaceView) path() string { return "/engagements/" + string(v.r.ID) + "/replace" }

func (v replaceView) crumbs() []ui.Crumb {
	return []ui.Crumb{{Label: v.P.T("engagement.title"), Href: "/engagements"}, {Label: v.r.Title, Href: "/engagements/" + string(v.r.ID)}}
}

func (v replaceView) field(name, label, value string) ui.Field {
	return ui.Field{Name: name, ID: "replace-" + name, Label: label, Value: value, Required: true, Error: page.Message(v.P, v.faults, name)}
}

func (v replaceView) reason() ui.Field {
	f := v.field("reason", v.P.T("engagement.replace.why", v.r.OrganisationName), v.typed.reason)
	f.Hint, f.MaxLength = v.P.T("engagement.why.hint"), 500
	return f
}

func (v replaceView) slot() (on, start, end ui.Field) {
	t := v.P.T
	on, start, end = v.field("on", t("engagement.day"), v.typed.on), v.field("start", t("engagement.from"), v.typed.start), v.field("end", t("engagement.until"), v.typed.end)
	on.Required, on.Plain, start.Required, start.Plain, end.Required, end.Plain = false, true, false, true, false, true // looking on needs no day
	return on, start, end
}

// who offers the companies of the ranking, those that were searched, and to look on.
func (v replaceView) who() ui.Field {
	f := v.field("organisation", v.P.T("engagement.replace.who"), v.typed.organisation)
	seen := map[id.ID]bool{v.r.Organisation: true}
	for _, r := range v.found {
		if !seen[r.ID] {
			seen[r.ID] = true
			f.Options = append(f.Options, ui.Option{Value: string(r.ID), Label: strings.Join(ui.NonEmpty(r.Name, r.Place), ", "), Hint: v.P.T("engagement.replace.found")})
		}
	}
	n := 0
	for _, p := range v.ranked {
		if p.Fit != need.CanAsk || seen[p.Organisation] || n == fewRanked {
			continue
		}
		n++
		seen[p.Organisation] = true
		f.Options = append(f.Options, ui.Option{Value: string(p.Organisation), Label: strings.Join(ui.NonEmpty(p.Name, p.Place), ", "), Hint: v.P.T("engagement.replace.points", p.Points)})
	}
	if len(v.r.Needs) > 0 {
		f.Options = append(f.Options, ui.Option{Value: lookOn, Label: v.P.T("engagement.replace.look"), Hint: v.P.T("engagement.replace.look.hint")})
	}
	return f
}

// searches reports whether the reader can search companies.
func (v replaceView) searches() bool { return v.Scope.Can(access.OrganisationRead) }

// along asks for which days of the series the other company comes; not when there is only one.
func (v replaceView) along() (ui.Field, bool) {
	f, asked := alongField(v.P, v.r.InSeries, "replace-along", v.typed.along)
	f.Error = page.Message(v.P, v.faults, f.Name)
	return f, asked
}
