package app_test

import (
	"bytes"
	"errors"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"schakel/internal/app"
	"schakel/internal/kernel/token"
	"schakel/internal/testkit/webtest"
)

// A script reads and writes through the API of a Schakel that serves, and a refusal is told as one.
func TestCall(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	s.Secure(t, s.Twente.Project.Account())
	server := httptest.NewServer(s.Server)
	t.Cleanup(server.Close)
	made, err := s.Services.Token.Make(t.Context(), s.Twente.Project, token.Input{Name: "script", Scopes: []string{"unit:read", "organisation:write"}})
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "new.json")
	if err := os.WriteFile(file, []byte(`{"kind":"company","name":"Uit een bestand"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		app.Call
		says    string
		refused bool
	}{
		"read":       {app.Call{Method: "get", Path: "/units"}, "Noordik", false},
		"whole path": {app.Call{Method: "GET", Path: "/api/v1/organisations?group=schools"}, `"items"`, false},
		"data":       {app.Call{Method: "POST", Path: "/organisations", Data: `{"kind":"company","name":"Direct"}`, Key: "k"}, `"href"`, false},
		"file":       {app.Call{Method: "POST", Path: "/organisations", Data: "@" + file}, `"href"`, false},
		"input":      {app.Call{Method: "POST", Path: "/organisations", Data: "@-", In: strings.NewReader(`{"kind":"company","name":"Via invoer"}`)}, `"href"`, false},
		"no scope":   {app.Call{Method: "GET", Path: "/needs"}, "need:read", true},
		"no token":   {app.Call{Method: "GET", Path: "/units", Token: "skl_x"}, "Authorization", true},
	} {
		c.Server = server.URL
		if c.Token == "" {
			c.Token = made.Secret + "\n" // as a file has it
		}
		var out bytes.Buffer
		err := c.Do(t.Context(), &out)
		if errors.Is(err, app.ErrRefused) != c.refused || err != nil && !c.refused || !strings.Contains(out.String(), c.says) {
			t.Errorf("%s: %v, %s", name, err, out.String())
		}
	}
	for _, c := range []app.Call{{Server: "schakel", Token: "x", Path: "/units"}, {Server: server.URL, Token: "x", Path: "units"}, {Server: server.URL, Path: "/units"}} {
		if err := c.Do(t.Context(), &bytes.Buffer{}); err == nil || errors.Is(err, app.ErrRefused) {
			t.Errorf("%+v: %v", c, err)
		}
	}
}
