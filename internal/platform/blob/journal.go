package blob

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"

	"gocloud.dev/blob"
	"gocloud.dev/gcerrors"
)

// Journal is a list that only grows: small texts under names of their own, which nobody writes twice. It may stand in the same place as
// files, beside them.
type Journal struct{ store *Store }

const journalPrefix = "erasures/"

// maxEntry bounds what is read of one text.
const maxEntry = 64 << 20

// OpenJournal opens the journal in the place that a URL names, as Open does.
func OpenJournal(ctx context.Context, address string) (*Journal, error) {
	store, err := Open(ctx, address)
	if err != nil {
		return nil, err
	}
	return &Journal{store}, nil
}

// Close releases the place.
func (j *Journal) Close() error { return j.store.Close() }

// Add writes a text, unless there is one of that name. When it returns, a file is on the disk.
func (j *Journal) Add(ctx context.Context, name string, content []byte) error {
	key := journalPrefix + name
	there, err := j.store.bucket.Exists(ctx, key)
	if err != nil {
		return fmt.Errorf("journal: %w", translate(err))
	}
	if there {
		return nil
	}
	if err := j.store.bucket.WriteAll(ctx, key, content, &blob.WriterOptions{ContentType: "application/octet-stream"}); err != nil {
		return fmt.Errorf("journal: %w", translate(err))
	}
	return j.store.sync(key)
}

// Names lists the texts in the order of their names.
func (j *Journal) Names(ctx context.Context) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		list := j.store.bucket.List(&blob.ListOptions{Prefix: journalPrefix})
		for {
			at, err := list.Next(ctx)
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				yield("", fmt.Errorf("journal: %w", err))
				return
			}
			if !yield(strings.TrimPrefix(at.Key, journalPrefix), nil) {
				return
			}
		}
	}
}

// Read returns a text.
func (j *Journal) Read(ctx context.Context, name string) ([]byte, error) {
	r, err := j.store.bucket.NewReader(ctx, journalPrefix+name, nil)
	if err != nil {
		if gcerrors.Code(err) == gcerrors.NotFound {
			return nil, ErrNotFound
		}
		return nil, fmt.Errorf("journal: %w", err)
	}
	defer r.Close()
	content, err := io.ReadAll(io.LimitReader(r, maxEntry))
	if err != nil {
		return nil, fmt.Errorf("journal: %w", err)
	}
	return content, nil
}
