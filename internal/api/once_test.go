package api_test

import (
	"net/http"
	"sync"
	"testing"
	"time"

	"schakel/internal/platform/db"
)

// count counts rows.
func (e *env) count(text string, args ...any) (n int) {
	e.t.Helper()
	err := e.DB.Read(e.t.Context(), db.Settings{}, func(tx *db.Tx) (err error) {
		n, err = db.Get[int](tx, db.Q(text, args...))
		return err
	})
	if err != nil {
		e.t.Fatal(err)
	}
	return n
}

// The same request with the same key is done once, also when twenty come at the same time, and all get the same answer.
func TestOnce(t *testing.T) {
	t.Parallel()
	e := setup(t)
	body := object{"kind": "company", "name": "Eenmalig"}
	var (
		mu   sync.Mutex
		ids  = map[string]int{}
		work sync.WaitGroup
	)
	for range 20 {
		work.Go(func() {
			a := e.do(e.all, "POST", "/organisations", body, "Idempotency-Key", "k1")
			mu.Lock()
			defer mu.Unlock()
			if a.Status != http.StatusCreated {
				t.Errorf("answered %d: %s", a.Status, a.Body)
			}
			ids[a.text("id")]++
		})
	}
	work.Wait()
	if len(ids) != 1 || e.count(`SELECT COUNT(*) FROM organisation WHERE name = 'Eenmalig'`) != 1 {
		t.Fatalf("done more than once: %v", ids)
	}
	again := e.want(e.do(e.all, "POST", "/organisations", body, "Idempotency-Key", "k1"), http.StatusCreated)
	if again.Header.Get("Idempotent-Replayed") != "true" || again.Header.Get("Location") == "" {
		t.Errorf("not the same answer: %v", again.Header)
	}
	e.want(e.do(e.all, "POST", "/organisations", object{"kind": "company", "name": "Iets anders"}, "Idempotency-Key", "k1"), http.StatusUnprocessableEntity)
	e.want(e.do(e.token(e.r.Project), "POST", "/organisations", body, "Idempotency-Key", "k1"), http.StatusCreated) // another token's keys are its own
	if n := e.count(`SELECT COUNT(*) FROM organisation WHERE name = 'Eenmalig'`); n != 2 {
		t.Errorf("%d organisations, want 2", n)
	}
}

// A request that failed has not been done: the same key may be used for what is right.
func TestWhatFailedMayBeSentAgain(t *testing.T) {
	t.Parallel()
	e := setup(t)
	e.want(e.do(e.all, "POST", "/organisations", object{"kind": "company", "name": "x"}, "Idempotency-Key", "k"), http.StatusUnprocessableEntity)
	e.want(e.do(e.all, "POST", "/organisations", object{"kind": "company", "name": "Nu goed"}, "Idempotency-Key", "k"), http.StatusCreated)
	if e.count(`SELECT COUNT(*) FROM api_claim`) != 1 {
		t.Error("the key of what failed was kept")
	}
	e.Clock.Advance(25 * time.Hour)
	e.want(e.do(e.all, "POST", "/organisations", object{"kind": "company", "name": "Een dag later"}, "Idempotency-Key", "k"), http.StatusCreated)
}

// What a key made is told also where the audit row is about something else.
func TestOnceTellsWhatWasMade(t *testing.T) {
	t.Parallel()
	e := setup(t)
	org := e.want(e.do(e.all, "POST", "/organisations", object{"kind": "company", "name": "Van der Kolk"}), http.StatusCreated).text("id")
	for path, body := range map[string]object{
		"/organisations/" + org + "/interactions": {"unit": e.r.Almelo, "kind": "call", "note": "gebeld"},
		"/organisations/" + org + "/people":       {"name": "Jan Kolk"},
		"/needs":                                  {"unit": e.r.Noordik, "title": "Gastles", "pupils": 20, "from": "2099-01-01", "to": "2099-02-01"},
	} {
		if path == "/needs" {
			day := e.Clock.Now().Format(time.DateOnly)
			body["from"], body["to"] = day, day
		}
		first := e.want(e.do(e.all, "POST", path, body, "Idempotency-Key", path), http.StatusCreated)
		again := e.want(e.do(e.all, "POST", path, body, "Idempotency-Key", path), http.StatusCreated)
		if first.Body != again.Body || first.text("id") == "" || first.text("id") == org {
			t.Errorf("%s: %s, then %s", path, first.Body, again.Body)
		}
	}
}

func TestRates(t *testing.T) {
	t.Parallel()
	e := setup(t)
	var last answer
	for range 301 {
		last = e.do(e.all, "GET", "/units", nil)
	}
	e.want(last, http.StatusTooManyRequests)
	if last.Header.Get("Retry-After") != "1" || last.Header.Get("RateLimit-Remaining") != "0" || last.Header.Get("RateLimit-Limit") != "300" {
		t.Errorf("headers: %v", last.Header)
	}
	e.Clock.Advance(time.Minute)
	e.want(e.do(e.all, "GET", "/units", nil), http.StatusOK)
	for range 61 {
		last = e.do("skl_guess", "GET", "/units", nil)
	}
	e.want(last, http.StatusTooManyRequests)
}
