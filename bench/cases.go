package main

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/db"
)

// answer is a response writer that keeps nothing but the status and the size.
type answer struct {
	header http.Header
	status int
	bytes  int
}

// Header implements http.ResponseWriter.
func (a *answer) Header() http.Header { return a.header }

// WriteHeader implements http.ResponseWriter.
func (a *answer) WriteHeader(status int) { a.status = status }

// Write implements http.ResponseWriter.
func (a *answer) Write(b []byte) (int, error) { a.bytes += len(b); return len(b), nil }

// ask sends one request through a handler and refuses any status but the wanted one.
func ask(ctx context.Context, h http.Handler, method, path, body string, cookie *http.Cookie, want int) error {
	r, err := http.NewRequestWithContext(ctx, method, path, strings.NewReader(body))
	if err != nil {
		return err
	}
	r.RemoteAddr = "127.0.0.1:1"
	if cookie != nil {
		r.AddCookie(cookie)
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	a := &answer{header: http.Header{}, status: http.StatusOK}
	h.ServeHTTP(a, r)
	if a.status != want {
		return fmt.Errorf("%s %s: %d, want %d", method, path, a.status, want)
	}
	return nil
}

// cases measures the figures of the issue "The house and the whole chain".
func (s *site) cases(ctx context.Context, rounds, rows, transfers int, only string) error {
	f, err := openFloor(ctx, s)
	if err != nil {
		return err
	}
	defer f.close()
	get := func(path string) func() error {
		return func() error { return ask(ctx, s.app.Server, http.MethodGet, path, "", s.cookie, http.StatusOK) }
	}
	bare := func(path string) func() error {
		return func() error { return ask(ctx, f.mux, http.MethodGet, path, "", nil, http.StatusOK) }
	}
	if err := s.sizes(ctx, f, only); err != nil {
		return err
	}
	record, long := "/relations/"+string(s.orgs[len(s.orgs)/2]), s.orgs[len(s.orgs)/2+1]
	if err := s.lengthen(ctx, long, 500); err != nil {
		return err
	}
	bareRecord, err := f.page(ctx, record)
	if err != nil {
		return err
	}
	bareLong, err := f.page(ctx, "/relations/"+string(long))
	if err != nil {
		return err
	}
	for _, c := range []struct {
		name        string
		ours, floor func() error
	}{
		{"list of 50", get("/relations"), bare("/list")},
		{"list of 50, place, by name", get("/relations?q=place:Almelo"), bare("/place")},
		{"list of 50, 3 filters, sorted", get("/relations?q=" + url.QueryEscape("place:Almelo depth:>=acquaintance last:>60d") + "&sort=contact"), bare("/filtered")},
		{"record page", get(record), bareRecord},
		{"record page, 500 rows", get("/relations/" + string(long)), bareLong},
		{"search, palette", get("/palette?q=damhuis+koel&mode=search"), bare("/search")},
		{"audited write", s.write(ctx), f.write(ctx)},
		{"duplicate check at entry", s.doubles(ctx), nil},
	} {
		if !strings.Contains(c.name, only) {
			continue
		}
		if err := compare(c.name, rounds, c.ours, c.floor); err != nil {
			return err
		}
	}
	if strings.Contains("rank companies", only) {
		if err := s.rankCompanies(ctx, 5000); err != nil {
			return err
		}
	}
	if strings.Contains("invitations mailed", only) {
		if err := s.mailInvitations(ctx, 2000); err != nil {
			return err
		}
	}
	if err := s.calendars(ctx, f, rounds, only); err != nil {
		return err
	}
	if err := s.ledgers(ctx, f, rounds, transfers, only); err != nil {
		return err
	}
	if strings.Contains("merge", only) {
		if err := s.mergeTimelines(ctx, 500); err != nil {
			return err
		}
	}
	if !strings.Contains("import", only) {
		return nil
	}
	if err := s.importRows(ctx, rows, false); err != nil {
		return err
	}
	return s.importRows(ctx, rows, true)
}

// doubles asks for organisations like one that is being entered, as the form does.
func (s *site) doubles(ctx context.Context) func() error {
	n := 0
	return func() error {
		n++
		name := fmt.Sprintf("%s %s %d", firsts[n%len(firsts)], trades[n%len(trades)], n)
		found, err := s.app.Relation.LikelyDuplicates(ctx, s.scope, relation.OrganisationInput{
			Kind: string(relation.KindCompany), Name: name + " B.V.", Place: places[n%len(places)], Phone: "0546 123456", Website: "https://damhuis.example",
		})
		if err == nil && len(found) > 20 {
			err = fmt.Errorf("%d doubles of %s", len(found), name)
		}
		return err
	}
}

// mergeTimelines merges companies that have a timeline each, and prints what one merge costs.
func (s *site) mergeTimelines(ctx context.Context, rows int) error {
	const merges = 2 * turns // each turn warms up with one
	for n := range merges {
		if err := s.lengthen(ctx, s.orgs[2*n+1], rows); err != nil {
			return err
		}
	}
	n := 0
	scope := access.System(s.network, "bench")
	return compare(fmt.Sprintf("merge, %d rows", rows), 1, func() error {
		kept, gone := s.orgs[2*n], s.orgs[2*n+1]
		n++
		_, err := s.app.Relation.MergeOrganisations(ctx, scope, relation.MergeInput{Kept: kept, Gone: gone, KeptVersion: 1, GoneVersion: 1})
		return err
	}, nil)
}

// write records a call with its note and next action.
func (s *site) write(ctx context.Context) func() error {
	n := 0
	return func() error {
		n++
		org := s.orgs[n%len(s.orgs)]
		form := url.Values{"unit": {string(s.unit)}, "organisation": {string(org)}, "kind": {"call"}, "note": {"Gebeld over de gastles."}, "next": {"Terugbellen"}}
		return ask(ctx, s.app.Server, http.MethodPost, "/relations/"+string(org)+"/contacts", form.Encode(), s.cookie, http.StatusSeeOther)
	}
}

// count tells how many rows a table holds.
func (s *site) count(ctx context.Context, table string) (n int, err error) {
	err = s.app.Kit.DB.Read(ctx, db.Settings{}, func(tx *db.Tx) error {
		n, err = db.Get[int](tx, db.Q(`SELECT COUNT(*) FROM `+table))
		return err
	})
	return n, err
}
