package scimapi

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"schakel/internal/platform/id"
	"schakel/internal/platform/scim"
)

// What a list gives: 100 unless told, and never more than 500.
const (
	perPage     = 100
	mostPerPage = 500
)

// asked is what the address of a list says.
type asked struct {
	filter       *scim.Filter
	start, count int
	view
}

// view is which attributes an answer shows.
type view struct{ only, without []string }

func (c *call) query() (url.Values, error) {
	q, err := url.ParseQuery(c.r.URL.RawQuery)
	if err != nil {
		return nil, malformed()
	}
	return q, nil
}

func (c *call) view() (view, error) {
	q, err := c.query()
	names := func(key string) (out []string) {
		for name := range strings.SplitSeq(q.Get(key), ",") {
			if name = strings.ToLower(strings.TrimSpace(name)); name != "" {
				name = name[strings.LastIndexByte(name, ':')+1:]
				name, _, _ = strings.Cut(name, ".")
				out = append(out, name)
			}
		}
		return out
	}
	return view{names("attributes"), names("excludedAttributes")}, err
}

// of leaves out what was not asked for. What a resource is cannot be left out.
func (v view) of(resource map[string]any) map[string]any {
	for name := range resource {
		low := strings.ToLower(name)
		if low == "id" || low == "schemas" || low == "meta" {
			continue
		}
		if len(v.only) > 0 && !slices.Contains(v.only, low) || slices.Contains(v.without, low) {
			delete(resource, name)
		}
	}
	return resource
}

// ask reads the address of a list. Numbers that are none, or too small, are as if left out (RFC 7644, §3.4.2.4).
func (c *call) ask() (a asked, err error) {
	if a.view, err = c.view(); err != nil {
		return a, err
	}
	q, err := c.query()
	if err != nil {
		return a, err
	}
	if text := q.Get("filter"); text != "" {
		if a.filter, err = scim.ParseFilter(text); err != nil {
			return a, err
		}
	}
	a.start, a.count = 1, perPage
	if n, err := strconv.Atoi(q.Get("startIndex")); err == nil {
		a.start = max(1, n)
	}
	if n, err := strconv.Atoi(q.Get("count")); err == nil {
		a.count = min(max(0, n), mostPerPage)
	}
	return a, nil
}

// sendList answers with the part of the list that was asked for.
func (c *call) sendList(a asked, all []map[string]any) error {
	var fit []map[string]any
	for _, r := range all {
		if a.filter.Match(r) {
			fit = append(fit, r)
		}
	}
	total := len(fit)
	fit = fit[min(a.start-1, total):]
	fit = fit[:min(a.count, len(fit))]
	shown := make([]any, len(fit))
	for i, r := range fit {
		shown[i] = a.of(r)
	}
	return c.send(http.StatusOK, "", 0, map[string]any{
		"schemas": []string{"urn:ietf:params:scim:api:messages:2.0:ListResponse"}, "totalResults": total, "startIndex": a.start, "itemsPerPage": len(shown), "Resources": shown,
	})
}

// meta is the part of a resource about itself.
func (c *call) meta(kind string, key id.ID, created, changed time.Time, version int) map[string]any {
	return map[string]any{
		"resourceType": kind, "created": stamp(created), "lastModified": stamp(changed), "version": etag(version), "location": c.location(kind, key),
	}
}

func (c *call) location(kind string, key id.ID) string {
	return c.env.BaseURL + Base + "/" + kind + "s/" + string(key)
}

func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }
