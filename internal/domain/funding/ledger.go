package funding

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/platform/money"
)

// Account is a place in the ledger. How far a contribution is, is the account that holds its amount.
type Account string

// The accounts, in the order in which an amount travels.
const (
	Source     Account = "source"      // the companies: its balance is minus all that was carried out
	CarriedOut Account = "carried_out" // uitgevoerd
	Evidenced  Account = "evidenced"   // bewezen
	Parked     Account = "parked"      // geparkeerd: doubtful, and counted nowhere until somebody decides
	Checked    Account = "checked"     // nagekeken
	Reported   Account = "reported"    // verantwoord
)

// Transfer is one row of the ledger: an amount leaves the debit account and enters the credit account. A mistake is taken
// back by a transfer the other way round that names the one it reverses.
type Transfer struct {
	Seq          int64       `db:"seq" json:"seq"`
	ID           id.ID       `db:"id" json:"id"`
	Unit         id.ID       `db:"unit_id" json:"unit"`
	Grant        id.ID       `db:"grant_id" json:"grant"`
	Contribution id.ID       `db:"contribution_id" json:"contribution"`
	Debit        Account     `db:"debit" json:"debit"`
	Credit       Account     `db:"credit" json:"credit"`
	Cents        money.Cents `db:"cents" json:"cents"`
	BookedOn     clock.Date  `db:"booked_on" json:"booked_on"` // day it counts for: the day it was done, or a later one when that year was closed
	RecordedAt   time.Time   `db:"recorded_at" json:"-"`
	Actor        id.ID       `db:"actor_id" json:"actor"`
	Digest       string      `db:"evidence_digest" json:"evidence_digest"` // of the contribution's row (first transfer) or of the evidence
	Reverses     id.ID       `db:"reverses_id" json:"reverses"`
	Reason       string      `db:"reason" json:"reason"`
	Prev         string      `db:"prev_hash" json:"prev"`
	Hash         string      `db:"hash" json:"hash"`
	Operation    id.ID       `db:"operation_id" json:"operation"`
}

const transferColumns = `t.seq, t.id, t.unit_id, t.grant_id, t.contribution_id, t.debit, t.credit, t.cents, t.booked_on, t.recorded_at, t.actor_id,
	t.evidence_digest, t.reverses_id, t.reason, t.prev_hash, t.hash, t.operation_id`

// book is the network's ledger, open for one operation. Other operations that open it wait.
type book struct {
	op   *operation.Op
	seq  int64
	hash string
	base map[id.ID]clock.Date // contribution → day on which it was booked first
}

func openBookTx(op *operation.Op) (*book, error) {
	if err := op.Lock("ledger:" + string(op.Network())); err != nil {
		return nil, err
	}
	last, err := headTx(op.Tx, op.Scope)
	if err != nil {
		return nil, err
	}
	return &book{op: op, seq: last.Seq, hash: last.Hash, base: map[id.ID]clock.Date{}}, nil
}

// headTx returns the end of the network's ledger; the zero head when nothing was booked yet.
func headTx(tx *db.Tx, sc access.Scope) (Head, error) {
	last, err := db.Get[Head](tx, sc.Bind(`SELECT t.seq, t.hash FROM ledger_transfer t WHERE {wall:t} ORDER BY t.seq DESC LIMIT 1`))
	if errors.Is(err, db.ErrNoRow) {
		return Head{}, nil
	}
	return last, err
}

// move books the contribution's amount from one account to another.
func (b *book) move(c Contribution, from, to Account, digest string) error {
	return b.write(Transfer{Debit: from, Credit: to, Digest: digest}, c)
}

// reverseAll takes back every transfer that stands, the latest first.
func (b *book) reverseAll(live []Transfer, c Contribution, reason string) error {
	for _, t := range live {
		if err := b.reverse(t, c, reason); err != nil {
			return err
		}
	}
	return nil
}

// reverse takes a transfer back, with the reason.
func (b *book) reverse(t Transfer, c Contribution, reason string) error {
	return b.write(Transfer{Debit: t.Credit, Credit: t.Debit, Reverses: t.ID, Reason: reason}, c)
}

func (b *book) write(t Transfer, c Contribution) error {
	t.Seq, t.ID, t.Prev = b.seq+1, b.op.NewID(), b.hash
	t.Unit, t.Grant, t.Contribution, t.Cents = c.Unit, c.Grant, c.ID, c.Cents
	t.RecordedAt, t.Actor, t.Operation = b.op.At, actor(b.op), b.op.ID
	var err error
	if t.BookedOn, err = b.day(t, c); err != nil {
		return err
	}
	t.Hash = t.seal(b.op.Network())
	err = b.op.Insert(`INSERT INTO ledger_transfer (network_id, seq, id, unit_id, grant_id, contribution_id, debit, credit, cents, booked_on, recorded_at,
			actor_id, evidence_digest, reverses_id, reason, prev_hash, hash, operation_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)`,
		b.op.Network(), t.Seq, t.ID, t.Unit, t.Grant, t.Contribution, t.Debit, t.Credit, t.Cents, t.BookedOn, t.RecordedAt,
		t.Actor, t.Digest, t.Reverses, t.Reason, t.Prev, t.Hash, t.Operation)
	if err != nil {
		return fmt.Errorf("ledger: %w", err)
	}
	b.seq, b.hash = t.Seq, t.Hash
	return b.sum(t, c)
}

// seal hashes the whole transfer and the hash before it. Fields are length-prefixed, so that none can flow into the next.
func (t Transfer) seal(network id.ID) string {
	h := sha256.New()
	for _, f := range []string{
		t.Prev, string(network), strconv.FormatInt(t.Seq, 10), string(t.ID), string(t.Unit), string(t.Grant), string(t.Contribution),
		string(t.Debit), string(t.Credit), strconv.FormatInt(int64(t.Cents), 10), string(t.BookedOn), strconv.FormatInt(t.RecordedAt.UnixMicro(), 10),
		string(t.Actor), t.Digest, string(t.Reverses), t.Reason, string(t.Operation),
	} {
		h.Write([]byte(strconv.Itoa(len(f)) + ":" + f + "\n"))
	}
	return hex.EncodeToString(h.Sum(nil))
}

// carryOut stores the contribution and books it as carried out.
func (b *book) carryOut(c Contribution) error {
	if err := insertTx(b.op, c); err != nil {
		return err
	}
	digest, err := c.digest()
	if err != nil {
		return err
	}
	return b.move(c, Source, CarriedOut, digest)
}

// transfersTx returns the transfers of a contribution that the principal may read, in their order.
func transfersTx(op *operation.Op, contribution id.ID) ([]Transfer, error) {
	return operation.Select[Transfer](op, `SELECT `+transferColumns+` FROM ledger_transfer t
		WHERE {contribution.read:t} AND t.contribution_id = $1 ORDER BY t.seq LIMIT 100`, contribution)
}

// standing returns the account that holds the contribution's amount, and the transfers that brought it there and were not
// taken back, latest first.
func standing(transfers []Transfer) (Account, []Transfer) {
	taken := map[id.ID]bool{}
	for _, t := range transfers {
		if t.Reverses != "" {
			taken[t.Reverses] = true
		}
	}
	var live []Transfer
	at := Source
	for _, t := range transfers {
		if t.Reverses == "" && !taken[t.ID] {
			live = append([]Transfer{t}, live...)
			at = t.Credit
		}
	}
	return at, live
}

// errNotThere says that a contribution is not at the account from which it should move.
func errNotThere(at Account) error {
	switch at {
	case Source:
		return fault.Conflict("funding.rejected_already")
	case CarriedOut:
		return fault.Conflict("funding.no_evidence")
	case Evidenced:
		return fault.Conflict("funding.evidenced_already")
	case Parked:
		return fault.Conflict("funding.parked_already")
	default:
		return fault.Conflict("funding.checked_already")
	}
}
