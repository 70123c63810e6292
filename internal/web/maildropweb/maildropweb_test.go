package maildropweb_test

import (
	"fmt"
	"net/url"
	"os"
	"strings"
	"testing"

	"schakel/internal/domain/relation"
	"schakel/internal/testkit/htmltest"
	"schakel/internal/testkit/webtest"
)

func TestMain(m *testing.M) {
	code := m.Run()
	if code == 0 {
		if err := htmltest.Validate(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			code = 1
		}
	}
	os.Exit(code)
}

func TestInboxPage(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	r := s.Twente
	company, err := s.Services.Relation.AddOrganisation(t.Context(), r.Relation, r.Almelo, relation.OrganisationInput{Kind: "company", Name: "Kolk Techniek", Place: "Almelo"})
	if err != nil {
		t.Fatal(err)
	}
	me := s.As(t, r.Relation)
	page := func(path string) htmltest.Doc {
		t.Helper()
		a := me.Get(path)
		if a.Status != 200 || strings.Contains(a.Body, "⟦") || a.Queries > 6 {
			t.Fatalf("%s: %d, %d queries\n%s", path, a.Status, a.Queries, a.Body)
		}
		htmltest.Keep(path+t.Name(), a.Body)
		return htmltest.In(t, a.Body)
	}
	post := func(path string, form url.Values) string {
		t.Helper()
		a := me.Post(path, form)
		if a.Status != 303 {
			t.Fatalf("%s: %d\n%s", path, a.Status, a.Body)
		}
		return a.Location
	}
	page("/relations/inbox").Says("Geen mails om te plaatsen")
	post("/inbox/address", nil)
	token, err := s.Services.Maildrop.Token(t.Context(), r.Relation)
	if err != nil || token == "" {
		t.Fatal(token, err)
	}
	for _, n := range []string{"1", "2"} {
		mail := "From: Erik <erik@kolk.example>\nTo: " + token + "@in.example\nSubject: Over <b>maandag</b> " + n + "\nMessage-ID: <" + n + ">\n\nTot dan\n\nOp ma 2 nov 2026 schreef Nicole:\n> Kan het?\n"
		if _, err := s.Services.Maildrop.Receive(t.Context(), strings.NewReader(mail), ""); err != nil {
			t.Fatal(err)
		}
	}
	list := page("/relations/inbox")
	open := page(list.Find("a[href*='mail=']")[0].Attr("href"))
	open.Has("#mail", "Tot dan", "Over <b>maandag</b> 2").Has("#where", "Kolk Techniek")
	place := open.One("form[action$='/place']")
	if to := post(place.Attr("action"), url.Values{"organisation": {string(company)}}); to != "/relations/"+string(company)+"#timeline" {
		t.Errorf("leads to %s", to)
	}
	open = page(page("/relations/inbox").Find("a[href*='mail=']")[0].Attr("href"))
	discard := open.One("form[action$='/discard']").Attr("action")
	if a := me.Post(strings.Replace(discard, "discard", "place", 1), url.Values{"organisation": {"00000000-0000-7000-8000-00000000dead"}}); a.Status != 404 {
		t.Errorf("a company that is not there: %d", a.Status)
	}
	post(discard, nil)
	page("/relations/inbox").Says("Geen mails om te plaatsen")
	post("/inbox/address/revoke", nil)
}
