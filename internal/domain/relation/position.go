package relation

import (
	"context"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/history"
	"schakel/internal/kernel/operation"
	"schakel/internal/kernel/search"
	"schakel/internal/platform/check"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// Position is what a person does, or did, at an organisation.
type Position struct {
	ID           id.ID      `db:"id"`
	Person       id.ID      `db:"person_id"`
	PersonName   string     `db:"person_name"`
	Organisation id.ID      `db:"organisation_id"`
	Name         string     `db:"organisation_name"`
	Title        string     `db:"title"`
	From         clock.Date `db:"valid_from"`
	To           clock.Date `db:"valid_to"` // empty: still
	Via          string     `db:"via_name"` // the umbrella through which we reach the person
}

const positionQuery = `SELECT w.id, w.person_id, p.name AS person_name, w.organisation_id, o.name AS organisation_name, w.title, w.valid_from, w.valid_to, COALESCE(v.name, '') AS via_name
	FROM position w
	JOIN person p ON p.network_id = w.network_id AND p.id = w.person_id AND p.deleted_at IS NULL AND p.merged_into IS NULL
	JOIN organisation o ON o.network_id = w.network_id AND o.id = w.organisation_id AND o.deleted_at IS NULL
	LEFT JOIN organisation v ON v.network_id = w.network_id AND v.id = w.via_id
	WHERE {person.read:w} AND w.deleted_at IS NULL`

// PositionsTx returns where a person works and worked, the running ones first.
func PositionsTx(tx *db.Tx, sc access.Scope, person id.ID) ([]Position, error) {
	rows, err := db.Select[Position](tx, sc.Bind(positionQuery+` AND w.person_id = $1 ORDER BY w.valid_to IS NOT NULL, w.valid_to DESC, o.name_key, w.id LIMIT 100`, person))
	return rows, operation.Wrap("read positions", err)
}

// Positions is PositionsTx in a transaction of its own.
func (s *Service) Positions(ctx context.Context, sc access.Scope, person id.ID) (out []Position, err error) {
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		out, err = PositionsTx(tx, sc, person)
		return err
	})
	return out, err
}

// FormerPeople returns who worked at an organisation and left, the last to leave first. Who came back is not among them.
func (s *Service) FormerPeople(ctx context.Context, sc access.Scope, organisation id.ID) (out []Position, err error) {
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		out, err = db.Select[Position](tx, sc.Bind(positionQuery+` AND w.organisation_id = $1 AND w.valid_to IS NOT NULL
			AND NOT EXISTS (SELECT 1 FROM position n WHERE n.network_id = w.network_id AND n.organisation_id = w.organisation_id AND n.person_id = w.person_id
				AND n.valid_to IS NULL AND n.deleted_at IS NULL)
			ORDER BY w.valid_to DESC, w.id LIMIT 20`, organisation))
		return err
	})
	return out, operation.Wrap("read former people", err)
}

// PositionInput is what a form says about a known person who (also) works at an organisation.
type PositionInput struct {
	Person  id.ID
	Title   string
	From    string // day; today when empty
	Via     id.ID  // umbrella through which we reach the person there; empty: directly
	Primary bool
}

// AddPosition lets a person whom we know work at an organisation: one person, several places.
func (s *Service) AddPosition(ctx context.Context, sc access.Scope, organisation id.ID, in PositionInput) error {
	if err := sc.Require(access.PersonWrite); err != nil {
		return err
	}
	f := fault.Fields{}
	in.Title = check.OptionalLine(f, "title", in.Title, 120)
	from := check.OptionalDate(f, "from", in.From)
	if from > clock.Today(s.Clock) {
		f.Add("from", "relation.position.future")
	}
	if in.Person == "" {
		f.Add("person", "field.required")
	}
	if err := f.Err(); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error { return addPositionTx(op, organisation, from, in) })
	return operation.Wrap("add position", err)
}

func addPositionTx(op *operation.Op, organisation id.ID, from clock.Date, in PositionInput) error {
	o, err := OrganisationTx(op.Tx, op.Scope, organisation)
	if err != nil {
		return err
	}
	p, err := operation.Get[Human](op, `SELECT `+humanColumns+` FROM person p WHERE {person.write:p.id} AND p.id = $1 AND p.deleted_at IS NULL AND p.merged_into IS NULL LIMIT 1`, in.Person)
	if err != nil {
		return err
	}
	people, err := PeopleOfTx(op.Tx, op.Scope, o.ID)
	if err != nil {
		return err
	}
	for _, c := range people {
		if c.ID == p.ID {
			return fault.Fields{"person": {Key: "relation.person_known"}}.Err()
		}
	}
	if in.Via != "" {
		via, err := OrganisationTx(op.Tx, op.Scope, in.Via)
		if fault.Is(err, fault.KindNotFound) || err == nil && via.Kind != KindUmbrella {
			return fault.Fields{"via": {Key: "field.choice"}}.Err()
		}
		if err != nil {
			return err
		}
		in.Via = via.ID
	}
	if in.Primary {
		if err := noPrimaryTx(op, o.ID); err != nil {
			return err
		}
	}
	if from == "" {
		from = op.Today()
	}
	key := op.NewID()
	err = op.Insert(`INSERT INTO position (network_id, id, person_id, organisation_id, title, is_primary, valid_from, via_id, created_at, operation_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`, op.Network(), key, p.ID, o.ID, in.Title, in.Primary || len(people) == 0, from, in.Via, op.At, op.ID)
	if err != nil {
		return err
	}
	if err := history.CreatedTx(op, "", "position", key); err != nil {
		return err
	}
	op.Audit(audit.Entry{Action: "position.added", Object: "person", ID: p.ID, Detail: map[string]any{"organisation": o.ID, "position": in}})
	return search.PutTx(op, personDoc(p.ID, p.Name, p.Email, p.Phone, or(p.Works, o.Name)))
}

// LeaveInput is what a form says about somebody who leaves an organisation.
type LeaveInput struct {
	On       string // last day; today when empty
	FollowUp string // what the relation managers of the organisation have to do about it; empty: nothing
}

// LeavePosition ends somebody's position: it stays as history, the next in line is asked first, and who owns a relationship with
// the organisation gets an action about who follows up.
func (s *Service) LeavePosition(ctx context.Context, sc access.Scope, organisation, person id.ID, in LeaveInput) error {
	if err := sc.Require(access.PersonWrite); err != nil {
		return err
	}
	f := fault.Fields{}
	on := check.OptionalDate(f, "on", in.On)
	if on == "" {
		on = clock.Today(s.Clock)
	}
	if on > clock.Today(s.Clock) {
		f.Add("on", "relation.position.future")
	}
	follow := check.OptionalLine(f, "follow_up", in.FollowUp, 200)
	if err := f.Err(); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error { return leaveTx(op, organisation, person, on, follow) })
	return operation.Wrap("leave position", err)
}

func leaveTx(op *operation.Op, organisation, person id.ID, on clock.Date, follow string) error {
	people, err := PeopleOfTx(op.Tx, op.Scope, organisation)
	if err != nil {
		return err
	}
	type held struct {
		ID   id.ID      `db:"id"`
		From clock.Date `db:"valid_from"`
	}
	w, err := operation.Get[held](op, `SELECT w.id, w.valid_from FROM position w WHERE {person.write:w} AND w.organisation_id = $1 AND w.person_id = $2
		AND w.valid_to IS NULL AND w.deleted_at IS NULL ORDER BY w.id LIMIT 1`, organisation, person)
	if err != nil {
		return err
	}
	if w.From != "" && on < w.From {
		return fault.Fields{"on": {Key: "field.date_order"}}.Err()
	}
	err = operation.Changed(op.Exec(`UPDATE position AS w SET valid_to = $2, is_primary = FALSE, version = version + 1, operation_id = $3
		WHERE {person.write:w} AND w.id = $1 AND w.valid_to IS NULL AND w.deleted_at IS NULL`, w.ID, on, op.ID))
	if err != nil {
		return err
	}
	if err := history.ChangedTx(op, "", "position", w.ID, history.Field{Name: "valid_to", New: on}); err != nil {
		return err
	}
	if err := nextInLineTx(op, people, person); err != nil {
		return err
	}
	raised, err := followUpTx(op, organisation, person, follow)
	if err != nil {
		return err
	}
	op.Audit(audit.Entry{Action: "person.left", Object: "person", ID: person, Detail: map[string]any{"organisation": organisation, "on": on, "actions": raised}})
	if err := shutOutTx(op, []id.ID{person}); err != nil {
		return err
	}
	return reindexPeopleTx(op, person)
}

// followUpTx gives every owner of a relationship with the organisation an action, also in units that the leaver's editor does not
// see: their contact is gone too.
func followUpTx(op *operation.Op, organisation, person id.ID, what string) (int, error) {
	if what == "" {
		return 0, nil
	}
	type owner struct {
		Unit  id.ID `db:"unit_id"`
		Owner id.ID `db:"owner_id"`
	}
	owners, err := operation.Select[owner](op, `SELECT r.unit_id, r.owner_id FROM relationship r JOIN account a ON a.id = r.owner_id AND a.disabled_at IS NULL AND a.deleted_at IS NULL
		WHERE {wall:r} AND r.organisation_id = $1 AND r.deleted_at IS NULL AND r.status <> 'ended' ORDER BY r.id LIMIT 200`, organisation)
	if err != nil {
		return 0, err
	}
	for _, o := range owners {
		key := op.NewID()
		err := op.Insert(`INSERT INTO next_action (network_id, id, unit_id, organisation_id, person_id, what, due_on, assignee_id, created_at, operation_id)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`, op.Network(), key, o.Unit, organisation, person, what, op.Today().AddDays(daysToNext), o.Owner, op.At, op.ID)
		if err != nil {
			return 0, err
		}
		if err := history.CreatedTx(op, "", "next_action", key); err != nil {
			return 0, err
		}
	}
	return len(owners), nil
}

// Who returns a person by id, wherever they work; the id of somebody who was merged gives whom they became.
func (s *Service) Who(ctx context.Context, sc access.Scope, person id.ID) (h Human, err error) {
	if err := sc.Require(access.PersonRead); err != nil {
		return h, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		h, err = operation.Found(db.Get[Human](tx, sc.Bind(`SELECT `+humanColumns+` FROM person asked
			JOIN person p ON p.network_id = asked.network_id AND p.id = COALESCE(asked.merged_into, asked.id)
			WHERE {person.read:asked.id} AND asked.id = $1 AND p.deleted_at IS NULL LIMIT 1`, person)))
		return err
	})
	return h, operation.Wrap("read person", err)
}
