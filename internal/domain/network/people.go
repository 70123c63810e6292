package network

import (
	"context"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// Person is somebody with a role in reach.
type Person struct {
	Account id.ID  `db:"account_id"`
	Name    string `db:"name"`
	Email   string `db:"email"`
	Waiting bool   `db:"waiting"` // invited, has never signed in
	Secured bool   `db:"secured"` // has a second step at signing in
	Roles   []Held
}

// Held is a role somebody holds on a unit.
type Held struct {
	ID       id.ID       `db:"id"`
	Account  id.ID       `db:"account_id"`
	Role     access.Role `db:"role"`
	Unit     id.ID       `db:"unit_id"`
	UnitName string      `db:"unit_name"`
	From     clock.Date  `db:"valid_from"`
	To       clock.Date  `db:"valid_to"`
}

// PeopleFilter narrows People. After and AfterID are the last of the page before.
type PeopleFilter struct {
	Unit    id.ID // roles on this very unit
	After   string
	AfterID id.ID
	Limit   int // 50 when zero
}

// People lists who has a role on a unit in reach, by name, with those roles, and whether more follow.
func (s *Service) People(ctx context.Context, sc access.Scope, f PeopleFilter) (people []Person, more bool, err error) {
	if err := sc.Require(access.RoleRead); err != nil {
		return nil, false, err
	}
	if f.Limit <= 0 {
		f.Limit = 50
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		people, err = peopleTx(tx, sc, f, clock.Today(s.Clock))
		if err != nil {
			return err
		}
		if more = len(people) > f.Limit; more {
			people = people[:f.Limit]
		}
		return rolesTx(tx, sc, f, people, clock.Today(s.Clock))
	})
	return people, more, operation.Wrap("list people", err)
}

const live = ` AND g.revoked_at IS NULL AND (g.valid_to IS NULL OR g.valid_to >= $1)`

func peopleTx(tx *db.Tx, sc access.Scope, f PeopleFilter, today clock.Date) ([]Person, error) {
	var b db.Builder
	b.Add(`SELECT a.id AS account_id, a.name, a.email,
			a.kind = 'person' AND a.password_hash = '' AND NOT EXISTS (SELECT 1 FROM session s WHERE s.account_id = a.id) AS waiting,
			EXISTS (SELECT 1 FROM authenticator t WHERE t.account_id = a.id AND t.confirmed_at IS NOT NULL)
				OR EXISTS (SELECT 1 FROM passkey k WHERE k.account_id = a.id) AS secured
		FROM account a WHERE a.deleted_at IS NULL AND EXISTS (
			SELECT 1 FROM role_grant g WHERE g.account_id = a.id AND {role.read:g}`+live, today)
	if f.Unit != "" {
		b.Add(` AND g.unit_id = $1`, f.Unit)
	}
	b.Add(`)`)
	if f.AfterID != "" {
		b.Add(` AND (a.name, a.id) > ($1, $2)`, f.After, f.AfterID)
	}
	b.Add(` ORDER BY a.name, a.id LIMIT $1`, f.Limit+1)
	return db.Select[Person](tx, sc.BindQuery(b.Query()))
}

// rolesTx fills in the roles of the people on a page.
func rolesTx(tx *db.Tx, sc access.Scope, f PeopleFilter, people []Person, today clock.Date) error {
	at := map[id.ID]int{}
	accounts := make([]id.ID, len(people))
	for i, p := range people {
		at[p.Account], accounts[i] = i, p.Account
	}
	var b db.Builder
	b.Add(`SELECT g.id, g.account_id, g.role, g.unit_id, u.name AS unit_name, g.valid_from, g.valid_to
		FROM role_grant g JOIN unit u ON u.network_id = g.network_id AND u.id = g.unit_id
		WHERE {role.read:g}`+live, today)
	b.Add(` AND g.account_id = ANY($1)`, db.List(accounts))
	if f.Unit != "" {
		b.Add(` AND g.unit_id = $1`, f.Unit)
	}
	b.Add(` ORDER BY u.name_key, u.id, g.role, g.id LIMIT 2000`)
	held, err := db.Select[Held](tx, sc.BindQuery(b.Query()))
	for _, h := range held {
		p := &people[at[h.Account]]
		p.Roles = append(p.Roles, h)
	}
	return err
}

// Headcounts tells how many people have a role on each unit in reach; empty for those who may not see roles.
func (s *Service) Headcounts(ctx context.Context, sc access.Scope) (counts map[id.ID]int, err error) {
	type row struct {
		Unit id.ID `db:"unit_id"`
		N    int   `db:"n"`
	}
	counts = map[id.ID]int{}
	if !sc.Can(access.RoleRead) {
		return counts, nil
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		rows, err := db.Select[row](tx, sc.Bind(`SELECT g.unit_id, COUNT(DISTINCT g.account_id) AS n FROM role_grant g
			WHERE {role.read:g} AND g.revoked_at IS NULL AND (g.valid_to IS NULL OR g.valid_to >= $1)
			GROUP BY g.unit_id LIMIT 5000`, clock.Today(s.Clock)))
		for _, r := range rows {
			counts[r.Unit] = r.N
		}
		return err
	})
	return counts, operation.Wrap("count people", err)
}

// RevokeRole ends a role at once: the holder's next request no longer has it. Who could not give it cannot take it, and
// the network keeps one administrator.
func (s *Service) RevokeRole(ctx context.Context, sc access.Scope, grant id.ID) error {
	if err := sc.Require(access.RoleManage); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error { return revokeRoleTx(op, grant) })
	return operation.Wrap("revoke role", err)
}

func revokeRoleTx(op *operation.Op, grant id.ID) error {
	if err := op.Lock("roles:" + string(op.Network())); err != nil {
		return err
	}
	type row struct {
		Role    access.Role `db:"role"`
		Unit    id.ID       `db:"unit_id"`
		Account id.ID       `db:"account_id"`
		Last    bool        `db:"last"`
	}
	g, err := operation.Get[row](op, `SELECT g.role, g.unit_id, g.account_id, u.parent_id IS NULL AND NOT EXISTS (
			SELECT 1 FROM role_grant o WHERE o.network_id = g.network_id AND o.unit_id = g.unit_id AND o.role = g.role AND o.account_id <> g.account_id
				AND o.revoked_at IS NULL AND o.valid_from <= $2 AND o.valid_to IS NULL) AS last
		FROM role_grant g JOIN unit u ON u.network_id = g.network_id AND u.id = g.unit_id
		WHERE {role.manage:g} AND g.id = $1 AND g.revoked_at IS NULL LIMIT 1`, grant, op.Today())
	if err != nil {
		return err
	}
	if err := MayGive(op.Scope, g.Role, g.Unit); err != nil {
		return fault.Forbidden("network.role_not_yours")
	}
	if g.Role == access.NetworkAdmin && g.Last && op.Scope.Kind() != access.KindSystem {
		return fault.Conflict("network.last_admin")
	}
	err = operation.Changed(op.Exec(`UPDATE role_grant SET revoked_at = $2, revoked_by = $3
		WHERE {role.manage:role_grant} AND id = $1 AND revoked_at IS NULL`, grant, op.At, op.Scope.Account()))
	if err != nil {
		return err
	}
	op.Audit(audit.Entry{Action: "role.revoked", Object: "role_grant", ID: grant, Unit: g.Unit, Detail: map[string]string{"account": string(g.Account), "role": string(g.Role)}})
	return nil
}
