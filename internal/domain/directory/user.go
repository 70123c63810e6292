package directory

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"schakel/internal/domain/network"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/identity"
	"schakel/internal/kernel/link"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/check"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// UserInput is what a directory says of somebody.
type UserInput struct {
	ExternalID string `db:"external_id"`
	UserName   string `db:"user_name"`
	Email      string `db:"email"`
	Given      string `db:"given_name"`
	Family     string `db:"family_name"`
	Display    string `db:"display_name"`
	Active     bool   `db:"active"`
}

// User is somebody as the directory says they are.
type User struct {
	ID        id.ID      `db:"id"`
	Directory id.ID      `db:"directory_id"`
	Account   id.ID      `db:"account_id"`
	Mailed    *time.Time `db:"mailed_at"` // asked, or told of a role
	Linked    *time.Time `db:"linked_at"`
	CreatedAt time.Time  `db:"created_at"`
	ChangedAt time.Time  `db:"changed_at"`
	Version   int        `db:"version"`
	UserInput
}

const (
	userColumns = `x.id, x.directory_id, COALESCE(x.account_id, '') AS account_id, x.mailed_at, x.linked_at, x.created_at, x.changed_at, x.version,
		x.external_id, x.user_name, x.email, x.given_name, x.family_name, x.display_name, x.active`
	// MostUsers is how many people a directory keeps at most.
	MostUsers = 5000
)

// FullName is what to call somebody in a letter.
func (in UserInput) FullName() string {
	for _, name := range []string{in.Display, strings.TrimSpace(in.Given + " " + in.Family), in.UserName} {
		if name != "" {
			return name
		}
	}
	return in.Email
}

func (in *UserInput) validate(d Directory) error {
	f := fault.Fields{}
	in.UserName = check.Line(f, "userName", in.UserName, 1, 200)
	in.ExternalID = check.OptionalLine(f, "externalId", in.ExternalID, 200)
	in.Given = check.OptionalLine(f, "name.givenName", in.Given, 100)
	in.Family = check.OptionalLine(f, "name.familyName", in.Family, 100)
	in.Display = check.OptionalLine(f, "displayName", in.Display, 120)
	in.Email = strings.ToLower(check.Email(f, "emails", in.Email))
	if _, domain, _ := strings.Cut(in.Email, "@"); len(f) == 0 && len(d.Domains) > 0 && !slices.Contains(d.Domains, domain) {
		f.Add("emails", "directory.other_domain", domain)
	}
	return f.Err()
}

// errSame ends a use case in which nothing changed.
var errSame = errors.New("directory: nothing changed")

// usersTx reads people of a directory, the oldest first; name (lower case) and external narrow to one.
func usersTx(tx *db.Tx, network, directory id.ID, name, external string) ([]User, error) {
	return db.Select[User](tx, db.Q(`SELECT `+userColumns+` FROM directory_user x WHERE x.network_id = $1 AND x.directory_id = $2 AND x.deleted_at IS NULL
		AND ($3 = '' OR x.user_key = $3) AND ($4 = '' OR x.external_id = $4) ORDER BY x.id LIMIT 5000`, network, directory, name, external))
}

// Users lists the people of the directory that asks; name and external narrow to one.
func (s *Service) Users(ctx context.Context, sc access.Scope, name, external string) (list []User, err error) {
	if err := sc.Require(access.DirectorySync); err != nil {
		return nil, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) (err error) {
		if strings.ContainsRune(name+external, 0) {
			return nil // nothing is called so
		}
		list, err = usersTx(tx, sc.Network(), sc.Subject(), strings.ToLower(name), external)
		return err
	})
	return list, operation.Wrap("list users", err)
}

// User finds one of the people of the directory that asks.
func (s *Service) User(ctx context.Context, sc access.Scope, key id.ID) (u User, err error) {
	if err := sc.Require(access.DirectorySync); err != nil {
		return u, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) (err error) {
		u, err = userTx(tx, sc, key)
		return err
	})
	return u, operation.Wrap("read user", err)
}

func userTx(tx *db.Tx, sc access.Scope, key id.ID) (User, error) {
	return operation.Found(db.Get[User](tx, sc.Bind(`SELECT `+userColumns+` FROM directory_user x WHERE {directory.sync:x.directory_id} AND x.id = $1 AND x.deleted_at IS NULL LIMIT 1`, key)))
}

// sync runs a change that a directory asks for, and notes what it was refused.
func (s *Service) sync(ctx context.Context, sc access.Scope, r *Refusal, do func(op *operation.Op, d Directory) error) error {
	if err := sc.Require(access.DirectorySync); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		if err := lockTx(op, sc.Subject()); err != nil {
			return err
		}
		d, err := operation.Get[Directory](op, selectDirectory+` WHERE {directory.sync:d} AND d.deleted_at IS NULL LIMIT 1`)
		if err != nil {
			return err
		}
		if err := do(op, d); err != nil {
			return err
		}
		_, err = op.Exec(`UPDATE directory AS d SET changed_at = $1, operation_id = $2 WHERE {directory.sync:d}`, op.At, op.ID)
		return err
	})
	if errors.Is(err, errSame) {
		return nil
	}
	s.note(ctx, sc, *r, err)
	return operation.Wrap(r.What, err)
}

// AddUser takes somebody up whom the directory says works there.
func (s *Service) AddUser(ctx context.Context, sc access.Scope, in UserInput) (u User, err error) {
	err = s.sync(ctx, sc, &Refusal{What: "POST user", About: in.UserName}, func(op *operation.Op, d Directory) error {
		if err := in.validate(d); err != nil {
			return err
		}
		n, err := db.Get[int](op.Tx, db.Q(`SELECT COUNT(*) FROM directory_user WHERE network_id = $1 AND directory_id = $2 AND (deleted_at IS NULL OR created_at > $3)`,
			op.Network(), d.ID, op.At.Add(-24*time.Hour)))
		if err != nil {
			return err
		}
		if n >= MostUsers { // who was taken away today counts: each was mailed
			return fault.Conflict("directory.most_users", MostUsers)
		}
		u = User{ID: op.NewID(), Directory: d.ID, CreatedAt: op.At, ChangedAt: op.At, Version: 1, UserInput: in}
		op.Made = u.ID
		op.Audit(audit.Entry{Action: "directory.user_added", Object: "directory_user", ID: u.ID, Unit: d.Unit, Detail: in})
		err = op.Insert(`INSERT INTO directory_user (network_id, id, directory_id, external_id, user_name, user_key, email, given_name, family_name, display_name, active, created_at, changed_at, operation_id)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12, $13)`, op.Network(), u.ID, d.ID, in.ExternalID, in.UserName, strings.ToLower(in.UserName), in.Email,
			in.Given, in.Family, in.Display, in.Active, op.At, op.ID)
		if err != nil {
			return s.taken(err)
		}
		return s.identifyTx(op, d, &u)
	})
	return u, err
}

// taken tells which of the directory's own names is in use.
func (s *Service) taken(err error) error {
	name, conflict := s.DB.Conflict(err)
	switch {
	case !conflict:
		return err
	case strings.Contains(name, "external"):
		return fault.Conflict("directory.external_taken")
	case strings.Contains(name, "account"):
		return fault.Conflict("directory.mail_taken")
	default:
		return fault.Conflict("directory.user_taken")
	}
}

// identifyTx finds out whose account it is. A new account is the directory's to fill with roles at once. Who has one already is asked:
// an address says who is meant, and proves nothing. Whom the same directory kept before, under the same name of its own and at the same
// address, has agreed already.
func (s *Service) identifyTx(op *operation.Op, d Directory, u *User) error {
	before, err := db.Select[id.ID](op.Tx, db.Q(`SELECT x.account_id FROM directory_user x JOIN account a ON a.id = x.account_id AND a.deleted_at IS NULL AND a.email = $4
		WHERE x.network_id = $1 AND x.directory_id = $2 AND x.external_id = $3 AND x.external_id <> '' AND x.linked_at IS NOT NULL AND x.deleted_at IS NOT NULL
		ORDER BY x.id DESC LIMIT 1`, op.Network(), d.ID, u.ExternalID, u.Email))
	if err != nil {
		return err
	}
	known := len(before) > 0
	if known {
		u.Account = before[0]
	} else {
		var made bool
		if u.Account, made, err = identity.EnsureAccountTx(op, u.Email, u.FullName(), "nl"); err != nil {
			return err
		}
		known = made
	}
	u.Linked = nil
	if known {
		u.Linked = &op.At
	}
	_, err = op.Exec(`UPDATE directory_user AS x SET account_id = $2, linked_at = $3, operation_id = $4 WHERE {directory.sync:x.directory_id} AND x.id = $1`,
		u.ID, u.Account, u.Linked, op.ID)
	if err != nil {
		return s.taken(err)
	}
	if !u.Active {
		return nil
	}
	if !known {
		return s.askTx(op, d, u)
	}
	return s.settleTx(op, d, *u)
}

// ChangeUser changes what the directory says of somebody. change gets what it said before; seen is the version it knows, 0 for any.
func (s *Service) ChangeUser(ctx context.Context, sc access.Scope, key id.ID, seen int, change func(UserInput) (UserInput, error)) (u User, err error) {
	about := &Refusal{What: "PATCH user"}
	err = s.sync(ctx, sc, about, func(op *operation.Op, d Directory) error {
		if u, err = userTx(op.Tx, op.Scope, key); err != nil {
			return err
		}
		if seen != 0 && seen != u.Version {
			return fault.Conflict("fault.changed")
		}
		was := u
		about.About = was.UserName
		in, err := change(was.UserInput)
		if err != nil {
			return err
		}
		if in == was.UserInput {
			return errSame
		}
		if err := in.validate(d); err != nil {
			return err
		}
		if in == was.UserInput {
			return errSame
		}
		u.UserInput, u.ChangedAt, u.Version = in, op.At, was.Version+1
		auditChange(op, d, was, in)
		_, err = op.Exec(`UPDATE directory_user AS x SET external_id = $2, user_name = $3, user_key = $4, email = $5, given_name = $6, family_name = $7, display_name = $8, active = $9,
				changed_at = $10, version = version + 1, operation_id = $11 WHERE {directory.sync:x.directory_id} AND x.id = $1`,
			key, in.ExternalID, in.UserName, strings.ToLower(in.UserName), in.Email, in.Given, in.Family, in.Display, in.Active, op.At, op.ID)
		if err != nil {
			return s.taken(err)
		}
		return s.movedTx(op, d, was, &u)
	})
	return u, err
}

// auditChange tells the log that somebody left, came back or is known otherwise.
func auditChange(op *operation.Op, d Directory, was User, in UserInput) {
	action := "directory.user_changed"
	switch {
	case was.Active && !in.Active:
		action = "directory.user_left"
	case !was.Active && in.Active:
		action = "directory.user_back"
	}
	op.Audit(audit.Entry{Action: action, Object: "directory_user", ID: was.ID, Unit: d.Unit, Detail: map[string]UserInput{"before": was.UserInput, "after": in}})
}

// movedTx does what follows from a change of somebody: they left, came back, or are somebody else than was asked.
func (s *Service) movedTx(op *operation.Op, d Directory, was User, u *User) error {
	switch {
	case u.Linked == nil && u.Email != was.Email: // nobody agreed yet: it is another person who is meant
		if u.lately(op.At) {
			return fault.Conflict("directory.mailed_lately")
		}
		if err := link.RevokeTx(op, link.Directory, u.ID); err != nil {
			return err
		}
		u.Mailed = nil
		return s.identifyTx(op, d, u)
	case was.Active && !u.Active:
		return u.leaveTx(op, d)
	case !was.Active && u.Active && u.Linked == nil:
		return s.askTx(op, d, u)
	case !was.Active && u.Active:
		return s.settleTx(op, d, *u)
	}
	return nil
}

// lately reports whether somebody was mailed a moment ago: a directory that goes wrong must not fill mailboxes.
func (u User) lately(now time.Time) bool {
	const apart = time.Hour
	return u.Mailed != nil && now.Sub(*u.Mailed) < apart
}

// mailedTx notes that somebody was asked or told something.
func (u User) mailedTx(op *operation.Op) error {
	_, err := op.Tx.Exec(db.Q(`UPDATE directory_user SET mailed_at = $3 WHERE network_id = $1 AND id = $2`, op.Network(), u.ID, op.At))
	return err
}

// leaveTx ends what somebody has at the unit. Who never agreed keeps what others gave: the directory has no say over them.
func (u User) leaveTx(op *operation.Op, d Directory) error {
	if u.Linked == nil {
		return nil
	}
	return network.LeaveTx(op, u.Account, d.Unit)
}

// RemoveUser takes somebody away whom the directory does not have any more: they left, and what it said of them is forgotten.
func (s *Service) RemoveUser(ctx context.Context, sc access.Scope, key id.ID, seen int) error {
	return s.sync(ctx, sc, &Refusal{What: "DELETE user", About: string(key)}, func(op *operation.Op, d Directory) error {
		u, err := userTx(op.Tx, op.Scope, key)
		if err != nil {
			return err
		}
		if seen != 0 && seen != u.Version {
			return fault.Conflict("fault.changed")
		}
		op.Audit(audit.Entry{Action: "directory.user_removed", Object: "directory_user", ID: key, Unit: d.Unit, Detail: map[string]string{"user_name": u.UserName}})
		if err := u.leaveTx(op, d); err != nil {
			return err
		}
		return u.forgetTx(op)
	})
}

// forgetTx empties what a directory said of somebody. Its own name for them stays: by it they are known when they come back.
func (u User) forgetTx(op *operation.Op) error {
	if err := link.RevokeTx(op, link.Directory, u.ID); err != nil {
		return err
	}
	if _, err := op.Tx.Exec(db.Q(`DELETE FROM directory_member WHERE network_id = $1 AND user_id = $2`, op.Network(), u.ID)); err != nil {
		return err
	}
	_, err := op.Tx.Exec(db.Q(`UPDATE directory_user SET user_name = '', user_key = '', email = '', given_name = '', family_name = '', display_name = '', active = FALSE,
			deleted_at = $3, deleted_op = $4, version = version + 1, operation_id = $4 WHERE network_id = $1 AND id = $2`, op.Network(), u.ID, op.At, op.ID))
	return err
}
