package relation_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/link"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// behind returns the newest live link of a kind with its scope.
func (e *env) behind(kind link.Kind) (link.Link, access.Scope) {
	e.t.Helper()
	var l link.Link
	err := e.DB.Read(context.Background(), db.Settings{}, func(tx *db.Tx) (err error) {
		l, err = db.Get[link.Link](tx, db.Q(`SELECT network_id, id, kind, email, account_id, organisation_id, person_id, subject_id, browser_hash, created_at, expires_at, used_at, revoked_at
			FROM link WHERE kind = $1 AND revoked_at IS NULL ORDER BY created_at DESC, id DESC LIMIT 1`, kind))
		return err
	})
	if err != nil {
		e.t.Fatal(err)
	}
	sc, err := l.Scope()
	if err != nil {
		e.t.Fatal(err)
	}
	return l, sc
}

func (e *env) tally(text string, args ...any) int {
	e.t.Helper()
	var n int
	err := e.DB.Read(context.Background(), db.Settings{}, func(tx *db.Tx) (err error) {
		n, err = db.Get[int](tx, db.Q(text, args...))
		return err
	})
	if err != nil {
		e.t.Fatal(err)
	}
	return n
}

func (e *env) queue(sc access.Scope) relation.ClaimQueue {
	e.t.Helper()
	q, err := e.rel.Claims(e.t.Context(), sc, "", "", "")
	if err != nil {
		e.t.Fatal(err)
	}
	return q
}

func (e *env) must(err error) {
	e.t.Helper()
	if err != nil {
		e.t.Fatal(err)
	}
}

// claim fills in the public form and, with answer, answers the mail.
func (e *env) claim(public access.Scope, in relation.ClaimInput, answer bool) {
	e.t.Helper()
	e.must(e.rel.MakeClaim(e.t.Context(), public, in))
	if answer {
		l, sc := e.behind(link.Claim)
		e.must(e.rel.AnswerClaim(e.t.Context(), sc, l))
	}
}

func kolkClaims(email string) relation.ClaimInput {
	return relation.ClaimInput{Company: "Kolk Installaties B.V.", Place: "Almelo", Name: "Erik Kolk", Email: email, Since: "2024-01-01"}
}

func TestClaimOfAPublicForm(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	ctx, r := t.Context(), e.Twente
	umbrella := e.umbrella("Metaalunie")
	e.must(e.rel.SwitchPublicForm(ctx, r.Relation, umbrella, true))
	e.must(e.rel.SwitchPublicForm(ctx, r.Relation, umbrella, true))
	if n := e.tally(`SELECT COUNT(*) FROM link WHERE kind = 'belong'`); n != 1 {
		t.Fatalf("opened twice: %d forms", n)
	}
	_, public := e.behind(link.Belong)
	form, err := e.rel.ClaimForm(ctx, public)
	if err != nil || len(form.Umbrellas) != 1 || form.Umbrellas[0].Name != "Metaalunie" || form.Company != "" {
		t.Fatalf("the form: %+v, %v", form, err)
	}

	if err := e.rel.MakeClaim(ctx, public, relation.ClaimInput{Company: "K", KVK: "123", Email: "erik"}); !fault.Is(err, fault.KindInvalid) {
		t.Fatalf("nonsense: %v", err)
	}
	e.claim(public, kolkClaims("erik@kolk.example"), false)
	if q := e.queue(r.Relation); len(q.Claims) != 0 {
		t.Fatalf("the address did not answer yet: %+v", q)
	}
	if n := e.tally(`SELECT COUNT(*) FROM mail_message WHERE letter = 'claim_check' AND data LIKE '%Kolk%'`); n != 0 {
		t.Error("the mail to a stranger's address carries what somebody typed")
	}
	l, sc := e.behind(link.Claim)
	e.must(e.rel.AnswerClaim(ctx, sc, l))
	if err := e.rel.AnswerClaim(ctx, sc, l); !fault.Is(err, fault.KindConflict) {
		t.Errorf("answered twice: %v", err)
	}
	e.claim(public, kolkClaims("erik@kolk.example"), true)
	q := e.queue(r.Relation)
	if len(q.Claims) != 1 {
		t.Fatalf("the same twice is one: %+v", q)
	}
	c := q.Claims[0]
	if len(c.Candidates) != 1 || c.Candidates[0].Organisation.ID != e.company || len(c.Candidates[0].Why) == 0 || c.Candidates[0].Member || !c.Candidates[0].Sure {
		t.Fatalf("the likely company with reasons: %+v", c.Candidates)
	}

	done, err := e.rel.ConfirmClaim(ctx, r.RelationHengelo, c.ID, c.Version, e.company)
	if err != nil || done.Already || done.Member != e.company {
		t.Fatalf("confirmed: %+v, %v", done, err)
	}
	page, err := e.rel.UmbrellaPage(ctx, r.Relation, umbrella)
	if err != nil || len(page.Members) != 1 || page.Members[0].Origin != "claimed" || page.Members[0].From != "2024-01-01" {
		t.Fatalf("the membership: %+v, %v", page.Members, err)
	}
	if n := e.tally(`SELECT COUNT(*) FROM change WHERE object = 'umbrella_membership'`); n != 1 {
		t.Errorf("%d lines of history", n)
	}
	if n := e.tally(`SELECT COUNT(*) FROM mail_message WHERE letter = 'claim_confirmed' AND to_email = 'erik@kolk.example'`); n != 1 {
		t.Errorf("%d mails that it was confirmed", n)
	}
	if _, err := e.rel.ConfirmClaim(ctx, r.Relation, c.ID, c.Version+1, e.company); !fault.Is(err, fault.KindConflict) {
		t.Errorf("settled already: %v", err)
	}

	t.Run("who claims it again is shown to be a member", func(t *testing.T) {
		e.claim(public, kolkClaims("info@kolk.example"), true)
		again := e.queue(r.Relation).Claims[0]
		if !again.Candidates[0].Member {
			t.Errorf("not marked: %+v", again.Candidates)
		}
		done, err := e.rel.ConfirmClaim(ctx, r.Relation, again.ID, again.Version, e.company)
		if err != nil || !done.Already || e.tally(`SELECT COUNT(*) FROM umbrella_membership`) != 1 {
			t.Errorf("confirmed: %+v, %v", done, err)
		}
	})
	t.Run("a closed form is closed", func(t *testing.T) {
		e.must(e.rel.SwitchPublicForm(ctx, r.Relation, umbrella, false))
		form, err := e.rel.PublicForm(ctx, r.Relation, umbrella)
		if err != nil || form.Link != "" {
			t.Errorf("got %+v, %v", form, err)
		}
	})
}

func TestClaimOfAnUnknownCompany(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	ctx, r := t.Context(), e.Twente
	umbrella := e.umbrella("Metaalunie")
	e.must(e.rel.SwitchPublicForm(ctx, r.Relation, umbrella, true))
	_, public := e.behind(link.Belong)
	e.claim(public, relation.ClaimInput{Company: "Zwart Lasbedrijf", KVK: "01234567", Place: "Rijssen", Name: "Jo Zwart", Email: "jo@zwart.example", Lang: "en"}, true)
	c := e.queue(r.Relation).Claims[0]
	if len(c.Candidates) != 0 || c.Lang != "en" {
		t.Fatalf("got %+v", c)
	}
	t.Run("the same name elsewhere is shown, and not chosen beforehand", func(t *testing.T) {
		in := kolkClaims("erik@kolk.example")
		in.Place = "Zwolle"
		e.claim(public, in, true)
		q := e.queue(r.Relation)
		k := q.Claims[len(q.Claims)-1].Candidates
		if len(k) != 1 || k[0].Organisation.ID != e.company || k[0].Sure {
			t.Errorf("got %+v", k)
		}
		last := q.Claims[len(q.Claims)-1]
		e.must(e.rel.RefuseClaim(ctx, r.Relation, last.ID, last.Version, "een ander"))
	})
	t.Run("found by a colleague who knows better", func(t *testing.T) {
		q, err := e.rel.Claims(ctx, r.Relation, c.ID, "Kolk", "")
		if err != nil || len(q.Claims[0].Candidates) != 1 || q.Claims[0].Candidates[0].Organisation.ID != e.company {
			t.Errorf("got %+v, %v", q, err)
		}
	})
	t.Run("a stale version changes nothing", func(t *testing.T) {
		before := e.tally(`SELECT COUNT(*) FROM organisation`)
		if _, err := e.rel.ConfirmClaim(ctx, r.Relation, c.ID, c.Version-1, ""); !fault.Is(err, fault.KindConflict) {
			t.Errorf("got %v", err)
		}
		if n := e.tally(`SELECT COUNT(*) FROM organisation`); n != before {
			t.Error("a company was made")
		}
	})
	t.Run("it is made anew", func(t *testing.T) {
		done, err := e.rel.ConfirmClaim(ctx, r.Relation, c.ID, c.Version, "")
		e.must(err)
		o, err := e.rel.Organisation(ctx, r.Relation, done.Member)
		if err != nil || o.Name != "Zwart Lasbedrijf" || o.KVK != "01234567" || o.Place != "Rijssen" || o.Kind != relation.KindCompany {
			t.Errorf("got %+v, %v", o, err)
		}
	})
	t.Run("a number that is taken is told with who has it", func(t *testing.T) {
		e.claim(public, relation.ClaimInput{Company: "Anders", KVK: "01234567", Name: "An Ders", Email: "an@ders.example"}, true)
		other := e.queue(r.Relation).Claims[0]
		_, err := e.rel.ConfirmClaim(ctx, r.Relation, other.ID, other.Version, "")
		f, ok := fault.As(err)
		if !ok || f.Fields["kvk"].Key != "relation.kvk_taken" {
			t.Errorf("got %v", err)
		}
	})
}

func TestClaimRefused(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	ctx, r := t.Context(), e.Twente
	umbrella := e.umbrella("Metaalunie")
	e.must(e.rel.SwitchPublicForm(ctx, r.Relation, umbrella, true))
	_, public := e.behind(link.Belong)
	e.claim(public, kolkClaims("erik@kolk.example"), true)
	c := e.queue(r.Relation).Claims[0]
	if err := e.rel.RefuseClaim(ctx, r.Relation, c.ID, c.Version, " "); !fault.Is(err, fault.KindInvalid) {
		t.Errorf("without a reason: %v", err)
	}
	e.must(e.rel.RefuseClaim(ctx, r.Relation, c.ID, c.Version, "Metaalunie kent jullie niet."))
	if n := e.tally(`SELECT COUNT(*) FROM mail_message WHERE letter = 'claim_refused' AND to_email = 'erik@kolk.example' AND data LIKE '%kent jullie niet%'`); n != 1 {
		t.Errorf("%d mails", n)
	}
	if len(e.queue(r.Relation).Claims) != 0 || e.tally(`SELECT COUNT(*) FROM umbrella_membership`) != 0 {
		t.Error("it is still there, or became a membership")
	}
}

func TestClaimBounds(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	ctx, r := t.Context(), e.Twente
	umbrella := e.umbrella("Metaalunie")
	e.must(e.rel.SwitchPublicForm(ctx, r.Relation, umbrella, true))
	_, public := e.behind(link.Belong)
	for range 6 {
		e.claim(public, kolkClaims("victim@elders.example"), false)
	}
	mails := func() int { return e.tally(`SELECT COUNT(*) FROM mail_message WHERE letter = 'claim_check'`) }
	if mails() != 3 {
		t.Errorf("%d mails to one address in a day", mails())
	}
	for i := range 197 {
		e.claim(public, kolkClaims(strings.Repeat("x", 1+i%50)+"@"+strings.Repeat("y", 1+i/50)+".example"), false)
	}
	if err := e.rel.MakeClaim(ctx, public, kolkClaims("late@kolk.example")); !fault.Is(err, fault.KindLimit) {
		t.Errorf("two hundred unanswered: %v", err)
	}
	e.Clock.Advance(15 * 24 * time.Hour)
	e.claim(public, kolkClaims("late@kolk.example"), false)
	if n := e.tally(`SELECT COUNT(*) FROM membership_claim`); n != 1 {
		t.Errorf("%d claims are kept; those whose address never answered should be forgotten", n)
	}
}

func TestClaimByTheCompanysOwnLink(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	ctx, r := t.Context(), e.Twente
	open, closed := e.umbrella("Metaalunie"), e.umbrella("Besloten Club")
	e.must(e.rel.SwitchPublicForm(ctx, r.Relation, open, true))
	sc, err := access.FromLink(access.Claim{Network: r.ID, Link: e.Kit.IDs.New(), Name: "erik@kolk.example", Organisation: e.company, Actions: link.Rules[link.Menu].Actions})
	e.must(err)
	form, err := e.rel.ClaimForm(ctx, sc)
	if err != nil || form.Company != "Kolk Installaties" || len(form.Umbrellas) != 1 || form.Umbrellas[0].ID != open {
		t.Fatalf("only umbrellas with a public form are named: %+v, %v", form, err)
	}
	for _, wrong := range []id.ID{"", closed, e.company} {
		if err := e.rel.MakeClaim(ctx, sc, relation.ClaimInput{Umbrella: wrong}); !fault.Is(err, fault.KindInvalid) {
			t.Errorf("%q: %v", wrong, err)
		}
	}
	e.must(e.rel.MakeClaim(ctx, sc, relation.ClaimInput{Umbrella: open}))
	e.must(e.rel.MakeClaim(ctx, sc, relation.ClaimInput{Umbrella: open}))
	q := e.queue(r.Relation)
	if len(q.Claims) != 1 || q.Claims[0].Email != "erik@kolk.example" || len(q.Claims[0].Candidates) != 1 || q.Claims[0].Candidates[0].Organisation.ID != e.company {
		t.Fatalf("got %+v", q)
	}
	_, err = e.rel.ConfirmClaim(ctx, r.Relation, q.Claims[0].ID, q.Claims[0].Version, e.company)
	e.must(err)
	if form, err = e.rel.ClaimForm(ctx, sc); err != nil || len(form.Umbrellas) != 0 {
		t.Errorf("a member is not asked again: %+v, %v", form, err)
	}
}

func TestClaimsAreForWhoMaySettleThem(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	ctx, r := t.Context(), e.Twente
	umbrella := e.umbrella("Metaalunie")
	e.must(e.rel.SwitchPublicForm(ctx, r.Relation, umbrella, true))
	_, public := e.behind(link.Belong)
	e.claim(public, kolkClaims("erik@kolk.example"), true)
	c := e.queue(r.Relation).Claims[0]
	for name, sc := range map[string]access.Scope{"teacher": r.Teacher, "lead": r.Lead, "privacy officer": r.Privacy, "the form itself": public, "nobody": {}} {
		_, err := e.rel.Claims(ctx, sc, "", "", "")
		_, confirmed := e.rel.ConfirmClaim(ctx, sc, c.ID, c.Version, e.company)
		for _, err := range []error{err, confirmed, e.rel.RefuseClaim(ctx, sc, c.ID, c.Version, "zomaar"), e.rel.SwitchPublicForm(ctx, sc, umbrella, false)} {
			if !fault.Is(err, fault.KindForbidden) {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
	z := e.Zwolle.Relation
	if q := e.queue(z); len(q.Claims) != 0 {
		t.Errorf("another network sees it: %+v", q)
	}
	_, confirmed := e.rel.ConfirmClaim(ctx, z, c.ID, c.Version, "")
	for _, err := range []error{confirmed, e.rel.RefuseClaim(ctx, z, c.ID, c.Version, "zomaar"), e.rel.SwitchPublicForm(ctx, z, umbrella, false)} {
		if !fault.Is(err, fault.KindNotFound) {
			t.Errorf("another network: %v", err)
		}
	}
	theirs, err := e.rel.AddOrganisation(ctx, z, "", relation.OrganisationInput{Kind: "company", Name: "Kolk Zwolle"})
	e.must(err)
	if _, err := e.rel.ConfirmClaim(ctx, r.Relation, c.ID, c.Version, theirs); !fault.Is(err, fault.KindInvalid) {
		t.Errorf("another network's company: %v", err)
	}
	if _, err := e.rel.ClaimForm(ctx, r.Relation); err == nil {
		t.Error("an account is no form")
	}
}
