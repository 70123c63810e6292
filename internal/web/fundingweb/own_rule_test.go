package fundingweb_test

import (
	"net/http"
	"net/url"
	"testing"

	"schakel/internal/testkit/htmltest"
)

// TestOwnRulePages decides an own rate and an own minimum by their forms, sees them beside the national ones, and ends one.
func TestOwnRulePages(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	schemes, err := s.funding.Schemes(t.Context(), s.r.Lead)
	if err != nil {
		t.Fatal(err)
	}
	home := "/funding/rules/" + string(schemes[0].ID) + "/own"
	post := func(path string, form url.Values, status int) string {
		t.Helper()
		a := s.As(t, s.r.Lead).Post(path, form)
		if a.Status != status {
			t.Fatalf("%s: %d\n%s", path, a.Status, a.Body)
		}
		if status == http.StatusUnprocessableEntity {
			htmltest.Keep(path+" refused", a.Body)
		}
		return a.Body
	}
	rate := url.Values{"kind": {"staff_hour"}, "rate": {"62,50"}, "valid_from": {"2026-01-01"}, "decided_on": {"2026-01-15"}, "reason": {"Onderbouwd met de cao."}}
	minimum := url.Values{"kind": {"minimum"}, "minimum": {"12,5"}, "base": {"grant"}, "grant": {string(s.grant)}, "valid_from": {"2025-01-01"}, "decided_on": {"2026-01-15"}, "reason": {"Brief van de subsidiegever."}}

	htmltest.In(t, s.get(t, s.r.Lead, home+"/new").Body).Has(`input[name=rate]`).Lacks(`input[name=minimum]`)
	htmltest.In(t, s.get(t, s.r.Lead, home+"/new?minimum=1").Body).Has(`input[name=minimum]`).Has(`option[value="` + string(s.grant) + `"]`)
	wrong := url.Values{"kind": {"minimum"}, "minimum": {"veel"}, "base": {"grant"}}
	htmltest.In(t, post(home, wrong, http.StatusUnprocessableEntity)).Has(`input[name=minimum][aria-invalid=true]`).Has(`textarea[name=reason][aria-invalid=true]`)
	post(home, rate, http.StatusSeeOther)
	post(home, minimum, http.StatusSeeOther)

	rules := htmltest.In(t, s.get(t, s.r.Lead, "/funding/rules").Body)
	rules.Says("Eigen tarief: Uur", "€ 62,50 landelijk € 55,00", "12,5% van subsidiebedrag landelijk 10% van subsidiabele meerjarenbegroting", "eigen besluit", "Brief van de subsidiegever.")
	htmltest.In(t, s.get(t, s.r.Relation, "/funding/rules").Body).Says("€ 62,50").Lacks(`a[href="` + home + `/new"]`)
	htmltest.In(t, s.get(t, s.r.Lead, "/funding/grants/"+string(s.grant)).Body).Says("12,5% van subsidiebedrag", "Brief van de subsidiegever.")
	// 12.5% of the grant of €300,000 now; €4,000 as it was known yesterday
	htmltest.In(t, s.get(t, s.r.Lead, "/funding").Body).Says("het minimum is € 37.500,00")
	htmltest.In(t, s.get(t, s.r.Lead, "/funding?known=2026-11-20").Body).Says("€ 4.000,00").Silent("€ 37.500,00")

	all, err := s.funding.Rules(t.Context(), s.r.Lead)
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range all[0].Own {
		if o.MinimumBP == 0 {
			continue
		}
		one := home + "/" + string(o.ID)
		htmltest.In(t, s.get(t, s.r.Relation, one).Body).Says("landelijk 10%", "Brief van de subsidiegever.").Lacks(`input[name=last_on]`)
		htmltest.In(t, post(one+"/end", url.Values{"last_on": {"2030-01-01"}}, http.StatusUnprocessableEntity)).Has(`input[name=last_on][aria-invalid=true]`)
		post(one+"/end", url.Values{"last_on": {"2024-12-31"}, "reason": {"Ingetrokken."}}, http.StatusSeeOther)
		htmltest.In(t, s.get(t, s.r.Lead, one).Body).Says("Ingetrokken.").Lacks(`input[name=last_on]`)
		htmltest.In(t, s.get(t, s.r.Lead, "/funding").Body).Says("het minimum is € 4.000,00")
	}
}
