package relation_test

import (
	"testing"
	"time"

	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
	"schakel/internal/testkit/testdb"
)

func TestPressure(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	engagement := e.Kit.IDs.New()
	record := func(sc access.Scope, unit id.ID, kind relation.ContactKind, source id.ID) {
		t.Helper()
		e.Clock.Advance(time.Hour)
		e.mustWrite(sc, func(op *operation.Op) error {
			return relation.RecordContactTx(op, relation.Contact{Unit: unit, Organisation: e.company, Kind: kind, SourceKind: "engagement", SourceID: source})
		})
	}
	pressure := func(sc access.Scope) (p relation.Pressure) {
		t.Helper()
		e.mustRead(sc, func(tx *db.Tx) error {
			all, err := relation.PressureTx(tx, sc, []id.ID{e.company}, testdb.Start)
			p = all[e.company]
			return err
		})
		return p
	}
	record(r.Teacher, r.Noordik, relation.ContactAsked, "")
	record(r.TeacherHengelo, r.Montessori, relation.ContactAsked, "")
	record(r.Teacher, r.Noordik, relation.ContactAgreed, engagement)

	t.Run("counts the requests of the whole network and names who asked last", func(t *testing.T) {
		want := relation.Pressure{Asked: 2, LastAskedAt: testdb.Start.Add(2 * time.Hour), LastAskedUnit: "Montessori Twente", Planned: 1}
		if got := pressure(r.Teacher); got != want {
			t.Errorf("got %+v, want %+v", got, want)
		}
	})
	t.Run("another network sees none", func(t *testing.T) {
		if got := pressure(e.Zwolle.Teacher); got != (relation.Pressure{}) {
			t.Errorf("got %+v", got)
		}
	})
	t.Run("done takes the agreement off", func(t *testing.T) {
		record(r.Teacher, r.Noordik, relation.ContactDone, engagement)
		if got := pressure(r.Teacher); got.Planned != 0 || got.Asked != 2 {
			t.Errorf("got %+v", got)
		}
	})
}
