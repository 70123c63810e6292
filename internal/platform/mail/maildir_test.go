package mail

import (
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"schakel/internal/platform/clock"
)

func TestMaildirIsReadBack(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "mail")
	if got, err := List(dir, 10); err != nil || len(got) != 0 {
		t.Fatalf("before the first mail: %v, %v", got, err)
	}
	now := clock.NewMoving(noon)
	box, err := NewMaildir(dir, now)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 3 {
		m := sample()
		m.MessageID = fmt.Sprintf("%d@schakel.example", i)
		m.Subject = fmt.Sprintf("Vráág %d", i)
		if err := box.Send(t.Context(), m); err != nil {
			t.Fatal(err)
		}
		now.Advance(time.Minute)
	}
	if err := os.WriteFile(filepath.Join(dir, "new", "zzz"), []byte("no letter"), 0o600); err != nil {
		t.Fatal(err)
	}
	list, err := List(dir, 2)
	if err != nil || len(list) != 2 || list[0].Subject != "Vráág 2" || list[1].Subject != "Vráág 1" {
		t.Fatalf("%+v, %v", list, err)
	}
	if !list[1].Date.Equal(noon.Add(time.Minute)) || !strings.Contains(list[1].To, "jan@bedrijf.nl") {
		t.Errorf("%+v", list[1])
	}
	l, err := Read(dir, list[0].Name)
	if err != nil {
		t.Fatal(err)
	}
	want := sample()
	if l.Text != want.Text || l.HTML != want.HTML || l.MessageID != "2@schakel.example" || l.ListUnsubscribe != want.ListUnsubscribe {
		t.Errorf("%+v", l)
	}
	if left, err := os.ReadDir(filepath.Join(dir, "tmp")); err != nil || len(left) != 0 {
		t.Errorf("left in tmp: %v, %v", left, err)
	}
}

func TestReadStaysInTheMaildir(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if _, err := NewMaildir(dir, clock.NewMoving(noon)); err != nil {
		t.Fatal(err)
	}
	secret := filepath.Join(dir, "secret")
	if err := os.WriteFile(secret, []byte("Subject: x\r\n\r\ny"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(secret, filepath.Join(dir, "new", "link")); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"", ".", "..", "../secret", `..\secret`, secret, "link", "no"} {
		if _, err := Read(dir, name); !errors.Is(err, ErrNoLetter) {
			t.Errorf("%q: %v", name, err)
		}
	}
}

func TestMaildirRefusesWhatSMTPRefuses(t *testing.T) {
	t.Parallel()
	box, err := NewMaildir(t.TempDir(), clock.NewMoving(noon))
	if err != nil {
		t.Fatal(err)
	}
	m := sample()
	m.Subject = "a\nb"
	if err := box.Send(t.Context(), m); !errors.Is(err, ErrMessage) {
		t.Errorf("got %v", err)
	}
}

// sink is a receiver of another make: Debian's aiosmtpd, which prints what it gets.
const sink = `
import asyncio, sys
from aiosmtpd.controller import Controller
class Sink:
    async def handle_DATA(self, server, session, envelope):
        print("GOT", envelope.mail_from, ",".join(envelope.rcpt_tos), len(envelope.content), flush=True)
        return "250 OK"
c = Controller(Sink(), hostname="127.0.0.1", port=int(sys.argv[1]))
c.start()
print("READY", flush=True)
sys.stdin.read()
c.stop()
`

func TestAnotherServerTakesOurMail(t *testing.T) {
	t.Parallel()
	if err := exec.CommandContext(t.Context(), "/usr/bin/python3", "-c", "import aiosmtpd").Run(); err != nil {
		t.Skip("needs Debian's python3-aiosmtpd")
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := l.Addr().(*net.TCPAddr).Port
	_ = l.Close() // aiosmtpd wants a number
	cmd := exec.CommandContext(t.Context(), "/usr/bin/python3", "-c", sink, fmt.Sprint(port))
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var line string
	if _, err := fmt.Fscanln(out, &line); err != nil || line != "READY" {
		t.Fatalf("%q, %v", line, err)
	}
	tr, err := NewSMTP(fmt.Sprintf("smtp://127.0.0.1:%d", port), clock.NewMoving(noon))
	if err != nil {
		t.Fatal(err)
	}
	if err := tr.Send(t.Context(), sample()); err != nil {
		t.Fatal(err)
	}
	var from, to string
	var size int
	if _, err := fmt.Fscanln(out, &line, &from, &to, &size); err != nil || from != "schakel@example.org" || to != "jan@bedrijf.nl" || size < 500 {
		t.Errorf("%s %s %s %d, %v", line, from, to, size, err)
	}
	_ = in.Close()
	_ = cmd.Wait()
}
