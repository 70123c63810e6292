package facility

import (
	"context"
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

// Service holds the use cases of facilities.
type Service struct {
	operation.Kit
}

// New makes the service.
func New(kit operation.Kit) *Service { return &Service{Kit: kit} }

// Kind is what a facility is.
type Kind string

// The kinds.
const (
	Lab     Kind = "lab" // a practice room with machines
	Room    Kind = "room"
	Machine Kind = "machine" // that moves, or stands somewhere
	Vehicle Kind = "vehicle"
)

// Kinds lists the kinds.
func Kinds() []Kind { return []Kind{Lab, Room, Machine, Vehicle} }

// Facility is a lab, room, machine or vehicle that one group at a time can use.
type Facility struct {
	ID          id.ID  `db:"id"`
	Unit        id.ID  `db:"unit_id"` // who keeps it
	UnitName    string `db:"unit_name"`
	Kind        Kind   `db:"kind"`
	Name        string `db:"name"`
	Place       string `db:"place"` // where it is; may be empty
	Seats       int    `db:"seats"` // how many pupils fit; 0 when nobody said
	Description string `db:"description"`
	Shared      bool   `db:"shared"` // other units may use it too
	Version     int    `db:"version"`
}

// Where is the facility as the place of something.
func (f Facility) Where() string {
	if f.Place == "" {
		return f.Name
	}
	return f.Name + ", " + f.Place
}

const (
	columns = `f.id, f.unit_id, u.name AS unit_name, f.kind, f.name, f.place, f.seats, f.description, f.shared, f.version`
	from    = ` FROM facility f JOIN unit u ON u.network_id = f.network_id AND u.id = f.unit_id`
	live    = ` AND f.deleted_at IS NULL`
	// usable is that a unit ($1) may use it: it is shared, or kept by the unit or by one above it.
	usable = ` AND (f.shared OR EXISTS (SELECT 1 FROM unit_closure x WHERE x.network_id = f.network_id AND x.ancestor_id = f.unit_id AND x.descendant_id = $1))`
)

// most is how many facilities a network has at the most.
const most = 500

// ListTx returns the facilities of the network by name. Everybody in the network sees them: that is what they are kept for.
func ListTx(tx *db.Tx, sc access.Scope) ([]Facility, error) {
	list, err := db.Select[Facility](tx, sc.Bind(`SELECT `+columns+from+` WHERE {network.read:f}`+live+` ORDER BY f.id LIMIT 500`))
	byName(list)
	return list, err
}

// ForUnitTx returns the facilities that a unit may use, by name.
func ForUnitTx(tx *db.Tx, sc access.Scope, unit id.ID) ([]Facility, error) {
	list, err := db.Select[Facility](tx, sc.Bind(`SELECT `+columns+from+` WHERE {network.read:f}`+live+usable+` ORDER BY f.id LIMIT 500`, unit))
	byName(list)
	return list, err
}

// UsableTx returns a facility that a unit may use; KindNotFound for any other.
func UsableTx(tx *db.Tx, sc access.Scope, unit, key id.ID) (Facility, error) {
	return operation.Found(db.Get[Facility](tx, sc.Bind(`SELECT `+columns+from+` WHERE {wall:f}`+live+usable+` AND f.id = $2 LIMIT 1`, unit, key)))
}

func byName(list []Facility) {
	slices.SortStableFunc(list, func(a, b Facility) int { return strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)) })
}

// Input is what somebody says about a facility.
type Input struct {
	Unit        id.ID // who keeps it; not changed afterwards
	Kind        Kind
	Name        string
	Place       string
	Seats       string // a number, may be empty
	Description string
	Shared      bool

	seats int
}

// Validate cleans the input or returns a fault with messages at kind, name, place, seats and description.
func (in *Input) Validate() error {
	f := fault.Fields{}
	in.Kind = check.Choice(f, "kind", string(in.Kind), Kinds()...)
	in.Name = check.Line(f, "name", in.Name, 2, 80)
	in.Place = check.OptionalLine(f, "place", in.Place, 120)
	if strings.TrimSpace(in.Seats) != "" {
		in.seats = check.Int(f, "seats", in.Seats, 1, 2000)
	}
	in.Description = check.OptionalMultiline(f, "description", in.Description, 2000)
	return f.Err()
}

// Add keeps a facility.
func (s *Service) Add(ctx context.Context, sc access.Scope, in Input) (key id.ID, err error) {
	if in.Unit == "" && sc.Can(access.FacilityManage) {
		return "", fault.Fields{"unit": {Key: "field.required"}}.Err()
	}
	if err := sc.RequireOn(access.FacilityManage, in.Unit); err != nil {
		return "", err
	}
	if err := in.Validate(); err != nil {
		return "", err
	}
	err = s.Write(ctx, sc, func(op *operation.Op) error {
		n, err := operation.Get[int](op, `SELECT COUNT(*) FROM facility f WHERE {wall:f}`+live)
		if err != nil {
			return err
		}
		if n >= most {
			return fault.Conflict("facility.too_many", most)
		}
		key = op.NewID()
		op.Audit(audit.Entry{Action: "facility.added", Object: "facility", ID: key, Unit: in.Unit, Detail: in})
		return op.Insert(`INSERT INTO facility (network_id, id, unit_id, kind, name, place, seats, description, shared, created_at, operation_id)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
			op.Network(), key, in.Unit, in.Kind, in.Name, in.Place, in.seats, in.Description, in.Shared, op.At, op.ID)
	})
	return key, operation.Wrap("add facility", err)
}

// manageTx loads a facility that the principal looks after, and makes other writers of it wait.
func manageTx(op *operation.Op, key id.ID) (Facility, error) {
	if err := LockTx(op, key); err != nil {
		return Facility{}, err
	}
	return operation.Get[Facility](op, `SELECT `+columns+from+` WHERE {facility.manage:f} AND f.id = $1`+live+` LIMIT 1`, key)
}

// LockTx makes others who want to use the facility wait until this is done.
func LockTx(op *operation.Op, key id.ID) error { return op.Lock("facility:" + string(key)) }

// Edit changes what is said about a facility. Who somebody else was ahead of gets a fault.
func (s *Service) Edit(ctx context.Context, sc access.Scope, key id.ID, version int, in Input) error {
	if err := sc.Require(access.FacilityManage); err != nil {
		return err
	}
	if err := in.Validate(); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		was, err := manageTx(op, key)
		if err != nil {
			return err
		}
		in.Unit = was.Unit
		op.Audit(audit.Entry{Action: "facility.changed", Object: "facility", ID: key, Unit: was.Unit, Detail: map[string]any{"was": was, "is": in}})
		return operation.Changed(op.Exec(`UPDATE facility AS f SET kind = $3, name = $4, place = $5, seats = $6, description = $7, shared = $8, version = version + 1, operation_id = $9
			WHERE {facility.manage:f} AND f.id = $1 AND f.version = $2`+live, key, version, in.Kind, in.Name, in.Place, in.seats, in.Description, in.Shared, op.ID))
	})
	return operation.Wrap("edit facility", err)
}

// Remove takes a facility out of use. One that somebody counts on is refused, with the first day.
func (s *Service) Remove(ctx context.Context, sc access.Scope, key id.ID) error {
	if err := sc.Require(access.FacilityManage); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		was, err := manageTx(op, key)
		if err != nil {
			return err
		}
		coming, err := usesTx(op.Tx, op.Scope, []id.ID{key}, op.Today(), op.Today().AddDays(horizon))
		if err != nil {
			return err
		}
		if len(coming) > 0 {
			return fault.Conflict("facility.counted_on", coming[0].On)
		}
		op.Audit(audit.Entry{Action: "facility.removed", Object: "facility", ID: key, Unit: was.Unit, Detail: was})
		_, err = op.Exec(`UPDATE facility AS f SET deleted_at = $2, deleted_op = $3, version = version + 1 WHERE {facility.manage:f} AND f.id = $1`+live, key, op.At, op.ID)
		return err
	})
	return operation.Wrap("remove facility", err)
}
