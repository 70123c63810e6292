package api_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/token"
	"schakel/internal/testkit/webtest"
	"schakel/internal/testkit/world"
)

// env is a site with a token of the project leader for everything.
type env struct {
	*webtest.Site
	t   *testing.T
	r   *world.Region
	all string
}

func setup(t *testing.T) *env {
	t.Helper()
	e := &env{Site: webtest.New(t), t: t}
	e.r = e.Twente
	e.all = e.token(e.r.Project)
	return e
}

// token makes a token; without scopes it has all.
func (e *env) token(sc access.Scope, scopes ...string) string {
	e.t.Helper()
	if len(scopes) == 0 {
		for _, s := range token.Scopes() {
			scopes = append(scopes, string(s))
		}
	}
	if sc.NeedsSecond() {
		e.Secure(e.t, sc.Account())
	}
	made, err := e.Services.Token.Make(e.t.Context(), sc, token.Input{Name: "test", Scopes: scopes})
	if err != nil {
		e.t.Fatal(err)
	}
	return made.Secret
}

// answer is what came back, with its body read.
type answer struct {
	webtest.Answer
	json map[string]any
}

func (a answer) text(name string) string { s, _ := a.json[name].(string); return s }

func (a answer) items() []any { l, _ := a.json["items"].([]any); return l }

// pointers lists the fields that a problem complains about.
func (a answer) pointers() (out []string) {
	list, _ := a.json["errors"].([]any)
	for _, e := range list {
		m, _ := e.(map[string]any)
		for _, k := range []string{"pointer", "parameter"} {
			if s, ok := m[k].(string); ok {
				out = append(out, s)
			}
		}
	}
	return out
}

// do sends a request; headers are name, value, name, value…
func (e *env) do(secret, method, path string, body any, headers ...string) answer {
	e.t.Helper()
	var r *http.Request
	switch b := body.(type) {
	case nil:
		r = httptest.NewRequest(method, "/api/v1"+path, nil)
	case string:
		r = httptest.NewRequest(method, "/api/v1"+path, strings.NewReader(b))
	default:
		raw, err := json.Marshal(b)
		if err != nil {
			e.t.Fatal(err)
		}
		r = httptest.NewRequest(method, "/api/v1"+path, strings.NewReader(string(raw)))
	}
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	if secret != "" {
		r.Header.Set("Authorization", "Bearer "+secret)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	a := answer{Answer: e.Anonymous().Do(r)}
	if strings.Contains(a.Header.Get("Content-Type"), "json") {
		if err := json.Unmarshal([]byte(a.Body), &a.json); err != nil {
			e.t.Fatalf("%s %s: %v: %s", method, path, err, a.Body)
		}
	}
	return a
}

// want fails when the status is another, or a refusal is no problem.
func (e *env) want(a answer, status int) answer {
	e.t.Helper()
	if a.Status != status {
		e.t.Fatalf("answered %d, want %d: %s", a.Status, status, a.Body)
	}
	if status >= 400 {
		for _, name := range []string{"type", "title", "detail", "instance"} {
			if a.text(name) == "" || strings.Contains(a.text(name), "⟦") {
				e.t.Errorf("a problem without %s: %s", name, a.Body)
			}
		}
		if a.Header.Get("Content-Type") != "application/problem+json" || a.json["status"] != float64(status) {
			e.t.Errorf("not a problem: %s %s", a.Header.Get("Content-Type"), a.Body)
		}
	}
	return a
}

type object = map[string]any

// The document is what the table says, word for word: whoever changes the API sees it in the review.
func TestDocumentIsGolden(t *testing.T) {
	t.Parallel()
	e := setup(t)
	a := e.Anonymous().Get("/api/v1/openapi.yaml")
	if a.Status != http.StatusOK {
		t.Fatal(a.Status)
	}
	const golden = "openapi.yaml"
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(golden, []byte(a.Body), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	kept, err := os.ReadFile(golden)
	if err != nil || string(kept) != a.Body {
		t.Errorf("openapi.yaml differs from the table of operations: look, and run UPDATE=1 go test ./internal/api -run Golden (%v)", err)
	}
}

func TestOrganisation(t *testing.T) {
	t.Parallel()
	e := setup(t)
	kolk := object{"kind": "company", "name": "Van der Kolk", "place": "Almelo", "unit": e.r.Almelo, "email": "info@kolk.example"}
	made := e.want(e.do(e.all, "POST", "/organisations", kolk), http.StatusCreated)
	href := made.text("href")
	if href != made.Header.Get("Location") || !strings.HasSuffix(href, made.text("id")) {
		t.Errorf("where is it? %s", made.Body)
	}
	one := "/organisations/" + made.text("id")
	got := e.want(e.do(e.all, "GET", one, nil), http.StatusOK)
	tag := got.Header.Get("ETag")
	if got.text("name") != "Van der Kolk" || tag != `"1"` || got.Queries > 3 {
		t.Errorf("%s %s, %d queries", tag, got.Body, got.Queries)
	}
	if a := e.do(e.all, "GET", one, nil, "If-None-Match", tag); a.Status != http.StatusNotModified || a.Body != "" {
		t.Errorf("unchanged, and sent again: %d", a.Status)
	}
	facts := object{"name": "Van der Kolk BV", "place": "Almelo", "year_limit": 4}
	e.want(e.do(e.all, "PUT", one, facts), http.StatusPreconditionRequired)
	changed := e.want(e.do(e.all, "PUT", one, facts, "If-Match", tag), http.StatusOK)
	if changed.Header.Get("ETag") != `"2"` || changed.json["year_limit"] != float64(4) || changed.text("email") != "" {
		t.Errorf("not replaced: %s", changed.Body)
	}
	e.want(e.do(e.all, "PUT", one, facts, "If-Match", tag), http.StatusPreconditionFailed)

	list := e.want(e.do(e.all, "GET", "/organisations?q=place:Almelo", nil), http.StatusOK)
	if len(list.items()) != 1 || list.Queries > 6 {
		t.Errorf("list: %s, %d queries", list.Body, list.Queries)
	}
	if a := e.want(e.do(e.all, "GET", "/organisations?q=plats:Almelo", nil), http.StatusUnprocessableEntity); len(a.pointers()) != 1 || a.pointers()[0] != "q" {
		t.Errorf("a word that is not known: %s", a.Body)
	}
}

func TestPages(t *testing.T) {
	t.Parallel()
	e := setup(t)
	for i := range 51 {
		e.want(e.do(e.all, "POST", "/organisations", object{"kind": "company", "name": "Bedrijf " + string(rune('A'+i/26)) + string(rune('A'+i%26))}), http.StatusCreated)
	}
	first := e.want(e.do(e.all, "GET", "/organisations?q=", nil), http.StatusOK)
	link := first.Header.Get("Link")
	next, _, ok := strings.Cut(strings.TrimPrefix(link, "</api/v1"), ">")
	if !ok || len(first.items()) != 50 {
		t.Fatalf("%d items, link %q", len(first.items()), link)
	}
	last := e.want(e.do(e.all, "GET", next, nil), http.StatusOK)
	if len(last.items()) != 1 || last.text("next") != "" || last.Header.Get("Link") != "" {
		t.Errorf("last page: %s", last.Body)
	}
	e.want(e.do(e.all, "GET", "/organisations?after=nonsense", nil), http.StatusOK)
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	e := setup(t)
	const path = "/organisations"
	good := object{"kind": "company", "name": "Goed"}
	for name, c := range map[string]struct {
		a    answer
		want int
		at   string
	}{
		"no token":               {e.do("", "GET", path, nil), 401, ""},
		"no such token":          {e.do("skl_"+strings.Repeat("x", 43), "GET", path, nil), 401, ""},
		"a token in the address": {e.do("", "GET", path+"?access_token="+e.all, nil), 401, ""},
		"unknown address":        {e.do(e.all, "GET", "/nothing", nil), 404, ""},
		"wrong method":           {e.do(e.all, "DELETE", path, nil), 405, ""},
		"unknown parameter":      {e.do(e.all, "GET", path+"?foo=1", nil), 422, "foo"},
		"parameter twice":        {e.do(e.all, "GET", path+"?q=a&q=b", nil), 422, "q"},
		"no such choice":         {e.do(e.all, "GET", path+"?group=all", nil), 422, "group"},
		"not JSON":               {e.do(e.all, "POST", path, "kind=company", "Content-Type", "application/x-www-form-urlencoded"), 415, ""},
		"half JSON":              {e.do(e.all, "POST", path, `{"kind":`), 400, ""},
		"two values":             {e.do(e.all, "POST", path, `{"kind":"company","name":"Goed"} {}`), 400, ""},
		"a null":                 {e.do(e.all, "POST", path, `{"kind":"company","name":"a\u0000b"}`), 400, ""},
		"unknown field":          {e.do(e.all, "POST", path, object{"kind": "company", "name": "Goed", "owner": "x"}), 422, "/owner"},
		"wrong type":             {e.do(e.all, "POST", path, object{"kind": "company", "name": 3}), 422, "/name"},
		"no id":                  {e.do(e.all, "POST", path, object{"kind": "company", "name": "Goed", "unit": "x"}), 422, "/unit"},
		"bad value":              {e.do(e.all, "POST", path, object{"kind": "company", "name": "Goed", "kvk": "12"}), 422, "/kvk"},
		"too large":              {e.do(e.all, "POST", path, object{"kind": "company", "name": strings.Repeat("x", 70_000)}), 413, ""},
		"another network's":      {e.do(e.all, "POST", path, object{"kind": "company", "name": "Goed", "unit": e.Zwolle.Noordik}), 404, ""},
		"no id in the address":   {e.do(e.all, "GET", path+"/x", nil), 404, ""},
		"a longer key":           {e.do(e.all, "POST", path, good, "Idempotency-Key", strings.Repeat("k", 256)), 400, ""},
	} {
		a := e.want(c.a, c.want)
		if c.at != "" && (len(a.pointers()) != 1 || a.pointers()[0] != c.at) {
			t.Errorf("%s: at %v, want %s", name, a.pointers(), c.at)
		}
	}
	dutch, english := e.do(e.all, "GET", "/nothing", nil, "Accept-Language", "nl"), e.do(e.all, "GET", "/nothing", nil)
	if dutch.text("title") == english.text("title") || dutch.Header.Get("Content-Language") != "nl" {
		t.Errorf("not in Dutch: %s", dutch.Body)
	}
}
