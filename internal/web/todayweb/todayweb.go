// Package todayweb delivers the pages that belong to no noun: Today, the palette and the search page, the change log, and
// the demo's outbox.
package todayweb

import (
	"schakel/internal/domain/dashboard"
	"schakel/internal/kernel/readlog"
	"schakel/internal/kernel/search"
	"schakel/internal/platform/id"
)

// Pages answers them.
type Pages struct {
	dashboard *dashboard.Service
	search    *search.Service
	readings  *readlog.Service
	mailDir   string // empty: mails leave by SMTP
}

// New makes the pages.
func New(d *dashboard.Service, s *search.Service, r *readlog.Service, mailDir string) *Pages {
	return &Pages{dashboard: d, search: s, readings: r, mailDir: mailDir}
}

// homes are the addresses of the pages of things, by the kind that search and the log know them by.
var homes = map[string]string{
	"organisation": "/relations/", "person": "/people/", "need": "/needs/", "engagement": "/engagements/",
	"contribution": "/funding/contributions/", "unit": "/network/units/",
}

// home returns the address of a thing's page, empty when it has none.
func home(kind string, key id.ID) string {
	base, ok := homes[kind]
	if !ok || key == "" {
		return ""
	}
	return base + string(key)
}
