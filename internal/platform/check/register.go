package check

import (
	"strings"

	"schakel/internal/platform/fault"
)

// Postcode checks a Dutch postcode (PC6) and returns it as "1234 AB". The first digit is not 0; the
// letters SA, SD and SS are not given out.
func Postcode(f fault.Fields, field, value string) string {
	clean, ok := short(f, field, value)
	if !ok {
		return ""
	}
	clean = strings.ToUpper(strings.ReplaceAll(clean, " ", ""))
	if len(clean) == 6 && digits(clean[:4], 4) && clean[0] != '0' && letters(clean[4:]) {
		switch clean[4:] {
		case "SA", "SD", "SS":
		default:
			return clean[:4] + " " + clean[4:]
		}
	}
	f.Add(field, "field.postcode")
	return ""
}

// OptionalPostcode is Postcode that may be empty.
func OptionalPostcode(f fault.Fields, field, value string) string {
	return optional(f, field, value, Postcode)
}

// spacing is what people put between the digits of a number.
var spacing = strings.NewReplacer(" ", "", ".", "")

// number checks a number of a register without what people put between its digits; wrong is the message for one that is not valid.
func number(f fault.Fields, field, value, wrong string, valid func(clean string) bool) string {
	clean, ok := short(f, field, value)
	if !ok {
		return ""
	}
	if clean = spacing.Replace(clean); !valid(clean) {
		f.Add(field, wrong)
		return ""
	}
	return clean
}

// KVK checks a number of the Dutch trade register: eight digits without a check digit. Zeros in front
// belong to it.
func KVK(f fault.Fields, field, value string) string {
	return number(f, field, value, "field.kvk", func(clean string) bool { return digits(clean, 8) })
}

// OptionalKVK is KVK that may be empty.
func OptionalKVK(f fault.Fields, field, value string) string {
	return optional(f, field, value, KVK)
}

// BRIN checks the number of a school (06XZ) or of one of its locations (06XZ00).
func BRIN(f fault.Fields, field, value string) string {
	clean, ok := short(f, field, value)
	if !ok {
		return ""
	}
	clean = strings.ToUpper(strings.ReplaceAll(clean, " ", ""))
	if (len(clean) != 4 && len(clean) != 6) || !digits(clean[:2], 2) || !letters(clean[2:4]) ||
		!digits(clean[4:], len(clean)-4) {
		f.Add(field, "field.brin")
		return ""
	}
	return clean
}

// OptionalBRIN is BRIN that may be empty.
func OptionalBRIN(f fault.Fields, field, value string) string {
	return optional(f, field, value, BRIN)
}

// RSIN checks the number of a legal person: nine digits that pass the eleven-test. Sole traders have
// none; theirs would be their citizen service number.
func RSIN(f fault.Fields, field, value string) string {
	return number(f, field, value, "field.rsin", func(clean string) bool { return digits(clean, 9) && eleven(clean) })
}

// OptionalRSIN is RSIN that may be empty.
func OptionalRSIN(f fault.Fields, field, value string) string {
	return optional(f, field, value, RSIN)
}

// letters reports whether s is capital ASCII letters.
func letters(s string) bool {
	return strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

// Establishment checks a vestigingsnummer of the trade register: twelve digits, spaces and dots allowed, zeros in front kept.
func Establishment(f fault.Fields, field, value string) string {
	return number(f, field, value, "field.establishment", func(clean string) bool { return digits(clean, 12) })
}

// OptionalEstablishment is Establishment that may be empty.
func OptionalEstablishment(f fault.Fields, field, value string) string {
	return optional(f, field, value, Establishment)
}

// SBI checks a code of business activity: two to six digits, dots allowed (62.10). Which edition it is of is told apart.
func SBI(f fault.Fields, field, value string) string {
	return number(f, field, value, "field.sbi", func(clean string) bool { return len(clean) >= 2 && len(clean) <= 6 && digits(clean, len(clean)) })
}

// OptionalSBI is SBI that may be empty.
func OptionalSBI(f fault.Fields, field, value string) string {
	return optional(f, field, value, SBI)
}
