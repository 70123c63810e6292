package menu_test

import (
	"testing"
	"time"

	"schakel/internal/domain/menu"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/link"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// An umbrella gets a link, sees the names of its members, and invites those who may be asked now in its own name. Why another one waits
// stays with us.
func TestAnUmbrellaInvitesByItself(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	ctx, r := t.Context(), e.Twente
	umbrella, err := e.relation.AddOrganisation(ctx, r.Relation, r.Almelo, relation.OrganisationInput{Kind: "umbrella", Name: "Vrienden van Techniek"})
	e.must(err)
	if err := e.LetInvite(ctx, r.Relation, r.Almelo, umbrella); !fault.Is(err, fault.KindInvalid) {
		t.Errorf("nobody to mail: %v", err)
	}
	_, err = e.relation.AddPerson(ctx, r.Relation, umbrella, relation.PersonInput{Name: "Vera Voorzitter", Email: "vera@vrienden.example", Requests: true})
	e.must(err)
	var members []id.ID
	for _, name := range []string{"Aarts", "Bakker", "Claas"} {
		company, _ := e.company(r, name)
		e.must(e.relation.JoinUmbrella(ctx, r.Relation, company, relation.MembershipInput{Umbrella: umbrella}))
		members = append(members, company)
	}
	stranger, _ := e.company(r, "Dekker")
	e.must(e.Choose(ctx, r.Relation, members[1], []menu.Choice{choice(e.item(r, "guest_lesson").ID)}))
	e.must(e.Write(ctx, r.TeacherHengelo, func(op *operation.Op) error {
		op.Audit(audit.Entry{Action: "test", Object: "organisation", ID: members[2]})
		return relation.RecordContactTx(op, relation.Contact{Unit: r.Montessori, Organisation: members[2], Kind: relation.ContactAsked, At: op.At.Add(-3 * day), SourceKind: "test", SourceID: members[2]})
	}))
	e.must(e.LetInvite(ctx, r.Relation, r.Almelo, umbrella))
	live := func() link.Link {
		t.Helper()
		var l link.Link
		e.must(e.World.DB.Read(ctx, db.Settings{}, func(tx *db.Tx) (err error) {
			l, err = db.Get[link.Link](tx, db.Q(`SELECT l.network_id, l.id, l.kind, l.email, l.organisation_id, l.person_id, l.subject_id FROM link l
				WHERE l.kind = 'members' AND l.revoked_at IS NULL ORDER BY l.id DESC LIMIT 1`))
			return err
		}))
		return l
	}
	l := live()
	sc, err := l.Scope()
	e.must(err)
	own, err := e.ForUmbrella(ctx, sc, l)
	e.must(err)
	if own.Umbrella != "Vrienden van Techniek" || len(own.Members) != 3 || own.Members[0].Wait() != "" || own.Members[1].Wait() != menu.WaitOffers || own.Members[2].Wait() != menu.WaitAsked {
		t.Fatalf("it sees %+v", own)
	}
	if n, err := e.InviteOwn(ctx, sc, l, members, "Doen jullie mee?"); n != 1 || err != nil {
		t.Fatalf("%d mails, %v", n, err)
	}
	if n := e.count(`SELECT COUNT(*) FROM mail_message WHERE letter = 'menu' AND data LIKE '%Doen jullie mee?%' AND data LIKE '%Vrienden van Techniek%'`); n != 1 {
		t.Errorf("%d mails with its words", n)
	}
	if n := e.count(`SELECT COUNT(*) FROM contact_moment WHERE kind = 'members_invited' AND organisation_id = $1 AND unit_id = $2`, umbrella, r.Almelo); n != 1 {
		t.Errorf("%d lines on its timeline", n)
	}
	for name, c := range map[string]struct {
		members []id.ID
		words   string
		kind    fault.Kind
	}{
		"the same again": {members[:1], "", fault.KindInvalid}, "nobody": {nil, "", fault.KindInvalid}, "no member": {[]id.ID{stranger}, "", fault.KindNotFound},
		"a long greeting": {members[:1], string(make([]byte, 501)), fault.KindInvalid},
	} {
		if n, err := e.InviteOwn(ctx, sc, l, c.members, c.words); n != 0 || !fault.Is(err, c.kind) {
			t.Errorf("%s: %d, %v", name, n, err)
		}
	}
	if _, err := e.ForUmbrella(ctx, e.linkScope(members[0]), l); !fault.Is(err, fault.KindForbidden) {
		t.Errorf("behind a member's link: %v", err)
	}
	for name, who := range map[string]access.Scope{"a teacher": r.Teacher, "a unit beside": r.RelationHengelo, "another network": e.Zwolle.Relation} {
		if err := e.LetInvite(ctx, who, r.Almelo, umbrella); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := e.LetInvite(ctx, r.Relation, r.Almelo, members[0]); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("for a company: %v", err)
	}
	e.World.Clock.Advance(time.Hour)
	e.must(e.LetInvite(ctx, r.Relation, r.Almelo, umbrella))
	if now := live(); now.ID == l.ID || e.count(`SELECT COUNT(*) FROM link WHERE kind = 'members' AND revoked_at IS NULL`) != 1 {
		t.Error("the first link still works")
	}
	if has, err := e.MembersLink(ctx, r.Relation, umbrella); err != nil || has == nil || has.Email != "vera@vrienden.example" {
		t.Errorf("its link is %+v, %v", has, err)
	}
	e.must(e.StopInviting(ctx, r.Relation, umbrella))
	if has, err := e.MembersLink(ctx, r.Relation, umbrella); err != nil || has != nil {
		t.Errorf("after it was taken back: %+v, %v", has, err)
	}
}
