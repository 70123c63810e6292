package menu_test

import (
	"testing"

	"schakel/internal/domain/menu"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

func (e *env) pauses(sc access.Scope, company id.ID) []menu.Pause {
	e.t.Helper()
	sheet, err := e.Sheet(e.t.Context(), sc, company)
	e.must(err)
	return sheet.Pauses
}

func TestPauses(t *testing.T) { // today is 25 November 2026
	t.Parallel()
	e := newEnv(t)
	ctx, r := t.Context(), e.Twente
	company, _ := e.company(r, "Kolk Installaties")
	other, _ := e.company(r, "Bakker Metaal")
	lesson := e.item(r, "guest_lesson").ID
	for _, c := range []id.ID{company, other} {
		e.must(e.Choose(ctx, r.Relation, c, []menu.Choice{choice(lesson)}))
	}
	e.must(e.InviteToMenu(ctx, r.Relation, r.Almelo, company, ""))
	byLink := e.linkScope(company)

	e.must(e.PauseOffers(ctx, byLink, company, menu.PauseInput{From: "2026-12-21", To: "2027-01-03"}))
	o := e.offers(r.Teacher, company)[0]
	if o.Paused("2026-12-20") || !o.Paused("2026-12-21") || !o.Paused("2027-01-03") || o.Paused("2027-01-04") || o.Pause().Last() != "2027-01-03" {
		t.Errorf("got %+v", o)
	}
	if o := e.offers(r.Teacher, other)[0]; o.Pause() != (menu.Pause{}) {
		t.Errorf("another company rests too: %+v", o)
	}

	t.Run("what touches becomes one, what does not stays apart", func(t *testing.T) {
		e.must(e.PauseOffers(ctx, byLink, company, menu.PauseInput{From: "2027-01-04", To: "2027-01-10"}))
		e.must(e.PauseOffers(ctx, r.Relation, company, menu.PauseInput{From: "2027-07-19", To: "2027-08-08"}))
		had := e.pauses(byLink, company)
		if len(had) != 2 || had[0].From != "2026-12-21" || had[0].Until != "2027-01-11" || had[1].From != "2027-07-19" {
			t.Errorf("got %+v", had)
		}
	})
	t.Run("it ends by itself", func(t *testing.T) {
		e.World.Clock.Advance(47 * day) // 11 January
		if o := e.offers(r.Teacher, company)[0]; o.Paused("2027-01-11") || o.PausedFrom != "2027-07-19" {
			t.Errorf("got %+v", o)
		}
	})
	t.Run("or before its time", func(t *testing.T) {
		e.must(e.PauseOffers(ctx, byLink, company, menu.PauseInput{To: "2027-02-01"})) // from today
		had := e.pauses(byLink, company)
		if had[0].From != "2027-01-11" || !had[0].Covers("2027-01-11") {
			t.Fatalf("got %+v", had)
		}
		if err := e.ResumeOffers(ctx, r.Relation, other, had[0].ID); !fault.Is(err, fault.KindConflict) && !fault.Is(err, fault.KindNotFound) {
			t.Errorf("a pause of another company: %v", err)
		}
		e.must(e.ResumeOffers(ctx, byLink, company, had[0].ID))
		if left := e.pauses(byLink, company); len(left) != 1 || left[0].From != "2027-07-19" {
			t.Errorf("got %+v", left)
		}
	})
	t.Run("the offers keep what they were", func(t *testing.T) {
		if o := e.offers(r.Teacher, company)[0]; o.Times != 4 || o.ConfirmedOn != "2026-11-25" {
			t.Errorf("got %+v", o)
		}
	})
	t.Run("not for whom it is not", func(t *testing.T) {
		in := menu.PauseInput{To: "2027-03-01"}
		for name, c := range map[string]struct {
			sc   access.Scope
			of   id.ID
			kind fault.Kind
		}{
			"a teacher": {r.Teacher, company, fault.KindForbidden}, "its link about another": {byLink, other, fault.KindNotFound}, "another network": {e.Zwolle.Relation, company, fault.KindNotFound},
		} {
			if err := e.PauseOffers(ctx, c.sc, c.of, in); !fault.Is(err, c.kind) {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
	for name, c := range map[string]struct {
		in         menu.PauseInput
		field, key string
	}{
		"no last day":   {menu.PauseInput{From: "2027-02-01"}, "to", "field.required"},
		"back to front": {menu.PauseInput{From: "2027-03-01", To: "2027-02-01"}, "to", "menu.pause_order"},
		"long past":     {menu.PauseInput{To: "2026-02-01"}, "to", "menu.pause_order"},
		"for ever":      {menu.PauseInput{To: "2050-01-01"}, "to", "menu.pause_too_long"},
		"far away":      {menu.PauseInput{From: "2028-06-01", To: "2028-07-01"}, "from", "menu.pause_too_far"},
		"no day":        {menu.PauseInput{From: "morgen", To: "2027-02-01"}, "from", "field.date"},
	} {
		err := e.PauseOffers(ctx, byLink, company, c.in)
		if f, _ := fault.As(err); f == nil || f.Fields[c.field].Key != c.key {
			t.Errorf("%s: %v", name, err)
		}
	}
}
