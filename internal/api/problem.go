package api

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"slices"
	"strings"

	usecase "schakel/internal/kernel/operation"
	"schakel/internal/kernel/token"
	"schakel/internal/platform/fault"
)

// problem is the body of every answer that is no success (RFC 9457).
type problem struct {
	Type     string       `json:"type" doc:"what went wrong, as an address that explains it" example:"/api#problem-invalid"`
	Title    string       `json:"title" doc:"the type in words"`
	Status   int          `json:"status" doc:"the HTTP status"`
	Detail   string       `json:"detail" doc:"what went wrong this time"`
	Instance string       `json:"instance" doc:"the id of the request, for questions about it" example:"urn:request:0123456789abcdef"`
	Errors   []fieldError `json:"errors,omitempty" nullable:"false" doc:"what to mend, one line per field"`
}

// fieldError is what is wrong with one field of the body, or with one parameter of the address.
type fieldError struct {
	Pointer   string `json:"pointer,omitempty" doc:"JSON pointer to the field; empty for the body as a whole" example:"/name"`
	Parameter string `json:"parameter,omitempty" doc:"name of the parameter of the address"`
	Detail    string `json:"detail"`
}

// refusal is an answer that only HTTP knows; all others are faults.
type refusal struct {
	status int
	kind   string
	key    string
	args   []any
}

// Error implements error.
func (r refusal) Error() string { return "api: " + r.key }

// kinds gives the status and the name of each kind of fault.
var kinds = map[fault.Kind]refusal{
	fault.KindInvalid:   {status: http.StatusUnprocessableEntity, kind: "invalid"},
	fault.KindNotFound:  {status: http.StatusNotFound, kind: "not_found"},
	fault.KindConflict:  {status: http.StatusConflict, kind: "conflict"},
	fault.KindForbidden: {status: http.StatusForbidden, kind: "forbidden"},
	fault.KindLimit:     {status: http.StatusTooManyRequests, kind: "limit"},
	fault.KindTooLarge:  {status: http.StatusRequestEntityTooLarge, kind: "too_large"},
}

// Problems lists the names of the types of problem, for the documentation.
func Problems() []string {
	out := []string{"malformed", "unauthorized", "precondition_failed", "precondition_required", "unsupported", "key_reused", "method", "internal"}
	for _, k := range kinds {
		out = append(out, k.kind)
	}
	slices.Sort(out)
	return out
}

// statusGone is what the log shows when the reader left before the answer.
const statusGone = 499

// fail is the one place where an error becomes an answer. Of an internal error the answer tells the request's id and nothing else.
func (c *call) fail(err error) {
	if errors.Is(err, context.Canceled) && c.r.Context().Err() != nil {
		c.w.WriteHeader(statusGone)
		return
	}
	r := c.refuse(err)
	request := usecase.RequestID(c.r.Context())
	if r.status == http.StatusInternalServerError {
		c.env.Log.ErrorContext(c.r.Context(), "internal error", "request", request, "route", c.o.Pattern, "error", err)
	}
	p := problem{
		Type: "/api#problem-" + r.kind, Title: c.p.T("api.problem." + r.kind), Status: r.status, Detail: c.p.T(r.key, r.args...), Instance: "urn:request:" + request,
		Errors: c.fields(err),
	}
	h := c.w.Header()
	h.Set("Content-Type", "application/problem+json")
	h.Set("Content-Language", string(c.p.Lang()))
	h.Set("Cache-Control", "no-store")
	if r.status == http.StatusUnauthorized {
		h.Set("WWW-Authenticate", `Bearer realm="Schakel"`)
	}
	body, _ := json.Marshal(p) // texts and numbers
	c.w.WriteHeader(r.status)
	if c.r.Method != http.MethodHead {
		_, _ = c.w.Write(append(body, '\n')) // the reader is gone: nobody to tell
	}
}

// refuse says which answer an error is.
func (c *call) refuse(err error) refusal {
	var own refusal
	f, known := fault.As(err)
	switch {
	case errors.As(err, &own):
		return own
	case errors.Is(err, token.ErrUnknown):
		return refusal{http.StatusUnauthorized, "unauthorized", "api.unauthorized", nil}
	case !known:
		return refusal{http.StatusInternalServerError, "internal", "api.internal", nil}
	case f.Key == "fault.changed" && c.seen > 0:
		return refusal{http.StatusPreconditionFailed, "precondition_failed", f.Key, nil}
	}
	r := kinds[f.Kind]
	r.key, r.args = f.Key, f.Args
	return r
}

// renamed says what is wrong with a form's field of the field of the body that stands for it.
func renamed(err error, names map[string]string) error {
	f, ok := fault.As(err)
	if !ok || len(f.Fields) == 0 {
		return err
	}
	out := fault.Fields{}
	for name, m := range f.Fields {
		if other := names[name]; other != "" {
			name = other
		}
		out[name] = m
	}
	return out.Err()
}

// fields lists what to mend. A field name that begins with ? is a parameter of the address.
func (c *call) fields(err error) []fieldError {
	f, ok := fault.As(err)
	if !ok {
		return nil
	}
	var out []fieldError
	for _, name := range slices.Sorted(maps.Keys(f.Fields)) {
		m := f.Fields[name]
		e := fieldError{Detail: c.p.T(m.Key, m.Args...)}
		if parameter, found := strings.CutPrefix(name, "?"); found {
			e.Parameter = parameter
		} else if name != "" {
			e.Pointer = "/" + strings.ReplaceAll(name, ".", "/")
		}
		out = append(out, e)
	}
	return out
}
