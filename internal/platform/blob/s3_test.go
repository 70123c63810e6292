package blob

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

const s3Key, s3Secret = "schakel", "geheim/met+tekens"

// s3Server starts a real S3 server (tools/s3) that keeps what it gets in a folder, and returns its address.
func s3Server(t *testing.T) string {
	t.Helper()
	program, err := filepath.Abs("../../../.tools/versitygw")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(program); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("no S3 server: scripts/tools.sh builds it")
		}
		t.Skip("no S3 server: run 'make tools'")
	}
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "evidence"), 0o700); err != nil {
		t.Fatal(err)
	}
	address := freeAddress(t)
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	var said bytes.Buffer
	server := exec.CommandContext(ctx, program, "--access", s3Key, "--secret", s3Secret, "--port", address, "--quiet", "posix", dir)
	server.Stdout, server.Stderr, server.Env = &said, &said, []string{}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		stop()
		_ = server.Wait() // it was killed
		if t.Failed() {
			t.Logf("server: %s", said.String())
		}
	})
	for range 600 {
		if c, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", address); err == nil {
			_ = c.Close()
			return address
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatal("the S3 server does not start")
	return ""
}

func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().String()
}

func TestFilesInS3(t *testing.T) {
	t.Parallel()
	address := s3Server(t)
	open := func(t *testing.T, secret, bucket string) *Store {
		t.Helper()
		s, err := Open(t.Context(), fmt.Sprintf("s3://%s:%s@%s/%s?plain=1", s3Key, strings.NewReplacer("/", "%2F", "+", "%2B").Replace(secret), address, bucket))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = s.Close() })
		return s
	}
	s := open(t, s3Secret, "evidence")

	t.Run("what is put comes back, once under its digest", func(t *testing.T) {
		large := bytes.Repeat([]byte("bewijs "), 2<<20) // in several parts
		for _, content := range [][]byte{{}, []byte("bewijs"), []byte("bewijs"), large} {
			d, size, err := s.Put(t.Context(), bytes.NewReader(content), 1<<30)
			if err != nil || d != digest(string(content)) || size != int64(len(content)) {
				t.Fatalf("put %d bytes: %s, %d, %v", len(content), d, size, err)
			}
			if err := s.Verify(t.Context(), d); err != nil {
				t.Errorf("%d bytes: %v", len(content), err)
			}
		}
	})
	t.Run("many put the same at once", func(t *testing.T) {
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				if _, _, err := s.Put(t.Context(), strings.NewReader("samen"), 10); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
	})
	t.Run("listed and deleted", func(t *testing.T) {
		list := func() (got []Digest) {
			for d, err := range s.Digests(t.Context()) {
				if err != nil {
					t.Fatal(err)
				}
				got = append(got, d)
			}
			return got
		}
		got := list()
		if len(got) != 4 || !slices.IsSorted(got) || !slices.Contains(got, digest("samen")) {
			t.Errorf("listed %v", got)
		}
		for range 2 {
			if err := s.Delete(t.Context(), digest("samen")); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := s.Open(t.Context(), digest("samen")); !errors.Is(err, ErrNotFound) || len(list()) != 3 {
			t.Errorf("deleted: %v", err)
		}
	})
	t.Run("what the server refuses is an error that says no key", func(t *testing.T) {
		for name, store := range map[string]*Store{"another secret": open(t, "verkeerd", "evidence"), "no such bucket": open(t, s3Secret, "elsewhere")} {
			_, _, err := store.Put(t.Context(), strings.NewReader("x"), 1)
			if err == nil || strings.Contains(err.Error(), s3Secret) || strings.Contains(err.Error(), "verkeerd") {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

func TestJournalInS3(t *testing.T) {
	t.Parallel()
	j, err := OpenJournal(t.Context(), fmt.Sprintf("s3://%s:%s@%s/evidence?plain=1", s3Key, strings.NewReplacer("/", "%2F", "+", "%2B").Replace(s3Secret), s3Server(t)))
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	journalOnlyGrows(t, j)
}

func TestAddressesOfS3(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{"s3://bucket", "s3://key@host/bucket", "s3://key:geheim@host", "s3://key:geheim@host/a/b", "gs://bucket", "mem://", "blobs"} {
		if s, err := Open(t.Context(), bad); err == nil {
			_ = s.Close()
			t.Errorf("%s is taken", bad)
		} else if strings.Contains(err.Error(), "geheim") {
			t.Errorf("%s: the error tells the secret: %v", bad, err)
		}
	}
}
