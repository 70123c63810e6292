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
	ClashClass   = "clash_class"   // the class has something else on that day
)

// Clashes lists the warnings in the order in which they are shown.
func Clashes() []string { return []string{ClashHoliday, ClashWeek, ClashCompany, ClashClass} }

// clash is a plan to look at. Whoever sees the plan sees that the company is taken, but not by whom.
type clash struct {
	unit         id.ID
	organisation id.ID
	slot         occurrence.Slot
	except       id.ID // the occurrence that is being moved
	engagement   id.ID // whose class it is; empty for a new one, whose class nobody noted yet
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
	return f, c.classTx(op, f)
}

// classTx looks for what else the class has on the day: a class is one by its name, at its school.
func (c clash) classTx(op *operation.Op, f fault.Fields) error {
	if c.engagement == "" {
		return nil
	}
	titles, err := operation.Select[string](op, `SELECT e.title FROM engagement_detail d
		JOIN engagement_detail k ON k.network_id = d.network_id AND k.unit_id = d.unit_id AND LOWER(k.class_name) = LOWER(d.class_name) AND k.engagement_id <> d.engagement_id
		JOIN engagement e ON e.network_id = k.network_id AND e.id = k.engagement_id AND e.deleted_at IS NULL
		JOIN occurrence o ON o.network_id = e.network_id AND o.source_id = e.id AND o.deleted_at IS NULL AND o.cancelled_at IS NULL
		WHERE {wall:d} AND d.engagement_id = $1 AND d.class_name <> '' AND o.held_on = $2 ORDER BY o.starts_at LIMIT 1`, c.engagement, c.slot.On)
	if err == nil && len(titles) > 0 {
		f.Add(ClashClass, "engagement.clash.class", titles[0])
	}
	return err
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
