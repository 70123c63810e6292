package web

import (
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/link"
	"schakel/internal/web/calendarweb"
)

// calendarRoutes are the calendar, the weeks that schools keep, and the feeds for calendar apps. A feed is fetched by an app
// with nothing but its address.
func calendarRoutes(s Services) []route {
	h := calendarweb.New(s.Calendar, s.SchoolYear, s.Network, s.Links)
	show := func(pattern string, needs ...access.Action) access.Route {
		return access.Route{Pattern: pattern, Policy: access.Needs(needs...), Credentials: session, Class: access.C1, Object: "-", Rate: access.RateNormal, Audit: "-"}
	}
	act := func(pattern, object, audit string, needs ...access.Action) access.Route {
		r := show(pattern, needs...)
		r.Object, r.Body, r.Audit = object, formLimit, audit
		return r
	}
	end := act("POST /calendar/feeds/{id}/end", "calendar_feed", "feed.ended", access.AccountOwn)
	end.Class = access.C2 // one's own account is
	renew := end
	renew.Pattern, renew.Audit = "POST /calendar/feeds/{id}/renew", "feed.renewed"
	feed := access.Route{
		Pattern: "GET /f/{token}/schakel.ics", Policy: access.Link(string(link.Feed), access.FeedRead), Credentials: viaLink,
		Class: access.C1, Object: "-", Rate: access.RateNormal, Audit: "-",
	}
	return []route{
		{show("GET /calendar", access.EngagementRead), h.Show},
		{show("GET /calendar/weeks", access.EngagementRead), h.Weeks},
		{act("POST /calendar/weeks", "-", "school_week.added", access.CalendarKeep), h.AddWeek},
		{act("POST /calendar/weeks/{id}/remove", "school_week", "school_week.removed", access.CalendarKeep), h.RemoveWeek},
		{act("POST /calendar/region", "-", "school_region.chosen", access.CalendarKeep), h.ChooseRegion},
		{show("GET /calendar/feeds", access.EngagementRead), h.Feeds},
		{act("POST /calendar/feeds", "-", "feed.made", access.EngagementRead), h.MakeFeed},
		{renew, h.RenewFeed},
		{end, h.EndFeed},
		{feed, h.Feed},
	}
}
