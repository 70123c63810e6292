package menu

import (
	"strconv"

	"schakel/internal/domain/curriculum"
	"schakel/internal/platform/check"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// Place is where an item happens.
type Place string

// The places.
const (
	AtSchool  Place = "school"
	AtCompany Place = "company"
	Elsewhere Place = "elsewhere"
	Online    Place = "online"
)

// Places lists the places in the order of the menu.
func Places() []Place { return []Place{AtSchool, AtCompany, Elsewhere, Online} }

// ValueRule is how what a company does becomes a contribution.
type ValueRule string

// The value rules.
const (
	StaffHours       ValueRule = "staff_hours"       // hours of employees × rate
	SupervisionHours ValueRule = "supervision_hours" // hours of presence × share that counts × rate
	Goods            ValueRule = "goods"
	Facility         ValueRule = "facility"
	Cash             ValueRule = "cash"
)

// ValueRules lists the value rules.
func ValueRules() []ValueRule {
	return []ValueRule{StaffHours, SupervisionHours, Goods, Facility, Cash}
}

// Conduct says what is needed of a certificate of conduct (VOG; domain.md §8.2: no source makes it compulsory for a
// one-off guest, so it is a choice per item). The document itself is never stored.
type Conduct string

// The policies.
const (
	None        Conduct = "none"
	Accompanied Conduct = "accompanied" // a teacher is always there
	Seen        Conduct = "seen"        // the school has seen one
)

// Conducts lists the policies.
func Conducts() []Conduct { return []Conduct{None, Accompanied, Seen} }

// Item is a line of the menu.
type Item struct {
	ID        id.ID      `db:"id"`
	Unit      id.ID      `db:"unit_id"`
	UnitName  string     `db:"unit_name"`
	Local     bool       `db:"local"` // added by a unit below the network
	Code      string     `db:"code"`
	Position  int        `db:"position"`
	NameNL    string     `db:"name_nl"`
	NameEN    string     `db:"name_en"`
	CompanyNL string     `db:"company_nl"`
	CompanyEN string     `db:"company_en"`
	TeacherNL string     `db:"teacher_nl"`
	TeacherEN string     `db:"teacher_en"`
	Place     Place      `db:"place"`
	Minutes   int        `db:"duration_minutes"`
	Prep      int        `db:"prep_minutes"` // by the company
	People    int        `db:"people"`       // of the company
	MinGroup  int        `db:"min_group"`
	MaxGroup  int        `db:"max_group"`
	Profiles  db.Strings `db:"profiles"` // empty is all
	Levels    db.Strings `db:"levels"`   // empty is all
	Value     ValueRule  `db:"value_rule"`
	Conduct   Conduct    `db:"conduct_policy"`
	Active    bool       `db:"active"`
	Version   int        `db:"version"`
	Offers    int        `db:"offers"` // companies that offer it now
	Guide

	// What a unit below the owner says otherwise, when the item was read for one.
	Own     []string // fields
	OwnUnit id.ID
	OwnName string // of the unit
}

const itemColumns = `m.id, m.unit_id, u.name AS unit_name, u.parent_id IS NOT NULL AS local, m.code, m.position, m.name_nl, m.name_en, m.company_nl, m.company_en,
	m.teacher_nl, m.teacher_en, m.place, m.duration_minutes, m.prep_minutes, m.people, m.min_group, m.max_group, m.profiles, m.levels,
	m.value_rule, m.conduct_policy, m.active, m.version` + guideColumns

const itemFrom = ` FROM menu_item m JOIN unit u ON u.network_id = m.network_id AND u.id = m.unit_id `

// Name returns the name in a language.
func (i Item) Name(lang string) string { return pick(lang, i.NameNL, i.NameEN) }

// ForCompany returns in a language what the item asks of a company.
func (i Item) ForCompany(lang string) string { return pick(lang, i.CompanyNL, i.CompanyEN) }

// ForTeacher returns in a language what the item gives a class.
func (i Item) ForTeacher(lang string) string { return pick(lang, i.TeacherNL, i.TeacherEN) }

func pick(lang, nl, en string) string {
	if lang == "en" {
		return en
	}
	return nl
}

// ItemInput is what the form of an item says. Numbers are as typed.
type ItemInput struct {
	NameNL, NameEN, CompanyNL, CompanyEN, TeacherNL, TeacherEN string

	Place              Place
	Minutes, Prep      string
	People             string
	MinGroup, MaxGroup string
	Profiles, Levels   []string
	Value              ValueRule
	Conduct            Conduct
	GuideInput

	minutes, prep, people, minGroup, maxGroup int
}

// Validate cleans the input or returns a fault with messages per field.
func (in *ItemInput) Validate() error {
	f := fault.Fields{}
	in.NameNL = check.Line(f, "name_nl", in.NameNL, 2, 80)
	in.NameEN = check.Line(f, "name_en", in.NameEN, 2, 80)
	in.CompanyNL = check.Multiline(f, "company_nl", in.CompanyNL, 2, 600)
	in.CompanyEN = check.Multiline(f, "company_en", in.CompanyEN, 2, 600)
	in.TeacherNL = check.Multiline(f, "teacher_nl", in.TeacherNL, 2, 600)
	in.TeacherEN = check.Multiline(f, "teacher_en", in.TeacherEN, 2, 600)
	in.Place = check.Choice(f, "place", string(in.Place), Places()...)
	in.minutes = check.Int(f, "minutes", in.Minutes, 5, 100_000)
	in.prep = check.Int(f, "prep", in.Prep, 0, 10_000)
	in.people = check.Int(f, "people", in.People, 1, 100)
	in.minGroup = check.Int(f, "min_group", in.MinGroup, 1, 1000)
	in.maxGroup = check.Int(f, "max_group", in.MaxGroup, 1, 1000)
	if in.minGroup > in.maxGroup && in.maxGroup > 0 {
		f.Add("max_group", "menu.group_order")
	}
	in.Profiles = curriculum.Texts(curriculum.CheckProfiles(f, "profiles", in.Profiles))
	in.Levels = curriculum.Texts(curriculum.CheckLevels(f, "levels", in.Levels))
	in.Value = check.Choice(f, "value", string(in.Value), ValueRules()...)
	in.Conduct = check.Choice(f, "conduct", string(in.Conduct), Conducts()...)
	in.clean(f)
	return f.Err()
}

// item is the validated input as an item.
func (in *ItemInput) item() *Item {
	return &Item{
		NameNL: in.NameNL, NameEN: in.NameEN, CompanyNL: in.CompanyNL, CompanyEN: in.CompanyEN, TeacherNL: in.TeacherNL, TeacherEN: in.TeacherEN,
		Place: in.Place, Minutes: in.minutes, Prep: in.prep, People: in.people, MinGroup: in.minGroup, MaxGroup: in.maxGroup,
		Profiles: in.Profiles, Levels: in.Levels, Value: in.Value, Conduct: in.Conduct,
		Guide: Guide{
			Years: db.JSON[[]int]{V: in.years}, WhoNL: in.WhoNL, WhoEN: in.WhoEN, PupilsNL: in.PupilsNL, PupilsEN: in.PupilsEN, WorksNL: in.WorksNL, WorksEN: in.WorksEN,
			CostNL: in.CostNL, CostEN: in.CostEN, ChecklistNL: in.checklistNL, ChecklistEN: in.checklistEN,
		},
	}
}

// Input returns the item as its form shows it.
func (i Item) Input() ItemInput {
	n := strconv.Itoa
	return ItemInput{
		NameNL: i.NameNL, NameEN: i.NameEN, CompanyNL: i.CompanyNL, CompanyEN: i.CompanyEN, TeacherNL: i.TeacherNL, TeacherEN: i.TeacherEN, Place: i.Place,
		Minutes: n(i.Minutes), Prep: n(i.Prep), People: n(i.People), MinGroup: n(i.MinGroup), MaxGroup: n(i.MaxGroup), Profiles: i.Profiles, Levels: i.Levels,
		Value: i.Value, Conduct: i.Conduct, GuideInput: i.Guide.Input(),
	}
}
