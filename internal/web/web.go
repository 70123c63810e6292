// Package web delivers Schakel to people: pages rendered on the server, one URL table with a policy per route,
// and the middleware that every request passes. It only translates; rules live in the domain.
package web

import (
	"fmt"
	"net/http"
	"slices"

	"schakel/internal/api"
	"schakel/internal/api/scimapi"
	"schakel/internal/domain/agreement"
	"schakel/internal/domain/budget"
	"schakel/internal/domain/calendar"
	"schakel/internal/domain/company"
	"schakel/internal/domain/dashboard"
	"schakel/internal/domain/directory"
	"schakel/internal/domain/engagement"
	"schakel/internal/domain/facility"
	"schakel/internal/domain/funding"
	"schakel/internal/domain/inspection"
	"schakel/internal/domain/listing"
	"schakel/internal/domain/maildrop"
	"schakel/internal/domain/menu"
	"schakel/internal/domain/need"
	"schakel/internal/domain/network"
	"schakel/internal/domain/programme"
	"schakel/internal/domain/relation"
	"schakel/internal/domain/schoolyear"
	"schakel/internal/domain/steering"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/bin"
	"schakel/internal/kernel/erasure"
	"schakel/internal/kernel/identity"
	"schakel/internal/kernel/link"
	"schakel/internal/kernel/operation"
	"schakel/internal/kernel/readlog"
	"schakel/internal/kernel/search"
	"schakel/internal/kernel/token"
	"schakel/internal/kernel/upkeep"
	"schakel/internal/kernel/webhook"
	"schakel/internal/platform/blob"
	"schakel/internal/platform/throttle"
	"schakel/internal/web/page"
)

// Services are what pages call.
type Services struct {
	Kit        operation.Kit
	Identity   *identity.Service
	Token      *token.Service
	Webhook    *webhook.Service
	Network    *network.Service
	Directory  *directory.Service
	Relation   *relation.Service
	Maildrop   *maildrop.Service
	Listing    *listing.Service
	Menu       *menu.Service
	Programme  *programme.Service
	Need       *need.Service
	Engagement *engagement.Service
	SchoolYear *schoolyear.Service
	Calendar   *calendar.Service
	Facility   *facility.Service
	Funding    *funding.Service
	Agreement  *agreement.Service
	Budget     *budget.Service
	Inspection *inspection.Service
	Dashboard  *dashboard.Service
	Steering   *steering.Service
	Company    *company.Service
	Search     *search.Service
	Bin        *bin.Service
	Erasure    *erasure.Service
	ReadLog    *readlog.Service
	Upkeep     *upkeep.Service
	Links      *link.Keeper
	Blobs      *blob.Store
	DropDomain string // domain of colleagues' drop addresses; empty when mails cannot be dropped
	MailDir    string // where the demo's outbox page reads mails; empty when they leave by SMTP
}

// Server answers HTTP requests.
type Server struct {
	services Services
	env      *page.Env
	registry access.Registry
	limiter  limiter
	handler  http.Handler
}

// New builds the URL table and the middleware around it. A route that lacks a policy, a credential kind, a body limit
// or an audit kind stops it.
func New(services Services, env *page.Env) (*Server, error) { return newServer(services, env) }

// newServer is New; tests add routes of their own.
func newServer(services Services, env *page.Env, more ...route) (*Server, error) {
	s := &Server{services: services, env: env, limiter: limiter{throttle.New(env.Clock)}}
	mux := http.NewServeMux()
	programs, err := s.programs()
	if err != nil {
		return nil, err
	}
	for _, e := range programs.Endpoints() {
		if e.Class == access.C3 {
			return nil, fmt.Errorf("route %q: a program's answer passes no read log", e.Pattern)
		}
		if err := s.registry.Add(e.Route); err != nil {
			return nil, err
		}
		mux.HandleFunc(e.Pattern, forProgram(e))
	}
	mux.HandleFunc(api.Base+"/", programs.Unknown)
	directories := s.directories()
	for _, e := range directories.Endpoints() {
		if err := s.registry.Add(e.Route); err != nil {
			return nil, err
		}
		mux.HandleFunc(e.Pattern, forProgram(e))
	}
	mux.HandleFunc(scimapi.Base+"/", directories.Unknown)
	for _, r := range slices.Concat(table(services), apiRoutes(programs), more) {
		if r.DemoOnly && !env.Demo {
			continue
		}
		if err := s.registry.Add(r.Route); err != nil {
			return nil, err
		}
		if r.answer == nil {
			return nil, fmt.Errorf("route %q: no handler", r.Pattern)
		}
		mux.Handle(r.Pattern, s.serve(r))
	}
	mux.Handle("/", s.serve(notFound))
	s.handler = remote(env.TrustedProxies, s.around(mux))
	return s, nil
}

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// Routes returns the URL table.
func (s *Server) Routes() []access.Route { return s.registry.Routes() }
