package inmail

import (
	"bytes"
	"encoding/base64"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"net/textproto"
	"strings"

	"golang.org/x/net/html"
)

// parts collects what the parts of a mail hold.
type parts struct {
	message *Message
	count   int
	plain   strings.Builder
	marked  strings.Builder // text of web pages, for mails that have no other
}

// walk reads a part and what is in it.
func (p *parts) walk(header map[string][]string, body io.Reader, depth int) error {
	if p.count++; p.count > maxParts || depth > maxDepth {
		return ErrNested
	}
	h := textproto.MIMEHeader(header)
	mediaType, params, err := mime.ParseMediaType(h.Get("Content-Type"))
	if err != nil && !errors.Is(err, mime.ErrInvalidMediaParameter) {
		mediaType = "text/plain"
	}
	if strings.HasPrefix(mediaType, "multipart/") && params["boundary"] != "" {
		return p.several(multipart.NewReader(body, params["boundary"]), depth)
	}
	body = decoded(h.Get("Content-Transfer-Encoding"), body)
	disposition, about, _ := mime.ParseMediaType(h.Get("Content-Disposition")) // what is wrong says nothing
	name := Line(about["filename"])
	if name == "" {
		name = Line(params["name"])
	}
	switch {
	case mediaType == "message/rfc822":
		return p.forwarded(body, depth)
	case disposition == "attachment" || name != "" && !strings.HasPrefix(mediaType, "text/"):
	case mediaType == "text/plain":
		return keep(&p.plain, params["charset"], body)
	case mediaType == "text/html":
		var page strings.Builder
		if err := keep(&page, params["charset"], body); err != nil {
			return err
		}
		p.marked.WriteString(textOf(page.String()))
		return nil
	}
	content, err := io.ReadAll(io.LimitReader(body, MaxMail))
	if err != nil && len(content) == 0 {
		return nil // a part that cannot be decoded is left out; the rest of the mail is still worth having
	}
	if len(content) > 0 {
		p.message.Files = append(p.message.Files, File{name, content})
	}
	return nil
}

// several walks through the parts of a part. A mail that ends in the middle gives what came.
func (p *parts) several(r *multipart.Reader, depth int) error {
	for {
		part, err := r.NextRawPart()
		if err != nil {
			return nil //nolint:nilerr // the end, or a mail that was cut off
		}
		if err := p.walk(part.Header, part, depth+1); err != nil {
			return err
		}
	}
}

// forwarded reads a mail inside the mail: who wrote it, and its text and files.
func (p *parts) forwarded(body io.Reader, depth int) error {
	in, err := mail.ReadMessage(io.LimitReader(body, MaxMail))
	if err != nil {
		return nil //nolint:nilerr // not a mail after all
	}
	if from := addresses(in.Header["From"]); len(from) > 0 && p.message.Forwarded == nil {
		p.message.Forwarded = &from[0]
	}
	return p.walk(map[string][]string(in.Header), in.Body, depth+1)
}

func decoded(encoding string, body io.Reader) io.Reader {
	switch strings.ToLower(strings.TrimSpace(encoding)) {
	case "base64":
		return base64.NewDecoder(base64.StdEncoding, body)
	case "quoted-printable":
		return quotedprintable.NewReader(body)
	}
	return body
}

// keep adds the text of a part, as far as there is room. What follows an error is left out.
func keep(into *strings.Builder, label string, body io.Reader) error {
	room := int64(maxText - into.Len())
	if room <= 0 {
		return nil
	}
	if label == "" {
		label = "utf-8"
	}
	r, err := charset(label, io.LimitReader(body, room))
	if err != nil {
		return err
	}
	content, _ := io.ReadAll(io.LimitReader(r, room)) // what came until it went wrong
	into.WriteString(strings.ToValidUTF8(string(bytes.ReplaceAll(content, []byte("\r\n"), []byte("\n"))), "�"))
	into.WriteString("\n")
	return nil
}

// textOf is what a web page says to people.
func textOf(page string) string {
	var out strings.Builder
	z := html.NewTokenizer(strings.NewReader(page))
	z.SetMaxBuf(maxText)
	hidden := 0
	for {
		switch z.Next() {
		case html.ErrorToken:
			return out.String()
		case html.StartTagToken:
			switch name, _ := z.TagName(); string(name) {
			case "script", "style", "head", "title":
				hidden++
			case "p", "div", "tr", "li", "blockquote", "h1", "h2", "h3":
				out.WriteString("\n")
			}
		case html.EndTagToken:
			switch name, _ := z.TagName(); string(name) {
			case "script", "style", "head", "title":
				hidden = max(0, hidden-1)
			}
		case html.SelfClosingTagToken:
			if name, _ := z.TagName(); string(name) == "br" {
				out.WriteString("\n")
			}
		case html.TextToken:
			if hidden == 0 {
				out.WriteString(strings.Join(strings.Fields(string(z.Text())), " "))
				out.WriteString(" ")
			}
		}
	}
}

// finish takes the text for people, and folds what it answers to.
func (p *parts) finish() {
	text := p.plain.String()
	if strings.TrimSpace(text) == "" {
		text = p.marked.String()
	}
	text = strings.Map(shown, text)
	if p.message.Forwarded == nil {
		p.message.Forwarded = forwardedIn(text)
	}
	p.message.Text, p.message.Quoted = fold(text, p.message.Forwarded != nil)
}
