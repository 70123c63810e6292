package maildrop_test

import (
	"log/slog"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-imap/backend/memory"
	"github.com/emersion/go-imap/client"
	"github.com/emersion/go-imap/server"

	"schakel/internal/domain/maildrop"
	"schakel/internal/kernel/job"
	"schakel/internal/platform/mailbox"
)

// TestPoll reads a mailbox on a real mail server in this process, as the job does.
func TestPoll(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	s := server.New(memory.New())
	s.AllowInsecureAuth = true
	var lc net.ListenConfig
	l, err := lc.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go func() { _ = s.Serve(l) }()
	t.Cleanup(func() { _ = s.Close() })
	good := e.mail("Erik <erik@prive.nl>", e.me, "1@x", "\nTot maandag\n")
	deep := e.mail("Erik <erik@prive.nl>", e.me, "2@x", "Content-Type: multipart/mixed; boundary=b\n\n"+strings.Repeat("--b\nContent-Type: multipart/mixed; boundary=b\n\n", 1000))
	c, err := client.Dial(l.Addr().String())
	if err == nil {
		err = c.Login("username", "password")
	}
	for _, m := range []string{"Subject: for nobody\n\nx", deep, good, good, e.mail(e.me, "b@onbekend.nl", "3@x", "\n\x00\xff nul\n")} {
		if err == nil {
			err = c.Append("INBOX", nil, time.Now(), strings.NewReader(strings.ReplaceAll(m, "\n", "\r\n")))
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	host, port, _ := net.SplitHostPort(l.Addr().String())
	settings := mailbox.Settings{Host: host, Port: port, Mode: mailbox.Plain, User: "username", Password: "password"}
	runner := &job.Runner{DB: e.DB, Clock: e.Clock, Log: slog.New(slog.NewTextHandler(e.log, nil)), Workers: map[job.Kind]job.Worker{maildrop.PollKind: e.drop.Poll(settings)}}
	for range 2 {
		for range 3 { // of several replicas one reads
			if err := e.drop.QueuePoll(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if n, err := runner.Drain(t.Context()); n != 1 || err != nil {
			t.Fatalf("%d, %v", n, err)
		}
	}
	if got := len(e.timeline(e.Twente.Relation)); got != 1 {
		t.Errorf("%d mails on the timeline\n%s", got, e.log)
	}
	if got := e.inbox(e.Twente.Relation); len(got) != 1 || got[0].Other != "b@onbekend.nl" {
		t.Errorf("to place: %+v\n%s", got, e.log)
	}
	if text := e.log.String(); !strings.Contains(text, "taken=3 refused=2") || strings.Contains(text, "maandag") {
		t.Error(text)
	}
	t.Run("the operator reads in the log that the mailbox cannot be read", func(t *testing.T) {
		settings.Password = "wrong-one"
		runner.Workers[maildrop.PollKind] = e.drop.Poll(settings)
		if err := e.drop.QueuePoll(t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, err := runner.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
		if text := e.log.String(); !strings.Contains(text, "job failed") || !strings.Contains(text, "sign in") || strings.Contains(text, "wrong-one") {
			t.Error(text)
		}
	})
}
