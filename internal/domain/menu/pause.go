package menu

import (
	"context"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/check"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// Pause is a time in which a company wants no requests and no visits: a holiday, or a rest. It ends by itself.
type Pause struct {
	ID    id.ID      `db:"id"`
	From  clock.Date `db:"from_day"`
	Until clock.Date `db:"until_day"` // the first day after it
}

// Last is the last day of the pause.
func (p Pause) Last() clock.Date { return p.Until.AddDays(-1) }

// Covers reports whether the day lies in the pause.
func (p Pause) Covers(on clock.Date) bool { return p.Until != "" && p.From <= on && on < p.Until }

// Whole reports whether all days from one to another lie in the pause: then nothing can take place.
func (p Pause) Whole(from, to clock.Date) bool { return p.Covers(from) && p.Covers(to) }

// PauseInput is what the form of a pause says: the days as typed, both within it.
type PauseInput struct {
	From string // empty: today
	To   string // last day
}

// A pause starts within a year and ends within three.
const (
	mostPauseAhead = 366
	mostPauseLong  = 3 * 366
	mostPauses     = 20 // of one company
)

func (in PauseInput) validate(today clock.Date) (Pause, error) {
	f := fault.Fields{}
	from, to := check.OptionalDate(f, "from", in.From), check.Date(f, "to", in.To)
	if from == "" || from < today {
		from = today
	}
	switch {
	case len(f) > 0:
	case to < from:
		f.Add("to", "menu.pause_order")
	case to > today.AddDays(mostPauseLong):
		f.Add("to", "menu.pause_too_long")
	case from > today.AddDays(mostPauseAhead):
		f.Add("from", "menu.pause_too_far")
	}
	return Pause{From: from, Until: to.AddDays(1)}, f.Err()
}

// PauseOffers lets all that a company offers rest for some days. Pauses that touch become one.
func (s *Service) PauseOffers(ctx context.Context, sc access.Scope, organisation id.ID, in PauseInput) error {
	if err := sc.Require(access.OfferWrite); err != nil {
		return err
	}
	p, err := in.validate(clock.Today(s.Clock))
	if err != nil {
		return err
	}
	err = s.Write(ctx, sc, func(op *operation.Op) error {
		company, err := companyTx(op, organisation)
		if err != nil {
			return err
		}
		had, err := PausesOfTx(op.Tx, op.Scope, company, op.Today())
		if err != nil {
			return err
		}
		if len(had) >= mostPauses {
			return fault.Invalid("menu.pause_too_many")
		}
		for _, h := range had {
			if h.From > p.Until || p.From > h.Until {
				continue
			}
			p.From, p.Until = min(p.From, h.From), max(p.Until, h.Until)
			if err := endPauseTx(op, company, h.ID); err != nil {
				return err
			}
		}
		unit, err := inNameOfTx(op)
		if err != nil {
			return err
		}
		op.Audit(audit.Entry{Action: "menu.paused", Object: "organisation", ID: company, Unit: unit, Detail: map[string]any{"from": p.From, "until": p.Until}})
		return op.Insert(`INSERT INTO offer_pause (network_id, id, organisation_id, from_day, until_day, created_at, operation_id) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			op.Network(), op.NewID(), company, p.From, p.Until, op.At, op.ID)
	})
	return operation.Wrap("pause offers", err)
}

// ResumeOffers ends a pause of a company before its time.
func (s *Service) ResumeOffers(ctx context.Context, sc access.Scope, organisation, pause id.ID) error {
	if err := sc.Require(access.OfferWrite); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		company, err := companyTx(op, organisation)
		if err != nil {
			return err
		}
		unit, err := inNameOfTx(op)
		if err != nil {
			return err
		}
		op.Audit(audit.Entry{Action: "menu.resumed", Object: "organisation", ID: company, Unit: unit, Detail: map[string]any{"pause": pause}})
		return endPauseTx(op, company, pause)
	})
	return operation.Wrap("resume offers", err)
}

func endPauseTx(op *operation.Op, organisation, pause id.ID) error {
	return operation.Changed(op.Exec(`UPDATE offer_pause SET deleted_at = $3, deleted_op = $4, version = version + 1, operation_id = $4
		WHERE {offer.write:offer_pause} AND organisation_id = $1 AND id = $2 AND deleted_at IS NULL`, organisation, pause, op.At, op.ID))
}

// companyTx refuses what is no company that the principal may choose for, and makes others wait who change what it offers.
func companyTx(op *operation.Op, organisation id.ID) (id.ID, error) {
	if err := op.Lock("offers:" + string(organisation)); err != nil {
		return "", err
	}
	return operation.Get[id.ID](op, `SELECT o.id FROM organisation o WHERE {offer.write:o.id} AND o.id = $1
		AND o.kind = 'company' AND o.deleted_at IS NULL AND o.merged_into IS NULL LIMIT 1`, organisation)
}

// PausesOfTx returns the pauses of a company that run or come, the first one first.
func PausesOfTx(tx *db.Tx, sc access.Scope, organisation id.ID, today clock.Date) ([]Pause, error) {
	rows, err := db.Select[Pause](tx, sc.Bind(`SELECT z.id, z.from_day, z.until_day FROM offer_pause z
		WHERE {offer.read:z} AND z.organisation_id = $1 AND z.until_day > $2 AND z.deleted_at IS NULL ORDER BY z.from_day, z.id LIMIT 50`, organisation, today))
	return rows, operation.Wrap("read pauses", err)
}

// pauseColumns are the first pause of the company of an offer that runs or comes; $1 is today. Pauses of a company do not overlap.
const pauseColumns = `
	(SELECT MIN(z.from_day) FROM offer_pause z WHERE z.network_id = f.network_id AND z.organisation_id = f.organisation_id AND z.until_day > $1 AND z.deleted_at IS NULL) AS paused_from,
	(SELECT MIN(z.until_day) FROM offer_pause z WHERE z.network_id = f.network_id AND z.organisation_id = f.organisation_id AND z.until_day > $1 AND z.deleted_at IS NULL) AS paused_until`
