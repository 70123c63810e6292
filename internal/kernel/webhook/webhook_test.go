package webhook_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/job"
	"schakel/internal/kernel/link"
	"schakel/internal/kernel/operation"
	"schakel/internal/kernel/webhook"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/platform/outbound"
	"schakel/internal/testkit/world"
)

// got is what the receiver was sent.
type got struct {
	header http.Header
	body   string
}

// env is a world with a receiver on this machine.
type env struct {
	*world.World
	t      *testing.T
	s      *webhook.Service
	jobs   *job.Runner
	url    string
	got    []got
	answer int // status with which the receiver answers
}

func setup(t *testing.T) *env {
	t.Helper()
	e := &env{World: world.New(t), t: t, answer: http.StatusNoContent}
	receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		text, _ := io.ReadAll(r.Body)
		e.got = append(e.got, got{r.Header, string(text)})
		if e.answer == http.StatusFound {
			w.Header().Set("Location", "https://example.org/")
		}
		w.WriteHeader(e.answer)
		_, _ = io.WriteString(w, "a secret of the receiver")
	}))
	t.Cleanup(receiver.Close)
	e.url = receiver.URL
	var origin outbound.Origin
	if err := origin.UnmarshalText([]byte(e.url)); err != nil {
		t.Fatal(err)
	}
	keeper, err := link.NewKeeper([]byte(strings.Repeat("s", 32)))
	if err != nil {
		t.Fatal(err)
	}
	e.Kit.Tell = webhook.Emit
	log := slog.New(slog.DiscardHandler)
	e.s = webhook.New(e.Kit, keeper, outbound.New(outbound.Options{Allow: []outbound.Origin{origin}}), log)
	e.jobs = &job.Runner{DB: e.DB, Clock: e.Clock, Log: log, Workers: e.s.Workers()}
	return e
}

// add subscribes the receiver to needs and engagements of a unit.
func (e *env) add(sc access.Scope, unit id.ID) webhook.Made {
	e.t.Helper()
	made, err := e.s.Add(e.t.Context(), sc, webhook.Input{Unit: unit, Name: "Website", URL: e.url, Events: []string{"need.asked", "engagement.changed"}})
	if err != nil {
		e.t.Fatal(err)
	}
	return made
}

// happen lets something happen in a network.
func (e *env) happen(sc access.Scope, entries ...audit.Entry) {
	e.t.Helper()
	err := e.Kit.Write(e.t.Context(), sc, func(op *operation.Op) error {
		for _, x := range entries {
			op.Audit(x)
		}
		return nil
	})
	if err != nil {
		e.t.Fatal(err)
	}
}

func (e *env) asked(unit id.ID) audit.Entry {
	return audit.Entry{Action: "need.asked", Object: "need", ID: e.Kit.IDs.New(), Unit: unit, Detail: map[string]string{"title": "Geheime les"}}
}

func (e *env) drain() {
	e.t.Helper()
	if _, err := e.jobs.Drain(e.t.Context()); err != nil {
		e.t.Fatal(err)
	}
}

func (e *env) show(sc access.Scope, key id.ID) webhook.Page {
	e.t.Helper()
	p, err := e.s.Show(e.t.Context(), sc, key, "", "")
	if err != nil {
		e.t.Fatal(err)
	}
	return p
}

// signed checks a delivery as a receiver would, with the libraries of Standard Webhooks in mind: any of the signatures will do.
func signed(secret string, g got) bool {
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
	if err != nil {
		return false
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(g.header.Get("webhook-id") + "." + g.header.Get("webhook-timestamp") + "." + g.body))
	want := "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
	return slices.Contains(strings.Fields(g.header.Get("webhook-signature")), want)
}

// What happens in a unit, or below it, is told once, signed, and without what anybody wrote; what happens beside it is not.
func TestDelivery(t *testing.T) {
	t.Parallel()
	e := setup(t)
	r := e.Twente
	made := e.add(r.Project, r.Almelo)
	need := e.asked(r.Noordik)
	e.happen(r.Teacher, need, audit.Entry{Action: "need.edited", Object: "need", ID: need.ID, Unit: r.Noordik})
	e.happen(r.TeacherHengelo, e.asked(r.Montessori)) // another subregion
	e.happen(e.Zwolle.Teacher, e.asked(e.Zwolle.Noordik))
	e.drain()
	if len(e.got) != 1 {
		t.Fatalf("%d deliveries, want 1", len(e.got))
	}
	g := e.got[0]
	var told struct {
		Type, Timestamp string
		Data            struct{ Network, Unit, Object, ID string }
	}
	if err := json.Unmarshal([]byte(g.body), &told); err != nil || told.Type != "need.asked" || told.Data.ID != string(need.ID) || told.Data.Unit != string(r.Noordik) || told.Data.Object != "need" {
		t.Errorf("told %s (%v)", g.body, err)
	}
	if strings.Contains(g.body, "Geheime") || strings.Contains(g.body, string(r.Teacher.Account())) {
		t.Errorf("it tells more than ids: %s", g.body)
	}
	if !signed(made.Secret, g) || signed("whsec_"+base64.StdEncoding.EncodeToString(make([]byte, 32)), g) {
		t.Errorf("signature %q does not fit the secret", g.header.Get("webhook-signature"))
	}
	if err := e.s.Try(t.Context(), r.Project, made.ID); err != nil {
		t.Fatal(err)
	}
	renewed, err := e.s.Rotate(t.Context(), r.Project, made.ID)
	if err != nil || renewed.Secret == made.Secret {
		t.Fatal(renewed.Secret, err)
	}
	e.drain()
	if g = e.got[1]; !signed(made.Secret, g) || !signed(renewed.Secret, g) {
		t.Error("while a secret is renewed, both must sign")
	}
	e.Clock.Advance(webhook.Overlap)
	e.happen(r.Teacher, e.asked(r.Noordik))
	e.drain()
	if g = e.got[2]; signed(made.Secret, g) || !signed(renewed.Secret, g) {
		t.Error("after a day only the new secret signs")
	}
	if p := e.show(r.Project, made.ID); len(p.Deliveries) != 3 || p.Webhook.OKAt == nil || p.Deliveries[0].State != webhook.Taken {
		t.Errorf("%+v", p)
	}
	if _, err := e.s.Show(t.Context(), r.ProjectHengelo, made.ID, "", ""); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("shown to a neighbour: %v", err)
	}
}

// A receiver that refuses is tried again for a day under the same id; then the delivery waits for somebody, and the subscription stops.
func TestRetriesAndDeadLetter(t *testing.T) {
	t.Parallel()
	e := setup(t)
	r := e.Twente
	made := e.add(r.Project, r.Almelo)
	e.answer = http.StatusInternalServerError
	e.happen(r.Teacher, e.asked(r.Noordik))
	e.drain()
	e.drain() // the next attempt is not due yet
	if p := e.show(r.Project, made.ID); len(e.got) != 1 || p.Deliveries[0].State != webhook.Waiting || p.Deliveries[0].Outcome != "500" || p.Deliveries[0].NextAt == nil {
		t.Fatalf("%d attempts, %+v", len(e.got), p.Deliveries)
	}
	began := e.Clock.Now()
	for range 7 {
		e.Clock.Set(*e.show(r.Project, made.ID).Deliveries[0].NextAt)
		e.drain()
	}
	p := e.show(r.Project, made.ID)
	if len(e.got) != 8 || p.Deliveries[0].State != webhook.Dead || p.Webhook.Dead != 1 || p.Webhook.PausedWhy != webhook.Failing {
		t.Fatalf("%d attempts, %+v", len(e.got), p)
	}
	if spent := e.Clock.Now().Sub(began); spent < 12*time.Hour || spent > 24*time.Hour {
		t.Errorf("it was tried for %s", spent)
	}
	ids := map[string]bool{}
	for _, g := range e.got {
		ids[g.header.Get("webhook-id")] = true
	}
	if len(ids) != 1 || e.count(`SELECT COUNT(*) FROM mail_message WHERE letter = 'webhook_paused'`) != 1 {
		t.Errorf("%d ids, and who was told of the pause?", len(ids))
	}
	e.happen(r.Teacher, e.asked(r.Noordik)) // while it is paused nothing is kept for later
	e.drain()
	if err := e.s.SendAgain(t.Context(), r.Project, made.ID, p.Deliveries[0].ID); !fault.Is(err, fault.KindConflict) {
		t.Errorf("sent although it is paused: %v", err)
	}
	e.answer = http.StatusOK
	if err := e.s.Resume(t.Context(), r.Project, made.ID); err != nil {
		t.Fatal(err)
	}
	if err := e.s.SendAgain(t.Context(), r.Project, made.ID, p.Deliveries[0].ID); err != nil {
		t.Fatal(err)
	}
	if p = e.show(r.Project, made.ID); p.Deliveries[0].NextAt != nil || p.Deliveries[0].Attempts != 0 {
		t.Errorf("it waits for a time that was: %+v", p.Deliveries[0])
	}
	e.drain()
	if p = e.show(r.Project, made.ID); len(e.got) != 9 || len(p.Deliveries) != 1 || p.Deliveries[0].State != webhook.Taken || p.Webhook.Dead != 0 {
		t.Errorf("%d attempts, %+v", len(e.got), p)
	}
}

// After a right, an account or a subscription ended, nothing is delivered any more, also not what was queued before.
func TestNothingAfterRevocation(t *testing.T) {
	t.Parallel()
	e := setup(t)
	r := e.Twente
	for name, c := range map[string]struct {
		end  func(key id.ID)
		want webhook.Why
	}{
		"role taken": {func(id.ID) {
			e.exec(`UPDATE role_grant SET revoked_at = $2 WHERE account_id = $1`, r.Project.Account(), e.Clock.Now())
		}, webhook.Rights},
		"paused": {func(key id.ID) {
			if err := e.s.Pause(t.Context(), r.Admin, key); err != nil {
				t.Error(err)
			}
		}, webhook.ByHand},
	} {
		e.exec(`UPDATE role_grant SET revoked_at = NULL WHERE account_id = $1`, r.Project.Account())
		made := e.add(r.Project, r.Almelo)
		e.happen(r.Teacher, e.asked(r.Noordik))
		c.end(made.ID)
		e.drain()
		if p := e.show(r.Admin, made.ID); len(e.got) != 0 || p.Webhook.PausedWhy != c.want || p.Deliveries[0].State != webhook.Dead {
			t.Errorf("%s: %d deliveries, %+v", name, len(e.got), p)
		}
		if err := e.s.Remove(t.Context(), r.Admin, made.ID); err != nil {
			t.Error(err)
		}
	}
	made := e.add(r.Admin, r.Root)
	e.happen(r.Teacher, e.asked(r.Noordik))
	if err := e.s.Remove(t.Context(), r.Admin, made.ID); err != nil {
		t.Fatal(err)
	}
	e.drain()
	if len(e.got) != 0 {
		t.Errorf("%d deliveries of what was removed", len(e.got))
	}
}

// A receiver may say that it is gone, or send us elsewhere; and an address inside the house is refused, whatever a name says.
func TestRefusals(t *testing.T) {
	t.Parallel()
	e := setup(t)
	r := e.Twente
	for _, address := range []string{"http://example.org/", "https://example.org:8443/", "https://user:pass@example.org/", "ftp://example.org/", "example.org", "https://"} {
		_, err := e.s.Add(t.Context(), r.Admin, webhook.Input{Unit: r.Root, Name: "Website", URL: address, Events: []string{"need.asked"}})
		if f, ok := fault.As(err); !ok || f.Fields["url"].Key == "" {
			t.Errorf("%s: %v", address, err)
		}
	}
	for _, names := range [][]string{nil, {"webhook.test"}, {"need.asked", "need.edited"}} {
		if _, err := e.s.Add(t.Context(), r.Admin, webhook.Input{Unit: r.Root, Name: "Website", URL: e.url, Events: names}); !fault.Is(err, fault.KindInvalid) {
			t.Errorf("%v: %v", names, err)
		}
	}
	made := e.add(r.Admin, r.Root)
	e.answer = http.StatusFound
	e.happen(r.Teacher, e.asked(r.Noordik))
	e.drain()
	if p := e.show(r.Admin, made.ID); p.Deliveries[0].Outcome != "redirect" {
		t.Errorf("%+v", p.Deliveries[0])
	}
	e.answer = http.StatusGone
	e.happen(r.Teacher, e.asked(r.Noordik))
	e.drain()
	if p := e.show(r.Admin, made.ID); p.Webhook.PausedWhy != webhook.Gone {
		t.Errorf("%+v", p.Webhook)
	}
	e.exec(`UPDATE webhook SET url = 'https://127.0.0.1/', paused_at = NULL WHERE id = $1`, made.ID)
	e.happen(r.Teacher, e.asked(r.Noordik))
	e.drain()
	if p := e.show(r.Admin, made.ID); p.Deliveries[0].Outcome != "address" {
		t.Errorf("%+v", p.Deliveries[0])
	}
}

// After thirty days nothing of a delivery is left, whatever came of it.
func TestDeliveriesAreForgotten(t *testing.T) {
	t.Parallel()
	e := setup(t)
	r := e.Twente
	made := e.add(r.Project, r.Almelo)
	e.happen(r.Teacher, e.asked(r.Noordik))
	e.drain() // taken
	e.happen(r.Teacher, e.asked(r.Noordik))
	e.exec(`DELETE FROM job WHERE kind = $1`, webhook.DeliverKind) // lost: it waits for ever
	forget := func(after time.Duration) int {
		t.Helper()
		e.Clock.Advance(after)
		if err := e.s.Workers()[webhook.ForgetKind](t.Context(), job.Job{}); err != nil {
			t.Fatal(err)
		}
		return len(e.show(r.Project, made.ID).Deliveries)
	}
	if n := forget(30 * 24 * time.Hour); n != 2 {
		t.Errorf("%d left on the last day", n)
	}
	e.happen(r.Teacher, e.asked(r.Noordik))
	if n := forget(time.Minute); n != 1 {
		t.Errorf("%d left after it, want the new one", n)
	}
}

func (e *env) exec(text string, args ...any) {
	e.t.Helper()
	if err := e.DB.Write(e.t.Context(), db.Settings{}, func(tx *db.Tx) error { _, err := tx.Exec(db.Q(text, args...)); return err }); err != nil {
		e.t.Fatal(err)
	}
}

func (e *env) count(text string) (n int) {
	e.t.Helper()
	if err := e.DB.Read(e.t.Context(), db.Settings{}, func(tx *db.Tx) (err error) { n, err = db.Get[int](tx, db.Q(text)); return err }); err != nil {
		e.t.Fatal(err)
	}
	return n
}
