package funding

import (
	"bytes"
	"context"
	"io"
	"path"
	"strings"
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/blob"
	"schakel/internal/platform/check"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/filekind"
	"schakel/internal/platform/id"
)

// EvidenceKind is what proves a contribution.
type EvidenceKind string

// The kinds of evidence.
const (
	EvidenceSignOff EvidenceKind = "sign_off" // the company's signature
	EvidenceFile    EvidenceKind = "file"     // an uploaded document
)

// MaxEvidence is the largest evidence file, in bytes.
const MaxEvidence = 10 << 20

// Evidence is a stored proof with what a screen shows of it.
type Evidence struct {
	ID             id.ID        `db:"id"`
	Kind           EvidenceKind `db:"kind"`
	Digest         string       `db:"digest"` // SHA-256 of the signed record or the file
	AddedAt        time.Time    `db:"added_at"`
	SignerName     string       `db:"signer_name"`
	SignerFunction string       `db:"signer_function"`
	Remark         string       `db:"remark"`
	FileName       string       `db:"file_name"`
	MediaType      string       `db:"media_type"`
	Size           int64        `db:"size"`
}

// evidence is a proof to store.
type evidence struct {
	Kind    EvidenceKind
	SignOff id.ID
	File    id.ID
	Digest  string
}

// addEvidence stores a proof and books the contribution as evidenced.
func (b *book) addEvidence(c Contribution, e evidence) error {
	err := b.op.Insert(`INSERT INTO evidence (network_id, id, contribution_id, unit_id, kind, sign_off_id, file_id, digest, added_at, added_by, operation_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		b.op.Network(), b.op.NewID(), c.ID, c.Unit, e.Kind, e.SignOff, e.File, e.Digest, b.op.At, actor(b.op), b.op.ID)
	if err != nil {
		return err
	}
	return b.move(c, CarriedOut, Evidenced, e.Digest)
}

// Upload is a file as a browser sends it.
type Upload struct {
	Name    string
	Content io.Reader
}

// document is a checked file in the store.
type document struct {
	name, mediaType string
	digest          blob.Digest
	size            int64
}

// keep checks an upload, takes the place out of a photo, and puts it in the store. A file that no row names later is
// swept by the store's own cleaning, so keeping it before the transaction is harmless. Messages stand at the field file.
func (s *Service) keep(ctx context.Context, u Upload) (*document, error) {
	content, err := io.ReadAll(io.LimitReader(u.Content, MaxEvidence+1))
	if err != nil {
		return nil, err
	}
	f := fault.Fields{}
	d := document{name: fileName(f, u.Name), mediaType: mediaType(content)}
	switch {
	case len(content) == 0:
		f.Add("file", "funding.file_empty")
	case len(content) > MaxEvidence:
		f.Add("file", "funding.file_too_large", MaxEvidence>>20)
	case d.mediaType == "":
		f.Add("file", "funding.file_kind")
	}
	if err := f.Err(); err != nil {
		return nil, err
	}
	if d.mediaType == "image/jpeg" {
		if content, err = filekind.WithoutPlace(content); err != nil {
			return nil, fault.Fields{"file": {Key: "funding.file_broken"}}.Err()
		}
	}
	d.digest, d.size, err = s.blobs.Put(ctx, bytes.NewReader(content), MaxEvidence)
	return &d, err
}

// fileName keeps the last part of a name, as some browsers send a path.
func fileName(f fault.Fields, name string) string {
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	return check.Text(f, "file", name, 1, 200)
}

// mediaType recognises a file by its first bytes; what is not evidence is empty.
func mediaType(content []byte) string {
	switch {
	case bytes.HasPrefix(content, []byte("%PDF-")):
		return "application/pdf"
	case bytes.HasPrefix(content, []byte("\x89PNG\r\n\x1a\n")):
		return "image/png"
	case bytes.HasPrefix(content, []byte{0xff, 0xd8, 0xff}):
		return "image/jpeg"
	}
	return ""
}

// attachTx names a kept document as the contribution's evidence.
func (b *book) attachTx(c Contribution, d *document) error {
	key := b.op.NewID()
	err := b.op.Insert(`INSERT INTO file (network_id, id, unit_id, digest, size, media_type, name, about_kind, about_id, created_at, created_by, operation_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, 'contribution', $8, $9, $10, $11)`,
		b.op.Network(), key, c.Unit, d.digest, d.size, d.mediaType, d.name, c.ID, b.op.At, b.op.Scope.Account(), b.op.ID)
	if err != nil {
		return err
	}
	return b.addEvidence(c, evidence{Kind: EvidenceFile, File: key, Digest: string(d.digest)})
}

// AddEvidence gives a contribution that was recorded without proof its evidence.
func (s *Service) AddEvidence(ctx context.Context, sc access.Scope, contribution id.ID, u Upload) error {
	if err := sc.Require(access.ContributionRecord); err != nil {
		return err
	}
	d, err := s.keep(ctx, u)
	if err != nil {
		return operation.Wrap("add evidence", err)
	}
	err = s.Write(ctx, sc, func(op *operation.Op) error {
		ledger, err := openBookTx(op)
		if err != nil {
			return err
		}
		c, err := operation.Get[Contribution](op, `SELECT `+contributionColumns+` FROM contribution c WHERE {contribution.record:c} AND c.id = $1 LIMIT 1`, contribution)
		if err != nil {
			return err
		}
		transfers, err := transfersTx(op, c.ID)
		if err != nil {
			return err
		}
		if at, _ := standing(transfers); at != CarriedOut {
			return errNotThere(at)
		}
		if err := ledger.attachTx(c, d); err != nil {
			return err
		}
		ledger.audit("contribution.evidenced", c, map[string]any{"digest": d.digest, "name": d.name})
		return nil
	})
	return operation.Wrap("add evidence", err)
}

// OpenEvidence opens an evidence file of a contribution. The caller closes it.
func (s *Service) OpenEvidence(ctx context.Context, sc access.Scope, contribution, key id.ID) (e Evidence, content *blob.File, err error) {
	if err := sc.Require(access.ContributionRead); err != nil {
		return e, nil, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		e, err = operation.Found(db.Get[Evidence](tx, sc.Bind(`SELECT e.id, e.kind, e.digest, e.added_at, f.name AS file_name, f.media_type, f.size
			FROM evidence e JOIN file f ON f.network_id = e.network_id AND f.id = e.file_id
			WHERE {contribution.read:e} AND e.contribution_id = $1 AND e.id = $2 AND f.deleted_at IS NULL LIMIT 1`, contribution, key)))
		return err
	})
	if err != nil {
		return e, nil, operation.Wrap("open evidence", err)
	}
	content, err = s.blobs.Open(ctx, blob.Digest(e.Digest))
	return e, content, operation.Wrap("open evidence", err)
}
