package need_test

import (
	"testing"

	"schakel/internal/domain/menu"
	"schakel/internal/domain/need"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// A visit for several profiles that no company can take alone is proposed to two that complete each other, in words.
func TestTwoCompaniesThatCompleteEachOther(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	limit := func(profiles []string, most string) func(c *menu.Choice) {
		return func(c *menu.Choice) { c.Profiles, c.MaxGroup = profiles, most }
	}
	pie, hbr := e.company(r, "Metaal", limit([]string{"PIE", "M&T"}, "30")), e.company(r, "Bakker", limit([]string{"HBR", "E&O"}, "30"))
	e.company(r, "Nog een bakker", limit([]string{"HBR"}, "30"))
	key := e.ask(r, func(in *need.AskInput) { in.Profiles, in.Levels = []string{"PIE", "M&T", "HBR", "E&O"}, nil })
	rec := e.record(r.Teacher, key)
	if len(rec.Pairs) != 1 || rec.Pairs[0].A.Organisation == rec.Pairs[0].B.Organisation {
		t.Fatalf("got %d pairs", len(rec.Pairs))
	}
	p := rec.Pairs[0]
	if p.Points != p.A.Points+p.B.Points || len(p.Why) != 2 || p.Why[0].Key != "pair_does" || p.Why[0].Args[0].Text != p.A.Name {
		t.Errorf("got %+v", p.Why)
	}
	if err := e.InvitePair(t.Context(), r.Teacher, key, [2]id.ID{pie, pie}, day); !fault.Is(err, fault.KindInvalid) {
		t.Errorf("one company twice: %v", err)
	}
	if err := e.InvitePair(t.Context(), r.TeacherHengelo, key, [2]id.ID{pie, hbr}, day); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("by another school: %v", err)
	}
	e.must(e.InvitePair(t.Context(), r.Teacher, key, [2]id.ID{pie, hbr}, day))
	if rec = e.record(r.Teacher, key); len(rec.Invitations) != 2 || rec.Wanted != 2 {
		t.Errorf("%d invited, %d wanted", len(rec.Invitations), rec.Wanted)
	}
	for _, company := range []id.ID{pie, hbr} {
		e.reply(e.link(key, company), need.Answer{Reply: need.Yes})
	}
	if rec = e.record(r.Teacher, key); rec.State != need.Filled {
		t.Errorf("both said yes: %s", rec.State)
	}
	t.Run("a group that fits nowhere is shared", func(t *testing.T) {
		key := e.ask(r, func(in *need.AskInput) { in.Profiles, in.Levels, in.Pupils = []string{"PIE"}, nil, "50" })
		e.company(r, "Klein", limit([]string{"PIE"}, "24"))
		rec := e.record(r.Teacher, key)
		if len(rec.Pairs) != 1 || rec.Pairs[0].Why[0].Key != "pair_group" {
			t.Fatalf("got %+v", rec.Pairs)
		}
	})
	t.Run("who does it all needs nobody", func(t *testing.T) {
		e.company(r, "Alles", limit(nil, "60"))
		key := e.ask(r, nil)
		if rec := e.record(r.Teacher, key); len(rec.Pairs) != 0 {
			t.Errorf("got %+v", rec.Pairs[0].Why)
		}
	})
	var nobody access.Scope
	if err := e.InvitePair(t.Context(), nobody, key, [2]id.ID{pie, hbr}, day); err == nil {
		t.Error("a scope that is nobody's")
	}
}
