package menu

import (
	"context"
	"slices"

	"schakel/internal/domain/curriculum"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/check"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// Choice is one ticked item with the company's own limits. Numbers are as typed.
type Choice struct {
	Item      id.ID
	Times     string   // how often a school year
	Months    []string // 1 to 12; none is all
	Profiles  []string // none is all
	Levels    []string // none is all
	MaxGroup  string   // pupils at once
	MaxKM     string   // furthest school; empty is any
	Weekdays  []string // 1 (Monday) to 6; none is all
	Notice    string   // days between being asked and the day; empty is none
	Languages []string // besides Dutch
	Remark    string   // in the company's words
	Person    id.ID    // whom to ask; empty: who was, or
	Anybody   bool     // nobody in particular

	times, maxGroup  int
	maxKM            *int
	months, weekdays []int
	notice           int
	languages        db.Strings
	source           Source // empty: by who acts
}

// Field returns the name of a field of an item's choice, in forms and in messages.
func Field(item id.ID, name string) string { return string(item) + "." + name }

// validate cleans the choice; messages stand at Field(item, …).
func (c *Choice) validate(f fault.Fields) {
	at := func(name string) string { return Field(c.Item, name) }
	c.times = check.Int(f, at("times"), c.Times, 1, 200)
	c.maxGroup = check.Int(f, at("max_group"), c.MaxGroup, 1, 1000)
	if km, set := check.OptionalInt(f, at("max_km"), c.MaxKM, 1, 500); set {
		c.maxKM = &km
	}
	c.months = months(f, at("months"), c.Months)
	c.Profiles = curriculum.Texts(curriculum.CheckProfiles(f, at("profiles"), c.Profiles))
	c.Levels = curriculum.Texts(curriculum.CheckLevels(f, at("levels"), c.Levels))
	c.Remark = check.OptionalMultiline(f, at("remark"), c.Remark, 500)
	c.weekdays = weekdays(f, at("weekdays"), c.Weekdays)
	c.notice, _ = check.OptionalInt(f, at("notice"), c.Notice, 0, mostNotice)
	c.languages = languages(f, at("languages"), c.Languages)
}

// Choose puts the company's choices in place of those it had: ticked items become offers or keep theirs with the new limits,
// unticked ones are withdrawn. Items that are not on the principal's menu are left alone. The company does it through its
// link, staff for a company that they talked to.
func (s *Service) Choose(ctx context.Context, sc access.Scope, organisation id.ID, choices []Choice) error {
	if err := sc.Require(access.OfferWrite); err != nil {
		return err
	}
	f := fault.Fields{}
	choices = slices.Clone(choices)
	for i := range choices {
		choices[i].validate(f)
	}
	if err := f.Err(); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error { return chooseTx(op, organisation, choices) })
	return operation.Wrap("choose from menu", err)
}

func chooseTx(op *operation.Op, organisation id.ID, choices []Choice) error {
	known, err := companyTx(op, organisation)
	if err != nil {
		return err
	}
	card, err := cardTx(op.Tx, op.Scope, false)
	if err != nil {
		return err
	}
	if err := personsTx(op, organisation, choices); err != nil {
		return err
	}
	had, err := heldTx(op, known)
	if err != nil {
		return err
	}
	for _, item := range card {
		i := slices.IndexFunc(choices, func(c Choice) bool { return c.Item == item.ID })
		old := slices.IndexFunc(had, func(h held) bool { return h.Item == item.ID })
		switch {
		case i >= 0 && old >= 0:
			err = choices[i].renewTx(op, had[old])
		case i >= 0:
			err = choices[i].offerTx(op, known)
		case old >= 0 && had[old].Live:
			err = withdrawTx(op, had[old].ID)
		}
		if err != nil {
			return err
		}
	}
	for _, c := range choices {
		if !slices.ContainsFunc(card, func(i Item) bool { return i.ID == c.Item }) {
			return fault.Invalid("menu.item_gone")
		}
	}
	return toldTx(op, known, choices)
}

// held is an offer that the company has or had.
type held struct {
	ID     id.ID `db:"id"`
	Item   id.ID `db:"menu_item_id"`
	Person id.ID `db:"person_id"`
	Live   bool  `db:"live"`
}

// heldTx lists the offers that a company has or had, those it has first.
func heldTx(op *operation.Op, organisation id.ID) ([]held, error) {
	return operation.Select[held](op, `SELECT f.id, f.menu_item_id, f.person_id, f.deleted_at IS NULL AS live FROM offer f
		WHERE {offer.write:f} AND f.organisation_id = $1 ORDER BY f.deleted_at IS NULL DESC, f.id DESC LIMIT 2000`, organisation)
}

func (c Choice) sourceOf(op *operation.Op) Source {
	if c.source != "" {
		return c.source
	}
	if op.Scope.Kind() == access.KindLink {
		return ByLink
	}
	return ByStaff
}

func (c Choice) offerTx(op *operation.Op, organisation id.ID) error {
	return op.Insert(`INSERT INTO offer (network_id, id, organisation_id, menu_item_id, times_per_year, months, profiles, levels, max_group, max_km,
			person_id, remark, weekdays, notice_days, languages, confirmed_on, source, created_at, operation_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)`,
		op.Network(), op.NewID(), organisation, c.Item, c.times, numberList(c.months), db.Strings(c.Profiles), db.Strings(c.Levels), c.maxGroup, c.maxKM,
		c.Person, c.Remark, numberList(c.weekdays), c.notice, c.languages, op.Today(), c.sourceOf(op), op.At, op.ID)
}

// renewTx gives an offer new limits. One that was withdrawn before comes back under its own id, so that what was asked
// of it this year still counts.
func (c Choice) renewTx(op *operation.Op, old held) error {
	if c.Person == "" && !c.Anybody {
		c.Person = old.Person
	}
	return operation.Changed(op.Exec(`UPDATE offer SET times_per_year = $2, months = $3, profiles = $4, levels = $5, max_group = $6, max_km = $7,
			person_id = $8, remark = $9, weekdays = $10, notice_days = $11, languages = $12, confirmed_on = $13, source = $14, deleted_at = NULL, deleted_op = NULL,
			version = version + 1, operation_id = $15
		WHERE {offer.write:offer} AND id = $1`, old.ID, c.times, numberList(c.months), db.Strings(c.Profiles), db.Strings(c.Levels), c.maxGroup, c.maxKM,
		c.Person, c.Remark, numberList(c.weekdays), c.notice, c.languages, op.Today(), c.sourceOf(op), op.ID))
}

func withdrawTx(op *operation.Op, offer id.ID) error {
	return operation.Changed(op.Exec(`UPDATE offer SET deleted_at = $2, deleted_op = $3, version = version + 1, operation_id = $3
		WHERE {offer.write:offer} AND id = $1 AND deleted_at IS NULL`, offer, op.At, op.ID))
}

// numberList keeps months or days of the week as JSON, [] for all.
func numberList(list []int) db.JSON[[]int] {
	if list == nil {
		list = []int{}
	}
	return db.JSON[[]int]{V: list}
}

// personsTx refuses people who do not work at the company, with a message at the item. Behind a link it leaves them out: who got the
// mail may have left the company, and the company answers, not the person.
func personsTx(op *operation.Op, organisation id.ID, choices []Choice) error {
	if !slices.ContainsFunc(choices, func(c Choice) bool { return c.Person != "" }) {
		return nil
	}
	people, err := colleaguesTx(op.Tx, op.Scope, organisation)
	if err != nil {
		return err
	}
	f := fault.Fields{}
	for i := range choices {
		c := &choices[i]
		switch {
		case c.Person == "" || slices.ContainsFunc(people, func(p Colleague) bool { return p.ID == c.Person }):
		case op.Scope.Kind() == access.KindLink:
			c.Person = ""
		default:
			f.Add(Field(c.Item, "person"), "field.choice")
		}
	}
	return f.Err()
}

// toldTx leaves the audit row and the contact moment of a choice.
func toldTx(op *operation.Op, organisation id.ID, choices []Choice) error {
	unit, err := inNameOfTx(op)
	if err != nil {
		return err
	}
	items := make([]id.ID, len(choices))
	for i, c := range choices {
		items[i] = c.Item
	}
	op.Audit(audit.Entry{Action: "menu.chosen", Object: "organisation", ID: organisation, Unit: unit, Detail: map[string]any{"items": items}})
	return relation.RecordContactTx(op, relation.Contact{
		Unit: unit, Organisation: organisation, Kind: relation.ContactMenuChosen, At: op.At, SourceKind: "menu", SourceID: organisation,
	})
}

// inNameOfTx returns the unit whose contact it was: the one that sent the link, the principal's own, else the network's root.
func inNameOfTx(op *operation.Op) (id.ID, error) {
	if units := homes(op.Scope); len(units) > 0 {
		return units[0], nil
	}
	return operation.Get[id.ID](op, `SELECT u.id FROM unit u WHERE {wall:u} AND u.parent_id IS NULL LIMIT 1`)
}
