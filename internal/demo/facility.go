package demo

import (
	"context"

	"schakel/internal/domain/engagement"
	"schakel/internal/domain/facility"
	"schakel/internal/domain/occurrence"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// tellFacilities says what schools share, books it in the coming weeks, and brings two agreements to the lab.
func (s *story) tellFacilities(ctx context.Context) error {
	first := s.regions[0]
	var keys []id.ID
	for _, in := range []facility.Input{
		{Unit: first.unit, Kind: facility.Lab, Name: "Techlab", Place: "Bedrijvenpark, hal 3", Seats: "28", Shared: true, Description: "Lasercutter, 3D-printers, zes lasplekken. De sleutel ligt bij de conciërge. Neem veiligheidsbrillen mee."},
		{Unit: first.schools[0].unit, Kind: facility.Room, Name: "Praktijklokaal elektrotechniek", Place: "gebouw B, lokaal 0.14", Seats: "16", Shared: true, Description: "Zestien meetplekken en een oefenmeterkast."},
		{Unit: s.root, Kind: facility.Vehicle, Name: "Techniekbus", Seats: "20", Shared: true, Description: "Komt naar de school. Er is een oprit van 12 meter en krachtstroom nodig."},
		{Unit: first.schools[1].unit, Kind: facility.Machine, Name: "Robotarm op wielen", Place: "magazijn", Description: "Alleen na instructie."},
	} {
		key, err := s.app.Facility.Add(ctx, s.system, in)
		if err != nil {
			return err
		}
		keys = append(keys, key)
	}
	today := clock.DateOf(s.now)
	for n, what := range []string{"Les 3D-printen", "Open dag oefenen", "Les lassen basis", "Nascholing docenten", "Ouderavond techniek", "Les meten aan een groepenkast"} {
		r := s.regions[n%len(s.regions)]
		c := r.schools[n%len(r.schools)]
		day := today.AddDays(4 + 4*n)
		for wd := day.Time().Weekday(); wd == 0 || wd == 6; wd = day.Time().Weekday() {
			day = day.AddDays(1)
		}
		_, err := s.app.Facility.Book(ctx, c.teachers[0].scope, facility.BookInput{
			Facility: keys[n%3], Unit: c.unit, Title: what, Slot: occurrence.Slot{On: day, Start: 9 * 60, End: 11 * 60},
		})
		if err != nil && !fault.Is(err, fault.KindInvalid) { // somebody was first
			return err
		}
		s.tick()
	}
	return s.toTheLab(ctx, keys[0], today)
}

// toTheLab moves two agreements of the coming weeks to the lab, at the same time.
func (s *story) toTheLab(ctx context.Context, lab id.ID, today clock.Date) error {
	moved := 0
	for _, a := range s.agreed {
		if moved == 2 {
			return nil
		}
		if a.counted || a.on <= today.AddDays(3) {
			continue
		}
		record, err := s.app.Engagement.Record(ctx, a.teacher.scope, a.engagement)
		if err != nil {
			return err
		}
		o := record.Occurrence
		if o.Version > 1 || o.CancelledAt != nil {
			continue
		}
		err = s.app.Engagement.Reschedule(ctx, a.teacher.scope, a.engagement, engagement.RescheduleInput{
			Version: o.Version, Slot: o.Slot(), Place: o.Place, Room: lab, Reason: "In het techlab is meer plaats.", Anyway: true,
		})
		if err != nil {
			return err
		}
		moved++
		s.tick()
	}
	return nil
}
