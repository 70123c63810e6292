package publicweb

import (
	"net/url"

	"schakel/internal/domain/menu"
	"schakel/internal/domain/network"
	"schakel/internal/web/page"
)

// Pages answers the requests of anybody.
type Pages struct {
	menu    *menu.Service
	network *network.Service
}

// New makes the pages.
func New(m *menu.Service, n *network.Service) *Pages { return &Pages{m, n} }

// region is the parameter of the address that names a subregion.
const region = "regio"

// front finds whose page it is, and lets the request reach no more than anybody may.
func (h *Pages) front(c *page.Ctx) (network.Front, error) {
	f, err := h.network.Front(c.Context(), c.R.PathValue("network"), c.Query(region))
	if err == nil {
		c.Scope = f.Scope()
	}
	return f, err
}

// at is the address of a page of a front; values come in pairs.
func at(path string, f network.Front, pairs ...string) string {
	q := url.Values{}
	if f.Region != "" {
		q.Set(region, f.Region)
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		q.Add(pairs[i], pairs[i+1])
	}
	if len(q) == 0 {
		return path + f.Slug
	}
	return path + f.Slug + "?" + q.Encode()
}
