package engagement

import (
	"time"

	"schakel/internal/domain/menu"
	"schakel/internal/domain/occurrence"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// Service holds the use cases of engagements.
type Service struct {
	operation.Kit
}

// New makes the service.
func New(kit operation.Kit) *Service { return &Service{Kit: kit} }

// Engagement is an agreed activity of a company with a class.
type Engagement struct {
	ID               id.ID      `db:"id"`
	Unit             id.ID      `db:"unit_id"` // the school that benefits
	UnitName         string     `db:"unit_name"`
	Organisation     id.ID      `db:"organisation_id"`
	OrganisationName string     `db:"organisation_name"`
	Person           id.ID      `db:"person_id"` // contact at the company, if known
	Item             id.ID      `db:"menu_item_id"`
	ItemNL           string     `db:"item_nl"`
	ItemEN           string     `db:"item_en"`
	ItemPlace        menu.Place `db:"item_place"` // where the menu item happens; empty without one
	Activity         id.ID      `db:"activity_id"`
	Invitation       id.ID      `db:"invitation_id"`
	Title            string     `db:"title"`
	Replaces         id.ID      `db:"replaces_id"` // the engagement whose place it took
	Series           id.ID      `db:"series_id"`   // engagements that were agreed together; empty: alone
	AgreedAt         time.Time  `db:"agreed_at"`
	Version          int        `db:"version"`
}

// ItemName returns the menu item's name in a language, empty without one.
func (e Engagement) ItemName(lang string) string {
	if lang == "en" {
		return e.ItemEN
	}
	return e.ItemNL
}

// Depth is how far the cooperation of school and company has come once this took place: a class that visits the company, or
// a company that stands in front of the class.
func (e Engagement) Depth() relation.Depth {
	switch e.ItemPlace {
	case menu.AtSchool, menu.Online:
		return relation.DepthLesson
	default:
		return relation.DepthVisit
	}
}

const (
	columns = `e.id, e.unit_id, u.name AS unit_name, e.organisation_id, c.name AS organisation_name, e.person_id, e.menu_item_id,
		COALESCE(m.name_nl, '') AS item_nl, COALESCE(m.name_en, '') AS item_en, COALESCE(m.place, '') AS item_place,
		e.activity_id, e.invitation_id, e.title, e.replaces_id, e.series_id, e.agreed_at, e.version`
	from = ` FROM engagement e
		JOIN unit u ON u.network_id = e.network_id AND u.id = e.unit_id
		JOIN organisation c ON c.network_id = e.network_id AND c.id = e.organisation_id
		LEFT JOIN menu_item m ON m.network_id = e.network_id AND m.id = e.menu_item_id `
)

// loadTx loads an engagement that the principal manages, with its occurrence.
func loadTx(op *operation.Op, key id.ID) (Engagement, occurrence.Occurrence, error) {
	e, err := operation.Get[Engagement](op, `SELECT `+columns+from+` WHERE {engagement.manage:e} AND e.id = $1 AND e.deleted_at IS NULL LIMIT 1`, key)
	if err != nil {
		return e, occurrence.Occurrence{}, err
	}
	o, err := occurrence.OfTx(op.Tx, op.Scope, occurrence.SourceEngagement, e.ID)
	return e, o, err
}

// momentTx leaves a moment on the company's timeline; all moments of one engagement carry it as their source.
func momentTx(op *operation.Op, e Engagement, kind relation.ContactKind) error {
	return relation.RecordContactTx(op, relation.Contact{
		Unit: e.Unit, Organisation: e.Organisation, Person: e.Person, Kind: kind, SourceKind: string(occurrence.SourceEngagement), SourceID: e.ID,
	})
}

// itemTx loads the menu item of an engagement: reference data of the network.
func itemTx(op *operation.Op, key, unit id.ID) (menuItem, error) {
	if key == "" {
		return menuItem{Minutes: plainMinutes, People: 1, Value: occurrence.StaffHours}, nil
	}
	item, err := operation.Get[menuItem](op, `SELECT m.id, m.name_nl, m.name_en, m.place, m.duration_minutes, m.prep_minutes, m.people, m.value_rule
		FROM menu_item m JOIN unit_closure x ON x.network_id = m.network_id AND x.ancestor_id = m.unit_id AND x.descendant_id = $2
		WHERE {wall:m} AND m.id = $1 AND m.deleted_at IS NULL LIMIT 1`, key, unit)
	if fault.Is(err, fault.KindNotFound) {
		return item, fault.Fields{"item": {Key: "field.choice"}}.Err()
	}
	return item, err
}

// menuItem is what an engagement takes over from the menu.
type menuItem struct {
	ID      id.ID                `db:"id"`
	NameNL  string               `db:"name_nl"`
	NameEN  string               `db:"name_en"`
	Place   menu.Place           `db:"place"`
	Minutes int                  `db:"duration_minutes"`
	Prep    int                  `db:"prep_minutes"`
	People  int                  `db:"people"`
	Value   occurrence.ValueRule `db:"value_rule"`
}

// plainMinutes is how long something without a menu item takes: two hours.
const plainMinutes = 120

// A school day: lessons begin at half past eight, visits and guests usually at ten; nothing planned by default runs past
// half past four.
const (
	dayStart   = 8*60 + 30
	usualStart = 10 * 60
	dayEnd     = 16*60 + 30
)

// hours returns the times of day proposed for something of so many minutes.
func hours(minutes int) (start, end int) {
	start = usualStart
	if start+minutes > dayEnd {
		start = dayStart
	}
	return start, min(start+minutes, dayEnd)
}
