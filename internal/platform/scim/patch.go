package scim

import (
	"encoding/json"
	"errors"
	"maps"
	"reflect"
	"slices"
	"strings"
)

// Operation is one of a PATCH.
type Operation struct {
	Op    string          `json:"op"`
	Path  string          `json:"path"`
	Value json.RawMessage `json:"value"`
}

// What may be wrong with an operation besides its path and its filter.
var (
	ErrValue = errors.New("scim: not a value for this")
	ErrOp    = errors.New("scim: not an operation")
)

// Kind is a kind of resource: its schema and which attributes are lists.
type Kind struct {
	Schema string
	Lists  []string // in lower case
}

// path is where an operation works: attr, attr.sub, attr[filter], attr[filter].sub.
type path struct {
	name    Name
	filter  *Filter
	foreign bool // of a schema that we do not keep
}

func (k Kind) parsePath(text string) (path, error) {
	if len(text) > longest {
		return path{}, ErrPath
	}
	head, tail, filtered := strings.Cut(strings.TrimSpace(text), "[")
	schema, attr := cutSchema(head)
	out := path{foreign: schema != "" && !strings.EqualFold(schema, k.Schema)}
	if schema != "" && strings.EqualFold(head, k.Schema) { // the schema itself
		attr = ""
	}
	p := &parser{rest: attr}
	name, err := p.name()
	if err != nil || p.rest != "" {
		return path{}, ErrPath
	}
	out.name = name
	if !filtered {
		return out, nil
	}
	end := strings.LastIndexByte(tail, ']')
	if end < 0 || name.Sub != "" {
		return path{}, ErrPath
	}
	if out.filter, err = ParseFilter(tail[:end]); err != nil {
		return path{}, ErrPath
	}
	if sub := tail[end+1:]; sub != "" {
		if sub[0] != '.' || len(sub) < 2 || strings.ContainsFunc(sub[1:], func(r rune) bool { return !partOfName(r) || r == '.' || r == ':' }) {
			return path{}, ErrPath
		}
		out.name.Sub = strings.ToLower(sub[1:])
	}
	return out, nil
}

// Patch carries the operations out on a resource, in their order. An error leaves it half changed: patch a copy.
func (k Kind) Patch(resource map[string]any, operations []Operation) error {
	for _, o := range operations {
		if err := k.apply(resource, o); err != nil {
			return err
		}
	}
	return nil
}

func (k Kind) apply(resource map[string]any, o Operation) error {
	op := strings.ToLower(o.Op)
	if !slices.Contains([]string{"add", "replace", "remove"}, op) {
		return ErrOp
	}
	var value any
	if len(o.Value) > 0 {
		if err := json.Unmarshal(o.Value, &value); err != nil {
			return ErrValue
		}
	}
	if o.Path != "" {
		p, err := k.parsePath(o.Path)
		if err != nil {
			return err
		}
		return k.at(resource, op, p, value)
	}
	fields, ok := value.(map[string]any)
	if !ok || op == "remove" {
		return ErrValue
	}
	return k.all(resource, op, fields)
}

// all works on each attribute of a value without a path. Their names may be paths, and may stand under their schema.
func (k Kind) all(resource map[string]any, op string, fields map[string]any) error {
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		if inner, ok := fields[name].(map[string]any); ok && strings.EqualFold(name, k.Schema) {
			if err := k.all(resource, op, inner); err != nil {
				return err
			}
			continue
		}
		if len(name) > 4 && strings.EqualFold(name[:4], "urn:") && !strings.HasPrefix(strings.ToLower(name), strings.ToLower(k.Schema)) {
			continue // of another schema
		}
		p, err := k.parsePath(name)
		if err != nil {
			return err
		}
		if err := k.at(resource, op, p, fields[name]); err != nil {
			return err
		}
	}
	return nil
}

func (k Kind) at(resource map[string]any, op string, p path, value any) error {
	if p.foreign {
		return nil
	}
	key := keyOf(resource, p.name.Attr)
	switch {
	case p.filter != nil:
		return k.some(resource, key, op, p, value)
	case slices.Contains(k.Lists, p.name.Attr):
		return list(resource, key, op, p.name.Sub, value)
	case p.name.Sub != "":
		inner, _ := resource[key].(map[string]any)
		if inner == nil {
			inner = map[string]any{}
		}
		set(inner, op, p.name.Sub, value)
		resource[key] = inner
	default:
		inner, had := resource[key].(map[string]any)
		more, compound := value.(map[string]any)
		if had && compound && op != "remove" { // name.familyName stays when only name.givenName comes
			for sub, v := range more {
				set(inner, op, strings.ToLower(sub), v)
			}
			return nil
		}
		set(resource, op, p.name.Attr, value)
	}
	return nil
}

// set gives an attribute of one value another, or takes it away.
func set(resource map[string]any, op, name string, value any) {
	key := keyOf(resource, name)
	if op == "remove" || value == nil {
		delete(resource, key)
		return
	}
	resource[key] = value
}

// list works on an attribute that is a list as a whole.
func list(resource map[string]any, key, op, sub string, value any) error {
	now := elements(resource[key])
	if sub != "" { // of each element
		for _, e := range now {
			if m, ok := e.(map[string]any); ok {
				set(m, op, sub, value)
			}
		}
		return nil
	}
	given := elements(value)
	for i, e := range given {
		if s, ok := e.(string); ok {
			given[i] = map[string]any{"value": s}
		} else if _, ok := e.(map[string]any); !ok {
			return ErrValue
		}
	}
	switch {
	case op == "replace":
		resource[key] = given
	case op == "remove" && value == nil:
		delete(resource, key)
	case op == "remove": // Entra names whom it removes in the value
		resource[key] = slices.DeleteFunc(slices.Clone(now), func(e any) bool { return holds(given, e) })
	default:
		for _, e := range given {
			if !holds(now, e) {
				now = append(slices.Clone(now), e)
			}
		}
		resource[key] = now
	}
	return nil
}

// holds reports whether a list has an element with the same value.
func holds(list []any, e any) bool {
	m, _ := e.(map[string]any)
	want := get(m, "value")
	return want != nil && slices.ContainsFunc(list, func(o any) bool {
		other, _ := o.(map[string]any)
		return reflect.DeepEqual(get(other, "value"), want)
	})
}

// some works on the elements of a list for which the filter holds. One that is not there yet is made of what the filter says.
func (k Kind) some(resource map[string]any, key, op string, p path, value any) error {
	if !slices.Contains(k.Lists, p.name.Attr) {
		return nil // a list that we do not keep
	}
	now := elements(resource[key])
	if op == "remove" && p.name.Sub == "" {
		resource[key] = slices.DeleteFunc(slices.Clone(now), func(e any) bool {
			m, ok := e.(map[string]any)
			return ok && p.filter.Match(m)
		})
		return nil
	}
	found := false
	for _, e := range now {
		if m, ok := e.(map[string]any); ok && p.filter.Match(m) {
			found = true
			if err := fill(m, op, p.name.Sub, value); err != nil {
				return err
			}
		}
	}
	if found || op == "remove" {
		return nil
	}
	made := map[string]any{}
	if !p.filter.equals(made) {
		return ErrPath
	}
	if err := fill(made, op, p.name.Sub, value); err != nil {
		return err
	}
	resource[key] = append(slices.Clone(now), made)
	return nil
}

func fill(element map[string]any, op, sub string, value any) error {
	if sub != "" {
		set(element, op, sub, value)
		return nil
	}
	more, ok := value.(map[string]any)
	if !ok {
		return ErrValue
	}
	for name, v := range more {
		set(element, op, name, v)
	}
	return nil
}
