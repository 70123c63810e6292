package check

import (
	"net/url"
	"strings"
	"testing"

	"schakel/internal/platform/fault"
)

type single func(f fault.Fields, field, value string) string

// table runs a validator over values; a want that starts with "field." is the key of the message.
func table(t *testing.T, check single, wants map[string]string) {
	t.Helper()
	for value, want := range wants {
		f := fault.Fields{}
		got := check(f, "x", value)
		if key := f["x"].Key; key != "" {
			if got != "" {
				t.Errorf("%q: a message and the value %q", value, got)
			}
			got = key
		}
		if got != want {
			t.Errorf("%q: %q, want %q", value, got, want)
		}
	}
}

func TestEmail(t *testing.T) {
	t.Parallel()
	const no = "field.email"
	table(t, Email, map[string]string{
		" Jan.de-Vries+werk@Bedrijf.NL ":  "jan.de-vries+werk@bedrijf.nl",
		"info@bücher.example":             "info@xn--bcher-kva.example",
		"o'brien@school.nl":               "o'brien@school.nl",
		"":                                "field.required",
		"jan":                             no,
		"jan@":                            no,
		"@bedrijf.nl":                     no,
		"jan@bedrijf":                     no,
		"jan@bedrijf.n":                   no,
		"jan@1.2.3.4":                     no,
		"jan@[127.0.0.1]":                 no,
		"jan..x@bedrijf.nl":               no,
		".jan@bedrijf.nl":                 no,
		"jan @bedrijf.nl":                 no,
		"a@b@c.nl":                        no,
		"a@b.nl,c@d.nl":                   no,
		"Jan <jan@bedrijf.nl>":            no,
		"jan@-x.nl":                       no,
		"jan@x..nl":                       no,
		"jän@bedrijf.nl":                  no,
		strings.Repeat("a", 65) + "@b.nl": no,
		"a@b.nl\r\nBcc: x@y.nl":           "field.control_characters",
		"a@b.nl\x00":                      "field.control_characters",
	})
	table(t, OptionalEmail, map[string]string{" ": "", "a@b.nl": "a@b.nl", "x": no})
}

func TestPhone(t *testing.T) {
	t.Parallel()
	const no = "field.phone"
	table(t, Phone, map[string]string{
		"06-12345678":          "+31612345678",
		"06 12 34 56 78":       "+31612345678",
		"(026) 123 45 67":      "+31261234567",
		"026/1234567":          "+31261234567",
		"+31 (0)6 1234 5678":   "+31612345678",
		"0031 6 12345678":      "+31612345678",
		"0800-1234":            "+318001234",
		"0900 1234567":         "+319001234567",
		"+49 30 1234567":       "+49301234567",
		"+32 475 12 34 56":     "+32475123456",
		"":                     "field.required",
		"612345678":            no,
		"06-1234567":           no,
		"06-123456789":         no,
		"+310612345678":        no,
		"+0123456789":          no,
		"+1234567":             no,
		"+1234567890123456":    no,
		"06-1234567x":          no,
		"bel receptie":         no,
		"06-12345678 of 06-87": no,
	})
	table(t, OptionalPhone, map[string]string{"": "", "1": no})
}

func TestURL(t *testing.T) {
	t.Parallel()
	const no = "field.url"
	table(t, URL, map[string]string{
		"www.bedrijf.nl":                    "https://www.bedrijf.nl",
		"http://Bedrijf.nl/Werk?x=1#a":      "http://bedrijf.nl/Werk?x=1#a",
		"HTTPS://bedrijf.nl:8443/":          "https://bedrijf.nl:8443/",
		"bücher.example/über":               "https://xn--bcher-kva.example/%C3%BCber",
		"":                                  "field.required",
		"javascript:alert(1)":               no,
		"javascript://x.nl/%0aalert(1)":     no,
		"data:text/html,x":                  no,
		"ftp://bedrijf.nl":                  no,
		"//bedrijf.nl":                      no,
		"https://user:pw@bedrijf.nl":        no,
		"https://bedrijf.nl@evil.nl":        no,
		"https://127.0.0.1/":                no,
		"https://[::1]/":                    no,
		"localhost":                         no,
		"https://":                          no,
		"bedrijf.nl/a b":                    no,
		`bedrijf.nl/"onload`:                no,
		"x.nl/" + strings.Repeat("a", 2000): no,
		"a.nl\nb.nl":                        "field.control_characters",
	})
	table(t, OptionalURL, map[string]string{"": "", "x": no})
}

// FuzzContact checks that no validator lets through what could become another header, scheme or host.
func FuzzContact(f *testing.F) {
	for _, s := range []string{"a@b.nl", "06-12345678", "https://a.nl/?q", "javascript:x", "a@b.nl\r\nx", "1234AB", "12345678"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for name, check := range map[string]single{"email": Email, "phone": Phone, "url": URL, "postcode": Postcode, "kvk": KVK, "brin": BRIN, "rsin": RSIN} {
			faults := fault.Fields{}
			got := check(faults, "x", s)
			if (got == "") != (len(faults) > 0) {
				t.Fatalf("%s %q: %q and %v", name, s, got, faults)
			}
			if got == "" {
				continue
			}
			if strings.ContainsAny(got, "\r\n\x00<>\"") {
				t.Fatalf("%s %q: %q", name, s, got)
			}
			if again := check(faults, "x", got); again != got {
				t.Fatalf("%s: %q becomes %q", name, got, again)
			}
			if u, err := url.Parse(got); name == "url" && (err != nil || u.Host == "" || u.User != nil || !strings.HasPrefix(u.Scheme, "http")) {
				t.Fatalf("%q: %q", s, got)
			}
		}
	})
}
