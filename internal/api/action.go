package api

import (
	"time"

	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/id"
)

// action is something that somebody will do with an organisation.
type action struct {
	ID           id.ID      `json:"id" format:"uuid"`
	Unit         id.ID      `json:"unit" format:"uuid"`
	UnitName     string     `json:"unit_name"`
	Organisation id.ID      `json:"organisation" format:"uuid"`
	OrgName      string     `json:"organisation_name"`
	Person       id.ID      `json:"person,omitempty" format:"uuid" doc:"with whom of the organisation"`
	What         string     `json:"what"`
	Due          clock.Date `json:"due" format:"date"`
	Assignee     id.ID      `json:"assignee" format:"uuid" doc:"account that will do it"`
	AssigneeName string     `json:"assignee_name"`
	DoneAt       *time.Time `json:"done_at,omitempty"`
}

// newAction is a next action to plan.
type newAction struct {
	Unit     id.ID  `json:"unit" format:"uuid" doc:"unit that will do it"`
	What     string `json:"what" minLength:"1" maxLength:"200"`
	Due      string `json:"due" format:"date"`
	Assignee id.ID  `json:"assignee,omitempty" format:"uuid" doc:"account that will do it; that of the token when left out"`
}

// nothing is the body of a request that says all in its address.
type nothing struct{}

func (a *API) actions() []operation {
	const scope = "interaction:write"
	return []operation{
		listing("listActions", "/actions", "-", access.C2, scope, []access.Action{access.ContactRecord}, func(c *call) (page[action], error) {
			f := relation.ActionFilter{Organisation: c.ask("organisation"), Until: clock.Date(c.text("until")), After: c.text("after")}
			if c.text("mine") == "true" {
				f.Assignee = c.sc.Account()
			}
			list, err := a.services.Relation.Actions(c.r.Context(), c.sc, f)
			return pageOf(list.Actions, list.Next, func(n relation.NextAction) action {
				return action{
					ID: n.ID, Unit: n.Unit, UnitName: n.UnitName, Organisation: n.Organisation, OrgName: n.Name, Person: n.Person, What: n.What, Due: n.Due,
					Assignee: n.Assignee, AssigneeName: n.AssigneeName, DoneAt: n.DoneAt,
				}
			}), err
		}).with(param{name: "organisation", kind: "uuid"}, param{name: "mine", kind: "boolean", as: "mine_actions"}, param{name: "until", kind: "date"}),
		making("planAction", "/organisations/{id}/actions", "organisation", access.C2, scope, []access.Action{access.OrganisationRead, access.ContactRecord}, "action.planned", "",
			func(c *call, in newAction) (string, error) {
				key, err := c.id()
				if err != nil {
					return "", err
				}
				made, err := a.services.Relation.PlanAction(c.r.Context(), c.sc, relation.PlanInput{Unit: in.Unit, Organisation: key, What: in.What, Due: in.Due, Assignee: in.Assignee})
				return string(made), err
			}),
		acting("finishAction", "/actions/{id}/done", "next_action", access.C2, scope, []access.Action{access.ContactRecord}, "action.done", "", func(c *call, key id.ID, _ nothing) error {
			return a.services.Relation.FinishAction(c.r.Context(), c.sc, key)
		}),
	}
}
