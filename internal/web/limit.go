package web

import (
	"schakel/internal/kernel/access"
	"schakel/internal/platform/throttle"
	"schakel/internal/web/page"
)

// rates bounds each class. People at work stay far below; a runaway script does not.
var rates = map[access.RateClass]throttle.Rate{
	access.RateNormal: {Burst: 600, PerSecond: 60},
	access.RateCostly: {Burst: 30, PerSecond: 0.5},
	access.RateSignIn: {Burst: 60, PerSecond: 0.5},
}

// limiter counts requests per class and principal: an account, an address of strangers, or a link at an address.
type limiter struct{ *throttle.Limiter }

func (l limiter) allow(c *page.Ctx) bool {
	r, limited := rates[c.Route.Rate]
	if !limited || c.Env.Unlimited {
		return true
	}
	who := string(c.Scope.Actor())
	switch {
	case who == "":
		who = throttle.Address(c.R.RemoteAddr)
	case c.Scope.Kind() == access.KindLink: // many may hold it: one who abuses it does not close it for the rest
		who += " " + throttle.Address(c.R.RemoteAddr)
	}
	return l.Take(string(c.Route.Rate), who, r).OK
}
