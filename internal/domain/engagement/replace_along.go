package engagement

import (
	"schakel/internal/domain/occurrence"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/id"
)

// endAlongTx ends several days of a series; each is as it is now. The last ends first: what made the
// first yes ends last.
func (in ReplaceInput) endAlongTx(op *operation.Op, list []made, next func(i int) string) (err error) {
	for i := len(list) - 1; i >= 0; i-- {
		m := &list[i]
		if m.o, err = endTx(op, m.Engagement, m.o, CancelInput{By: ByCompany, Reason: in.Reason}); err != nil {
			return err
		}
		op.Audit(audit.Entry{Action: "engagement.replaced", Object: "engagement", ID: m.ID, Unit: m.Unit, Detail: map[string]string{"reason": in.Reason, "next": next(i)}})
	}
	return nil
}

// lookAlongTx ends an engagement and other days of its series, and lets their needs look for companies again.
func (in ReplaceInput) lookAlongTx(op *operation.Op, e Engagement, o occurrence.Occurrence) error {
	list, _, err := in.Along.daysTx(op, e, o)
	if err != nil {
		return err
	}
	if err := in.endAlongTx(op, list, func(int) string { return "" }); err != nil {
		return err
	}
	for i := len(list) - 1; i >= 0; i-- {
		if err := reopenTx(op, list[i].Engagement, in.Reason); err != nil {
			return err
		}
	}
	return tellSeriesTx(op, list, SeriesLetter{About: SeriesReplaced, By: ByCompany, Reason: in.Reason})
}

// replaceAlongTx gives an engagement and other days of its series to another company, as a series of its own: every day takes the place of
// one that ended, and moves as many days as the engagement does. Each side hears of all days in one mail. It returns what took the place of the engagement.
func (in ReplaceInput) replaceAlongTx(op *operation.Op, e Engagement, o occurrence.Occurrence, needs []id.ID, company relation.Organisation) (id.ID, error) {
	list, at, err := in.Along.daysTx(op, e, o)
	if err != nil {
		return "", err
	}
	slots, keys, yes := in.slots(list, at)
	overruled, err := clash{unit: e.Unit, organisation: company.ID, except: keys, engagement: e.ID, facility: o.Facility}.checkAllTx(op, slots, at, in.Anyway)
	if err != nil {
		return "", err
	}
	if err := in.endAlongTx(op, list, func(int) string { return string(company.ID) }); err != nil {
		return "", err
	}
	a, err := in.takesTx(op, e, o, needs, yes, company)
	if err != nil {
		return "", err
	}
	a.Overruled = overruled
	if len(list) > 1 {
		a.Series = op.NewID()
	}
	var all []made
	for i, m := range list {
		one := a
		one.Slot, one.Replaces = slots[i], m.ID
		if i > 0 {
			one.Invitation = ""
		}
		next, at, err := makeTx(op, one)
		if err != nil {
			return "", atDates(err)
		}
		all = append(all, made{next, at})
	}
	if err := tellSeriesTx(op, list, SeriesLetter{About: SeriesReplaced, By: ByCompany, Reason: in.Reason, Next: company.Name}); err != nil {
		return "", err
	}
	return all[at].ID, tellSeriesTx(op, all, SeriesLetter{About: SeriesAgreed})
}

// slots are the days on which the next company comes, with the occurrences that they replace and the yes that made these.
func (in ReplaceInput) slots(list []made, at int) (slots []occurrence.Slot, keys []id.ID, yes id.ID) {
	shift := 0
	if in.Slot.On != "" {
		shift = list[at].o.HeldOn.DaysUntil(in.Slot.On)
	}
	for _, m := range list {
		slots = append(slots, occurrence.Slot{On: m.o.HeldOn.AddDays(shift), Start: in.Slot.Start, End: in.Slot.End})
		keys = append(keys, m.o.ID)
		if yes == "" {
			yes = m.Invitation
		}
	}
	slots[at].On = in.Slot.On // without one it is refused, at its field
	return slots, keys, yes
}
