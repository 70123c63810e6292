package networkweb_test

import (
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"

	"schakel/internal/domain/network"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/id"
	"schakel/internal/testkit/htmltest"
	"schakel/internal/testkit/webtest"
	"schakel/internal/testkit/world"
)

type site struct {
	*webtest.Site
	t *testing.T
}

func newSite(t *testing.T) *site { return &site{webtest.New(t), t} }

// get shows a page and checks what holds for every page.
func (s *site) get(sc access.Scope, path string) htmltest.Doc {
	s.t.Helper()
	a := s.As(s.t, sc).Get(path)
	if a.Status != http.StatusOK {
		s.t.Fatalf("%s: %d %s\n%s", path, a.Status, htmltest.In(s.t, a.Body).Text(), s.Log)
	}
	if a.Queries > 6 {
		s.t.Errorf("%s: %d queries %q", path, a.Queries, a.Texts)
	}
	return s.page(path, a)
}

func (s *site) page(path string, a webtest.Answer) htmltest.Doc {
	s.t.Helper()
	if strings.Contains(a.Body, "⟦") {
		s.t.Errorf("%s: a text is missing: %s", path, a.Body)
	}
	return htmltest.In(s.t, a.Body).Count("h1", 1).Lacks("[style]")
}

func (s *site) post(sc access.Scope, path string, form url.Values, want int) webtest.Answer {
	s.t.Helper()
	a := s.As(s.t, sc).Post(path, form)
	if a.Status != want {
		s.t.Errorf("%s %v: %d, want %d: %s\n%s", path, form, a.Status, want, htmltest.In(s.t, a.Body).Text(), s.Log)
	}
	return a
}

func units(t *testing.T, s *site, r *world.Region) map[string]network.Unit {
	t.Helper()
	list, err := s.Network.Tree(t.Context(), r.Admin)
	if err != nil {
		t.Fatal(err)
	}
	byName := map[string]network.Unit{}
	for _, u := range list {
		byName[u.Name] = u
	}
	return byName
}

func TestTreePage(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	r := s.Twente
	t.Run("shows the whole tree with heads counted", func(t *testing.T) {
		s.get(r.Admin, "/network").Count(".tree-node", 7).Has(".tree .tree .tree a", "Noordik Twente").Has("a", "2 personen").Silent("Zwolle")
	})
	t.Run("a teacher sees the tree, no heads and no buttons", func(t *testing.T) {
		s.get(r.Teacher, "/network").Count(".tree-node", 7).Lacks("form[action='/network/units']").Silent("personen", "Mensen en rollen", "DUO")
	})
	t.Run("adds a unit below one's own", func(t *testing.T) {
		doc := s.get(r.Project, "/network")
		doc.Count("#f-parent option", 4) // Almelo and what hangs below it
		form := url.Values(doc.Form("form[action='/network/units']"))
		form.Set("name", "Pius X <i>")
		form.Set("kind", "school")
		form.Set("parent", string(r.Almelo))
		form.Set("accent", "#AA5500")
		s.post(r.Project, "/network/units", form, http.StatusSeeOther)
		s.get(r.Project, "/network").Has(".tree-node a", "Pius X <i>").Has("svg.swatch circle[fill='#aa5500']")
	})
	t.Run("mistakes stand at their field", func(t *testing.T) {
		a := s.post(r.Project, "/network/units", url.Values{"name": {""}, "kind": {"planet"}, "parent": {string(r.Almelo)}, "accent": {"red;}"}}, http.StatusUnprocessableEntity)
		s.page("/network/units", a).Has("#f-name-error").Has("#f-kind-error").Has("#f-accent-error").Has("details#add[open]")
	})
	t.Run("a foreign, malformed or missing parent is not found", func(t *testing.T) {
		for _, parent := range []string{string(s.Zwolle.Almelo), string(r.Hengelo), "x", ""} {
			s.post(r.Project, "/network/units", url.Values{"name": {"Pius X"}, "kind": {"school"}, "parent": {parent}}, http.StatusNotFound)
		}
		s.post(r.Admin, "/network/units", url.Values{"name": {"Pius X"}, "kind": {"school"}, "parent": {string(s.Zwolle.Almelo)}}, http.StatusNotFound)
	})
}

func TestUnitPage(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	r := s.Twente
	path := "/network/units/" + string(r.Noordik)
	t.Run("shows people and what may be done to those who may", func(t *testing.T) {
		s.get(r.Project, path).Has(".table", "teacher Twente", "docent").Has("form[action$='/move']").Has("form[action$='/roles']").Says("Almelo Twente")
		s.get(r.Teacher, path).Lacks("form[action^='/network']").Silent("teacher@twente.example")
		s.get(r.Lead, path).Has("form[action$='/move']").Lacks("form[action$='/roles']").Lacks("form[action$='/revoke']")
	})
	t.Run("another network's, a sibling's forms, and nonsense", func(t *testing.T) {
		for _, other := range []string{string(s.Zwolle.Noordik), string(s.Kit.IDs.New()), "x", "%00"} {
			if a := s.As(t, r.Admin).Get("/network/units/" + other); a.Status != http.StatusNotFound {
				t.Errorf("%s: %d", other, a.Status)
			}
		}
		s.get(r.ProjectHengelo, path).Lacks("form[action^='/network']").Silent("teacher@twente.example")
		s.post(r.ProjectHengelo, path, url.Values{"name": {"Mijn"}, "version": {"1"}}, http.StatusNotFound)
		s.post(s.Zwolle.Admin, path, url.Values{"name": {"Mijn"}, "version": {"1"}}, http.StatusNotFound)
	})
	t.Run("name and colour", func(t *testing.T) {
		form := url.Values(s.get(r.Project, path).Form("form[action='" + path + "']"))
		form.Set("name", "Noordik Vriezenveen")
		s.post(r.Project, path, form, http.StatusSeeOther)
		s.post(r.Project, path, form, http.StatusConflict) // the version is old by now
		a := s.post(r.Project, path, url.Values{"name": {"x"}, "version": {"2"}}, http.StatusUnprocessableEntity)
		s.page(path, a).Has("#f-name-error")
	})
	t.Run("moving", func(t *testing.T) {
		doc := s.get(r.Admin, "/network/units/"+string(r.Almelo))
		doc.Count("#f-parent option", 3) // not itself, nor what hangs below it
		form := url.Values(doc.Form("form[action$='/move']"))
		form.Set("parent", string(r.Hengelo))
		s.post(r.Admin, "/network/units/"+string(r.Almelo)+"/move", form, http.StatusSeeOther)
		if u := units(t, s, r)["Almelo Twente"]; u.Parent != r.Hengelo {
			t.Error("not moved")
		}
		a := s.post(r.Admin, "/network/units/"+string(r.Hengelo)+"/move", url.Values{"parent": {string(r.Almelo)}, "version": {"1"}}, http.StatusUnprocessableEntity)
		s.page("move", a).Has("#f-parent-error", "niet onder zichzelf")
		s.post(r.Admin, "/network/units/"+string(r.Hengelo)+"/move", url.Values{"parent": {string(s.Zwolle.Root)}, "version": {"1"}}, http.StatusUnprocessableEntity)
	})
}

func TestRolesPages(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	r := s.Twente
	path := "/network/units/" + string(r.Noordik)
	t.Run("giving a role on the unit mails and shows", func(t *testing.T) {
		s.post(r.Project, path+"/roles", url.Values{"email": {"Nieuw@twente.example"}, "name": {"Nieuwe Docent"}, "role": {"teacher"}}, http.StatusSeeOther)
		s.get(r.Project, path).Has("tr", "Nieuwe Docent", "docent").Has("form[action$='/again']")
		if n, err := s.Jobs.Drain(t.Context()); err != nil || n == 0 || s.Log.Len() > 0 {
			t.Errorf("%d letters, %v\n%s", n, err, s.Log)
		}
	})
	t.Run("mistakes stand at their field, and what was typed is kept", func(t *testing.T) {
		a := s.post(r.Project, path+"/roles", url.Values{"email": {"geen"}, "name": {""}, "role": {"network_admin"}, "to": {"31-02-2027"}}, http.StatusUnprocessableEntity)
		doc := s.page(path, a).Has("#f-email-error").Has("#give-name-error").Has("#f-role-error", "mag je hier niet geven").Has("#f-to-error")
		if doc.One("#f-email").Attr("value") != "geen" {
			t.Error("what was typed is lost")
		}
		a = s.post(r.Project, path+"/roles", url.Values{"email": {"teacher@twente.example"}, "name": {"Docent"}, "role": {"teacher"}}, http.StatusUnprocessableEntity)
		s.page(path, a).Has("#f-role-error", "al")
	})
	t.Run("the list filters, pages and invites", func(t *testing.T) {
		doc := s.get(r.Admin, "/network/people").Has("tr", "relation Twente", "relatiebeheerder", "Almelo Twente").Silent("zwolle.example")
		doc.Count("#f-role option", len(access.Roles())+1)
		s.get(r.Admin, "/network/people?unit="+string(r.PIE)).Count("tbody tr", 1).Has("tr", "member Twente")
		s.get(r.Admin, "/network/people?unit="+string(s.Zwolle.PIE)).Lacks("tbody tr")
		s.get(r.Admin, "/network/people?unit=x&after=%00&id=y")
		s.post(r.Admin, "/network/people", url.Values{"email": {"c@twente.example"}, "name": {"Controle"}, "role": {"controller"}, "on": {string(r.Root)}}, http.StatusSeeOther)
		s.get(r.Admin, "/network/people").Has("tr", "Controle", "controller")
		a := s.post(r.Admin, "/network/people", url.Values{"email": {"d@twente.example"}, "name": {"Dirk"}, "role": {"teacher"}}, http.StatusUnprocessableEntity)
		s.page("/network/people", a).Has("#give-unit-error")
		s.post(r.Admin, "/network/people", url.Values{"email": {"d@twente.example"}, "name": {"Dirk"}, "role": {"teacher"}, "on": {string(s.Zwolle.Root)}}, http.StatusNotFound)
	})
	t.Run("a project leader sees and revokes what is below", func(t *testing.T) {
		doc := s.get(r.Project, "/network/people").Silent("hengelo@", "admin@").Has("tr", "stage Twente")
		for _, el := range doc.Find("tr") {
			if text := el.Text(); strings.Contains(text, "stage Twente") || strings.Contains(text, "project Twente") {
				el.Lacks("form[action$='/revoke']")
			}
		}
		action := doc.Find("tr form[action$='/again']")[0].Attr("action")
		s.post(r.ProjectHengelo, action, nil, http.StatusNotFound)
		s.post(r.Project, action, nil, http.StatusSeeOther)
		var revoke string
		for _, el := range doc.Find("tr") {
			if strings.Contains(el.Text(), "linelead Twente") {
				revoke = el.One("form[action$='/revoke']").Attr("action")
			}
		}
		s.post(r.ProjectHengelo, revoke, nil, http.StatusNotFound)
		s.post(s.Zwolle.Admin, revoke, nil, http.StatusNotFound)
		s.post(r.Teacher, revoke, nil, http.StatusForbidden)
		s.post(r.Project, revoke, url.Values{"next": {"//evil.example"}}, http.StatusSeeOther)
		s.get(r.Project, "/network/people").Silent("linelead Twente")
		if a := s.As(t, r.LineLead).Get("/network"); a.Status != http.StatusSeeOther {
			t.Errorf("the role still works: %d", a.Status)
		}
	})
	t.Run("teachers may not look", func(t *testing.T) {
		if a := s.As(t, r.Teacher).Get("/network/people"); a.Status != http.StatusForbidden {
			t.Errorf("%d", a.Status)
		}
	})
}

const duoFile = "BRIN NUMMER;VESTIGINGSNUMMER;VESTIGINGSNAAM;STRAATNAAM;HUISNUMMER-TOEVOEGING;POSTCODE;PLAATSNAAM;GEMEENTENUMMER;GEMEENTENAAM;TELEFOONNUMMER;INTERNETADRES;ONDERWIJSSTRUCTUUR;RMC-REGIO CODE;RMC-REGIO NAAM\r\n" +
	"97AA;97AA00;Verzonnen College voor Mavo Vbo;Laan;1;7601 AB;ALMELO;0141;ALMELO;0546123456;;VBO/MAVO;12;Twente\r\n" +
	"97BB;97BB00;Bedachte School <b>;Kade;9;7553 GH;HENGELO OV;0164;HENGELO;geen;;PRO;12;Twente\r\n" +
	"97CC;97CC00;Duinschool;Zee;1;2500 AA;DEN HAAG;0518;DEN HAAG;;;VBO;28;Haaglanden\r\n" +
	"97DD;97DD00;Bosschool;Bos;1;6700 AA;WAGENINGEN;0289;WAGENINGEN;;;VBO;16;Vallei\r\n"

func (s *site) upload(sc access.Scope, unit id.ID, content string) webtest.Answer {
	s.t.Helper()
	return s.As(s.t, sc).Upload("/network/duo", url.Values{"unit": {string(unit)}}, "file", "vestigingen.csv", []byte(content))
}

func TestDUOPages(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	r := s.Twente
	s.get(r.Project, "/network/duo").Count("#f-unit option", 2) // Almelo and its workgroup; schools have no schools below
	a := s.upload(r.Project, r.Almelo, duoFile)
	if a.Status != http.StatusSeeOther {
		t.Fatalf("%d %s", a.Status, htmltest.In(t, a.Body).Text())
	}
	path := a.Location

	t.Run("the areas of the file, with what was not understood", func(t *testing.T) {
		s.get(r.Project, path).Count("input[name=rmc]", 3).Count("input[name=m]", 4).Says("1 gegeven in het bestand", "Bedachte School <b>").Lacks("table")
	})
	t.Run("the proposal for the chosen ones", func(t *testing.T) {
		doc := s.get(r.Project, path+"?rmc=12").Count("tbody tr", 2).Has("tr", "Verzonnen College", "97AA00", "Nieuw").Has("details[open] summary", "Twente")
		doc.Count("input[name=school][checked]", 2)
		s.get(r.Project, path+"?m=0164").Count("tbody tr", 1)
		s.get(r.Project, path+"?m=9999").Says("Geen scholen in deze keuze")
	})
	t.Run("nothing ticked, or what is not in the file", func(t *testing.T) {
		for _, form := range []url.Values{{}, {"school": {"99ZZ99"}, "parent-99ZZ99": {string(r.Almelo)}}, {"school": {"97AA00"}}} {
			a := s.As(t, r.Project).Post(path+"/apply?rmc=12", form)
			if a.Status != http.StatusUnprocessableEntity && a.Status != http.StatusNotFound {
				t.Errorf("%v: %d", form, a.Status)
			}
		}
		s.post(r.Project, path+"/apply?rmc=12", url.Values{"school": {"97AA00"}, "parent-97AA00": {string(r.Hengelo)}}, http.StatusNotFound)
		s.post(r.Admin, path+"/apply?rmc=12", url.Values{"school": {"97AA00"}, "parent-97AA00": {string(s.Zwolle.Almelo)}}, http.StatusNotFound)
	})
	t.Run("is applied, and a second time says that all is well", func(t *testing.T) {
		doc := s.get(r.Project, path+"?rmc=12")
		form := url.Values(doc.Form("#proposal form"))
		s.post(r.Project, doc.One("#proposal form").Attr("action"), form, http.StatusSeeOther)
		if u := units(t, s, r)["Verzonnen College"]; u.Parent != r.Almelo || u.Kind != network.KindSchool {
			t.Errorf("%+v", u)
		}
		s.get(r.Project, path+"?rmc=12").Count("input[name=school][checked]", 0).Has("tr", "97AA00", "Klopt al", "Is al Verzonnen College")
	})
	t.Run("out of reach is not found", func(t *testing.T) {
		for _, sc := range []access.Scope{r.ProjectHengelo, s.Zwolle.Admin} {
			if a := s.As(t, sc).Get(path); a.Status != http.StatusNotFound {
				t.Errorf("%d", a.Status)
			}
			if a := s.upload(sc, r.Almelo, duoFile); a.Status != http.StatusNotFound {
				t.Errorf("%d", a.Status)
			}
		}
		for _, sc := range []access.Scope{r.Relation, r.Teacher, r.Lead} {
			if a := s.As(t, sc).Get("/network/duo"); a.Status != http.StatusForbidden {
				t.Errorf("%d", a.Status)
			}
		}
	})
	t.Run("bad files are refused at the field", func(t *testing.T) {
		for name, content := range map[string]string{
			"empty": "", "other table": "a;b\r\n1;2\r\n", "endless line": strings.Repeat("x", 2<<20), "picture": "\x89PNG\r\n\x1a\n\x00\x00\x00\x0d",
			"archive": "PK\x03\x04 broken", "binary": strings.Repeat("\x00\xff", 1000),
		} {
			a := s.upload(r.Project, r.Almelo, content)
			if a.Status != http.StatusUnprocessableEntity && a.Status != http.StatusRequestEntityTooLarge {
				t.Errorf("%s: %d", name, a.Status)
			}
			if a.Status == http.StatusUnprocessableEntity {
				s.page(name, a).Has("#f-file-error")
			}
		}
		a := s.post(r.Project, "/network/duo", url.Values{"unit": {string(r.Almelo)}}, http.StatusUnprocessableEntity)
		s.page("no file", a).Has("#f-file-error")
	})
}

// The real file has 39 regions and 1,610 locations: the pages must hold.
func TestDUOPagesWithTheRealFile(t *testing.T) {
	t.Parallel()
	content, err := os.ReadFile("../../../../shared/data/duo/duo-02-alle-vestigingen-vo.csv")
	if os.IsNotExist(err) {
		t.Skip("skipped: DUO's file is not in ../shared/data")
	}
	if err != nil {
		t.Fatal(err)
	}
	s := newSite(t)
	a := s.upload(s.Twente.Admin, s.Twente.Root, string(content))
	if a.Status != http.StatusSeeOther {
		t.Fatalf("%d %s", a.Status, htmltest.In(t, a.Body).Text())
	}
	s.get(s.Twente.Admin, a.Location).Count("input[name=rmc]", 39).Lacks("details[open] input[name=rmc]")
	doc := s.get(s.Twente.Admin, a.Location+"?rmc=12").Has("tr", "Pius X College")
	s.post(s.Twente.Admin, doc.One("#proposal form").Attr("action"), url.Values(doc.Form("#proposal form")), http.StatusSeeOther)
	s.get(s.Twente.Admin, "/network").Has(".tree-node a", "Pius X College")
}
