package network

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/check"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// Kind is what a unit is.
type Kind string

// The kinds of unit.
const (
	KindNetwork   Kind = "network"
	KindSubregion Kind = "subregion"
	KindSchool    Kind = "school"
	KindCollege   Kind = "college"
	KindWorkgroup Kind = "workgroup"
)

// Kinds lists the kinds that can be added below a network.
func Kinds() []Kind { return []Kind{KindSubregion, KindSchool, KindCollege, KindWorkgroup} }

// Unit is a node in the tree of a network.
type Unit struct {
	ID           id.ID  `db:"id"`
	Parent       id.ID  `db:"parent_id"`
	Kind         Kind   `db:"kind"`
	Name         string `db:"name"`
	Accent       string `db:"accent"`
	Organisation id.ID  `db:"organisation_id"`
	Version      int    `db:"version"`
}

const unitColumns = `u.id, u.parent_id, u.kind, u.name, u.accent, u.organisation_id, u.version`

// UnitInput is what a form says about a unit.
type UnitInput struct {
	Parent       id.ID
	Kind         Kind
	Name         string
	Accent       string
	Organisation id.ID // set by the import of schools
}

var accentForm = regexp.MustCompile(`^#[0-9a-f]{6}$`)

// Validate cleans the input or returns a fault with messages per field.
func (in *UnitInput) Validate() error {
	f := fault.Fields{}
	in.Name = check.Line(f, "name", in.Name, 2, 120)
	if !slices.Contains(Kinds(), in.Kind) {
		f.Add("kind", "field.choice")
	}
	in.Accent = checkAccent(f, in.Accent)
	return f.Err()
}

// checkAccent takes #rrggbb in any case, or nothing. Contrast is no matter of choice: the pages compute it.
func checkAccent(f fault.Fields, accent string) string {
	accent = strings.ToLower(strings.TrimSpace(accent))
	if accent != "" && !accentForm.MatchString(accent) {
		f.Add("accent", "network.accent_form")
	}
	return accent
}

// Tree returns all units of the network in the order of the tree: parents before children, siblings by name.
func (s *Service) Tree(ctx context.Context, sc access.Scope) (units []Unit, err error) {
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		units, err = TreeTx(tx, sc)
		return err
	})
	return units, err
}

// TreeTx is Tree inside a transaction.
func TreeTx(tx *db.Tx, sc access.Scope) ([]Unit, error) {
	rows, err := db.Select[Unit](tx, sc.Bind(`SELECT `+unitColumns+` FROM unit u WHERE {network.read:u} AND u.deleted_at IS NULL ORDER BY u.name_key, u.id LIMIT 5000`))
	if err != nil {
		return nil, operation.Wrap("read units", err)
	}
	children := map[id.ID][]Unit{}
	for _, u := range rows {
		children[u.Parent] = append(children[u.Parent], u)
	}
	var (
		out  []Unit
		walk func(parent id.ID)
	)
	walk = func(parent id.ID) {
		for _, u := range children[parent] {
			out = append(out, u)
			walk(u.ID)
		}
	}
	walk("")
	return out, nil
}

// AddUnit hangs a new unit in the tree, below a unit that the principal manages.
func (s *Service) AddUnit(ctx context.Context, sc access.Scope, in UnitInput) (id.ID, error) {
	if err := sc.RequireOn(access.NetworkManage, in.Parent); err != nil {
		return "", err
	}
	if err := in.Validate(); err != nil {
		return "", err
	}
	var key id.ID
	err := s.Write(ctx, sc, func(op *operation.Op) (err error) {
		if _, err := managedTx(op, in.Parent); err != nil {
			return err
		}
		key, err = AddUnitTx(op, in)
		return err
	})
	return key, operation.Wrap("add unit", err)
}

// managedTx returns a unit that the principal manages.
func managedTx(op *operation.Op, unit id.ID) (Unit, error) {
	return operation.Get[Unit](op, `SELECT `+unitColumns+` FROM unit u WHERE {network.manage:u.id} AND u.id = $1 AND u.deleted_at IS NULL LIMIT 1`, unit)
}

// lockTree lets one change of the tree's shape pass at a time: two moves at once could make a ring.
func lockTree(op *operation.Op) error { return op.Lock("tree:" + string(op.Network())) }

// AddUnitTx adds a unit inside a use case that has checked its input.
func AddUnitTx(op *operation.Op, in UnitInput) (id.ID, error) {
	if err := lockTree(op); err != nil {
		return "", err
	}
	key := op.NewID()
	err := op.Insert(`INSERT INTO unit (network_id, id, parent_id, kind, name, name_key, accent, organisation_id, created_at, operation_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		op.Network(), key, in.Parent, in.Kind, in.Name, check.Key(in.Name), in.Accent, in.Organisation, op.At, op.ID)
	if err != nil {
		return "", err
	}
	if err := access.PlantTx(op.Tx, op.Network(), key, in.Parent); err != nil {
		return "", err
	}
	op.Audit(audit.Entry{Action: "unit.added", Object: "unit", ID: key, Unit: key, Detail: in})
	return key, nil
}
