package identity

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1" //nolint:gosec // what the apps compute: RFC 6238, and HMAC does not rest on collisions
	"crypto/subtle"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"net/url"
	"strings"
	"time"
)

// Codes of an app, RFC 6238: six digits, each for half a minute, with HMAC-SHA1 as all apps do. Written here because the
// libraries say that a code is right but not for which half minute, and that is what makes a code work once.
const (
	stepSeconds = 30
	secretBytes = 20 // RFC 4226: as long as the hash
	digitsMod   = 1_000_000
)

// newSecret makes a secret to share with an app.
func newSecret() ([]byte, error) {
	secret := make([]byte, secretBytes)
	_, err := rand.Read(secret)
	return secret, err
}

// stepOf is the half minute of an instant.
func stepOf(at time.Time) int64 { return at.Unix() / stepSeconds }

// codeAt is the code of a half minute (RFC 4226, 5.3).
func codeAt(secret []byte, step int64) string {
	mac := hmac.New(sha1.New, secret)
	_ = binary.Write(mac, binary.BigEndian, step) // a hash takes everything
	sum := mac.Sum(nil)
	at := sum[len(sum)-1] & 0xf
	return fmt.Sprintf("%06d", (binary.BigEndian.Uint32(sum[at:])&0x7fffffff)%digitsMod)
}

// matchCode finds the half minute of a code: the present one, or one beside it for a clock that is off. Half minutes up to
// last were used. All are compared, so that the time tells nothing.
func matchCode(secret []byte, code string, now time.Time, last int64) (step int64, ok bool) {
	for s := stepOf(now) - 1; s <= stepOf(now)+1; s++ {
		if subtle.ConstantTimeCompare([]byte(codeAt(secret, s)), []byte(code)) == 1 && s > last {
			step, ok = s, true
		}
	}
	return step, ok
}

var base32Plain = base32.StdEncoding.WithPadding(base32.NoPadding)

// otpauth is the address that the square holds and an app reads.
func otpauth(secret []byte, issuer, account string) string {
	return (&url.URL{
		Scheme: "otpauth", Host: "totp", Path: "/" + issuer + ":" + account,
		RawQuery: "secret=" + base32Plain.EncodeToString(secret) + "&issuer=" + strings.ReplaceAll(url.QueryEscape(issuer), "+", "%20"),
	}).String()
}

// AppCode is what an app with the secret (in base32) shows at an instant: for tests, which have no phone.
func AppCode(secret string, at time.Time) (string, error) {
	raw, err := base32Plain.DecodeString(secret)
	if err != nil {
		return "", fmt.Errorf("app code: %w", err)
	}
	return codeAt(raw, stepOf(at)), nil
}
