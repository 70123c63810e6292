package relation

import (
	"cmp"
	"slices"
	"strings"

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
	OutcomeDuplicate Outcome = "duplicate" // may be an organisation that is known: somebody must look
	OutcomeError     Outcome = "error"
)

// Outcomes lists the outcomes, in the order of screens.
func Outcomes() []Outcome {
	return []Outcome{OutcomeCreate, OutcomeUpdate, OutcomeUnchanged, OutcomeDuplicate, OutcomeError}
}

// RowChange is a field that a row changes. Values are as stored.
type RowChange struct {
	Field Field  `json:"f"`
	Old   string `json:"o,omitempty"`
	New   string `json:"n,omitempty"`
}

// planned is a row with what will be done with it.
type planned struct {
	importRow
	outcome Outcome
	target  *candidate        // of a good row
	likely  Likely            // of a doubtful row
	company OrganisationInput // facts after the row
	before  OrganisationInput // facts of an organisation that was there
	changed bool
	changes []RowChange

	person   personPlan
	member   memberPlan
	relation relationPlan
	contact  bool // a contact moment is added
}

type personPlan struct {
	add   bool // a person
	place bool // a position of a person who is known
	edit  bool
	who   ContactPerson // after the row
	was   ContactPerson
}

type memberPlan struct {
	add, edit bool
	is, was   importMember // after the row, before
}

type relationPlan struct {
	add, revive, deepen bool
	was                 importRelation
}

// plan decides about each row in order. Later rows see what earlier ones do. It changes the pool only.
func (p *pool) plan(rows []importRow, newID func() id.ID) []planned {
	out := make([]planned, len(rows))
	for i := range rows {
		out[i] = p.planRow(rows[i], newID)
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
	if len(r.faults) == 0 && pl.target != nil && p.kind == ImportInteractions {
		p.planContact(&pl)
	}
	switch {
	case len(r.faults) > 0:
		pl.outcome, pl.target = OutcomeError, nil
		return pl
	case pl.outcome == OutcomeDuplicate:
		return pl
	}
	p.planRest(&pl, umbrella, newID)
	pl.target.line = r.line
	return pl
}

// planRest works out what a good row brings beside the organisation itself.
func (p *pool) planRest(pl *planned, umbrella id.ID, newID func() id.ID) {
	c := pl.target
	if p.kind == ImportCompanies || p.kind == ImportPeople {
		pl.planPerson(p, newID)
	}
	if umbrella != "" && umbrella != c.ID {
		pl.planMember(umbrella, newID)
	}
	if p.kind == ImportCompanies || pl.contact {
		pl.planRelation(p, newID)
	}
	if pl.outcome == OutcomeCreate {
		return
	}
	made := pl.person.add || pl.person.place || pl.member.add || pl.contact
	switch {
	case p.kind != ImportCompanies && made:
		pl.outcome = OutcomeCreate
	case made || pl.changed || pl.person.edit || pl.member.edit || pl.relation.add || pl.relation.revive:
		pl.outcome = OutcomeUpdate
	default:
		pl.outcome = OutcomeUnchanged
	}
}

// aim finds or makes the organisation of a row and works out its facts.
func (p *pool) aim(pl *planned, newID func() id.ID) {
	in := &pl.importRow.company
	c, merged, ambiguous := p.match(in)
	switch {
	case ambiguous:
		pl.faults.Add(string(FieldName), "relation.import.ambiguous")
	case c == nil && !p.kind.makes():
		pl.faults.Add(string(cmp.Or(firstOf(in), FieldName)), "relation.import.unknown_organisation")
	case c == nil && p.taken(in.KVK, in.Establishment, nil):
		pl.faults.Add(string(FieldKVK), "relation.import.kvk_known")
	case c == nil && p.doubles[pl.line].Score > 0:
		pl.outcome, pl.likely = OutcomeDuplicate, p.doubles[pl.line]
	case c == nil:
		pl.outcome, pl.company = OutcomeCreate, *in
		o := Organisation{ID: newID(), Kind: KindCompany}
		o.take(pl.company)
		pl.target = p.add(o)
		pl.target.made = true
	case !p.kind.makes():
		pl.target, pl.company = c, c.Input()
	default:
		p.fill(pl, c, merged)
	}
}

// firstOf is the field by which a row names its organisation.
func firstOf(in *OrganisationInput) Field {
	switch {
	case in.Name != "":
		return FieldName
	case in.KVK != "":
		return FieldKVK
	case in.Email != "":
		return FieldEmail
	case in.Website != "":
		return FieldWebsite
	}
	return ""
}

// fill puts the facts of a row over those of the organisation that it is about.
func (p *pool) fill(pl *planned, c *candidate, merged bool) {
	pl.target, pl.before = c, c.Input()
	row := pl.importRow.company
	if merged {
		row = row.filling(pl.before)
	}
	pl.company, pl.changed = pl.before.fill(row)
	switch {
	case !pl.changed:
		return
	case c.line > 0:
		pl.faults.Add(string(FieldName), "relation.import.duplicate", c.line)
		return
	case pl.company.KVK != pl.before.KVK && p.taken(pl.company.KVK, pl.company.Establishment, c):
		pl.faults.Add(string(FieldKVK), "relation.import.kvk_known")
		return
	}
	pl.changes = pl.before.changes(&pl.company)
	c.take(pl.company)
	p.findable(c)
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
	if in.Name != from.Name && check.Key(in.Name) != check.Key(from.Name) {
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
	if in.Place != from.Place && check.Key(in.Place) != check.Key(from.Place) {
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

// changes lists the fields in which the facts differ.
func (in *OrganisationInput) changes(after *OrganisationInput) (out []RowChange) {
	for _, f := range []struct {
		field    Field
		old, new string
	}{
		{FieldName, in.Name, after.Name},
		{FieldKVK, in.KVK, after.KVK},
		{FieldEstablishment, in.Establishment, after.Establishment},
		{FieldRSIN, in.RSIN, after.RSIN},
		{FieldSBI, in.SBICode, after.SBICode},
		{FieldStreet, in.Street, after.Street},
		{FieldHouseNumber, in.HouseNumber, after.HouseNumber},
		{FieldPostcode, in.Postcode, after.Postcode},
		{FieldPlace, in.Place, after.Place},
		{FieldWebsite, in.Website, after.Website},
		{FieldEmail, in.Email, after.Email},
		{FieldPhone, in.Phone, after.Phone},
		{FieldProfiles, strings.Join(in.Profiles, " "), strings.Join(after.Profiles, " ")},
		{FieldYearLimit, in.YearLimit, after.YearLimit},
	} {
		if f.old != f.new {
			out = append(out, RowChange{f.field, f.old, f.new})
		}
	}
	return out
}
