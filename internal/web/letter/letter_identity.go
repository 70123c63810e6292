package letter

import (
	"schakel/internal/domain/directory"
	"schakel/internal/domain/network"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/identity"
	"schakel/internal/kernel/webhook"
)

// joinLetter invites somebody new to choose a password.
func joinLetter(w pen) (Content, error) {
	d, err := data[network.RoleLetter](w)
	return Content{
		Subject: w.p.T("letter.join.subject", d.Inviter, w.network),
		Body:    []string{w.p.T("letter.join.asks", d.Inviter, w.network), w.p.T("letter.join.what", w.network)},
		Facts:   roleFacts(w, d),
		Button:  w.p.T("letter.join.button"),
		After:   []string{w.p.T("letter.join.click"), w.p.T("letter.join.not_you")},
	}, err
}

// roleGivenLetter tells somebody who signs in already about a new role.
func roleGivenLetter(w pen) (Content, error) {
	d, err := data[network.RoleLetter](w)
	start := "/today"
	if d.Role == string(access.CompanyContact) {
		start = "/company"
	}
	return Content{
		Subject: w.p.T("letter.role_given.subject", w.network),
		Body:    []string{w.p.T("letter.role_given.what", d.Inviter, w.network)},
		Facts:   roleFacts(w, d),
		Button:  w.p.T("letter.role_given.button"),
		Path:    start,
		After:   []string{w.p.T("letter.role_given.after")},
	}, err
}

func roleFacts(w pen, d network.RoleLetter) []Fact {
	return facts(Fact{w.p.T("letter.fact.role"), w.p.T("role." + d.Role)}, Fact{w.p.T("letter.fact.unit"), d.Unit})
}

// signInLetter carries the link that signs in the browser that asked for it.
func signInLetter(w pen) (Content, error) {
	d, err := data[identity.SignInLetter](w)
	return Content{
		Subject: w.p.T("letter.sign_in.subject", w.network),
		Body:    []string{w.p.T("letter.sign_in.asked", w.network)},
		Button:  w.p.T("letter.sign_in.button"),
		After:   []string{w.p.T("letter.sign_in.limits", d.Minutes), w.p.T("letter.sign_in.not_you")},
	}, err
}

// secondLetter tells somebody that the second step of their account changed.
func secondLetter(w pen) (Content, error) {
	d, err := data[identity.SecondLetter](w)
	c := Content{
		Subject: w.p.T("letter.second_step.subject", w.network),
		Button:  w.p.T("letter.second_step.button"),
		Path:    "/account/second",
		After:   []string{w.p.T("letter.second_step.not_you")},
	}
	if d.What == "reset" {
		c.Body = []string{w.p.T("letter.second_step.reset", d.By), w.p.T("letter.second_step.reason", d.Reason)}
	} else {
		c.Body = []string{w.p.T("letter.second_step." + d.What)}
	}
	return c, err
}

// webhookPausedLetter tells the owner of a subscription that it posts nothing any more.
func webhookPausedLetter(w pen) (Content, error) {
	d, err := data[webhook.PausedLetter](w)
	return Content{
		Subject: w.p.T("letter.webhook_paused.subject", d.Name), Body: []string{w.p.T("letter.webhook_paused.what", d.Name), w.p.T("webhook.why." + string(d.Why))},
		Button: w.p.T("letter.webhook_paused.button"), Path: "/network/webhooks/" + string(d.Webhook), After: []string{w.p.T("letter.webhook_paused.after")},
	}, err
}

// directoryLetter asks somebody who has an account whether a school's user administration may keep their access there.
func directoryLetter(w pen) (Content, error) {
	d, err := data[directory.AskLetter](w)
	return Content{
		Subject: w.p.T("letter.directory.subject", d.Unit),
		Body:    []string{w.p.T("letter.directory.asks", d.Directory, d.Unit), w.p.T("letter.directory.what", d.Unit)},
		Button:  w.p.T("letter.directory.button"),
		After:   []string{w.p.T("letter.directory.nothing")},
	}, err
}
