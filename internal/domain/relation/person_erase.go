package relation

import (
	"context"
	"strings"
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/job"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/check"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// EraseWhy is why somebody is erased.
type EraseWhy string

// The reasons.
const (
	EraseAsked     EraseWhy = "asked"     // they asked for it
	EraseWrong     EraseWhy = "wrong"     // they should never have been in here
	EraseRetention EraseWhy = "retention" // we need not keep it any longer
)

// EraseWhys lists the reasons.
func EraseWhys() []EraseWhy { return []EraseWhy{EraseAsked, EraseWrong, EraseRetention} }

// Erasure is the proof that somebody was erased: counts, and nothing that tells who it was.
type Erasure struct {
	ID     id.ID                   `db:"id"`
	Why    EraseWhy                `db:"why"`
	Erased db.JSON[map[string]int] `db:"erased"` // what went, by kind
	Stays  db.JSON[map[string]int] `db:"stays"`  // what stays, by kind
	By     string                  `db:"by_name"`
	At     time.Time               `db:"at"`
}

func erasuresTx(tx *db.Tx, sc access.Scope, person id.ID) ([]Erasure, error) {
	return db.Select[Erasure](tx, sc.Bind(`SELECT e.id, e.why, e.erased, e.stays, e.at, COALESCE(a.name, '') AS by_name FROM erasure e LEFT JOIN account a ON a.id = e.account_id
		WHERE {person.read:e} AND e.person_id = $1 ORDER BY e.at DESC, e.id DESC LIMIT 20`, person))
}

// ErasePlan is what erasing somebody will do, before it is done.
type ErasePlan struct {
	Human
	Went, Stays map[string]int
	SharedEmail bool // somebody or something else has the mail address too: texts keep it
	SharedName  bool // somebody else has the name: texts keep it
}

// PlanErasure counts what erasing somebody will take and what will stay. Texts in which they are named are counted when it is done.
func (s *Service) PlanErasure(ctx context.Context, sc access.Scope, person id.ID) (out ErasePlan, err error) {
	if err := sc.Require(access.PersonErase); err != nil {
		return out, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		if err := wholeNetworkTx(tx, sc, mayErase); err != nil {
			return err
		}
		who, err := subjectTx(tx, sc, person)
		if err != nil {
			return err
		}
		out = ErasePlan{Human: who.Human, SharedEmail: who.Email != "" && who.email == "", SharedName: !who.named}
		out.Went, out.Stays, err = countTx(tx, sc, who)
		return err
	})
	return out, operation.Wrap("plan erasure", err)
}

// countTx counts what is tied to somebody: what will go and what will stay.
func countTx(tx *db.Tx, sc access.Scope, who subject) (went, stays map[string]int, err error) {
	type row struct {
		Kind string `db:"kind"`
		N    int    `db:"n"`
	}
	const moments = `(SELECT m.id FROM contact_moment m WHERE m.network_id = x.network_id AND m.person_id = ANY($1)
		UNION SELECT g.moment_id FROM contact_mail g WHERE g.network_id = x.network_id AND $2 <> '' AND g.from_email = $2)`
	rows, err := db.Select[row](tx, sc.Bind(`SELECT 'positions' AS kind, COUNT(*) AS n FROM position x WHERE {wall:x} AND x.person_id = ANY($1)
		UNION ALL SELECT 'choices', COUNT(*) FROM mail_topic x WHERE {wall:x} AND x.person_id = ANY($1)
		UNION ALL SELECT 'notes', COUNT(*) FROM contact_note x WHERE {wall:x} AND x.moment_id IN `+moments+`
		UNION ALL SELECT 'mails', COUNT(*) FROM contact_mail x WHERE {wall:x} AND x.moment_id IN `+moments+`
		UNION ALL SELECT 'files', COUNT(*) FROM file x WHERE {wall:x} AND x.about_kind = 'contact' AND x.about_id IN `+moments+`
		UNION ALL SELECT 'actions', COUNT(*) FROM next_action x WHERE {wall:x} AND x.person_id = ANY($1)
		UNION ALL SELECT 'letters', COUNT(*) FROM mail_message x WHERE {wall:x} AND $2 <> '' AND x.to_email = $2
		UNION ALL SELECT 'dropped', COUNT(*) FROM dropped_mail x WHERE {wall:x} AND (x.moment_id IN `+moments+` OR $2 <> '' AND (x.from_email = $2 OR x.other_email = $2))
		UNION ALL SELECT 'claims', COUNT(*) FROM membership_claim x WHERE {wall:x} AND $2 <> '' AND x.contact_email = $2
		UNION ALL SELECT 'links', COUNT(*) FROM link x WHERE {wall:x} AND (x.person_id = ANY($1) OR $2 <> '' AND x.email = $2)
		UNION ALL SELECT 'stays moments', COUNT(*) FROM contact_moment x WHERE {wall:x} AND x.person_id = ANY($1) AND x.deleted_at IS NULL
		UNION ALL SELECT 'stays log', COUNT(*) FROM audit_event x WHERE {wall:x} AND x.object_id = ANY($1)
		UNION ALL SELECT 'stays account', COUNT(*) FROM person x WHERE {wall:x} AND x.id = ANY($1) AND x.account_id IS NOT NULL
		UNION ALL SELECT 'stays signatures', COUNT(*) FROM sign_off x WHERE {wall:x} AND LOWER(x.signer_name) = LOWER($3)
			AND x.organisation_id IN (SELECT w.organisation_id FROM position w WHERE w.network_id = x.network_id AND w.person_id = ANY($1))
		LIMIT 100`, db.List(who.ids), who.email, who.Name))
	went, stays = map[string]int{}, map[string]int{}
	for _, r := range rows {
		if kind, stay := strings.CutPrefix(r.Kind, "stays "); stay && r.N > 0 {
			stays[kind] = r.N
		} else if r.N > 0 {
			went[kind] = r.N
		}
	}
	return went, stays, err
}

// EraseInput says that somebody must go, twice: by pressing the button and by typing the name.
type EraseInput struct{ Typed, Why string }

// ErasePerson takes everything away that tells of somebody, for good: their fields and what they were, notes, mails and files of
// contacts with them, what waits to be sent, and their name, mail address and phone in every text of the network. What must stay (that
// there was contact, what was signed, that something was done) names nobody any more, but for a signature under hours that count. It
// returns the proof.
func (s *Service) ErasePerson(ctx context.Context, sc access.Scope, person id.ID, in EraseInput) (Erasure, error) {
	if err := sc.Require(access.PersonErase); err != nil {
		return Erasure{}, err
	}
	f := fault.Fields{}
	why := check.Choice(f, "why", in.Why, EraseWhys()...)
	var out Erasure
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		if err := wholeNetworkTx(op.Tx, sc, mayErase); err != nil {
			return err
		}
		if err := forgetAccountsTx(op, []id.ID{person}); err != nil { // or the mail address would be somebody else's too
			return err
		}
		who, err := subjectTx(op.Tx, sc, person)
		if err != nil {
			return err
		}
		if strings.Join(strings.Fields(in.Typed), " ") != strings.Join(strings.Fields(who.Name), " ") {
			f.Add("typed", "privacy.erase.typed")
		}
		if err := f.Err(); err != nil {
			return err
		}
		out = Erasure{ID: op.NewID(), Why: why, At: op.At}
		return s.eraseTx(op, who, &out)
	})
	return out, operation.Wrap("erase person", err)
}

func (s *Service) eraseTx(op *operation.Op, who subject, out *Erasure) error {
	op.Gone(erasedPerson(out.Why), who.ids)
	went, stays, err := countTx(op.Tx, op.Scope, who)
	if err != nil {
		return err
	}
	moments, err := who.momentsTx(op.Tx, op.Scope)
	if err != nil {
		return err
	}
	for _, step := range []func(op *operation.Op, who subject, moments []id.ID) error{s.eraseContactsTx, s.eraseMailsTx} {
		if err := step(op, who, moments); err != nil {
			return err
		}
	}
	if went["imports"], err = s.forgetImportsTx(op, who); err != nil {
		return err
	}
	if err := s.emptyPeopleTx(op, who.ids); err != nil {
		return err
	}
	swept, err := who.needles().sweepTx(op)
	if err != nil {
		return err
	}
	went["fields"] = 1
	for table, n := range swept {
		if table == "audit_event" {
			went["log"] += n
		} else {
			went["texts"] += n
		}
	}
	if who.Email != "" && who.email == "" {
		stays["shared_email"] = 1
	}
	if !who.named {
		stays["shared_name"] = 1
	}
	for kind, n := range went {
		if n == 0 {
			delete(went, kind)
		}
	}
	out.Erased.V, out.Stays.V = went, stays
	op.Audit(audit.Entry{Action: "person.erased", Object: "person", ID: who.ID, Detail: map[string]any{"why": out.Why, "erased": went, "stays": stays}})
	return op.Insert(`INSERT INTO erasure (network_id, id, person_id, why, erased, stays, account_id, at, operation_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		op.Network(), out.ID, who.ID, out.Why, out.Erased, out.Stays, op.Scope.Account(), op.At, op.ID)
}

// eraseContactsTx takes what was said with somebody away, and what was still to be done.
func (s *Service) eraseContactsTx(op *operation.Op, who subject, moments []id.ID) error {
	if err := s.dropWordsTx(op, moments); err != nil {
		return err
	}
	actions, err := operation.Select[id.ID](op, `SELECT x.id FROM next_action x WHERE {wall:x} AND x.person_id = ANY($1) LIMIT 10000`, db.List(who.ids))
	if err != nil {
		return err
	}
	return dropTx(op, "next_action", actions)
}

// eraseMailsTx takes mails away: those that wait to be sent, those that were sent, those that wait to be placed, and claims.
func (s *Service) eraseMailsTx(op *operation.Op, who subject, moments []id.ID) error {
	dropped, err := operation.Select[id.ID](op, `SELECT x.id FROM dropped_mail x WHERE {wall:x} AND (x.moment_id = ANY($1) OR $2 <> '' AND (x.from_email = $2 OR x.other_email = $2)) LIMIT 10000`,
		db.List(moments), who.email)
	if err != nil {
		return err
	}
	files, err := operation.Select[id.ID](op, `SELECT f.id FROM file f WHERE {wall:f} AND f.about_kind = 'dropped_mail' AND f.about_id = ANY($1) LIMIT 10000`, db.List(dropped))
	if err != nil {
		return err
	}
	if err := s.purgeFilesTx(op, files); err != nil {
		return err
	}
	_, err = op.Exec(`UPDATE dropped_mail AS x SET from_email = '', from_name = '', other_email = '', subject = '', body = '', quoted = '',
			state = CASE WHEN x.state = 'waiting' THEN 'thrown_away' ELSE x.state END, version = version + 1, operation_id = $2
		WHERE {wall:x} AND x.id = ANY($1)`, db.List(dropped), op.ID)
	if err != nil || who.email == "" {
		return err
	}
	claims, err := operation.Select[id.ID](op, `SELECT x.id FROM membership_claim x WHERE {wall:x} AND x.contact_email = $1 LIMIT 10000`, who.email)
	if err != nil {
		return err
	}
	if err := dropTx(op, "membership_claim", claims); err != nil {
		return err
	}
	for _, text := range []string{
		`DELETE FROM mail_message AS x WHERE {wall:x} AND x.to_email = $1 AND x.sent_at IS NULL`,
		`UPDATE mail_message AS x SET to_email = '', to_name = '', data = 'null' WHERE {wall:x} AND x.to_email = $1`,
	} {
		if _, err := op.Exec(text, who.email); err != nil {
			return err
		}
	}
	_, err = op.Exec(`UPDATE link AS x SET email = '', revoked_at = COALESCE(x.revoked_at, $2) WHERE {wall:x} AND x.email = $1`, who.email, op.At)
	return err
}

// forgetImportsTx takes the uploaded file away of every import that brought or changed somebody. What it did stays known.
func (s *Service) forgetImportsTx(op *operation.Op, who subject) (int, error) {
	type run struct {
		ID     id.ID  `db:"id"`
		Digest string `db:"digest"`
	}
	runs, err := operation.Select[run](op, `SELECT i.id, i.digest FROM import_run i WHERE {wall:i} AND i.digest <> '' AND i.id IN (SELECT c.batch_id FROM change c
		WHERE c.network_id = i.network_id AND c.object = 'person' AND c.object_id = ANY($1) AND c.batch_id IS NOT NULL) LIMIT 1000`, db.List(who.ids))
	if err != nil || len(runs) == 0 {
		return 0, err
	}
	keys, digests := make([]id.ID, len(runs)), make([]string, len(runs))
	for i, r := range runs {
		keys[i], digests[i] = r.ID, r.Digest
	}
	op.Enqueue(job.New{Kind: forgetKind, Args: forgetArgs{digests}})
	_, err = op.Exec(`UPDATE import_run AS i SET digest = '', operation_id = $2, version = version + 1 WHERE {wall:i} AND i.id = ANY($1)`, db.List(keys), op.ID)
	return len(runs), err
}
