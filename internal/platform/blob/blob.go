// Package blob stores files under the digest of their content, so that equal files are stored once, a
// changed file is noticed, and no name that a user gave ever reaches the store. The URL decides where:
// file:///… here, another scheme when its driver is linked in.
package blob

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"gocloud.dev/blob"
	"gocloud.dev/blob/fileblob"
	"gocloud.dev/blob/s3blob"
	"gocloud.dev/gcerrors"

	"schakel/internal/platform/fault"
)

// Digest is the SHA-256 of a file's content, in 64 small hexadecimal digits.
type Digest string

// What can be wrong with a stored file.
var (
	ErrDigest   = errors.New("blob: not a digest")
	ErrNotFound = errors.New("blob: no such file")
	ErrCorrupt  = errors.New("blob: content and digest differ")
)

// ParseDigest reads a digest.
func ParseDigest(s string) (Digest, error) {
	if len(s) != 2*sha256.Size || strings.Trim(s, "0123456789abcdef") != "" {
		return "", ErrDigest
	}
	return Digest(s), nil
}

// key is the name in the store: sha256/aa/bb/aabb….
func (d Digest) key() (string, error) {
	if _, err := ParseDigest(string(d)); err != nil {
		return "", err
	}
	return "sha256/" + string(d[:2]) + "/" + string(d[2:4]) + "/" + string(d), nil
}

// Store is a place for files. It is safe for concurrent use.
type Store struct {
	bucket *blob.Bucket
	dir    string // of a file store
}

// Open opens the store that a URL names. The directory of a file store is made when it is missing.
func Open(ctx context.Context, address string) (*Store, error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme == "" {
		return nil, errors.New("blob: want a URL such as file:///var/lib/schakel/blobs") // without the address: it may hold a key
	}
	switch u.Scheme {
	case fileblob.Scheme:
	case s3blob.Scheme:
		bucket, err := openS3(ctx, u)
		if err != nil {
			return nil, err
		}
		return &Store{bucket: bucket}, nil
	default:
		return nil, fmt.Errorf("blob: %s is no store: want file:///… or s3://…", u.Scheme)
	}
	dir := filepath.FromSlash(u.Path)
	bucket, err := fileblob.OpenBucket(dir, &fileblob.Options{
		CreateDir: true, DirFileMode: 0o700, NoTempDir: true, Metadata: fileblob.MetadataDontWrite,
	})
	if err != nil {
		return nil, fmt.Errorf("blob: %w", err)
	}
	return &Store{bucket: bucket, dir: dir}, nil
}

// Close releases the store.
func (s *Store) Close() error { return s.bucket.Close() }

// Put stores what r gives, at most max bytes, and returns its digest and size. A longer file is a fault
// of KindTooLarge and leaves nothing behind. When Put returns, a file store's file is on disk.
func (s *Store) Put(ctx context.Context, r io.Reader, max int64) (Digest, int64, error) {
	tmp, err := os.CreateTemp("", "schakel-blob-*")
	if err != nil {
		return "", 0, fmt.Errorf("blob: %w", err)
	}
	defer func() { _ = tmp.Close(); _ = os.Remove(tmp.Name()) }()
	hash := sha256.New()
	size, err := io.Copy(io.MultiWriter(tmp, hash), io.LimitReader(r, max+1))
	if err != nil {
		return "", 0, fmt.Errorf("blob: receive: %w", err)
	}
	if size > max {
		return "", 0, fault.TooLarge("fault.too_large")
	}
	digest := Digest(hex.EncodeToString(hash.Sum(nil)))
	if err := s.keep(ctx, digest, tmp, size); err != nil {
		return "", 0, fmt.Errorf("blob: store: %w", err)
	}
	return digest, size, nil
}

// keep copies the received file into the store, unless it is there already in full.
func (s *Store) keep(ctx context.Context, d Digest, tmp io.ReadSeeker, size int64) error {
	key, err := d.key()
	if err != nil {
		return err
	}
	if at, err := s.bucket.Attributes(ctx, key); err == nil && at.Size == size {
		return nil
	}
	if _, err := tmp.Seek(0, io.SeekStart); err != nil {
		return err
	}
	if err := s.bucket.Upload(ctx, key, tmp, &blob.WriterOptions{ContentType: "application/octet-stream"}); err != nil {
		return err
	}
	return s.sync(key)
}

// sync forces a file store's file and its directories to disk; evidence must survive a power cut.
func (s *Store) sync(key string) error {
	if s.dir == "" {
		return nil
	}
	path := filepath.Join(s.dir, filepath.FromSlash(key))
	for len(path) >= len(s.dir) {
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		err = f.Sync()
		if closed := f.Close(); err == nil {
			err = closed
		}
		if err != nil {
			return err
		}
		path = filepath.Dir(path)
	}
	return nil
}

// translate gives the store's errors our names.
func translate(err error) error {
	if gcerrors.Code(err) == gcerrors.NotFound {
		return ErrNotFound
	}
	return fmt.Errorf("blob: %w", err)
}
