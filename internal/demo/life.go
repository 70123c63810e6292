package demo

import (
	"context"
	"fmt"

	"schakel/internal/domain/engagement"
	"schakel/internal/domain/occurrence"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/fault"
)

// tellChanges lets a few agreements of the coming weeks change: one waits for a date, one goes online, and of one another company takes over.
func (s *story) tellChanges(ctx context.Context) error {
	today, done := clock.DateOf(s.now), 0
	for n, a := range s.agreed {
		if a.counted || a.on <= today.AddDays(3) {
			continue
		}
		record, err := s.app.Engagement.Record(ctx, a.teacher.scope, a.engagement)
		if err != nil {
			return fmt.Errorf("change: %w", err)
		}
		switch done {
		case 0:
			err = s.app.Engagement.Postpone(ctx, a.teacher.scope, a.engagement, engagement.PostponeInput{Version: record.Occurrence.Version, By: engagement.ByCompany, Reason: "De machine staat in onderhoud tot na de vakantie."})
		case 1:
			err = s.app.Engagement.MoveOnline(ctx, a.teacher.scope, a.engagement, engagement.OnlineInput{Version: record.Occurrence.Version, URL: "https://meet.techniekregio-oost.example/les", Reason: "De spreker zit die week in het buitenland."})
		case 2:
			next := s.companies[(n+7)%len(s.companies)]
			if next.key == record.Organisation {
				continue
			}
			_, err = s.app.Engagement.Replace(ctx, a.teacher.scope, a.engagement, engagement.ReplaceInput{
				Reason: "Te veel werk deze maand.", Organisation: next.key, Slot: record.Occurrence.Slot(), Anyway: true,
			})
		case 3, 4, 5:
			err = s.prepare(ctx, a, record, done)
		default:
			return nil
		}
		if fault.Is(err, fault.KindConflict) || fault.Is(err, fault.KindInvalid) {
			continue // the day came closer, or the company is no choice
		}
		if err != nil {
			return fmt.Errorf("change: %w", err)
		}
		s.tick()
		done++
	}
	return nil
}

// prepare fills in what the school knows of a lesson, ticks what is done, and once proposes other days.
func (s *story) prepare(ctx context.Context, a *agreed, record engagement.Record, n int) error {
	err := s.app.Engagement.SaveDetails(ctx, a.teacher.scope, a.engagement, engagement.Details{
		Class: fmt.Sprintf("3%c", 'A'+n-3), Room: fmt.Sprintf("lokaal 1.%02d", 10+n), Teacher: a.teacher.name, Materials: "Beamer, 12 werkplekken, veiligheidsbrillen.", PhotosSchool: n == 4,
	})
	if err != nil {
		return err
	}
	if len(record.Checklist.NL) > 0 {
		if err := s.app.Engagement.Check(ctx, a.teacher.scope, a.engagement, 0, true); err != nil {
			return err
		}
	}
	if n != 5 {
		return nil
	}
	slot := func(days int) occurrence.Slot {
		return occurrence.Slot{On: a.on.AddDays(days), Start: 10 * 60, End: 10*60 + record.Occurrence.Minutes()}
	}
	return s.app.Engagement.Propose(ctx, a.teacher.scope, a.engagement, engagement.ProposeInput{Dates: []occurrence.Slot{slot(7), slot(14)}, Reason: "De klas is dan op excursie."})
}
