package agreement

import (
	"context"
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/check"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// copyTx reads a version as a draft, to begin another one from.
func copyTx(op *operation.Op, v Version) (d drafted, err error) {
	d.template, d.from, d.to = v.TemplateVersion, v.From, v.To
	if d.signatories, err = signatoriesTx(op.Tx, op.Scope, v.ID); err != nil {
		return d, err
	}
	if d.pledges, err = pledgesTx(op.Tx, op.Scope, v.ID); err != nil {
		return d, err
	}
	items, err := itemsTx(op.Tx, op.Scope, v.ID)
	for _, i := range items {
		d.items = append(d.items, i.ID)
	}
	return d, err
}

// inForceTx reads the version of an agreement that is in force.
func inForceTx(op *operation.Op, a Agreement) (Version, error) {
	v, err := openTx(op, a, Active)
	if fault.Is(err, fault.KindNotFound) || err == nil && a.State != Active {
		return v, fault.Conflict("agreement.not_active")
	}
	return v, err
}

// Amend begins an amendment: a draft with all that holds now. The agreement stays in force as it is until all have signed it anew.
func (s *Service) Amend(ctx context.Context, sc access.Scope, key id.ID) error {
	if err := sc.Require(access.AgreementWrite); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		a, err := changeTx(op, key)
		if err != nil {
			return err
		}
		if a.Open > 0 {
			return fault.Conflict("agreement.amends_already")
		}
		v, err := inForceTx(op, a)
		if err != nil {
			return err
		}
		d, err := copyTx(op, v)
		if err != nil {
			return err
		}
		last, err := operation.Get[int](op, `SELECT MAX(v.n) FROM agreement_version v WHERE {wall:v} AND v.agreement_id = $1 LIMIT 1`, a.ID)
		if err != nil {
			return err
		}
		op.Audit(audit.Entry{Action: "agreement.amending", Object: "agreement", ID: a.ID, Unit: a.Unit, Detail: map[string]any{"n": last + 1}})
		if err := eventTx(op, a, last+1, Amending, "", "", ""); err != nil {
			return err
		}
		return addVersionTx(op, a, last+1, d)
	})
	return operation.Wrap("amend agreement", err)
}

// Drop gives up a draft: an amendment is dropped, an agreement that was never signed is thrown away.
func (s *Service) Drop(ctx context.Context, sc access.Scope, key id.ID) error {
	if err := sc.Require(access.AgreementWrite); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		a, v, err := openDraftTx(op, key)
		if err != nil {
			return err
		}
		op.Audit(audit.Entry{Action: "agreement.dropped", Object: "agreement", ID: a.ID, Unit: a.Unit, Detail: map[string]any{"n": v.N}})
		if err := eventTx(op, a, v.N, AmendDrop, "", "", ""); err != nil {
			return err
		}
		if err := versionStateTx(op, v, Dropped); err != nil || v.N > 1 {
			return err
		}
		return operation.Changed(op.Exec(`UPDATE agreement AS a SET deleted_at = $2, deleted_op = $3, operation_id = $3, version = version + 1 WHERE {agreement.write:a} AND a.id = $1 AND a.deleted_at IS NULL`, a.ID, op.At, op.ID))
	})
	return operation.Wrap("drop agreement", err)
}

// Renew begins a new agreement that follows one: the same parties, items and text for the period after it, as long as it was. Pledges are
// left out: they are of years that have passed.
func (s *Service) Renew(ctx context.Context, sc access.Scope, key id.ID) (next id.ID, err error) {
	if err := sc.Require(access.AgreementWrite); err != nil {
		return "", err
	}
	err = s.Write(ctx, sc, func(op *operation.Op) error {
		a, err := changeTx(op, key)
		if err != nil {
			return err
		}
		if a.RenewedBy != "" {
			return fault.Conflict("agreement.renewed_already")
		}
		v, err := openTx(op, a, Active)
		if fault.Is(err, fault.KindNotFound) {
			return fault.Conflict("agreement.not_active")
		}
		if err != nil {
			return err
		}
		d, err := copyTx(op, v)
		if err != nil {
			return err
		}
		d.name, d.pledges = a.Name, nil
		d.from, d.to = a.following()
		next = op.NewID()
		op.Audit(audit.Entry{Action: "agreement.renewing", Object: "agreement", ID: next, Unit: a.Unit, Detail: map[string]any{"renews": a.ID, "from": d.from, "to": d.to}})
		err = op.Insert(`INSERT INTO agreement (network_id, id, unit_id, organisation_id, grant_id, name, name_key, state, start_on, end_on, renews_id, created_at, created_by, operation_id)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
			op.Network(), next, a.Unit, a.Organisation, a.Grant, a.Name, check.Key(a.Name), Draft, d.from, d.to, a.ID, op.At, op.Scope.Account(), op.ID)
		if err != nil {
			return err
		}
		if err := eventTx(op, a, v.N, Renewing, "", "", next); err != nil {
			return err
		}
		made := Agreement{ID: next, Unit: a.Unit}
		if err := eventTx(op, made, 1, Drafted, "", "", a.ID); err != nil {
			return err
		}
		return addVersionTx(op, made, 1, d)
	})
	return next, operation.Wrap("renew agreement", err)
}

// following is the period after an agreement, as long as it was: in years when it was of whole years, else in days.
func (a Agreement) following() (from, to clock.Date) {
	from = a.To.AddDays(1)
	if years := from.Year() - a.From.Year(); years > 0 && from[4:] == a.From[4:] {
		return from, clock.Date(from.Time().AddDate(years, 0, -1).Format(time.DateOnly))
	}
	return from, from.AddDays(a.From.DaysUntil(a.To))
}

// renewedTx notes with the agreement before that the one that follows it is in force.
func renewedTx(op *operation.Op, a Agreement) error {
	op.Audit(audit.Entry{Action: "agreement.renewed", Object: "agreement", ID: a.Renews, Unit: a.Unit, Detail: map[string]any{"by": a.ID}})
	return eventTx(op, Agreement{ID: a.Renews, Unit: a.Unit}, 1, RenewedNow, "", "", a.ID)
}
