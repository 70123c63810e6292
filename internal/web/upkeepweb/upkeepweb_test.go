package upkeepweb_test

import (
	"strings"
	"testing"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/job"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/id"
	"schakel/internal/testkit/htmltest"
	"schakel/internal/testkit/webtest"
)

// hopeless queues jobs that nobody can do and lets them give up.
func hopeless(t *testing.T, s *webtest.Site, network id.ID, unique ...string) {
	t.Helper()
	err := s.Services.Kit.Write(t.Context(), access.System(network, "test"), func(op *operation.Op) error {
		op.Audit(audit.Entry{Action: "network.founded", Object: "network", ID: network})
		for _, u := range unique {
			op.Enqueue(job.New{Kind: "hopeless", Unique: u, Args: map[string]string{"mail": "ans@twente.example"}})
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Jobs.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestJobsThatGaveUp(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	c := s.As(t, s.Twente.Admin)
	if a := c.Get("/upkeep"); a.Status != 200 || a.Queries > 8 {
		t.Errorf("%d, %d queries", a.Status, a.Queries)
	} else {
		htmltest.In(t, a.Body).Has("dd", "test").Has(".empty", "Er wacht niets")
	}
	hopeless(t, s, s.Twente.ID, "a", "b")
	hopeless(t, s, s.Zwolle.ID, "c")
	body := c.Get("/upkeep").Body
	page := htmltest.In(t, body)
	page.Has("td", "opgegeven").Has("td", "no worker for").Count(`form[action$="/retry"]`, 2).Count(`form[action$="/drop"]`, 2)
	if strings.Contains(body, "ans@twente.example") {
		t.Error("the page tells what a job is about")
	}
	forms := page.Find(`form[action$="/retry"]`)
	first, second := forms[0].Attr("action"), forms[1].Attr("action")

	t.Run("another network and other roles reach none", func(t *testing.T) {
		if a := s.As(t, s.Zwolle.Admin).Post(first, nil); a.Status != 404 {
			t.Errorf("another network: %d", a.Status)
		}
		if a := s.As(t, s.Twente.Relation).Post(first, nil); a.Status != 403 {
			t.Errorf("a relation manager: %d", a.Status)
		}
	})
	t.Run("tried again, it gives up again; dropped, it is gone", func(t *testing.T) {
		if a := c.Post(first, nil); a.Status != 303 {
			t.Errorf("retry: %d", a.Status)
		}
		htmltest.In(t, c.Get("/upkeep").Body).Has("td", "wacht").Count(`form[action$="/retry"]`, 1)
		if a := c.Post(first, nil); a.Status != 404 {
			t.Errorf("what waits can't be retried: %d", a.Status)
		}
		if _, err := s.Jobs.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
		for _, one := range []string{first, second} {
			if a := c.Post(strings.Replace(one, "/retry", "/drop", 1), nil); a.Status != 303 {
				t.Errorf("drop: %d", a.Status)
			}
		}
		htmltest.In(t, c.Get("/upkeep").Body).Count(`form[action$="/retry"]`, 0)
		htmltest.In(t, c.Get("/audit").Body).Has("th", "opgegeven taak laten vallen").Has("th", "opgegeven taak opnieuw geprobeerd")
	})
	t.Run("one that waits already is not queued twice", func(t *testing.T) {
		hopeless(t, s, s.Twente.ID, "same")
		again := htmltest.In(t, c.Get("/upkeep").Body).Find(`form[action$="/retry"]`)[0].Attr("action")
		err := s.Services.Kit.Write(t.Context(), access.System(s.Twente.ID, "test"), func(op *operation.Op) error {
			op.Audit(audit.Entry{Action: "network.founded", Object: "network", ID: s.Twente.ID})
			op.Enqueue(job.New{Kind: "hopeless", Unique: "same"})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if a := c.Post(again, nil); a.Status != 409 || !strings.Contains(a.Body, "Er wacht al") {
			t.Errorf("%d", a.Status)
		}
	})
}

func TestWhatIsKept(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	c := s.As(t, s.Twente.Teacher)
	htmltest.In(t, c.Get("/upkeep/kept").Body).Has("caption", "person").Has("td", "C2")
	for _, class := range []string{"all", "C0", "C1", "C3", "SYS"} {
		if a := c.Get("/upkeep/kept?class=" + class); a.Status != 200 {
			t.Errorf("%s: %d", class, a.Status)
		}
	}
	htmltest.In(t, c.Get("/upkeep/kept?class=none").Body).Count("table", 0)
}
