package web

import (
	"schakel/internal/kernel/access"
	"schakel/internal/web/programmeweb"
)

// programmeRoutes are the programme lines and activities.
func programmeRoutes(s Services) []route {
	h := programmeweb.New(s.Programme, s.Network)
	read := access.Route{Policy: access.Needs(access.ProgrammeRead), Credentials: session, Class: access.C1, Object: "-", Rate: access.RateNormal, Audit: "-"}
	show := func(pattern, object string) access.Route {
		r := read
		r.Pattern, r.Object, r.Policy = pattern, object, access.Needs(access.ProgrammeManage)
		return r
	}
	act := func(pattern, object, audit string) access.Route {
		r := show(pattern, object)
		r.Body, r.Audit = formLimit, audit
		return r
	}
	read.Pattern = "GET /programme"
	newLine, addLine := show("GET /programme/lines/new", "-"), act("POST /programme/lines", "-", "line.added")
	for _, r := range []*access.Route{&newLine, &addLine} { // they choose from the grants
		r.Policy, r.Class = access.Needs(access.ProgrammeManage, access.GrantRead), access.C2
	}
	return []route{
		{read, h.List},
		{newLine, h.NewLine},
		{addLine, h.AddLine},
		{show("GET /programme/lines/{id}/edit", "programme_line"), h.EditLine},
		{act("POST /programme/lines/{id}", "programme_line", "line.edited"), h.SaveLine},
		{show("GET /programme/activities/new", "-"), h.NewActivity},
		{act("POST /programme/activities", "-", "activity.added"), h.AddActivity},
		{show("GET /programme/activities/{id}/edit", "activity"), h.EditActivity},
		{act("POST /programme/activities/{id}", "activity", "activity.edited"), h.SaveActivity},
	}
}
