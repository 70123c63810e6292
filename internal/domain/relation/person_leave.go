package relation

import (
	"context"
	"slices"
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/history"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// RemovePerson ends somebody's position at an organisation and returns the operation that brings it back. The next person in
// line becomes the first to ask.
func (s *Service) RemovePerson(ctx context.Context, sc access.Scope, organisation, person id.ID) (undo id.ID, err error) {
	if err := sc.Require(access.PersonWrite); err != nil {
		return "", err
	}
	err = s.Write(ctx, sc, func(op *operation.Op) error {
		people, err := PeopleOfTx(op.Tx, sc, organisation)
		if err != nil {
			return err
		}
		n, err := op.Exec(`UPDATE position AS w SET valid_to = $3, is_primary = FALSE, deleted_at = $4, deleted_op = $5, version = version + 1
			WHERE {person.write:w} AND w.organisation_id = $1 AND w.person_id = $2 AND w.deleted_at IS NULL AND w.valid_to IS NULL`,
			organisation, person, op.Today(), op.At, op.ID)
		if err != nil {
			return err
		}
		if n == 0 {
			return fault.NotFound("fault.not_found")
		}
		for _, p := range people {
			if p.ID == person {
				err = history.ChangedTx(op, "", "position", p.Position, history.Field{Name: "valid_to", New: op.Today()},
					history.Field{Name: "is_primary", Old: p.Primary, New: false}, history.Field{Name: "deleted_at", New: op.At})
				if err != nil {
					return err
				}
			}
		}
		if err := nextInLineTx(op, people, person); err != nil {
			return err
		}
		undo = op.ID
		op.Audit(audit.Entry{Action: "person.removed", Object: "person", ID: person, Detail: map[string]id.ID{"organisation": organisation}})
		if err := shutOutTx(op, []id.ID{person}); err != nil {
			return err
		}
		return reindexPeopleTx(op, person)
	})
	return undo, operation.Wrap("remove person", err)
}

// nextInLineTx makes somebody else the first to ask when the leaver was.
func nextInLineTx(op *operation.Op, people []ContactPerson, leaver id.ID) error {
	var next id.ID
	wasPrimary := false
	for _, p := range people {
		if p.ID == leaver {
			wasPrimary = p.Primary
		} else if next == "" {
			next = p.Position
		}
	}
	if !wasPrimary || next == "" {
		return nil
	}
	_, err := op.Exec(`UPDATE position AS w SET is_primary = TRUE, version = version + 1, operation_id = $2 WHERE {person.write:w} AND w.id = $1`, next, op.ID)
	if err != nil {
		return err
	}
	return history.ChangedTx(op, "", "position", next, history.Field{Name: "is_primary", Old: false, New: true})
}

// RestorePerson undoes RemovePerson.
func (s *Service) RestorePerson(ctx context.Context, sc access.Scope, organisation, person, undo id.ID) error {
	if err := sc.Require(access.PersonWrite); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		type ended struct {
			ID id.ID      `db:"id"`
			To clock.Date `db:"valid_to"`
			At time.Time  `db:"deleted_at"`
		}
		people, err := PeopleOfTx(op.Tx, sc, organisation)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(people, func(p ContactPerson) bool { return p.ID == person }) {
			return fault.Conflict("relation.person_known") // came back by themselves
		}
		was, err := operation.Get[ended](op, `SELECT w.id, w.valid_to, w.deleted_at FROM position w
			WHERE {person.write:w} AND w.organisation_id = $1 AND w.person_id = $2 AND w.deleted_op = $3 LIMIT 1`, organisation, person, undo)
		if err != nil {
			return err
		}
		_, err = op.Exec(`UPDATE position AS w SET valid_to = NULL, deleted_at = NULL, deleted_op = NULL, version = version + 1, operation_id = $2
			WHERE {person.write:w} AND w.id = $1`, was.ID, op.ID)
		if err != nil {
			return err
		}
		err = history.ChangedTx(op, "", "position", was.ID, history.Field{Name: "valid_to", Old: was.To}, history.Field{Name: "deleted_at", Old: was.At})
		if err != nil {
			return err
		}
		op.Audit(audit.Entry{Action: "person.restored", Object: "person", ID: person, Detail: map[string]id.ID{"organisation": organisation}})
		o, err := OrganisationTx(op.Tx, sc, organisation)
		if err != nil {
			return err
		}
		return indexPeopleTx(op, organisation, o.Name, false)
	})
	return operation.Wrap("restore person", err)
}
