package engagement

import (
	"context"
	"slices"

	"schakel/internal/domain/need"
	"schakel/internal/domain/occurrence"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/check"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// Every is the rhythm of a series.
type Every string

// The rhythms.
const (
	Weekly      Every = "week"
	Fortnightly Every = "fortnight"
	OnDates     Every = "dates"
)

// Everies lists the rhythms.
func Everies() []Every { return []Every{Weekly, Fortnightly, OnDates} }

// MostDays is how many days a series can have: a school year of weeks.
const MostDays = 40

// Repeat says when an agreement comes back. The first day is the agreement's own.
type Repeat struct {
	Every Every
	Times string       // how often in all, as typed; for a rhythm of weeks
	Dates []clock.Date // for OnDates
}

// DayPlan is a day of a series with what speaks against it.
type DayPlan struct {
	On      clock.Date
	Clashes fault.Fields
}

// Skipped reports whether nobody is at school on the day, or the class has no time: a series goes on after it.
func (d DayPlan) Skipped() bool {
	_, holiday := d.Clashes[ClashHoliday]
	_, week := d.Clashes[ClashWeek]
	return holiday || week
}

// PlanInput is a series to look at before it is made.
type PlanInput struct {
	Unit         id.ID
	Organisation id.ID
	Engagement   id.ID           // that is repeated; empty while it is being agreed
	Facility     id.ID           // that it takes up, if any
	Slot         occurrence.Slot // of the first day
	Repeat
}

// PlanSeries lays out the other days of a series with what speaks against each. A rhythm of weeks goes on until as many days suit the
// school as were asked for; the days it skips are in the list too. Messages stand at every, times and dates, and at the fields of the slot.
func (s *Service) PlanSeries(ctx context.Context, sc access.Scope, in PlanInput) (days []DayPlan, err error) {
	if in.Unit == "" && sc.Can(access.EngagementManage) {
		return nil, fault.Fields{"unit": {Key: "field.required"}}.Err()
	}
	if err := sc.RequireOn(access.EngagementManage, in.Unit); err != nil {
		return nil, err
	}
	today := clock.Today(s.Clock)
	f := fault.Fields{}
	in.Slot.Instants(f, today)
	candidates, wanted := in.days(f)
	if err := f.Err(); err != nil || len(candidates) == 0 {
		return nil, err
	}
	c := clash{unit: in.Unit, organisation: in.Organisation, engagement: in.Engagement, facility: in.Facility}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		a, err := c.aroundTx(tx, sc, candidates[0], candidates[len(candidates)-1])
		for _, on := range candidates {
			if wanted == 0 {
				break
			}
			d := DayPlan{On: on, Clashes: c.against(a, occurrence.Slot{On: on, Start: in.Slot.Start, End: in.Slot.End}, today)}
			if !d.Skipped() || in.Every == OnDates {
				wanted--
			}
			days = append(days, d)
		}
		return err
	})
	return days, operation.Wrap("plan series", err)
}

// days lists the days that come into question, early first, and how many of them are wanted.
func (in PlanInput) days(f fault.Fields) (days []clock.Date, wanted int) {
	switch every := check.Choice(f, "every", string(in.Every), Everies()...); every {
	case OnDates:
		if days = checkDays(f, in.Dates, in.Slot.On); len(days) == 0 {
			f.Add("dates", "field.required")
		}
		return days, len(days)
	case Weekly, Fortnightly:
		wanted = check.Int(f, "times", in.Times, 2, MostDays) - 1
		step := 7
		if every == Fortnightly {
			step = 14
		}
		for n := 1; n <= wanted+20 && in.Slot.On != ""; n++ { // twenty weeks without lessons is more than a year has
			days = append(days, in.Slot.On.AddDays(n*step))
		}
	}
	return days, wanted
}

// checkDays sorts the other days of a series, each once and not the first again, with a message at dates.
func checkDays(f fault.Fields, days []clock.Date, first clock.Date) []clock.Date {
	var out []clock.Date
	for _, d := range days {
		if d == "" {
			continue
		}
		day, err := clock.ParseDate(string(d))
		if err != nil {
			f.Add("dates", "field.date")
			return nil
		}
		if day != first {
			out = append(out, day)
		}
	}
	slices.Sort(out)
	if out = slices.Compact(out); len(out) >= MostDays {
		f.Add("dates", "engagement.series_long", MostDays)
	}
	return out
}

// Made is an engagement with its occurrence.
type made struct {
	Engagement
	o occurrence.Occurrence
}

// seriesTx makes the engagement on its day and on the others, and confirms all of them in one mail. It returns the first.
func (a agreement) seriesTx(op *operation.Op, also []clock.Date) (id.ID, error) {
	if len(also) == 0 {
		e, _, err := agreeTx(op, a)
		return e.ID, err
	}
	a.Series = op.NewID()
	all, err := a.onDaysTx(op, append([]clock.Date{a.Slot.On}, also...))
	if err != nil {
		return "", err
	}
	return all[0].ID, tellSeriesTx(op, all, SeriesLetter{About: SeriesAgreed})
}

// onDaysTx makes one engagement per day.
func (a agreement) onDaysTx(op *operation.Op, days []clock.Date) (all []made, err error) {
	for _, on := range days {
		one := a
		one.Slot.On = on
		e, o, err := makeTx(op, one)
		if err != nil {
			return nil, atDates(err)
		}
		all = append(all, made{e, o})
	}
	return all, nil
}

// atDates brings a message about one of several days to the field of all.
func atDates(err error) error {
	if f, ok := fault.As(err); ok {
		if m, is := f.Fields["on"]; is {
			return fault.Fields{"dates": m}.Err()
		}
	}
	return err
}

// Repeat makes an engagement again on other days, with the same people, class and hours: together they are a series, of which both
// sides hear in one mail. A need that wants several visits is filled when there are as many.
func (s *Service) Repeat(ctx context.Context, sc access.Scope, key id.ID, days []clock.Date) (n int, err error) {
	if err := sc.Require(access.EngagementManage); err != nil {
		return 0, err
	}
	err = s.Write(ctx, sc, func(op *operation.Op) error {
		e, o, err := loadTx(op, key)
		if err != nil {
			return err
		}
		if o.CancelledAt != nil {
			return fault.Conflict("engagement.series_no_day")
		}
		f := fault.Fields{}
		if days = checkDays(f, days, o.HeldOn); len(days) == 0 {
			f.Add("dates", "engagement.series_choose")
		}
		if err := f.Err(); err != nil {
			return err
		}
		had, err := seriesOfTx(op, e)
		if err != nil {
			return err
		}
		if len(had)+len(days) > MostDays {
			return fault.Fields{"dates": {Key: "engagement.series_long", Args: []any{MostDays}}}.Err()
		}
		for _, day := range days {
			if slices.ContainsFunc(had, func(m made) bool { return m.o.HeldOn == day && m.o.CancelledAt == nil }) {
				return fault.Fields{"dates": {Key: "engagement.series_twice", Args: []any{day}}}.Err()
			}
		}
		n = len(days)
		return repeatTx(op, e, o, days)
	})
	return n, operation.Wrap("repeat engagement", err)
}

// repeatTx makes the engagement again on other days.
func repeatTx(op *operation.Op, e Engagement, o occurrence.Occurrence, days []clock.Date) error {
	if e.Series == "" {
		e.Series = op.NewID()
		if _, err := op.Exec(`UPDATE engagement AS e SET series_id = $2, version = version + 1, operation_id = $3 WHERE {engagement.manage:e} AND e.id = $1`, e.ID, e.Series, op.ID); err != nil {
			return err
		}
	}
	needs, err := needsTx(op, e.ID)
	if err != nil {
		return err
	}
	place := o.Place
	if o.Online() {
		place = o.PlaceBefore
	}
	a := agreement{
		Engagement: e, Needs: needs, Slot: o.Slot(), Place: place, Room: o.Facility,
		Pupils: o.PupilsExpected, People: o.PeoplePlanned, Prep: o.PrepMinutes, Value: o.ValueRule,
	}
	a.Invitation, a.Replaces = "", ""
	all, err := a.onDaysTx(op, days)
	if err != nil {
		return err
	}
	details, err := detailsTx(op.Tx, op.Scope, e.ID)
	if err != nil {
		return err
	}
	if details.Version > 0 {
		details.Version = 0
		for _, m := range all {
			if err := saveDetailsTx(op, m.Engagement, details); err != nil {
				return err
			}
		}
	}
	op.Audit(audit.Entry{Action: "engagement.repeated", Object: "engagement", ID: e.ID, Unit: e.Unit, Detail: map[string]any{"series": e.Series, "days": days}})
	if err := fillTx(op, needs); err != nil {
		return err
	}
	return tellSeriesTx(op, append([]made{{e, o}}, all...), SeriesLetter{About: SeriesAgreed})
}

// fillTx closes the needs that want several visits when there are as many.
func fillTx(op *operation.Op, needs []id.ID) error {
	for _, key := range needs {
		n, err := visitsTx(op, key)
		if err != nil {
			return err
		}
		if err := need.FillByVisitsTx(op, key, n); err != nil {
			return err
		}
	}
	return nil
}

// visitsTx counts the engagements for a need that take place or took place.
func visitsTx(op *operation.Op, key id.ID) (int, error) {
	return operation.Get[int](op, `SELECT COUNT(*) FROM engagement_need en
		JOIN engagement e ON e.network_id = en.network_id AND e.id = en.engagement_id AND e.deleted_at IS NULL
		JOIN occurrence o ON o.network_id = e.network_id AND o.source_id = e.id AND o.deleted_at IS NULL AND (o.cancelled_at IS NULL OR o.postponed_at IS NOT NULL)
		WHERE {wall:en} AND en.need_id = $1`, key)
}

// seriesOfTx returns the engagements of a series that the principal manages, in the order of their days; only the engagement when it
// is alone.
func seriesOfTx(op *operation.Op, e Engagement) ([]made, error) {
	list, err := operation.Select[Engagement](op, `SELECT `+columns+from+`JOIN occurrence o ON o.network_id = e.network_id AND o.source_id = e.id
		WHERE {engagement.manage:e} AND (e.id = $1 OR e.series_id = $2) AND e.deleted_at IS NULL AND o.deleted_at IS NULL
		ORDER BY o.starts_at, o.id LIMIT 200`, e.ID, string(e.Series))
	if err != nil {
		return nil, err
	}
	var all []made
	for _, one := range list {
		o, err := occurrence.OfTx(op.Tx, op.Scope, occurrence.SourceEngagement, one.ID)
		if err != nil {
			return nil, err
		}
		all = append(all, made{one, o})
	}
	return all, nil
}
