package portal

import (
	"math"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"strings"

	"schakel/internal/domain/engagement"
	"schakel/internal/domain/funding"
	"schakel/internal/platform/fault"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// SignOff answers the requests behind a sign-off link: a company confirms its hours on a phone.
type SignOff struct {
	engagement *engagement.Service
	funding    *funding.Service
}

// NewSignOff makes the pages behind a sign-off link. Signing is funding's: it books what the hours are worth.
func NewSignOff(e *engagement.Service, f *funding.Service) *SignOff { return &SignOff{e, f} }

// signView is the page behind the link: the form, or the receipt.
type signView struct {
	*page.Ctx
	toSign engagement.ToSign
	typed  signTyped
	faults fault.Fields
}

// signTyped is the form as typed.
type signTyped struct{ name, function, people, hours, remark string }

// Show shows what was done and asks to sign it; after signing it shows the receipt. It changes nothing.
func (h *SignOff) Show(c *page.Ctx) error {
	v, err := h.view(c)
	if err != nil {
		return err
	}
	t := v.toSign
	v.typed = signTyped{
		name: t.PersonName, function: t.PersonTitle, people: strconv.Itoa(t.PeoplePlanned), hours: hoursText(v, t.MinutesEach()),
	}
	return v.render(http.StatusOK)
}

func (h *SignOff) view(c *page.Ctx) (v signView, err error) {
	v.Ctx = c
	v.toSign, err = h.engagement.ToSign(c.Context(), c.Scope)
	return v, err
}

func (v signView) render(status int) error {
	title := v.P.T("sign_off.title")
	if v.toSign.Signed != nil {
		title = v.P.T("sign_off.receipt")
	}
	return v.RenderBare(status, page.Head{Title: title}, signPage(v))
}

// Sign signs. Twice tapped is signed once: the second tap shows the receipt.
func (h *SignOff) Sign(c *page.Ctx) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	people, err := strconv.Atoi(strings.TrimSpace(f.Text("people")))
	if err != nil {
		people = 0 // refused at its field
	}
	_, err = h.funding.SignOff(c.Context(), c.Scope, c.Link, funding.SignOffInput{
		SignerName: f.Text("signer_name"), SignerFunction: f.Text("signer_function"), People: people, Minutes: minutes(f.Text("hours")),
		Remark: f.Text("remark"), Address: shortAddress(c.R.RemoteAddr),
	})
	if faults, ok := page.Invalid(err); ok {
		v, err := h.view(c)
		if err != nil {
			return err
		}
		v.faults = faults
		v.typed = signTyped{f.Text("signer_name"), f.Text("signer_function"), f.Text("people"), f.Text("hours"), f.Text("remark")}
		return v.render(http.StatusUnprocessableEntity)
	}
	if err != nil && !fault.Is(err, fault.KindConflict) {
		return err
	}
	return c.Redirect(c.R.URL.Path, "") // the page says what came of it: signed, or why not
}

func (v signView) fields() (people, hours, name, function, remark ui.Field) {
	t := v.P.T
	people = ui.Field{Name: "people", Label: t("sign_off.people"), Value: v.typed.people, Required: true, Min: "1", Max: "500"}
	hours = ui.Field{
		Name: "hours", Label: t("sign_off.hours"), Hint: t("sign_off.hours.hint"), Value: v.typed.hours, Required: true, InputMode: "decimal", Width: "short", MaxLength: 8,
	}
	name = ui.Field{Name: "signer_name", Label: t("sign_off.name"), Value: v.typed.name, Required: true, Autocomplete: "name", MaxLength: 120}
	function = ui.Field{Name: "signer_function", Label: t("sign_off.function"), Value: v.typed.function, Autocomplete: "organization-title", MaxLength: 120}
	remark = ui.Field{Name: "remark", Label: t("sign_off.remark"), Value: v.typed.remark, Rows: 2, MaxLength: 1000}
	for _, field := range []*ui.Field{&people, &name, &function, &remark} {
		field.Error = page.Message(v.P, v.faults, field.Name)
	}
	hours.Error = page.Message(v.P, v.faults, "minutes")
	return people, hours, name, function, remark
}

// facts say what was done.
func (v signView) facts() []ui.Def {
	t, o := v.P.T, v.toSign.Occurrence
	defs := []ui.Def{
		{Term: t("sign_off.what"), Text: v.toSign.Title},
		{Term: t("sign_off.when"), Text: v.P.DateLong(o.HeldOn) + ", " + v.P.Time(o.StartsAt) + "–" + v.P.Time(o.EndsAt)},
		{Term: t("sign_off.school"), Text: v.toSign.UnitName},
	}
	if o.Place != "" && o.Place != v.toSign.UnitName {
		defs = append(defs, ui.Def{Term: t("sign_off.place"), Text: o.Place})
	}
	return defs
}

// proposal is what is signed with one tap, when nothing is changed.
func (v signView) proposal() []ui.Def {
	o := v.toSign.Occurrence
	key := "sign_off.planned"
	if o.PrepMinutes > 0 {
		key = "sign_off.planned_prep"
	}
	hours := v.P.T(key, o.PeoplePlanned, v.P.Hours(o.MinutesEach()), v.P.Hours(o.PeoplePlanned*o.MinutesEach()), v.P.Hours(o.PrepMinutes))
	defs := append(v.facts(), ui.Def{Term: v.P.T("sign_off.hours_each"), Text: hours})
	if v.toSign.PersonName != "" {
		defs = append(defs, ui.Def{Term: v.P.T("sign_off.signer"), Text: titled(v.toSign.PersonName, v.toSign.PersonTitle)})
	}
	return defs
}

// open reports whether the fields must be seen: somebody has to fill in a name, or something was refused.
func (v signView) open() bool { return v.toSign.PersonName == "" || len(v.faults) > 0 }

// receipt is what was signed.
func (v signView) receipt() []ui.Def {
	s, t := v.toSign.Signed, v.P.T
	defs := append(v.facts(),
		ui.Def{Term: t("sign_off.company"), Text: v.toSign.OrganisationName},
		ui.Def{Term: t("sign_off.hours_each"), Text: t("sign_off.planned", s.People, v.P.Hours(s.Minutes), v.P.Hours(s.TotalMinutes()))},
		ui.Def{Term: t("sign_off.signed_by"), Text: titled(s.SignerName, s.SignerFunction)},
		ui.Def{Term: t("sign_off.signed_at"), Text: v.P.DateTime(s.SignedAt)},
	)
	if s.Remark != "" {
		defs = append(defs, ui.Def{Term: t("sign_off.remark"), Text: s.Remark})
	}
	return append(defs, ui.Def{Term: t("sign_off.digest"), Text: groups(s.Digest)})
}

// titled is a name with a function behind it.
func titled(name, function string) string {
	if function == "" {
		return name
	}
	return name + ", " + function
}

// groups writes the first half of a digest in groups of four, to read aloud: 16 figures tell two records apart.
func groups(digest string) string {
	var b strings.Builder
	for i, r := range digest[:min(16, len(digest))] {
		if i > 0 && i%4 == 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// hoursText writes minutes as hours for the field: 2,5.
func hoursText(v signView, minutes int) string {
	number, _, _ := strings.Cut(v.P.Hours(minutes), "\u00a0")
	return number
}

// minutes reads hours as people type them on a phone: 2,5 and 2.5 and 2:30. What is none becomes 0, which is refused.
func minutes(text string) int {
	text = strings.TrimSpace(text)
	if h, m, found := strings.Cut(text, ":"); found {
		hour, err1 := strconv.Atoi(h)
		minute, err2 := strconv.Atoi(m)
		if err1 != nil || err2 != nil || hour < 0 || hour > 999 || minute < 0 || minute > 59 {
			return 0
		}
		return hour*60 + minute
	}
	hours, err := strconv.ParseFloat(strings.Replace(text, ",", ".", 1), 64)
	if err != nil || math.IsNaN(hours) || hours <= 0 || hours > 999 {
		return 0
	}
	return int(math.Round(hours * 60))
}

// shortAddress keeps of the signer's address what tells one office from another, not a person: an IPv4 /24, an IPv6 /48.
func shortAddress(remote string) string {
	host, _, err := net.SplitHostPort(remote)
	if err != nil {
		host = remote
	}
	ip, err := netip.ParseAddr(host)
	if err != nil {
		return ""
	}
	bits := 48
	if ip = ip.Unmap(); ip.Is4() {
		bits = 24
	}
	prefix, err := ip.Prefix(bits)
	if err != nil {
		return ""
	}
	return prefix.String()
}
