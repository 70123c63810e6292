package api

import (
	"fmt"
	"log/slog"
	"net/http"
	"slices"

	"schakel/internal/domain/agreement"
	"schakel/internal/domain/calendar"
	"schakel/internal/domain/engagement"
	"schakel/internal/domain/funding"
	"schakel/internal/domain/menu"
	"schakel/internal/domain/need"
	"schakel/internal/domain/network"
	"schakel/internal/domain/programme"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/token"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/i18n"
	"schakel/internal/platform/id"
	"schakel/internal/platform/throttle"
)

// Services are what operations call.
type Services struct {
	Token      *token.Service
	Network    *network.Service
	Relation   *relation.Service
	Menu       *menu.Service
	Programme  *programme.Service
	Need       *need.Service
	Engagement *engagement.Service
	Funding    *funding.Service
	Calendar   *calendar.Service
	Agreement  *agreement.Service
}

// Env is what all requests share.
type Env struct {
	Catalog   *i18n.Catalog
	Clock     clock.Clock
	IDs       id.Source
	Log       *slog.Logger
	BaseURL   string
	Unlimited bool // lifts the rate limits, for a bench that asks as fast as it can
}

// API answers the requests of programs.
type API struct {
	services   Services
	env        Env
	limiter    *throttle.Limiter
	operations []operation
	document   []byte         // the OpenAPI document, as YAML
	known      *http.ServeMux // all operations, to tell which methods an address has
}

// Base is the address under which the API stands.
const Base = "/api/v1"

// New builds the table of operations and its document.
func New(s Services, e Env) (*API, error) {
	a := &API{services: s, env: e, limiter: throttle.New(e.Clock), known: http.NewServeMux()}
	a.operations = slices.Concat(
		a.organisations(), a.people(), a.interactions(), a.actions(), a.units(), a.menu(), a.programme(), a.needs(), a.invitations(),
		a.engagements(), a.steps(), a.calendar(), a.contributions(), a.grants(), a.agreements(),
	)
	for _, o := range a.operations {
		if err := o.check(); err != nil {
			return nil, fmt.Errorf("api: %s: %w", o.Pattern, err)
		}
		a.known.HandleFunc(o.Pattern, func(http.ResponseWriter, *http.Request) {})
	}
	var err error
	a.document, err = a.describe()
	return a, err
}

// Document returns the OpenAPI document, as YAML.
func (a *API) Document() []byte { return a.document }

// Endpoint is a route of the API with what answers it.
type Endpoint struct {
	access.Route
	// Serve answers a request, and tells whom for the log.
	Serve func(w http.ResponseWriter, r *http.Request) (principal string)
}

// Endpoints lists the routes for the URL table.
func (a *API) Endpoints() []Endpoint {
	out := make([]Endpoint, len(a.operations))
	for i, o := range a.operations {
		out[i] = Endpoint{o.Route, func(w http.ResponseWriter, r *http.Request) string { return a.serve(o, w, r) }}
	}
	return out
}
