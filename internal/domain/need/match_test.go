package need_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"schakel/internal/domain/geo"
	"schakel/internal/domain/menu"
	"schakel/internal/domain/need"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
	"schakel/internal/testkit/world"
)

// write runs SQL as a test's own use case.
func (e *env) write(r *world.Region, fn func(op *operation.Op) error) {
	e.t.Helper()
	e.must(e.Write(e.t.Context(), r.System, func(op *operation.Op) error {
		op.Audit(audit.Entry{Action: "test", Object: "test"})
		return fn(op)
	}))
}

// place puts an organisation somewhere.
func (e *env) place(r *world.Region, organisation id.ID, p geo.Point) {
	e.t.Helper()
	e.write(r, func(op *operation.Op) error {
		_, err := op.Exec(`UPDATE organisation SET lat_e6 = $2, lon_e6 = $3 WHERE {organisation.write:organisation} AND id = $1`, organisation, p.LatE6, p.LonE6)
		return err
	})
}

// school gives a unit a school with a place.
func (e *env) school(r *world.Region, unit id.ID, p geo.Point) {
	e.t.Helper()
	var key id.ID
	e.write(r, func(op *operation.Op) error {
		key = op.NewID()
		err := op.Insert(`INSERT INTO organisation (network_id, id, kind, name, name_key, created_at, updated_at, operation_id)
			VALUES ($1, $2, 'school', 'School', 'school', $3, $3, $4)`, op.Network(), key, op.At, op.ID)
		if err == nil {
			_, err = op.Exec(`UPDATE unit SET organisation_id = $2 WHERE {network.manage:unit.id} AND id = $1`, unit, key)
		}
		return err
	})
	e.place(r, key, p)
}

func (e *env) contact(r *world.Region, unit, company id.ID, kind relation.ContactKind, at time.Time) {
	e.t.Helper()
	e.write(r, func(op *operation.Op) error {
		return relation.RecordContactTx(op, relation.Contact{Unit: unit, Organisation: company, Kind: kind, At: at, SourceKind: "test", SourceID: op.NewID()})
	})
}

func (e *env) match(sc access.Scope, key id.ID) []need.Proposal {
	e.t.Helper()
	ps, err := e.Match(e.t.Context(), sc, key)
	e.must(err)
	return ps
}

func find(t *testing.T, ps []need.Proposal, company id.ID) need.Proposal {
	t.Helper()
	i := slices.IndexFunc(ps, func(p need.Proposal) bool { return p.Organisation == company })
	if i < 0 {
		t.Fatal("not proposed")
	}
	return ps[i]
}

// points returns the points of one part and whether it is there.
func points(p need.Proposal, key string) (int, bool) {
	for _, w := range p.Why {
		if w.Key == key {
			return w.Points, true
		}
	}
	return 0, false
}

func TestReasons(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	almelo, near, far := geo.Point{LatE6: 52_357_000, LonE6: 6_662_000}, geo.Point{LatE6: 52_360_000, LonE6: 6_670_000}, geo.Point{LatE6: 52_221_000, LonE6: 6_893_000}
	e.school(r, r.Noordik, almelo)
	best := e.company(r, "Beste", nil)
	part := e.company(r, "Deels", func(c *menu.Choice) {
		c.Profiles, c.Levels, c.Months, c.MaxGroup = []string{"PIE", "BWI"}, []string{"BB"}, []string{"1"}, "16"
	})
	other := e.company(r, "Anders", func(c *menu.Choice) { c.Item = e.item(r, "company_visit") })
	e.must(e.menu.Choose(t.Context(), r.Relation, other, []menu.Choice{ // two other things: it comes once, and their limits don't count
		{Item: e.item(r, "company_visit"), Times: "1", MaxGroup: "5"}, {Item: e.item(r, "taster_internship"), Times: "1", MaxGroup: "6"},
	}))
	e.place(r, best, near)
	e.place(r, part, far)
	now := e.World.Clock.Now()
	e.contact(r, r.Canisius, best, relation.ContactDone, now.AddDate(0, -3, 0))
	e.contact(r, r.Canisius, best, relation.ContactDone, now.AddDate(0, -2, 0))
	e.contact(r, r.Montessori, best, relation.ContactDone, now.AddDate(0, -2, 0)) // another subregion
	e.contact(r, r.Montessori, part, relation.ContactAsked, now.AddDate(0, -2, 0))
	e.contact(r, r.Canisius, part, relation.ContactAsked, now.AddDate(0, -1, 0))
	e.contact(r, r.Canisius, part, relation.ContactAsked, now.AddDate(-2, 0, 0)) // long ago
	key := e.ask(r, nil)
	ps := e.match(r.Teacher, key)
	if len(ps) != 3 || ps[0].Organisation != best || ps[1].Organisation != part || ps[2].Organisation != other {
		t.Fatalf("got %+v", ps)
	}
	for name, want := range map[string]struct {
		company id.ID
		parts   map[string]int
	}{
		"the best": {best, map[string]int{
			"item": 40, "profile_all": 15, "level_all": 10, "period_all": 10, "group_fits": 10, "distance": 15, "history": 6, "fresh": 20, "room": 5,
		}},
		"in part": {part, map[string]int{
			"item": 40, "profile_all": 15, "level_some": 5, "period_some": 5, "group_split": 0, "distance": 7, "asked": 13, "room": 5,
		}},
		"something else": {other, map[string]int{"item_other": 10, "profile_all": 15, "fresh": 20}},
	} {
		p := find(t, ps, want.company)
		sum := 0
		for key, n := range want.parts {
			got, ok := points(p, key)
			if !ok || got != n {
				t.Errorf("%s: %s gives %d, want %d", name, key, got, n)
			}
			sum += n
		}
		if p.Points != sum || len(p.Why) != len(want.parts) {
			t.Errorf("%s: %d points of %+v, want %d", name, p.Points, p.Why, sum)
		}
	}
	if p := find(t, ps, part); p.Asked != 2 || p.LastAskedBy != "Canisius Twente" || p.Remark != "" || p.ItemName("nl") != "Gastles" {
		t.Errorf("got %+v", p)
	}
	t.Run("the umbrella is named and gives no points", func(t *testing.T) {
		umbrella, err := e.relation.AddOrganisation(t.Context(), r.Relation, r.Almelo, relation.OrganisationInput{Kind: "umbrella", Name: "Vrienden van Techniek"})
		e.must(err)
		e.write(r, func(op *operation.Op) error {
			return op.Insert(`INSERT INTO umbrella_membership (network_id, id, umbrella_id, member_id, created_at, operation_id) VALUES ($1, $2, $3, $4, $5, $6)`,
				op.Network(), op.NewID(), umbrella, best, op.At, op.ID)
		})
		p := find(t, e.match(r.Teacher, key), best)
		if n, ok := points(p, "umbrella"); !ok || n != 0 {
			t.Errorf("got %+v", p.Why)
		}
	})
	t.Run("readers who may see the same get the same ranking", func(t *testing.T) {
		a, b := e.match(r.Project, key), e.match(r.Relation, key)
		for i := range a {
			if a[i].Organisation != b[i].Organisation || a[i].Points != b[i].Points {
				t.Errorf("at %d: %+v and %+v", i, a[i], b[i])
			}
		}
	})
	t.Run("companies of another network are not proposed", func(t *testing.T) {
		e.company(e.Zwolle, "Zwols", nil)
		if ps := e.match(r.Teacher, key); len(ps) != 3 {
			t.Errorf("%d proposals", len(ps))
		}
	})
}

func TestHardFilters(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	e.school(r, r.Noordik, geo.Point{LatE6: 52_357_000, LonE6: 6_662_000})
	enschede := geo.Point{LatE6: 52_221_000, LonE6: 6_893_000}                       // 22 km
	short := func(in *need.AskInput) { in.From, in.To = "2027-01-11", "2027-01-12" } // Monday and Tuesday
	for stop, c := range map[string]struct {
		offer func(c *menu.Choice)
		ask   func(in *need.AskInput)
	}{
		"profile":          {func(c *menu.Choice) { c.Profiles = []string{"HBR"} }, nil},
		"level":            {func(c *menu.Choice) { c.Levels = []string{"TL"} }, nil},
		"months":           {func(c *menu.Choice) { c.Months = []string{"5", "6"} }, nil},
		"notice":           {func(c *menu.Choice) { c.Notice = "90" }, short},
		"weekdays":         {func(c *menu.Choice) { c.Weekdays = []string{"5"} }, short},
		"too_far_for_them": {func(c *menu.Choice) { c.MaxKM = "10" }, nil},
		"too_far_for_you":  {nil, func(in *need.AskInput) { in.MaxKM = "20" }},
	} {
		company := e.company(r, "Bedrijf "+stop, c.offer)
		e.place(r, company, enschede)
		p := find(t, e.match(r.Teacher, e.ask(r, c.ask)), company)
		if p.Fit != need.Outside || p.Stop.Key != stop {
			t.Errorf("%s: fit %s, stop %+v", stop, p.Fit, p.Stop)
		}
	}
	t.Run("who can't be asked stands after all who can", func(t *testing.T) {
		e.company(r, "Ver weg maar vrij", func(c *menu.Choice) { c.Item = e.item(r, "materials") })
		ps := e.match(r.Teacher, e.ask(r, nil))
		order := map[need.Fit]int{need.CanAsk: 0, need.NotNow: 1, need.Outside: 2}
		if !slices.IsSortedFunc(ps, func(a, b need.Proposal) int { return order[a.Fit] - order[b.Fit] }) {
			t.Errorf("got %+v", ps)
		}
	})
	t.Run("without a known distance nothing is said about it", func(t *testing.T) {
		company := e.company(r, "Nergens", func(c *menu.Choice) { c.MaxKM = "1" })
		p := find(t, e.match(r.Teacher, e.ask(r, nil)), company)
		if _, ok := points(p, "distance"); ok || p.Fit != need.CanAsk {
			t.Errorf("got %+v", p)
		}
	})
}

func TestNotKnownYet(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	company := e.company(r, "Kolk", nil)
	e.must(e.menu.Choose(t.Context(), r.Relation, company, []menu.Choice{
		{Item: e.item(r, "guest_lesson"), Times: "2", MaxGroup: "10"},
		{Item: e.item(r, "company_visit"), Times: "2", MaxGroup: "30"},
		{Item: e.item(r, "taster_internship"), Times: "2", MaxGroup: "30", Levels: []string{"TL"}},
	}))
	key := e.ask(r, func(in *need.AskInput) { in.Item = "" })
	ps := e.match(r.Teacher, key)
	if len(ps) != 1 || ps[0].ItemName("nl") != "Bedrijfsbezoek" || ps[0].Fit != need.CanAsk {
		t.Errorf("want the company once, with its offer that fits best: %+v", ps)
	}
	e.invite(r.Teacher, key, company)
	again := e.ask(r, func(in *need.AskInput) { in.Item = e.item(r, "company_visit") })
	if n, _ := points(e.match(r.Teacher, again)[0], "room"); n != 2 {
		t.Errorf("an invitation for an open question counts for the item that was offered, got %d points", n)
	}
}

// many fills a network with companies and offers, for figures; r picks their limits.
func (e *env) many(region *world.Region, n int, seed uint64) {
	e.t.Helper()
	r := rand.New(rand.NewPCG(seed, 7))
	lesson := e.item(region, "guest_lesson")
	lists := [][2]string{{`[]`, `[]`}, {`["PIE"]`, `["BB","KB"]`}, {`["BWI","PIE"]`, `["TL"]`}, {`["HBR"]`, `[]`}}
	e.write(region, func(op *operation.Op) error {
		for i := range n {
			company := op.NewID()
			err := op.Insert(`INSERT INTO organisation (network_id, id, kind, name, name_key, lat_e6, lon_e6, created_at, updated_at, operation_id)
				VALUES ($1, $2, 'company', $3, $3, $4, $5, $6, $6, $7)`,
				op.Network(), company, fmt.Sprintf("bedrijf %05d", i), 52_000_000+r.IntN(600_000), 6_200_000+r.IntN(800_000), op.At, op.ID)
			if err != nil {
				return err
			}
			l := lists[r.IntN(len(lists))]
			err = op.Insert(`INSERT INTO offer (network_id, id, organisation_id, menu_item_id, times_per_year, months, profiles, levels, max_group, confirmed_on, source, created_at, operation_id)
				VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, '2026-11-25', 'staff', $10, $11)`,
				op.Network(), op.NewID(), company, lesson, 1+r.IntN(6), []string{`[]`, `[1,2,3]`, `[6]`}[r.IntN(3)], l[0], l[1], 10+r.IntN(30), op.At, op.ID)
			if err != nil {
				return err
			}
			for range r.IntN(4) {
				err := relation.RecordContactTx(op, relation.Contact{
					Unit: region.Canisius, Organisation: company, Kind: []relation.ContactKind{relation.ContactAsked, relation.ContactDone}[r.IntN(2)],
					At: op.At.AddDate(0, -r.IntN(15), 0), SourceKind: "test", SourceID: op.NewID(),
				})
				if err != nil {
					return err
				}
			}
		}
		return nil
	})
}

func TestRankingHoldsForMany(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	e.school(r, r.Noordik, geo.Point{LatE6: 52_357_000, LonE6: 6_662_000})
	e.many(r, 400, 1)
	key := e.ask(r, nil)
	var stats db.Stats
	ps, err := e.Match(db.WithStats(t.Context(), &stats), r.Teacher, key)
	e.must(err)
	if len(ps) != 400 || stats.Queries != 3 {
		t.Fatalf("%d proposals in %d queries", len(ps), stats.Queries)
	}
	for i, p := range ps {
		sum := 0
		for _, w := range p.Why {
			if sum += w.Points; w.Points < 0 {
				t.Errorf("%s takes points", w.Key)
			}
		}
		if sum != p.Points || p.Points > need.UsualWeights().Sum() {
			t.Errorf("%s: parts give %d, score is %d", p.Name, sum, p.Points)
		}
		if i > 0 && ps[i-1].Fit == p.Fit && (ps[i-1].Points < p.Points || ps[i-1].Points == p.Points && ps[i-1].Organisation > p.Organisation) {
			t.Errorf("%s stands before %s", ps[i-1].Name, p.Name)
		}
		if (p.Fit == need.CanAsk) != (p.Stop.Key == "") {
			t.Errorf("%s: fit %s, stop %q", p.Name, p.Fit, p.Stop.Key)
		}
	}
	if again := e.match(r.Teacher, key); !slices.EqualFunc(ps, again, func(a, b need.Proposal) bool { return a.Organisation == b.Organisation }) {
		t.Error("the same question gives another answer")
	}
}

func BenchmarkMatch5000(b *testing.B) {
	e := newEnv(b)
	r := e.Twente
	e.school(r, r.Noordik, geo.Point{LatE6: 52_357_000, LonE6: 6_662_000})
	e.many(r, 5000, 2)
	key := e.ask(r, nil)
	for b.Loop() {
		e.match(r.Teacher, key)
	}
}
