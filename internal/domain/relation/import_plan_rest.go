package relation

import (
	"slices"

	"schakel/internal/platform/check"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/id"
)

// planPerson decides whether a row brings a new contact person, a position of somebody who is known, or changes one.
func (pl *planned) planPerson(p *pool, newID func() id.ID) {
	in, c := &pl.importRow.person, pl.target
	if in.Name == "" {
		return
	}
	at := c.personAt(in)
	if at >= 0 {
		pl.editPerson(at)
		return
	}
	if at = p.formerAt(c, in); at >= 0 {
		in.Email, in.Phone = firstSaid(c.people[at].Email, in.Email), firstSaid(c.people[at].Phone, in.Phone)
		pl.editPerson(at)
		return
	}
	who, known := p.persons[personKey(in.Email, in.Name)]
	if known && in.Email != "" {
		pl.person = personPlan{place: true}
	} else {
		who = ContactPerson{ID: newID(), Name: in.Name, Email: in.Email, Phone: in.Phone, Lang: in.Lang}
		pl.person = personPlan{add: true}
		if in.Email != "" {
			p.persons[personKey(in.Email, in.Name)] = who
		}
	}
	who.Position, who.Title, who.Primary = newID(), in.Title, len(c.people) == 0
	pl.person.who = who
	c.people = append(c.people, who)
	if pl.outcome != OutcomeCreate {
		pl.changes = append(pl.changes, RowChange{Field: FieldPersonName, New: who.Name})
	}
}

// firstSaid is what a row may fill in: nothing when there is a value.
func firstSaid(known, said string) string {
	if known != "" {
		return ""
	}
	return said
}

// personAt finds the person of a row among those of the organisation: by address and name, else by name.
func (c *candidate) personAt(in *PersonInput) int {
	key := check.Key(in.Name)
	at := slices.IndexFunc(c.people, func(p ContactPerson) bool {
		return in.Email != "" && p.Email == in.Email && check.Key(p.Name) == key
	})
	if at < 0 {
		at = slices.IndexFunc(c.people, func(p ContactPerson) bool { return check.Key(p.Name) == key })
	}
	return at
}

func (pl *planned) editPerson(at int) {
	in, c := &pl.importRow.person, pl.target
	who := c.people[at]
	before := who
	for _, f := range []struct {
		field Field
		to    *string
		value string
	}{{FieldPersonEmail, &who.Email, in.Email}, {FieldPersonPhone, &who.Phone, in.Phone}, {FieldPersonTitle, &who.Title, in.Title}} {
		if f.value != "" && *f.to != f.value {
			pl.changes = append(pl.changes, RowChange{f.field, *f.to, f.value})
			*f.to = f.value
		}
	}
	c.people[at] = who
	pl.person = personPlan{edit: who != before, who: who, was: before}
}

// planMember decides whether a row makes the organisation a member of an umbrella, or says since or until when it is.
func (pl *planned) planMember(umbrella id.ID, newID func() id.ID) {
	c, from, to := pl.target, string(pl.from), string(pl.to)
	of := func(ended string) int {
		return slices.IndexFunc(c.member, func(m importMember) bool {
			return m.Umbrella == umbrella && m.To == ended && (ended == "" || from == "" || m.From == from)
		})
	}
	if to != "" && of(to) >= 0 {
		return // that it was a member is known
	}
	at := of("")
	if at < 0 {
		pl.member = memberPlan{add: true, is: importMember{ID: newID(), Member: c.ID, Umbrella: umbrella, From: from, To: to}}
		c.member = append(c.member, pl.member.is)
		if pl.outcome != OutcomeCreate {
			pl.changes = append(pl.changes, RowChange{Field: FieldUmbrella, New: short(pl.umbrella)})
		}
		return
	}
	pl.member.was = c.member[at]
	for _, f := range []struct {
		field Field
		to    *string
		value string
	}{{FieldFrom, &c.member[at].From, from}, {FieldTo, &c.member[at].To, to}} {
		if f.value != "" && *f.to != f.value {
			pl.changes = append(pl.changes, RowChange{f.field, *f.to, f.value})
			*f.to, pl.member.edit = f.value, true
		}
	}
	pl.member.is = c.member[at]
}

// planRelation decides whether the unit gets a relationship with the organisation, and whether a visit deepens it.
func (pl *planned) planRelation(p *pool, newID func() id.ID) {
	c := pl.target
	pl.relation.was = c.relation
	switch {
	case c.relation.ID == "":
		c.relation = importRelation{ID: newID(), Organisation: c.ID, Depth: DepthAcquaintance}
		pl.relation.add, pl.relation.was = true, c.relation
	case c.relation.Binned:
		c.relation.Binned = false
		pl.relation.revive = true
	}
	if p.kind == ImportCompanies && pl.outcome != OutcomeCreate && (pl.relation.add || pl.relation.revive) {
		pl.changes = append(pl.changes, RowChange{Field: FieldUnit, New: short(p.unitName)})
	}
	if pl.contact && pl.moment.kind == ContactVisit && slices.Contains(DepthVisit.below(), c.relation.Depth) {
		pl.relation.deepen = true
		c.relation.Depth = DepthVisit
	}
}

// planContact decides whether a row tells of contact that is not there yet, with somebody who is known.
func (p *pool) planContact(pl *planned) {
	c, in := pl.target, &pl.importRow.person
	if in.Name != "" {
		at := c.personAt(in)
		if at < 0 {
			pl.faults.Add(string(FieldPersonName), "relation.import.unknown_person", short(in.Name))
			return
		}
		pl.person.who = c.people[at]
	}
	if slices.Contains(c.moments, pl.moment.key()) {
		return
	}
	c.moments = append(c.moments, pl.moment.key())
	pl.contact = true
}

// periodStart is the first day of a position or membership that a row makes.
func (pl *planned) periodStart(today clock.Date) clock.Date {
	if pl.from != "" {
		return pl.from
	}
	if pl.to != "" && pl.to < today {
		return "" // it ended before today: since when is not known
	}
	return today
}
