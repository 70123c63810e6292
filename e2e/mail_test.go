package e2e

import (
	"context"
	"regexp"
	"strings"
	"testing"

	"schakel/internal/platform/mail"
)

// mailbox sends what is queued and returns all letters to an address, the newest first.
func (s *stage) mailbox(t *testing.T, to string) []*mail.Letter {
	t.Helper()
	if _, err := s.Jobs.Drain(context.Background()); err != nil {
		t.Fatal(err)
	}
	entries, err := mail.List(s.MailDir, 500)
	if err != nil {
		t.Fatal(err)
	}
	var out []*mail.Letter
	for _, e := range entries {
		if !strings.Contains(e.To, to) {
			continue
		}
		letter, err := mail.Read(s.MailDir, e.Name)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, letter)
	}
	return out
}

// mail returns the newest letter to an address whose subject holds the words.
func (s *stage) mail(t *testing.T, to, subject string) *mail.Letter {
	t.Helper()
	var subjects []string
	for _, l := range s.mailbox(t, to) {
		if strings.Contains(l.Subject, subject) {
			return l
		}
		subjects = append(subjects, l.Subject)
	}
	t.Fatalf("no mail to %s about %q; there are: %q", to, subject, subjects)
	return nil
}

var address = regexp.MustCompile(`http://[a-z.:0-9]+(/[^\s"<>]+)`)

// linkIn returns the path of the link in a mail. The same link stands in the plain text and behind the button.
func linkIn(t *testing.T, l *mail.Letter) string {
	t.Helper()
	text := address.FindStringSubmatch(l.Text)
	if text == nil {
		t.Fatalf("no link in %q:\n%s", l.Subject, l.Text)
	}
	if !strings.Contains(l.HTML, `href="`+text[0]+`"`) {
		t.Errorf("the button of %q leads elsewhere than the text's %s", l.Subject, text[0])
	}
	return text[1]
}
