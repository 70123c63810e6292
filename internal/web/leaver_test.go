package web_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"

	"schakel/internal/domain/calendar"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/identity"
	"schakel/internal/kernel/link"
	"schakel/internal/kernel/token"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
	"schakel/internal/testkit/webtest"
)

// way is a way in that somebody had; it tells whether it still works.
type way func() bool

// ways are the ways in of a teacher, each of which works.
func (s school) ways(t *testing.T, sc access.Scope) map[string]way {
	t.Helper()
	r, ctx := s.Twente, t.Context()
	session := s.As(t, sc)
	made, err := s.Services.Token.Make(ctx, sc, token.Input{Name: "script", Scopes: []string{"unit:read"}})
	s.must(err)
	_, err = s.Services.Calendar.MakeFeed(ctx, sc, calendar.FeedInput{Unit: r.Noordik})
	s.must(err)
	feed := s.LinkPath(t, r, link.Feed, r.Noordik) + "/schakel.ics"
	return map[string]way{
		"session":       func() bool { return session.Get("/today").Status == http.StatusOK },
		"list":          func() bool { return session.Get("/needs").Status == http.StatusOK },
		"API token":     func() bool { return s.byToken(made.Secret).Status == http.StatusOK },
		"calendar feed": func() bool { return s.Anonymous().Get(feed).Status == http.StatusOK },
	}
}

func (s school) byToken(secret string) webtest.Answer {
	req := httptest.NewRequest(http.MethodGet, "/api/v1/units", nil)
	req.Header.Set("Authorization", "Bearer "+secret)
	return s.Anonymous().Do(req)
}

// endRoles ends every role of somebody, as an administrator does.
func (s school) endRoles(t *testing.T, sc access.Scope) {
	t.Helper()
	var grants []id.ID
	s.must(s.DB.Read(t.Context(), db.Settings{}, func(tx *db.Tx) (err error) {
		grants, err = db.Select[id.ID](tx, db.Q(`SELECT id FROM role_grant WHERE account_id = $1 AND revoked_at IS NULL LIMIT 10`, sc.Account()))
		return err
	}))
	for _, g := range grants {
		s.must(s.Services.Network.RevokeRole(t.Context(), s.Twente.Admin, g))
	}
}

// sentTo is to whom mails were sent.
func (s school) sentTo(t *testing.T) map[string]bool {
	t.Helper()
	out := map[string]bool{}
	s.must(s.DB.Read(t.Context(), db.Settings{}, func(tx *db.Tx) error {
		list, err := db.Select[string](tx, db.Q(`SELECT to_email FROM mail_message WHERE sent_at IS NOT NULL LIMIT 100`))
		for _, to := range list {
			out[to] = true
		}
		return err
	}))
	return out
}

// Who leaves loses everything at once, on all paths, and hears nothing more (promises.md, I5); so does who loses the last role.
func TestWhoLeavesLosesEverything(t *testing.T) {
	t.Parallel()
	for name, leave := range map[string]func(s school, sc access.Scope){
		"account closed": func(s school, sc access.Scope) {
			s.must(s.Services.Identity.SetDisabled(t.Context(), s.Twente.System, sc.Account(), true))
		},
		"last role ended": func(s school, sc access.Scope) { s.endRoles(t, sc) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSchool(t)
			sc := s.Hire(t, s.Twente, "vertrekt@twente.example", "Vera Trekt", access.Teacher, s.Twente.Noordik)
			ways := s.ways(t, sc)
			for path, works := range ways {
				if !works() {
					t.Errorf("%s: does not work to begin with", path)
				}
			}
			browser, _, err := s.Services.Identity.AskLink(t.Context(), "vertrekt@twente.example", identity.Device{Address: "192.0.2.9"})
			s.must(err)
			leave(s, sc)
			for path, works := range ways {
				if works() {
					t.Errorf("%s: still works", path)
				}
			}
			byMail := s.Links.Token(s.Mails(t, "sign_in")[0].Link)
			if _, err := s.Services.Identity.SignInByLink(t.Context(), byMail, browser, identity.Device{}); err == nil {
				t.Error("the link of an earlier mail signs in")
			}
			a := s.Anonymous().Post("/signin", url.Values{"email": {"vertrekt@twente.example"}, "password": {"whatever it was, it is not"}})
			if a.Status < 400 {
				t.Errorf("signs in again: %d", a.Status)
			}
		})
	}
}

// A letter that waits for somebody whose account was closed since is not sent.
func TestAQueuedMailToWhoLeft(t *testing.T) {
	t.Parallel()
	s := newSchool(t)
	stays := s.Hire(t, s.Twente, "blijft@twente.example", "Bea Blijft", access.Teacher, s.Twente.Noordik)
	leaves := s.Hire(t, s.Twente, "vertrekt@twente.example", "Vera Trekt", access.Teacher, s.Twente.Noordik)
	for _, mail := range []string{"blijft@twente.example", "vertrekt@twente.example"} {
		_, _, err := s.Services.Identity.AskLink(t.Context(), mail, identity.Device{Address: "192.0.2.9"})
		s.must(err)
	}
	s.must(s.Services.Identity.SetDisabled(t.Context(), s.Twente.System, leaves.Account(), true))
	_, err := s.Jobs.Drain(t.Context())
	s.must(err)
	sent := s.sentTo(t)
	if !sent["blijft@twente.example"] || sent["vertrekt@twente.example"] || stays.Account() == "" {
		t.Errorf("sent to %v", sent)
	}
}
