package scimapi

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"mime"
	"net/http"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"schakel/internal/domain/directory"
	"schakel/internal/kernel/access"
	usecase "schakel/internal/kernel/operation"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/i18n"
	"schakel/internal/platform/id"
	"schakel/internal/platform/scim"
	"schakel/internal/platform/throttle"
)

// mediaType is that of SCIM; plain JSON is taken too.
const mediaType = "application/scim+json"

// The rates. Entra sends some 40 requests a second in a first cycle, and waits when it is told to.
var (
	perDirectory = throttle.Rate{Burst: 600, PerSecond: 25}
	guessing     = throttle.Rate{Burst: 60, PerSecond: 0.5}
)

// call is one request.
type call struct {
	*API
	w    http.ResponseWriter
	r    *http.Request
	o    operation
	sc   access.Scope
	p    *i18n.Printer
	seen int // version that If-Match names
	body []byte
}

// refusal is an answer with a status and a kind of SCIM's own.
type refusal struct {
	status int
	kind   string // scimType (RFC 7644, table 9)
	key    string
	args   []any
}

// Error implements error.
func (r refusal) Error() string { return "scim: " + r.key }

func (a *API) printer(r *http.Request) *i18n.Printer {
	lang := i18n.EN
	if accept := r.Header.Get("Accept-Language"); accept != "" {
		lang = i18n.Match(accept)
	}
	return a.env.Catalog.Printer(lang)
}

// serve answers a request: who asks, may they, is it well formed; then the operation, or its error.
func (a *API) serve(o operation, w http.ResponseWriter, r *http.Request) (principal string) {
	c := &call{API: a, w: w, r: r, o: o, p: a.printer(r)}
	defer func() {
		if p := recover(); p != nil {
			c.fail(fmt.Errorf("panic: %v\n%s", p, debug.Stack()))
		}
	}()
	err := c.admit()
	principal = "directory:" + string(c.sc.Actor())
	if err == nil {
		err = c.readBody()
	}
	if err == nil {
		err = c.readVersion()
	}
	if err == nil {
		err = o.answer(c)
	}
	if err != nil {
		c.fail(err)
	}
	return principal
}

// admit opens the token and checks the rate and the route's policy.
func (c *call) admit() error {
	kind, secret, _ := strings.Cut(c.r.Header.Get("Authorization"), " ")
	key, sc, err := id.ID(""), access.Scope{}, directory.ErrUnknown
	if strings.EqualFold(kind, "Bearer") {
		key, sc, err = c.directory.Open(c.r.Context(), strings.TrimSpace(secret))
	}
	if errors.Is(err, directory.ErrUnknown) {
		if left := c.limiter.Take("guessing", throttle.Address(c.r.RemoteAddr), guessing); !left.OK && !c.env.Unlimited {
			return c.tooOften(left)
		}
	}
	if err != nil {
		return err
	}
	c.sc = sc
	if left := c.limiter.Take("directory", string(key), perDirectory); !left.OK && !c.env.Unlimited {
		return c.tooOften(left)
	}
	for _, a := range c.o.Policy.Actions {
		if err := sc.Require(a); err != nil {
			return err
		}
	}
	return nil
}

func (c *call) tooOften(left throttle.Left) error {
	c.w.Header().Set("Retry-After", strconv.Itoa(max(1, int(left.Next/time.Second))))
	return fault.Limit("fault.limit")
}

func (c *call) readBody() (err error) {
	if c.o.Body == 0 || c.r.Method == http.MethodDelete {
		return nil
	}
	kind, _, err := mime.ParseMediaType(c.r.Header.Get("Content-Type"))
	if err != nil || kind != mediaType && kind != "application/json" {
		return refusal{status: http.StatusUnsupportedMediaType, key: "directory.want_scim"}
	}
	c.body, err = io.ReadAll(http.MaxBytesReader(c.w, c.r.Body, c.o.Body))
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return fault.TooLarge("fault.too_large")
	}
	if err != nil || !utf8.Valid(c.body) || bytes.Contains(c.body, []byte(`\u0000`)) { // no text of ours holds a null
		return malformed()
	}
	return nil
}

func malformed() error {
	return refusal{http.StatusBadRequest, "invalidSyntax", "directory.malformed", nil}
}

func badValue() error {
	return refusal{http.StatusBadRequest, "invalidValue", "directory.bad_value", nil}
}

// readVersion reads If-Match of a change, if there is one.
func (c *call) readVersion() error {
	given := strings.TrimPrefix(strings.TrimSpace(c.r.Header.Get("If-Match")), "W/")
	if given == "" || given == "*" || c.o.Method() == http.MethodGet {
		return nil
	}
	n, err := strconv.Atoi(strings.Trim(given, `"`))
	if err != nil || n < 1 {
		return fault.Conflict("fault.changed")
	}
	c.seen = n
	return nil
}

func etag(version int) string { return `W/"` + strconv.Itoa(version) + `"` }

// id reads {id} of the path. What is no id is not found.
func (c *call) id() (id.ID, error) {
	key, err := id.Parse(c.r.PathValue("id"))
	if err != nil {
		return "", fault.NotFound("fault.not_found")
	}
	return key, nil
}

// decode reads a whole JSON object into something.
func decode(body []byte, into any) error {
	if trimmed := bytes.TrimSpace(body); len(trimmed) == 0 || trimmed[0] != '{' {
		return malformed()
	}
	err := json.Unmarshal(body, into)
	var wrong *json.UnmarshalTypeError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &wrong), errors.Is(err, errBool):
		return badValue()
	default:
		return malformed()
	}
}

// send writes an answer. version 0 has none.
func (c *call) send(status int, location string, version int, body map[string]any) error {
	h := c.w.Header()
	h.Set("Cache-Control", "private, no-store")
	if location != "" {
		h.Set("Content-Location", location)
		if status == http.StatusCreated {
			h.Set("Location", location)
		}
	}
	if version > 0 {
		h.Set("ETag", etag(version))
		if c.r.Method == http.MethodGet && slices.Contains([]string{etag(version), strings.TrimPrefix(etag(version), "W/")}, c.r.Header.Get("If-None-Match")) {
			c.w.WriteHeader(http.StatusNotModified)
			return nil
		}
	}
	if body == nil {
		c.w.WriteHeader(status)
		return nil
	}
	text, err := json.Marshal(body)
	if err != nil {
		return fmt.Errorf("scim: answer: %w", err)
	}
	h.Set("Content-Type", mediaType)
	c.w.WriteHeader(status)
	if c.r.Method != http.MethodHead {
		_, _ = c.w.Write(append(text, '\n')) // the reader is gone: nobody to tell
	}
	return nil
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
	if r.status == http.StatusUnauthorized {
		c.w.Header().Set("WWW-Authenticate", `Bearer realm="Schakel"`)
	}
	body := map[string]any{
		"schemas": []string{"urn:ietf:params:scim:api:messages:2.0:Error"}, "status": strconv.Itoa(r.status), "detail": c.detail(r, err),
	}
	if r.kind != "" {
		body["scimType"] = r.kind
	}
	_ = c.send(r.status, "", 0, body) // texts only: it can be written
}

// detail says what is wrong, field by field where there are any.
func (c *call) detail(r refusal, err error) string {
	f, ok := fault.As(err)
	if !ok || len(f.Fields) == 0 {
		return c.p.T(r.key, r.args...)
	}
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(f.Fields)) {
		m := f.Fields[name]
		parts = append(parts, name+": "+c.p.T(m.Key, m.Args...))
	}
	return strings.Join(parts, " ")
}

// refuse says which answer an error is (RFC 7644, §3.12).
func (c *call) refuse(err error) refusal {
	var own refusal
	f, known := fault.As(err)
	switch {
	case errors.As(err, &own):
		return own
	case errors.Is(err, directory.ErrUnknown):
		return refusal{http.StatusUnauthorized, "", "directory.unauthorized", nil}
	case errors.Is(err, scim.ErrFilter):
		return refusal{http.StatusBadRequest, "invalidFilter", "directory.bad_filter", nil}
	case errors.Is(err, scim.ErrPath):
		return refusal{http.StatusBadRequest, "invalidPath", "directory.bad_path", nil}
	case errors.Is(err, scim.ErrValue), errors.Is(err, scim.ErrOp):
		return refusal{http.StatusBadRequest, "invalidValue", "directory.bad_value", nil}
	case !known:
		return refusal{http.StatusInternalServerError, "", "api.internal", nil}
	case f.Key == "fault.changed":
		return refusal{http.StatusPreconditionFailed, "", f.Key, nil}
	}
	switch f.Kind {
	case fault.KindInvalid:
		return refusal{http.StatusBadRequest, "invalidValue", f.Key, f.Args}
	case fault.KindConflict:
		return refusal{http.StatusConflict, "uniqueness", f.Key, f.Args}
	case fault.KindForbidden:
		return refusal{http.StatusForbidden, "", f.Key, f.Args}
	case fault.KindLimit:
		return refusal{http.StatusTooManyRequests, "", f.Key, f.Args}
	case fault.KindTooLarge:
		return refusal{http.StatusRequestEntityTooLarge, "", f.Key, f.Args}
	default:
		return refusal{http.StatusNotFound, "", f.Key, f.Args}
	}
}
