package api

import (
	"schakel/internal/domain/engagement"
	"schakel/internal/domain/occurrence"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/check"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// plan is a day with a begin and an end, on the clock in Amsterdam.
type plan struct {
	On    string `json:"on" format:"date"`
	Start string `json:"start" example:"10:00" doc:"on the clock in Amsterdam"`
	End   string `json:"end" example:"12:00"`
	Place string `json:"place,omitempty"`
	// Anyway is said after the refusal that names what it clashes with.
	Anyway bool `json:"anyway,omitempty" doc:"although the day clashes with something"`
}

func (p plan) slot() (occurrence.Slot, error) {
	f := fault.Fields{}
	s := occurrence.Slot{On: clock.Date(p.On), Start: check.TimeOfDay(f, "start", p.Start), End: check.TimeOfDay(f, "end", p.End)}
	return s, f.Err()
}

// newEngagement is what was agreed by phone or at the door.
type newEngagement struct {
	plan
	Unit         id.ID  `json:"unit" format:"uuid" doc:"the school that benefits"`
	Organisation id.ID  `json:"organisation" format:"uuid"`
	Person       id.ID  `json:"person,omitempty" format:"uuid" doc:"contact at the company"`
	Item         id.ID  `json:"menu_item,omitempty" format:"uuid"`
	Activity     id.ID  `json:"activity,omitempty" format:"uuid" doc:"of the programme"`
	Title        string `json:"title" minLength:"3" maxLength:"160"`
	Pupils       int    `json:"pupils"`
	People       int    `json:"people" doc:"of the company"`
	Prep         int    `json:"preparation_minutes,omitempty" doc:"per person of the company"`
}

// move is another day for an engagement.
type move struct {
	plan
	Seen   int    `json:"plan_version" doc:"of the plan that you read"`
	Reason string `json:"reason" doc:"both sides read it"`
}

// cancellation says why an engagement does not take place.
type cancellation struct {
	By     string `json:"by" enum:"school,company" doc:"whose doing it is"`
	Reason string `json:"reason"`
}

// attendance is how many were there.
type attendance struct {
	Pupils   int `json:"pupils"`
	Teachers int `json:"teachers"`
}

// step makes an operation by which an engagement goes on.
func step[In any](name, what, audit string, do func(c *call, key id.ID, in In) error) operation {
	const one = "/engagements/{id}"
	return acting(name, one+"/"+what, "engagement", access.C2, "engagement:write", []access.Action{access.EngagementManage}, audit, one, do)
}

func (a *API) steps() []operation {
	return []operation{
		making("agreeEngagement", "/engagements", "-", access.C2, "engagement:write", []access.Action{access.EngagementManage}, "engagement.agreed", "/engagements/{id}",
			func(c *call, in newEngagement) (string, error) {
				slot, err := in.slot()
				if err != nil {
					return "", err
				}
				key, err := a.services.Engagement.AgreeByHand(c.r.Context(), c.sc, engagement.AgreeInput{
					Unit: in.Unit, Organisation: in.Organisation, Person: in.Person, Item: in.Item, Activity: in.Activity, Title: in.Title, Slot: slot, Place: in.Place,
					Pupils: in.Pupils, People: in.People, PrepMinutes: in.Prep, Anyway: in.Anyway,
				})
				return string(key), renamed(err, map[string]string{"item": "menu_item", "prep": "preparation_minutes"})
			}),
		step("moveEngagement", "move", "engagement.moved", func(c *call, key id.ID, in move) error {
			slot, err := in.slot()
			if err != nil {
				return err
			}
			return a.services.Engagement.Reschedule(c.r.Context(), c.sc, key, engagement.RescheduleInput{Version: in.Seen, Slot: slot, Place: in.Place, Reason: in.Reason, Anyway: in.Anyway})
		}),
		step("cancelEngagement", "cancellation", "engagement.cancelled", func(c *call, key id.ID, in cancellation) error {
			return a.services.Engagement.Cancel(c.r.Context(), c.sc, key, engagement.CancelInput{By: engagement.Party(in.By), Reason: in.Reason})
		}),
		step("countAttendance", "attendance", "engagement.counted", func(c *call, key id.ID, in attendance) error {
			_, err := a.services.Engagement.Count(c.r.Context(), c.sc, key, in.Pupils, in.Teachers)
			return err
		}),
		step("askSignOff", "sign-off", "sign_off.asked_again", func(c *call, key id.ID, _ nothing) error {
			return a.services.Engagement.ResendSignOff(c.r.Context(), c.sc, key)
		}),
	}
}
