package engagement

import (
	"context"
	"slices"

	"schakel/internal/domain/facility"
	"schakel/internal/domain/occurrence"
	"schakel/internal/domain/programme"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/check"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// AgreeInput is an agreement made by phone or at the door.
type AgreeInput struct {
	Unit         id.ID // the school that benefits
	Organisation id.ID
	Person       id.ID // contact at the company; may be empty
	Item         id.ID // of the menu; may be empty
	Activity     id.ID // of the programme; may be empty
	Title        string
	Slot         occurrence.Slot
	Place        string
	Facility     id.ID // that it takes up; may be empty
	Pupils       int
	People       int  // of the company
	PrepMinutes  int  // per person
	Anyway       bool // although the day clashes with something

	Also []clock.Date // the other days of a series, chosen after seeing what speaks against them
}

// Validate cleans the input or returns a fault with messages at title, organisation and the fields of occurrence.Plan.
func (in *AgreeInput) Validate(today clock.Date) error {
	f := fault.Fields{}
	in.Title = check.Line(f, "title", in.Title, 3, 160)
	if in.Organisation == "" {
		f.Add("organisation", "field.required")
	}
	p := occurrence.Plan{Slot: in.Slot, Place: in.Place, Pupils: in.Pupils, People: in.People, PrepMinutes: in.PrepMinutes, ValueRule: occurrence.StaffHours}
	more, _ := fault.As(p.Validate(today))
	if more != nil {
		for name, m := range more.Fields {
			f.Add(name, m.Key, m.Args...)
		}
	}
	in.Slot, in.Place = p.Slot, p.Place
	in.Also = checkDays(f, in.Also, in.Slot.On)
	return f.Err()
}

// AgreeByHand makes an engagement that was agreed without an invitation.
func (s *Service) AgreeByHand(ctx context.Context, sc access.Scope, in AgreeInput) (key id.ID, err error) {
	if in.Unit == "" && sc.Can(access.EngagementManage) {
		return "", fault.Fields{"unit": {Key: "field.required"}}.Err()
	}
	if err := sc.RequireOn(access.EngagementManage, in.Unit); err != nil {
		return "", err
	}
	if err := in.Validate(clock.Today(s.Clock)); err != nil {
		return "", err
	}
	err = s.Write(ctx, sc, func(op *operation.Op) error {
		a, err := in.loadTx(op)
		if err != nil {
			return err
		}
		if a.Overruled, err = (clash{unit: in.Unit, organisation: in.Organisation, slot: in.Slot, facility: in.Facility}).checkTx(op, in.Anyway); err != nil {
			return err
		}
		key, err = a.seriesTx(op, in.Also)
		return err
	})
	return key, operation.Wrap("agree by hand", err)
}

// loadTx checks every id of the input through the principal's scope.
func (in *AgreeInput) loadTx(op *operation.Op) (agreement, error) {
	f := fault.Fields{}
	a := agreement{Slot: in.Slot, Place: in.Place, Pupils: in.Pupils, People: in.People, Prep: in.PrepMinutes}
	unit, err := operation.Get[string](op, `SELECT u.name FROM unit u WHERE {engagement.manage:u.id} AND u.id = $1 AND u.deleted_at IS NULL LIMIT 1`, in.Unit)
	if err != nil {
		return a, err
	}
	company, err := relation.OrganisationTx(op.Tx, op.Scope, in.Organisation)
	if err := choice(f, "organisation", err); err != nil {
		return a, err
	}
	if !gives(company.Kind) {
		f.Add("organisation", "engagement.school_gives")
	}
	item, err := itemTx(op, in.Item, in.Unit)
	if fs, ok := fault.As(err); ok {
		f.Add("item", fs.Fields["item"].Key)
	} else if err != nil {
		return a, err
	}
	if err := in.checkPerson(op, f); err != nil {
		return a, err
	}
	if err := in.checkActivity(op, f); err != nil {
		return a, err
	}
	room, err := roomTx(op, f, in.Unit, in.Facility)
	if err != nil {
		return a, err
	}
	a.Room = room.ID
	if a.Place == "" && room.ID != "" {
		a.Place = room.Where()
	}
	if a.Place == "" {
		a.Place = defaultPlace(item.Place, unit, company.Name)
	}
	a.Value = item.Value
	a.Engagement = Engagement{
		Unit: in.Unit, UnitName: unit, Organisation: company.ID, OrganisationName: company.Name, Person: in.Person,
		Item: in.Item, Activity: in.Activity, Title: in.Title,
	}
	return a, f.Err()
}

// roomTx loads the facility that an engagement of the unit takes up; none when the key is empty. One that the unit may not use gets a
// message at facility.
func roomTx(op *operation.Op, f fault.Fields, unit, key id.ID) (facility.Facility, error) {
	if key == "" {
		return facility.Facility{}, nil
	}
	room, err := facility.UsableTx(op.Tx, op.Scope, unit, key)
	return room, choice(f, "facility", err)
}

// keptRoomTx is the lab or room of an agreement that goes on on another day: none when it went out of use since, or is another school's.
func keptRoomTx(op *operation.Op, unit, key id.ID) (id.ID, error) {
	room, err := roomTx(op, fault.Fields{}, unit, key)
	return room.ID, err
}

// gives reports whether an organisation of the kind can do something for a school: schools do not co-finance themselves.
func gives(k relation.Kind) bool {
	return k != relation.KindSchool && k != relation.KindBoard && k != relation.KindCollege
}

// choice turns "not there" into a message at the field, and lets other errors through.
func choice(f fault.Fields, field string, err error) error {
	if fault.Is(err, fault.KindNotFound) {
		f.Add(field, "field.choice")
		return nil
	}
	return err
}

// checkPerson refuses a contact who does not work at the company, or whom the principal may not see.
func (in *AgreeInput) checkPerson(op *operation.Op, f fault.Fields) error {
	if in.Person == "" {
		return nil
	}
	people, err := relation.PeopleOfTx(op.Tx, op.Scope, in.Organisation)
	if !slices.ContainsFunc(people, func(p relation.ContactPerson) bool { return p.ID == in.Person }) {
		f.Add("person", "field.choice")
	}
	return err
}

// checkActivity refuses an activity that is not there or does not run on the day.
func (in *AgreeInput) checkActivity(op *operation.Op, f fault.Fields) error {
	if in.Activity == "" {
		return nil
	}
	a, err := programme.ActivityTx(op.Tx, op.Scope, in.Activity)
	if err := choice(f, "activity", err); err != nil {
		return err
	}
	for _, on := range append([]clock.Date{in.Slot.On}, in.Also...) {
		if a.ID != "" && !a.Holds(on) {
			f.Add("activity", "engagement.activity_period", a.From, a.To)
		}
	}
	return nil
}
