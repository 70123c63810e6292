package web

import (
	"schakel/internal/kernel/access"
	"schakel/internal/web/page"
)

// NewWith is New with a route more, which only a test has.
func NewWith(services Services, env *page.Env, r access.Route, answer page.Handler) (*Server, error) {
	return newServer(services, env, route{r, answer})
}
