package config

import (
	"fmt"
	"io"
	"net/netip"
	"net/url"
	"strings"
	"text/tabwriter"

	"schakel/internal/platform/outbound"
)

// Print writes the effective configuration, one setting per line with its source. Secrets are hidden;
// of an address that holds one, the rest of the address is shown.
func (c *Config) Print(w io.Writer) error {
	tw := tabwriter.NewWriter(w, 0, 8, 2, ' ', 0)
	var err error
	c.each(func(s setting) {
		if err == nil {
			source := c.sources[s.name]
			_, err = fmt.Fprintf(tw, "%s\t%s\t(%s)\n", s.name, s.shown(source), source)
		}
	})
	if err != nil {
		return fmt.Errorf("config: %w", err)
	}
	if err := tw.Flush(); err != nil {
		return fmt.Errorf("config: %w", err)
	}
	return nil
}

// shown returns the value as anybody may see it.
func (s setting) shown(source string) string {
	var text string
	switch v := s.value.Interface().(type) {
	case string:
		text = v
	case []netip.Prefix:
		var parts []string
		for _, p := range v {
			parts = append(parts, p.String())
		}
		text = strings.Join(parts, ",")
	case []outbound.Origin:
		var parts []string
		for _, o := range v {
			parts = append(parts, o.String())
		}
		text = strings.Join(parts, ",")
	}
	switch {
	case text == "":
		return "-"
	case s.secret && source != "default":
		return redact(text)
	}
	return text
}

// redact shows the scheme, user and host of an address, and nothing of any other secret. Parameters go,
// because passwords may stand there too.
func redact(text string) string {
	const hidden = "(hidden)"
	if path, ok := strings.CutPrefix(text, "sqlite:"); ok {
		path, _, _ = strings.Cut(path, "?")
		return "sqlite:" + path
	}
	u, err := url.Parse(text)
	if err != nil || u.Scheme == "" || (u.Host == "" && u.Scheme != "file") {
		return hidden
	}
	shown := url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}
	if u.User != nil {
		shown.User = url.User(u.User.Username())
		if _, ok := u.User.Password(); ok {
			shown.User = url.UserPassword(u.User.Username(), "hidden")
		}
	}
	if u.RawQuery != "" {
		shown.RawQuery = "hidden"
	}
	return shown.String()
}
