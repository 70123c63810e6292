// Package link makes and checks the links that mails carry. A link is a row; its token is an HMAC over the row's id
// with the instance's secret, so no token is stored and a stolen database gives none (ADR 0004).
//
// The kinds are a closed table: what a link is for, how long it lives, whether it can be used again. Opening a link
// (GET) never changes anything; only a POST from the opened page does, so mail scanners are harmless.
package link

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// Kind is what a link is for.
type Kind string

// The kinds of link.
const (
	Join       Kind = "join"       // a new user sets a password
	SignIn     Kind = "sign_in"    // sign in without a password
	Menu       Kind = "menu"       // a company ticks menu items
	Invitation Kind = "invitation" // a company answers yes, no or another date
	SignOff    Kind = "sign_off"   // a company signs off hours
	Belong     Kind = "belong"     // the public form of an umbrella: anybody says that their company belongs to it
	Feed       Kind = "feed"       // a calendar app reads engagements: of a colleague (account), or of a company
	Evaluate   Kind = "evaluate"   // a company, or a colleague (account), says how an engagement was
	Visit      Kind = "visit"      // a company, or a colleague (account), sees an agreement, prepares it, and proposes or chooses a day
	Claim      Kind = "claim"      // who said so answers that the mail address is theirs
	Members    Kind = "members"    // an umbrella invites its own members to the menu
	Sign       Kind = "sign"       // somebody signs a cooperation agreement for a party
	Annual     Kind = "annual"     // a company or umbrella sees its own yearly statements
	Inspect    Kind = "inspect"    // an outside accountant draws samples from a year of a grant
	Company    Kind = "company"    // somebody at a company sees what it has here, in their own name
	Directory  Kind = "directory"  // who has an account says whether a school's user administration may keep their access there
	Register   Kind = "register"   // who registered a company answers that the mail address is theirs
)

// Rule is a line of the table of link kinds.
type Rule struct {
	Lifetime time.Duration
	Once     bool // used up by its POST
	Actions  []access.Action
}

const day = 24 * time.Hour

// Rules is the table of link kinds. Lifetimes: architecture.md, "Access".
var Rules = map[Kind]Rule{
	Join:       {Lifetime: 14 * day, Once: true, Actions: nil},
	SignIn:     {Lifetime: 10 * time.Minute, Once: true, Actions: nil},
	Menu:       {Lifetime: 365 * day, Actions: []access.Action{access.MenuRead, access.OrganisationRead, access.OfferRead, access.OfferWrite, access.ClaimMake, access.CompanyColleague, access.Wall}},
	Invitation: {Lifetime: 14 * day, Once: true, Actions: []access.Action{access.InvitationAnswer, access.OrganisationRead, access.Wall}},
	SignOff:    {Lifetime: 60 * day, Once: true, Actions: []access.Action{access.SignOffWrite, access.OrganisationRead, access.Wall}},
	Belong:     {Lifetime: 365 * day, Actions: []access.Action{access.ClaimMake, access.Wall}},
	Feed:       {Lifetime: 365 * day, Actions: []access.Action{access.FeedRead, access.Wall}},
	Evaluate:   {Lifetime: 60 * day, Actions: []access.Action{access.EvaluationWrite, access.OrganisationRead, access.Wall}},
	Visit:      {Lifetime: 365 * day, Actions: []access.Action{access.EngagementVisit, access.OrganisationRead, access.CompanyColleague, access.Wall}},
	Company:    {Lifetime: 365 * day, Actions: []access.Action{access.CompanyRead, access.CompanyColleague, access.Wall}},
	Members:    {Lifetime: 180 * day, Actions: []access.Action{access.MembersInvite, access.MenuRead, access.Wall}},
	Claim:      {Lifetime: 14 * day, Once: true, Actions: []access.Action{access.ClaimAnswer, access.Wall}},
	Sign:       {Lifetime: 365 * day, Once: true, Actions: []access.Action{access.AgreementSign, access.OrganisationRead, access.Wall}}, // afterwards it shows what was signed
	Annual:     {Lifetime: 180 * day, Actions: []access.Action{access.AnnualRead, access.Wall}},
	Inspect:    {Lifetime: 190 * day, Actions: []access.Action{access.InspectionDraw, access.Wall}}, // the inspection itself ends earlier
	Directory:  {Lifetime: 30 * day, Once: true, Actions: []access.Action{access.DirectoryAnswer, access.Wall}},
	Register:   {Lifetime: 14 * day, Once: true, Actions: []access.Action{access.RegistrationAnswer, access.MenuRead, access.Wall}},
}

// Link is a stored link.
type Link struct {
	Network      id.ID      `db:"network_id"`
	ID           id.ID      `db:"id"`
	Kind         Kind       `db:"kind"`
	Email        string     `db:"email"`
	Account      id.ID      `db:"account_id"`
	Organisation id.ID      `db:"organisation_id"`
	Person       id.ID      `db:"person_id"`
	Subject      id.ID      `db:"subject_id"`
	BrowserHash  string     `db:"browser_hash"` // of a sign-in link: SHA-256 of what the asking browser keeps in a cookie
	CreatedAt    time.Time  `db:"created_at"`
	ExpiresAt    time.Time  `db:"expires_at"`
	UsedAt       *time.Time `db:"used_at"`
	RevokedAt    *time.Time `db:"revoked_at"`

	Ended       bool   `db:"ended"`        // who it was sent to has no access any more
	NetworkName string `db:"network_name"` // for the frame of the page behind the link
	Accent      string `db:"accent"`
}

const columns = `l.network_id, l.id, l.kind, l.email, l.account_id, l.organisation_id, l.person_id, l.subject_id, l.browser_hash, l.created_at, l.expires_at, l.used_at, l.revoked_at`

// Keeper computes and checks tokens with the instance's secret.
type Keeper struct{ key, root []byte }

// NewKeeper derives the links' key from the instance's secret, which must be at least 32 bytes.
func NewKeeper(secret []byte) (*Keeper, error) {
	if len(secret) < 32 {
		return nil, errors.New("link: the secret is shorter than 32 bytes")
	}
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte("schakel link v1"))
	root := hmac.New(sha256.New, secret)
	root.Write([]byte("schakel keys v1"))
	return &Keeper{key: mac.Sum(nil), root: root.Sum(nil)}, nil
}

// Key derives a key of 32 bytes for another purpose from the same secret of the instance: what one key opens tells nothing
// of the others.
func (k *Keeper) Key(purpose string) []byte {
	mac := hmac.New(sha256.New, k.root)
	mac.Write([]byte(purpose))
	return mac.Sum(nil)
}

// Token returns the token of a link: its id and a MAC, URL-safe, 54 characters.
func (k *Keeper) Token(link id.ID) string {
	raw, err := hex.DecodeString(strings.ReplaceAll(string(link), "-", ""))
	if err != nil {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString(append(raw, k.mac(link)...))
}

func (k *Keeper) mac(link id.ID) []byte {
	mac := hmac.New(sha256.New, k.key)
	mac.Write([]byte(link))
	return mac.Sum(nil)[:24]
}

// parse returns the id inside a token, if the token is ours.
func (k *Keeper) parse(token string) (id.ID, bool) {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(token)
	if err != nil || len(raw) != 40 {
		return "", false
	}
	h := hex.EncodeToString(raw[:16])
	link := id.ID(h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:])
	return link, hmac.Equal(raw[16:], k.mac(link))
}

// New describes a link to make.
type New struct {
	Kind         Kind
	Email        string
	Account      id.ID
	Organisation id.ID
	Person       id.ID
	Subject      id.ID
	BrowserHash  string // of a sign-in link
}

// MakeTx stores a new link. Its token is computed when the mail is rendered.
func MakeTx(op *operation.Op, n New) (id.ID, error) {
	rule, ok := Rules[n.Kind]
	if !ok {
		return "", fmt.Errorf("link: unknown kind %q", n.Kind)
	}
	key := op.NewID()
	err := op.Insert(`INSERT INTO link (network_id, id, kind, email, account_id, organisation_id, person_id, subject_id, browser_hash, created_at, expires_at, operation_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		op.Network(), key, n.Kind, n.Email, n.Account, n.Organisation, n.Person, n.Subject, n.BrowserHash, op.At, op.At.Add(rule.Lifetime), op.ID)
	return key, err
}

// Open checks a token of the kind at the instant now. It changes nothing.
// A token that isn't ours, is of another kind, expired or revoked is fault.NotFound with a reason that helps
// (link.unknown, link.expired, link.revoked). The link of an account ends with the account's access to the network; the links that
// bring somebody in (Join, SignIn) look for themselves. A used one is returned with UsedAt set: the page says what was answered.
func (k *Keeper) Open(tx *db.Tx, kind Kind, token string, now time.Time) (Link, error) {
	key, ok := k.parse(token)
	if !ok {
		return Link{}, fault.NotFound("link.unknown")
	}
	l, err := db.Get[Link](tx, db.Q(`SELECT `+columns+`, n.name AS network_name, top.accent,
			l.account_id IS NOT NULL AND l.kind NOT IN ('join', 'sign_in') AND NOT EXISTS (SELECT 1 FROM role_grant g
				JOIN account a ON a.id = g.account_id AND a.disabled_at IS NULL AND a.deleted_at IS NULL
				WHERE g.account_id = l.account_id AND g.network_id = l.network_id AND g.revoked_at IS NULL
					AND g.valid_from <= $3 AND (g.valid_to IS NULL OR g.valid_to >= $3)) AS ended
		FROM link l
		JOIN network n ON n.id = l.network_id
		JOIN unit top ON top.network_id = l.network_id AND top.parent_id IS NULL
		WHERE l.id = $1 AND l.kind = $2 LIMIT 1`, key, kind, clock.DateOf(now)))
	switch {
	case errors.Is(err, db.ErrNoRow):
		return Link{}, fault.NotFound("link.unknown")
	case err != nil:
		return Link{}, fmt.Errorf("open link: %w", err)
	case l.RevokedAt != nil || l.Ended:
		return Link{}, fault.NotFound("link.revoked")
	case !l.ExpiresAt.After(now):
		return Link{}, fault.NotFound("link.expired")
	}
	return l, nil
}

// Scope is what the holder of the link may reach.
func (l Link) Scope() (access.Scope, error) {
	return access.FromLink(access.Claim{
		Network: l.Network, NetworkName: l.NetworkName, Accent: l.Accent, Link: l.ID, Name: l.Email, Organisation: l.Organisation, Subject: l.Subject, Person: l.Person, Actions: Rules[l.Kind].Actions,
	})
}

// UseTx uses up a single-use link; exactly one of many attempts succeeds, the others get fault.Conflict.
func UseTx(op *operation.Op, link id.ID) error {
	n, err := op.Tx.Exec(db.Q(`UPDATE link SET used_at = $3 WHERE network_id = $1 AND id = $2 AND used_at IS NULL AND revoked_at IS NULL`, op.Network(), link, op.At))
	if err != nil {
		return fmt.Errorf("use link: %w", err)
	}
	if n == 0 {
		return fault.Conflict("link.used")
	}
	return nil
}

// RevokeTx ends all live links of a kind about a subject.
func RevokeTx(op *operation.Op, kind Kind, subject id.ID) error {
	_, err := op.Tx.Exec(db.Q(`UPDATE link SET revoked_at = $4 WHERE network_id = $1 AND kind = $2 AND subject_id = $3 AND used_at IS NULL AND revoked_at IS NULL`,
		op.Network(), kind, subject, op.At))
	return err
}

// OwnTx returns a live link of the kind about the subject that somebody has for a company, made when there is none: a page that they
// open again and again gives one link.
func OwnTx(op *operation.Op, n New) (id.ID, error) {
	known, err := db.Select[id.ID](op.Tx, db.Q(`SELECT l.id FROM link l WHERE l.network_id = $1 AND l.kind = $2 AND l.organisation_id = $3 AND l.person_id = $4
		AND l.subject_id = $5 AND COALESCE(l.account_id, '') = $6 AND l.used_at IS NULL AND l.revoked_at IS NULL AND l.expires_at > $7 ORDER BY l.id DESC LIMIT 1`,
		op.Network(), n.Kind, n.Organisation, n.Person, n.Subject, string(n.Account), op.At.Add(time.Hour)))
	if err != nil || len(known) > 0 {
		return append(known, "")[0], err
	}
	return MakeTx(op, n)
}
