package fundingweb

import (
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"schakel/internal/domain/funding"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// recordView is the page of one contribution.
type recordView struct {
	*page.Ctx
	d      funding.Detail
	faults fault.Fields // of the check, the evidence or the doubt
	check  funding.CheckInput
	doubt  string // why it is parked, released or taken back
}

// Contribution shows a contribution: how its amount was found, its evidence, its way through the ledger, its check.
func (h *Pages) Contribution(c *page.Ctx) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	return h.showContribution(recordView{Ctx: c}, key, http.StatusOK)
}

func (h *Pages) showContribution(v recordView, key id.ID, status int) (err error) {
	if v.d, err = h.funding.Contribution(v.Context(), v.Scope, key); err != nil {
		return err
	}
	return v.Render(status, page.Head{Title: v.title(), Section: section, Wide: true}, contribution(v))
}

// Check decides on a contribution.
func (h *Pages) Check(c *page.Ctx) error {
	key, f, err := c.IDForm()
	if err != nil {
		return err
	}
	in := funding.CheckInput{Outcome: funding.Outcome(f.Text("outcome")), Reason: f.Text("reason")}
	err = h.funding.Check(c.Context(), c.Scope, key, in)
	if faults, ok := page.Invalid(err); ok {
		return h.showContribution(recordView{Ctx: c, faults: faults, check: in}, key, http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	return c.Redirect(contributionHref(key), "funding.flash."+string(in.Outcome))
}

// AddEvidence adds a file to a contribution without evidence.
func (h *Pages) AddEvidence(c *page.Ctx) error {
	key, f, err := c.IDForm()
	if err != nil {
		return err
	}
	upload, done := uploaded(f)
	defer done()
	if upload == nil {
		err = fault.Fields{"file": {Key: "field.required"}}.Err()
	} else {
		err = h.funding.AddEvidence(c.Context(), c.Scope, key, *upload)
	}
	if faults, ok := page.Invalid(err); ok {
		return h.showContribution(recordView{Ctx: c, faults: faults}, key, http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	return c.Redirect(contributionHref(key), "funding.flash.evidence")
}

// uploaded returns the chosen evidence file, nil when none was chosen. done closes it.
func uploaded(f page.Form) (u *funding.Upload, done func()) {
	file, header, ok := f.File("file")
	if !ok {
		return nil, func() {}
	}
	return &funding.Upload{Name: header.Filename, Content: file}, func() { _ = file.Close() }
}

func (v recordView) title() string { return v.P.T("funding.contribution", v.d.Company) }

func (v recordView) meta() templ.Component {
	return ui.Together(ui.StatusChip(looks[v.d.At], accountWord(v.P, v.d.At)), ui.Fact("euro", v.P.Money(v.d.Cents)), ui.Fact("calendar", v.P.Date(v.d.PerformedOn)), ui.Fact("school", v.d.UnitName))
}

// steps show how far the contribution is.
func (v recordView) steps() []ui.Step {
	at := map[funding.Account]int{funding.CarriedOut: 1, funding.Evidenced: 2, funding.Checked: 3, funding.Reported: 3}[v.d.At]
	if v.d.At == funding.Source || v.d.At == funding.Parked {
		return nil
	}
	steps := make([]ui.Step, 3)
	for i, a := range []funding.Account{funding.CarriedOut, funding.Evidenced, funding.Checked} {
		steps[i] = ui.Step{Label: accountWord(v.P, a)}
		switch {
		case i < at:
			steps[i].State = ui.Done
		case i == at:
			steps[i].State = ui.Running
		}
		for _, t := range v.d.Transfers {
			if t.Credit == a && t.Reverses == "" {
				steps[i].Sub = v.P.DateTime(t.RecordedAt)
			}
		}
	}
	return steps
}

// sum explains the amount in words: people × time × rate = amount.
func (v recordView) sum() string {
	d := v.d
	switch {
	case d.Rate == nil:
		return v.P.T("funding.sum.hand", d.Cents)
	case d.Rate.Kind == funding.SupervisionHour:
		return v.P.T("funding.sum.supervision", v.P.Hours(d.Minutes), v.P.Percent(d.Rate.ShareBP), d.Rate.Cents, d.Cents)
	case d.Rate.Kind == funding.FacilityHour || d.People == 0:
		return v.P.T("funding.sum.hours", v.P.Hours(d.Minutes), d.Rate.Cents, d.Cents)
	default:
		return v.P.T("funding.sum.staff", d.People, v.P.Hours(d.Minutes/d.People), v.P.Hours(d.Minutes), d.Rate.Cents, d.Cents)
	}
}

// rules lists where the numbers come from.
func (v recordView) rules() []ui.Def {
	d := v.d
	var out []ui.Def
	if d.Rate != nil {
		out = append(out, ui.Def{Term: v.P.T("funding.rate." + string(d.Rate.Kind)), Detail: sourced(
			v.P, v.P.T("funding.rate_line", d.Rate.Cents, d.Rate.DecidedOn), d.Rate.Justification+" "+d.Rate.Source, d.Rate.Confirmed)})
	}
	if d.Reason != "" {
		out = append(out, ui.Def{Term: v.P.T("funding.reason"), Text: d.Reason})
	}
	return append(out, ui.Def{Term: d.Grant.SchemeName, Detail: sourced(
		v.P, v.P.T("funding.minimum_line", v.P.Percent(d.Rule.MinimumBP), baseWord(v.P, d.Rule.Base), d.Rule.DecidedOn), d.Rule.Source, d.Rule.Confirmed)})
}

// chain leads from the amount back to the lesson, the agreement, the need and the company.
func (v recordView) chain() []ui.Def {
	d := v.d
	out := []ui.Def{{Term: v.P.T("funding.company"), Text: d.Company, Href: "/relations/" + string(d.Organisation)}}
	if d.UmbrellaName != "" {
		out = append(out, ui.Def{Term: v.P.T("funding.umbrella_counts"), Text: d.UmbrellaName, Href: "/relations/" + string(d.Umbrella)})
	}
	if d.Chain.Engagement != "" {
		out = append(out, ui.Def{Term: v.P.T("funding.engagement"), Text: d.Chain.Title, Href: "/engagements/" + string(d.Chain.Engagement)})
	}
	if d.Chain.Pupils != nil {
		out = append(out, ui.Def{Term: v.P.T("funding.counted"), Text: strconv.Itoa(*d.Chain.Pupils)})
	}
	if d.Chain.Need != "" {
		out = append(out, ui.Def{Term: v.P.T("funding.need"), Text: d.Chain.NeedTitle, Href: "/needs/" + string(d.Chain.Need)})
	}
	out = append(out, ui.Def{Term: v.P.T("funding.grant"), Text: d.Grant.Name, Href: grantHref(d.Grant.ID)})
	if d.LineName != "" {
		out = append(out, ui.Def{Term: v.P.T("funding.line"), Text: d.LineName, Href: reportHref(funding.Filter{Line: d.Line})})
	}
	if d.ActivityName != "" {
		out = append(out, ui.Def{Term: v.P.T("funding.activity"), Text: d.ActivityName})
	}
	recorder := d.Recorder
	if recorder == "" {
		recorder = v.P.T("funding.by_company")
	}
	out = append(out, ui.Def{Term: v.P.T("funding.recorded"), Text: v.P.T("funding.by_on", recorder, d.CreatedAt)})
	for _, k := range d.Checks {
		out = append(out, ui.Def{Term: v.P.T("funding.outcome." + string(k.Outcome)), Text: v.P.T("funding.by_on", k.By, k.At)})
	}
	return out
}

// notice says why a contribution counts nowhere, or that another person must look too.
func (v recordView) notice() *ui.NoticeProps {
	last := v.d.Last()
	by := last.By
	switch {
	case v.d.At == funding.Source:
		return &ui.NoticeProps{Kind: ui.Warning, Title: v.P.T("funding.rejected_title"), Text: v.P.T("funding.rejected_text", last.Reason, by)}
	case v.d.At == funding.Parked:
		return &ui.NoticeProps{Kind: ui.Warning, Title: v.P.T("funding.parked_title"), Text: v.P.T("funding.parked_text", last.Reason, by)}
	case v.d.At == funding.Evidenced && len(v.d.Checks) > 0:
		return &ui.NoticeProps{Kind: ui.Info, Text: v.P.T("funding.second_needed", v.d.Checks[0].By, v.d.Grant.SecondCheck)}
	}
	return nil
}

// proofs list the evidence.
func (v recordView) proofs() []ui.ListItem {
	var out []ui.ListItem
	for _, e := range v.d.Evidence {
		item := ui.ListItem{Icon: "paperclip", Title: e.FileName, Href: contributionHref(v.d.ID) + "/evidence/" + string(e.ID), Sub: v.P.DateTime(e.AddedAt) + " · SHA-256 " + e.Digest[:12]}
		if e.Kind == funding.EvidenceSignOff {
			item.Icon, item.Href, item.Title = "signature", "", v.P.T("funding.signed_by", e.SignerName)
			if e.SignerFunction != "" {
				item.Title = v.P.T("funding.signed_by_as", e.SignerName, e.SignerFunction)
			}
			if e.Remark != "" {
				item.Sub += " · “" + e.Remark + "”"
			}
		}
		out = append(out, item)
	}
	return out
}

// ledger shows the transfers as an accountant reads them.
func (v recordView) ledger() ui.TableProps {
	t := ui.TableProps{Caption: v.P.T("funding.transfers"), CaptionHidden: true, Columns: []ui.Column{
		{Label: v.P.T("funding.number"), Primary: true},
		{Label: v.P.T("funding.when")},
		{Label: v.P.T("funding.from")},
		{Label: v.P.T("funding.to")},
		{Label: v.P.T("funding.amount"), Align: "end"},
		{Label: v.P.T("funding.by")},
		{Label: v.P.T("funding.hash"), PhoneHidden: true},
	}}
	for _, x := range v.d.Transfers {
		by := x.By
		if by == "" {
			by = v.P.T("funding.by_company")
		}
		to := ui.Text(ledgerWord(v.P, x.Credit))
		switch {
		case x.Reverses != "":
			to = ui.TwoLines(ledgerWord(v.P, x.Credit), v.P.T("funding.taken_back", x.Reason))
		case x.Reason != "":
			to = ui.TwoLines(ledgerWord(v.P, x.Credit), x.Reason)
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []templ.Component{
			ui.Num(strconv.FormatInt(x.Seq, 10)), ui.Text(v.P.DateTime(x.RecordedAt)), ui.Text(ledgerWord(v.P, x.Debit)), to,
			ui.Num(v.P.Money(x.Cents)), ui.Text(by), ui.Muted(x.Hash[:12]),
		}})
	}
	return t
}

// mayAdd reports whether the principal may add the evidence that is still missing.
func (v recordView) mayAdd() bool {
	return v.d.At == funding.CarriedOut && v.Scope.CanOn(access.ContributionRecord, v.d.Unit)
}

// decision are the fields of the check.
func (v recordView) decision() (outcome, reason ui.Field) {
	approve := ui.Option{Value: string(funding.Approved), Label: v.P.T("funding.outcome.approved"), Hint: v.P.T("funding.outcome.approved.hint")}
	if v.d.At != funding.Evidenced {
		approve.Disabled, approve.Hint = true, v.P.T("funding.no_evidence")
	}
	outcome = ui.Field{Name: "outcome", Label: v.P.T("funding.outcome"), Required: true, Value: string(v.check.Outcome), Error: page.Message(v.P, v.faults, "outcome"), Options: []ui.Option{
		approve, {Value: string(funding.Rejected), Label: v.P.T("funding.outcome.rejected"), Hint: v.P.T("funding.outcome.rejected.hint")},
	}}
	reason = ui.Field{Name: "reason", Label: v.P.T("funding.check_reason"), Hint: v.P.T("funding.check_reason.hint"), Value: v.check.Reason, Plain: true, Rows: 2, MaxLength: 2000, Error: page.Message(v.P, v.faults, "reason")}
	return outcome, reason
}

func fileField(c *page.Ctx, faults fault.Fields, required bool) ui.Field {
	return ui.Field{Name: "file", Label: c.P.T("funding.file"), Hint: c.P.T("funding.file.hint", funding.MaxEvidence>>20), Accept: ".pdf,.png,.jpg,.jpeg,application/pdf,image/png,image/jpeg", Required: required, Error: page.Message(c.P, faults, "file")}
}
