package relation

import (
	"bytes"
	"context"
	"io"
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/blob"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/filekind"
	"schakel/internal/platform/id"
)

// MaxAttachments is how much may be attached to one contact, in bytes for all files together, and how many files.
const (
	MaxAttachments     = 25 << 20
	MaxAttachmentFiles = 20
)

// Upload is a file as somebody hands it over. Its name is not believed further than its last part, its type not at all.
type Upload struct {
	Name    string
	Content io.Reader
}

// Attachment is a file that belongs to a contact. The unit that had the contact sees it, as it sees the note.
type Attachment struct {
	ID        id.ID     `db:"id"`
	Name      string    `db:"name"`
	MediaType string    `db:"media_type"`
	Size      int64     `db:"size"`
	CreatedAt time.Time `db:"created_at"`
	Digest    string    `db:"digest"` // SHA-256 of the content
}

// KeptFile is a checked file in the store that no row names yet.
type KeptFile struct {
	Name, MediaType string
	Digest          blob.Digest
	Size            int64
}

// KeepFiles checks files and puts them in the store, before the transaction that names them: a file that no row names is swept
// later, so a use case that fails leaves nothing. A photo loses what says where it was taken. Messages stand at the field files.
func (s *Service) KeepFiles(ctx context.Context, uploads []Upload) ([]KeptFile, error) {
	if len(uploads) > MaxAttachmentFiles {
		return nil, fault.Fields{"files": {Key: "contact.files_many", Args: []any{MaxAttachmentFiles}}}.Err()
	}
	var out []KeptFile
	room := int64(MaxAttachments)
	for _, u := range uploads {
		f, err := s.keepFile(ctx, u, room)
		if err != nil {
			return nil, operation.Wrap("keep file", err)
		}
		room -= f.Size
		out = append(out, f)
	}
	return out, nil
}

func (s *Service) keepFile(ctx context.Context, u Upload, room int64) (KeptFile, error) {
	bad := func(key string, args ...any) (KeptFile, error) {
		return KeptFile{}, fault.Fields{"files": {Key: key, Args: args}}.Err()
	}
	content, err := io.ReadAll(io.LimitReader(u.Content, room+1))
	if err != nil {
		return KeptFile{}, err
	}
	if int64(len(content)) > room {
		return bad("contact.files_large", MaxAttachments>>20)
	}
	name := filekind.Text.Name(u.Name)
	if len(content) == 0 {
		return bad("contact.file_empty", name)
	}
	kind, ok := filekind.Of(u.Name, content)
	if !ok {
		return bad("contact.file_kind", name)
	}
	if kind == filekind.JPEG {
		if content, err = filekind.WithoutPlace(content); err != nil {
			return bad("contact.file_broken", name)
		}
	}
	out := KeptFile{Name: kind.Name(u.Name), MediaType: kind.MediaType}
	out.Digest, out.Size, err = s.Files.Put(ctx, bytes.NewReader(content), MaxAttachments)
	return out, err
}

// The objects to which files of this noun belong.
const aboutContact = "contact"

// AttachTx names kept files as belonging to an object of the unit.
func AttachTx(op *operation.Op, unit id.ID, kind string, about id.ID, files []KeptFile) error {
	for _, f := range files {
		err := op.Insert(`INSERT INTO file (network_id, id, unit_id, digest, size, media_type, name, about_kind, about_id, created_at, created_by, operation_id)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
			op.Network(), op.NewID(), unit, f.Digest, f.Size, f.MediaType, f.Name, kind, about, op.At, op.Scope.Account(), op.ID)
		if err != nil {
			return operation.Wrap("attach", err)
		}
	}
	return nil
}

// AttachmentsTx returns the files of a contact, in the order in which they were attached.
func AttachmentsTx(tx *db.Tx, sc access.Scope, moment id.ID) ([]Attachment, error) {
	rows, err := db.Select[Attachment](tx, sc.Bind(`SELECT f.id, f.name, f.media_type, f.size, f.created_at, f.digest FROM file f
		WHERE {note.read:f} AND f.about_kind = 'contact' AND f.about_id = $1 AND f.deleted_at IS NULL ORDER BY f.id LIMIT 100`, moment))
	return rows, operation.Wrap("read attachments", err)
}

// OpenAttachment opens a file of a contact. The caller closes it.
func (s *Service) OpenAttachment(ctx context.Context, sc access.Scope, moment, key id.ID) (a Attachment, content *blob.File, err error) {
	if err := sc.Require(access.NoteRead); err != nil {
		return a, nil, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		a, err = operation.Found(db.Get[Attachment](tx, sc.Bind(`SELECT f.id, f.name, f.media_type, f.size, f.created_at, f.digest
			FROM file f JOIN contact_moment m ON m.network_id = f.network_id AND m.id = f.about_id
			WHERE {note.read:f} AND {contact.read:m} AND f.about_kind = 'contact' AND f.about_id = $1 AND f.id = $2
				AND f.deleted_at IS NULL AND m.deleted_at IS NULL LIMIT 1`, moment, key)))
		return err
	})
	if err != nil {
		return a, nil, operation.Wrap("open attachment", err)
	}
	content, err = s.Files.Open(ctx, blob.Digest(a.Digest))
	return a, content, operation.Wrap("open attachment", err)
}
