package need

import (
	"context"
	"slices"
	"strings"

	"schakel/internal/domain/relation"
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

// most is how many companies can be invited at once.
const most = 25

// Invite mails companies for a need and asks them for one day inside its period. A company above its own ceiling, or ruled
// out by its own limits, is refused by name and then nobody is mailed. All checks run again inside the transaction, behind
// a lock per company, so two schools can't both take the last place.
func (s *Service) Invite(ctx context.Context, sc access.Scope, key id.ID, companies []id.ID, on clock.Date) error {
	return s.invite(ctx, sc, key, companies, on, "")
}

// InviteOver is Invite over the ceiling of the network, with a reason that is kept: for who keeps relations with companies.
// The ceilings that companies set themselves hold for everybody.
func (s *Service) InviteOver(ctx context.Context, sc access.Scope, key id.ID, companies []id.ID, on clock.Date, reason string) error {
	if err := sc.Require(access.OrganisationWrite); err != nil {
		return err
	}
	f := fault.Fields{}
	reason = check.Line(f, "reason", reason, 3, 300)
	if err := f.Err(); err != nil {
		return err
	}
	return s.invite(ctx, sc, key, companies, on, reason)
}

func (s *Service) invite(ctx context.Context, sc access.Scope, key id.ID, companies []id.ID, on clock.Date, over string) error {
	if err := sc.Require(access.InvitationSend); err != nil {
		return err
	}
	companies, on, err := s.checkInvite(companies, on)
	if err != nil {
		return err
	}
	return s.asked(s.Write(ctx, sc, func(op *operation.Op) error { return s.inviteTx(op, key, companies, on, over) }))
}

// asked names what went wrong with invitations.
func (s *Service) asked(err error) error {
	if name, taken := s.DB.Conflict(err); taken && name == "invitation_uq" {
		err = fault.Conflict("need.already_asked")
	}
	return operation.Wrap("invite companies", err)
}

// checkInvite checks what a form of invitations says: each company once, in the order in which they are locked.
func (s *Service) checkInvite(companies []id.ID, on clock.Date) ([]id.ID, clock.Date, error) {
	companies = slices.Compact(slices.Sorted(slices.Values(companies)))
	f := fault.Fields{}
	on = check.Date(f, "on", string(on))
	switch {
	case len(companies) == 0:
		f.Add("organisation", "need.choose_company")
	case len(companies) > most:
		f.Add("organisation", "need.too_many", most)
	}
	if on != "" && on <= clock.Today(s.Clock) {
		f.Add("on", "need.day_ahead")
	}
	return companies, on, f.Err()
}

func (s *Service) inviteTx(op *operation.Op, key id.ID, companies []id.ID, on clock.Date, over string) error {
	if err := lockNeed(op, key); err != nil {
		return err
	}
	if err := lockAsks(op, companies); err != nil {
		return err
	}
	n, proposals, err := s.matchTx(op.Tx, op.Scope, key, companies, op.At)
	if err != nil {
		return err
	}
	if n.State != Open {
		return fault.Conflict("need.closed")
	}
	if err := n.notAlone(); err != nil {
		return err
	}
	if on < n.From || on > n.To {
		return fault.Fields{"on": {Key: "need.outside_period", Args: []any{n.From, n.To}}}.Err()
	}
	if err := allMayBeAsked(op, n, companies, proposals, over != ""); err != nil {
		return err
	}
	if err := dayTaken(proposals, on, op.Today()); err != nil {
		return err
	}
	var nobody []string
	for _, p := range proposals {
		to, err := addresseeTx(op, p)
		if fault.Is(err, fault.KindInvalid) {
			nobody = append(nobody, p.Name)
			continue
		}
		if err == nil {
			err = n.inviteOneTx(op, p, asking{to: to, on: on, by: op.Scope.Actor()})
		}
		if err == nil && over != "" {
			op.Audit(audit.Entry{Action: "invitation.over_ceiling", Object: "need", ID: n.ID, Unit: n.Unit, Detail: map[string]any{"organisation": p.Organisation, "stop": p.Stop, "reason": over}})
		}
		if err == nil && p.OverNetwork() {
			err = noteTx(op, n.ID, n.Unit, Step{Kind: StepOver, Organisation: p.Organisation, Words: over})
		}
		if err != nil {
			return err
		}
	}
	if len(nobody) > 0 {
		return fault.Invalid("need.no_mail", strings.Join(nobody, ", "))
	}
	return nil
}

// lockAsks makes others wait who would ask the same companies. They are in the order of their ids, so that two invitations never
// wait for each other.
func lockAsks(op *operation.Op, companies []id.ID) error {
	for _, c := range companies {
		if err := op.Lock("asks:" + string(c)); err != nil {
			return err
		}
	}
	return nil
}

// allMayBeAsked refuses companies that are unknown, were asked already, or can't be asked now, by name.
func allMayBeAsked(op *operation.Op, n Need, companies []id.ID, proposals []Proposal, over bool) error {
	var full, outside []string
	for _, p := range proposals {
		switch {
		case over && p.OverNetwork():
		case p.Fit == NotNow:
			full = append(full, p.Name)
		case p.Fit == Outside:
			outside = append(outside, p.Name)
		}
	}
	switch {
	case len(full) > 0:
		return fault.Invalid("need.over_ceiling", strings.Join(full, ", "))
	case len(outside) > 0:
		return fault.Invalid("need.outside_limits", strings.Join(outside, ", "))
	case len(proposals) == len(companies):
		return nil
	}
	asked, err := operation.Select[id.ID](op, `SELECT i.id FROM invitation i WHERE {invitation.send:i} AND i.need_id = $1 AND i.organisation_id = ANY($2) LIMIT 1`,
		n.ID, db.List(companies))
	if err != nil {
		return err
	}
	if len(asked) > 0 {
		return fault.Conflict("need.already_asked")
	}
	return fault.NotFound("fault.not_found")
}

// addresseeTx finds whom to mail: the person named in the offer while that person is still there, else the first to ask.
func addresseeTx(op *operation.Op, p Proposal) (relation.ContactPerson, error) {
	to, err := relation.MailPersonTx(op, p.Organisation, p.person, relation.MailRequest)
	if err != nil && p.person != "" {
		to, err = relation.MailPersonTx(op, p.Organisation, "", relation.MailRequest)
	}
	return to, err
}

// asking is how a company is asked: who there, for which day, in whose name, in which wave (0: by hand).
type asking struct {
	to   relation.ContactPerson
	on   clock.Date
	by   id.ID
	wave int
}

// inviteOneTx asks one company. One that was told that it is no longer needed, before the need was open again, is asked anew.
func (n Need) inviteOneTx(op *operation.Op, p Proposal, a asking) error {
	until := op.At.Add(link.Rules[link.Invitation].Lifetime)
	keys, err := db.Select[id.ID](op.Tx, db.Q(`INSERT INTO invitation (network_id, id, unit_id, need_id, organisation_id, offer_id, person_id, points, reasons, proposed_on,
			sent_at, sent_by, expires_at, wave, operation_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
		ON CONFLICT (network_id, need_id, organisation_id) DO UPDATE SET offer_id = excluded.offer_id, person_id = excluded.person_id, points = excluded.points,
			reasons = excluded.reasons, proposed_on = excluded.proposed_on, sent_at = excluded.sent_at, sent_by = excluded.sent_by, expires_at = excluded.expires_at,
			wave = excluded.wave, answer = NULL, answered_at = NULL, answer_on = NULL, answer_text = '', reminded_at = NULL, passed_at = NULL, again_on = NULL,
			version = invitation.version + 1, operation_id = excluded.operation_id
		WHERE invitation.answer = 'withdrawn'
		RETURNING id`,
		op.Network(), op.NewID(), n.Unit, n.ID, p.Organisation, p.Offer, a.to.ID, p.Points, db.JSON[[]Why]{V: kept(p.Why)}, a.on, op.At, string(a.by), until, a.wave, op.ID))
	if err != nil {
		return err
	}
	if len(keys) == 0 {
		return fault.Conflict("need.already_asked")
	}
	key, to := keys[0], a.to
	made, err := link.MakeTx(op, link.New{Kind: link.Invitation, Email: to.Email, Organisation: p.Organisation, Person: to.ID, Subject: key})
	if err != nil {
		return err
	}
	err = post.SendTx(op, post.Letter{
		Key: "invitation", To: to.Email, ToName: to.Name, Lang: to.Lang, Link: made, Unit: n.Unit, Organisation: p.Organisation,
		AboutKind: "invitation", About: key,
		Data: n.letter(to, p.Name, a.on, until, ""),
	})
	if err != nil {
		return err
	}
	op.Audit(audit.Entry{Action: "invitation.sent", Object: "invitation", ID: key, Unit: n.Unit, Detail: map[string]any{
		"need": n.ID, "organisation": p.Organisation, "on": a.on, "points": p.Points, "wave": a.wave,
	}})
	if err := noteTx(op, n.ID, n.Unit, Step{Kind: StepInvited, Organisation: p.Organisation, Words: string(a.on)}); err != nil {
		return err
	}
	return relation.RecordContactTx(op, relation.Contact{
		Unit: n.Unit, Organisation: p.Organisation, Person: to.ID, Kind: relation.ContactAsked, At: op.At, SourceKind: "invitation", SourceID: key,
	})
}
