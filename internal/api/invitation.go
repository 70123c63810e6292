package api

import (
	"time"

	"schakel/internal/domain/need"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/id"
)

// proposal is a company for a need, with the reasons for its place in the order.
type proposal struct {
	Organisation id.ID      `json:"organisation" format:"uuid"`
	OrgName      string     `json:"organisation_name"`
	Place        string     `json:"place,omitempty"`
	Offer        id.ID      `json:"offer,omitempty" format:"uuid" doc:"left out when it does not offer what is asked"`
	Points       int        `json:"points"`
	Most         int        `json:"most_points" doc:"highest score there is"`
	Fit          string     `json:"fit" enum:"ask,not_now,outside" doc:"whether it can be asked now"`
	Why          []reason   `json:"why" nullable:"false" doc:"what the points are made of"`
	Stop         string     `json:"stop,omitempty" doc:"why it cannot be asked"`
	Asked        int        `json:"asked" doc:"requests by the whole network in twelve months"`
	LastAskedAt  *time.Time `json:"last_asked_at,omitempty"`
	Choice       string     `json:"choice,omitempty" enum:"pin,skip,call" doc:"of a colleague, over the order"`
}

// reason is a part of a score, in words.
type reason struct {
	Text   string `json:"text"`
	Points int    `json:"points"`
}

// newInvitations asks companies for a need.
type newInvitations struct {
	Organisations []id.ID `json:"organisations" nullable:"false" minItems:"1" maxItems:"25" doc:"companies to ask"`
	On            string  `json:"on" format:"date" doc:"day that is proposed to them"`
}

func (a *API) invitations() []operation {
	return []operation{
		reading("listProposals", "/needs/{id}/proposals", "need", access.C1, "invitation:write", []access.Action{access.InvitationSend}, func(c *call) (page[proposal], error) {
			key, err := c.id()
			if err != nil {
				return page[proposal]{}, err
			}
			list, err := a.services.Need.Match(c.r.Context(), c.sc, key)
			return pageOf(list, "", c.proposal), err
		}),
		acting("inviteCompanies", "/needs/{id}/invitations", "need", access.C1, "invitation:write", []access.Action{access.InvitationSend}, "invitation.sent", "/needs/{id}",
			func(c *call, key id.ID, in newInvitations) error {
				err := a.services.Need.Invite(c.r.Context(), c.sc, key, in.Organisations, clock.Date(in.On))
				return renamed(err, map[string]string{"organisation": "organisations"})
			}),
	}
}

func (c *call) proposal(p need.Proposal) proposal {
	words := func(w need.Why) string { return c.p.T("need.why."+w.Key, w.Values()...) }
	out := proposal{
		Organisation: p.Organisation, OrgName: p.Name, Place: p.Place, Offer: p.Offer, Points: p.Points, Most: p.Max, Fit: string(p.Fit), Why: make([]reason, len(p.Why)),
		Asked: p.Asked, Choice: string(p.Choice.Kind),
	}
	for i, w := range p.Why {
		out.Why[i] = reason{words(w), w.Points}
	}
	if p.Stop.Key != "" {
		out.Stop = words(p.Stop)
	}
	if !p.LastAskedAt.IsZero() {
		out.LastAskedAt = &p.LastAskedAt
	}
	return out
}
