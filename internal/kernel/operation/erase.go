package operation

import (
	"fmt"
	"time"

	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/job"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// Erasure is a line of the erasure journal: that something was taken away for good, and nothing that tells what or who it was.
type Erasure struct {
	ID        id.ID     `db:"id"           json:"id"`
	Network   id.ID     `db:"network_id"   json:"network"`
	Kind      string    `db:"kind"         json:"kind"`
	Object    id.ID     `db:"object_id"    json:"object"`
	At        time.Time `db:"at"           json:"at"`
	Operation id.ID     `db:"operation_id" json:"operation"`
}

// KeepErasures is the job that writes what an operation erased in the journal outside the database.
const KeepErasures job.Kind = "erasure.keep"

// KeepArgs are the arguments of KeepErasures.
type KeepArgs struct {
	Operation id.ID `json:"operation"`
}

// Erase empties what the audit log keeps of things that are gone for good, and notes them in the erasure journal. The kind says how a
// restored backup loses them again (package erasure).
func (op *Op) Erase(kind string, keys []id.ID) error {
	op.Gone(kind, keys)
	return audit.EraseTx(op.Tx, op.Network(), keys)
}

// Gone notes in the erasure journal what is taken away for good, where the audit log keeps nothing of it or must be emptied elsewhere.
func (op *Op) Gone(kind string, keys []id.ID) {
	for _, key := range keys {
		op.erased = append(op.erased, Erasure{ID: op.NewID(), Network: op.Network(), Kind: kind, Object: key, At: op.At, Operation: op.ID})
	}
}

// journal writes what the operation erased, and has it kept outside.
func (op *Op) journal() error {
	if len(op.erased) == 0 {
		return nil
	}
	op.Enqueue(job.New{Kind: KeepErasures, Args: KeepArgs{op.ID}})
	return NoteErasuresTx(op.Tx, op.erased)
}

// NoteErasuresTx writes lines in the journal within the database; one that stands there already is left alone.
func NoteErasuresTx(tx *db.Tx, lines []Erasure) error {
	for _, l := range lines {
		_, err := tx.Exec(db.Q(`INSERT INTO erasure_line (network_id, id, kind, object_id, at, operation_id) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`,
			l.Network, l.ID, l.Kind, l.Object, l.At, l.Operation))
		if err != nil {
			return fmt.Errorf("erasure journal: %w", err)
		}
	}
	return nil
}
