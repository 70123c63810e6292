package engagement

import (
	"context"

	"schakel/internal/domain/occurrence"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/link"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// Visit is what the page behind a visit link shows: the engagement for the side that holds the link.
type Visit struct {
	Engagement
	state
	Occurrence occurrence.Occurrence
	Side       Party // of who looks
	Details    Details
	Checklist  Checklist
	Proposal   *Proposal // that waits, of either side
}

// visited are the columns and tables of an engagement behind a visit link.
const visited = `SELECT ` + columns + from + `WHERE {engagement.visit:e} AND e.deleted_at IS NULL LIMIT 1`

// visitedTx loads the engagement that a visit link is about.
func visitedTx(op *operation.Op) (Engagement, error) { return operation.Get[Engagement](op, visited) }

// Visit returns the engagement that a visit link is about, for the side that holds the link.
func (s *Service) Visit(ctx context.Context, sc access.Scope, l link.Link) (v Visit, err error) {
	if err := sc.Require(access.EngagementVisit); err != nil {
		return v, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		e, err := operation.Found(db.Get[Engagement](tx, sc.Bind(visited)))
		if err != nil {
			return err
		}
		v = Visit{Engagement: e, Side: sideOf(l)}
		own := access.System(sc.Network(), "visit") // the link reaches the engagement; its occurrence is part of it
		if v.Occurrence, err = occurrence.OfTx(tx, own, occurrence.SourceEngagement, e.ID); err != nil {
			return err
		}
		if v.state, err = operation.Found(db.Get[state](tx, own.Bind(`SELECT `+stateColumns+stateFrom+` WHERE {engagement.read:o} AND o.id = $1 LIMIT 1`, v.Occurrence.ID))); err != nil {
			return err
		}
		if v.Details, err = detailsTx(tx, sc, e.ID); err != nil {
			return err
		}
		if v.Checklist, err = checklistTx(tx, sc, e); err != nil {
			return err
		}
		v.Proposal, err = first[Proposal](tx, sc.Bind(proposalSQL, e.ID))
		return err
	})
	return v, operation.Wrap("read visit", err)
}

// visitLinkTx returns the link with which somebody sees the engagement: the one they have, else a new one.
func visitLinkTx(op *operation.Op, e Engagement, to addressee) (id.ID, error) {
	keys, err := operation.Select[id.ID](op, `SELECT l.id FROM link l WHERE {wall:l} AND l.kind = 'visit' AND l.subject_id = $1
		AND COALESCE(l.account_id, '') = $2 AND COALESCE(l.person_id, '') = $3 AND l.email = $4 AND l.revoked_at IS NULL AND l.expires_at > $5 LIMIT 1`,
		e.ID, string(to.Account), string(to.Person), to.Email, op.At.AddDate(0, 1, 0))
	if err != nil || len(keys) > 0 {
		return append(keys, "")[0], err
	}
	n := link.New{Kind: link.Visit, Email: to.Email, Account: to.Account, Subject: e.ID}
	if to.Account == "" {
		n.Organisation, n.Person = e.Organisation, to.Person
	}
	return link.MakeTx(op, n)
}

// tellSideTx sends a letter with the visit link to one side, and reports whether there was anybody to mail.
func tellSideTx(op *operation.Op, e Engagement, side Party, letter string, data func(addressee, Party) any) (told bool, err error) {
	var to []addressee
	if side == ByCompany {
		company, ok, err := companyTx(op, e)
		if err != nil {
			return false, err
		}
		if ok {
			to = append(to, company)
		}
	} else if to, err = colleaguesTx(op, e); err != nil {
		return false, err
	}
	for _, who := range to {
		key, err := visitLinkTx(op, e, who)
		if err != nil {
			return false, err
		}
		if err := sendTx(op, e, who, letter, data(who, side), key); err != nil {
			return false, err
		}
	}
	return len(to) > 0, nil
}
