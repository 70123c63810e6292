package relation

import (
	"context"
	"strings"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/kernel/post"
	"schakel/internal/platform/check"
	"schakel/internal/platform/cursor"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// claimLikely is the score from which an organisation is shown as a candidate. A colleague chooses, so the same name in another place
// is one too.
const claimLikely = -20

// claimsPerPage is how many claims a page of the queue shows, the oldest first.
const claimsPerPage = 50

// Candidate is an organisation that may be who claims.
type Candidate struct {
	Organisation Organisation
	Why          []Reason
	Sure         bool // its own link, or as sure as a duplicate: the choice to begin with
	Member       bool // of the umbrella already
}

// ClaimToDecide is a claim with the organisations that it may be about: its own, the likely ones, and those that were looked for.
type ClaimToDecide struct {
	Claim
	Candidates []Candidate
}

// ClaimQueue is what waits for a colleague.
type ClaimQueue struct {
	Claims []ClaimToDecide
	Next   string // cursor of the next page, empty on the last one
}

// mayDecide refuses who may not settle claims: they tell of people and make memberships.
func mayDecide(sc access.Scope) error {
	if err := sc.Require(access.OrganisationWrite); err != nil {
		return err
	}
	return sc.Require(access.PersonRead)
}

// Claims reads a page of the queue. With text, the organisations found by it are candidates of that one claim too. It costs three queries, five
// with a text.
func (s *Service) Claims(ctx context.Context, sc access.Scope, of id.ID, text, after string) (out ClaimQueue, err error) {
	if err := mayDecide(sc); err != nil {
		return out, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		var b db.Builder
		b.Add(`SELECT ` + claimColumns + claimFrom + `WHERE {organisation.write:x} AND {person.read:x} AND x.state = 'open'`)
		if at, key, ok := cursor.ReadAt(after); ok {
			b.Add(` AND (x.created_at, x.id) > ($1, $2)`, at, key)
		}
		b.Add(` ORDER BY x.created_at, x.id LIMIT $1`, claimsPerPage+1)
		claims, err := db.Select[Claim](tx, sc.BindQuery(b.Query()))
		if err != nil || len(claims) == 0 {
			return err
		}
		claims, out.Next = cursor.Cut(claims, claimsPerPage, func(last Claim) string { return cursor.At(last.CreatedAt, last.ID) })
		out.Claims = make([]ClaimToDecide, len(claims))
		inputs := make([]OrganisationInput, len(claims))
		for i, c := range claims {
			out.Claims[i].Claim = c
			inputs[i] = c.organisation()
			inputs[i].Email = c.Email // an address, or its domain, tells too
		}
		likely, err := LikelyDuplicatesTx(tx, sc, claimLikely, inputs)
		if err != nil {
			return err
		}
		for i := range out.Claims {
			out.Claims[i].take(likely[i])
		}
		if text = strings.TrimSpace(text); text != "" {
			if err := out.findTx(tx, sc, of, Filter{Text: text, now: s.Clock.Now()}); err != nil {
				return err
			}
		}
		return out.membersTx(tx, sc)
	})
	return out, operation.Wrap("read claims", err)
}

// organisation is the claim as a new organisation.
func (c Claim) organisation() OrganisationInput {
	in := OrganisationInput{Kind: string(KindCompany), Name: c.Company, KVK: c.KVK, Place: c.Place}
	in.Clean()
	return in
}

// take makes candidates: of its own link the company itself, else who is likely the same.
func (c *ClaimToDecide) take(likely []Likely) {
	if c.MemberName != "" {
		c.Candidates = []Candidate{{Organisation: Organisation{ID: c.Member, Name: c.MemberName, Place: c.Place}, Sure: true}}
		return
	}
	for _, l := range likely {
		if l.Organisation.ID != c.Umbrella {
			c.Candidates = append(c.Candidates, Candidate{Organisation: l.Organisation, Why: l.Why, Sure: l.Score >= DuplicateThreshold})
		}
	}
}

// findTx adds the organisations that a colleague looks for to one claim.
func (q *ClaimQueue) findTx(tx *db.Tx, sc access.Scope, of id.ID, f Filter) error {
	const most = 20
	rows, _, err := rowsTx(tx, sc, f, most)
	if err != nil {
		return err
	}
	for i := range q.Claims {
		c := &q.Claims[i]
		if c.ID != of {
			continue
		}
		known := map[id.ID]bool{c.Umbrella: true}
		for _, k := range c.Candidates {
			known[k.Organisation.ID] = true
		}
		for _, r := range rows {
			if !known[r.ID] {
				c.Candidates = append(c.Candidates, Candidate{Organisation: Organisation{ID: r.ID, Name: r.Name, Place: r.Place}})
			}
		}
	}
	return nil
}

// membersTx marks the candidates that are members already.
func (q *ClaimQueue) membersTx(tx *db.Tx, sc access.Scope) error {
	var members, umbrellas []id.ID
	for _, c := range q.Claims {
		umbrellas = append(umbrellas, c.Umbrella)
		for _, k := range c.Candidates {
			members = append(members, k.Organisation.ID)
		}
	}
	type row struct {
		Member   id.ID `db:"member_id"`
		Umbrella id.ID `db:"umbrella_id"`
	}
	rows, err := db.Select[row](tx, sc.Bind(`SELECT s.member_id, s.umbrella_id FROM umbrella_membership s
		WHERE {organisation.read:s.member_id} AND s.member_id = ANY($1) AND s.umbrella_id = ANY($2) AND s.valid_to IS NULL AND s.deleted_at IS NULL LIMIT 5000`,
		db.List(members), db.List(umbrellas)))
	known := map[row]bool{}
	for _, r := range rows {
		known[r] = true
	}
	for i := range q.Claims {
		for k := range q.Claims[i].Candidates {
			of := &q.Claims[i].Candidates[k]
			of.Member = known[row{of.Organisation.ID, q.Claims[i].Umbrella}]
		}
	}
	return err
}

// Confirmed is what became of a confirmed claim.
type Confirmed struct {
	Member  id.ID
	Company string
	Already bool // it was a member already
}

// ConfirmClaim makes the organisation a member, and tells who asked. Without an organisation it is made anew from what the claim says.
func (s *Service) ConfirmClaim(ctx context.Context, sc access.Scope, key id.ID, version int, member id.ID) (out Confirmed, err error) {
	if err := mayDecide(sc); err != nil {
		return out, err
	}
	var made OrganisationInput
	err = s.Write(ctx, sc, func(op *operation.Op) error {
		out = Confirmed{Member: member}
		c, err := openClaimTx(op, key)
		if err != nil {
			return err
		}
		if member == "" {
			made = c.organisation()
			if err := made.Validate(); err != nil {
				return err
			}
			if out.Member, err = addOrganisationTx(op, made, SourceHand); err != nil {
				return err
			}
		}
		all, err := OrganisationsTx(op.Tx, sc, []id.ID{out.Member})
		switch {
		case err != nil:
			return err
		case all[out.Member].ID == "" || out.Member == c.Umbrella:
			return fault.Fields{"organisation": {Key: "field.choice"}}.Err()
		}
		out.Company = all[out.Member].Name
		membership, err := s.claimedTx(op, c, &out)
		if err != nil {
			return err
		}
		if err := decideTx(op, c, version, ClaimConfirmed, "", out.Member, membership); err != nil {
			return err
		}
		op.Audit(audit.Entry{Action: "claim.confirmed", Object: "membership_claim", ID: c.ID, Detail: map[string]any{"umbrella": c.Umbrella, "member": out.Member, "membership": membership}})
		return tellTx(op, c, "claim_confirmed", ClaimLetter{Umbrella: c.UmbrellaName, Company: out.Company})
	})
	return out, operation.Wrap("confirm claim", s.named(ctx, sc, made, "", err))
}

// claimedTx returns the membership that the claim becomes: the one that runs, or a new one.
func (s *Service) claimedTx(op *operation.Op, c Claim, out *Confirmed) (id.ID, error) {
	running, err := operation.Select[id.ID](op, `SELECT s.id FROM umbrella_membership s WHERE {organisation.write:s.member_id} AND s.member_id = $1 AND s.umbrella_id = $2
		AND s.valid_to IS NULL AND s.deleted_at IS NULL LIMIT 1`, out.Member, c.Umbrella)
	if err != nil {
		return "", err
	}
	if len(running) > 0 {
		out.Already = true
		return running[0], nil
	}
	return joinUmbrellaTx(op, out.Member, c.Umbrella, c.Since, "", "claimed")
}

// RefuseClaim says no, and tells who asked why.
func (s *Service) RefuseClaim(ctx context.Context, sc access.Scope, key id.ID, version int, reason string) error {
	if err := mayDecide(sc); err != nil {
		return err
	}
	f := fault.Fields{}
	reason = check.Multiline(f, "reason", reason, 3, 500)
	if err := f.Err(); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		c, err := openClaimTx(op, key)
		if err != nil {
			return err
		}
		if err := decideTx(op, c, version, ClaimRefused, reason, c.Member, ""); err != nil {
			return err
		}
		op.Audit(audit.Entry{Action: "claim.refused", Object: "membership_claim", ID: c.ID, Detail: map[string]any{"umbrella": c.Umbrella}})
		return tellTx(op, c, "claim_refused", ClaimLetter{Umbrella: c.UmbrellaName, Company: c.Company, Reason: reason})
	})
	return operation.Wrap("refuse claim", err)
}

func openClaimTx(op *operation.Op, key id.ID) (Claim, error) {
	c, err := operation.Get[Claim](op, `SELECT `+claimColumns+claimFrom+`WHERE {organisation.write:x} AND {person.read:x} AND x.id = $1 AND x.state <> 'asked' LIMIT 1`, key)
	if err == nil && c.State != ClaimOpen {
		return c, fault.Conflict("claim.settled")
	}
	return c, err
}

func decideTx(op *operation.Op, c Claim, version int, state, reason string, member, membership id.ID) error {
	return operation.Changed(op.Exec(`UPDATE membership_claim AS x SET state = $3, reason = $4, member_id = $5, membership_id = $6, decided_at = $7, decided_by = $8,
			version = version + 1, operation_id = $9
		WHERE {organisation.write:x} AND x.id = $1 AND x.version = $2 AND x.state = 'open'`, c.ID, version, state, reason, member, membership, op.At, op.Scope.Account(), op.ID))
}

// tellTx answers who asked, when there is an address.
func tellTx(op *operation.Op, c Claim, letter string, data ClaimLetter) error {
	if c.Email == "" {
		return nil
	}
	return post.SendTx(op, post.Letter{Key: letter, To: c.Email, ToName: c.Name, Lang: c.Lang, AboutKind: "membership_claim", About: c.ID, Data: data})
}
