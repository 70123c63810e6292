package facility_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"schakel/internal/domain/facility"
	"schakel/internal/domain/occurrence"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/bin"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// takesPlace plans an occurrence of nothing in particular in a facility, today.
func (e *env) takesPlace(key id.ID) {
	e.t.Helper()
	r := e.Twente
	company, err := relation.New(e.Kit).AddOrganisation(e.t.Context(), r.Relation, r.Almelo, relation.OrganisationInput{Kind: "company", Name: "Van der Kolk"})
	e.must(err)
	e.must(e.Write(e.t.Context(), r.Relation, func(op *operation.Op) error {
		_, err := occurrence.PlanTx(op, occurrence.Plan{
			Unit: r.Noordik, Organisation: company, SourceKind: occurrence.SourceEngagement, Source: op.NewID(),
			Slot: occurrence.Slot{On: clock.DateOf(op.At), Start: 23 * 60, End: 23*60 + 30}, Facility: key, Pupils: 20, People: 1, ValueRule: occurrence.StaffHours,
		})
		op.Audit(audit.Entry{Action: "engagement.agreed", Object: "engagement", Unit: r.Noordik})
		return err
	}))
}

// thrown lists what a principal finds in the bin.
func (e *env) thrown(sc access.Scope) (out []string) {
	e.t.Helper()
	page, err := bin.New(e.Kit, e.Binned()...).List(e.t.Context(), sc, bin.Filter{})
	e.must(err)
	for _, x := range page.Things {
		out = append(out, x.Name)
	}
	slices.Sort(out)
	return out
}

// After its time a facility is gone from the bin. What somebody used stays for history, without a way back; the rest is deleted.
func TestTheBinEmpties(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	in := facility.Input{Unit: r.Noordik, Kind: facility.Lab, Name: "Geboekt", Shared: true}
	booked := e.add(r.Project, in)
	in.Name = "Afgesproken"
	agreed := e.add(r.Project, in)
	in.Name = "Nooit gebruikt"
	unused := e.add(r.Project, in)
	_, err := e.Book(t.Context(), r.Teacher, facility.BookInput{Facility: booked, Unit: r.Noordik, Title: "Les lassen", Slot: slot(string(clock.Today(e.World.Clock)), 22, 23)})
	e.must(err)
	e.takesPlace(agreed)
	e.World.Clock.Advance(24 * time.Hour)
	trash := bin.New(e.Kit, e.Binned()...)
	for _, key := range []id.ID{booked, agreed, unused} {
		e.must(e.Remove(t.Context(), r.Project, key))
	}
	e.World.Clock.Advance(29 * 24 * time.Hour)
	if n, err := trash.Purge(t.Context()); n != 0 || err != nil {
		t.Fatalf("before its day %d went, %v", n, err)
	}
	if got := e.thrown(r.Project); !slices.Equal(got, []string{"Afgesproken", "Geboekt", "Nooit gebruikt"}) {
		t.Fatalf("in the bin: %v", got)
	}
	e.World.Clock.Advance(2 * 24 * time.Hour)
	if n, err := trash.Purge(t.Context()); n != 3 || err != nil {
		t.Fatalf("%d went, %v", n, err)
	}
	if got := e.thrown(r.Project); len(got) != 0 {
		t.Errorf("still in the bin: %v", got)
	}
	if n, err := trash.Purge(t.Context()); n != 0 || err != nil {
		t.Errorf("a second time %d went, %v", n, err)
	}
	for key, name := range map[id.ID]string{booked: "Geboekt", agreed: "Afgesproken"} {
		if rec, err := e.Record(t.Context(), r.Teacher, key); err != nil || !rec.Gone || rec.Name != name || len(rec.Units) != 0 {
			t.Errorf("%s: %+v, %v", name, rec, err)
		}
		if _, err := trash.Restore(t.Context(), r.Project, []id.ID{key}); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("%s came back: %v", name, err)
		}
	}
	if _, err := e.Record(t.Context(), r.Project, unused); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("what nobody used: %v", err)
	}
	e.must(e.World.DB.Read(t.Context(), db.Settings{}, func(tx *db.Tx) error {
		logged, err := db.Select[string](tx, db.Q(`SELECT e.payload FROM audit_event e WHERE e.network_id = $1 AND e.payload IS NOT NULL LIMIT 1000`, r.ID))
		if all := strings.Join(logged, "\n"); strings.Contains(all, "Nooit gebruikt") || !strings.Contains(all, "Afgesproken") || !strings.Contains(all, string(unused)) {
			t.Errorf("the audit log: %s", all)
		}
		return err
	}))
}
