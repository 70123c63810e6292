// Package mail hands messages to a mail server, or writes them as files when there is none. Texts are
// made elsewhere (web/letter); this package only knows the envelope and the form of RFC 5322.
package mail

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	netmail "net/mail"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	gomail "github.com/wneessen/go-mail"
)

// Message is one mail to one person. Text is obligatory, HTML is the same in another form.
type Message struct {
	MessageID       string // without angle brackets; the same ID for a retry lets receivers drop doubles
	From            string // "Schakel <schakel@example.org>"
	To              string // the bare address
	ToName          string
	Subject         string
	Text            string
	HTML            string
	Invite          []byte // a calendar that the mail carries, for the receiver's own; nil when there is none
	InviteMethod    string // what the calendar wants: REQUEST, CANCEL or PUBLISH
	Files           []File // that the mail brings
	ListUnsubscribe string // address of the page that ends these mails, for one-click (RFC 8058)
}

// File is a file that a mail brings.
type File struct {
	Name string
	Type string // media type
	Data []byte
}

// Transport sends messages. Send returns when the message is accepted for good; an error that
// Permanent reports is not worth a retry.
type Transport interface {
	Send(ctx context.Context, m Message) error
}

// ErrMessage says that a message can't be sent as it is, by any transport.
var ErrMessage = errors.New("mail: not a sendable message")

// Permanent reports whether trying again is useless: the message itself is wrong, or the server refused
// it for good (a 5xx answer).
func Permanent(err error) bool {
	if errors.Is(err, ErrMessage) {
		return true
	}
	var se *gomail.SendError
	return errors.As(err, &se) && se.ErrorCode() >= 500 && !se.IsTemp()
}

const (
	maxHeader = 500     // characters of a header value; longer is no subject and no name
	maxBody   = 5 << 20 // bytes of a body
)

// check refuses what could become another header or another recipient. go-mail encodes header values,
// so this is the second lock on the door.
func (m Message) check() error {
	bad := func(what, why string) error { return fmt.Errorf("%w: %s %s", ErrMessage, what, why) }
	for _, h := range []struct{ name, value string }{
		{"message id", m.MessageID},
		{"sender", m.From},
		{"recipient", m.To},
		{"recipient's name", m.ToName},
		{"subject", m.Subject},
		{"unsubscribe address", m.ListUnsubscribe},
	} {
		if !utf8.ValidString(h.value) || strings.ContainsFunc(h.value, breaksLine) {
			return bad(h.name, "has control characters")
		}
		if utf8.RuneCountInString(h.value) > maxHeader {
			return bad(h.name, "is too long")
		}
	}
	local, domain, ok := strings.Cut(m.MessageID, "@")
	if !ok || local == "" || domain == "" || strings.ContainsAny(m.MessageID, " <>()[]\\,;:\"") || strings.Contains(domain, "@") {
		return bad("message id", "is not left@right")
	}
	if _, err := netmail.ParseAddress(m.From); err != nil {
		return bad("sender", "is not an address")
	}
	if to, err := netmail.ParseAddress(m.To); err != nil || to.Address != m.To || to.Name != "" {
		return bad("recipient", "is not one bare address")
	}
	if strings.TrimSpace(m.Subject) == "" || strings.TrimSpace(m.Text) == "" {
		return bad("subject or text", "is empty")
	}
	if len(m.Text) > maxBody || len(m.HTML) > maxBody {
		return bad("body", "is too large")
	}
	if len(m.Invite) > 0 && !slices.Contains([]string{"REQUEST", "CANCEL", "PUBLISH"}, m.InviteMethod) {
		return bad("calendar", "has no method")
	}
	size := 0
	for _, f := range m.Files {
		if f.Name == "" || strings.ContainsFunc(f.Name+f.Type, breaksLine) || strings.ContainsAny(f.Name, `/\"`) {
			return bad("file", "has no proper name")
		}
		size += len(f.Data)
	}
	if size > maxBody {
		return bad("files", "are too large")
	}
	if m.ListUnsubscribe != "" {
		u, err := url.Parse(m.ListUnsubscribe)
		if err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Host == "" || strings.ContainsAny(m.ListUnsubscribe, "<>, ") {
			return bad("unsubscribe address", "is not a web address")
		}
	}
	return nil
}

// breaksLine reports characters that end a line for some reader.
func breaksLine(r rune) bool { return unicode.IsControl(r) || r == '\u2028' || r == '\u2029' }

// build checks a message and gives it its final form, dated now.
func build(m Message, now time.Time) (*gomail.Msg, error) {
	if err := m.check(); err != nil {
		return nil, err
	}
	msg := gomail.NewMsg(gomail.WithNoDefaultUserAgent(), gomail.WithEncoding(gomail.EncodingQP))
	if err := msg.From(m.From); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrMessage, err)
	}
	if err := msg.EnvelopeFrom(m.From); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrMessage, err)
	}
	msg.AddToMailAddress(&netmail.Address{Name: m.ToName, Address: m.To})
	msg.Subject(m.Subject)
	msg.SetMessageIDWithValue(m.MessageID)
	msg.SetDateWithValue(now)
	msg.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834: no out-of-office answers
	if u := m.ListUnsubscribe; strings.HasPrefix(u, "https://") {
		if err := msg.SetListUnsubscribeOneClick(u); err != nil {
			return nil, fmt.Errorf("%w: %w", ErrMessage, err)
		}
	} else if u != "" { // without TLS there is no one-click, only the address
		msg.SetListUnsubscribe(u)
	}
	msg.SetBodyString(gomail.TypeTextPlain, m.Text)
	if m.HTML != "" {
		msg.AddAlternativeString(gomail.TypeTextHTML, m.HTML)
	}
	if len(m.Invite) > 0 { // as a part of its own, which Outlook and Google act upon when it asks something, and as a file for all others
		if m.InviteMethod != "PUBLISH" {
			msg.AddAlternativeString(gomail.ContentType("text/calendar; method="+m.InviteMethod), string(m.Invite))
		}
		if err := msg.AttachReader("afspraak.ics", bytes.NewReader(m.Invite), gomail.WithFileContentType("text/calendar; charset=utf-8; method="+gomail.ContentType(m.InviteMethod))); err != nil {
			return nil, fmt.Errorf("%w: %w", ErrMessage, err)
		}
	}
	for _, f := range m.Files {
		if err := msg.AttachReader(f.Name, bytes.NewReader(f.Data), gomail.WithFileContentType(gomail.ContentType(f.Type))); err != nil {
			return nil, fmt.Errorf("%w: %w", ErrMessage, err)
		}
	}
	return msg, nil
}
