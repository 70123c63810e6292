package engagement

import (
	"context"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/link"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/check"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// Details is what both sides see to before it takes place. All of it may be empty; photos are taken when both sides agree.
type Details struct {
	Class     string `db:"class_name"` // never pupils' names
	Room      string `db:"room"`
	Teacher   string `db:"teacher"` // who is there for the school
	Transport string `db:"transport"`
	Materials string `db:"materials"`

	Host         string `db:"host"`  // who receives, or comes, for the company
	Extra        string `db:"extra"` // who else is there
	Instructions string `db:"instructions"`

	PhotosSchool  bool `db:"photos_school"`
	PhotosCompany bool `db:"photos_company"`

	Version int `db:"detail_version"` // 0: nothing was filled in yet
}

// Photos reports whether photos may be taken: both sides said so.
func (d Details) Photos() bool { return d.PhotosSchool && d.PhotosCompany }

// With returns the details with what a side fills in taken from others.
func (d Details) With(side Party, from Details) Details {
	if side == ByCompany {
		d.Host, d.Extra, d.Instructions, d.PhotosCompany = from.Host, from.Extra, from.Instructions, from.PhotosCompany
	} else {
		d.Class, d.Room, d.Teacher, d.Transport, d.Materials, d.PhotosSchool = from.Class, from.Room, from.Teacher, from.Transport, from.Materials, from.PhotosSchool
	}
	return d
}

// Validate cleans the details or returns a fault with messages per field.
func (d *Details) Validate() error {
	f := fault.Fields{}
	for name, text := range map[string]*string{"class": &d.Class, "room": &d.Room, "teacher": &d.Teacher, "host": &d.Host} {
		*text = check.OptionalLine(f, name, *text, 160)
	}
	for name, text := range map[string]*string{"extra": &d.Extra, "transport": &d.Transport, "materials": &d.Materials, "instructions": &d.Instructions} {
		*text = check.OptionalMultiline(f, name, *text, 1000)
	}
	return f.Err()
}

// detailColumns are read of a detail d that may be missing.
const detailColumns = `COALESCE(d.class_name, '') AS class_name, COALESCE(d.room, '') AS room, COALESCE(d.teacher, '') AS teacher, COALESCE(d.transport, '') AS transport,
	COALESCE(d.materials, '') AS materials, COALESCE(d.host, '') AS host, COALESCE(d.extra, '') AS extra, COALESCE(d.instructions, '') AS instructions,
	COALESCE(d.photos_school, FALSE) AS photos_school, COALESCE(d.photos_company, FALSE) AS photos_company, COALESCE(d.version, 0) AS detail_version`

// detailsTx reads the details of an engagement that the caller loaded through its scope.
func detailsTx(tx *db.Tx, sc access.Scope, engagement id.ID) (Details, error) {
	d, err := first[Details](tx, sc.Bind(`SELECT `+detailColumns+` FROM engagement_detail d WHERE {wall:d} AND d.engagement_id = $1 LIMIT 1`, engagement))
	if err != nil || d == nil {
		return Details{}, err
	}
	return *d, nil
}

// SaveDetails keeps the details of an engagement, for both sides, by somebody who manages it.
func (s *Service) SaveDetails(ctx context.Context, sc access.Scope, key id.ID, in Details) error {
	if err := sc.Require(access.EngagementManage); err != nil {
		return err
	}
	if err := in.Validate(); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		e, _, err := loadTx(op, key)
		if err != nil {
			return err
		}
		return saveDetailsTx(op, e, in)
	})
	return operation.Wrap("save details", err)
}

// SaveDetailsByLink keeps what the side that holds the link may say: the company who receives, who else comes, what it asks of its
// guests and whether there may be photos; the school the rest.
func (s *Service) SaveDetailsByLink(ctx context.Context, sc access.Scope, l link.Link, in Details) error {
	if err := sc.Require(access.EngagementVisit); err != nil {
		return err
	}
	if err := in.Validate(); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		e, err := visitedTx(op)
		if err != nil {
			return err
		}
		is, err := detailsTx(op.Tx, op.Scope, e.ID)
		if err != nil {
			return err
		}
		is = is.With(sideOf(l), in)
		is.Version = in.Version
		return saveDetailsTx(op, e, is)
	})
	return operation.Wrap("save details", err)
}

func saveDetailsTx(op *operation.Op, e Engagement, d Details) error {
	n, err := op.Tx.Exec(db.Q(`INSERT INTO engagement_detail (network_id, engagement_id, unit_id, class_name, room, teacher, transport, materials, host, extra, instructions,
			photos_school, photos_company, operation_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $15)
		ON CONFLICT (network_id, engagement_id) DO UPDATE SET class_name = excluded.class_name, room = excluded.room, teacher = excluded.teacher,
			transport = excluded.transport, materials = excluded.materials, host = excluded.host, extra = excluded.extra, instructions = excluded.instructions,
			photos_school = excluded.photos_school, photos_company = excluded.photos_company, version = engagement_detail.version + 1, operation_id = excluded.operation_id
		WHERE engagement_detail.version = $14`,
		op.Network(), e.ID, e.Unit, d.Class, d.Room, d.Teacher, d.Transport, d.Materials, d.Host, d.Extra, d.Instructions, d.PhotosSchool, d.PhotosCompany, d.Version, op.ID))
	op.Audit(audit.Entry{Action: "engagement.detailed", Object: "engagement", ID: e.ID, Unit: e.Unit})
	return operation.Changed(n, err)
}
