package relationweb_test

import (
	"net/http"
	"strings"
	"testing"

	"schakel/internal/domain/geo"
	"schakel/internal/domain/relation"
	"schakel/internal/testkit/htmltest"
)

func TestMap(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	as := s.As(t, s.Twente.Relation)
	if a := as.Get("/relations/map"); a.Status != http.StatusOK || !strings.Contains(a.Body, "Nog niets op de kaart") {
		t.Fatalf("empty map: %d", a.Status)
	}
	_, err := geo.Load(t.Context(), s.Kit.DB, strings.NewReader("NL\t7607\tAlmelo\tOverijssel\t15\t\t0141\t\t\t52.357\t6.662\t\nNL\t7511\tEnschede\tOverijssel\t15\t\t0153\t\t\t52.221\t6.893\t\nNL\t7512\tEnschede\tOverijssel\t15\t\t0153\t\t\t52.2212\t6.8931\t\n"))
	if err != nil {
		t.Fatal(err)
	}
	for name, postcode := range map[string]string{"Een": "7607 AB", "Twee": "7511 AA", "Drie": "7512 AA"} {
		_, err := s.Services.Relation.AddOrganisation(t.Context(), s.Twente.Relation, "", relation.OrganisationInput{Kind: "company", Name: name, Postcode: postcode, Place: map[bool]string{true: "Almelo", false: "Enschede"}[name == "Een"]})
		if err != nil {
			t.Fatal(err)
		}
	}
	a := as.Get("/relations/map")
	doc := htmltest.In(t, a.Body)
	var labels []string
	for _, dot := range doc.Find(`.map-dot`) {
		labels = append(labels, dot.Attr("aria-label"))
	}
	if got := strings.Join(labels, "; "); !strings.Contains(got, "Een, Almelo") || !strings.Contains(got, "Enschede: 2 organisaties") || len(labels) != 2 {
		t.Errorf("dots: %s", got)
	}
	if a.Queries > 6 {
		t.Errorf("%d queries", a.Queries)
	}
	for _, dot := range doc.Find(`.map-dot`) {
		if to := as.Get(dot.Attr("href")); to.Status != http.StatusOK {
			t.Errorf("%s: %d", dot.Attr("href"), to.Status)
		}
	}
	if !strings.Contains(a.Body, "Van 1 is geen postcode bekend") {
		t.Error("the company without a postcode is not told")
	}
	for _, bad := range []string{"?box=x", "?box=9,9,9,9", "?from=nonsense", "?q=(("} {
		if to := as.Get("/relations/map" + bad); to.Status >= http.StatusInternalServerError {
			t.Errorf("%s: %d", bad, to.Status)
		}
	}
}
