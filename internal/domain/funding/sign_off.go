package funding

import (
	"context"

	"schakel/internal/domain/engagement"
	"schakel/internal/domain/occurrence"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/link"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/platform/money"
)

// SignOffInput is what a company signs: so many people spent so many minutes each, preparation included.
type SignOffInput struct {
	SignerName     string
	SignerFunction string
	People         int
	Minutes        int // per person
	Remark         string
	Address        string // network address of the signer, shortened
}

// Waiting is why signed hours are not a contribution yet.
type Waiting string

// The reasons to wait.
const (
	WaitingGrant  Waiting = "no_grant"    // no activity, and not exactly one grant that covers the day
	WaitingRate   Waiting = "no_rate"     // the scheme has no rate for this on that day
	WaitingCount  Waiting = "not_counted" // supervision is valued by the pupils present, who were not counted
	WaitingByHand Waiting = "by_hand"     // goods, cash: somebody must say what it was worth
)

// Receipt is what came of a signature.
type Receipt struct {
	SignOff      occurrence.SignOff
	Contribution id.ID       // empty while it waits
	Cents        money.Cents // what it is worth
	Waiting      Waiting     // why there is no contribution yet
}

// SignOff keeps a company's signature under an occurrence and books what it is worth, in one transaction: the signature,
// the contribution under its grant, the evidence, the ledger's transfers to carried out and evidenced, and the moment on the
// company's timeline. The link is used up, so exactly one of many attempts succeeds.
// Hours that cannot be valued yet are signed all the same; they wait for BookPending.
func (s *Service) SignOff(ctx context.Context, sc access.Scope, l link.Link, in SignOffInput) (r Receipt, err error) {
	if err := sc.Require(access.SignOffWrite); err != nil {
		return r, err
	}
	if l.ID != sc.Actor() || l.Kind != link.SignOff {
		return r, fault.NotFound("link.unknown")
	}
	signed := occurrence.SignOffInput{
		Occurrence: sc.Subject(), Organisation: sc.Organisation(), SignerName: in.SignerName, SignerFunction: in.SignerFunction,
		People: in.People, Minutes: in.Minutes, Remark: in.Remark, Address: in.Address, Link: l.ID,
	}
	if err := signed.Validate(); err != nil {
		return r, err
	}
	err = s.Write(ctx, sc, func(op *operation.Op) error {
		r = Receipt{}
		ledger, err := openBookTx(op)
		if err != nil {
			return err
		}
		if err := link.UseTx(op, l.ID); err != nil {
			return err
		}
		if r.SignOff, err = occurrence.SignOffTx(op, signed); err != nil {
			return err
		}
		c, waiting, err := valueTx(op, r.SignOff, r.SignOff.Activity)
		if err != nil {
			return err
		}
		if r.Waiting = waiting; waiting == "" {
			r.Contribution, r.Cents = c.ID, c.Cents
			if err := ledger.bookSigned(c, r.SignOff); err != nil {
				return err
			}
		}
		if err := engagement.ThankTx(op, r.SignOff.SourceKind, r.SignOff.Source); err != nil {
			return err
		}
		return relation.RecordContactTx(op, relation.Contact{
			Unit: r.SignOff.Unit, Organisation: r.SignOff.Organisation, Person: l.Person, Kind: relation.ContactSigned,
			SourceKind: string(r.SignOff.SourceKind), SourceID: r.SignOff.Source,
		})
	})
	return r, operation.Wrap("sign off", err)
}

// bookSigned books a contribution whose evidence is the company's signature.
func (b *book) bookSigned(c Contribution, signed occurrence.SignOff) error {
	if err := b.carryOut(c); err != nil {
		return err
	}
	if err := b.addEvidence(c, evidence{Kind: EvidenceSignOff, SignOff: signed.ID, Digest: signed.Digest}); err != nil {
		return err
	}
	b.audit("contribution.booked", c, nil)
	return nil
}

// audit notes what was done with a contribution, together with the ledger's head: so the audit log vouches for the
// ledger's length too.
func (b *book) audit(action string, c Contribution, more map[string]any) {
	detail := map[string]any{"cents": c.Cents, "grant": c.Grant, "organisation": c.Organisation, "ledger_seq": b.seq, "ledger_hash": b.hash}
	for k, v := range more {
		detail[k] = v
	}
	b.op.Audit(audit.Entry{Action: action, Object: "contribution", ID: c.ID, Unit: c.Unit, Detail: detail})
}

// valueTx makes the contribution of signed hours under an activity (or the only grant there is), or says why it must wait.
// The rate is that of the day it was held, by the latest decision known today.
func valueTx(op *operation.Op, signed occurrence.SignOff, activity id.ID) (c Contribution, why Waiting, err error) {
	kind, minutes, why, err := quantityTx(op, signed)
	if err != nil || why != "" {
		return c, why, err
	}
	at, found, err := homeTx(op, signed.Unit, activity, signed.HeldOn)
	if err != nil || !found {
		return c, WaitingGrant, err
	}
	rate, err := RateTx(op.Tx, op.Scope, at.Scheme, kind, signed.HeldOn, op.Today())
	if fault.Is(err, fault.KindNotFound) {
		return c, WaitingRate, nil
	}
	if err != nil {
		return c, "", err
	}
	c, err = draftTx(op, at, signed.Unit, signed.Organisation, signed.HeldOn)
	if fault.Is(err, fault.KindNotFound) { // no minimum is known for the day
		return c, WaitingRate, nil
	}
	if err != nil {
		return c, "", err
	}
	if c.Cents, err = rate.Value(minutes); err != nil {
		return c, "", err
	}
	c.SourceKind, c.Source, c.Kind = FromSignOff, signed.Occurrence, kindOf(signed.ValueRule)
	c.People, c.Minutes, c.Rate = signed.People, minutes, rate.ID
	if c.Cents == 0 { // less than half a cent
		return c, WaitingByHand, nil
	}
	return c, "", nil
}

// draftTx makes a contribution without its amount: where it is booked, by whom, and for which umbrella it also counts.
func draftTx(op *operation.Op, at home, unit, organisation id.ID, on clock.Date) (Contribution, error) {
	version, err := VersionTx(op.Tx, op.Scope, at.Scheme, on, op.Today())
	if err != nil {
		return Contribution{}, err
	}
	umbrellas, err := relation.UmbrellasTx(op.Tx, op.Scope, []id.ID{organisation}, on)
	if err != nil {
		return Contribution{}, err
	}
	return Contribution{
		ID: op.NewID(), Unit: unit, Grant: at.Grant, Line: at.Line, Activity: at.Activity, Organisation: organisation,
		Umbrella: umbrellas[organisation].ID, PerformedOn: on, Version: version.ID, CreatedAt: op.At, RecordedBy: actor(op),
	}, nil
}

// quantityTx says by which rate signed hours are valued and how many minutes that is.
func quantityTx(op *operation.Op, signed occurrence.SignOff) (RateKind, int, Waiting, error) {
	switch signed.ValueRule {
	case occurrence.StaffHours:
		return StaffHour, signed.TotalMinutes(), "", nil
	case occurrence.Facility:
		return FacilityHour, signed.Minutes, "", nil
	case occurrence.SupervisionHours:
		counts, err := operation.Select[int](op, `SELECT c.pupils FROM attendance_count c
			WHERE {wall:c} AND c.occurrence_id = $1 ORDER BY c.counted_at DESC, c.id DESC LIMIT 1`, signed.Occurrence)
		if err != nil || len(counts) == 0 || counts[0] == 0 {
			return SupervisionHour, 0, WaitingCount, err
		}
		return SupervisionHour, counts[0] * signed.Minutes, "", nil
	default:
		return "", 0, WaitingByHand, nil
	}
}

func kindOf(rule occurrence.ValueRule) Kind {
	switch rule {
	case occurrence.Facility:
		return KindFacility
	case occurrence.Goods:
		return KindGoods
	case occurrence.Cash:
		return KindCash
	default:
		return KindHours
	}
}
