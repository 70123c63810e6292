package api

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"schakel/internal/kernel/token"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/i18n"
	"schakel/internal/platform/throttle"
)

// The rates. A token has a bucket of its own; who shows none that works shares one with its whole address, so that guessing does not pay.
var (
	perToken = throttle.Rate{Burst: 300, PerSecond: 10}
	guessing = throttle.Rate{Burst: 60, PerSecond: 0.5}
)

// serve answers a request: who asks, may they, is it well formed; then the operation, then its answer or its error.
func (a *API) serve(o operation, w http.ResponseWriter, r *http.Request) (principal string) {
	c := &call{API: a, w: w, r: r, o: o, p: a.printer(r)}
	defer func() {
		if p := recover(); p != nil {
			c.fail(fmt.Errorf("panic: %v\n%s", p, debug.Stack()))
		}
	}()
	err := c.admit()
	principal = "token:" + string(c.token.ID)
	if err == nil {
		err = c.run()
	}
	if err != nil {
		c.fail(err)
	}
	return principal
}

// printer chooses the language of texts: what the program asks for, else English.
func (a *API) printer(r *http.Request) *i18n.Printer {
	lang := i18n.EN
	if accept := r.Header.Get("Accept-Language"); accept != "" {
		lang = i18n.Match(accept)
	}
	return a.env.Catalog.Printer(lang)
}

// admit opens the token and checks the rate and the route's policy.
func (c *call) admit() error {
	err := c.identify()
	if errors.Is(err, token.ErrUnknown) {
		if left := c.limiter.Take("guessing", throttle.Address(c.r.RemoteAddr), guessing); !left.OK && !c.env.Unlimited {
			return c.tooOften(left)
		}
	}
	if err != nil {
		return err
	}
	left := c.limiter.Take("token", string(c.token.ID), perToken)
	h := c.w.Header()
	h.Set("RateLimit-Limit", strconv.Itoa(int(perToken.Burst)))
	h.Set("RateLimit-Remaining", strconv.Itoa(left.Count))
	h.Set("RateLimit-Reset", strconv.Itoa(int(left.Full/time.Second)))
	if !left.OK && !c.env.Unlimited {
		return c.tooOften(left)
	}
	for _, a := range c.o.Policy.Actions {
		if err := c.sc.Require(a); err != nil {
			return fault.Forbidden("api.forbidden", string(c.o.scope))
		}
	}
	return nil
}

func (c *call) tooOften(left throttle.Left) error {
	c.w.Header().Set("Retry-After", strconv.Itoa(int(left.Next/time.Second)))
	return fault.Limit("fault.limit")
}

// identify opens the token of the header Authorization. A token anywhere else is none: addresses end up in logs.
func (c *call) identify() (err error) {
	kind, secret, found := strings.Cut(c.r.Header.Get("Authorization"), " ")
	if !found || !strings.EqualFold(kind, "Bearer") {
		return token.ErrUnknown
	}
	c.token, c.sc, err = c.services.Token.Open(c.r.Context(), strings.TrimSpace(secret))
	return err
}

// run reads the request and carries it out.
func (c *call) run() error {
	if err := c.readQuery(); err != nil {
		return err
	}
	if c.o.Body > 0 {
		if err := c.readBody(); err != nil {
			return err
		}
	}
	if c.o.names() {
		if err := c.readVersion(); err != nil {
			return err
		}
	}
	if key := c.r.Header.Get("Idempotency-Key"); key != "" && c.r.Method == http.MethodPost {
		return c.once(key)
	}
	out, err := c.o.answer(c)
	if err != nil {
		return err
	}
	return c.send(out)
}

// once carries a request out, unless the same one was carried out before: then it gives the same answer.
func (c *call) once(key string) error {
	const longest = 255
	if len(key) > longest {
		return malformed("api.key_too_long")
	}
	sum := sha256.New()
	_, _ = fmt.Fprintf(sum, "%s %s\n", c.r.Method, c.r.URL.RequestURI()) // a hash takes everything
	_, _ = sum.Write(c.body)
	o := token.Once{Key: key, Digest: hex.EncodeToString(sum.Sum(nil)), Action: c.o.Audit}
	if done, err := c.again(o); done || err != nil {
		return err
	}
	c.r = c.r.WithContext(c.services.Token.With(c.r.Context(), o))
	out, err := c.o.answer(c)
	if errors.Is(err, token.ErrDone) { // at the same time as another one
		done, again := c.again(o)
		if done || again != nil {
			return again
		}
	}
	if err != nil {
		return err
	}
	return c.send(out)
}

// again answers a request that was carried out before; done is false when it was not.
func (c *call) again(o token.Once) (done bool, err error) {
	object, done, err := c.services.Token.Before(c.r.Context(), c.sc, o)
	if errors.Is(err, token.ErrOther) {
		return true, refusal{http.StatusUnprocessableEntity, "key_reused", "api.key_reused", nil}
	}
	if err != nil || !done {
		return done, err
	}
	c.w.Header().Set("Idempotent-Replayed", "true")
	if c.o.acts { // its answer names what the address names, also where the audit row names what came of it
		if object, err = c.id(); err != nil {
			return true, err
		}
	}
	return true, c.send(created{ID: string(object)}.at(c.o.href))
}

// Unknown answers every address under Base that is no operation.
func (a *API) Unknown(w http.ResponseWriter, r *http.Request) {
	c := &call{API: a, w: w, r: r, p: a.printer(r)}
	var methods []string
	for _, m := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodDelete} {
		other := r.Clone(r.Context())
		other.Method = m
		if _, pattern := a.known.Handler(other); pattern != "" {
			methods = append(methods, m)
		}
	}
	if len(methods) > 0 {
		w.Header().Set("Allow", strings.Join(methods, ", "))
		c.fail(refusal{http.StatusMethodNotAllowed, "method", "api.method", []any{strings.Join(methods, ", ")}})
		return
	}
	c.fail(fault.NotFound("fault.not_found"))
}
