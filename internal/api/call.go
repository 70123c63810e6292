package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/token"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/i18n"
	"schakel/internal/platform/id"
)

// call is one request.
type call struct {
	*API
	w     http.ResponseWriter
	r     *http.Request
	o     operation
	token token.Opened
	sc    access.Scope
	p     *i18n.Printer
	query url.Values
	body  []byte
	seen  int // version that If-Match names
}

// id reads {id} of the path. What is no id is not found.
func (c *call) id() (id.ID, error) { return c.pathID("id") }

func (c *call) pathID(name string) (id.ID, error) {
	key, err := id.Parse(c.r.PathValue(name))
	if err != nil {
		return "", fault.NotFound("fault.not_found")
	}
	return key, nil
}

// text returns a parameter of the address.
func (c *call) text(name string) string { return c.query.Get(name) }

// ask reads a parameter that is an id; what is none is refused.
func (c *call) ask(name string) id.ID {
	key, err := id.Parse(c.text(name))
	if err != nil {
		return "" // readQuery has refused it
	}
	return key
}

// readQuery refuses parameters that the operation does not have, or whose value it cannot take.
func (c *call) readQuery() error {
	values, err := url.ParseQuery(c.r.URL.RawQuery)
	if err != nil {
		return malformed("api.query_malformed")
	}
	f := fault.Fields{}
	for name, given := range values {
		i := slices.IndexFunc(c.o.query, func(p param) bool { return p.name == name })
		switch {
		case i < 0:
			f.Add("?"+name, "api.unknown_parameter")
		case len(given) > 1:
			f.Add("?"+name, "api.one_value")
		case !c.o.query[i].takes(given[0]):
			f.Add("?"+name, "field.choice")
		}
	}
	c.query = values
	return f.Err()
}

// takes reports whether a value is of the parameter's kind. Empty is as if it were left out.
func (p param) takes(value string) bool {
	if !utf8.ValidString(value) || strings.ContainsRune(value, 0) {
		return false
	}
	if value == "" {
		return true
	}
	var err error
	switch p.kind {
	case "integer":
		_, err = strconv.Atoi(value)
	case "boolean":
		return value == "true" || value == "false"
	case "uuid":
		_, err = id.Parse(value)
	case "date":
		_, err = clock.ParseDate(value)
	default:
		return len(p.enum) == 0 || slices.Contains(p.enum, value)
	}
	return err == nil
}

// readBody reads the whole body, within the limit of the route.
func (c *call) readBody() error {
	kind, params, err := mime.ParseMediaType(c.r.Header.Get("Content-Type"))
	if err != nil || kind != "application/json" || params["charset"] != "" && !strings.EqualFold(params["charset"], "utf-8") {
		return refusal{http.StatusUnsupportedMediaType, "unsupported", "api.want_json", nil}
	}
	c.body, err = io.ReadAll(http.MaxBytesReader(c.w, c.r.Body, c.o.Body))
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return fault.TooLarge("fault.too_large")
	}
	if err != nil || !utf8.Valid(c.body) || bytes.Contains(c.body, []byte(`\u0000`)) { // no text of ours holds a null
		return malformed("api.malformed")
	}
	return nil
}

// decode reads the body into a struct: one JSON object, with known fields of the right type only.
func (c *call) decode(into any) error {
	d := json.NewDecoder(bytes.NewReader(c.body))
	d.DisallowUnknownFields()
	err := d.Decode(into)
	if err == nil {
		if d.More() {
			return malformed("api.malformed")
		}
		if _, err := d.Token(); !errors.Is(err, io.EOF) {
			return malformed("api.malformed")
		}
		f := fault.Fields{}
		badIDs(f, reflect.ValueOf(into).Elem())
		return f.Err()
	}
	var (
		wrong  *json.UnmarshalTypeError
		syntax *json.SyntaxError
	)
	switch {
	case errors.As(err, &wrong):
		name := wrong.Field[strings.LastIndex(wrong.Field, ".")+1:] // bodies are flat; what stands before is a Go struct inside another
		return fault.Fields{name: {Key: "api.wrong_type", Args: []any{wrong.Value}}}.Err()
	case errors.As(err, &syntax):
		return malformed("api.malformed_at", strconv.FormatInt(syntax.Offset, 10))
	}
	if name, ok := strings.CutPrefix(err.Error(), "json: unknown field "); ok {
		name, _ = strconv.Unquote(name)
		return fault.Fields{name: {Key: "api.unknown_field"}}.Err()
	}
	return malformed("api.malformed")
}

// badIDs notes the fields of a struct that should hold an identifier and do not.
func badIDs(f fault.Fields, v reflect.Value) {
	for i := range v.NumField() {
		field := v.Type().Field(i)
		if field.Anonymous {
			badIDs(f, v.Field(i))
			continue
		}
		if key, ok := v.Field(i).Interface().(id.ID); ok && key != "" {
			if _, err := id.Parse(string(key)); err != nil {
				name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
				f.Add(name, "field.choice")
			}
		}
	}
}

// malformed is a request that cannot be read at all.
func malformed(key string, args ...any) error {
	return refusal{http.StatusBadRequest, "malformed", key, args}
}

// etag is the version of a row as a header.
func etag(version int) string { return `"` + strconv.Itoa(version) + `"` }

// readVersion reads If-Match of a change.
func (c *call) readVersion() error {
	given := c.r.Header.Get("If-Match")
	if given == "" {
		return refusal{http.StatusPreconditionRequired, "precondition_required", "api.want_if_match", nil}
	}
	n, err := strconv.Atoi(strings.Trim(given, `"`))
	if err != nil || n < 1 || given != etag(n) {
		return refusal{http.StatusPreconditionFailed, "precondition_failed", "fault.changed", nil}
	}
	c.seen = n
	return nil
}

// Versioned is what an answer with a version has.
type versioned interface{ version() int }

// send writes the answer.
func (c *call) send(out any) error {
	h, status := c.w.Header(), http.StatusOK
	h.Set("Cache-Control", "private, no-cache")
	h.Set("Vary", "Authorization, Accept-Language")
	if v, ok := out.(versioned); ok && c.o.version {
		h.Set("ETag", etag(v.version()))
		if c.r.Method == http.MethodGet && c.r.Header.Get("If-None-Match") == etag(v.version()) {
			c.w.WriteHeader(http.StatusNotModified)
			return nil
		}
	}
	if m, ok := out.(created); ok {
		if !c.o.acts {
			status = http.StatusCreated
		}
		if m.Href != "" {
			h.Set("Location", m.Href)
		}
	}
	if next, ok := out.(interface{ cursor() string }); ok && next.cursor() != "" {
		q := c.r.URL.Query()
		q.Set("after", next.cursor())
		h.Set("Link", fmt.Sprintf("<%s?%s>; rel=\"next\"", c.r.URL.EscapedPath(), q.Encode()))
	}
	body, err := json.Marshal(out)
	if err != nil {
		return fmt.Errorf("api: answer: %w", err)
	}
	h.Set("Content-Type", "application/json")
	c.w.WriteHeader(status)
	if c.r.Method != http.MethodHead {
		_, _ = c.w.Write(append(body, '\n')) // the reader is gone: nobody to tell
	}
	return nil
}

func (p page[T]) cursor() string { return p.Next }

// pageOf makes a page of an answer; it has a list, if an empty one.
func pageOf[Row, Item any](rows []Row, next string, item func(Row) Item) page[Item] {
	out := page[Item]{Items: make([]Item, len(rows)), Next: next}
	for i, r := range rows {
		out.Items[i] = item(r)
	}
	return out
}
