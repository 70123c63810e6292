package web

import (
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/link"
	"schakel/internal/web/identityweb"
	"schakel/internal/web/portal"
)

// directoryRoutes are the pages on which an administrator lets a school's user administration in, and the one on which somebody agrees
// that it keeps their access. What such an administration itself asks is in package scimapi.
func directoryRoutes(s Services) []route {
	h, answer := identityweb.NewDirectories(s.Directory, s.Network), portal.NewDirectory(s.Directory)
	show, act := pagesOf(access.C2)
	const may = access.ProviderManage
	const all, one = "/network/directories", "/network/directories/{id}"
	question := access.Route{
		Pattern: "GET /g/{token}", Policy: access.Link(string(link.Directory), access.DirectoryAnswer), Credentials: viaLink, Class: access.C2, Object: "-", Rate: access.RateNormal, Audit: "-",
	}
	agree := question
	agree.Pattern, agree.Body, agree.Audit = "POST /g/{token}", formLimit, "directory.user_agreed"
	return []route{
		{show("GET "+all, "-", may), h.List},
		{act("POST "+all, "-", "directory.added", may), h.Add},
		{show("GET "+one, "directory", may), h.One},
		{act("POST "+one, "directory", "directory.edited", may), h.Edit},
		{act("POST "+one+"/token", "directory", "directory.token_made", may), h.MakeToken},
		{act("POST "+one+"/token/end", "directory", "directory.token_ended", may), h.EndToken},
		{act("POST "+one+"/groups/{group}", "directory", "directory.mapped", may), h.Map},
		{act("POST "+one+"/remove", "directory", "directory.removed", may), h.Remove},
		{question, answer.Show},
		{agree, answer.Agree},
	}
}
