package mailbox_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-imap"
	"github.com/emersion/go-imap/backend/memory"
	"github.com/emersion/go-imap/client"
	"github.com/emersion/go-imap/server"

	"schakel/internal/platform/mailbox"
)

// box is a mail server in this process with a mailbox.
type box struct {
	t        *testing.T
	settings mailbox.Settings
}

func newBox(t *testing.T, mails ...string) *box {
	t.Helper()
	s := server.New(memory.New())
	s.AllowInsecureAuth = true
	var lc net.ListenConfig
	l, err := lc.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go func() { _ = s.Serve(l) }()
	t.Cleanup(func() { _ = s.Close() })
	host, port, _ := net.SplitHostPort(l.Addr().String())
	b := &box{t, mailbox.Settings{Host: host, Port: port, Mode: mailbox.Plain, User: "username", Password: "password", MaxMail: 1000}}
	b.do(func(c *client.Client) error {
		if err := c.Create("Verwerkt"); err != nil {
			return err
		}
		for _, m := range mails {
			if err := c.Append("INBOX", nil, time.Now(), strings.NewReader("Subject: x\r\n\r\n"+m)); err != nil {
				return err
			}
		}
		return nil
	})
	return b
}

func (b *box) do(fn func(c *client.Client) error) {
	b.t.Helper()
	c, err := client.Dial(net.JoinHostPort(b.settings.Host, b.settings.Port))
	if err == nil {
		err = c.Login("username", "password")
	}
	if err == nil {
		err = errors.Join(fn(c), c.Logout())
	}
	if err != nil {
		b.t.Fatal(err)
	}
}

// flags lists the flags of the mails in a folder.
func (b *box) flags(folder string) (out []string) {
	b.do(func(c *client.Client) error {
		state, err := c.Select(folder, true)
		if err != nil || state.Messages == 0 {
			return err
		}
		all := new(imap.SeqSet)
		all.AddRange(1, state.Messages)
		answers := make(chan *imap.Message, 100)
		if err := c.Fetch(all, []imap.FetchItem{imap.FetchFlags}, answers); err != nil {
			return err
		}
		for m := range answers {
			set := slices.DeleteFunc(m.Flags, func(f string) bool { return f == imap.RecentFlag })
			slices.Sort(set)
			out = append(out, strings.Join(set, ""))
		}
		return nil
	})
	return out
}

func body(r io.Reader) (string, error) {
	text, err := io.ReadAll(r)
	_, after, _ := strings.Cut(string(text), "\r\n\r\n")
	return after, err
}

func TestPoll(t *testing.T) {
	t.Parallel()
	b := newBox(t, "first", "hostile", strings.Repeat("x", 2000), "last")
	var seen []string
	take := func(_ context.Context, r io.Reader) (mailbox.Verdict, error) {
		text, err := body(r)
		seen = append(seen, text)
		if text == "hostile" {
			return mailbox.Refused, errors.New("no mail")
		}
		return mailbox.Taken, err
	}
	done, err := mailbox.Poll(t.Context(), b.settings, take)
	if err != nil || done != (mailbox.Counts{Taken: 2, Refused: 2}) || fmt.Sprint(seen) != "[first hostile last]" {
		t.Fatalf("%+v, %v, saw %.60v", done, err, seen)
	}
	t.Run("what was taken is read, what was refused is marked for people", func(t *testing.T) {
		if got := fmt.Sprint(b.flags("INBOX")); got != `[\Seen \Seen \Flagged\Seen \Flagged\Seen \Seen]` {
			t.Error(got)
		}
	})
	t.Run("nothing comes twice", func(t *testing.T) {
		if done, err := mailbox.Poll(t.Context(), b.settings, take); err != nil || done != (mailbox.Counts{}) || len(seen) != 3 {
			t.Errorf("%+v, %v", done, err)
		}
	})
}

func TestPollMovesAndWaits(t *testing.T) {
	t.Parallel()
	b := newBox(t, "first", "second")
	b.settings.Done = "Verwerkt"
	broken := true
	take := func(_ context.Context, r io.Reader) (mailbox.Verdict, error) {
		if text, _ := body(r); broken && text == "second" {
			return mailbox.Later, errors.New("the database is away")
		}
		return mailbox.Taken, nil
	}
	if done, err := mailbox.Poll(t.Context(), b.settings, take); err == nil || done.Taken != 1 {
		t.Errorf("%+v, %v", done, err)
	}
	broken = false
	if done, err := mailbox.Poll(t.Context(), b.settings, take); err != nil || done.Taken != 1 {
		t.Errorf("what waited: %+v, %v", done, err)
	}
	if in, moved := fmt.Sprint(b.flags("INBOX")), b.flags("Verwerkt"); in != `[\Seen \Deleted\Seen \Deleted\Seen]` || len(moved) != 2 {
		t.Errorf("%v, %v", in, moved)
	}
}

func TestPollRefusals(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	never := func(context.Context, io.Reader) (mailbox.Verdict, error) { t.Error("asked"); return mailbox.Later, nil }
	for name, change := range map[string]func(*mailbox.Settings){
		"a wrong password":            func(s *mailbox.Settings) { s.Password = "x" },
		"a folder that is not there":  func(s *mailbox.Settings) { s.Folder = "Nergens" },
		"no encryption to elsewhere":  func(s *mailbox.Settings) { s.Host = "mail.example" },
		"a server without encryption": func(s *mailbox.Settings) { s.Mode = mailbox.TLS },
		"a server without STARTTLS":   func(s *mailbox.Settings) { s.Mode = mailbox.StartTLS },
		"nobody there":                func(s *mailbox.Settings) { s.Port = "1" },
	} {
		s := b.settings
		change(&s)
		if _, err := mailbox.Poll(t.Context(), s, never); err == nil || strings.Contains(err.Error(), "password\"") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
