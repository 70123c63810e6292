package tabular

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"schakel/internal/platform/fault"
)

// encoding of a CSV file.
type encoding int

const (
	undecided   encoding = iota // ASCII so far: the first line with other bytes decides
	utf8Text                    // by its mark, or because that line was valid
	windows1252                 // otherwise: what older spreadsheet programs write
	utf16Text                   // by its mark
)

// lines reads a CSV file line by line as UTF-8. A line ends with LF, CRLF or CR.
type lines struct {
	r        *bufio.Reader
	encoding encoding
	max      int // bytes
	number   int // of the line read last
	buf      []byte
}

// newLines looks at the byte order mark.
func newLines(r *bufio.Reader, limits Limits) (*lines, error) {
	l := &lines{r: r, max: limits.LineBytes}
	mark, err := r.Peek(3)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, readError(err)
	}
	switch {
	case bytes.HasPrefix(mark, []byte("\xef\xbb\xbf")):
		l.encoding = utf8Text
		_, _ = r.Discard(3) // just seen
	case bytes.HasPrefix(mark, []byte("\xff\xfe")), bytes.HasPrefix(mark, []byte("\xfe\xff")):
		l.encoding = utf16Text
		decoder := unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder()
		l.r = bufio.NewReaderSize(transform.NewReader(r, decoder), 64<<10)
	}
	return l, nil
}

// next returns a line without its end, io.EOF after the last.
func (l *lines) next() (string, error) {
	l.buf = l.buf[:0]
	l.number++
	for {
		b, err := l.r.ReadByte()
		if errors.Is(err, io.EOF) && len(l.buf) > 0 {
			break
		}
		if errors.Is(err, io.EOF) {
			return "", io.EOF
		}
		if err != nil {
			return "", readError(err)
		}
		if b == '\r' {
			if after, err := l.r.Peek(1); err == nil && after[0] == '\n' {
				_, _ = l.r.Discard(1) // just seen
			}
			break
		}
		if b == '\n' {
			break
		}
		if b == '\v' || b == '\f' {
			b = ' ' // soft line ends of some programs
		}
		if b < ' ' && b != '\t' || b == 0x7f {
			return "", fault.Invalid("tabular.not_a_table") // no text has these
		}
		if l.buf = append(l.buf, b); len(l.buf) > l.max {
			return "", fault.Invalid("tabular.line_too_long", l.number)
		}
	}
	return l.decode()
}

// decode makes UTF-8 of the line.
func (l *lines) decode() (string, error) {
	if l.encoding == undecided && !ascii(l.buf) {
		l.encoding = windows1252
		if utf8.Valid(l.buf) {
			l.encoding = utf8Text
		}
	}
	bad := fault.Invalid("tabular.bad_encoding", l.number)
	switch l.encoding {
	case utf8Text:
		if !utf8.Valid(l.buf) {
			return "", bad
		}
	case utf16Text:
		if bytes.ContainsRune(l.buf, utf8.RuneError) { // the decoder puts it for what it can't read
			return "", bad
		}
	case windows1252:
		if undefined(l.buf) {
			return "", bad
		}
		text, err := charmap.Windows1252.NewDecoder().Bytes(l.buf)
		if err != nil {
			return "", bad
		}
		return string(text), nil
	}
	return string(l.buf), nil
}

func ascii(b []byte) bool {
	for _, c := range b {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// undefined reports bytes to which Windows-1252 gives no character.
func undefined(b []byte) bool {
	for _, c := range b {
		switch c {
		case 0x81, 0x8d, 0x8f, 0x90, 0x9d:
			return true
		}
	}
	return false
}
