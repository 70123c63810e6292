package e2e

import (
	"testing"
	"time"

	"schakel/internal/platform/clock"
	"schakel/internal/testkit/browser"
)

// A need asks companies by itself, in waves: the first wave on the teacher's click, the next one when the waiting time is over. A
// company says yes from the mail, on a phone without JavaScript; the need is filled, and whoever had not answered hears that it is
// no longer needed, also behind the old link.

func TestWavesUntilFilled(t *testing.T) {
	t.Parallel()
	s := play(t)
	kolk := s.company(t, "Van der Kolk Installatietechniek", "Erik van der Kolk")
	nijhuis := s.company(t, "Smederij Nijhuis", "Tineke Nijhuis")
	s.offers(t, kolk, "guest_lesson")
	s.offers(t, nijhuis, "guest_lesson")
	page := "/needs/" + string(s.need(t, "Gastles warmtepompen"))

	teacher := s.as(t, s.r.Teacher, desk)
	teacher.Goto(page)
	teacher.Within("#waves").Click("Starten")
	teacher.Fill("Bedrijven per ronde", "1")
	teacher.Fill("Wachttijd per ronde", "2")
	look(t, teacher, "waves-form")
	teacher.Click("Eerste ronde versturen")
	teacher.See("De eerste ronde is verstuurd.")
	teacher.Within("#answers").See("Wacht op antwoord")
	look(t, teacher, "waves-running")

	next := clock.Today(s.Clock).AddDays(5).Time() // past the waiting time, whatever the weekend
	s.Clock.Set(time.Date(next.Year(), next.Month(), next.Day(), 11, 0, 0, 0, clock.Amsterdam()))
	if _, err := s.Services.Need.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	first, second := linkIn(t, s.mail(t, kolk.mail, "vraagt")), linkIn(t, s.mail(t, nijhuis.mail, "vraagt"))

	phoneNoJS := browser.Options{Width: phone.Width, NoJS: true}
	p := s.visit(t, phoneNoJS)
	p.Goto(second)
	look(t, p, "wave-invitation-phone")
	p.Click("Ja, dat doen we")
	p.See("Dank je wel, het staat")

	again := s.as(t, s.r.Teacher, desk)
	again.Goto(page)
	again.See("Je hebt genoeg bedrijven gevonden.")
	again.Within("#history").See("Ronde 2 verstuurd")
	again.Within("#history").See("Smederij Nijhuis zei ja")
	look(t, again, "waves-filled")

	s.mail(t, kolk.mail, "Niet meer nodig")
	other := s.visit(t, phoneNoJS)
	other.Goto(first)
	other.NotSee("Ja, dat doen we")
}
