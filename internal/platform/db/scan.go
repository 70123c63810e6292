package db

import (
	"database/sql"
	"database/sql/driver"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
	"unsafe"
)

// destinations gives the scan targets inside row for the columns of a query. NULL scans as the zero value.
func destinations[T any](row *T, text string, rows results) ([]any, *rowCount, error) {
	v := reflect.ValueOf(row).Elem()
	if v.Kind() != reflect.Struct || v.Type() == timeType || v.Addr().Type().Implements(scannerType) {
		return []any{target(v)}, nil, nil
	}
	plan, err := planOf(v.Type(), text, rows)
	if err != nil {
		return nil, nil, err
	}
	dest := make([]any, len(plan.paths))
	for i, path := range plan.paths {
		dest[i] = target(v.FieldByIndex(path))
	}
	return dest, &plan.size, nil
}

// scanPlan says into which fields of a struct the columns of a query go.
type scanPlan struct {
	paths [][]int
	size  rowCount
}

// rowCount is how many rows a query gave last time: a list that is read again gets room for them at once. A nil one knows nothing.
type rowCount struct{ last atomic.Int32 }

// mostHinted keeps one long answer from making room in all that follow.
const mostHinted = 128

func (c *rowCount) hint() int {
	if c == nil {
		return 1
	}
	return max(1, int(c.last.Load()))
}

func (c *rowCount) saw(n int) {
	if c != nil {
		c.last.Store(int32(min(n, mostHinted))) //nolint:gosec // bounded
	}
}

type planKey struct {
	row  reflect.Type
	text string
}

var plans Memo[planKey, *scanPlan]

func planOf(t reflect.Type, text string, rows results) (*scanPlan, error) {
	key := planKey{t, text}
	if known, ok := plans.Get(key); ok {
		return known, nil
	}
	columns, err := rows.columns()
	if err != nil {
		return nil, err
	}
	fields := map[string][]int{}
	collect(t, nil, fields)
	plan := &scanPlan{paths: make([][]int, len(columns))}
	for i, c := range columns {
		path, ok := fields[c]
		if !ok {
			return nil, fmt.Errorf("db: %s has no field for column %q", t, c)
		}
		plan.paths[i] = path
	}
	plans.Put(key, plan)
	return plan, nil
}

func collect(t reflect.Type, prefix []int, into map[string][]int) {
	for i := range t.NumField() {
		f := t.Field(i)
		path := append(append([]int{}, prefix...), i)
		if f.Anonymous && f.Type.Kind() == reflect.Struct {
			collect(f.Type, path, into)
			continue
		}
		if name, _, _ := strings.Cut(f.Tag.Get("db"), ","); name != "" {
			into[name] = path
		}
	}
}

var (
	timeType    = reflect.TypeFor[time.Time]()
	scannerType = reflect.TypeFor[sql.Scanner]()
)

// target returns a scan target for a field. Named kinds are reached through their underlying kind.
func target(f reflect.Value) any {
	p := f.Addr()
	if p.Type().Implements(scannerType) {
		return p.Interface()
	}
	if f.Type() == timeType {
		return &timeCell{p.Interface().(*time.Time)}
	}
	switch f.Kind() {
	case reflect.String:
		return &textCell{(*string)(unsafe.Pointer(p.Pointer()))}
	case reflect.Int64:
		return &intCell{(*int64)(unsafe.Pointer(p.Pointer()))}
	case reflect.Int:
		return &plainIntCell{(*int)(unsafe.Pointer(p.Pointer()))}
	case reflect.Bool:
		return &boolCell{(*bool)(unsafe.Pointer(p.Pointer()))}
	case reflect.Pointer:
		return &pointerCell{f}
	}
	return p.Interface()
}

// assign hands a value of a driver to a scan target.
func assign(dest any, src driver.Value) error {
	switch d := dest.(type) {
	case sql.Scanner:
		return d.Scan(src)
	case *any:
		*d = src
		return nil
	case *[]byte:
		switch v := src.(type) {
		case []byte:
			*d = v
		case string:
			*d = []byte(v)
		case nil:
			*d = nil
		}
		return nil
	case *float64:
		switch v := src.(type) {
		case float64:
			*d = v
		case int64:
			*d = float64(v)
		}
		return nil
	}
	return fmt.Errorf("db: cannot read into a %T", dest)
}

type (
	textCell     struct{ p *string }
	intCell      struct{ p *int64 }
	plainIntCell struct{ p *int }
	boolCell     struct{ p *bool }
	timeCell     struct{ p *time.Time }
	pointerCell  struct{ v reflect.Value } // nil for NULL
	anyCell      struct{ p *any }
)

// Scan implements sql.Scanner.
func (c *anyCell) Scan(src any) error { *c.p = src; return nil }

// Scan implements sql.Scanner.
func (c *textCell) Scan(src any) error {
	switch v := src.(type) {
	case nil:
	case string:
		*c.p = v
	case []byte:
		*c.p = string(v)
	default:
		return fmt.Errorf("db: text from a %T", src)
	}
	return nil
}

func integer(src any) (int64, error) {
	switch v := src.(type) {
	case nil:
		return 0, nil
	case int64:
		return v, nil
	case int32:
		return int64(v), nil
	case bool:
		if v {
			return 1, nil
		}
		return 0, nil
	case string: // PostgreSQL's numeric, the type of a sum over bigint
		return strconv.ParseInt(v, 10, 64)
	case []byte:
		return strconv.ParseInt(string(v), 10, 64)
	default:
		return 0, fmt.Errorf("db: integer from a %T", src)
	}
}

// Scan implements sql.Scanner.
func (c *intCell) Scan(src any) (err error) { *c.p, err = integer(src); return err }

// Scan implements sql.Scanner.
func (c *plainIntCell) Scan(src any) error {
	n, err := integer(src)
	*c.p = int(n)
	return err
}

// Scan implements sql.Scanner.
func (c *boolCell) Scan(src any) error {
	n, err := integer(src)
	*c.p = n != 0
	return err
}

// Scan implements sql.Scanner.
func (c *timeCell) Scan(src any) error {
	n, err := integer(src)
	if err == nil && src != nil {
		*c.p = time.UnixMicro(n).UTC()
	}
	return err
}

// Scan implements sql.Scanner.
func (c *pointerCell) Scan(src any) error {
	if src == nil {
		c.v.SetZero()
		return nil
	}
	c.v.Set(reflect.New(c.v.Type().Elem()))
	return assign(target(c.v.Elem()), src)
}
