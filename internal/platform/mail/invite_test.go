package mail

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	netmail "net/mail"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"schakel/internal/platform/clock"
)

// The mail as it leaves: the calendar stands among the alternatives, for Outlook and Google, and is a file besides.
func TestTheMailCarriesTheCalendarTwice(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	box, err := NewMaildir(dir, clock.NewMoving(noon))
	if err != nil {
		t.Fatal(err)
	}
	m := sample()
	m.Invite, m.InviteMethod = []byte("BEGIN:VCALENDAR\r\nSUMMARY:Eén\r\nEND:VCALENDAR\r\n"), "REQUEST"
	if err := box.Send(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(dir, "new", "*"))
	if err != nil || len(files) != 1 {
		t.Fatal(files, err)
	}
	raw, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	msg, err := netmail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]int{}
	walk(t, msg.Header.Get("Content-Type"), msg.Body, func(kind string, params map[string]string, body string) {
		found[kind+" "+params["method"]]++
		if kind == "text/calendar" && params["name"] == "" && body != string(m.Invite) {
			t.Errorf("the part says %q", body)
		}
	})
	if found["text/plain "] != 1 || found["text/html "] != 1 || found["text/calendar REQUEST"] != 2 {
		t.Errorf("parts %v\n%s", found, raw)
	}
	m.InviteMethod = "REQUEST; x=y"
	if err := box.Send(t.Context(), m); !errors.Is(err, ErrMessage) {
		t.Errorf("a method that is none: %v", err)
	}
}

func walk(t *testing.T, contentType string, body io.Reader, part func(kind string, params map[string]string, body string)) {
	t.Helper()
	kind, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(kind, "multipart/") {
		text, _ := io.ReadAll(body)
		part(kind, params, string(text))
		return
	}
	parts := multipart.NewReader(body, params["boundary"])
	for {
		p, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		walk(t, p.Header.Get("Content-Type"), p, part)
	}
}
