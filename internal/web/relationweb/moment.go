package relationweb

import (
	"io"
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/clock"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// momentView is one contact with its note, mail and files.
type momentView struct {
	*page.Ctx
	m relation.Moment
}

// Moment shows one contact.
func (h *Pages) Moment(c *page.Ctx) error {
	organisation, err := c.ID()
	if err != nil {
		return err
	}
	key, err := c.PathID("contact")
	if err != nil {
		return err
	}
	m, err := h.relation.Moment(c.Context(), c.Scope, organisation, key)
	if err != nil {
		return err
	}
	v := momentView{c, m}
	return c.Render(http.StatusOK, page.Head{Title: v.title(), Section: section}, moment(v))
}

// Attachment hands out a file of a contact, always as a download: it came from outside.
func (h *Pages) Attachment(c *page.Ctx) error {
	if _, err := c.ID(); err != nil {
		return err
	}
	key, err := c.PathID("contact")
	if err != nil {
		return err
	}
	file, err := c.PathID("file")
	if err != nil {
		return err
	}
	a, content, err := h.relation.OpenAttachment(c.Context(), c.Scope, key, file)
	if err != nil {
		return err
	}
	defer content.Close()
	return c.Download(a.Name, a.MediaType, func(w http.ResponseWriter) error {
		_, err := io.Copy(w, content)
		return err
	})
}

func (v momentView) title() string {
	if v.m.Subject != "" {
		return v.m.Subject
	}
	title := v.P.T("relation.moment." + string(v.m.Kind))
	if v.m.Person != "" {
		title = v.P.T("relation.moment_with", title, v.m.Person)
	}
	return title
}

func (v momentView) facts() templ.Component {
	facts := []templ.Component{ui.Fact("calendar", v.P.DateLong(clock.DateOf(v.m.At)))}
	if v.m.By != "" {
		facts = append(facts, ui.Fact("user", v.m.By))
	}
	if v.m.FromEmail != "" {
		facts = append(facts, ui.Fact("mail", strings.TrimSpace(v.m.FromName+" <"+v.m.FromEmail+">")))
	}
	return ui.Together(append(facts, ui.Tag(v.m.UnitName))...)
}

func (v momentView) files() []ui.ListItem {
	out := make([]ui.ListItem, len(v.m.Attachments))
	for i, a := range v.m.Attachments {
		out[i] = ui.ListItem{
			Icon: "paperclip", Title: a.Name, Sub: v.P.T("contact.file_size", v.P.Number(int((a.Size+1023)/1024))),
			Href: momentHome(v.m) + "/files/" + string(a.ID),
		}
	}
	return out
}

func momentHome(m relation.Moment) string {
	return home(m.Organisation) + "/contacts/" + string(m.ID)
}

// openMoment makes a line of the timeline lead to the contact when there is more to see than the line shows.
func (v recordView) openMoment(item *ui.TimelineItem, e relation.Entry) {
	if !v.Scope.Can(access.NoteRead) || e.SourceID != "" || e.Files == 0 && e.Kind != relation.ContactMail {
		return
	}
	item.Href = home(v.r.Organisation.ID) + "/contacts/" + string(e.ID)
	if e.Files > 0 {
		item.Chips = append(item.Chips, ui.Fact("paperclip", v.P.T("contact.files_count", e.Files)))
	}
}
