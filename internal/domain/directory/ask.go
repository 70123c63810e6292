package directory

import (
	"context"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/link"
	"schakel/internal/kernel/operation"
	"schakel/internal/kernel/post"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// AskLetter is what the letter "directory" tells.
type AskLetter struct {
	Directory string `json:"directory"`
	Unit      string `json:"unit"`
}

// askTx mails somebody who has an account whether the directory may keep their access. A question that can still be answered is not
// asked again; else earlier ones die.
func (s *Service) askTx(op *operation.Op, d Directory, u *User) error {
	open, err := db.Get[bool](op.Tx, db.Q(`SELECT EXISTS (SELECT 1 FROM link l WHERE l.network_id = $1 AND l.kind = 'directory' AND l.subject_id = $2
		AND l.used_at IS NULL AND l.revoked_at IS NULL AND l.expires_at > $3) AS open`, op.Network(), u.ID, op.At))
	if err != nil || open || u.lately(op.At) {
		return err
	}
	if err := link.RevokeTx(op, link.Directory, u.ID); err != nil {
		return err
	}
	type row struct {
		Email string `db:"email"`
		Name  string `db:"name"`
		Lang  string `db:"lang"`
	}
	to, err := db.Get[row](op.Tx, db.Q(`SELECT a.email, a.name, a.lang FROM account a WHERE a.id = $1 LIMIT 1`, u.Account))
	if err != nil {
		return operation.Wrap("whom to ask", err)
	}
	if err := u.mailedTx(op); err != nil {
		return err
	}
	key, err := link.MakeTx(op, link.New{Kind: link.Directory, Email: to.Email, Subject: u.ID})
	if err != nil {
		return err
	}
	return post.SendTx(op, post.Letter{
		Key: "directory", To: to.Email, ToName: to.Name, Lang: to.Lang, Unit: d.Unit, AboutKind: "account", About: u.Account, Link: key,
		Data: AskLetter{Directory: d.Name, Unit: d.UnitName},
	})
}

// Question is what the page behind the link of such a mail shows.
type Question struct {
	Directory string `db:"directory"`
	Unit      string `db:"unit"`
	Linked    bool   `db:"linked"`
}

// Question reads what somebody is asked.
func (s *Service) Question(ctx context.Context, sc access.Scope) (q Question, err error) {
	if err := sc.Require(access.DirectoryAnswer); err != nil {
		return q, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) (err error) {
		q, err = operation.Found(db.Get[Question](tx, sc.Bind(`SELECT d.name AS directory, n.name AS unit, x.linked_at IS NOT NULL AS linked FROM directory_user x
			JOIN directory d ON d.network_id = x.network_id AND d.id = x.directory_id AND d.deleted_at IS NULL
			JOIN unit n ON n.network_id = d.network_id AND n.id = d.unit_id
			WHERE {directory.answer:x} AND x.deleted_at IS NULL LIMIT 1`)))
		return err
	})
	return q, operation.Wrap("read question", err)
}

// Agree is somebody's own word that the directory may keep their access at the unit. Their account stays theirs.
func (s *Service) Agree(ctx context.Context, sc access.Scope, l link.Link) error {
	if err := sc.Require(access.DirectoryAnswer); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		type row struct {
			Directory id.ID `db:"directory_id"`
		}
		of, err := operation.Get[row](op, `SELECT x.directory_id FROM directory_user x WHERE {directory.answer:x} AND x.deleted_at IS NULL LIMIT 1`)
		if err != nil {
			return err
		}
		if err := lockTx(op, of.Directory); err != nil {
			return err
		}
		if err := link.UseTx(op, l.ID); err != nil {
			return err
		}
		d, err := operation.Found(db.Get[Directory](op.Tx, db.Q(selectDirectory+` WHERE d.network_id = $1 AND d.id = $2 AND d.deleted_at IS NULL LIMIT 1`, op.Network(), of.Directory)))
		if err != nil {
			return err
		}
		n, err := op.Exec(`UPDATE directory_user AS x SET linked_at = $1, version = version + 1, changed_at = $1, operation_id = $2
			WHERE {directory.answer:x} AND x.linked_at IS NULL AND x.active AND x.deleted_at IS NULL`, op.At, op.ID)
		if err != nil {
			return err
		}
		if n == 0 {
			return fault.Conflict("directory.ask.not_now")
		}
		u, err := operation.Get[User](op, `SELECT `+userColumns+` FROM directory_user x WHERE {directory.answer:x} LIMIT 1`)
		if err != nil {
			return err
		}
		op.Audit(audit.Entry{Action: "directory.user_agreed", Object: "directory_user", ID: u.ID, Unit: d.Unit, Detail: map[string]string{"account": string(u.Account)}})
		own, err := scopeTx(op.Tx, op.Network(), d)
		if err != nil {
			return err
		}
		return as(op, own, func() error { return s.settleTx(op, d, u) })
	})
	return operation.Wrap("agree", err)
}
