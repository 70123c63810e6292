package relationweb

import (
	"schakel/internal/web/ui"
)

// suggestion offers to put what a rule proposes on the reader's list; nil without a proposal.
func (v recordView) suggestion() *ui.NoticeProps {
	s := v.r.Signal.Next
	if s == nil {
		return nil
	}
	t := v.P.T
	what := t("contact.chain." + s.Chain.Name)
	return &ui.NoticeProps{Kind: ui.Info, Title: t("contact.chain", what, s.Due), Text: t("contact.chain_why." + s.Chain.Name), Action: &ui.Action{
		Label: t("contact.chain.plan"), Icon: "flag", Method: "post", Href: home(v.r.Organisation.ID) + "/actions", Size: ui.Small,
		Values: []ui.HiddenValue{{Name: "unit", Value: string(v.r.Signal.Unit)}, {Name: "what", Value: what}, {Name: "due", Value: string(s.Due)}},
	}}
}

// cooling warns when the reader's relationship had no contact for too long; nil when it is warm.
func (v recordView) cooling() *ui.NoticeProps {
	c := v.r.Signal.Cold
	if c == nil {
		return nil
	}
	own := v.nearest()
	if own == nil {
		return nil
	}
	return &ui.NoticeProps{Kind: ui.Warning, Title: v.P.T("contact.cold", c.Weeks), Text: v.P.T("contact.cold.text", v.P.T("relation.depth."+string(own.Depth)), c.After)}
}
