package check

import (
	"net/url"
	"strings"

	"golang.org/x/net/idna"

	"schakel/internal/platform/fault"
)

// Email checks an address of the form local@domain (RFC 5321 without quoted local parts and address
// literals) and returns it in small letters, an international domain in its ASCII form.
func Email(f fault.Fields, field, value string) string {
	clean, ok := short(f, field, value)
	if !ok {
		return ""
	}
	local, domain, _ := strings.Cut(clean, "@")
	domain, ok = host(domain)
	if !ok || len(local) < 1 || len(local) > 64 || len(local)+1+len(domain) > 254 || !dotAtom(local) {
		f.Add(field, "field.email")
		return ""
	}
	return strings.ToLower(local) + "@" + domain
}

// OptionalEmail is Email that may be empty.
func OptionalEmail(f fault.Fields, field, value string) string {
	return optional(f, field, value, Email)
}

// dotAtom reports whether s is words of RFC 5322 atext with single dots between them.
func dotAtom(s string) bool {
	for word := range strings.SplitSeq(s, ".") {
		if word == "" {
			return false
		}
		for _, r := range word {
			if !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' ||
				strings.ContainsRune("!#$%&'*+-/=?^_`{|}~", r)) {
				return false
			}
		}
	}
	return true
}

// host checks a domain name with at least one dot and a last label that is no number, and returns
// its ASCII form.
func host(name string) (string, bool) {
	ascii, err := idna.Lookup.ToASCII(strings.TrimSuffix(name, "."))
	if err != nil || len(ascii) > 253 {
		return "", false
	}
	labels := strings.Split(ascii, ".")
	for _, l := range labels {
		if l == "" || len(l) > 63 || strings.Trim(l, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" ||
			l[0] == '-' || l[len(l)-1] == '-' {
			return "", false
		}
	}
	last := labels[len(labels)-1]
	return ascii, len(labels) > 1 && len(last) > 1 && strings.Trim(last, "0123456789") != ""
}

// phoneSigns is what people put between the digits of a telephone number.
var phoneSigns = strings.NewReplacer(" ", "", "\u00a0", "", "-", "", "–", "", ".", "", "/", "", "(0)", "", "(", "", ")", "")

// Phone checks a Dutch number in any usual spelling, or an international one that starts with + or 00,
// and returns its E.164 form: +31612345678.
func Phone(f fault.Fields, field, value string) string {
	clean, ok := short(f, field, value)
	if !ok {
		return ""
	}
	number := phoneSigns.Replace(clean)
	if rest, ok := strings.CutPrefix(number, "00"); ok {
		number = "+" + rest
	} else if rest, ok := strings.CutPrefix(number, "0"); ok {
		number = "+31" + rest
	}
	rest, international := strings.CutPrefix(number, "+")
	switch {
	case !international || len(rest) < 8 || len(rest) > 15 || !digits(rest, len(rest)) || rest[0] == '0':
	case strings.HasPrefix(rest, "31") && !dutch(rest[2:]):
	default:
		return number
	}
	f.Add(field, "field.phone")
	return ""
}

// dutch reports whether a number has the nine digits of the Dutch plan, or is a short service number.
func dutch(n string) bool {
	if strings.HasPrefix(n, "0") {
		return false
	}
	service := strings.HasPrefix(n, "800") || strings.HasPrefix(n, "90")
	return len(n) == 9 || service && (len(n) == 7 || len(n) == 10)
}

// OptionalPhone is Phone that may be empty.
func OptionalPhone(f fault.Fields, field, value string) string {
	return optional(f, field, value, Phone)
}

// URL checks a web address, adds https:// when the scheme is missing, and returns it. Only http and
// https with a domain name are taken: no other schemes, no names and passwords, no IP addresses.
func URL(f fault.Fields, field, value string) string {
	clean, ok := short(f, field, value)
	if !ok {
		return ""
	}
	if !strings.Contains(clean, "://") {
		clean = "https://" + clean
	}
	u, err := url.Parse(clean)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.User != nil || len(clean) > maxShort ||
		strings.ContainsAny(clean, " \"<>\\`") {
		f.Add(field, "field.url")
		return ""
	}
	name, ok := host(u.Hostname())
	if !ok {
		f.Add(field, "field.url")
		return ""
	}
	if port := u.Port(); port != "" {
		name += ":" + port
	}
	u.Host = name
	return u.String()
}

// OptionalURL is URL that may be empty.
func OptionalURL(f fault.Fields, field, value string) string {
	return optional(f, field, value, URL)
}

func optional(f fault.Fields, field, value string, check func(fault.Fields, string, string) string) string {
	if blank(value) {
		return ""
	}
	return check(f, field, value)
}
