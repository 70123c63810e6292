package engagementweb

import (
	"net/http"
	"strconv"

	"schakel/internal/domain/engagement"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/id"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// act reads the engagement's id and the form, and shows the record again when the input was refused.
func (h *Pages) act(c *page.Ctx, doing string, do func(key id.ID, f page.Form) (flash string, err error)) error {
	key, f, err := c.IDForm()
	if err != nil {
		return err
	}
	flash, err := do(key, f)
	if faults, ok := page.Invalid(err); ok {
		return h.show(c, key, http.StatusUnprocessableEntity, recordView{doing: doing, faults: faults, typed: typedAction{
			pupils: f.Text("pupils"), teachers: f.Text("teachers"), on: f.Text("on"), start: f.Text("start"), end: f.Text("end"),
			place: f.Text("place"), facility: f.ID("facility"), version: f.Int("version"), by: f.Text("by"), reason: f.Text("reason"), url: f.Text("url"),
			dates: typedDates(f), details: detailsOf(f),
			along: span(f),
			score: f.Text("score"), again: f.Text("again"), words: f.Text("words"),
		}})
	}
	if err != nil {
		return err
	}
	return c.Redirect("/engagements/"+string(key), flash)
}

// Count notes the attendance.
func (h *Pages) Count(c *page.Ctx) error {
	return h.act(c, "attendance", func(key id.ID, f page.Form) (string, error) {
		asked, err := h.engagement.Count(c.Context(), c.Scope, key, number(f, "pupils", -1), number(f, "teachers", -1))
		if asked {
			return "engagement.counted_asked", err
		}
		return "engagement.counted", err
	})
}

// Reschedule moves the engagement.
func (h *Pages) Reschedule(c *page.Ctx) error {
	return h.act(c, "reschedule", func(key id.ID, f page.Form) (string, error) {
		return "engagement.moved", h.engagement.Reschedule(c.Context(), c.Scope, key, engagement.RescheduleInput{
			Version: f.Int("version"), Slot: slotOf(f), Place: f.Text("place"), Room: f.ID("facility"), Reason: f.Text("reason"), Anyway: f.Bool("anyway"), Along: span(f),
		})
	})
}

// Cancel calls the engagement off.
func (h *Pages) Cancel(c *page.Ctx) error {
	return h.act(c, "cancel", func(key id.ID, f page.Form) (string, error) {
		return "engagement.cancelled", h.engagement.Cancel(c.Context(), c.Scope, key, engagement.CancelInput{By: engagement.Party(f.Text("by")), Reason: f.Text("reason"), Along: span(f)})
	})
}

// AskAgain asks the company once more to sign.
func (h *Pages) AskAgain(c *page.Ctx) error {
	return h.act(c, "", func(key id.ID, _ page.Form) (string, error) {
		return "engagement.asked_again", h.engagement.ResendSignOff(c.Context(), c.Scope, key)
	})
}

func (v recordView) message(doing, name string) string {
	if v.doing != doing {
		return ""
	}
	return page.Message(v.P, v.faults, name)
}

func (v recordView) countFields() (pupils, teachers ui.Field) {
	pupils = ui.Field{
		Name: "pupils", Label: v.P.T("engagement.count_pupils"), Value: v.typed.pupils, Required: true, Min: "0", Max: "2000",
		Error: v.message("attendance", "pupils"),
	}
	teachers = ui.Field{
		Name: "teachers", Label: v.P.T("engagement.count_teachers"), Value: v.typed.teachers, Required: true, Min: "0", Max: "200",
		Error: v.message("attendance", "teachers"),
	}
	if v.doing != "attendance" && v.r.CountedAt != nil {
		pupils.Value, teachers.Value = v.plain(v.r.Pupils), v.plain(v.r.Teachers)
	} else if v.doing != "attendance" {
		teachers.Value = "1" // nearly always
	}
	return pupils, teachers
}

func (v recordView) moveFields() (on, start, end, room, place, reason ui.Field) {
	field := func(name, label, value string, required bool) ui.Field {
		return ui.Field{Name: name, ID: "move-" + name, Label: v.P.T(label), Value: value, Required: required, Error: v.message("reschedule", name)}
	}
	on = field("on", "engagement.day", v.typed.on, true)
	start = field("start", "engagement.from", v.typed.start, true)
	end = field("end", "engagement.until", v.typed.end, true)
	place = field("place", "engagement.place", v.typed.place, false)
	room = facilityField(v.P, "move-facility", v.r.Facilities, v.typed.facility)
	room.Error = v.message("reschedule", "facility")
	reason = field("reason", "engagement.why", "", true)
	if v.doing == "reschedule" {
		reason.Value = v.typed.reason
	}
	reason.Hint, reason.MaxLength = v.P.T("engagement.why.hint"), 500
	return on, start, end, room, place, reason
}

func (v recordView) action(what string) string { return "/engagements/" + string(v.r.ID) + "/" + what }

// nobodyToMail reports that the hours wait for a signature that nobody was asked for.
func (v recordView) nobodyToMail() bool {
	return v.state() == engagement.Waiting && len(v.r.Requests) == 0
}

// lastAsked is the day on which the company was last asked to sign.
func (v recordView) lastAsked() clock.Date {
	if len(v.r.Requests) == 0 {
		return ""
	}
	return clock.DateOf(v.r.Requests[0].At)
}

// plain writes a number as a number field wants it.
func (recordView) plain(n int) string { return strconv.Itoa(n) }
