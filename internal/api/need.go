package api

import (
	"strconv"
	"time"

	"schakel/internal/domain/need"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/id"
)

// newNeed is what a class needs.
type newNeed struct {
	Unit     id.ID    `json:"unit" format:"uuid" doc:"the school or workgroup that asks"`
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
		Year: n.Year, Pupils: n.Pupils, Wanted: n.Wanted, From: string(n.From), To: string(n.To), MaxKM: n.MaxKM, Class: n.Class, AskedAt: n.AskedAt,
		State: string(n.StateOn(clock.Today(a.env.Clock))), Version: n.Version,
	}
}

func (a *API) needs() []operation {
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
		making("askNeed", "/needs", "-", access.C1, "need:write", []access.Action{access.NeedWrite}, "need.asked", "/needs/{id}", func(c *call, in newNeed) (string, error) {
			key, err := a.services.Need.Ask(c.r.Context(), c.sc, need.AskInput{
				Unit: in.Unit, Item: in.Item, Activity: in.Activity, Title: in.Title, Goal: in.Goal, Profiles: in.Profiles, Levels: in.Levels, Year: number(in.Year),
				Pupils: strconv.Itoa(in.Pupils), Wanted: number(in.Wanted), From: clock.Date(in.From), To: clock.Date(in.To), MaxKM: number(in.MaxKM), Class: in.Class,
			})
			return string(key), err
		}),
		reading("getNeed", "/needs/{id}", "need", access.C1, "need:read", []access.Action{access.NeedRead}, func(c *call) (needView, error) {
			key, err := c.id()
			if err != nil {
				return needView{}, err
			}
			r, err := a.services.Need.Record(c.r.Context(), c.sc, key)
			return a.needView(r.Need), err
		}).versioned(),
	}
}

// number is a number as a form would have it; nothing when left out.
func number(n *int) string {
	if n == nil {
		return ""
	}
	return strconv.Itoa(*n)
}
