package identity

import (
	"context"
	"crypto/subtle"
	"slices"
	"strings"
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/link"
	"schakel/internal/kernel/operation"
	"schakel/internal/kernel/post"
	"schakel/internal/platform/check"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// SignInLetter is what the letter "sign_in" tells.
type SignInLetter struct {
	Name    string `json:"name"`
	Minutes int    `json:"minutes"` // how long the link lives
}

// AskLink mails a link to sign in with, when the address belongs to an account with a role somewhere. The answer is the
// same when it does not. browser is for a cookie of the browser that asked, which lives as long as the link: the link
// signs in nobody else, so whoever reads along in the mail can't use it.
func (s *Service) AskLink(ctx context.Context, email string, d Device) (browser string, lifetime time.Duration, err error) {
	f := fault.Fields{}
	email = check.Email(f, "email", email)
	if err := f.Err(); err != nil {
		return "", 0, err
	}
	byAccount, byAddress := accountCounter("link", email, maxLinks), addressCounter("link", d.Address, 4*maxLinks)
	if _, err := s.count(ctx, byAccount, byAddress); err != nil {
		s.refused(ctx, "link limit", byAccount, byAddress, err)
		return "", 0, operation.Wrap("ask sign-in link", err)
	}
	browser, lifetime = unguessable(), link.Rules[link.SignIn].Lifetime
	known, err := s.secretsOf(ctx, email)
	if err != nil {
		return "", 0, operation.Wrap("ask sign-in link", err)
	}
	if known.ID == "" || known.Disabled != nil {
		return browser, lifetime, nil
	}
	networks, err := s.networksOf(ctx, known.ID)
	if err != nil {
		return "", 0, operation.Wrap("ask sign-in link", err)
	}
	if len(networks) > 0 {
		err = s.mailLink(ctx, networks[0].ID, known, digest(browser), lifetime)
	}
	return browser, lifetime, operation.Wrap("ask sign-in link", err)
}

func (s *Service) mailLink(ctx context.Context, network id.ID, to secrets, browserHash string, lifetime time.Duration) error {
	return s.Write(ctx, access.System(network, "sign in"), func(op *operation.Op) error {
		key, err := link.MakeTx(op, link.New{Kind: link.SignIn, Email: to.Email, Account: to.ID, BrowserHash: browserHash})
		if err != nil {
			return err
		}
		op.Audit(audit.Entry{Action: "signin_link.asked", Object: "account", ID: to.ID})
		return post.SendTx(op, post.Letter{
			Key: "sign_in", To: to.Email, ToName: to.Name, Lang: to.Lang, Link: key,
			Data: SignInLetter{Name: to.Name, Minutes: int(lifetime / time.Minute)},
		})
	})
}

// OpenSignIn checks a sign-in link for the page that asks to confirm; it changes nothing. sameBrowser tells whether this
// browser asked for the link.
func (s *Service) OpenSignIn(ctx context.Context, token, browser string) (l link.Link, sameBrowser bool, err error) {
	l, err = s.openLink(ctx, link.SignIn, token)
	return l, err == nil && asked(l, browser), err
}

func asked(l link.Link, browser string) bool {
	return browser != "" && subtle.ConstantTimeCompare([]byte(digest(browser)), []byte(l.BrowserHash)) == 1
}

// openLink reads a live, unused link.
func (s *Service) openLink(ctx context.Context, kind link.Kind, token string) (l link.Link, err error) {
	err = s.DB.Read(ctx, db.Settings{}, func(tx *db.Tx) error {
		l, err = s.links.Open(tx, kind, token, s.Clock.Now())
		return err
	})
	if err == nil && l.UsedAt != nil {
		err = fault.Conflict("link.used")
	}
	return l, operation.Wrap("open link", err)
}

// SignInByLink uses up a sign-in link and starts a session; of many attempts one succeeds.
func (s *Service) SignInByLink(ctx context.Context, token, browser string, d Device) (Started, error) {
	l, same, err := s.OpenSignIn(ctx, token, browser)
	if err != nil {
		return Started{}, err
	}
	if !same {
		return Started{}, fault.Forbidden("identity.other_browser")
	}
	known, err := s.secretsOf(ctx, strings.ToLower(l.Email))
	if err != nil {
		return Started{}, operation.Wrap("sign in by link", err)
	}
	if known.ID != l.Account || known.Disabled != nil {
		return Started{}, fault.NotFound("link.revoked")
	}
	choose, err := s.mayEnter(ctx, l.Account, l.Network)
	if err != nil {
		return Started{}, operation.Wrap("sign in by link", err)
	}
	out, err := s.enterNetwork(ctx, l.Network, l.Account, ByLink, d, func(op *operation.Op, started *Started) error {
		started.Choose = choose
		return link.UseTx(op, l.ID)
	})
	return out, operation.Wrap("sign in by link", err)
}

// mayEnter refuses an account whose roles in the network have ended. choose tells that it works in several and has not
// chosen before.
func (s *Service) mayEnter(ctx context.Context, account, network id.ID) (choose bool, err error) {
	networks, err := s.networksOf(ctx, account)
	if err != nil {
		return false, err
	}
	if !slices.ContainsFunc(networks, func(m Membership) bool { return m.ID == network }) {
		return false, fault.Forbidden("identity.no_network")
	}
	return unchosen(networks), nil
}
