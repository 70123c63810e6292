package web

import (
	"schakel/internal/kernel/access"
	"schakel/internal/web/needweb"
)

// needRoutes are the needs of classes, from the question to the companies that answer it.
func needRoutes(s Services) []route {
	h := needweb.New(s.Need, s.Menu, s.Programme, s.Engagement, s.Funding)
	show, act := pagesOf(access.C1)
	discard := act("POST /needs/templates/{id}/remove", "need_template", "need.template_gone", access.AccountOwn)
	discard.Class = access.C2
	return []route{
		{show("GET /needs", "-", access.NeedRead), h.List},
		{act("POST /needs", "-", "need.asked", access.NeedWrite), h.Ask},
		{show("GET /needs/board", "-", access.NeedRead), h.Board},
		{show("GET /needs/new", "-", access.NeedWrite), h.New},
		{show("GET /needs/rules", "-", access.InvitationSend), h.Rules},
		{act("POST /needs/rules", "unit", "need.rules_set", access.NetworkManage), h.SetRules},
		{show("GET /relations/{id}/pressure", "organisation", access.ContactRead), h.Pressure},
		{show("GET /needs/{id}", "need", access.NeedRead), h.Show},
		{act("POST /needs/{id}", "need", "need.edited", access.NeedWrite), h.Save},
		{show("GET /needs/{id}/edit", "need", access.NeedWrite), h.Edit},
		{show("GET /needs/{id}/withdraw", "need", access.NeedWrite), h.AskWithdraw},
		{show("GET /needs/{id}/template", "need", access.NeedWrite), h.AskKeep},
		{act("POST /needs/{id}/template", "need", "need.template_made", access.NeedWrite), h.Keep},
		{discard, h.Discard},
		{act("POST /needs/{id}/close", "need", "need.closed", access.NeedWrite), h.Close},
		{act("POST /needs/{id}/reopen", "need", "need.opened_again", access.NeedWrite), h.Reopen},
		{act("POST /needs/{id}/withdraw", "need", "need.withdrawn", access.NeedWrite), h.Withdraw},
		{act("POST /needs/{id}/join", "need", "need.joined", access.NeedWrite), h.Join},
		{act("POST /needs/{id}/separate", "need", "need.separated", access.NeedWrite), h.Separate},
		{act("POST /needs/{id}/apart", "need", "need.kept_apart", access.NeedWrite), h.KeepApart},
		{act("POST /needs/{id}/invitations", "need", "invitation.sent", access.InvitationSend), h.Invite},
		{act("POST /needs/{id}/pair", "need", "invitation.sent", access.InvitationSend), h.InvitePair},
		{act("POST /needs/{id}/waves", "need", "need.waves_started", access.InvitationSend), h.StartWaves},
		{act("POST /needs/{id}/waves/pause", "need", "need.waves_paused", access.InvitationSend), h.PauseWaves},
		{act("POST /needs/{id}/waves/resume", "need", "need.waves_resumed", access.InvitationSend), h.ResumeWaves},
		{act("POST /needs/{id}/choose", "need", "need.chosen", access.InvitationSend), h.Choose},
		{act("POST /needs/{id}/queue", "need", "need.queued", access.InvitationSend), h.Queue},
		{act("POST /needs/{id}/leave-queue", "need", "need.left_queue", access.InvitationSend), h.LeaveQueue},
		{act("POST /needs/{id}/over", "need", "invitation.over_ceiling", access.InvitationSend, access.OrganisationWrite), h.InviteOver},
		{act("POST /needs/{id}/take-back", "need", "invitation.taken_back", access.InvitationSend), h.TakeBack},
		{act("POST /needs/{id}/accept", "need", "engagement.agreed", access.NeedWrite, access.EngagementManage), h.Accept},
	}
}
