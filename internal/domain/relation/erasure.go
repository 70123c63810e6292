package relation

import (
	"slices"

	"schakel/internal/kernel/erasure"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// erasedPerson is the kind of somebody in the erasure journal who was erased with every text that names them.
func erasedPerson(why EraseWhy) string { return "person." + string(why) }

// Erasures says how what this noun took away for good goes again after a restore. Who was erased comes first: once their row is empty,
// nothing says any more which name to look for in texts.
func (s *Service) Erasures() (out []erasure.Kind) {
	people := erasure.Rows(`person x WHERE {wall:x} AND x.erased_at IS NULL`)
	for _, why := range EraseWhys() {
		out = append(out, erasure.Kind{Name: erasedPerson(why), Living: people, Erase: func(op *operation.Op, keys []id.ID) error { return s.eraseAgainTx(op, why, keys) }})
	}
	for _, table := range []string{"introduction", "next_action", "umbrella_membership", "organisation_tag", "membership_claim", "position", "note_template"} {
		out = append(out, erasure.Kind{Name: table, Living: erasure.Rows(table + ` x WHERE {wall:x}`), Erase: dropper(table)})
	}
	return append(out,
		erasure.Kind{Name: "contact_moment", Living: erasure.Rows(`contact_moment x WHERE {wall:x}`), Erase: s.purgeMomentsTx},
		erasure.Kind{Name: "relationship", Living: erasure.Rows(`relationship x WHERE {wall:x}`), Erase: purgeRelationshipsTx},
		erasure.Kind{Name: "person", Living: people, Erase: s.emptyPeopleTx},
		erasure.Kind{Name: "organisation", Living: erasure.Rows(`organisation x WHERE {wall:x} AND x.erased_at IS NULL`), Erase: s.purgeOrganisationsTx},
		erasure.Kind{Name: "file", Living: erasure.Rows(`file x WHERE {wall:x}`), Erase: s.purgeFilesTx},
	)
}

// eraseAgainTx erases people as ErasePerson did, with what the restored rows tell of them.
func (s *Service) eraseAgainTx(op *operation.Op, why EraseWhy, keys []id.ID) error {
	type twin struct {
		ID     id.ID `db:"id"`
		Merged id.ID `db:"merged_into"`
	}
	rows, err := operation.Select[twin](op, `SELECT p.id, COALESCE(p.merged_into, '') AS merged_into FROM person p WHERE {wall:p} AND p.id = ANY($1) ORDER BY p.id`, db.List(keys))
	if err != nil {
		return err
	}
	for _, r := range rows {
		if r.Merged != "" && !slices.Contains(keys, r.Merged) { // with somebody who was not erased: parted since, and only they went
			if err := s.emptyPeopleTx(op, []id.ID{r.ID}); err != nil {
				return err
			}
			continue
		}
		if err := forgetAccountsTx(op, []id.ID{r.ID}); err != nil {
			return err
		}
		who, err := subjectTx(op.Tx, op.Scope, r.ID)
		if fault.Is(err, fault.KindNotFound) { // went with their twin
			continue
		}
		if err != nil {
			return err
		}
		if err := s.eraseTx(op, who, &Erasure{ID: op.NewID(), Why: why, At: op.At}); err != nil {
			return err
		}
	}
	return nil
}
