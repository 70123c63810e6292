package relation

import (
	"context"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/bin"
	"schakel/internal/kernel/history"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// byItself leaves out rows x that a merge put aside: parting the two records again brings those back.
func byItself(alias, object string) string {
	return ` AND NOT EXISTS (SELECT 1 FROM change c WHERE c.network_id = ` + alias + `.network_id AND c.object = '` + object + `' AND c.object_id = ` + alias + `.id
		AND c.operation_id = ` + alias + `.deleted_op AND c.batch_id IS NOT NULL)`
}

// Binned are the kinds of this noun that can be in the bin, those that lean on others first.
func (s *Service) Binned() []bin.Kind {
	return []bin.Kind{
		s.binnedIntroductions(),
		{
			Name: "next_action", Alias: "x",
			Find: `x.what AS name, o.name AS about FROM next_action x JOIN organisation o ON o.network_id = x.network_id AND o.id = x.organisation_id AND o.deleted_at IS NULL
				WHERE {contact.record:x}` + byItself("x", "next_action"),
			Restore: s.restore("next_action", access.ContactRecord, nil),
			Due:     `next_action x WHERE {wall:x} AND x.deleted_at IS NOT NULL`, Purge: dropper("next_action"),
		},
		{
			Name: "contact_moment", Alias: "m",
			Find: `o.name AS name, m.kind AS about FROM contact_moment m JOIN organisation o ON o.network_id = m.network_id AND o.id = m.organisation_id AND o.deleted_at IS NULL
				WHERE {contact.record:m} AND COALESCE(m.source_kind, '') <> 'introduction'`,
			Restore: s.restore("contact_moment", access.ContactRecord, restoreWordsTx),
			Due:     `contact_moment m WHERE {wall:m} AND m.deleted_at IS NOT NULL`, Purge: s.purgeMomentsTx,
		},
		{
			Name: "relationship", Alias: "r",
			Find: `u.name AS name, o.name AS about FROM relationship r JOIN unit u ON u.network_id = r.network_id AND u.id = r.unit_id
				JOIN organisation o ON o.network_id = r.network_id AND o.id = r.organisation_id AND o.deleted_at IS NULL
				WHERE {relationship.write:r}` + byItself("r", "relationship"),
			Restore: s.restore("relationship", access.RelationshipWrite, nil),
			Due:     `relationship r WHERE {wall:r} AND r.deleted_at IS NOT NULL`, Purge: purgeRelationshipsTx,
		},
		{
			Name: "umbrella_membership", Alias: "s",
			Find: `m.name AS name, u.name AS about FROM umbrella_membership s JOIN organisation u ON u.network_id = s.network_id AND u.id = s.umbrella_id AND u.deleted_at IS NULL
				JOIN organisation m ON m.network_id = s.network_id AND m.id = s.member_id AND m.deleted_at IS NULL
				WHERE {organisation.write:s.member_id}` + byItself("s", "umbrella_membership"),
			Restore: s.restore("umbrella_membership", access.OrganisationWrite, nil),
			Due:     `umbrella_membership s WHERE {wall:s} AND s.deleted_at IS NOT NULL`, Purge: dropper("umbrella_membership"),
		},
		{
			Name: "position", Alias: "w",
			Find: `p.name AS name, o.name AS about FROM position w
				JOIN person p ON p.network_id = w.network_id AND p.id = w.person_id AND p.deleted_at IS NULL AND p.merged_into IS NULL
				JOIN organisation o ON o.network_id = w.network_id AND o.id = w.organisation_id AND o.deleted_at IS NULL AND o.merged_into IS NULL
				WHERE {person.write:w}` + byItself("w", "position"),
			Restore: s.restorePosition,
			Due:     `position w WHERE {wall:w} AND w.deleted_at IS NOT NULL`, Purge: s.purgePositionsTx,
		},
		{
			Name: "note_template", Alias: "t",
			Find:    `t.name AS name, u.name AS about FROM note_template t JOIN unit u ON u.network_id = t.network_id AND u.id = t.unit_id WHERE {relationship.write:t}`,
			Restore: s.restoreTemplate,
			Due:     `note_template t WHERE {wall:t} AND t.deleted_at IS NOT NULL`, Purge: purgeTemplatesTx,
		},
		{
			Name: "person", Alias: "p",
			Find:    `p.name AS name, p.email AS about FROM person p WHERE {person.write:p} AND p.erased_at IS NULL AND p.merged_into IS NULL`,
			Restore: s.restore("person", access.PersonWrite, restorePersonIndexTx),
			Due:     `person p WHERE {wall:p} AND p.deleted_at IS NOT NULL AND p.erased_at IS NULL`, Purge: s.purgePeopleTx,
		},
		{
			Name: "organisation", Alias: "o",
			Find: `o.name AS name, o.place AS about FROM organisation o WHERE {organisation.write:o.id} AND o.erased_at IS NULL AND o.merged_into IS NULL`,
			Restore: func(ctx context.Context, sc access.Scope, t bin.Thing) error {
				return s.RestoreOrganisation(ctx, sc, t.ID, t.Op)
			},
			Due: `organisation o WHERE {wall:o} AND o.deleted_at IS NOT NULL AND o.erased_at IS NULL`, Purge: s.purgeOrganisationsTx,
		},
		{
			Name: "file", Alias: "f", // of mails that were thrown away: nobody gets those back
			Due: `file f WHERE {wall:f} AND f.deleted_at IS NOT NULL`, Purge: s.purgeFilesTx,
		},
	}
}

// restore brings a row of a table back that history knows, and then what belongs to it.
func (s *Service) restore(table string, needs access.Action, then func(op *operation.Op, t bin.Thing) error) func(ctx context.Context, sc access.Scope, t bin.Thing) error {
	return func(ctx context.Context, sc access.Scope, t bin.Thing) error {
		if err := sc.Require(needs); err != nil {
			return err
		}
		err := s.Write(ctx, sc, func(op *operation.Op) error {
			n, err := history.UnbinTx(op, table, []id.ID{t.ID}, t.Op)
			if err != nil {
				return err
			}
			if n == 0 {
				return fault.NotFound("fault.not_found")
			}
			op.Audit(audit.Entry{Action: "bin.restored", Object: table, ID: t.ID})
			if then == nil {
				return nil
			}
			return then(op, t)
		})
		return s.unlessTaken("restore "+table, err)
	}
}

// unlessTaken says of a unique index that something new has the place by now.
func (s *Service) unlessTaken(what string, err error) error {
	if _, taken := s.DB.Conflict(err); taken {
		return fault.Conflict("bin.taken")
	}
	return operation.Wrap(what, err)
}

// restoreWordsTx brings the note back that went with its contact.
func restoreWordsTx(op *operation.Op, t bin.Thing) error {
	_, err := op.Exec(`UPDATE contact_note AS n SET deleted_at = NULL, deleted_op = NULL, version = version + 1, operation_id = $3
		WHERE {contact.record:n} AND n.moment_id = $1 AND n.deleted_op = $2`, t.ID, t.Op, op.ID)
	return err
}

func restorePersonIndexTx(op *operation.Op, t bin.Thing) error {
	return reindexPeopleTx(op, t.ID)
}

// restorePosition brings somebody back to an organisation.
func (s *Service) restorePosition(ctx context.Context, sc access.Scope, t bin.Thing) error {
	type place struct {
		Person       id.ID `db:"person_id"`
		Organisation id.ID `db:"organisation_id"`
	}
	var w place
	err := s.Read(ctx, sc, func(tx *db.Tx) (err error) {
		w, err = operation.Found(db.Get[place](tx, sc.Bind(`SELECT w.person_id, w.organisation_id FROM position w
			WHERE {person.write:w} AND w.id = $1 AND w.deleted_op = $2 LIMIT 1`, t.ID, t.Op)))
		return err
	})
	if err != nil {
		return operation.Wrap("restore position", err)
	}
	return s.unlessTaken("restore position", s.RestorePerson(ctx, sc, w.Organisation, w.Person, t.Op))
}

// restoreTemplate brings a template back.
func (s *Service) restoreTemplate(ctx context.Context, sc access.Scope, t bin.Thing) error {
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		unit, err := operation.Get[id.ID](op, `SELECT t.unit_id FROM note_template t WHERE {relationship.write:t} AND t.id = $1 AND t.deleted_op = $2 LIMIT 1`, t.ID, t.Op)
		if err != nil {
			return err
		}
		op.Audit(audit.Entry{Action: "bin.restored", Object: "note_template", ID: t.ID, Unit: unit})
		_, err = op.Exec(`UPDATE note_template AS t SET deleted_at = NULL, deleted_op = NULL, version = version + 1, operation_id = $3
			WHERE {relationship.write:t} AND t.id = $1 AND t.deleted_op = $2`, t.ID, t.Op, op.ID)
		return err
	})
	return s.unlessTaken("restore template", err)
}
