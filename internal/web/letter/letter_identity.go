package letter

import "schakel/internal/kernel/identity"

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
