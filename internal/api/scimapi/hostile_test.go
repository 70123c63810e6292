package scimapi_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"schakel/internal/domain/calendar"
	"schakel/internal/domain/directory"
	"schakel/internal/domain/network"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/link"
	"schakel/internal/kernel/token"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// Whatever ended a token: the answer is the same, and nothing else that opens something opens this.
func TestTokens(t *testing.T) {
	t.Parallel()
	e := setup(t)
	e.want(http.StatusOK, "GET", "/Users", "")
	ok := e.secret
	api, err := e.Services.Token.Make(t.Context(), e.Twente.Teacher, token.Input{Name: "script", Scopes: []string{"unit:read"}})
	e.must(err)
	for _, secret := range []string{"", "sks_", ok + "x", ok[:len(ok)-1], strings.ToLower(ok), api.Secret} {
		e.secret = secret
		if a := e.want(http.StatusUnauthorized, "GET", "/Users", ""); a.Header.Get("WWW-Authenticate") == "" {
			t.Error("no challenge")
		}
	}
	r := httptest.NewRequest("GET", "/api/v1/units", nil)
	r.Header.Set("Authorization", "Bearer "+ok)
	if a := e.Anonymous().Do(r); a.Status != http.StatusUnauthorized {
		t.Errorf("a directory's token opens the API: %d", a.Status)
	}
	if a := e.As(t, e.Twente.Admin).Get("/scim/v2/Users"); a.Status != http.StatusUnauthorized {
		t.Errorf("a session opens it: %d", a.Status)
	}
	e.secret = ok
	made, err := e.Services.Directory.MakeToken(t.Context(), e.Twente.Admin, e.key)
	e.must(err)
	e.want(http.StatusUnauthorized, "GET", "/Users", "")
	e.secret = made.Secret
	e.want(http.StatusOK, "GET", "/Users", "")
	e.Clock.Advance((token.LongestDays + 1) * 24 * 3600e9)
	e.want(http.StatusUnauthorized, "GET", "/Users", "")
	made, err = e.Services.Directory.MakeToken(t.Context(), e.Twente.Admin, e.key)
	e.must(err)
	e.secret = made.Secret
	e.want(http.StatusOK, "GET", "/Users", "")
	e.must(e.Services.Directory.EndToken(t.Context(), e.Twente.Admin, e.key))
	e.want(http.StatusUnauthorized, "GET", "/Users", "")
	var kept string
	e.must(e.DB.Read(t.Context(), db.Settings{}, func(tx *db.Tx) (err error) {
		kept, err = db.Get[string](tx, db.Q(`SELECT COALESCE(token_hash, '') || token_hint FROM directory WHERE id = $1`, e.key))
		return err
	}))
	if kept != "" {
		t.Errorf("something of the token is left: %q", kept)
	}
}

// A directory sees and changes its own people only, also within one network and one school.
func TestWalls(t *testing.T) {
	t.Parallel()
	e := setup(t)
	bea := e.add("bea")
	g := e.want(http.StatusCreated, "POST", "/Groups", `{"displayName":"Docenten","members":[{"value":"`+key(bea)+`"}]}`)
	group := "/Groups/" + g.body["id"].(string)
	own := e.secret
	_, beside := e.connect(e.Twente.Admin, directory.Input{Unit: e.Twente.Noordik, Name: "Tweede"})
	_, there := e.connect(e.Zwolle.Admin, directory.Input{Unit: e.Zwolle.Noordik, Name: "ICT Zwolle"})
	for _, secret := range []string{beside, there} {
		e.secret = secret
		for _, path := range []string{bea, group} {
			e.want(http.StatusNotFound, "GET", path, "")
			e.want(http.StatusNotFound, "DELETE", path, "")
			e.want(http.StatusNotFound, "PUT", path, `{"userName":"x@noordik.example","displayName":"x"}`)
			e.patch(http.StatusNotFound, path, `[{"op":"replace","path":"displayName","value":"x"}]`)
		}
		if a := e.want(http.StatusOK, "GET", "/Users", ""); a.body["totalResults"] != 0.0 {
			t.Errorf("sees %s", a.Body)
		}
		e.want(http.StatusBadRequest, "POST", "/Groups", `{"displayName":"G","members":[{"value":"`+key(bea)+`"}]}`)
	}
	e.secret = own
	e.has("bea@noordik.example", "teacher Noordik Twente")
}

// Who has an account already is not linked by an address: they keep what they have until they agree themselves, and nobody learns from
// the answer that they were known.
func TestNobodyIsTakenOver(t *testing.T) {
	t.Parallel()
	e := setup(t)
	admin := "admin@zwolle.example" // of another network
	body := func(name, mail string) string {
		return `{"externalId":"` + name + `","userName":"` + name + `","displayName":"Mallory","emails":[{"type":"work","value":"` + mail + `"}]}`
	}
	known := e.want(http.StatusCreated, "POST", "/Users", body("m1", admin))
	fresh := e.want(http.StatusCreated, "POST", "/Users", body("m2", "nieuw@noordik.example"))
	delete(known.body, "id")
	for _, name := range []string{"active", "displayName"} {
		if known.body[name] != fresh.body[name] {
			t.Errorf("%s tells who is known: %v, %v", name, known.body[name], fresh.body[name])
		}
	}
	e.has(admin, "network_admin Zwolle")
	var name string
	e.must(e.DB.Read(t.Context(), db.Settings{}, func(tx *db.Tx) (err error) {
		name, err = db.Get[string](tx, db.Q(`SELECT name FROM account WHERE email = $1`, admin))
		return err
	}))
	if name != "admin Zwolle" {
		t.Errorf("renamed to %q", name)
	}
	path := "/Users/" + known.Header.Get("Location")[strings.LastIndex(known.Header.Get("Location"), "/")+1:]
	session := e.As(t, e.Zwolle.Admin)
	e.patch(http.StatusOK, path, `[{"op":"Replace","path":"active","value":"False"}]`)
	e.has(admin, "network_admin Zwolle")
	if session.Get("/today").Status != http.StatusOK {
		t.Error("a directory of another network signed them out")
	}
	e.patch(http.StatusOK, path, `[{"op":"Replace","path":"active","value":true}]`)
	mails := e.Mails(t, "directory")
	if len(mails) != 1 || mails[0].To != admin { // and not once more for being told twice
		t.Fatalf("asked %v", mails)
	}
	last := "/g/" + e.Links.Token(mails[0].Link)
	for range 3 {
		e.patch(http.StatusOK, path, `[{"op":"Replace","path":"active","value":"False"}]`)
		if a := e.Anonymous().Post(last, url.Values{}); a.Status != http.StatusConflict {
			t.Errorf("agreed to what is not asked any more: %d", a.Status)
		}
		e.patch(http.StatusOK, path, `[{"op":"Replace","path":"active","value":"True"}]`)
	}
	e.patch(http.StatusConflict, path, `[{"op":"replace","path":"emails[type eq \"work\"].value","value":"somebody@evil.example"}]`)
	if again := e.Mails(t, "directory"); len(again) != 1 {
		t.Errorf("a directory mails again and again: %d", len(again))
	}
	if a := e.Anonymous().Get(last); a.Status != http.StatusOK || !strings.Contains(a.Body, "ICT Noordik") {
		t.Errorf("the question: %d", a.Status)
	}
	e.has(admin, "network_admin Zwolle") // opening changes nothing
	e.Anonymous().Post(last, url.Values{})
	e.has(admin, "teacher Noordik Twente, network_admin Zwolle")
	e.Anonymous().Post(last, url.Values{}) // twice is once
	e.patch(http.StatusOK, path, `[{"op":"replace","path":"emails[type eq \"work\"].value","value":"mallory@evil.example"}]`)
	e.want(http.StatusNoContent, "DELETE", path, "")
	e.has(admin, "network_admin Zwolle")
	if session.Get("/today").Status != http.StatusOK {
		t.Error("leaving a school here ended the work elsewhere")
	}
	if e.account(admin) != e.Zwolle.Admin.Account() {
		t.Error("the address moved")
	}
	// Under another name of the directory's own it is a question again; under the same one they agreed.
	e.want(http.StatusCreated, "POST", "/Users", body("other", admin))
	e.has(admin, "network_admin Zwolle")
	list := e.want(http.StatusOK, "GET", `/Users?filter=userName+eq+%22other%22`, "").body["Resources"].([]any)
	e.want(http.StatusNoContent, "DELETE", "/Users/"+list[0].(object)["id"].(string), "")
	e.want(http.StatusCreated, "POST", "/Users", body("m1", admin))
	e.has(admin, "teacher Noordik Twente, network_admin Zwolle")
}

// Who leaves loses everything in the same moment, on all paths, also what was given by hand; who works elsewhere too keeps that.
func TestLeaving(t *testing.T) {
	t.Parallel()
	for how, leave := range map[string]func(e *env, path string){
		"not active": func(e *env, path string) {
			e.patch(http.StatusOK, path, `[{"op":"Replace","path":"active","value":"False"}]`)
		},
		"deleted": func(e *env, path string) { e.want(http.StatusNoContent, "DELETE", path, "") },
	} {
		t.Run(how, func(t *testing.T) {
			t.Parallel()
			e := setup(t)
			path := e.add("vera")
			account := e.account("vera@noordik.example")
			sc := e.Scope(t, e.Twente, account, "Vera")
			e.must(e.Services.Network.GiveRole(t.Context(), e.Twente.System, network.RoleInput{Account: account, Role: access.StageCoordinator, Unit: e.Twente.Noordik}))
			e.Secure(t, account)
			session := e.As(t, sc)
			made, err := e.Services.Token.Make(t.Context(), sc, token.Input{Name: "script", Scopes: []string{"unit:read"}})
			e.must(err)
			_, err = e.Services.Calendar.MakeFeed(t.Context(), sc, calendar.FeedInput{Unit: e.Twente.Noordik})
			e.must(err)
			feed := e.LinkPath(t, e.Twente, link.Feed, e.Twente.Noordik) + "/schakel.ics"
			byToken := func() int {
				r := httptest.NewRequest("GET", "/api/v1/units", nil)
				r.Header.Set("Authorization", "Bearer "+made.Secret)
				return e.Anonymous().Do(r).Status
			}
			ways := map[string]func() bool{
				"session": func() bool { return session.Get("/today").Status == http.StatusOK },
				"token":   func() bool { return byToken() == http.StatusOK },
				"feed":    func() bool { return e.Anonymous().Get(feed).Status == http.StatusOK },
			}
			for name, works := range ways {
				if !works() {
					t.Errorf("%s does not work to begin with", name)
				}
			}
			join := "/join/" + e.Links.Token(e.Mails(t, "join")[0].Link)
			leave(e, path)
			e.has("vera@noordik.example", "")
			for name, works := range ways {
				if works() {
					t.Errorf("%s still works", name)
				}
			}
			if a := e.Anonymous().Get(join); a.Status == http.StatusOK {
				t.Error("the invitation still opens")
			}
			if how != "not active" {
				return
			}
			e.Clock.Advance(2 * time.Hour)
			e.patch(http.StatusOK, path, `[{"op":"Replace","path":"active","value":"True"}]`)
			if mails := e.Mails(t, "join"); len(mails) != 2 {
				t.Errorf("who is back before they ever came got %d invitations", len(mails))
			}
			for range 3 {
				e.patch(http.StatusOK, path, `[{"op":"Replace","path":"active","value":"False"}]`)
				e.patch(http.StatusOK, path, `[{"op":"Replace","path":"active","value":"True"}]`)
			}
			if mails := e.Mails(t, "join"); len(mails) != 2 {
				t.Errorf("a directory mails again and again: %d", len(mails))
			}
			e.has("vera@noordik.example", "teacher Noordik Twente") // what was given by hand is not given again
			for name, works := range ways {
				if works() {
					t.Errorf("who is back took up an old %s", name)
				}
			}
		})
	}
}

// What an administrator may let a directory do: nothing at the network, nothing beyond its unit, no role of a whole network, and nothing
// that they could not give themselves.
func TestMapping(t *testing.T) {
	t.Parallel()
	e := setup(t)
	svc, ctx, r := e.Services.Directory, t.Context(), e.Twente
	refused := func(what string, err error) {
		t.Helper()
		if _, ok := fault.As(err); !ok {
			t.Errorf("%s: %v", what, err)
		}
	}
	add := func(sc access.Scope, in directory.Input) error { _, err := svc.Add(ctx, sc, in); return err }
	refused("the network itself", add(r.Admin, directory.Input{Unit: r.Root, Name: "Alles"}))
	refused("another network's unit", add(r.Admin, directory.Input{Unit: e.Zwolle.Noordik, Name: "Zwolle"}))
	refused("who keeps no sign-in services", add(r.Project, directory.Input{Unit: r.Noordik, Name: "X"}))
	refused("a default role that guards", add(r.Admin, directory.Input{Unit: r.Noordik, Name: "XX", DefaultRole: "project_leader"}))
	bea := e.add("bea")
	g := e.want(http.StatusCreated, "POST", "/Groups", `{"displayName":"Directie","members":[{"value":"`+key(bea)+`"}]}`)
	group := id.ID(g.body["id"].(string))
	for _, role := range []string{"network_admin", "region_lead", "controller", "accountant", "privacy_officer", "company_contact", "nonsense"} {
		refused(role, svc.Map(ctx, r.Admin, e.key, group, directory.MapInput{Role: role}))
	}
	refused("beyond the unit", svc.Map(ctx, r.Admin, e.key, group, directory.MapInput{Role: "teacher", Unit: r.Canisius}))
	refused("above the unit", svc.Map(ctx, r.Admin, e.key, group, directory.MapInput{Role: "teacher", Unit: r.Almelo}))
	refused("another network", svc.Map(ctx, e.Zwolle.Admin, e.key, group, directory.MapInput{Role: "teacher"}))
	e.has("bea@noordik.example", "teacher Noordik Twente")
	e.must(svc.Map(ctx, r.Admin, e.key, group, directory.MapInput{Role: "project_leader"})) // chosen by name
	e.has("bea@noordik.example", "project_leader Noordik Twente")
	e.must(svc.Map(ctx, r.Admin, e.key, group, directory.MapInput{}))
	e.has("bea@noordik.example", "teacher Noordik Twente")
	o, err := svc.Of(ctx, r.Admin, e.key)
	e.must(err)
	e.must(svc.Edit(ctx, r.Admin, e.key, directory.Input{Name: o.Name, Domains: "noordik.example", Version: o.Version}))
	e.has("bea@noordik.example", "")
	e.want(http.StatusBadRequest, "POST", "/Users", `{"userName":"jan@gmail.example"}`)
	e.want(http.StatusCreated, "POST", "/Users", `{"userName":"jan@noordik.example"}`)
	e.must(svc.Remove(ctx, r.Admin, e.key))
	e.want(http.StatusUnauthorized, "GET", "/Users", "")
	var left int
	e.must(e.DB.Read(ctx, db.Settings{}, func(tx *db.Tx) (err error) {
		left, err = db.Get[int](tx, db.Q(`SELECT COUNT(*) FROM directory_user WHERE directory_id = $1 AND (email <> '' OR user_name <> '' OR display_name <> '')`, e.key))
		return err
	}))
	if left != 0 {
		t.Errorf("%d people are remembered", left)
	}
}
