package web

import (
	"context"
	"errors"
	"net/http"

	"schakel/internal/kernel/operation"
	"schakel/internal/platform/fault"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// status gives the HTTP status and the title of each kind of fault.
var status = map[fault.Kind]struct {
	code  int
	title string
}{
	fault.KindInvalid:   {http.StatusUnprocessableEntity, "web.invalid.title"},
	fault.KindNotFound:  {http.StatusNotFound, "web.not_found.title"},
	fault.KindConflict:  {http.StatusConflict, "web.conflict.title"},
	fault.KindForbidden: {http.StatusForbidden, "web.forbidden.title"},
	fault.KindLimit:     {http.StatusTooManyRequests, "web.limit.title"},
	fault.KindTooLarge:  {http.StatusRequestEntityTooLarge, "web.too_large.title"},
}

// statusGone is what the log shows when the reader left before the answer.
const statusGone = 499

// fail is the one place where an error becomes a page.
func (s *Server) fail(c *page.Ctx, err error) {
	if errors.Is(err, errSignIn) {
		signIn(c, "/signin")
		return
	}
	if errors.Is(err, errSecondStep) {
		signIn(c, "/signin/second")
		return
	}
	if errors.Is(err, context.Canceled) && c.Context().Err() != nil {
		c.W.WriteHeader(statusGone)
		return
	}
	request := operation.RequestID(c.Context())
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		err = fault.TooLarge("fault.too_large")
	}
	f, ok := fault.As(err)
	if !ok {
		s.env.Log.ErrorContext(c.Context(), "internal error", "request", request, "route", c.Route.Pattern, "error", err)
		s.failPage(c, http.StatusInternalServerError, c.P.T("web.internal.title"), c.P.T("web.internal.text", request))
		return
	}
	st := status[f.Kind]
	title, text := c.P.T(st.title), c.P.T(f.Key, f.Args...)
	switch {
	case f.Key == "fault.not_found":
		text = c.P.T("web.not_found.text")
	case f.Key == "fault.forbidden":
		text = c.P.T("web.forbidden.text")
	case f.Kind == fault.KindLimit:
		c.W.Header().Set("Retry-After", "60")
	case f.Kind == fault.KindNotFound && c.Route.Policy.Kind == "link":
		title, text = c.P.T("web.link_expired.title"), text+" "+c.P.T("web.link_help")
	}
	s.failPage(c, st.code, title, text)
}

func (s *Server) failPage(c *page.Ctx, code int, title, text string) {
	action := &ui.Action{Label: c.P.T("web.back_home"), Href: "/today", Variant: ui.Primary}
	if !c.SignedIn() {
		action = &ui.Action{Label: c.P.T("web.sign_in"), Href: "/signin", Variant: ui.Primary}
	}
	if c.Link.ID != "" || c.Route.Policy.Kind == "link" {
		action = nil
	}
	body := failure(title, text, action)
	head := page.Head{Title: title, NoIndex: true}
	render := c.RenderBare
	if c.SignedIn() && c.Session.Stage == "" {
		render = c.Render
	}
	if err := render(code, head, body); err != nil {
		s.env.Log.ErrorContext(c.Context(), "error page", "error", err)
		http.Error(c.W, title, code)
	}
}
