package dashboard_test

import (
	"context"
	"testing"
	"time"

	"schakel/internal/domain/dashboard"
	"schakel/internal/domain/need"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/search"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

func (e *env) log(sc access.Scope, f dashboard.LogFilter) dashboard.Log {
	e.t.Helper()
	out, err := e.Log(e.t.Context(), sc, f)
	e.must(err)
	return out
}

// line finds the latest line with an action.
func line(l dashboard.Log, action string) dashboard.LogLine {
	for _, x := range l.Lines {
		if x.Action == action {
			return x
		}
	}
	return dashboard.LogLine{}
}

func TestLog(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	key := e.ask(r, "2026-12-20")
	l, sc := e.invite(r, key, "2026-12-01")
	_, err := e.engagement.Accept(t.Context(), sc, l, need.Answer{Reply: need.Yes})
	e.must(err)

	t.Run("names actors and objects", func(t *testing.T) {
		log := e.log(r.Admin, dashboard.LogFilter{})
		if got := line(log, "need.asked"); got.Actor != "teacher Twente" || got.Label != "Lassen voor 3B" || got.ObjectID != key {
			t.Errorf("a colleague: %+v", got)
		}
		if got := line(log, "invitation.answered"); got.Actor != "" || got.Company != "Erik Kolk (Kolk Twente)" {
			t.Errorf("a company behind a link: %+v", got)
		}
		for action, want := range map[string]string{"invitation.sent": "Kolk Twente", "occurrence.planned": "Lassen voor 3B", "engagement.agreed": "Lassen voor 3B"} {
			if got := line(log, action); got.Label != want {
				t.Errorf("%s: label %q, want %q", action, got.Label, want)
			}
		}
		if got := line(log, "organisation.added"); got.Label != "Kolk Twente" {
			t.Errorf("an organisation: %+v", got)
		}
	})
	t.Run("shows no label of what the reader may not see", func(t *testing.T) {
		log := e.log(r.Controller, dashboard.LogFilter{})
		if got := line(log, "need.asked"); got.ObjectID != key || got.Label != "" {
			t.Errorf("the controller reads no needs: %+v", got)
		}
		if got := line(log, "person.added"); got.ObjectID == "" || got.Label != "" {
			t.Errorf("the controller reads no people: %+v", got)
		}
	})
	t.Run("of one object only", func(t *testing.T) {
		log := e.log(r.Admin, dashboard.LogFilter{Object: key})
		if len(log.Lines) == 0 || log.Only != "Lassen voor 3B" {
			t.Fatalf("got %d lines of %q", len(log.Lines), log.Only)
		}
		for _, x := range log.Lines {
			if x.ObjectID != key {
				t.Errorf("got %+v", x.Event)
			}
		}
	})
	t.Run("another network's object gives nothing", func(t *testing.T) {
		if log := e.log(e.Zwolle.Admin, dashboard.LogFilter{Object: key}); len(log.Lines) != 0 || log.Only != "" {
			t.Errorf("got %+v", log)
		}
	})
	t.Run("is not for who may not read it", func(t *testing.T) {
		for name, sc := range map[string]access.Scope{"teacher": r.Teacher, "project leader": r.Project, "zero": {}} {
			if _, err := e.Log(t.Context(), sc, dashboard.LogFilter{}); !fault.Is(err, fault.KindForbidden) {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

func TestLogPages(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	for range 70 {
		e.ask(r, "2026-12-20")
	}
	seen, before := map[id.ID]bool{}, int64(0)
	var last int64
	for range 10 {
		stats := &db.Stats{}
		log, err := e.Log(db.WithStats(context.Background(), stats), r.Admin, dashboard.LogFilter{Before: before})
		e.must(err)
		if stats.Queries > 2 || len(log.Lines) > 50 {
			t.Errorf("%d queries, %d lines", stats.Queries, len(log.Lines))
		}
		for _, l := range log.Lines {
			if seen[l.ID] || last != 0 && l.Seq != last-1 {
				t.Fatalf("line %d after %d", l.Seq, last)
			}
			seen[l.ID], last = true, l.Seq
		}
		if before = log.Next; before == 0 {
			break
		}
	}
	if last != 1 || len(seen) < 71 {
		t.Errorf("read %d lines down to %d", len(seen), last)
	}
}

func TestRecent(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	e.World.Clock.Advance(time.Minute)
	key := e.ask(r, "2026-12-20")
	found, err := e.Recent(t.Context(), r.Teacher, 5)
	e.must(err)
	if len(found) != 1 || found[0].ID != key || found[0].Kind != search.Need {
		t.Errorf("a teacher's own: %+v", found)
	}
	found, err = e.Recent(t.Context(), r.Relation, 5, search.Organisation)
	e.must(err)
	if len(found) != 1 || found[0].ID != e.company[r] {
		t.Errorf("a relation manager's: %+v", found)
	}
}
