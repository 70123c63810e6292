package relation

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"schakel/internal/domain/curriculum"
	"schakel/internal/platform/check"
	"schakel/internal/platform/export"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/tabular"
)

func itoa(n int) string { return strconv.Itoa(n) }

// importRow is a row of a file as we read it.
type importRow struct {
	line     int
	company  OrganisationInput
	person   PersonInput // without a name: no person in this row
	umbrella string      // name as typed
	faults   fault.Fields
}

// readRow gives the cells of a row their meaning, mends what spreadsheets break, and checks every value.
func (m Mapping) readRow(row tabular.Row) importRow {
	r := importRow{line: row.Line, faults: fault.Fields{}}
	cells := map[Field]string{}
	for i, f := range m {
		if f == FieldNone || i >= len(row.Cells) {
			continue
		}
		value := export.Unguard(strings.TrimSpace(row.Cells[i])) // what we exported comes back as it was
		if strings.HasPrefix(value, "=") {
			r.faults.Add(string(f), "relation.import.formula")
			continue
		}
		cells[f] = value
	}
	r.company = companyOf(cells)
	r.company.Profiles = profileCells(r.faults, cells[FieldProfiles])
	r.company.clean(r.faults)
	r.umbrella = check.OptionalLine(r.faults, string(FieldUmbrella), cells[FieldUmbrella], 160)
	r.person = personOf(cells, r.faults)
	return r
}

func companyOf(cells map[Field]string) OrganisationInput {
	in := OrganisationInput{
		Kind: string(KindCompany), Name: cells[FieldName], KVK: padKVK(cells[FieldKVK]), Establishment: padZeros(cells[FieldEstablishment], 12),
		Street: cells[FieldStreet], HouseNumber: cells[FieldHouseNumber], Postcode: cells[FieldPostcode], Place: cells[FieldPlace],
		Website: cells[FieldWebsite], Email: cells[FieldEmail], Phone: padPhone(cells[FieldPhone]), YearLimit: cells[FieldYearLimit],
	}
	if in.Street == "" && cells[FieldAddress] != "" {
		in.Street, in.HouseNumber = splitAddress(cells[FieldAddress])
	}
	return in
}

// personOf reads the contact person; a mail address or number without a name is a mistake at the name.
func personOf(cells map[Field]string, faults fault.Fields) PersonInput {
	in := PersonInput{
		Name: cells[FieldPersonName], Title: cells[FieldPersonTitle], Email: cells[FieldPersonEmail], Phone: padPhone(cells[FieldPersonPhone]),
		Requests: true, Source: "import",
	}
	if in.Name == "" {
		in.Name = strings.Join(strings.Fields(cells[FieldPersonFirst]+" "+cells[FieldPersonInfix]+" "+cells[FieldPersonLast]), " ")
	}
	if in.Name == "" && in.Email == "" && in.Phone == "" {
		return PersonInput{}
	}
	f := fault.Fields{}
	in.clean(f)
	for name, message := range f {
		faults.Add("person_"+name, message.Key, message.Args...)
	}
	return in
}

// padKVK puts back the zeros that a spreadsheet cut off a register number.
func padKVK(s string) string {
	if n := len(s); n >= 5 && n < 8 {
		return padZeros(s, 8)
	}
	return s
}

func padZeros(s string, n int) string {
	if len(s) < 5 || len(s) >= n || strings.Trim(s, "0123456789") != "" {
		return s
	}
	return strings.Repeat("0", n-len(s)) + s
}

// padPhone puts back the zero that a spreadsheet cut off a telephone number.
func padPhone(s string) string {
	if len(s) == 9 && s[0] != '0' && strings.Trim(s, "0123456789") == "" {
		return "0" + s
	}
	return s
}

var houseNumber = regexp.MustCompile(`^(.*\S)\s+(\d{1,5}\s*[-/]?\s*[0-9A-Za-z]{0,6})$`)

func splitAddress(s string) (street, number string) {
	if m := houseNumber.FindStringSubmatch(s); m != nil {
		return m[1], m[2]
	}
	return s, ""
}

// profileCells reads a cell with profiles: BWI, PIE; M&T / E&O. An unknown one is named in the message.
func profileCells(f fault.Fields, cell string) []string {
	var out []string
	parts := strings.FieldsFunc(cell, func(r rune) bool {
		return strings.ContainsRune(",;/|+", r) || unicode.IsSpace(r)
	})
	for _, part := range parts {
		p, ok := curriculum.ParseProfile(part)
		if !ok {
			f.Add(string(FieldProfiles), "relation.import.unknown_profile", short(part))
			return nil
		}
		out = append(out, string(p))
	}
	return out
}

// short bounds a value that is repeated in a message.
func short(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == unicode.ReplacementChar {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}
