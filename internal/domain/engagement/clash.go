package engagement

import (
	"slices"
	"time"

	"schakel/internal/domain/facility"
	"schakel/internal/domain/occurrence"
	"schakel/internal/domain/relation"
	"schakel/internal/domain/schoolyear"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// The fields at which a plan says that a day does not suit. They are warnings: who plans may do so anyway.
const (
	ClashHoliday = "clash_holiday" // a school holiday or a public one
	ClashWeek    = "clash_week"    // the school has tests, an internship or days off
	ClashCompany = "clash_company" // the company does something else at that time
	ClashClass   = "clash_class"   // the class has something else on that day
	ClashRoom    = "clash_room"    // somebody else has the lab or room at that time
	ClashDays    = "clash_days"    // other days of the series do not suit
)

// Clashes lists the warnings in the order in which they are shown.
func Clashes() []string {
	return []string{ClashHoliday, ClashWeek, ClashCompany, ClashClass, ClashRoom, ClashDays}
}

// clash is a plan to look at. Whoever sees the plan sees that the company is taken, but not by whom.
type clash struct {
	unit         id.ID
	organisation id.ID
	slot         occurrence.Slot
	except       []id.ID // the occurrences that are being moved
	engagement   id.ID   // whose class it is; empty for a new one, whose class nobody noted yet
	facility     id.ID   // that it takes up, if any
}

// around is what is already there on the days of a plan.
type around struct {
	region schoolyear.Region
	weeks  []schoolyear.Week
	taken  []span
	class  []lesson
	uses   []facility.Use
}

// span is a time at which the company does something else.
type span struct {
	ID     id.ID     `db:"id"`
	Starts time.Time `db:"starts_at"`
	Ends   time.Time `db:"ends_at"`
}

// lesson is something else that the class has on a day.
type lesson struct {
	ID    id.ID      `db:"id"`
	On    clock.Date `db:"held_on"`
	Title string     `db:"title"`
}

// aroundTx reads what is there between two days, in five queries whatever the number of days.
func (c clash) aroundTx(tx *db.Tx, sc access.Scope, from, to clock.Date) (a around, err error) {
	if a.region, err = schoolyear.RegionForTx(tx, sc, c.unit); err != nil {
		return a, err
	}
	if a.weeks, err = schoolyear.WeeksForTx(tx, sc, c.unit, from, to); err != nil {
		return a, err
	}
	a.taken, err = db.Select[span](tx, sc.Bind(`SELECT o.id, o.starts_at, o.ends_at FROM occurrence o WHERE {wall:o} AND `+relation.SameAs("o.network_id", "o.organisation_id")+`
		AND o.held_on BETWEEN $2 AND $3 AND o.cancelled_at IS NULL AND o.deleted_at IS NULL ORDER BY o.starts_at, o.id LIMIT 1000`, c.organisation, from.AddDays(-1), to.AddDays(1)))
	if err == nil && c.facility != "" {
		a.uses, err = facility.TakenTx(tx, sc, c.facility, from, to)
	}
	if err != nil || c.engagement == "" {
		return a, err
	}
	// A class is one by its name, at its school.
	a.class, err = db.Select[lesson](tx, sc.Bind(`SELECT o.id, o.held_on, e.title FROM engagement_detail d
		JOIN engagement_detail k ON k.network_id = d.network_id AND k.unit_id = d.unit_id AND LOWER(k.class_name) = LOWER(d.class_name) AND k.engagement_id <> d.engagement_id
		JOIN engagement e ON e.network_id = k.network_id AND e.id = k.engagement_id AND e.deleted_at IS NULL
		JOIN occurrence o ON o.network_id = e.network_id AND o.source_id = e.id AND o.deleted_at IS NULL AND o.cancelled_at IS NULL
		WHERE {wall:d} AND d.engagement_id = $1 AND d.class_name <> '' AND o.held_on BETWEEN $2 AND $3 ORDER BY o.starts_at, o.id LIMIT 1000`, c.engagement, from, to))
	return a, err
}

// against returns what speaks against a plan: nothing when there is nothing, or when its times can't be read.
func (c clash) against(a around, slot occurrence.Slot, today clock.Date) fault.Fields {
	f := fault.Fields{}
	starts, ends := slot.Instants(f, today)
	if len(f) > 0 || starts.IsZero() {
		return fault.Fields{} // refused elsewhere, at the fields of the times
	}
	for _, h := range schoolyear.Holidays(a.region, slot.On, slot.On) {
		f.Add(ClashHoliday, "engagement.clash.holiday", h.From, h.To)
	}
	for _, w := range a.weeks {
		if w.Kind != schoolyear.ProjectWeek && w.Holds(slot.On) {
			f.Add(ClashWeek, "engagement.clash.week."+string(w.Kind), w.UnitName, w.From, w.To)
		}
	}
	for _, t := range a.taken {
		if t.Starts.Before(ends) && t.Ends.After(starts) && !slices.Contains(c.except, t.ID) {
			f.Add(ClashCompany, "engagement.clash.company")
		}
	}
	for _, l := range a.class {
		if l.On == slot.On && !slices.Contains(c.except, l.ID) {
			f.Add(ClashClass, "engagement.clash.class", l.Title)
		}
	}
	for _, u := range a.uses {
		if u.Overlaps(starts, ends) && !slices.Contains(c.except, u.ID) {
			m := u.Taken()
			f.Add(ClashRoom, m.Key, m.Args...)
		}
	}
	return f
}

// lookTx returns what speaks against each of several times. Others who plan something in the same facility wait: of two who want it at
// once, one hears about the other.
func (c clash) lookTx(op *operation.Op, slots []occurrence.Slot) ([]fault.Fields, error) {
	if c.facility != "" {
		if err := facility.LockTx(op, c.facility); err != nil {
			return nil, err
		}
	}
	out := make([]fault.Fields, len(slots))
	var days []clock.Date
	for _, s := range slots {
		if day, err := clock.ParseDate(string(s.On)); err == nil {
			days = append(days, day)
		}
	}
	if len(days) == 0 { // refused elsewhere, at the field of the day
		return out, nil
	}
	a, err := c.aroundTx(op.Tx, op.Scope, slices.Min(days), slices.Max(days))
	if err != nil {
		return nil, err
	}
	for i, s := range slots {
		out[i] = c.against(a, s, op.Today())
	}
	return out, nil
}

// overruled names what spoke against any of the times that were meant anyway.
func overruled(against []fault.Fields) (names []string) {
	for _, name := range Clashes() {
		if slices.ContainsFunc(against, func(f fault.Fields) bool { _, is := f[name]; return is }) {
			names = append(names, name)
		}
	}
	return names
}

// checkTx refuses a plan that clashes, unless whoever plans wants it anyway; then it tells what was overruled.
func (c clash) checkTx(op *operation.Op, anyway bool) ([]string, error) {
	return c.checkAllTx(op, []occurrence.Slot{c.slot}, 0, anyway)
}

// checkAllTx is checkTx for several days of a series: what speaks against the one at which who plans looks is said in full, of the others
// how many do not suit.
func (c clash) checkAllTx(op *operation.Op, slots []occurrence.Slot, at int, anyway bool) ([]string, error) {
	against, err := c.lookTx(op, slots)
	if err != nil || anyway {
		return overruled(against), err
	}
	f, others, on := against[at], 0, clock.Date("")
	for i, more := range against {
		if i == at || len(more) == 0 {
			continue
		}
		if others++; others == 1 {
			on = slots[i].On
		}
	}
	if others > 0 {
		f.Add(ClashDays, "engagement.clash.days", others, on)
	}
	return nil, f.Err()
}
