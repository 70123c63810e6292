package funding

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/job"
	"schakel/internal/kernel/operation"
	"schakel/internal/kernel/post"
	"schakel/internal/platform/blob"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// The jobs: every night one that queues the other for each network, so that one ledger that does not verify holds up no other.
const (
	NightKind  = job.Kind("ledger.night")
	VerifyKind = job.Kind("ledger.verify")
)

// Recurring says how often the job comes back.
func Recurring() []job.Recurring { return []job.Recurring{{Kind: NightKind, Every: 24 * time.Hour}} }

// Workers are the jobs of this noun.
func (s *Service) Workers() map[job.Kind]job.Worker {
	return map[job.Kind]job.Worker{
		NightKind: func(ctx context.Context, _ job.Job) error { return s.queueAll(ctx) },
		VerifyKind: func(ctx context.Context, j job.Job) error {
			if j.Network == "" {
				return fmt.Errorf("%w: no network", job.ErrGiveUp)
			}
			_, err := s.VerifyLedger(ctx, access.System(j.Network, "verify the ledger"))
			return err
		},
	}
}

func verifyJob(network id.ID) job.New {
	return job.New{Kind: VerifyKind, Unique: string(network), Args: struct{}{}}
}

// queueAll queues the verification of every network's ledger.
func (s *Service) queueAll(ctx context.Context) error {
	_, err := s.EachNetwork(ctx, "verify ledgers", func(sc access.Scope) (int, error) {
		return 1, s.DB.Write(ctx, sc.Settings(), func(tx *db.Tx) error {
			return job.InsertTx(tx, s.IDs, sc.Network(), s.IDs.New(), s.Clock.Now(), []job.New{verifyJob(sc.Network())})
		})
	})
	return operation.Wrap("queue verification of ledgers", err)
}

// AskVerification lets the ledger be verified now, for who decides about the grants of the whole network.
func (s *Service) AskVerification(ctx context.Context, sc access.Scope) error {
	if err := sc.Require(access.GrantManage); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		if err := leadsTx(op.Tx, sc); err != nil {
			return err
		}
		op.Audit(audit.Entry{Action: "ledger.check_asked", Object: "ledger", ID: op.Network()})
		op.Enqueue(verifyJob(op.Network()))
		return nil
	})
	return operation.Wrap("ask for verification", err)
}

// Verification is one walk over the whole ledger with what came of it.
type Verification struct {
	StartedAt  time.Time `db:"started_at"`
	FinishedAt time.Time `db:"finished_at"`
	Head                 // up to which all holds
	Files      int       `db:"files"` // evidence files that were read and compared
	Flaw       Flaw      `db:"flaw"`  // empty: all holds
	FlawSeq    int64     `db:"flaw_seq"`
	FlawYear   int       `db:"flaw_year"`
	Told       bool      `db:"told"`
}

// OK reports whether all holds.
func (v Verification) OK() bool { return v.Flaw == "" }

// same reports whether it found what another found.
func (v Verification) same(o Verification) bool {
	return v.Flaw == o.Flaw && v.FlawSeq == o.FlawSeq && v.FlawYear == o.FlawYear
}

const verificationColumns = `k.started_at, k.finished_at, k.seq, k.hash, k.files, k.flaw, k.flaw_seq, k.flaw_year, k.told`

// tellAgain is after how long a flaw that stays is mailed about once more.
const tellAgain = 7 * 24 * time.Hour

// FlawLetter is the data of the letters "ledger_broken" and "ledger_holds", to who guards the ledger.
type FlawLetter struct {
	Flaw Flaw      `json:"flaw"`
	Seq  int64     `json:"seq"` // at which transfer; when it holds again: up to which
	Year int       `json:"year"`
	At   time.Time `json:"at"`
}

// VerifyLedger walks the whole ledger of the scope's network and its evidence files, in steps, and keeps what came of it: a head that
// holds is signed, and a ledger that does not is told to who guards it.
func (s *Service) VerifyLedger(ctx context.Context, whole access.Scope) (v Verification, err error) {
	v.StartedAt = s.Clock.Now()
	w, err := walked(ctx, s.Kit, whole)
	if err == nil {
		v.Files, err = s.verifyFiles(ctx, whole)
	}
	if broken := (*ErrBroken)(nil); errors.As(err, &broken) {
		v.Flaw, v.FlawSeq, v.FlawYear = broken.Flaw, broken.Seq, broken.Year
	} else if err != nil {
		return v, err
	}
	v.Head, v.FinishedAt = w.head, s.Clock.Now()
	err = s.Write(ctx, whole, func(op *operation.Op) error { return s.keepTx(op, &v) })
	return v, operation.Wrap("verify ledger", err)
}

// keepTx keeps what a walk found, signs the head, and tells who guards the ledger: at once when something else is wrong than last time,
// every week while it stays so, and when all holds again.
func (s *Service) keepTx(op *operation.Op, v *Verification) error {
	before, err := verificationsTx(op.Tx, op.Scope, 1)
	if err != nil {
		return err
	}
	was := Verification{}
	if len(before) > 0 {
		was = before[0]
	}
	if v.Told = !v.same(was); !v.OK() && !v.Told {
		n, err := operation.Get[int](op, `SELECT COUNT(*) FROM ledger_check k WHERE {wall:k} AND k.told AND k.finished_at > $1`, v.FinishedAt.Add(-tellAgain))
		if err != nil {
			return err
		}
		v.Told = n == 0
	}
	err = op.Insert(`INSERT INTO ledger_check (network_id, id, started_at, finished_at, seq, hash, files, flaw, flaw_seq, flaw_year, told, operation_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		op.Network(), op.NewID(), v.StartedAt, v.FinishedAt, v.Seq, v.Hash, v.Files, string(v.Flaw), v.FlawSeq, v.FlawYear, v.Told, op.ID)
	if err != nil {
		return err
	}
	if v.OK() {
		op.Audit(audit.Entry{Action: "ledger.verified", Object: "ledger", ID: op.Network(), Detail: map[string]any{"seq": v.Seq, "hash": v.Hash, "files": v.Files}})
		if err := s.signTx(op, v.Head, HeadVerified); err != nil || !v.Told {
			return err
		}
		return tellGuardsTx(op, FlawLetter{Seq: v.Seq, At: v.FinishedAt})
	}
	op.Audit(audit.Entry{Action: "ledger.broken", Object: "ledger", ID: op.Network(), Detail: map[string]any{"flaw": v.Flaw, "seq": v.FlawSeq, "year": v.FlawYear}})
	if !v.Told {
		return nil
	}
	return tellGuardsTx(op, FlawLetter{Flaw: v.Flaw, Seq: v.FlawSeq, Year: v.FlawYear, At: v.FinishedAt})
}

// verificationsTx returns the last walks, the latest first.
func verificationsTx(tx *db.Tx, sc access.Scope, n int) ([]Verification, error) {
	return db.Select[Verification](tx, sc.Bind(`SELECT `+verificationColumns+` FROM ledger_check k WHERE {wall:k} ORDER BY k.finished_at DESC, k.id DESC LIMIT $1`, n))
}

// guards are the roles that answer for the ledger: they manage grants, or look after the installation.
var guards = slices.DeleteFunc(access.Roles(), func(r access.Role) bool { return !r.May(access.GrantManage) && !r.May(access.Upkeep) })

func tellGuardsTx(op *operation.Op, l FlawLetter) error {
	type guard struct {
		Email string `db:"email"`
		Name  string `db:"name"`
		Lang  string `db:"lang"`
	}
	all, err := operation.Select[guard](op, `SELECT DISTINCT a.email, a.name, a.lang FROM role_grant g JOIN account a ON a.id = g.account_id AND a.kind = 'person' AND a.disabled_at IS NULL AND a.deleted_at IS NULL
		WHERE {wall:g} AND g.role = ANY($1) AND g.revoked_at IS NULL AND g.valid_from <= $2 AND (g.valid_to IS NULL OR g.valid_to >= $2) ORDER BY a.email LIMIT 200`,
		db.List(guards), clock.DateOf(op.At))
	for _, g := range all {
		if err != nil {
			return err
		}
		mail := post.Letter{Key: "ledger_broken", To: g.Email, ToName: g.Name, Lang: g.Lang, AboutKind: "ledger", About: op.Network(), Data: l}
		if l.Flaw == "" {
			mail.Key = "ledger_holds"
		}
		err = post.SendTx(op, mail)
	}
	return err
}

// filePage is how many evidence files are looked up at once; each is read outside any transaction.
const filePage = 200

// verifyFiles reads every file that is evidence and compares it with its digest (promises.md, L7).
func (s *Service) verifyFiles(ctx context.Context, whole access.Scope) (n int, err error) {
	type file struct {
		ID           id.ID  `db:"id"`
		Digest       string `db:"digest"`
		Contribution id.ID  `db:"about_id"`
	}
	for last := id.ID(""); ; {
		var page []file
		err := s.Read(ctx, whole, func(tx *db.Tx) error {
			page, err = db.Select[file](tx, whole.Bind(`SELECT f.id, f.digest, f.about_id FROM file f
				WHERE {contribution.read:f} AND f.about_kind = 'contribution' AND f.deleted_at IS NULL AND f.id > $1 ORDER BY f.id LIMIT $2`, string(last), filePage))
			return err
		})
		if err != nil {
			return n, operation.Wrap("verify evidence", err)
		}
		for _, f := range page {
			last = f.ID
			switch err := s.blobs.Verify(ctx, blob.Digest(f.Digest)); {
			case errors.Is(err, blob.ErrNotFound), errors.Is(err, blob.ErrCorrupt):
				return n, s.brokenFile(ctx, whole, f.Contribution, f.Digest)
			case err != nil:
				return n, operation.Wrap("verify evidence", err)
			}
			n++
		}
		if len(page) < filePage {
			return n, nil
		}
	}
}

// brokenFile says at which transfer a file was booked as evidence.
func (s *Service) brokenFile(ctx context.Context, whole access.Scope, contribution id.ID, digest string) error {
	broken := &ErrBroken{Flaw: FlawFile}
	err := s.Read(ctx, whole, func(tx *db.Tx) (err error) {
		broken.Seq, err = db.Get[int64](tx, whole.Bind(`SELECT COALESCE(MIN(t.seq), 0) FROM ledger_transfer t WHERE {contribution.read:t} AND t.contribution_id = $1 AND t.evidence_digest = $2`, contribution, digest))
		return err
	})
	if err != nil {
		return operation.Wrap("verify evidence", err)
	}
	return broken
}
