// Package fault holds the errors that a user can do something about. They carry a catalogue key and
// arguments; the text is chosen at the edge, in the user's language. Any other error is internal.
package fault

import (
	"errors"
	"maps"
	"slices"
	"strings"
)

// Kind tells what a user can do about an error, and which HTTP status it becomes.
type Kind int

// The kinds of fault.
const (
	KindInvalid   Kind = iota + 1 // 422: the input can be mended
	KindNotFound                  // 404: not there, or not yours
	KindConflict                  // 409: somebody else was first
	KindForbidden                 // 403: the role does not include this
	KindLimit                     // 429: too often, later is fine
	KindTooLarge                  // 413: more than we take
)

// Fault is an error with a catalogue key. Args fill its placeholders.
type Fault struct {
	Kind   Kind
	Key    string
	Args   []any
	Fields Fields // for KindInvalid: messages per field
}

// Error implements error with the key, for logs; users see the catalogue's text.
func (f *Fault) Error() string {
	if len(f.Fields) == 0 {
		return f.Key
	}
	return f.Key + ": " + f.Fields.String()
}

// Message is a catalogue key with its arguments.
type Message struct {
	Key  string
	Args []any
}

// Fields collects messages per field name. The empty name holds messages about the whole form.
type Fields map[string]Message

// Add notes a message at a field; the first message of a field wins.
func (f Fields) Add(field, key string, args ...any) {
	if _, ok := f[field]; !ok {
		f[field] = Message{Key: key, Args: args}
	}
}

// Err returns nil when no field has a message, else a Fault of KindInvalid.
func (f Fields) Err() error {
	if len(f) == 0 {
		return nil
	}
	return &Fault{Kind: KindInvalid, Key: "fault.invalid", Fields: f}
}

// String lists field=key pairs in order, for logs.
func (f Fields) String() string {
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(f)) {
		parts = append(parts, name+"="+f[name].Key)
	}
	return strings.Join(parts, " ")
}

// Invalid says that the input as a whole can't be taken.
func Invalid(key string, args ...any) error {
	return &Fault{Kind: KindInvalid, Key: key, Args: args}
}

// NotFound says that there is no such thing here, also when it belongs to somebody else.
func NotFound(key string, args ...any) error {
	return &Fault{Kind: KindNotFound, Key: key, Args: args}
}

// Conflict says that the thing changed or was taken in the meantime.
func Conflict(key string, args ...any) error {
	return &Fault{Kind: KindConflict, Key: key, Args: args}
}

// Forbidden says that the principal's roles don't include the action.
func Forbidden(key string, args ...any) error {
	return &Fault{Kind: KindForbidden, Key: key, Args: args}
}

// Limit says that the principal must wait.
func Limit(key string, args ...any) error {
	return &Fault{Kind: KindLimit, Key: key, Args: args}
}

// TooLarge says that the input is larger than the route takes.
func TooLarge(key string, args ...any) error {
	return &Fault{Kind: KindTooLarge, Key: key, Args: args}
}

// As returns the Fault in err's chain, if any.
func As(err error) (*Fault, bool) {
	var f *Fault
	ok := errors.As(err, &f)
	return f, ok
}

// Is reports whether err is a Fault of the kind.
func Is(err error, k Kind) bool {
	f, ok := As(err)
	return ok && f.Kind == k
}
