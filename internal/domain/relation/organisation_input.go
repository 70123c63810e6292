package relation

import (
	"slices"
	"strconv"
	"strings"

	"schakel/internal/domain/curriculum"
	"schakel/internal/platform/check"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
)

// OrganisationInput is what a form or a row of a file says about an organisation, as typed.
type OrganisationInput struct {
	Kind          string
	Name          string
	KVK           string
	Establishment string
	Street        string
	HouseNumber   string
	Postcode      string
	Place         string
	Website       string
	Email         string
	Phone         string
	Profiles      []string // codes of curriculum
	YearLimit     string   // whole number; empty: no ceiling named
}

// Validate cleans the input or returns a fault with messages per field.
func (in *OrganisationInput) Validate() error {
	f := fault.Fields{}
	in.Kind = string(check.Choice(f, "kind", in.Kind, Kinds()...))
	in.clean(f)
	return f.Err()
}

// Clean puts every value in the one form in which it is stored; what can't be taken becomes empty.
func (in *OrganisationInput) Clean() { in.clean(fault.Fields{}) }

// clean is Validate without the kind, which an edit and an import do not ask.
func (in *OrganisationInput) clean(f fault.Fields) {
	in.Name = check.Line(f, "name", in.Name, 2, 160)
	if in.Name != "" && check.Key(in.Name) == "" {
		f.Add("name", "relation.name_letters")
	}
	in.KVK = check.OptionalKVK(f, "kvk", in.KVK)
	in.Establishment = establishment(f, in.Establishment, in.KVK)
	in.Street = check.OptionalLine(f, "street", in.Street, 120)
	in.HouseNumber = check.OptionalText(f, "house_number", in.HouseNumber, 20)
	in.Postcode = check.OptionalPostcode(f, "postcode", in.Postcode)
	in.Place = check.OptionalLine(f, "place", in.Place, 80)
	in.Website = check.OptionalURL(f, "website", in.Website)
	in.Email = check.OptionalEmail(f, "email", in.Email)
	in.Phone = check.OptionalPhone(f, "phone", in.Phone)
	in.Profiles = profiles(f, in.Profiles)
	if n, ok := check.OptionalInt(f, "year_limit", in.YearLimit, 0, 365); ok {
		in.YearLimit = strconv.Itoa(n)
	} else {
		in.YearLimit = ""
	}
}

// spacing is what people put between the digits of a number.
var spacing = strings.NewReplacer(" ", "", ".", "")

// establishment checks a vestigingsnummer: twelve digits, below a trade-register number (kvk.nl).
func establishment(f fault.Fields, value, kvk string) string {
	clean := spacing.Replace(check.OptionalText(f, "establishment", value, 40))
	switch {
	case clean == "":
		return ""
	case len(clean) != 12 || strings.Trim(clean, "0123456789") != "":
		f.Add("establishment", "relation.establishment_form")
	case kvk == "":
		f.Add("establishment", "relation.establishment_alone")
	default:
		return clean
	}
	return ""
}

// profiles puts codes in the order of curriculum, each once. Unlike an offer, where all profiles is the same as no limit,
// a company without profiles is one of which we do not know them.
func profiles(f fault.Fields, values []string) []string {
	for _, v := range values {
		if !slices.Contains(curriculum.Profiles(), curriculum.Profile(v)) {
			f.Add("profiles", "field.choice")
			return nil
		}
	}
	var out []string
	for _, p := range curriculum.Profiles() {
		if slices.Contains(values, string(p)) {
			out = append(out, string(p))
		}
	}
	return out
}

// yearLimit is the ceiling of a clean input.
func (in *OrganisationInput) yearLimit() *int {
	n, err := strconv.Atoi(in.YearLimit)
	if err != nil {
		return nil
	}
	return &n
}

// Input returns the organisation as a form shows it.
func (o Organisation) Input() OrganisationInput {
	in := OrganisationInput{
		Kind: string(o.Kind), Name: o.Name, KVK: o.KVK, Establishment: o.Establishment, Street: o.Street, HouseNumber: o.HouseNumber,
		Postcode: o.Postcode, Place: o.Place, Website: o.Website, Email: o.Email, Phone: o.Phone, Profiles: o.Profiles,
	}
	if o.YearLimit != nil {
		in.YearLimit = strconv.Itoa(*o.YearLimit)
	}
	return in
}

// values are the clean input's columns after kind, in the order of organisationFacts.
func (in *OrganisationInput) values() []any {
	return []any{
		in.Name, check.Key(in.Name), orNil(in.KVK), orNil(in.Establishment), in.Street, in.HouseNumber, in.Postcode, in.Place, check.Key(in.Place),
		in.Website, in.Email, in.Phone, db.Strings(in.Profiles), in.yearLimit(),
	}
}

// orNil keeps an empty number out of the unique index.
func orNil(s string) any {
	if s == "" {
		return nil
	}
	return s
}
