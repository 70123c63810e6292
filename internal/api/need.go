package api

import (
	"strconv"
	"time"

	"schakel/internal/domain/need"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/id"
)

// needFacts are what somebody may write of a need.
type needFacts struct {
	Item     id.ID    `json:"item,omitempty" format:"uuid" doc:"of the menu; left out: not known yet"`
	Activity id.ID    `json:"activity,omitempty" format:"uuid" doc:"of the programme"`
	Title    string   `json:"title" minLength:"3" maxLength:"120"`
	Goal     string   `json:"goal,omitempty"`
	Profiles []string `json:"profiles,omitempty" nullable:"false" doc:"none is all"`
	Levels   []string `json:"levels,omitempty" nullable:"false" doc:"none is all"`
	Year     *int     `json:"year,omitempty" doc:"1 to 4; left out is mixed"`
	Pupils   int      `json:"pupils"`
	Wanted   *int     `json:"wanted,omitempty" doc:"number of companies; one when left out"`
	From     string   `json:"from" format:"date" doc:"first day that suits"`
	To       string   `json:"to" format:"date" doc:"last day that suits"`
	MaxKM    *int     `json:"max_km,omitempty" doc:"furthest company; any when left out"`
	Class    string   `json:"class,omitempty"`
	Theme    string   `json:"theme,omitempty" doc:"what it is about; only without an item"`
	Before   string   `json:"before,omitempty" doc:"what the class does beforehand"`
	After    string   `json:"after,omitempty" doc:"what the class does afterwards"`
}

func (f needFacts) input() need.AskInput {
	return need.AskInput{
		Item: f.Item, Activity: f.Activity, Title: f.Title, Goal: f.Goal, Profiles: f.Profiles, Levels: f.Levels, Year: number(f.Year), Pupils: strconv.Itoa(f.Pupils),
		Wanted: number(f.Wanted), From: clock.Date(f.From), To: clock.Date(f.To), MaxKM: number(f.MaxKM), Class: f.Class, Theme: f.Theme, Before: f.Before, After: f.After,
	}
}

// newNeed is what a class needs.
type newNeed struct {
	needFacts
	Unit id.ID `json:"unit" format:"uuid" doc:"the school or workgroup that asks"`
}

// withdrawal says why a need is taken back.
type withdrawal struct {
	Reason string `json:"reason" minLength:"3" maxLength:"300" doc:"companies that were asked read it"`
}

// needView is a need.
type needView struct {
	ID       id.ID     `json:"id" format:"uuid"`
	Unit     id.ID     `json:"unit" format:"uuid"`
	UnitName string    `json:"unit_name"`
	Item     id.ID     `json:"item,omitempty" format:"uuid"`
	Activity id.ID     `json:"activity,omitempty" format:"uuid"`
	Title    string    `json:"title"`
	Goal     string    `json:"goal,omitempty"`
	Profiles []string  `json:"profiles" nullable:"false" doc:"empty is all"`
	Levels   []string  `json:"levels" nullable:"false" doc:"empty is all"`
	Year     int       `json:"year,omitempty"`
	Pupils   int       `json:"pupils"`
	Wanted   int       `json:"wanted"`
	From     string    `json:"from" format:"date"`
	To       string    `json:"to" format:"date"`
	MaxKM    *int      `json:"max_km,omitempty"`
	Class    string    `json:"class,omitempty"`
	Theme    string    `json:"theme,omitempty"`
	Before   string    `json:"before,omitempty"`
	After    string    `json:"after,omitempty"`
	AskedAt  time.Time `json:"asked_at"`
	State    string    `json:"state" enum:"open,filled,withdrawn,expired"`
	Invited  *int      `json:"invited,omitempty" doc:"companies asked; in lists"`
	Agreed   *int      `json:"agreed,omitempty" doc:"agreements made; in lists"`
	Version  int       `json:"version"`
}

func (v needView) version() int { return v.Version }

func (a *API) needView(n need.Need) needView {
	return needView{
		ID: n.ID, Unit: n.Unit, UnitName: n.UnitName, Item: n.Item, Activity: n.Activity, Title: n.Title, Goal: n.Goal, Profiles: orNone(n.Profiles), Levels: orNone(n.Levels),
		Year: n.Year, Pupils: n.Pupils, Wanted: n.Wanted, From: string(n.From), To: string(n.To), MaxKM: n.MaxKM, Class: n.Class, Theme: n.Theme,
		Before: n.Before, After: n.After, AskedAt: n.AskedAt,
		State: string(n.StateOn(clock.Today(a.env.Clock))), Version: n.Version,
	}
}

func (a *API) needs() []operation {
	const one = "/needs/{id}"
	return []operation{
		listing("listNeeds", "/needs", "-", access.C1, "need:read", []access.Action{access.NeedRead}, func(c *call) (page[needView], error) {
			list, err := a.services.Need.List(c.r.Context(), c.sc, need.Filter{
				State: need.State(c.text("state")), Unit: c.ask("unit"), Search: c.text("search"), Mine: c.text("mine") == "true", After: c.text("after"),
			})
			return pageOf(list.Rows, list.Next, func(l need.Line) needView {
				v := a.needView(l.Need)
				v.Invited, v.Agreed = &l.Invited, &l.Agreed
				return v
			}), err
		}).with(param{name: "state", kind: "string", enum: []string{"open", "filled", "withdrawn", "expired"}}, param{name: "unit", kind: "uuid"},
			param{name: "search", kind: "string", as: "search_needs"}, param{name: "mine", kind: "boolean"}),
		making("askNeed", "/needs", "-", access.C1, "need:write", []access.Action{access.NeedWrite}, "need.asked", one, func(c *call, in newNeed) (string, error) {
			facts := in.input()
			facts.Unit = in.Unit
			key, err := a.services.Need.Ask(c.r.Context(), c.sc, facts)
			return string(key), err
		}),
		reading("getNeed", one, "need", access.C1, "need:read", []access.Action{access.NeedRead}, func(c *call) (needView, error) {
			key, err := c.id()
			if err != nil {
				return needView{}, err
			}
			return a.need(c, key)
		}).versioned(),
		changing("changeNeed", one, "need", access.C1, "need:write", []access.Action{access.NeedWrite}, "need.edited", func(c *call, in needFacts) (needView, error) {
			key, err := c.id()
			if err != nil {
				return needView{}, err
			}
			if err := a.services.Need.Edit(c.r.Context(), c.sc, key, c.seen, in.input()); err != nil {
				return needView{}, err
			}
			return a.need(c, key)
		}),
		acting("withdrawNeed", one+"/withdrawal", "need", access.C1, "need:write", []access.Action{access.NeedWrite}, "need.withdrawn", one, func(c *call, key id.ID, in withdrawal) error {
			return a.services.Need.Withdraw(c.r.Context(), c.sc, key, c.seen, in.Reason)
		}).guard(),
	}
}

func (a *API) need(c *call, key id.ID) (needView, error) {
	r, err := a.services.Need.Record(c.r.Context(), c.sc, key)
	return a.needView(r.Need), err
}

// number is a number as a form would have it; nothing when left out.
func number(n *int) string {
	if n == nil {
		return ""
	}
	return strconv.Itoa(*n)
}
