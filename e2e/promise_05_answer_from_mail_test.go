package e2e

import (
	"bytes"
	"net/http"
	"slices"
	"strings"
	"testing"

	"schakel/internal/platform/db"
	"schakel/internal/testkit/browser"
)

// A company is asked by mail and answers behind the link: yes, no, or another day. A yes makes the engagement, which the
// teacher sees; another day can be taken up by the teacher with one button. A mail scanner that follows the link by HEAD and
// GET, or opens it in a browser, changes nothing. A second answer shows what was answered.

// asked is a company that was asked for a lesson; the result holds the path of the link in its mail.
func asked(t *testing.T) (s *scene, c company, need, link string) {
	t.Helper()
	s = play(t)
	c = s.company(t, "Van der Kolk Installatietechniek", "Erik van der Kolk")
	s.offers(t, c, "guest_lesson")
	key := s.need(t, "Gastles warmtepompen")
	return s, c, "/needs/" + string(key), s.invite(t, key, c)
}

func TestYesFromTheMail(t *testing.T) {
	t.Parallel()
	both(t, phone, func(t *testing.T, o browser.Options) {
		s, c, need, link := asked(t)
		p := s.visit(t, o)
		p.Goto(link)
		p.See("Kun je op vrijdag 4 december 2026 iets doen voor Noordik Twente?")
		look(t, p, "invitation")
		p.Click("Ja, dat doen we")
		p.See("Dank je wel, het staat")
		look(t, p, "invitation-yes")
		p.Goto(link)
		p.See("Dank je wel, het staat")

		teacher := s.as(t, s.r.Teacher, desk)
		teacher.Goto(need)
		teacher.See("Je hebt genoeg bedrijven gevonden.")
		look(t, teacher, "need-filled")
		teacher.Click("Naar de afspraak")
		teacher.See("zei ja op de uitnodiging")
		teacher.See(c.name)
		look(t, teacher, "engagement-agreed")
		teacher.Goto("/engagements")
		teacher.See("Gastles warmtepompen")
		look(t, teacher, "engagements")
		s.mail(t, c.mail, "Afgesproken")
		s.mail(t, "teacher@twente.example", "Afgesproken")
	})
}

func TestNoFromTheMail(t *testing.T) {
	t.Parallel()
	both(t, phone, func(t *testing.T, o browser.Options) {
		s, _, need, link := asked(t)
		p := s.visit(t, o)
		p.Goto(link)
		p.Click("Nee, dit lukt niet")
		p.Fill("Waarom niet?", "Te druk in december.")
		look(t, p, "invitation-no-open")
		p.Click("Antwoord sturen")
		p.See("Dank je voor je antwoord")
		look(t, p, "invitation-no")

		teacher := s.as(t, s.r.Teacher, desk)
		teacher.Goto(need)
		teacher.Within("#answers").See("Nee")
		teacher.Within("#answers").See("Te druk in december.")
		teacher.Goto("/engagements")
		teacher.NotSee("Gastles warmtepompen")
	})
}

func TestAnotherDayFromTheMail(t *testing.T) {
	t.Parallel()
	both(t, phone, func(t *testing.T, o browser.Options) {
		s, _, need, link := asked(t)
		p := s.visit(t, o)
		p.Goto(link)
		p.Click("Liever een andere dag")
		p.Fill("Welke dag past wel?", "2026-11-01")
		p.Click("Deze dag voorstellen")
		refused(t, p.Within(".field:has(#f-on)"), "Kies een dag na vandaag")
		look(t, p, "invitation-date-refused")
		p.Fill("Welke dag past wel?", "2026-12-09")
		p.Fill("Wil je er iets bij zeggen?", "Dan zijn we terug van een grote klus.")
		p.Click("Deze dag voorstellen")
		p.See("je voorstel is verstuurd")
		look(t, p, "invitation-date")

		teacher := s.as(t, s.r.Teacher, browser.Options{Width: 1280, NoJS: o.NoJS})
		teacher.Goto("/today")
		teacher.Within("#waiting").See("Andere dag voorgesteld")
		teacher.Goto(need)
		teacher.Within("#answers").See("wo 9 dec 2026")
		look(t, teacher, "need-other-date")
		teacher.Click("Deze dag is goed")
		teacher.See("Afgesproken.")
		teacher.Goto("/engagements")
		teacher.See("Gastles warmtepompen")
		p.Goto(link)
		p.See("het staat")
	})
}

func TestAMailScannerChangesNothing(t *testing.T) {
	t.Parallel()
	s, c, _, link := asked(t)
	menu := mailMenu(t, s, c)
	before := s.digest(t)
	for _, path := range []string{link, menu} {
		for _, method := range []string{http.MethodHead, http.MethodGet, http.MethodOptions} {
			req, err := http.NewRequestWithContext(t.Context(), method, s.address+path, nil)
			check(t, err)
			res, err := http.DefaultClient.Do(req)
			check(t, err)
			check(t, res.Body.Close())
			if res.StatusCode >= 500 || method != http.MethodOptions && res.StatusCode != http.StatusOK {
				t.Errorf("%s %s: status %d", method, path, res.StatusCode)
			}
		}
		p := s.visit(t, desk)
		p.Goto(path)
		p.Reload()
	}
	for table, rows := range s.digest(t) {
		if before[table] != rows {
			t.Errorf("following the links changed the table %s", table)
		}
	}
	p := s.visit(t, phone)
	p.Goto(link)
	p.Click("Ja, dat doen we") // still open to the one who was asked
	p.See("Dank je wel, het staat")
}

// digest tells of every table what it holds.
func (s *scene) digest(t *testing.T) map[string]string {
	t.Helper()
	sums := map[string]string{}
	check(t, s.DB.Snapshot(t.Context(), func(snap *db.Snapshot) error {
		tables, err := snap.Tables()
		if err != nil {
			return err
		}
		for _, table := range tables {
			var b bytes.Buffer
			if _, err := snap.Dump(table, &b); err != nil {
				return err
			}
			rows := strings.Split(b.String(), "\n")
			slices.Sort(rows)
			sums[table] = strings.Join(rows, "\n")
		}
		return nil
	}))
	return sums
}
