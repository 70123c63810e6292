package publicweb_test

import (
	"net/http"
	"testing"
	"time"

	"schakel/internal/domain/menu"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/link"
)

func TestACompanySaysWithOneTapThatItIsStillRight(t *testing.T) {
	t.Parallel()
	s, items := site(t)
	r, ctx := s.Twente, t.Context()
	company, err := s.Services.Relation.AddOrganisation(ctx, r.Relation, r.Almelo, relation.OrganisationInput{Kind: "company", Name: "Kolk", Place: "Almelo"})
	must(t, err)
	_, err = s.Services.Relation.AddPerson(ctx, r.Relation, company, relation.PersonInput{Name: "Erik Kolk", Email: "erik@kolk.example", Requests: true})
	must(t, err)
	must(t, s.Services.Menu.Choose(ctx, r.Relation, company, []menu.Choice{{Item: items["guest_lesson"].ID, Times: "3", MaxGroup: "24"}}))
	s.Clock.Advance(366 * 24 * time.Hour)
	if n, err := s.Services.Menu.AskStillRight(ctx); n != 1 || err != nil {
		t.Fatalf("%d, %v", n, err)
	}
	path, anybody := s.LinkPath(t, r, link.Menu, company), s.Anonymous()
	for range 3 { // a mail scanner looks
		has(t, anybody.Get(path).Body, "Klopt dit nog?", "Ja, dit klopt nog", "Gastles")
	}
	if a := anybody.Post(path+"/klopt", nil); a.Status != http.StatusSeeOther || a.Location != path+"?done=1" {
		t.Fatalf("%d %s", a.Status, a.Location)
	}
	has(t, anybody.Get(path+"?done=1").Body, "Dank je wel", "Gastles")
	hasNot(t, anybody.Get(path).Body, "Klopt dit nog?")
}
