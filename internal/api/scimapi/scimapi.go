// Package scimapi lets a school's user administration in: SCIM 2.0 (RFC 7643, RFC 7644) at /scim/v2. It translates and nothing else;
// what is allowed and what follows from it is in domain/directory, and the grammar in platform/scim.
package scimapi

import (
	"log/slog"
	"net/http"

	"schakel/internal/api"
	"schakel/internal/domain/directory"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/i18n"
	"schakel/internal/platform/throttle"
)

// Base is the address under which it stands: what an administrator types at the directory.
const Base = "/scim/v2"

// bodyLimit is what a request may bring: a group with all people of a large school.
const bodyLimit = 2 << 20

// Env is what all requests share.
type Env struct {
	Catalog   *i18n.Catalog
	Clock     clock.Clock
	Log       *slog.Logger
	BaseURL   string
	Unlimited bool // lifts the rate limits, for a bench
}

// API answers the requests of directories.
type API struct {
	directory *directory.Service
	env       Env
	limiter   *throttle.Limiter
}

// New makes it.
func New(d *directory.Service, e Env) *API {
	return &API{directory: d, env: e, limiter: throttle.New(e.Clock)}
}

type operation struct {
	access.Route
	answer func(c *call) error
}

// Endpoints lists the routes for the URL table.
func (a *API) Endpoints() []api.Endpoint {
	var out []api.Endpoint
	for _, o := range operations() {
		out = append(out, api.Endpoint{Route: o.Route, Serve: func(w http.ResponseWriter, r *http.Request) string { return a.serve(o, w, r) }})
	}
	return out
}

// Unknown answers every address under Base that is no operation.
func (a *API) Unknown(w http.ResponseWriter, r *http.Request) {
	c := &call{API: a, w: w, r: r, p: a.printer(r)}
	c.fail(refusal{status: http.StatusNotFound, key: "fault.not_found"})
}

func operations() []operation {
	read := func(path, object string) access.Route {
		return access.Route{
			Pattern: "GET " + Base + path, Policy: access.Needs(access.DirectorySync), Credentials: []access.Credential{access.CredentialDirectory},
			Class: access.C2, Object: object, Rate: access.RateNormal, Audit: "-",
		}
	}
	write := func(method, path, object, audit string) access.Route {
		r := read(path, object)
		r.Pattern, r.Body, r.Audit = method+" "+Base+path, bodyLimit, audit
		return r
	}
	const user, group = "directory_user", "directory_group"
	return []operation{
		{read("/ServiceProviderConfig", "-"), (*call).config},
		{read("/ResourceTypes", "-"), (*call).types},
		{read("/ResourceTypes/{name}", "-"), (*call).oneType},
		{read("/Schemas", "-"), (*call).schemas},
		{read("/Schemas/{name}", "-"), (*call).oneSchema},
		{read("/Users", "-"), (*call).users},
		{write("POST", "/Users", "-", "directory.user_added"), (*call).addUser},
		{read("/Users/{id}", user), (*call).user},
		{write("PUT", "/Users/{id}", user, "directory.user_changed"), (*call).putUser},
		{write("PATCH", "/Users/{id}", user, "directory.user_changed"), (*call).patchUser},
		{write("DELETE", "/Users/{id}", user, "directory.user_removed"), (*call).removeUser},
		{read("/Groups", "-"), (*call).groups},
		{write("POST", "/Groups", "-", "directory.group_added"), (*call).addGroup},
		{read("/Groups/{id}", group), (*call).group},
		{write("PUT", "/Groups/{id}", group, "directory.group_changed"), (*call).putGroup},
		{write("PATCH", "/Groups/{id}", group, "directory.group_changed"), (*call).patchGroup},
		{write("DELETE", "/Groups/{id}", group, "directory.group_removed"), (*call).removeGroup},
	}
}
