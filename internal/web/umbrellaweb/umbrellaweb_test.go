package umbrellaweb_test

import (
	"net/url"
	"strings"
	"testing"

	"schakel/internal/domain/relation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
	"schakel/internal/testkit/webtest"
)

func has(t *testing.T, body string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(body, text) {
			t.Errorf("no %q in the page", text)
		}
	}
}

func add(t *testing.T, s *webtest.Site, kind, name string) id.ID {
	t.Helper()
	key, err := s.Services.Relation.AddOrganisation(t.Context(), s.Twente.Relation, "", relation.OrganisationInput{Kind: kind, Name: name})
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func TestUmbrellasPage(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	umbrella, kolk, bakker := add(t, s, "umbrella", "Metaalunie"), add(t, s, "company", "Kolk Installatie"), add(t, s, "company", "Bakker Metaal")
	c := s.As(t, s.Twente.Relation)
	path := "/relations/" + string(umbrella) + "/members"
	has(t, c.Get(path).Body, "Deze koepel heeft nog geen leden")
	for _, m := range []struct {
		key id.ID
		in  relation.MembershipInput
	}{{kolk, relation.MembershipInput{Umbrella: umbrella, From: "2025-01-01"}}, {bakker, relation.MembershipInput{Umbrella: umbrella, From: "2024-01-01", To: "2025-12-31"}}} {
		if err := s.Services.Relation.JoinUmbrella(t.Context(), s.Twente.Relation, m.key, m.in); err != nil {
			t.Fatal(err)
		}
	}
	page := c.Get(path)
	has(t, page.Body, "Leden van Metaalunie", "Kolk Installatie", "Bakker Metaal", "ingevoerd", "Toegezegd", "Bijgedragen", "2025")
	if page.Queries > 10 {
		t.Errorf("%d queries", page.Queries)
	}
	has(t, c.Get("/relations/"+string(umbrella)).Body, path)
	if a := c.Get("/relations/" + string(kolk) + "/members"); a.Status != 404 {
		t.Errorf("a company has no members: %d", a.Status)
	}
	t.Run("a teacher sees members and what they did, and no money", func(t *testing.T) {
		body := s.As(t, s.Twente.Teacher).Get(path).Body
		has(t, body, "Kolk Installatie", "Afspraken")
		if strings.Contains(body, "Bijgedragen") || strings.Contains(body, "Toegezegd") {
			t.Error("money is shown")
		}
	})
	t.Run("another network's umbrella is not there", func(t *testing.T) {
		if a := s.As(t, s.Zwolle.Relation).Get(path); a.Status != 404 {
			t.Errorf("got %d", a.Status)
		}
	})
	t.Run("reached through it", func(t *testing.T) {
		var membership id.ID
		err := s.DB.Read(t.Context(), db.Settings{}, func(tx *db.Tx) (err error) {
			membership, err = db.Get[id.ID](tx, db.Q(`SELECT id FROM umbrella_membership WHERE member_id = $1 LIMIT 1`, kolk))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		home := "/relations/" + string(kolk)
		via := home + "/umbrella/" + string(membership)
		has(t, c.Get(home).Body, "Bereiken via deze koepel")
		if a := c.Post(via+"/via", url.Values{"on": {"1"}}); a.Status != 303 {
			t.Fatalf("got %d", a.Status)
		}
		has(t, c.Get(home).Body, "via deze koepel", "Weer zelf bereiken")
		if a := s.As(t, s.Twente.Teacher).Post(via+"/via", url.Values{"on": {"1"}}); a.Status != 403 {
			t.Errorf("a teacher: %d", a.Status)
		}
		t.Run("who leaves it is no longer reached through it", func(t *testing.T) {
			if a := c.Post(via+"/leave", nil); a.Status != 303 {
				t.Fatalf("got %d", a.Status)
			}
			if body := c.Get(home).Body; strings.Contains(body, "via deze koepel") {
				t.Error("still through it")
			}
		})
	})
}
