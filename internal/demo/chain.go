package demo

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"schakel/internal/domain/engagement"
	"schakel/internal/domain/funding"
	"schakel/internal/domain/need"
	"schakel/internal/domain/occurrence"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/link"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// asked is an invitation under way, by the day on which the company will answer.
type asked struct {
	need, company id.ID
	teacher       *actor
	answerOn      clock.Date
}

// agreed is an engagement under way.
type agreed struct {
	engagement, occurrence id.ID
	on                     clock.Date
	pupils, minutes        int
	teacher                *actor
	company                *company
	signOn                 clock.Date // the day on which the company will sign; empty: it never does by itself
	counted                bool
}

// wish is what teachers ask for.
type wish struct {
	item, title, goal string
	level             string
	line              int // whose activity it is: see lineStories
}

var wishes = []wish{
	{"guest_lesson", "Gastles over je vak", "Leerlingen weten wat een werkdag in dit beroep inhoudt.", "KB", 0},
	{"guest_lesson", "Gastles duurzame energie", "Leerlingen kunnen uitleggen hoe een warmtepomp werkt.", "GL", 0},
	{"guest_lesson", "Gastles veilig werken", "Leerlingen herkennen gevaren in een werkplaats.", "BB", 0},
	{"company_visit", "Op bezoek met klas 3", "Leerlingen zien techniek in het echt en doen een opdracht.", "BB", 0},
	{"company_visit", "Bedrijfsbezoek oriëntatie", "Leerlingen maken kennis met drie beroepen in één bedrijf.", "KB", 0},
	{"combined_visit", "Eén bezoek, vier profielen", "Leerlingen ontdekken hoeveel beroepen er in één bedrijf zijn.", "KB", 0},
	{"real_assignment", "Echte opdracht voor het examenjaar", "Leerlingen werken voor een echte opdrachtgever.", "KB", 0},
	{"taster_internship", "Snuffelweek leerjaar 2", "Leerlingen kiezen bewuster een profiel.", "BB", 2},
	{"vocational_internship", "Stage leerjaar 4", "Leerlingen werken mee onder begeleiding.", "BB", 2},
	{"teacher_internship", "Een dag meelopen", "Docenten kennen de nieuwste machines.", "", 3},
	{"elective", "Meewerken aan keuzevak Slimme technologie", "Een keuzevak dat past bij de bedrijven in de buurt.", "GL", 0},
}

// askNeeds lets a few teachers a day ask, and invites the best companies.
func (s *story) askNeeds(ctx context.Context, day clock.Date) error {
	for _, r := range s.regions {
		for _, c := range r.schools {
			if s.rnd.IntN(16) != 0 {
				continue
			}
			if err := s.askNeed(ctx, r, c, day); err != nil {
				return fmt.Errorf("need of %s on %s: %w", c.name, day, err)
			}
		}
	}
	return nil
}

func (s *story) askNeed(ctx context.Context, r *region, c *campus, day clock.Date) error {
	w, teacher := pick(s.rnd, wishes), pick(s.rnd, c.teachers)
	from := s.workdayAfter(day, 14, 20)
	in := need.AskInput{
		Unit: c.unit, Item: s.items[w.item].ID, Title: w.title, Goal: w.goal, Pupils: strconv.Itoa(14 + s.rnd.IntN(13)), Year: strconv.Itoa(2 + s.rnd.IntN(3)),
		Wanted: strconv.Itoa(1 + s.rnd.IntN(8)/7), From: from, To: from.AddDays(21),
	}
	if w.level != "" {
		in.Levels = []string{w.level}
	}
	if g, ok := s.grantOn(from); ok && g.on(in.To) {
		in.Activity = g.activities[w.line]
	}
	key, err := s.app.Need.Ask(ctx, teacher.scope, in)
	if err != nil {
		return err
	}
	s.tick()
	if s.rnd.IntN(12) == 0 {
		return nil // this teacher has not invited anybody yet
	}
	if s.rnd.IntN(3) == 0 {
		return s.startWaves(ctx, key, teacher, from, day)
	}
	return s.invite(ctx, r, key, teacher, from, day)
}

// grantOn returns the grant that pays for a day.
func (s *story) grantOn(d clock.Date) (grant, bool) {
	i := slices.IndexFunc(s.grants, func(g grant) bool { return g.on(d) })
	if i < 0 {
		return grant{}, false
	}
	return s.grants[i], true
}

// invite asks the first one or two companies of the ranking.
func (s *story) invite(ctx context.Context, r *region, key id.ID, teacher *actor, on, day clock.Date) error {
	proposals, err := s.app.Need.Match(ctx, teacher.scope, key)
	if err != nil {
		return err
	}
	var chosen []id.ID
	for _, p := range proposals {
		if p.Fit == need.CanAsk && p.Days.Takes(on, day) && len(chosen) < 1+s.rnd.IntN(2) {
			chosen = append(chosen, p.Organisation)
		}
	}
	if len(chosen) == 0 {
		return nil
	}
	if err := s.app.Need.Invite(ctx, teacher.scope, key, chosen, on); err != nil {
		return err
	}
	for _, org := range chosen {
		s.asked = append(s.asked, asked{need: key, company: org, teacher: teacher, answerOn: day.AddDays(1 + s.rnd.IntN(9))})
	}
	return nil
}

// answerOpen lets companies answer from the mail: mostly yes.
func (s *story) answerOpen(ctx context.Context, day clock.Date) error {
	var later []asked
	for _, a := range s.asked {
		if a.answerOn > day {
			later = append(later, a)
			continue
		}
		if err := s.answer(ctx, a, day); err != nil {
			return fmt.Errorf("answer on %s: %w", day, err)
		}
		s.tick()
	}
	s.asked = later
	return nil
}

func (s *story) answer(ctx context.Context, a asked, day clock.Date) error {
	l, err := s.openInvitation(ctx, a)
	if err != nil || l.ID == "" {
		return err
	}
	holder, err := l.Scope()
	if err != nil {
		return err
	}
	reply := need.Answer{Reply: need.Yes}
	switch n := s.rnd.IntN(20); {
	case n < 2:
		return nil // no answer at all; the link runs out
	case n < 4:
		reply = need.Answer{Reply: need.No, Text: pick(s.rnd, []string{"Te druk in die weken.", "We hebben net een stagiair.", ""})}
	case n < 7:
		reply = need.Answer{Reply: need.OtherDate, On: s.workdayAfter(day, 18, 14), Text: "Deze dag komt ons beter uit."}
	}
	accepted, err := s.app.Engagement.Accept(ctx, holder, l, reply)
	if f, ok := fault.As(err); ok {
		if f.Kind == fault.KindConflict || f.Kind == fault.KindInvalid {
			return nil // somebody else was first, or the day went by
		}
	}
	if err != nil {
		return err
	}
	switch {
	case accepted.Engagement != "":
		s.agree(a, accepted.Engagement, accepted.Occurrence)
	case reply.Reply == need.OtherDate && s.rnd.IntN(4) != 0:
		return s.acceptOther(ctx, a, accepted.Invitation)
	}
	return nil
}

// openInvitation opens the invitation's link; an empty one when it was taken back in the meantime.
func (s *story) openInvitation(ctx context.Context, a asked) (link.Link, error) {
	record, err := s.app.Need.Record(ctx, a.teacher.scope, a.need)
	if err != nil {
		return link.Link{}, err
	}
	for _, i := range record.Invitations {
		if i.Organisation == a.company && i.Reply == "" {
			l, err := s.open(ctx, link.Invitation, "subject_id", i.ID)
			if fault.Is(err, fault.KindNotFound) {
				return link.Link{}, nil
			}
			return l, err
		}
	}
	return link.Link{}, nil
}

func (s *story) acceptOther(ctx context.Context, a asked, invitation id.ID) error {
	key, err := s.app.Engagement.AcceptOtherDate(ctx, a.teacher.scope, a.need, invitation, true)
	if fault.Is(err, fault.KindConflict) || fault.Is(err, fault.KindInvalid) {
		return nil
	}
	if err != nil {
		return err
	}
	record, err := s.app.Engagement.Record(ctx, a.teacher.scope, key)
	if err != nil {
		return err
	}
	s.agree(a, key, record.Occurrence)
	return nil
}

func (s *story) agree(a asked, key id.ID, o occurrence.Occurrence) {
	i := slices.IndexFunc(s.companies, func(c *company) bool { return c.key == a.company })
	s.agreed = append(s.agreed, &agreed{
		engagement: key, occurrence: o.ID, on: o.HeldOn, pupils: o.PupilsExpected, minutes: o.MinutesEach(), teacher: a.teacher, company: s.companies[i],
	})
}

// countDone lets teachers count a day or two after the lesson; some forget, a few cancel before.
func (s *story) countDone(ctx context.Context, day clock.Date) error {
	var open []*agreed
	for _, a := range s.agreed {
		switch {
		case a.counted || a.on.AddDays(1) > day:
			open = append(open, a)
			continue
		case s.rnd.IntN(25) == 0 && a.on.DaysUntil(day) < 3:
			open = append(open, a)
			continue // not today
		}
		if _, err := s.app.Engagement.Count(ctx, a.teacher.scope, a.engagement, max(1, a.pupils-s.rnd.IntN(4)), 1+s.rnd.IntN(2)); err != nil {
			return fmt.Errorf("count on %s: %w", day, err)
		}
		s.tick()
		a.counted = true
		if s.rnd.IntN(12) != 0 {
			a.signOn = day.AddDays(s.rnd.IntN(12))
		}
		open = append(open, a)
	}
	s.agreed = open
	return s.cancelSome(ctx, day)
}

// cancelSome calls off one lesson in a while, with a reason that the report keeps.
func (s *story) cancelSome(ctx context.Context, day clock.Date) error {
	for i, a := range s.agreed {
		if a.counted || a.on <= day || s.rnd.IntN(260) != 0 {
			continue
		}
		in := engagement.CancelInput{By: pick(s.rnd, []engagement.Party{engagement.BySchool, engagement.ByCompany}), Reason: pick(s.rnd, []string{"Ziekte in het team.", "Spoedopdracht bij een klant.", "De klas heeft toetsweek."})}
		if err := s.app.Engagement.Cancel(ctx, a.teacher.scope, a.engagement, in); err != nil {
			return fmt.Errorf("cancel on %s: %w", day, err)
		}
		s.agreed = slices.Delete(s.agreed, i, i+1)
		return nil
	}
	return nil
}

// signDone lets companies sign off from the mail.
func (s *story) signDone(ctx context.Context, day clock.Date) error {
	var open []*agreed
	for _, a := range s.agreed {
		if a.signOn == "" || a.signOn > day {
			if !a.counted || a.signOn != "" {
				open = append(open, a)
			}
			continue
		}
		l, err := s.open(ctx, link.SignOff, "subject_id", a.occurrence)
		if err != nil {
			return err
		}
		holder, err := l.Scope()
		if err != nil {
			return err
		}
		receipt, err := s.app.Funding.SignOff(ctx, holder, l, funding.SignOffInput{
			SignerName: a.company.contact, SignerFunction: "contactpersoon", People: 1 + s.rnd.IntN(5)/4, Minutes: a.minutes, Address: "192.0.2.0",
		})
		if err != nil {
			return fmt.Errorf("sign off on %s: %w", day, err)
		}
		s.tick()
		if receipt.Contribution != "" {
			s.toCheck = append(s.toCheck, receipt.Contribution)
		}
	}
	s.agreed = open
	return nil
}

// checkSigned lets the controller check on Fridays, some weeks behind, and refuse one now and then.
func (s *story) checkSigned(ctx context.Context, day clock.Date) error {
	const behind = 14
	if day.Time().Weekday() != 5 || len(s.toCheck) <= behind {
		return nil
	}
	controller := s.people[access.Controller].scope
	for _, c := range s.toCheck[:len(s.toCheck)-behind] {
		in := funding.CheckInput{Outcome: funding.Approved}
		if s.rnd.IntN(40) == 0 {
			in = funding.CheckInput{Outcome: funding.Rejected, Reason: "De uren horen bij een andere subsidie."}
		}
		if err := s.app.Funding.Check(ctx, controller, c, in); err != nil {
			return fmt.Errorf("check on %s: %w", day, err)
		}
		s.tick()
	}
	s.toCheck = s.toCheck[len(s.toCheck)-behind:]
	return nil
}
