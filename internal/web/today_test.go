package web_test

import (
	"net/http"
	"strings"
	"testing"

	"schakel/internal/domain/menu"
	"schakel/internal/domain/need"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/id"
	"schakel/internal/testkit/htmltest"
	"schakel/internal/testkit/webtest"
	"schakel/internal/testkit/world"
)

// busy is a site with a company, a need and an invitation in both networks.
func busy(t *testing.T) *webtest.Site {
	t.Helper()
	site := webtest.New(t)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, r := range site.Regions() {
		must(site.Services.Menu.InstallDefaults(t.Context(), r.Admin, r.Root))
		items, err := site.Services.Menu.Card(t.Context(), r.Admin, false)
		must(err)
		company, err := site.Services.Relation.AddOrganisation(t.Context(), r.Relation, r.Almelo, relation.OrganisationInput{Kind: "company", Name: "Kolk " + r.Name, Place: "Almelo"})
		must(err)
		_, err = site.Services.Relation.AddPerson(t.Context(), r.Relation, company, relation.PersonInput{Name: "Erik Kolk", Email: "erik@kolk.example", Requests: true})
		must(err)
		must(site.Services.Menu.Choose(t.Context(), r.Relation, company, []menu.Choice{{Item: items[0].ID, Times: "3", MaxGroup: "30"}}))
		asked, err := site.Services.Need.Ask(t.Context(), r.Teacher, need.AskInput{Unit: r.Noordik, Item: items[0].ID, Title: "Lassen voor 3B", Pupils: "24", From: "2026-11-26", To: "2026-12-10"})
		must(err)
		must(site.Services.Need.Invite(t.Context(), r.Teacher, asked, []id.ID{company}, "2026-12-01"))
	}
	if _, err := site.Jobs.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	return site
}

// everybody is one holder of each role.
func everybody(r *world.Region) map[access.Role]access.Scope {
	return map[access.Role]access.Scope{
		access.NetworkAdmin: r.Admin, access.RegionLead: r.Lead, access.Controller: r.Controller, access.ProjectLeader: r.Project, access.RelationManager: r.Relation,
		access.LineLead: r.LineLead, access.WorkgroupMember: r.Member, access.Teacher: r.Teacher, access.StageCoordinator: r.Stage, access.Accountant: r.Accountant,
		access.PrivacyOfficer: r.Privacy,
	}
}

func TestWhatTodayAndThePaletteOfferOpens(t *testing.T) {
	t.Parallel()
	site := busy(t)
	for role, sc := range everybody(site.Twente) {
		t.Run(string(role), func(t *testing.T) {
			browser := site.As(t, sc)
			seen := map[string]bool{}
			for _, from := range []string{"/today", "/palette", "/palette?q=kolk", "/palette?q=a", "/palette?mode=record", "/search?q=lassen", "/search"} {
				a := browser.Get(from)
				if a.Status != http.StatusOK {
					t.Fatalf("%s: %d", from, a.Status)
				}
				for _, link := range htmltest.In(t, a.Body).Find(`main a[href^="/"], [role=option]`) {
					to := link.Attr("href")
					if seen[to] || strings.HasPrefix(to, "/assets/") {
						continue
					}
					seen[to] = true
					b := browser.Get(to)
					if b.Status == http.StatusSeeOther { // a person leads to the organisation
						to, _, _ = strings.Cut(b.Location, "#")
						b = browser.Get(to)
					}
					if b.Status != http.StatusOK {
						t.Errorf("%s offers %s, which answers %d", from, to, b.Status)
					}
				}
			}
			if len(seen) < 2 { // a privacy officer: the company and its contact person
				t.Errorf("only %d links", len(seen))
			}
		})
	}
}

func TestTodayPagesStayWithinTheirBudget(t *testing.T) {
	t.Parallel()
	site := busy(t)
	browser := site.As(t, site.Twente.Admin)
	lead := site.As(t, site.Twente.Lead)
	lead.Get("/today") // the first request notes that the session is in use
	browser.Get("/today")
	for path, most := range map[string]int{"/today": 6, "/palette": 3, "/palette?q=kolk": 3, "/palette?mode=record": 3, "/search?q=kolk": 3, "/search": 3, "/audit": 4, "/outbox": 2} {
		who := browser
		if path == "/today" {
			who = lead
		}
		if a := who.Get(path); a.Queries > most || a.Status != http.StatusOK {
			t.Errorf("%s: %d with %d queries, at most %d:\n%s", path, a.Status, a.Queries, most, strings.Join(a.Texts, "\n"))
		}
	}
}

func TestVisitorPlaysTheCompany(t *testing.T) {
	t.Parallel()
	site := busy(t)
	visitor := site.Anonymous()
	list := htmltest.In(t, visitor.Get("/outbox").Body)
	for _, mail := range list.Find(`tbody a[href^="/outbox/"]`) {
		letter := htmltest.In(t, visitor.Get(mail.Attr("href")).Body)
		letter.Has("h1", mail.Text())
		if strings.Contains(mail.Text(), "Lassen voor 3B") {
			to := letter.One(`.prose a[href^="/i/"]`).Attr("href")
			if a := visitor.Get(to); a.Status != http.StatusOK || !strings.Contains(a.Body, "Lassen voor 3B") {
				t.Errorf("the link in the mail answers %d", a.Status)
			}
			return
		}
	}
	t.Error("no invitation in the outbox")
}
