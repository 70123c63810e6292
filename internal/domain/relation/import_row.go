package relation

import (
	"cmp"
	"hash/fnv"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"schakel/internal/domain/curriculum"
	"schakel/internal/platform/check"
	"schakel/internal/platform/clock"
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
	from, to clock.Date  // of a position or a membership
	moment   importMoment
	faults   fault.Fields
}

// importMoment is the contact that a row tells of.
type importMoment struct {
	kind ContactKind
	on   clock.Date
	note string
}

// key tells contact moments apart, without the words of the note.
func (m importMoment) key() string {
	h := fnv.New64a()
	_, _ = h.Write([]byte(m.note)) // a hash takes everything
	return string(m.kind) + " " + string(m.on) + " " + strconv.FormatUint(h.Sum64(), 36)
}

// label names a row in a list: the organisation, or else by what it is looked up.
func (r *importRow) label() string {
	return short(cmp.Or(r.company.Name, r.company.KVK, r.company.Email, r.company.Website))
}

// sub tells the rest of a row in a few words.
func (r *importRow) sub() string {
	switch {
	case r.moment.on != "":
		return short(strings.TrimSpace(string(r.moment.on) + " " + r.person.Name))
	case r.person.Name != "":
		return short(r.person.Name)
	default:
		return short(r.umbrella)
	}
}

// fieldAt numbers the fields, so that the cells of a row need no map.
var fieldAt = func() map[Field]int {
	out := map[Field]int{}
	for i, s := range synonyms {
		out[s.field] = i
	}
	return out
}()

// cells are the cells of a row by what they mean.
type cells [36]string

func (c *cells) of(f Field) string { return c[fieldAt[f]] }

// rowReader gives the rows of a file their meaning.
type rowReader struct {
	kind    ImportKind
	columns []int // place in cells per column; -1: left out
	names   []Field
	today   clock.Date
}

func newRowReader(kind ImportKind, m Mapping, today clock.Date) *rowReader {
	r := &rowReader{kind: kind, names: m, today: today, columns: make([]int, len(m))}
	for i, f := range m {
		r.columns[i] = -1
		if f != FieldNone {
			r.columns[i] = fieldAt[f]
		}
	}
	return r
}

// row gives the cells of a row their meaning, mends what spreadsheets break, and checks every value.
func (rd *rowReader) row(row tabular.Row) importRow {
	r := importRow{line: row.Line, faults: fault.Fields{}}
	var c cells
	for i, at := range rd.columns {
		if at < 0 || i >= len(row.Cells) {
			continue
		}
		value := export.Unguard(strings.TrimSpace(row.Cells[i])) // what we exported comes back as it was
		if strings.HasPrefix(value, "=") {
			r.faults.Add(string(rd.names[i]), "relation.import.formula")
			continue
		}
		c[at] = value
	}
	r.company = companyOf(&c)
	r.company.Profiles = profileCells(r.faults, c.of(FieldProfiles))
	if rd.kind.makes() {
		r.company.clean(r.faults)
	} else {
		r.company.cleanWhich(r.faults)
	}
	r.umbrella = check.OptionalLine(r.faults, string(FieldUmbrella), c.of(FieldUmbrella), 160)
	r.person = personOf(&c, r.faults)
	if rd.kind != ImportCompanies {
		rd.rest(&r, &c)
	}
	return r
}

// rest reads what only people, memberships and contact moments have.
func (rd *rowReader) rest(r *importRow, c *cells) {
	r.from, r.to = check.OptionalDate(r.faults, string(FieldFrom), c.of(FieldFrom)), check.OptionalDate(r.faults, string(FieldTo), c.of(FieldTo))
	check.DateOrder(r.faults, string(FieldTo), r.from, r.to)
	switch rd.kind {
	case ImportPeople:
		if r.person.Name == "" {
			r.faults.Add(string(FieldPersonName), "field.required")
		}
	case ImportMemberships:
		if r.umbrella == "" {
			r.faults.Add(string(FieldUmbrella), "field.required")
		}
	case ImportInteractions:
		r.moment = rd.moment(r, c)
	}
}

func (rd *rowReader) moment(r *importRow, c *cells) importMoment {
	m := importMoment{note: check.OptionalMultiline(r.faults, string(FieldNote), c.of(FieldNote), 5000)}
	kind, known := contactWords[check.Key(c.of(FieldContactKind))]
	if m.kind = kind; !known {
		r.faults.Add(string(FieldContactKind), "relation.import.unknown_contact", short(c.of(FieldContactKind)))
	}
	m.on = check.Date(r.faults, string(FieldOn), c.of(FieldOn))
	switch {
	case m.on > rd.today:
		r.faults.Add(string(FieldOn), "relation.contact_future")
	case m.on != "" && m.on < rd.today.AddDays(-contactDays):
		r.faults.Add(string(FieldOn), "relation.contact_long_ago")
	}
	if m.kind == ContactNote && m.note == "" {
		r.faults.Add(string(FieldNote), "field.required")
	}
	return m
}

// contactDays is how far back contact is recorded: ten years.
const contactDays = 3660

// cleanWhich cleans what a row says about an organisation that is known: its name may be left out.
func (in *OrganisationInput) cleanWhich(faults fault.Fields) {
	f := fault.Fields{}
	nameless := strings.TrimSpace(in.Name) == ""
	in.clean(f)
	for field, message := range f {
		if !nameless || field != string(FieldName) {
			faults.Add(field, message.Key, message.Args...)
		}
	}
	if nameless && in.KVK == "" && in.Email == "" && in.Website == "" && len(f) <= 1 {
		faults.Add(string(FieldName), "field.required")
	}
}

func companyOf(c *cells) OrganisationInput {
	in := OrganisationInput{
		Kind: string(KindCompany), Name: c.of(FieldName), KVK: padKVK(c.of(FieldKVK)), Establishment: padZeros(c.of(FieldEstablishment), 12),
		RSIN: c.of(FieldRSIN), SBICode: c.of(FieldSBI), Street: c.of(FieldStreet), HouseNumber: c.of(FieldHouseNumber), Postcode: c.of(FieldPostcode), Place: c.of(FieldPlace),
		Website: c.of(FieldWebsite), Email: c.of(FieldEmail), Phone: padPhone(c.of(FieldPhone)), YearLimit: c.of(FieldYearLimit),
	}
	if in.Street == "" && c.of(FieldAddress) != "" {
		in.Street, in.HouseNumber = splitAddress(c.of(FieldAddress))
	}
	return in
}

// personOf reads the contact person; a mail address or number without a name is a mistake at the name.
func personOf(c *cells, faults fault.Fields) PersonInput {
	in := PersonInput{
		Name: c.of(FieldPersonName), Title: c.of(FieldPersonTitle), Email: c.of(FieldPersonEmail), Phone: padPhone(c.of(FieldPersonPhone)),
		Requests: true, Source: "import",
	}
	if in.Name == "" && (c.of(FieldPersonFirst) != "" || c.of(FieldPersonLast) != "") {
		in.Name = strings.Join(strings.Fields(c.of(FieldPersonFirst)+" "+c.of(FieldPersonInfix)+" "+c.of(FieldPersonLast)), " ")
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
