package web

import (
	"schakel/internal/api"
	"schakel/internal/kernel/access"
	"schakel/internal/web/apiweb"
)

// apiRoutes are the pages about the API, and its document. Its operations are in package api.
func apiRoutes(programs *api.API) []route {
	h := apiweb.New(programs)
	open := func(pattern, why string) access.Route {
		return access.Route{Pattern: pattern, Policy: access.Open(why), Credentials: anybody, Class: access.C0, Object: "-", Rate: access.RateNormal, Audit: "-"}
	}
	return []route{
		{open("GET /api", "explains the API; it holds no data"), h.Show},
		{open("GET "+api.Base+"/openapi.yaml", "the API's document; it holds no data"), h.Document},
	}
}
