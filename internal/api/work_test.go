package api_test

import (
	"net/http"
	"testing"
	"time"

	"schakel/internal/platform/clock"
)

// A need is changed and taken back by whoever read its latest version.
func TestNeedGoesOn(t *testing.T) {
	t.Parallel()
	e := setup(t)
	day := string(clock.Today(e.Clock).AddDays(20))
	facts := object{"title": "Gastles lassen", "goal": "zien hoe het moet", "pupils": 20, "from": day, "to": day, "theme": "metaal"}
	asked := object{"unit": e.r.Noordik}
	for k, v := range facts {
		asked[k] = v
	}
	one := "/needs/" + e.want(e.do(e.all, "POST", "/needs", asked), http.StatusCreated).text("id")
	tag := e.want(e.do(e.all, "GET", one, nil), http.StatusOK).Header.Get("ETag")
	facts["pupils"] = 24
	changed := e.want(e.do(e.all, "PUT", one, facts, "If-Match", tag), http.StatusOK)
	if changed.json["pupils"] != float64(24) || changed.text("theme") != "metaal" || changed.Header.Get("ETag") == tag {
		t.Errorf("not changed: %s", changed.Body)
	}
	if a := e.want(e.do(e.all, "GET", one+"/proposals", nil), http.StatusOK); a.items() == nil {
		t.Errorf("no list of proposals: %s", a.Body)
	}
	nobody := e.do(e.all, "POST", one+"/invitations", object{"organisations": []string{}, "on": day})
	if e.want(nobody, http.StatusUnprocessableEntity); len(nobody.pointers()) != 1 || nobody.pointers()[0] != "/organisations" {
		t.Errorf("at %v", nobody.pointers())
	}
	back, why := one+"/withdrawal", object{"reason": "de les gaat niet door"}
	e.want(e.do(e.all, "POST", back, why), http.StatusPreconditionRequired)
	e.want(e.do(e.all, "POST", back, why, "If-Match", tag), http.StatusPreconditionFailed)
	tag = changed.Header.Get("ETag")
	for range 2 { // the second time nothing is done, and the answer is the same
		done := e.want(e.do(e.all, "POST", back, why, "If-Match", tag, "Idempotency-Key", "back"), http.StatusOK)
		if done.text("href") != "/api/v1"+one {
			t.Errorf("what went on? %s", done.Body)
		}
	}
	if a := e.do(e.all, "GET", one, nil); a.text("state") != "withdrawn" {
		t.Errorf("state: %s", a.Body)
	}
}

// An engagement is agreed, moved, shown in the calendar, counted and called off.
func TestEngagementGoesOn(t *testing.T) {
	t.Parallel()
	e := setup(t)
	today := clock.Today(e.Clock)
	company := e.want(e.do(e.all, "POST", "/organisations", object{"kind": "company", "name": "Van der Kolk"}), http.StatusCreated).text("id")
	e.want(e.do(e.all, "POST", "/organisations/"+company+"/people", object{"name": "Jan Kolk", "email": "jan@kolk.example", "primary": true, "requests": true}), http.StatusCreated)
	agreed := object{
		"unit": e.r.Noordik, "organisation": company, "title": "Bezoek", "on": today.AddDays(3), "start": "10:00", "end": "12:00", "pupils": 20, "people": 1, "anyway": true,
	}
	agreed["start"] = "half elf"
	if a := e.want(e.do(e.all, "POST", "/engagements", agreed), http.StatusUnprocessableEntity); len(a.pointers()) != 1 || a.pointers()[0] != "/start" {
		t.Errorf("at %v", a.pointers())
	}
	agreed["start"] = "10:00"
	one := "/engagements/" + e.want(e.do(e.all, "POST", "/engagements", agreed), http.StatusCreated).text("id")
	move := object{"plan_version": 1, "on": today.AddDays(5), "start": "09:00", "end": "10:30", "reason": "de docent is ziek", "anyway": true}
	e.want(e.do(e.all, "POST", one+"/move", move), http.StatusOK)
	e.want(e.do(e.all, "POST", one+"/move", move), http.StatusConflict)
	got := e.want(e.do(e.all, "GET", one, nil), http.StatusOK)
	if got.json["plan_version"] != float64(2) || got.text("state") != "upcoming" {
		t.Errorf("not moved: %s", got.Body)
	}
	if a := e.want(e.do(e.all, "GET", "/calendar?unit="+string(e.r.Noordik), nil), http.StatusOK); len(a.json["events"].([]any)) != 1 || a.Queries > 6 {
		t.Errorf("calendar: %s, %d queries", a.Body, a.Queries)
	}
	e.want(e.do(e.all, "GET", "/calendar?from=2026-01-01&to=2027-01-01", nil), http.StatusUnprocessableEntity)
	e.Clock.Advance(6 * 24 * time.Hour)
	e.want(e.do(e.all, "POST", one+"/attendance", object{"pupils": 19, "teachers": 1}), http.StatusOK)
	if a := e.do(e.all, "GET", one, nil); a.text("state") != "waiting" || len(a.json["counts"].([]any)) != 1 {
		t.Errorf("not counted: %s", a.Body)
	}
	e.want(e.do(e.all, "POST", one+"/sign-off", object{}), http.StatusOK)
	e.want(e.do(e.all, "POST", one+"/cancellation", object{"by": "school", "reason": "te laat"}), http.StatusConflict)
}

func TestNextActions(t *testing.T) {
	t.Parallel()
	e := setup(t)
	company := e.want(e.do(e.all, "POST", "/organisations", object{"kind": "company", "name": "Van der Kolk"}), http.StatusCreated).text("id")
	due := clock.Today(e.Clock).AddDays(3)
	made := e.want(e.do(e.all, "POST", "/organisations/"+company+"/actions", object{"unit": e.r.Almelo, "what": "bellen", "due": due}), http.StatusCreated)
	list := "/actions?mine=true&organisation=" + company + "&until=" + string(due)
	if a := e.want(e.do(e.all, "GET", list, nil), http.StatusOK); len(a.items()) != 1 || a.Queries > 6 {
		t.Errorf("list: %s, %d queries", a.Body, a.Queries)
	}
	e.want(e.do(e.all, "POST", "/actions/"+made.text("id")+"/done", object{}), http.StatusOK)
	if a := e.do(e.all, "GET", list, nil); len(a.items()) != 0 {
		t.Errorf("done, and still open: %s", a.Body)
	}
}

// What is wrong with a contribution is said of the fields that its body has.
func TestContributionFields(t *testing.T) {
	t.Parallel()
	e := setup(t)
	for name, body := range map[string]object{
		"/minutes":     {"kind": "hours", "people": 1},
		"/value_cents": {"kind": "cash", "value_cents": -1},
	} {
		body["unit"], body["performed_on"] = e.r.Almelo, clock.Today(e.Clock)
		a := e.want(e.do(e.all, "POST", "/contributions", body), http.StatusUnprocessableEntity)
		found := false
		for _, p := range a.pointers() {
			found = found || p == name
		}
		if !found {
			t.Errorf("%s is not among %v", name, a.pointers())
		}
	}
}
