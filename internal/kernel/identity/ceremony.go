package identity

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// ceremonyLimit is how long a device may take to answer.
const ceremonyLimit = 5 * time.Minute

// Site is the address under which browsers reach us, to which passkeys are bound: https://schakel.example.
type Site string

// PasskeyInput is what a browser sends back.
type PasskeyInput struct {
	Name     string // of a new one
	Present  string // the password, when the session is not recent
	State    string // as Ceremony gave it
	Response string // of the device, as JSON
}

// Ceremony is what a browser needs to ask a device: the options, and the state to send back with its answer.
type Ceremony struct {
	Options any    `json:"options"`
	State   string `json:"state"`
}

// Purposes of a ceremony: an answer to one is no answer to another.
const (
	purposeMake   = "make"
	purposeSignIn = "sign in"
	purposeProve  = "prove"
)

// state is what we must know when the answer comes. The browser holds it, sealed; nothing is written until then.
type state struct {
	Session webauthn.SessionData `json:"session"`
	Expires time.Time            `json:"expires"`
	Account id.ID                `json:"account"`
}

// badPasskey is the one answer to a passkey that does not work.
func badPasskey() error { return fault.Fields{"passkey": {Key: "identity.passkey.bad"}}.Err() }

func (s Site) library() (*webauthn.WebAuthn, error) {
	u, err := url.Parse(string(s))
	if err != nil {
		return nil, err
	}
	return webauthn.New(&webauthn.Config{RPID: u.Hostname(), RPDisplayName: "Schakel", RPOrigins: []string{string(s)}})
}

// pack seals what is needed when the answer comes.
func (s *Service) pack(options any, session *webauthn.SessionData, account id.ID, purpose string) (Ceremony, error) {
	raw, err := json.Marshal(state{Session: *session, Expires: s.Clock.Now().Add(ceremonyLimit), Account: account})
	if err != nil {
		return Ceremony{}, err
	}
	sealed, err := s.vault.seal(raw, "passkey:"+purpose)
	return Ceremony{Options: options, State: sealed}, err
}

// unpackTx opens a state, once: the challenge in it is noted as answered.
func (s *Service) unpackTx(op *operation.Op, sealed string, account id.ID, purpose string) (webauthn.SessionData, error) {
	raw, err := s.vault.open(sealed, "passkey:"+purpose)
	if err != nil {
		return webauthn.SessionData{}, badPasskey()
	}
	var st state
	if err := json.Unmarshal(raw, &st); err != nil {
		return webauthn.SessionData{}, badPasskey()
	}
	if !st.Expires.After(op.At) || st.Account != account {
		return webauthn.SessionData{}, badPasskey()
	}
	// The counts of attempts are cleared after a day, long after the state has expired.
	n, err := op.Tx.Exec(db.Q(`INSERT INTO sign_in_attempt (key, started_at, tries) VALUES ($1, $2, 1) ON CONFLICT (key) DO NOTHING`,
		"challenge:"+digest(st.Session.Challenge), op.At))
	if err != nil {
		return webauthn.SessionData{}, err
	}
	if n == 0 {
		return webauthn.SessionData{}, badPasskey()
	}
	st.Session.Expires = time.Time{} // ours counts: it follows our clock
	return st.Session, nil
}

// PasskeyOptions begins the making of a passkey on a device that has none of the account yet.
func (s *Service) PasskeyOptions(ctx context.Context, sc access.Scope, session Session, site Site) (c Ceremony, err error) {
	if err := sc.Require(access.AccountOwn); err != nil {
		return c, err
	}
	if session.Stage == access.StageProve {
		return c, fault.Forbidden("identity.second.not_now")
	}
	who, library, err := s.ownKeys(ctx, sc, site)
	if err != nil {
		return c, operation.Wrap("passkey options", err)
	}
	options, data, err := library.BeginRegistration(who,
		webauthn.WithExclusions(webauthn.Credentials(who.keys).CredentialDescriptors()),
		webauthn.WithConveyancePreference(protocol.PreferNoAttestation),
		webauthn.WithAuthenticatorSelection(protocol.AuthenticatorSelection{
			ResidentKey: protocol.ResidentKeyRequirementRequired, RequireResidentKey: protocol.ResidentKeyRequired(),
			UserVerification: protocol.VerificationRequired,
		}))
	if err != nil {
		return c, operation.Wrap("passkey options", err)
	}
	return s.pack(options, data, sc.Account(), purposeMake)
}

func (s *Service) ownKeys(ctx context.Context, sc access.Scope, site Site) (who keeper, library *webauthn.WebAuthn, err error) {
	err = s.Read(ctx, sc, func(tx *db.Tx) (err error) {
		who, err = keeperTx(tx, sc.Account())
		return err
	})
	if err == nil {
		library, err = site.library()
	}
	return who, library, err
}

// SignInOptions begins signing in with a passkey: the device knows whose it is.
func (s *Service) SignInOptions(site Site) (Ceremony, error) {
	library, err := site.library()
	if err != nil {
		return Ceremony{}, operation.Wrap("passkey options", err)
	}
	options, data, err := library.BeginDiscoverableLogin(webauthn.WithUserVerification(protocol.VerificationRequired))
	if err != nil {
		return Ceremony{}, operation.Wrap("passkey options", err)
	}
	return s.pack(options, data, "", purposeSignIn)
}

// ProveOptions begins the second step with one of the account's passkeys; an account without any is not found.
func (s *Service) ProveOptions(ctx context.Context, sc access.Scope, session Session, site Site) (c Ceremony, err error) {
	if session.Stage != access.StageProve {
		return c, fault.NotFound("fault.not_found")
	}
	who, library, err := s.ownKeys(ctx, sc, site)
	if err != nil {
		return c, operation.Wrap("passkey options", err)
	}
	if len(who.keys) == 0 {
		return c, fault.NotFound("fault.not_found")
	}
	options, data, err := library.BeginLogin(who, webauthn.WithUserVerification(protocol.VerificationRequired))
	if err != nil {
		return c, operation.Wrap("passkey options", err)
	}
	return s.pack(options, data, sc.Account(), purposeProve)
}

// finishMaking checks a device's new passkey.
func (s *Service) finishMaking(op *operation.Op, site Site, who keeper, in PasskeyInput) (*webauthn.Credential, error) {
	data, err := s.unpackTx(op, in.State, who.account, purposeMake)
	if err != nil {
		return nil, err
	}
	library, err := site.library()
	if err != nil {
		return nil, err
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes([]byte(in.Response))
	if err != nil {
		return nil, badPasskey()
	}
	made, err := library.CreateCredential(who, data, parsed)
	if err != nil || !made.Flags.UserVerified {
		return nil, badPasskey()
	}
	return made, nil
}

// parseShown reads what a device shows.
func parseShown(response string) (*protocol.ParsedCredentialAssertionData, error) {
	return protocol.ParseCredentialRequestResponseBytes([]byte(response))
}

var errNotTheirs = errors.New("identity: the passkey is another account's")

// usePasskeyTx checks what a device shows and notes its use. A device whose count goes back was copied: it is refused.
func (s *Service) usePasskeyTx(op *operation.Op, site Site, account id.ID, purpose string, in PasskeyInput) error {
	bound := account
	if purpose == purposeSignIn {
		bound = ""
	}
	data, err := s.unpackTx(op, in.State, bound, purpose)
	if err != nil {
		return err
	}
	library, err := site.library()
	if err != nil {
		return err
	}
	shown, err := parseShown(in.Response)
	if err != nil {
		return badPasskey()
	}
	who, err := keeperTx(op.Tx, account)
	if fault.Is(err, fault.KindNotFound) {
		return badPasskey()
	}
	if err != nil {
		return err
	}
	var used *webauthn.Credential
	if purpose == purposeSignIn {
		used, err = library.ValidateDiscoverableLogin(func(_, handle []byte) (webauthn.User, error) {
			if string(handle) != string(account) {
				return nil, errNotTheirs
			}
			return who, nil
		}, data, shown)
	} else {
		used, err = library.ValidateLogin(who, data, shown)
	}
	if err != nil || !used.Flags.UserVerified || used.Authenticator.CloneWarning {
		return badPasskey()
	}
	return notePasskeyTx(op, account, used)
}

func notePasskeyTx(op *operation.Op, account id.ID, used *webauthn.Credential) error {
	kept, err := json.Marshal(used)
	if err != nil {
		return err
	}
	return operation.Changed(op.Tx.Exec(db.Q(`UPDATE passkey SET credential = $3, last_used_at = $4 WHERE credential_id = $1 AND account_id = $2`,
		credentialKey(used.ID), account, string(kept), op.At)))
}
