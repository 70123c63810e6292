package relation

import (
	"context"
	"slices"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// Named is a thing with a name, to choose from.
type Named struct {
	ID   id.ID  `db:"id"`
	Name string `db:"name"`
}

// UnitsTx returns the units on which the principal may do an action, the ones of own roles first, then by name.
func UnitsTx(tx *db.Tx, sc access.Scope, a access.Action) ([]Named, error) {
	units, err := db.Select[Named](tx, sc.Bind(`SELECT u.id, u.name FROM unit u WHERE {`+string(a)+`:u.id} AND u.deleted_at IS NULL ORDER BY u.name_key, u.id LIMIT 2000`))
	if err != nil {
		return nil, operation.Wrap("read units", err)
	}
	home := sc.HomeUnits()
	rank := func(n Named) int {
		if i := slices.Index(home, n.ID); i >= 0 {
			return i
		}
		return len(home)
	}
	slices.SortStableFunc(units, func(a, b Named) int { return rank(a) - rank(b) })
	return units, nil
}

// ColleaguesTx returns the accounts that may record contact for a unit today: those with such a role on the unit or above it.
// It leans on the network's role rows: who works where is known to all colleagues.
func ColleaguesTx(tx *db.Tx, sc access.Scope, unit id.ID, today clock.Date) ([]Named, error) {
	people, err := db.Select[Named](tx, sc.Bind(`SELECT DISTINCT a.id, a.name
		FROM unit_closure c
		JOIN role_grant g ON g.network_id = c.network_id AND g.unit_id = c.ancestor_id
		JOIN account a ON a.id = g.account_id
		WHERE {wall:g} AND {contact.record:c.descendant_id} AND c.descendant_id = $1 AND g.role = ANY($2)
			AND g.revoked_at IS NULL AND g.valid_from <= $3 AND (g.valid_to IS NULL OR g.valid_to >= $3)
			AND a.disabled_at IS NULL AND a.deleted_at IS NULL
		ORDER BY a.name, a.id LIMIT 500`, unit, db.List(recordingRoles()), today))
	return people, operation.Wrap("read colleagues", err)
}

// Keeper is somebody who may keep the relationships of a unit.
type Keeper struct {
	Unit id.ID  `db:"unit_id"`
	ID   id.ID  `db:"id"`
	Name string `db:"name"`
}

// mostKeepers is how many keepers are read for all units together.
const mostKeepers = 2000

// Keepers returns who may keep the relationships of each of the units, by name; units out of reach have none.
func (s *Service) Keepers(ctx context.Context, sc access.Scope, units []id.ID) (out []Keeper, err error) {
	if err := sc.Require(access.RelationshipWrite); err != nil {
		return nil, err
	}
	today := clock.Today(s.Clock)
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		out, err = db.Select[Keeper](tx, sc.Bind(`SELECT DISTINCT c.descendant_id AS unit_id, a.id, a.name
			FROM unit_closure c
			JOIN role_grant g ON g.network_id = c.network_id AND g.unit_id = c.ancestor_id
			JOIN account a ON a.id = g.account_id
			WHERE {wall:g} AND {relationship.write:c.descendant_id} AND c.descendant_id = ANY($1) AND g.role = ANY($2)
				AND g.revoked_at IS NULL AND g.valid_from <= $3 AND (g.valid_to IS NULL OR g.valid_to >= $3)
				AND a.disabled_at IS NULL AND a.deleted_at IS NULL
			ORDER BY a.name, a.id, unit_id LIMIT $4`, db.List(units), db.List(recordingRoles()), today, mostKeepers))
		return err
	})
	return out, operation.Wrap("read keepers", err)
}

// recordingRoles are the roles whose holders have contact with companies.
func recordingRoles() []access.Role {
	return slices.DeleteFunc(access.Roles(), func(r access.Role) bool { return !r.May(access.ContactRecord) })
}

// RecordChoices is what a form for contact offers: units and, for the chosen one, the colleagues.
type RecordChoices struct {
	Unit       id.ID
	Units      []Named
	Colleagues []Named
	People     []ContactPerson // of the organisation; empty for who may not see people
	Templates  []Template      // texts to begin the note with
}

// Choices returns what a form for contact offers. An empty or foreign unit becomes the first of the principal's own.
func (s *Service) Choices(ctx context.Context, sc access.Scope, organisation, unit id.ID) (out RecordChoices, err error) {
	if err := sc.Require(access.ContactRecord); err != nil {
		return out, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		out, err = ChoicesTx(tx, sc, organisation, unit, clock.Today(s.Clock))
		return err
	})
	return out, err
}

// ChoicesTx is Choices inside a transaction.
func ChoicesTx(tx *db.Tx, sc access.Scope, organisation, unit id.ID, today clock.Date) (RecordChoices, error) {
	out := RecordChoices{Unit: unit}
	var err error
	if out.Units, err = UnitsTx(tx, sc, access.ContactRecord); err != nil {
		return out, err
	}
	if !slices.ContainsFunc(out.Units, func(n Named) bool { return n.ID == unit }) {
		if len(out.Units) == 0 {
			return out, fault.Forbidden("fault.forbidden")
		}
		out.Unit = out.Units[0].ID
	}
	if out.Colleagues, err = ColleaguesTx(tx, sc, out.Unit, today); err != nil {
		return out, err
	}
	if out.Templates, err = TemplatesTx(tx, sc, ""); err != nil {
		return out, err
	}
	if organisation != "" && sc.Can(access.PersonRead) {
		out.People, err = PeopleOfTx(tx, sc, organisation)
	}
	return out, err
}

// Units is UnitsTx in a transaction of its own.
func (s *Service) Units(ctx context.Context, sc access.Scope, a access.Action) (units []Named, err error) {
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		units, err = UnitsTx(tx, sc, a)
		return err
	})
	return units, err
}
