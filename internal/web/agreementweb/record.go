package agreementweb

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"schakel/internal/domain/agreement"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// recordView is the page of one agreement.
type recordView struct {
	*page.Ctx
	r      agreement.Record
	faults fault.Fields
	failed string // which of its forms was refused: withdraw or end
	why    string // as typed
	on     string
}

// Show shows an agreement.
func (h *Pages) Show(c *page.Ctx) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	return h.record(recordView{Ctx: c}, key, http.StatusOK)
}

func (h *Pages) record(v recordView, key id.ID, status int) (err error) {
	if v.r, err = h.agreement.Record(v.Context(), v.Scope, key, v.Query("version")); err != nil {
		return err
	}
	return v.Render(status, page.Head{Title: v.r.Agreement.Name, Section: section, Wide: true}, record(v))
}

// mayWrite reports whether the principal may change this agreement.
func (v recordView) mayWrite() bool {
	return v.Scope.CanOn(access.AgreementWrite, v.r.Agreement.Unit)
}

func (v recordView) href(path string) string { return home(v.r.Agreement.ID) + path }

// n is the number of the version in addresses: empty for the one that stands on the page by itself.
func (v recordView) n() string { return v.Query("version") }

// making reports whether the version that is shown is the one that is being made.
func (v recordView) making() bool { return v.r.Shown.State.Open() }

// missing says why a draft cannot be sent yet.
func (v recordView) missing() string {
	f, ok := fault.As(v.r.Missing())
	if !ok || v.r.Shown.State != agreement.Draft || !v.mayWrite() {
		return ""
	}
	return v.P.T(f.Key, f.Args...)
}

// primary is the one next step.
func (v recordView) primary() *ui.Action {
	t := v.P.T
	switch {
	case !v.mayWrite() || !v.making():
		return nil
	case v.r.Shown.State == agreement.Draft && v.r.Missing() != nil:
		return &ui.Action{Label: t("agreement.edit"), Icon: "pencil", Href: v.href("/edit")}
	case v.r.Shown.State == agreement.Draft:
		return &ui.Action{Label: t("agreement.send"), Icon: "send", Method: "post", Href: v.href("/send"), Attrs: templ.Attributes{"data-confirm": t("agreement.send.confirm", v.r.Signatories[0].Name)}}
	case v.r.Shown.State == agreement.Sent:
		return &ui.Action{Label: t("agreement.remind"), Icon: "bell", Method: "post", Href: v.href("/remind")}
	}
	return nil
}

func (v recordView) secondary() []ui.Action {
	t := v.P.T
	out := []ui.Action{{Label: t("agreement.read"), Icon: "eye", Href: at(v.r.Agreement.ID, "/text", v.n())}, {Label: t("agreement.pdf"), Icon: "download", Href: at(v.r.Agreement.ID, "/agreement.pdf", v.n())}}
	if v.mayWrite() && v.r.Shown.State == agreement.Draft && v.r.Missing() == nil {
		out = append(out, ui.Action{Label: t("agreement.edit"), Icon: "pencil", Href: v.href("/edit")})
	}
	return out
}

// more are the steps that are taken seldom.
func (v recordView) more() (out []ui.Action) {
	if !v.mayWrite() {
		return nil
	}
	t, a := v.P.T, v.r.Agreement
	post := func(label, icon, path, confirm string) {
		act := ui.Action{Label: t(label), Icon: icon, Method: "post", Href: v.href(path)}
		if confirm != "" {
			act.Attrs = templ.Attributes{"data-confirm": t(confirm)}
		}
		out = append(out, act)
	}
	if a.State == agreement.Active && a.Open == 0 {
		post("agreement.amend", "edit", "/amend", "")
	}
	if (a.State == agreement.Active || a.State == agreement.Ended) && a.RenewedBy == "" && v.r.Shown.State == agreement.Active {
		post("agreement.renew", "swap", "/renew", "")
	}
	if v.r.Shown.State == agreement.Draft {
		post("agreement.drop", "trash", "/drop", "agreement.drop.confirm")
	}
	return out
}

func (v recordView) facts() []ui.Def {
	a, s, t := v.r.Agreement, v.r.Shown, v.P.T
	out := []ui.Def{
		{Term: t("agreement.with"), Text: a.Company, Href: "/relations/" + string(a.Organisation)},
		{Term: t("agreement.unit"), Text: a.UnitName},
		{Term: t("agreement.period"), Text: span(v.P, s.From, s.To)},
	}
	add := func(on bool, d ui.Def) {
		if on {
			out = append(out, d)
		}
	}
	add(a.EndedOn != "", ui.Def{Term: t("agreement.ended_on"), Text: v.P.Date(a.EndedOn)})
	grant := ui.Def{Term: t("agreement.grant"), Text: a.GrantName}
	if v.Scope.Can(access.GrantRead) {
		grant.Href = "/funding/grants/" + string(a.Grant)
	}
	add(a.Grant != "", grant)
	add(a.Renews != "", ui.Def{Term: t("agreement.renews"), Text: t("agreement.previous"), Href: home(a.Renews)})
	add(a.RenewedBy != "", ui.Def{Term: t("agreement.renewed_by"), Text: t("agreement.following"), Href: home(a.RenewedBy)})
	add(!s.SentAt.IsZero() && s.State != agreement.Draft, ui.Def{Term: t("agreement.sent_at"), Text: v.P.DateTime(s.SentAt)})
	add(!s.ActiveAt.IsZero(), ui.Def{Term: t("agreement.active_at"), Text: v.P.DateTime(s.ActiveAt)})
	return out
}

// versions lists the agreement and its amendments, each with its state.
func (v recordView) versions() (out []ui.ListItem) {
	for _, x := range v.r.Versions {
		item := ui.ListItem{Icon: "document", Title: v.versionName(x), Href: at(v.r.Agreement.ID, "", strconv.Itoa(x.N)), Sub: span(v.P, x.From, x.To), Meta: ui.StatusChip(looks[x.State], stateWord(v.P, x.State))}
		if x.N == v.r.Shown.N {
			item.Href = ""
		}
		out = append(out, item)
	}
	return out
}

func (v recordView) versionName(x agreement.Version) string {
	if x.N == 1 {
		return v.P.T("agreement.version_one")
	}
	return v.P.T("agreement.version_n", strconv.Itoa(x.N-1))
}

// signers list who signs, in order.
func (v recordView) signers() (out []ui.ListItem) {
	turn := v.r.Shown.State == agreement.Sent
	for _, s := range v.r.Signatories {
		item := ui.ListItem{Icon: "signature", Title: s.Name, Sub: strings.Join(ui.NonEmpty(s.Title, s.Party, s.Email), " · ")}
		switch {
		case s.SignedAt != nil:
			item.Title, item.Sub = s.SignerName, strings.Join(ui.NonEmpty(s.SignerTitle, s.Party), " · ")
			item.Meta, item.Tone = ui.StatusChip(ui.Checked, v.P.T("agreement.signed_on", clock.DateOf(*s.SignedAt))), ui.Success
		case turn:
			words := v.P.T("agreement.asked_on", clock.DateOf(s.AskedAt))
			if s.Reminders > 0 {
				words = v.P.T("agreement.reminded_n", s.Reminders)
			}
			item.Meta, turn = ui.StatusChip(ui.Waiting, words), false
		default:
			item.Meta = ui.StatusChip(ui.Draft, v.P.T("agreement.not_asked"))
		}
		out = append(out, item)
	}
	return out
}

func (v recordView) items() (out []ui.ListItem) {
	for _, i := range v.r.Items {
		out = append(out, ui.ListItem{Icon: "menu-card", Title: i.Named(string(v.P.Lang()))})
	}
	return out
}

func (v recordView) pledges() ui.TableProps {
	t := ui.TableProps{Caption: v.P.T("agreement.pledges"), CaptionHidden: true, Columns: []ui.Column{
		{Label: v.P.T("agreement.pledge.year"), Primary: true}, {Label: v.P.T("agreement.pledge.kind")}, {Label: v.P.T("agreement.pledge.worth"), Align: "end"},
	}}
	for _, p := range v.r.Pledges {
		what := v.P.T("funding.kind." + string(p.Kind))
		if p.Minutes > 0 {
			what = v.P.Hours(p.Minutes)
		}
		worth := ui.Num(v.P.Money(p.Cents))
		if p.Pledge != "" && v.Scope.Can(access.PledgeRead) && v.Scope.Can(access.ContributionRead) {
			worth = ui.NumLink("/funding/pledges?organisation="+string(v.r.Agreement.Organisation)+"&year="+strconv.Itoa(p.Year), v.P.Money(p.Cents))
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []templ.Component{ui.Text(strconv.Itoa(p.Year)), ui.TwoLines(what, p.What), worth}})
	}
	return t
}

// drawn are meters of what was done of what was pledged, per year.
func (v recordView) drawn() (out []ui.MeterProps) {
	for _, d := range v.r.Drawn {
		if d.Pledged == 0 {
			continue
		}
		out = append(out, ui.MeterProps{
			Label: v.P.T("agreement.drawn", strconv.Itoa(d.Year)), Value: int64(d.Booked), Max: int64(max(d.Pledged, d.Booked)), Kind: ui.Info,
			ValueText: v.P.T("agreement.drawn_of", v.P.MoneyShort(d.Booked), v.P.MoneyShort(d.Pledged)),
		})
	}
	return out
}

func (v recordView) members() (out []ui.ListItem) {
	for _, m := range v.r.Members {
		item := ui.ListItem{Icon: "building", Title: m.Name, Href: "/relations/" + string(m.Organisation), Sub: m.Place}
		switch {
		case m.To != "":
			item.Meta = ui.Muted(v.P.T("agreement.member_to", m.To))
		case v.later(m):
			item.Meta = ui.StatusChip(ui.Info, v.P.T("agreement.member_later", m.From))
		case m.From != "":
			item.Meta = ui.Muted(v.P.T("agreement.member_from", m.From))
		}
		out = append(out, item)
	}
	return out
}

// later reports whether a member came after the text was sent.
func (v recordView) later(m agreement.Member) bool {
	sent := v.r.Shown.SentAt
	return !sent.IsZero() && m.From != "" && m.From > clock.DateOf(sent)
}

// eventLooks give each event its icon and tone.
var eventLooks = map[agreement.EventKind][2]string{
	agreement.Drafted: {"pencil", ""}, agreement.SentOff: {"send", ui.Info}, agreement.Withdrawn: {"undo", ui.Warning}, agreement.SignedOne: {"signature", ui.Success},
	agreement.RefusedOne: {"x", ui.Danger}, agreement.Reminded: {"bell", ""}, agreement.InForce: {"check-circle", ui.Success}, agreement.Amending: {"edit", ui.Info},
	agreement.AmendDrop: {"trash", ""}, agreement.Renewing: {"swap", ui.Info}, agreement.RenewedNow: {"swap", ui.Success}, agreement.EndedByHand: {"stop", ui.Danger}, agreement.RanOut: {"stop", ""},
}

func (v recordView) history() ui.TimelineProps {
	g := ui.TimelineGroup{}
	for _, e := range v.r.Events {
		look := eventLooks[e.Kind]
		item := ui.TimelineItem{Icon: look[0], Kind: look[1], When: v.P.DateTime(e.At), DateTime: e.At.In(clock.Amsterdam()).Format("2006-01-02T15:04"), Title: v.P.T("agreement.event." + string(e.Kind)), By: e.By, Text: e.Why}
		if e.N > 1 {
			item.Chips = []templ.Component{ui.Tag(v.P.T("agreement.version_n", strconv.Itoa(e.N-1)))}
		}
		if e.About != "" {
			item.Href = home(e.About)
		}
		g.Items = append(g.Items, item)
	}
	return ui.TimelineProps{Label: v.P.T("agreement.history"), Groups: []ui.TimelineGroup{g}}
}

// canWithdraw and canEnd report whether their form stands on the page.
func (v recordView) canWithdraw() bool {
	return v.mayWrite() && (v.r.Shown.State == agreement.Sent || v.r.Shown.State == agreement.Refused)
}

func (v recordView) canEnd() bool {
	a := v.r.Agreement
	return v.mayWrite() && a.State == agreement.Active && a.Open == 0 && v.r.Shown.State == agreement.Active && a.From <= v.Today()
}

func (v recordView) field(form, name, label, hint, value string) ui.Field {
	f := ui.Field{Name: name, ID: form + "-" + name, Label: v.P.T(label), Value: value, Required: true}
	if hint != "" {
		f.Hint = v.P.T(hint)
	}
	if v.failed == form {
		f.Error = page.Message(v.P, v.faults, name)
	}
	return f
}

// refusal is why the last signatory who said no did so.
func (v recordView) refusal() (e agreement.Event, refused bool) {
	for _, e := range v.r.Events {
		if e.Kind == agreement.RefusedOne && e.N == v.r.Shown.N {
			return e, v.r.Shown.State == agreement.Refused
		}
	}
	return e, false
}
