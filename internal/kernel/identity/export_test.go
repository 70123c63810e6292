package identity

import "schakel/internal/platform/fault"

// Cheapen lowers the cost of hashing, so that a test can try often.
func (s *Service) Cheapen(memoryKiB uint32) {
	s.hasher = newHasher(cost{memory: memoryKiB, passes: 1, lanes: 1})
}

// Derivations tells how many hashes were derived so far.
func (s *Service) Derivations() int64 { return s.hasher.derived.Load() }

// Wrong is the answer to everything that does not sign in.
func Wrong() error { return wrong() }

// Neighbourhood and Shorten are what is kept of an address.
var (
	Neighbourhood = neighbourhood
	Shorten       = shorten
)

// CheckPassword returns the key of what is wrong with a new password, empty when nothing is.
func CheckPassword(password string, own ...string) string {
	f := fault.Fields{}
	checkPassword(f, "password", password, own...)
	return f["password"].Key
}

// CodeAt and StepOf are the codes of an app; NewRecoveryCode one to put away.
var (
	CodeAt          = codeAt
	StepOf          = stepOf
	NewRecoveryCode = newRecoveryCode
	Address         = otpauth
)

// Seal and Unseal use the vault.
func (s *Service) Seal(secret []byte, purpose string) (string, error) {
	return s.vault.seal(secret, purpose)
}

// Unseal opens what Seal made.
func (s *Service) Unseal(sealed, purpose string) ([]byte, error) {
	return s.vault.open(sealed, purpose)
}
