package identity_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"schakel/internal/kernel/identity"
)

// TestCodesOfTheStandard has the test vectors of RFC 4226, appendix D, and those of RFC 6238, appendix B, for SHA-1 (there
// with eight digits, of which six are the last).
func TestCodesOfTheStandard(t *testing.T) {
	t.Parallel()
	secret := []byte("12345678901234567890")
	for step, want := range []string{"755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"} {
		if got := identity.CodeAt(secret, int64(step)); got != want {
			t.Errorf("step %d: %s, want %s", step, got, want)
		}
	}
	for unix, want := range map[int64]string{59: "94287082", 1111111109: "07081804", 1111111111: "14050471", 1234567890: "89005924", 2000000000: "69279037", 20000000000: "65353130"} {
		if got := identity.CodeAt(secret, identity.StepOf(time.Unix(unix, 0))); got != want[2:] {
			t.Errorf("at %d: %s, want %s", unix, got, want[2:])
		}
	}
}

func TestAddressForTheApp(t *testing.T) {
	t.Parallel()
	got := identity.Address([]byte("12345678901234567890"), "Schakel Twente & Oost", "a+b@c.example")
	want := "otpauth://totp/Schakel%20Twente%20&%20Oost:a+b@c.example?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Schakel%20Twente%20&%20Oost"
	if got != strings.ReplaceAll(want, "issuer=Schakel%20Twente%20&%20Oost", "issuer=Schakel%20Twente%20%26%20Oost") {
		t.Errorf("%s", got)
	}
}

func TestRecoveryCodesDiffer(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for range 1000 {
		code, err := identity.NewRecoveryCode()
		if err != nil || len(code) != 10 || strings.ContainsAny(code, "01lo-") || seen[code] {
			t.Fatalf("%q %v", code, err)
		}
		seen[code] = true
	}
}

func TestSealedSecrets(t *testing.T) {
	t.Parallel()
	h := build(t)
	secret := []byte("a secret of twenty b")
	sealed, err := h.Seal(secret, "app:1")
	if err != nil || bytes.Contains([]byte(sealed), secret) {
		t.Fatal(sealed, err)
	}
	if got, err := h.Unseal(sealed, "app:1"); err != nil || !bytes.Equal(got, secret) {
		t.Errorf("%q %v", got, err)
	}
	again, _ := h.Seal(secret, "app:1")
	if again == sealed {
		t.Error("two seals of one secret are equal")
	}
	for name, bad := range map[string][2]string{
		"moved to another account": {sealed, "app:2"},
		"cut off":                  {sealed[:20], "app:1"},
		"changed":                  {fmt.Sprintf("%s%c%s", sealed[:30], sealed[30]^1, sealed[31:]), "app:1"},
		"empty":                    {"", "app:1"},
		"not base64":               {"***", "app:1"},
	} {
		if _, err := h.Unseal(bad[0], bad[1]); err == nil {
			t.Errorf("%s: opens", name)
		}
	}
}
