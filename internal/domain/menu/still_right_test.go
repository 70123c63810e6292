package menu_test

import (
	"testing"
	"time"

	"schakel/internal/domain/menu"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/fault"
)

func (e *env) asksStillRight(want int) {
	e.t.Helper()
	n, err := e.AskStillRight(e.t.Context())
	e.must(err)
	if n != want {
		e.t.Errorf("%d companies were asked, want %d", n, want)
	}
}

const day = 24 * time.Hour

func TestOnceAYearACompanyIsAsked(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	ctx, r := t.Context(), e.Twente
	lesson := e.item(r, "guest_lesson").ID
	company, _ := e.company(r, "Kolk Installaties")
	e.must(e.Choose(ctx, r.Relation, company, []menu.Choice{choice(lesson)}))
	quiet, err := e.relation.AddOrganisation(ctx, r.Relation, "", relation.OrganisationInput{Kind: "company", Name: "Zonder mensen", Place: "Almelo"})
	e.must(err)
	e.must(e.Choose(ctx, r.Relation, quiet, []menu.Choice{choice(lesson)}))
	paused, _ := e.company(r, "Rust Roest")
	e.must(e.Choose(ctx, r.Relation, paused, []menu.Choice{choice(lesson)}))
	e.must(e.PauseOffers(ctx, r.Relation, paused, menu.PauseInput{To: "2028-02-29"}))

	e.World.Clock.Advance(364 * day)
	e.asksStillRight(0)
	e.World.Clock.Advance(2 * day)
	e.asksStillRight(1)
	e.asksStillRight(0)
	if n := e.count(`SELECT COUNT(*) FROM mail_message WHERE letter = 'still_right' AND organisation_id = $1 AND unit_id = $2 AND data LIKE '%Gastles%'`, company, r.Almelo); n != 1 {
		t.Errorf("%d mails in the name of the unit that knows it, with what it offers", n)
	}

	byLink := e.linkScope(company)
	e.must(e.ConfirmOffers(ctx, byLink, company))
	offers := e.offers(r.Relation, company)
	if len(offers) != 1 || offers[0].ConfirmedOn != "2027-11-26" || offers[0].Times != 4 || offers[0].Stale("2028-11-24") || !offers[0].Stale("2028-11-25") {
		t.Errorf("one tap says it is right and changes nothing else: %+v", offers)
	}
	for name, sc := range map[string]access.Scope{"public": access.Public(r.ID), "teacher": r.Teacher} {
		if err := e.ConfirmOffers(ctx, sc, company); !fault.Is(err, fault.KindForbidden) {
			t.Errorf("%s: %v", name, err)
		}
	}
	e.must(e.ConfirmOffers(ctx, byLink, paused)) // its link reaches itself only
	if o := e.offers(r.Relation, paused); o[0].ConfirmedOn != "2026-11-25" {
		t.Error("a link confirmed what another company offers")
	}
	e.World.Clock.Advance(190 * day)
	e.asksStillRight(1) // whose pause ended
}

func TestNotAllCompaniesAreAskedOnOneDay(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	lesson := e.item(r, "guest_lesson").ID
	for i := range 45 {
		name := "Techniek " + string(rune('A'+i%26)) + string(rune('a'+i/26))
		company, _ := e.company(r, name)
		e.must(e.Choose(t.Context(), r.Relation, company, []menu.Choice{choice(lesson)}))
	}
	e.World.Clock.Advance(400 * day)
	e.asksStillRight(40)
	e.World.Clock.Advance(day)
	e.asksStillRight(5)
	e.asksStillRight(0)
}
