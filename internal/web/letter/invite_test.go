package letter_test

import (
	"bytes"
	"strings"
	"testing"

	goical "github.com/emersion/go-ical"

	"schakel/internal/domain/engagement"
	"schakel/internal/platform/i18n"
)

// What a mail does in the receiver's own calendar: the same event is put there, changed and struck.
func TestInvitesToTheReceiversCalendar(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	for key, want := range map[string]struct{ method, status string }{
		"agreed": {"REQUEST", "CONFIRMED"}, "moved": {"REQUEST", "CONFIRMED"}, "cancelled": {"CANCEL", "CANCELLED"},
		"postponed": {"CANCEL", "CANCELLED"}, "online": {"REQUEST", "CONFIRMED"}, "offline": {"REQUEST", "CONFIRMED"}, "replaced": {"CANCEL", "CANCELLED"},
	} {
		m := o.send(t, key, i18n.NL, `Erik "de", Boer`, "", samples[key].data("Kolk; & Zn,\nATTENDEE:mailto:x@y.z"))
		cal, err := goical.NewDecoder(bytes.NewReader(m.Invite)).Decode()
		if err != nil {
			t.Fatalf("%s: %v\n%s", key, err, m.Invite)
		}
		events := cal.Events()
		if len(events) != 1 || cal.Props.Get("METHOD").Value != want.method || m.InviteMethod != want.method {
			t.Fatalf("%s: %s", key, m.Invite)
		}
		p := events[0].Props
		if p.Get("UID").Value != string(about)+"@schakel" || p.Get("SEQUENCE").Value != "3" || p.Get("STATUS").Value != want.status || len(p["ATTENDEE"]) != 1 {
			t.Errorf("%s: %v", key, p)
		}
		if p.Get("ORGANIZER").Value != "mailto:schakel@example.org" || !strings.HasPrefix(p.Get("ATTENDEE").Value, "mailto:") {
			t.Errorf("%s: from %s to %s", key, p.Get("ORGANIZER").Value, p.Get("ATTENDEE").Value)
		}
	}
	if m := o.send(t, "sign_off", i18n.NL, "Erik", "", samples["sign_off"].data("Kolk")); m.Invite != nil {
		t.Error("a letter about what was done is no invitation")
	}
	d := engagement.AgreedLetter{Organisation: "Kolk", School: "Noordik", Title: "Lassen", When: lesson}
	if m := o.send(t, "agreed", i18n.NL, "Erik", "", d); m.Invite != nil {
		t.Error("a letter that was queued before there were invitations")
	}
}
