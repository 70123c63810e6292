package fundingweb

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"schakel/internal/domain/funding"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/post"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/i18n"
	"schakel/internal/platform/mail"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

const ledgerPath = "/funding/ledger"

// lateAfter is from when on a verification is too long ago: two nights were missed.
const lateAfter = 50 * time.Hour

// Attachments make the files that letters about the ledger bring.
func Attachments() map[string]func(ctx context.Context, m post.Message) (mail.File, error) {
	return map[string]func(ctx context.Context, m post.Message) (mail.File, error){
		"ledger_head": func(_ context.Context, m post.Message) (mail.File, error) {
			var l funding.HeadLetter
			err := json.Unmarshal([]byte(m.Data), &l)
			return mail.File{Name: "schakel-head-" + strconv.FormatInt(l.Seq, 10) + ".json", Type: "application/json", Data: append(l.File, '\n')}, err
		},
	}
}

// ledgerView is the page of the ledger as a whole: whether it holds, and its signed heads.
type ledgerView struct {
	*page.Ctx
	l      funding.LedgerState
	in     *funding.WitnessInput // as it was typed
	faults fault.Fields
}

// Ledger shows when the ledger was last verified, and the heads that were signed.
func (h *Pages) Ledger(c *page.Ctx) error { return h.showLedger(ledgerView{Ctx: c}, http.StatusOK) }

func (h *Pages) showLedger(v ledgerView, status int) (err error) {
	if v.l, err = h.funding.Ledger(v.Context(), v.Scope); err != nil {
		return err
	}
	return v.Render(status, page.Head{Title: v.P.T("funding.ledger"), Section: section, Wide: true}, ledger(v))
}

// AskVerification lets the ledger be verified now.
func (h *Pages) AskVerification(c *page.Ctx) error {
	if err := h.funding.AskVerification(c.Context(), c.Scope); err != nil {
		return err
	}
	return c.Redirect(ledgerPath, "funding.flash.check_asked")
}

// SetWitnesses says to whom signed heads are mailed.
func (h *Pages) SetWitnesses(c *page.Ctx) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	in := funding.WitnessInput{Emails: f.Text("emails"), Lang: f.Text("lang")}
	err = h.funding.SetWitnesses(c.Context(), c.Scope, in)
	if faults, ok := page.Invalid(err); ok {
		return h.showLedger(ledgerView{Ctx: c, in: &in, faults: faults}, http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	return c.Redirect(ledgerPath+"#witnesses", "funding.flash.witnesses")
}

// Heads hands out every signed head, for verify.py --head.
func (h *Pages) Heads(c *page.Ctx) error {
	return c.Download("schakel-heads-"+string(c.Today())+".jsonl", "application/x-ndjson", func(w http.ResponseWriter) error {
		return h.funding.Heads(c.Context(), c.Scope, w)
	})
}

func (v ledgerView) primary() *ui.Action {
	if !v.l.MayLead {
		return nil
	}
	return &ui.Action{Label: v.P.T("funding.ledger.check"), Icon: "check-double", Method: "post", Href: ledgerPath + "/check"}
}

func (v ledgerView) secondary() []ui.Action {
	if len(v.l.Signed) == 0 {
		return nil
	}
	return []ui.Action{{Label: v.P.T("funding.ledger.heads_file"), Icon: "download", Href: ledgerPath + "/heads.jsonl"}}
}

func (v ledgerView) crumbs() []ui.Crumb {
	if !v.Scope.Can(access.ContributionRead) {
		return nil
	}
	return crumb(v.P)
}

// flaw says what is wrong, in words.
func flaw(p *i18n.Printer, v funding.Verification) string {
	return p.T("funding.flaw."+string(v.Flaw), strconv.Itoa(v.FlawYear))
}

// ended says how the last verification ended; nil: there was none.
func ended(p *i18n.Printer, last *funding.Verification) string {
	switch {
	case last == nil:
		return p.T("funding.ledger.never")
	case !last.OK():
		return p.T("funding.ledger.broken", p.DateTime(last.FinishedAt), last.FlawSeq)
	}
	return p.T("funding.ledger.holds", p.DateTime(last.FinishedAt), last.Seq, last.Files)
}

// verdict says how the last verification ended, and what to do when it did not end well.
func (v ledgerView) verdict() ui.NoticeProps {
	last := v.l.Last()
	switch {
	case last == nil:
		return ui.NoticeProps{Kind: ui.Info, Text: ended(v.P, last)}
	case !last.OK():
		return ui.NoticeProps{Kind: ui.Danger, Title: ended(v.P, last), Text: flaw(v.P, *last) + " " + v.P.T("funding.ledger.broken_do")}
	case v.Env.Clock.Now().Sub(last.FinishedAt) > lateAfter:
		return ui.NoticeProps{Kind: ui.Warning, Text: v.P.T("funding.ledger.late", v.P.DateTime(last.FinishedAt))}
	}
	return ui.NoticeProps{Kind: ui.Success, Text: ended(v.P, last)}
}

func (v ledgerView) facts() []ui.Def {
	out := []ui.Def{{Term: v.P.T("funding.ledger.lines"), Text: v.P.Number(int(v.l.Head.Seq))}}
	if v.l.Head.Hash != "" {
		out = append(out, ui.Def{Term: v.P.T("funding.ledger.hash"), Detail: code(v.l.Head.Hash)})
	}
	if len(v.l.Signed) > 0 {
		last := v.l.Signed[0]
		out = append(out, ui.Def{Term: v.P.T("funding.ledger.signed"), Text: v.P.T("funding.ledger.signed_until", last.Seq, v.P.DateTime(last.At))})
	}
	out = append(out, ui.Def{Term: v.P.T("funding.ledger.key"), Detail: code(v.l.PublicKey)})
	for _, k := range v.l.Keys {
		out = append(out, ui.Def{Term: v.P.T("funding.ledger.key_before"), Detail: code(k)})
	}
	return out
}

func (v ledgerView) checks() ui.TableProps {
	t := ui.TableProps{Caption: v.P.T("funding.ledger.checks"), Columns: []ui.Column{
		{Label: v.P.T("funding.ledger.when"), Primary: true},
		{Label: v.P.T("funding.ledger.outcome")},
		{Label: v.P.T("funding.ledger.until"), Align: "end"},
		{Label: v.P.T("funding.ledger.files"), Align: "end"},
		{Label: v.P.T("funding.ledger.took"), Align: "end", PhoneHidden: true},
	}}
	for _, k := range v.l.Checks {
		outcome := ui.StatusChip(ui.Checked, v.P.T("funding.ledger.ok"))
		if !k.OK() {
			outcome = ui.Together(ui.StatusChip(ui.Danger, v.P.T("funding.ledger.not_ok", k.FlawSeq)), ui.Muted(flaw(v.P, k)))
		}
		took := v.P.T("funding.ledger.seconds", int(max(time.Second, k.FinishedAt.Sub(k.StartedAt).Round(time.Second))/time.Second))
		t.Rows = append(t.Rows, ui.Row{Cells: []templ.Component{ui.Text(v.P.DateTime(k.FinishedAt)), outcome, ui.Num(v.P.Number(int(k.Seq))), ui.Num(v.P.Number(k.Files)), ui.Num(took)}})
	}
	return t
}

func (v ledgerView) heads() ui.TableProps {
	t := ui.TableProps{Caption: v.P.T("funding.ledger.heads"), Columns: []ui.Column{
		{Label: v.P.T("funding.ledger.when"), Primary: true}, {Label: v.P.T("funding.ledger.why")}, {Label: v.P.T("funding.ledger.until"), Align: "end"}, {Label: v.P.T("funding.ledger.hash")},
	}}
	for _, s := range v.l.Signed {
		t.Rows = append(t.Rows, ui.Row{Cells: []templ.Component{
			ui.Text(v.P.DateTime(s.At)), ui.Text(v.P.T("funding.ledger.cause." + string(s.Cause))), ui.Num(v.P.Number(int(s.Seq))), short(s.Hash),
		}})
	}
	return t
}

func (v ledgerView) witnessFields() (emails, lang ui.Field) {
	in := funding.WitnessInput{Emails: strings.Join(v.l.Witnesses.Emails, "\n"), Lang: v.l.Witnesses.Lang}
	if v.in != nil {
		in = *v.in
	}
	emails = ui.Field{Name: "emails", Label: v.P.T("funding.witnesses.emails"), Hint: v.P.T("funding.witnesses.hint"), Value: in.Emails, Rows: 3, MaxLength: 1000, Error: page.Message(v.P, v.faults, "emails")}
	lang = ui.Field{Name: "lang", Label: v.P.T("funding.witnesses.lang"), Value: in.Lang, Required: true, Error: page.Message(v.P, v.faults, "lang"), Options: []ui.Option{
		{Value: "nl", Label: v.P.T("funding.witnesses.nl")}, {Value: "en", Label: v.P.T("funding.witnesses.en")},
	}}
	return emails, lang
}
