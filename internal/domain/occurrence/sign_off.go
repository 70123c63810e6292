package occurrence

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/check"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// SignOffInput is what a company signs (urenverantwoording): so many people spent so many minutes each.
type SignOffInput struct {
	Occurrence     id.ID
	Organisation   id.ID // the company that signs; it must be the one that did it
	SignerName     string
	SignerFunction string
	People         int
	Minutes        int // per person, preparation included
	Remark         string
	Address        string // network address of the signer, shortened
	Link           id.ID  // the link it came through
}

// Validate cleans the input or returns a fault with messages at signer_name, signer_function, people, minutes and remark.
func (in *SignOffInput) Validate() error {
	f := fault.Fields{}
	in.SignerName = check.Line(f, "signer_name", in.SignerName, 2, 120)
	in.SignerFunction = check.OptionalLine(f, "signer_function", in.SignerFunction, 120)
	in.Remark = check.OptionalMultiline(f, "remark", in.Remark, 1000)
	between(f, "people", in.People, 1, MaxPeople)
	if in.Minutes < 1 || in.Minutes > MaxMinutes {
		f.Add("minutes", "occurrence.hours_range", MaxMinutes/60)
	}
	return f.Err()
}

// SignOff is a company's signature, with the facts of the occurrence that it is about.
type SignOff struct {
	ID             id.ID     `db:"id"`
	Occurrence     id.ID     `db:"occurrence_id"`
	Unit           id.ID     `db:"unit_id"` // who benefited
	Organisation   id.ID     `db:"organisation_id"`
	SignerName     string    `db:"signer_name"`
	SignerFunction string    `db:"signer_function"`
	People         int       `db:"people"`
	Minutes        int       `db:"minutes"` // per person
	Remark         string    `db:"remark"`
	SignedAt       time.Time `db:"signed_at"`
	Digest         string    `db:"digest"` // SHA-256 over the signed record, hexadecimal

	HeldOn     clock.Date `db:"held_on"`
	ValueRule  ValueRule  `db:"value_rule"`
	Activity   id.ID      `db:"activity_id"`
	SourceKind Source     `db:"source_kind"`
	Source     id.ID      `db:"source_id"`
}

const signColumns = `s.id, s.occurrence_id, s.unit_id, s.organisation_id, s.signer_name, s.signer_function, s.people, s.minutes, s.remark,
	s.signed_at, s.digest, o.held_on, o.value_rule, o.activity_id, o.source_kind, o.source_id`

// TotalMinutes is what all people together spent.
func (s SignOff) TotalMinutes() int { return s.People * s.Minutes }

// SignOffTx keeps the company's signature under an occurrence, exactly once: a second one is
// fault.Conflict("occurrence.signed_already"). It is refused before the end and after a cancellation.
// funding books the contribution in the same transaction.
func SignOffTx(op *operation.Op, in SignOffInput) (SignOff, error) {
	if err := in.Validate(); err != nil {
		return SignOff{}, err
	}
	if err := lockTx(op, in.Occurrence); err != nil {
		return SignOff{}, err
	}
	o, err := operation.Get[Occurrence](op, `SELECT `+columns+` FROM occurrence o
		WHERE {sign_off.write:o} AND o.id = $1 AND o.organisation_id = $2 AND o.deleted_at IS NULL LIMIT 1`, in.Occurrence, in.Organisation)
	switch {
	case err != nil:
		return SignOff{}, operation.Wrap("sign off", err)
	case o.CancelledAt != nil:
		return SignOff{}, fault.Conflict("occurrence.cancelled_already")
	case op.At.Before(o.SignableFrom()):
		return SignOff{}, fault.Conflict("occurrence.not_over", o.EndsAt)
	}
	s := SignOff{
		ID: op.NewID(), Occurrence: o.ID, Unit: o.Unit, Organisation: o.Organisation, SignerName: in.SignerName, SignerFunction: in.SignerFunction,
		People: in.People, Minutes: in.Minutes, Remark: in.Remark, SignedAt: op.At,
		HeldOn: o.HeldOn, ValueRule: o.ValueRule, Activity: o.Activity, SourceKind: o.SourceKind, Source: o.Source,
	}
	if s.Digest, err = digest(op.Network(), o, s, in.Link); err != nil {
		return SignOff{}, operation.Wrap("sign off", err)
	}
	n, err := op.Tx.Exec(db.Q(`INSERT INTO sign_off (network_id, id, occurrence_id, unit_id, organisation_id, signer_name, signer_function, people, minutes,
			remark, signed_at, link_id, address, digest, operation_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
		ON CONFLICT (network_id, occurrence_id, organisation_id) DO NOTHING`,
		op.Network(), s.ID, s.Occurrence, s.Unit, s.Organisation, s.SignerName, s.SignerFunction, s.People, s.Minutes,
		s.Remark, s.SignedAt, in.Link, in.Address, s.Digest, op.ID))
	switch {
	case err != nil:
		return SignOff{}, operation.Wrap("sign off", err)
	case n == 0: // sign_off_once_uq
		return SignOff{}, fault.Conflict("occurrence.signed_already")
	}
	op.Audit(audit.Entry{Action: "occurrence.signed", Object: "occurrence", ID: o.ID, Unit: o.Unit, Detail: map[string]any{
		"sign_off": s.ID, "people": s.People, "minutes": s.Minutes, "signer": s.SignerName, "digest": s.Digest,
	}})
	return s, nil
}

// record is what is signed, in the order in which it is hashed. Adding a field needs another form number.
type record struct {
	Form           string `json:"form"`
	Network        id.ID  `json:"network"`
	SignOff        id.ID  `json:"sign_off"`
	Occurrence     id.ID  `json:"occurrence"`
	Unit           id.ID  `json:"unit"`
	Organisation   id.ID  `json:"organisation"`
	HeldOn         string `json:"held_on"`
	StartsAt       string `json:"starts_at"`
	EndsAt         string `json:"ends_at"`
	Activity       id.ID  `json:"activity"`
	ValueRule      string `json:"value_rule"`
	SignerName     string `json:"signer_name"`
	SignerFunction string `json:"signer_function"`
	People         int    `json:"people"`
	Minutes        int    `json:"minutes"`
	Remark         string `json:"remark"`
	SignedAt       string `json:"signed_at"`
	Link           id.ID  `json:"link"`
}

// canonical is what a signature is the signature of: the JSON of the signed record.
func canonical(network id.ID, o Occurrence, s SignOff, link id.ID) ([]byte, error) {
	return json.Marshal(record{
		Form: "schakel.sign_off/1", Network: network, SignOff: s.ID, Occurrence: o.ID, Unit: o.Unit, Organisation: o.Organisation,
		HeldOn: string(o.HeldOn), StartsAt: o.StartsAt.UTC().Format(time.RFC3339Nano), EndsAt: o.EndsAt.UTC().Format(time.RFC3339Nano),
		Activity: o.Activity, ValueRule: string(o.ValueRule), SignerName: s.SignerName, SignerFunction: s.SignerFunction,
		People: s.People, Minutes: s.Minutes, Remark: s.Remark, SignedAt: s.SignedAt.UTC().Format(time.RFC3339Nano), Link: link,
	})
}

// digest is SHA-256 over the canonical JSON of the signed record, so that a change to any of it shows.
func digest(network id.ID, o Occurrence, s SignOff, link id.ID) (string, error) {
	b, err := canonical(network, o, s, link)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:]), nil
}

// SignedRecordsTx returns the canonical records of signatures by their ids, for who may read the contributions: with them somebody
// else can recompute the digests.
func SignedRecordsTx(tx *db.Tx, sc access.Scope, keys []id.ID) (map[id.ID][]byte, error) {
	type row struct {
		SignOff
		StartsAt time.Time `db:"starts_at"`
		EndsAt   time.Time `db:"ends_at"`
		Link     id.ID     `db:"link_id"`
	}
	rows, err := db.Select[row](tx, sc.Bind(`SELECT `+signColumns+`, o.starts_at, o.ends_at, s.link_id
		FROM sign_off s JOIN occurrence o ON o.network_id = s.network_id AND o.id = s.occurrence_id
		WHERE {contribution.read:s} AND s.id = ANY($1) LIMIT 1000`, db.List(keys)))
	out := make(map[id.ID][]byte, len(rows))
	for _, r := range rows {
		o := Occurrence{ID: r.Occurrence, Unit: r.Unit, Organisation: r.Organisation, HeldOn: r.HeldOn, StartsAt: r.StartsAt, EndsAt: r.EndsAt, Activity: r.Activity, ValueRule: r.ValueRule}
		if err == nil {
			out[r.ID], err = canonical(sc.Network(), o, r.SignOff, r.Link)
		}
	}
	return out, operation.Wrap("read signed records", err)
}
