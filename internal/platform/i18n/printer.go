package i18n

import (
	"fmt"
	"reflect"
	"strconv"
	"time"

	"schakel/internal/platform/clock"
	"schakel/internal/platform/money"
)

// Printer writes texts, dates, numbers and money in one language.
type Printer struct {
	lang  Lang
	texts map[string]entry
	words *words
}

// Key is an argument that is itself a catalogue key: the printer puts its text in.
type Key string

// Lang returns the printer's language.
func (p *Printer) Lang() Lang { return p.lang }

// Has reports whether the catalogue has the key.
func (p *Printer) Has(key string) bool {
	_, ok := p.texts[key]
	return ok
}

// T returns the text of a key with its placeholders filled; ⟦key⟧ when there is no such key.
// Whole numbers, money.Cents, clock.Date, time.Time and Key arguments are formatted by the printer, so
// give a year or a number that is a name as text. A plural text takes its form from the first whole
// number among the arguments.
func (p *Printer) T(key string, args ...any) string {
	e, ok := p.texts[key]
	if !ok {
		return "⟦" + key + "⟧"
	}
	if e.plural {
		if n, ok := count(args); ok && n == 1 {
			return e.one.fill(p.arg, args)
		}
	}
	return e.other.fill(p.arg, args)
}

// count returns the first whole number among the arguments. Money is not a number of things.
func count(args []any) (int64, bool) {
	for _, a := range args {
		switch n := a.(type) {
		case int:
			return int64(n), true
		case int64:
			return n, true
		case int32:
			return int64(n), true
		}
	}
	return 0, false
}

// arg formats one argument.
func (p *Printer) arg(a any) string {
	switch v := a.(type) {
	case nil:
		return ""
	case string:
		return v
	case Key:
		return p.T(string(v))
	case int:
		return p.Number(v)
	case int64:
		return p.Decimal(v, 0)
	case int32:
		return p.Decimal(int64(v), 0)
	case money.Cents:
		return p.Money(v)
	case clock.Date:
		return p.Date(v)
	case time.Time:
		return p.DateTime(v)
	case fmt.Stringer:
		return v.String()
	}
	if v := reflect.ValueOf(a); v.Kind() == reflect.String { // a named text, such as an id or a code
		return v.String()
	}
	return fmt.Sprint(a)
}

func itoa(n int) string { return strconv.Itoa(n) }
