package demo

import (
	"context"
	"strconv"

	"schakel/internal/domain/need"
	"schakel/internal/kernel/link"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/id"
)

// fresh is a need of the last days before the story ends: what a board of needs shows besides what is done.
type fresh struct {
	days        int // before the end
	item, title string
	pupils      int
	wanted      int
	companies   int        // that are asked and have not answered when the story ends
	reply       need.Reply // of the first of them
	withdrawn   string     // why
	class       string     // with one more class
	theme       string     // instead of an item
	profiles    []string
	second      string // a smaller class of the school asks the same: both could be one visit
}

var freshNeeds = []fresh{
	{days: 9, item: "company_visit", title: "Kijken bij een machinebouwer", pupils: 22, wanted: 1, companies: 2, reply: need.OtherDate},
	{days: 8, item: "guest_lesson", title: "Gastles over zonnepanelen", pupils: 26, wanted: 1, companies: 1, reply: need.No},
	{days: 7, item: "guest_lesson", title: "Gastles lassen", pupils: 16, wanted: 2, companies: 3, reply: need.Yes},
	{days: 5, item: "real_assignment", title: "Een echte klus voor de bouwklas", pupils: 18, wanted: 1, companies: 1},
	{days: 4, item: "guest_lesson", title: "Gastles robots", pupils: 24, wanted: 1, withdrawn: "De klas gaat die week op kamp."},
	{days: 3, item: "company_visit", title: "Op bezoek bij een installateur", pupils: 14, wanted: 1, second: "Kijken hoe een installateur werkt"},
	{days: 2, title: "Iets met duurzame energie", theme: "energie, warmtepompen", pupils: 25, wanted: 1},
	{days: 1, item: "combined_visit", title: "Bakkerij: van deeg tot webwinkel", pupils: 28, wanted: 1, profiles: []string{"HBR", "E&O", "PIE", "M&T"}, class: "3A"},
}

// askFresh lets the first schools of each subregion ask what stands open when the story ends.
func (s *story) askFresh(ctx context.Context, day clock.Date) error {
	for n, f := range freshNeeds {
		if s.workdayBefore(f.days) != day {
			continue
		}
		for _, r := range s.regions {
			if err := s.askOne(ctx, r.schools[n%len(r.schools)], f, day); err != nil {
				return err
			}
			s.tick()
		}
	}
	return nil
}

// workdayBefore is the last working day that lies at least so many days before the end.
func (s *story) workdayBefore(days int) clock.Date {
	d := clock.DateOf(s.now).AddDays(-days)
	for !workday(d) {
		d = d.AddDays(-1)
	}
	return d
}

func (s *story) askOne(ctx context.Context, c *campus, f fresh, day clock.Date) error {
	teacher, from := c.teachers[0], s.workdayAfter(day, 21, 10)
	var more []need.SeriesRow
	if f.class != "" {
		more = []need.SeriesRow{{Class: "3B", From: from.AddDays(7), To: from.AddDays(35)}}
	}
	key, err := s.app.Need.Ask(ctx, teacher.scope, need.AskInput{
		Unit: c.unit, Item: s.items[f.item].ID, Title: f.title, Pupils: strconv.Itoa(f.pupils), Year: "3", Wanted: strconv.Itoa(f.wanted), From: from, To: from.AddDays(28),
		Theme: f.theme, Profiles: f.profiles, Class: f.class, More: more,
	})
	switch {
	case err != nil:
		return err
	case f.class != "":
		return s.app.Need.Keep(ctx, teacher.scope, key, f.title, false)
	case f.second != "":
		other := f
		other.title, other.pupils, other.second = f.second, f.pupils-4, ""
		return s.askOne(ctx, c, other, day)
	case f.withdrawn != "":
		return s.app.Need.Withdraw(ctx, teacher.scope, key, 1, f.withdrawn)
	case f.companies == 0:
		return nil
	}
	proposals, err := s.app.Need.Match(ctx, teacher.scope, key)
	if err != nil {
		return err
	}
	var chosen []id.ID
	for _, p := range proposals {
		if p.Fit == need.CanAsk && p.Days.Takes(from, day) && len(chosen) < f.companies {
			chosen = append(chosen, p.Organisation)
		}
	}
	if len(chosen) == 0 {
		return nil
	}
	if err := s.app.Need.Invite(ctx, teacher.scope, key, chosen, from); err != nil || f.reply == "" {
		return err
	}
	s.tick()
	answer := need.Answer{Reply: f.reply}
	if f.reply == need.OtherDate {
		answer.On = s.workdayAfter(from, 3, 10)
	}
	return s.replyFresh(ctx, teacher, key, answer)
}

// replyFresh lets the first company that was asked answer.
func (s *story) replyFresh(ctx context.Context, teacher *actor, key id.ID, a need.Answer) error {
	record, err := s.app.Need.Record(ctx, teacher.scope, key)
	if err != nil {
		return err
	}
	l, err := s.open(ctx, link.Invitation, "subject_id", record.Invitations[0].ID)
	if err != nil {
		return err
	}
	holder, err := l.Scope()
	if err != nil {
		return err
	}
	_, err = s.app.Engagement.Accept(ctx, holder, l, a)
	return err
}
