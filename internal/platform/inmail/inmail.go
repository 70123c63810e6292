// Package inmail reads mails that come in: who wrote to whom, the text for people, the files. A mail is somebody's word from
// outside, so every size and depth has a limit, and nothing in it is believed.
package inmail

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/mail"
	"regexp"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/transform"
)

// Limits of a mail.
const (
	MaxMail   = 25 << 20  // bytes as they came
	maxHeader = 256 << 10 // bytes of the head
	maxText   = 256 << 10 // bytes of text that are kept
	maxDepth  = 8         // of parts inside parts
	maxParts  = 100
	maxPeople = 100 // addresses that are looked at
	maxLine   = 300 // characters of a subject or a name
)

// Why a mail is not taken.
var (
	ErrTooLarge  = errors.New("inmail: larger than 25 MB")
	ErrMalformed = errors.New("inmail: not a mail")
	ErrNested    = errors.New("inmail: too many parts, or parts too deep inside each other")
)

// Address is somebody in the head of a mail. Email is in small letters.
type Address struct{ Name, Email string }

// File is a part that is no text.
type File struct {
	Name    string // as the mail says
	Content []byte
}

// Message is a mail as it was read.
type Message struct {
	ID        string // Message-ID; empty without one
	Subject   string
	From      Address
	To        []Address // and Cc
	Delivered []string  // to whom the mail servers say they brought it
	Date      time.Time // zero when it is missing or wrong
	Text      string    // what was written now
	Quoted    string    // what it answered to
	Forwarded *Address  // who wrote the mail that was forwarded in it
	Files     []File
}

var words = mime.WordDecoder{CharsetReader: charset}

// charset reads text in an encoding; what nobody knows is read as Windows-1252, in which every byte is something.
func charset(label string, r io.Reader) (io.Reader, error) {
	e, err := htmlindex.Get(label)
	if err != nil {
		e, err = htmlindex.Get("windows-1252")
	}
	if err != nil {
		return nil, err
	}
	return transform.NewReader(r, e.NewDecoder()), nil
}

// Read reads one mail.
func Read(r io.Reader) (*Message, error) {
	raw, err := io.ReadAll(io.LimitReader(r, MaxMail+1))
	if err != nil {
		return nil, fmt.Errorf("inmail: %w", err)
	}
	if len(raw) > MaxMail {
		return nil, ErrTooLarge
	}
	return parse(raw)
}

func parse(raw []byte) (*Message, error) {
	raw = bytes.TrimLeft(raw, "\r\n")
	if rest, ok := bytes.CutPrefix(raw, []byte("From ")); ok { // an mbox line, as some servers pipe it
		_, raw, _ = bytes.Cut(rest, []byte("\n"))
	}
	head := raw[:min(len(raw), maxHeader)]
	if !bytes.Contains(head, []byte("\n\n")) && !bytes.Contains(head, []byte("\n\r\n")) && len(raw) > maxHeader {
		return nil, ErrMalformed
	}
	in, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return nil, ErrMalformed
	}
	m := &Message{ID: clip(in.Header.Get("Message-Id")), Subject: Line(in.Header.Get("Subject"))}
	if at, err := in.Header.Date(); err == nil && at.Year() > 1980 && at.Year() < 2200 {
		m.Date = at
	}
	if from := addresses(in.Header["From"]); len(from) > 0 {
		m.From = from[0]
	}
	if m.From.Email == "" {
		return nil, ErrMalformed
	}
	m.To = addresses(append(append([]string{}, in.Header["To"]...), in.Header["Cc"]...))
	for _, name := range []string{"Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To"} {
		for _, a := range addresses(in.Header[name]) {
			m.Delivered = append(m.Delivered, a.Email)
		}
	}
	p := &parts{message: m}
	if err := p.walk(map[string][]string(in.Header), in.Body, 0); err != nil {
		return nil, err
	}
	p.finish()
	return m, nil
}

// bare finds addresses in a line that is not understood: between brackets, or a word of its own.
var bare = regexp.MustCompile(`<([^<>\s=?]+@[^<>\s=?]+)>|(?:^|[\s,;])([^<>\s,;"=?]+@[^<>\s,;"=?]+)(?:$|[\s,;])`)

// addresses reads the addresses of some lines of the head. A line that is not understood as a whole gives what looks like an
// address in it.
func addresses(lines []string) []Address {
	parser := mail.AddressParser{WordDecoder: &words}
	var out []Address
	add := func(name, email string) {
		email = strings.ToLower(strings.TrimSpace(email))
		if len(out) < maxPeople && len(email) < 255 && strings.Count(email, "@") == 1 && !strings.ContainsFunc(email, unicode.IsControl) {
			out = append(out, Address{Line(name), email})
		}
	}
	for _, line := range lines[:min(len(lines), maxPeople)] {
		list, err := parser.ParseList(line)
		for _, a := range list {
			add(a.Name, a.Address)
		}
		if err != nil {
			for _, found := range bare.FindAllStringSubmatch(clip(line), maxPeople) {
				add("", found[1]+found[2])
			}
		}
	}
	return out
}

// Line is a text of the head as one line for people: words decoded, without what does not show.
func Line(s string) string {
	if len(s) > 8*maxLine {
		s = s[:8*maxLine]
	}
	if decoded, err := words.DecodeHeader(s); err == nil {
		s = decoded
	}
	return clip(s)
}

func clip(s string) string {
	s = strings.Join(strings.FieldsFunc(strings.ToValidUTF8(s, "�"), func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }), " ")
	s = strings.Map(shown, s)
	if runes := []rune(s); len(runes) > maxLine {
		return string(runes[:maxLine])
	}
	return s
}

// shown drops what does not show or turns the direction of the text around it.
func shown(r rune) rune {
	if r == '\n' || r == '\t' {
		return r
	}
	if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
		return -1
	}
	return r
}
