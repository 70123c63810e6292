package offerform

import (
	"strconv"
	"strings"
	"time"

	"schakel/internal/domain/menu"
	"schakel/internal/platform/clock"
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
	Choices map[id.ID]menu.Choice // ticked items
	Paused  clock.Date
	Faults  fault.Fields
}

// Of fills the form with what the company offers now.
func Of(p *i18n.Printer, s menu.Sheet) Form {
	f := Form{P: p, Items: s.Items, Choices: map[id.ID]menu.Choice{}}
	for _, o := range s.Offers {
		c := menu.Choice{
			Item: o.Item, Times: strconv.Itoa(o.Times), MaxGroup: strconv.Itoa(o.MaxGroup), Profiles: o.Profiles, Levels: o.Levels, Remark: o.Remark,
		}
		for _, m := range o.Months.V {
			c.Months = append(c.Months, strconv.Itoa(m))
		}
		if o.MaxKM != nil {
			c.MaxKM = strconv.Itoa(*o.MaxKM)
		}
		if o.PausedUntil > f.Paused {
			f.Paused = o.PausedUntil
		}
		f.Choices[o.Item] = c
	}
	return f
}

// Typed fills the form with what was posted, after it was refused.
func Typed(p *i18n.Printer, s menu.Sheet, choices []menu.Choice, paused string, faults fault.Fields) Form {
	f := Form{P: p, Items: s.Items, Choices: map[id.ID]menu.Choice{}, Paused: clock.Date(paused), Faults: faults}
	for _, c := range choices {
		f.Choices[c.Item] = c
	}
	return f
}

// Decode reads the ticked items. The person is whom the company is asked through, if known.
func Decode(f page.Form, person id.ID) []menu.Choice {
	var out []menu.Choice
	for _, item := range f.IDs("item") {
		at := func(name string) string { return menu.Field(item, name) }
		out = append(out, menu.Choice{
			Item: item, Times: f.Text(at("times")), Months: f.All(at("months")), Profiles: f.All(at("profiles")), Levels: f.All(at("levels")),
			MaxGroup: f.Text(at("max_group")), MaxKM: f.Text(at("max_km")), Remark: f.Text(at("remark")),
			PausedUntil: clock.Date(f.Text("paused_until")), Person: person,
		})
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
func (f Form) wishes(i menu.Item) (months, profiles, levels, km, remark ui.Field) {
	c, _ := f.choice(i)
	months, profiles, levels = f.field(i, "months"), f.field(i, "profiles"), f.field(i, "levels")
	km, remark = f.field(i, "max_km"), f.field(i, "remark")
	for m := 1; m <= 12; m++ {
		month := (m+6)%12 + 1 // from August, as a school year runs
		months.Options = append(months.Options, ui.Option{Value: strconv.Itoa(month), Label: f.P.MonthShort(time.Month(month))})
	}
	profiles.Options, levels.Options = Profiles(i.Profiles), Levels(f.P, i.Levels)
	months.Values, profiles.Values, levels.Values = c.Months, c.Profiles, c.Levels
	km.Value, km.Suffix, km.Min, km.Max = c.MaxKM, "km", "1", "500"
	remark.Value, remark.Rows, remark.MaxLength = c.Remark, 2, 500
	return months, profiles, levels, km, remark
}

// open reports whether the wishes stand open: something was filled in there, or something there is wrong.
func (f Form) open(i menu.Item) bool {
	c, ticked := f.choice(i)
	if ticked && len(c.Months)+len(c.Profiles)+len(c.Levels)+len(c.MaxKM)+len(c.Remark) > 0 {
		return true
	}
	for _, name := range []string{"months", "profiles", "levels", "max_km", "remark"} {
		if _, bad := f.Faults[menu.Field(i.ID, name)]; bad {
			return true
		}
	}
	return false
}

func (f Form) pause() ui.Field {
	return ui.Field{
		Name: "paused_until", Label: f.P.T("offer.paused_until"), Hint: f.P.T("offer.paused_until.hint"), Value: string(f.Paused),
		Error: page.Message(f.P, f.Faults, "paused_until"),
	}
}

// errors lists the fields with a message, for the summary on top.
func (f Form) errors() []ui.Field {
	var out []ui.Field
	for _, i := range f.Items {
		times, group := f.limits(i)
		months, profiles, levels, km, remark := f.wishes(i)
		for _, field := range []ui.Field{times, group, months, profiles, levels, km, remark} {
			if field.Error != "" {
				field.Label = i.Name(string(f.P.Lang())) + ", " + strings.ToLower(field.Label[:1]) + field.Label[1:]
				out = append(out, field)
			}
		}
	}
	if p := f.pause(); p.Error != "" {
		out = append(out, p)
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
