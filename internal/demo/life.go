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
			o := record.Occurrence
			start := o.StartsAt.In(clock.Amsterdam())
			from := start.Hour()*60 + start.Minute()
			_, err = s.app.Engagement.Replace(ctx, a.teacher.scope, a.engagement, engagement.ReplaceInput{
				Reason: "Te veel werk deze maand.", Organisation: next.key, Slot: occurrence.Slot{On: o.HeldOn, Start: from, End: from + o.Minutes()}, Anyway: true,
			})
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
