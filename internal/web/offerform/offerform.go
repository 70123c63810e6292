package offerform

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"schakel/internal/domain/menu"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/i18n"
	"schakel/internal/platform/id"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// Form is the form with its present values.
type Form struct {
	P       *i18n.Printer
	Items   []menu.Item
	People  []menu.Colleague      // who work at the company
	Choices map[id.ID]menu.Choice // ticked items
	Faults  fault.Fields
}

// Of fills the form with what the company offers now.
func Of(p *i18n.Printer, s menu.Sheet) Form {
	f := Form{P: p, Items: s.Items, People: s.People, Choices: map[id.ID]menu.Choice{}}
	for _, o := range s.Offers {
		c := menu.Choice{
			Item: o.Item, Times: strconv.Itoa(o.Times), MaxGroup: strconv.Itoa(o.MaxGroup), Profiles: o.Profiles, Levels: o.Levels, Remark: o.Remark,
			Months: digits(o.Months.V), Weekdays: digits(o.Weekdays.V), Languages: o.Languages, Person: o.Person,
		}
		if o.MaxKM != nil {
			c.MaxKM = strconv.Itoa(*o.MaxKM)
		}
		if o.Notice > 0 {
			c.Notice = strconv.Itoa(o.Notice)
		}
		f.Choices[o.Item] = c
	}
	return f
}

func digits(list []int) (out []string) {
	for _, n := range list {
		out = append(out, strconv.Itoa(n))
	}
	return out
}

// Typed fills the form with what was posted, after it was refused.
func Typed(p *i18n.Printer, s menu.Sheet, choices []menu.Choice, faults fault.Fields) Form {
	f := Form{P: p, Items: s.Items, People: s.People, Choices: map[id.ID]menu.Choice{}, Faults: faults}
	for _, c := range choices {
		f.Choices[c.Item] = c
	}
	return f
}

// Decode reads the ticked items. The person is whom the company is asked through, if known; the form may say another for an item.
func Decode(f page.Form, person id.ID) []menu.Choice {
	var out []menu.Choice
	for _, item := range f.IDs("item") {
		at := func(name string) string { return menu.Field(item, name) }
		c := menu.Choice{
			Item: item, Times: f.Text(at("times")), Months: f.All(at("months")), Profiles: f.All(at("profiles")), Levels: f.All(at("levels")),
			MaxGroup: f.Text(at("max_group")), MaxKM: f.Text(at("max_km")), Remark: f.Text(at("remark")),
			Weekdays: f.All(at("weekdays")), Notice: f.Text(at("notice")), Languages: f.All(at("languages")), Person: person,
		}
		if f.Has(at("person")) {
			c.Person = f.ID(at("person"))
			c.Anybody = c.Person == ""
		}
		out = append(out, c)
	}
	return out
}

// usualTimes is how often a year the form suggests for an item that is not ticked yet.
const usualTimes = "2"

// choice returns the limits of an item: the company's own, or those to start from.
func (f Form) choice(i menu.Item) (c menu.Choice, ticked bool) {
	if c, ticked = f.Choices[i.ID]; ticked {
		return c, true
	}
	return menu.Choice{Item: i.ID, Times: usualTimes, MaxGroup: strconv.Itoa(i.MaxGroup)}, false
}

func (f Form) field(i menu.Item, name string) ui.Field {
	at := menu.Field(i.ID, name)
	return ui.Field{Name: at, Label: f.P.T("offer." + name), Error: page.Message(f.P, f.Faults, at), Plain: true}
}

// limits are the fields that stand open under a ticked item.
func (f Form) limits(i menu.Item) (times, group ui.Field) {
	c, _ := f.choice(i)
	times, group = f.field(i, "times"), f.field(i, "max_group")
	times.Value, times.Min, times.Max = c.Times, "1", "200"
	group.Value, group.Min, group.Max = c.MaxGroup, "1", "1000"
	return times, group
}

// wishes are the fields behind "more wishes".
type wishes struct {
	months, weekdays, notice, profiles, levels, km, languages, person, remark ui.Field
}

func (f Form) wishes(i menu.Item) (w wishes) {
	c, _ := f.choice(i)
	w = wishes{
		months: f.field(i, "months"), weekdays: f.field(i, "weekdays"), notice: f.field(i, "notice"), profiles: f.field(i, "profiles"), levels: f.field(i, "levels"),
		km: f.field(i, "max_km"), languages: f.field(i, "languages"), person: f.field(i, "person"), remark: f.field(i, "remark"),
	}
	for m := 1; m <= 12; m++ {
		month := (m+6)%12 + 1 // from August, as a school year runs
		w.months.Options = append(w.months.Options, ui.Option{Value: strconv.Itoa(month), Label: f.P.MonthShort(time.Month(month))})
	}
	w.weekdays.Options, w.languages.Options, w.person.Options = Weekdays(f.P), Languages(f.P), f.people()
	w.profiles.Options, w.levels.Options = Profiles(i.Profiles), Levels(f.P, i.Levels)
	w.months.Values, w.weekdays.Values, w.languages.Values, w.profiles.Values, w.levels.Values = c.Months, c.Weekdays, c.Languages, c.Profiles, c.Levels
	w.km.Value, w.km.Suffix, w.km.Min, w.km.Max = c.MaxKM, "km", "1", "500"
	w.notice.Value, w.notice.Suffix, w.notice.Min, w.notice.Max = c.Notice, f.P.T("offer.days_suffix"), "0", "180"
	w.person.Value = string(c.Person)
	w.remark.Value, w.remark.Rows, w.remark.MaxLength = c.Remark, 2, 500
	return w
}

// all are the fields in the order of the form.
func (w wishes) all() []ui.Field {
	return []ui.Field{w.months, w.weekdays, w.notice, w.profiles, w.levels, w.km, w.languages, w.person, w.remark}
}

// people are those who work at the company, after nobody in particular; a choice from two.
func (f Form) people() []ui.Option {
	if len(f.People) < 2 {
		return nil
	}
	out := []ui.Option{{Label: f.P.T("offer.person.any")}}
	for _, p := range f.People {
		out = append(out, ui.Option{Value: string(p.ID), Label: p.Name})
	}
	return out
}

// open reports whether the wishes stand open: something was filled in there, or something there is wrong.
func (f Form) open(i menu.Item) bool {
	c, ticked := f.choice(i)
	if ticked && len(c.Months)+len(c.Weekdays)+len(c.Notice)+len(c.Languages)+len(c.Profiles)+len(c.Levels)+len(c.MaxKM)+len(c.Remark) > 0 {
		return true
	}
	return slices.ContainsFunc(f.wishes(i).all(), func(w ui.Field) bool { return w.Error != "" })
}

// errors lists the fields with a message, for the summary on top.
func (f Form) errors() []ui.Field {
	var out []ui.Field
	for _, i := range f.Items {
		times, group := f.limits(i)
		for _, field := range append([]ui.Field{times, group}, f.wishes(i).all()...) {
			if field.Error != "" {
				field.Label = i.Name(string(f.P.Lang())) + ", " + strings.ToLower(field.Label[:1]) + field.Label[1:]
				out = append(out, field)
			}
		}
	}
	return out
}

// places groups the items as the menu does; a place without items is left out.
func (f Form) places() []place {
	var out []place
	for _, p := range menu.Places() {
		var items []menu.Item
		for _, i := range f.Items {
			if i.Place == p {
				items = append(items, i)
			}
		}
		if len(items) > 0 {
			out = append(out, place{p, items})
		}
	}
	return out
}

type place struct {
	place menu.Place
	items []menu.Item
}
