package portal_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"schakel/internal/domain/engagement"
	"schakel/internal/domain/occurrence"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/link"
	"schakel/internal/platform/fault"
	"schakel/internal/testkit/htmltest"
	"schakel/internal/testkit/webtest"
)

// A company that signs is thanked, and both sides are asked how it was.
func TestEvaluation(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	r := s.Twente
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	company, err := s.Services.Relation.AddOrganisation(t.Context(), r.Relation, r.Almelo, relation.OrganisationInput{Kind: "company", Name: "Kolk <b>"})
	must(err)
	_, err = s.Services.Relation.AddPerson(t.Context(), r.Relation, company, relation.PersonInput{Name: "Jan Kolk", Email: "jan@kolk.example", Requests: true})
	must(err)
	key, err := s.Services.Engagement.AgreeByHand(t.Context(), r.Teacher, engagement.AgreeInput{
		Unit: r.Noordik, Organisation: company, Title: "Gastles lassen", Slot: occurrence.Slot{On: "2026-11-26", Start: 600, End: 720}, Pupils: 24, People: 1,
	})
	must(err)
	s.Clock.Set(time.Date(2026, 11, 26, 11, 5, 0, 0, time.UTC))
	_, err = s.Services.Engagement.Count(t.Context(), r.Teacher, key, 22, 1)
	must(err)
	record, err := s.Services.Engagement.Record(t.Context(), r.Teacher, key)
	must(err)
	sign := s.LinkPath(t, r, link.SignOff, record.Occurrence.ID)
	browser := s.Anonymous()
	if a := browser.Post(sign, url.Values{"signer_name": {"Jan Kolk"}, "people": {"1"}, "hours": {"2"}}); a.Status != http.StatusSeeOther {
		t.Fatalf("sign: %d %s", a.Status, a.Body)
	}

	paths := map[engagement.Party]string{}
	for _, l := range s.Mails(t, "thanks") {
		side := engagement.ByCompany
		if l.To != "jan@kolk.example" {
			side = engagement.BySchool
		}
		paths[side] = "/v/" + s.Links.Token(l.Link)
	}
	if len(paths) != 2 {
		t.Fatalf("thanks went to %v", paths)
	}
	for side, path := range paths {
		a := browser.Get(path)
		htmltest.In(t, a.Body)
		if a.Status != http.StatusOK || !strings.Contains(a.Body, "Gastles lassen") || strings.Contains(a.Body, "<script>") {
			t.Errorf("%s: %d %s", side, a.Status, a.Body)
		}
		if a.Queries > 10 {
			t.Errorf("%d queries", a.Queries)
		}
	}
	page := paths[engagement.ByCompany]
	if a := browser.Post(page, url.Values{"score": {"9"}}); a.Status != http.StatusUnprocessableEntity || !strings.Contains(a.Body, "Maak een keuze") && !strings.Contains(a.Body, "Kies") {
		t.Errorf("nothing chosen: %d", a.Status)
	}
	for _, again := range []string{"yes", "no"} { // tapped twice: the first counts
		if a := browser.Post(page, url.Values{"score": {"4"}, "again": {again}, "words": {"Leuke <i>groep"}}); a.Location != page {
			t.Errorf("say: %d %s", a.Status, a.Body)
		}
	}
	a := browser.Get(page)
	htmltest.In(t, a.Body)
	if !strings.Contains(a.Body, "Ja, graag") || !strings.Contains(a.Body, "Leuke &lt;i&gt;groep") {
		t.Errorf("what was said: %s", a.Body)
	}
	teacher := s.As(t, r.Teacher)
	if a := teacher.Get("/engagements/" + string(key)); !strings.Contains(a.Body, "Heel goed · graag nog eens · “Leuke &lt;i&gt;groep”") || !strings.Contains(a.Body, `id="evaluation"`) {
		t.Error("the record does not show the company's words, or does not ask the school")
	}
	if a := teacher.Post("/engagements/"+string(key)+"/evaluation", url.Values{"score": {"3"}}); a.Status != http.StatusUnprocessableEntity || !strings.Contains(a.Body, `id="evaluation"`) {
		t.Errorf("half an answer: %d", a.Status)
	}
	if a := teacher.Post("/engagements/"+string(key)+"/evaluation", url.Values{"score": {"3"}, "again": {"yes"}}); a.Status != http.StatusSeeOther {
		t.Errorf("the school: %d", a.Status)
	}
	if a := browser.Get(paths[engagement.BySchool]); !strings.Contains(a.Body, "Ja, graag") {
		t.Error("the school's link does not show what the school said on the page")
	}
	plan := url.Values(htmltest.In(t, teacher.Get("/engagements/"+string(key)).Body).Form("#practice form")) // both sides were glad: it is worth writing up
	if plan.Get("what") != "Praktijkvoorbeeld schrijven over “Gastles lassen”" || plan.Get("due") != "2026-12-10" {
		t.Errorf("proposed: %v", plan)
	}
	if a := teacher.Post("/relations/"+string(company)+"/actions", plan); a.Status != http.StatusSeeOther {
		t.Errorf("on the list: %d %s", a.Status, a.Body)
	}
	if a := s.As(t, r.Relation).Get("/engagements/" + string(key)); strings.Contains(a.Body, `id="practice"`) {
		t.Error("it is proposed again to a colleague")
	}
	in := engagement.EvaluateInput{Score: 1, Again: engagement.AgainNo}
	if err := s.Services.Engagement.Evaluate(t.Context(), r.Relation, key, in); !fault.Is(err, fault.KindConflict) {
		t.Errorf("a colleague says it again: %v", err)
	}
	if err := s.Services.Engagement.Evaluate(t.Context(), r.TeacherHengelo, key, in); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("a neighbour: %v", err)
	}
}
