package agreement

import (
	"regexp"
	"slices"
	"strings"

	"schakel/internal/platform/fault"
)

// Field is a merge field of a template, written as {{field}}.
type Field string

// The fields. Those that become a list stand alone on their line.
const (
	FieldName         Field = "name"
	FieldNetwork      Field = "network"
	FieldUnit         Field = "unit"
	FieldOrganisation Field = "organisation"
	FieldScheme       Field = "scheme"
	FieldGrant        Field = "grant"
	FieldStart        Field = "start"
	FieldEnd          Field = "end"
	FieldParties      Field = "parties"
	FieldMembers      Field = "members"
	FieldMenu         Field = "menu"
	FieldPledges      Field = "pledges"
	FieldSignatories  Field = "signatories"
)

// Fields lists the merge fields.
func Fields() []Field {
	return []Field{FieldName, FieldNetwork, FieldUnit, FieldOrganisation, FieldScheme, FieldGrant, FieldStart, FieldEnd, FieldParties, FieldMembers, FieldMenu, FieldPledges, FieldSignatories}
}

// List reports whether the field becomes a list.
func (f Field) List() bool {
	return slices.Contains([]Field{FieldParties, FieldMembers, FieldMenu, FieldPledges, FieldSignatories}, f)
}

// needed are the fields without which a text would leave out what is agreed.
var needed = []Field{FieldParties, FieldStart, FieldEnd, FieldMenu, FieldPledges}

var mergeField = regexp.MustCompile(`\{\{ *([a-zA-Z_]*) *\}\}`)

// checkBody notes at the field body what is wrong with a template's text.
func checkBody(f fault.Fields, body string) {
	for _, line := range strings.Split(body, "\n") {
		for _, m := range mergeField.FindAllStringSubmatch(line, -1) {
			field := Field(m[1])
			switch {
			case !slices.Contains(Fields(), field):
				f.Add("body", "agreement.template.unknown_field", m[0])
				return
			case field.List() && strings.TrimSpace(line) != m[0]:
				f.Add("body", "agreement.template.own_line", m[0])
				return
			}
		}
	}
	if rest := mergeField.ReplaceAllString(body, ""); strings.Contains(rest, "{{") {
		f.Add("body", "agreement.template.unknown_field", "{{")
		return
	}
	for _, field := range needed {
		if !slices.ContainsFunc(mergeField.FindAllStringSubmatch(body, -1), func(m []string) bool { return Field(m[1]) == field }) {
			f.Add("body", "agreement.template.needs_field", "{{"+string(field)+"}}")
			return
		}
	}
}

// merge puts values in the place of fields.
func merge(body string, values map[Field]string) string {
	return mergeField.ReplaceAllStringFunc(body, func(m string) string {
		return values[Field(mergeField.FindStringSubmatch(m)[1])]
	})
}
