// Package i18n turns catalogue keys into text, and dates, numbers and money into the form that readers
// of a language expect. A catalogue is read once and never changes; everything here is safe for
// concurrent use.
package i18n

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
)

// Lang is a language of the interface.
type Lang string

// The languages. Dutch leads.
const (
	NL Lang = "nl"
	EN Lang = "en"
)

// Langs lists the languages, the default first.
func Langs() []Lang { return []Lang{NL, EN} }

// Catalog holds the texts of all languages by key.
type Catalog struct {
	texts    map[Lang]map[string]entry
	problems []string
}

// entry is a text; one is empty unless the text has a plural.
type entry struct {
	one, other template
	plural     bool
}

// Load reads {nl,en}/*.json: flat objects of key to text, or to {"one": …, "other": …} when the text
// depends on the first whole number among its arguments. An unreadable file is an error; texts that
// don't fit together are listed by Problems, so that all of them can be mended at once.
func Load(fsys fs.FS) (*Catalog, error) {
	c := &Catalog{texts: map[Lang]map[string]entry{}}
	for _, lang := range Langs() {
		c.texts[lang] = map[string]entry{}
		names, err := fs.Glob(fsys, path.Join(string(lang), "*.json"))
		if err != nil {
			return nil, fmt.Errorf("i18n: %w", err)
		}
		from := map[string]string{}
		for _, name := range names {
			data, err := fs.ReadFile(fsys, name)
			if err != nil {
				return nil, fmt.Errorf("i18n: %w", err)
			}
			if err := c.file(lang, name, string(data), from); err != nil {
				return nil, fmt.Errorf("i18n: %s: %w", name, err)
			}
		}
	}
	c.compare()
	slices.Sort(c.problems)
	return c, nil
}

// file reads one file token by token, because a map would hide a key that stands there twice.
func (c *Catalog) file(lang Lang, name, data string, from map[string]string) error {
	dec := json.NewDecoder(strings.NewReader(data))
	t, err := dec.Token()
	if err != nil {
		return err
	}
	if t != json.Delim('{') {
		return errors.New("want an object")
	}
	for dec.More() {
		t, err := dec.Token()
		if err != nil {
			return err
		}
		key, _ := t.(string)
		var raw json.RawMessage
		if err := dec.Decode(&raw); err != nil {
			return fmt.Errorf("%s: %w", key, err)
		}
		if first, ok := from[key]; ok {
			c.problem("%s: %s is defined twice, in %s and %s", lang, key, first, name)
			continue
		}
		from[key] = name
		c.texts[lang][key] = c.entry(lang, key, raw)
	}
	if _, err := dec.Token(); err != nil {
		return err
	}
	if _, err := dec.Token(); err != io.EOF {
		return errors.New("text after the object")
	}
	return nil
}

// entry reads one value and notes what is wrong with it.
func (c *Catalog) entry(lang Lang, key string, raw json.RawMessage) entry {
	var text string
	if json.Unmarshal(raw, &text) == nil && string(raw) != "null" {
		if strings.TrimSpace(text) == "" {
			c.problem("%s: %s is empty", lang, key)
		}
		return entry{other: parse(text)}
	}
	var forms map[string]string
	if err := json.Unmarshal(raw, &forms); err != nil || len(forms) != 2 ||
		strings.TrimSpace(forms["one"]) == "" || strings.TrimSpace(forms["other"]) == "" {
		c.problem(`%s: %s wants a text, or {"one": …, "other": …}`, lang, key)
		return entry{}
	}
	return entry{one: parse(forms["one"]), other: parse(forms["other"]), plural: true}
}

// compare notes keys of one language only, and placeholders that differ.
func (c *Catalog) compare() {
	for _, lang := range Langs() {
		for _, other := range Langs() {
			for key, e := range c.texts[lang] {
				o, ok := c.texts[other][key]
				switch {
				case !ok:
					c.problem("%s: %s is missing", other, key)
				case lang < other && !slices.Equal(e.other.placeholders(), o.other.placeholders()):
					c.problem("%s: placeholders differ between %s and %s", key, lang, other)
				}
			}
		}
	}
}

func (c *Catalog) problem(format string, args ...any) {
	c.problems = append(c.problems, fmt.Sprintf(format, args...))
}

// Problems lists what is wrong with the catalogue, sorted: keys defined twice or in one language only,
// empty texts, unknown plural forms, placeholders that differ between the languages.
func (c *Catalog) Problems() []string { return slices.Clone(c.problems) }

// Keys lists the keys of a language, sorted.
func (c *Catalog) Keys(lang Lang) []string {
	return slices.Sorted(maps.Keys(c.texts[lang]))
}

// Printer returns the printer of a language; of NL when the language is unknown.
func (c *Catalog) Printer(lang Lang) *Printer {
	texts, ok := c.texts[lang]
	if !ok {
		lang, texts = NL, c.texts[NL]
	}
	return &Printer{lang: lang, texts: texts, words: wordsOf[lang]}
}
