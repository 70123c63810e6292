package engagement

import (
	"schakel/internal/domain/occurrence"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// followingTx returns an engagement with those of its series that come after it and did not take place yet.
func followingTx(op *operation.Op, e Engagement, o occurrence.Occurrence) ([]made, error) {
	out := []made{{e, o}}
	if e.Series == "" {
		return out, nil
	}
	all, err := seriesOfTx(op, e)
	if err != nil {
		return nil, err
	}
	for _, m := range all {
		if m.ID == e.ID || m.o.CancelledAt != nil || !m.o.StartsAt.After(o.StartsAt) {
			continue
		}
		switch err := occurrence.MovableTx(op, m.o.ID); {
		case fault.Is(err, fault.KindConflict): // it took place
		case err != nil:
			return nil, err
		default:
			out = append(out, m)
		}
	}
	return out, nil
}

// alongTx moves an engagement and those that follow it in its series by as many days, to the same time and place.
func (in RescheduleInput) alongTx(op *operation.Op, e Engagement, o occurrence.Occurrence) error {
	list, err := followingTx(op, e, o)
	if err != nil {
		return err
	}
	var slots []occurrence.Slot
	var keys []id.ID
	shift := 0
	if in.Slot.On != "" {
		shift = o.HeldOn.DaysUntil(in.Slot.On)
	}
	for _, m := range list {
		slots = append(slots, occurrence.Slot{On: m.o.HeldOn.AddDays(shift), Start: in.Slot.Start, End: in.Slot.End})
		keys = append(keys, m.o.ID)
	}
	slots[0].On = in.Slot.On // without one it is refused below, at its field
	overruled, err := clash{unit: e.Unit, organisation: e.Organisation, except: keys, engagement: e.ID, facility: in.Room}.checkAllTx(op, slots, in.Anyway)
	if err != nil {
		return err
	}
	letter := SeriesLetter{About: SeriesMoved, Reason: in.Reason}
	for i := range list {
		m := &list[i]
		version := m.o.Version
		if i == 0 {
			version = in.Version
		}
		was, is, err := occurrence.MoveTx(op, occurrence.Move{Occurrence: m.o.ID, Version: version, Slot: slots[i], Place: in.Place, Facility: in.Room, Reason: in.Reason})
		if err != nil {
			return err
		}
		if err := keepMovedTx(op, m.Engagement, was, is, in.Reason, overruled); err != nil {
			return err
		}
		m.o = is
		letter.Was = append(letter.Was, whenOf(was))
	}
	return tellSeriesTx(op, list, letter)
}

// alongTx calls an engagement off with those that follow it in its series.
func (in CancelInput) alongTx(op *operation.Op, e Engagement, o occurrence.Occurrence) error {
	list, err := followingTx(op, e, o)
	if err != nil {
		return err
	}
	for i := len(list) - 1; i >= 0; i-- { // the last first: what made the first yes is called off last
		m := &list[i]
		if m.o, err = in.cancelTx(op, m.Engagement, m.o); err != nil {
			return err
		}
	}
	return tellSeriesTx(op, list, SeriesLetter{About: SeriesCancelled, By: in.By, Reason: in.Reason})
}

// alongTx takes an engagement off its day with those that follow it in its series: each waits for another day.
func (in PostponeInput) alongTx(op *operation.Op, e Engagement, o occurrence.Occurrence) error {
	list, err := followingTx(op, e, o)
	if err != nil {
		return err
	}
	for i := range list {
		m := &list[i]
		version := m.o.Version
		if i == 0 {
			version = in.Version
		}
		if _, m.o, err = in.postponeTx(op, m.Engagement, m.o, version); err != nil {
			return err
		}
	}
	return tellSeriesTx(op, list, SeriesLetter{About: SeriesPostponed, By: in.By, Reason: in.Reason})
}

// elsewhereAlongTx moves an engagement online or back, with those that follow it in its series. What is there already stays as it is.
func elsewhereAlongTx(op *operation.Op, e Engagement, o occurrence.Occurrence, letter, reason string, move elsewhereMove) error {
	list, err := followingTx(op, e, o)
	if err != nil {
		return err
	}
	var moved []made
	for i, m := range list {
		if i > 0 && letter == "offline" && !m.o.Online() {
			continue
		}
		if m.o, err = elsewhereTx(op, m.Engagement, m.o, letter, reason, move); err != nil {
			return err
		}
		moved = append(moved, m)
	}
	about := SeriesOnline
	if letter == "offline" {
		about = SeriesOffline
	}
	return tellSeriesTx(op, moved, SeriesLetter{About: about, Reason: reason, URL: moved[0].o.MeetingURL})
}
