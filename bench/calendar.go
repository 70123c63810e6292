package main

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"schakel/internal/domain/calendar"
	"schakel/internal/domain/occurrence"
	"schakel/internal/domain/schoolyear"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/clock"
)

// feedEvents is how many engagements the calendar holds: two hundred school days, five a day.
const feedEvents = 1000

// calendars measures the month, the lanes and a feed of a unit with a thousand engagements.
func (s *site) calendars(ctx context.Context, f *floor, rounds int, only string) error {
	if !strings.Contains("calendar feed", only) {
		return nil
	}
	now := clock.Today(s.app.Kit.Clock)
	if err := s.plan(ctx, now); err != nil {
		return err
	}
	if err := s.app.SchoolYear.ChooseRegion(ctx, s.scope, s.unit, schoolyear.North); err != nil {
		return err
	}
	key, err := s.app.Calendar.MakeFeed(ctx, s.scope, calendar.FeedInput{Unit: s.unit})
	if err != nil {
		return err
	}
	feed := "/f/" + s.app.Services.Links.Token(key) + "/schakel.ics"
	for _, c := range []struct{ name, path string }{
		{"calendar, month", "/calendar"},
		{"calendar, 8 weeks of lanes", "/calendar?view=lanes"},
		{fmt.Sprintf("feed, %d events", feedEvents), feed},
	} {
		bare, err := f.page(ctx, c.path)
		if err != nil {
			return err
		}
		get := func() error { return ask(ctx, s.app.Server, http.MethodGet, c.path, "", s.cookie, http.StatusOK) }
		if err := compare(c.name, rounds, get, bare); err != nil {
			return err
		}
	}
	return compare("feed, not changed", rounds, s.unchanged(ctx, feed), nil)
}

// plan fills the days around today.
func (s *site) plan(ctx context.Context, today clock.Date) error {
	return s.app.Kit.Write(ctx, access.System(s.network, "bench"), func(op *operation.Op) error {
		op.Audit(audit.Entry{Action: "bench.filled", Object: "engagement"})
		for i := range feedEvents {
			day := today.AddDays(i/5 - 40)
			starts, err := day.At(9+i%5, 0)
			if err != nil {
				return err
			}
			e, o := op.NewID(), op.NewID()
			err = op.Insert(`INSERT INTO engagement (network_id, id, unit_id, organisation_id, title, agreed_at, agreed_by, operation_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
				s.network, e, s.unit, s.orgs[i%len(s.orgs)], "Gastles warmtepompen voor 3B", op.At, s.account, op.ID)
			if err != nil {
				return err
			}
			err = op.Insert(`INSERT INTO occurrence (network_id, id, unit_id, organisation_id, source_kind, source_id, held_on, starts_at, ends_at, place, operation_id)
				VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
				s.network, o, s.unit, s.orgs[i%len(s.orgs)], occurrence.SourceEngagement, e, day, starts, starts.Add(2*time.Hour), "Lokaal 12", op.ID)
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// unchanged asks for a feed as an app does that has it already.
func (s *site) unchanged(ctx context.Context, feed string) func() error {
	tag := ""
	return func() error {
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, feed, http.NoBody)
		if err != nil {
			return err
		}
		r.RemoteAddr = "127.0.0.1:1"
		if tag != "" {
			r.Header.Set("If-None-Match", tag)
		}
		a := &answer{header: http.Header{}, status: http.StatusOK}
		s.app.Server.ServeHTTP(a, r)
		if tag != "" && a.status != http.StatusNotModified {
			return fmt.Errorf("feed: %d, want 304", a.status)
		}
		tag = a.header.Get("ETag")
		return nil
	}
}
