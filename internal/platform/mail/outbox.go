package mail

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	netmail "net/mail"
	"net/textproto"
	"os"
	"slices"
	"strings"
	"time"
)

// Entry is a message in a Maildir's list.
type Entry struct {
	Name    string // for Read
	Date    time.Time
	From    string
	To      string
	Subject string
}

// Letter is a message read back from a Maildir.
type Letter struct {
	Entry
	MessageID       string
	ListUnsubscribe string
	Text            string
	HTML            string
}

// ErrNoLetter says that a Maildir has no message of that name.
var ErrNoLetter = errors.New("mail: no such message")

// maxRead bounds a message that is read back: both bodies, encoded.
const maxRead = 4 * maxBody

// List returns at most limit messages of the Maildir dir, the newest first. A missing directory is empty.
func List(dir string, limit int) ([]Entry, error) {
	root, err := open(dir)
	if errors.Is(err, ErrNoLetter) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer func() { _ = root.Close() }()
	names, err := fs.ReadDir(root.FS(), ".")
	if err != nil {
		return nil, fmt.Errorf("mail: %w", err)
	}
	var entries []Entry
	for _, n := range slices.Backward(names) { // names sort by time
		if len(entries) == limit {
			break
		}
		if l, err := read(root, n.Name(), false); err == nil { // a foreign file is no letter
			entries = append(entries, l.Entry)
		}
	}
	return entries, nil
}

// Read returns a message of the Maildir dir by the name that List gave; ErrNoLetter for any other name.
func Read(dir, name string) (*Letter, error) {
	root, err := open(dir)
	if err != nil {
		return nil, err
	}
	defer func() { _ = root.Close() }()
	return read(root, name, true)
}

// open opens dir/new as a root that names can't leave.
func open(dir string) (*os.Root, error) {
	root, err := os.OpenRoot(dir + "/new")
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNoLetter
	}
	if err != nil {
		return nil, fmt.Errorf("mail: %w", err)
	}
	return root, nil
}

func read(root *os.Root, name string, bodies bool) (*Letter, error) {
	if strings.ContainsAny(name, `/\`) {
		return nil, ErrNoLetter
	}
	f, err := root.Open(name)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNoLetter, err)
	}
	defer func() { _ = f.Close() }()
	msg, err := netmail.ReadMessage(io.LimitReader(f, maxRead))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNoLetter, err)
	}
	l := &Letter{Entry: Entry{Name: name, From: header(msg, "From"), To: header(msg, "To"), Subject: header(msg, "Subject")}}
	l.Date, _ = msg.Header.Date()
	l.MessageID = strings.Trim(msg.Header.Get("Message-ID"), "<>")
	l.ListUnsubscribe = strings.Trim(msg.Header.Get("List-Unsubscribe"), "<>")
	if bodies {
		if err := l.body(textproto.MIMEHeader(msg.Header), msg.Body, 0); err != nil {
			return nil, fmt.Errorf("mail: %s: %w", name, err)
		}
	}
	return l, nil
}

// header decodes an encoded header.
func header(msg *netmail.Message, name string) string {
	raw := msg.Header.Get(name)
	text, err := new(mime.WordDecoder).DecodeHeader(raw)
	if err != nil {
		return raw
	}
	return text
}

// body collects the first text and the first HTML of a message's parts.
func (l *Letter) body(h textproto.MIMEHeader, r io.Reader, depth int) error {
	kind, params, err := mime.ParseMediaType(h.Get("Content-Type"))
	if err != nil {
		kind = "text/plain"
	}
	if strings.HasPrefix(kind, "multipart/") && depth < 4 {
		parts := multipart.NewReader(r, params["boundary"])
		for {
			p, err := parts.NextRawPart()
			if err == io.EOF {
				return nil
			}
			if err != nil {
				return err
			}
			if err := l.body(p.Header, p, depth+1); err != nil {
				return err
			}
		}
	}
	switch strings.ToLower(h.Get("Content-Transfer-Encoding")) {
	case "quoted-printable":
		r = quotedprintable.NewReader(r)
	case "base64":
		r = base64.NewDecoder(base64.StdEncoding, r)
	}
	data, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	text := strings.ReplaceAll(string(data), "\r\n", "\n")
	switch {
	case kind == "text/html" && l.HTML == "":
		l.HTML = text
	case kind == "text/plain" && l.Text == "":
		l.Text = text
	}
	return nil
}
