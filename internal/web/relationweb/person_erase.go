package relationweb

import (
	"maps"
	"net/http"
	"slices"

	"schakel/internal/domain/relation"
	"schakel/internal/platform/i18n"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// eraseView is the last question before somebody is erased.
type eraseView struct {
	*page.Ctx
	messages
	plan relation.ErasePlan
	in   relation.EraseInput
}

// EraseForm tells what erasing somebody takes and what stays, and asks for the name.
func (h *Pages) EraseForm(c *page.Ctx) error {
	return h.eraseForm(c, http.StatusOK, eraseView{in: relation.EraseInput{Why: string(relation.EraseAsked)}})
}

func (h *Pages) eraseForm(c *page.Ctx, status int, v eraseView) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	v.Ctx, v.p = c, c.P
	if v.plan, err = h.relation.PlanErasure(c.Context(), c.Scope, key); err != nil {
		return err
	}
	return c.Render(status, page.Head{Title: c.P.T("privacy.erase.title", v.plan.Name), Section: section}, erasePage(v))
}

// Erase erases somebody, and shows the proof.
func (h *Pages) Erase(c *page.Ctx) error {
	key, f, err := c.IDForm()
	if err != nil {
		return err
	}
	in := relation.EraseInput{Typed: f.Text("typed"), Why: f.Text("why")}
	_, err = h.relation.ErasePerson(c.Context(), c.Scope, key, in)
	if faults, ok := page.Invalid(err); ok {
		return h.eraseForm(c, http.StatusUnprocessableEntity, eraseView{in: in, messages: messages{c.P, faults}})
	}
	if err != nil {
		return err
	}
	return c.Redirect(personHome(key), "privacy.erase.done")
}

func (v eraseView) fields() (typed, why ui.Field) {
	typed = ui.Field{
		Name: "typed", Label: v.P.T("privacy.erase.type", v.plan.Name), Value: v.in.Typed, Error: v.at("typed"), Required: true, Autocomplete: "off", MaxLength: 120,
	}
	why = ui.Field{Name: "why", Label: v.P.T("privacy.erase.why"), Value: v.in.Why, Error: v.at("why"), Required: true, Options: options(v.P, "privacy.why.", relation.EraseWhys())}
	return typed, why
}

// goes is what will go: what is counted, and the person's own fields.
func (v eraseView) goes() map[string]int {
	out := maps.Clone(v.plan.Went)
	out["fields"], out["texts"], out["log"] = 1, 0, 0 // those in texts and in the log are found when it is done
	return out
}

// left is what will stay.
func (v eraseView) left() map[string]int {
	out := maps.Clone(v.plan.Stays)
	if v.plan.SharedEmail {
		out["shared_email"] = 1
	}
	if v.plan.SharedName {
		out["shared_name"] = 1
	}
	return out
}

// went writes what goes or went, by kind.
func went(p *i18n.Printer, kinds map[string]int) []ui.ListItem {
	var out []ui.ListItem
	for _, kind := range slices.Sorted(maps.Keys(kinds)) {
		item := ui.ListItem{Icon: "trash", Title: p.T("privacy.went." + kind)}
		if n := kinds[kind]; n > 0 && kind != "fields" {
			item.Meta = ui.Num(p.Number(n))
		}
		out = append(out, item)
	}
	return out
}

// stays writes what stays, by kind, each with the reason; copies of the whole database stay in any case.
func stays(p *i18n.Printer, kinds map[string]int) []ui.ListItem {
	var out []ui.ListItem
	for _, kind := range append(slices.Sorted(maps.Keys(kinds)), "backups") {
		item := ui.ListItem{Icon: "lock", Title: p.T("privacy.stays." + kind), Sub: p.T("privacy.stays_why." + kind)}
		if n := kinds[kind]; n > 0 && kind != "shared_email" && kind != "shared_name" && kind != "account" {
			item.Meta = ui.Num(p.Number(n))
		}
		out = append(out, item)
	}
	return out
}
