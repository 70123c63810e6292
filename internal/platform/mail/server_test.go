package mail

import (
	"bufio"
	"fmt"
	"net"
	"strings"
	"sync"
	"testing"
)

// envelope is what the test server received.
type envelope struct {
	from string
	to   []string
	data string
	auth string
}

// server is a minimal SMTP server (RFC 5321) for these tests.
type server struct {
	addr   string
	refuse string // answer to RCPT instead of 250

	mu    sync.Mutex
	got   []envelope
	begun int // conversations
	talks map[net.Conn]bool
}

// conversations counts how often somebody connected.
func (s *server) conversations() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.begun
}

// open counts the conversations that go on.
func (s *server) open() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.talks)
}

// hangUp ends all conversations, as a server does that restarts.
func (s *server) hangUp() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for conn := range s.talks {
		_ = conn.Close()
	}
}

// listen starts a server that stops with the test.
func listen(t *testing.T, refuse string) *server {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &server{addr: l.Addr().String(), refuse: refuse, talks: map[net.Conn]bool{}}
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			wg.Go(func() { s.talk(conn) })
		}
	})
	t.Cleanup(func() { _ = l.Close(); s.hangUp(); wg.Wait() })
	return s
}

func (s *server) talk(conn net.Conn) {
	s.mu.Lock()
	s.begun++
	s.talks[conn] = true
	s.mu.Unlock()
	defer func() {
		_ = conn.Close()
		s.mu.Lock()
		delete(s.talks, conn)
		s.mu.Unlock()
	}()
	say := func(line string) { _, _ = fmt.Fprintf(conn, "%s\r\n", line) }
	lines := bufio.NewScanner(conn)
	var e envelope
	say("220 test")
	for lines.Scan() {
		line := lines.Text()
		verb, rest, _ := strings.Cut(line, " ")
		switch strings.ToUpper(verb) {
		case "EHLO":
			say("250-test")
			say("250 AUTH PLAIN")
		case "AUTH":
			e.auth = rest
			say("235 ok")
		case "MAIL":
			e.from = rest
			say("250 ok")
		case "RCPT":
			if s.refuse != "" {
				say(s.refuse)
				continue
			}
			e.to = append(e.to, rest)
			say("250 ok")
		case "DATA":
			say("354 go")
			var data strings.Builder
			for lines.Scan() && lines.Text() != "." {
				data.WriteString(strings.TrimPrefix(lines.Text(), ".") + "\r\n")
			}
			e.data = data.String()
			s.mu.Lock()
			s.got = append(s.got, e)
			s.mu.Unlock()
			e = envelope{auth: e.auth}
			say("250 ok")
		case "QUIT":
			say("221 bye")
			return
		default:
			say("250 ok")
		}
	}
}

func (s *server) received() []envelope {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.got
}
