package network_test

import (
	"slices"
	"testing"
	"time"

	"schakel/internal/domain/network"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/testkit/world"
)

// mayGrant is the table of who appoints whom, by hand: it must not follow from the code it checks.
var mayGrant = map[access.Role][]access.Role{
	access.NetworkAdmin: {
		access.NetworkAdmin, access.RegionLead, access.Controller, access.ProjectLeader, access.RelationManager,
		access.LineLead, access.WorkgroupMember, access.Teacher, access.StageCoordinator, access.Accountant, access.PrivacyOfficer,
	},
	access.ProjectLeader: {access.RelationManager, access.LineLead, access.WorkgroupMember, access.Teacher},
}

// Every role tries to give every role, on its own unit, to itself and to somebody else: what is not in the table fails.
func TestNobodyRisesByGivingRoles(t *testing.T) {
	t.Parallel()
	w := world.New(t)
	r := w.Twente
	for i, giver := range access.Roles() {
		sc := w.Hire(t, r, "giver"+string(giver)+"@twente.example", "Giver", giver, r.Almelo)
		for _, given := range access.Roles() {
			want := slices.Contains(mayGrant[giver], given)
			for _, to := range []id.ID{sc.Account(), r.Teacher.Account()} {
				err := w.Network.GiveRole(t.Context(), sc, network.RoleInput{Account: to, Role: given, Unit: r.Almelo})
				if held := fault.Is(err, fault.KindConflict); (err == nil || held) != want {
					t.Errorf("%s gives %s: %v, want %v", giver, given, err, want)
				}
				if giver.MayGrant(given) != want {
					t.Errorf("%s.MayGrant(%s) = %v", giver, given, !want)
				}
			}
			in := network.InviteInput{Email: "new@twente.example", Name: "New", Role: given, Unit: r.Almelo}
			if _, err := w.Network.InvitePerson(t.Context(), sc, in); (err == nil || fault.Is(err, fault.KindConflict)) != want {
				t.Errorf("%s invites a %s: %v, want %v", giver, given, err, want)
			}
		}
		if giver == access.NetworkAdmin {
			continue // appoints everybody, by design
		}
		after := w.Scope(t, r, sc.Account(), "Giver")
		for _, a := range access.Actions() {
			if after.CanOn(a, r.Noordik) != sc.CanOn(a, r.Noordik) || after.CanOn(a, r.Root) != sc.CanOn(a, r.Root) {
				t.Errorf("%d %s rose to %s", i, giver, a)
			}
		}
	}
}

func TestRolesStayWithinReach(t *testing.T) {
	t.Parallel()
	w := world.New(t)
	r := w.Twente
	teacher := r.TeacherCanisius.Account()
	for _, tt := range []struct {
		name string
		sc   access.Scope
		in   network.RoleInput
		want fault.Kind
	}{
		{"a sibling subregion is not found", r.Project, network.RoleInput{Account: teacher, Role: access.Teacher, Unit: r.Hengelo}, fault.KindNotFound},
		{"the unit above is not found", r.Project, network.RoleInput{Account: teacher, Role: access.Teacher, Unit: r.Root}, fault.KindNotFound},
		{"another network's unit is not found", r.Admin, network.RoleInput{Account: teacher, Role: access.Teacher, Unit: w.Zwolle.Almelo}, fault.KindNotFound},
		{"another network's account is not found", r.Admin, network.RoleInput{Account: w.Zwolle.Teacher.Account(), Role: access.Teacher, Unit: r.Almelo}, fault.KindNotFound},
		{"a sibling's account is not found", r.Project, network.RoleInput{Account: r.TeacherHengelo.Account(), Role: access.Teacher, Unit: r.Almelo}, fault.KindNotFound},
		{"an unknown account is not found", r.Admin, network.RoleInput{Account: r.Almelo, Role: access.Teacher, Unit: r.Almelo}, fault.KindNotFound},
		{"an unknown account is not found by the system either", r.System, network.RoleInput{Account: r.Almelo, Role: access.Teacher, Unit: r.Almelo}, fault.KindNotFound},
		{"an unknown role is refused", r.Admin, network.RoleInput{Account: teacher, Role: "boss", Unit: r.Almelo}, fault.KindInvalid},
		{"an end before the begin is refused", r.Admin, network.RoleInput{Account: teacher, Role: access.Teacher, Unit: r.Almelo, From: "2026-12-01", To: "2026-11-30"}, fault.KindInvalid},
		{"a role that is held is a conflict", r.Project, network.RoleInput{Account: teacher, Role: access.Teacher, Unit: r.Canisius}, fault.KindConflict},
		{"a teacher may not", r.Teacher, network.RoleInput{Account: teacher, Role: access.Teacher, Unit: r.Noordik}, fault.KindForbidden},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if err := w.Network.GiveRole(t.Context(), tt.sc, tt.in); !fault.Is(err, tt.want) {
				t.Errorf("got %v", err)
			}
		})
	}
}

// grant returns a live grant of an account.
func grant(t *testing.T, w *world.World, account id.ID) id.ID {
	t.Helper()
	return read[id.ID](t, w, `SELECT id FROM role_grant WHERE account_id = $1 AND revoked_at IS NULL ORDER BY created_at, id LIMIT 1`, account)
}

func read[T any](t *testing.T, w *world.World, text string, args ...any) (v T) {
	t.Helper()
	err := w.DB.Read(t.Context(), db.Settings{}, func(tx *db.Tx) (err error) {
		v, err = db.Get[T](tx, db.Q(text, args...))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func loads(t *testing.T, w *world.World, r *world.Region, account id.ID) bool {
	t.Helper()
	err := w.DB.Read(t.Context(), db.Settings{}, func(tx *db.Tx) error {
		_, err := access.LoadTx(tx, account, "x", r.ID, "2026-11-25")
		return err
	})
	if err != nil && !fault.Is(err, fault.KindForbidden) {
		t.Fatal(err)
	}
	return err == nil
}

func TestRevokeRole(t *testing.T) {
	t.Parallel()
	w := world.New(t)
	r := w.Twente
	t.Run("out of reach is not found", func(t *testing.T) {
		for _, sc := range []access.Scope{r.ProjectHengelo, w.Zwolle.Admin} {
			if err := w.Network.RevokeRole(t.Context(), sc, grant(t, w, r.Teacher.Account())); !fault.Is(err, fault.KindNotFound) {
				t.Errorf("got %v", err)
			}
		}
	})
	t.Run("who may not give it may not take it", func(t *testing.T) {
		for _, holder := range []access.Scope{r.Stage, r.Project} {
			if err := w.Network.RevokeRole(t.Context(), r.Project, grant(t, w, holder.Account())); !fault.Is(err, fault.KindForbidden) {
				t.Errorf("got %v", err)
			}
		}
		if err := w.Network.RevokeRole(t.Context(), r.Lead, grant(t, w, r.Teacher.Account())); !fault.Is(err, fault.KindForbidden) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("ends at once, and can be given again", func(t *testing.T) {
		account := r.Teacher.Account()
		if err := w.Network.RevokeRole(t.Context(), r.Project, grant(t, w, account)); err != nil {
			t.Fatal(err)
		}
		if loads(t, w, r, account) {
			t.Error("the role still works")
		}
		if err := w.Network.GiveRole(t.Context(), r.Project, network.RoleInput{Account: account, Role: access.Teacher, Unit: r.Canisius}); err != nil {
			t.Fatal(err)
		}
		if sc := w.Scope(t, r, account, "x"); sc.CanOn(access.NeedWrite, r.Noordik) || !sc.CanOn(access.NeedWrite, r.Canisius) {
			t.Error("the new role reaches the wrong school")
		}
	})
	t.Run("a role that ended by itself can be given again", func(t *testing.T) {
		account := r.Member.Account()
		in := network.RoleInput{Account: account, Role: access.Teacher, Unit: r.Noordik, To: "2026-11-30"}
		if err := w.Network.GiveRole(t.Context(), r.Project, in); err != nil {
			t.Fatal(err)
		}
		w.Clock.Advance(10 * 24 * time.Hour)
		in.To = ""
		if err := w.Network.GiveRole(t.Context(), r.Project, in); err != nil {
			t.Errorf("got %v", err)
		}
	})
	t.Run("the network keeps an administrator", func(t *testing.T) {
		if err := w.Network.RevokeRole(t.Context(), r.Admin, grant(t, w, r.Admin.Account())); !fault.Is(err, fault.KindConflict) {
			t.Errorf("got %v", err)
		}
		second := w.Hire(t, r, "second@twente.example", "Second", access.NetworkAdmin, r.Root)
		if err := w.Network.RevokeRole(t.Context(), second, grant(t, w, r.Admin.Account())); err != nil {
			t.Errorf("got %v", err)
		}
	})
	t.Run("is in the audit log with its unit", func(t *testing.T) {
		n := read[int](t, w, `SELECT COUNT(*) FROM audit_event WHERE network_id = $1 AND action = 'role.revoked' AND unit_id = $2`, r.ID, r.Noordik)
		if n != 1 {
			t.Errorf("%d rows", n)
		}
	})
}

func TestInvitePerson(t *testing.T) {
	t.Parallel()
	w := world.New(t)
	r := w.Twente
	letters := `SELECT COUNT(*) FROM mail_message WHERE to_email = $1 AND letter = $2`
	in := network.InviteInput{Email: "Nieuw@Twente.example", Name: "Nieuwe Docent", Role: access.Teacher, Unit: r.Noordik}
	var account id.ID
	t.Run("somebody new gets an account, the role and a link", func(t *testing.T) {
		var err error
		if account, err = w.Network.InvitePerson(t.Context(), r.Project, in); err != nil {
			t.Fatal(err)
		}
		if sc := w.Scope(t, r, account, "x"); !sc.CanOn(access.NeedWrite, r.Noordik) || sc.CanOn(access.NeedWrite, r.Canisius) {
			t.Error("the role reaches the wrong school")
		}
		if read[int](t, w, letters, "nieuw@twente.example", "join") != 1 {
			t.Error("no mail")
		}
	})
	t.Run("a second role makes no second account", func(t *testing.T) {
		in := in
		in.Role, in.Name = access.LineLead, "Anders Gespeld"
		again, err := w.Network.InvitePerson(t.Context(), r.Project, in)
		if err != nil || again != account {
			t.Errorf("%s %v", again, err)
		}
		if name := read[string](t, w, `SELECT name FROM account WHERE id = $1 LIMIT 1`, account); name != "Nieuwe Docent" {
			t.Errorf("renamed to %q", name)
		}
	})
	t.Run("the same role again is a conflict and sends nothing", func(t *testing.T) {
		before := read[int](t, w, letters, "nieuw@twente.example", "join")
		if _, err := w.Network.InvitePerson(t.Context(), r.Project, in); !fault.Is(err, fault.KindConflict) {
			t.Errorf("got %v", err)
		}
		if read[int](t, w, letters, "nieuw@twente.example", "join") != before {
			t.Error("a mail was sent")
		}
	})
	t.Run("inviting again revokes the links before", func(t *testing.T) {
		if err := w.Network.InviteAgain(t.Context(), r.Project, account); err != nil {
			t.Fatal(err)
		}
		if n := read[int](t, w, `SELECT COUNT(*) FROM link WHERE account_id = $1 AND revoked_at IS NULL`, account); n != 1 {
			t.Errorf("%d links live", n)
		}
		for _, sc := range []access.Scope{r.ProjectHengelo, w.Zwolle.Admin} {
			if err := w.Network.InviteAgain(t.Context(), sc, account); !fault.Is(err, fault.KindNotFound) {
				t.Errorf("got %v", err)
			}
		}
	})
	t.Run("somebody who signs in already is told without a link", func(t *testing.T) {
		err := w.Kit.DB.Write(t.Context(), db.Settings{}, func(tx *db.Tx) error {
			_, err := tx.Exec(db.Q(`UPDATE account SET password_hash = 'x' WHERE id = $1`, account))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		in := in
		in.Unit = r.Canisius
		if _, err := w.Network.InvitePerson(t.Context(), r.Project, in); err != nil {
			t.Fatal(err)
		}
		if n := read[int](t, w, letters+` AND link_id IS NULL`, "nieuw@twente.example", "role_given"); n != 1 {
			t.Errorf("%d mails", n)
		}
		if err := w.Network.InviteAgain(t.Context(), r.Project, account); !fault.Is(err, fault.KindConflict) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("every mistake stands at its field and nothing is written", func(t *testing.T) {
		before := read[int](t, w, `SELECT COUNT(*) FROM account`)
		_, err := w.Network.InvitePerson(t.Context(), r.Project, network.InviteInput{Email: "geen", Name: "", Role: access.NetworkAdmin, Unit: r.Noordik, To: "31-2-2027", Reason: "a\x00", Lang: "de"})
		f, _ := fault.As(err)
		for field, want := range map[string]string{
			"email": "field.email", "name": "field.required", "role": "network.role_too_high", "to": "field.date",
			"reason": "field.control_characters", "lang": "field.choice",
		} {
			if f == nil || f.Fields[field].Key != want {
				t.Errorf("%s: %v", field, err)
			}
		}
		if after := read[int](t, w, `SELECT COUNT(*) FROM account`); after != before {
			t.Error("an account was made")
		}
	})
}

func TestPeople(t *testing.T) {
	t.Parallel()
	w := world.New(t)
	for _, r := range w.Regions() {
		t.Run("an administrator of "+r.Name+" sees all of it, page by page", func(t *testing.T) {
			seen := map[id.ID]bool{}
			f := network.PeopleFilter{Limit: 4}
			for {
				page, more, err := w.Network.People(t.Context(), r.Admin, f)
				if err != nil {
					t.Fatal(err)
				}
				for _, p := range page {
					if seen[p.Account] || len(p.Roles) == 0 || !p.Waiting {
						t.Errorf("%+v", p)
					}
					seen[p.Account] = true
				}
				if !more {
					break
				}
				last := page[len(page)-1]
				f.After, f.AfterID = last.Name, last.Account
			}
			if len(seen) != len(r.Accounts) {
				t.Errorf("%d of %d people", len(seen), len(r.Accounts))
			}
			for _, account := range r.Accounts {
				if !seen[account] {
					t.Errorf("%s is missing", account)
				}
			}
		})
	}
	r := w.Twente
	t.Run("a project leader sees the own subregion", func(t *testing.T) {
		people, more, err := w.Network.People(t.Context(), r.Project, network.PeopleFilter{})
		if err != nil || more {
			t.Fatal(more, err)
		}
		for _, p := range people {
			if len(p.Roles) == 0 || p.Account == r.Admin.Account() {
				t.Errorf("sees %s without a role in reach", p.Name)
			}
			for _, h := range p.Roles {
				if h.Unit == r.Root || h.Unit == r.Hengelo || h.Unit == r.Montessori {
					t.Errorf("sees %s on %s", h.Role, h.UnitName)
				}
			}
		}
		counts, err := w.Network.Headcounts(t.Context(), r.Project)
		if err != nil || counts[r.Almelo] != 3 || counts[r.Noordik] != 2 || counts[r.Hengelo] != 0 || counts[r.Root] != 0 {
			t.Errorf("%v %v", counts, err)
		}
	})
	t.Run("one unit's people", func(t *testing.T) {
		people, _, err := w.Network.People(t.Context(), r.Admin, network.PeopleFilter{Unit: r.Noordik})
		if err != nil || len(people) != 2 {
			t.Errorf("%d people, %v", len(people), err)
		}
		if people, _, err := w.Network.People(t.Context(), r.Admin, network.PeopleFilter{Unit: w.Zwolle.Noordik}); err != nil || len(people) != 0 {
			t.Errorf("%d people of the other network, %v", len(people), err)
		}
	})
	t.Run("teachers see nobody", func(t *testing.T) {
		if _, _, err := w.Network.People(t.Context(), r.Teacher, network.PeopleFilter{}); !fault.Is(err, fault.KindForbidden) {
			t.Errorf("got %v", err)
		}
		if counts, err := w.Network.Headcounts(t.Context(), r.Teacher); err != nil || len(counts) != 0 {
			t.Errorf("%v %v", counts, err)
		}
	})
	t.Run("the list costs two queries, whatever the rows", func(t *testing.T) {
		stats := &db.Stats{}
		if _, _, err := w.Network.People(db.WithStats(t.Context(), stats), r.Admin, network.PeopleFilter{}); err != nil || stats.Queries != 2 {
			t.Errorf("%d queries, %v", stats.Queries, err)
		}
	})
}
