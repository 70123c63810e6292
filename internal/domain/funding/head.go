package funding

import (
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/link"
	"schakel/internal/kernel/operation"
	"schakel/internal/kernel/post"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// HeadCause is why a head was signed.
type HeadCause string

// The causes.
const (
	HeadVerified HeadCause = "verified" // the whole ledger was walked and holds
	HeadClosed   HeadCause = "closed"   // and a year was closed on it
)

// headForm is the first line of what is signed, and names the form of the file that carries it.
const headForm = "schakel.head/1"

// SignedHead is the end of a ledger at a moment, signed by the installation. Who keeps one outside can tell later whether a ledger is
// still the same, only longer: nothing before the head can have changed, and no tail can be missing.
type SignedHead struct {
	ID id.ID `db:"id"`
	Head
	At        time.Time `db:"at"` // whole seconds
	Cause     HeadCause `db:"cause"`
	PublicKey string    `db:"public_key"` // hex, as all that is binary here
	Signature string    `db:"signature"`
	Network   id.ID     `db:"network_id"`
}

// at is the moment as it is signed.
func (h SignedHead) at() string { return h.At.UTC().Format(time.RFC3339) }

// message is what is signed: a line per field. No field can hold a line end.
func (h SignedHead) message() []byte {
	return []byte(headForm + "\n" + string(h.Network) + "\n" + strconv.FormatInt(h.Seq, 10) + "\n" + h.Hash + "\n" + h.at() + "\n")
}

// MarshalJSON writes the head as a file says it: all that verify.py needs.
func (h SignedHead) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Form      string `json:"form"`
		Network   id.ID  `json:"network"`
		Seq       int64  `json:"seq"`
		Hash      string `json:"hash"`
		At        string `json:"at"`
		PublicKey string `json:"public_key"`
		Signature string `json:"signature"`
	}{headForm, h.Network, h.Seq, h.Hash, h.at(), h.PublicKey, h.Signature})
}

// signer signs with the installation's key for heads. It is derived from the installation's secret, so it is stored nowhere and a stolen
// database can sign nothing; another secret gives another key, and heads keep the public key they were signed with.
type signer struct{ key ed25519.PrivateKey }

func newSigner(links *link.Keeper) signer {
	return signer{ed25519.NewKeyFromSeed(links.Key("ledger heads 1"))}
}

func (s signer) public() string { return hex.EncodeToString(s.key.Public().(ed25519.PublicKey)) } //nolint:forcetypeassert // it is what an Ed25519 key gives

func (s signer) sign(h SignedHead) SignedHead {
	h.PublicKey = s.public()
	h.Signature = hex.EncodeToString(ed25519.Sign(s.key, h.message()))
	return h
}

const headColumns = `h.network_id, h.id, h.seq, h.hash, h.at, h.cause, h.public_key, h.signature`

// signedTx returns the heads that were signed, the latest first.
func signedTx(tx *db.Tx, sc access.Scope, most int) ([]SignedHead, error) {
	return db.Select[SignedHead](tx, sc.Bind(`SELECT `+headColumns+` FROM ledger_head h WHERE {wall:h} ORDER BY h.at DESC, h.seq DESC, h.id DESC LIMIT $1`, most))
}

// allSignedTx returns the signed heads, the oldest first: some hundreds a year, ten thousand at most.
func allSignedTx(tx *db.Tx, sc access.Scope) ([]SignedHead, error) {
	heads, err := signedTx(tx, sc, 10_000)
	slices.Reverse(heads)
	return heads, err
}

// HeadLetter is the data of the letter "ledger_head", to the witnesses outside: the signed head as it goes into the file.
type HeadLetter struct {
	Seq    int64           `json:"seq"`
	Hash   string          `json:"hash"`
	At     time.Time       `json:"at"`
	Key    string          `json:"key"`
	Closed bool            `json:"closed"` // a year was closed on it
	File   json.RawMessage `json:"file"`
}

// signTx signs a head that was verified and mails it to the witnesses. A head that was signed before by the same key is not signed
// again, but for the closing of a year; an empty ledger has none.
func (s *Service) signTx(op *operation.Op, head Head, cause HeadCause) error {
	last, err := signedTx(op.Tx, op.Scope, 1)
	if err != nil || head.Seq == 0 || cause == HeadVerified && len(last) > 0 && last[0].Head == head && last[0].PublicKey == s.signer.public() {
		return err
	}
	h := s.signer.sign(SignedHead{ID: op.NewID(), Network: op.Network(), Head: head, At: op.At.UTC().Truncate(time.Second), Cause: cause})
	err = op.Insert(`INSERT INTO ledger_head (network_id, id, seq, hash, at, cause, public_key, signature, operation_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		h.Network, h.ID, h.Seq, h.Hash, h.At, h.Cause, h.PublicKey, h.Signature, op.ID)
	if err != nil {
		return fmt.Errorf("sign head: %w", err)
	}
	op.Audit(audit.Entry{Action: "ledger.head_signed", Object: "ledger", ID: op.Network(), Detail: map[string]any{"seq": h.Seq, "hash": h.Hash}})
	w, err := witnessesTx(op.Tx, op.Scope)
	if err != nil {
		return err
	}
	file, err := json.Marshal(h)
	if err != nil {
		return err
	}
	for _, to := range w.Emails {
		l := HeadLetter{Seq: h.Seq, Hash: h.Hash, At: h.At, Key: h.PublicKey, Closed: cause == HeadClosed, File: file}
		if err := post.SendTx(op, post.Letter{Key: "ledger_head", To: to, Lang: w.Lang, AboutKind: "ledger", About: op.Network(), Data: l}); err != nil {
			return err
		}
	}
	return nil
}
