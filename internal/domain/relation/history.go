package relation

import (
	"context"
	"slices"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/history"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// organisationValues are the columns of OrganisationInput.values, in that order.
var organisationValues = []string{
	"name", "name_key", "kvk", "establishment", "street", "house_number", "postcode", "place", "place_key", "website", "email", "phone", "profiles", "year_limit",
	"rsin", "sbi_code", "sbi_version", "web_domain", "mail_domain", "match_name", "match_front", "match_back",
}

// changes pairs columns with what they were and what they became.
func changes(columns []string, was, became []any) []history.Field {
	out := make([]history.Field, len(columns))
	for i, c := range columns {
		out[i] = history.Field{Name: c, Old: was[i], New: became[i]}
	}
	return out
}

// hiddenColumns are the columns that follow from others: nobody restores them, and no page shows them.
var hiddenColumns = []string{"name_key", "place_key", "web_domain", "mail_domain", "match_name", "match_front", "match_back", "municipality", "lat_e6", "lon_e6", "sbi_version", "account_id", "via_id"}

// Change is a field that changed, as a page shows it.
type Change struct {
	history.Entry
	About      string // whose position or relationship it was: a person's name, a unit's
	Restorable bool
}

// latestChanges bounds what a page of history shows.
const latestChanges = 200

// History returns what changed about an organisation, the newest first: its facts, its umbrellas, and for who may see them its
// relationships and its people.
func (s *Service) History(ctx context.Context, sc access.Scope, organisation id.ID) (o Organisation, out []Change, err error) {
	if err := sc.Require(access.OrganisationRead); err != nil {
		return o, nil, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		if o, err = OrganisationTx(tx, sc, organisation); err != nil {
			return err
		}
		out, err = historyTx(tx, sc, o.ID)
		return err
	})
	return o, out, operation.Wrap("read history", err)
}

// thing is a row whose changes are shown.
type thing struct {
	Object string `db:"object"`
	ID     id.ID  `db:"id"`
	About  string `db:"about"`
}

func historyTx(tx *db.Tx, sc access.Scope, organisation id.ID) ([]Change, error) {
	things, err := db.Select[thing](tx, sc.Bind(`SELECT 'organisation' AS object, o.id, '' AS about FROM organisation o WHERE {organisation.read:o.id} AND o.id = $1
		UNION ALL SELECT 'umbrella_membership', s.id, u.name FROM umbrella_membership s JOIN organisation u ON u.network_id = s.network_id AND u.id = s.umbrella_id
			WHERE {organisation.read:s.member_id} AND s.member_id = $1
		UNION ALL SELECT 'relationship', r.id, u.name FROM relationship r JOIN unit u ON u.network_id = r.network_id AND u.id = r.unit_id
			WHERE {relationship.read:r} AND r.organisation_id = $1
		UNION ALL SELECT 'position', w.id, p.name FROM position w JOIN person p ON p.network_id = w.network_id AND p.id = w.person_id
			WHERE {person.read:w} AND w.organisation_id = $1
		UNION ALL SELECT 'person', p.id, p.name FROM position w JOIN person p ON p.network_id = w.network_id AND p.id = w.person_id
			WHERE {person.read:w} AND w.organisation_id = $1 LIMIT 1000`, organisation))
	if err != nil {
		return nil, err
	}
	return changesTx(tx, sc, things)
}

func changesTx(tx *db.Tx, sc access.Scope, things []thing) ([]Change, error) {
	about := map[id.ID]string{}
	keys := make([]id.ID, 0, len(things))
	for _, t := range things {
		if _, known := about[t.ID]; !known {
			keys = append(keys, t.ID)
		}
		about[t.ID] = t.About
	}
	entries, err := history.OfManyTx(tx, sc, keys, latestChanges)
	if err != nil {
		return nil, err
	}
	names, err := whoTx(tx, sc, entries)
	if err != nil {
		return nil, err
	}
	var out []Change
	for _, e := range entries {
		if slices.Contains(hiddenColumns, e.Field) {
			continue
		}
		c := Change{Entry: e, About: about[e.Key]}
		switch e.Object {
		case "organisation":
			c.Restorable = e.Field != "" && e.Field != "deleted_at" && e.Field != "merged_into" && sc.Can(access.OrganisationWrite)
		case "person":
			c.Restorable = e.Field != "" && e.Field != "deleted_at" && e.Field != "merged_into" && sc.Can(access.PersonWrite)
		case "position":
			c.Restorable = e.Field == "title" && sc.Can(access.PersonWrite)
		case "relationship":
			c.Restorable = e.Field != "" && e.Field != "deleted_at" && e.Field != "organisation_id" && sc.Can(access.RelationshipWrite)
		}
		if e.Field == "owner_id" || e.Field == "deputy_id" {
			c.Was, c.Became = names[id.ID(e.Was)], names[id.ID(e.Became)]
		}
		out = append(out, c)
	}
	return out, nil
}

// whoTx returns the names of colleagues that stand in the changes.
func whoTx(tx *db.Tx, sc access.Scope, entries []history.Entry) (map[id.ID]string, error) {
	var keys []id.ID
	for _, e := range entries {
		if e.Field == "owner_id" || e.Field == "deputy_id" {
			keys = append(keys, id.ID(e.Was), id.ID(e.Became))
		}
	}
	names := map[id.ID]string{}
	if len(keys) == 0 {
		return names, nil
	}
	rows, err := db.Select[Named](tx, sc.Bind(`SELECT DISTINCT a.id, a.name FROM role_grant g JOIN account a ON a.id = g.account_id
		WHERE {wall:g} AND a.id = ANY($1) LIMIT 500`, db.List(keys)))
	for _, r := range rows {
		names[r.ID] = r.Name
	}
	return names, err
}

// RestoreField gives one field of an organisation, of its relationship with a unit or of its people the value that it had before
// a change. It goes through the same checks as an edit, and is a change of its own.
func (s *Service) RestoreField(ctx context.Context, sc access.Scope, organisation, change id.ID) error {
	if err := sc.Require(access.OrganisationWrite); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		o, err := OrganisationTx(op.Tx, sc, organisation)
		if err != nil {
			return err
		}
		all, err := historyTx(op.Tx, sc, o.ID)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(all, func(c Change) bool { return c.ID == change && c.Restorable })
		if at < 0 {
			return fault.NotFound("fault.not_found")
		}
		e, err := history.EntryTx(op, change)
		if err != nil {
			return err
		}
		op.Audit(audit.Entry{Action: "field.restored", Object: e.Object, ID: e.Key, Detail: map[string]any{"field": e.Field, "change": change}})
		return s.restoreTx(op, o, e)
	})
	return operation.Wrap("restore field", s.named(ctx, sc, OrganisationInput{}, organisation, err))
}

func (s *Service) restoreTx(op *operation.Op, o Organisation, e history.Entry) error {
	switch e.Object {
	case "organisation":
		in := o.Input()
		if !in.set(e.Field, e.Was) {
			return fault.NotFound("fault.not_found")
		}
		f := fault.Fields{}
		if in.clean(f); f.Err() != nil {
			return fault.Conflict("relation.history.no_longer_valid")
		}
		return editOrganisationTx(op, "", o.ID, o.Version, in)
	case "relationship":
		return s.restoreRelationshipTx(op, o, e)
	default:
		return restorePersonTx(op, o, e)
	}
}

// restoredReason is why a depth changed by hand when it was put back from the history.
const restoredReason = "teruggezet uit de geschiedenis"

func (s *Service) restoreRelationshipTx(op *operation.Op, o Organisation, e history.Entry) error {
	r, err := operation.Get[Relationship](op, relationshipQuery+` AND r.id = $1 LIMIT 1`, e.Key)
	if err != nil {
		return err
	}
	if err := op.Scope.RequireOn(access.RelationshipWrite, r.Unit); err != nil {
		return err
	}
	in := RelationshipInput{Unit: r.Unit, Owner: r.Owner, Deputy: r.Deputy, Depth: string(r.Depth), Status: string(r.Status), Version: r.Version, Reason: restoredReason}
	switch e.Field {
	case "owner_id":
		in.Owner = id.ID(e.Was)
	case "deputy_id":
		in.Deputy = id.ID(e.Was)
	case "depth":
		in.Depth = e.Was
	case "status":
		in.Status = e.Was
	}
	if in.Deputy != "" && in.Deputy == in.Owner {
		return fault.Conflict("relation.history.no_longer_valid")
	}
	err = s.relateTx(op, o.ID, in, Depth(in.Depth), Status(in.Status))
	if fault.Is(err, fault.KindInvalid) { // the colleague works elsewhere by now
		return fault.Conflict("relation.history.no_longer_valid")
	}
	return err
}

func restorePersonTx(op *operation.Op, o Organisation, e history.Entry) error {
	if err := op.Scope.Require(access.PersonWrite); err != nil {
		return err
	}
	person := e.Key
	if e.Object == "position" {
		var err error
		if person, err = operation.Get[id.ID](op, `SELECT w.person_id FROM position w WHERE {person.write:w} AND w.id = $1 LIMIT 1`, e.Key); err != nil {
			return err
		}
	}
	p, in, err := personTx(op.Tx, op.Scope, o.ID, person)
	if err != nil {
		return err
	}
	switch e.Field {
	case "name":
		in.Name = e.Was
	case "email":
		in.Email = e.Was
	case "phone":
		in.Phone = e.Was
	case "lang":
		in.Lang = e.Was
	case "title":
		in.Title = e.Was
	}
	if err := in.Validate(); err != nil {
		return fault.Conflict("relation.history.no_longer_valid")
	}
	return editPersonTx(op, o.ID, person, p.Version, in)
}

// set gives one field the value that history kept.
func (in *OrganisationInput) set(field, value string) bool {
	if field == "profiles" {
		var codes db.Strings
		if err := codes.Scan(value); err != nil {
			return false
		}
		in.Profiles = codes
		return true
	}
	text := map[string]*string{
		"name": &in.Name, "kvk": &in.KVK, "establishment": &in.Establishment, "rsin": &in.RSIN, "sbi_code": &in.SBICode, "street": &in.Street, "house_number": &in.HouseNumber,
		"postcode": &in.Postcode, "place": &in.Place, "website": &in.Website, "email": &in.Email, "phone": &in.Phone, "year_limit": &in.YearLimit,
	}[field]
	if text == nil {
		return false
	}
	*text = value
	return true
}
