package e2e

import (
	"strings"
	"testing"

	"schakel/internal/domain/network"
	"schakel/internal/kernel/access"
	"schakel/internal/testkit/browser"
)

// Somebody new is invited by mail, chooses a password behind the link, and is in. The next time they sign in with that
// password; a wrong one is told at the field, and the mail address stays. Who forgot it asks for a link by mail, which
// works in the browser that asked. The account page lists where one is signed in, and ends a session elsewhere. Language
// and colours stay as they were chosen.

const (
	newMail     = "meike@twente.example"
	newPassword = "boormachine paars klaver"
)

// invited opens a stage to which Meike was invited as a teacher; the result includes the path of her link.
func invited(t *testing.T) (*stage, string) {
	t.Helper()
	s := open(t)
	_, err := s.Network.InvitePerson(t.Context(), s.Twente.Admin, network.InviteInput{
		Email: newMail, Name: "Meike Oude Wesselink", Role: access.Teacher, Unit: s.Twente.Noordik, Reason: "Nieuw in de sectie PIE.",
	})
	check(t, err)
	return s, linkIn(t, s.mail(t, newMail, "nodigt je uit"))
}

// join chooses a password behind the link.
func join(t *testing.T, p *browser.Page, link string) {
	t.Helper()
	p.Goto(link)
	p.See("Welkom bij Twente")
	look(t, p, "join")
	if got := p.Value("Je naam"); got != "Meike Oude Wesselink" {
		t.Errorf("the inviter's name is not filled in: %q", got)
	}
	p.Fill("Nieuw wachtwoord", "welkom")
	p.Click("Bewaren en beginnen")
	refused(t, p.Within(".field:has(#f-password)"), "Dit is te kort.")
	look(t, p, "join-refused")
	p.Fill("Nieuw wachtwoord", newPassword)
	p.Click("Bewaren en beginnen")
	p.See("Vandaag")
}

func signOut(p *browser.Page) {
	p.Click("Menu van")
	p.Click("Uitloggen")
	p.See("Je bent uitgelogd.")
}

func TestJoiningAndSigningIn(t *testing.T) {
	t.Parallel()
	both(t, desk, func(t *testing.T, o browser.Options) {
		s, link := invited(t)
		p := s.visit(t, o)
		join(t, p, link)
		signOut(p)
		look(t, p, "signed-out")

		p.Fill("E-mailadres", newMail)
		p.Fill("Wachtwoord", "helemaal verkeerd geraden")
		p.Click("Inloggen")
		refused(t, p.Within(".field:has(#f-password)"), "Dit e-mailadres en wachtwoord horen niet bij elkaar.")
		if got := p.Value("E-mailadres"); got != newMail {
			t.Errorf("the address is %q", got)
		}
		look(t, p, "sign-in-refused")

		p.Fill("Wachtwoord", newPassword)
		p.Press("\r")
		p.See("Vandaag")

		p.Goto(link)
		p.See("Deze link is al gebruikt.")
		look(t, p, "join-used")
	})
}

func TestAskingForAPageSignsInFirst(t *testing.T) {
	t.Parallel()
	s, link := invited(t)
	p := s.visit(t, desk)
	join(t, p, link)
	signOut(p)
	p.Goto("/account")
	p.See("Inloggen")
	p.Fill("E-mailadres", newMail)
	p.Fill("Wachtwoord", newPassword)
	p.Press("\r")
	p.See("Mijn account")
	if !strings.HasPrefix(p.Path(), "/account") {
		t.Errorf("signing in led to %s", p.Path())
	}
}

func TestSignInByMail(t *testing.T) {
	t.Parallel()
	both(t, phone, func(t *testing.T, o browser.Options) {
		s, link := invited(t)
		p := s.visit(t, o)
		join(t, p, link)
		signOut(p)
		p.Fill("E-mailadres", newMail)
		p.Click("Mail me een link")
		p.See("Kijk in je mail")
		look(t, p, "sign-in-link-sent")
		mailed := linkIn(t, s.mail(t, newMail, "Je link om in te loggen"))

		other := s.visit(t, o)
		other.Goto(mailed)
		other.See("Open de link in de browser waarin je hem hebt gevraagd")
		look(t, other, "sign-in-link-elsewhere")

		p.Goto(mailed)
		p.See("Je logt in als")
		look(t, p, "sign-in-link")
		p.Click("Inloggen")
		p.See("Vandaag")

		other.Goto(mailed)
		other.See("Deze link werkt niet meer")
		look(t, other, "sign-in-link-used")
	})
}

func TestSessionsAndLooks(t *testing.T) {
	t.Parallel()
	s, link := invited(t)
	p := s.visit(t, desk)
	join(t, p, link)
	old := s.visit(t, phone)
	old.Goto("/signin")
	look(t, old, "sign-in")
	old.Fill("E-mailadres", newMail)
	old.Fill("Wachtwoord", newPassword)
	old.Click("Inloggen")
	old.See("Vandaag")

	p.Goto("/account")
	look(t, p, "account")
	if n := p.Count("#sessions tbody tr"); n != 2 {
		t.Fatalf("%d sessions are listed, want 2:\n%s", n, p.Text())
	}
	p.Within("#sessions").Click("Uitloggen")
	p.See("Dat apparaat is uitgelogd.")
	old.Reload()
	old.See("E-mailadres")

	p.Click("Menu van")
	p.Click("Donker")
	p.Goto("/account")
	if got := browser.Eval[string](p, "getComputedStyle(document.documentElement).colorScheme"); got != "dark" {
		t.Errorf("after choosing dark the page is %q", got)
	}
	p.Click("Menu van")
	p.Click("English")
	p.See("My account")
	signedOutInEnglish(t, p)
	p.Fill("E-mail address", newMail)
	p.Fill("Password", newPassword)
	p.Press("\r")
	p.See("Today")
	if got := browser.Eval[string](p, "document.documentElement.lang"); got != "en" {
		t.Errorf("the language is %q after signing in again", got)
	}
}

func signedOutInEnglish(t *testing.T, p *browser.Page) {
	t.Helper()
	p.Click("Menu of")
	p.Click("Sign out")
	p.See("You are signed out.")
	look(t, p, "sign-in-english")
}
