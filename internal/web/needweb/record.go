package needweb

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"schakel/internal/domain/funding"
	"schakel/internal/domain/need"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// recordView is the page of a need.
type recordView struct {
	*page.Ctx
	rec    need.Record
	made   map[id.ID]id.ID // engagements, by invitation
	lost   []funding.Lost  // engagements that do not take place
	state  need.State      // today
	chosen []id.ID         // ticked companies, after a refused invitation
	on     string          // the day that is asked for
	faults fault.Fields

	unsuited id.ID // the invitation whose other day does not suit; faults say why

	waves      *need.WaveInput // the form of the waves, after it was refused
	waveFaults fault.Fields
}

// shown is how many proposals the page starts with; ?all=1 shows up to most.
const (
	shown = 10
	most  = 200
)

// Show shows a need with the companies that are proposed and those that were asked.
func (h *Pages) Show(c *page.Ctx) error {
	v, err := h.record(c)
	if err != nil {
		return err
	}
	v.on = string(firstDay(v.rec.Asked(), c.Today()))
	return v.render(http.StatusOK)
}

func (h *Pages) record(c *page.Ctx) (v recordView, err error) {
	v.Ctx = c
	key, err := c.ID()
	if err != nil {
		return v, err
	}
	if v.rec, err = h.need.Record(c.Context(), c.Scope, key); err != nil {
		return v, err
	}
	v.state = v.rec.StateOn(c.Today())
	if v.rec.Agreed() > 0 {
		v.made, err = h.engagement.OfNeed(c.Context(), c.Scope, key)
	}
	if err == nil {
		err = h.readLost(&v)
	}
	return v, err
}

func (v recordView) render(status int) error {
	return v.Render(status, page.Head{Title: v.rec.Title, Section: section}, recordPage(v))
}

// firstDay is the first working day of the period that leaves a company two weeks to prepare.
func firstDay(n need.Need, today clock.Date) clock.Date {
	d := max(n.From, min(today.AddDays(14), n.To))
	for d.Time().Weekday() == time.Saturday || d.Time().Weekday() == time.Sunday {
		d = d.AddDays(1)
	}
	return min(d, n.To)
}

// act reads the form and the need's id, does one thing and goes back to the need.
func (h *Pages) act(c *page.Ctx, flash string, do func(key id.ID, f page.Form) error) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	key, err := c.ID()
	if err != nil {
		return err
	}
	if err := do(key, f); err != nil {
		return err
	}
	return c.Redirect(page.SafePath(f.Text("back"), "/needs/"+string(key)), flash)
}

// TakeBack takes back one invitation.
func (h *Pages) TakeBack(c *page.Ctx) error {
	return h.act(c, "need.taken_back_done", func(key id.ID, f page.Form) error {
		return h.need.TakeBack(c.Context(), c.Scope, key, f.ID("invitation"))
	})
}

// Invite mails the ticked companies.
func (h *Pages) Invite(c *page.Ctx) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	key, err := c.ID()
	if err != nil {
		return err
	}
	companies := f.IDs("organisation")
	err = h.need.Invite(c.Context(), c.Scope, key, companies, clock.Date(f.Text("on")))
	if faults, ok := page.Invalid(err); ok {
		v, err := h.record(c)
		if err != nil {
			return err
		}
		v.chosen, v.on, v.faults = companies, f.Text("on"), faults
		return v.render(http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	return c.Redirect("/needs/"+string(key), "need.invited", len(companies))
}

func (v recordView) path(rest string) string { return "/needs/" + string(v.rec.ID) + rest }

func (v recordView) may() bool { return v.Scope.CanOn(access.NeedWrite, v.rec.Unit) }

// asks reports whether companies can be asked here: not when that is done at the other need of the visit.
func (v recordView) asks() bool {
	return v.state == need.Open && v.Scope.CanOn(access.InvitationSend, v.rec.Unit) && !v.rec.Follows()
}

func (v recordView) secondary() []ui.Action {
	if !v.may() {
		return nil
	}
	var out []ui.Action
	if v.rec.State == need.Open {
		out = append(out, ui.Action{Label: v.P.T("need.edit"), Icon: "pencil", Href: v.path("/edit")})
	}
	out = append(out, ui.Action{Label: v.P.T("need.keep"), Icon: "star", Href: v.path("/template")})
	return append(out, ui.Action{Label: v.P.T("need.copy"), Icon: "copy", Href: "/needs/new?copy=" + string(v.rec.ID)})
}

func (v recordView) more() []ui.Action {
	if !v.may() {
		return nil
	}
	card := need.Card{Need: v.rec.Need, Agreed: v.rec.Agreed()}
	version := []ui.HiddenValue{{Name: "version", Value: strconv.Itoa(v.rec.Version)}}
	var out []ui.Action
	if card.MayClose() && !v.rec.Follows() {
		out = append(out, ui.Action{Label: v.P.T("need.close"), Icon: "check", Href: v.path("/close"), Method: "post", Note: v.P.T("need.close.note", card.Agreed), Values: version})
	}
	if card.MayReopen(v.Today()) && !v.rec.Follows() {
		out = append(out, ui.Action{Label: v.P.T("need.reopen"), Icon: "undo", Href: v.path("/reopen"), Method: "post", Values: version})
	}
	if v.rec.State == need.Open {
		out = append(out, ui.Action{Label: v.P.T("need.withdraw"), Icon: "x", Href: v.path("/withdraw"), Note: v.P.T("need.withdraw.note")})
	}
	return out
}

// lead says how far it is.
func (v recordView) lead() string {
	switch v.state {
	case need.Open:
		if v.rec.Follows() && v.rec.Agreed() == 0 {
			return v.P.T("need.lead.follows")
		}
		if len(v.rec.Invitations) == 0 {
			return v.P.T("need.lead.start", v.rec.Wanted)
		}
		return v.P.T("need.lead.open", v.rec.Agreed(), v.rec.Wanted)
	case need.Filled:
		return v.P.T("need.lead.filled")
	default:
		return v.P.T("need.lead." + string(v.state))
	}
}

func (v recordView) facts() []ui.Def {
	n, t := v.rec.Need, v.P.T
	kind := n.ItemName(string(v.P.Lang()))
	if kind == "" {
		kind = t("need.not_known")
	}
	defs := []ui.Def{{Term: t("need.kind"), Text: kind}, {Term: t("need.class"), Text: t("need.pupils", n.Pupils)}}
	add := func(term, text string) {
		if text != "" {
			defs = append(defs, ui.Def{Term: t(term), Text: text})
		}
	}
	for _, part := range classOf(v.P, n) {
		defs[1].Text += ", " + part
	}
	add("need.period", period(v.P, n))
	add("need.wanted", v.P.Number(n.Wanted))
	if n.MaxKM != nil {
		add("need.furthest", t("need.km", *n.MaxKM))
	}
	add("need.theme", n.Theme)
	add("need.goal", n.Goal)
	add("need.before", n.Before)
	add("need.after", n.After)
	if v.rec.Together > 1 {
		defs = append(defs, ui.Def{Term: t("need.series"), Text: t("need.series.of", v.rec.Together), Href: "/needs?state=all&series=" + string(n.Series)})
	}
	add("need.asked_by", n.Asker+", "+v.P.DateShort(clock.DateOf(n.AskedAt)))
	return defs
}

// chips give each answer its shape.
var chips = map[need.Reply]string{need.Yes: ui.Done, need.No: ui.Declined, need.OtherDate: ui.Warning, need.TakenBack: ui.Declined}

func (v recordView) answerChip(i need.Invitation) templ.Component {
	switch {
	case i.CalledOffAt != nil:
		return ui.StatusChip(ui.Declined, v.P.T("need.answer.called_off"))
	case i.Expired(v.Env.Clock.Now()):
		return ui.StatusChip(ui.Late, v.P.T("need.answer.expired"))
	case i.Reply == "":
		return ui.StatusChip(ui.Waiting, v.P.T("need.answer.waiting"))
	default:
		return ui.StatusChip(chips[i.Reply], v.P.T("need.answer."+string(i.Reply)))
	}
}

// answers lists who was asked, with what they said.
func (v recordView) answers() []ui.ListItem {
	var items []ui.ListItem
	for _, i := range v.rec.Invitations {
		items = append(items, ui.ListItem{
			Mark: ui.Avatar(i.OrganisationName), Title: i.OrganisationName, Href: "/relations/" + string(i.Organisation), Sub: v.answerText(i),
			Meta: v.answerChip(i), Actions: v.answerActions(i),
		})
	}
	return items
}

func (v recordView) answerText(i need.Invitation) string {
	text := v.P.T("need.asked_for", i.SentAt, i.Sender, i.ProposedOn)
	switch i.Reply {
	case need.OtherDate:
		text = v.P.T("need.proposes", i.AnswerOn)
	case need.No:
		if i.AgainOn != "" {
			text = v.P.T("need.asks_again", v.P.Month(i.AgainOn.Month()))
		}
	case need.Yes:
		text = v.P.T("need.agreed_for", i.On())
	}
	switch {
	case i.Reply == "" && i.PassedAt != nil:
		text += " " + v.P.T("need.passed_on")
	case i.Reply == "" && i.RemindedAt != nil:
		text += " " + v.P.T("need.reminded", clock.DateOf(*i.RemindedAt))
	}
	if i.AnswerText != "" {
		text += " “" + i.AnswerText + "”"
	}
	return text
}

func (v recordView) answerActions(i need.Invitation) []ui.Action {
	hidden := []ui.HiddenValue{{Name: "invitation", Value: string(i.ID)}}
	takeBack := ui.Action{Label: v.P.T("need.take_back"), Variant: ui.Quiet, Href: v.path("/take-back"), Method: "post", Values: hidden}
	switch {
	case v.made[i.ID] != "":
		return []ui.Action{{Label: v.P.T("need.to_engagement"), Icon: "handshake", Href: "/engagements/" + string(v.made[i.ID])}}
	case !v.may() || v.rec.State != need.Open || v.rec.Follows():
		return nil
	case i.Reply == need.OtherDate:
		takeBack.Label = v.P.T("need.decline_date")
		return []ui.Action{{Label: v.P.T("need.accept_date"), Icon: "check", Href: v.path("/accept"), Method: "post", Values: hidden, Variant: ui.Primary}, takeBack}
	case i.Reply == "":
		return []ui.Action{takeBack}
	default:
		return nil
	}
}

// group returns the proposals of one fit.
func (v recordView) group(f need.Fit) []need.Proposal {
	var out []need.Proposal
	for _, p := range v.rec.Proposals {
		if p.Fit == f {
			out = append(out, p)
		}
	}
	return out
}

// first cuts a list to what is shown; rest is how many are left out.
func (v recordView) first(list []need.Proposal) (top []need.Proposal, rest int) {
	n := shown
	if v.Query("all") != "" {
		n = most
	}
	if len(list) <= n {
		return list, 0
	}
	top = list[:n]
	for _, p := range list[n:] { // a ticked company stays in sight
		if v.ticked(p) {
			top = append(slices.Clone(top), p)
		}
	}
	return top, len(list) - len(top)
}

func (v recordView) ticked(p need.Proposal) bool { return slices.Contains(v.chosen, p.Organisation) }

func (v recordView) day() ui.Field {
	return ui.Field{
		Name: "on", Label: v.P.T("need.field.on"), Value: v.on, Required: true, Min: string(v.rec.Asked().From), Max: string(v.rec.Asked().To),
		Hint: v.P.T("need.field.on.hint", period(v.P, v.rec.Asked())), Error: page.Message(v.P, v.faults, "on"),
	}
}

// problem is a message about the invitation as a whole.
func (v recordView) problem() string {
	if m := page.Message(v.P, v.faults, "organisation"); m != "" {
		return m
	}
	return page.Message(v.P, v.faults, "")
}

// headline are the reasons that decide, in one line: what it offers, how far, who asked last.
func (v recordView) headline(p need.Proposal) []string {
	var out []string
	for _, key := range []string{"item_other", "distance", "depth", "history", "fresh", "asked"} {
		for _, w := range p.Why {
			if w.Key == key {
				out = append(out, why(v.P, w))
			}
		}
	}
	return out
}

func (v recordView) sub(p need.Proposal) string {
	text := p.Place
	if v.rec.Item == "" {
		if text != "" {
			text += " · "
		}
		text += p.ItemName(string(v.P.Lang()))
	}
	return text
}

// nobody explains an empty list of proposals, and what helps.
func (v recordView) nobody(others int) ui.EmptyStateProps {
	e := ui.EmptyStateProps{Compact: true, Icon: "building", Title: v.P.T("need.nobody"), Text: v.P.T("need.nobody.text")}
	switch {
	case len(v.rec.Invitations) > 0:
		e.Text = v.P.T("need.nobody.all_asked")
	case others > 0:
		e.Text = v.P.T("need.nobody.limits")
	}
	if v.Scope.Can(access.OfferWrite) {
		e.Action = &ui.Action{Label: v.P.T("menu.invite"), Icon: "send", Href: "/menu/invite"}
	}
	return e
}
