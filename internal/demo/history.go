package demo

import (
	"context"
	"slices"
	"time"

	"schakel/internal/domain/relation"
	"schakel/internal/platform/clock"
)

// tellHistory lives through the years day by day: schools ask, companies answer, lessons happen and are signed off,
// controllers check, relation managers call.
func (s *story) tellHistory(ctx context.Context) error {
	day := clock.DateOf(s.now.AddDate(0, -months, 0))
	last := clock.DateOf(s.now)
	for ; day <= last; day = day.AddDays(1) {
		if err := s.tellDay(ctx, day); err != nil {
			return err
		}
	}
	return nil
}

func (s *story) tellDay(ctx context.Context, day clock.Date) error {
	if !workday(day) {
		return nil
	}
	if morning, err := day.At(8, 30); err != nil || !morning.Before(s.now) { // somebody looks at night: nothing happened yet on that day
		return err
	}
	s.at(day, 8, 30)
	for _, step := range []func(context.Context, clock.Date) error{s.answerOpen, s.countDone, s.signDone, s.checkSigned, s.closeYear, s.callCompanies, s.sweep, s.askNeeds, s.askFresh, s.giveThings, s.confirmMenus} {
		if err := step(ctx, day); err != nil {
			return err
		}
	}
	_, err := s.app.Jobs.Drain(ctx) // mails bear the day on which they were sent
	return err
}

// at moves the clock to an hour of the day, never past the end of the story and never back.
func (s *story) at(day clock.Date, hour, minute int) {
	t, err := day.At(hour, minute)
	if err == nil && t.After(s.clock.Now()) && t.Before(s.now) {
		s.clock.Set(t)
	}
}

// workday leaves out weekends and the summer: Dutch schools are closed from late July to the end of August.
func workday(d clock.Date) bool {
	t := d.Time()
	if wd := t.Weekday(); wd == time.Saturday || wd == time.Sunday {
		return false
	}
	md := t.Format("01-02")
	return !(md >= "07-18" && md <= "08-30") && !(md >= "12-22" || md <= "01-04")
}

// workdayAfter draws a working day at least so many days later, within a span that grows over a holiday.
func (s *story) workdayAfter(day clock.Date, least, span int) clock.Date {
	for ; ; span++ {
		if d := day.AddDays(least + s.rnd.IntN(span)); workday(d) {
			return d
		}
	}
}

// call is what a relation manager wrote down.
type call struct{ note, next string }

var calls = []call{
	{"Wil graag een klas ontvangen, liefst kleine groepjes die iets mogen doen.", "Datum voorstellen voor bedrijfsbezoek"},
	{"Druk met een groot project tot na de kerst; daarna weer bellen.", "Terugbellen"},
	{"Vraagt wat leerlingen van leerjaar 3 al kunnen. Verwachtingskaart gestuurd.", ""},
	{"Was tevreden over de gastles van vorige maand. Wil volgend jaar weer.", ""},
	{"Nieuwe contactpersoon voor stages; gegevens aangepast.", "Kennismaken met nieuwe contactpersoon"},
	{"Denkt mee over een keuzevak. Afgesproken om samen met de werkgroep te zitten.", "Werkgroep en bedrijf bij elkaar brengen"},
	{"Loopt het nog goed met de planning? Ja, geen vragen.", ""},
	{"Heeft een oude draaibank over en wil weten of een school hem kan gebruiken.", "Navragen bij scholen wie een draaibank zoekt"},
}

// callCompanies lets each relation manager record a contact now and then, with what follows from it.
func (s *story) callCompanies(ctx context.Context, day clock.Date) error {
	for _, r := range s.regions {
		if s.rnd.IntN(3) != 0 {
			continue
		}
		c := s.companies[s.rnd.IntN(len(s.companies)/len(s.regions))*len(s.regions)+slices.Index(s.regions, r)]
		what := pick(s.rnd, calls)
		kinds := []relation.ContactKind{relation.ContactCall, relation.ContactCall, relation.ContactCall, relation.ContactVisit, relation.ContactMail, relation.ContactMeeting}
		in := relation.ContactInput{Unit: r.unit, Organisation: c.key, Kind: string(pick(s.rnd, kinds)), On: string(day), Note: what.note, Next: what.next}
		if what.next != "" {
			in.Due = string(day.AddDays(3 + s.rnd.IntN(25)))
		}
		if _, err := s.app.Relation.RecordContact(ctx, r.manager.scope, in); err != nil {
			return err
		}
		s.tick()
	}
	return s.finishActions(ctx, day)
}

// finishActions does most of what is due, so that only some of it is overdue at the end. In the last weeks less gets done.
func (s *story) finishActions(ctx context.Context, day clock.Date) error {
	if s.rnd.IntN(4) != 0 || day.AddDays(12) > clock.DateOf(s.now) {
		return nil
	}
	for _, r := range s.regions {
		page, err := s.app.Relation.Actions(ctx, r.manager.scope, relation.ActionFilter{Until: day})
		if err != nil {
			return err
		}
		for _, a := range page.Actions {
			if s.rnd.IntN(5) == 0 {
				continue
			}
			if err := s.app.Relation.FinishAction(ctx, r.manager.scope, a.ID); err != nil {
				return err
			}
			s.tick()
		}
	}
	return nil
}
