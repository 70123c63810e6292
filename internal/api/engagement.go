package api

import (
	"time"

	"schakel/internal/domain/engagement"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/id"
)

// engagementView is what a company and a class agreed.
type engagementView struct {
	ID           id.ID     `json:"id" format:"uuid"`
	Unit         id.ID     `json:"unit" format:"uuid" doc:"the school that benefits"`
	UnitName     string    `json:"unit_name"`
	Organisation id.ID     `json:"organisation" format:"uuid"`
	OrgName      string    `json:"organisation_name"`
	Item         id.ID     `json:"menu_item,omitempty" format:"uuid"`
	Activity     id.ID     `json:"activity,omitempty" format:"uuid"`
	Title        string    `json:"title"`
	State        string    `json:"state" enum:"upcoming,postponed,to_count,waiting,signed,cancelled" doc:"waiting is for the signature of the company"`
	StartsAt     time.Time `json:"starts_at"`
	EndsAt       time.Time `json:"ends_at"`
	Place        string    `json:"place,omitempty"`
	Expected     int       `json:"pupils_expected"`
	AgreedAt     time.Time `json:"agreed_at"`
	Version      int       `json:"version"`
}

// engagementRecord is an engagement with its count and its signature.
type engagementRecord struct {
	engagementView
	Plan      int            `json:"plan_version" doc:"of its day, time and place: name it when you move it"`
	Counts    []countView    `json:"counts" nullable:"false" doc:"of the pupils, the latest first"`
	Signature *signatureView `json:"signature,omitempty" doc:"of the company, once it has signed"`
}

type countView struct {
	At       time.Time `json:"at"`
	Pupils   int       `json:"pupils"`
	Teachers int       `json:"teachers"`
}

type signatureView struct {
	At      time.Time `json:"at"`
	People  int       `json:"people" doc:"of the company"`
	Minutes int       `json:"minutes" doc:"per person"`
}

func (e engagementView) version() int { return e.Version }

func viewEngagement(e engagement.Engagement) engagementView {
	return engagementView{
		ID: e.ID, Unit: e.Unit, UnitName: e.UnitName, Organisation: e.Organisation, OrgName: e.OrganisationName, Item: e.Item, Activity: e.Activity, Title: e.Title,
		AgreedAt: e.AgreedAt, Version: e.Version,
	}
}

func (a *API) engagements() []operation {
	return []operation{
		listing("listEngagements", "/engagements", "-", access.C1, "engagement:read", []access.Action{access.EngagementRead}, func(c *call) (page[engagementView], error) {
			list, err := a.services.Engagement.List(c.r.Context(), c.sc, engagement.Filter{
				State: engagement.State(c.text("state")), Unit: c.ask("unit"), Organisation: c.ask("organisation"), Activity: c.ask("activity"), Text: c.text("search"), After: c.text("after"),
			})
			now := a.env.Clock.Now()
			return pageOf(list.Rows, list.Next, func(r engagement.Row) engagementView {
				v := viewEngagement(r.Engagement)
				v.State, v.StartsAt, v.EndsAt, v.Place, v.Expected = string(r.State(now)), r.StartsAt, r.EndsAt, r.Place, r.Expected
				return v
			}), err
		}).with(param{name: "state", kind: "string", enum: []string{"upcoming", "postponed", "to_count", "waiting", "signed", "cancelled", "live", "held"}}, param{name: "unit", kind: "uuid"},
			param{name: "organisation", kind: "uuid"}, param{name: "activity", kind: "uuid"}, param{name: "search", kind: "string", as: "search_engagements"}),
		reading("getEngagement", "/engagements/{id}", "engagement", access.C1, "engagement:read", []access.Action{access.EngagementRead}, func(c *call) (engagementRecord, error) {
			key, err := c.id()
			if err != nil {
				return engagementRecord{}, err
			}
			r, err := a.services.Engagement.Record(c.r.Context(), c.sc, key)
			if err != nil {
				return engagementRecord{}, err
			}
			out := engagementRecord{engagementView: viewEngagement(r.Engagement), Counts: []countView{}}
			o := r.Occurrence
			out.State, out.StartsAt, out.EndsAt, out.Place, out.Expected = string(r.State(a.env.Clock.Now())), o.StartsAt, o.EndsAt, o.Place, o.PupilsExpected
			out.Plan = o.Version
			for _, n := range r.Counts {
				out.Counts = append(out.Counts, countView{n.At, n.Pupils, n.Teachers})
			}
			if s := r.Signature; s != nil {
				out.Signature = &signatureView{s.SignedAt, s.People, s.Minutes}
			}
			return out, nil
		}).versioned(),
	}
}
