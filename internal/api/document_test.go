package api_test

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// What a linter of OpenAPI documents would ask, as far as the table does not see to it by itself: every operation has an id of its own, a
// summary, a description, a tag that is explained, a success and the common refusals; every parameter and every reference is explained.
func TestDocumentIsWhole(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("openapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	doc := string(raw)
	if strings.Contains(doc, "⟦") {
		t.Error("a text is missing in the catalogue")
	}
	ids := map[string]int{}
	for _, m := range regexp.MustCompile(`(?m)^      operationId: (\S+)$`).FindAllStringSubmatch(doc, -1) {
		ids[m[1]]++
	}
	paths, _, _ := strings.Cut(doc[strings.Index(doc, "\npaths:"):], "\nsecurity:")
	operations := regexp.MustCompile(`(?m)^    (get|post|put|delete):$`).FindAllStringIndex(paths, -1)
	if len(ids) != len(operations) || len(ids) < 20 {
		t.Fatalf("%d ids for %d operations", len(ids), len(operations))
	}
	for i, at := range operations {
		end := len(paths)
		if i+1 < len(operations) {
			end = operations[i+1][0]
		}
		text := paths[at[0]:end]
		for _, part := range []string{"      summary: ", "      description: ", "      tags:", `        "401":`, `        "403":`, `        "422":`, `        "429":`, "x-scope: ", "application/problem+json"} {
			if !strings.Contains(text, part) {
				t.Errorf("%s… lacks %s", text[:40], strings.TrimSpace(part))
			}
		}
		if strings.Count(text, "          in: ") != strings.Count(text, "        - description: ")-strings.Count(text, "        - description: \"\"") {
			t.Errorf("%s… has a parameter without an explanation", text[:40])
		}
	}
	for _, m := range regexp.MustCompile(`#/components/schemas/(\w+)`).FindAllStringSubmatch(doc, -1) {
		if !strings.Contains(doc, "\n    "+m[1]+":\n") {
			t.Errorf("%s is named and not described", m[1])
		}
	}
}
