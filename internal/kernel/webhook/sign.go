package webhook

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"strconv"
	"strings"
	"time"

	"schakel/internal/platform/id"
)

// Overlap is how long a secret still signs after it was renewed.
const Overlap = 24 * time.Hour

// Secret signs deliveries.
type Secret []byte

// String is the secret as a receiver keeps it.
func (s Secret) String() string { return "whsec_" + base64.StdEncoding.EncodeToString(s) }

// sign is the signature of one attempt: over its id, its time in seconds and its body.
func (s Secret) sign(delivery id.ID, at time.Time, body []byte) string {
	mac := hmac.New(sha256.New, s)
	mac.Write([]byte(string(delivery) + "." + strconv.FormatInt(at.Unix(), 10) + "."))
	mac.Write(body)
	return "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// secret computes the n-th secret of a subscription.
func (s *Service) secret(webhook id.ID, n int) Secret {
	return s.keeper.Key("webhook:" + string(webhook) + ":" + strconv.Itoa(n))
}

// signatures are the header of an attempt: by the secret, and for a while by the one before it.
func (s *Service) signatures(w due, at time.Time, body []byte) string {
	out := []string{s.secret(w.Webhook, w.SecretN).sign(w.ID, at, body)}
	if w.SecretN > 1 && at.Before(w.SecretAt.Add(Overlap)) {
		out = append(out, s.secret(w.Webhook, w.SecretN-1).sign(w.ID, at, body))
	}
	return strings.Join(out, " ")
}
