package cursor_test

import (
	"strings"
	"testing"
	"time"

	"schakel/internal/platform/cursor"
	"schakel/internal/platform/id"
)

const key = id.ID("0199a7b2-7c5e-7000-8000-000000000001")

func TestReadGivesWhatWasNamed(t *testing.T) {
	for _, value := range []string{"", "bakker", "a.b", "1.5 kV", "é"} {
		got, k, ok := cursor.Read(cursor.Of(value, key))
		if !ok || got != value || k != key {
			t.Errorf("%q: %q %q %v", value, got, k, ok)
		}
	}
	at := time.Date(2026, 10, 25, 0, 30, 0, 123_000, time.UTC)
	if got, k, ok := cursor.ReadAt(cursor.At(at, key)); !ok || !got.Equal(at) || k != key {
		t.Errorf("%v %v %v", got, k, ok)
	}
}

func TestWhatIsNoCursorStartsAtTheBeginning(t *testing.T) {
	for _, s := range []string{"", ".", "x.1", string(key), string(key) + ".\x00", string(key) + "." + strings.Repeat("a", 401)} {
		if _, _, ok := cursor.Read(s); ok {
			t.Errorf("%.60q was read", s)
		}
	}
	for _, s := range []string{"", string(key) + ".", string(key) + ".soon", string(key) + ".99999999999999999999"} {
		if _, _, ok := cursor.ReadAt(s); ok {
			t.Errorf("%q was read as a moment", s)
		}
	}
	if got, _, _ := cursor.Read(string(key) + ".a\xffb"); got != "ab" {
		t.Errorf("broken text came back as %q", got)
	}
}
