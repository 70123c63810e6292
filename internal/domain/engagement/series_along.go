package engagement

import (
	"slices"

	"schakel/internal/domain/occurrence"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// Span says for which days of its series a change of an engagement is meant. Without one it is for that day only.
type Span string

// The spans.
const (
	OneDay    Span = ""
	Following Span = "following" // it, and those after it
	AllDays   Span = "all"       // it, and every other day that is still to come
)

// Spans lists the spans.
func Spans() []Span { return []Span{OneDay, Following, AllDays} }

// daysTx returns the days of an engagement's series for which a change is meant, early first, and where among them the engagement stands.
// What took place or was called off is not among them.
func (s Span) daysTx(op *operation.Op, e Engagement, o occurrence.Occurrence) (list []made, at int, err error) {
	if !slices.Contains(Spans(), s) {
		return nil, 0, fault.Fields{"along": {Key: "field.choice"}}.Err()
	}
	if e.Series == "" || s == OneDay {
		return []made{{e, o}}, 0, nil
	}
	all, err := seriesOfTx(op, e)
	if err != nil {
		return nil, 0, err
	}
	for _, m := range all {
		if m.ID == e.ID {
			at, list = len(list), append(list, made{e, o})
			continue
		}
		from := o.StartsAt
		if s == AllDays {
			from = op.At
		}
		if m.o.CancelledAt != nil || !m.o.StartsAt.After(from) {
			continue
		}
		switch err := occurrence.MovableTx(op, m.o.ID); {
		case fault.Is(err, fault.KindConflict): // it took place
		case err != nil:
			return nil, 0, err
		default:
			list = append(list, m)
		}
	}
	return list, at, nil
}

// alongTx moves an engagement and other days of its series by as many days, to the same time and place.
func (in RescheduleInput) alongTx(op *operation.Op, e Engagement, o occurrence.Occurrence) error {
	list, at, err := in.Along.daysTx(op, e, o)
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
	slots[at].On = in.Slot.On // without one it is refused below, at its field
	overruled, err := clash{unit: e.Unit, organisation: e.Organisation, except: keys, engagement: e.ID, facility: in.Room}.checkAllTx(op, slots, at, in.Anyway)
	if err != nil {
		return err
	}
	letter := SeriesLetter{About: SeriesMoved, Reason: in.Reason}
	for i := range list {
		m := &list[i]
		version := m.o.Version
		if i == at {
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

// alongTx calls an engagement off with other days of its series.
func (in CancelInput) alongTx(op *operation.Op, e Engagement, o occurrence.Occurrence) error {
	list, _, err := in.Along.daysTx(op, e, o)
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

// alongTx takes an engagement off its day with other days of its series: each waits for another day.
func (in PostponeInput) alongTx(op *operation.Op, e Engagement, o occurrence.Occurrence) error {
	list, at, err := in.Along.daysTx(op, e, o)
	if err != nil {
		return err
	}
	for i := range list {
		m := &list[i]
		version := m.o.Version
		if i == at {
			version = in.Version
		}
		if _, m.o, err = in.postponeTx(op, m.Engagement, m.o, version); err != nil {
			return err
		}
	}
	return tellSeriesTx(op, list, SeriesLetter{About: SeriesPostponed, By: in.By, Reason: in.Reason})
}

// elsewhereAlongTx moves an engagement online or back, with other days of its series. What is there already stays as it is.
func elsewhereAlongTx(op *operation.Op, e Engagement, o occurrence.Occurrence, in OnlineInput, letter string, move elsewhereMove) error {
	list, at, err := in.Along.daysTx(op, e, o)
	if err != nil {
		return err
	}
	var moved []made
	for i, m := range list {
		if i != at && letter == "offline" && !m.o.Online() {
			continue
		}
		if m.o, err = elsewhereTx(op, m.Engagement, m.o, letter, in.Reason, move); err != nil {
			return err
		}
		moved = append(moved, m)
	}
	about := SeriesOnline
	if letter == "offline" {
		about = SeriesOffline
	}
	return tellSeriesTx(op, moved, SeriesLetter{About: about, Reason: in.Reason, URL: moved[0].o.MeetingURL})
}
