package occurrence

import (
	"slices"
	"time"

	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/check"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// Slot is a day with a begin and an end on the clock in Amsterdam, in minutes since midnight; -1 is a time that could
// not be read.
type Slot struct {
	On    clock.Date `json:"on"`
	Start int        `json:"start"`
	End   int        `json:"end"`
}

// The days that can be planned: agreements by phone are sometimes noted afterwards, and nobody plans further than the
// horizon of a programme period (four years).
const (
	backDays  = 400
	aheadDays = 4 * 366
)

const endOfDay = 24*60 - 1

// Instants cleans the slot and returns when it begins and ends. Messages are noted at the fields on, start and end;
// a time that the spring change of the clock skips is refused with field.gap.
func (s *Slot) Instants(f fault.Fields, today clock.Date) (starts, ends time.Time) {
	s.On = check.Date(f, "on", string(s.On))
	if s.On != "" && (s.On < today.AddDays(-backDays) || s.On > today.AddDays(aheadDays)) {
		f.Add("on", "occurrence.too_far")
	}
	timeOfDay(f, "start", s.Start)
	timeOfDay(f, "end", s.End)
	if len(f) > 0 || s.On == "" {
		return starts, ends
	}
	if s.End <= s.Start {
		f.Add("end", "occurrence.end_first")
		return starts, ends
	}
	starts, ends = check.Moment(f, "start", s.On, s.Start), check.Moment(f, "end", s.On, s.End)
	return starts, ends
}

func timeOfDay(f fault.Fields, field string, minutes int) {
	if minutes < 0 || minutes > endOfDay {
		f.Add(field, "field.time")
	}
}

// The limits of what can be planned and signed.
const (
	MaxPupils  = 2000
	MaxPeople  = 500
	MaxMinutes = 6000 // per person: a hundred hours, also for a lesson series with its preparation
)

// Plan describes an occurrence to plan. Unit, organisation, activity and source were loaded by the caller.
type Plan struct {
	Unit         id.ID
	Organisation id.ID
	SourceKind   Source
	Source       id.ID
	Slot         Slot
	Place        string
	Facility     id.ID
	Pupils       int // expected
	People       int // of the company
	PrepMinutes  int // per person
	ValueRule    ValueRule
	Activity     id.ID
}

// Validate cleans the plan or returns a fault with messages at on, start, end, place, pupils, people and prep.
func (p *Plan) Validate(today clock.Date) error {
	f := fault.Fields{}
	p.check(f, today)
	return f.Err()
}

func (p *Plan) check(f fault.Fields, today clock.Date) (starts, ends time.Time) {
	starts, ends = p.Slot.Instants(f, today)
	p.Place = check.OptionalLine(f, "place", p.Place, 200)
	between(f, "pupils", p.Pupils, 0, MaxPupils)
	between(f, "people", p.People, 1, MaxPeople)
	between(f, "prep", p.PrepMinutes, 0, MaxMinutes)
	if !slices.Contains(ValueRules(), p.ValueRule) {
		f.Add("value_rule", "field.choice")
	}
	return starts, ends
}

func between(f fault.Fields, field string, n, low, high int) {
	if n < low || n > high {
		f.Add(field, "field.range", low, high)
	}
}

// PlanTx plans an occurrence inside the use case of its source.
func PlanTx(op *operation.Op, p Plan) (Occurrence, error) {
	f := fault.Fields{}
	starts, ends := p.check(f, op.Today())
	if err := f.Err(); err != nil {
		return Occurrence{}, err
	}
	o := Occurrence{
		ID: op.NewID(), Unit: p.Unit, Organisation: p.Organisation, SourceKind: p.SourceKind, Source: p.Source,
		HeldOn: p.Slot.On, StartsAt: starts, EndsAt: ends, Place: p.Place, Facility: p.Facility, PupilsExpected: p.Pupils, PeoplePlanned: p.People,
		PrepMinutes: p.PrepMinutes, ValueRule: p.ValueRule, Activity: p.Activity, Version: 1,
	}
	err := op.Insert(`INSERT INTO occurrence (network_id, id, unit_id, organisation_id, source_kind, source_id, held_on, starts_at, ends_at,
			place, pupils_expected, people_planned, prep_minutes, value_rule, activity_id, operation_id, facility_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`,
		op.Network(), o.ID, o.Unit, o.Organisation, o.SourceKind, o.Source, o.HeldOn, o.StartsAt, o.EndsAt,
		o.Place, o.PupilsExpected, o.PeoplePlanned, o.PrepMinutes, o.ValueRule, o.Activity, op.ID, o.Facility)
	if err != nil {
		return Occurrence{}, operation.Wrap("plan occurrence", err)
	}
	op.Audit(audit.Entry{Action: "occurrence.planned", Object: "occurrence", ID: o.ID, Unit: o.Unit, Detail: p})
	return o, nil
}
