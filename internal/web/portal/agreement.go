package portal

import (
	"net/http"
	"strings"

	"schakel/internal/domain/agreement"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/fault"
	"schakel/internal/web/contract"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// Agreement answers the requests behind the link with which somebody signs a cooperation agreement.
type Agreement struct {
	agreement *agreement.Service
}

// NewAgreement makes the pages.
func NewAgreement(a *agreement.Service) *Agreement { return &Agreement{a} }

// agreementView is the text with the form to sign it, or what became of it.
type agreementView struct {
	*page.Ctx
	to                agreement.ToSign
	name, title       string
	consent, refusing bool
	why               string
	faults            fault.Fields
}

// Show shows the text and asks to sign it. It changes nothing.
func (h *Agreement) Show(c *page.Ctx) error {
	to, err := h.agreement.ToSign(c.Context(), c.Scope)
	if err != nil {
		return err
	}
	return agreementView{Ctx: c, to: to, name: to.Me.Name, title: to.Me.Title}.render(http.StatusOK)
}

func (v agreementView) render(status int) error {
	return v.RenderBare(status, page.Head{Title: v.heading(), Large: true}, agreementPage(v))
}

// Sign signs. Twice tapped is signed once: the second tap shows what was signed.
func (h *Agreement) Sign(c *page.Ctx) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	in := agreement.SignInput{Name: f.Text("signer_name"), Title: f.Text("signer_title"), Consent: f.Bool("consent"), Digest: f.Text("digest"), Address: shortAddress(c.R.RemoteAddr)}
	err = h.agreement.Sign(c.Context(), c.Scope, c.Link, in)
	return h.after(c, err, agreementView{Ctx: c, name: in.Name, title: in.Title, consent: in.Consent})
}

// Refuse says no with a reason.
func (h *Agreement) Refuse(c *page.Ctx) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	err = h.agreement.Refuse(c.Context(), c.Scope, c.Link, f.Text("why"))
	return h.after(c, err, agreementView{Ctx: c, refusing: true, why: f.Text("why")})
}

// after shows what came of it: the page again with what is to be mended, or how it stands now.
func (h *Agreement) after(c *page.Ctx, err error, v agreementView) error {
	if faults, ok := page.Invalid(err); ok {
		to, err := h.agreement.ToSign(c.Context(), c.Scope)
		if err != nil {
			return err
		}
		if v.to, v.faults = to, faults; v.refusing {
			v.name, v.title = to.Me.Name, to.Me.Title
		}
		return v.render(http.StatusUnprocessableEntity)
	}
	if err != nil && !fault.Is(err, fault.KindConflict) {
		return err
	}
	path, _, _ := strings.Cut(c.R.URL.Path, "/nee")
	return c.Redirect(path, "")
}

// PDF gives the document.
func (h *Agreement) PDF(c *page.Ctx) error {
	t, err := h.agreement.SignedText(c.Context(), c.Scope)
	if err != nil {
		return err
	}
	file, err := contract.PDF(c.Env.Catalog, t)
	if err != nil {
		return err
	}
	return c.Download(contract.FileName(t.Agreement), "application/pdf", func(w http.ResponseWriter) error {
		_, err := w.Write(file)
		return err
	})
}

// home is the address of the page behind the link, whatever was posted to.
func (v agreementView) home() string {
	path, _, _ := strings.Cut(v.R.URL.Path, "/nee")
	return path
}

func (v agreementView) heading() string {
	switch {
	case v.to.Open():
		return v.P.T("contract.sign.title")
	case v.to.Version.State == agreement.Refused:
		return v.P.T("contract.sign.refused")
	case v.to.Version.State == agreement.Sent:
		return v.P.T("contract.sign.thanks")
	}
	return v.P.T("contract.sign.active")
}

func (v agreementView) lead() string {
	a, left := v.to.Agreement, 0
	for _, s := range v.to.All {
		if s.SignedAt == nil {
			left++
		}
	}
	switch {
	case v.to.Open():
		return v.P.T("contract.sign.lead", a.UnitName, v.to.Me.Party)
	case v.to.Version.State == agreement.Refused:
		return v.P.T("contract.sign.refused_text", a.UnitName)
	case v.to.Version.State == agreement.Sent:
		return v.P.T("contract.sign.thanks_text", left)
	}
	return v.P.T("contract.sign.active_text", v.to.Version.From, v.to.Version.To)
}

func (v agreementView) fields() (name, title, consent ui.Field) {
	name = ui.Field{Name: "signer_name", Label: v.P.T("contract.sign.name"), Value: v.name, Required: true, Autocomplete: "name", MaxLength: 120}
	title = ui.Field{Name: "signer_title", Label: v.P.T("contract.sign.function"), Value: v.title, Required: true, Autocomplete: "organization-title", MaxLength: 120}
	consent = ui.Field{Name: "consent", Label: v.P.T("contract.sign.consent", v.to.Me.Party), Checked: v.consent, Required: true}
	if !v.refusing {
		for _, f := range []*ui.Field{&name, &title, &consent} {
			f.Error = page.Message(v.P, v.faults, f.Name)
		}
	}
	return name, title, consent
}

func (v agreementView) reason() ui.Field {
	f := ui.Field{Name: "why", Label: v.P.T("contract.sign.why"), Hint: v.P.T("contract.sign.why_hint"), Value: v.why, Required: true, Rows: 3}
	if v.refusing {
		f.Error = page.Message(v.P, v.faults, "why")
	}
	return f
}

// signers list who signs, in order, and who has.
func (v agreementView) signers() (out []ui.ListItem) {
	for _, s := range v.to.All {
		item := ui.ListItem{Icon: "signature", Title: titled(s.Name, s.Title), Sub: s.Party}
		if s.SignedAt != nil {
			item.Title, item.Tone = titled(s.SignerName, s.SignerTitle), ui.Success
			item.Meta = ui.StatusChip(ui.Checked, v.P.T("contract.signed_on", clock.DateOf(*s.SignedAt)))
		} else if s.ID == v.to.Me.ID && v.to.Open() {
			item.Meta = ui.StatusChip(ui.Waiting, v.P.T("contract.your_turn"))
		} else {
			item.Meta = ui.StatusChip(ui.Draft, v.P.T("contract.not_yet"))
		}
		out = append(out, item)
	}
	return out
}
