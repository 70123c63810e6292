package relation

import (
	"strconv"
	"strings"
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/search"
	"schakel/internal/platform/check"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
	"schakel/internal/platform/query"
)

// asker writes what a query asks as SQL. Every piece is a constant; what people typed is an argument. In all lists alias o is
// the organisation of the row; r is its relationship where the list is about those.
type asker struct {
	tx   *db.Tx
	b    *db.Builder
	sc   access.Scope
	list ListName
	now  time.Time
}

// add writes the query as conditions behind a WHERE.
func (a asker) add(q query.Query) {
	for _, n := range q.Root.Kids {
		a.b.Add(` AND `)
		a.node(n)
	}
}

func (a asker) node(n query.Node) {
	switch n.Shape {
	case query.And, query.Or:
		joint := ` AND `
		if n.Shape == query.Or {
			joint = ` OR `
		}
		a.b.Add(`(`)
		for i, k := range n.Kids {
			if i > 0 {
				a.b.Add(joint)
			}
			a.node(k)
		}
		a.b.Add(`)`)
	case query.Not:
		a.b.Add(`NOT (`)
		a.node(n.Kids[0])
		a.b.Add(`)`)
	case query.Words:
		a.words(n.Text)
	case query.Match:
		a.match(n)
	}
}

// words finds rows by free words, each list by what its rows are found by.
func (a asker) words(text string) {
	a.b.Add(`(1 = 1`)
	switch a.list {
	case ListPeople:
		search.MatchTx(a.tx, a.b, a.sc, search.Person, "p.id", text)
	case ListActions:
		a.b.Add(` AND (LOWER(x.what) LIKE $1 ESCAPE '!' OR (1 = 1`, contains(text))
		search.MatchTx(a.tx, a.b, a.sc, search.Organisation, "o.id", text)
		a.b.Add(`))`)
	default:
		search.MatchTx(a.tx, a.b, a.sc, search.Organisation, "o.id", text)
	}
	a.b.Add(`)`)
}

func (a asker) match(n query.Node) {
	if write, ok := matches[n.Field]; ok && len(n.Values) > 0 {
		a.b.Add(`(`)
		write(a, n)
		a.b.Add(`)`)
		return
	}
	a.b.Add(`(1 = 0)`) // a field that the vocabulary has and nobody wrote: a test goes through all
}

// matches writes the condition of each field.
var matches map[string]func(asker, query.Node)

func init() { //nolint:gochecknoinits // the table refers to methods that refer to it
	matches = map[string]func(asker, query.Node){
		AskPlace:    asker.place,
		AskPostcode: asker.postcode,
		AskProfile:  asker.profile,
		AskUmbrella: asker.umbrella,
		AskTag:      asker.tag,
		AskLast:     asker.last,
		AskNew:      asker.fresh,
		AskOwner:    asker.owner,
		AskDepth:    asker.depth,
		AskStatus:   asker.status,
		AskUnit:     asker.unit,
		AskCooling:  asker.cooling,
		AskAction:   asker.action,
		AskTitle:    asker.title,
		AskMail:     asker.mail,
		AskWhen:     asker.when,
		AskWho:      asker.who,
		AskState:    asker.state,
	}
}

// any writes a condition per value, of which one is enough.
func (a asker) any(n query.Node, one func(value string)) {
	for i, v := range n.Values {
		if i > 0 {
			a.b.Add(` OR `)
		}
		one(v)
	}
}

func (a asker) place(n query.Node) {
	a.any(n, func(v string) {
		if stem, found := strings.CutSuffix(v, "*"); found {
			a.b.Add(`o.place_key LIKE $1 ESCAPE '!'`, likeSigns.Replace(check.Key(stem))+"%")
			return
		}
		a.b.Add(`o.place_key = $1`, check.Key(v))
	})
}

func (a asker) postcode(n query.Node) {
	a.any(n, func(v string) {
		v = strings.ToUpper(strings.ReplaceAll(strings.TrimSuffix(v, "*"), " ", ""))
		if len(v) > 4 {
			v = v[:4] + " " + v[4:]
		}
		a.b.Add(`o.postcode LIKE $1 ESCAPE '!'`, likeSigns.Replace(v)+"%")
	})
}

func (a asker) profile(n query.Node) {
	a.any(n, func(v string) { a.b.Add(`o.profiles LIKE $1 ESCAPE '!'`, "%"+element(v)+"%") })
}

func (a asker) umbrella(n query.Node) {
	const member = `EXISTS (SELECT 1 FROM umbrella_membership s JOIN organisation h ON h.network_id = s.network_id AND h.id = s.umbrella_id
		WHERE {organisation.read:s.member_id} AND s.member_id = o.id AND s.valid_to IS NULL AND s.deleted_at IS NULL`
	a.any(n, func(v string) {
		switch key, err := id.Parse(v); {
		case v == None:
			a.b.Add(`NOT ` + member + `)`)
		case err == nil:
			a.b.Add(member+` AND s.umbrella_id = $1)`, key)
		default:
			a.b.Add(member+` AND h.name_key LIKE $1 ESCAPE '!')`, keyPart(v))
		}
	})
}

func (a asker) tag(n query.Node) {
	const tagged = `EXISTS (SELECT 1 FROM organisation_tag g JOIN tag t ON t.network_id = g.network_id AND t.id = g.tag_id AND t.deleted_at IS NULL
		WHERE {organisation.read:g} AND g.organisation_id = o.id AND g.deleted_at IS NULL`
	a.any(n, func(v string) {
		if v == None {
			a.b.Add(`NOT ` + tagged + `)`)
			return
		}
		a.b.Add(tagged+` AND t.name_key = $1)`, check.Key(v))
	})
}

// last is how long ago the latest contact was: >60d is longer ago, or never.
func (a asker) last(n query.Node) {
	a.b.Add(`{contact.read:o} AND (`)
	a.any(n, func(v string) {
		if v == Never {
			a.b.Add(`o.last_contact_at = 0`)
			return
		}
		a.ago(`o.last_contact_at`, n.Op, v)
	})
	a.b.Add(`)`)
}

func (a asker) fresh(n query.Node) {
	a.any(n, func(v string) {
		op := n.Op
		if op == query.Is { // new:30d says what new:<30d says
			op = query.Less
		}
		a.ago(`o.created_at`, op, v)
	})
}

// ago compares a moment with a number of days ago.
func (a asker) ago(column string, op query.Op, days string) {
	n, _ := strconv.Atoi(days) // the parser wrote it
	at := a.now.AddDate(0, 0, -n)
	switch op {
	case query.More, query.AtLeast, query.Is:
		a.b.Add(column+` < $1`, at)
	default:
		a.b.Add(column+` >= $1`, at)
	}
}

// related writes a condition on a relationship r: of the row itself, or of any within reach with the organisation.
func (a asker) related(condition string, args ...any) {
	if a.list == ListRelationships {
		a.b.Add(condition, args...)
		return
	}
	a.b.Add(`EXISTS (SELECT 1 FROM relationship r WHERE {relationship.read:r} AND r.organisation_id = o.id AND r.deleted_at IS NULL AND `+condition+`)`, args...)
}

func (a asker) owner(n query.Node) {
	a.any(n, func(v string) {
		switch key, err := id.Parse(v); {
		case v == Me:
			a.related(`(r.owner_id = $1 OR r.deputy_id = $1)`, string(a.sc.Account()))
		case v == None && a.list == ListRelationships:
			a.b.Add(`r.owner_id IS NULL`)
		case v == None:
			a.b.Add(`NOT `)
			a.related(`r.owner_id IS NOT NULL`)
		case err == nil:
			a.related(`r.owner_id = $1`, key)
		default:
			a.related(`EXISTS (SELECT 1 FROM account w WHERE w.id = r.owner_id AND LOWER(w.name) LIKE $1 ESCAPE '!')`, contains(v))
		}
	})
}

func (a asker) depth(n query.Node) {
	var wanted []Depth
	for _, v := range n.Values {
		for i, d := range Depths() {
			at := len(Depth(v).below())
			switch {
			case n.Op == query.Is && i == at, n.Op == query.AtLeast && i >= at, n.Op == query.More && i > at, n.Op == query.AtMost && i <= at, n.Op == query.Less && i < at:
				wanted = append(wanted, d)
			}
		}
	}
	a.related(`r.depth = ANY($1)`, db.List(wanted))
}

func (a asker) status(n query.Node) {
	if len(n.Values) == 1 {
		a.related(`r.status = $1`, n.Values[0])
		return
	}
	a.related(`r.status = ANY($1)`, db.List(n.Values))
}

func (a asker) unit(n query.Node) {
	alias := map[ListName]string{ListRelationships: `r.unit_id`, ListActions: `x.unit_id`}[a.list]
	a.any(n, func(v string) {
		key, err := id.Parse(v)
		switch {
		case alias == "" && err == nil:
			a.related(`r.unit_id = $1`, key)
		case alias == "":
			a.related(`EXISTS (SELECT 1 FROM unit n WHERE n.network_id = r.network_id AND n.id = r.unit_id AND n.name_key LIKE $1 ESCAPE '!')`, keyPart(v))
		case err == nil:
			a.b.Add(alias+` = $1`, key)
		default:
			a.b.Add(alias+` IN (SELECT n.id FROM unit n WHERE {network.read:n} AND n.name_key LIKE $1 ESCAPE '!')`, keyPart(v))
		}
	})
}

// action asks about open next actions with the organisation, of units within reach.
func (a asker) action(n query.Node) {
	const open = `EXISTS (SELECT 1 FROM next_action y WHERE {contact.record:y} AND y.organisation_id = o.id AND y.done_at IS NULL AND y.deleted_at IS NULL`
	a.any(n, func(v string) {
		switch v {
		case None:
			a.b.Add(`NOT ` + open + `)`)
		case "overdue":
			a.b.Add(open+` AND y.due_on < $1)`, clock.DateOf(a.now))
		default:
			a.b.Add(open + `)`)
		}
	})
}

func (a asker) title(n query.Node) {
	a.any(n, func(v string) { a.b.Add(`LOWER(w.title) LIKE $1 ESCAPE '!'`, contains(v)) })
}

func (a asker) mail(n query.Node) {
	a.any(n, func(v string) {
		switch v {
		case None:
			a.b.Add(`p.email = ''`)
		case "stopped":
			a.b.Add(`COALESCE((SELECT NOT t.wanted FROM mail_topic t WHERE t.network_id = p.network_id AND t.person_id = p.id AND t.topic = 'requests'
				ORDER BY t.at DESC, t.id DESC LIMIT 1), FALSE)`)
		default:
			a.b.Add(`p.email <> ''`)
		}
	})
}

func (a asker) who(n query.Node) {
	a.any(n, func(v string) {
		switch key, err := id.Parse(v); {
		case v == Me:
			a.b.Add(`x.assignee_id = $1`, string(a.sc.Account()))
		case err == nil:
			a.b.Add(`x.assignee_id = $1`, key)
		default:
			a.b.Add(`LOWER(a.name) LIKE $1 ESCAPE '!'`, contains(v))
		}
	})
}

func (a asker) when(n query.Node) {
	today := clock.DateOf(a.now)
	a.any(n, func(v string) {
		switch v {
		case "done":
			a.b.Add(`x.done_at IS NOT NULL`)
		case "overdue":
			a.b.Add(`x.done_at IS NULL AND x.due_on < $1`, today)
		case "today":
			a.b.Add(`x.done_at IS NULL AND x.due_on = $1`, today)
		case "week":
			a.b.Add(`x.done_at IS NULL AND x.due_on >= $1 AND x.due_on <= $2`, today, endOfWeek(today))
		default:
			a.b.Add(`x.done_at IS NULL AND x.due_on > $1`, endOfWeek(today))
		}
	})
}

func (a asker) state(n query.Node) {
	a.any(n, func(v string) {
		if v == "done" {
			a.b.Add(`x.done_at IS NOT NULL`)
			return
		}
		a.b.Add(`x.done_at IS NULL`)
	})
}

// endOfWeek is the Sunday of a day's week.
func endOfWeek(day clock.Date) clock.Date {
	return day.AddDays((7 - int(day.Time().Weekday())) % 7)
}

// contains is a LIKE pattern for a text anywhere.
func contains(text string) string {
	return "%" + likeSigns.Replace(strings.ToLower(clip(text))) + "%"
}

// keyPart is a LIKE pattern for a folded name that holds the text.
func keyPart(text string) string { return "%" + likeSigns.Replace(check.Key(clip(text))) + "%" }
