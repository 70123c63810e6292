package relation

import (
	"slices"

	"schakel/internal/platform/check"
	"schakel/internal/platform/id"
)

// Outcome is what an import does with a row.
type Outcome string

// The outcomes.
const (
	OutcomeCreate    Outcome = "create"
	OutcomeUpdate    Outcome = "update"
	OutcomeUnchanged Outcome = "unchanged"
	OutcomeError     Outcome = "error"
)

// planned is a row with what will be done with it.
type planned struct {
	importRow
	outcome  Outcome
	target   *candidate        // of a good row
	company  OrganisationInput // facts after the row
	changed  bool              // facts of an organisation that was there
	person   personPlan
	umbrella id.ID // to join; empty: none, or a member already
}

type personPlan struct {
	add  bool
	edit bool
	who  ContactPerson // after the row
}

// plan decides about each row in order. Later rows see what earlier ones do. It changes the pool only.
func (p *pool) plan(rows []importRow, newID func() id.ID) []planned {
	out := make([]planned, len(rows))
	for i, r := range rows {
		out[i] = p.planRow(r, newID)
	}
	return out
}

func (p *pool) planRow(r importRow, newID func() id.ID) planned {
	pl := planned{importRow: r}
	umbrella := p.umbrellas[check.Key(r.umbrella)]
	if r.umbrella != "" && umbrella == "" {
		r.faults.Add(string(FieldUmbrella), "relation.import.unknown_umbrella", short(r.umbrella))
	}
	if len(r.faults) == 0 {
		p.aim(&pl, newID)
	}
	if len(r.faults) > 0 {
		pl.outcome, pl.target = OutcomeError, nil
		return pl
	}
	c := pl.target
	pl.person = c.planPerson(r.person, newID)
	if umbrella != "" && !slices.Contains(c.member, umbrella) && umbrella != c.ID {
		pl.umbrella = umbrella
		c.member = append(c.member, umbrella)
	}
	if pl.outcome == "" {
		pl.outcome = OutcomeUnchanged
		if pl.changed || pl.person.add || pl.person.edit || pl.umbrella != "" {
			pl.outcome = OutcomeUpdate
		}
	}
	c.line = r.line
	return pl
}

// aim finds or makes the organisation of a row and works out its facts.
func (p *pool) aim(pl *planned, newID func() id.ID) {
	c, ambiguous := p.match(&pl.importRow.company)
	switch {
	case ambiguous:
		pl.faults.Add(string(FieldName), "relation.import.ambiguous")
	case c == nil:
		pl.outcome, pl.company = OutcomeCreate, pl.importRow.company
		o := Organisation{ID: newID(), Kind: KindCompany}
		o.take(pl.company)
		pl.target = p.add(o)
	default:
		pl.target = c
		pl.company, pl.changed = c.Input().fill(pl.importRow.company)
		if pl.changed && c.line > 0 {
			pl.faults.Add(string(FieldName), "relation.import.duplicate", c.line)
			return
		}
		if pl.changed {
			p.renumber(c, pl.company.KVK)
			c.take(pl.company)
		}
	}
}

// renumber makes a candidate findable by the register number that a row gives it.
func (p *pool) renumber(c *candidate, kvk string) {
	if kvk != "" && c.KVK != kvk {
		p.byKVK[kvk] = append(p.byKVK[kvk], c)
	}
}

// take sets the facts of an organisation to clean input.
func (o *Organisation) take(in OrganisationInput) {
	o.Name, o.KVK, o.Establishment, o.Street, o.HouseNumber, o.Postcode, o.Place = in.Name, in.KVK, in.Establishment, in.Street, in.HouseNumber, in.Postcode, in.Place
	o.Website, o.Email, o.Phone, o.Profiles, o.YearLimit = in.Website, in.Email, in.Phone, in.Profiles, in.yearLimit()
	o.RSIN, o.SBICode, o.SBIVersion = in.RSIN, in.SBICode, in.SBIVersion
}

// fill puts the facts of a file over those that are known. Empty cells change nothing. A name that only differs in
// capitals, dots or spaces stays as it is.
func (in OrganisationInput) fill(from OrganisationInput) (OrganisationInput, bool) {
	changed := false
	over := func(to *string, value string) {
		if value != "" && *to != value {
			*to, changed = value, true
		}
	}
	if check.Key(in.Name) != check.Key(from.Name) {
		over(&in.Name, from.Name)
	}
	over(&in.KVK, from.KVK)
	over(&in.Establishment, from.Establishment)
	over(&in.RSIN, from.RSIN)
	over(&in.SBICode, from.SBICode)
	over(&in.SBIVersion, from.SBIVersion)
	over(&in.Street, from.Street)
	over(&in.HouseNumber, from.HouseNumber)
	over(&in.Postcode, from.Postcode)
	if check.Key(in.Place) != check.Key(from.Place) {
		over(&in.Place, from.Place)
	}
	over(&in.Website, from.Website)
	over(&in.Email, from.Email)
	over(&in.Phone, from.Phone)
	over(&in.YearLimit, from.YearLimit)
	if len(from.Profiles) > 0 && !slices.Equal(in.Profiles, from.Profiles) {
		in.Profiles, changed = from.Profiles, true
	}
	return in, changed
}

// planPerson decides whether a row brings a new contact person or changes one.
func (c *candidate) planPerson(in PersonInput, newID func() id.ID) personPlan {
	if in.Name == "" {
		return personPlan{}
	}
	at := slices.IndexFunc(c.people, func(p ContactPerson) bool {
		return in.Email != "" && p.Email == in.Email && check.Key(p.Name) == check.Key(in.Name)
	})
	if at < 0 {
		at = slices.IndexFunc(c.people, func(p ContactPerson) bool { return check.Key(p.Name) == check.Key(in.Name) })
	}
	if at < 0 {
		who := ContactPerson{ID: newID(), Position: newID(), Name: in.Name, Email: in.Email, Phone: in.Phone, Lang: in.Lang, Title: in.Title, Primary: len(c.people) == 0}
		c.people = append(c.people, who)
		return personPlan{add: true, who: who}
	}
	who := c.people[at]
	before := who
	for to, value := range map[*string]string{&who.Email: in.Email, &who.Phone: in.Phone, &who.Title: in.Title} {
		if value != "" {
			*to = value
		}
	}
	c.people[at] = who
	return personPlan{edit: who != before, who: who}
}
