package relation

import (
	"slices"

	"schakel/internal/platform/fault"
)

// ImportKind is what the rows of a file are about.
type ImportKind string

// The kinds of import.
const (
	ImportCompanies    ImportKind = "companies"    // with one contact person per row, if any
	ImportPeople       ImportKind = "people"       // of organisations that are known
	ImportMemberships  ImportKind = "memberships"  // of umbrellas
	ImportInteractions ImportKind = "interactions" // contact moments with their notes
)

// ImportKinds lists the kinds of import.
func ImportKinds() []ImportKind {
	return []ImportKind{ImportCompanies, ImportPeople, ImportMemberships, ImportInteractions}
}

// MatchKey is something by which a row is recognised as an organisation that is known.
type MatchKey string

// The match keys, the most certain first.
const (
	MatchKVK    MatchKey = "kvk"    // with the establishment, where there is one
	MatchEmail  MatchKey = "email"  // general mail address
	MatchDomain MatchKey = "domain" // of the website or the mail address
	MatchName   MatchKey = "name"   // with postcode, or with place where one is missing
)

// MatchKeys lists the match keys.
func MatchKeys() []MatchKey { return []MatchKey{MatchKVK, MatchEmail, MatchDomain, MatchName} }

// usualKeys are the match keys of an import for which nobody chose others.
func usualKeys() []MatchKey { return []MatchKey{MatchKVK, MatchName} }

// kindSpec is what a kind asks of a file.
type kindSpec struct {
	fields   []Field
	words    map[string]Field // headings that mean something else in a file of this kind
	complete func(m Mapping, f fault.Fields)
}

// which are the fields by which a known organisation is recognised.
var which = []Field{FieldName, FieldKVK, FieldEstablishment, FieldPostcode, FieldPlace, FieldEmail, FieldWebsite}

var kinds = map[ImportKind]kindSpec{
	ImportCompanies: {
		fields: []Field{
			FieldName, FieldKVK, FieldEstablishment, FieldRSIN, FieldSBI, FieldAddress, FieldStreet, FieldHouseNumber, FieldPostcode, FieldPlace, FieldWebsite, FieldEmail, FieldPhone,
			FieldProfiles, FieldUmbrella, FieldYearLimit, FieldPersonName, FieldPersonFirst, FieldPersonInfix, FieldPersonLast, FieldPersonTitle, FieldPersonEmail, FieldPersonPhone,
		},
		complete: func(m Mapping, f fault.Fields) {
			if !m.has(FieldName) {
				f.Add("", "relation.import.no_name_column")
			}
			if slices.ContainsFunc(m, ofPerson) && !m.has(FieldPersonName, FieldPersonFirst, FieldPersonLast) {
				f.Add("", "relation.import.no_person_column")
			}
		},
	},
	ImportPeople: {
		fields: append(slices.Clone(which), FieldPersonName, FieldPersonFirst, FieldPersonInfix, FieldPersonLast, FieldPersonTitle, FieldPersonEmail, FieldPersonPhone, FieldFrom),
		words: map[string]Field{
			"naam": FieldPersonName, "name": FieldPersonName, "volledige naam": FieldPersonName, "full name": FieldPersonName,
			"email": FieldPersonEmail, "e mail": FieldPersonEmail, "mail": FieldPersonEmail, "emailadres": FieldPersonEmail, "e mailadres": FieldPersonEmail,
			"telefoon": FieldPersonPhone, "telefoonnummer": FieldPersonPhone, "tel": FieldPersonPhone, "phone": FieldPersonPhone, "phone number": FieldPersonPhone,
		},
		complete: func(m Mapping, f fault.Fields) {
			m.needOrganisation(f)
			if !m.has(FieldPersonName, FieldPersonFirst, FieldPersonLast) {
				f.Add("", "relation.import.no_person_column")
			}
		},
	},
	ImportMemberships: {
		fields: append(slices.Clone(which), FieldUmbrella, FieldFrom, FieldTo),
		complete: func(m Mapping, f fault.Fields) {
			m.needOrganisation(f)
			if !m.has(FieldUmbrella) {
				f.Add("", "relation.import.no_umbrella_column")
			}
		},
	},
	ImportInteractions: {
		fields: append(slices.Clone(which), FieldPersonName, FieldPersonEmail, FieldOn, FieldContactKind, FieldNote),
		complete: func(m Mapping, f fault.Fields) {
			m.needOrganisation(f)
			if !m.has(FieldOn) || !m.has(FieldContactKind) {
				f.Add("", "relation.import.no_moment_columns")
			}
		},
	},
}

func (m Mapping) needOrganisation(f fault.Fields) {
	if !m.has(FieldName, FieldKVK, FieldEmail, FieldWebsite) {
		f.Add("", "relation.import.no_name_column")
	}
}

// Fields lists the fields that a column of a file of the kind can mean, in the order of screens.
func (k ImportKind) Fields() []Field { return kinds[k].fields }

// Known reports whether the kind is one of the list.
func (k ImportKind) Known() bool { _, ok := kinds[k]; return ok }

// makes reports whether rows of the kind make organisations; the others are about organisations that are known.
func (k ImportKind) makes() bool { return k == ImportCompanies }

// contactWords are what people call the kinds of contact, folded by check.Key.
var contactWords = map[string]ContactKind{
	"call": ContactCall, "bellen": ContactCall, "gebeld": ContactCall, "telefoon": ContactCall, "telefonisch": ContactCall, "telefoongesprek": ContactCall, "phone": ContactCall, "phone call": ContactCall,
	"visit": ContactVisit, "bezoek": ContactVisit, "bezocht": ContactVisit, "bedrijfsbezoek": ContactVisit, "op bezoek": ContactVisit,
	"mail": ContactMail, "email": ContactMail, "e mail": ContactMail, "gemaild": ContactMail, "bericht": ContactMail,
	"meeting": ContactMeeting, "afspraak": ContactMeeting, "gesprek": ContactMeeting, "overleg": ContactMeeting, "vergadering": ContactMeeting, "bijeenkomst": ContactMeeting,
	"note": ContactNote, "notitie": ContactNote, "aantekening": ContactNote, "opmerking": ContactNote,
}
