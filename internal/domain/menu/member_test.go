package menu_test

import (
	"strings"
	"testing"
	"time"

	"schakel/internal/domain/menu"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

func TestAnUmbrellaInvitesItsMembers(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	ctx, r := t.Context(), e.Twente
	umbrella, err := e.relation.AddOrganisation(ctx, r.Relation, r.Almelo, relation.OrganisationInput{Kind: "umbrella", Name: "Vrienden van Techniek"})
	e.must(err)
	join := func(name string, in relation.MembershipInput) id.ID {
		company, _ := e.company(r, name)
		in.Umbrella = umbrella
		e.must(e.relation.JoinUmbrella(ctx, r.Relation, company, in))
		return company
	}
	now := relation.MembershipInput{From: "2024-01-01"}
	fresh, offers, asked, left := join("Aarts", now), join("Bakker", now), join("Claas", now), join("Dekker", relation.MembershipInput{From: "2020-01-01", To: "2025-01-01"})
	silent, err := e.relation.AddOrganisation(ctx, r.Relation, "", relation.OrganisationInput{Kind: "company", Name: "Eggink", Place: "Almelo"})
	e.must(err)
	e.must(e.relation.JoinUmbrella(ctx, r.Relation, silent, relation.MembershipInput{Umbrella: umbrella}))
	resting := join("Feijen", now)
	e.must(e.PauseOffers(ctx, r.Relation, resting, menu.PauseInput{To: "2026-12-31"}))
	e.must(e.Choose(ctx, r.Relation, offers, []menu.Choice{choice(e.item(r, "guest_lesson").ID)}))
	e.must(e.Write(ctx, r.TeacherHengelo, func(op *operation.Op) error { // a school that the reader does not know
		op.Audit(audit.Entry{Action: "test", Object: "organisation", ID: asked})
		return relation.RecordContactTx(op, relation.Contact{Unit: r.Montessori, Organisation: asked, Kind: relation.ContactAsked, At: op.At.Add(-3 * day), SourceKind: "test", SourceID: asked})
	}))
	waits := func() string {
		_, rows, err := e.Members(ctx, r.Relation, umbrella)
		e.must(err)
		var out []string
		for _, m := range rows {
			out = append(out, strings.TrimSpace(m.Name[:2]+" "+string(m.Reached())+" "+m.Wait()))
		}
		return strings.Join(out, ", ")
	}
	if got, want := waits(), "Aa not_invited, Ba offering offering, Cl not_invited asked, Eg not_invited no_mail, Fe not_invited paused"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	all := []id.ID{fresh, offers, asked, silent, resting}
	if n, err := e.InviteMembers(ctx, r.Relation, r.Almelo, umbrella, all); n != 1 || err != nil {
		t.Fatalf("%d, %v", n, err)
	}
	if n := e.count(`SELECT COUNT(*) FROM mail_message WHERE letter = 'menu' AND data LIKE '%Vrienden van Techniek%'`); n != 1 {
		t.Errorf("%d mails with the umbrella's name", n)
	}
	if got := waits(); !strings.HasPrefix(got, "Aa invited mailed,") {
		t.Errorf("got %s", got)
	}
	t.Run("who answers is seen, and who stays silent is asked again after a while", func(t *testing.T) {
		e.must(e.Choose(ctx, e.linkScope(fresh), fresh, nil)) // nothing for us
		if got := waits(); !strings.HasPrefix(got, "Aa answered mailed,") {
			t.Errorf("got %s", got)
		}
		e.World.Clock.Advance(61 * 24 * time.Hour)
		if got, want := waits(), "Aa answered, Ba offering offering, Cl not_invited, Eg not_invited no_mail, Fe not_invited"; got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	})
	t.Run("two colleagues at once mail once", func(t *testing.T) {
		sent := make(chan int, 2)
		for range 2 {
			go func() {
				n, _ := e.InviteMembers(ctx, r.Relation, r.Almelo, umbrella, []id.ID{asked})
				sent <- n
			}()
		}
		if n := <-sent + <-sent; n != 1 {
			t.Errorf("%d mails", n)
		}
	})
	for name, c := range map[string]struct {
		sc       access.Scope
		umbrella id.ID
		members  []id.ID
		kind     fault.Kind
	}{
		"nobody":        {r.Relation, umbrella, nil, fault.KindInvalid},
		"none that may": {r.Relation, umbrella, []id.ID{offers, silent}, fault.KindInvalid},

		"who left":              {r.Relation, umbrella, []id.ID{left}, fault.KindNotFound},
		"a company's members":   {r.Relation, fresh, []id.ID{resting}, fault.KindNotFound},
		"a teacher":             {r.Teacher, umbrella, []id.ID{resting}, fault.KindNotFound},
		"a unit beside":         {r.RelationHengelo, umbrella, []id.ID{resting}, fault.KindNotFound},
		"somebody of elsewhere": {e.Zwolle.Relation, umbrella, []id.ID{resting}, fault.KindNotFound},
	} {
		if n, err := e.InviteMembers(ctx, c.sc, r.Almelo, c.umbrella, c.members); n != 0 || !fault.Is(err, c.kind) {
			t.Errorf("%s: %d, %v", name, n, err)
		}
	}
}
