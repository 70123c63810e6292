package ui

import (
	"strconv"
	"strings"

	"github.com/a-h/templ"
)

// Field describes one question of a form: its words, its present value and what is wrong with it.
type Field struct {
	Name  string // name in the form
	ID    string // "f-" and the name when empty
	Label string
	Hint  string // one sentence under the label
	Value string
	Error string // the message at the field after a refused form

	Required     bool // false shows "niet verplicht" behind the label, unless Plain
	Plain        bool // no "niet verplicht" (filters, searches, small forms that explain themselves)
	LabelHidden  bool // the label is only read aloud
	Disabled     bool
	ReadOnly     bool
	Autofocus    bool
	Autocomplete string // the token of the HTML standard: email, tel, name, organization, street-address …
	Placeholder  string // an example, never the label
	InputMode    string // numeric, decimal, tel, email …
	Type         string // TextField: text (when empty), email, tel, url, search, password
	Width        string // "" (whole column), "short" (a number, a time), "medium" (a date, a postcode, a phone number)
	Prefix       string // shown inside the field, e.g. €
	Suffix       string // shown inside the field, e.g. uur
	MaxLength    int
	Rows         int    // TextArea; 4 when 0
	Min, Max     string // NumberField, DateField, TimeField
	Step         string // NumberField: "1" when empty, "any" for decimals
	Accept       string // FileField: types and extensions
	Multiple     bool   // FileField

	Options []Option // Select, RadioGroup, CheckboxGroup, ChipChoice, SuggestField
	Values  []string // the chosen values of CheckboxGroup and ChipChoice
	Checked bool     // CheckboxField
	Inline  bool     // RadioGroup and CheckboxGroup beside each other

	Attrs templ.Attributes // further attributes of the control
}

// Option is one choice of a select, a radio group or a checkbox group.
type Option struct {
	Value    string
	Label    string
	Hint     string // radio and checkbox groups
	Icon     string // chips
	Group    string // Select: options of the same group stand together under this label
	Disabled bool
}

// FieldID returns the id of the control, to link to it.
func (f Field) FieldID() string {
	if f.ID != "" {
		return f.ID
	}
	return "f-" + strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_' {
			return r
		}
		return '-'
	}, f.Name)
}

// optionID is the id of the nth choice; the first has the id of the field, so that a link from the error summary works.
func (f Field) optionID(n int) string {
	if n == 0 {
		return f.FieldID()
	}
	return f.FieldID() + "-" + strconv.Itoa(n)
}

// described lists the ids of hint and error for aria-describedby.
func (f Field) described() string {
	var ids []string
	if f.Hint != "" {
		ids = append(ids, f.FieldID()+"-hint")
	}
	if f.Error != "" {
		ids = append(ids, f.FieldID()+"-error")
	}
	return strings.Join(ids, " ")
}

// control returns the attributes that every control has.
func (f Field) control() templ.Attributes {
	a := templ.Attributes{"id": f.FieldID(), "name": f.Name}
	f.state(a)
	text := func(key, value string) {
		if value != "" {
			a[key] = value
		}
	}
	text("autocomplete", f.Autocomplete)
	text("placeholder", f.Placeholder)
	text("inputmode", f.InputMode)
	text("min", f.Min)
	text("max", f.Max)
	text("step", f.Step)
	text("accept", f.Accept)
	if f.Required {
		a["aria-required"] = "true"
	}
	if f.MaxLength > 0 {
		a["maxlength"] = strconv.Itoa(f.MaxLength)
	}
	if f.ReadOnly {
		a["readonly"] = true
	}
	if f.Autofocus {
		a["autofocus"] = true
	}
	if f.Multiple {
		a["multiple"] = true
	}
	for k, v := range f.Attrs {
		a[k] = v
	}
	return a
}

// state sets what a control or a group of controls tells about hint, error and disabledness.
func (f Field) state(a templ.Attributes) {
	if d := f.described(); d != "" {
		a["aria-describedby"] = d
	}
	if f.Error != "" {
		a["aria-invalid"] = "true"
	}
	if f.Disabled {
		a["disabled"] = true
	}
}

// group returns the attributes of the fieldset of a group of controls (aria-invalid does not belong on it).
func (f Field) group() templ.Attributes {
	a := templ.Attributes{}
	f.state(a)
	delete(a, "aria-invalid")
	return a
}

// chosen tells whether a value is one of the chosen ones.
func (f Field) chosen(value string) bool {
	for _, v := range f.Values {
		if v == value {
			return true
		}
	}
	return false
}

func (f Field) class() string {
	class := "field"
	if f.Width != "" {
		class += " field-" + f.Width
	}
	if f.Error != "" {
		class += " field-bad"
	}
	return class
}

func (f Field) rows() string {
	if f.Rows == 0 {
		return "4"
	}
	return strconv.Itoa(f.Rows)
}

// inputType returns the type of a text input.
func (f Field) inputType() string {
	if f.Type == "" {
		return "text"
	}
	return f.Type
}

// with returns the field with a default for a choice that is still empty.
func (f Field) with(mode, width, step string) Field {
	if f.InputMode == "" {
		f.InputMode = mode
	}
	if f.Width == "" {
		f.Width = width
	}
	if f.Step == "" {
		f.Step = step
	}
	return f
}

// optionGroup is a run of options under one label.
type optionGroup struct {
	Label   string
	Options []Option
}

func (f Field) optionGroups() []optionGroup {
	var groups []optionGroup
	for _, o := range f.Options {
		if len(groups) == 0 || groups[len(groups)-1].Label != o.Group {
			groups = append(groups, optionGroup{Label: o.Group})
		}
		last := &groups[len(groups)-1]
		last.Options = append(last.Options, o)
	}
	return groups
}
