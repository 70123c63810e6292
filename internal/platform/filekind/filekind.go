package filekind

import (
	"archive/zip"
	"bytes"
	"path"
	"slices"
	"strings"
	"unicode"
)

// Kind is what a file is.
type Kind struct {
	MediaType string
	Extension string // with its dot: the name must end so
}

// The kinds that are kept.
var (
	PDF  = Kind{"application/pdf", ".pdf"}
	PNG  = Kind{"image/png", ".png"}
	JPEG = Kind{"image/jpeg", ".jpg"}
	GIF  = Kind{"image/gif", ".gif"}
	WebP = Kind{"image/webp", ".webp"}
	Text = Kind{"text/plain", ".txt"}
	CSV  = Kind{"text/csv", ".csv"}
	ICal = Kind{"text/calendar", ".ics"}
	Card = Kind{"text/vcard", ".vcf"}
	Word = Kind{"application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx"}
	Calc = Kind{"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx"}
	Show = Kind{"application/vnd.openxmlformats-officedocument.presentationml.presentation", ".pptx"}
	ODT  = Kind{"application/vnd.oasis.opendocument.text", ".odt"}
	ODS  = Kind{"application/vnd.oasis.opendocument.spreadsheet", ".ods"}
	ODP  = Kind{"application/vnd.oasis.opendocument.presentation", ".odp"}
)

// Accept lists the endings for a file field, separated by commas.
func Accept() string {
	var out []string
	for _, k := range []Kind{PDF, PNG, JPEG, GIF, WebP, Text, CSV, ICal, Card, Word, Calc, Show, ODT, ODS, ODP} {
		out = append(out, k.Extension)
	}
	return strings.Join(append(out, ".jpeg"), ",")
}

// starts are the kinds that are known by their first bytes.
var starts = []struct {
	at   int
	with string
	kind Kind
}{
	{0, "%PDF-", PDF},
	{0, "\x89PNG\r\n\x1a\n", PNG},
	{0, "\xff\xd8\xff", JPEG},
	{0, "GIF87a", GIF},
	{0, "GIF89a", GIF},
	{8, "WEBPVP8", WebP},
}

// Of returns what a file is; ok is false for what is not kept. The name only tells one kind of plain text from another.
func Of(name string, content []byte) (kind Kind, ok bool) {
	for _, s := range starts {
		if len(content) > s.at && bytes.HasPrefix(content[s.at:], []byte(s.with)) {
			return s.kind, true
		}
	}
	if bytes.HasPrefix(content, []byte("PK\x03\x04")) {
		return office(content)
	}
	if !plain(content) {
		return Kind{}, false
	}
	for _, k := range []Kind{CSV, ICal, Card} {
		if strings.EqualFold(path.Ext(name), k.Extension) {
			return k, true
		}
	}
	return Text, true
}

// Name returns the last part of a file's name with the ending of its kind, at most 120 characters, without what a file system
// or a header may take amiss.
func (k Kind) Name(name string) string {
	name = path.Base(strings.ReplaceAll(strings.ToValidUTF8(name, ""), `\`, "/"))
	name = strings.Map(func(r rune) rune {
		switch {
		case !unicode.IsGraphic(r):
			return -1
		case strings.ContainsRune(`<>:"|?*`, r):
			return '_'
		}
		return r
	}, name)
	if strings.Trim(name, ". ") == "" {
		name = ""
	}
	ending := path.Ext(name)
	name = strings.Trim(strings.TrimSuffix(name, ending), ". ")
	if !k.ends(ending) && ending != "" && len(ending) < 7 {
		name += strings.ReplaceAll(ending, ".", "-") // report.pdf.exe becomes report.pdf-exe.txt, not report.pdf
	}
	if k.ends(ending) {
		ending = strings.ToLower(ending)
	} else {
		ending = k.Extension
	}
	const longest = 120
	if runes := []rune(name); len(runes) > longest {
		name = string(runes[:longest])
	}
	if name == "" {
		name = "bestand"
	}
	return name + ending
}

func (k Kind) ends(ending string) bool {
	return strings.EqualFold(ending, k.Extension) || k == JPEG && strings.EqualFold(ending, ".jpeg")
}

// mostParts is how many files inside an office document are looked at.
const mostParts = 4096

// office recognises documents that are ZIP archives, by the parts they must have. Macros make it nothing we keep. Only the
// list of parts is read, except for one small part, so nothing is unpacked.
func office(content []byte) (Kind, bool) {
	archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil || len(archive.File) > mostParts {
		return Kind{}, false
	}
	var names []string
	for _, f := range archive.File {
		lower := strings.ToLower(f.Name)
		if strings.Contains(lower, "vbaproject") || strings.HasPrefix(lower, "basic/") || strings.HasPrefix(lower, "scripts/") {
			return Kind{}, false
		}
		names = append(names, f.Name)
	}
	if slices.Contains(names, "[Content_Types].xml") {
		for part, kind := range map[string]Kind{"word/document.xml": Word, "xl/workbook.xml": Calc, "ppt/presentation.xml": Show} {
			if slices.Contains(names, part) {
				return kind, true
			}
		}
		return Kind{}, false
	}
	return openDocument(archive)
}

// openDocument reads the part that must come first and says what the document is.
func openDocument(archive *zip.Reader) (Kind, bool) {
	if len(archive.File) == 0 || archive.File[0].Name != "mimetype" {
		return Kind{}, false
	}
	f, err := archive.File[0].Open()
	if err != nil {
		return Kind{}, false
	}
	defer func() { _ = f.Close() }()
	head := make([]byte, 128)
	n, _ := f.Read(head) // what is too short matches nothing
	for _, k := range []Kind{ODT, ODS, ODP} {
		if string(head[:n]) == k.MediaType {
			return k, true
		}
	}
	return Kind{}, false
}

// markup are beginnings of text that a browser or an editor would run.
var markup = []string{"<!doctype", "<html", "<svg", "<?xml", "<script", "#!", "<hta", "<?php"}

// control reports a character that text for people does not have. Text in an old encoding is text as well.
func control(r rune) bool { return r < ' ' && !strings.ContainsRune("\t\r\n\f", r) }

// plain reports whether a file is text for people.
func plain(content []byte) bool {
	if len(content) == 0 || bytes.ContainsFunc(content, control) {
		return false
	}
	head := strings.ToLower(strings.TrimLeft(string(content[:min(len(content), 512)]), "\ufeff \t\r\n"))
	return !slices.ContainsFunc(markup, func(m string) bool { return strings.HasPrefix(head, m) })
}
