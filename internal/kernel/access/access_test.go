package access_test

import (
	"context"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"schakel/internal/domain/network"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/testkit/world"
)

func TestZeroScopeReachesNothing(t *testing.T) {
	t.Parallel()
	w := world.New(t)
	var zero access.Scope
	if zero.Valid() {
		t.Error("the zero scope calls itself valid")
	}
	for _, a := range access.Actions() {
		if zero.Can(a) {
			t.Errorf("the zero scope can %s", a)
		}
	}
	err := w.DB.Read(t.Context(), db.Settings{}, func(tx *db.Tx) error {
		_, err := db.Select[id.ID](tx, zero.Bind(`SELECT u.id FROM unit u WHERE {network.read:u} LIMIT 5`))
		return err
	})
	if err == nil {
		t.Error("a query ran with the zero scope")
	}
}

func TestQueryWithoutMarkerDoesNotRun(t *testing.T) {
	t.Parallel()
	w := world.New(t)
	err := w.DB.Read(t.Context(), db.Settings{}, func(tx *db.Tx) error {
		_, err := db.Select[id.ID](tx, w.Twente.Admin.Bind(`SELECT id FROM unit LIMIT 5`))
		return err
	})
	if err == nil {
		t.Error("a bound query without a marker ran")
	}
}

func TestReach(t *testing.T) {
	t.Parallel()
	w := world.New(t)
	r := w.Twente
	for name, c := range map[string]struct {
		sc   access.Scope
		a    access.Action
		unit id.ID
		want bool
	}{
		"teacher reads needs of own school":                {r.Teacher, access.NeedRead, r.Noordik, true},
		"teacher does not reach the next school":           {r.Teacher, access.NeedRead, r.Canisius, false},
		"teacher does not reach up":                        {r.Teacher, access.NeedRead, r.Almelo, false},
		"project leader reaches the schools below":         {r.Project, access.NeedRead, r.Canisius, true},
		"project leader does not reach the sibling":        {r.Project, access.NeedRead, r.Montessori, false},
		"region lead reaches all":                          {r.Lead, access.NeedRead, r.Montessori, true},
		"stage coordinator reads pupils of own school":     {r.Stage, access.PupilRead, r.Noordik, true},
		"administrator has no road to pupils":              {r.Admin, access.PupilRead, r.Noordik, false},
		"controller checks":                                {r.Controller, access.ContributionCheck, r.Noordik, true},
		"a role on the network stays in the network":       {r.Admin, access.NeedWrite, w.Zwolle.Noordik, false},
		"a role on the network knows its units only":       {r.Lead, access.ContributionCheck, "00000000-0000-7000-8000-00000000dead", false},
		"project leader does not check what subregion did": {r.Project, access.ContributionCheck, r.Noordik, false},
	} {
		if got := c.sc.CanOn(c.a, c.unit); got != c.want {
			t.Errorf("%s: got %v", name, got)
		}
	}
	if err := r.Teacher.RequireOn(access.NeedRead, r.Canisius); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("out of reach must be not found, got %v", err)
	}
	if err := r.Teacher.Require(access.ContributionCheck); !fault.Is(err, fault.KindForbidden) {
		t.Errorf("an action outside the role is forbidden, got %v", err)
	}
}

// A role on a unit gives no right on the pupils below it: also not when the coordinator's role stands on a subregion.
func TestPupilsNeedADirectGrant(t *testing.T) {
	t.Parallel()
	w := world.New(t)
	r := w.Twente
	wide := w.Hire(t, r, "wide@twente.example", "Wide", access.StageCoordinator, r.Almelo)
	if wide.CanOn(access.PupilRead, r.Noordik) {
		t.Error("a role on the subregion reads pupils of its school")
	}
	if !wide.CanOn(access.NeedRead, r.Noordik) {
		t.Error("the same role should read the school's needs")
	}
}

// The predicate holds the wall: a scope of one network sees no row of the other, whatever it asks for.
func TestWall(t *testing.T) {
	t.Parallel()
	w := world.New(t)
	for _, sc := range []access.Scope{w.Twente.Admin, w.Twente.Lead, w.Twente.Teacher, w.Twente.System, access.Public(w.Twente.ID)} {
		for _, marker := range []string{"{network.read:u}", "{need.read:u.id}", "{wall:u}", "{network.manage:u.id}"} {
			var rows []id.ID
			err := w.DB.Read(t.Context(), db.Settings{}, func(tx *db.Tx) (err error) {
				rows, err = db.Select[id.ID](tx, sc.Bind(`SELECT u.network_id FROM unit u WHERE `+marker+` OR `+marker+` AND 1 = 1 LIMIT 100`))
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			if slices.Contains(rows, w.Zwolle.ID) {
				t.Errorf("%s %s sees the other network", sc.Kind(), marker)
			}
		}
	}
}

func TestLinkScopeIsNarrow(t *testing.T) {
	t.Parallel()
	sc, err := access.FromLink(access.Claim{Network: "n", Link: "l", Organisation: "o", Subject: "s", Actions: []access.Action{access.OfferWrite}})
	if err != nil {
		t.Fatal(err)
	}
	if !sc.Can(access.OfferWrite) || sc.Can(access.OfferRead) || sc.Can(access.NeedRead) {
		t.Error("a link can exactly what its kind says")
	}
	q := sc.Bind(`SELECT id FROM offer o WHERE {offer.write:o}`)
	if !strings.Contains(q.Text, "o.organisation_id = $2") || q.Args[1] != id.ID("o") {
		t.Errorf("not tied to its company: %s %v", q.Text, q.Args)
	}
	if _, err := access.FromLink(access.Claim{Actions: []access.Action{access.PupilRead}}); err == nil {
		t.Error("a link reached pupils")
	}
}

func TestNobodyGrantsMoreThanTheyHold(t *testing.T) {
	t.Parallel()
	for _, giver := range access.Roles() {
		for _, given := range access.Roles() {
			if !giver.MayGrant(given) || giver == access.NetworkAdmin {
				continue
			}
			for _, a := range given.Actions() {
				if !giver.May(a) {
					t.Errorf("%s gives %s and with it %s, which it lacks", giver, given, a)
				}
			}
		}
	}
	if access.Teacher.MayGrant(access.Teacher) || access.ProjectLeader.MayGrant(access.NetworkAdmin) || access.ProjectLeader.MayGrant(access.Controller) {
		t.Error("escalation")
	}
}

func TestRolesHoldWithinTheirDays(t *testing.T) {
	t.Parallel()
	w := world.New(t)
	r := w.Twente
	today := clock.Today(w.Clock)
	account := r.Teacher.Account()
	err := w.Network.GiveRole(t.Context(), r.System, network.RoleInput{Account: account, Role: access.ProjectLeader, Unit: r.Almelo, From: today.AddDays(1), To: today.AddDays(2)})
	if err != nil {
		t.Fatal(err)
	}
	for days, want := range []bool{false, true, true, false} {
		var sc access.Scope
		err := w.DB.Read(t.Context(), db.Settings{}, func(tx *db.Tx) (err error) {
			sc, err = access.LoadTx(tx, account, "x", r.ID, today.AddDays(days))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if got := sc.Can(access.GrantRead); got != want {
			t.Errorf("day %d: project leader %v, want %v", days, got, want)
		}
	}
}

// The closure table says the same as walking up the tree, after any series of plants and moves.
func TestClosureFollowsTheTree(t *testing.T) {
	t.Parallel()
	w := world.New(t)
	seed := rand.Uint64()
	rnd := rand.New(rand.NewPCG(seed, 1))
	r := w.Twente
	parent := map[id.ID]id.ID{r.Almelo: r.Root, r.Hengelo: r.Root, r.Noordik: r.Almelo, r.Canisius: r.Almelo, r.PIE: r.Almelo, r.Montessori: r.Hengelo}
	units := []id.ID{r.Root, r.Almelo, r.Hengelo, r.Noordik, r.Canisius, r.PIE, r.Montessori}
	below := func(u, top id.ID) bool {
		for ; u != ""; u = parent[u] {
			if u == top {
				return true
			}
		}
		return false
	}
	for range 40 {
		if rnd.IntN(2) == 0 {
			under := units[rnd.IntN(len(units))]
			key, err := w.Network.AddUnit(t.Context(), r.System, network.UnitInput{Parent: under, Kind: network.KindWorkgroup, Name: "Groep"})
			if err != nil {
				t.Fatal(err)
			}
			parent[key] = under
			units = append(units, key)
			continue
		}
		u, under := units[1+rnd.IntN(len(units)-1)], units[rnd.IntN(len(units))]
		if below(under, u) {
			continue
		}
		err := w.DB.Write(context.Background(), db.Settings{}, func(tx *db.Tx) error { return access.MoveTx(tx, r.ID, u, under) })
		if err != nil {
			t.Fatal(err)
		}
		parent[u] = under
	}
	type pair struct {
		A id.ID `db:"ancestor_id"`
		D id.ID `db:"descendant_id"`
		N int   `db:"depth"`
	}
	var rows []pair
	err := w.DB.Read(t.Context(), db.Settings{}, func(tx *db.Tx) (err error) {
		rows, err = db.Select[pair](tx, db.Q(`SELECT ancestor_id, descendant_id, depth FROM unit_closure WHERE network_id = $1`, r.ID))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	want := 0
	for _, u := range units {
		for range ancestors(parent, u) {
			want++
		}
	}
	if len(rows) != want {
		t.Errorf("seed %d: %d pairs, the tree has %d", seed, len(rows), want)
	}
	for _, p := range rows {
		if i := slices.Index(ancestors(parent, p.D), p.A); i != p.N {
			t.Errorf("seed %d: %s above %s at %d, want %d", seed, p.A, p.D, p.N, i)
		}
	}
}

func ancestors(parent map[id.ID]id.ID, u id.ID) []id.ID {
	var out []id.ID
	for ; u != ""; u = parent[u] {
		out = append(out, u)
	}
	return out
}

func TestRegistryRefusesGaps(t *testing.T) {
	t.Parallel()
	whole := access.Route{
		Pattern: "POST /needs/{id}", Policy: access.Needs(access.NeedWrite), Credentials: []access.Credential{access.CredentialSession},
		Class: access.C1, Object: "need", Body: 1, Rate: access.RateNormal, Audit: "need.asked",
	}
	if err := new(access.Registry).Add(whole); err != nil {
		t.Fatal(err)
	}
	for name, breaks := range map[string]func(*access.Route){
		"policy":              func(r *access.Route) { r.Policy = access.Policy{} },
		"actions":             func(r *access.Route) { r.Policy = access.Needs() },
		"credential kind":     func(r *access.Route) { r.Credentials = nil },
		"data class":          func(r *access.Route) { r.Class = "" },
		"object":              func(r *access.Route) { r.Object = "" },
		"object of an id":     func(r *access.Route) { r.Object = "-" },
		"body limit":          func(r *access.Route) { r.Body = 0 },
		"rate class":          func(r *access.Route) { r.Rate = "" },
		"audit kind":          func(r *access.Route) { r.Audit = "" },
		"reason of open":      func(r *access.Route) { r.Policy = access.Open("") },
		"known action":        func(r *access.Route) { r.Policy = access.Needs("need.steal") },
		"class of its action": func(r *access.Route) { r.Policy = access.Needs(access.NoteRead) },
		"GET that changes":    func(r *access.Route) { r.Pattern = "GET /needs/{id}" },
	} {
		r := whole
		breaks(&r)
		if err := new(access.Registry).Add(r); err == nil {
			t.Errorf("a route without its %s was taken", name)
		}
	}
}
