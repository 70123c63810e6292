package scimapi_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"schakel/internal/api/scimapi"
	"schakel/internal/domain/directory"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
	"schakel/internal/testkit/webtest"
)

// env is a site with the directory of one school.
type env struct {
	*webtest.Site
	t      *testing.T
	key    id.ID
	secret string
}

type object = map[string]any

func setup(t *testing.T) *env {
	t.Helper()
	e := &env{Site: webtest.New(t), t: t}
	e.key, e.secret = e.connect(e.Twente.Admin, directory.Input{Unit: e.Twente.Noordik, Name: "ICT Noordik", DefaultRole: "teacher"})
	return e
}

func (e *env) must(err error) {
	e.t.Helper()
	if err != nil {
		e.t.Fatal(err)
	}
}

func (e *env) connect(sc access.Scope, in directory.Input) (id.ID, string) {
	e.t.Helper()
	key, err := e.Services.Directory.Add(e.t.Context(), sc, in)
	e.must(err)
	made, err := e.Services.Directory.MakeToken(e.t.Context(), sc, key)
	e.must(err)
	return key, made.Secret
}

type answer struct {
	webtest.Answer
	body object
}

// do sends a request as the directory does; body is JSON text, or empty.
func (e *env) do(method, path, body string, headers ...string) answer {
	e.t.Helper()
	r := httptest.NewRequest(method, scimapi.Base+path, strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer "+e.secret)
	if body != "" {
		r.Header.Set("Content-Type", "application/scim+json; charset=utf-8")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	out := answer{Answer: e.Anonymous().Do(r)}
	if out.Body != "" {
		if err := json.Unmarshal([]byte(out.Body), &out.body); err != nil {
			e.t.Fatalf("%s %s: %d %s: %v", method, path, out.Status, out.Body, err)
		}
		if got := out.Header.Get("Content-Type"); got != "application/scim+json" {
			e.t.Errorf("%s %s is %s", method, path, got)
		}
	}
	if out.Status >= 500 {
		e.t.Errorf("%s %s: %d %s\n%s", method, path, out.Status, out.Body, e.Log)
	}
	return out
}

// want sends a request and expects a status.
func (e *env) want(status int, method, path, body string, headers ...string) answer {
	e.t.Helper()
	a := e.do(method, path, body, headers...)
	if a.Status != status {
		e.t.Fatalf("%s %s %s: %d %s, want %d", method, path, body, a.Status, a.Body, status)
	}
	return a
}

// patch sends operations.
func (e *env) patch(status int, path, operations string, headers ...string) answer {
	e.t.Helper()
	return e.want(status, "PATCH", path, `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":`+operations+`}`, headers...)
}

// add takes somebody up and returns the path.
func (e *env) add(name string) (path string) {
	e.t.Helper()
	a := e.want(http.StatusCreated, "POST", "/Users", `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"externalId":"x-`+name+`","userName":"`+name+`@noordik.example","active":true,
		"name":{"givenName":"Bea","familyName":"Boer"},"displayName":"Bea Boer","emails":[{"primary":true,"type":"work","value":"`+name+`@noordik.example"}],
		"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"department":"Techniek"},"phoneNumbers":[{"type":"work","value":"06"}]}`)
	return "/Users/" + a.body["id"].(string)
}

func key(path string) string { return path[strings.LastIndex(path, "/")+1:] }

// roles lists what the account of a mail address has now: "teacher Noordik Twente".
func (e *env) roles(email string) string {
	e.t.Helper()
	var list []string
	e.must(e.DB.Read(e.t.Context(), db.Settings{}, func(tx *db.Tx) (err error) {
		list, err = db.Select[string](tx, db.Q(`SELECT g.role || ' ' || u.name FROM role_grant g JOIN account a ON a.id = g.account_id JOIN unit u ON u.network_id = g.network_id AND u.id = g.unit_id
			WHERE a.email = $1 AND g.revoked_at IS NULL ORDER BY u.name, g.role LIMIT 20`, email))
		return err
	}))
	return strings.Join(list, ", ")
}

func (e *env) account(email string) (out id.ID) {
	e.t.Helper()
	e.must(e.DB.Read(e.t.Context(), db.Settings{}, func(tx *db.Tx) (err error) {
		out, err = db.Get[id.ID](tx, db.Q(`SELECT id FROM account WHERE email = $1 LIMIT 1`, email))
		return err
	}))
	return out
}

func (e *env) has(email, want string) {
	e.t.Helper()
	if got := e.roles(email); got != want {
		e.t.Errorf("%s has %q, want %q", email, got, want)
	}
}
