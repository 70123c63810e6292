package config

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/alecthomas/kong"
)

// load parses arguments the way cmd/schakel does. Tests that set variables don't run in parallel.
func load(t *testing.T, args ...string) (*Config, error) {
	t.Helper()
	var cli struct {
		Serve struct {
			Config `embed:""`
		} `cmd:""`
	}
	k, err := kong.New(&cli, kong.Name("schakel"), kong.Exit(func(int) { t.Error("exit") }))
	if err != nil {
		t.Fatal(err)
	}
	_, err = k.Parse(append([]string{"serve"}, args...))
	return &cli.Serve.Config, err
}

func printed(t *testing.T, c *Config) string {
	t.Helper()
	var b bytes.Buffer
	if err := c.Print(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestDefaultsStartOnABareMachine(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	c, err := load(t, "--data", dir)
	if err != nil {
		t.Fatal(err)
	}
	for name, got := range map[string][2]string{
		"listen":   {c.Listen, "127.0.0.1:8080"},
		"database": {c.Database, "sqlite:" + filepath.Join(dir, "schakel.db")},
		"base url": {c.BaseURL, "http://127.0.0.1:8080"},
		"blob":     {c.Blob, "file://" + filepath.Join(dir, "blobs")},
		"mail":     {c.SMTP + c.MailDir(), filepath.Join(dir, "mail")},
		"log":      {c.LogLevel + c.LogFormat, "infotext"},
		"locale":   {c.Locale, "nl"},
	} {
		if got[0] != got[1] {
			t.Errorf("%s: %q, want %q", name, got[0], got[1])
		}
	}
}

func TestVariablesAndFlags(t *testing.T) {
	t.Setenv("SCHAKEL_LISTEN", "0.0.0.0:9000")
	t.Setenv("SCHAKEL_LOG_LEVEL", "warn")
	t.Setenv("SCHAKEL_BASE_URL", "https://schakel.example/")
	t.Setenv("SCHAKEL_TRUSTED_PROXIES", "10.0.0.0/8,::1/128")
	c, err := load(t, "--log-level", "debug")
	if err != nil {
		t.Fatal(err)
	}
	if c.Listen != "0.0.0.0:9000" || c.LogLevel != "debug" || c.BaseURL != "https://schakel.example" || len(c.TrustedProxies) != 2 {
		t.Errorf("got %+v", c)
	}
	out := printed(t, c)
	for _, want := range []string{"0.0.0.0:9000", "(variable SCHAKEL_LISTEN)", "(flag --log-level)", "(default)", "10.0.0.0/8,::1/128"} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is missing in\n%s", want, out)
		}
	}
}

func TestSecretsFromFilesAreHidden(t *testing.T) {
	dir := t.TempDir()
	secret := strings.Repeat("s3cret", 6)
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	t.Setenv("SCHAKEL_SECRET_FILE", write("secret", secret+"\r\n"))
	t.Setenv("SCHAKEL_SMTP_FILE", write("smtp", "smtp://mailer:pa%24s@mail.example:587?x=pa\n"))
	t.Setenv("SCHAKEL_INBOUND_IMAP_PASSWORD_FILE", write("imap", "m4ilb0x\n"))
	t.Setenv("SCHAKEL_DATABASE", "postgres://u:hunter2@db/schakel?password=hunter2")
	c, err := load(t)
	if err != nil {
		t.Fatal(err)
	}
	if c.Secret != secret || c.SMTP != "smtp://mailer:pa%24s@mail.example:587?x=pa" {
		t.Errorf("got %q and %q", c.Secret, c.SMTP)
	}
	if key, err := c.Key(); err != nil || string(key) != secret {
		t.Errorf("key %q, %v", key, err)
	}
	out := printed(t, c)
	for _, never := range []string{"s3cret", "pa%24s", "m4ilb0x", "pa$s", "hunter2"} {
		if strings.Contains(out, never) {
			t.Errorf("%q is shown in\n%s", never, out)
		}
	}
	for _, want := range []string{"mail.example:587", "postgres://u:hidden@db/schakel", "(hidden)", "secret)"} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is missing in\n%s", want, out)
		}
	}
}

func TestSecretFilesThatCantBe(t *testing.T) {
	dir := t.TempDir()
	two := filepath.Join(dir, "two")
	large := filepath.Join(dir, "large")
	for path, text := range map[string]string{two: "a\nb", large: strings.Repeat("x", maxSecretFile+1)} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for name, path := range map[string]string{"missing": filepath.Join(dir, "no"), "two lines": two, "too large": large} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("SCHAKEL_SECRET_FILE", path)
			if _, err := load(t); err == nil || !strings.Contains(err.Error(), "SCHAKEL_SECRET_FILE") {
				t.Errorf("got %v", err)
			}
		})
	}
	t.Run("both", func(t *testing.T) {
		t.Setenv("SCHAKEL_SECRET", strings.Repeat("x", 40))
		t.Setenv("SCHAKEL_SECRET_FILE", two)
		if _, err := load(t); err == nil || !strings.Contains(err.Error(), "not both") {
			t.Errorf("got %v", err)
		}
		if c, err := load(t, "--secret", strings.Repeat("y", 40)); err != nil || c.Secret[0] != 'y' {
			t.Errorf("a flag beats both: %v", err)
		}
	})
}

func TestWhatCantBeRightIsRefused(t *testing.T) {
	t.Parallel()
	for name, args := range map[string][]string{
		"listen":          {"--listen", "8080"},
		"base-url":        {"--base-url", "https://x.nl/sub"},
		"secret":          {"--secret", "short"},
		"smtp":            {"--smtp", "mail.example"},
		"mail-from":       {"--mail-from", "nobody"},
		"inbound-imap":    {"--inbound-imap-host", "imap.example"},
		"blob":            {"--blob", "files"},
		"log-level":       {"--log-level", "loud"},
		"log-format":      {"--log-format", "xml"},
		"locale":          {"--locale", "fr"},
		"trusted-proxies": {"--trusted-proxies", "10.0.0.1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := load(t, args...); err == nil || !strings.Contains(err.Error(), name) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestKeyIsMadeOnceAlsoByTwoStarters(t *testing.T) {
	t.Parallel()
	c := &Config{Data: filepath.Join(t.TempDir(), "data")}
	keys := make([]string, 8)
	var wg sync.WaitGroup
	for i := range keys {
		wg.Go(func() {
			key, err := c.Key()
			if err != nil {
				t.Error(err)
			}
			keys[i] = string(key)
		})
	}
	wg.Wait()
	for _, k := range keys {
		if k != keys[0] || len(k) < minSecret {
			t.Fatalf("different or short keys: %q", keys)
		}
	}
	info, err := os.Stat(filepath.Join(c.Data, "secret.key"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	if err := os.WriteFile(filepath.Join(c.Data, "secret.key"), []byte("short"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Key(); err == nil {
		t.Error("a short key was taken")
	}
}
