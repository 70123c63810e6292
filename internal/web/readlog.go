package web

import (
	"errors"
	"maps"
	"net/http"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/readlog"
	"schakel/internal/web/page"
)

// errUnlogged says that a page with pupils' data was held back: the read log does not know of it.
var errUnlogged = errors.New("web: pupils' data without a line in the read log")

// answer calls the route's handler. What a route of class C3 shows leaves only once the read log has it.
func (s *Server) answer(c *page.Ctx, r route) error {
	if r.Class != access.C3 {
		return r.answer(c)
	}
	ctx, watch := readlog.With(c.Context(), r.Pattern)
	out, before := c.W, c.W.Header().Clone()
	g := &gate{out: out, watch: watch}
	c.W, c.R = g, c.R.WithContext(ctx)
	err := r.answer(c)
	c.W = out
	if err == nil && !g.open && !watch.Noted() {
		err = errUnlogged
	}
	if err != nil && !g.open { // a header may tell as much as a page
		clear(out.Header())
		maps.Copy(out.Header(), before)
	}
	return err
}

// gate lets an answer through when it shows nothing, or when the read log has it. It has no other way out: no Flush, no Unwrap.
type gate struct {
	out   http.ResponseWriter
	watch *readlog.Watch
	open  bool // the answer has begun
}

// Header implements http.ResponseWriter.
func (g *gate) Header() http.Header { return g.out.Header() }

// WriteHeader implements http.ResponseWriter. A redirect shows nothing; anything else a handler writes may, also a form with mistakes.
func (g *gate) WriteHeader(status int) {
	if g.open || status/100 != 3 && !g.watch.Noted() {
		return
	}
	g.open = true
	g.out.WriteHeader(status)
}

// Write implements http.ResponseWriter. What follows a redirect is held back like a page.
func (g *gate) Write(b []byte) (int, error) {
	if !g.watch.Noted() {
		return 0, errUnlogged
	}
	if !g.open {
		g.WriteHeader(http.StatusOK)
	}
	return g.out.Write(b)
}
