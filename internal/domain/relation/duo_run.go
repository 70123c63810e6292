package relation

import (
	"context"
	"io"
	"path"
	"strings"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/blob"
	"schakel/internal/platform/check"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// UploadSchools keeps DUO's file for the steps of the page that follow, and returns its run. A file that is not DUO's is
// refused.
func (s *Service) UploadSchools(ctx context.Context, sc access.Scope, unit id.ID, fileName string, file io.ReadSeeker) (key id.ID, err error) {
	for _, a := range []access.Action{access.ImportRun, access.NetworkManage} {
		if err := sc.RequireOn(a, unit); err != nil {
			return "", err
		}
	}
	f := fault.Fields{}
	fileName = check.Text(f, "file", path.Base(strings.ReplaceAll(fileName, `\`, "/")), 1, 200)
	if err := f.Err(); err != nil {
		return "", err
	}
	if _, err := ReadSchools(file); err != nil {
		return "", operation.Wrap("upload schools", err)
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return "", operation.Wrap("upload schools", err)
	}
	digest, _, err := s.Files.Put(ctx, file, ImportLimit)
	if err != nil {
		return "", operation.Wrap("upload schools", err)
	}
	err = s.Write(ctx, sc, func(op *operation.Op) error {
		if err := parentsTx(op, map[string]id.ID{"": unit}); err != nil {
			return err
		}
		key = op.NewID()
		op.Audit(audit.Entry{Action: "duo.uploaded", Object: "import_run", ID: key, Unit: unit, Detail: map[string]any{"file": fileName, "digest": digest}})
		return op.Insert(`INSERT INTO import_run (network_id, id, unit_id, kind, file_name, digest, state, account_id, created_at, operation_id)
			VALUES ($1, $2, $3, 'duo', $4, $5, $6, $7, $8, $9)`,
			op.Network(), key, unit, fileName, digest, RunUploaded, sc.Account(), op.At, op.ID)
	})
	return key, operation.Wrap("upload schools", err)
}

// SchoolRun is a file of DUO on its way in.
type SchoolRun struct {
	ID       id.ID       `db:"id"`
	Unit     id.ID       `db:"unit_id"`
	FileName string      `db:"file_name"`
	Digest   blob.Digest `db:"digest"`
}

// Schools returns an uploaded file of DUO, read again.
func (s *Service) Schools(ctx context.Context, sc access.Scope, run id.ID) (SchoolFile, error) {
	if err := sc.Require(access.ImportRun); err != nil {
		return SchoolFile{}, err
	}
	var r SchoolRun
	err := s.Read(ctx, sc, func(tx *db.Tx) (err error) {
		r, err = operation.Found(db.Get[SchoolRun](tx, sc.Bind(`SELECT i.id, i.unit_id, i.file_name, i.digest FROM import_run i
			WHERE {import.run:i} AND i.kind = 'duo' AND i.id = $1 AND i.deleted_at IS NULL LIMIT 1`, run)))
		return err
	})
	if err != nil {
		return SchoolFile{}, operation.Wrap("read schools", err)
	}
	stored, err := s.Files.Open(ctx, r.Digest)
	if err != nil {
		return SchoolFile{}, operation.Wrap("read schools", err)
	}
	defer func() { _ = stored.Close() }()
	file, err := ReadSchools(stored)
	file.Run = r
	return file, operation.Wrap("read schools", err)
}

// appliedTx notes on an uploaded file what importing it did last; it may be done again for other municipalities.
func appliedTx(op *operation.Op, run id.ID, done SchoolResult) error {
	if run == "" { // from the command line
		return nil
	}
	return operation.Changed(op.Exec(`UPDATE import_run AS i SET state = $2, created = $3, updated = $4, skipped = $5, applied_at = $6, operation_id = $7, version = version + 1
		WHERE {import.run:i} AND i.id = $1 AND i.deleted_at IS NULL`, run, RunApplied, done.Created, done.Updated, done.Unchanged, op.At, op.ID))
}
