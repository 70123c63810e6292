// Package maildropweb holds the page of mails that wait for a place, and of the address to which a colleague forwards them.
package maildropweb

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/a-h/templ"

	"schakel/internal/domain/maildrop"
	"schakel/internal/domain/relation"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

const inboxHome = "/relations/inbox"

// Pages answers the requests about dropped mails.
type Pages struct {
	maildrop *maildrop.Service
	relation *relation.Service
	domain   string // of the addresses; empty when there are none
}

// New makes the pages.
func New(m *maildrop.Service, r *relation.Service, domain string) *Pages { return &Pages{m, r, domain} }

// inboxView is the list of waiting mails, one of them opened with organisations to choose from.
type inboxView struct {
	*page.Ctx
	in      maildrop.Inbox
	domain  string
	open    *maildrop.Mail
	query   string
	choices []relation.ListRow
}

// fewChoices is how many organisations are offered.
const fewChoices = 10

// Inbox shows the mails that wait and the address.
func (h *Pages) Inbox(c *page.Ctx) error {
	v := inboxView{Ctx: c, domain: h.domain, query: strings.TrimSpace(c.Query("q"))}
	var err error
	if v.in, err = h.maildrop.Inbox(c.Context(), c.Scope); err != nil {
		return err
	}
	key := c.QueryID("mail")
	for i := range v.in.Mails {
		if v.in.Mails[i].ID == key {
			v.open = &v.in.Mails[i]
		}
	}
	if v.open != nil {
		if v.query == "" {
			v.query = guess(v.open.Other)
		}
		found, err := h.relation.List(c.Context(), c.Scope, relation.Filter{Text: v.query})
		if err != nil {
			return err
		}
		v.choices = found.Rows[:min(len(found.Rows), fewChoices)]
	}
	return c.Render(http.StatusOK, page.Head{Title: c.P.T("maildrop.title"), Section: "relations"}, inbox(v))
}

// guess is the word of a mail address that most likely names the company.
func guess(email string) string {
	_, domain, _ := strings.Cut(email, "@")
	name, _, _ := strings.Cut(strings.TrimPrefix(domain, "mail."), ".")
	return name
}

// Place puts a mail on an organisation's timeline.
func (h *Pages) Place(c *page.Ctx) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	form, err := c.Form()
	if err != nil {
		return err
	}
	organisation := form.ID("organisation")
	err = h.maildrop.Place(c.Context(), c.Scope, key, organisation)
	if _, wrong := page.Invalid(err); wrong {
		return fault.NotFound("fault.not_found") // the buttons name organisations of the list only
	}
	if err != nil {
		return err
	}
	return c.Redirect("/relations/"+string(organisation)+"#timeline", "maildrop.placed")
}

// Discard throws a mail away.
func (h *Pages) Discard(c *page.Ctx) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	if err := h.maildrop.Discard(c.Context(), c.Scope, key); err != nil {
		return err
	}
	return c.Redirect(inboxHome, "maildrop.discarded")
}

// Renew gives the reader a new address.
func (h *Pages) Renew(c *page.Ctx) error {
	if _, err := h.maildrop.Renew(c.Context(), c.Scope); err != nil {
		return err
	}
	return c.Redirect(inboxHome, "maildrop.renewed")
}

// Revoke takes the reader's address away.
func (h *Pages) Revoke(c *page.Ctx) error {
	if err := h.maildrop.Revoke(c.Context(), c.Scope); err != nil {
		return err
	}
	return c.Redirect(inboxHome, "maildrop.revoked")
}

func with(key id.ID) string { return inboxHome + "?" + url.Values{"mail": {string(key)}}.Encode() }

func (v inboxView) items() []ui.ListItem {
	out := make([]ui.ListItem, len(v.in.Mails))
	for i, m := range v.in.Mails {
		from := m.FromName
		if from == "" {
			from = m.FromEmail
		}
		if m.Files > 0 {
			from += " · " + v.P.T("contact.files_count", m.Files)
		}
		out[i] = ui.ListItem{Icon: "mail", Title: v.subject(m), Sub: from, Href: with(m.ID), Meta: ui.Muted(v.P.DaysAgo(clock.DateOf(m.SentAt), v.Today()))}
	}
	return out
}

func (v inboxView) subject(m maildrop.Mail) string {
	if m.Subject == "" {
		return v.P.T("maildrop.no_subject")
	}
	return m.Subject
}

func (v inboxView) found() []ui.ListItem {
	out := make([]ui.ListItem, len(v.choices))
	for i, r := range v.choices {
		out[i] = ui.ListItem{Icon: "building", Title: r.Name, Sub: r.Place, Actions: []ui.Action{{
			Label: v.P.T("maildrop.place"), Icon: "check", Method: "post", Size: ui.Small, Href: "/inbox/" + string(v.open.ID) + "/place",
			Values: []ui.HiddenValue{{Name: "organisation", Value: string(r.ID)}},
		}}}
	}
	return out
}

func (v inboxView) address() string { return v.in.Token + "@" + v.domain }

func (v inboxView) copies() templ.Attributes {
	return templ.Attributes{"data-copy": v.address(), "data-copied": v.P.T("maildrop.copied"), "type": "button"}
}
