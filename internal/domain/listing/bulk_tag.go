package listing

import (
	"context"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/history"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/check"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// tagged is the row of a tag on an organisation; a binned one says that the tag was there once.
type tagged struct {
	ID           id.ID `db:"id"`
	Organisation id.ID `db:"organisation_id"`
	DeletedAt    int64 `db:"gone"`
}

// organisations are those of the targets, each once.
func (p *plan) organisations() []id.ID {
	var out []id.ID
	seen := map[id.ID]bool{}
	for _, t := range p.targets {
		if !seen[t.Organisation] {
			seen[t.Organisation] = true
			out = append(out, t.Organisation)
		}
	}
	return out
}

// tagTx puts a tag on organisations; a tag that nobody used before is made.
func (p *plan) tagTx(op *operation.Op) error {
	if err := op.Scope.Require(access.OrganisationWrite); err != nil {
		return err
	}
	tag, err := ensureTagTx(op, p.Value)
	if err != nil {
		return err
	}
	known, err := taggedTx(op, tag, p.organisations())
	if err != nil {
		return err
	}
	var made []id.ID
	for _, organisation := range p.organisations() {
		row, there := known[organisation]
		switch {
		case !there:
			key := op.NewID()
			err = op.Insert(`INSERT INTO organisation_tag (network_id, id, organisation_id, tag_id, created_at, operation_id) VALUES ($1, $2, $3, $4, $5, $6)`,
				op.Network(), key, organisation, tag, op.At, op.ID)
			made = append(made, key)
		case row.DeletedAt != 0:
			err = p.binTx(op, row, false)
		default:
			continue
		}
		if err != nil {
			return err
		}
		p.changed++
	}
	return history.CreatedTx(op, p.batch, "organisation_tag", made...)
}

// untagTx takes a tag off organisations.
func (p *plan) untagTx(op *operation.Op) error {
	if err := op.Scope.Require(access.OrganisationWrite); err != nil {
		return err
	}
	tag, err := tagOfTx(op, p.Value)
	if err != nil {
		return err
	}
	if tag == "" {
		return fault.Fields{"value": {Key: "list.bulk.no_tag"}}.Err()
	}
	known, err := taggedTx(op, tag, p.organisations())
	if err != nil {
		return err
	}
	for _, organisation := range p.organisations() {
		if row, there := known[organisation]; there && row.DeletedAt == 0 {
			if err := p.binTx(op, row, true); err != nil {
				return err
			}
			p.changed++
		}
	}
	return nil
}

// binTx bins the row of a tag, or takes it out again.
func (p *plan) binTx(op *operation.Op, row tagged, gone bool) error {
	field := history.Field{Name: "deleted_at", Old: op.At, New: nil}
	var err error
	if gone {
		field.Old, field.New = nil, op.At
		_, err = op.Exec(`UPDATE organisation_tag AS g SET deleted_at = $1, deleted_op = $2, version = version + 1 WHERE {organisation.write:g} AND g.id = $3`, op.At, op.ID, row.ID)
	} else {
		field.Old = row.DeletedAt
		_, err = op.Exec(`UPDATE organisation_tag AS g SET deleted_at = NULL, deleted_op = NULL, version = version + 1, operation_id = $1
			WHERE {organisation.write:g} AND g.id = $2`, op.ID, row.ID)
	}
	if err != nil {
		return err
	}
	return history.ChangedTx(op, p.batch, "organisation_tag", row.ID, field)
}

func taggedTx(op *operation.Op, tag id.ID, organisations []id.ID) (map[id.ID]tagged, error) {
	rows, err := operation.Select[tagged](op, `SELECT g.id, g.organisation_id, COALESCE(g.deleted_at, 0) AS gone FROM organisation_tag g
		WHERE {organisation.write:g} AND g.tag_id = $1 AND g.organisation_id = ANY($2) LIMIT 5000`, tag, listOf(organisations))
	out := make(map[id.ID]tagged, len(rows))
	for _, r := range rows {
		out[r.Organisation] = r
	}
	return out, err
}

func tagOfTx(op *operation.Op, name string) (id.ID, error) {
	found, err := operation.Select[id.ID](op, `SELECT t.id FROM tag t WHERE {organisation.write:t} AND t.name_key = $1 AND t.deleted_at IS NULL LIMIT 1`, check.Key(name))
	if err != nil || len(found) == 0 {
		return "", err
	}
	return found[0], nil
}

func ensureTagTx(op *operation.Op, name string) (id.ID, error) {
	key, err := tagOfTx(op, name)
	if err != nil || key != "" {
		return key, err
	}
	key = op.NewID()
	n, err := op.Tx.Exec(db.Q(`INSERT INTO tag (network_id, id, name, name_key, created_at, operation_id) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (network_id, name_key) WHERE deleted_at IS NULL DO NOTHING`, op.Network(), key, name, check.Key(name), op.At, op.ID))
	if err == nil && n == 0 {
		return "", fault.Conflict("fault.changed")
	}
	return key, err
}

// Tags lists the network's tags by name.
func (s *Service) Tags(ctx context.Context, sc access.Scope) (names []string, err error) {
	if err := sc.Require(access.OrganisationRead); err != nil {
		return nil, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		names, err = db.Select[string](tx, sc.Bind(`SELECT t.name FROM tag t WHERE {organisation.read:t} AND t.deleted_at IS NULL ORDER BY t.name_key, t.id LIMIT 500`))
		return err
	})
	return names, operation.Wrap("list tags", err)
}
