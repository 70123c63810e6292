package db

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"time"

	"schakel/internal/platform/clock"
	"schakel/internal/platform/id"
)

// List makes a list argument for = ANY($n). Elements are text or integers.
func List[E ~string | ~int | ~int64](elements []E) any { return list[E](elements) }

type lister interface{ forDialect(Dialect) (any, error) }

type list[E ~string | ~int | ~int64] []E

func (l list[E]) forDialect(d Dialect) (any, error) {
	if d == SQLite {
		if len(l) == 0 {
			return "[]", nil
		}
		b, err := json.Marshal([]E(l))
		return string(b), err
	}
	if reflect.TypeFor[E]().Kind() == reflect.String {
		out := make([]string, len(l))
		for i, e := range l {
			out[i] = reflect.ValueOf(e).String()
		}
		return out, nil
	}
	out := make([]int64, len(l))
	for i, e := range l {
		out[i] = reflect.ValueOf(e).Int()
	}
	return out, nil
}

// argument turns a Go value into what both drivers take. The empty id, the empty day and the zero time are NULL.
func argument(d Dialect, a any) (any, error) {
	switch v := a.(type) {
	case nil, string, int64, bool, float64, []byte:
		return v, nil
	case int:
		return int64(v), nil
	case id.ID:
		return textOrNull(string(v)), nil
	case clock.Date:
		return textOrNull(string(v)), nil
	case time.Time:
		if v.IsZero() {
			return nil, nil
		}
		return v.UnixMicro(), nil
	case *time.Time:
		if v == nil {
			return nil, nil
		}
		return v.UnixMicro(), nil
	case lister:
		return v.forDialect(d)
	case driver.Valuer:
		return v.Value()
	}
	rv := reflect.ValueOf(a)
	switch rv.Kind() {
	case reflect.Pointer:
		if rv.IsNil() {
			return nil, nil
		}
		return argument(d, rv.Elem().Interface())
	case reflect.String:
		return rv.String(), nil
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return rv.Int(), nil
	case reflect.Bool:
		return rv.Bool(), nil
	default:
		return nil, fmt.Errorf("db: cannot send a %T", a)
	}
}

func textOrNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// Strings is a list of codes kept as JSON text, [] when empty.
type Strings []string

// Value implements driver.Valuer.
func (s Strings) Value() (driver.Value, error) {
	if len(s) == 0 {
		return "[]", nil
	}
	b, err := json.Marshal([]string(s))
	return string(b), err
}

// Scan implements sql.Scanner.
func (s *Strings) Scan(src any) error {
	if text, ok := src.(string); ok && len(text) > 4 && !strings.ContainsAny(text, `\ `) && strings.HasPrefix(text, `["`) && strings.HasSuffix(text, `"]`) {
		*s = strings.Split(text[2:len(text)-2], `","`) // as Value writes codes: nothing to decode
		return nil
	}
	return scanJSON(src, (*[]string)(s))
}

// JSON keeps any value as JSON text.
type JSON[T any] struct{ V T }

// Value implements driver.Valuer.
func (j JSON[T]) Value() (driver.Value, error) {
	b, err := json.Marshal(j.V)
	return string(b), err
}

// Scan implements sql.Scanner.
func (j *JSON[T]) Scan(src any) error { return scanJSON(src, &j.V) }

func scanJSON(src, into any) error {
	switch v := src.(type) {
	case nil:
		return nil
	case string:
		if v == "[]" || v == "" {
			return nil
		}
		return json.Unmarshal([]byte(v), into)
	case []byte:
		return json.Unmarshal(v, into)
	default:
		return fmt.Errorf("db: JSON from a %T", src)
	}
}
