package directory

import (
	"context"
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// Refusal is something that a directory asked and did not get.
type Refusal struct {
	At     time.Time `db:"at"`
	What   string    `db:"what"`  // "POST user"
	About  string    `db:"about"` // the name by which the directory spoke of it
	Reason string    `db:"reason"`
}

const (
	refusalsFor  = 90 * 24 * time.Hour
	longestAbout = 120 // letters
)

// note keeps a refusal that somebody here can do something about. The directory's own answer does not depend on it.
func (s *Service) note(ctx context.Context, sc access.Scope, r Refusal, err error) {
	f, ok := fault.As(err)
	if !ok || f.Kind != fault.KindInvalid && f.Kind != fault.KindConflict || f.Key == "fault.changed" {
		return
	}
	r.Reason = f.Key
	for _, m := range f.Fields {
		r.Reason = m.Key
	}
	about := []rune(r.About)
	now := s.Clock.Now()
	err = s.DB.Write(ctx, db.Settings{Network: string(sc.Network())}, func(tx *db.Tx) error {
		_, err := tx.Exec(db.Q(`INSERT INTO directory_refusal (network_id, id, directory_id, at, what, about, reason) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			sc.Network(), s.IDs.New(), sc.Subject(), now, r.What, clean(about), r.Reason))
		if err != nil {
			return err
		}
		_, err = tx.Exec(db.Q(`DELETE FROM directory_refusal WHERE network_id = $1 AND directory_id = $2 AND (at < $3 OR id NOT IN (
			SELECT o.id FROM directory_refusal o WHERE o.network_id = $1 AND o.directory_id = $2 ORDER BY o.id DESC LIMIT 200))`, sc.Network(), sc.Subject(), now.Add(-refusalsFor)))
		return err
	})
	if err != nil && ctx.Err() == nil {
		s.log.WarnContext(ctx, "refusal of a directory not kept", "directory", sc.Subject(), "error", err)
	}
}

// clean makes of what came from outside something that can stand on a page.
func clean(about []rune) string {
	out := make([]rune, 0, min(len(about), longestAbout))
	for _, r := range about[:min(len(about), longestAbout)] {
		if r >= ' ' && r != 0x7f && r != '\ufffd' {
			out = append(out, r)
		}
	}
	return string(out)
}

// Overview is what the page of a directory shows.
type Overview struct {
	Directory
	Users    []User // at most 200, the newest change first
	Groups   []Group
	Refusals []Refusal
}

// Of shows a directory to who looks after it.
func (s *Service) Of(ctx context.Context, sc access.Scope, key id.ID) (o Overview, err error) {
	if err := sc.Require(access.ProviderManage); err != nil {
		return o, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) (err error) {
		if o.Directory, err = managedTx(tx, sc, key); err != nil {
			return err
		}
		o.Users, err = db.Select[User](tx, db.Q(`SELECT `+userColumns+` FROM directory_user x WHERE x.network_id = $1 AND x.directory_id = $2 AND x.deleted_at IS NULL
			ORDER BY x.changed_at DESC, x.id DESC LIMIT 200`, sc.Network(), key))
		if err != nil {
			return err
		}
		if o.Groups, err = groupsTx(tx, sc.Network(), key, "", ""); err != nil {
			return err
		}
		o.Refusals, err = db.Select[Refusal](tx, db.Q(`SELECT r.at, r.what, r.about, r.reason FROM directory_refusal r WHERE r.network_id = $1 AND r.directory_id = $2
			ORDER BY r.at DESC, r.id DESC LIMIT 50`, sc.Network(), key))
		return err
	})
	return o, operation.Wrap("read directory", err)
}
