package scim_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"schakel/internal/platform/scim"
)

const person = `{"id":"7","externalId":"aB1","userName":"Bea@School.nl","active":true,"name":{"givenName":"Bea","familyName":"de Boer"},
	"emails":[{"type":"work","value":"bea@school.nl","primary":true},{"type":"home","value":"bea@thuis.nl"}],"meta":{"lastModified":"2026-11-23T01:00:00Z"}}`

func read(t testing.TB, text string) map[string]any {
	t.Helper()
	var m map[string]any
	if err := json.Unmarshal([]byte(text), &m); err != nil {
		t.Fatal(err)
	}
	return m
}

func TestFilters(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		`userName eq "bea@school.NL"`: true,
		`username Eq "bea@school.nl"`: true,
		`userName ne "bea@school.nl"`: false,
		`nickName ne "x"`:             true,
		`externalId eq "aB1"`:         true,
		`externalId eq "AB1"`:         false, // names of others differ by case
		`urn:ietf:params:scim:schemas:core:2.0:User:userName sw "bea"`: true,
		`userName co "school" and active eq true`:                      true,
		`active eq "False"`:                                           false,
		`active eq "True"`:                                            true,
		`userName eq "x" or name.familyName ew "boer"`:                true,
		`userName eq "x" or userName eq "y" and active eq true`:       false,
		`(userName eq "x" or active eq true) and not (externalId pr)`: false,
		`not (userName eq "x")`:                                       true,
		`emails eq "bea@thuis.nl"`:                                    true,
		`emails.value eq "bea@thuis.nl"`:                              true,
		`emails[type eq "work" and value co "thuis"]`:                 false,
		`emails[type eq "home" and value co "thuis"]`:                 true,
		`title pr`: false,
		`meta.lastModified gt "2026-01-01T00:00:00Z"`: true,
		`meta.lastModified le "2026-01-01T00:00:00Z"`: false,
		`userName eq "quote \" and ) in it"`:          false,
		`externalId eq null`:                          false,
	} {
		f, err := scim.ParseFilter(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if got := f.Match(read(t, person)); got != want {
			t.Errorf("%s is %v", text, got)
		}
	}
	for _, text := range []string{
		"", "userName", "userName eq", `userName eq x`, `userName is "x"`, `userName eq "x" and`, `(userName eq "x"`, `userName eq "x")`, `eq "x"`, `userName eq ["x"]`,
		`userName eq {"a":1}`, `userName eq "x"or active pr`, `emails[type eq "x"`, `a.b.c eq "x"`, strings.Repeat("(", 30) + "a pr" + strings.Repeat(")", 30), strings.Repeat("a", 2000) + " pr",
	} {
		if _, err := scim.ParseFilter(text); err == nil {
			t.Errorf("%q is a filter", text)
		}
	}
}

func TestExact(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`userName eq "a"`: "a", `active eq true and userName eq "b"`: "b", `userName eq "a" or active pr`: "", `not (userName eq "a")`: "", `userName ne "a"`: "", `userName sw "a"`: "",
	} {
		f, err := scim.ParseFilter(text)
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := f.Exact("username"); got != want || ok != (want != "") {
			t.Errorf("%s: %q %v", text, got, ok)
		}
	}
}

// The operations of the RFC, and those that Entra and Okta are known to send.
func TestPatch(t *testing.T) {
	t.Parallel()
	kind := scim.Kind{Schema: "urn:ietf:params:scim:schemas:core:2.0:User", Lists: []string{"emails", "members"}}
	const was = `{"userName":"a","active":true,"name":{"givenName":"G","familyName":"F"},"emails":[{"type":"work","value":"w"}],"members":[{"value":"1"},{"value":"2"}]}`
	for operations, want := range map[string]string{
		`[{"op":"Replace","path":"active","value":"False"}]`:                                                        `{"active":"False"}`,
		`[{"op":"replace","value":{"active":false}}]`:                                                               `{"active":false}`,
		`[{"op":"Replace","path":"ACTIVE","value":false}]`:                                                          `{"active":false}`,
		`[{"op":"Add","value":{"name.givenName":"X","userName":"b"}}]`:                                              `{"name":{"givenName":"X","familyName":"F"},"userName":"b"}`,
		`[{"op":"replace","path":"name.familyName","value":"Y"}]`:                                                   `{"name":{"givenName":"G","familyname":"Y"}}`,
		`[{"op":"replace","path":"name","value":{"givenName":"Z"}}]`:                                                `{"name":{"givenName":"Z","familyName":"F"}}`,
		`[{"op":"Replace","path":"emails[type eq \"work\"].value","value":"n"}]`:                                    `{"emails":[{"type":"work","value":"n"}]}`,
		`[{"op":"Add","path":"emails[type eq \"home\"].value","value":"h"}]`:                                        `{"emails":[{"type":"work","value":"w"},{"type":"home","value":"h"}]}`,
		`[{"op":"remove","path":"emails[type eq \"work\"]"}]`:                                                       `{"emails":[]}`,
		`[{"op":"Remove","path":"members[value eq \"2\"]"}]`:                                                        `{"members":[{"value":"1"}]}`,
		`[{"op":"Remove","path":"members","value":[{"value":"1"}]}]`:                                                `{"members":[{"value":"2"}]}`,
		`[{"op":"Remove","path":"members","value":[{"$ref":null,"value":"9"}]}]`:                                    `{}`,
		`[{"op":"Remove","path":"members","value":[]}]`:                                                             `{}`,
		`[{"op":"remove","path":"members"}]`:                                                                        `{"members":null}`,
		`[{"op":"Add","path":"members","value":[{"value":"2"},{"value":"3"}]}]`:                                     `{"members":[{"value":"1"},{"value":"2"},{"value":"3"}]}`,
		`[{"op":"Add","path":"members","value":{"value":"3"}}]`:                                                     `{"members":[{"value":"1"},{"value":"2"},{"value":"3"}]}`,
		`[{"op":"replace","path":"members","value":[{"value":"5"}]}]`:                                               `{"members":[{"value":"5"}]}`,
		`[{"op":"add","path":"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department","value":"x"}]`: `{}`,
		`[{"op":"add","value":{"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager":"x","urn:ietf:params:scim:schemas:core:2.0:User":{"userName":"c"}}}]`: `{"userName":"c"}`,
		`[{"op":"replace","path":"urn:ietf:params:scim:schemas:core:2.0:User:userName","value":"d"}]`:                                                                     `{"userName":"d"}`,
		`[{"op":"add","path":"phoneNumbers[type eq \"work\"].value","value":"06"}]`:                                                                                       `{}`,
		`[{"op":"remove","path":"userName"}]`: `{"userName":null}`,
	} {
		var ops []scim.Operation
		if err := json.Unmarshal([]byte(operations), &ops); err != nil {
			t.Fatal(err)
		}
		got := read(t, was)
		if err := kind.Patch(got, ops); err != nil {
			t.Errorf("%s: %v", operations, err)
			continue
		}
		wanted := read(t, was)
		for name, v := range read(t, want) {
			if wanted[name] = v; v == nil {
				delete(wanted, name)
			}
		}
		if text, _ := json.Marshal(got); !reflect.DeepEqual(fold(got), fold(wanted)) {
			t.Errorf("%s\n gives %s\n  want %v", operations, text, wanted)
		}
	}
	for _, operations := range []string{
		`[{"op":"move","path":"active"}]`, `[{"op":"replace","value":"x"}]`, `[{"op":"remove"}]`, `[{"op":"add","path":"members","value":[3]}]`, `[{"op":"add","path":"a.b.c","value":1}]`,
		`[{"op":"add","path":"emails[type eq \"work\"","value":1}]`, `[{"op":"add","path":"emails[type ne \"work\" and value pr].value","value":"x"}]`, `[{"op":"replace","path":"","value":null}]`,
	} {
		var ops []scim.Operation
		if err := json.Unmarshal([]byte(operations), &ops); err != nil {
			t.Fatal(err)
		}
		if err := kind.Patch(read(t, was), ops); err == nil {
			t.Errorf("%s is taken", operations)
		}
	}
}

// fold makes names the same in any case.
func fold(v any) any {
	switch v := v.(type) {
	case map[string]any:
		out := map[string]any{}
		for k, e := range v {
			out[strings.ToLower(k)] = fold(e)
		}
		return out
	case []any:
		out := []any{}
		for _, e := range v {
			out = append(out, fold(e))
		}
		return out
	}
	return v
}

// Whatever a directory sends as a filter: no panic, and what is read gives the same answer twice.
func FuzzFilter(f *testing.F) {
	for _, text := range []string{`userName eq "a" and (active eq true or not (emails[type eq "work"].value pr))`, `emails[type eq "work"]`, `urn:a:b.c:D eq 1`, `((((`, `a eq "\u0000"`} {
		f.Add(text)
	}
	resource := read(f, person)
	f.Fuzz(func(t *testing.T, text string) {
		filter, err := scim.ParseFilter(text)
		if err != nil {
			return
		}
		first := filter.Match(resource)
		if again := filter.Match(resource); again != first {
			t.Error("two answers")
		}
		filter.Exact("username")
	})
}

// Whatever a directory sends as a PATCH: no panic, and the answer is still a resource.
func FuzzPatch(f *testing.F) {
	f.Add(`[{"op":"Replace","path":"emails[type eq \"work\"].value","value":"x"}]`)
	f.Add(`[{"op":"add","value":{"name.givenName":"x","members":[{"value":"1"}]}}]`)
	f.Add(`[{"op":"remove","path":"members[value eq \"1\"]"}]`)
	kind := scim.Kind{Schema: "urn:ietf:params:scim:schemas:core:2.0:User", Lists: []string{"emails", "members"}}
	f.Fuzz(func(t *testing.T, text string) {
		var ops []scim.Operation
		if json.Unmarshal([]byte(text), &ops) != nil {
			return
		}
		got := read(t, person)
		if kind.Patch(got, ops) != nil {
			return
		}
		if _, err := json.Marshal(got); err != nil {
			t.Error(err)
		}
	})
}
