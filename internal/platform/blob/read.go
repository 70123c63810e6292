package blob

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"iter"
	"path"

	"gocloud.dev/blob"
	"gocloud.dev/gcerrors"
)

// File is an open file of the store. Close it.
type File struct {
	io.ReadCloser
	Size int64
}

// Open opens a file; ErrNotFound when it is not there.
func (s *Store) Open(ctx context.Context, d Digest) (*File, error) {
	key, err := d.key()
	if err != nil {
		return nil, err
	}
	r, err := s.bucket.NewReader(ctx, key, nil)
	if err != nil {
		return nil, translate(err)
	}
	return &File{ReadCloser: r, Size: r.Size()}, nil
}

// Verify reads a file and compares its content with its digest: nil, ErrNotFound or ErrCorrupt.
func (s *Store) Verify(ctx context.Context, d Digest) error {
	f, err := s.Open(ctx, d)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	hash := sha256.New()
	if _, err := io.Copy(hash, f); err != nil {
		return fmt.Errorf("blob: %w", err)
	}
	if Digest(hex.EncodeToString(hash.Sum(nil))) != d {
		return ErrCorrupt
	}
	return nil
}

// Delete removes a file; a file that is not there is no error. Whoever calls it knows that no row
// names the digest any more.
func (s *Store) Delete(ctx context.Context, d Digest) error {
	key, err := d.key()
	if err != nil {
		return err
	}
	if err := s.bucket.Delete(ctx, key); err != nil && gcerrors.Code(err) != gcerrors.NotFound {
		return translate(err)
	}
	return nil
}

// Digests lists all files in order, for backups and for the nightly check. Foreign files are skipped.
func (s *Store) Digests(ctx context.Context) iter.Seq2[Digest, error] {
	return func(yield func(Digest, error) bool) {
		list := s.bucket.List(&blob.ListOptions{Prefix: "sha256/"})
		for {
			obj, err := list.Next(ctx)
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				yield("", fmt.Errorf("blob: list: %w", err))
				return
			}
			d, err := ParseDigest(path.Base(obj.Key))
			if key, _ := d.key(); err != nil || key != obj.Key {
				continue
			}
			if !yield(d, nil) {
				return
			}
		}
	}
}
