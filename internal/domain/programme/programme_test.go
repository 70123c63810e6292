package programme_test

import (
	"testing"

	"schakel/internal/domain/programme"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/testkit/world"
)

// env is the world with a grant in each network, over 2025 up to and including 2028.
type env struct {
	*world.World
	*programme.Service
	t      *testing.T
	grants map[*world.Region]id.ID
}

func newEnv(t *testing.T) *env {
	t.Helper()
	w := world.New(t)
	e := &env{World: w, Service: programme.New(w.Kit), t: t, grants: map[*world.Region]id.ID{}}
	for _, r := range w.Regions() {
		e.grants[r] = e.grant(r)
	}
	return e
}

// grant writes the rows that funding owns; funding stands above this package.
func (e *env) grant(r *world.Region) (key id.ID) {
	e.t.Helper()
	err := e.Write(e.t.Context(), r.System, func(op *operation.Op) error {
		scheme := op.NewID()
		key = op.NewID()
		op.Audit(audit.Entry{Action: "test", Object: "test"})
		err := op.Insert(`INSERT INTO scheme (network_id, id, code, name, start_on, end_on, created_at, operation_id)
			VALUES ($1, $2, 'STO', 'STO', '2025-01-01', '2028-12-31', $3, $4)`, r.ID, scheme, op.At, op.ID)
		if err != nil {
			return err
		}
		return op.Insert(`INSERT INTO subsidy_grant (network_id, id, unit_id, scheme_id, reference, name, decided_on, start_on, end_on, grant_cents, budget_cents, cost_cents, created_at, operation_id)
			VALUES ($1, $2, $3, $4, 'STO25', 'STO 2025–2028', '2025-01-15', '2025-01-01', '2028-12-31', 100, 100, 100, $5, $6)`,
			r.ID, key, r.Root, scheme, op.At, op.ID)
	})
	if err != nil {
		e.t.Fatal(err)
	}
	return key
}

func (e *env) line(r *world.Region, sc access.Scope, unit id.ID, code string) id.ID {
	e.t.Helper()
	key, err := e.AddLine(e.t.Context(), sc, programme.LineInput{Unit: unit, Grant: e.grants[r], Code: code, Name: "Onderwijs met bedrijven"})
	if err != nil {
		e.t.Fatal(err)
	}
	return key
}

func fields(t *testing.T, err error, want map[string]string) {
	t.Helper()
	f, _ := fault.As(err)
	if f == nil || len(f.Fields) != len(want) {
		t.Fatalf("got %v, want %v", err, want)
	}
	for name, key := range want {
		if f.Fields[name].Key != key {
			t.Errorf("%s: got %q, want %q", name, f.Fields[name].Key, key)
		}
	}
}

func TestLines(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	line := e.line(r, r.Lead, r.Root, "PL1")
	own := e.line(r, r.Project, r.Almelo, "PL2")

	t.Run("everybody of the network reads them, nobody else", func(t *testing.T) {
		if lines, err := e.Lines(t.Context(), r.TeacherHengelo); err != nil || len(lines) != 2 || lines[0].Code != "PL1" {
			t.Errorf("got %v %v", lines, err)
		}
		if lines, err := e.Lines(t.Context(), e.Zwolle.Lead); err != nil || len(lines) != 0 {
			t.Errorf("got %v %v", lines, err)
		}
		if _, err := e.Line(t.Context(), e.Zwolle.Lead, line); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("a code stands once under a grant", func(t *testing.T) {
		_, err := e.AddLine(t.Context(), r.Lead, programme.LineInput{Unit: r.Root, Grant: e.grants[r], Code: "PL1", Name: "Nog eens"})
		fields(t, err, map[string]string{"code": "programme.code_taken"})
	})
	t.Run("another network's grant is an unknown choice", func(t *testing.T) {
		_, err := e.AddLine(t.Context(), r.Lead, programme.LineInput{Unit: r.Root, Grant: e.grants[e.Zwolle], Code: "PL9", Name: "Vreemd"})
		fields(t, err, map[string]string{"grant": "field.choice"})
	})
	t.Run("bad fields are named", func(t *testing.T) {
		_, err := e.AddLine(t.Context(), r.Lead, programme.LineInput{Unit: r.Root, Grant: e.grants[r], Code: "", Name: "x\x00"})
		fields(t, err, map[string]string{"code": "field.required", "name": "field.control_characters"})
		_, err = e.AddLine(t.Context(), r.Lead, programme.LineInput{Grant: e.grants[r], Code: "a", Name: "abc"})
		fields(t, err, map[string]string{"unit": "field.required"})
	})
	t.Run("out of reach is not found, and a teacher may not", func(t *testing.T) {
		in := programme.LineInput{Unit: r.Almelo, Grant: e.grants[r], Code: "PL3", Name: "Van de buren"}
		if _, err := e.AddLine(t.Context(), r.ProjectHengelo, in); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("sibling: %v", err)
		}
		if _, err := e.AddLine(t.Context(), r.Teacher, in); !fault.Is(err, fault.KindForbidden) {
			t.Errorf("teacher: %v", err)
		}
		for _, sc := range []access.Scope{r.ProjectHengelo, e.Zwolle.Project} {
			if err := e.EditLine(t.Context(), sc, own, 1, programme.LineInput{Code: "X", Name: "Gekaapt"}); !fault.Is(err, fault.KindNotFound) {
				t.Errorf("edit: %v", err)
			}
		}
	})
	t.Run("an edit changes it once per version", func(t *testing.T) {
		in := programme.LineInput{Code: "PL2a", Name: "Samen opleiden"}
		if err := e.EditLine(t.Context(), r.Project, own, 1, in); err != nil {
			t.Fatal(err)
		}
		if got, err := e.Line(t.Context(), r.Teacher, own); err != nil || got.Code != "PL2a" || got.Name != in.Name || got.Version != 2 || got.Grant != e.grants[r] {
			t.Errorf("got %+v %v", got, err)
		}
		if err := e.EditLine(t.Context(), r.Project, own, 1, in); !fault.Is(err, fault.KindConflict) {
			t.Errorf("stale version: %v", err)
		}
		fields(t, e.EditLine(t.Context(), r.Project, own, 2, programme.LineInput{Code: "PL1", Name: "Samen"}), map[string]string{"code": "programme.code_taken"})
	})
}

func TestActivities(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	line := e.line(r, r.Lead, r.Root, "PL1")
	in := programme.ActivityInput{Line: line, Unit: r.Almelo, Code: "1.1", Name: "Gastlessen", From: "2025-08-01", To: "2027-07-31"}
	key, err := e.AddActivity(t.Context(), r.Project, in)
	if err != nil {
		t.Fatal(err)
	}

	t.Run("stands under its line", func(t *testing.T) {
		lines, err := e.Lines(t.Context(), r.Accountant)
		if err != nil || len(lines) != 1 || len(lines[0].Activities) != 1 {
			t.Fatalf("got %+v %v", lines, err)
		}
		a := lines[0].Activities[0]
		if a.Name != "Gastlessen" || a.LineCode != "PL1" || a.Grant != e.grants[r] || a.UnitName != "Almelo Twente" || !a.Holds("2027-07-31") || a.Holds("2027-08-01") {
			t.Errorf("got %+v", a)
		}
	})
	t.Run("is an option on the days on which it runs", func(t *testing.T) {
		for on, want := range map[string]int{"2025-07-31": 0, "2025-08-01": 1, "2027-07-31": 1, "2027-08-01": 0, "": 1} {
			e.mustOptions(t, r.Teacher, on, want)
		}
		e.mustOptions(t, e.Zwolle.Teacher, "2026-01-01", 0)
	})
	t.Run("must lie within the grant", func(t *testing.T) {
		out := in
		out.Code, out.From, out.To = "1.2", "2024-12-31", "2029-01-01"
		_, err := e.AddActivity(t.Context(), r.Project, out)
		fields(t, err, map[string]string{"from": "programme.outside_grant", "to": "programme.outside_grant"})
		fields(t, e.EditActivity(t.Context(), r.Project, key, 1, out), map[string]string{"from": "programme.outside_grant", "to": "programme.outside_grant"})
	})
	t.Run("bad fields are named", func(t *testing.T) {
		bad := programme.ActivityInput{Line: line, Unit: r.Almelo, Code: "1.3", Name: "Bezoek", From: "2026-02-30", To: ""}
		_, err := e.AddActivity(t.Context(), r.Project, bad)
		fields(t, err, map[string]string{"from": "field.date", "to": "field.required"})
		bad.From, bad.To = "2026-03-02", "2026-03-01"
		_, err = e.AddActivity(t.Context(), r.Project, bad)
		fields(t, err, map[string]string{"to": "field.date_order"})
		bad.Line, bad.To = key, "2026-03-03"
		_, err = e.AddActivity(t.Context(), r.Project, bad)
		fields(t, err, map[string]string{"line": "field.choice"})
		dup := in
		_, err = e.AddActivity(t.Context(), r.Project, dup)
		fields(t, err, map[string]string{"code": "programme.code_taken"})
	})
	t.Run("the wall holds", func(t *testing.T) {
		if _, err := e.Activity(t.Context(), e.Zwolle.Project, key); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("read: %v", err)
		}
		foreign := in
		foreign.Unit = e.Zwolle.Almelo
		if _, err := e.AddActivity(t.Context(), r.Project, foreign); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("unit of another network: %v", err)
		}
		foreign = in
		foreign.Unit, foreign.Code = e.Zwolle.Almelo, "9"
		if _, err := e.AddActivity(t.Context(), r.Lead, programme.ActivityInput{Line: line, Unit: e.Zwolle.Almelo, Code: "8", Name: "Vreemd", From: in.From, To: in.To}); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("unit of another network, by somebody who reaches the whole own one: %v", err)
		}
		if _, err := e.AddLine(t.Context(), r.Lead, programme.LineInput{Unit: e.Zwolle.Root, Grant: e.grants[r], Code: "8", Name: "Vreemd"}); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("line: %v", err)
		}
		_, err := e.AddActivity(t.Context(), e.Zwolle.Project, foreign)
		fields(t, err, map[string]string{"line": "field.choice"})
		for _, sc := range []access.Scope{r.ProjectHengelo, e.Zwolle.Project} {
			if err := e.EditActivity(t.Context(), sc, key, 1, in); !fault.Is(err, fault.KindNotFound) {
				t.Errorf("edit: %v", err)
			}
		}
	})
	t.Run("an edit changes it once per version", func(t *testing.T) {
		changed := in
		changed.Name, changed.To = "Gastlessen en bezoeken", "2028-07-31"
		if err := e.EditActivity(t.Context(), r.Project, key, 1, changed); err != nil {
			t.Fatal(err)
		}
		if got, err := e.Activity(t.Context(), r.Teacher, key); err != nil || got.Name != changed.Name || got.To != changed.To || got.Version != 2 {
			t.Errorf("got %+v %v", got, err)
		}
		if err := e.EditActivity(t.Context(), r.Project, key, 1, changed); !fault.Is(err, fault.KindConflict) {
			t.Errorf("stale version: %v", err)
		}
	})
}

func (e *env) mustOptions(t *testing.T, sc access.Scope, on string, want int) {
	t.Helper()
	got, err := e.ActivityOptions(t.Context(), sc, clock.Date(on))
	if err != nil || len(got) != want {
		t.Errorf("on %q: %d options, want %d (%v)", on, len(got), want, err)
	}
}

func TestGrantOptions(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	if got, err := e.GrantOptions(t.Context(), e.Twente.Project); err != nil || len(got) != 1 || got[0].ID != e.grants[e.Twente] {
		t.Errorf("got %+v %v", got, err)
	}
	if got, err := e.GrantOptions(t.Context(), e.Twente.Teacher); err != nil || len(got) != 0 {
		t.Errorf("a teacher sees no grants: %+v %v", got, err)
	}
}

// A page of lines costs the same number of queries, however many lines there are.
func TestLinesCostThreeQueries(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	for _, code := range []string{"A", "B", "C"} {
		e.line(e.Twente, e.Twente.Lead, e.Twente.Root, code)
	}
	var stats db.Stats
	if _, err := e.Lines(db.WithStats(t.Context(), &stats), e.Twente.Lead); err != nil {
		t.Fatal(err)
	}
	if stats.Queries != 3 {
		t.Errorf("%d queries", stats.Queries)
	}
}
