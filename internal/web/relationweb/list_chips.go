package relationweb

import (
	"strings"

	"schakel/internal/domain/curriculum"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/query"
	"schakel/internal/web/page"
)

// chip is a filter above a list: one that is on, with × to take it off, or one that can be put on.
type chip struct {
	label, href string
	on          bool
	count       string // how many rows remain with it; empty when not counted
}

// quick is a filter that is offered.
type quick struct {
	field string
	op    query.Op
	value string
	right access.Action
}

// quicks are the offered filters of each list.
var quicks = map[relation.ListName][]quick{
	relation.ListOrganisations: {
		{relation.AskOwner, query.Is, relation.Me, access.RelationshipRead},
		{relation.AskOwner, query.Is, relation.None, access.RelationshipRead},
		{relation.AskDepth, query.AtLeast, string(relation.DepthLesson), access.RelationshipRead},
		{relation.AskLast, query.More, "60", access.ContactRead},
		{relation.AskAction, query.Is, "overdue", access.ContactRecord},
		{relation.AskCooling, query.Is, "yes", access.RelationshipRead},
	},
	relation.ListRelationships: {
		{relation.AskOwner, query.Is, relation.Me, access.RelationshipRead},
		{relation.AskOwner, query.Is, relation.None, access.RelationshipRead},
		{relation.AskStatus, query.Is, string(relation.StatusLead), access.RelationshipRead},
		{relation.AskLast, query.More, "60", access.ContactRead},
		{relation.AskAction, query.Is, "overdue", access.ContactRecord},
		{relation.AskCooling, query.Is, "yes", access.RelationshipRead},
	},
	relation.ListPeople: {
		{relation.AskOwner, query.Is, relation.Me, access.RelationshipRead},
		{relation.AskMail, query.Is, relation.None, access.PersonRead},
		{relation.AskMail, query.Is, "stopped", access.PersonRead},
	},
	relation.ListActions: {
		{relation.AskWho, query.Is, relation.Me, access.ContactRecord},
		{relation.AskWhen, query.Is, "overdue", access.ContactRecord},
		{relation.AskWhen, query.Is, "today", access.ContactRecord},
		{relation.AskWhen, query.Is, "week", access.ContactRecord},
		{relation.AskState, query.Is, "done", access.ContactRecord},
	},
}

// chipCounts are the numbers of the chips: of the list as it is, and with each offered filter.
type chipCounts struct {
	all    int
	offers []int
}

// offers are the filters that are not on yet, with the query each would give.
func (v listView) offers() (out []quick, texts []string) {
	for _, q := range quicks[v.name] {
		if !v.Scope.Can(q.right) {
			continue
		}
		if v.query.Has(q.field) {
			if value, on := v.query.Find(q.field); on && value == q.value {
				continue
			}
		}
		out = append(out, q)
		texts = append(texts, v.query.Instead(q.field, relation.Vocabulary(v.name).Say(q.field, q.op, q.value, local(v.P))))
	}
	return out, texts
}

// chips are the filters that are on, then those that are offered.
func (v listView) chips() []chip {
	var out []chip
	for i, n := range v.query.Root.Kids {
		out = append(out, chip{label: v.say(n), href: v.href(v.path, "q", v.query.Without(i)), on: true})
	}
	offers, texts := v.offers()
	for i, q := range offers {
		c := chip{label: v.sayMatch(query.Node{Shape: query.Match, Field: q.field, Op: q.op, Values: []string{q.value}}), href: v.href(v.path, "q", texts[i])}
		if v.counts != nil {
			c.count = v.upTo(v.counts.offers[i])
		}
		out = append(out, c)
	}
	return out
}

// upTo writes a count; it stops at 1000+.
func (v listView) upTo(n int) string {
	if n > relation.CountStop {
		return v.P.Number(relation.CountStop) + "+"
	}
	return v.P.Number(n)
}

// total tells how many rows there are.
func (v listView) total() string {
	if v.counts.all > relation.CountStop {
		return v.P.T("list.count_more", v.P.Number(relation.CountStop))
	}
	return v.P.T("list.count."+string(v.name), v.counts.all)
}

// say tells in words what a part of a query asks.
func (v listView) say(n query.Node) string {
	switch n.Shape {
	case query.Words:
		return n.Text
	case query.Not:
		return v.P.T("list.ask.not", v.say(n.Kids[0]))
	case query.Match:
		return v.sayMatch(n)
	default:
		return v.query.Part(n)
	}
}

func (v listView) sayMatch(n query.Node) string {
	t := v.P.T
	values := make([]string, len(n.Values))
	for i, value := range n.Values {
		values[i] = v.sayValue(n.Field, value)
	}
	value := strings.Join(values, " "+t("list.ask.or")+" ")
	switch {
	case n.Field == relation.AskLast && n.Values[0] != relation.Never, n.Field == relation.AskNew:
		key := "list.ask." + n.Field + ".more"
		if n.Op == query.Less || n.Op == query.AtMost || n.Op == query.Is && n.Field == relation.AskNew {
			key = "list.ask." + n.Field + ".less"
		}
		return t(key, value)
	case n.Op == query.AtLeast, n.Op == query.More:
		return t("list.ask."+n.Field) + ": " + t("list.ask."+map[query.Op]string{query.AtLeast: "at_least", query.More: "more"}[n.Op], value)
	case n.Op == query.AtMost, n.Op == query.Less:
		return t("list.ask."+n.Field) + ": " + t("list.ask."+map[query.Op]string{query.AtMost: "at_most", query.Less: "less"}[n.Op], value)
	}
	if key := "list.ask." + n.Field + "." + strings.TrimPrefix(n.Values[0], "@"); len(n.Values) == 1 && v.P.Has(key) {
		return t(key)
	}
	return t("list.ask."+n.Field) + ": " + value
}

func (v listView) sayValue(field, value string) string {
	switch field {
	case relation.AskDepth:
		return v.P.T("relation.depth." + value)
	case relation.AskStatus:
		return v.P.T("relation.status." + value)
	case relation.AskProfile:
		if p, ok := curriculum.ParseProfile(value); ok {
			return v.P.T("curriculum.profile." + p.Key())
		}
	}
	if key := "list.ask." + field + "." + strings.TrimPrefix(value, "@"); v.P.Has(key) {
		return v.P.T(key)
	}
	return value
}

// mistake tells what is wrong with the query, with addresses that mend it.
func (v listView) mistake() string {
	e, t := v.bad, v.P.T
	switch e.Reason {
	case query.UnknownField:
		return t("list.query.unknown_field", e.Typed)
	case query.UnknownValue, query.NoAge:
		return t("list.query."+string(e.Reason), e.Typed, t("list.ask."+e.Field))
	case query.TooLong:
		return t("list.query.too_long", query.MaxBytes)
	default:
		return t("list.query." + string(e.Reason))
	}
}

// Counts answers with the chips of a list and their numbers, for htmx.
func (h *Pages) Counts(c *page.Ctx) error {
	name := relation.ListName(c.Query("list"))
	v := listView{Ctx: c, address: addressOf(c, name), name: name, path: pathOf(name)}
	if v.parse(); v.bad != nil {
		return c.Fragment(chips(v))
	}
	_, texts := v.offers()
	filters := []relation.Filter{v.filter()}
	for _, text := range texts {
		q, err := query.Parse(relation.Vocabulary(name), text)
		if err != nil {
			return err
		}
		filters = append(filters, relation.Filter{Group: v.group, Query: q})
	}
	counts, err := h.relation.Counts(c.Context(), c.Scope, name, filters)
	if err != nil {
		return err
	}
	v.counts = &chipCounts{counts[0], counts[1:]}
	c.W.Header().Set("Cache-Control", "no-store")
	return c.Fragment(chips(v))
}

// pathOf is the page of a list.
func pathOf(name relation.ListName) string {
	switch name {
	case relation.ListPeople:
		return "/relations/people"
	case relation.ListRelationships:
		return "/relations/relationships"
	case relation.ListActions:
		return "/actions"
	default:
		return "/relations"
	}
}

// countsHref is where the numbers of the chips come from.
func (v listView) countsHref() string {
	return with("/relations/counts", withList(v.params(), v.name))
}

// markText is what is marked as the mistake; a mistake of no width shows as a gap.
func markText(at string) string {
	if at == "" {
		return " "
	}
	return at
}
