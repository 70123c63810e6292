package engagement

import (
	"strconv"

	"schakel/internal/domain/occurrence"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// Overrule is the field at which a refused proposal, or choice, asks whether the day is meant although it does not suit.
const Overrule = "anyway"

// asked is the message at Overrule.
const asked = "engagement.clash.sure"

// suitTx looks at the days that one side proposes. What speaks against a day stands at its field on_1, on_2 …, unless it is proposed
// anyway; then suitTx tells what was overruled.
func (in ProposeInput) suitTx(op *operation.Op, e Engagement, o occurrence.Occurrence, side Party) (overruled []string, err error) {
	return suitTx(op, e, o, side, in.Dates, in.Anyway, func(n int) string { return "on_" + strconv.Itoa(n+1) })
}

// suitsTx looks at the day that is chosen once more, for much can have come in between. What speaks against it stands at choice.
func (in ChooseInput) suitsTx(op *operation.Op, e Engagement, o occurrence.Occurrence, p *Proposal, side Party) (overruled []string, err error) {
	if in.Choice < 0 {
		return nil, nil
	}
	slot := p.Dates.V[in.Choice]
	if starts, _ := slot.Instants(fault.Fields{}, op.Today()); !starts.After(op.At) {
		return nil, fault.Fields{"choice": {Key: "engagement.date_passed"}}.Err()
	}
	return suitTx(op, e, o, side, []occurrence.Slot{slot}, in.Anyway, func(int) string { return "choice" })
}

// suitTx refuses days of an engagement against which something speaks, at the field of each, unless they are meant anyway.
func suitTx(op *operation.Op, e Engagement, o occurrence.Occurrence, side Party, slots []occurrence.Slot, anyway bool, field func(n int) string) ([]string, error) {
	against, err := clash{unit: e.Unit, organisation: e.Organisation, except: []id.ID{o.ID}, engagement: e.ID, facility: o.Facility}.lookTx(op, slots)
	if err != nil || anyway {
		return overruled(against), err
	}
	f := fault.Fields{}
	for n, found := range against {
		for _, name := range Clashes() {
			if m, is := found[name]; is {
				m = toldTo(side, name, m)
				f.Add(field(n), m.Key, m.Args...)
			}
		}
	}
	if len(f) > 0 {
		f.Add(Overrule, asked)
	}
	return nil, f.Err()
}

// toldTo words a clash for one side: what else a class does is the school's own.
func toldTo(side Party, name string, m fault.Message) fault.Message {
	if name == ClashClass && side == ByCompany {
		return fault.Message{Key: "engagement.clash.class_taken"}
	}
	return m
}
