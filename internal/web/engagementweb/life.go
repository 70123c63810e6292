package engagementweb

import (
	"schakel/internal/domain/engagement"
	"schakel/internal/platform/id"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// Postpone takes the engagement off its day while there is no other.
func (h *Pages) Postpone(c *page.Ctx) error {
	return h.act(c, "postpone", func(key id.ID, f page.Form) (string, error) {
		return "engagement.postponed", h.engagement.Postpone(c.Context(), c.Scope, key, engagement.PostponeInput{
			Version: f.Int("version"), By: engagement.Party(f.Text("by")), Reason: f.Text("reason"), Along: span(f),
		})
	})
}

// MoveOnline lets the engagement go on online.
func (h *Pages) MoveOnline(c *page.Ctx) error {
	return h.act(c, "online", func(key id.ID, f page.Form) (string, error) {
		return "engagement.moved_online", h.engagement.MoveOnline(c.Context(), c.Scope, key, onlineInput(f))
	})
}

// MoveBack brings the engagement back to its place.
func (h *Pages) MoveBack(c *page.Ctx) error {
	return h.act(c, "offline", func(key id.ID, f page.Form) (string, error) {
		return "engagement.moved_offline", h.engagement.MoveBack(c.Context(), c.Scope, key, onlineInput(f))
	})
}

func onlineInput(f page.Form) engagement.OnlineInput {
	return engagement.OnlineInput{Version: f.Int("version"), URL: f.Text("url"), Reason: f.Text("reason"), Along: span(f)}
}

// partyField asks who can't.
func (v recordView) partyField(doing string) ui.Field {
	f := ui.Field{Name: "by", ID: doing + "-by", Label: v.P.T("engagement.by"), Required: true, Inline: true, Error: v.message(doing, "by")}
	for _, p := range engagement.Parties() {
		f.Options = append(f.Options, ui.Option{Value: string(p), Label: v.P.T("engagement.by." + string(p))})
	}
	if v.doing == doing {
		f.Value = v.typed.by
	}
	return f
}

// reasonField asks why.
func (v recordView) reasonField(doing string) ui.Field {
	f := ui.Field{
		Name: "reason", ID: doing + "-reason", Label: v.P.T("engagement.why"), Hint: v.P.T("engagement.why.hint"), Required: true, MaxLength: 500,
		Error: v.message(doing, "reason"),
	}
	if v.doing == doing {
		f.Value = v.typed.reason
	}
	return f
}

// urlField asks where the online meeting is.
func (v recordView) urlField() ui.Field {
	f := ui.Field{
		Name: "url", ID: "online-url", Label: v.P.T("engagement.online.url"), Value: v.r.Occurrence.MeetingURL, Required: true, MaxLength: 500, Autocomplete: "off",
		Error: v.message("online", "url"),
	}
	if v.doing == "online" {
		f.Value = v.typed.url
	}
	return f
}

// lostNotice says what the engagement would have brought.
func (v recordView) lostNotice() ui.NoticeProps {
	if v.lost.Waits {
		return ui.NoticeProps{Kind: ui.Info, Title: v.P.T("engagement.lost.waits", v.lost.Cents)}
	}
	return ui.NoticeProps{Kind: ui.Warning, Title: v.P.T("engagement.lost", v.lost.Cents), Text: v.P.T("engagement.lost.text")}
}

// prepares reports whether it is still to take place, so that there is something to prepare.
func (v recordView) prepares() bool { return v.state().Ahead() }
