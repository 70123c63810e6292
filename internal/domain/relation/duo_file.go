package relation

import (
	"cmp"
	"io"
	"slices"
	"strings"

	"schakel/internal/platform/check"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/tabular"
)

// School is one location in DUO's file of secondary schools (Dienst Uitvoering Onderwijs, open data, "02 alle
// vestigingen vo"), cleaned.
type School struct {
	Line             int
	BRIN             string // of the location, six characters: 06XZ00
	Name             string // as DUO has it
	ShortName        string // for a unit: without the list of school types
	Street           string
	HouseNumber      string
	Postcode         string
	Place            string
	Municipality     string // CBS code, 4 digits
	MunicipalityName string
	RMC              string // region of the early school leavers' registration, 2 digits
	RMCName          string
	Phone            string // E.164
	Website          string
	Structure        []string // VBO, MAVO, PRO, HAVO, VWO, BRUGJAAR
}

// Vocational reports whether the location teaches vmbo or practical education, which a technical network is for.
// Older files call vmbo VBO (basic and middle-management) and MAVO (theoretical).
func (s School) Vocational() bool {
	return slices.ContainsFunc(s.Structure, func(kind string) bool {
		return kind == "VBO" || kind == "MAVO" || kind == "PRO" || strings.HasPrefix(kind, "VMBO")
	})
}

// SchoolFile is a file of DUO that was read.
type SchoolFile struct {
	Schools []School
	Errors  []RowError // rows that were left out, and values that were left empty
	Run     SchoolRun  // when the file was uploaded
}

// duoColumns are the headings of both generations of the file. The last four are optional.
var duoColumns = []struct {
	field    string
	headings []string
	needed   bool
}{
	{"brin", []string{"BRIN NUMMER", "BRINNUMMER", "INSTELLINGSCODE"}, true},
	{"location", []string{"VESTIGINGSNUMMER", "VESTIGINGSCODE"}, true},
	{"name", []string{"VESTIGINGSNAAM", "INSTELLINGSNAAM VESTIGING"}, true},
	{"municipality", []string{"GEMEENTENUMMER", "GEMEENTECODE"}, true},
	{"municipality_name", []string{"GEMEENTENAAM"}, true},
	{"structure", []string{"ONDERWIJSSTRUCTUUR"}, true},
	{"street", []string{"STRAATNAAM"}, true},
	{"house_number", []string{"HUISNUMMER-TOEVOEGING", "HUISNUMMER"}, true},
	{"postcode", []string{"POSTCODE"}, true},
	{"place", []string{"PLAATSNAAM"}, true},
	{"rmc", []string{"RMC-REGIO CODE", "RMC-REGIOCODE"}, false},
	{"rmc_name", []string{"RMC-REGIO NAAM", "RMC-REGIONAAM"}, false},
	{"phone", []string{"TELEFOONNUMMER"}, false},
	{"website", []string{"INTERNETADRES"}, false},
}

// ReadSchools reads DUO's file of locations, of either generation of headings, in Windows-1252 or UTF-8. A file that is
// something else is refused; a row that can't be used is left out and listed.
func ReadSchools(r io.Reader) (SchoolFile, error) {
	t, err := tabular.Open(r, tabular.Limits{Bytes: ImportLimit, Rows: 20_000})
	if err != nil {
		return SchoolFile{}, err
	}
	defer func() { _ = t.Close() }()
	at, err := duoHeader(t.Header())
	if err != nil {
		return SchoolFile{}, err
	}
	var out SchoolFile
	lines := map[string]int{} // BRIN → line
	for row, err := range t.Rows() {
		if err != nil {
			return SchoolFile{}, err
		}
		faults := fault.Fields{}
		s := schoolOf(row, at, faults)
		first, double := lines[s.BRIN]
		if s.BRIN != "" && double {
			faults.Add("brin", "duo.double", s.BRIN, first)
		}
		out.note(s, faults)
		if _, bad := faults["brin"]; !bad && s.Name != "" && s.Municipality != "" {
			lines[s.BRIN] = s.Line
			out.Schools = append(out.Schools, s)
		}
	}
	slices.SortFunc(out.Errors, func(a, b RowError) int { return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Field, b.Field)) })
	tellApart(out.Schools)
	return out, nil
}

// schoolErrors is how many errors are kept.
const schoolErrors = 5000

func (f *SchoolFile) note(s School, faults fault.Fields) {
	for field, m := range faults {
		if len(f.Errors) < schoolErrors {
			f.Errors = append(f.Errors, RowError{Line: s.Line, Name: s.Name, Field: Field(field), Key: m.Key, Args: m.Args})
		}
	}
}

// duoHeader finds the columns, or says which are missing.
func duoHeader(header []string) (map[string]int, error) {
	at := map[string]int{}
	var missing []string
	for _, c := range duoColumns {
		i := slices.IndexFunc(header, func(h string) bool {
			return slices.Contains(c.headings, strings.ToUpper(strings.Join(strings.Fields(h), " ")))
		})
		switch {
		case i >= 0:
			at[c.field] = i
		case c.needed:
			missing = append(missing, c.headings[0])
		}
	}
	if len(missing) > 0 {
		return nil, fault.Invalid("duo.not_duo", strings.Join(missing, ", "))
	}
	return at, nil
}

// schoolOf reads a row. Without a code, a name and a municipality it is no school; other values may be missing.
func schoolOf(row tabular.Row, at map[string]int, f fault.Fields) School {
	cell := func(field string) string {
		i, ok := at[field]
		if !ok {
			return ""
		}
		v := strings.Join(strings.Fields(row.Cells[i]), " ")
		if strings.HasPrefix(v, "=") {
			f.Add(field, "relation.import.formula")
			return ""
		}
		return v
	}
	s := School{
		Line: row.Line, BRIN: brin6(f, cell("brin"), cell("location")),
		Name:   check.Line(f, "name", cell("name"), 2, 160),
		Street: check.OptionalText(f, "street", cell("street"), 120), HouseNumber: check.OptionalText(f, "house_number", cell("house_number"), 20),
		Postcode: check.OptionalPostcode(f, "postcode", cell("postcode")), Place: check.OptionalText(f, "place", placeName(cell("place")), 80),
		Municipality:     paddedCode(f, "municipality", cell("municipality"), 4),
		MunicipalityName: check.OptionalText(f, "municipality_name", placeName(cell("municipality_name")), 80),
		RMCName:          check.OptionalText(f, "rmc_name", cell("rmc_name"), 80),
		Phone:            check.OptionalPhone(f, "phone", cell("phone")), Website: check.OptionalURL(f, "website", cell("website")),
	}
	if v := cell("rmc"); v != "" {
		s.RMC = paddedCode(f, "rmc", v, 2)
	}
	for kind := range strings.SplitSeq(strings.ToUpper(cell("structure")), "/") {
		if kind = strings.TrimSpace(kind); kind != "" {
			s.Structure = append(s.Structure, kind)
		}
	}
	s.ShortName = shortName(s.Name)
	return s
}

// brin6 puts the code of a location together: newer files give it whole, older ones may give its two digits only.
func brin6(f fault.Fields, school, location string) string {
	if len(location) <= 2 && location != "" {
		location = school + strings.Repeat("0", 2-len(location)) + location
	}
	clean := check.BRIN(f, "brin", location)
	if clean != "" && (len(clean) != 6 || !strings.HasPrefix(clean, strings.ToUpper(school))) {
		f.Add("brin", "field.brin")
		return ""
	}
	return clean
}

// paddedCode checks a code of n digits, whose zeros in front a spreadsheet may have taken away.
func paddedCode(f fault.Fields, field, value string, n int) string {
	if value != "" && len(value) < n {
		value = strings.Repeat("0", n-len(value)) + value
	}
	if len(value) != n || strings.Trim(value, "0123456789") != "" {
		f.Add(field, "duo.code", n)
		return ""
	}
	return value
}
