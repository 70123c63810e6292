package relation

import (
	"context"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/history"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/check"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// Human is a person without a position: what a merge compares.
type Human struct {
	ID        id.ID  `db:"id"`
	Name      string `db:"name"`
	Email     string `db:"email"`
	Phone     string `db:"phone"`
	Lang      string `db:"lang"`
	Works     string `db:"works"` // where, the first by name
	WorksAt   id.ID  `db:"works_at"`
	Positions int    `db:"positions"`
	Version   int    `db:"version"`
}

const humanColumns = `p.id, p.name, p.email, p.phone, p.lang, p.version,
	(SELECT COUNT(*) FROM position w WHERE w.network_id = p.network_id AND w.person_id = p.id AND w.deleted_at IS NULL AND w.valid_to IS NULL) AS positions,
	COALESCE((SELECT o.name FROM position w JOIN organisation o ON o.network_id = w.network_id AND o.id = w.organisation_id
		WHERE w.network_id = p.network_id AND w.person_id = p.id AND w.deleted_at IS NULL AND w.valid_to IS NULL ORDER BY w.id LIMIT 1), '') AS works,
	COALESCE((SELECT w.organisation_id FROM position w
		WHERE w.network_id = p.network_id AND w.person_id = p.id AND w.deleted_at IS NULL AND w.valid_to IS NULL ORDER BY w.id LIMIT 1), '') AS works_at`

const mergeableHuman = `SELECT ` + humanColumns + ` FROM person p WHERE {organisation.merge:p.id} AND p.id = $1 AND p.deleted_at IS NULL AND p.merged_into IS NULL LIMIT 1`

// PersonMergeFields lists the fields among which a merge of people chooses.
func PersonMergeFields() []string { return []string{"name", "email", "phone", "lang"} }

// taking returns the person with the named fields of the other.
func (h Human) taking(from Human, fields []string) Human {
	for _, f := range fields {
		switch f {
		case "name":
			h.Name = from.Name
		case "email":
			h.Email = from.Email
		case "phone":
			h.Phone = from.Phone
		case "lang":
			h.Lang = from.Lang
		}
	}
	return h
}

// MergePeople makes two people one, as MergeOrganisations does.
func (s *Service) MergePeople(ctx context.Context, sc access.Scope, in MergeInput) (id.ID, error) {
	merging, err := s.merge(ctx, sc, in, s.mergePeopleTx)
	return merging, operation.Wrap("merge people", err)
}

func (s *Service) mergePeopleTx(op *operation.Op, batch id.ID, in MergeInput) error {
	kept, gone, err := mergeableTx[Human](op, mergeableHuman, in)
	if err != nil {
		return err
	}
	if kept.Version != in.KeptVersion || gone.Version != in.GoneVersion {
		return fault.Conflict("fault.changed")
	}
	after := kept.taking(gone, in.Take)
	if err := leadTx(op, batch, "person", kept.ID, gone.ID); err != nil {
		return err
	}
	err = operation.Changed(op.Exec(`UPDATE person AS p SET name = $2, name_key = $3, email = $4, phone = $5, lang = $6, updated_at = $7, operation_id = $8, version = version + 1
		WHERE {organisation.merge:p.id} AND p.id = $1`, kept.ID, after.Name, check.Key(after.Name), after.Email, after.Phone, after.Lang, op.At, op.ID))
	if err != nil {
		return err
	}
	err = history.ChangedTx(op, batch, "person", kept.ID,
		history.Field{Name: "name", Old: kept.Name, New: after.Name}, history.Field{Name: "name_key", Old: check.Key(kept.Name), New: check.Key(after.Name)},
		history.Field{Name: "email", Old: kept.Email, New: after.Email}, history.Field{Name: "phone", Old: kept.Phone, New: after.Phone}, history.Field{Name: "lang", Old: kept.Lang, New: after.Lang})
	if err != nil {
		return err
	}
	moved, err := s.moveTx(op, batch, ReferredPerson, kept.ID, gone.ID)
	if err != nil {
		return err
	}
	if err := s.noteMergeTx(op, batch, ReferredPerson, kept.ID, gone.ID, moved); err != nil {
		return err
	}
	op.Audit(audit.Entry{Action: "person.merged", Object: "person", ID: kept.ID, Detail: map[string]any{"merge": batch, "gone": gone, "before": kept, "after": after, "moved": moved}})
	return reindexPeopleTx(op, kept.ID, gone.ID)
}
