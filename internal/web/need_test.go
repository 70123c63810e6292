package web_test

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"schakel/internal/domain/menu"
	"schakel/internal/domain/need"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/link"
	"schakel/internal/platform/id"
	"schakel/internal/testkit/htmltest"
	"schakel/internal/testkit/webtest"
	"schakel/internal/testkit/world"
)

// school is a site with the menu installed and a teacher's need, for the chain from menu to invitation.
type school struct {
	*webtest.Site
	t *testing.T
}

func newSchool(t *testing.T) school {
	t.Helper()
	s := school{webtest.New(t), t}
	for _, r := range s.Regions() {
		s.must(s.Services.Menu.InstallDefaults(t.Context(), r.Admin, r.Root))
	}
	return s
}

func (s school) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s school) item(r *world.Region, code string) id.ID {
	s.t.Helper()
	items, err := s.Services.Menu.Card(s.t.Context(), r.Admin, false)
	s.must(err)
	return items[slices.IndexFunc(items, func(i menu.Item) bool { return i.Code == code })].ID
}

// company adds a company with somebody to mail.
func (s school) company(r *world.Region, name string) id.ID {
	s.t.Helper()
	company, err := s.Services.Relation.AddOrganisation(s.t.Context(), r.Relation, r.Almelo, relation.OrganisationInput{Kind: "company", Name: name, Place: "Almelo"})
	s.must(err)
	_, err = s.Services.Relation.AddPerson(s.t.Context(), r.Relation, company, relation.PersonInput{
		Name: "Henk " + name, Email: strings.ToLower(name[:4]) + "@bedrijf.example", Requests: true,
	})
	s.must(err)
	return company
}

// offers makes a company offer a guest lesson.
func (s school) offers(r *world.Region, name string) id.ID {
	s.t.Helper()
	company := s.company(r, name)
	s.must(s.Services.Menu.Choose(s.t.Context(), r.Relation, company, []menu.Choice{{Item: s.item(r, "guest_lesson"), Times: "3", MaxGroup: "30"}}))
	return company
}

func (s school) ask(r *world.Region, sc access.Scope, title string) id.ID {
	s.t.Helper()
	key, err := s.Services.Need.Ask(s.t.Context(), sc, need.AskInput{
		Unit: r.Noordik, Item: s.item(r, "guest_lesson"), Title: title, Profiles: []string{"PIE"}, Levels: []string{"BB", "KB"}, Year: "3", Pupils: "24",
		From: "2027-01-11", To: "2027-02-26",
	})
	s.must(err)
	return key
}

// invitation is the path behind the link in the company's invitation for a need.
func (s school) invitation(r *world.Region, sc access.Scope, key, company id.ID) string {
	s.t.Helper()
	rec, err := s.Services.Need.Record(s.t.Context(), sc, key)
	s.must(err)
	i := slices.IndexFunc(rec.Invitations, func(i need.Invitation) bool { return i.Organisation == company })
	return s.LinkPath(s.t, r, link.Invitation, rec.Invitations[i].ID)
}

func status(t *testing.T, what string, a webtest.Answer, want int) {
	t.Helper()
	if a.Status != want {
		t.Fatalf("%s: %d, want %d\n%.2000s", what, a.Status, want, a.Body)
	}
}

// Promise 2: a company, invited by mail, ticks menu items with its own limits on a phone without an account.
func TestACompanyTicksTheMenu(t *testing.T) {
	t.Parallel()
	s := newSchool(t)
	r := s.Twente
	company := s.company(r, "Kolk")
	staff := s.As(t, r.Relation)
	htmltest.In(t, staff.Get("/menu/invite?q=kolk").Body).Has(`form[action="/menu/invite"] input[name=organisation][value="` + string(company) + `"]`)
	status(t, "invite", staff.Post("/menu/invite", url.Values{"organisation": {string(company)}, "unit": {string(r.Almelo)}, "q": {"kolk"}}), http.StatusSeeOther)

	path := s.LinkPath(t, r, link.Menu, company)
	phone := s.Anonymous()
	a := phone.Get(path)
	status(t, "open", a, http.StatusOK)
	doc := htmltest.In(t, a.Body)
	doc.Has("h1", "Kolk")
	doc.Count(".offer-tile", 27)
	doc.Count(".offer-tile input[name=item][checked]", 0)

	lesson, visit := s.item(r, "guest_lesson"), s.item(r, "company_visit")
	at := func(item id.ID, name string) string { return menu.Field(item, name) }
	form := url.Values{
		"item": {string(lesson), string(visit)}, at(lesson, "times"): {"4"}, at(lesson, "max_group"): {"24"}, at(lesson, "months"): {"1", "2"},
		at(visit, "times"): {"nul"}, at(visit, "max_group"): {"20"}, at(visit, "remark"): {"Graag met veiligheidsschoenen."},
	}
	bad := phone.Post(path, form)
	status(t, "a mistake", bad, http.StatusUnprocessableEntity)
	doc = htmltest.In(t, bad.Body)
	doc.Has(`input[name="` + at(visit, "times") + `"][value=nul][aria-invalid=true]`)
	doc.Has(`input[name="` + at(lesson, "months") + `"][value="1"][checked]`)
	doc.Has(".error-summary", "Bedrijfsbezoek")

	form.Set(at(visit, "times"), "2")
	saved := phone.Post(path, form)
	status(t, "save", saved, http.StatusSeeOther)
	thanks := phone.Get(saved.Location)
	doc = htmltest.In(t, thanks.Body)
	doc.Has("h1", "Dank je wel")
	doc.Has(".item-title", "Gastles")

	doc = htmltest.In(t, phone.Get(path).Body)
	doc.Has(`input[name=item][value="` + string(lesson) + `"][checked]`)
	doc.Has(`input[name="` + at(lesson, "times") + `"][value="4"]`)
	doc.Has(`textarea[name="`+at(visit, "remark")+`"]`, "veiligheidsschoenen")

	htmltest.In(t, staff.Get("/menu/offers?q=kolk").Body).Has("table tbody tr", "4 keer per jaar")
	status(t, "another kind of link", phone.Get("/i/"+strings.TrimPrefix(path, "/m/")), http.StatusNotFound)
}

// Promise 3: a teacher writes a need in a minute; sees ranked companies with the reason for each rank.
// Promise 5: yes, no or another date straight from the mail.
func TestFromNeedToYes(t *testing.T) {
	t.Parallel()
	s := newSchool(t)
	r := s.Twente
	kolk, breman, dura := s.offers(r, "Kolk"), s.offers(r, "Breman"), s.offers(r, "Dura")
	teacher := s.As(t, r.Teacher)

	form := htmltest.In(t, teacher.Get("/needs/new").Body)
	form.Has(`input[type=hidden][name=unit][value="` + string(r.Noordik) + `"]`)
	form.Has(`input[name=from][value="2026-12-16"]`)
	in := url.Values{
		"unit": {string(r.Noordik)}, "title": {"Gastles over warmtepompen"}, "item": {string(s.item(r, "guest_lesson"))}, "profiles": {"PIE"}, "levels": {"BB", "KB"},
		"year": {"3"}, "pupils": {"veel"}, "wanted": {"1"}, "from": {"2027-01-11"}, "to": {"2027-02-26"},
	}
	bad := teacher.Post("/needs", in)
	status(t, "a mistake", bad, http.StatusUnprocessableEntity)
	htmltest.In(t, bad.Body).Has("input[name=pupils][value=veel][aria-invalid=true]")
	in.Set("pupils", "24")
	made := teacher.Post("/needs", in)
	status(t, "ask", made, http.StatusSeeOther)

	page := teacher.Get(made.Location)
	status(t, "record", page, http.StatusOK)
	doc := htmltest.In(t, page.Body)
	doc.Count("li.proposal", 3)
	doc.Has("li.proposal .why", "Biedt precies dit aan")
	doc.Has("li.proposal .why-short", "door niemand gevraagd")

	none := teacher.Post(made.Location+"/invitations", url.Values{"on": {"2027-01-20"}})
	status(t, "nobody ticked", none, http.StatusUnprocessableEntity)
	outside := teacher.Post(made.Location+"/invitations", url.Values{"organisation": {string(kolk)}, "on": {"2027-03-20"}})
	status(t, "a day outside the period", outside, http.StatusUnprocessableEntity)
	htmltest.In(t, outside.Body).Has(`input[name=organisation][value="` + string(kolk) + `"][checked]`)
	asked := teacher.Post(made.Location+"/invitations", url.Values{"organisation": {string(kolk), string(breman), string(dura)}, "on": {"2027-01-20"}})
	status(t, "invite", asked, http.StatusSeeOther)

	key := id.ID(strings.TrimPrefix(made.Location, "/needs/"))
	company := s.Anonymous()
	first, second, third := s.invitation(r, r.Teacher, key, kolk), s.invitation(r, r.Teacher, key, breman), s.invitation(r, r.Teacher, key, dura)
	for range 3 { // a mail scanner opens every link: nothing changes
		doc = htmltest.In(t, company.Get(first).Body)
		doc.Has("h1", "woensdag 20 januari 2027")
		doc.Count("form input[name=answer]", 5)
	}
	status(t, "no day", company.Post(second, url.Values{"answer": {"other_date"}, "on": {""}}), http.StatusUnprocessableEntity)
	status(t, "another day", company.Post(second, url.Values{"answer": {"other_date"}, "on": {"2027-01-27"}, "text": {"Dan kan Bas."}}), http.StatusSeeOther)
	htmltest.In(t, company.Get(second).Body).Has("h1", "je voorstel is verstuurd")
	htmltest.In(t, teacher.Get(made.Location).Body).Has("#answers", "Dan kan Bas.")

	status(t, "yes", company.Post(first, url.Values{"answer": {"yes"}}), http.StatusSeeOther)
	htmltest.In(t, company.Get(first).Body).Has("h1", "het staat")
	status(t, "yes again", company.Post(first, url.Values{"answer": {"no"}}), http.StatusSeeOther)
	htmltest.In(t, company.Get(first).Body).Has("h1", "het staat")
	doc = htmltest.In(t, teacher.Get(made.Location).Body)
	doc.Has("#answers", "Ja")
	doc.Lacks("#proposals")
	engagement := doc.One(`#answers a[href^="/engagements/"]`).Attr("href")
	htmltest.In(t, teacher.Get(engagement).Body).Has("h1", "Gastles over warmtepompen")
	status(t, "the company that is no longer needed", company.Get(third), http.StatusNotFound)
	status(t, "the engagement's list", teacher.Get("/engagements"), http.StatusOK)
}

func TestTheTeacherAcceptsAnotherDay(t *testing.T) {
	t.Parallel()
	s := newSchool(t)
	r := s.Twente
	kolk, breman := s.offers(r, "Kolk"), s.offers(r, "Breman")
	key := s.ask(r, r.Teacher, "Gastles")
	s.must(s.Services.Need.Invite(t.Context(), r.Teacher, key, []id.ID{kolk, breman}, "2027-01-20"))
	status(t, "another day", s.Anonymous().Post(s.invitation(r, r.Teacher, key, kolk), url.Values{"answer": {"other_date"}, "on": {"2027-01-27"}}), http.StatusSeeOther)
	teacher := s.As(t, r.Teacher)
	path := "/needs/" + string(key)
	rec, err := s.Services.Need.Record(t.Context(), r.Teacher, key)
	s.must(err)
	status(t, "take back the other", teacher.Post(path+"/take-back", url.Values{"invitation": {string(rec.Invitations[1].ID)}}), http.StatusSeeOther)
	a := teacher.Post(path+"/accept", url.Values{"invitation": {string(rec.Invitations[0].ID)}})
	status(t, "accept", a, http.StatusSeeOther)
	htmltest.In(t, teacher.Get(a.Location).Body).Has("h1", "Gastles")
	status(t, "accept again", teacher.Post(path+"/accept", url.Values{"invitation": {string(rec.Invitations[0].ID)}}), http.StatusConflict)
}

func TestEditingAndWithdrawing(t *testing.T) {
	t.Parallel()
	s := newSchool(t)
	r := s.Twente
	key := s.ask(r, r.Teacher, "Gastles")
	teacher, path := s.As(t, r.Teacher), "/needs/"+string(key)
	htmltest.In(t, teacher.Get(path+"/edit").Body).Has("input[name=title][value=Gastles]")
	in := url.Values{"version": {"1"}, "title": {"Bezoek"}, "pupils": {"12"}, "from": {"2027-01-11"}, "to": {"2027-01-22"}}
	status(t, "save", teacher.Post(path, in), http.StatusSeeOther)
	status(t, "an old version", teacher.Post(path, in), http.StatusConflict)
	htmltest.In(t, teacher.Get("/needs/new?copy="+string(key)).Body).Has("input[name=title][value=Bezoek]")
	status(t, "withdraw", teacher.Post(path+"/withdraw", url.Values{"version": {"2"}, "reason": {"Het gaat niet door."}}), http.StatusSeeOther)
	status(t, "edit a closed need", teacher.Get(path+"/edit"), http.StatusConflict)
	htmltest.In(t, teacher.Get("/needs?state=withdrawn").Body).Has("table tbody tr", "Bezoek")
	for name, sc := range map[string]access.Scope{"sibling": r.TeacherCanisius, "other network": s.Zwolle.Teacher} {
		for _, address := range []string{path, path + "/edit"} {
			status(t, name+" "+address, s.As(t, sc).Get(address), http.StatusNotFound)
		}
		status(t, name, s.As(t, sc).Post(path, in), http.StatusNotFound)
	}
}

func TestTheMenuIsKept(t *testing.T) {
	t.Parallel()
	s := newSchool(t)
	r := s.Twente
	staff := s.As(t, r.Project)
	htmltest.In(t, staff.Get("/menu").Body).Has("h2", "Op school")
	item := url.Values{
		"unit": {string(r.Almelo)}, "name_nl": {"Techniekochtend"}, "name_en": {"Technology morning"}, "company_nl": {"Je doet mee."}, "company_en": {"You join."},
		"teacher_nl": {"Doe mee."}, "teacher_en": {"Join."}, "place": {"school"}, "minutes": {"90"}, "prep": {"0"}, "people": {"1"}, "min_group": {"8"},
		"max_group": {"4"}, "value": {"staff_hours"}, "conduct": {"none"},
	}
	bad := staff.Post("/menu", item)
	status(t, "a mistake", bad, http.StatusUnprocessableEntity)
	htmltest.In(t, bad.Body).Has("input[name=max_group][aria-invalid=true]")
	item.Set("max_group", "40")
	made := staff.Post("/menu", item)
	status(t, "add", made, http.StatusSeeOther)
	doc := htmltest.In(t, staff.Get(made.Location).Body)
	doc.Has("h1", "Techniekochtend")
	item.Set("name_nl", "Techniekmiddag")
	item.Set("version", "1")
	status(t, "save", staff.Post(made.Location, item), http.StatusSeeOther)
	status(t, "take off", staff.Post(made.Location+"/active", url.Values{"version": {"2"}}), http.StatusSeeOther)
	htmltest.In(t, staff.Get("/menu").Body).Has(".item", "Niet op de kaart")
	htmltest.In(t, s.As(t, r.Teacher).Get("/menu").Body).Lacks(`a[href="` + made.Location + `"]`)
	status(t, "the teacher edits", s.As(t, r.Teacher).Get(made.Location+"/edit"), http.StatusForbidden)
	status(t, "the sibling edits", s.As(t, r.ProjectHengelo).Get(made.Location+"/edit"), http.StatusNotFound)

	company := s.company(r, "Kolk")
	lesson := s.item(r, "guest_lesson")
	path := "/relations/" + string(company) + "/menu"
	status(t, "the form for a company", staff.Get(path), http.StatusOK)
	ticked := url.Values{"item": {string(lesson)}, menu.Field(lesson, "times"): {"3"}, menu.Field(lesson, "max_group"): {"24"}}
	status(t, "tick for a company", staff.Post(path, ticked), http.StatusSeeOther)
	htmltest.In(t, staff.Get("/menu/offers?item="+string(lesson)).Body).Count("table tbody tr", 1)
	status(t, "another network's company", s.As(t, s.Zwolle.Relation).Get(path), http.StatusNotFound)
}

func TestQueriesOfMenuAndNeedPages(t *testing.T) {
	t.Parallel()
	s := newSchool(t)
	r := s.Twente
	for n := range 4 {
		company := s.offers(r, "Bedrijf "+strconv.Itoa(n))
		key := s.ask(r, r.Teacher, "Vraag "+strconv.Itoa(n))
		s.must(s.Services.Need.Invite(t.Context(), r.Teacher, key, []id.ID{company}, "2027-01-20"))
	}
	staff := s.As(t, r.Relation)
	for path, most := range map[string]int{
		"/needs": 6, "/menu": 6, "/menu/offers": 6, "/menu/invite": 6, "/needs/new": 9,
	} {
		a := staff.Get(path)
		status(t, path, a, http.StatusOK)
		if a.Queries > most {
			t.Errorf("%s: %d queries, at most %d\n%s", path, a.Queries, most, strings.Join(a.Texts, "\n"))
		}
	}
}

func TestEmptyPagesExplainThemselves(t *testing.T) {
	t.Parallel()
	site := webtest.New(t)
	r := site.Twente
	for path, want := range map[string]string{
		"/menu": "nog leeg", "/menu/offers": "Nog geen bedrijf", "/menu/invite": "nog geen bedrijven", "/needs": "nog geen vragen", "/needs?state=filled": "Nog geen vraag",
		"/needs?q=x": "Niets gevonden",
	} {
		a := site.As(t, r.Project).Get(path)
		status(t, path, a, http.StatusOK)
		htmltest.In(t, a.Body).Has(".empty", want)
	}
	installed := site.As(t, r.Admin).Post("/menu/install", url.Values{})
	status(t, "install", installed, http.StatusSeeOther)
	htmltest.In(t, site.As(t, r.Teacher).Get("/menu").Body).Has(".item", "Gastles")
}

// Promise 4: invitations go out in waves; a company can pass the question to a colleague, or ask to be asked later.
func TestWavesOnThePage(t *testing.T) {
	t.Parallel()
	s := newSchool(t)
	r := s.Twente
	kolk, breman, dura := s.offers(r, "Kolk"), s.offers(r, "Breman"), s.offers(r, "Dura")
	teacher := s.As(t, r.Teacher)
	key := s.ask(r, r.Teacher, "Gastles over warmtepompen")
	page := "/needs/" + string(key)
	doc := htmltest.In(t, teacher.Get(page).Body)
	doc.Has(`#waves form[action="` + page + `/waves"] input[name=size][value="3"]`)
	doc.Has("#history", "Vraag gesteld")

	a := teacher.Post(page+"/waves", url.Values{"size": {"0"}, "wait": {"5"}, "remind": {"3"}, "on": {"2027-01-20"}})
	status(t, "no companies", a, http.StatusUnprocessableEntity)
	htmltest.In(t, a.Body).Has("#waves details[open] .field-error")
	status(t, "start", teacher.Post(page+"/waves", url.Values{"size": {"2"}, "wait": {"5"}, "remind": {"3"}, "on": {"2027-01-20"}}), http.StatusSeeOther)
	doc = htmltest.In(t, teacher.Get(page).Body)
	doc.Has("#waves", "Ronde 1 is verstuurd")
	doc.Has(`#waves form[action="` + page + `/waves/pause"]`)
	status(t, "pause", teacher.Post(page+"/waves/pause", nil), http.StatusSeeOther)
	htmltest.In(t, teacher.Get(page).Body).Has(`#waves form[action="` + page + `/waves/resume"]`)
	status(t, "resume", teacher.Post(page+"/waves/resume", nil), http.StatusSeeOther)

	company := s.Anonymous()
	path := s.invitation(r, r.Teacher, key, kolk)
	status(t, "no address", company.Post(path, url.Values{"answer": {"colleague"}, "name": {"Bea"}, "email": {"bea"}}), http.StatusUnprocessableEntity)
	status(t, "pass on", company.Post(path, url.Values{"answer": {"colleague"}, "name": {"Bea Blik"}, "email": {"bea@kolk.example"}}), http.StatusSeeOther)
	htmltest.In(t, company.Get(path).Body).Has("h1", "Doorgegeven")
	path = s.invitation(r, r.Teacher, key, breman)
	status(t, "later", company.Post(path, url.Values{"answer": {"later"}, "month": {"2027-03"}}), http.StatusSeeOther)
	htmltest.In(t, company.Get(path).Body).Has(".lead", "Tot maart")
	status(t, "yes", company.Post(s.invitation(r, r.Teacher, key, dura), url.Values{"answer": {"yes"}}), http.StatusSeeOther)

	doc = htmltest.In(t, teacher.Get(page).Body)
	doc.Lacks("#waves")
	doc.Has("#answers", "vraag het weer in maart")
	for _, words := range []string{"Genoeg bedrijven gevonden", "Dura zei ja", "Kolk gaf de vraag door aan een collega", "Breman kan nu niet", "Ronde 2 verstuurd"} {
		doc.Has("#history", words)
	}
}

// Nobody is asked too often: the picture of a company, the queue, and the rules of the network.
func TestTheGuardOnThePages(t *testing.T) {
	t.Parallel()
	s := newSchool(t)
	r := s.Twente
	kolk := s.offers(r, "Kolk")
	breman := s.offers(r, "Breman")
	admin, staff, teacher := s.As(t, r.Admin), s.As(t, r.Relation), s.As(t, r.Teacher)
	form := url.Values{"unit": {string(r.Root)}, "most": {"1"}, "days": {"30"}, "reason": {"Ze worden te vaak gevraagd."}}
	usual := need.UsualWeights()
	for _, p := range usual.Parts() {
		form.Set(p.Name, strconv.Itoa(*p.Points))
	}
	htmltest.In(t, teacher.Get("/needs/rules").Body).Lacks("form button.btn-primary").Has("input[name=item][readonly]")
	status(t, "rules by a teacher", teacher.Post("/needs/rules", form), http.StatusForbidden)
	form.Set("most", "0")
	status(t, "no ceiling", admin.Post("/needs/rules", form), http.StatusUnprocessableEntity)
	form.Set("most", "1")
	status(t, "rules", admin.Post("/needs/rules", form), http.StatusSeeOther)
	htmltest.In(t, admin.Get("/needs/rules").Body).Says("Ze worden te vaak gevraagd.")

	first, second := s.ask(r, r.Teacher, "Gastles over warmtepompen"), s.ask(r, r.Teacher, "Gastles over lassen")
	s.must(s.Services.Need.Invite(t.Context(), r.Teacher, first, []id.ID{kolk}, "2027-01-20"))
	page := "/needs/" + string(second)
	doc := htmltest.In(t, teacher.Get(page).Body)
	doc.Has(".stopped", "ons netwerk vraagt een bedrijf dan hooguit 1 keer")
	doc.Lacks(`form[action="` + page + `/over"]`)
	htmltest.In(t, staff.Get(page).Body).Has(`form[action="` + page + `/over"] input[name=reason]`)
	on := url.Values{"organisation": {string(kolk)}, "on": {"2027-01-20"}}
	status(t, "queue", teacher.Post(page+"/queue", on), http.StatusSeeOther)
	htmltest.In(t, teacher.Get(page).Body).Has("#queue", "Jij bent de eerste")
	status(t, "leave", teacher.Post(page+"/leave-queue", on), http.StatusSeeOther)
	status(t, "pin", teacher.Post(page+"/choose", url.Values{"choose": {"call:" + string(breman)}}), http.StatusSeeOther)
	htmltest.In(t, teacher.Get(page).Body).Has("#proposals", "teacher Twente belt")
	on.Set("reason", "Ze belden zelf.")
	status(t, "over", staff.Post(page+"/over", on), http.StatusSeeOther)

	picture := "/relations/" + string(kolk) + "/pressure"
	htmltest.In(t, s.As(t, r.TeacherHengelo).Get(picture).Body).Says("2 van 1", "Wat er gevraagd is, zien zij alleen").Silent("warmtepompen")
	htmltest.In(t, teacher.Get(picture).Body).Says("Gastles over warmtepompen", "Vol: nieuwe vragen wachten")

	q := url.Values{"need": {string(first)}}
	for k, v := range form {
		q[k] = v
	}
	q.Set("distance", "100")
	htmltest.In(t, teacher.Get("/needs/rules?"+q.Encode()).Body).Has("#effect", "Breman")
}

// The board of needs: in words who waits for whom; cards move by their menu only where that changes a state.
func TestTheBoardOfNeeds(t *testing.T) {
	t.Parallel()
	s := newSchool(t)
	r := s.Twente
	teacher := s.As(t, r.Teacher)
	htmltest.In(t, teacher.Get("/needs/board").Body).Has(".empty", "Er zijn nog geen vragen").Lacks(".board")
	kolk := s.offers(r, "Kolk")
	key, other := s.ask(r, r.Teacher, "Gastles over warmtepompen"), s.ask(r, r.Teacher, "Lassen")
	s.must(s.Services.Need.Invite(t.Context(), r.Teacher, key, []id.ID{kolk}, "2027-01-20"))
	s.Clock.Advance(3 * 24 * 3600e9)
	teacher = s.As(t, r.Teacher)
	doc := htmltest.In(t, teacher.Get("/needs/board").Body)
	doc.Count(".board-column", 6)
	doc.Has("[data-column=asked] .board-card", "Wacht op Kolk, 3 dagen")
	doc.Has("[data-column=asked] .board-card", "0 van 1 ja")
	doc.Has("[data-column=start] .board-card", "Lassen")
	doc.Has(`[data-column=asked] a[data-to=withdrawn][href="/needs/` + string(key) + `/withdraw?back=%2Fneeds%2Fboard"]`)
	doc.Lacks(`[data-column=asked] [data-to=filled]`)
	htmltest.In(t, teacher.Get("/needs/board?q=lassen").Body).Lacks("[data-column=asked] .board-card").Has("[data-column=start] .board-card", "Lassen")
	htmltest.In(t, teacher.Get("/needs?stage=asked").Body).Count("table tbody tr", 1)
	htmltest.In(t, teacher.Get("/needs/board?q=niets").Body).Has(".empty")

	form := htmltest.In(t, teacher.Get("/needs/"+string(other)+"/withdraw?back=%2Fneeds%2Fboard").Body)
	form.Has("input[name=back][value='/needs/board']")
	withdraw := "/needs/" + string(other) + "/withdraw"
	status(t, "no reason", teacher.Post(withdraw, url.Values{"version": {"1"}}), http.StatusUnprocessableEntity)
	a := teacher.Post(withdraw, url.Values{"version": {"1"}, "reason": {"Klas gaat niet"}, "back": {"/needs/board"}})
	if status(t, "withdraw", a, http.StatusSeeOther); a.Location != "/needs/board" {
		t.Errorf("goes to %s", a.Location)
	}
	doc = htmltest.In(t, teacher.Get("/needs/board").Body)
	doc.Has(`[data-column=withdrawn] form[action="/needs/` + string(other) + `/reopen"] button[data-to=start]`)
	status(t, "reopen", teacher.Post("/needs/"+string(other)+"/reopen", url.Values{"version": {"2"}}), http.StatusSeeOther)
	status(t, "close without a yes", teacher.Post("/needs/"+string(key)+"/close", url.Values{"version": {"1"}}), http.StatusConflict)
	htmltest.In(t, s.As(t, r.Lead).Get("/needs/board").Body).Lacks("[data-to]")
}

// A new need begins with what is kept, and asks the same for more classes at once; a combined visit says whether one company can do it.
func TestTemplatesAndSeriesOnThePages(t *testing.T) {
	t.Parallel()
	s := newSchool(t)
	r := s.Twente
	s.offers(r, "Kolk")
	teacher := s.As(t, r.Teacher)
	key := s.ask(r, r.Teacher, "Gastles over warmtepompen")
	keep := "/needs/" + string(key) + "/template"
	htmltest.In(t, teacher.Get(keep).Body).Has("input[name=name][value='Gastles over warmtepompen']").Lacks("input[name=shared]")
	status(t, "no name", teacher.Post(keep, url.Values{"name": {" "}}), http.StatusUnprocessableEntity)
	status(t, "keep", teacher.Post(keep, url.Values{"name": {"Mijn gastles"}}), http.StatusSeeOther)
	form := htmltest.In(t, teacher.Get("/needs/new").Body)
	form.Has(".item-title", "Mijn gastles")
	starts, err := s.Services.Need.Starts(t.Context(), r.Teacher)
	s.must(err)
	template := string(starts.Templates[0].ID)
	htmltest.In(t, teacher.Get("/needs/new?template="+template).Body).Has("input[name=title][value='Gastles over warmtepompen']")
	status(t, "somebody else's", s.As(t, r.TeacherHengelo).Post("/needs/templates/"+template+"/remove", nil), http.StatusNotFound)
	status(t, "remove", teacher.Post("/needs/templates/"+template+"/remove", nil), http.StatusSeeOther)

	in := url.Values{
		"unit": {string(r.Noordik)}, "title": {"Techniek proeven"}, "theme": {"warmtepompen"}, "profiles": {"PIE", "HBR"}, "pupils": {"24"}, "wanted": {"1"},
		"from": {"2027-01-11"}, "to": {"2027-02-26"}, "class": {"3A"}, "more.0.pupils": {"20"}, "before": {"Een filmpje"},
	}
	bad := teacher.Post("/needs", in)
	status(t, "a class without a name", bad, http.StatusUnprocessableEntity)
	htmltest.In(t, bad.Body).Has(`details[open] input[name="more.0.class"][aria-invalid=true]`)
	in.Set("more.0.class", "3B")
	a := teacher.Post("/needs", in)
	status(t, "ask", a, http.StatusSeeOther)
	doc := htmltest.In(t, teacher.Get(a.Location).Body)
	doc.Says("Een van 2 vragen", "Een filmpje", "klas 3A", "gaat daarom op het thema")
	doc.Has("#one-visit", "Ja. 1 bedrijf doet alle profielen")
	path := strings.Split(a.Location, "?")[0]
	htmltest.In(t, teacher.Get(path+"/withdraw").Body).Has("input[name=all]")
	status(t, "withdraw all", teacher.Post(path+"/withdraw", url.Values{"version": {"1"}, "reason": {"Rooster is om"}, "all": {"1"}}), http.StatusSeeOther)
	htmltest.In(t, teacher.Get("/needs?state=withdrawn").Body).Count("table tbody tr", 2)
}
