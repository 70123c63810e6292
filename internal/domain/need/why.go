package need

import (
	"schakel/internal/platform/clock"
	"schakel/internal/platform/i18n"
	"schakel/internal/platform/money"
)

// Why is one reason for a company's rank: the key and arguments of its sentence, and the points it gave or took.
// It is kept with the invitation, so that later everybody sees why this company was asked.
type Why struct {
	Key    string `json:"key"` // catalogue: need.why.KEY
	Args   []Arg  `json:"args,omitempty"`
	Points int    `json:"points"`
}

// Arg is an argument of a reason: exactly one of its fields counts.
type Arg struct {
	Text  string      `json:"text,omitempty"`
	Key   string      `json:"key,omitempty"` // a catalogue key
	Day   clock.Date  `json:"day,omitempty"`
	N     int         `json:"n,omitempty"`
	Cents money.Cents `json:"cents,omitempty"`
}

// Value returns the argument as the printer takes it.
func (a Arg) Value() any {
	switch {
	case a.Text != "":
		return a.Text
	case a.Key != "":
		return i18n.Key(a.Key)
	case a.Day != "":
		return a.Day
	case a.Cents != 0:
		return a.Cents
	default:
		return a.N
	}
}

// Values returns all arguments as the printer takes them.
func (w Why) Values() []any {
	out := make([]any, len(w.Args))
	for i, a := range w.Args {
		out[i] = a.Value()
	}
	return out
}
