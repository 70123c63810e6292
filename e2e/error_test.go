package e2e

import (
	"testing"

	"schakel/internal/testkit/browser"
)

// What is refused says why at its field, in the words of the reader, and keeps what was typed: a need, a company with a
// wrong trade-register number, an engagement. A page that is not there, or belongs to another network, is not found; what
// is not for one's role says so. When two people change the same company, the second sees both versions per field and
// decides.

func TestARefusedNeedKeepsWhatWasTyped(t *testing.T) {
	t.Parallel()
	both(t, desk, func(t *testing.T, o browser.Options) {
		s := play(t)
		p := s.as(t, s.r.Teacher, o)
		p.Goto("/needs/new")
		p.Fill("In een paar woorden", "Gastles over warmtepompen & \"lassen\"")
		p.Select("Wat voor iets?", "Gastles")
		p.Check("PIE")
		p.Fill("Leerlingen", "0")
		p.Fill("Vanaf", "2026-12-18")
		p.Fill("Tot en met", "2026-12-07")
		p.Click("Bewaren en bedrijven zien")
		refused(t, p, "Er kloppen nog 2 dingen niet")
		for label, want := range map[string]string{
			"In een paar woorden": "Gastles over warmtepompen & \"lassen\"", "PIE": "true", "Leerlingen": "0", "Vanaf": "2026-12-18", "Tot en met": "2026-12-07",
		} {
			if got := p.Value(label); got != want {
				t.Errorf("%s holds %q, want %q", label, got, want)
			}
		}
		look(t, p, "need-refused")
		p.Click("Leerlingen: ") // the summary leads to the field
		if got := browser.Eval[string](p, "location.hash"); got != "#f-pupils" {
			t.Errorf("the summary leads to %q", got)
		}
	})
}

func TestAWrongTradeRegisterNumber(t *testing.T) {
	t.Parallel()
	both(t, desk, func(t *testing.T, o browser.Options) {
		s := play(t)
		s.company(t, "Van der Kolk Installatietechniek", "Erik van der Kolk")
		p := s.as(t, s.r.Relation, o)
		p.Goto("/relations/new")
		look(t, p, "relation-form")
		p.Fill("Naam", "Aannemersbedrijf Wolbers-Oude Nijhuis en Zonen")
		p.Fill("KVK-nummer", "12-34")
		p.Fill("Postcode", "Almelo")
		p.Click("Bewaren")
		refused(t, p.Within(".field:has(#f-kvk)"), "Fout")
		p.Within(".field:has(#f-postcode)").See("Fout")
		if p.Value("Naam") != "Aannemersbedrijf Wolbers-Oude Nijhuis en Zonen" || p.Value("KVK-nummer") != "12-34" {
			t.Error("what was typed is gone")
		}
		look(t, p, "relation-refused")
		p.Fill("KVK-nummer", "12345678")
		p.Fill("Postcode", "7607 cd")
		p.Click("Bewaren")
		p.See("staat erin.")
		p.Goto("/relations/new")
		p.Fill("Naam", "Nog een keer Wolbers")
		p.Fill("KVK-nummer", "1234 5678")
		p.Click("Bewaren")
		refused(t, p, "heeft dit KVK-nummer al.")
		look(t, p, "relation-taken")
	})
}

func TestPagesThatAreNotThere(t *testing.T) {
	t.Parallel()
	s := play(t)
	c := s.company(t, "Van der Kolk Installatietechniek", "Erik van der Kolk")
	p := s.as(t, s.r.Relation, desk)
	p.Goto("/zomaar/iets")
	p.See("Niet gevonden")
	if p.Status() != 404 {
		t.Errorf("status %d", p.Status())
	}
	look(t, p, "not-found")
	p.Click("Naar het begin")
	p.See("woensdag 25 november 2026")

	foreign := s.as(t, s.Zwolle.Admin, desk)
	foreign.Goto("/relations/" + string(c.id))
	foreign.See("Niet gevonden") // never "forbidden": another network learns nothing
	if foreign.Status() != 404 {
		t.Errorf("another network's company: status %d", foreign.Status())
	}
	nobody := s.visit(t, phone)
	nobody.Goto("/zomaar/iets")
	nobody.See("Niet gevonden")
	look(t, nobody, "not-found-outside")
}

func TestTwoPeopleChangeTheSameCompany(t *testing.T) {
	t.Parallel()
	both(t, desk, func(t *testing.T, o browser.Options) {
		s := play(t)
		c := s.company(t, "Van der Kolk Installatietechniek", "Erik van der Kolk")
		form := "/relations/" + string(c.id) + "/edit"
		one, two := s.as(t, s.r.Relation, o), s.as(t, s.r.Project, o)
		one.Goto(form)
		two.Goto(form)
		two.Fill("Telefoon", "0546 654321")
		two.Click("Bewaren")
		two.See("Bewaard.")
		one.Fill("Website", "www.kolk.example")
		one.Click("Bewaren")
		one.See("Iemand anders was je voor")
		one.Within("main").See("Er staat nu")
		one.Within("main").See("0546654321")
		if one.Status() != 409 {
			t.Errorf("status %d", one.Status())
		}
		look(t, one, "conflict")
		one.Click("Bewaren") // what only the other changed stays theirs, what I changed becomes mine
		one.See("Bewaard.")
		one.See("kolk.example")
		one.See("0546654321")
	})
}

func TestAnEngagementByHandIsRefused(t *testing.T) {
	t.Parallel()
	s := play(t)
	s.company(t, "Smederij Nijhuis", "Tineke Nijhuis")
	p := s.as(t, s.r.Teacher, desk)
	p.Goto("/engagements/new")
	look(t, p, "engagement-find")
	p.Fill("Zoek een bedrijf", "nijhuis")
	p.Press("\r")
	p.Within("main").Click("Smederij Nijhuis")
	look(t, p, "engagement-form")
	p.Fill("Onderwerp", "Gastles smeden")
	p.Fill("Dag", "2026-12-08")
	p.Fill("Van", "14:00")
	p.Fill("Tot", "13:00")
	p.Click("Afspraak bewaren")
	refused(t, p, "De eindtijd ligt niet na de begintijd.")
	if p.Value("Onderwerp") != "Gastles smeden" || p.Value("Van") != "14:00" {
		t.Error("what was typed is gone")
	}
	look(t, p, "engagement-refused")
	p.Fill("Tot", "15:30")
	p.Click("Afspraak bewaren")
	p.See("De afspraak staat.")
	look(t, p, "engagement-by-hand")
}
