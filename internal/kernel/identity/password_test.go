package identity_test

import (
	"strings"
	"testing"

	"schakel/internal/kernel/identity"
)

func TestPasswordPolicy(t *testing.T) {
	t.Parallel()
	own := []string{"nicole.horstman@noordik.example", "Nicole Horstman"}
	for password, want := range map[string]string{
		"":                          "field.required",
		"kort7ch":                   "field.too_short",
		"éééé":                      "field.too_short",
		strings.Repeat("lang ", 26): "field.too_long",
		strings.Repeat("ab c", 32):  "",
		"zeven gele fietsen":        "",
		"correcthorsebattery":       "",
		"пароль-мой":                "",
		"\xff\xfe12345678":          "field.encoding",
		"tab\tin het midden":        "field.control_characters",
		"12345678":                  "identity.password_common",
		"Welkom01":                  "identity.password_common",
		"welkom2026!":               "identity.password_common",
		"Wachtwoord123":             "identity.password_common",
		"W@chtw00rd1":               "identity.password_common",
		"123wachtwoord":             "identity.password_common",
		"Zomer2026":                 "identity.password_common",
		"aaaaaaaaaa":                "identity.password_common",
		"abababab":                  "identity.password_common",
		"Password1!":                "identity.password_common",
		"１２３４５６７８":                  "identity.password_common",
		"techniek2026":              "identity.password_common",
		"nicole.horstman":           "identity.password_own",
		"NicoleHorstman1":           "identity.password_own",
		"zomerfietsenregen":         "",
	} {
		if got := identity.CheckPassword(password, own...); got != want {
			t.Errorf("%q: got %q, want %q", password, got, want)
		}
	}
}
