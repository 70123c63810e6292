// Package world makes the small world that tests share: two networks with the same shape, so that every test can show
// that nothing crosses the wall. It is made by calling services.
//
//	Twente (network)                      Zwolle (network), the same shape
//	├─ Almelo (subregion)
//	│  ├─ Noordik (school)   ├─ Canisius (school)   └─ PIE (workgroup)
//	└─ Hengelo (subregion)
//	   └─ Montessori (school)
//
// Each role has one holder, named after it, on the place where such a person works: region roles on the network,
// project leader and relation manager on Almelo (with twins on Hengelo), teachers on their schools.
package world

import (
	"context"
	"testing"

	"schakel/internal/domain/network"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/identity"
	"schakel/internal/kernel/link"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
	"schakel/internal/testkit/testdb"
)

// World is a database with two networks.
type World struct {
	*testdb.Env
	Network *network.Service
	Twente  *Region
	Zwolle  *Region
}

// Region is one network with its units and people.
type Region struct {
	Name                                     string
	ID, Root                                 id.ID
	Almelo, Hengelo                          id.ID // subregions
	Noordik, Canisius, Montessori            id.ID // schools: two of Almelo, one of Hengelo
	PIE                                      id.ID // workgroup of Almelo
	Admin, Lead, Controller, Accountant      access.Scope
	Privacy                                  access.Scope // privacy officer of the network
	Project, Relation, LineLead              access.Scope // of Almelo
	ProjectHengelo, RelationHengelo          access.Scope
	Teacher, TeacherCanisius, TeacherHengelo access.Scope // of Noordik, Canisius, Montessori
	Member                                   access.Scope // workgroup PIE
	Stage                                    access.Scope // stage coordinator of Noordik
	Nobody                                   access.Scope // teacher whose role was revoked: zero scope
	System                                   access.Scope

	// Accounts by the local part of the mail address: "teacher" → account id.
	Accounts map[string]id.ID
}

// New makes the world.
func New(t testing.TB) *World {
	t.Helper()
	env := testdb.New(t)
	w := &World{Env: env, Network: network.New(env.Kit)}
	w.Twente = w.region(t, "Twente", "twente")
	w.Zwolle = w.region(t, "Zwolle", "zwolle")
	return w
}

// Regions returns both, to run the same check in each.
func (w *World) Regions() []*Region { return []*Region{w.Twente, w.Zwolle} }

func (w *World) region(t testing.TB, name, slug string) *Region {
	t.Helper()
	ctx := context.Background()
	r := &Region{Name: name, Accounts: map[string]id.ID{}}
	var err error
	if r.ID, r.Root, err = w.Network.Found(ctx, network.FoundInput{Name: name, Slug: slug}); err != nil {
		t.Fatalf("world: %v", err)
	}
	r.System = access.System(r.ID, "test")
	unit := func(parent id.ID, kind network.Kind, unitName string) id.ID {
		key, err := w.Network.AddUnit(ctx, r.System, network.UnitInput{Parent: parent, Kind: kind, Name: unitName + " " + name})
		if err != nil {
			t.Fatalf("world: %v", err)
		}
		return key
	}
	r.Almelo = unit(r.Root, network.KindSubregion, "Almelo")
	r.Hengelo = unit(r.Root, network.KindSubregion, "Hengelo")
	r.Noordik = unit(r.Almelo, network.KindSchool, "Noordik")
	r.Canisius = unit(r.Almelo, network.KindSchool, "Canisius")
	r.PIE = unit(r.Almelo, network.KindWorkgroup, "PIE")
	r.Montessori = unit(r.Hengelo, network.KindSchool, "Montessori")

	for _, h := range []struct {
		into *access.Scope
		name string
		role access.Role
		unit id.ID
	}{
		{&r.Admin, "admin", access.NetworkAdmin, r.Root},
		{&r.Lead, "lead", access.RegionLead, r.Root},
		{&r.Controller, "controller", access.Controller, r.Root},
		{&r.Accountant, "accountant", access.Accountant, r.Root},
		{&r.Privacy, "privacy", access.PrivacyOfficer, r.Root},
		{&r.Project, "project", access.ProjectLeader, r.Almelo},
		{&r.Relation, "relation", access.RelationManager, r.Almelo},
		{&r.LineLead, "linelead", access.LineLead, r.Almelo},
		{&r.ProjectHengelo, "project-hengelo", access.ProjectLeader, r.Hengelo},
		{&r.RelationHengelo, "relation-hengelo", access.RelationManager, r.Hengelo},
		{&r.Teacher, "teacher", access.Teacher, r.Noordik},
		{&r.TeacherCanisius, "teacher-canisius", access.Teacher, r.Canisius},
		{&r.TeacherHengelo, "teacher-hengelo", access.Teacher, r.Montessori},
		{&r.Member, "member", access.WorkgroupMember, r.PIE},
		{&r.Stage, "stage", access.StageCoordinator, r.Noordik},
	} {
		*h.into = w.Hire(t, r, h.name+"@"+slug+".example", h.name+" "+name, h.role, h.unit)
		r.Accounts[h.name] = h.into.Account()
	}
	return r
}

// Links returns the keeper of an installation with a secret of its own.
func (w *World) Links(t testing.TB) *link.Keeper {
	return KeeperOf(t, "the secret of the small world, long enough")
}

// KeeperOf returns the keeper of an installation with a secret.
func KeeperOf(t testing.TB, secret string) *link.Keeper {
	t.Helper()
	links, err := link.NewKeeper([]byte(secret))
	if err != nil {
		t.Fatalf("world: %v", err)
	}
	return links
}

// Hire gives somebody a role and returns their scope.
func (w *World) Hire(t testing.TB, r *Region, email, name string, role access.Role, unit id.ID) access.Scope {
	t.Helper()
	ctx := context.Background()
	var account id.ID
	err := w.Kit.Write(ctx, r.System, func(op *operation.Op) (err error) {
		account, _, err = identity.EnsureAccountTx(op, email, name, "nl")
		return err
	})
	if err != nil {
		t.Fatalf("world: %v", err)
	}
	if err := w.Network.GiveRole(ctx, r.System, network.RoleInput{Account: account, Role: role, Unit: unit, Reason: "test"}); err != nil {
		t.Fatalf("world: %v", err)
	}
	return w.Scope(t, r, account, name)
}

// Scope loads an account's scope as a request would.
func (w *World) Scope(t testing.TB, r *Region, account id.ID, name string) access.Scope {
	t.Helper()
	var sc access.Scope
	err := w.DB.Read(context.Background(), db.Settings{}, func(tx *db.Tx) (err error) {
		sc, err = access.LoadTx(tx, account, name, r.ID, clock.Today(w.Clock))
		return err
	})
	if err != nil {
		t.Fatalf("world: scope: %v", err)
	}
	return sc
}

// Secure gives an account an app with codes, set up and confirmed: what roles that guard something ask for.
func (w *World) Secure(t testing.TB, account id.ID) {
	t.Helper()
	err := w.DB.Write(context.Background(), db.Settings{}, func(tx *db.Tx) error {
		_, err := tx.Exec(db.Q(`INSERT INTO authenticator (account_id, secret, pending_at, confirmed_at, operation_id) VALUES ($1, 'x', $2, $2, $3)
			ON CONFLICT (account_id) DO UPDATE SET confirmed_at = excluded.confirmed_at`, account, w.Clock.Now(), w.Kit.IDs.New()))
		return err
	})
	if err != nil {
		t.Fatalf("world: secure: %v", err)
	}
}
