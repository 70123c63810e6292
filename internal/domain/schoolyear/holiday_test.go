package schoolyear_test

import (
	"testing"

	"schakel/internal/domain/schoolyear"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/testkit/world"
)

// The ministry's days of 2026–2027, and what the source had wrong.
func TestHolidays(t *testing.T) {
	t.Parallel()
	on := func(r schoolyear.Region, d clock.Date) string {
		for _, h := range schoolyear.Holidays(r, d, d) {
			return h.Name("nl")
		}
		return ""
	}
	for _, c := range []struct {
		region schoolyear.Region
		day    clock.Date
		want   string
	}{
		{schoolyear.North, "2026-10-10", "Herfstvakantie"},
		{schoolyear.North, "2026-10-19", ""},
		{schoolyear.Middle, "2026-10-19", "Herfstvakantie"},
		{schoolyear.South, "2027-02-21", "Voorjaarsvakantie"},
		{schoolyear.South, "2027-02-22", ""},
		{schoolyear.South, "2027-03-10", ""},
		{schoolyear.North, "2027-08-22", "Zomervakantie"},
		{schoolyear.North, "2027-03-29", "Tweede paasdag"},
		{"", "2027-02-20", ""},
		{"", "2026-12-25", "Eerste kerstdag"},
	} {
		if got := on(c.region, c.day); got != c.want {
			t.Errorf("%s %s: %q, want %q", c.region, c.day, got, c.want)
		}
	}
	if schoolyear.KnownUntil() < "2030-08-01" {
		t.Errorf("known until %s", schoolyear.KnownUntil())
	}
	for _, r := range schoolyear.Regions() {
		for y := schoolyear.Year(2025); y < 2030; y++ {
			school := 0
			for _, h := range schoolyear.Holidays(r, y.First(), y.Last()) {
				if h.NL == "" || h.EN == "" || h.To < h.From || h.From.DaysUntil(h.To) > 45 || h.Public && h.From != h.To {
					t.Errorf("%s %s: %+v", r, y, h)
				}
				if !h.Public {
					school++
				}
			}
			if school < 6 { // autumn, Christmas, spring, May, and two ends of a summer
				t.Errorf("%s %s: %d school holidays", r, y, school)
			}
		}
	}
}

func TestSchoolWeeks(t *testing.T) {
	t.Parallel()
	w := world.New(t)
	s, r := schoolyear.New(w.Kit), w.Twente
	ctx := t.Context()
	in := schoolyear.WeekInput{Unit: r.Noordik, Kind: schoolyear.TestWeek, Title: " leerjaar 3 ", From: "2026-11-30", To: "2026-12-04"}
	key, err := s.AddWeek(ctx, r.Stage, in)
	if err != nil {
		t.Fatal(err)
	}
	list, err := s.Weeks(ctx, r.TeacherCanisius, "2026-12-04", "2026-12-31")
	if err != nil || len(list) != 1 || list[0].Title != "leerjaar 3" || !list[0].Holds("2026-12-04") || list[0].Holds("2026-12-05") || !list[0].Kind.Busy() {
		t.Errorf("a colleague of another school sees %+v, %v", list, err)
	}
	if list, _ := s.Weeks(ctx, w.Zwolle.Admin, "2026-01-01", "2027-12-31"); len(list) != 0 {
		t.Errorf("another network sees %+v", list)
	}

	t.Run("refused", func(t *testing.T) {
		for name, c := range map[string]struct {
			in   schoolyear.WeekInput
			want fault.Kind
		}{
			"no unit":                 {schoolyear.WeekInput{Kind: "test", From: "2026-11-30"}, fault.KindInvalid},
			"no such kind":            {schoolyear.WeekInput{Unit: r.Noordik, Kind: "x", From: "2026-11-30"}, fault.KindInvalid},
			"no day":                  {schoolyear.WeekInput{Unit: r.Noordik, Kind: "test"}, fault.KindInvalid},
			"ends first":              {schoolyear.WeekInput{Unit: r.Noordik, Kind: "test", From: "2026-11-30", To: "2026-11-29"}, fault.KindInvalid},
			"longer than a half year": {schoolyear.WeekInput{Unit: r.Noordik, Kind: "internship", From: "2026-09-01", To: "2027-06-01"}, fault.KindInvalid},
			"another school":          {schoolyear.WeekInput{Unit: r.Canisius, Kind: "test", From: "2026-11-30"}, fault.KindNotFound},
			"another network":         {schoolyear.WeekInput{Unit: w.Zwolle.Noordik, Kind: "test", From: "2026-11-30"}, fault.KindNotFound},
		} {
			if _, err := s.AddWeek(ctx, r.Stage, c.in); !fault.Is(err, c.want) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := s.AddWeek(ctx, r.Teacher, in); !fault.Is(err, fault.KindForbidden) {
			t.Errorf("a teacher keeps weeks: %v", err)
		}
		if err := s.RemoveWeek(ctx, r.ProjectHengelo, key); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("a neighbour removes it: %v", err)
		}
	})
	if err := s.RemoveWeek(ctx, r.Project, key); err != nil {
		t.Fatal(err)
	}
	if err := s.RemoveWeek(ctx, r.Project, key); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("twice: %v", err)
	}
}

func TestTheRegionOfTheNearestUnitHolds(t *testing.T) {
	t.Parallel()
	w := world.New(t)
	s, r := schoolyear.New(w.Kit), w.Twente
	ctx := t.Context()
	of := func(unit id.ID) (region schoolyear.Region) {
		t.Helper()
		region, err := s.RegionFor(ctx, r.Teacher, unit)
		if err != nil {
			t.Fatal(err)
		}
		return region
	}
	if of(r.Noordik) != "" {
		t.Error("nobody chose a region yet")
	}
	for _, c := range []struct {
		unit   id.ID
		region schoolyear.Region
	}{{r.Root, schoolyear.South}, {r.Root, schoolyear.North}, {r.Hengelo, schoolyear.Middle}} {
		if err := s.ChooseRegion(ctx, r.Admin, c.unit, c.region); err != nil {
			t.Fatal(err)
		}
	}
	if of(r.Noordik) != schoolyear.North || of(r.Montessori) != schoolyear.Middle || of(r.Root) != schoolyear.North {
		t.Errorf("%s %s %s", of(r.Noordik), of(r.Montessori), of(r.Root))
	}
	if err := s.ChooseRegion(ctx, r.Project, r.Hengelo, schoolyear.South); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("a neighbour chooses: %v", err)
	}
	if err := s.ChooseRegion(ctx, r.Admin, r.Root, "oost"); !fault.Is(err, fault.KindInvalid) {
		t.Errorf("no such region: %v", err)
	}
}
