package relationweb_test

import (
	"net/url"
	"strings"
	"testing"

	"schakel/internal/testkit/htmltest"
)

func TestBulkPages(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	r := s.Twente
	s.add("Anker", "Almelo")
	list, _ := s.page(r.Relation, "/relations")
	list.Count("#results tbody input[type=checkbox][form=bulk]", 2).Has("form#bulk button[name=what][value=tag]")
	form := url.Values(list.Form("form#bulk"))
	for _, box := range list.Find("#results tbody input[type=checkbox]") {
		form.Add("id", box.Attr("value"))
	}
	for _, what := range []string{"owner", "status", "depth", "tag", "untag", "plan"} {
		form.Set("what", what)
		ask := s.doc(what, s.post(r.Relation, "/bulk", form, 200))
		ask.Says("2 rijen gekozen").Has("form[action='/bulk'] [name=value]")
	}
	t.Run("asks the reason, then changes, and offers to undo", func(t *testing.T) {
		form.Set("what", "depth")
		ask := s.doc("depth", s.post(r.Relation, "/bulk", form, 200))
		answer := url.Values(ask.Form("main form[action='/bulk']"))
		answer.Set("value", "lesson")
		refused := s.doc("reason", s.post(r.Relation, "/bulk", answer, 422))
		refused.Has("input[name=reason][aria-invalid=true]").Count("input[name='id[]']", 2)
		answer.Set("reason", "open dag")
		a := s.post(r.Relation, "/bulk", answer, 303)
		if a.Location != "/relations" {
			t.Errorf("leads to %s", a.Location)
		}
		c := s.As(t, r.Relation).With("schakel_flash", flashOf(a))
		back := htmltest.In(t, c.Get("/relations?q=depth:lesson").Body)
		back.Count("#results tbody tr", 2).Says("2 rijen veranderd.")
		undo := back.One("[data-toasts] form").Attr("action")
		bulks, _ := s.page(r.Relation, "/bulk")
		bulks.Says("Samenwerking: Les gegeven", "open dag").Has("form[action='" + undo + "']")
		s.post(r.Relation, undo, nil, 303)
		after, _ := s.page(r.Relation, "/relations?q=depth:lesson")
		after.Says("Niets gevonden")
		bulks, _ = s.page(r.Relation, "/bulk")
		bulks.Says("Teruggedraaid").Lacks("main form")
		s.post(r.Relation, undo, nil, 409)
		if a := s.As(t, s.Zwolle.Relation).Post(undo, nil); a.Status != 404 {
			t.Errorf("another network: %d", a.Status)
		}
	})
	t.Run("all rows of the question", func(t *testing.T) {
		one := url.Values{"list": {"organisations"}, "q": {"place:almelo"}, "what": {"tag"}, "value": {"Open dag"}, "all": {"1"}, "go": {"1"}, "back": {"/relations?q=x"}}
		if a := s.post(r.Relation, "/bulk", one, 303); a.Location != "/relations?q=x" {
			t.Errorf("leads to %s", a.Location)
		}
		tagged, _ := s.page(r.Relation, "/relations?q=tag:%22open+dag%22&cols=tags")
		tagged.Count("#results tbody tr", 2).Has("#results td .tag", "Open dag")
	})
	t.Run("what is refused", func(t *testing.T) {
		s.post(r.Relation, "/bulk", url.Values{"list": {"organisations"}, "what": {"drop"}}, 404)
		s.post(r.Relation, "/bulk", url.Values{"list": {"organisations"}, "what": {"tag"}, "q": {"zz:x"}}, 422)
		s.doc("none", s.post(r.Relation, "/bulk", url.Values{"list": {"organisations"}, "what": {"tag"}, "value": {"x"}, "go": {"1"}}, 422)).Says("Kies eerst een of meer rijen")
		s.post(r.Teacher, "/bulk", form, 403)
		doc, _ := s.page(r.Teacher, "/relations")
		doc.Lacks("form#bulk").Lacks("#results input[type=checkbox]")
	})
}

func TestViewPages(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	r := s.Twente
	panel, _ := s.page(r.Project, "/relations/panel?list=organisations&part=views&q=kolk&sort=place&cols=place,kvk")
	panel.Says("Er zijn nog geen bewaarde weergaven")
	form := url.Values(panel.Form("form[action='/views']"))
	form.Set("name", " ")
	s.doc("name", s.post(r.Project, "/views", form, 422)).Has("input[name=name][aria-invalid=true]").Has("select[name=unit]")
	form.Set("name", "Mijn bedrijven")
	form.Set("default", "1")
	opened := s.post(r.Project, "/views", form, 303).Location
	t.Run("it opens as it was, and the list opens in it", func(t *testing.T) {
		doc, _ := s.page(r.Project, opened)
		doc.Has("input[type=search][value=kolk]").Has("th[aria-sort=ascending]", "Plaats").Has("#results thead", "KVK-nummer")
		a := s.As(t, r.Project).Get("/relations")
		if a.Status != 303 || a.Location != opened {
			t.Errorf("%d to %s, want %s", a.Status, a.Location, opened)
		}
		s.page(r.Project, "/relations?q=") // and can still be asked without
		s.page(r.Relation, "/relations")
	})
	home, _, _ := strings.Cut(strings.TrimPrefix(opened[strings.Index(opened, "view="):], "view="), "&")
	home = "/views/" + home
	t.Run("published, it is the team's; theirs to open and to make their own", func(t *testing.T) {
		edit, _ := s.page(r.Project, home)
		change := url.Values(edit.Form("form[action='" + home + "']"))
		change.Set("unit", string(r.Almelo))
		s.post(r.Project, home, change, 303)
		panel, _ := s.page(r.Relation, "/relations/panel?list=organisations&part=views&"+strings.TrimPrefix(opened, "/relations?"))
		panel.Has(".view-item a", "Mijn bedrijven").Has(".view-item .tag", "Almelo Twente").Lacks("form[action='" + home + "']")
		theirs, _ := s.page(r.Relation, home)
		theirs.Says("is gepubliceerd voor Almelo Twente").Lacks("main input[name=name]")
		s.post(r.Relation, home+"/opens", url.Values{"on": {"1"}}, 303)
		if a := s.As(t, r.Relation).Get("/relations"); a.Status != 303 {
			t.Errorf("got %d", a.Status)
		}
		s.post(r.Relation, home+"/opens", nil, 303)
		s.page(r.Relation, "/relations")
		s.post(r.Relation, home, change, 403)
		change.Del("unit")
		s.post(r.Relation, home, change, 404)
		s.post(r.Relation, home+"/remove", nil, 404)
		for _, sc := range []string{home} {
			if a := s.As(t, r.RelationHengelo).Get(sc); a.Status != 404 {
				t.Errorf("a sibling: %d", a.Status)
			}
		}
	})
	t.Run("a relation manager keeps views, and publishes none", func(t *testing.T) {
		mine := url.Values{"list": {"people"}, "params": {"q=mail:none"}, "name": {"Zonder mail"}}
		location := s.post(r.Relation, "/views", mine, 303).Location
		if !strings.HasPrefix(location, "/relations/people?") {
			t.Errorf("leads to %s", location)
		}
		doc, _ := s.page(r.Relation, location)
		doc.Has("input[type=search][value='mail:none']")
		mine.Set("unit", string(r.Almelo))
		s.post(r.Relation, "/views", mine, 403)
	})
	s.post(r.Project, home+"/remove", nil, 303)
	s.page(r.Project, "/relations")
}

func TestBoards(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	r := s.Twente
	t.Run("a card moves by its menu, which asks only what is needed", func(t *testing.T) {
		path := "/relations/relationships?board=1&by=depth&q="
		doc, a := s.page(r.Relation, path)
		doc.Count(".board-column", 5).Has(".board-column[data-column=acquaintance] .board-card", "Kolk Installaties").Count(".board-card [data-to]", 4)
		if a.Queries > 4 {
			t.Errorf("%d queries", a.Queries)
		}
		move := url.Values{"value": {"lesson"}}
		for _, name := range []string{"list", "id", "what", "go", "back"} {
			move.Set(name, doc.Find(".board-card form input[name=" + name + "]")[0].Attr("value"))
		}
		ask := s.doc("ask", s.post(r.Relation, "/bulk", move, 422))
		answer := url.Values(ask.Form("main form[action='/bulk']"))
		answer.Set("reason", "gastles gegeven")
		if a := s.post(r.Relation, "/bulk", answer, 303); a.Location != path {
			t.Errorf("leads to %s", a.Location)
		}
		doc, _ = s.page(r.Relation, path)
		doc.Has(".board-column[data-column="+move.Get("value")+"] .board-card", "Kolk Installaties")
	})
	t.Run("a card of a board by owner goes to a colleague, to nobody, and back", func(t *testing.T) {
		path := "/relations/relationships?board=1&by=owner&q="
		doc, a := s.page(r.Relation, path)
		self := string(r.Relation.Account())
		doc.Has(".board-column[data-column='"+self+"'] .board-card", "Kolk Installaties").Has(".board-column[data-column=''] .board-title", "Zonder relatiebeheerder")
		if a.Queries > 5 {
			t.Errorf("%d queries", a.Queries)
		}
		move := func(doc htmltest.Doc, to string) {
			t.Helper()
			doc.Has(".board-card button[data-to='" + to + "']")
			values := url.Values{"what": {"owner"}, "value": {to}}
			for _, name := range []string{"list", "id", "go", "back"} {
				values.Set(name, doc.Find(".board-card form input[name=" + name + "]")[0].Attr("value"))
			}
			s.post(r.Relation, "/bulk", values, 303)
		}
		move(doc, "")
		doc, _ = s.page(r.Relation, path)
		doc.Has(".board-column[data-column=''] .board-card", "Kolk Installaties").Lacks(".board-column[data-column='" + self + "']")
		move(doc, self)
		doc, _ = s.page(r.Relation, path)
		doc.Has(".board-column[data-column='"+self+"'] .board-card", "Kolk Installaties")
		shown, _ := s.page(r.Lead, path)
		shown.Has(".board-card", "Kolk Installaties").Lacks("[data-to]")
	})
	t.Run("lanes, and who only looks moves nothing", func(t *testing.T) {
		doc, _ := s.page(r.Lead, "/relations/relationships?board=1&by=status&lanes=unit&q=")
		doc.Has(".board-lane-title", "Almelo Twente").Count(".board-column", 4).Lacks("[data-to]")
	})
	t.Run("next actions by when; later asks the day", func(t *testing.T) {
		record, _ := s.page(r.Relation, s.home())
		form := url.Values(record.Form("#record-form"))
		form.Set("next", "Voorstel mailen")
		form.Set("due", "2026-11-25")
		s.post(r.Relation, s.home()+"/contacts", form, 303)
		doc, a := s.page(r.Relation, "/actions?board=1&by=when&q=")
		doc.Count(".board-column", 4).Has(".board-column[data-column=week] .board-card", "Voorstel mailen").Has("[data-to=done]").Has("[data-to=later]")
		later := ""
		for _, f := range htmltest.In(t, a.Body).Find(".board-card form") {
			if strings.HasSuffix(f.Attr("action"), "/postpone") {
				later = f.Attr("action")
			}
		}
		ask := s.doc("day", s.post(r.Relation, later, url.Values{"back": {"/actions?board=1&by=when&q="}}, 422))
		answer := url.Values(ask.Form("main form"))
		answer.Set("due", "2027-01-05")
		if a := s.post(r.Relation, later, answer, 303); a.Location != "/actions?board=1&by=when&q=" {
			t.Errorf("leads to %s", a.Location)
		}
		doc, _ = s.page(r.Relation, "/actions?board=1&by=when&q=")
		doc.Has(".board-column[data-column=later] .board-card", "Voorstel mailen")
	})
	t.Run("a list in groups, with counts that lead to all", func(t *testing.T) {
		doc, _ := s.page(r.Relation, "/relations/relationships?by=status&q=")
		doc.Has(".list-group-head", "Actief", "1").Has(".list-group tbody th", "Kolk Installaties")
		places, _ := s.page(r.Relation, "/relations?by=place")
		places.Has(".list-group-head", "Almelo", "1")
		s.person("Erik Kolk")
		people, _ := s.page(r.Relation, "/relations/people?by=organisation&q=")
		people.Has(".list-group-head", "Kolk Installaties", "1").Has(".list-group tbody th", "Erik Kolk").Lacks(".list-group thead th", "Organisatie").Has("tbody a[href='tel:+31546123456']", "0546123456")
		s.page(r.Relation, "/relations/people?by=place&board=1&q=")
		s.page(r.Relation, "/relations?by=nothing&board=1&lanes=x")
	})
}
