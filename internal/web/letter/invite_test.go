package letter_test

import (
	"bytes"
	"strconv"
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

// A mail about a series carries one file with all its days, each under a name of its own and with its own count of changes.
func TestASeriesIsOneCalendarFile(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	for key, status := range map[string]string{"series_agreed": "CONFIRMED", "series_moved": "CONFIRMED", "series_online": "CONFIRMED", "series_offline": "CONFIRMED", "series_cancelled": "CANCELLED"} {
		m := o.send(t, key, i18n.NL, "Erik", "", samples[key].data("Kolk"))
		cal, err := goical.NewDecoder(bytes.NewReader(m.Invite)).Decode()
		if err != nil {
			t.Fatalf("%s: %v\n%s", key, err, m.Invite)
		}
		events, uids := cal.Events(), map[string]bool{}
		if len(events) != 3 || cal.Props.Get("METHOD").Value != "PUBLISH" || m.InviteMethod != "PUBLISH" {
			t.Fatalf("%s: %s", key, m.Invite)
		}
		for n, e := range events {
			uids[e.Props.Get("UID").Value] = true
			if e.Props.Get("SEQUENCE").Value != strconv.Itoa(n) || e.Props.Get("STATUS").Value != status || e.Props.Get("ATTENDEE") != nil || e.Props.Get("ORGANIZER") == nil {
				t.Errorf("%s: %v", key, e.Props)
			}
		}
		if len(uids) != 3 {
			t.Errorf("%s: %v", key, uids)
		}
	}
}
