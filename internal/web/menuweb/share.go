package menuweb

import (
	"fmt"
	"html"
	"net/http"
	"net/url"

	"schakel/internal/domain/network"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// shareView tells where the menu stands for people outside, and how a school shows it on its own site.
type shareView struct {
	*page.Ctx
	front network.Front
}

// Share shows the public addresses of the network and its subregions.
func (h *Pages) Share(c *page.Ctx) error {
	f, err := h.network.OwnFront(c.Context(), c.Scope)
	if err != nil {
		return err
	}
	return c.Render(http.StatusOK, page.Head{Title: c.P.T("share.title"), Section: section}, share(shareView{c, f}))
}

// shared is a network or a subregion with its addresses.
type shared struct {
	name, menu, join, pdf, code string
}

func (v shareView) all() []shared {
	out := []shared{v.of(v.front.Name, "")}
	for _, r := range v.front.Regions {
		out = append(out, v.of(r.Name, "?"+url.Values{"regio": {r.Slug}}.Encode()))
	}
	return out
}

func (v shareView) of(name, question string) shared {
	base := v.Env.BaseURL + "/menukaart/" + v.front.Slug
	return shared{
		name: name, menu: base + question, join: v.Env.BaseURL + "/doe-mee/" + v.front.Slug + question, pdf: base + "/menukaart.pdf" + question,
		code: fmt.Sprintf(`<iframe src="%s" title="%s" loading="lazy" width="100%%" height="900"></iframe>`, html.EscapeString(base+"/insluiten"+question), html.EscapeString(v.P.T("share.frame", name))),
	}
}

func (v shareView) head() ui.PageHeadProps {
	return ui.PageHeadProps{Title: v.P.T("share.title"), Lead: v.P.T("share.lead"), Crumbs: []ui.Crumb{{Label: v.P.T("menu.title"), Href: "/menu"}}}
}
