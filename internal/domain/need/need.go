package need

import (
	"time"

	"schakel/internal/domain/curriculum"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// State is where a need stands.
type State string

// The states.
const (
	Open      State = "open"
	Filled    State = "filled"
	Withdrawn State = "withdrawn"
	Expired   State = "expired"
)

// States lists the states in the order of the board.
func States() []State { return []State{Open, Filled, Expired, Withdrawn} }

// Need is what a class needs from a company.
type Need struct {
	ID       id.ID      `db:"id"`
	Unit     id.ID      `db:"unit_id"`
	UnitName string     `db:"unit_name"`
	Item     id.ID      `db:"menu_item_id"` // empty: "I don't know yet"
	ItemNL   string     `db:"item_nl"`
	ItemEN   string     `db:"item_en"`
	Activity id.ID      `db:"activity_id"`
	Title    string     `db:"title"`
	Goal     string     `db:"goal"`
	Profiles db.Strings `db:"profiles"` // empty is all
	Levels   db.Strings `db:"levels"`   // empty is all
	Year     int        `db:"school_year"`
	Pupils   int        `db:"pupils"`
	Wanted   int        `db:"wanted"`
	From     clock.Date `db:"period_from"`
	To       clock.Date `db:"period_to"`
	MaxKM    *int       `db:"max_km"`
	AskedBy  id.ID      `db:"asked_by"`
	Asker    string     `db:"asker"`
	AskedAt  time.Time  `db:"asked_at"`
	State    State      `db:"state"`
	ClosedAt *time.Time `db:"closed_at"`
	// ReopenedAt is when an agreement was called off and it looked for companies again.
	ReopenedAt *time.Time `db:"reopened_at"`
	Class      string     `db:"class_name"` // 3A; may be empty
	Series     id.ID      `db:"series_id"`  // needs that were asked together; empty: alone
	Visit      id.ID      `db:"visit_id"`   // the need that leads the visit that serves several; empty: alone
	Theme      string     `db:"theme"`      // what it is about, while there is no item
	Before     string     `db:"before_work"`
	After      string     `db:"after_work"`
	Version    int        `db:"version"`
}

// needColumns and needFrom read a need with the names that screens show; alias n carries the marker.
const (
	needColumns = `n.id, n.unit_id, u.name AS unit_name, n.menu_item_id, COALESCE(m.name_nl, '') AS item_nl, COALESCE(m.name_en, '') AS item_en,
		n.activity_id, n.title, n.goal, n.profiles, n.levels, n.school_year, n.pupils, n.wanted, n.period_from, n.period_to, n.max_km,
		n.asked_by, COALESCE(a.name, '') AS asker, n.asked_at, n.state, n.closed_at, n.reopened_at,
		n.class_name, n.series_id, n.visit_id, n.theme, n.before_work, n.after_work, n.version`
	needFrom = ` FROM need n
		JOIN unit u ON u.network_id = n.network_id AND u.id = n.unit_id
		LEFT JOIN menu_item m ON m.network_id = n.network_id AND m.id = n.menu_item_id
		LEFT JOIN account a ON a.id = n.asked_by `
)

// ItemName returns the menu item's name in a language, empty for "I don't know yet".
func (n Need) ItemName(lang string) string {
	if lang == "en" {
		return n.ItemEN
	}
	return n.ItemNL
}

// ProfileList returns the profiles as codes of curriculum.
func (n Need) ProfileList() []curriculum.Profile {
	return curriculum.Codes[curriculum.Profile](n.Profiles)
}

// LevelList returns the learning paths as codes of curriculum.
func (n Need) LevelList() []curriculum.Level { return curriculum.Codes[curriculum.Level](n.Levels) }

// Service holds the use cases of needs and invitations.
type Service struct {
	operation.Kit
	signals string // what higher nouns know of companies, and the end of the query
}

// New makes the service.
func New(kit operation.Kit) *Service {
	s := &Service{Kit: kit}
	s.Weigh()
	return s
}
