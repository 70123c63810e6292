package relation

import (
	"context"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/history"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// AddOrganisation adds an organisation and, with a unit, that unit's relationship with it. The unit may be empty.
// A trade-register number that is taken gives a message at "kvk" with the name and the id of who has it.
func (s *Service) AddOrganisation(ctx context.Context, sc access.Scope, unit id.ID, in OrganisationInput) (id.ID, error) {
	if err := sc.Require(access.OrganisationWrite); err != nil {
		return "", err
	}
	if unit != "" {
		if err := sc.RequireOn(access.RelationshipWrite, unit); err != nil {
			return "", err
		}
	}
	if err := in.Validate(); err != nil {
		return "", err
	}
	var key id.ID
	err := s.Write(ctx, sc, func(op *operation.Op) (err error) {
		if key, err = addOrganisationTx(op, in, SourceHand); err != nil || unit == "" {
			return err
		}
		_, err = EnsureRelationshipTx(op, unit, key)
		return err
	})
	return key, operation.Wrap("add organisation", s.named(ctx, sc, in, "", err))
}

// laterColumns are the last columns of OrganisationInput.values.
const laterColumns = `rsin, sbi_code, sbi_version, web_domain, mail_domain, match_name, match_front, match_back`

func addOrganisationTx(op *operation.Op, in OrganisationInput, from Source) (id.ID, error) {
	key := op.NewID()
	args := append([]any{op.Network(), key, in.Kind, from, op.At, op.ID}, in.values()...)
	err := op.Insert(`INSERT INTO organisation (network_id, id, kind, source, created_at, updated_at, operation_id,
			name, name_key, kvk, establishment, street, house_number, postcode, place, place_key, website, email, phone, profiles, year_limit, `+laterColumns+`)
		VALUES ($1, $2, $3, $4, $5, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28)`, args...)
	if err != nil {
		return "", err
	}
	op.Audit(audit.Entry{Action: "organisation.added", Object: "organisation", ID: key, Detail: in})
	if err := history.CreatedTx(op, "", "organisation", key); err != nil {
		return "", err
	}
	return key, indexTx(op, in.doc(key))
}

// EditOrganisation changes an organisation's facts; its kind stays. Version is the one that the editor saw:
// when somebody else was first, it gives fault.Conflict.
func (s *Service) EditOrganisation(ctx context.Context, sc access.Scope, key id.ID, version int, in OrganisationInput) error {
	if err := sc.Require(access.OrganisationWrite); err != nil {
		return err
	}
	f := fault.Fields{}
	in.clean(f)
	if err := f.Err(); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error { return editOrganisationTx(op, "", key, version, in) })
	return operation.Wrap("edit organisation", s.named(ctx, sc, in, key, err))
}

// editOrganisationTx keeps checked facts and what they were before; batch names a change of many rows, which is undone as one.
func editOrganisationTx(op *operation.Op, batch, key id.ID, version int, in OrganisationInput) error {
	before, err := operation.Get[Organisation](op, `SELECT `+organisationColumns+` FROM organisation o
		WHERE {organisation.write:o.id} AND o.id = $1 AND o.deleted_at IS NULL AND o.merged_into IS NULL LIMIT 1`, key)
	if err != nil {
		return err
	}
	in.Kind = string(before.Kind)
	args := append([]any{key, version, op.At, op.ID}, in.values()...)
	err = operation.Changed(op.Exec(`UPDATE organisation AS o SET updated_at = $3, operation_id = $4, version = version + 1,
			name = $5, name_key = $6, kvk = $7, establishment = $8, street = $9, house_number = $10, postcode = $11, place = $12, place_key = $13,
			website = $14, email = $15, phone = $16, profiles = $17, year_limit = $18, rsin = $19, sbi_code = $20, sbi_version = $21,
			web_domain = $22, mail_domain = $23, match_name = $24, match_front = $25, match_back = $26
		WHERE {organisation.write:o.id} AND o.id = $1 AND o.version = $2 AND o.deleted_at IS NULL`, args...))
	if err != nil {
		return err
	}
	op.Audit(audit.Entry{Action: "organisation.edited", Object: "organisation", ID: key, Detail: map[string]any{"before": before.Input(), "after": in}})
	was := before.Input()
	if err := history.ChangedTx(op, batch, "organisation", key, changes(organisationValues, was.values(), in.values())...); err != nil {
		return err
	}
	if before.Name != in.Name {
		if err := indexPeopleTx(op, key, in.Name, false); err != nil {
			return err
		}
	}
	return indexTx(op, in.doc(key))
}

// named turns the conflict of a register number into a message that names who has the number.
func (s *Service) named(ctx context.Context, sc access.Scope, in OrganisationInput, except id.ID, err error) error {
	constraint, taken := s.DB.Conflict(err)
	if !taken || constraint != "organisation_kvk_uq" {
		return err
	}
	holder := Organisation{}
	readErr := s.Read(ctx, sc, func(tx *db.Tx) (err error) {
		holder, err = operation.Found(db.Get[Organisation](tx, sc.Bind(`SELECT `+organisationColumns+` FROM organisation o
			WHERE {organisation.read:o.id} AND o.kvk = $1 AND COALESCE(o.establishment, '') = $2 AND o.id <> $3 AND o.deleted_at IS NULL AND o.merged_into IS NULL
			LIMIT 1`, in.KVK, in.Establishment, string(except))))
		return err
	})
	if readErr != nil {
		return fault.Conflict("fault.changed") // gone again in the meantime
	}
	return fault.Fields{"kvk": {Key: "relation.kvk_taken", Args: []any{holder.Name, string(holder.ID)}}}.Err()
}

// Organisation returns one organisation, for a form.
func (s *Service) Organisation(ctx context.Context, sc access.Scope, key id.ID) (o Organisation, err error) {
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		o, err = OrganisationTx(tx, sc, key)
		return err
	})
	return o, err
}
