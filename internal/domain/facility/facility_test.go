package facility_test

import (
	"testing"

	"schakel/internal/domain/facility"
	"schakel/internal/domain/occurrence"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/bin"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/testkit/wants"
	"schakel/internal/testkit/world"
)

type env struct {
	*world.World
	*facility.Service
	t *testing.T
}

func newEnv(t *testing.T) *env {
	t.Helper()
	w := world.New(t)
	return &env{w, facility.New(w.Kit), t}
}

func (e *env) must(err error) {
	e.t.Helper()
	if err != nil {
		e.t.Fatal(err)
	}
}

func (e *env) add(sc access.Scope, in facility.Input) id.ID {
	e.t.Helper()
	key, err := e.Add(e.t.Context(), sc, in)
	e.must(err)
	return key
}

func slot(on string, start, end int) occurrence.Slot {
	return occurrence.Slot{On: clock.Date(on), Start: start * 60, End: end * 60}
}

func TestKeepAFacility(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	lab := facility.Input{Unit: r.Noordik, Kind: facility.Lab, Name: "  Techlab Vriezenveen ", Place: "Bouwmeester 12", Seats: "24", Shared: true}
	for who, sc := range map[string]access.Scope{"teacher": r.Teacher, "accountant": r.Accountant} {
		if _, err := e.Add(t.Context(), sc, lab); !fault.Is(err, fault.KindForbidden) {
			t.Errorf("%s: %v", who, err)
		}
	}
	for who, sc := range map[string]access.Scope{"other subregion": r.ProjectHengelo, "other network": e.Zwolle.Admin} {
		if _, err := e.Add(t.Context(), sc, lab); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("%s: %v", who, err)
		}
	}
	bad := lab
	bad.Kind, bad.Name, bad.Seats = "kasteel", "x", "0"
	_, err := e.Add(t.Context(), r.Project, bad)
	wants.Field(t, err, "kind", "field.choice")
	wants.Field(t, err, "name", "field.too_short")
	wants.Field(t, err, "seats", "field.range")

	key := e.add(r.Project, lab)
	rec, err := e.Record(t.Context(), r.TeacherHengelo, key)
	e.must(err)
	if rec.Name != "Techlab Vriezenveen" || rec.Seats != 24 || rec.Where() != "Techlab Vriezenveen, Bouwmeester 12" || len(rec.Uses) != 0 || len(rec.Units) != 1 || rec.Units[0].ID != r.Montessori {
		t.Errorf("got %+v", rec)
	}
	if _, err := e.Record(t.Context(), e.Zwolle.Admin, key); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("other network: %v", err)
	}
	lab.Name = "Techlab Noord"
	e.must(e.Edit(t.Context(), r.Relation, key, 1, lab))
	wants.Fault(t, e.Edit(t.Context(), r.Project, key, 1, lab), fault.KindConflict, "fault.changed")
	if err := e.Edit(t.Context(), r.ProjectHengelo, key, 2, lab); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("other subregion: %v", err)
	}
	if err := e.Remove(t.Context(), r.ProjectHengelo, key); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("other subregion: %v", err)
	}
	e.must(e.Remove(t.Context(), r.Project, key))
	if all, err := e.List(t.Context(), r.Project); err != nil || len(all.Facilities) != 0 {
		t.Errorf("got %+v, %v", all, err)
	}
}

// Of two schools that want the same lab, the second hears who has it, before anything is booked.
func TestTwoSchoolsWantTheSameLab(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	key := e.add(r.Project, facility.Input{Unit: r.Noordik, Kind: facility.Lab, Name: "Techlab", Shared: true})
	first := facility.BookInput{Facility: key, Unit: r.Noordik, Title: "Les lassen 3B", Slot: slot("2026-11-26", 9, 11)}
	booked, err := e.Book(t.Context(), r.Teacher, first)
	e.must(err)

	second := facility.BookInput{Facility: key, Unit: r.Montessori, Title: "Open dag", Slot: slot("2026-11-26", 10, 12)}
	_, err = e.Book(t.Context(), r.TeacherHengelo, second)
	wants.Field(t, err, "on", "facility.taken")
	if f, _ := fault.As(err); len(f.Fields["on"].Args) != 3 || f.Fields["on"].Args[0] != "Noordik Twente" || f.Fields["on"].Args[1] != "09:00" || f.Fields["on"].Args[2] != "11:00" {
		t.Errorf("it tells %v", f.Fields["on"].Args)
	}
	second.Slot = slot("2026-11-26", 11, 12) // right behind it
	behind, err := e.Book(t.Context(), r.TeacherHengelo, second)
	e.must(err)

	t.Run("everybody sees that it is taken; what for, only who sees the school's engagements", func(t *testing.T) {
		rec, err := e.Record(t.Context(), r.TeacherHengelo, key)
		e.must(err)
		if len(rec.Uses) != 2 || rec.Uses[0].UnitName != "Noordik Twente" || rec.Uses[0].Title != "" || rec.Uses[1].Title != "Open dag" {
			t.Errorf("got %+v", rec.Uses)
		}
	})
	t.Run("who it was booked for frees it", func(t *testing.T) {
		if _, err := e.CancelBooking(t.Context(), r.TeacherHengelo, booked); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("another school: %v", err)
		}
		wants.Fault(t, e.Remove(t.Context(), r.Project, key), fault.KindConflict, "facility.counted_on")
		of, err := e.CancelBooking(t.Context(), r.Relation, booked)
		e.must(err)
		if of != key {
			t.Errorf("got %s", of)
		}
		if _, err := e.CancelBooking(t.Context(), r.Relation, booked); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("twice: %v", err)
		}
		_, err = e.CancelBooking(t.Context(), r.TeacherHengelo, behind)
		e.must(err)
		e.must(e.Remove(t.Context(), r.Project, key))
		if _, err := e.Book(t.Context(), r.Teacher, first); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("out of use: %v", err)
		}
		trash := bin.New(e.Kit, e.Binned()...)
		_, _ = trash.Restore(t.Context(), r.ProjectHengelo, []id.ID{key}) // finds nothing there
		if _, err := e.Book(t.Context(), r.Teacher, first); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("another subregion put it back: %v", err)
		}
		_, err = trash.Restore(t.Context(), r.Project, []id.ID{key})
		e.must(err)
		_, err = e.Book(t.Context(), r.Teacher, first)
		e.must(err)
	})
}

// What is not shared is for its own unit and those below it.
func TestAFacilityThatIsNotShared(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	key := e.add(r.Project, facility.Input{Unit: r.Almelo, Kind: facility.Vehicle, Name: "Bus"})
	in := facility.BookInput{Facility: key, Unit: r.Noordik, Title: "Naar het bedrijf", Slot: slot("2026-11-26", 9, 11)}
	_, err := e.Book(t.Context(), r.Teacher, in)
	e.must(err)
	in.Unit, in.Slot = r.Montessori, slot("2026-11-27", 9, 11)
	if _, err := e.Book(t.Context(), r.TeacherHengelo, in); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("got %v", err)
	}
	if rec, err := e.Record(t.Context(), r.TeacherHengelo, key); err != nil || len(rec.Units) != 0 {
		t.Errorf("nothing to book it for: %+v %v", rec.Units, err)
	}
	for name, bad := range map[string]facility.BookInput{
		"on":    {Facility: key, Unit: r.Noordik, Title: "Gisteren", Slot: slot("2026-11-01", 9, 11)},
		"end":   {Facility: key, Unit: r.Noordik, Title: "Omgekeerd", Slot: slot("2026-11-27", 11, 9)},
		"title": {Facility: key, Unit: r.Noordik, Title: " ", Slot: slot("2026-11-27", 9, 11)},
		"unit":  {Facility: key, Title: "Voor wie", Slot: slot("2026-11-27", 9, 11)},
	} {
		_, err := e.Book(t.Context(), r.Teacher, bad)
		if f, _ := fault.As(err); f == nil || f.Fields[name].Key == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
}
