package calendarweb

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"
	"time"

	"schakel/internal/domain/calendar"
	"schakel/internal/platform/ical"
	"schakel/internal/web/page"
)

// lookAgain is how often an app is asked to fetch a feed.
const lookAgain = 2 * time.Hour

// Feed answers a calendar app. An app that has the calendar as it is gets 304.
func (h *Pages) Feed(c *page.Ctx) error {
	tag, known := "", c.R.Header.Get("If-None-Match")
	r, err := h.calendar.ReadFeed(c.Context(), c.Scope, c.Link, known != "", func(version string) bool {
		sum := sha256.Sum256([]byte(version + " " + string(c.P.Lang()) + " " + c.Env.BaseURL + " " + c.Link.NetworkName))
		tag = `"` + hex.EncodeToString(sum[:12]) + `"`
		return matches(known, tag)
	})
	if err != nil {
		return err
	}
	head := c.W.Header()
	head.Set("ETag", tag)
	head.Set("Cache-Control", "private, no-cache") // may be kept, must be asked for again
	if r.Same {
		c.W.WriteHeader(http.StatusNotModified)
		return nil
	}
	head.Set("Content-Type", ical.MediaType)
	head.Set("Content-Disposition", `inline; filename="schakel.ics"`)
	head.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	if c.R.Method != http.MethodHead {
		_, _ = c.W.Write(feedOf(c, r).Bytes()) // the app is gone: nobody to tell
	}
	return nil
}

// matches compares a tag with a list of tags, the weak way (RFC 9110 §13.1.2).
func matches(list, tag string) bool {
	for one := range strings.SplitSeq(list, ",") {
		one = strings.TrimPrefix(strings.TrimSpace(one), "W/")
		if one == tag || one == "*" {
			return true
		}
	}
	return false
}

// feedOf writes what was read in the words of the reader's language.
func feedOf(c *page.Ctx, r calendar.Read) ical.Calendar {
	out := ical.Calendar{Method: ical.Publish, Every: lookAgain, Events: make([]ical.Event, len(r.Events))}
	switch {
	case r.Company != "":
		out.Name = c.P.T("calendar.feed_name", r.Company)
	case r.Unit != "":
		out.Name = c.P.T("calendar.feed_name", r.Unit)
	default:
		out.Name = c.P.T("calendar.feed_name", c.Link.NetworkName)
	}
	for i := range r.Events {
		e := &r.Events[i]
		x := ical.Event{
			UID: calendar.UID(e.Occurrence), Sequence: e.Version - 1, Stamp: e.Changed, Starts: e.Starts, Ends: e.Ends,
			Summary: e.Title + " · " + e.UnitName, Location: e.Place,
			Description: c.P.T("calendar.feed_text", e.OrganisationName, e.UnitName),
		}
		if r.Ours {
			x.Summary = e.Title + " · " + e.OrganisationName
			x.URL = c.Env.BaseURL + "/engagements/" + string(e.Engagement)
		}
		out.Events[i] = x
	}
	return out
}
