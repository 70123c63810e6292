package authztest

import (
	"strings"
	"sync"
	"testing"
	"time"
)

// TestMatrix calls every route as everybody, about everything. Forms are rehearsed: each goes through all checks and is
// undone at its last step, so that all of them meet the same world.
func TestMatrix(t *testing.T) {
	t.Parallel()
	started := time.Now()
	f := New(t)
	principals := f.Principals()
	f.seal()
	before := f.digest()
	f.rehearse(true)
	specs := Specs()
	var mu sync.Mutex
	cases := 0
	t.Run("routes", func(t *testing.T) {
		for _, r := range f.Server.Routes() {
			t.Run(strings.ReplaceAll(r.Pattern, "/", "."), func(t *testing.T) {
				t.Parallel()
				s, known := specOf(specs, r)
				if !known {
					t.Fatalf("nobody said what %q needs: add it to spec_*.go, with a valid form if it is a POST", r.Pattern)
				}
				m := f.newRun(r, s, func(finding string) { t.Error(finding) })
				m.all(principals)
				m.enough()
				mu.Lock()
				cases += m.Cases
				mu.Unlock()
			})
		}
	})
	f.rehearse(false)
	if unseen := f.Words.Unseen(); len(unseen) > 0 {
		t.Errorf("no answer shows anything of %v to anybody: the matrix would not notice a leak of it", unseen)
	}
	if tables := changed(before, f.digest()); len(tables) > 0 {
		t.Errorf("what was denied or rehearsed changed %v", tables)
	}
	for _, line := range f.logged.leaks {
		t.Errorf("the log tells too much: %s", line)
	}
	t.Logf("%d routes, %d principals and %d links, %d cases in %.1f s", len(f.Server.Routes()), len(principals), len(f.Nets[0].about)*2, cases, time.Since(started).Seconds())
}

// Every route that is known must exist: a spec left behind says something untrue.
func TestNoSpecIsLeftBehind(t *testing.T) {
	t.Parallel()
	f := New(t)
	known := map[string]bool{}
	for _, r := range f.Server.Routes() {
		known[r.Pattern] = true
	}
	for pattern := range Specs() {
		if !known[pattern] {
			t.Errorf("%q is not in the URL table any more", pattern)
		}
	}
}

// all runs the matrix of a route.
func (m *run) all(principals []*Principal) {
	if m.spec.Link != "" {
		stranger, teacher := principals[0], principals[0]
		for _, p := range principals {
			if p.Name == "teacher in Twente" {
				teacher = p
			}
		}
		m.viaLinks(stranger, teacher)
		return
	}
	if byDirectory(m.route) {
		m.viaDirectories(principals)
		return
	}
	for _, p := range principals {
		m.by(p)
	}
}

// enough fails when the matrix of a route shows nothing: nobody may call it, or nobody gets data.
func (m *run) enough() {
	switch {
	case m.Allowed == 0:
		m.fail(m.route.Pattern + ": nobody may call it: the fixture lacks an object in the right state, or the route is dead")
	case m.WithData == 0:
		m.fail(m.route.Pattern + ": no allowed answer shows a canary: the matrix would not notice a leak here")
	}
}
