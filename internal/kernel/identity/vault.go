package identity

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
)

// vault keeps secrets that must be read again, such as the one an app shares with us: AES-256-GCM under a key derived from
// the instance's secret, so that a stolen database alone gives none. What a secret is for is part of the seal: moved to
// another row it does not open.
type vault struct{ key []byte }

var errSealed = errors.New("identity: a sealed secret does not open: was SCHAKEL_SECRET changed?")

func (v vault) aead() (cipher.AEAD, error) {
	block, err := aes.NewCipher(v.key)
	if err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	return cipher.NewGCM(block)
}

// seal encrypts a secret for one purpose.
func (v vault) seal(secret []byte, purpose string) (string, error) {
	aead, err := v.aead()
	if err != nil {
		return "", err
	}
	nonce := make([]byte, aead.NonceSize())
	if _, err := rand.Read(nonce); err != nil {
		return "", fmt.Errorf("seal: %w", err)
	}
	return base64.RawStdEncoding.EncodeToString(aead.Seal(nonce, nonce, secret, []byte(purpose))), nil
}

// open decrypts what seal made for the purpose.
func (v vault) open(sealed, purpose string) ([]byte, error) {
	aead, err := v.aead()
	if err != nil {
		return nil, err
	}
	raw, err := base64.RawStdEncoding.DecodeString(sealed)
	if err != nil || len(raw) < aead.NonceSize() {
		return nil, errSealed
	}
	secret, err := aead.Open(nil, raw[:aead.NonceSize()], raw[aead.NonceSize():], []byte(purpose))
	if err != nil {
		return nil, errSealed
	}
	return secret, nil
}

// digest is a hash under the key: short codes can't be tried out on a stolen database.
func (v vault) digest(text string) string {
	mac := hmac.New(sha256.New, v.key)
	mac.Write([]byte(text))
	return hex.EncodeToString(mac.Sum(nil))
}
