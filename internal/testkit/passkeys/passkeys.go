// Package passkeys makes what the security keys and telephones of tests hold.
package passkeys

import "github.com/descope/virtualwebauthn"

// Credential makes a passkey whose public point has all 64 bytes: the library leaves out zeros at the front of a half, once in 128 keys.
func Credential() virtualwebauthn.Credential {
	const whole = 77 // bytes of the COSE key of a P-256 point
	for {
		c := virtualwebauthn.NewCredential(virtualwebauthn.KeyTypeEC2)
		if len(c.Key.AttestationData()) >= whole {
			return c
		}
	}
}
