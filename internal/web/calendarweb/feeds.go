package calendarweb

import (
	"net/http"

	"schakel/internal/domain/calendar"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

const feedsPath = "/calendar/feeds"

// feedsView is the page on which somebody subscribes a calendar app.
type feedsView struct {
	*page.Ctx
	h     *Pages
	feeds []calendar.Feed
	units []ui.Option
}

// Feeds shows the reader's own feeds, with their addresses.
func (h *Pages) Feeds(c *page.Ctx) (err error) {
	v := feedsView{Ctx: c, h: h}
	if v.feeds, err = h.calendar.Feeds(c.Context(), c.Scope); err != nil {
		return err
	}
	units, err := h.network.Tree(c.Context(), c.Scope)
	if err != nil {
		return err
	}
	for _, u := range units {
		if (view{Ctx: c}).reads(u.ID) {
			v.units = append(v.units, ui.Option{Value: string(u.ID), Label: u.Name})
		}
	}
	return c.Render(http.StatusOK, page.Head{Title: c.P.T("calendar.feeds"), Section: section}, feedsPage(v))
}

// MakeFeed makes a feed. One that is there already is simply shown.
func (h *Pages) MakeFeed(c *page.Ctx) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	_, err = h.calendar.MakeFeed(c.Context(), c.Scope, calendar.FeedInput{Unit: f.ID("unit"), Organisation: f.ID("organisation")})
	if fault.Is(err, fault.KindConflict) {
		faults, _ := fault.As(err)
		return c.Redirect(feedsPath, faults.Key, faults.Args...)
	}
	if err != nil {
		return err
	}
	return c.Redirect(feedsPath, "calendar.feed_made")
}

// RenewFeed lets a feed live for another year.
func (h *Pages) RenewFeed(c *page.Ctx) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	if err := h.calendar.RenewFeed(c.Context(), c.Scope, key); err != nil {
		return err
	}
	return c.Redirect(feedsPath, "calendar.feed_renewed")
}

// EndFeed ends a feed.
func (h *Pages) EndFeed(c *page.Ctx) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	if err := h.calendar.EndFeed(c.Context(), c.Scope, key); err != nil {
		return err
	}
	return c.Redirect(feedsPath, "calendar.feed_ended")
}

func (v feedsView) crumbs() []ui.Crumb {
	return []ui.Crumb{{Label: v.P.T("calendar.title"), Href: "/calendar"}}
}

func (v feedsView) name(f calendar.Feed) string {
	switch {
	case f.Organisation != "":
		return f.OrganisationName
	case f.Unit != "":
		return f.UnitName
	}
	return v.P.T("calendar.feed_mine")
}

// address is what an app subscribes to.
func (v feedsView) address(f calendar.Feed) string {
	return v.Env.BaseURL + feedPath(v.h.links.Token(f.ID))
}

func feedPath(token string) string { return "/f/" + token + "/schakel.ics" }

func (v feedsView) until(f calendar.Feed) string {
	return v.P.T("calendar.feed_until", v.P.DateShort(clock.DateOf(f.ExpiresAt)))
}

// renew lets the feed live for another year, at the same address.
func (v feedsView) renew(f calendar.Feed) ui.Action {
	return ui.Action{Label: v.P.T("calendar.feed_renew"), Icon: "calendar", Method: "post", Href: feedsPath + "/" + string(f.ID) + "/renew", Size: ui.Small, Note: v.name(f)}
}

func (v feedsView) end(f calendar.Feed) ui.Action {
	return ui.Action{Label: v.P.T("calendar.feed_end"), Icon: "trash", Method: "post", Href: feedsPath + "/" + string(f.ID) + "/end", Variant: ui.Quiet, Note: v.name(f)}
}

// has reports whether there is a feed of one's own already.
func (v feedsView) has(unit id.ID) bool {
	for _, f := range v.feeds {
		if f.Unit == unit && f.Organisation == "" {
			return true
		}
	}
	return false
}

func (v feedsView) unitField() ui.Field {
	f := ui.Field{Name: "unit", Label: v.P.T("calendar.feed_unit"), Required: true}
	for _, u := range v.units {
		if !v.has(id.ID(u.Value)) {
			f.Options = append(f.Options, u)
		}
	}
	return f
}
