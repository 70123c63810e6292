package scimapi_test

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"schakel/internal/domain/directory"
	"schakel/internal/platform/id"
)

// What Microsoft Entra is known to send, in its order: a look for somebody who is not there, a creation, capitals and texts for
// booleans in changes, groups without their members, members to remove in the value; a soft end before a hard one.
func TestAsEntra(t *testing.T) {
	t.Parallel()
	e := setup(t)
	a := e.want(http.StatusOK, "GET", "/Users?filter="+url.QueryEscape(`userName eq "9e1c1f4e-none@noordik.example"`), "")
	if a.body["totalResults"] != 0.0 || len(a.body["Resources"].([]any)) != 0 {
		t.Errorf("test of the connection: %s", a.Body)
	}
	bea := e.add("bea")
	e.has("bea@noordik.example", "teacher Noordik Twente")
	if mails := e.Mails(t, "join"); len(mails) != 1 || mails[0].To != "bea@noordik.example" {
		t.Errorf("invited %v", mails)
	}
	a = e.want(http.StatusOK, "GET", "/Users?filter="+url.QueryEscape(`externalId eq "x-bea"`)+"&startIndex=1&count=1", "")
	if a.body["totalResults"] != 1.0 {
		t.Errorf("by external id: %s", a.Body)
	}
	a = e.patch(http.StatusOK, bea, `[{"op":"Replace","path":"displayName","value":"Bea de Boer"},{"op":"Add","path":"emails[type eq \"work\"].value","value":"bea2@noordik.example"},
		{"op":"Replace","path":"name.familyName","value":"de Boer"},{"op":"Add","path":"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department","value":"Zorg"},
		{"op":"Add","value":{"name.givenName":"Beatrix","urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber":"7"}}]`)
	name := a.body["name"].(object)
	if a.body["displayName"] != "Bea de Boer" || name["familyName"] != "de Boer" || name["givenName"] != "Beatrix" || !strings.Contains(a.Body, "bea2@noordik.example") {
		t.Errorf("changed: %s", a.Body)
	}
	e.has("bea@noordik.example", "teacher Noordik Twente") // the account's own address is hers
	g := e.want(http.StatusCreated, "POST", "/Groups", `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"externalId":"g1","displayName":"Stagebegeleiders","members":[],"meta":{"resourceType":"Group"}}`)
	group := "/Groups/" + g.body["id"].(string)
	a = e.want(http.StatusOK, "GET", "/Groups?excludedAttributes=members&filter="+url.QueryEscape(`displayName eq "Stagebegeleiders"`), "")
	if a.body["totalResults"] != 1.0 || strings.Contains(a.Body, "members") {
		t.Errorf("group without members: %s", a.Body)
	}
	e.must(e.Services.Directory.Map(t.Context(), e.Twente.Admin, e.key, id.ID(key(group)), directory.MapInput{Role: "line_lead"}))
	e.patch(http.StatusOK, group, `[{"op":"Add","path":"members","value":[{"$ref":null,"value":"`+key(bea)+`"}]}]`)
	e.has("bea@noordik.example", "line_lead Noordik Twente")
	cees := e.add("cees")
	e.patch(http.StatusOK, group, `[{"op":"Add","path":"members","value":[{"value":"`+key(cees)+`"}]}]`)
	e.patch(http.StatusOK, group, `[{"op":"Remove","path":"members","value":[{"$ref":null,"value":"`+key(bea)+`"}]}]`)
	e.has("bea@noordik.example", "teacher Noordik Twente")
	e.has("cees@noordik.example", "line_lead Noordik Twente")
	a = e.patch(http.StatusOK, bea, `[{"op":"Replace","path":"active","value":"False"}]`)
	if a.body["active"] != false {
		t.Errorf("not active: %s", a.Body)
	}
	e.has("bea@noordik.example", "")
	e.patch(http.StatusOK, bea, `[{"op":"remove","path":"active"}]`)
	e.has("bea@noordik.example", "") // to take the attribute away lets nobody in
	e.patch(http.StatusOK, bea, `[{"op":"Replace","path":"active","value":"True"}]`)
	e.has("bea@noordik.example", "teacher Noordik Twente")
	e.want(http.StatusNoContent, "DELETE", bea, "")
	e.has("bea@noordik.example", "")
	e.want(http.StatusNotFound, "GET", bea, "")
	e.want(http.StatusNoContent, "DELETE", group, "")
	e.has("cees@noordik.example", "teacher Noordik Twente")
}

// What Okta is known to send: whole users with PUT, changes without a path, members with a filter in the path, groups replaced as a whole.
func TestAsOkta(t *testing.T) {
	t.Parallel()
	e := setup(t)
	e.want(http.StatusOK, "GET", "/Users?startIndex=1&count=2", "")
	dirk := e.add("dirk")
	body := `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"` + key(dirk) + `","userName":"dirk@noordik.example","name":{"givenName":"Dirk","familyName":"Prins"},
		"emails":[{"primary":true,"value":"dirk@noordik.example","type":"work"}],"active":true,"groups":[],"password":"t1meMa$heen","meta":{"resourceType":"User"}}`
	a := e.want(http.StatusOK, "PUT", dirk, body)
	if a.body["externalId"] != nil || a.body["displayName"] != nil || a.body["name"].(object)["givenName"] != "Dirk" {
		t.Errorf("replaced: %s", a.Body)
	}
	version := a.Header.Get("ETag")
	if a = e.want(http.StatusOK, "PUT", dirk, body); a.Header.Get("ETag") != version {
		t.Error("the same again made a new version")
	}
	g := e.want(http.StatusCreated, "POST", "/Groups", `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"Docenten","members":[{"value":"`+key(dirk)+`","display":"dirk"}]}`)
	group := "/Groups/" + g.body["id"].(string)
	eva := e.add("eva")
	e.patch(http.StatusOK, group, `[{"op":"replace","value":{"id":"`+key(group)+`","displayName":"Alle docenten"}}]`)
	e.patch(http.StatusOK, group, `[{"op":"add","path":"members","value":[{"value":"`+key(eva)+`","display":"eva"}]}]`)
	a = e.patch(http.StatusOK, group, `[{"op":"remove","path":"members[value eq \"`+key(dirk)+`\"]"}]`)
	if members := a.body["members"].([]any); len(members) != 1 || members[0].(object)["value"] != key(eva) || a.body["displayName"] != "Alle docenten" {
		t.Errorf("members: %s", a.Body)
	}
	e.patch(http.StatusOK, dirk, `[{"op":"replace","value":{"active":false}}]`)
	e.has("dirk@noordik.example", "")
	e.want(http.StatusOK, "PUT", dirk, strings.Replace(body, `"active":true,`, "", 1)) // says nothing about it
	e.has("dirk@noordik.example", "")
	e.want(http.StatusOK, "PUT", dirk, body)
	e.has("dirk@noordik.example", "teacher Noordik Twente")
}

func TestProtocol(t *testing.T) {
	t.Parallel()
	e := setup(t)
	bea := e.add("bea")
	e.add("cees")
	e.add("dirk")
	for query, want := range map[string]float64{
		`userName eq "BEA@noordik.example"`: 1, `userName sw "bea" or userName sw "cees"`: 2, `userName pr and not (userName sw "bea")`: 2, `emails[type eq "work" and value ew "noordik.example"]`: 3,
		`userName eq "bea@noordik.example" and active eq false`: 0, `id eq "` + key(bea) + `"`: 1, `meta.created lt "2020-01-01T00:00:00Z"`: 0, `userName eq "\u0000"`: 0,
	} {
		if a := e.want(http.StatusOK, "GET", "/Users?filter="+url.QueryEscape(query), ""); a.body["totalResults"] != want {
			t.Errorf("%s: %v, want %v", query, a.body["totalResults"], want)
		}
	}
	a := e.want(http.StatusOK, "GET", "/Users?startIndex=2&count=1&attributes=userName", "")
	if list := a.body["Resources"].([]any); a.body["totalResults"] != 3.0 || a.body["itemsPerPage"] != 1.0 || list[0].(object)["userName"] != "cees@noordik.example" || list[0].(object)["emails"] != nil {
		t.Errorf("a page: %s", a.Body)
	}
	if a = e.want(http.StatusOK, "GET", "/Users?startIndex=-5&count=-1", ""); a.body["itemsPerPage"] != 0.0 || a.body["startIndex"] != 1.0 {
		t.Errorf("strange numbers: %s", a.Body)
	}
	a = e.want(http.StatusOK, "GET", bea, "")
	version := a.Header.Get("ETag")
	if a.body["meta"].(object)["version"] != version || a.body["meta"].(object)["location"] != "http://schakel.test/scim/v2"+bea {
		t.Errorf("meta: %s", a.Body)
	}
	e.want(http.StatusNotModified, "GET", bea, "", "If-None-Match", version)
	const rename = `[{"op":"replace","path":"displayName","value":"B"}]`
	e.patch(http.StatusPreconditionFailed, bea, rename, "If-Match", `W/"9"`)
	e.patch(http.StatusOK, bea, rename, "If-Match", version)
	e.patch(http.StatusPreconditionFailed, bea, `[{"op":"replace","path":"displayName","value":"C"}]`, "If-Match", version)
	e.want(http.StatusPreconditionFailed, "DELETE", bea, "", "If-Match", version)
	for what, c := range map[string]struct {
		method, path, body, kind string
		status                   int
	}{
		"filter":        {"GET", "/Users?filter=userName+is+x", "", "invalidFilter", 400},
		"path":          {"PATCH", bea, `{"Operations":[{"op":"add","path":"a.b.c","value":1}]}`, "invalidPath", 400},
		"operation":     {"PATCH", bea, `{"Operations":[{"op":"move","path":"active","value":true}]}`, "invalidValue", 400},
		"no operations": {"PATCH", bea, `{}`, "invalidValue", 400},
		"syntax":        {"POST", "/Users", `{"userName":`, "invalidSyntax", 400},
		"list":          {"POST", "/Users", `[]`, "invalidSyntax", 400},
		"type":          {"POST", "/Users", `{"userName":7}`, "invalidValue", 400},
		"boolean":       {"POST", "/Users", `{"userName":"x@noordik.example","active":"maybe"}`, "invalidValue", 400},
		"mail":          {"POST", "/Users", `{"userName":"jan"}`, "invalidValue", 400},
		"name taken":    {"POST", "/Users", `{"userName":"CEES@noordik.example"}`, "uniqueness", 409},
		"id taken":      {"POST", "/Users", `{"userName":"nieuw@noordik.example","externalId":"x-cees"}`, "uniqueness", 409},
		"mail taken":    {"POST", "/Users", `{"userName":"nieuw","emails":[{"value":"cees@noordik.example"}]}`, "uniqueness", 409},
		"member":        {"POST", "/Groups", `{"displayName":"G","members":[{"value":"00000000-0000-7000-8000-00000000dead"}]}`, "invalidValue", 400},
		"member no id":  {"POST", "/Groups", `{"displayName":"G","members":[{"value":"jan"}]}`, "invalidValue", 400},
		"no group name": {"POST", "/Groups", `{}`, "invalidValue", 400},
		"nobody":        {"GET", "/Users/00000000-0000-7000-8000-00000000dead", "", "", 404},
		"no id":         {"DELETE", "/Groups/x", "", "", 404},
		"no address":    {"GET", "/Bulk", "", "", 404},
	} {
		a := e.do(c.method, c.path, c.body)
		kind, _ := a.body["scimType"].(string)
		if a.Status != c.status || kind != c.kind || a.body["status"] != strconv.Itoa(c.status) || a.body["detail"] == "" {
			t.Errorf("%s: %d %s, want %d %s", what, a.Status, a.Body, c.status, c.kind)
		}
	}
	e.want(http.StatusUnsupportedMediaType, "POST", "/Users", `{}`, "Content-Type", "text/plain")
	e.want(http.StatusRequestEntityTooLarge, "POST", "/Users", `{"userName":"`+strings.Repeat("x", 3<<20)+`"}`)
	for _, path := range []string{"/ServiceProviderConfig", "/ResourceTypes", "/ResourceTypes/User", "/Schemas", "/Schemas/urn:ietf:params:scim:schemas:core:2.0:Group"} {
		e.want(http.StatusOK, "GET", path, "")
	}
	page := e.As(t, e.Twente.Admin).Get("/network/directories/" + string(e.key))
	if page.Status != http.StatusOK || !strings.Contains(page.Body, "Er is al iemand met deze gebruikersnaam") || strings.Contains(page.Body, e.secret) {
		t.Errorf("the page tells no refusal, or the secret: %d", page.Status)
	}
}
