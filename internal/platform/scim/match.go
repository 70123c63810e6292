package scim

import (
	"strings"
)

// caseExact are the attributes whose texts differ by case; all others do not (RFC 7643, §7).
var caseExact = map[string]bool{"id": true, "externalid": true}

// Match reports whether the condition holds for a resource, or for an element of a list in one. A nil filter always holds.
func (f *Filter) Match(resource map[string]any) bool {
	if f == nil {
		return true
	}
	switch f.op {
	case "and":
		return f.left.Match(resource) && f.right.Match(resource)
	case "or":
		return f.left.Match(resource) || f.right.Match(resource)
	case "not":
		return !f.left.Match(resource)
	case "has":
		for _, e := range elements(get(resource, f.name.Attr)) {
			if m, ok := e.(map[string]any); ok && f.left.Match(m) {
				return true
			}
		}
		return false
	}
	values := valuesOf(resource, f.name)
	if f.op == "ne" {
		for _, v := range values {
			if f.compare("eq", v) {
				return false
			}
		}
		return true
	}
	for _, v := range values {
		if f.op == "pr" || f.compare(f.op, v) {
			return true
		}
	}
	return false
}

// valuesOf lists what an attribute holds: of a list each element, of a compound its value.
func valuesOf(resource map[string]any, name Name) (out []any) {
	for _, e := range elements(get(resource, name.Attr)) {
		m, compound := e.(map[string]any)
		switch {
		case compound && name.Sub != "":
			e = get(m, name.Sub)
		case compound:
			e = get(m, "value")
		case name.Sub != "":
			e = nil
		}
		if e != nil && e != "" {
			out = append(out, e)
		}
	}
	return out
}

// elements makes a list of what may be one.
func elements(v any) []any {
	switch v := v.(type) {
	case nil:
		return nil
	case []any:
		return v
	default:
		return []any{v}
	}
}

func (f *Filter) compare(op string, v any) bool {
	switch want := f.value.(type) {
	case string:
		if b, ok := v.(bool); ok { // active eq "True"
			return op == "eq" && (strings.EqualFold(want, "true") && b || strings.EqualFold(want, "false") && !b)
		}
		got, ok := v.(string)
		if !ok {
			return false
		}
		if !caseExact[f.name.Attr] {
			got, want = strings.ToLower(got), strings.ToLower(want)
		}
		return compareText(op, got, want)
	case bool:
		got, ok := v.(bool)
		return ok && op == "eq" && got == want
	case float64:
		got, ok := v.(float64)
		return ok && (op == "eq" && got == want || op == "gt" && got > want || op == "ge" && got >= want || op == "lt" && got < want || op == "le" && got <= want)
	}
	return false
}

func compareText(op, got, want string) bool {
	switch op {
	case "eq":
		return got == want
	case "co":
		return strings.Contains(got, want)
	case "sw":
		return strings.HasPrefix(got, want)
	case "ew":
		return strings.HasSuffix(got, want)
	case "gt":
		return got > want
	case "ge":
		return got >= want
	case "lt":
		return got < want
	case "le":
		return got <= want
	}
	return false
}

// get finds an attribute, whose name is the same in any case.
func get(resource map[string]any, name string) any { return resource[keyOf(resource, name)] }

// keyOf returns an attribute's name as the resource spells it, or as given when it has none.
func keyOf(resource map[string]any, name string) string {
	if _, ok := resource[name]; ok {
		return name
	}
	for k := range resource {
		if strings.EqualFold(k, name) {
			return k
		}
	}
	return name
}
