package need_test

import (
	"fmt"
	"slices"
	"testing"

	"schakel/internal/domain/need"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/link"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// reply is a company's answer that has to go well.
func (e *env) reply(l link.Link, a need.Answer) {
	e.t.Helper()
	_, err := e.answer(l, a)
	e.must(err)
}

// onBoard finds the card of a need and its column.
func (e *env) onBoard(sc access.Scope, key id.ID) (need.Stage, need.Card) {
	e.t.Helper()
	columns, err := e.Board(e.t.Context(), sc, need.Filter{})
	e.must(err)
	for _, c := range columns {
		for _, card := range c.Cards {
			if card.ID == key {
				return c.Stage, card
			}
		}
	}
	e.t.Fatal("not on the board")
	return "", need.Card{}
}

func TestTheBoardSaysWhoseTurnItIs(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	kolk, breman := e.company(r, "Kolk", nil), e.company(r, "Breman", nil)
	key := e.ask(r, func(in *need.AskInput) { in.Wanted = "2" })
	at := func(want need.Stage) need.Card {
		t.Helper()
		stage, card := e.onBoard(r.Teacher, key)
		if stage != want || card.Stage != want {
			t.Errorf("stands in %s, want %s", stage, want)
		}
		return card
	}
	if c := at(need.NobodyAsked); !c.Since().Equal(c.AskedAt) || c.MayClose() {
		t.Errorf("got %+v", c)
	}
	e.World.Clock.Advance(24 * 3600e9)
	links := e.invite(r.Teacher, key, kolk, breman)
	if c := at(need.AtCompanies); len(c.Waits) != 2 || c.Waits[0].Kind != need.WaitAnswer || c.Waits[0].Name != "Breman" && c.Waits[0].Name != "Kolk" || !c.Since().Equal(e.World.Clock.Now()) {
		t.Errorf("got %+v", c.Waits)
	}
	e.World.Clock.Advance(24 * 3600e9)
	e.reply(links[1], need.Answer{Reply: need.OtherDate, On: "2027-02-03"})
	if c := at(need.AtSchool); len(c.Waits) != 2 || c.Waits[1].Kind != need.WaitDate || c.Waits[1].Name != "Breman" || c.Waits[1].On != "2027-02-03" {
		t.Errorf("got %+v", c.Waits)
	}
	e.must(e.TakeBack(t.Context(), r.Teacher, key, links[1].Subject))
	e.reply(links[0], need.Answer{Reply: need.Yes})
	if c := at(need.AtSchool); c.Agreed != 1 || len(c.Waits) != 0 || !c.MayClose() {
		t.Errorf("nobody is left to say yes: %+v", c)
	}
	_, c := e.onBoard(r.Teacher, key)
	e.must(e.Close(t.Context(), r.Teacher, key, c.Version))
	c = at(need.Stage(need.Filled))
	if !c.MayReopen("2027-01-01") || c.MayReopen("2027-03-01") {
		t.Error("one of two was enough: it may look further while its period lasts")
	}
	e.must(e.Reopen(t.Context(), r.Teacher, key, c.Version))
	at(need.AtSchool)
	if ps := e.match(r.Teacher, key); len(ps) != 1 || ps[0].Organisation != breman {
		t.Errorf("who was told that it is no longer needed may be asked again: %+v", ps)
	}
	e.at("2027-03-01", 9)
	at(need.Stage(need.Expired))
}

func TestCloseReopenWithdraw(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	kolk := e.company(r, "Kolk", nil)
	key := e.ask(r, nil)
	e.invite(r.Teacher, key, kolk)
	steps := func() (kinds []need.StepKind) {
		for _, s := range e.record(r.Teacher, key).Steps {
			kinds = append(kinds, s.Kind)
		}
		return kinds
	}
	for what, err := range map[string]error{
		"nobody said yes":        e.Close(t.Context(), r.Teacher, key, 1),
		"an open one stays open": e.Reopen(t.Context(), r.Teacher, key, 1),
		"an old version":         e.Withdraw(t.Context(), r.Teacher, key, 7, "niet meer nodig"),
	} {
		if !fault.Is(err, fault.KindConflict) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if err := e.Withdraw(t.Context(), r.Teacher, key, 1, " "); !fault.Is(err, fault.KindInvalid) {
		t.Errorf("without a reason: %v", err)
	}
	for what, err := range map[string]error{
		"withdraw": e.Withdraw(t.Context(), r.TeacherHengelo, key, 1, "van iemand anders"),
		"close":    e.Close(t.Context(), r.TeacherHengelo, key, 1),
		"reopen":   e.Reopen(t.Context(), r.TeacherHengelo, key, 1),
	} {
		if !fault.Is(err, fault.KindNotFound) {
			t.Errorf("%s by another school: %v", what, err)
		}
	}
	e.must(e.StartWaves(t.Context(), r.Teacher, e.ask(r, nil), waves("1", "5", "3")))
	e.must(e.Withdraw(t.Context(), r.Teacher, key, 1, "De docent is ziek"))
	rec := e.record(r.Teacher, key)
	if rec.State != need.Withdrawn || rec.Steps[0].Words != "De docent is ziek" && rec.Steps[1].Words != "De docent is ziek" {
		t.Errorf("got %+v", rec.Steps)
	}
	e.must(e.Reopen(t.Context(), r.Teacher, key, rec.Version))
	if got := steps(); !slices.Contains(got, need.StepOpened) {
		t.Errorf("got %v", got)
	}
	e.invite(r.Teacher, key, kolk)
	e.reply(e.lastLink(key, kolk), need.Answer{Reply: need.Yes})
	rec = e.record(r.Teacher, key)
	if err := e.Reopen(t.Context(), r.Teacher, key, rec.Version); rec.State != need.Filled || !fault.Is(err, fault.KindConflict) {
		t.Errorf("what has enough stays closed: %v", err)
	}
}

func TestABoardOfManyShowsSomeAndCountsAll(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	for i := range 30 {
		e.ask(r, func(in *need.AskInput) { in.Title = fmt.Sprintf("Vraag %02d", i); in.From = in.From.AddDays(-i) })
	}
	for range 6 {
		other := e.ask(r, func(in *need.AskInput) { in.Title = "Iets anders" })
		e.must(e.Withdraw(t.Context(), r.Teacher, other, 1, "Niet nodig"))
	}
	var stats db.Stats
	columns, err := e.Board(db.WithStats(t.Context(), &stats), r.Relation, need.Filter{})
	e.must(err)
	first := columns[0]
	if stats.Queries != 2 || len(columns) != 6 || first.Total != 30 || len(first.Cards) != 20 || first.Cards[0].Title != "Vraag 29" || columns[5].Total != 6 || len(columns[5].Cards) != 5 {
		t.Errorf("%d queries, %d columns, first %d of %d", stats.Queries, len(columns), len(first.Cards), first.Total)
	}
	columns, err = e.Board(t.Context(), r.Relation, need.Filter{Search: "anders"})
	e.must(err)
	if columns[0].Total != 0 || columns[5].Total != 6 {
		t.Errorf("filtered: %+v", columns)
	}
	if columns, err = e.Board(t.Context(), r.RelationHengelo, need.Filter{}); err != nil || columns[0].Total != 31 && columns[0].Total != 0 {
		t.Errorf("another subregion: %v, %d", err, columns[0].Total)
	}
	list, err := e.List(t.Context(), r.Teacher, need.Filter{State: need.Open, Stage: need.AtSchool})
	e.must(err)
	if len(list.Rows) != 0 {
		t.Errorf("%d are with the school", len(list.Rows))
	}
}
