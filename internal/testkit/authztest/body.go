package authztest

import (
	"bytes"
	"encoding/base64"
	"io"
	"mime/multipart"
	"net/url"
	"strings"
)

// multipartBody is a form with a file.
func multipartBody(form url.Values, file *upload) (io.Reader, string) {
	body := new(bytes.Buffer)
	w := multipart.NewWriter(body)
	for key, values := range form {
		for _, v := range values {
			_ = w.WriteField(key, v) // writes to memory
		}
	}
	if part, err := w.CreateFormFile(file.field, file.name); err == nil {
		_, _ = part.Write(file.content) // writes to memory
	}
	_ = w.Close() // writes to memory
	return body, w.FormDataContentType()
}

// unpackFlash shows what the message for the next page holds: the cookie's value is base64.
func unpackFlash(cookie string) string {
	name, value, _ := strings.Cut(cookie, "=")
	value, _, _ = strings.Cut(value, ";")
	raw, err := base64.RawURLEncoding.DecodeString(value)
	if err != nil || name != "schakel_flash" {
		return cookie
	}
	return name + "=" + string(raw)
}

// messages picks what a page says went wrong, for a finding.
func messages(body string) string {
	var out []string
	for _, class := range []string{`field-error`, `class="error`, `notice`, `error-summary`} {
		for rest := body; ; {
			at := strings.Index(rest, class)
			if at < 0 {
				break
			}
			rest = rest[at:]
			text := rest[strings.Index(rest, ">")+1:]
			text = text[:min(len(text), 160)]
			out = append(out, strings.Join(strings.Fields(text), " "))
		}
	}
	if len(out) > 4 {
		out = out[:4]
	}
	return strings.Join(out, " | ")
}
