package web

import (
	"errors"
	"net/http"
	"net/url"
	"slices"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/identity"
	"schakel/internal/kernel/link"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/web/page"
)

// serve wraps a route's handler: who asks, may they, how much may they send; then the handler, then its error.
func (s *Server) serve(r route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if r.Body > 0 {
			req.Body = http.MaxBytesReader(w, req.Body, r.Body)
		}
		c := &page.Ctx{W: w, R: req, Env: s.env, Route: r.Route}
		note := noteFrom(req.Context())
		note.pattern = r.Pattern
		err := s.identify(c)
		c.ChooseLanguage()
		if err == nil {
			err = s.admit(c)
		}
		note.principal = string(c.Scope.Kind()) + ":" + string(c.Scope.Actor())
		if err == nil {
			err = s.answer(c, r)
		}
		if err != nil {
			s.fail(c, err)
		}
	})
}

// identify finds out who asks, by the credentials that the route takes.
func (s *Server) identify(c *page.Ctx) error {
	takes := func(k access.Credential) bool { return slices.Contains(c.Route.Credentials, k) }
	if takes(access.CredentialLink) {
		return s.openLink(c)
	}
	if !takes(access.CredentialSession) {
		return nil
	}
	token := c.SessionToken()
	if token == "" {
		return nil
	}
	var err error
	c.Session, c.Scope, err = s.services.Identity.Open(c.Context(), token)
	if _, ended := fault.As(err); ended {
		return nil // an ended session is no session
	}
	if err != nil || c.Session.Stage == "" || slices.Contains(c.Route.Before, c.Session.Stage) {
		return err
	}
	c.Session, c.Scope = identity.Session{}, access.Scope{} // half signed in is not signed in
	if c.Route.Policy.Kind == "open" {
		return nil
	}
	return errSecondStep
}

func (s *Server) openLink(c *page.Ctx) error {
	return s.services.Kit.DB.Read(c.Context(), db.Settings{}, func(tx *db.Tx) (err error) {
		c.Link, err = s.services.Links.Open(tx, link.Kind(c.Route.Policy.Link), c.R.PathValue("token"), s.env.Clock.Now())
		if err != nil {
			return err
		}
		c.Scope, err = c.Link.Scope()
		return err
	})
}

var (
	errSignIn     = errors.New("web: sign in first")
	errSecondStep = errors.New("web: take the second step of signing in first")
)

// admit checks the route's policy and its rate.
func (s *Server) admit(c *page.Ctx) error {
	if !s.limiter.allow(c) {
		return fault.Limit("fault.limit")
	}
	switch c.Route.Policy.Kind {
	case "open":
		return nil
	case "signed_in":
		if !c.SignedIn() {
			return errSignIn
		}
		return nil
	case "needs":
		if !c.SignedIn() {
			return errSignIn
		}
	}
	for _, a := range c.Route.Policy.Actions {
		if err := c.Scope.Require(a); err != nil {
			return err
		}
	}
	return nil
}

// signIn sends a visitor to a page of signing in and back afterwards.
func signIn(c *page.Ctx, door string) {
	next := ""
	if c.R.Method == http.MethodGet && c.R.URL.Path != "/" {
		next = "?next=" + url.QueryEscape(c.R.URL.RequestURI())
	}
	http.Redirect(c.W, c.R, door+next, http.StatusSeeOther)
}
