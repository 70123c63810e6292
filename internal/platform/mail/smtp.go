package mail

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"sync"
	"time"

	gomail "github.com/wneessen/go-mail"
	"github.com/wneessen/go-mail/smtp"

	"schakel/internal/platform/clock"
)

// timeout bounds a step of the conversation with the mail server.
const timeout = 20 * time.Second

// A conversation with the mail server that has nothing to say is kept this long for the next message, and at most this many are.
const (
	keepIdle = 5 * time.Second
	keepMost = 4
)

// SMTP sends through a mail server. Make one with NewSMTP. It may be used by several at once; each has a connection of its own.
type SMTP struct {
	client *gomail.Client // the settings; each conversation is kept apart
	clock  clock.Clock
	keep   time.Duration

	mu   sync.Mutex
	idle []*conversation
}

// conversation is an open connection to the mail server.
type conversation struct {
	*smtp.Client
	hangUp *time.Timer
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
	var options []gomail.Option
	switch u.Scheme {
	case "smtp":
	case "smtps":
		port = 465
		options = append(options, gomail.WithSSL())
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
		if local(u.Hostname()) {
			auth = gomail.SMTPAuthPlain
		} else {
			policy = gomail.TLSMandatory
		}
		options = append(options, gomail.WithSMTPAuth(auth), gomail.WithUsername(name), gomail.WithPassword(password))
	}
	options = append(options, gomail.WithPort(port), gomail.WithTLSPolicy(policy), gomail.WithTimeout(timeout))
	client, err := gomail.NewClient(u.Hostname(), options...)
	if err != nil {
		return nil, fmt.Errorf("mail: %w", err)
	}
	return &SMTP{client: client, clock: c, keep: keepIdle}, nil
}

// Send implements Transport. Messages that follow each other closely share a connection: opening one costs more than a message.
func (s *SMTP) Send(ctx context.Context, m Message) error {
	msg, err := build(m, s.clock.Now())
	if err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("mail: send: %w", err)
	}
	for talk := s.resume(); talk != nil; talk = s.resume() {
		err := s.client.SendWithSMTPClient(talk.Client, msg)
		if !hungUp(err) { // else nothing of the message was said yet
			return s.end(talk, err)
		}
		_ = talk.Close() // it is gone already
	}
	fresh, err := s.client.DialToSMTPClientWithContext(ctx)
	if err != nil {
		return fmt.Errorf("mail: send: %w", err)
	}
	return s.end(&conversation{Client: fresh}, s.client.SendWithSMTPClient(fresh, msg))
}

// hungUp reports whether the server ended a kept conversation before the message began.
func hungUp(err error) bool {
	var refused *gomail.SendError
	return errors.As(err, &refused) && refused.Reason == gomail.ErrConnCheck
}

// resume takes a kept conversation; nil when there is none.
func (s *SMTP) resume() *conversation {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.idle) == 0 {
		return nil
	}
	talk := s.idle[len(s.idle)-1]
	s.idle = s.idle[:len(s.idle)-1]
	talk.hangUp.Stop()
	return talk
}

// end keeps the conversation for a next message when this one went well, and says what became of this one.
func (s *SMTP) end(talk *conversation, err error) error {
	if err != nil {
		s.quit(talk)
		return fmt.Errorf("mail: send: %w", err)
	}
	s.mu.Lock()
	kept := len(s.idle) < keepMost
	if kept {
		s.idle = append(s.idle, talk)
		talk.hangUp = time.AfterFunc(s.keep, func() { s.forget(talk) }) //nolint:forbidigo // a connection lives in real time, whatever the clock of the tests says
	}
	s.mu.Unlock()
	if !kept {
		s.quit(talk)
	}
	return nil
}

// forget ends a conversation that nobody resumed.
func (s *SMTP) forget(talk *conversation) {
	s.mu.Lock()
	i := slices.Index(s.idle, talk)
	if i >= 0 {
		s.idle = slices.Delete(s.idle, i, i+1)
	}
	s.mu.Unlock()
	if i >= 0 {
		s.quit(talk)
	}
}

// quit says goodbye, or leaves without: no message is on its way any more.
func (s *SMTP) quit(talk *conversation) {
	if s.client.CloseWithSMTPClient(talk.Client) != nil {
		_ = talk.Close()
	}
}

// local reports whether a host is this machine.
func local(host string) bool {
	if host == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}
