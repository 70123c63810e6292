package directory

import (
	"context"
	"slices"
	"strings"
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/check"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// GroupInput is what a directory says of a group.
type GroupInput struct {
	ExternalID string
	Name       string
	Members    []id.ID // users of the same directory
}

// Group is a group of a directory.
type Group struct {
	ID        id.ID       `db:"id"`
	External  string      `db:"external_id"`
	Name      string      `db:"name"`
	Role      access.Role `db:"role"` // what an administrator here gives its members; empty: nothing
	Unit      id.ID       `db:"unit_id"`
	CreatedAt time.Time   `db:"created_at"`
	ChangedAt time.Time   `db:"changed_at"`
	Version   int         `db:"version"`
	Members   []Member
}

// Member is somebody in a group.
type Member struct {
	Group id.ID  `db:"group_id"`
	User  id.ID  `db:"user_id"`
	Name  string `db:"name"`
}

const (
	groupColumns = `g.id, g.external_id, g.name, g.role, COALESCE(g.unit_id, '') AS unit_id, g.created_at, g.changed_at, g.version`
	mostGroups   = 500
)

func (g Group) input() GroupInput {
	in := GroupInput{ExternalID: g.External, Name: g.Name}
	for _, m := range g.Members {
		in.Members = append(in.Members, m.User)
	}
	return in
}

func (in *GroupInput) validate() error {
	f := fault.Fields{}
	in.Name = check.Line(f, "displayName", in.Name, 1, 200)
	in.ExternalID = check.OptionalLine(f, "externalId", in.ExternalID, 200)
	slices.Sort(in.Members)
	in.Members = slices.Compact(in.Members)
	if len(in.Members) > MostUsers {
		f.Add("members", "directory.most_users", MostUsers)
	}
	return f.Err()
}

// groupsTx reads groups of a directory with their members; one, when only is given.
func groupsTx(tx *db.Tx, network, directory, only id.ID, name string) ([]Group, error) {
	list, err := db.Select[Group](tx, db.Q(`SELECT `+groupColumns+` FROM directory_group g WHERE g.network_id = $1 AND g.directory_id = $2 AND g.deleted_at IS NULL
		AND ($3 = '' OR g.id = $3) AND ($4 = '' OR g.name_key = $4) ORDER BY g.id LIMIT 500`, network, directory, string(only), strings.ToLower(name)))
	if err != nil || len(list) == 0 {
		return list, err
	}
	at := map[id.ID]int{}
	keys := make([]id.ID, len(list))
	for i, g := range list {
		at[g.ID], keys[i] = i, g.ID
	}
	members, err := db.Select[Member](tx, db.Q(`SELECT m.group_id, m.user_id, x.user_name AS name FROM directory_member m
		JOIN directory_user x ON x.network_id = m.network_id AND x.id = m.user_id
		WHERE m.network_id = $1 AND m.group_id = ANY($2) ORDER BY m.group_id, m.user_id LIMIT 100000`, network, db.List(keys)))
	for _, m := range members {
		list[at[m.Group]].Members = append(list[at[m.Group]].Members, m)
	}
	return list, err
}

// Groups lists the groups of the directory that asks; a name narrows to one.
func (s *Service) Groups(ctx context.Context, sc access.Scope, name string) (list []Group, err error) {
	if err := sc.Require(access.DirectorySync); err != nil {
		return nil, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) (err error) {
		if strings.ContainsRune(name, 0) {
			return nil // nothing is called so
		}
		list, err = groupsTx(tx, sc.Network(), sc.Subject(), "", name)
		return err
	})
	return list, operation.Wrap("list groups", err)
}

// Group finds one of the groups of the directory that asks.
func (s *Service) Group(ctx context.Context, sc access.Scope, key id.ID) (g Group, err error) {
	if err := sc.Require(access.DirectorySync); err != nil {
		return g, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) (err error) {
		g, err = groupTx(tx, sc.Network(), sc.Subject(), key)
		return err
	})
	return g, operation.Wrap("read group", err)
}

func groupTx(tx *db.Tx, network, directory, key id.ID) (Group, error) {
	list, err := groupsTx(tx, network, directory, key, "")
	if err == nil && len(list) == 0 {
		err = fault.NotFound("fault.not_found")
	}
	if err != nil {
		return Group{}, err
	}
	return list[0], nil
}

// AddGroup takes a group up. Its members have nothing of it until an administrator here says what it stands for.
func (s *Service) AddGroup(ctx context.Context, sc access.Scope, in GroupInput) (g Group, err error) {
	err = s.sync(ctx, sc, &Refusal{What: "POST group", About: in.Name}, func(op *operation.Op, d Directory) error {
		if err := in.validate(); err != nil {
			return err
		}
		n, err := db.Get[int](op.Tx, db.Q(`SELECT COUNT(*) FROM directory_group WHERE network_id = $1 AND directory_id = $2 AND deleted_at IS NULL`, op.Network(), d.ID))
		if err != nil {
			return err
		}
		if n >= mostGroups {
			return fault.Conflict("directory.most_groups", mostGroups)
		}
		key := op.NewID()
		op.Audit(audit.Entry{Action: "directory.group_added", Object: "directory_group", ID: key, Unit: d.Unit, Detail: in})
		err = op.Insert(`INSERT INTO directory_group (network_id, id, directory_id, external_id, name, name_key, created_at, changed_at, operation_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $8)`,
			op.Network(), key, d.ID, in.ExternalID, in.Name, strings.ToLower(in.Name), op.At, op.ID)
		if _, taken := s.DB.Conflict(err); taken {
			return fault.Conflict("directory.group_taken")
		}
		if err != nil {
			return err
		}
		if err := s.membersTx(op, d, Group{ID: key}, in.Members); err != nil {
			return err
		}
		g, err = groupTx(op.Tx, op.Network(), d.ID, key)
		return err
	})
	return g, err
}

// ChangeGroup changes what the directory says of a group. change gets what it said before; seen is the version it knows, 0 for any.
func (s *Service) ChangeGroup(ctx context.Context, sc access.Scope, key id.ID, seen int, change func(GroupInput) (GroupInput, error)) (g Group, err error) {
	about := &Refusal{What: "PATCH group"}
	err = s.sync(ctx, sc, about, func(op *operation.Op, d Directory) error {
		if g, err = groupTx(op.Tx, op.Network(), d.ID, key); err != nil {
			return err
		}
		if seen != 0 && seen != g.Version {
			return fault.Conflict("fault.changed")
		}
		was := g.input()
		about.About = was.Name
		in, err := change(g.input())
		if err != nil {
			return err
		}
		if err := in.validate(); err != nil {
			return err
		}
		slices.Sort(was.Members)
		if in.Name == was.Name && in.ExternalID == was.ExternalID && slices.Equal(in.Members, was.Members) {
			return errSame
		}
		op.Audit(audit.Entry{Action: "directory.group_changed", Object: "directory_group", ID: key, Unit: d.Unit, Detail: map[string]GroupInput{"before": was, "after": in}})
		_, err = op.Exec(`UPDATE directory_group AS g SET external_id = $2, name = $3, name_key = $4, changed_at = $5, version = version + 1, operation_id = $6
			WHERE {directory.sync:g.directory_id} AND g.id = $1 AND g.deleted_at IS NULL`, key, in.ExternalID, in.Name, strings.ToLower(in.Name), op.At, op.ID)
		if _, taken := s.DB.Conflict(err); taken {
			return fault.Conflict("directory.group_taken")
		}
		if err != nil {
			return err
		}
		if err := s.membersTx(op, d, g, in.Members); err != nil {
			return err
		}
		g, err = groupTx(op.Tx, op.Network(), d.ID, key)
		return err
	})
	return g, err
}

// membersTx puts people in a group and takes others out of it, and settles the roles of both.
func (s *Service) membersTx(op *operation.Op, d Directory, g Group, want []id.ID) error {
	were := g.input().Members
	var moved []id.ID
	for _, user := range want {
		if slices.Contains(were, user) {
			continue
		}
		n, err := op.Exec(`INSERT INTO directory_member (network_id, group_id, user_id, operation_id)
			SELECT x.network_id, $2, x.id, $3 FROM directory_user x WHERE {directory.sync:x.directory_id} AND x.id = $1 AND x.deleted_at IS NULL`, user, g.ID, op.ID)
		if err != nil {
			return err
		}
		if n == 0 {
			return fault.Fields{"members": {Key: "directory.member_unknown", Args: []any{string(user)}}}.Err()
		}
		moved = append(moved, user)
	}
	for _, user := range were {
		if slices.Contains(want, user) {
			continue
		}
		if _, err := op.Tx.Exec(db.Q(`DELETE FROM directory_member WHERE network_id = $1 AND group_id = $2 AND user_id = $3`, op.Network(), g.ID, user)); err != nil {
			return err
		}
		moved = append(moved, user)
	}
	if g.Role == "" {
		return nil
	}
	for _, user := range moved {
		u, err := userTx(op.Tx, op.Scope, user)
		if err != nil {
			return err
		}
		if err := s.settleTx(op, d, u); err != nil {
			return err
		}
	}
	return nil
}

// RemoveGroup takes a group away; what its members had by it ends.
func (s *Service) RemoveGroup(ctx context.Context, sc access.Scope, key id.ID, seen int) error {
	return s.sync(ctx, sc, &Refusal{What: "DELETE group", About: string(key)}, func(op *operation.Op, d Directory) error {
		g, err := groupTx(op.Tx, op.Network(), d.ID, key)
		if err != nil {
			return err
		}
		if seen != 0 && seen != g.Version {
			return fault.Conflict("fault.changed")
		}
		op.Audit(audit.Entry{Action: "directory.group_removed", Object: "directory_group", ID: key, Unit: d.Unit, Detail: map[string]string{"name": g.Name}})
		if err := s.membersTx(op, d, g, nil); err != nil {
			return err
		}
		_, err = op.Exec(`UPDATE directory_group AS g SET role = '', unit_id = NULL, deleted_at = $2, deleted_op = $3, version = version + 1, operation_id = $3
			WHERE {directory.sync:g.directory_id} AND g.id = $1`, key, op.At, op.ID)
		return err
	})
}

// MapInput says what a group stands for.
type MapInput struct {
	Role string // empty: nothing
	Unit id.ID  // the directory's own unit or one below it; empty: its own
}

// Map says what the members of a group get here. It counts for who is in it at once.
func (s *Service) Map(ctx context.Context, sc access.Scope, key, group id.ID, in MapInput) error {
	return s.manage(ctx, sc, key, "map group", func(op *operation.Op, d Directory) error {
		g, err := groupTx(op.Tx, op.Network(), d.ID, group)
		if err != nil {
			return err
		}
		f := fault.Fields{}
		role := check.OptionalChoice(f, "role", in.Role, GroupRoles()...)
		if err := f.Err(); err != nil {
			return err
		}
		if in.Unit == "" {
			in.Unit = d.Unit
		}
		unit := &in.Unit
		if role == "" {
			unit = nil
		} else if err := s.mayMapTx(op, d, role, in.Unit); err != nil {
			return err
		}
		_, err = op.Tx.Exec(db.Q(`UPDATE directory_group SET role = $3, unit_id = $4, operation_id = $5 WHERE network_id = $1 AND id = $2`, op.Network(), g.ID, role, unit, op.ID))
		if err != nil {
			return err
		}
		op.Audit(audit.Entry{Action: "directory.mapped", Object: "directory", ID: key, Unit: d.Unit, Detail: map[string]string{"group": g.Name, "role": string(role), "unit": string(in.Unit)}})
		return s.settleAllTx(op, d, g.ID)
	})
}

func (*Service) mayMapTx(op *operation.Op, d Directory, role access.Role, unit id.ID) error {
	below, err := operation.Select[id.ID](op, `SELECT c.descendant_id FROM unit_closure c WHERE {wall:c} AND c.ancestor_id = $1 AND c.descendant_id = $2 LIMIT 1`, d.Unit, unit)
	if err != nil {
		return err
	}
	if len(below) == 0 {
		return fault.Fields{"unit": {Key: "directory.unit_beyond"}}.Err()
	}
	return mayStandFor(op.Scope, role, unit, "role")
}
