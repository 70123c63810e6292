// Package relationweb holds the pages about relations: the list, an organisation's record, its people and umbrellas,
// recording contact, next actions, and the import of a list of companies.
package relationweb

import (
	"net/url"
	"slices"

	"github.com/a-h/templ"

	"schakel/internal/domain/curriculum"
	"schakel/internal/domain/listing"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/i18n"
	"schakel/internal/platform/id"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

const section = "relations"

// Card is what another noun has to show of an organisation: a counted button that leads to its list, and a block for the right
// column. Both are nil when there is nothing.
type Card func(c *page.Ctx, organisation id.ID) (*ui.CountButton, templ.Component, error)

// Pages answers the requests about relations.
type Pages struct {
	relation *relation.Service
	lists    *listing.Service
	cards    []Card
}

// New makes the pages; cards of other nouns stand in the right column of an organisation's page, in this order.
func New(r *relation.Service, cards ...Card) *Pages { return &Pages{relation: r, cards: cards} }

// Lists adds what keeps views and changes many rows.
func (h *Pages) Lists(l *listing.Service) *Pages { h.lists = l; return h }

// home is the address of an organisation's page.
func home(key id.ID) string { return "/relations/" + string(key) }

// depthLook gives each depth of cooperation its chip.
var depthLook = map[relation.Depth]string{
	relation.DepthAcquaintance: ui.Draft, relation.DepthVisit: ui.Running, relation.DepthLesson: ui.Done,
	relation.DepthMaker: ui.Evidenced, relation.DepthAmbassador: ui.Checked,
}

func depthChip(p *i18n.Printer, d relation.Depth) templ.Component {
	return ui.StatusChip(depthLook[d], p.T("relation.depth."+string(d)))
}

// messages gives the translated message at a field, and collects fields for the summary on top of a form.
type messages struct {
	p      *i18n.Printer
	faults fault.Fields
}

func (m messages) at(name string) string { return page.Message(m.p, m.faults, name) }

// whole is the message about the form as a whole.
func (m messages) whole() string { return m.at("") }

func options[T ~string](p *i18n.Printer, family string, values []T) []ui.Option {
	out := make([]ui.Option, len(values))
	for i, v := range values {
		out[i] = ui.Option{Value: string(v), Label: p.T(family + string(v))}
	}
	return out
}

func profileOptions(p *i18n.Printer) []ui.Option {
	var out []ui.Option
	for _, v := range curriculum.Profiles() {
		out = append(out, ui.Option{Value: string(v), Label: p.T("curriculum.profile." + v.Key())})
	}
	return out
}

func namedOptions(list []relation.Named) []ui.Option {
	out := make([]ui.Option, len(list))
	for i, n := range list {
		out[i] = ui.Option{Value: string(n.ID), Label: n.Name}
	}
	return out
}

// with returns the address of path with the non-empty parameters.
func with(path string, params url.Values) string {
	for name, values := range params {
		if len(values) == 0 || values[0] == "" {
			params.Del(name)
		}
	}
	if len(params) == 0 {
		return path
	}
	return path + "?" + params.Encode()
}

// unitsFor returns the units on which the reader may do an action.
func (h *Pages) unitsFor(c *page.Ctx, a access.Action) ([]relation.Named, error) {
	return h.relation.Units(c.Context(), c.Scope, a)
}

// chosen returns the id when it is one of the list, else the first.
func chosen(list []relation.Named, key id.ID) id.ID {
	if len(list) == 0 || slices.ContainsFunc(list, func(n relation.Named) bool { return n.ID == key }) {
		return key
	}
	return list[0].ID
}
