package directory

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"time"

	"schakel/internal/domain/network"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/check"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// Service holds the use cases of directories.
type Service struct {
	operation.Kit
	log *slog.Logger
}

// New makes the service.
func New(kit operation.Kit, log *slog.Logger) *Service { return &Service{Kit: kit, log: log} }

// Directory is a school's user administration.
type Directory struct {
	ID          id.ID       `db:"id"`
	Unit        id.ID       `db:"unit_id"`
	UnitName    string      `db:"unit_name"`
	Name        string      `db:"name"`
	Domains     db.Strings  `db:"domains"`
	DefaultRole access.Role `db:"default_role"` // empty: none
	Hint        string      `db:"token_hint"`   // empty without a token
	TokenMade   *time.Time  `db:"token_made_at"`
	TokenTo     clock.Date  `db:"token_to"`
	SeenAt      *time.Time  `db:"last_seen_at"`
	ChangedAt   *time.Time  `db:"changed_at"`
	Version     int         `db:"version"`
	Active      int         `db:"active"`  // people it says work there
	Waiting     int         `db:"waiting"` // of those, who did not agree yet
}

const (
	selectDirectory = `SELECT d.id, d.unit_id, u.name AS unit_name, d.name, d.domains, d.default_role, d.token_hint, d.token_made_at, d.token_to, d.last_seen_at, d.changed_at, d.version,
		(SELECT COUNT(*) FROM directory_user x WHERE x.network_id = d.network_id AND x.directory_id = d.id AND x.active AND x.deleted_at IS NULL) AS active,
		(SELECT COUNT(*) FROM directory_user x WHERE x.network_id = d.network_id AND x.directory_id = d.id AND x.active AND x.linked_at IS NULL AND x.deleted_at IS NULL) AS waiting
	FROM directory d JOIN unit u ON u.network_id = d.network_id AND u.id = d.unit_id`
	mostDirectories = 100
)

// DefaultRoles are those that somebody may get for being in the directory at all: none of them guards anything.
func DefaultRoles() []access.Role {
	return slices.DeleteFunc(GroupRoles(), func(r access.Role) bool { return r.NeedsSecond() })
}

// GroupRoles are those that a group may stand for. The roles of a whole network are given by a person: they are never in it.
func GroupRoles() []access.Role {
	return []access.Role{access.Teacher, access.WorkgroupMember, access.StageCoordinator, access.LineLead, access.RelationManager, access.ProjectLeader}
}

// List lists the directories in reach, the oldest first.
func (s *Service) List(ctx context.Context, sc access.Scope) (list []Directory, err error) {
	if err := sc.Require(access.ProviderManage); err != nil {
		return nil, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) (err error) {
		list, err = db.Select[Directory](tx, sc.Bind(selectDirectory+` WHERE {provider.manage:d} AND d.deleted_at IS NULL ORDER BY d.created_at, d.id LIMIT 200`))
		return err
	})
	return list, operation.Wrap("list directories", err)
}

// managedTx finds a directory that the principal looks after.
func managedTx(tx *db.Tx, sc access.Scope, key id.ID) (Directory, error) {
	return operation.Found(db.Get[Directory](tx, sc.Bind(selectDirectory+` WHERE {provider.manage:d} AND d.id = $1 AND d.deleted_at IS NULL LIMIT 1`, key)))
}

// Input is the form of a directory.
type Input struct {
	Unit        id.ID
	Name        string
	Domains     string // with spaces or commas
	DefaultRole string
	Version     int
}

func (in *Input) validate() (domains db.Strings, role access.Role, err error) {
	f := fault.Fields{}
	in.Name = check.Line(f, "name", in.Name, 2, 60)
	domains = db.Strings{}
	for _, d := range strings.FieldsFunc(strings.ToLower(check.OptionalLine(f, "domains", in.Domains, 500)), func(r rune) bool { return r == ',' || r == ' ' || r == ';' }) {
		if strings.ContainsAny(d, "@/:") || !strings.Contains(d, ".") {
			f.Add("domains", "identity.provider.domain_bad", d)
		}
		if !slices.Contains(domains, d) {
			domains = append(domains, d)
		}
	}
	role = check.OptionalChoice(f, "default_role", in.DefaultRole, DefaultRoles()...)
	return domains, role, f.Err()
}

// Add describes a new directory. It opens nothing until somebody makes its token.
func (s *Service) Add(ctx context.Context, sc access.Scope, in Input) (key id.ID, err error) {
	if err := sc.Require(access.ProviderManage); err != nil {
		return "", err
	}
	if in.Unit == "" {
		return "", fault.Fields{"unit": {Key: "field.required"}}.Err()
	}
	if err := sc.RequireOn(access.ProviderManage, in.Unit); err != nil {
		return "", err
	}
	domains, role, err := in.validate()
	if err != nil {
		return "", err
	}
	if err := mayStandFor(sc, role, in.Unit, "default_role"); err != nil {
		return "", err
	}
	err = s.Write(ctx, sc, func(op *operation.Op) error {
		root, err := operation.Get[bool](op, `SELECT u.parent_id IS NULL AS root FROM unit u WHERE {provider.manage:u.id} AND u.id = $1 AND u.deleted_at IS NULL LIMIT 1`, in.Unit)
		if err != nil {
			return err
		}
		if root { // who keeps the people of one school must not get a say over a network
			return fault.Fields{"unit": {Key: "directory.not_root"}}.Err()
		}
		n, err := db.Get[int](op.Tx, db.Q(`SELECT COUNT(*) FROM directory WHERE network_id = $1 AND deleted_at IS NULL`, op.Network()))
		if err != nil {
			return err
		}
		if n >= mostDirectories {
			return fault.Conflict("directory.most", mostDirectories)
		}
		key = op.NewID()
		op.Audit(audit.Entry{Action: "directory.added", Object: "directory", ID: key, Unit: in.Unit, Detail: map[string]string{"name": in.Name, "default_role": string(role)}})
		return op.Insert(`INSERT INTO directory (network_id, id, unit_id, name, domains, default_role, created_at, operation_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
			op.Network(), key, in.Unit, in.Name, domains, role, op.At, op.ID)
	})
	return key, operation.Wrap("add directory", err)
}

// mayStandFor refuses a role that the principal could not give on the unit themselves.
func mayStandFor(sc access.Scope, role access.Role, unit id.ID, field string) error {
	if role == "" {
		return nil
	}
	err := network.MayGive(sc, role, unit)
	if f, ok := fault.As(err); ok && f.Kind == fault.KindInvalid {
		return fault.Fields{field: f.Fields["role"]}.Err()
	}
	return err
}

// lockTx lets one change of a directory and its people pass at a time.
func lockTx(op *operation.Op, key id.ID) error { return op.Lock("directory:" + string(key)) }

// manage runs a change of a directory that the principal looks after.
func (s *Service) manage(ctx context.Context, sc access.Scope, key id.ID, what string, do func(op *operation.Op, d Directory) error) error {
	if err := sc.Require(access.ProviderManage); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		if err := lockTx(op, key); err != nil {
			return err
		}
		d, err := managedTx(op.Tx, sc, key)
		if err != nil {
			return err
		}
		return do(op, d)
	})
	return operation.Wrap(what, err)
}

// Edit changes a directory. Another role for who is in no group is given, and the one before taken, at once.
func (s *Service) Edit(ctx context.Context, sc access.Scope, key id.ID, in Input) error {
	return s.manage(ctx, sc, key, "edit directory", func(op *operation.Op, d Directory) error {
		domains, role, err := in.validate()
		if err != nil {
			return err
		}
		if role != d.DefaultRole {
			if err := mayStandFor(sc, role, d.Unit, "default_role"); err != nil {
				return err
			}
		}
		err = operation.Changed(op.Exec(`UPDATE directory AS d SET name = $3, domains = $4, default_role = $5, version = version + 1, operation_id = $6
			WHERE {provider.manage:d} AND d.id = $1 AND d.version = $2 AND d.deleted_at IS NULL`, key, in.Version, in.Name, domains, role, op.ID))
		if err != nil {
			return err
		}
		op.Audit(audit.Entry{Action: "directory.edited", Object: "directory", ID: key, Unit: d.Unit, Detail: map[string]string{"name": in.Name, "default_role": string(role)}})
		if role == d.DefaultRole {
			return nil
		}
		d.DefaultRole = role
		return s.settleAllTx(op, d, "")
	})
}

// Remove takes a directory away. Its token opens nothing from that moment; the people keep their roles until somebody ends them.
func (s *Service) Remove(ctx context.Context, sc access.Scope, key id.ID) error {
	return s.manage(ctx, sc, key, "remove directory", func(op *operation.Op, d Directory) error {
		err := operation.Changed(op.Exec(`UPDATE directory AS d SET token_hash = NULL, token_hint = '', deleted_at = $2, deleted_op = $3, version = version + 1, operation_id = $3
			WHERE {provider.manage:d} AND d.id = $1 AND d.deleted_at IS NULL`, key, op.At, op.ID))
		if err != nil {
			return err
		}
		users, err := usersTx(op.Tx, op.Network(), key, "", "")
		if err != nil {
			return err
		}
		for _, u := range users {
			if err := u.forgetTx(op); err != nil {
				return err
			}
		}
		for _, text := range []string{
			`DELETE FROM directory_refusal WHERE network_id = $1 AND directory_id = $2`,
			`UPDATE role_grant SET directory_id = NULL WHERE network_id = $1 AND directory_id = $2`,
		} {
			if _, err := op.Tx.Exec(db.Q(text, op.Network(), key)); err != nil {
				return err
			}
		}
		op.Audit(audit.Entry{Action: "directory.removed", Object: "directory", ID: key, Unit: d.Unit, Detail: map[string]string{"name": d.Name}})
		return nil
	})
}
