package authztest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"

	"schakel/internal/domain/directory"
	"schakel/internal/kernel/token"
	"schakel/internal/platform/db"
	"schakel/internal/platform/i18n"
	"schakel/internal/testkit/testdb"
	"schakel/internal/web"
	"schakel/internal/web/locale"
	"schakel/internal/web/page"
)

// newServer makes a server of its own on the fixture: its limits on the number of calls start afresh.
func (f *Fixture) newServer() *web.Server {
	f.t.Helper()
	env := &page.Env{Catalog: catalog(), Clock: f.Clock, Log: slog.New(f.logged), Default: i18n.NL, BaseURL: "http://schakel.test", Security: "veilig@schakel.test", Demo: true}
	s, err := web.New(f.Services, env)
	f.must(err)
	return s
}

var catalog = sync.OnceValue(locale.Catalog)

// Answer is what came back.
type Answer struct {
	Status    int
	Header    http.Header
	Body      string
	Location  string
	Queries   int
	Writes    []string // statements that would change something that counts
	Rehearsed bool     // a write went through all checks and was undone at its last step
}

// request is one call.
type request struct {
	server  *web.Server
	method  string
	path    string
	form    url.Values
	file    *upload
	body    map[string]any // of an operation of the API
	match   string
	program bool // calls with a token instead of a session
	by      *Principal
	cookies []*http.Cookie
}

// upload is a file in a form.
type upload struct {
	field, name string
	content     []byte
}

// do sends a request as the principal's browser would.
func (f *Fixture) do(q request) Answer {
	var r *http.Request
	switch {
	case q.body != nil:
		raw, err := json.Marshal(q.body)
		f.must(err)
		r = httptest.NewRequest(q.method, q.path, bytes.NewReader(raw))
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("If-Match", q.match)
	case q.method != http.MethodPost:
		r = httptest.NewRequest(q.method, q.path, nil)
	case q.file != nil:
		body, contentType := multipartBody(q.form, q.file)
		r = httptest.NewRequest(q.method, q.path, body)
		r.Header.Set("Content-Type", contentType)
	default:
		r = httptest.NewRequest(q.method, q.path, strings.NewReader(q.form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if q.by != nil {
		r.RemoteAddr = q.by.address
		if q.program && q.by.secret != "" {
			r.Header.Set("Authorization", "Bearer "+q.by.secret)
		}
		if q.by.token != "" { // also for a program: a cookie opens nothing there
			r.AddCookie(&http.Cookie{Name: page.SessionCookie(false), Value: q.by.token})
		}
	}
	for _, c := range q.cookies {
		r.AddCookie(c)
	}
	stats := &db.Stats{Record: true}
	rec := httptest.NewRecorder()
	q.server.ServeHTTP(rec, r.WithContext(db.WithStats(r.Context(), stats)))
	res := rec.Result()
	body, _ := io.ReadAll(res.Body) // from memory
	return Answer{
		Status: rec.Code, Header: res.Header, Body: string(body), Location: res.Header.Get("Location"), Queries: stats.Queries,
		Writes: changes(stats.Texts()), Rehearsed: f.logged.take(res.Header.Get("X-Request-Id")),
	}
}

// text is everything of an answer that a reader could see.
func (a Answer) text() string {
	var b strings.Builder
	for _, key := range slices.Sorted(maps.Keys(a.Header)) {
		for _, v := range a.Header[key] {
			if key == "Set-Cookie" {
				v = unpackFlash(v)
			}
			b.WriteString(key + ": " + v + "\n")
		}
	}
	b.WriteString(unpacked(a.Header.Get("Content-Type"), a.Body))
	return b.String()
}

var changing = regexp.MustCompile(`(?i)^\s*(INSERT INTO|UPDATE|DELETE FROM)\s+([a-z_]+)`)

// bookkeeping are the tables of the site's own running: that a session is in use, that somebody guessed, that a directory was refused.
var bookkeeping = []string{"session", "sign_in_attempt", "rehearsal", "directory_refusal"}

// changes lists the statements that would change something that counts.
func changes(texts []string) []string {
	var out []string
	for _, t := range texts {
		if m := changing.FindStringSubmatch(t); m != nil && !slices.Contains(bookkeeping, m[2]) {
			out = append(out, m[1]+" "+m[2])
		}
	}
	return out
}

// installRehearsal lets the database undo every use case at its last step, the audit row, while the table rehearsal is not
// empty. So a form can be posted by everybody, about everything, with all checks and constraints, on one and the same world.
func (f *Fixture) installRehearsal() {
	owner := testdb.Owner(f.t, f.DB)
	exec := func(text string) { f.must(f.execOn(owner, text)) }
	exec(`CREATE TABLE rehearsal (stage INTEGER NOT NULL)`)
	if f.DB.Dialect() == db.SQLite {
		exec(`CREATE TRIGGER rehearsal_ends BEFORE INSERT ON audit_event WHEN EXISTS (SELECT 1 FROM rehearsal)
			BEGIN SELECT RAISE(ABORT, 'rehearsal ended at the audit row'); END`)
		return
	}
	exec(`CREATE FUNCTION end_rehearsal() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
		IF EXISTS (SELECT 1 FROM rehearsal) THEN RAISE EXCEPTION 'rehearsal ended at the audit row'; END IF;
		RETURN NEW; END $$`)
	exec(`CREATE TRIGGER rehearsal_ends BEFORE INSERT ON audit_event FOR EACH ROW EXECUTE FUNCTION end_rehearsal()`)
}

// rehearse turns rehearsals on or off.
func (f *Fixture) rehearse(on bool) {
	f.exec(`DELETE FROM rehearsal`)
	if on {
		f.exec(`INSERT INTO rehearsal (stage) VALUES (1)`)
	}
}

const rehearsalEnded = "rehearsal ended at the audit row"

// digest hashes every table but the site's bookkeeping.
func (f *Fixture) digest() map[string]string {
	f.t.Helper()
	sums := map[string]string{}
	f.must(f.DB.Snapshot(context.Background(), func(s *db.Snapshot) error {
		tables, err := s.Tables()
		if err != nil {
			return err
		}
		for _, table := range tables {
			if slices.Contains(bookkeeping, table) {
				continue
			}
			sum := sha256.New()
			if _, err := s.Dump(table, sum); err != nil {
				return err
			}
			sums[table] = hex.EncodeToString(sum.Sum(nil))
		}
		return nil
	}))
	return sums
}

// changed lists the tables that differ between two digests.
func changed(before, after map[string]string) []string {
	var out []string
	for table, sum := range after {
		if before[table] != sum {
			out = append(out, table)
		}
	}
	slices.Sort(out)
	return out
}

// logWatch is a log that looks for what must not be in logs, and remembers which requests were rehearsals.
type logWatch struct {
	secrets []string // tokens of links and sessions

	mu        sync.Mutex
	rehearsed map[string]bool
	internal  map[string]string // request id → error
	leaks     []string
}

// Enabled implements slog.Handler.
func (*logWatch) Enabled(context.Context, slog.Level) bool { return true }

// WithAttrs implements slog.Handler.
func (l *logWatch) WithAttrs([]slog.Attr) slog.Handler { return l }

// WithGroup implements slog.Handler.
func (l *logWatch) WithGroup(string) slog.Handler { return l }

// Handle implements slog.Handler.
func (l *logWatch) Handle(_ context.Context, r slog.Record) error {
	var b strings.Builder
	b.WriteString(r.Message)
	request, failure := "", ""
	r.Attrs(func(a slog.Attr) bool {
		fmt.Fprintf(&b, " %s=%v", a.Key, a.Value)
		switch a.Key {
		case "request":
			request = a.Value.String()
		case "error", "panic":
			failure = a.Value.String()
		}
		return true
	})
	line := b.String()
	l.mu.Lock()
	defer l.mu.Unlock()
	if strings.Contains(failure, rehearsalEnded) {
		l.rehearsed[request] = true
	} else if failure != "" {
		l.internal[request] = line
	}
	if strings.Contains(line, mark) || slices.ContainsFunc(l.secrets, func(s string) bool { return strings.Contains(line, s) }) {
		l.leaks = append(l.leaks, line)
	}
	return nil
}

// take tells whether a request was a rehearsal.
func (l *logWatch) take(request string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	was := l.rehearsed[request]
	delete(l.rehearsed, request)
	return was
}

// why returns what was logged about a request that failed.
func (l *logWatch) why(a Answer) string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.internal[a.Header.Get("X-Request-Id")]
}

// seal notes the secrets that no log may hold. It is called when the world is complete.
func (f *Fixture) seal() {
	for _, n := range f.Nets {
		for name := range n.about {
			f.logged.secrets = append(f.logged.secrets, n.Links[name])
		}
		f.logged.secrets = append(f.logged.secrets, n.Links["browser of sign-in"])
	}
	f.logged.secrets = append(f.logged.secrets, "session-of-", token.Prefix, directory.Prefix)
}
