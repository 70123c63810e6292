package blob

import (
	"errors"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// journalOnlyGrows writes texts, tries to write one over, and reads them back beside a file.
func journalOnlyGrows(t *testing.T, j *Journal) {
	t.Helper()
	for _, e := range [][2]string{{"b/2.jsonl", "tweede"}, {"a/1.jsonl", "eerste"}, {"a/1.jsonl", "eerste"}, {"a/1.jsonl", "vervalst"}} {
		if err := j.Add(t.Context(), e[0], []byte(e[1])); err != nil {
			t.Fatal(err)
		}
	}
	if _, _, err := j.store.Put(t.Context(), strings.NewReader("een bestand"), 100); err != nil {
		t.Fatal(err)
	}
	var names []string
	for name, err := range j.Names(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, name)
	}
	if !slices.Equal(names, []string{"a/1.jsonl", "b/2.jsonl"}) {
		t.Errorf("listed %v", names)
	}
	if content, err := j.Read(t.Context(), "a/1.jsonl"); err != nil || string(content) != "eerste" {
		t.Errorf("written over: %q, %v", content, err)
	}
	if _, err := j.Read(t.Context(), "c"); !errors.Is(err, ErrNotFound) {
		t.Errorf("nothing there: %v", err)
	}
	files := 0
	for _, err := range j.store.Digests(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		files++
	}
	if files != 1 {
		t.Errorf("%d files beside it", files)
	}
}

func TestJournalInFiles(t *testing.T) {
	t.Parallel()
	j, err := OpenJournal(t.Context(), (&url.URL{Scheme: "file", Path: t.TempDir()}).String())
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	journalOnlyGrows(t, j)
}
