package relation

import (
	"context"
	"slices"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
)

// InGroup tells where a row stands in a list that is grouped: a board has a column per group and a row per lane.
type InGroup struct {
	Group string `db:"group_key"`
	Lane  string `db:"lane_key"`
	Nth   int    `db:"nth"`
	Total int    `db:"group_total"` // rows of the group in the lane
	Key   string `db:"nth_key"`     // the row stands in its group by this
}

// Grouping is how a list is grouped: by a choice field, in lanes by another one, with so many rows of each.
type Grouping struct {
	By, Lanes string
	Each      int
}

// What lists are grouped by, beside depth, status, owner, unit and place.
const (
	ByWhen         = "when"
	ByWho          = "who"
	ByOrganisation = "organisation"
)

// groupings are the expressions of the choice fields. Each group is known by its key.
var groupings = map[ListName]map[string]string{
	ListOrganisations: {AskPlace: `o.place`},
	ListPeople:        {AskPlace: `o.place`, ByOrganisation: `o.id`},
	ListRelationships: {AskDepth: `r.depth`, AskStatus: `r.status`, AskOwner: `COALESCE(r.owner_id, '')`, AskUnit: `r.unit_id`},
	ListActions:       {ByWho: `x.assignee_id`, AskUnit: `x.unit_id`},
}

// GroupsBy lists what a list can be grouped by; lanes are a team or a person.
func GroupsBy(list ListName) []string {
	switch list {
	case ListOrganisations:
		return []string{AskPlace}
	case ListPeople:
		return []string{ByOrganisation, AskPlace}
	case ListRelationships:
		return []string{AskDepth, AskStatus, AskOwner, AskUnit}
	case ListActions:
		return []string{ByWhen, ByWho, AskUnit}
	default:
		return nil
	}
}

// LanesBy lists by what a board can be cut into lanes.
func LanesBy(list ListName) []string {
	return slices.DeleteFunc(GroupsBy(list), func(by string) bool { return by != AskOwner && by != AskUnit && by != ByWho })
}

// GroupStop is how many rows a grouped list looks at.
const GroupStop = 5000

// GroupOrganisations returns the first rows of each group.
func (s *Service) GroupOrganisations(ctx context.Context, sc access.Scope, f Filter, g Grouping) ([]ListRow, error) {
	return groupOf[ListRow](ctx, s, sc, ListOrganisations, f, g, listColumns+addressColumns)
}

// GroupPeople returns the first rows of each group.
func (s *Service) GroupPeople(ctx context.Context, sc access.Scope, f Filter, g Grouping) ([]PersonRow, error) {
	return groupOf[PersonRow](ctx, s, sc, ListPeople, f, g, peopleColumns)
}

// GroupRelationships returns the first rows of each group.
func (s *Service) GroupRelationships(ctx context.Context, sc access.Scope, f Filter, g Grouping) ([]RelationshipRow, error) {
	return groupOf[RelationshipRow](ctx, s, sc, ListRelationships, f, g, relationshipRowColumns)
}

// GroupActions returns the first rows of each group; a board by when shows what was done in the last thirty days.
func (s *Service) GroupActions(ctx context.Context, sc access.Scope, f Filter, g Grouping) ([]NextAction, error) {
	f.lately = g.By == ByWhen
	return groupOf[NextAction](ctx, s, sc, ListActions, f, g, actionColumns)
}

func groupOf[T any](ctx context.Context, s *Service, sc access.Scope, list ListName, f Filter, g Grouping, columns string) (rows []T, err error) {
	if err := sc.Require(listAction(list)); err != nil {
		return nil, err
	}
	f.now = s.Clock.Now()
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		b := new(db.Builder).Add(`SELECT ranked.* FROM (SELECT q.*, ROW_NUMBER() OVER (PARTITION BY q.group_key, q.lane_key ORDER BY q.nth_key, q.id) AS nth,
			COUNT(*) OVER (PARTITION BY q.group_key, q.lane_key) AS group_total FROM (`).Add(columns)
		if !f.groupBy(b, list, g.By, ` AS group_key`) {
			return nil
		}
		if !f.groupBy(b, list, g.Lanes, ` AS lane_key`) {
			b.Add(`, '' AS lane_key`)
		}
		b.Add(`, ` + orders[list][firstSort(list)].columns[0] + ` AS nth_key`)
		f.from(tx, b, sc, list)
		b.Add(` LIMIT $1) AS q) AS ranked WHERE ranked.nth <= $2 ORDER BY ranked.lane_key, ranked.group_key, ranked.nth LIMIT 3000`, GroupStop, min(max(g.Each, 1), 100))
		rows, err = db.Select[T](tx, sc.BindQuery(b.Query()))
		return err
	})
	return rows, operation.Wrap("group "+string(list), err)
}

// groupBy adds the expression of a choice field; false when the list has no such field.
func (f Filter) groupBy(b *db.Builder, list ListName, by, as string) bool {
	if list == ListActions && by == ByWhen {
		today := clock.DateOf(f.now)
		b.Add(`, CASE WHEN x.done_at IS NOT NULL THEN 'done' WHEN x.due_on < $1 THEN 'overdue' WHEN x.due_on <= $2 THEN 'week' ELSE 'later' END`+as, today, endOfWeek(today))
		return true
	}
	expression, ok := groupings[list][by]
	if ok {
		b.Add(`, ` + expression + as)
	}
	return ok
}

func firstSort(list ListName) Sort {
	if list == ListActions {
		return SortDue
	}
	return SortName
}
