package relation_test

import (
	"fmt"
	"testing"
	"time"

	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/id"
)

func (e *env) put(sc access.Scope, in relation.OrganisationInput) id.ID {
	e.t.Helper()
	in.Kind = "company"
	key, err := e.rel.AddOrganisation(e.t.Context(), sc, "", in)
	if err != nil {
		e.t.Fatal(err)
	}
	return key
}

func (e *env) likely(sc access.Scope, in relation.OrganisationInput) []relation.Likely {
	e.t.Helper()
	found, err := e.rel.LikelyDuplicates(e.t.Context(), sc, in)
	if err != nil {
		e.t.Fatal(err)
	}
	return found
}

func TestLikelyDuplicates(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	kolk := e.put(r.Relation, relation.OrganisationInput{
		Name: "Van der Velde Installatietechniek B.V.", KVK: "01234567", Postcode: "7607 AB", HouseNumber: "12", Place: "Almelo",
		Website: "https://www.vandervelde.nl/contact", Phone: "0546-123456",
	})
	for name, in := range map[string]relation.OrganisationInput{
		"by its number, whatever the name": {Name: "Iets Anders", KVK: "0123 4567"},
		"without legal form, in its place": {Name: "van der velde installatie", Place: "ALMELO"},
		"with a typing error, by address":  {Name: "vd Vellde Installatietechniek", Postcode: "7607AB", HouseNumber: "12", Place: "Almelo"},
		"by the domain of a mail address":  {Name: "Velde Installatietechniek", Email: "erik@vandervelde.nl", Place: "Almelo"},
		"by telephone number":              {Name: "Velde Installaties", Phone: "+31 546 123456", Place: "Almelo"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := e.likely(r.Relation, in); len(got) != 1 || got[0].Organisation.ID != kolk || len(got[0].Why) == 0 {
				t.Errorf("got %+v", got)
			}
		})
	}
	for name, in := range map[string]relation.OrganisationInput{
		"the same name elsewhere":  {Name: "Van der Velde Installatietechniek", Place: "Enschede", Postcode: "7511 AA"},
		"another firm next door":   {Name: "Bakkerij Smit", Postcode: "7607 AB", HouseNumber: "14", Place: "Almelo"},
		"another trade, same name": {Name: "Slagerij van der Velde", Place: "Almelo"},
		"nothing typed yet":        {},
	} {
		t.Run(name, func(t *testing.T) {
			if got := e.likely(r.Relation, in); len(got) != 0 {
				t.Errorf("got %+v", got)
			}
		})
	}
	t.Run("another network has none", func(t *testing.T) {
		if got := e.likely(e.Zwolle.Relation, relation.OrganisationInput{Name: "Van der Velde", KVK: "01234567"}); len(got) != 0 {
			t.Errorf("got %+v", got)
		}
	})
	t.Run("an edit moves what it is found by", func(t *testing.T) {
		in := relation.OrganisationInput{Name: "Kolk Zonnekracht", KVK: "01234567", Place: "Almelo", Phone: "0546-654321"}
		if err := e.rel.EditOrganisation(t.Context(), r.Relation, kolk, 1, in); err != nil {
			t.Fatal(err)
		}
		if got := e.likely(r.Relation, relation.OrganisationInput{Name: "Kolk Zonnekracht", Place: "Almelo"}); len(got) != 1 {
			t.Errorf("by the new name: %+v", got)
		}
		if got := e.likely(r.Relation, relation.OrganisationInput{Name: "Kolk", Phone: "0546-123456", Place: "Almelo"}); len(got) != 0 {
			t.Errorf("by the old number: %+v", got)
		}
	})
}

// TestDuplicateCheckIsQuick: among many alike organisations the check at entry stays far below its budget of 20 ms.
func TestDuplicateCheckIsQuick(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	const rows = 300
	for i := range rows {
		e.put(e.Twente.Relation, relation.OrganisationInput{
			Name: fmt.Sprintf("%s %s %d", []string{"Bouwbedrijf", "Bakkerij", "Nijhuis"}[i%3], []string{"Jansen", "Smit", "de Vries", "Kolk"}[i%4], i),
			KVK:  fmt.Sprintf("%08d", i+1), Postcode: fmt.Sprintf("76%02d AB", i%100), HouseNumber: "12", Place: "Almelo", Phone: fmt.Sprintf("0546%06d", 100_000+i),
		})
	}
	in := relation.OrganisationInput{Name: "Bouwbedrijf Jansen 12", Place: "Almelo", Postcode: "7612 AB", HouseNumber: "12", Phone: "0546100012"}
	start := time.Now()
	const times = 20
	for range times {
		if got := e.likely(e.Twente.Relation, in); len(got) == 0 {
			t.Fatal("not found")
		}
	}
	each := time.Since(start) / times
	t.Logf("%v a check among %d", each, rows)
	if each > 100*time.Millisecond { // five times the budget: the machine may be busy
		t.Errorf("%v a check", each)
	}
}
