package authztest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"schakel/internal/domain/engagement"
	"schakel/internal/domain/funding"
	"schakel/internal/domain/menu"
	"schakel/internal/domain/need"
	"schakel/internal/domain/network"
	"schakel/internal/domain/occurrence"
	"schakel/internal/domain/programme"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/id"
)

// The budgets: a list, and any other page. Two of them are for the session and the scope.
const (
	listBudget = 6
	pageBudget = 10
)

// TestQueryBudget opens every page as somebody with all roles, in the small world and with two hundred more of everything:
// the number of queries is the same, and within the budget of the page.
func TestQueryBudget(t *testing.T) {
	t.Parallel()
	f := New(t)
	p := f.everything()
	few := f.count(p)
	f.grow(200)
	many := f.count(p)
	for pattern, n := range few {
		allowed, kind := pageBudget, "page"
		if list(pattern) {
			allowed, kind = listBudget, "list"
		}
		if over, listed := overBudget[pattern]; listed {
			if n < over || over <= allowed {
				t.Errorf("%s costs %d queries now: take it off the table, or lower it", pattern, n)
			}
			allowed = over
		}
		if n > allowed {
			t.Errorf("%s costs %d queries, a %s has %d", pattern, n, kind, allowed)
		}
		if many[pattern] != n {
			t.Errorf("%s costs %d queries with few rows and %d with many", pattern, n, many[pattern])
		}
	}
	t.Logf("%d pages", len(few))
}

// TestTheOpenNeedStaysWithinItsBudget opens needs in every state that the world has: what a need shows while it is open depends on
// who was asked and what came of it.
func TestTheOpenNeedStaysWithinItsBudget(t *testing.T) {
	t.Parallel()
	f := New(t)
	p := f.everything()
	for _, r := range f.Server.Routes() {
		if r.Pattern != "GET /needs/{id}" {
			continue
		}
		m, most := f.newRun(r, Specs()[r.Pattern], func(finding string) { t.Error(finding) }), 0
		for _, o := range f.Nets[0].Objects["need"] {
			_, a := m.send(p, o, chain(o, 1), nil)
			if a.Queries > pageBudget {
				t.Errorf("a need that is %q costs %d queries, a page has %d", o.Tag, a.Queries, pageBudget)
			}
			most = max(most, a.Queries)
		}
		t.Logf("%d queries at most", most)
	}
}

// reports add up rules, ledger, pledges and plans; a form offers what can be chosen, and an account is all of oneself: they are pages, no lists.
var reports = []string{
	"GET /funding", "GET /funding/forecast", "GET /steering", "GET /funding/report.csv", "GET /funding/report.xlsx", "GET /funding/ledger.xaf", "GET /record", "GET /api/v1/report", "GET /account",
}

// list reports whether a page is a list: it is about nothing in particular, and shows rows.
func list(pattern string) bool {
	s := Specs()[pattern]
	return s.Object == "" && s.Shows != "" && !strings.HasSuffix(pattern, "/new") && !slices.Contains(reports, pattern)
}

// count opens every page once and returns the number of its queries.
func (f *Fixture) count(p *Principal) map[string]int {
	out := map[string]int{}
	f.open(p, func(r access.Route, _ request, a Answer) { out[r.Pattern] = a.Queries })
	return out
}

// grow adds rows of everything that lists show, and to what the record pages are about.
func (f *Fixture) grow(rows int) {
	n := f.Nets[0]
	kolk, koepel := n.the("organisation", "", "kolk").ID, n.the("organisation", "", "koepel").ID
	item, activity, line, grant := n.the("menu_item", "root", "").ID, n.the("activity", "almelo", "").ID, n.the("line", "root", ""), n.the("grant", "root", "")
	for i := range rows {
		name := fmt.Sprintf("Rij %03d", i)
		org := got[id.ID](f)(n.svc().Relation.AddOrganisation(f.ctx(), n.Relation, n.Almelo, relation.OrganisationInput{Kind: "company", Name: name, Place: "Almelo"}))
		got[id.ID](f)(n.svc().Relation.AddPerson(f.ctx(), n.Relation, kolk, relation.PersonInput{Name: name}))
		f.must(n.svc().Relation.JoinUmbrella(f.ctx(), n.Relation, org, relation.MembershipInput{Umbrella: koepel}))
		got[id.ID](f)(n.svc().Relation.RecordContact(f.ctx(), n.Relation, relation.ContactInput{Unit: n.Almelo, Organisation: kolk, Kind: "call", Note: name, Next: name}))
		f.must(n.svc().Menu.Choose(f.ctx(), n.Relation, org, []menu.Choice{{Item: item, Times: "3", MaxGroup: "30"}}))
		got[id.ID](f)(n.svc().Menu.AddItem(f.ctx(), n.System, n.Almelo, menu.ItemInput{
			NameNL: name, NameEN: name, CompanyNL: name, CompanyEN: name, TeacherNL: name, TeacherEN: name, Place: menu.AtSchool, Minutes: "60", Prep: "0", People: "1",
			MinGroup: "1", MaxGroup: "30", Value: "staff_hours", Conduct: menu.None,
		}))
		got[id.ID](f)(n.svc().Need.Ask(f.ctx(), n.Teacher, need.AskInput{Unit: n.Noordik, Item: item, Title: name, Pupils: "20", From: f.Today, To: f.Today.AddDays(30)}))
		got[id.ID](f)(n.svc().Engagement.AgreeByHand(f.ctx(), n.Teacher, engagement.AgreeInput{
			Unit: n.Noordik, Organisation: kolk, Item: item, Title: name, Slot: occurrence.Slot{On: f.Today.AddDays(i%20 + 1), Start: 600, End: 660}, Pupils: 20, People: 1, Anyway: true,
		}))
		got[id.ID](f)(n.svc().Funding.Record(f.ctx(), n.Project, funding.RecordInput{
			ID: f.Kit.IDs.New(), Unit: n.Noordik, Organisation: org, Activity: activity, Kind: funding.KindGoods, PerformedOn: string(f.Today), Value: "10", Reason: "gereedschap " + name, Other: true,
		}))
		got[id.ID](f)(n.svc().Funding.Pledge(f.ctx(), n.Lead, funding.PledgeInput{Grant: grant.ID, Unit: n.Almelo, Organisation: org, Year: "2027", Kind: funding.KindGoods, Value: "10"}))
		got[id.ID](f)(n.svc().Programme.AddActivity(f.ctx(), n.System, programme.ActivityInput{
			Unit: n.Root, Line: line.ID, Code: fmt.Sprintf("A.%d", i+100), Name: name, From: "2025-01-01", To: "2028-12-31",
		}))
		got[id.ID](f)(n.svc().Network.AddUnit(f.ctx(), n.System, network.UnitInput{Parent: n.Hengelo, Kind: network.KindWorkgroup, Name: name}))
		got[id.ID](f)(n.svc().Network.InvitePerson(f.ctx(), n.System, network.InviteInput{Email: fmt.Sprintf("rij%03d@school.example", i), Name: name, Role: access.Teacher, Unit: n.Noordik}))
		got[id.ID](f)(n.svc().Relation.Upload(f.ctx(), n.Relation, n.Almelo, relation.ImportCompanies, name+".csv", strings.NewReader("naam;plaats\nX;Almelo\n")))
	}
}

// overBudget are pages that cost more than their kind has, as found. It only shrinks.
var overBudget = map[string]int{
	"GET /funding/grants/{id}/pledges/new": 11, // the whole record of the grant, for its years
}
