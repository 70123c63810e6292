package engagement_test

import (
	"testing"

	"schakel/internal/domain/engagement"
	"schakel/internal/domain/occurrence"
	"schakel/internal/platform/id"
)

// One event in everybody's calendar: the same occurrence, counting its changes, whatever letter speaks of it.
func TestLettersSpeakOfOneEvent(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	key := e.agreed(r)
	e.must(e.Reschedule(t.Context(), r.Relation, key, engagement.RescheduleInput{Version: 1, Slot: occurrence.Slot{On: "2027-03-29", Start: 540, End: 600}, Reason: "docent ziek", Anyway: true}))
	e.must(e.Cancel(t.Context(), r.Relation, key, engagement.CancelInput{By: engagement.BySchool, Reason: "docent ziek"}))
	_, agreed := letters[engagement.AgreedLetter](e, r, "agreed")
	_, moved := letters[engagement.MovedLetter](e, r, "moved")
	_, cancelled := letters[engagement.CancelledLetter](e, r, "cancelled")
	if len(agreed) != 1 || len(moved) != 1 || len(cancelled) != 1 {
		t.Fatalf("%d %d %d letters", len(agreed), len(moved), len(cancelled))
	}
	last, event := -1, id.ID("")
	for _, c := range []engagement.InCalendar{agreed[0].Calendar, moved[0].Calendar, cancelled[0].Calendar} {
		if c.Sequence <= last || event != "" && c.Occurrence != event || c.Starts.IsZero() {
			t.Errorf("%+v after %s %d", c, event, last)
		}
		last, event = c.Sequence, c.Occurrence
	}
	if at := cancelled[0].Calendar.Starts.Format("15:04"); at != "07:00" {
		t.Errorf("nine o'clock in summer is 7:00 UTC, not %s", at)
	}
}
