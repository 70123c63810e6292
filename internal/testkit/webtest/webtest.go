// Package webtest runs the whole server on a test world, in process: requests go through every middleware, policy and
// template, and each answer knows how many queries it cost.
package webtest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"log/slog"
	"maps"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"schakel/internal/app"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/job"
	"schakel/internal/kernel/link"
	"schakel/internal/kernel/post"
	"schakel/internal/platform/blob"
	"schakel/internal/platform/db"
	"schakel/internal/platform/i18n"
	"schakel/internal/platform/id"
	"schakel/internal/platform/mail"
	"schakel/internal/testkit/world"
	"schakel/internal/web"
	"schakel/internal/web/agreementweb"
	"schakel/internal/web/letter"
	"schakel/internal/web/locale"
	"schakel/internal/web/page"
)

// Site is a running Schakel.
type Site struct {
	*world.World
	Server   *web.Server
	Services web.Services
	Links    *link.Keeper
	Jobs     *job.Runner // Drain sends the queued mails
	MailDir  string
	Log      *bytes.Buffer // what was logged at warning and above
}

// New starts a site on a new world.
func New(t testing.TB) *Site {
	t.Helper()
	return On(t, world.New(t))
}

// On starts a site on a world.
func On(t testing.TB, w *world.World) *Site {
	t.Helper()
	return At(t, w, "http://schakel.test")
}

// At is On for a site that browsers reach at an address of which it must know: passkeys belong to one.
func At(t testing.TB, w *world.World, base string) *Site {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatalf("webtest: %v", err)
		}
	}
	s := &Site{World: w, MailDir: filepath.Join(t.TempDir(), "mail"), Log: new(bytes.Buffer)}
	log := slog.New(slog.NewTextHandler(s.Log, &slog.HandlerOptions{Level: slog.LevelWarn}))
	var err error
	s.Links, err = link.NewKeeper([]byte(strings.Repeat("test secret ", 4)))
	must(err)
	blobs, err := blob.Open(context.Background(), (&url.URL{Scheme: "file", Path: filepath.Join(t.TempDir(), "blobs")}).String())
	must(err)
	t.Cleanup(func() { blobs.Close() })
	transport, err := mail.NewMaildir(s.MailDir, w.Clock)
	must(err)

	s.Services = app.Services(w.Kit, s.Links, blobs, log)
	s.Services.MailDir = s.MailDir
	catalog := locale.Catalog()
	renderer := &letter.Renderer{Catalog: catalog, Links: s.Links, BaseURL: base, From: "Schakel <schakel@schakel.test>", DB: w.DB, Attach: agreementweb.Attachments(catalog, s.Services.Agreement)}
	office := &post.Office{DB: w.DB, Clock: w.Clock, Transport: transport, Render: renderer.Render}
	s.Jobs = &job.Runner{DB: w.DB, Clock: w.Clock, Log: log, Workers: map[job.Kind]job.Worker{post.SendKind: office.Send}}
	maps.Copy(s.Jobs.Workers, s.Services.Relation.Workers())
	maps.Copy(s.Jobs.Workers, s.Services.Bin.Workers())
	maps.Copy(s.Jobs.Workers, s.Services.Menu.Workers())
	s.Server, err = web.New(s.Services, &page.Env{Version: "test", Security: "veilig@schakel.test", Catalog: catalog, Clock: w.Clock, Log: log, Default: i18n.NL, BaseURL: base, Demo: true})
	must(err)
	return s
}

// Client is a browser with a session, or without one.
type Client struct {
	site    *Site
	cookies []*http.Cookie
}

// Anonymous is a browser that nobody signed in with.
func (s *Site) Anonymous() *Client { return &Client{site: s} }

// As is a browser in which the scope's account is signed in. The password is not asked: identity has its own tests.
func (s *Site) As(t testing.TB, sc access.Scope) *Client {
	t.Helper()
	key := s.Kit.IDs.New()
	token := "session-of-" + string(key)
	sum := sha256.Sum256([]byte(token))
	now := s.Clock.Now()
	err := s.DB.Write(context.Background(), db.Settings{}, func(tx *db.Tx) error {
		_, err := tx.Exec(db.Q(`INSERT INTO session (id, token_hash, account_id, network_id, method, created_at, last_seen_at, expires_at, proved_at)
			VALUES ($1, $2, $3, $4, 'password', $5, $5, $6, $5)`, key, hex.EncodeToString(sum[:]), sc.Account(), sc.Network(), now, now.Add(14*24*time.Hour)))
		return err
	})
	if err != nil {
		t.Fatalf("webtest: session: %v", err)
	}
	return &Client{site: s, cookies: []*http.Cookie{{Name: page.SessionCookie(false), Value: token}}}
}

// With adds a cookie to the browser: a language, a theme.
func (c *Client) With(name, value string) *Client {
	return &Client{site: c.site, cookies: append(append([]*http.Cookie{}, c.cookies...), &http.Cookie{Name: name, Value: value})}
}

// Cookie returns the session's cookie, for a real browser.
func (c *Client) Cookie() *http.Cookie {
	if len(c.cookies) == 0 {
		return nil
	}
	return c.cookies[0]
}

// Answer is what came back.
type Answer struct {
	Status   int
	Header   http.Header
	Body     string
	Location string
	Queries  int
	Texts    []string // of the queries
}

// Get asks for a page.
func (c *Client) Get(path string) Answer {
	return c.Do(httptest.NewRequest(http.MethodGet, path, nil))
}

// Post sends a form.
func (c *Client) Post(path string, form url.Values) Answer {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return c.Do(r)
}

// Upload sends a form with a file.
func (c *Client) Upload(path string, form url.Values, field, name string, content []byte) Answer {
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for key, values := range form {
		for _, v := range values {
			_ = w.WriteField(key, v) // writes to memory
		}
	}
	part, err := w.CreateFormFile(field, name)
	if err == nil {
		_, _ = part.Write(content) // writes to memory
	}
	_ = w.Close() // writes to memory
	r := httptest.NewRequest(http.MethodPost, path, &body)
	r.Header.Set("Content-Type", w.FormDataContentType())
	return c.Do(r)
}

// Do sends any request with the browser's cookies.
func (c *Client) Do(r *http.Request) Answer {
	for _, cookie := range c.cookies {
		r.AddCookie(cookie)
	}
	stats := &db.Stats{Record: true}
	rec := httptest.NewRecorder()
	c.site.Server.ServeHTTP(rec, r.WithContext(db.WithStats(r.Context(), stats)))
	body, _ := io.ReadAll(rec.Result().Body) // from memory
	return Answer{
		Status: rec.Code, Header: rec.Result().Header, Body: string(body), Location: rec.Header().Get("Location"),
		Queries: stats.Queries, Texts: stats.Texts(),
	}
}

// LinkPath returns the path of the newest live link of a kind about a subject (or a company), as the mail would carry it.
func (s *Site) LinkPath(t testing.TB, r *world.Region, kind link.Kind, about id.ID) string {
	t.Helper()
	var key id.ID
	err := s.DB.Read(context.Background(), db.Settings{}, func(tx *db.Tx) (err error) {
		key, err = db.Get[id.ID](tx, db.Q(`SELECT id FROM link WHERE network_id = $1 AND kind = $2 AND (subject_id = $3 OR organisation_id = $3) AND revoked_at IS NULL
			ORDER BY created_at DESC, id DESC LIMIT 1`, r.ID, kind, about))
		return err
	})
	if err != nil {
		t.Fatalf("webtest: no link %s about %s: %v", kind, about, err)
	}
	prefix := map[link.Kind]string{link.Menu: "/m/", link.Invitation: "/i/", link.SignOff: "/s/", link.Join: "/join/", link.Directory: "/g/", link.SignIn: "/signin/", link.Belong: "/b/", link.Claim: "/c/", link.Register: "/d/", link.Feed: "/f/", link.Evaluate: "/v/", link.Visit: "/e/", link.Members: "/k/", link.Company: "/z/", link.Inspect: "/steekproef/", link.Annual: "/j/"}
	return prefix[kind] + s.Links.Token(key)
}

// Mail is a letter that was queued.
type Mail struct {
	To   string `db:"to_email"`
	Data string `db:"data"`
	Link id.ID  `db:"link_id"`
}

// Mails returns the letters with a key that were queued, oldest first.
func (s *Site) Mails(t testing.TB, key string) (list []Mail) {
	t.Helper()
	err := s.DB.Read(context.Background(), db.Settings{}, func(tx *db.Tx) (err error) {
		list, err = db.Select[Mail](tx, db.Q(`SELECT to_email, data, link_id FROM mail_message WHERE letter = $1 ORDER BY id LIMIT 1000`, key))
		return err
	})
	if err != nil {
		t.Fatalf("webtest: mails: %v", err)
	}
	return list
}
