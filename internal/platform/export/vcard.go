package export

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// Card is somebody, or an organisation when Name is empty, for an address book.
type Card struct {
	Name, Organisation, Title, Phone, Email, URL string
	Street, Postcode, Place                      string
}

// WriteCard writes a vCard 4.0 (RFC 6350).
func WriteCard(w io.Writer, c Card) error {
	var b strings.Builder
	line := func(name, value string) {
		if value != "" {
			foldLine(&b, name+":"+value)
		}
	}
	b.WriteString("BEGIN:VCARD\r\nVERSION:4.0\r\n")
	if c.Name == "" {
		line("KIND", "org")
		line("FN", cardText(c.Organisation))
	} else {
		line("KIND", "individual")
		line("FN", cardText(c.Name))
	}
	line("ORG", cardText(c.Organisation))
	line("TITLE", cardText(c.Title))
	line("TEL;TYPE=work", cardText(c.Phone))
	line("EMAIL;TYPE=work", cardText(c.Email))
	line("URL", cardText(c.URL))
	if c.Street+c.Postcode+c.Place != "" {
		line("ADR;TYPE=work", ";;"+cardText(c.Street)+";"+cardText(c.Place)+";;"+cardText(c.Postcode)+";")
	}
	b.WriteString("END:VCARD\r\n")
	if _, err := io.WriteString(w, b.String()); err != nil {
		return fmt.Errorf("export: %w", err)
	}
	return nil
}

var cardSigns = strings.NewReplacer(`\`, `\\`, ",", `\,`, ";", `\;`, "\r\n", `\n`, "\n", `\n`, "\r", `\n`)

// cardText escapes a value, and leaves out control signs.
func cardText(s string) string { return cardSigns.Replace(Text(s).text) }

// foldLine breaks a line after at most 75 bytes, between characters.
func foldLine(b *strings.Builder, line string) {
	const most = 75
	for room := most; len(line) > room; room = most - 1 {
		cut := room
		for !utf8.RuneStart(line[cut]) {
			cut--
		}
		b.WriteString(line[:cut] + "\r\n ")
		line = line[cut:]
	}
	b.WriteString(line + "\r\n")
}
