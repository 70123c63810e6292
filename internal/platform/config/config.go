// Package config is what can be set from outside: by flags, by SCHAKEL_* variables, and for secrets
// also by a file named in SCHAKEL_*_FILE (which is how orchestrators hand them over). Every setting has
// a default with which Schakel starts on a bare machine.
package config

import (
	"cmp"
	"errors"
	"fmt"
	"net"
	"net/mail"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"strings"

	"github.com/alecthomas/kong"

	"schakel/internal/platform/outbound"
)

// Config holds the settings. Embed it in a kong command; kong calls AfterApply, which reads secrets
// from files, fills what depends on other settings, and refuses what can't be right.
type Config struct {
	Listen         string         `name:"listen" env:"SCHAKEL_LISTEN" default:"127.0.0.1:8080" help:"Address and port to listen on."`
	Data           string         `name:"data" env:"SCHAKEL_DATA" default:"./data" type:"path" help:"Directory for everything that Schakel stores itself."`
	Database       string         `name:"database" env:"SCHAKEL_DATABASE" secret:"" help:"postgres://… or sqlite:PATH. Default: schakel.db in the data directory."`
	BaseURL        string         `name:"base-url" env:"SCHAKEL_BASE_URL" help:"Address under which users reach Schakel. Default: http:// and the listen address."`
	Secret         string         `name:"secret" env:"SCHAKEL_SECRET" secret:"" help:"Key for links and sessions, at least 32 characters. Default: made once, in the data directory."`
	SMTP           string         `name:"smtp" env:"SCHAKEL_SMTP" secret:"" help:"Mail server, smtp://user:password@host:587 or smtps://…:465. Default: mails become files in the data directory."`
	MailFrom       string         `name:"mail-from" env:"SCHAKEL_MAIL_FROM" default:"Schakel <schakel@localhost>" help:"Sender of mails."`
	DropDomain     string         `name:"drop-domain" env:"SCHAKEL_DROP_DOMAIN" help:"Domain of the addresses to which colleagues forward mails; its mail goes to schakel mail receive. Default: no such addresses."`
	IMAPHost       string         `name:"inbound-imap-host" env:"SCHAKEL_INBOUND_IMAP_HOST" help:"Mail server with the mailbox of the drop domain, read every minute. Default: mails come by schakel mail receive only."`
	IMAPPort       string         `name:"inbound-imap-port" env:"SCHAKEL_INBOUND_IMAP_PORT" default:"993" help:"Its port."`
	IMAPMode       string         `name:"inbound-imap-tls" env:"SCHAKEL_INBOUND_IMAP_TLS" default:"tls" enum:"tls,starttls,plain" help:"Its encryption: ${enum}; plain on this machine only."`
	IMAPUser       string         `name:"inbound-imap-user" env:"SCHAKEL_INBOUND_IMAP_USER" help:"Who signs in there."`
	IMAPPassword   string         `name:"inbound-imap-password" env:"SCHAKEL_INBOUND_IMAP_PASSWORD" secret:"" help:"Password for that."`
	IMAPFolder     string         `name:"inbound-imap-folder" env:"SCHAKEL_INBOUND_IMAP_FOLDER" default:"INBOX" help:"Folder that is read."`
	IMAPDone       string         `name:"inbound-imap-done" env:"SCHAKEL_INBOUND_IMAP_DONE" help:"Folder to which mails move once they are taken. Default: they stay, marked as read."`
	Blob           string         `name:"blob" env:"SCHAKEL_BLOB" secret:"" help:"Store of uploaded files: file:///PATH or s3://KEY:SECRET@HOST/BUCKET[?region=REGION]. Default: files in the data directory."`
	Erasures       string         `name:"erasures" env:"SCHAKEL_ERASURES" secret:"" help:"Where the journal of erasures is kept, which no restore may touch: file:///PATH or s3://…, as for uploaded files. Default: beside them."`
	LogLevel       string         `name:"log-level" env:"SCHAKEL_LOG_LEVEL" default:"info" enum:"debug,info,warn,error" help:"Least serious event to log: ${enum}."`
	LogFormat      string         `name:"log-format" env:"SCHAKEL_LOG_FORMAT" default:"text" enum:"text,json" help:"Form of the log: ${enum}."`
	MetricsListen  string         `name:"metrics-listen" env:"SCHAKEL_METRICS_LISTEN" help:"Address and port where Prometheus reads metrics; not for the world. Default: nowhere."`
	Collector      string         `name:"otlp" env:"SCHAKEL_OTLP" secret:"" help:"OpenTelemetry collector for traces, such as http://127.0.0.1:4318. Default: no traces."`
	Security       string         `name:"security-contact" env:"SCHAKEL_SECURITY_CONTACT" help:"Mail address for reports of weak spots, shown in /.well-known/security.txt. Default: none is shown."`
	TrustedProxies []netip.Prefix `name:"trusted-proxies" env:"SCHAKEL_TRUSTED_PROXIES" help:"Networks (CIDR, with commas) whose X-Forwarded-For is believed."`
	// OutboundAllow is for what users may name as an address, such as a sign-in service; what the operator configures is always reached.
	OutboundAllow []outbound.Origin `name:"outbound-allow" env:"SCHAKEL_OUTBOUND_ALLOW" help:"Servers (http(s)://host:port, with commas) that may be asked although they stand on a private address, speak plain HTTP or listen on another port, such as your own sign-in service. Default: none."`
	Locale        string            `name:"locale" env:"SCHAKEL_LOCALE" default:"nl" enum:"nl,en" help:"Language for people who chose none: ${enum}."`

	SecondFactor string `name:"second-factor" env:"SCHAKEL_SECOND_FACTOR" default:"required" enum:"required,optional" help:"Whether people whose roles give rights, shape the network or see pupils must take a second step to sign in: ${enum}."`

	sources map[string]string // by name: where the value came from
}

// minSecret is the shortest key taken, in characters.
const minSecret = 32

// AfterApply implements kong's hook.
func (c *Config) AfterApply(ctx *kong.Context) error {
	return c.complete(flagsOf(ctx), os.LookupEnv)
}

// complete fills, checks and remembers sources. flags holds the names given on the command line.
func (c *Config) complete(flags map[string]bool, lookup func(string) (string, bool)) error {
	c.sources = map[string]string{}
	var errs []error
	c.each(func(s setting) {
		src, err := s.resolve(flags[s.name], lookup)
		c.sources[s.name] = src
		errs = append(errs, err)
	})
	if err := errors.Join(errs...); err != nil {
		return err
	}
	if err := c.fill(); err != nil {
		return err
	}
	return c.check()
}

// fill sets the defaults that depend on other settings.
func (c *Config) fill() error {
	data, err := filepath.Abs(c.Data)
	if err != nil {
		return fmt.Errorf("config: data: %w", err)
	}
	c.Data = data
	if c.Database == "" {
		c.Database = "sqlite:" + filepath.Join(data, "schakel.db")
	}
	if c.BaseURL == "" {
		c.BaseURL = "http://" + c.Listen
	}
	c.BaseURL = strings.TrimRight(c.BaseURL, "/")
	if c.Blob == "" {
		c.Blob = (&url.URL{Scheme: "file", Path: filepath.ToSlash(filepath.Join(data, "blobs"))}).String()
	}
	c.Erasures = cmp.Or(c.Erasures, c.Blob)
	return nil
}

// check refuses what can't be right, all at once.
func (c *Config) check() error {
	var errs []error
	bad := func(name, why string) { errs = append(errs, fmt.Errorf("config: %s: %s", name, why)) }
	if _, port, err := net.SplitHostPort(c.Listen); err != nil || port == "" {
		bad("listen", "want address:port")
	}
	if u, err := url.Parse(c.BaseURL); err != nil || (u.Scheme != "http" && u.Scheme != "https") ||
		u.Host == "" || u.User != nil || u.Path != "" || u.RawQuery != "" || u.Fragment != "" {
		bad("base-url", "want http(s)://host, without a path")
	}
	if _, port, err := net.SplitHostPort(c.MetricsListen); c.MetricsListen != "" && (err != nil || port == "") {
		bad("metrics-listen", "want address:port")
	}
	if u, err := url.Parse(c.Collector); c.Collector != "" && (err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "") {
		bad("otlp", "want http(s)://host:port")
	}
	if c.Secret != "" && len(c.Secret) < minSecret {
		bad("secret", fmt.Sprintf("want at least %d characters", minSecret))
	}
	if c.SMTP != "" {
		if u, err := url.Parse(c.SMTP); err != nil || (u.Scheme != "smtp" && u.Scheme != "smtps") || u.Hostname() == "" {
			bad("smtp", "want smtp://host:port or smtps://host:port")
		}
	}
	if _, err := mail.ParseAddress(c.Security); c.Security != "" && err != nil {
		bad("security-contact", "want a mail address")
	}
	if c.IMAPHost != "" && (c.IMAPUser == "" || c.IMAPPassword == "") {
		bad("inbound-imap-host", "want a user and a password with it")
	}
	if _, err := mail.ParseAddress(c.MailFrom); err != nil {
		bad("mail-from", "want an address such as Schakel <schakel@example.org>")
	}
	if u, err := url.Parse(c.Blob); err != nil || u.Scheme == "" {
		bad("blob", "want a URL such as file:///var/lib/schakel/blobs")
	}
	if u, err := url.Parse(c.Erasures); err != nil || u.Scheme == "" {
		bad("erasures", "want a URL such as file:///mnt/elsewhere/schakel")
	}
	return errors.Join(errs...)
}

// MailDir is the directory to which mails go when no mail server is set.
func (c *Config) MailDir() string { return filepath.Join(c.Data, "mail") }

// flagsOf lists the flags given on the command line.
func flagsOf(ctx *kong.Context) map[string]bool {
	given := map[string]bool{}
	for _, p := range ctx.Path {
		if p.Flag != nil && !p.Resolved {
			given[p.Flag.Name] = true
		}
	}
	return given
}

// setting is one field of Config, seen through its tags.
type setting struct {
	name, env string
	secret    bool
	value     reflect.Value
}

// each visits the settings in the order of the fields.
func (c *Config) each(visit func(setting)) {
	v := reflect.ValueOf(c).Elem()
	for i := range v.NumField() {
		tag := v.Type().Field(i).Tag
		if name, ok := tag.Lookup("name"); ok {
			_, secret := tag.Lookup("secret")
			visit(setting{name: name, env: tag.Get("env"), secret: secret, value: v.Field(i)})
		}
	}
}
