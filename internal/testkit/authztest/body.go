package authztest

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"io"
	"mime/multipart"
	"net/url"
	"regexp"
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

var complaint = regexp.MustCompile(`<[^>]*class="[^"]*(?:error|notice)[^"]*"[^>]*>([^<]{3,160})`)

// messages picks what a page says went wrong, for a finding.
func messages(body string) string {
	var out []string
	for _, m := range complaint.FindAllStringSubmatch(body, 4) {
		out = append(out, strings.Join(strings.Fields(m[1]), " "))
	}
	return strings.Join(out, " | ")
}

// unpacked is a body as text: a spreadsheet is a ZIP of XML.
func unpacked(contentType, body string) string {
	if !strings.Contains(contentType, "spreadsheetml") {
		return body
	}
	archive, err := zip.NewReader(strings.NewReader(body), int64(len(body)))
	if err != nil {
		return body
	}
	var out strings.Builder
	for _, part := range archive.File {
		r, err := part.Open()
		if err != nil {
			continue
		}
		_, _ = io.Copy(&out, r) // from memory
		_ = r.Close()           // from memory
	}
	return out.String()
}
