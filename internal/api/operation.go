package api

import (
	"errors"
	"net/http"
	"reflect"
	"slices"
	"strings"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/token"
	"schakel/internal/platform/id"
)

const bodyLimit int64 = 64 << 10

// operation is a line of the table of the API.
type operation struct {
	access.Route
	name    string // of the operation in the document and, as "api.op."+snake(name), in the catalogue
	tag     string // the noun under which the document shows it
	scope   token.Scope
	query   []param
	in, out reflect.Type
	href    string // of what it makes: the id takes the place of {id}
	version bool   // its answer has a version (ETag); a PUT must name it (If-Match)
	guarded bool   // a POST that must name the version too
	acts    bool   // a POST that makes nothing: something goes on, and its answer names that
	paged   bool
	answer  func(c *call) (any, error)
}

// param is a parameter of the address; its explanation is "api.param."+name, or that of as.
type param struct {
	name string
	kind string // string, integer, boolean, uuid, date
	enum []string
	as   string
}

// created is the answer to a POST: what was made or went on, and where it can be read.
type created struct {
	ID   string `json:"id" format:"uuid" doc:"of what was made, or went on"`
	Href string `json:"href,omitempty" doc:"where it can be read"`
}

// page is a part of a list.
type page[T any] struct {
	Items []T    `json:"items" nullable:"false"`
	Next  string `json:"next,omitempty" doc:"cursor of the next page: pass it as after. Left out on the last page."`
}

// reading makes an operation that only reads.
func reading[Out any](name, pattern, object string, class access.Class, scope token.Scope, needs []access.Action, answer func(c *call) (Out, error)) operation {
	o := operation{
		Route: access.Route{
			Pattern: "GET " + Base + pattern, Policy: access.Needs(needs...), Credentials: []access.Credential{access.CredentialToken}, Class: class,
			Object: object, Rate: access.RateNormal, Audit: "-",
		},
		name: name, scope: scope, out: reflect.TypeFor[Out](), answer: func(c *call) (any, error) { return answer(c) },
	}
	o.tag, _, _ = strings.Cut(strings.TrimPrefix(pattern, "/"), "/")
	return o
}

// listing makes an operation that gives a list in pages.
func listing[Item any](name, pattern, object string, class access.Class, scope token.Scope, needs []access.Action, answer func(c *call) (page[Item], error)) operation {
	o := reading(name, pattern, object, class, scope, needs, answer)
	o.paged = true
	o.query = []param{{name: "after", kind: "string"}}
	return o
}

// making makes an operation that adds something. Sent twice with the same Idempotency-Key it adds it once.
func making[In any](name, pattern, object string, class access.Class, scope token.Scope, needs []access.Action, audit, href string, answer func(c *call, in In) (string, error)) operation {
	o := reading(name, pattern, object, class, scope, needs, func(c *call) (created, error) {
		var in In
		if err := c.decode(&in); err != nil {
			return created{}, err
		}
		key, err := answer(c, in)
		return created{ID: key}, err
	})
	o.Pattern = http.MethodPost + strings.TrimPrefix(o.Pattern, http.MethodGet)
	o.Body, o.Audit, o.in, o.href = bodyLimit, audit, reflect.TypeFor[In](), href
	inner := o.answer
	o.answer = func(c *call) (any, error) {
		out, err := inner(c)
		made, _ := out.(created)
		return made.at(href), err
	}
	return o
}

// acting makes an operation by which the thing that the address names goes on. Sent twice with the same Idempotency-Key it does so once.
func acting[In any](name, pattern, object string, class access.Class, scope token.Scope, needs []access.Action, audit, href string, do func(c *call, key id.ID, in In) error) operation {
	o := making(name, pattern, object, class, scope, needs, audit, href, func(c *call, in In) (string, error) {
		key, err := c.id()
		if err != nil {
			return "", err
		}
		return string(key), do(c, key, in)
	})
	o.acts = true
	return o
}

// changing makes an operation that replaces the facts of something, of the version that If-Match names.
func changing[In, Out any](name, pattern, object string, class access.Class, scope token.Scope, needs []access.Action, audit string, answer func(c *call, in In) (Out, error)) operation {
	o := reading(name, pattern, object, class, scope, needs, func(c *call) (out Out, err error) {
		var in In
		if err := c.decode(&in); err != nil {
			return out, err
		}
		return answer(c, in)
	})
	o.Pattern = http.MethodPut + strings.TrimPrefix(o.Pattern, http.MethodGet)
	o.Body, o.Audit, o.in, o.version = bodyLimit, audit, reflect.TypeFor[In](), true
	return o
}

func (m created) at(href string) created {
	if m.ID != "" && href != "" {
		m.Href = Base + strings.Replace(href, "{id}", m.ID, 1)
	}
	return m
}

// with adds parameters of the address.
func (o operation) with(params ...param) operation {
	o.query = append(slices.Clone(o.query), params...)
	return o
}

// versioned says that the answer has a version.
func (o operation) versioned() operation {
	o.version = true
	return o
}

// guard says that the version of what it is about must be named, as a PUT must.
func (o operation) guard() operation {
	o.guarded = true
	return o
}

// names reports whether the request must name a version (If-Match).
func (o operation) names() bool { return o.guarded || o.Method() == http.MethodPut }

// check refuses an operation whose scope does not open it.
func (o operation) check() error {
	for _, a := range o.Policy.Actions {
		if !slices.Contains(o.scope.Actions(), a) {
			return errors.New("its scope " + string(o.scope) + " lacks " + string(a))
		}
	}
	return nil
}
