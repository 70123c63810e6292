package api

import (
	"schakel/internal/domain/programme"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/id"
)

// programmeLine is a line of the programme with what it does.
type programmeLine struct {
	ID         id.ID          `json:"id" format:"uuid"`
	Unit       id.ID          `json:"unit" format:"uuid"`
	Grant      id.ID          `json:"grant" format:"uuid" doc:"that pays it"`
	Code       string         `json:"code"`
	Name       string         `json:"name"`
	Activities []activityView `json:"activities" nullable:"false"`
}

// activityFacts are what somebody may write of an activity.
type activityFacts struct {
	Code string     `json:"code"`
	Name string     `json:"name"`
	From clock.Date `json:"from" format:"date"`
	To   clock.Date `json:"to" format:"date"`
}

// newActivity is an activity to add.
type newActivity struct {
	activityFacts
	Line id.ID `json:"line" format:"uuid"`
	Unit id.ID `json:"unit" format:"uuid" doc:"the network, or the unit that runs it"`
}

// activityView is an activity of the programme.
type activityView struct {
	activityFacts
	ID      id.ID `json:"id" format:"uuid"`
	Line    id.ID `json:"line" format:"uuid"`
	Unit    id.ID `json:"unit" format:"uuid"`
	Planned *int  `json:"planned,omitempty" doc:"engagements within reach; in lists"`
	Held    *int  `json:"held,omitempty" doc:"of those, the ones that took place; in lists"`
	Version int   `json:"version"`
}

func (v activityView) version() int { return v.Version }

func viewActivity(x programme.Activity) activityView {
	return activityView{activityFacts: activityFacts{x.Code, x.Name, x.From, x.To}, ID: x.ID, Line: x.Line, Unit: x.Unit, Version: x.Version}
}

func (a *API) programme() []operation {
	const one = "/activities/{id}"
	return []operation{
		reading("listProgramme", "/programme", "-", access.C1, "programme:read", []access.Action{access.ProgrammeRead}, func(c *call) (page[programmeLine], error) {
			list, err := a.services.Programme.Lines(c.r.Context(), c.sc)
			return pageOf(list, "", func(l programme.Line) programmeLine {
				out := programmeLine{ID: l.ID, Unit: l.Unit, Grant: l.Grant, Code: l.Code, Name: l.Name, Activities: []activityView{}}
				for _, x := range l.Activities {
					v := viewActivity(x)
					v.Planned, v.Held = &x.Planned, &x.Held
					out.Activities = append(out.Activities, v)
				}
				return out
			}), err
		}),
		making("addActivity", "/activities", "-", access.C1, "programme:write", []access.Action{access.ProgrammeManage}, "activity.added", one, func(c *call, in newActivity) (string, error) {
			key, err := a.services.Programme.AddActivity(c.r.Context(), c.sc, programme.ActivityInput{Line: in.Line, Unit: in.Unit, Code: in.Code, Name: in.Name, From: in.From, To: in.To})
			return string(key), err
		}),
		reading("getActivity", one, "activity", access.C1, "programme:read", []access.Action{access.ProgrammeRead}, a.activity).versioned(),
		changing("changeActivity", one, "activity", access.C1, "programme:write", []access.Action{access.ProgrammeManage}, "activity.edited", func(c *call, in activityFacts) (activityView, error) {
			key, err := c.id()
			if err != nil {
				return activityView{}, err
			}
			if err := a.services.Programme.EditActivity(c.r.Context(), c.sc, key, c.seen, programme.ActivityInput{Code: in.Code, Name: in.Name, From: in.From, To: in.To}); err != nil {
				return activityView{}, err
			}
			return a.activity(c)
		}),
	}
}

func (a *API) activity(c *call) (activityView, error) {
	key, err := c.id()
	if err != nil {
		return activityView{}, err
	}
	x, err := a.services.Programme.Activity(c.r.Context(), c.sc, key)
	return viewActivity(x), err
}
