package api

import (
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"schakel/internal/platform/i18n"
)

// describe makes the OpenAPI document of the table, in English.
func (a *API) describe() ([]byte, error) {
	p := a.env.Catalog.Printer(i18n.EN)
	schemas := huma.NewMapRegistry("#/components/schemas/", schemaName)
	doc := &huma.OpenAPI{
		OpenAPI: "3.1.0",
		Info: &huma.Info{
			Title: "Schakel", Version: "1", Description: p.T("api.about"), License: &huma.License{Name: "EUPL-1.2", Identifier: "EUPL-1.2"},
			Contact: &huma.Contact{Name: p.T("api.contact"), URL: "/api"},
		},
		Servers:    []*huma.Server{{URL: "/", Description: p.T("api.server")}},
		Paths:      map[string]*huma.PathItem{},
		Components: &huma.Components{Schemas: schemas, SecuritySchemes: map[string]*huma.SecurityScheme{"token": {Type: "http", Scheme: "bearer", Description: p.T("api.security")}}},
		Security:   []map[string][]string{{"token": {}}},
	}
	for _, o := range a.operations {
		if !slices.ContainsFunc(doc.Tags, func(t *huma.Tag) bool { return t.Name == o.tag }) {
			doc.Tags = append(doc.Tags, &huma.Tag{Name: o.tag, Description: p.T("api.tag." + snake(o.tag))})
		}
		doc.AddOperation(o.describe(p, schemas))
	}
	return doc.YAML()
}

// schemaName names a type in the document.
func schemaName(t reflect.Type, hint string) string {
	name := huma.DefaultSchemaNamer(t, hint)
	return strings.ToUpper(name[:1]) + name[1:]
}

// refusals are the statuses with which any operation may refuse; a few others depend on the operation.
func (o operation) refusals() []int {
	out := []int{http.StatusBadRequest, http.StatusUnauthorized, http.StatusForbidden, http.StatusUnprocessableEntity, http.StatusTooManyRequests}
	if o.Object != "-" {
		out = append(out, http.StatusNotFound)
	}
	if o.Body > 0 {
		out = append(out, http.StatusConflict, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType)
	}
	if o.names() {
		out = append(out, http.StatusPreconditionFailed, http.StatusPreconditionRequired)
	}
	return out
}

func (o operation) describe(p *i18n.Printer, schemas huma.Registry) *huma.Operation {
	d := &huma.Operation{
		Method: o.Method(), Path: o.Path(), OperationID: o.name, Tags: []string{o.tag}, Summary: p.T("api.op." + snake(o.name)),
		Description: p.T("api.op.scope", string(o.scope)), Responses: map[string]*huma.Response{}, Extensions: map[string]any{"x-scope": string(o.scope)},
	}
	text := func(name, in, kind, about string, required bool) *huma.Param {
		return &huma.Param{Name: name, In: in, Required: required, Description: about, Schema: schemaOf(param{kind: kind})}
	}
	for _, part := range strings.Split(o.Path(), "/") {
		if name, found := strings.CutPrefix(part, "{"); found {
			name = strings.TrimSuffix(name, "}")
			d.Parameters = append(d.Parameters, text(name, "path", "uuid", p.T("api.param."+name), true))
		}
	}
	for _, q := range o.query {
		d.Parameters = append(d.Parameters, &huma.Param{Name: q.name, In: "query", Description: p.T("api.param." + q.word()), Schema: schemaOf(q)})
	}
	d.Parameters = append(d.Parameters, text("Accept-Language", "header", "string", p.T("api.header.language"), false))
	if o.Method() == http.MethodPost {
		d.Parameters = append(d.Parameters, text("Idempotency-Key", "header", "string", p.T("api.header.key"), false))
	}
	if o.names() {
		d.Parameters = append(d.Parameters, text("If-Match", "header", "string", p.T("api.header.if_match"), true))
	}
	if o.in != nil {
		d.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"application/json": {Schema: schemas.Schema(o.in, true, "")}}}
	}
	status := http.StatusOK
	if o.Method() == http.MethodPost && !o.acts {
		status = http.StatusCreated
	}
	ok := &huma.Response{Description: p.T("api.ok." + strconv.Itoa(status)), Content: map[string]*huma.MediaType{"application/json": {Schema: schemas.Schema(o.out, true, "")}}, Headers: o.headers(p)}
	d.Responses[strconv.Itoa(status)] = ok
	bad := schemas.Schema(reflect.TypeFor[problem](), true, "")
	for _, code := range o.refusals() {
		d.Responses[strconv.Itoa(code)] = &huma.Response{Description: http.StatusText(code), Content: map[string]*huma.MediaType{"application/problem+json": {Schema: bad}}}
	}
	return d
}

// headers are those of a success.
func (o operation) headers(p *i18n.Printer) map[string]*huma.Param {
	header := func(about string) *huma.Param {
		return &huma.Param{Description: about, Schema: &huma.Schema{Type: huma.TypeString}}
	}
	out := map[string]*huma.Param{}
	if o.version {
		out["ETag"] = header(p.T("api.header.etag"))
	}
	if o.paged {
		out["Link"] = header(p.T("api.header.link"))
	}
	if o.Method() == http.MethodPost {
		out["Location"] = header(p.T("api.header.location"))
	}
	return out
}

// word is the key of a parameter's explanation in the catalogue.
func (p param) word() string {
	if p.as != "" {
		return p.as
	}
	return p.name
}

func schemaOf(p param) *huma.Schema {
	s := &huma.Schema{Type: huma.TypeString}
	switch p.kind {
	case "integer", "boolean":
		s.Type = p.kind
	case "uuid", "date":
		s.Format = p.kind
	}
	for _, v := range p.enum {
		s.Enum = append(s.Enum, v)
	}
	return s
}

// Part is a noun of the API with its operations, for the page that explains them.
type Part struct {
	Tag        string
	Operations []Described
}

// Described is an operation in words. Texts are keys of the catalogue.
type Described struct {
	Name, Method, Path, Scope string
	Params                    []DescribedParam
	In, Out                   []Field
	Once, Version             bool // it takes an Idempotency-Key; it takes If-Match
}

// Key is the operation's name as a part of a key of the catalogue.
func (d Described) Key() string { return snake(d.Name) }

// Key is the noun as a part of a key of the catalogue.
func (p Part) Key() string { return snake(p.Tag) }

// snake writes listMenuItems and menu-items as words of a key of the catalogue.
func snake(name string) string {
	var b strings.Builder
	for _, r := range name {
		switch {
		case r == '-':
			b.WriteByte('_')
		case 'A' <= r && r <= 'Z':
			b.WriteByte('_')
			b.WriteRune(r - 'A' + 'a')
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// DescribedParam is a parameter of the address.
type DescribedParam struct{ Name, Kind, Key string }

// Field is a field of a body, or of an answer, as its schema describes it.
type Field struct {
	Name, Type, About string
	Required          bool
}

// Parts describes all operations from the same table as the document.
func (a *API) Parts() []Part {
	var out []Part
	for _, o := range a.operations {
		i := slices.IndexFunc(out, func(p Part) bool { return p.Tag == o.tag })
		if i < 0 {
			i, out = len(out), append(out, Part{Tag: o.tag})
		}
		d := Described{Name: o.name, Method: o.Method(), Path: o.Path(), Scope: string(o.scope), In: fieldsOf(o.in), Out: fieldsOf(item(o.out)), Once: o.Method() == http.MethodPost, Version: o.names()}
		for _, q := range o.query {
			kind := q.kind
			if len(q.enum) > 0 {
				kind = strings.Join(q.enum, " | ")
			}
			d.Params = append(d.Params, DescribedParam{q.name, kind, "api.param." + q.word()})
		}
		out[i].Operations = append(out[i].Operations, d)
	}
	return out
}

// item is the type of the items of a page, or the type itself.
func item(t reflect.Type) reflect.Type {
	if f, ok := t.FieldByName("Items"); ok {
		return f.Type.Elem()
	}
	return t
}

func fieldsOf(t reflect.Type) []Field {
	if t == nil {
		return nil
	}
	s := huma.SchemaFromType(huma.NewMapRegistry("#/", schemaName), t)
	var out []Field
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Anonymous {
			out = append(out, fieldsOf(f.Type)...)
			continue
		}
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		p := s.Properties[name]
		if p == nil {
			continue
		}
		kind := p.Type
		if p.Format != "" {
			kind += " (" + p.Format + ")"
		}
		if p.Ref != "" {
			kind = "object"
		}
		out = append(out, Field{Name: name, Type: kind, About: f.Tag.Get("doc"), Required: slices.Contains(s.Required, name)})
	}
	return out
}
