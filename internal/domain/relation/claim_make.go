package relation

import (
	"context"
	"errors"
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/link"
	"schakel/internal/kernel/operation"
	"schakel/internal/kernel/post"
	"schakel/internal/platform/check"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// ClaimLetter is the data of the letters "claim_check" (is this your address?), "claim_confirmed" and "claim_refused". The first goes
// to an address that anybody may have typed, so it carries no text of the form.
type ClaimLetter struct {
	Umbrella string `json:"umbrella"`
	Company  string `json:"company,omitempty"`
	Reason   string `json:"reason,omitempty"`
}

// The bounds of a public form. A form that mails whom it is told to is worth abusing.
const (
	claimsPerAddress = 3   // mails to one address in claimSpan; further ones are dropped without a word
	claimsUnanswered = 200 // unanswered claims of a network in claimSpan; then the form is closed for a while
	claimSpan        = 24 * time.Hour
	claimPatience    = 14 * 24 * time.Hour // until a claim is forgotten whose address never answered: as long as its link lives
)

// errDropped ends the making of a claim of which the asker is told nothing else.
var errDropped = errors.New("relation: claim dropped")

// MakeClaim keeps what a company says. On its own link it goes to the queue at once; on a public form a mail asks first whether the
// address is theirs. The answer is the same whether or not we know the company, the membership or an earlier claim.
func (s *Service) MakeClaim(ctx context.Context, sc access.Scope, in ClaimInput) error {
	if err := sc.Require(access.ClaimMake); err != nil {
		return err
	}
	own := sc.Organisation() != ""
	since, err := in.validate(own)
	if err != nil {
		return err
	}
	err = s.Write(ctx, sc, func(op *operation.Op) error {
		if own {
			return ownClaimTx(op, in, since)
		}
		return publicClaimTx(op, in, since)
	})
	if name, taken := s.DB.Conflict(err); taken && name == "membership_claim_open_uq" || errors.Is(err, errDropped) {
		return nil // it waits already
	}
	return operation.Wrap("make claim", err)
}

// ownClaimTx keeps the claim of a company that we know by its link.
func ownClaimTx(op *operation.Op, in ClaimInput, since clock.Date) error {
	o, err := OrganisationTx(op.Tx, op.Scope, op.Scope.Organisation())
	if err != nil {
		return err
	}
	umbrellas, err := claimableTx(op.Tx, op.Scope, op.At)
	if err != nil {
		return err
	}
	for _, u := range umbrellas {
		if u.ID == in.Umbrella {
			in.Company, in.KVK, in.Place, in.Email = o.Name, o.KVK, o.Place, op.Scope.ActorName()
			_, err := insertClaimTx(op, in, u, since, o.ID, ClaimOpen)
			return err
		}
	}
	return fault.Fields{"umbrella": {Key: "field.choice"}}.Err()
}

// publicClaimTx keeps a claim until its address answers, and asks it.
func publicClaimTx(op *operation.Op, in ClaimInput, since clock.Date) error {
	umbrella, err := publicUmbrellaTx(op.Tx, op.Scope)
	if err != nil {
		return err
	}
	if err := claimBoundsTx(op, in.Email); err != nil {
		return err
	}
	key, err := insertClaimTx(op, in, umbrella, since, "", ClaimAsked)
	if err != nil {
		return err
	}
	made, err := link.MakeTx(op, link.New{Kind: link.Claim, Email: in.Email, Subject: key})
	if err != nil {
		return err
	}
	return post.SendTx(op, post.Letter{Key: "claim_check", To: in.Email, Lang: in.Lang, Link: made, AboutKind: "membership_claim", About: key, Data: ClaimLetter{Umbrella: umbrella.Name}})
}

// claimBoundsTx keeps the form from being used to bother people, and forgets claims whose address never answered.
func claimBoundsTx(op *operation.Op, email string) error {
	stale, err := operation.Select[id.ID](op, `SELECT x.id FROM membership_claim x WHERE {wall:x} AND x.state = 'asked' AND x.created_at < $1 LIMIT 200`, op.At.Add(-claimPatience))
	if err != nil {
		return err
	}
	if err := dropTx(op, "membership_claim", stale); err != nil {
		return err
	}
	type counts struct {
		Unanswered int `db:"unanswered"`
		Same       int `db:"same"`
	}
	n, err := operation.Get[counts](op, `SELECT COALESCE(SUM(CASE WHEN x.state = 'asked' THEN 1 ELSE 0 END), 0) AS unanswered,
			COALESCE(SUM(CASE WHEN x.contact_email = $2 THEN 1 ELSE 0 END), 0) AS same
		FROM membership_claim x WHERE {wall:x} AND x.source = 'public' AND x.created_at > $1 LIMIT 1`, op.At.Add(-claimSpan), email)
	switch {
	case err != nil:
		return err
	case n.Unanswered >= claimsUnanswered:
		return fault.Limit("fault.limit")
	case n.Same >= claimsPerAddress:
		return errDropped
	}
	return nil
}

func insertClaimTx(op *operation.Op, in ClaimInput, umbrella Umbrella, since clock.Date, member id.ID, state string) (id.ID, error) {
	key, source := op.NewID(), "public"
	if member != "" {
		source = "link"
	}
	lang := "nl"
	if in.Lang == "en" {
		lang = "en"
	}
	err := op.Insert(`INSERT INTO membership_claim (network_id, id, member_id, umbrella_id, company, company_key, kvk, place, umbrella, umbrella_key, contact_name, contact_email,
			source, state, since, lang, created_at, operation_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)`,
		op.Network(), key, member, umbrella.ID, in.Company, check.Key(in.Company), orNil(in.KVK), in.Place, umbrella.Name, check.Key(umbrella.Name), in.Name, in.Email,
		source, state, since, lang, op.At, op.ID)
	op.Audit(audit.Entry{Action: "claim.made", Object: "membership_claim", ID: key, Detail: map[string]any{"umbrella": umbrella.ID, "member": member}})
	return key, err
}

// ClaimToAnswer reads the claim that the link of a mail is about.
func (s *Service) ClaimToAnswer(ctx context.Context, sc access.Scope) (c Claim, err error) {
	if err := sc.Require(access.ClaimAnswer); err != nil {
		return c, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		c, err = answeredTx(tx, sc)
		return err
	})
	return c, operation.Wrap("read claim", err)
}

func answeredTx(tx *db.Tx, sc access.Scope) (Claim, error) {
	return operation.Found(db.Get[Claim](tx, sc.Bind(`SELECT `+claimColumns+claimFrom+`WHERE {claim.answer:x} LIMIT 1`)))
}

// AnswerClaim says that the mail reached who asked: the claim goes to the queue. A second time is fault.Conflict with link.used.
func (s *Service) AnswerClaim(ctx context.Context, sc access.Scope, l link.Link) error {
	if err := sc.Require(access.ClaimAnswer); err != nil {
		return err
	}
	if l.ID != sc.Actor() || l.Kind != link.Claim {
		return fault.NotFound("fault.not_found")
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		c, err := answeredTx(op.Tx, sc)
		if err != nil {
			return err
		}
		if err := link.UseTx(op, l.ID); err != nil {
			return err
		}
		if err := op.Lock("claims:" + string(op.Network())); err != nil {
			return err
		}
		open, err := operation.Get[int](op, `SELECT COUNT(*) FROM membership_claim x WHERE {wall:x} AND x.state = 'open' AND x.company_key = $1 AND x.umbrella_id = $2
			AND x.contact_email = $3 LIMIT 1`, check.Key(c.Company), c.Umbrella, c.Email)
		if err != nil {
			return err
		}
		state := ClaimOpen
		if open > 0 {
			state = ClaimAgain
		}
		op.Audit(audit.Entry{Action: "claim.answered", Object: "membership_claim", ID: c.ID})
		return operation.Changed(op.Exec(`UPDATE membership_claim AS x SET state = $1, answered_at = $2, version = version + 1, operation_id = $3
			WHERE {claim.answer:x} AND x.state = 'asked'`, state, op.At, op.ID))
	})
	return operation.Wrap("answer claim", err)
}
