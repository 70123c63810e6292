package relation

import (
	"slices"

	"schakel/internal/kernel/history"
	"schakel/internal/kernel/operation"
	"schakel/internal/kernel/search"
	"schakel/internal/platform/check"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// dropper deletes rows of a table that nothing leans on, with their history and what the audit log says of them.
func dropper(table string) func(op *operation.Op, keys []id.ID) error {
	return func(op *operation.Op, keys []id.ID) error { return dropTx(op, table, keys) }
}

func dropTx(op *operation.Op, table string, keys []id.ID) error {
	if len(keys) == 0 {
		return nil
	}
	if _, err := op.Exec(`DELETE FROM `+table+` AS x WHERE {wall:x} AND x.id = ANY($1)`, db.List(keys)); err != nil {
		return err
	}
	if err := history.ForgetTx(op, table, keys); err != nil {
		return err
	}
	return op.Erase(table, keys)
}

func purgeTemplatesTx(op *operation.Op, keys []id.ID) error { return dropTx(op, "note_template", keys) }

func purgeRelationshipsTx(op *operation.Op, keys []id.ID) error {
	if _, err := op.Exec(`DELETE FROM relationship_depth AS d WHERE {wall:d} AND d.relationship_id = ANY($1)`, db.List(keys)); err != nil {
		return err
	}
	return dropTx(op, "relationship", keys)
}

// purgeMomentsTx deletes contacts with all that their units kept of them.
func (s *Service) purgeMomentsTx(op *operation.Op, keys []id.ID) error {
	if err := s.dropWordsTx(op, keys); err != nil {
		return err
	}
	for _, text := range []string{
		`DELETE FROM contact_mention AS x WHERE {wall:x} AND x.moment_id = ANY($1)`,
		`UPDATE dropped_mail AS x SET moment_id = NULL, from_email = '', from_name = '', other_email = '', subject = '', body = '', quoted = '' WHERE {wall:x} AND x.moment_id = ANY($1)`,
		`UPDATE next_action AS x SET moment_id = NULL WHERE {wall:x} AND x.moment_id = ANY($1)`,
	} {
		if _, err := op.Exec(text, db.List(keys)); err != nil {
			return err
		}
	}
	return dropTx(op, "contact_moment", keys)
}

// dropWordsTx deletes the notes, mails and files of contacts; that there was contact stays.
func (s *Service) dropWordsTx(op *operation.Op, moments []id.ID) error {
	for _, text := range []string{
		`DELETE FROM contact_note AS x WHERE {wall:x} AND x.moment_id = ANY($1)`,
		`DELETE FROM contact_mail AS x WHERE {wall:x} AND x.moment_id = ANY($1)`,
	} {
		if _, err := op.Exec(text, db.List(moments)); err != nil {
			return err
		}
	}
	files, err := operation.Select[id.ID](op, `SELECT f.id FROM file f WHERE {wall:f} AND f.about_kind = 'contact' AND f.about_id = ANY($1) LIMIT 10000`, db.List(moments))
	if err != nil {
		return err
	}
	return s.purgeFilesTx(op, files)
}

// purgePositionsTx deletes positions. Who has no other, has nothing left by which anybody would find them: they are emptied.
func (s *Service) purgePositionsTx(op *operation.Op, keys []id.ID) error {
	people, err := operation.Select[id.ID](op, `SELECT DISTINCT w.person_id FROM position w WHERE {wall:w} AND w.id = ANY($1) LIMIT 10000`, db.List(keys))
	if err != nil {
		return err
	}
	if err := dropTx(op, "position", keys); err != nil {
		return err
	}
	alone, err := operation.Select[id.ID](op, `SELECT p.id FROM person p WHERE {wall:p} AND p.id = ANY($1) AND p.erased_at IS NULL AND p.merged_into IS NULL
		AND NOT EXISTS (SELECT 1 FROM position w WHERE w.network_id = p.network_id AND w.person_id = p.id) LIMIT 10000`, db.List(people))
	if err != nil {
		return err
	}
	return s.emptyPeopleTx(op, alone)
}

func (s *Service) purgePeopleTx(op *operation.Op, keys []id.ID) error {
	return s.emptyPeopleTx(op, keys)
}

// emptyPeopleTx takes all fields of people away, and with them those who were merged into them. Their ids stay: contacts and
// engagements name them.
func (s *Service) emptyPeopleTx(op *operation.Op, people []id.ID) error {
	if len(people) == 0 {
		return nil
	}
	twins, err := operation.Select[id.ID](op, `SELECT p.id FROM person p WHERE {wall:p} AND p.merged_into = ANY($1) LIMIT 10000`, db.List(people))
	if err != nil {
		return err
	}
	people = append(slices.Clone(people), twins...)
	positions, err := operation.Select[id.ID](op, `SELECT w.id FROM position w WHERE {wall:w} AND w.person_id = ANY($1) LIMIT 10000`, db.List(people))
	if err != nil {
		return err
	}
	if err := dropTx(op, "position", positions); err != nil {
		return err
	}
	if err := forgetAccountsTx(op, people); err != nil {
		return err
	}
	for _, text := range []string{
		`DELETE FROM company_colleague AS x WHERE {wall:x} AND x.person_id = ANY($1)`,
		`DELETE FROM mail_topic AS x WHERE {wall:x} AND x.person_id = ANY($1)`,
		`DELETE FROM likely_duplicate AS x WHERE {wall:x} AND x.kind = 'person' AND (x.a_id = ANY($1) OR x.b_id = ANY($1))`,
		`DELETE FROM not_duplicate AS x WHERE {wall:x} AND x.kind = 'person' AND (x.a_id = ANY($1) OR x.b_id = ANY($1))`,
	} {
		if _, err := op.Exec(text, db.List(people)); err != nil {
			return err
		}
	}
	_, err = op.Exec(`UPDATE link AS x SET email = '', revoked_at = COALESCE(x.revoked_at, $2) WHERE {wall:x} AND x.person_id = ANY($1)`, db.List(people), op.At)
	if err != nil {
		return err
	}
	if err := s.letGoTx(op, people); err != nil {
		return err
	}
	_, err = op.Exec(`UPDATE person AS p SET name = '', name_key = '', email = '', phone = '', lang = 'nl', account_id = NULL,
			deleted_at = COALESCE(p.deleted_at, $2), deleted_op = COALESCE(p.deleted_op, $3), erased_at = $2, updated_at = $2, operation_id = $3, version = version + 1
		WHERE {wall:p} AND p.id = ANY($1)`, db.List(people), op.At, op.ID)
	if err != nil {
		return err
	}
	for _, p := range people {
		if err := history.BlankTx(op, "person", p); err != nil {
			return err
		}
		if err := search.DropTx(op, search.Person, p); err != nil {
			return err
		}
	}
	return op.Erase("person", people)
}

// letGoTx lets everything that names people name nobody: an offer or an engagement asks the first to ask instead.
func (s *Service) letGoTx(op *operation.Op, people []id.ID) error {
	for _, r := range s.references {
		if r.Of != ReferredPerson || r.Stays != "" || r.Table == "position" || r.Table == "mail_topic" || r.Column == "person_id" && r.Table == "company_colleague" {
			continue
		}
		if _, err := op.Exec(`UPDATE `+r.Table+` AS x SET `+r.Column+` = NULL WHERE {wall:x} AND x.`+r.Column+` = ANY($1)`, db.List(people)); err != nil {
			return err
		}
	}
	return nil
}

// nameless is what a purged organisation is called. The end of its id keeps two of them apart in a report of years ago.
func nameless(key id.ID) string { return "Verwijderde organisatie " + string(key[len(key)-6:]) }

// purgeOrganisationsTx empties organisations, and with them those that were merged into them. What this noun keeps of them goes; what
// took place with them stays, with a nameless organisation. Who stands in the accounts keeps name and trade-register number: the
// accountant must be able to tell whose contribution it was.
func (s *Service) purgeOrganisationsTx(op *operation.Op, keys []id.ID) error {
	twins, err := operation.Select[id.ID](op, `SELECT o.id FROM organisation o WHERE {wall:o} AND o.merged_into = ANY($1) LIMIT 10000`, db.List(keys))
	if err != nil {
		return err
	}
	keys = append(slices.Clone(keys), twins...)
	if err := s.purgePartsTx(op, keys); err != nil {
		return err
	}
	named, err := s.inAccountsTx(op, keys)
	if err != nil {
		return err
	}
	for _, key := range keys {
		name := ""
		if !named[key] {
			name = nameless(key)
		}
		_, err := op.Exec(`UPDATE organisation AS o SET establishment = NULL, brin = NULL, rsin = '', sbi_code = '', sbi_version = '',
				street = '', house_number = '', postcode = '', place = '', place_key = '', municipality = '', lat_e6 = NULL, lon_e6 = NULL, website = '', email = '', phone = '',
				profiles = '[]', year_limit = NULL, via_id = NULL, web_domain = '', mail_domain = '', match_name = '', match_front = '', match_back = '',
				name = CASE WHEN $2 = '' THEN o.name ELSE $2 END, name_key = CASE WHEN $2 = '' THEN o.name_key ELSE $3 END, kvk = CASE WHEN $2 = '' THEN o.kvk END,
				deleted_at = COALESCE(o.deleted_at, $4), deleted_op = COALESCE(o.deleted_op, $5), erased_at = $4, updated_at = $4, operation_id = $5, version = version + 1
			WHERE {wall:o} AND o.id = $1`, key, name, check.Key(name), op.At, op.ID)
		if err != nil {
			return err
		}
		if err := history.BlankTx(op, "organisation", key); err != nil {
			return err
		}
		if err := search.DropTx(op, search.Organisation, key); err != nil {
			return err
		}
	}
	return op.Erase("organisation", keys)
}

// purgePartsTx deletes what this noun keeps of organisations.
func (s *Service) purgePartsTx(op *operation.Op, organisations []id.ID) error {
	for _, part := range []struct {
		table, where string
		purge        func(op *operation.Op, keys []id.ID) error
	}{
		{"next_action", "x.organisation_id = ANY($1)", dropper("next_action")},
		{"contact_moment", "x.organisation_id = ANY($1)", s.purgeMomentsTx},
		{"relationship", "x.organisation_id = ANY($1)", purgeRelationshipsTx},
		{"umbrella_membership", "(x.member_id = ANY($1) OR x.umbrella_id = ANY($1))", dropper("umbrella_membership")},
		{"organisation_tag", "x.organisation_id = ANY($1)", dropper("organisation_tag")},
		{"membership_claim", "(x.member_id = ANY($1) OR x.umbrella_id = ANY($1))", dropper("membership_claim")},
		{"position", "x.organisation_id = ANY($1)", s.purgePositionsTx},
	} {
		keys, err := operation.Select[id.ID](op, `SELECT x.id FROM `+part.table+` x WHERE {wall:x} AND `+part.where+` LIMIT 100000`, db.List(organisations))
		if err == nil && len(keys) > 0 {
			err = part.purge(op, keys)
		}
		if err != nil {
			return err
		}
	}
	for _, text := range []string{
		`DELETE FROM likely_duplicate AS x WHERE {wall:x} AND x.kind = 'organisation' AND (x.a_id = ANY($1) OR x.b_id = ANY($1))`,
		`DELETE FROM not_duplicate AS x WHERE {wall:x} AND x.kind = 'organisation' AND (x.a_id = ANY($1) OR x.b_id = ANY($1))`,
		`UPDATE organisation AS x SET via_id = NULL WHERE {wall:x} AND x.via_id = ANY($1)`,
		`UPDATE position AS x SET via_id = NULL WHERE {wall:x} AND x.via_id = ANY($1)`,
		`DELETE FROM mail_message AS x WHERE {wall:x} AND x.organisation_id = ANY($1) AND x.sent_at IS NULL`,
		`UPDATE mail_message AS x SET to_email = '', to_name = '', data = 'null' WHERE {wall:x} AND x.organisation_id = ANY($1)`,
	} {
		if _, err := op.Exec(text, db.List(organisations)); err != nil {
			return err
		}
	}
	_, err := op.Exec(`UPDATE link AS x SET email = '', revoked_at = COALESCE(x.revoked_at, $2) WHERE {wall:x} AND x.organisation_id = ANY($1)`, db.List(organisations), op.At)
	return err
}

// inAccountsTx tells which organisations stand in the accounts.
func (s *Service) inAccountsTx(op *operation.Op, keys []id.ID) (map[id.ID]bool, error) {
	out := map[id.ID]bool{}
	for _, r := range s.references {
		if r.Of != ReferredOrganisation || !r.Accounts {
			continue
		}
		found, err := operation.Select[id.ID](op, `SELECT DISTINCT x.`+r.Column+` AS id FROM `+r.Table+` x WHERE {wall:x} AND x.`+r.Column+` = ANY($1) LIMIT 10000`, db.List(keys))
		if err != nil {
			return nil, err
		}
		for _, key := range found {
			out[key] = true
		}
	}
	return out, nil
}
