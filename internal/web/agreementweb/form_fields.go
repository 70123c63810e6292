package agreementweb

import (
	"slices"
	"strconv"

	"schakel/internal/domain/agreement"
	"schakel/internal/domain/funding"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// fields are the single fields of the form.
type fields struct{ name, unit, template, grant, from, to, changes, items ui.Field }

func (v form) fields() fields {
	t := v.P.T
	f := fields{
		name:     ui.Field{Name: "name", Label: t("agreement.name"), Value: v.in.Name, Required: true, MaxLength: 120},
		unit:     ui.Field{Name: "unit", Label: t("agreement.unit"), Hint: t("agreement.unit.hint"), Value: string(v.in.Unit), Options: v.units, Required: true},
		template: ui.Field{Name: "template", Label: t("agreement.template"), Value: string(v.in.Template), Required: true},
		grant:    ui.Field{Name: "grant", Label: t("agreement.grant"), Hint: t("agreement.grant.hint"), Value: string(v.in.Grant), Options: []ui.Option{{Label: t("agreement.no_grant")}}},
		from:     ui.Field{Name: "from", Label: t("agreement.from"), Value: v.in.From, Required: true},
		to:       ui.Field{Name: "to", Label: t("agreement.to"), Value: v.in.To, Required: true},
		changes:  ui.Field{Name: "changes", Label: t("agreement.changes"), Hint: t("agreement.changes.hint"), Value: v.in.Changes, Required: true, Rows: 5},
		items:    ui.Field{Name: "items", Label: t("agreement.items"), Plain: true},
	}
	for _, m := range v.choices.Templates {
		label := m.Name
		if m.More != "" {
			label += " (" + m.More + ")"
		}
		f.template.Options = append(f.template.Options, ui.Option{Value: string(m.ID), Label: label})
	}
	for _, g := range v.grants {
		f.grant.Options = append(f.grant.Options, ui.Option{Value: string(g.ID), Label: g.Name})
	}
	for _, i := range v.items {
		f.items.Options = append(f.items.Options, ui.Option{Value: string(i.ID), Label: i.Name(string(v.P.Lang()))})
		if slices.Contains(v.in.Items, i.ID) {
			f.items.Values = append(f.items.Values, string(i.ID))
		}
	}
	for _, x := range []*ui.Field{&f.name, &f.unit, &f.template, &f.grant, &f.from, &f.to, &f.changes, &f.items} {
		x.Error = page.Message(v.P, v.faults, x.Name)
	}
	if e := page.Message(v.P, v.faults, "organisation"); e != "" {
		f.name.Error = e
	}
	return f
}

// errors are all fields, for the summary on top.
func (v form) errors() []ui.Field {
	f := v.fields()
	out := []ui.Field{f.name, f.unit, f.template, f.grant, f.from, f.to, f.changes}
	for _, s := range v.signers() {
		out = append(out, s.organisation, s.name, s.title, s.email)
	}
	out = append(out, f.items)
	for _, p := range v.pledges() {
		out = append(out, p.year, p.kind, p.amount, p.what)
	}
	return out
}

// signer are the fields of one who signs.
type signer struct{ organisation, name, title, email ui.Field }

// rows is how many lines a form shows: what is there, and room for more.
func rows(have, room, least, most int) int { return min(max(have+room, least), most) }

func (v form) signers() (out []signer) {
	t := v.P.T
	options := []ui.Option{{Value: string(v.in.Organisation), Label: v.choices.Company}, {Label: t("agreement.unit_itself")}}
	for _, p := range v.choices.Parties {
		options = append(options, ui.Option{Value: string(p.ID), Label: p.Name})
	}
	for n := range rows(len(v.in.Signatories), 1, 3, agreement.MaxSignatories) {
		var in agreement.SignatoryInput
		if n < len(v.in.Signatories) {
			in = v.in.Signatories[n]
		}
		named := func(field string) string { return agreement.SignatoryField(n, field) }
		s := signer{
			organisation: ui.Field{Name: named("organisation"), Label: t("agreement.signer.party"), Value: string(in.Organisation), Options: options, Plain: true},
			name:         ui.Field{Name: named("name"), Label: t("agreement.signer.name"), Value: in.Name, Plain: true, MaxLength: 120},
			title:        ui.Field{Name: named("title"), Label: t("agreement.signer.title"), Value: in.Title, Plain: true, MaxLength: 120},
			email:        ui.Field{Name: named("email"), Label: t("agreement.signer.email"), Value: in.Email, Plain: true, Type: "email"},
		}
		for _, x := range []*ui.Field{&s.organisation, &s.name, &s.title, &s.email} {
			x.Error = page.Message(v.P, v.faults, x.Name)
		}
		out = append(out, s)
	}
	return out
}

// pledge are the fields of one line of the annex.
type pledge struct{ year, kind, amount, what ui.Field }

func (v form) pledges() (out []pledge) {
	t := v.P.T
	kinds := []ui.Option{{Label: t("agreement.pledge.none")}}
	for _, k := range funding.Kinds() {
		kinds = append(kinds, ui.Option{Value: string(k), Label: t("funding.kind." + string(k))})
	}
	var years []ui.Option
	for y := v.Today().Year() - 1; y <= v.Today().Year()+6; y++ {
		years = append(years, ui.Option{Value: strconv.Itoa(y), Label: strconv.Itoa(y)})
	}
	for n := range rows(len(v.in.Pledges), 2, 4, agreement.MaxPledges) {
		in := agreement.PledgeInput{Year: strconv.Itoa(v.Today().Year())}
		if n < len(v.in.Pledges) {
			in = v.in.Pledges[n]
		}
		named := func(field string) string { return agreement.PledgeField(n, field) }
		p := pledge{
			year:   ui.Field{Name: named("year"), Label: t("agreement.pledge.year"), Value: in.Year, Options: withYear(years, in.Year), Plain: true, Width: "short"},
			kind:   ui.Field{Name: named("kind"), Label: t("agreement.pledge.kind"), Value: string(in.Kind), Options: kinds, Plain: true},
			amount: ui.Field{Name: named("amount"), Label: t("agreement.pledge.amount"), Value: in.Amount, Plain: true, Width: "short", InputMode: "decimal"},
			what:   ui.Field{Name: named("what"), Label: t("agreement.pledge.what"), Value: in.What, Plain: true, MaxLength: 120},
		}
		for _, x := range []*ui.Field{&p.year, &p.kind, &p.amount, &p.what} {
			x.Error = page.Message(v.P, v.faults, x.Name)
		}
		out = append(out, p)
	}
	return out
}

// withYear adds a year that the list of the coming years does not have.
func withYear(years []ui.Option, year string) []ui.Option {
	if year == "" || slices.ContainsFunc(years, func(o ui.Option) bool { return o.Value == year }) {
		return years
	}
	return append([]ui.Option{{Value: year, Label: year}}, years...)
}

func (v form) action() string {
	if v.key == "" {
		return "/agreements"
	}
	return home(v.key) + "/edit"
}

func (v form) hidden() []ui.HiddenValue {
	return []ui.HiddenValue{
		{Name: "organisation", Value: string(v.in.Organisation)}, {Name: "version", Value: strconv.Itoa(v.version.RowVersion)}, {Name: "n", Value: strconv.Itoa(v.version.N)},
	}
}

func (v form) back() string {
	if v.key == "" {
		return "/agreements"
	}
	return at(v.key, "", map[bool]string{true: strconv.Itoa(v.version.N)}[v.version.N > 1])
}
