package umbrellaweb_test

import (
	"net/http"
	"net/url"
	"testing"

	"schakel/internal/domain/menu"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/link"
	"schakel/internal/platform/id"
	"schakel/internal/testkit/htmltest"
	"schakel/internal/testkit/webtest"
)

func TestMembersAreInvitedToTheMenu(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	ctx, r := t.Context(), s.Twente
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(s.Services.Menu.InstallDefaults(ctx, r.Admin, r.Root))
	umbrella := add(t, s, "umbrella", "Metaalunie")
	c := s.As(t, r.Relation)
	path := "/relations/" + string(umbrella) + "/members"
	has(t, c.Get(path+"/invite").Body, "Deze koepel heeft nog geen leden")
	var keys []id.ID
	for _, name := range []string{"Kolk Installatie", "Bakker Metaal", "Zwijger"} {
		key := add(t, s, "company", name)
		must(s.Services.Relation.JoinUmbrella(ctx, r.Relation, key, relation.MembershipInput{Umbrella: umbrella}))
		if name != "Zwijger" {
			_, err := s.Services.Relation.AddPerson(ctx, r.Relation, key, relation.PersonInput{Name: "Jan", Email: "jan@" + name[:4] + ".example", Requests: true})
			must(err)
		}
		keys = append(keys, key)
	}
	has(t, c.Get(path).Body, "Leden uitnodigen", path+"/invite")
	answer := c.Get(path + "/invite")
	doc := htmltest.In(t, answer.Body)
	doc.Count("input[name=member][checked]", 2).Has("[name=unit]")
	if answer.Queries > 6 {
		t.Errorf("%d queries", answer.Queries)
	}
	form := url.Values{"unit": {string(r.Almelo)}}
	if a := c.Post(path+"/invite", form); a.Status != http.StatusUnprocessableEntity {
		t.Errorf("nobody chosen: %d", a.Status)
	}
	form.Add("member", string(keys[0]))
	if a := c.Post(path+"/invite", form); a.Status != http.StatusSeeOther || a.Location != path+"/invite" {
		t.Fatalf("%d %s", a.Status, a.Location)
	}
	body := c.Get(path + "/invite").Body
	has(t, body, "pas gemaild", "geen mailadres")
	htmltest.In(t, body).Count("input[name=member]", 1)
	if mails := s.Mails(t, "menu"); len(mails) != 1 {
		t.Errorf("%d mails", len(mails))
	}
	lesson, err := s.Services.Menu.Card(ctx, r.Admin, false)
	must(err)
	tick := string(lesson[0].ID)
	if a := s.Anonymous().Post(s.LinkPath(t, r, link.Menu, keys[0]), url.Values{"item": {tick}, menu.Field(lesson[0].ID, "times"): {"2"}, menu.Field(lesson[0].ID, "max_group"): {"20"}}); a.Status != http.StatusSeeOther {
		t.Fatal(a.Status)
	}
	has(t, c.Get(path+"/invite").Body, "biedt 1 ding aan")
	if a := s.As(t, r.Teacher).Get(path + "/invite"); a.Status != http.StatusForbidden {
		t.Errorf("a teacher: %d", a.Status)
	}
	if a := s.As(t, s.Zwolle.Relation).Get(path + "/invite"); a.Status != http.StatusNotFound {
		t.Errorf("another network: %d", a.Status)
	}
}
