package blob

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/iotest"

	"schakel/internal/platform/fault"
)

func store(t *testing.T) (*Store, string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "a b", "blobs")
	s, err := Open(t.Context(), "file://"+strings.ReplaceAll(dir, " ", "%20"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s, dir
}

// names lists the files under a directory.
func names(t *testing.T, dir string) []string {
	t.Helper()
	var out []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			rel, _ := filepath.Rel(dir, path)
			out = append(out, filepath.ToSlash(rel))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func digest(s string) Digest {
	sum := sha256.Sum256([]byte(s))
	return Digest(hex.EncodeToString(sum[:]))
}

func TestPutStoresContentOnceUnderItsDigest(t *testing.T) {
	t.Parallel()
	s, dir := store(t)
	want := digest("bewijs")
	for range 2 {
		d, size, err := s.Put(t.Context(), strings.NewReader("bewijs"), 6)
		if err != nil || d != want || size != 6 {
			t.Fatalf("%s %d %v", d, size, err)
		}
	}
	w := string(want)
	if got := names(t, dir); !slices.Equal(got, []string{"sha256/" + w[:2] + "/" + w[2:4] + "/" + w}) {
		t.Errorf("stored %q", got)
	}
	f, err := s.Open(t.Context(), want)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	if text, err := io.ReadAll(f); err != nil || string(text) != "bewijs" || f.Size != 6 {
		t.Errorf("read %q %d %v", text, f.Size, err)
	}
	if err := s.Verify(t.Context(), want); err != nil {
		t.Error(err)
	}
	if d, size, err := s.Put(t.Context(), strings.NewReader(""), 0); err != nil || size != 0 || d != digest("") {
		t.Errorf("empty file: %s %d %v", d, size, err)
	}
}

func TestPutLeavesNothingOfWhatItRefuses(t *testing.T) {
	t.Parallel()
	s, dir := store(t)
	if _, _, err := s.Put(t.Context(), strings.NewReader("1234567"), 6); !fault.Is(err, fault.KindTooLarge) {
		t.Errorf("one byte too long: %v", err)
	}
	broken := errors.New("line dropped")
	if _, _, err := s.Put(t.Context(), io.MultiReader(strings.NewReader("12"), iotest.ErrReader(broken)), 6); !errors.Is(err, broken) {
		t.Errorf("broken upload: %v", err)
	}
	if got := names(t, dir); len(got) != 0 {
		t.Errorf("left %q", got)
	}
}

func TestDamageIsFoundAndMended(t *testing.T) {
	t.Parallel()
	s, dir := store(t)
	d, _, err := s.Put(t.Context(), strings.NewReader("bewijs"), 6)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, names(t, dir)[0])
	for name, content := range map[string]string{"changed": "bewijz", "cut off": "bew"} {
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := s.Verify(t.Context(), d); !errors.Is(err, ErrCorrupt) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := os.WriteFile(path, []byte("bew"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.Put(t.Context(), strings.NewReader("bewijs"), 6); err != nil {
		t.Fatal(err)
	}
	if err := s.Verify(t.Context(), d); err != nil {
		t.Errorf("a file cut off is mended by the next upload: %v", err)
	}
}

func TestNamesThatAreNoDigest(t *testing.T) {
	t.Parallel()
	s, _ := store(t)
	good := strings.Repeat("a", 64)
	for _, bad := range []string{"", "../../etc/passwd", strings.Repeat("a", 63), strings.ToUpper(good), good + "a", strings.Repeat("a", 60) + "/../"} {
		if _, err := ParseDigest(bad); !errors.Is(err, ErrDigest) {
			t.Errorf("%q is a digest", bad)
		}
		if _, err := s.Open(t.Context(), Digest(bad)); !errors.Is(err, ErrDigest) {
			t.Errorf("open %q: %v", bad, err)
		}
		if err := s.Delete(t.Context(), Digest(bad)); !errors.Is(err, ErrDigest) {
			t.Errorf("delete %q: %v", bad, err)
		}
	}
	if _, err := s.Open(t.Context(), Digest(good)); !errors.Is(err, ErrNotFound) {
		t.Errorf("a digest that is not there: %v", err)
	}
}

func TestListAndDelete(t *testing.T) {
	t.Parallel()
	s, dir := store(t)
	var want []Digest
	for _, text := range []string{"a", "b", "c"} {
		d, _, err := s.Put(t.Context(), strings.NewReader(text), 1)
		if err != nil {
			t.Fatal(err)
		}
		want = append(want, d)
	}
	slices.Sort(want)
	if err := os.WriteFile(filepath.Join(dir, "sha256", "foreign"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	list := func() (got []Digest) {
		for d, err := range s.Digests(t.Context()) {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, d)
		}
		return got
	}
	if got := list(); !slices.Equal(got, want) {
		t.Errorf("%v", got)
	}
	for range 2 { // the second time there is nothing to delete
		if err := s.Delete(t.Context(), want[0]); err != nil {
			t.Fatal(err)
		}
	}
	if got := list(); !slices.Equal(got, want[1:]) {
		t.Errorf("after deletion: %v", got)
	}
}

func TestManyPutTheSameFile(t *testing.T) {
	t.Parallel()
	s, dir := store(t)
	content := bytes.Repeat([]byte("x"), 1<<16)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if _, _, err := s.Put(t.Context(), bytes.NewReader(content), 1<<16); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if got := names(t, dir); len(got) != 1 {
		t.Errorf("stored %q", got)
	}
	if err := s.Verify(t.Context(), digest(string(content))); err != nil {
		t.Error(err)
	}
}

func TestAddressesOfStores(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{"", "files", "unknown://bucket?key=geheim"} {
		if _, err := Open(t.Context(), bad); err == nil {
			t.Errorf("%q opened", bad)
		}
	}
}
