package funding

import (
	"context"
	"fmt"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
	"schakel/internal/platform/money"
)

// Flaw is what can be wrong with a ledger.
type Flaw string

// The flaws.
const (
	FlawMissing      Flaw = "missing"
	FlawOrder        Flaw = "order"
	FlawTransfer     Flaw = "transfer"
	FlawNoRow        Flaw = "no_row"
	FlawContribution Flaw = "contribution"
	FlawEvidence     Flaw = "evidence"
	FlawFile         Flaw = "file"
	FlawSums         Flaw = "sums"
	FlawMonths       Flaw = "months"
	FlawGivers       Flaw = "givers"
	FlawYear         Flaw = "year"
	FlawOtherLedger  Flaw = "other_ledger"
	FlawHead         Flaw = "head"
)

// says is each flaw for who runs the program; people read it from the catalogues.
var says = map[Flaw]string{
	FlawMissing: "a transfer is missing", FlawOrder: "does not follow the one before", FlawTransfer: "transfer changed", FlawNoRow: "contribution changed or missing",
	FlawContribution: "contribution changed", FlawEvidence: "evidence changed or missing", FlawFile: "an evidence file is another one or missing",
	FlawSums: "the sums of %d are not those of the transfers", FlawMonths: "the months of %d are not those of the transfers",
	FlawGivers: "what givers gave in %d is not that of the transfers",
	FlawYear:   "the closed year %d changed", FlawOtherLedger: "the ledger is not the one of which %d was closed", FlawHead: "the ledger is not the one of which a head was signed",
}

// ErrBroken says where the ledger no longer verifies.
type ErrBroken struct {
	Seq  int64
	Flaw Flaw
	Year int // of sums, months and closed years
}

// Error implements error.
func (e *ErrBroken) Error() string {
	why := says[e.Flaw]
	if e.Year != 0 {
		why = fmt.Sprintf(why, e.Year)
	}
	return fmt.Sprintf("ledger broken at %d: %s", e.Seq, why)
}

// Head is the end of a ledger: its length and last hash. Kept elsewhere, it also shows that rows are missing at the end.
type Head struct {
	Seq  int64  `db:"seq" json:"seq"`
	Hash string `db:"hash" json:"hash"`
}

// proof is a transfer with the rows that its digest vouches for.
type proof struct {
	Transfer
	Found    bool `db:"found"`    // the contribution is there, with the same amount, unit, grant and day
	Evidence bool `db:"evidence"` // evidence with the transfer's digest is there, for the transfer that books it

	Line     id.ID `db:"line_id"` // of the contribution, by which sums are kept
	Umbrella id.ID `db:"umbrella_id"`

	Organisation id.ID      `db:"organisation_id"` // and what givers gave
	PerformedOn  clock.Date `db:"performed_on"`
}

// verifyPage is how many transfers are read at once, verifyStep how many in one transaction: a ledger of a million is never in memory, and
// never keeps a transaction open for long.
const (
	verifyPage = 500
	verifyStep = 10 * verifyPage
)

// walk is a ledger being verified from its first transfer on: how far it is, and what the transfers add up to.
type walk struct {
	head   Head
	sums   map[place]balances
	months map[month]money.Cents
	givers map[giver]money.Cents
	heads  map[int64]string // hashes of signed heads that lie ahead
}

func newWalk() *walk {
	return &walk{sums: map[place]balances{}, months: map[month]money.Cents{}, givers: map[giver]money.Cents{}}
}

// Verify walks the whole ledger of the scope's network. It checks the chain of hashes, that every transfer carries its
// contribution's own amount, that the contribution's row is as it was booked, that the evidence is the evidence that was
// booked, that the sums are those of the transfers, that heads which were signed are on the chain, and that closed years are as they
// were closed. It returns the ledger's head, or *ErrBroken. It goes in steps, each in a transaction of its own; what is booked meanwhile is
// walked too, since rows are only added.
func Verify(ctx context.Context, kit operation.Kit, whole access.Scope) (Head, error) {
	w, err := walked(ctx, kit, whole)
	return w.head, err
}

// walked is a ledger that was walked to its end.
func walked(ctx context.Context, kit operation.Kit, whole access.Scope) (*walk, error) {
	w := newWalk()
	for done := false; !done; {
		err := kit.Read(ctx, whole, func(tx *db.Tx) (err error) {
			done, err = w.stepTx(tx, whole, verifyStep)
			return err
		})
		if err != nil {
			return w, operation.Wrap("verify ledger", err)
		}
	}
	err := kit.Read(ctx, whole, func(tx *db.Tx) error { return closedHoldTx(tx, whole) })
	return w, operation.Wrap("verify ledger", err)
}

// toEndTx walks all that is left.
func (w *walk) toEndTx(tx *db.Tx, sc access.Scope) error {
	for {
		if done, err := w.stepTx(tx, sc, verifyStep); done || err != nil {
			return err
		}
	}
}

// stepTx walks at most the given number of transfers. At the ledger's end it compares what is kept beside the transfers, since both are
// of the same moment there, and is done.
func (w *walk) stepTx(tx *db.Tx, sc access.Scope, most int) (done bool, err error) {
	if err := w.signedTx(tx, sc, most); err != nil {
		return false, err
	}
	for range most / verifyPage {
		n, err := w.pageTx(tx, sc)
		if err != nil {
			return false, err
		}
		if n < verifyPage {
			return true, w.sumsHoldTx(tx, sc)
		}
	}
	return false, nil
}

// signedTx reads the heads that were signed of the transfers ahead, and whether one was signed of a longer ledger than there is.
func (w *walk) signedTx(tx *db.Tx, sc access.Scope, most int) error {
	signed, err := db.Select[Head](tx, sc.Bind(`SELECT h.seq, h.hash FROM ledger_head h WHERE {wall:h} AND h.seq > $1 AND h.seq <= $2 ORDER BY h.seq, h.at LIMIT 20000`, w.head.Seq, w.head.Seq+int64(most)))
	if err != nil {
		return err
	}
	w.heads = make(map[int64]string, len(signed))
	for _, h := range signed {
		if was, ok := w.heads[h.Seq]; ok && was != h.Hash {
			return &ErrBroken{Seq: h.Seq, Flaw: FlawHead}
		}
		w.heads[h.Seq] = h.Hash
	}
	return nil
}

func (w *walk) pageTx(tx *db.Tx, sc access.Scope) (n int, err error) {
	proofs, err := db.Select[proof](tx, sc.Bind(`SELECT `+transferColumns+`, c.line_id, c.umbrella_id, COALESCE(c.organisation_id, '') AS organisation_id, COALESCE(c.performed_on, '') AS performed_on,
			c.id IS NOT NULL AND c.cents = t.cents AND c.unit_id = t.unit_id AND c.grant_id = t.grant_id AND c.performed_on <= t.booked_on AS found,
			t.credit = 'evidenced' AND t.reverses_id IS NULL AND EXISTS (SELECT 1 FROM evidence e LEFT JOIN sign_off s ON s.network_id = e.network_id AND s.id = e.sign_off_id
				LEFT JOIN file f ON f.network_id = e.network_id AND f.id = e.file_id
				WHERE e.network_id = t.network_id AND e.contribution_id = t.contribution_id AND e.digest = t.evidence_digest
					AND COALESCE(s.digest, f.digest) = e.digest) AS evidence
		FROM ledger_transfer t LEFT JOIN contribution c ON c.network_id = t.network_id AND c.id = t.contribution_id
		WHERE {contribution.read:t} AND t.seq > $1 ORDER BY t.seq LIMIT $2`, w.head.Seq, verifyPage))
	if err != nil {
		return 0, err
	}
	rows, err := rowsOf(tx, sc, proofs)
	if err != nil {
		return 0, err
	}
	for _, p := range proofs {
		if flaw := p.broken(sc.Network(), w.head, rows[p.Contribution]); flaw != "" {
			return 0, &ErrBroken{Seq: w.head.Seq + 1, Flaw: flaw}
		}
		if was, ok := w.heads[p.Seq]; ok && was != p.Hash {
			return 0, &ErrBroken{Seq: p.Seq, Flaw: FlawHead}
		}
		w.head = Head{p.Seq, p.Hash}
		w.add(p)
	}
	return len(proofs), nil
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
func (p proof) broken(network id.ID, head Head, c Contribution) Flaw {
	switch {
	case p.Seq != head.Seq+1:
		return FlawMissing
	case p.Prev != head.Hash:
		return FlawOrder
	case p.seal(network) != p.Hash:
		return FlawTransfer
	case !p.Found:
		return FlawNoRow
	case p.Credit == Evidenced && p.Reverses == "" && !p.Evidence:
		return FlawEvidence
	}
	if p.Debit == Source {
		if digest, err := c.digest(); err != nil || digest != p.Digest {
			return FlawContribution
		}
	}
	return ""
}
