package e2e

import (
	"net/http"
	"strings"
	"testing"

	"schakel/internal/domain/network"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
	"schakel/internal/testkit/browser"
)

// A teacher makes a passkey on her own device, signs in with it and without a password, and makes a token for a script. The script reads
// with it what she may read. When she leaves, the token, the passkey and the session end at that moment.
func TestPasskeyTokenAndLeaving(t *testing.T) {
	t.Parallel()
	s := open(t)
	_, err := s.Network.InvitePerson(t.Context(), s.Twente.Admin, network.InviteInput{
		Email: newMail, Name: "Meike Oude Wesselink", Role: access.Teacher, Unit: s.Twente.Noordik, Reason: "Nieuw in de sectie PIE.",
	})
	check(t, err)
	p := s.visit(t, desk)
	p.Authenticator()
	p.Goto(linkIn(t, s.mail(t, newMail, "nodigt je uit")))
	p.Fill("Nieuw wachtwoord", newPassword)
	p.Click("Bewaren en beginnen")

	p.Goto("/account/second")
	p.Within("#passkeys").Fill("Hoe heet dit apparaat?", "laptop van school")
	p.Within("#passkeys").Click("Passkey toevoegen")
	look(t, p, "recovery-codes")
	p.Click("Ik heb ze bewaard, verder")
	p.Goto("/account/second")
	p.See("laptop van school")
	look(t, p, "passkey-added")
	signOut(p)
	p.Goto("/signin")
	look(t, p, "sign-in-passkey")
	p.Click("Passkey gebruiken")
	p.See("Vandaag")

	p.Goto("/account/tokens")
	p.Fill("Naam", "rooster")
	p.Check("Vragen lezen")
	p.Click("Token maken")
	p.See("Kopieer het nu")
	token := tokenOn(t, p)
	look(t, p, "token-made")
	if got := s.call(t, token, "/api/v1/needs"); got != http.StatusOK {
		t.Errorf("the script reads needs: %d", got)
	}
	if got := s.call(t, token, "/api/v1/contributions"); got != http.StatusForbidden {
		t.Errorf("beyond its scopes: %d", got)
	}

	var grant id.ID
	check(t, s.DB.Read(t.Context(), db.Settings{}, func(tx *db.Tx) (err error) {
		grant, err = db.Get[id.ID](tx, db.Q(`SELECT g.id FROM role_grant g JOIN account a ON a.id = g.account_id WHERE a.email = $1 LIMIT 1`, newMail))
		return err
	}))
	check(t, s.Network.RevokeRole(t.Context(), s.Twente.Admin, grant))
	if got := s.call(t, token, "/api/v1/needs"); got == http.StatusOK {
		t.Error("the script reads on after she left")
	}
	p.Goto("/needs")
	p.NotSee("Stel een vraag")
	look(t, p, "left")
}

// tokenOn is the token that the page shows once.
func tokenOn(t *testing.T, p *browser.Page) string {
	t.Helper()
	for word := range strings.FieldsSeq(p.Text()) {
		if strings.HasPrefix(word, "skl_") && len(word) > 30 {
			return word
		}
	}
	if v := browser.Eval[string](p, `[...document.querySelectorAll("input,textarea")].map((e) => e.value).find((v) => v.startsWith("skl_")) ?? ""`); v != "" {
		return v
	}
	t.Fatalf("no token on the page:\n%s", p.Text())
	return ""
}

// call is what a script does.
func (s *stage) call(t *testing.T, token, path string) int {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.address+path, http.NoBody)
	check(t, err)
	r.Header.Set("Authorization", "Bearer "+token)
	a, err := http.DefaultClient.Do(r)
	check(t, err)
	check(t, a.Body.Close())
	return a.StatusCode
}
