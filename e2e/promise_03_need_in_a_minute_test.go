package e2e

import (
	"strings"
	"testing"

	"schakel/internal/testkit/browser"
)

// A teacher writes what a class needs: a title, a kind, how many pupils and a period; the rest is filled in or may stay
// empty. Then companies stand in order, each with the reasons for its place and who asked it last. The teacher ticks two
// and invites them; both get a mail. Inviting nobody is told, and who was asked does not stand in the list again.

func TestTeacherAsksAndInvites(t *testing.T) {
	t.Parallel()
	both(t, desk, func(t *testing.T, o browser.Options) {
		s := play(t)
		kolk := s.company(t, "Van der Kolk Installatietechniek", "Erik van der Kolk")
		nijhuis := s.company(t, "Smederij Nijhuis", "Tineke Nijhuis")
		busy := s.company(t, "Bouwbedrijf Oude Egberink", "Henk Oude Egberink")
		for _, c := range []company{kolk, nijhuis, busy} {
			s.offers(t, c, "guest_lesson")
		}
		s.invite(t, s.need(t, "Eerdere gastles"), busy)

		p := s.as(t, s.r.Teacher, o)
		p.Goto("/needs")
		look(t, p, "needs")
		p.Within("main").Click("Nieuwe vraag")
		look(t, p, "need-form")
		p.Fill("In een paar woorden", "Gastles over warmtepompen")
		p.Select("Wat voor iets?", "Gastles")
		p.Fill("Leerlingen", "24")
		p.Fill("Bedrijven nodig", "2")
		p.Fill("Vanaf", "2026-12-07")
		p.Fill("Tot en met", "2026-12-18")
		p.Click("Bewaren en bedrijven zien")
		p.See("Je vraag staat erin. Kies nu wie je wilt uitnodigen.")
		look(t, p, "need-proposals")

		order := strings.Split(p.Within("#proposals").Text(), "\n")
		if place(order, busy.name) < place(order, kolk.name) || place(order, busy.name) < place(order, nijhuis.name) {
			t.Errorf("the company that was asked lately does not come last:\n%s", strings.Join(order, "\n"))
		}
		p.Click("Waarom dit bedrijf? : " + busy.name)
		p.Within("#proposals").See("Biedt precies dit aan")
		p.Within("#proposals").See("1 keer gevraagd in twaalf maanden, het laatst door Noordik Twente")
		look(t, p, "need-proposals-why")

		p.Click("Aangevinkte bedrijven uitnodigen")
		refused(t, p, "Vink eerst minstens één bedrijf aan.")
		look(t, p, "need-nobody-ticked")
		p.Check(kolk.name)
		p.Check(nijhuis.name)
		p.Click("Aangevinkte bedrijven uitnodigen")
		p.See("2 bedrijven zijn uitgenodigd.")
		p.Within("#answers").See(kolk.name)
		p.Within("#answers").See("Wacht op antwoord")
		p.Within("#proposals").NotSee(kolk.name)
		look(t, p, "need-invited")
		for _, c := range []company{kolk, nijhuis} {
			if letter := s.mail(t, c.mail, "Gastles over warmtepompen"); !strings.Contains(letter.Text, "24") {
				t.Errorf("the mail does not say how many pupils:\n%s", letter.Text)
			}
		}
		for _, l := range s.mailbox(t, busy.mail) {
			if strings.Contains(l.Subject, "warmtepompen") {
				t.Error("a company that was not ticked got a mail")
			}
		}
	})
}

// place is the line on which a text first stands.
func place(lines []string, text string) int {
	for n, l := range lines {
		if strings.Contains(l, text) {
			return n
		}
	}
	return -1
}
