package calendarweb_test

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	goical "github.com/emersion/go-ical"

	"schakel/internal/domain/calendar"
	"schakel/internal/domain/engagement"
	"schakel/internal/domain/occurrence"
	"schakel/internal/domain/relation"
	"schakel/internal/domain/schoolyear"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/link"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
	"schakel/internal/testkit/htmltest"
	"schakel/internal/testkit/webtest"
	"schakel/internal/testkit/world"
)

// site is a running Schakel with a company in each network. It is Wednesday 25 November 2026.
type site struct {
	*webtest.Site
	t         *testing.T
	companies map[*world.Region]id.ID
}

func newSite(t *testing.T) *site {
	t.Helper()
	s := &site{Site: webtest.New(t), t: t, companies: map[*world.Region]id.ID{}}
	for _, r := range s.Regions() {
		key, err := s.Services.Relation.AddOrganisation(t.Context(), r.Relation, r.Almelo, relation.OrganisationInput{Kind: "company", Name: "Kolk <b>" + r.Name})
		s.must(err)
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

// agree makes an engagement of a school from ten to twelve.
func (s *site) agree(r *world.Region, by access.Scope, unit id.ID, title string, on clock.Date) id.ID {
	s.t.Helper()
	key, err := s.Services.Engagement.AgreeByHand(s.t.Context(), by, engagement.AgreeInput{
		Unit: unit, Organisation: s.companies[r], Title: title, Slot: occurrence.Slot{On: on, Start: 600, End: 720}, Pupils: 24, People: 2, Anyway: true,
	})
	s.must(err)
	return key
}

func (s *site) page(sc access.Scope, path string) string {
	s.t.Helper()
	a := s.As(s.t, sc).Get(path)
	if a.Status != http.StatusOK {
		s.t.Fatalf("%s: %d\n%s\n%s", path, a.Status, a.Body, s.Log)
	}
	if a.Queries > 6 {
		s.t.Errorf("%s: %d queries\n%s", path, a.Queries, strings.Join(a.Texts, "\n"))
	}
	htmltest.In(s.t, a.Body)
	return a.Body
}

func (s *site) shows(body string, words ...string) {
	s.t.Helper()
	for _, w := range words {
		if !strings.Contains(body, w) {
			s.t.Errorf("no %q on the page", w)
		}
	}
}

func (s *site) lacks(body string, words ...string) {
	s.t.Helper()
	for _, w := range words {
		if strings.Contains(body, w) {
			s.t.Errorf("%q on the page", w)
		}
	}
}

func TestCalendar(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	r := s.Twente
	s.shows(s.page(r.Teacher, "/calendar"), "november 2026", "Schooljaar 2026–2027", "geen afspraken", "Kies bij Schoolweken")
	s.agree(r, r.Teacher, r.Noordik, "Gastles lassen", "2026-11-26")
	s.agree(r, r.TeacherHengelo, r.Montessori, "Bezoek Hengelo", "2026-11-26")
	s.agree(r, r.Teacher, r.Noordik, "Gastles in maart", "2027-03-02")
	s.agree(s.Zwolle, s.Zwolle.Teacher, s.Zwolle.Noordik, "Zwols geheim", "2026-11-26")
	s.must(s.Services.SchoolYear.ChooseRegion(t.Context(), r.Admin, r.Root, schoolyear.North))
	for unit, title := range map[id.ID]string{r.Noordik: "leerjaar 3", r.Montessori: "leerjaar 4"} {
		_, err := s.Services.SchoolYear.AddWeek(t.Context(), r.Admin, schoolyear.WeekInput{Unit: unit, Kind: schoolyear.TestWeek, Title: title, From: "2026-11-30", To: "2026-12-04"})
		s.must(err)
	}

	t.Run("every view shows it with the school year", func(t *testing.T) {
		for _, path := range []string{"/calendar", "/calendar?view=week", "/calendar?view=agenda", "/calendar?view=lanes", "/calendar?view=lanes&by=company"} {
			body := s.page(r.Teacher, path)
			s.shows(body, "Gastles lassen", "Kolk &lt;b&gt;Twente", "Schoolvakanties van regio Noord", "Kerstvakantie")
			s.lacks(body, "Bezoek Hengelo", "Zwols geheim", "Gastles in maart", "style=")
		}
	})
	t.Run("who sees both schools filters one", func(t *testing.T) {
		s.shows(s.page(r.Admin, "/calendar"), "Gastles lassen", "Bezoek Hengelo", "Toetsweek · Noordik Twente · leerjaar 3", "Toetsweek · Montessori Twente")
		body := s.page(r.Admin, "/calendar?unit="+string(r.Hengelo))
		s.shows(body, "Bezoek Hengelo", "Montessori Twente · leerjaar 4")
		s.lacks(body, "Gastles lassen", "leerjaar 3")
		s.shows(s.page(r.Admin, "/calendar?unit="+string(r.Noordik)), "cal-busy", ">Toetsweek · leerjaar 3<")
		s.lacks(s.page(r.Admin, "/calendar?mine=1"), "Gastles lassen")
		s.shows(s.page(r.Teacher, "/calendar?mine=1"), "Gastles lassen")
		s.shows(s.page(r.Teacher, "/calendar?organisation="+string(s.companies[r])), "Gastles lassen")
		s.lacks(s.page(r.Teacher, "/calendar?organisation="+string(s.companies[s.Zwolle])), "Gastles lassen")
	})
	t.Run("the address decides what is shown", func(t *testing.T) {
		s.shows(s.page(r.Teacher, "/calendar?on=2027-03-10"), "maart 2027", "Gastles in maart", "Voorjaarsvakantie")
		s.shows(s.page(r.Teacher, "/calendar?view=week&on=2026-12-25"), "Week 52", "Eerste kerstdag", "Kerstvakantie")
		s.shows(s.page(r.Lead, "/calendar?on=2026-12-31"), "december 2026", "on=2027-01-01", "on=2026-11-01")
		for _, q := range []string{"on=9999-12-31", "on=x", "view=y&unit=z", "organisation=%00", "on=0000-00-00&view=week", "view=lanes&on=2099-12-31", "by=q"} {
			s.page(r.Teacher, "/calendar?"+q)
		}
	})
	t.Run("a cancelled one is gone, a counted one is marked", func(t *testing.T) {
		key := s.agree(r, r.Teacher, r.Noordik, "Gaat niet door", "2026-11-27")
		s.must(s.Services.Engagement.Cancel(t.Context(), r.Teacher, key, engagement.CancelInput{By: engagement.BySchool, Reason: "docent ziek"}))
		done := s.agree(r, r.Teacher, r.Noordik, "Was leuk", "2026-11-24")
		_, err := s.Services.Engagement.Count(t.Context(), r.Teacher, done, 20, 1)
		s.must(err)
		body := s.page(r.Teacher, "/calendar")
		s.lacks(body, "Gaat niet door")
		s.shows(body, "Was leuk", "geweest:")
	})
	t.Run("a full day of a month folds", func(t *testing.T) {
		for n := range 7 {
			s.agree(r, r.Teacher, r.Noordik, fmt.Sprintf("Vol %d", n), "2026-11-18")
		}
		body := s.page(r.Teacher, "/calendar")
		s.shows(body, "Vol 2", "nog 4 afspraken", "/calendar?on=2026-11-18&amp;view=agenda")
		s.lacks(body, "Vol 3")
		s.shows(s.page(r.Teacher, "/calendar?on=2026-11-18&view=agenda"), "Vol 6")
	})
	t.Run("who reads no engagements has no calendar", func(t *testing.T) {
		if a := s.As(t, r.Privacy).Get("/calendar"); a.Status != http.StatusForbidden {
			t.Errorf("%d", a.Status)
		}
	})
}

func TestWeeksPage(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	r := s.Twente
	c := s.As(t, r.Stage)
	s.shows(s.page(r.Stage, "/calendar/weeks"), "Er zijn nog geen schoolweken", "Noordik Twente")
	s.lacks(s.page(r.Teacher, "/calendar/weeks"), "<form action=\"/calendar/weeks\"", "Weken toevoegen")
	in := url.Values{"unit": {string(r.Noordik)}, "kind": {"test"}, "from": {"2026-12-07"}, "to": {"2026-12-11"}, "title": {"leerjaar <4>"}}
	if a := c.Post("/calendar/weeks", in); a.Location != "/calendar/weeks" {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	s.shows(s.page(r.Teacher, "/calendar/weeks"), "Toetsweek · Noordik Twente", "7 dec – 11 dec 2026", "leerjaar &lt;4&gt;")
	in.Set("to", "2026-12-01")
	a := c.Post("/calendar/weeks", in)
	if a.Status != http.StatusUnprocessableEntity || !strings.Contains(a.Body, `value="2026-12-01"`) {
		t.Errorf("wrong order: %d", a.Status)
	}
	htmltest.In(t, a.Body)
	if a := c.Post("/calendar/region", url.Values{"unit": {string(r.Noordik)}}); a.Status != http.StatusUnprocessableEntity {
		t.Errorf("no region: %d", a.Status)
	}
	if a := c.Post("/calendar/region", url.Values{"unit": {string(r.Noordik)}, "region": {"zuid"}}); a.Status != http.StatusSeeOther {
		t.Errorf("region: %d", a.Status)
	}
	s.shows(s.page(r.Teacher, "/calendar?unit="+string(r.Noordik)), "regio Zuid")
	list, err := s.Services.SchoolYear.Weeks(t.Context(), r.Stage, "2026-08-01", "2027-07-31")
	s.must(err)
	if a := c.Post("/calendar/weeks/"+string(list[0].ID)+"/remove", nil); a.Location != "/calendar/weeks" {
		t.Errorf("remove: %d", a.Status)
	}
	s.shows(s.page(r.Stage, "/calendar/weeks"), "Er zijn nog geen schoolweken")
}

// events are the summaries in a feed, as another program reads them, by UID.
func (s *site) events(body string) map[string]*goical.Component {
	s.t.Helper()
	cal, err := goical.NewDecoder(bytes.NewReader([]byte(body))).Decode()
	s.must(err)
	out := map[string]*goical.Component{}
	for _, e := range cal.Children {
		if e.Name == goical.CompEvent {
			out[e.Props.Get("UID").Value] = e
		}
	}
	return out
}

func TestFeeds(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	r := s.Twente
	mine := s.agree(r, r.Teacher, r.Noordik, "Gastles lassen", "2026-11-26")
	s.agree(r, r.Stage, r.Noordik, "Van een ander", "2027-03-29")
	s.agree(r, r.TeacherHengelo, r.Montessori, "Bezoek Hengelo", "2026-11-26")
	teacher, anybody := s.As(t, r.Teacher), s.Anonymous()
	make := func(form url.Values) string {
		t.Helper()
		if a := teacher.Post("/calendar/feeds", form); a.Location != "/calendar/feeds" {
			t.Fatalf("%d %s", a.Status, a.Body)
		}
		feeds, err := s.Services.Calendar.Feeds(t.Context(), r.Teacher)
		s.must(err)
		return "/f/" + s.Links.Token(feeds[len(feeds)-1].ID) + "/schakel.ics"
	}
	own := make(nil)
	unit := make(url.Values{"unit": {string(r.Noordik)}})
	company := make(url.Values{"organisation": {string(s.companies[r])}})
	s.shows(s.page(r.Teacher, "/calendar/feeds"), own, unit, company, "Mijn afspraken", "Noordik Twente")
	s.lacks(s.page(r.Stage, "/calendar/feeds"), own, unit)

	titles := func(path string) string {
		t.Helper()
		a := anybody.Get(path)
		if a.Status != http.StatusOK || a.Header.Get("Content-Type") != "text/calendar; charset=utf-8" {
			t.Fatalf("%s: %d %s", path, a.Status, a.Body)
		}
		var out []string
		for _, e := range s.events(a.Body) {
			out = append(out, e.Props.Get("SUMMARY").Value)
		}
		return strings.Join(out, "|")
	}
	if got := titles(own); got != "Gastles lassen · Kolk <b>Twente" {
		t.Errorf("mine: %s", got)
	}
	for _, path := range []string{unit, company} {
		got := titles(path)
		s.shows(got, "Gastles lassen", "Van een ander")
		s.lacks(got, "Hengelo")
	}

	t.Run("an app that has it gets 304, until something changes", func(t *testing.T) {
		tag := anybody.Get(own).Header.Get("ETag")
		again := func(tag string) webtest.Answer {
			q := httptest.NewRequest(http.MethodGet, own, nil)
			q.Header.Set("If-None-Match", tag)
			return anybody.Do(q)
		}
		s.Clock.Advance(time.Hour)
		if a := again(`"x", W/` + tag); a.Status != http.StatusNotModified || a.Body != "" || a.Header.Get("ETag") != tag {
			t.Errorf("%d %q", a.Status, a.Body)
		}
		s.must(s.Services.Engagement.Reschedule(t.Context(), r.Teacher, mine, engagement.RescheduleInput{
			Version: 1, Slot: occurrence.Slot{On: "2027-03-29", Start: 540, End: 600}, Place: "Lokaal 3; links, achter", Reason: "docent ziek", Anyway: true,
		}))
		a := again(tag)
		if a.Status != http.StatusOK {
			t.Fatalf("%d after a change", a.Status)
		}
		record, err := s.Services.Engagement.Record(t.Context(), r.Teacher, mine)
		s.must(err)
		e := s.events(a.Body)[calendar.UID(record.Occurrence.ID)]
		if e == nil || e.Props.Get("SEQUENCE").Value != "1" {
			t.Fatalf("moved: %v", e)
		}
		if starts, err := e.Props.Get("DTSTART").DateTime(time.UTC); err != nil || starts.UTC().Format(time.RFC3339) != "2027-03-29T07:00:00Z" {
			t.Errorf("in summer time: %v %v", starts, err)
		}
	})
	t.Run("a new name of a company is a change too", func(t *testing.T) {
		tag := anybody.Get(own).Header.Get("ETag")
		org, err := s.Services.Relation.Organisation(t.Context(), r.Relation, s.companies[r])
		s.must(err)
		s.must(s.Services.Relation.EditOrganisation(t.Context(), r.Relation, org.ID, org.Version, relation.OrganisationInput{Kind: "company", Name: "Nieuwe naam", Place: "Almelo"}))
		q := httptest.NewRequest(http.MethodGet, own, nil)
		q.Header.Set("If-None-Match", tag)
		if a := anybody.Do(q); a.Status != http.StatusOK || !strings.Contains(a.Body, "Nieuwe naam") {
			t.Errorf("%d", a.Status)
		}
	})
	t.Run("a feed is renewed at its own address, by whose it is", func(t *testing.T) {
		feeds, err := s.Services.Calendar.Feeds(t.Context(), r.Teacher)
		s.must(err)
		renew := "/calendar/feeds/" + string(feeds[0].ID) + "/renew"
		if a := s.As(t, r.Stage).Post(renew, nil); a.Status != http.StatusNotFound {
			t.Errorf("another renews it: %d", a.Status)
		}
		s.Clock.Advance(2 * time.Hour)
		if a := teacher.Post(renew, nil); a.Status != http.StatusSeeOther {
			t.Fatalf("renew: %d %s", a.Status, a.Body)
		}
		later, err := s.Services.Calendar.Feeds(t.Context(), r.Teacher)
		s.must(err)
		if got := later[0].ExpiresAt.Sub(feeds[0].ExpiresAt); got < 2*time.Hour {
			t.Errorf("lives %s longer", got)
		}
	})
	t.Run("a company reads its own, without an account", func(t *testing.T) {
		var key id.ID
		s.must(s.Kit.Write(t.Context(), r.System, func(op *operation.Op) (err error) {
			op.Audit(audit.Entry{Action: "feed.made", Object: "link"})
			key, err = link.MakeTx(op, link.New{Kind: link.Feed, Organisation: s.companies[r]})
			return err
		}))
		got := titles("/f/" + s.Links.Token(key) + "/schakel.ics")
		s.shows(got, "Gastles lassen · Noordik Twente", "Bezoek Hengelo")
		s.lacks(anybody.Get("/f/"+s.Links.Token(key)+"/schakel.ics").Body, "/engagements/")
	})
	t.Run("ended, or without a role, it is gone", func(t *testing.T) {
		feeds, err := s.Services.Calendar.Feeds(t.Context(), r.Teacher)
		s.must(err)
		if a := s.As(t, r.Stage).Post("/calendar/feeds/"+string(feeds[0].ID)+"/end", nil); a.Status != http.StatusNotFound {
			t.Errorf("another ends it: %d", a.Status)
		}
		if a := teacher.Post("/calendar/feeds/"+string(feeds[0].ID)+"/end", nil); a.Location != "/calendar/feeds" {
			t.Errorf("end: %d", a.Status)
		}
		if a := anybody.Get(own); a.Status != http.StatusNotFound {
			t.Errorf("an ended feed: %d", a.Status)
		}
		s.must(s.DB.Write(t.Context(), db.Settings{}, func(tx *db.Tx) error {
			_, err := tx.Exec(db.Q(`UPDATE account SET disabled_at = $2 WHERE id = $1`, r.Teacher.Account(), s.Clock.Now()))
			return err
		}))
		if a := anybody.Get(unit); a.Status != http.StatusNotFound {
			t.Errorf("the feed of somebody who left: %d %s", a.Status, a.Body)
		}
	})
	t.Run("who may not read a unit makes no feed of it", func(t *testing.T) {
		if a := s.As(t, r.TeacherHengelo).Post("/calendar/feeds", url.Values{"unit": {string(r.Noordik)}}); a.Status != http.StatusNotFound {
			t.Errorf("%d", a.Status)
		}
	})
}
