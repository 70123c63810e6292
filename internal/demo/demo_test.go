package demo_test

import (
	"flag"
	"io"
	"log/slog"
	"strings"
	"testing"
	"time"

	"schakel/internal/app"
	"schakel/internal/demo"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/config"
	"schakel/internal/platform/id"
)

// The command's own seed is 2026; another one tells other coincidences.
var seed = flag.Uint64("seed", 2026, "what decides the coincidences of the story")

var dates = flag.String("dates", "2026-11-25T23:30", "when the story ends (UTC), apart by commas: a story is told up to the moment at which somebody looks, also at night")

// TestTheStoryIsTold tells the demo as its command does. Services refuse what they would refuse anybody, so a rule that changes shows
// here when the story does not keep to it.
func TestTheStoryIsTold(t *testing.T) {
	for day := range strings.SplitSeq(*dates, ",") {
		t.Run(day, func(t *testing.T) { tell(t, day) })
	}
}

func tell(t *testing.T, day string) {
	end, err := time.Parse("2006-01-02T15:04", day)
	if err != nil {
		t.Fatal(err)
	}
	moving := clock.NewMoving(end)
	dir := t.TempDir()
	a, err := app.New(t.Context(), app.Options{
		Config: &config.Config{Data: dir, Database: "sqlite:" + dir + "/schakel.db", BaseURL: "http://127.0.0.1:8080", Blob: "file://" + dir + "/blobs", MailFrom: "Schakel <schakel@localhost>"},
		Clock:  moving, IDs: id.NewSource(moving, demo.Randomness(*seed)), Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Demo: true, Building: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.Close() })
	logins, err := demo.Build(t.Context(), a, moving, end, *seed)
	if err == nil {
		_, err = a.Jobs.Drain(t.Context())
	}
	if err != nil {
		t.Fatal(err)
	}
	if len(logins) < 5 {
		t.Errorf("only %d logins", len(logins))
	}
}
