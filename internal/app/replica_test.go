package app_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"schakel/internal/app"
	"schakel/internal/domain/network"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/job"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
	"schakel/internal/testkit/testdb"
)

// replicas starts three programs on one empty database and one store at the same moment: one migrates, the others wait.
func replicas(t *testing.T) []*app.App {
	t.Helper()
	address, shared := testdb.Empty(t), settings(t)
	apps := make([]*app.App, 3)
	var wg sync.WaitGroup
	for n := range apps {
		c := settings(t)
		c.Database, c.Blob, c.Secret = address, shared.Blob, strings.Repeat("geheim", 8)
		wg.Go(func() { apps[n] = open(t, c) })
	}
	wg.Wait()
	return apps
}

// ask sends a request to one replica.
func ask(a *app.App, method, path string, form url.Values, cookies ...*http.Cookie) *http.Response {
	r := httptest.NewRequest(method, "http://schakel.test"+path, strings.NewReader(form.Encode()))
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for _, c := range cookies {
		r.AddCookie(c)
	}
	w := httptest.NewRecorder()
	a.Server.ServeHTTP(w, r)
	return w.Result()
}

func TestReplicasAreOne(t *testing.T) {
	t.Parallel()
	a := replicas(t)
	join, err := a[0].Found(t.Context(), network.FoundInput{Name: "Twente", Slug: "twente"}, "Ans Beheer", "ans@twente.example")
	if err != nil {
		t.Fatal(err)
	}
	joined := ask(a[1], "POST", strings.TrimPrefix(join, "http://schakel.test"), url.Values{"name": {"Ans Beheer"}, "password": {"een lang wachtwoord 1"}})
	if joined.StatusCode != http.StatusSeeOther || len(joined.Cookies()) == 0 {
		t.Fatalf("join on the second: %d", joined.StatusCode)
	}
	session := joined.Cookies()
	for n := range a {
		if r := ask(a[n], "GET", "/account", nil, session...); strings.HasPrefix(r.Header.Get("Location"), "/signin?") { // or the step that an administrator must take first
			t.Errorf("the session is none on replica %d: %d %s", n, r.StatusCode, r.Header.Get("Location"))
		}
	}
	if r := ask(a[2], "POST", "/logout", url.Values{}, session...); r.StatusCode != http.StatusSeeOther {
		t.Errorf("sign out: %d", r.StatusCode)
	}
	for n := range a {
		if r := ask(a[n], "GET", "/account", nil, session...); !strings.HasPrefix(r.Header.Get("Location"), "/signin?") {
			t.Errorf("signed out, and replica %d says %d %s", n, r.StatusCode, r.Header.Get("Location"))
		}
	}
	d, _, err := a[0].Blobs.Put(t.Context(), strings.NewReader("bewijs"), 10)
	if err != nil {
		t.Fatal(err)
	}
	if err := a[2].Blobs.Verify(t.Context(), d); err != nil {
		t.Errorf("a file of another replica: %v", err)
	}
}

// Three replicas that look for work at the same time do each job once, and each recurring job once per period.
func TestReplicasShareTheWork(t *testing.T) {
	t.Parallel()
	a := replicas(t)
	if _, err := a[0].Found(t.Context(), network.FoundInput{Name: "Twente", Slug: "twente"}, "Ans Beheer", "ans@twente.example"); err != nil {
		t.Fatal(err)
	}
	const jobs = 120
	out := t.TempDir()
	for n := range a {
		a[n].Jobs.Workers["test.once"] = func(_ context.Context, j job.Job) error {
			f, err := os.OpenFile(filepath.Join(out, string(j.ID)), os.O_CREATE|os.O_EXCL, 0o600) // a second time is an error
			if err != nil {
				return err
			}
			return f.Close()
		}
	}
	var who []id.ID
	err := a[0].Kit.DB.Read(t.Context(), db.Settings{}, func(tx *db.Tx) (err error) {
		who, err = db.Select[id.ID](tx, db.Q(`SELECT id FROM network LIMIT 1`))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	sc := access.System(who[0], "test")
	err = a[0].Kit.Write(t.Context(), sc, func(op *operation.Op) error {
		op.Audit(audit.Entry{Action: "network.founded", Object: "network", ID: sc.Network()})
		for n := range jobs {
			op.Enqueue(job.New{Kind: "test.once", Args: n})
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	for n := range a {
		wg.Go(func() {
			if err := a[n].Jobs.Run(ctx); err != nil {
				t.Error(err)
			}
		})
	}
	type state struct {
		Kind  string `db:"kind"`
		State string `db:"state"`
		N     int    `db:"n"`
		Most  int    `db:"most"`
	}
	var states []state
	count := func() (done int) {
		err := a[0].Kit.DB.Read(t.Context(), db.Settings{}, func(tx *db.Tx) (err error) {
			states, err = db.Select[state](tx, db.Q(`SELECT kind, state, COUNT(*) AS n, MAX(attempt) AS most FROM job GROUP BY kind, state LIMIT 100`))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range states {
			if s.Kind == "test.once" && s.State == "done" {
				done = s.N
			}
		}
		return done
	}
	for try := 0; try < 1000 && count() < jobs; try++ {
		time.Sleep(20 * time.Millisecond)
	}
	stop()
	wg.Wait()
	if done := count(); done != jobs {
		t.Errorf("%d of %d jobs done: %+v", done, jobs, states)
	}
	for _, s := range states {
		if s.Kind == "test.once" && s.Most != 1 || s.Kind == "bin.purge" && s.N != 1 {
			t.Errorf("%+v", s)
		}
	}
	files, err := os.ReadDir(out)
	if err != nil || len(files) != jobs {
		t.Errorf("%d files, %v", len(files), err)
	}
}
