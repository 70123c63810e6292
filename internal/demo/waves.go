package demo

import (
	"context"
	"fmt"

	"schakel/internal/domain/need"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// waving is a need that asks companies by itself.
type waving struct {
	need    id.ID
	teacher *actor
	known   int // invitations that the story has seen
}

// startWaves lets a need ask by itself, two companies at a time.
func (s *story) startWaves(ctx context.Context, key id.ID, teacher *actor, on, day clock.Date) error {
	err := s.app.Need.StartWaves(ctx, teacher.scope, key, need.WaveInput{Size: "2", Wait: "5", Remind: "3", On: on})
	if err != nil {
		return err
	}
	s.tick()
	w := &waving{need: key, teacher: teacher}
	s.waves = append(s.waves, w)
	return s.follow(ctx, w, day)
}

// sweep lets time do its work: next waves, reminders, queues, needs whose period has passed.
func (s *story) sweep(ctx context.Context, day clock.Date) error {
	n, err := s.app.Need.SweepNetwork(ctx, s.system)
	if err != nil || n == 0 {
		return err
	}
	running := s.waves[:0]
	for _, w := range s.waves {
		if err := s.follow(ctx, w, day); err != nil {
			return fmt.Errorf("waves on %s: %w", day, err)
		}
		if w.known >= 0 {
			running = append(running, w)
		}
	}
	s.waves = running
	return nil
}

// follow lets the companies of a new wave answer in the days that come.
func (s *story) follow(ctx context.Context, w *waving, day clock.Date) error {
	record, err := s.app.Need.Record(ctx, w.teacher.scope, w.need)
	if fault.Is(err, fault.KindNotFound) {
		w.known = -1
		return nil
	}
	if err != nil {
		return err
	}
	for _, i := range record.Invitations[w.known:] {
		s.asked = append(s.asked, asked{need: w.need, company: i.Organisation, teacher: w.teacher, answerOn: day.AddDays(1 + s.rnd.IntN(9))})
	}
	if w.known = len(record.Invitations); record.Waves == nil || record.Waves.State != need.WavesRunning {
		w.known = -1
	}
	return nil
}
