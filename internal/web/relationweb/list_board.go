package relationweb

import (
	"slices"
	"strings"

	"github.com/a-h/templ"

	"schakel/internal/domain/listing"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/id"
	"schakel/internal/platform/query"
	"schakel/internal/web/ui"
)

// group is a part of a grouped list, or a column of a board in one lane.
type group struct {
	key, label string
	lane       string // label of the lane; empty without lanes
	count      string
	href       string // the list with only these rows
	table      ui.TableProps
	cards      []card
	more       bool // there are rows that are not shown
}

// card is a row on a board.
type card struct {
	key, title, href string
	facts            []templ.Component
	moves            []ui.Action // what "Move to…" offers
	late             bool        // we are late
}

// Rows of each group: a list shows few with a link to all, a board more.
const (
	groupRows = 10
	boardRows = 25
)

// fillGroups reads the first rows of each group.
func (l list[T]) fillGroups(v *listView, columns []listColumn[T], f relation.Filter) error {
	g := relation.Grouping{By: v.by, Each: groupRows}
	if v.board {
		g.Each = boardRows
		if slices.Contains(relation.LanesBy(l.name), v.lanes) && v.lanes != v.by {
			g.Lanes = v.lanes
		}
	}
	v.lanes = g.Lanes
	rows, err := l.grouped(v.Ctx, f, g)
	if err != nil {
		return err
	}
	if v.board && l.prepare != nil {
		if err := l.prepare(v, rows); err != nil {
			return err
		}
	}
	for part := range slices.Chunk(rows, 1) {
		in, label := l.place(v, part[0], v.by)
		_, lane := l.place(v, part[0], v.lanes)
		at := v.groupAt(in, label, lane)
		if v.board {
			at.cards = append(at.cards, l.card(v, part[0]))
			continue
		}
		one := l.table(v, columns, part)
		if at.table.Columns == nil {
			at.table = one
			at.table.Caption, at.table.Sticky = at.label, false
			for i := range at.table.Columns { // a group is not sorted by itself
				at.table.Columns[i].SortHref, at.table.Columns[i].Sort = "", ""
			}
			continue
		}
		at.table.Rows = append(at.table.Rows, one.Rows...)
	}
	v.arrange()
	return nil
}

// groupAt finds the group of a row, or begins it.
func (v *listView) groupAt(in relation.InGroup, label, lane string) *group {
	if v.lanes != "" && lane == "" {
		lane = v.P.T("list.board.no_lane")
	}
	for i := range v.groups {
		if v.groups[i].key == in.Group && v.groups[i].lane == lane {
			return &v.groups[i]
		}
	}
	shown := groupRows
	if v.board {
		shown = boardRows
	}
	v.groups = append(v.groups, group{
		key: in.Group, label: v.groupLabel(in.Group, label), lane: lane, count: v.groupCount(in.Total), more: in.Total > shown, href: v.groupHref(in.Group, label),
	})
	return &v.groups[len(v.groups)-1]
}

func (v *listView) groupCount(n int) string {
	if n >= relation.GroupStop {
		return v.P.Number(relation.GroupStop) + "+"
	}
	return v.P.Number(n)
}

func (v *listView) groupLabel(key, label string) string {
	switch v.by {
	case relation.AskDepth, relation.AskStatus, relation.ByWhen:
		return v.sayValue(v.by, key)
	case relation.AskOwner:
		if label == "" {
			return v.P.T("list.ask.owner.none")
		}
	}
	if label == "" {
		return v.P.T("list.board.no_lane")
	}
	return label
}

// groupHref is the list with only one group.
func (v *listView) groupHref(key, label string) string {
	value := key
	switch {
	case v.by == relation.ByOrganisation:
		return home(id.ID(key)) + "#people"
	case v.by == relation.AskOwner && key == "":
		value = relation.None
	case v.by == relation.AskPlace:
		value = label
	}
	if value == "" {
		return ""
	}
	text := v.query.Instead(v.by, relation.Vocabulary(v.name).Say(v.by, query.Is, value, local(v.P)))
	return v.href(v.path, "q", text, "by", "", "lanes", "", "board", "", "view", "")
}

// choices are the groups that a field always has, in their order; nil when they come from the rows.
func (v *listView) choices() []string {
	switch v.by {
	case relation.AskDepth:
		return codes(relation.Depths())
	case relation.AskStatus:
		return codes(relation.Statuses())
	case relation.ByWhen:
		return relation.Whens()
	default:
		return nil
	}
}

// arrange puts the groups in order; a board has all columns in every lane.
func (v *listView) arrange() {
	order := v.choices()
	always := order
	if v.by == relation.AskOwner { // there is always somewhere to leave what nobody keeps
		always = []string{""}
	}
	if v.board && always != nil {
		var lanes []string
		for _, g := range v.groups {
			if !slices.Contains(lanes, g.lane) {
				lanes = append(lanes, g.lane)
			}
		}
		if len(lanes) == 0 {
			lanes = []string{""}
		}
		for _, lane := range lanes {
			for _, key := range always {
				if !slices.ContainsFunc(v.groups, func(g group) bool { return g.key == key && g.lane == lane }) {
					v.groups = append(v.groups, group{key: key, label: v.groupLabel(key, ""), lane: lane, count: v.P.Number(0), href: v.groupHref(key, "")})
				}
			}
		}
	}
	slices.SortStableFunc(v.groups, func(a, b group) int {
		if by := strings.Compare(a.lane, b.lane); by != 0 {
			return by
		}
		if order != nil {
			return slices.Index(order, a.key) - slices.Index(order, b.key)
		}
		return strings.Compare(strings.ToLower(a.label), strings.ToLower(b.label))
	})
}

// lanesOf are the groups lane by lane.
func (v listView) lanesOf() [][]group {
	var out [][]group
	for i, g := range v.groups {
		if i == 0 || g.lane != v.groups[i-1].lane {
			out = append(out, nil)
		}
		out[len(out)-1] = append(out[len(out)-1], g)
	}
	return out
}

// relationshipCard is a relationship on a board: who, since when nobody spoke, and where it can go.
func relationshipCard(v *listView, r relation.RelationshipRow) card {
	c := card{key: string(r.ID), title: r.Name, href: home(r.Organisation)}
	if v.by != relation.AskOwner && r.OwnerName != "" {
		c.facts = append(c.facts, ui.Fact("user", r.OwnerName))
	}
	if v.lanes != relation.AskUnit && v.by != relation.AskUnit {
		c.facts = append(c.facts, ui.Fact("users", r.UnitName))
	}
	if v.by != relation.AskDepth {
		c.facts = append(c.facts, depthChip(v.P, r.Depth))
	}
	if v.Scope.Can(access.ContactRead) {
		last := v.P.T("relation.never")
		if !r.LastContact.IsZero() {
			last = v.P.DaysAgo(clock.DateOf(r.LastContact), v.Today())
		}
		c.facts = append(c.facts, ui.Fact("clock", last))
	}
	if !v.Scope.CanOn(access.RelationshipWrite, r.Unit) {
		return c
	}
	if v.by == relation.AskOwner {
		c.moves = ownerMoves(v, r)
		return c
	}
	what := map[string]listing.What{relation.AskDepth: listing.Depth, relation.AskStatus: listing.Status}[v.by]
	for _, to := range v.choices() {
		if to != r.Group {
			c.moves = append(c.moves, v.moveTo(r, what, to, v.sayValue(v.by, to)))
		}
	}
	return c
}

// moveTo is the button that moves a relationship to another column. A status or depth asks the reason first.
func (v *listView) moveTo(r relation.RelationshipRow, what listing.What, to, label string) ui.Action {
	return ui.Action{
		Label: label, Method: "post", Href: "/bulk", Attrs: templ.Attributes{"data-to": to},
		Values: []ui.HiddenValue{
			{Name: "list", Value: string(relation.ListRelationships)},
			{Name: "id", Value: string(r.ID)},
			{Name: "what", Value: string(what)},
			{Name: "value", Value: to},
			{Name: "go", Value: "1"},
			{Name: "back", Value: v.R.URL.RequestURI()},
		},
	}
}

// actionCard is a next action on a board; red only when we are late.
func actionCard(v *listView, r relation.NextAction) card {
	c := card{
		key: string(r.ID), title: r.What, href: home(r.Organisation), late: r.Overdue(v.Today()),
		facts: []templ.Component{ui.Fact("building", r.Name), dueChip(v.Ctx, r)},
	}
	if v.by != relation.ByWho {
		c.facts = append(c.facts, ui.Fact("user", r.AssigneeName))
	}
	if r.DoneAt != nil || v.by != relation.ByWhen {
		return c
	}
	back := ui.HiddenValue{Name: "back", Value: v.R.URL.RequestURI()}
	move := func(to, path string, values ...ui.HiddenValue) {
		if to != r.Group {
			c.moves = append(c.moves, ui.Action{Label: v.sayValue(relation.ByWhen, to), Method: "post", Href: "/actions/" + string(r.ID) + path, Values: append(values, back), Attrs: templ.Attributes{"data-to": to}})
		}
	}
	move("week", "/postpone", ui.HiddenValue{Name: "due", Value: string(v.Today())})
	move("later", "/postpone", ui.HiddenValue{Name: "due", Value: ""}) // asks the day
	move("done", "/done")
	return c
}

// boardLinks lead from a list to its board and back.
func (v listView) boardLinks() []ui.Action {
	t := v.P.T
	if v.board || v.by != "" {
		return []ui.Action{{Label: t("list.board.as_list"), Icon: "list", Variant: ui.Quiet, Size: ui.Small, Href: v.href(v.path, "board", "", "by", "", "lanes", "")}}
	}
	if len(relation.LanesBy(v.name)) == 0 {
		return nil
	}
	return []ui.Action{{Label: t("list.board.as_board"), Icon: "board", Variant: ui.Quiet, Size: ui.Small, Href: v.href(v.path, "board", "1", "by", relation.GroupsBy(v.name)[0])}}
}

// boardLabel names a board, or one lane of it.
func (v listView) boardLabel(lane string) string {
	name := v.P.T("list.board.label", v.P.T("list.ask."+v.by))
	if lane != "" {
		name += ": " + lane
	}
	return name
}

// selects reports whether the rows of a grouped list can be chosen.
func (v listView) selects() bool { return len(v.groups) > 0 && v.groups[0].table.Select != "" }

// bulkHidden is what the form of the chosen rows carries.
func (v listView) bulkHidden() []ui.HiddenValue {
	return []ui.HiddenValue{
		{Name: "list", Value: string(v.name)}, {Name: "q", Value: v.text}, {Name: "group", Value: string(v.group)}, {Name: "back", Value: v.R.URL.RequestURI()},
	}
}
