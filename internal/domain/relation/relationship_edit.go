package relation

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/history"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/check"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// Relationship is what one unit has with an organisation. Other units do not see it.
type Relationship struct {
	ID           id.ID  `db:"id"`
	Unit         id.ID  `db:"unit_id"`
	UnitName     string `db:"unit_name"`
	Accent       string `db:"accent"` // of the unit, #rrggbb or empty
	Organisation id.ID  `db:"organisation_id"`
	Owner        id.ID  `db:"owner_id"`
	OwnerName    string `db:"owner_name"`
	Deputy       id.ID  `db:"deputy_id"`
	DeputyName   string `db:"deputy_name"`
	Depth        Depth  `db:"depth"`
	Status       Status `db:"status"`
	Version      int    `db:"version"`
}

const relationshipColumns = `SELECT r.id, r.unit_id, u.name AS unit_name, u.accent, r.organisation_id, r.owner_id, a.name AS owner_name, r.deputy_id, d.name AS deputy_name,
		r.depth, r.status, r.version`

const relationshipJoins = `
	JOIN unit u ON u.network_id = r.network_id AND u.id = r.unit_id
	LEFT JOIN account a ON a.id = r.owner_id
	LEFT JOIN account d ON d.id = r.deputy_id
	WHERE {relationship.read:r} AND r.deleted_at IS NULL`

const relationshipQuery = relationshipColumns + ` FROM relationship r` + relationshipJoins

// relationshipsOf and relationshipsInList read by organisation first and look at the units after that: a list asks for fifty
// organisations, and a principal may reach as many units. CROSS JOIN and the marker on the unit keep SQLite to that order (it would
// try every pair of them); PostgreSQL chooses for itself.
const (
	relationshipsOf = relationshipColumns + ` FROM relationship r CROSS JOIN unit u
		LEFT JOIN account a ON a.id = r.owner_id
		LEFT JOIN account d ON d.id = r.deputy_id` + ofOrganisations
	relationshipsInList = `SELECT r.id, r.unit_id, u.name AS unit_name, r.organisation_id, r.owner_id, a.name AS owner_name, r.depth, r.status
		FROM relationship r CROSS JOIN unit u
		LEFT JOIN account a ON a.id = r.owner_id` + ofOrganisations
	ofOrganisations = `
		WHERE {wall:r} AND r.organisation_id = ANY($1) AND r.deleted_at IS NULL
		AND u.network_id = r.network_id AND u.id = r.unit_id AND {relationship.read:u.id} LIMIT 10000`
)

// RelationshipsTx returns the relationships within reach with each of the organisations, in one query. The first one of an
// organisation is the principal's nearest: owned by them, then of a unit on which they hold a role, then the deepest.
func RelationshipsTx(tx *db.Tx, sc access.Scope, organisations []id.ID) (map[id.ID][]Relationship, error) {
	rows, err := db.Select[Relationship](tx, sc.Bind(relationshipsOf, db.List(organisations)))
	if err != nil {
		return nil, operation.Wrap("read relationships", err)
	}
	out := map[id.ID][]Relationship{}
	for _, r := range rows {
		out[r.Organisation] = append(out[r.Organisation], r)
	}
	near := nearTo(sc)
	for _, list := range out {
		slices.SortFunc(list, near.compare)
	}
	return out, nil
}

// nearness orders relationships by how near they are to a principal: owned by them, then of a unit on which they hold a role,
// then the deepest.
type nearness struct {
	account id.ID
	home    []id.ID
}

func nearTo(sc access.Scope) nearness { return nearness{account: sc.Account(), home: sc.HomeUnits()} }

func (n nearness) of(r Relationship) int {
	switch {
	case r.Owner != "" && r.Owner == n.account:
		return 0
	case slices.Contains(n.home, r.Unit):
		return 1
	default:
		return 2 + len(Depths()) - slices.Index(Depths(), r.Depth)
	}
}

func (n nearness) compare(a, b Relationship) int {
	return cmp.Or(n.of(a)-n.of(b), cmp.Compare(a.UnitName, b.UnitName), cmp.Compare(a.ID, b.ID))
}

// RelationshipInput is what a form says about a relationship.
type RelationshipInput struct {
	Unit    id.ID
	Owner   id.ID // empty: nobody
	Deputy  id.ID
	Depth   string
	Status  string
	Reason  string // why the depth is set by hand; needed when it changes
	Version int    // 0: the unit has no relationship yet
}

// Relate makes or changes the relationship of a unit with an organisation.
func (s *Service) Relate(ctx context.Context, sc access.Scope, organisation id.ID, in RelationshipInput) error {
	if err := sc.RequireOn(access.RelationshipWrite, in.Unit); err != nil {
		return err
	}
	f := fault.Fields{}
	depth, status := check.Choice(f, "depth", in.Depth, Depths()...), check.Choice(f, "status", in.Status, Statuses()...)
	in.Reason = check.OptionalLine(f, "reason", in.Reason, 200)
	if in.Deputy != "" && in.Deputy == in.Owner {
		f.Add("deputy", "relation.deputy_is_owner")
	}
	if err := f.Err(); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error { return s.relateTx(op, organisation, in, depth, status) })
	return operation.Wrap("relate", err)
}

func (s *Service) relateTx(op *operation.Op, organisation id.ID, in RelationshipInput, depth Depth, status Status) error {
	if _, err := OrganisationTx(op.Tx, op.Scope, organisation); err != nil {
		return err
	}
	if err := knowColleagues(op, in.Unit, map[string]id.ID{"owner": in.Owner, "deputy": in.Deputy}); err != nil {
		return err
	}
	if in.Version == 0 {
		return s.relateFirstTx(op, organisation, in, depth, status)
	}
	before, err := operation.Get[Relationship](op, relationshipQuery+` AND r.unit_id = $1 AND r.organisation_id = $2 LIMIT 1`, in.Unit, organisation)
	if err != nil {
		return err
	}
	if before.Depth != depth && in.Reason == "" {
		return fault.Fields{"reason": {Key: "contact.depth_reason"}}.Err()
	}
	err = operation.Changed(op.Exec(`UPDATE relationship AS r SET owner_id = $3, deputy_id = $4, depth = $5, status = $6, operation_id = $7, version = version + 1
		WHERE {relationship.write:r} AND r.id = $1 AND r.version = $2 AND r.deleted_at IS NULL`,
		before.ID, in.Version, in.Owner, in.Deputy, depth, status, op.ID))
	if err != nil {
		return err
	}
	err = history.ChangedTx(op, "", "relationship", before.ID,
		history.Field{Name: "owner_id", Old: before.Owner, New: in.Owner}, history.Field{Name: "deputy_id", Old: before.Deputy, New: in.Deputy},
		history.Field{Name: "depth", Old: before.Depth, New: depth}, history.Field{Name: "status", Old: before.Status, New: status})
	if err != nil {
		return err
	}
	op.Audit(audit.Entry{Action: "relationship.set", Object: "organisation", ID: organisation, Unit: in.Unit, Detail: map[string]any{"before": before, "after": in}})
	if before.Depth != depth {
		return stepTx(op, before.ID, in.Unit, before.Depth, depth, in.Reason)
	}
	return nil
}

func (s *Service) relateFirstTx(op *operation.Op, organisation id.ID, in RelationshipInput, depth Depth, status Status) error {
	key := op.NewID()
	n, err := op.Tx.Exec(db.Q(`INSERT INTO relationship (network_id, id, unit_id, organisation_id, owner_id, deputy_id, depth, status, created_at, operation_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
		ON CONFLICT (network_id, unit_id, organisation_id) DO NOTHING`,
		op.Network(), key, in.Unit, organisation, in.Owner, in.Deputy, depth, status, op.At, op.ID))
	if err := operation.Changed(n, err); err != nil {
		return err
	}
	if err := history.CreatedTx(op, "", "relationship", key); err != nil {
		return err
	}
	op.Audit(audit.Entry{Action: "relationship.set", Object: "organisation", ID: organisation, Unit: in.Unit, Detail: in})
	return nil
}

// knowColleagues refuses accounts that do not work with companies for the unit. Empty ones are fine.
func knowColleagues(op *operation.Op, unit id.ID, chosen map[string]id.ID) error {
	self := op.Scope.Account()
	if !slices.ContainsFunc(slices.Collect(maps.Values(chosen)), func(a id.ID) bool { return a != "" && a != self }) && op.Scope.CanOn(access.ContactRecord, unit) {
		return nil // only oneself, or nobody
	}
	colleagues, err := ColleaguesTx(op.Tx, op.Scope, unit, op.Today())
	if err != nil {
		return err
	}
	f := fault.Fields{}
	for field, account := range chosen {
		if account != "" && !slices.ContainsFunc(colleagues, func(n Named) bool { return n.ID == account }) {
			f.Add(field, "field.choice")
		}
	}
	return f.Err()
}

// RelationshipForm is what the form of a relationship shows and offers.
type RelationshipForm struct {
	Organisation Organisation
	Units        []Named // whose relationships the principal keeps
	Colleagues   []Named
	In           RelationshipInput // what the unit has; a fresh one with Version 0 when it has none yet
}

// RelationshipForm reads what the form of a unit's relationship shows. An empty or foreign unit becomes the first own one.
func (s *Service) RelationshipForm(ctx context.Context, sc access.Scope, organisation, unit id.ID) (out RelationshipForm, err error) {
	if err := sc.Require(access.RelationshipWrite); err != nil {
		return out, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		if out.Organisation, err = OrganisationTx(tx, sc, organisation); err != nil {
			return err
		}
		if out.Units, err = UnitsTx(tx, sc, access.RelationshipWrite); err != nil {
			return err
		}
		if !slices.ContainsFunc(out.Units, func(n Named) bool { return n.ID == unit }) {
			unit = out.Units[0].ID
		}
		if out.Colleagues, err = ColleaguesTx(tx, sc, unit, clock.Today(s.Clock)); err != nil {
			return err
		}
		all, err := RelationshipsTx(tx, sc, []id.ID{out.Organisation.ID})
		out.In = RelationshipInput{Unit: unit, Depth: string(DepthAcquaintance), Status: string(StatusActive)}
		for _, r := range all[out.Organisation.ID] {
			if r.Unit == unit {
				out.In = RelationshipInput{Unit: unit, Owner: r.Owner, Deputy: r.Deputy, Depth: string(r.Depth), Status: string(r.Status), Version: r.Version}
			}
		}
		return err
	})
	return out, operation.Wrap("read relationship", err)
}
