package engagement

import (
	"schakel/internal/domain/menu"
	"schakel/internal/domain/occurrence"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/kernel/search"
	"schakel/internal/platform/id"
)

// agreement is all that is needed to make an engagement; every id in it was loaded by the caller.
type agreement struct {
	Engagement
	Needs  []id.ID
	Slot   occurrence.Slot
	Place  string
	Room   id.ID // the facility that it takes up, if any
	Pupils int
	People int
	Prep   int
	Value  occurrence.ValueRule

	Overruled []string // warnings about the day
}

// agreeTx makes the engagement and confirms to the company and the teacher by mail.
func agreeTx(op *operation.Op, a agreement) (Engagement, occurrence.Occurrence, error) {
	e, o, err := makeTx(op, a)
	if err != nil {
		return e, o, err
	}
	return e, o, confirmTx(op, e, o)
}

// makeTx makes the engagement and plans its occurrence, leaves the moment on the company's timeline, and makes sure that school and
// company have a relationship. Nobody hears of it yet.
func makeTx(op *operation.Op, a agreement) (Engagement, occurrence.Occurrence, error) {
	e := a.Engagement
	e.ID, e.AgreedAt, e.Version = op.NewID(), op.At, 1
	o := occurrence.Occurrence{}
	err := op.Insert(`INSERT INTO engagement (network_id, id, unit_id, organisation_id, person_id, menu_item_id, activity_id, invitation_id, title, replaces_id, series_id, agreed_at, agreed_by, operation_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
		op.Network(), e.ID, e.Unit, e.Organisation, e.Person, e.Item, e.Activity, e.Invitation, e.Title, e.Replaces, e.Series, e.AgreedAt, op.Scope.Account(), op.ID)
	if err != nil {
		return e, o, err
	}
	for _, n := range a.Needs {
		err := op.Insert(`INSERT INTO engagement_need (network_id, engagement_id, need_id, operation_id) VALUES ($1, $2, $3, $4)`, op.Network(), e.ID, n, op.ID)
		if err != nil {
			return e, o, err
		}
	}
	if a.Room, err = keptRoomTx(op, e.Unit, a.Room); err != nil { // who chose one was told before; a series and another company take it along
		return e, o, err
	}
	o, err = occurrence.PlanTx(op, occurrence.Plan{
		Unit: e.Unit, Organisation: e.Organisation, SourceKind: occurrence.SourceEngagement, Source: e.ID, Slot: a.Slot, Place: a.Place, Facility: a.Room,
		Pupils: a.Pupils, People: a.People, PrepMinutes: a.Prep, ValueRule: a.Value, Activity: e.Activity,
	})
	if err != nil {
		return e, o, err
	}
	if err := momentTx(op, e, relation.ContactAgreed); err != nil {
		return e, o, err
	}
	if _, err := relation.EnsureRelationshipTx(op, e.Unit, e.Organisation); err != nil {
		return e, o, err
	}
	op.Audit(audit.Entry{Action: "engagement.agreed", Object: "engagement", ID: e.ID, Unit: e.Unit, Detail: map[string]any{
		"organisation": e.Organisation, "title": e.Title, "on": o.HeldOn, "occurrence": o.ID, "needs": a.Needs, "overruled": a.Overruled,
	}})
	err = search.PutTx(op, search.Doc{Kind: search.Engagement, ID: e.ID, Unit: e.Unit, Label: e.Title, Sub: e.OrganisationName + " · " + e.UnitName})
	return e, o, err
}

// confirmTx sends the letter "agreed" to both sides.
func confirmTx(op *operation.Op, e Engagement, o occurrence.Occurrence) error {
	teacher, err := teacherTx(op, e)
	if err != nil {
		return err
	}
	return tellTx(op, e, "agreed", func(to addressee) any {
		return AgreedLetter{
			Name: to.Name, Company: to.Account == "", Organisation: e.OrganisationName, School: e.UnitName, Teacher: teacher,
			Title: e.Title, When: whenOf(o), Place: o.Place, Pupils: o.PupilsExpected, People: o.PeoplePlanned,
			Calendar: inCalendar(o),
		}
	})
}

// teacherTx names who asked for it, else who made the agreement.
func teacherTx(op *operation.Op, e Engagement) (string, error) {
	names, err := operation.Select[string](op, `SELECT a.name FROM engagement e
		LEFT JOIN engagement_need en ON en.network_id = e.network_id AND en.engagement_id = e.id
		LEFT JOIN need n ON n.network_id = en.network_id AND n.id = en.need_id
		JOIN account a ON a.id = COALESCE(n.asked_by, e.agreed_by)
		WHERE {wall:e} AND e.id = $1 ORDER BY n.asked_at, n.id LIMIT 1`, e.ID)
	if err != nil || len(names) == 0 {
		return "", err
	}
	return names[0], nil
}

// defaultPlace says where an item happens, in words that need no translation.
func defaultPlace(at menu.Place, school, company string) string {
	switch at {
	case menu.AtSchool:
		return school
	case menu.AtCompany:
		return company
	case menu.Online:
		return "Online"
	default:
		return ""
	}
}
