// Package programmeweb holds the pages of the programme: lines with their activities, and the forms to change them.
package programmeweb

import (
	"net/http"

	"schakel/internal/domain/network"
	"schakel/internal/domain/programme"
	"schakel/internal/kernel/access"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// Pages answers the requests about the programme.
type Pages struct {
	programme *programme.Service
	network   *network.Service
}

// New makes the pages.
func New(p *programme.Service, n *network.Service) *Pages { return &Pages{p, n} }

const section = "programme"

// List shows all lines with their activities.
func (h *Pages) List(c *page.Ctx) error {
	lines, err := h.programme.Lines(c.Context(), c.Scope)
	if err != nil {
		return err
	}
	return c.Render(http.StatusOK, page.Head{Title: c.P.T("programme.title"), Section: section}, list(listView{Ctx: c, lines: lines}))
}

// unitOptions are the units that may own a line or an activity, as a tree flattened by name.
func (h *Pages) unitOptions(c *page.Ctx) ([]ui.Option, error) {
	units, err := h.network.Tree(c.Context(), c.Scope)
	if err != nil {
		return nil, err
	}
	options := []ui.Option{}
	for _, u := range units {
		if c.Scope.CanOn(access.ProgrammeManage, u.ID) {
			options = append(options, ui.Option{Value: string(u.ID), Label: u.Name})
		}
	}
	return options, nil
}
