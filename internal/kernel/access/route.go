package access

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Credential is a way in which a request proves who it is from.
type Credential string

// The kinds of credential. A route names the ones it takes; all others are refused.
const (
	CredentialNone    Credential = "none"
	CredentialSession Credential = "session"
	CredentialLink    Credential = "link"
	CredentialToken   Credential = "token" // of the API, in the header Authorization

	CredentialDirectory Credential = "directory" // of a school's user administration, in the same header
)

// Policy is who may call a route. Make one with Needs, SignedIn, Link or Open.
type Policy struct {
	Kind    string   `json:"kind"` // needs, signed_in, link, open
	Actions []Action `json:"actions,omitempty"`
	Link    string   `json:"link,omitempty"`
	Reason  string   `json:"reason,omitempty"`
}

// Needs asks for an account that has all of the actions.
func Needs(actions ...Action) Policy { return Policy{Kind: "needs", Actions: actions} }

// SignedIn asks for any account with a role in the network.
func SignedIn() Policy { return Policy{Kind: "signed_in"} }

// Link asks for a live link of the kind, with the action.
func Link(kind string, actions ...Action) Policy {
	return Policy{Kind: "link", Link: kind, Actions: actions}
}

// Open lets anybody in; the reason is shown in the rights table.
func Open(reason string) Policy { return Policy{Kind: "open", Reason: reason} }

// Stage is how far somebody is with signing in; empty: all the way.
type Stage string

// The stages of a session that reaches nothing yet.
const (
	StageProve Stage = "prove" // the second step must be taken
	StageEnrol Stage = "enrol" // the roles ask for a second step, and the account has none
)

// RateClass bounds how often one principal may call a route.
type RateClass string

// The rate classes.
const (
	RateNormal RateClass = "normal" // pages and forms of people at work
	RateCostly RateClass = "costly" // imports, exports, mailings
	RateSignIn RateClass = "signin" // guessing must not pay
	RateStatic RateClass = "static" // assets, health
)

// Route is one line of the URL table. A missing field stops the start.
type Route struct {
	Pattern     string       `json:"pattern"` // "POST /needs/{id}/invitations"
	Policy      Policy       `json:"policy"`
	Credentials []Credential `json:"credentials"`
	Class       Class        `json:"data_class"` // highest class of what it shows or changes
	Object      string       `json:"object"`     // what {id} is: need, organisation, …; "-" without one
	Body        int64        `json:"body_limit"` // bytes; 0 for methods without a body
	Rate        RateClass    `json:"rate_class"`
	Audit       string       `json:"audit"` // audit action that a success leaves; "-" when it changes nothing
	DemoOnly    bool         `json:"demo_only,omitempty"`
	Before      []Stage      `json:"before,omitempty"` // stages of signing in at which it is open already; all other routes wait
}

// Method returns the HTTP method of the pattern.
func (r Route) Method() string { m, _, _ := strings.Cut(r.Pattern, " "); return m }

// Path returns the path of the pattern.
func (r Route) Path() string { _, p, _ := strings.Cut(r.Pattern, " "); return p }

// Registry is the whole URL table.
type Registry struct{ routes []Route }

// Add checks a route and keeps it.
func (g *Registry) Add(r Route) error {
	if err := r.check(); err != nil {
		return fmt.Errorf("route %q: %w", r.Pattern, err)
	}
	if slices.ContainsFunc(g.routes, func(o Route) bool { return o.Pattern == r.Pattern }) {
		return fmt.Errorf("route %q: twice in the table", r.Pattern)
	}
	g.routes = append(g.routes, r)
	return nil
}

// Routes returns the table, sorted by path and method.
func (g *Registry) Routes() []Route {
	out := slices.Clone(g.routes)
	slices.SortFunc(out, func(a, b Route) int {
		return cmp.Or(cmp.Compare(a.Path(), b.Path()), cmp.Compare(a.Method(), b.Method()))
	})
	return out
}

// methods are those that the route may have. A form knows only GET and POST.
func (r Route) methods() []string {
	if slices.Contains(r.Credentials, CredentialToken) {
		return []string{"GET", "POST", "PUT", "DELETE"}
	}
	if slices.Contains(r.Credentials, CredentialDirectory) {
		return []string{"GET", "POST", "PUT", "PATCH", "DELETE"}
	}
	return []string{"GET", "POST"}
}

func (r Route) check() error {
	reads := r.Method() == "GET"
	switch {
	case !strings.HasPrefix(r.Path(), "/") || !slices.Contains(r.methods(), r.Method()):
		return fmt.Errorf("pattern must be GET or POST and a path; only programs also take PUT, PATCH and DELETE")
	case !slices.Contains([]string{"needs", "signed_in", "link", "open"}, r.Policy.Kind):
		return fmt.Errorf("no policy")
	case r.Policy.Kind == "needs" && len(r.Policy.Actions) == 0, r.Policy.Kind == "link" && (r.Policy.Link == "" || len(r.Policy.Actions) == 0):
		return fmt.Errorf("policy without actions")
	case r.Policy.Kind == "open" && r.Policy.Reason == "":
		return fmt.Errorf("open without a reason")
	case len(r.Credentials) == 0:
		return fmt.Errorf("no credential kind")
	case (slices.Contains(r.Credentials, CredentialToken) || slices.Contains(r.Credentials, CredentialDirectory)) && len(r.Credentials) > 1:
		return fmt.Errorf("a token stands alone: a browser's cookie is no way into the API")
	case r.Class == "":
		return fmt.Errorf("no data class")
	case r.Object == "":
		return fmt.Errorf("no object (use \"-\")")
	case strings.Contains(r.Path(), "{id}") && r.Object == "-":
		return fmt.Errorf("an {id} without an object")
	case !reads && r.Body <= 0:
		return fmt.Errorf("no body limit")
	case r.Rate == "":
		return fmt.Errorf("no rate class")
	case r.Audit == "" || reads && r.Audit != "-":
		return fmt.Errorf("no audit kind, or a GET that changes something")
	}
	for _, a := range r.Policy.Actions {
		if !a.Known() {
			return fmt.Errorf("unknown action %q", a)
		}
		if a.Class() > r.Class {
			return fmt.Errorf("action %s is %s, above the route's %s", a, a.Class(), r.Class)
		}
	}
	return nil
}
