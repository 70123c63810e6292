package engagement

import (
	"schakel/internal/domain/occurrence"
	"schakel/internal/domain/relation"
	"schakel/internal/domain/schoolyear"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// The fields at which a plan says that a day does not suit. They are warnings: who plans may do so anyway.
const (
	ClashHoliday = "clash_holiday" // a school holiday or a public one
	ClashWeek    = "clash_week"    // the school has tests, an internship or days off
	ClashCompany = "clash_company" // the company does something else at that time
)

// Clashes lists the warnings in the order in which they are shown.
func Clashes() []string { return []string{ClashHoliday, ClashWeek, ClashCompany} }

// clash is a plan to look at. Whoever sees the plan sees that the company is taken, but not by whom.
type clash struct {
	unit         id.ID
	organisation id.ID
	slot         occurrence.Slot
	except       id.ID // the occurrence that is being moved
}

// findTx returns what speaks against a plan: nothing when there is nothing, or when its times can't be read.
func (c clash) findTx(op *operation.Op) (fault.Fields, error) {
	f := fault.Fields{}
	starts, ends := c.slot.Instants(f, op.Today())
	if len(f) > 0 || starts.IsZero() {
		return fault.Fields{}, nil // refused elsewhere, at the fields of the times
	}
	region, err := schoolyear.RegionForTx(op.Tx, op.Scope, c.unit)
	if err != nil {
		return nil, err
	}
	for _, h := range schoolyear.Holidays(region, c.slot.On, c.slot.On) {
		f.Add(ClashHoliday, "engagement.clash.holiday", h.From, h.To)
	}
	weeks, err := schoolyear.WeeksForTx(op.Tx, op.Scope, c.unit, c.slot.On)
	if err != nil {
		return nil, err
	}
	for _, w := range weeks {
		if w.Kind != schoolyear.ProjectWeek {
			f.Add(ClashWeek, "engagement.clash.week."+string(w.Kind), w.UnitName, w.From, w.To)
		}
	}
	taken, err := operation.Get[int](op, `SELECT COUNT(*) FROM occurrence o WHERE {wall:o} AND `+relation.SameAs("o.network_id", "o.organisation_id")+`
		AND o.starts_at < $2 AND o.ends_at > $3 AND o.cancelled_at IS NULL AND o.deleted_at IS NULL AND o.id <> $4`, c.organisation, ends, starts, string(c.except))
	if err != nil {
		return nil, err
	}
	if taken > 0 {
		f.Add(ClashCompany, "engagement.clash.company")
	}
	return f, nil
}

// checkTx refuses a plan that clashes, unless whoever plans wants it anyway; then it tells what was overruled.
func (c clash) checkTx(op *operation.Op, anyway bool) (overruled []string, err error) {
	f, err := c.findTx(op)
	if err != nil {
		return nil, err
	}
	if len(f) > 0 && !anyway {
		return nil, f.Err()
	}
	for _, name := range Clashes() {
		if _, found := f[name]; found {
			overruled = append(overruled, name)
		}
	}
	return overruled, nil
}
