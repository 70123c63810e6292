package mail

import (
	"context"
	"errors"
	netmail "net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"schakel/internal/platform/clock"
)

var noon = time.Date(2026, 11, 25, 11, 0, 0, 0, time.UTC)

func sample() Message {
	return Message{
		MessageID: "0193-abc@schakel.example", From: "Schakel <schakel@example.org>",
		To: "jan@bedrijf.nl", ToName: "Jan, de Vriés", Subject: "Gastles op vrijdag – kom je?",
		Text: "Beste Jan,\n\nEén vraag.\n.punt\nhttps://schakel.example/l/abc=def", HTML: "<p>Eén vraag &amp; meer</p>",
		ListUnsubscribe: "https://schakel.example/l/stop",
	}
}

func TestSMTPDeliversOneMessageToOnePerson(t *testing.T) {
	t.Parallel()
	s := listen(t, "")
	tr, err := NewSMTP("smtp://user:secret@"+s.addr, clock.NewMoving(noon))
	if err != nil {
		t.Fatal(err)
	}
	if err := tr.Send(t.Context(), sample()); err != nil {
		t.Fatal(err)
	}
	got := s.received()
	if len(got) != 1 || !strings.HasPrefix(got[0].from, "FROM:<schakel@example.org>") || len(got[0].to) != 1 || !strings.HasPrefix(got[0].to[0], "TO:<jan@bedrijf.nl>") {
		t.Fatalf("envelope %+v", got)
	}
	if got[0].auth != "PLAIN AHVzZXIAc2VjcmV0" {
		t.Errorf("auth %q", got[0].auth)
	}
	msg, err := netmail.ReadMessage(strings.NewReader(got[0].data))
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"Message-ID":            "<0193-abc@schakel.example>",
		"Date":                  "Wed, 25 Nov 2026 11:00:00 +0000",
		"Auto-Submitted":        "auto-generated",
		"List-Unsubscribe":      "<https://schakel.example/l/stop>",
		"List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
		"User-Agent":            "",
		"X-Mailer":              "",
		"Bcc":                   "",
	} {
		if v := msg.Header.Get(name); v != want {
			t.Errorf("%s: %q, want %q", name, v, want)
		}
	}
	to, err := msg.Header.AddressList("To")
	if err != nil || len(to) != 1 || to[0].Name != "Jan, de Vriés" || to[0].Address != "jan@bedrijf.nl" {
		t.Errorf("to %v, %v", to, err)
	}
}

func TestMessagesShareAConversation(t *testing.T) {
	t.Parallel()
	s := listen(t, "")
	tr, err := NewSMTP("smtp://"+s.addr, clock.NewMoving(noon))
	if err != nil {
		t.Fatal(err)
	}
	send := func() {
		t.Helper()
		if err := tr.Send(t.Context(), sample()); err != nil {
			t.Fatal(err)
		}
	}
	send()
	send()
	if s.conversations() != 1 || len(s.received()) != 2 {
		t.Errorf("%d messages in %d conversations, want 2 in 1", len(s.received()), s.conversations())
	}
	s.hangUp()
	send()
	if s.conversations() != 2 || len(s.received()) != 3 {
		t.Errorf("after the server hung up: %d messages in %d conversations, want 3 in 2", len(s.received()), s.conversations())
	}
	var several sync.WaitGroup
	for range 10 {
		several.Go(func() {
			if err := tr.Send(t.Context(), sample()); err != nil {
				t.Error(err)
			}
		})
	}
	several.Wait()
	if got := len(s.received()); got != 13 {
		t.Errorf("%d messages arrived, want 13", got)
	}
	tr.keep = time.Millisecond
	send()
	for s.open() > keepMost-1 { // the one used last is not kept
		time.Sleep(time.Millisecond)
	}
}

func TestARefusalEndsTheConversation(t *testing.T) {
	t.Parallel()
	s := listen(t, "550 no such user")
	tr, err := NewSMTP("smtp://"+s.addr, clock.NewMoving(noon))
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := tr.Send(t.Context(), sample()); !Permanent(err) {
			t.Errorf("got %v", err)
		}
	}
	for s.open() > 0 {
		time.Sleep(time.Millisecond)
	}
}

func TestRefusalsArePermanentOrNot(t *testing.T) {
	t.Parallel()
	for answer, permanent := range map[string]bool{"550 no such user": true, "451 later": false} {
		t.Run(answer, func(t *testing.T) {
			t.Parallel()
			s := listen(t, answer)
			tr, err := NewSMTP("smtp://"+s.addr, clock.NewMoving(noon))
			if err != nil {
				t.Fatal(err)
			}
			if err := tr.Send(t.Context(), sample()); err == nil || Permanent(err) != permanent {
				t.Errorf("%v: permanent %v", err, Permanent(err))
			}
		})
	}
	t.Run("nobody there", func(t *testing.T) {
		t.Parallel()
		tr, err := NewSMTP("smtp://127.0.0.1:1", clock.NewMoving(noon))
		if err != nil {
			t.Fatal(err)
		}
		if err := tr.Send(t.Context(), sample()); err == nil || Permanent(err) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("cancelled", func(t *testing.T) {
		t.Parallel()
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		s := listen(t, "")
		tr, err := NewSMTP("smtp://"+s.addr, clock.NewMoving(noon))
		if err != nil {
			t.Fatal(err)
		}
		if err := tr.Send(ctx, sample()); err == nil || len(s.received()) != 0 {
			t.Errorf("got %v", err)
		}
	})
}

func TestPasswordNeverGoesWithoutTLS(t *testing.T) {
	t.Parallel()
	for address, policy := range map[string]string{
		"smtp://mail.example.org":            "TLSOpportunistic",
		"smtp://user:pw@mail.example.org":    "TLSMandatory",
		"smtp://user:pw@127.0.0.1:2525":      "TLSOpportunistic",
		"smtps://user:pw@mail.example.org":   "TLSMandatory",
		"smtp://user:pw@mail.example.org:25": "TLSMandatory",
	} {
		s, err := NewSMTP(address, clock.NewMoving(noon))
		if err != nil {
			t.Fatal(err)
		}
		if got := s.client.TLSPolicy(); got != policy {
			t.Errorf("%s: %v", address, got)
		}
	}
}

func TestAddressesOfServers(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{"", "mail.example", "http://mail.example", "smtp://", "smtp://h:0", "smtp://h:x", "smtp://u:geheim@h:99999"} {
		if _, err := NewSMTP(bad, clock.NewMoving(noon)); err == nil || strings.Contains(err.Error(), "geheim") {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func TestMessagesThatCantBeSent(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*Message){
		"line in subject":     func(m *Message) { m.Subject = "x\r\nBcc: y@z.nl" },
		"lone LF in subject":  func(m *Message) { m.Subject = "x\nBcc: y@z.nl" },
		"line separator":      func(m *Message) { m.Subject = "x\u2028Bcc: y@z.nl" },
		"broken utf-8":        func(m *Message) { m.Subject = "x\xff" },
		"line in name":        func(m *Message) { m.ToName = "Jan\rBcc: y@z.nl" },
		"line in recipient":   func(m *Message) { m.To = "a@b.nl\nBcc: y@z.nl" },
		"two recipients":      func(m *Message) { m.To = "a@b.nl, c@d.nl" },
		"name in recipient":   func(m *Message) { m.To = "Jan <a@b.nl>" },
		"no recipient":        func(m *Message) { m.To = "" },
		"line in sender":      func(m *Message) { m.From = "a@b.nl\n" },
		"no sender":           func(m *Message) { m.From = "Schakel" },
		"no message id":       func(m *Message) { m.MessageID = "" },
		"message id brackets": func(m *Message) { m.MessageID = "a@b> <c@d" },
		"message id half":     func(m *Message) { m.MessageID = "abc" },
		"no subject":          func(m *Message) { m.Subject = " " },
		"no text":             func(m *Message) { m.Text = "" },
		"endless subject":     func(m *Message) { m.Subject = strings.Repeat("x", maxHeader+1) },
		"huge body":           func(m *Message) { m.HTML = strings.Repeat("x", maxBody+1) },
		"unsubscribe scheme":  func(m *Message) { m.ListUnsubscribe = "javascript:x" },
		"unsubscribe twice":   func(m *Message) { m.ListUnsubscribe = "https://a.nl>, <https://b.nl" },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := sample()
			change(&m)
			if _, err := build(m, noon); !errors.Is(err, ErrMessage) || !Permanent(err) {
				t.Errorf("got %v", err)
			}
		})
	}
}

// FuzzHeaders checks that no field makes another header or recipient (X5).
func FuzzHeaders(f *testing.F) {
	f.Add("Jan", "Onderwerp", "text")
	f.Add("a\r\nBcc: x@y.nl", "=?utf-8?q?=0D=0ABcc:_x@y.nl?=", "\r\n.\r\nMAIL FROM:<x@y.nl>")
	f.Add("\",<x@y.nl>", "x\u0085Bcc: x@y.nl", "--boundary")
	allowed := map[string]bool{
		"Auto-Submitted": true, "Content-Transfer-Encoding": true, "Content-Type": true, "Date": true, "From": true,
		"List-Unsubscribe": true, "List-Unsubscribe-Post": true, "Message-Id": true, "Mime-Version": true, "Subject": true, "To": true,
	}
	f.Fuzz(func(t *testing.T, name, subject, text string) {
		m := sample()
		m.ToName, m.Subject, m.Text = name, subject, text
		built, err := build(m, noon)
		if err != nil {
			return
		}
		var b strings.Builder
		if _, err := built.WriteTo(&b); err != nil {
			t.Fatal(err)
		}
		msg, err := netmail.ReadMessage(strings.NewReader(b.String()))
		if err != nil {
			t.Fatal(err)
		}
		for h, values := range msg.Header {
			if !allowed[h] || len(values) != 1 {
				t.Fatalf("header %s: %q", h, values)
			}
		}
		if to, err := msg.Header.AddressList("To"); err != nil || len(to) != 1 || to[0].Address != m.To {
			t.Fatalf("to %v, %v", to, err)
		}
	})
}
