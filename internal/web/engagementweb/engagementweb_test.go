package engagementweb_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"schakel/internal/domain/engagement"
	"schakel/internal/domain/occurrence"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/link"
	"schakel/internal/platform/id"
	"schakel/internal/testkit/htmltest"
	"schakel/internal/testkit/webtest"
	"schakel/internal/testkit/world"
)

// site is a running Schakel with a company and a contact person in each network.
type site struct {
	*webtest.Site
	t         *testing.T
	companies map[*world.Region]id.ID
}

func newSite(t *testing.T) *site {
	t.Helper()
	s := &site{Site: webtest.New(t), t: t, companies: map[*world.Region]id.ID{}}
	for _, r := range s.Regions() {
		key, err := s.Services.Relation.AddOrganisation(t.Context(), r.Relation, r.Almelo, relation.OrganisationInput{Kind: "company", Name: "Kolk <b>" + r.Name, Place: "Almelo"})
		s.must(err)
		_, err = s.Services.Relation.AddPerson(t.Context(), r.Relation, key, relation.PersonInput{Name: "Jan Kolk", Email: "jan@kolk.example", Title: "Uitvoerder", Requests: true})
		s.must(err)
		s.must(s.Services.Menu.InstallDefaults(t.Context(), r.Admin, r.Root))
		s.companies[r] = key
	}
	return s
}

func (s *site) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// agreed is a visit tomorrow from ten to twelve.
func (s *site) agreed(r *world.Region, title string) id.ID {
	s.t.Helper()
	key, err := s.Services.Engagement.AgreeByHand(s.t.Context(), r.Relation, engagement.AgreeInput{
		Unit: r.Noordik, Organisation: s.companies[r], Title: title, Slot: occurrence.Slot{On: "2026-11-26", Start: 600, End: 720}, Pupils: 24, People: 2, PrepMinutes: 30, Anyway: true,
	})
	s.must(err)
	return key
}

// afterwards is when the visit is over.
var afterwards = time.Date(2026, 11, 26, 11, 5, 0, 0, time.UTC)

func (s *site) ok(a webtest.Answer, path string) webtest.Answer {
	s.t.Helper()
	if a.Status != 200 {
		s.t.Fatalf("%s: %d\n%s\n%s", path, a.Status, a.Body, s.Log)
	}
	htmltest.In(s.t, a.Body)
	return a
}

func (s *site) get(sc access.Scope, path string) webtest.Answer {
	s.t.Helper()
	return s.ok(s.As(s.t, sc).Get(path), path)
}

func wants(t *testing.T, body string, words ...string) {
	t.Helper()
	for _, w := range words {
		if !strings.Contains(body, w) {
			t.Errorf("no %q on the page", w)
		}
	}
}

func lacks(t *testing.T, body string, words ...string) {
	t.Helper()
	for _, w := range words {
		if strings.Contains(body, w) {
			t.Errorf("%q on the page", w)
		}
	}
}

func TestList(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	r := s.Twente
	wants(t, s.get(r.Teacher, "/engagements").Body, "Er staat nog niets gepland", "/engagements/new")
	lacks(t, s.get(r.Accountant, "/engagements").Body, "/engagements/new")
	for range 55 {
		s.agreed(r, "Gastles lassen")
	}
	s.agreed(s.Zwolle, "Zwols geheim")

	t.Run("shows a week with its engagements, at a fixed price", func(t *testing.T) {
		a := s.get(r.Relation, "/engagements")
		wants(t, a.Body, "Deze week", "Week 48", "Gastles lassen", "Kolk &lt;b&gt;Twente · Noordik Twente", "10:00–12:00", "Volgende")
		lacks(t, a.Body, "Zwols geheim", "<b>")
		if a.Queries > 6 {
			t.Errorf("%d queries:\n%s", a.Queries, strings.Join(a.Texts, "\n"))
		}
	})
	t.Run("siblings see nothing", func(t *testing.T) {
		lacks(t, s.get(r.TeacherCanisius, "/engagements?state=all").Body, "Gastles lassen")
	})
	t.Run("words that find nothing say so", func(t *testing.T) {
		wants(t, s.get(r.Relation, "/engagements?q=zeppelin").Body, "Niets gevonden")
	})
	t.Run("odd addresses are lists too", func(t *testing.T) {
		for _, q := range []string{"state=nonsense", "after=%00", "unit=x&organisation=y&activity=z", "q=" + strings.Repeat("a", 5000), "state=signed", "state=waiting", "state=to_count", "state=cancelled"} {
			s.get(r.Relation, "/engagements?"+q)
		}
	})
	t.Run("English too", func(t *testing.T) {
		a := s.ok(s.As(t, r.Relation).With("schakel_lang", "en").Get("/engagements"), "/engagements")
		wants(t, a.Body, "Engagements", "This week", "26 Nov")
		lacks(t, a.Body, "⟦")
	})
}

func TestAgreeByHand(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	r := s.Twente
	wants(t, s.get(r.Relation, "/engagements/new").Body, "Zoek een bedrijf")
	wants(t, s.get(r.Relation, "/engagements/new?q=kolk").Body, "organisation="+string(s.companies[r]))
	wants(t, s.get(r.Relation, "/engagements/new?q=zeppelin").Body, "Dit bedrijf kennen we nog niet", "/relations/new")
	wants(t, s.get(r.Relation, "/engagements/new?organisation="+string(s.companies[r])).Body, "Jan Kolk", "Gastles", "Noordik Twente")
	lacks(t, s.get(r.Teacher, "/engagements/new?organisation="+string(s.companies[r])).Body, "Jan Kolk")
	if a := s.As(t, r.Relation).Get("/engagements/new?organisation=" + string(s.companies[s.Zwolle])); a.Status != 404 {
		t.Errorf("company of another network: %d", a.Status)
	}

	form := url.Values{
		"organisation": {string(s.companies[r])}, "unit": {string(r.Noordik)}, "title": {"Gastles lassen"}, "on": {"2027-03-28"}, "start": {"02:30"}, "end": {"04:00"},
		"people": {"2"}, "pupils": {"24"}, "prep": {""},
	}
	post := func(sc access.Scope) webtest.Answer { return s.As(t, sc).Post("/engagements", form) }
	a := post(r.Relation)
	if a.Status != 422 {
		t.Fatalf("clock change: %d", a.Status)
	}
	wants(t, a.Body, "gaat de klok een uur vooruit", `value="Gastles lassen"`, `value="2027-03-28"`)
	for name, value := range map[string]string{"people": "abc", "pupils": "1e9", "on": "2026-02-30", "start": "25:00", "title": "\x00", "item": string(s.companies[r])} {
		was := form[name]
		form.Set("on", "2026-11-27")
		form.Set(name, value)
		if a := post(r.Relation); name != "item" && a.Status != 422 {
			t.Errorf("%s %q: %d", name, value, a.Status)
		}
		form[name] = was
	}
	form.Set("on", "27-11-2026")
	form.Set("start", "10.00")
	form.Set("end", "12:00")
	if a := post(r.RelationHengelo); a.Status != 404 {
		t.Errorf("other subregion: %d", a.Status)
	}
	a = post(r.Relation)
	if a.Status != 303 || !strings.HasPrefix(a.Location, "/engagements/") {
		t.Fatalf("%d %s\n%s", a.Status, a.Location, a.Body)
	}
	wants(t, s.get(r.Teacher, a.Location).Body, "Gastles lassen", "vrijdag 27 november 2026, 10:00–12:00", "2 mensen", "Afgesproken met")
}

func TestRecord(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	r := s.Twente
	key := s.agreed(r, "Gastles lassen")
	path := "/engagements/" + string(key)
	post := func(sc access.Scope, what string, form url.Values) webtest.Answer {
		return s.As(t, sc).Post(path+"/"+what, form)
	}

	t.Run("out of reach is not there", func(t *testing.T) {
		for _, sc := range []access.Scope{r.TeacherCanisius, r.RelationHengelo, s.Zwolle.Admin} {
			if a := s.As(t, sc).Get(path); a.Status != 404 {
				t.Errorf("read: %d", a.Status)
			}
			for _, what := range []string{"attendance", "reschedule", "cancel", "sign-off"} {
				form := url.Values{"pupils": {"1"}, "teachers": {"1"}, "by": {"school"}, "reason": {"Omdat"}, "on": {"2026-12-01"}, "start": {"10:00"}, "end": {"11:00"}, "version": {"1"}}
				if a := post(sc, what, form); a.Status != 404 {
					t.Errorf("%s: %d", what, a.Status)
				}
			}
		}
		if a := s.As(t, r.Relation).Get("/engagements/nonsense"); a.Status != 404 {
			t.Errorf("no id: %d", a.Status)
		}
	})
	t.Run("readers find no buttons", func(t *testing.T) {
		lacks(t, s.get(r.Accountant, path).Body, path+"/reschedule", path+"/cancel")
		wants(t, s.get(r.Relation, path).Body, path+"/reschedule", path+"/cancel")
	})
	t.Run("moving asks for a reason and keeps what was typed", func(t *testing.T) {
		form := url.Values{"on": {"2026-12-03"}, "start": {"13:00"}, "end": {"15:00"}, "place": {"Bij Kolk"}, "reason": {""}, "version": {"1"}}
		a := post(r.Teacher, "reschedule", form)
		if a.Status != 422 {
			t.Fatalf("%d", a.Status)
		}
		wants(t, a.Body, `value="2026-12-03"`, `value="Bij Kolk"`, "Vul dit veld in", `<details class="disclosure" id="reschedule" data-dialog="Verzetten" open`)
		form.Set("reason", "Toetsweek")
		if a := post(r.Teacher, "reschedule", form); a.Status != 303 {
			t.Fatalf("%d", a.Status)
		}
		wants(t, s.get(r.Relation, path).Body, "Toetsweek", "donderdag 3 december 2026, 13:00–15:00", "Verzet van do 26 nov 2026, 10:00 naar do 3 dec 2026, 13:00")
		if a := post(r.Teacher, "reschedule", form); a.Status != 409 {
			t.Errorf("old version: %d", a.Status)
		}
	})
	t.Run("counting before it began is a conflict, nonsense is refused at its field", func(t *testing.T) {
		if a := post(r.Teacher, "attendance", url.Values{"pupils": {"24"}, "teachers": {"1"}}); a.Status != 409 {
			t.Errorf("%d", a.Status)
		}
		a := post(r.Teacher, "attendance", url.Values{"pupils": {"vier"}, "teachers": {""}})
		if a.Status != 422 {
			t.Errorf("%d", a.Status)
		}
	})
	t.Run("cancelling tells why", func(t *testing.T) {
		if a := post(r.Teacher, "cancel", url.Values{"reason": {"Ziek"}}); a.Status != 422 {
			t.Errorf("without a party: %d", a.Status)
		}
		if a := post(r.Teacher, "cancel", url.Values{"reason": {"De monteur is ziek"}, "by": {"company"}}); a.Status != 303 {
			t.Errorf("%d", a.Status)
		}
		a := s.get(r.Relation, path)
		wants(t, a.Body, "De monteur is ziek", "Afgezegd door het bedrijf")
		lacks(t, a.Body, path+"/reschedule", path+"/attendance")
	})
}

func TestCountSignReceipt(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	r := s.Twente
	key := s.agreed(r, "Gastles lassen")
	path := "/engagements/" + string(key)
	s.Clock.Set(afterwards)
	wants(t, s.get(r.Teacher, path).Body, "Hoeveel waren er?")
	if a := s.As(t, r.Teacher).Post(path+"/attendance", url.Values{"pupils": {"23"}, "teachers": {"1"}}); a.Status != 303 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	wants(t, s.get(r.Teacher, path).Body, "Wacht op de handtekening", "23 leerlingen")
	first := s.LinkPath(t, r, link.SignOff, s.companies[r])
	if a := s.As(t, r.Teacher).Post(path+"/sign-off", nil); a.Status != 303 {
		t.Fatalf("ask again: %d", a.Status)
	}
	signPath := s.LinkPath(t, r, link.SignOff, s.companies[r])
	phone := s.Anonymous()

	t.Run("the earlier link has ended", func(t *testing.T) {
		if a := phone.Get(first); a.Status != 404 {
			t.Errorf("%d", a.Status)
		}
	})
	t.Run("opening the link changes nothing", func(t *testing.T) {
		for range 3 {
			a := s.ok(phone.Get(signPath), signPath)
			wants(t, a.Body, "Kloppen deze uren?", `value="Jan Kolk"`, `value="Uitvoerder"`, `value="2,5"`, "samen 5", "Gastles lassen")
			lacks(t, a.Body, "⟦", "<b>")
		}
		wants(t, s.get(r.Teacher, path).Body, "Wacht op de handtekening")
	})
	form := url.Values{"people": {"2"}, "hours": {"2:30"}, "signer_name": {"Jan Kolk"}, "signer_function": {"Uitvoerder"}, "remark": {"Leuke klas"}}
	t.Run("nonsense is refused at its field and kept", func(t *testing.T) {
		for name, value := range map[string]string{"people": "twee", "hours": "veel", "signer_name": ""} {
			was := form.Get(name)
			form.Set(name, value)
			a := phone.Post(signPath, form)
			if a.Status != 422 || !strings.Contains(a.Body, "Leuke klas") || !strings.Contains(a.Body, `aria-invalid="true"`) {
				t.Errorf("%s %q: %d", name, value, a.Status)
			}
			form.Set(name, was)
		}
	})
	t.Run("signing shows the receipt, also the second time", func(t *testing.T) {
		for range 2 {
			if a := phone.Post(signPath, form); a.Status != 303 || a.Location != signPath {
				t.Fatalf("%d %s\n%s", a.Status, a.Location, s.Log)
			}
		}
		form.Set("hours", "99")
		if a := phone.Post(signPath, form); a.Status != 303 {
			t.Errorf("other hours later: %d", a.Status)
		}
		a := s.ok(phone.Get(signPath), signPath)
		wants(t, a.Body, "Bedankt, het is getekend", "2 mensen", "samen 5", "Leuke klas", "Kenmerk")
		lacks(t, a.Body, "99\u00a0uur", "<form action=\"/s/")
	})
	t.Run("the record tells readers of the ledger what was signed", func(t *testing.T) {
		wants(t, s.get(r.Relation, path).Body, "Getekende uren", "Jan Kolk, Uitvoerder", "tekende de uren")
		lacks(t, s.get(r.Teacher, path).Body, "Getekende uren")
		wants(t, s.get(r.Relation, "/engagements?state=signed").Body, "Gastles lassen")
	})
	t.Run("a link of another kind opens nothing here", func(t *testing.T) {
		if a := phone.Get("/s/" + strings.Repeat("A", 54)); a.Status != 404 {
			t.Errorf("%d", a.Status)
		}
	})
}

func TestSignOffBeforeAndAfterItsTime(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	r := s.Twente
	key := s.agreed(r, "Gastles lassen")
	s.Clock.Set(time.Date(2026, 11, 26, 9, 10, 0, 0, time.UTC))
	_, err := s.Services.Engagement.Count(t.Context(), r.Teacher, key, 24, 1)
	s.must(err)
	path := s.LinkPath(t, r, link.SignOff, s.companies[r])
	phone := s.Anonymous()
	wants(t, s.ok(phone.Get(path), path).Body, "Tekenen kan nog niet", "12:00")
	if a := phone.Post(path, url.Values{"people": {"2"}, "hours": {"2"}, "signer_name": {"Jan Kolk"}}); a.Status != 303 {
		t.Errorf("%d", a.Status)
	}
	wants(t, s.ok(phone.Get(path), path).Body, "Tekenen kan nog niet")
	s.Clock.Set(afterwards)
	wants(t, s.ok(phone.Get(path), path).Body, "Kloppen deze uren?")
	if a := phone.Post(path, url.Values{"people": {"2"}, "hours": {"2"}, "signer_name": {"Jan Kolk"}}); a.Status != 303 {
		t.Errorf("%d", a.Status)
	}
	wants(t, s.ok(phone.Get(path), path).Body, "Bedankt, het is getekend", "Jan Kolk")
}
