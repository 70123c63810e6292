//go:build sabotage

package authztest

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"schakel/internal/domain/programme"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/link"
	"schakel/internal/platform/fault"
)

// unused are the actions whose predicate stands in no query, each with the reason. One that comes into use must be taken
// off, and then the matrix must catch its sabotage.
var unused = map[access.Action]string{
	access.PupilRead:        "there are no pupils before their own issue",
	access.ReportExport:     "a right to download what contribution.read shows; it chooses no rows itself",
	access.ViewPublish:      "a right to show a view to a unit; it chooses no rows itself",
	access.TokenHold:        "a right to have tokens; which ones is account.own's",
	access.ClaimMake:        "a right to say something; it chooses no rows itself",
	access.RegistrationMake: "a right to say something; it chooses no rows itself",
	access.RelationExport:   "a right to take along what the lists show; it chooses no rows itself",
}

// probes ask a service directly, for predicates that a page hides behind a check of its own: the predicate must hold without
// the page. Each returns what was wrong, empty when the predicate held.
var probes = map[access.Action]func(*Fixture) string{
	access.ProgrammeManage: func(f *Fixture) string {
		n := f.Nets[0]
		line := n.the("line", "almelo", "")
		err := n.svc().Programme.EditLine(f.ctx(), n.ProjectHengelo, line.ID, 1, programme.LineInput{Code: "X", Name: "van een ander"})
		if fault.Is(err, fault.KindNotFound) {
			return ""
		}
		return "programme.EditLine: Hengelo's leader about " + line.String() + ": want not found, got " + fmt.Sprint(err)
	},
	access.MembersInvite: func(f *Fixture) string {
		n := f.Nets[0]
		koepel := n.the("organisation", "", "koepel")
		l := n.linkOf(link.Members, koepel.ID)
		sc, err := l.Scope()
		if err != nil {
			return err.Error()
		}
		l.Organisation = n.the("organisation", "", "kolk").ID // not the one of the scope
		own, err := n.svc().Menu.ForUmbrella(f.ctx(), sc, l)
		if fault.Is(err, fault.KindNotFound) {
			return ""
		}
		return "menu.ForUmbrella: the link of " + koepel.String() + " shows " + own.Umbrella
	},
	access.AnnualRead: func(f *Fixture) string {
		n := f.Nets[0]
		l := n.linkOf(link.Annual, n.the("organisation", "", "kolk").ID)
		sc, err := l.Scope()
		if err != nil {
			return err.Error()
		}
		a, err := n.svc().Funding.Annual(f.ctx(), sc, n.the("organisation", "", "ziel").ID, 0)
		if err != nil || len(a.Years) == 0 {
			return ""
		}
		return "funding.Annual: the link of kolk shows what " + a.Name + " did"
	},
	access.ContactRead: func(f *Fixture) string {
		page, err := f.Services.Relation.List(f.ctx(), f.Nets[0].Accountant, relation.Filter{})
		if err != nil {
			return "relation.List: " + err.Error()
		}
		for _, row := range page.Rows {
			if !row.LastContact.IsZero() {
				return "relation.List tells the accountant, who reads no contacts, when the last one was"
			}
		}
		return ""
	},
}

// TestSabotage takes the predicate of one action away at a time, in every query: the matrix must turn red each time.
func TestSabotage(t *testing.T) {
	used := markersInUse(t)
	f := New(t)
	watch := f.watchers()
	f.seal()
	f.rehearse(true)
	if found := f.firstLeak(watch, ""); found != "" {
		t.Fatalf("without any sabotage the matrix is red already, so it would prove nothing: %s", found)
	}
	for a, probe := range probes {
		if found := probe(f); found != "" {
			t.Fatalf("without any sabotage the probe of %s is red already: %s", a, found)
		}
	}
	actions := access.Actions()
	slices.Sort(actions)
	caught := 0
	for _, a := range actions {
		why, listed := unused[a]
		switch {
		case listed && used[a]:
			t.Errorf("%s is listed as unused (%s), but a query has it now", a, why)
			continue
		case listed:
			continue
		case !used[a]:
			t.Errorf("%s stands in no query: use it, or list it here with the reason", a)
			continue
		}
		access.Sabotage(a)
		found := f.firstLeak(watch, a)
		if probe := probes[a]; found == "" && probe != nil {
			found = probe(f)
		}
		access.Sabotage("")
		if found == "" {
			t.Errorf("%s was taken away from every query and the matrix stayed green", a)
			continue
		}
		caught++
		t.Logf("%-20s %s", a, found)
	}
	t.Logf("%d sabotages caught", caught)
}

// watchers are principals for whom much is out of reach, in different ways; they find a hole without the whole matrix.
func (f *Fixture) watchers() []*Principal {
	var out []*Principal
	all := f.Principals()
	for _, name := range []string{
		"project leader of Hengelo in Twente", "lead of Hengelo in Twente", "teacher of Canisius in Twente", "lead in Twente", "admin in Twente", "controller in Twente", "accountant in Twente",
		"privacy officer of Hengelo in Twente", // the rights on people hold for a whole network only
	} {
		for _, p := range all {
			if p.Name == name {
				out = append(out, p)
				break
			}
		}
	}
	return append(out, &Principal{Name: "stranger", address: "198.51.99.1:1234"})
}

// leak says of a finding that it is about reach, and no mere failure of a broken query.
var leak = regexp.MustCompile(`shows what it may not|want not found|want forbidden|want a refusal|tells that it exists`)

// firstLeak runs the matrix for the watchers until something is out of order. Pages come before forms.
// Routes that ask for the action come first: they are the likeliest to notice.
func (f *Fixture) firstLeak(watch []*Principal, a access.Action) (found string) {
	specs := Specs()
	type done struct{}
	defer func() {
		if p := recover(); p != nil {
			if _, ok := p.(done); !ok {
				panic(p)
			}
		}
	}()
	routes := f.Server.Routes()
	late := func(r access.Route) int {
		if slices.Contains(r.Policy.Actions, a) {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(routes, func(x, y access.Route) int {
		return cmp.Or(cmp.Compare(late(x), late(y)), cmp.Compare(x.Method(), y.Method()))
	})
	for _, r := range routes {
		s, known := specs[r.Pattern]
		if !known || r.DemoOnly || r.Rate == access.RateStatic {
			continue
		}
		m := f.newRun(r, s, func(finding string) {
			if leak.MatchString(finding) {
				found = finding
				panic(done{})
			}
		})
		if s.Link != "" {
			m.viaLinks(watch[len(watch)-1], watch[len(watch)-1])
			continue
		}
		if byDirectory(r) {
			m.viaDirectories(watch[len(watch)-1:])
			continue
		}
		for _, p := range watch {
			m.by(p)
		}
	}
	return found
}

var markerText = regexp.MustCompile(`\{([a-z_]+(?:\.[a-z_]+)?):[a-z_]+(?:\.[a-z_]+)?\}`)

// markersInUse reads which actions stand in queries of the program itself.
func markersInUse(t *testing.T) map[access.Action]bool {
	t.Helper()
	out := map[access.Action]bool{}
	err := filepath.WalkDir("../..", func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || strings.Contains(path, "testkit") {
			return err
		}
		text, err := os.ReadFile(path)
		for line := range strings.Lines(string(text)) {
			if strings.HasPrefix(strings.TrimSpace(line), "//") {
				continue
			}
			for _, m := range markerText.FindAllStringSubmatch(line, -1) {
				out[access.Action(m[1])] = true
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(out) < 20 {
		t.Fatalf("found only %d actions in queries: the test looks in the wrong place", len(out))
	}
	return out
}
