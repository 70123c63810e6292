// Package audit keeps the change log: who did what to which object, append-only and hash-chained per network.
//
// The chain hashes a salted digest of each payload, not the payload itself. So a person's data can be erased
// (payload and salt emptied) and the chain still verifies, while the content cannot be guessed (promises.md §4).
package audit

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// Entry is what a use case tells the log.
type Entry struct {
	Action string // what was done, as the route registry names it: "need.asked"
	Object string // kind of object: "need"
	ID     id.ID  // which object
	Unit   id.ID  // owner unit, if any
	Detail any    // before and after, or what was decided; kept as JSON, erasable
}

// Event is a stored entry.
type Event struct {
	Seq       int64     `db:"seq"`
	ID        id.ID     `db:"id"`
	At        time.Time `db:"at"`
	ActorKind string    `db:"actor_kind"`
	ActorID   id.ID     `db:"actor_id"`
	Action    string    `db:"action"`
	Object    string    `db:"object_kind"`
	ObjectID  id.ID     `db:"object_id"`
	Unit      id.ID     `db:"unit_id"`
	Operation id.ID     `db:"operation_id"`
	Request   string    `db:"request_id"`
	Payload   *string   `db:"payload"`
	Salt      *string   `db:"salt"`
	Digest    string    `db:"digest"`
	Prev      string    `db:"prev_hash"`
	Hash      string    `db:"hash"`
}

const columns = `seq, id, at, actor_kind, actor_id, action, object_kind, object_id, unit_id, operation_id, request_id, payload, salt, digest, prev_hash, hash`

// ByToken is the kind of actor of an account that acted through an API token; all others are an access.Kind.
const ByToken = "token"

// Stamp is who and when of an operation.
type Stamp struct {
	Scope     access.Scope
	Operation id.ID
	Request   string
	At        time.Time
}

// LogTx appends the entries of one operation to the network's chain.
func LogTx(tx *db.Tx, ids id.Source, stamp Stamp, entries []Entry) error {
	network := stamp.Scope.Network()
	if err := tx.Lock("audit:" + string(network)); err != nil {
		return fmt.Errorf("audit: %w", err)
	}
	type head struct {
		Seq  int64  `db:"seq"`
		Hash string `db:"hash"`
	}
	last, err := db.Get[head](tx, db.Q(`SELECT seq, hash FROM audit_event WHERE network_id = $1 ORDER BY seq DESC LIMIT 1`, network))
	if err != nil && !errors.Is(err, db.ErrNoRow) {
		return fmt.Errorf("audit: %w", err)
	}
	for _, e := range entries {
		ev, err := seal(e, stamp, ids.New(), last.Seq+1, last.Hash)
		if err != nil {
			return fmt.Errorf("audit: %w", err)
		}
		_, err = tx.Exec(db.Q(`INSERT INTO audit_event (network_id, `+columns+`)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`,
			network, ev.Seq, ev.ID, ev.At, ev.ActorKind, string(ev.ActorID), ev.Action, ev.Object, string(ev.ObjectID), ev.Unit,
			ev.Operation, ev.Request, ev.Payload, ev.Salt, ev.Digest, ev.Prev, ev.Hash))
		if err != nil {
			return fmt.Errorf("audit: %w", err)
		}
		last = head{ev.Seq, ev.Hash}
	}
	return nil
}

func seal(e Entry, stamp Stamp, key id.ID, seq int64, prev string) (Event, error) {
	payload := "{}"
	if e.Detail != nil {
		b, err := json.Marshal(e.Detail)
		if err != nil {
			return Event{}, err
		}
		payload = string(b)
	}
	raw := make([]byte, 16)
	if _, err := rand.Read(raw); err != nil {
		return Event{}, err
	}
	salt := hex.EncodeToString(raw)
	actor := stamp.Scope.Actor()
	if stamp.Scope.Kind() == access.KindSystem {
		actor = id.ID(stamp.Scope.ActorName())
	}
	kind := string(stamp.Scope.Kind())
	if stamp.Scope.Token() != "" {
		kind = ByToken
	}
	ev := Event{
		Seq: seq, ID: key, At: stamp.At, ActorKind: kind, ActorID: actor,
		Action: e.Action, Object: e.Object, ObjectID: e.ID, Unit: e.Unit, Operation: stamp.Operation, Request: stamp.Request,
		Payload: &payload, Salt: &salt, Digest: digest(salt, payload), Prev: prev,
	}
	ev.Hash = chain(stamp.Scope.Network(), ev)
	return ev, nil
}

func digest(salt, payload string) string {
	mac := hmac.New(sha256.New, []byte(salt))
	mac.Write([]byte(payload))
	return hex.EncodeToString(mac.Sum(nil))
}

// chain hashes everything that stays for ever. Fields are length-prefixed, so that none can flow into the next.
func chain(network id.ID, e Event) string {
	h := sha256.New()
	for _, f := range []string{
		e.Prev, string(network), strconv.FormatInt(e.Seq, 10), string(e.ID), strconv.FormatInt(e.At.UnixMicro(), 10), e.ActorKind, string(e.ActorID),
		e.Action, e.Object, string(e.ObjectID), string(e.Unit), string(e.Operation), e.Request, e.Digest,
	} {
		h.Write([]byte(strconv.Itoa(len(f)) + ":" + f + "\n"))
	}
	return hex.EncodeToString(h.Sum(nil))
}

// ErrBroken says where a chain no longer verifies.
type ErrBroken struct {
	Seq int64
	Why string
}

// Error implements error.
func (e *ErrBroken) Error() string { return fmt.Sprintf("audit chain broken at %d: %s", e.Seq, e.Why) }

// VerifyTx walks the whole chain of the scope's network and returns its length and head, or *ErrBroken.
func VerifyTx(tx *db.Tx, network id.ID) (n int64, head string, err error) {
	const page = 1000
	for {
		events, err := db.Select[Event](tx, db.Q(`SELECT `+columns+` FROM audit_event WHERE network_id = $1 AND seq > $2 ORDER BY seq LIMIT 1000`, network, n))
		if err != nil {
			return n, head, fmt.Errorf("audit: %w", err)
		}
		for _, e := range events {
			switch {
			case e.Seq != n+1:
				return n, head, &ErrBroken{n + 1, "missing"}
			case e.Prev != head:
				return n, head, &ErrBroken{e.Seq, "does not follow the one before"}
			case e.Payload != nil && e.Salt != nil && digest(*e.Salt, *e.Payload) != e.Digest:
				return n, head, &ErrBroken{e.Seq, "payload changed"}
			case chain(network, e) != e.Hash:
				return n, head, &ErrBroken{e.Seq, "row changed"}
			}
			n, head = e.Seq, e.Hash
		}
		if len(events) < page {
			return n, head, nil
		}
	}
}

// Filter narrows Read.
type Filter struct {
	Object id.ID // events about one object
	Before int64 // events older than this sequence number
	Limit  int   // at most; 50 when zero
}

// Line is an event with the actor's name; who works at a company is named by whoever sees its people.
type Line struct {
	Event
	Actor string `db:"actor"`
}

// Read lists events, newest first, that the scope's audit.read reaches.
func Read(tx *db.Tx, sc access.Scope, f Filter) ([]Line, error) {
	var b db.Builder
	b.Add(`SELECT e.` + strings.ReplaceAll(columns, ", ", ", e.") + `, COALESCE(a.name, '') AS actor
		FROM audit_event e LEFT JOIN account a ON a.id = e.actor_id
			AND NOT EXISTS (SELECT 1 FROM role_grant g WHERE g.account_id = a.id AND g.network_id = e.network_id AND g.organisation_id IS NOT NULL)
		WHERE {audit.read:e}`)
	if f.Object != "" {
		b.Add(` AND e.object_id = $1`, f.Object)
	}
	if f.Before > 0 {
		b.Add(` AND e.seq < $1`, f.Before)
	}
	if f.Limit <= 0 {
		f.Limit = 50
	}
	b.Add(` ORDER BY e.seq DESC LIMIT $1`, f.Limit)
	return db.Select[Line](tx, sc.BindQuery(b.Query()))
}

// EraseTx empties what the log keeps about objects: before, after, what was decided. That something was done, when and by whom stays,
// and the chain verifies as before.
func EraseTx(tx *db.Tx, network id.ID, objects []id.ID) error {
	_, err := tx.Exec(db.Q(`UPDATE audit_event SET payload = NULL, salt = NULL WHERE network_id = $1 AND object_id = ANY($2) AND payload IS NOT NULL`, network, db.List(objects)))
	if err != nil {
		return fmt.Errorf("erase audit: %w", err)
	}
	return nil
}

// EraseEventsTx empties what single events keep.
func EraseEventsTx(tx *db.Tx, network id.ID, seqs []int64) error {
	for _, seq := range seqs {
		if _, err := tx.Exec(db.Q(`UPDATE audit_event SET payload = NULL, salt = NULL WHERE network_id = $1 AND seq = $2 AND payload IS NOT NULL`, network, seq)); err != nil {
			return fmt.Errorf("erase audit: %w", err)
		}
	}
	return nil
}
