package funding

import (
	"fmt"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// ErrBroken says where the ledger no longer verifies.
type ErrBroken struct {
	Seq int64
	Why string
}

// Error implements error.
func (e *ErrBroken) Error() string { return fmt.Sprintf("ledger broken at %d: %s", e.Seq, e.Why) }

// Head is the end of a ledger: its length and last hash. Kept elsewhere, it also shows that rows are missing at the end.
type Head struct {
	Seq  int64  `db:"seq" json:"seq"`
	Hash string `db:"hash" json:"hash"`
}

// proof is a transfer with the rows that its digest vouches for.
type proof struct {
	Transfer
	Found    bool `db:"found"`    // the contribution is there, with the same amount, unit, grant and day
	Evidence bool `db:"evidence"` // evidence with the transfer's digest is there
}

const verifyPage = 500

// VerifyTx walks the whole ledger of the scope's network. It checks the chain of hashes, that every transfer carries its
// contribution's own amount, that the contribution's row is as it was booked, that the evidence is the evidence that was
// booked, that the sums are those of the transfers, and that closed years are as they were closed. It returns the ledger's
// head, or *ErrBroken.
func VerifyTx(tx *db.Tx, sc access.Scope) (Head, error) {
	var head Head
	for {
		proofs, err := db.Select[proof](tx, sc.Bind(`SELECT `+transferColumns+`,
				c.id IS NOT NULL AND c.cents = t.cents AND c.unit_id = t.unit_id AND c.grant_id = t.grant_id AND c.performed_on <= t.booked_on AS found,
				EXISTS (SELECT 1 FROM evidence e LEFT JOIN sign_off s ON s.network_id = e.network_id AND s.id = e.sign_off_id
					LEFT JOIN file f ON f.network_id = e.network_id AND f.id = e.file_id
					WHERE e.network_id = t.network_id AND e.contribution_id = t.contribution_id AND e.digest = t.evidence_digest
						AND COALESCE(s.digest, f.digest) = e.digest) AS evidence
			FROM ledger_transfer t LEFT JOIN contribution c ON c.network_id = t.network_id AND c.id = t.contribution_id
			WHERE {contribution.read:t} AND t.seq > $1 ORDER BY t.seq LIMIT $2`, head.Seq, verifyPage))
		if err != nil {
			return head, operation.Wrap("verify ledger", err)
		}
		rows, err := rowsOf(tx, sc, proofs)
		if err != nil {
			return head, operation.Wrap("verify ledger", err)
		}
		for _, p := range proofs {
			if why := p.broken(sc.Network(), head, rows[p.Contribution]); why != "" {
				return head, &ErrBroken{head.Seq + 1, why}
			}
			head = Head{p.Seq, p.Hash}
		}
		if len(proofs) < verifyPage {
			return head, operation.Wrap("verify ledger", sumsHoldTx(tx, sc, head))
		}
	}
}

// rowsOf loads the contributions whose first transfer is among the proofs.
func rowsOf(tx *db.Tx, sc access.Scope, proofs []proof) (map[id.ID]Contribution, error) {
	var keys []id.ID
	for _, p := range proofs {
		if p.Debit == Source {
			keys = append(keys, p.Contribution)
		}
	}
	rows, err := db.Select[Contribution](tx, sc.Bind(`SELECT `+contributionColumns+` FROM contribution c WHERE {contribution.read:c} AND c.id = ANY($1) LIMIT 1000`, db.List(keys)))
	out := make(map[id.ID]Contribution, len(rows))
	for _, c := range rows {
		out[c.ID] = c
	}
	return out, err
}

// broken says what is wrong with a transfer that follows head, or nothing.
func (p proof) broken(network id.ID, head Head, c Contribution) string {
	switch {
	case p.Seq != head.Seq+1:
		return "a transfer is missing"
	case p.Prev != head.Hash:
		return "does not follow the one before"
	case p.seal(network) != p.Hash:
		return "transfer changed"
	case !p.Found:
		return "contribution changed or missing"
	case p.Credit == Evidenced && p.Reverses == "" && !p.Evidence:
		return "evidence changed or missing"
	}
	if p.Debit == Source {
		if digest, err := c.digest(); err != nil || digest != p.Digest {
			return "contribution changed"
		}
	}
	return ""
}
