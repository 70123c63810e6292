package relationweb

import (
	"net/http"
	"net/url"

	"github.com/a-h/templ"

	"schakel/internal/domain/relation"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// loadView is how much each colleague still has to do, per unit.
type loadView struct {
	*page.Ctx
	loads []relation.Load
}

// ActionLoad shows who still has how much to do, per unit.
func (h *Pages) ActionLoad(c *page.Ctx) error {
	loads, err := h.relation.ActionLoad(c.Context(), c.Scope)
	if err != nil {
		return err
	}
	return c.Render(http.StatusOK, page.Head{Title: c.P.T("relation.actions.title"), Section: section}, actionLoads(loadView{c, loads}))
}

func (v loadView) table() ui.TableProps {
	t := v.P.T
	out := ui.TableProps{Caption: t("contact.actions.units"), CaptionHidden: true, Columns: []ui.Column{
		{Label: t("contact.target.unit"), Primary: true}, {Label: t("contact.actions.who")}, {Label: t("contact.actions.late"), Align: "end"}, {Label: t("contact.actions.open"), Align: "end"},
	}}
	for _, l := range v.loads {
		href := with("/actions", url.Values{"q": {"unit:" + string(l.Unit) + " who:" + string(l.Assignee)}})
		row := ui.Row{Cells: []templ.Component{ui.Text(l.UnitName), ui.Link(href, l.AssigneeName), ui.NumLink(href+"+when%3Aoverdue", v.P.Number(l.Late)), ui.NumLink(href, v.P.Number(l.Open))}}
		if l.Late > 0 {
			row.Tone = ui.Danger
		}
		out.Rows = append(out.Rows, row)
	}
	return out
}

// PlanAction puts what a rule proposes, or anything else, on the reader's list.
func (h *Pages) PlanAction(c *page.Ctx) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	form, err := c.Form()
	if err != nil {
		return err
	}
	in := relation.PlanInput{Unit: form.ID("unit"), Organisation: key, What: form.Text("what"), Due: form.Text("due"), Assignee: form.ID("assignee")}
	if _, err := h.relation.PlanAction(c.Context(), c.Scope, in); err != nil {
		return err
	}
	return c.Redirect(home(key)+"#actions", "contact.planned")
}
