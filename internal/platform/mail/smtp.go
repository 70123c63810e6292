package mail

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"strconv"
	"time"

	gomail "github.com/wneessen/go-mail"

	"schakel/internal/platform/clock"
)

// timeout bounds a step of the conversation with the mail server.
const timeout = 20 * time.Second

// SMTP sends through a mail server. Make one with NewSMTP.
type SMTP struct {
	host    string
	options []gomail.Option
	clock   clock.Clock
}

// NewSMTP reads an address such as smtp://user:password@host:587 (TLS when the server offers it) or
// smtps://host:465 (TLS from the start). With a user name the TLS is obligatory, except on this machine,
// so that nobody in between gets the password.
func NewSMTP(address string, c clock.Clock) (*SMTP, error) {
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" {
		return nil, errors.New("mail: want smtp://host:port or smtps://host:port") // without the address: it may hold a password
	}
	port, policy := 587, gomail.TLSOpportunistic
	s := &SMTP{host: u.Hostname(), clock: c}
	switch u.Scheme {
	case "smtp":
	case "smtps":
		port = 465
		s.options = append(s.options, gomail.WithSSL())
	default:
		return nil, errors.New("mail: want smtp:// or smtps://")
	}
	if p := u.Port(); p != "" {
		if port, err = strconv.Atoi(p); err != nil || port < 1 || port > 65535 {
			return nil, errors.New("mail: not a port")
		}
	}
	if name := u.User.Username(); name != "" {
		password, _ := u.User.Password()
		auth := gomail.SMTPAuthAutoDiscover
		if local(s.host) {
			auth = gomail.SMTPAuthPlain
		} else {
			policy = gomail.TLSMandatory
		}
		s.options = append(s.options, gomail.WithSMTPAuth(auth), gomail.WithUsername(name), gomail.WithPassword(password))
	}
	s.options = append(s.options, gomail.WithPort(port), gomail.WithTLSPolicy(policy), gomail.WithTimeout(timeout))
	if _, err := s.client(); err != nil {
		return nil, err
	}
	return s, nil
}

// client makes a client for one conversation.
func (s *SMTP) client() (*gomail.Client, error) {
	c, err := gomail.NewClient(s.host, s.options...)
	if err != nil {
		return nil, fmt.Errorf("mail: %w", err)
	}
	return c, nil
}

// Send implements Transport, with one connection per message.
func (s *SMTP) Send(ctx context.Context, m Message) error {
	msg, err := build(m, s.clock.Now())
	if err != nil {
		return err
	}
	client, err := s.client()
	if err != nil {
		return err
	}
	if err := client.DialAndSendWithContext(ctx, msg); err != nil {
		return fmt.Errorf("mail: send: %w", err)
	}
	return nil
}

// local reports whether a host is this machine.
func local(host string) bool {
	if host == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}
