package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"

	"schakel/internal/api"
	"schakel/internal/platform/outbound"
)

// Call is a request to the API of a running Schakel, for scripts.
type Call struct {
	Server  string // its address, as people type it
	Token   string
	Method  string
	Path    string // of an operation, with or without /api/v1, and with its parameters
	Data    string // JSON; @file reads it from a file, @- from In. Empty sends no body.
	Key     string // Idempotency-Key
	IfMatch string
	In      io.Reader
}

// ErrRefused says that the API did not do what was asked; its answer tells why.
var ErrRefused = errors.New("api: refused")

// Do sends the request and copies the answer to out, also that of a refusal, which is ErrRefused with its status.
func (c Call) Do(ctx context.Context, out io.Writer) error {
	r, err := c.request(ctx)
	if err != nil {
		return fmt.Errorf("api: %w", err)
	}
	answer, err := outbound.Configured().Do(r)
	if err != nil {
		return fmt.Errorf("api: %w", err)
	}
	defer answer.Body.Close()
	if _, err := io.Copy(out, answer.Body); err != nil {
		return fmt.Errorf("api: %w", err)
	}
	if answer.StatusCode >= http.StatusMultipleChoices {
		return fmt.Errorf("%w: %s", ErrRefused, answer.Status)
	}
	return nil
}

func (c Call) request(ctx context.Context) (*http.Request, error) {
	server, err := url.Parse(c.Server)
	if err != nil || server.Host == "" || server.Scheme != "https" && server.Scheme != "http" {
		return nil, fmt.Errorf("%q is not the address of a Schakel, such as https://schakel.example.org", c.Server)
	}
	if !strings.HasPrefix(c.Path, "/") {
		return nil, fmt.Errorf("%q: a path begins with /, such as /units", c.Path)
	}
	if strings.TrimSpace(c.Token) == "" {
		return nil, errors.New("there is no token: set SCHAKEL_API_TOKEN, or name a file with --token-file")
	}
	var body io.Reader
	if c.Data != "" {
		text, err := c.data()
		if err != nil {
			return nil, err
		}
		body = bytes.NewReader(text)
	}
	address := strings.TrimSuffix(c.Server, "/") + api.Base + strings.TrimPrefix(c.Path, api.Base)
	r, err := http.NewRequestWithContext(ctx, strings.ToUpper(c.Method), address, body)
	if err != nil {
		return nil, err
	}
	r.Header.Set("Authorization", "Bearer "+strings.TrimSpace(c.Token))
	for name, value := range map[string]string{"Idempotency-Key": c.Key, "If-Match": c.IfMatch} {
		if value != "" {
			r.Header.Set(name, value)
		}
	}
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	return r, nil
}

func (c Call) data() ([]byte, error) {
	name, found := strings.CutPrefix(c.Data, "@")
	switch {
	case !found:
		return []byte(c.Data), nil
	case name == "-":
		return io.ReadAll(c.In)
	}
	return os.ReadFile(name)
}
