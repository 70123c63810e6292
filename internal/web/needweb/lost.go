package needweb

import (
	"slices"
	"strings"

	"schakel/internal/domain/need"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/money"
	"schakel/internal/web/ui"
)

// readLost reads what a need lost by engagements that do not take place, for readers of the ledger.
func (h *Pages) readLost(v *recordView) (err error) {
	fell := slices.ContainsFunc(v.rec.Invitations, func(i need.Invitation) bool { return i.Reply == need.Yes })
	if !fell || !v.Scope.CanOn(access.ContributionRead, v.rec.Unit) {
		return nil
	}
	v.lost, err = h.funding.LostOfNeed(v.Context(), v.Scope, v.rec.ID)
	return err
}

// lostNotice says what was lost, of whom and why.
func (v recordView) lostNotice() ui.NoticeProps {
	var total money.Cents
	var lines []string
	for _, l := range v.lost {
		if l.Waits {
			lines = append(lines, v.P.T("need.lost.waits", l.Company, l.Cents))
			continue
		}
		total += l.Cents
		lines = append(lines, v.P.T("need.lost.line", l.Company, l.Reason, l.Cents))
	}
	n := ui.NoticeProps{Kind: ui.Warning, Title: v.P.T("need.lost", total), Text: strings.Join(lines, " · ")}
	if total == 0 {
		n.Kind, n.Title = ui.Info, n.Text
		n.Text = ""
	}
	return n
}
