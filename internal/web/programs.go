package web

import (
	"net/http"

	"schakel/internal/api"
	"schakel/internal/api/scimapi"
)

// programs builds the API for programs. It shares the URL table and the middleware, and nothing else.
func (s *Server) programs() (*api.API, error) {
	v := s.services
	return api.New(api.Services{
		Token: v.Token, Network: v.Network, Relation: v.Relation, Menu: v.Menu, Programme: v.Programme, Need: v.Need, Engagement: v.Engagement, Funding: v.Funding,
		Calendar: v.Calendar, Agreement: v.Agreement,
	}, api.Env{Catalog: s.env.Catalog, Clock: s.env.Clock, IDs: v.Kit.IDs, Log: s.env.Log, BaseURL: s.env.BaseURL, Unlimited: s.env.Unlimited})
}

// directories lets the user administrations of schools in.
func (s *Server) directories() *scimapi.API {
	return scimapi.New(s.services.Directory, scimapi.Env{Catalog: s.env.Catalog, Clock: s.env.Clock, Log: s.env.Log, BaseURL: s.env.BaseURL, Unlimited: s.env.Unlimited})
}

// forProgram answers a request of a program and notes whose it was.
func forProgram(e api.Endpoint) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		note := noteFrom(r.Context())
		note.pattern = e.Pattern
		note.principal = e.Serve(w, r)
	}
}
