package menu

import (
	"encoding/json"
	"fmt"
	"slices"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// localFields are what a unit may say otherwise of an item of a unit above it, in the order of the form. How it becomes a contribution
// and which certificate it asks are the network's.
func localFields() []string {
	return []string{
		"name_nl", "name_en", "company_nl", "company_en", "teacher_nl", "teacher_en", "place", "minutes", "prep", "people", "min_group", "max_group",
		"profiles", "levels", "years", "who_nl", "who_en", "pupils_nl", "pupils_en", "works_nl", "works_en", "cost_nl", "cost_en", "checklist_nl", "checklist_en",
	}
}

// at returns where a field of the item stands, nil for a name that is none.
func (i *Item) at(field string) any {
	return map[string]any{
		"name_nl": &i.NameNL, "name_en": &i.NameEN, "company_nl": &i.CompanyNL, "company_en": &i.CompanyEN, "teacher_nl": &i.TeacherNL, "teacher_en": &i.TeacherEN,
		"place": &i.Place, "minutes": &i.Minutes, "prep": &i.Prep, "people": &i.People, "min_group": &i.MinGroup, "max_group": &i.MaxGroup,
		"profiles": &i.Profiles, "levels": &i.Levels, "years": &i.Years.V, "who_nl": &i.WhoNL, "who_en": &i.WhoEN, "pupils_nl": &i.PupilsNL, "pupils_en": &i.PupilsEN,
		"works_nl": &i.WorksNL, "works_en": &i.WorksEN, "cost_nl": &i.CostNL, "cost_en": &i.CostEN, "checklist_nl": &i.ChecklistNL, "checklist_en": &i.ChecklistEN,
	}[field]
}

// text writes a field as it is kept: JSON, an empty list always in the same way.
func (i *Item) text(field string) (string, error) {
	raw, err := json.Marshal(i.at(field))
	if string(raw) == "null" {
		return "[]", nil
	}
	return string(raw), err
}

// otherwise is a field of an item that a unit says otherwise.
type otherwise struct {
	Item     id.ID  `db:"menu_item_id"`
	Unit     id.ID  `db:"unit_id"`
	UnitName string `db:"unit_name"`
	Field    string `db:"field"`
	Value    string `db:"value"`
}

// apply gives the item the unit's own words.
func (o otherwise) apply(i *Item) error {
	at := i.at(o.Field)
	if at == nil { // of a version that knew more fields
		return nil
	}
	if err := json.Unmarshal([]byte(o.Value), at); err != nil {
		return fmt.Errorf("field %s of item %s: %w", o.Field, o.Item, err)
	}
	if i.Own == nil || i.OwnUnit != o.Unit {
		i.OwnUnit, i.OwnName = o.Unit, o.UnitName
	}
	if !slices.Contains(i.Own, o.Field) {
		i.Own = append(i.Own, o.Field)
	}
	i.MinGroup = min(i.MinGroup, i.MaxGroup) // the network changed the other of the two since
	return nil
}

// localTx gives items the words of the units where a principal works: what all of these have above them. The nearest unit has the last word.
func localTx(tx *db.Tx, sc access.Scope, items []Item, units []id.ID) error {
	if len(items) == 0 || len(units) == 0 {
		return nil
	}
	own, err := db.Select[otherwise](tx, sc.Bind(`SELECT x.menu_item_id, x.unit_id, u.name AS unit_name, x.field, x.value
		FROM menu_local x JOIN unit u ON u.network_id = x.network_id AND u.id = x.unit_id AND u.deleted_at IS NULL
		JOIN unit_closure c ON c.network_id = x.network_id AND c.ancestor_id = x.unit_id AND c.descendant_id = $1
		WHERE {menu.read:x} AND (SELECT COUNT(*) FROM unit_closure a WHERE a.network_id = x.network_id AND a.ancestor_id = x.unit_id AND a.descendant_id = ANY($2)) = $3
		ORDER BY c.depth DESC, x.field LIMIT 20000`, units[0], db.List(units), len(units)))
	if err != nil {
		return operation.Wrap("read local menu", err)
	}
	at := make(map[id.ID]*Item, len(items))
	for n := range items {
		at[items[n].ID] = &items[n]
	}
	for _, o := range own {
		if i := at[o.Item]; i != nil {
			if err := o.apply(i); err != nil {
				return operation.Wrap("read local menu", err)
			}
		}
	}
	return nil
}
