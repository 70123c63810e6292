package identityweb_test

import (
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/identity"
	"schakel/internal/kernel/link"
	"schakel/internal/platform/fault"
	"schakel/internal/testkit/webtest"
)

// While a service is asked who somebody is, it can be changed: what it says then counts for nothing.
func TestAServiceThatChangesWhileItIsAsked(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*identity.ProviderInput){
		"off":                     nil,
		"another client":          func(in *identity.ProviderInput) { in.ClientID = "another" },
		"another secret":          func(in *identity.ProviderInput) { in.Secret = "another" },
		"no second step any more": func(in *identity.ProviderInput) { in.Second = "no" },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := webtest.New(t)
			p := newProvider(t, s.Clock)
			reach(t, s, p.URL)
			always := func(in *identity.ProviderInput) { in.Second = "always" }
			knows(t, s, s.Twente.Teacher, p.URL, "teacher-1")
			join := s.LinkPath(t, s.Twente, link.Join, invited(t, s, access.Teacher, s.Twente.Noordik))
			for i, ask := range []struct {
				sc        access.Scope // whose browser; the zero one is nobody's
				sub, path string
			}{
				{sub: "teacher-1", path: "/signin/with"},
				{sub: "new", path: join},
				{s.Twente.TeacherCanisius, "colleague", "/account/services"},
				{s.Twente.Admin, "me", "/network/signin/{key}/test"},
			} {
				key := trust(t, s, s.Twente, s.Twente.Noordik, p.URL, always)
				v := visit{open(t, s), p, key, "192.0.2.6" + string(rune('0'+i))}
				if ask.sc.Valid() {
					v.jar["schakel"] = s.As(t, ask.sc).Cookie().Value
				}
				p.who, p.claims = map[string]any{"sub": ask.sub}, nil
				to, _ := v.sent(strings.Replace(ask.path, "{key}", string(key), 1), url.Values{"service": {string(key)}})
				p.claims = func(map[string]any) { meanwhile(t, s, v, change) }
				a, test := v.back(p.authorize(to)), strings.HasSuffix(ask.path, "/test")
				if want := http.StatusConflict; a.Status != want && !(test && change == nil) { // what is off can be tested
					t.Errorf("%s: %d to %q", ask.path, a.Status, a.Location)
				}
				if !ask.sc.Valid() && v.isIn() {
					t.Errorf("%s: signed in", ask.path)
				}
			}
		})
	}
}

// meanwhile changes a service; without a change it goes off.
func meanwhile(t *testing.T, s *webtest.Site, v visit, change func(*identity.ProviderInput)) {
	t.Helper()
	if change == nil {
		if err := s.Services.Identity.SwitchProvider(t.Context(), s.Twente.Admin, v.key, false); err != nil {
			t.Error(err)
		}
		return
	}
	was, err := s.Services.Identity.ProviderOf(t.Context(), s.Twente.Admin, v.key)
	if err != nil {
		t.Error(err)
	}
	in := identity.ProviderInput{Name: was.Name, Issuer: was.Issuer, ClientID: was.ClientID, Second: string(was.Second), Version: was.Version}
	change(&in)
	if err := s.Services.Identity.EditProvider(t.Context(), s.Twente.Admin, v.key, in); err != nil {
		t.Error(err)
	}
}

// Whoever switches a service on while a colleague makes another service of it, does not have an untested one on.
func TestOnlyATestedServiceIsOn(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	p := newProvider(t, s.Clock)
	reach(t, s, p.URL)
	admin, providers := s.Twente.Admin, s.Services.Identity
	for range 10 {
		key := trust(t, s, s.Twente, s.Twente.Noordik, p.URL, nil)
		var both sync.WaitGroup
		both.Go(func() {
			in := identity.ProviderInput{Name: "Noordik", Issuer: p.URL, ClientID: "another", Second: "no", Version: 2}
			if err := providers.EditProvider(t.Context(), admin, key, in); err != nil && !fault.Is(err, fault.KindConflict) {
				t.Error(err)
			}
		})
		both.Go(func() {
			if err := providers.SwitchProvider(t.Context(), admin, key, true); err != nil && !fault.Is(err, fault.KindConflict) {
				t.Error(err)
			}
		})
		both.Wait()
		if is, err := providers.ProviderOf(t.Context(), admin, key); err != nil || is.EnabledAt != nil && is.TestedAt == nil {
			t.Fatalf("%+v, %v", is, err)
		}
	}
}
