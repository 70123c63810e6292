package relation

import (
	"slices"
	"strconv"

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
	RSIN          string
	SBICode       string
	SBIVersion    string // 2008 or 2025; the register converted all codes in September 2025
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
	in.RSIN = check.OptionalRSIN(f, "rsin", in.RSIN)
	in.SBICode, in.SBIVersion = activity(f, in.SBICode, in.SBIVersion)
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

// establishment checks a vestigingsnummer, which stands below a trade-register number (kvk.nl).
func establishment(f fault.Fields, value, kvk string) string {
	clean := check.OptionalEstablishment(f, "establishment", value)
	if clean != "" && kvk == "" {
		f.Add("establishment", "relation.establishment_alone")
		return ""
	}
	return clean
}

// SBIVersions lists the editions of the business activity codes, the one in use first.
func SBIVersions() []string { return []string{"2025", "2008"} }

// activity checks a code of business activity with its edition, the one in use when it is not named: without it, 62.10 may be two things.
func activity(f fault.Fields, code, version string) (string, string) {
	clean := check.OptionalSBI(f, "sbi_code", code)
	if clean == "" {
		return "", ""
	}
	if version == "" {
		version = SBIVersions()[0]
	}
	return clean, check.Choice(f, "sbi_version", version, SBIVersions()...)
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
		Kind: string(o.Kind), Name: o.Name, KVK: o.KVK, Establishment: o.Establishment, RSIN: o.RSIN, SBICode: o.SBICode, SBIVersion: o.SBIVersion,
		Street: o.Street, HouseNumber: o.HouseNumber,
		Postcode: o.Postcode, Place: o.Place, Website: o.Website, Email: o.Email, Phone: o.Phone, Profiles: o.Profiles,
	}
	if o.YearLimit != nil {
		in.YearLimit = strconv.Itoa(*o.YearLimit)
	}
	return in
}

// values are the clean input's columns after kind, in the order of organisationFacts.
func (in *OrganisationInput) values() []any {
	return append([]any{
		in.Name, check.Key(in.Name), orNil(in.KVK), orNil(in.Establishment), in.Street, in.HouseNumber, in.Postcode, in.Place, check.Key(in.Place),
		in.Website, in.Email, in.Phone, db.Strings(in.Profiles), in.yearLimit(), in.RSIN, in.SBICode, in.SBIVersion,
	}, matchColumns(in.Name, in.Place, in.Website, in.Email)...)
}

// orNil keeps an empty number out of the unique index.
func orNil(s string) any {
	if s == "" {
		return nil
	}
	return s
}
