// Package wants asserts how a use case refuses: the kind and the words of a fault, or the words at a field.
package wants

import (
	"testing"

	"schakel/internal/platform/fault"
)

// Fault fails the test unless err is a fault of the kind with the catalogue key.
func Fault(t testing.TB, err error, kind fault.Kind, key string) {
	t.Helper()
	if f, _ := fault.As(err); f == nil || f.Kind != kind || f.Key != key {
		t.Errorf("got %v, want %s", err, key)
	}
}

// Field fails the test unless err refuses a form with the catalogue key at the field.
func Field(t testing.TB, err error, field, key string) {
	t.Helper()
	if f, _ := fault.As(err); f == nil || f.Fields[field].Key != key {
		t.Errorf("got %v, want %s at %s", err, key, field)
	}
}
