package demo

import (
	"context"
	"strconv"
	"time"

	"schakel/internal/domain/funding"
	"schakel/internal/domain/inspection"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/link"
	"schakel/internal/platform/clock"
)

// tellInspection lets the region lead give an accountant access to the year before, a week ago. The accountant drew a sample of it, agreed
// with most, and asked something; one question is answered.
func (s *story) tellInspection(ctx context.Context) error {
	year := s.now.Year() - 1
	grant, ok := s.grantOn(clock.LastDay(year))
	if !ok {
		return nil
	}
	s.clock.Set(s.now.AddDate(0, 0, -6))
	lead := s.people[access.RegionLead].scope
	key, err := s.app.Inspection.Give(ctx, lead, inspection.GiveInput{
		Grant: grant.key, Year: strconv.Itoa(year), Name: "Rita Wolters", Firm: "Wolters & Van Dam Accountants", Email: "r.wolters@woltersvandam.example", Until: string(clock.DateOf(s.now).AddDays(35)),
	})
	if err != nil {
		return err
	}
	sc, err := s.linkScope(ctx, link.Inspect, "subject_id", key)
	if err != nil {
		return err
	}
	s.clock.Advance(26 * time.Hour)
	_, err = s.app.Inspection.Draw(ctx, sc, inspection.DrawInput{Method: inspection.ByMoney, Stage: funding.StageChecked, Size: "15", Seed: "WVD " + strconv.Itoa(year), Stratified: true})
	if err != nil {
		return err
	}
	book, err := s.app.Inspection.Own(ctx, sc, "")
	if err != nil {
		return err
	}
	said := map[int]inspection.JudgeInput{
		2: {Judgement: inspection.Question, Note: "De handtekening is van iemand die ik niet in het handelsregister vind. Mag deze persoon tekenen?"},
		5: {Judgement: inspection.Finding, Note: "De voorbereiding is bij deze les twee keer zo lang als bij de andere. Graag onderbouwen of corrigeren."},
	}
	for n, l := range book.Lines {
		if n > 10 { // the rest is for next week
			break
		}
		s.clock.Advance(9 * time.Minute)
		in := said[n]
		if in.Judgement == "" {
			in.Judgement = inspection.Agreed
		}
		in.Line = l.ID
		if err := s.app.Inspection.Judge(ctx, sc, in); err != nil {
			return err
		}
	}
	if err := s.app.Inspection.Send(ctx, sc); err != nil || len(book.Lines) < 3 {
		return err
	}
	s.clock.Advance(20 * time.Hour)
	return s.app.Inspection.Answer(ctx, lead, key, book.Lines[2].ID, "Ja, dit is onze vaste contactpersoon bij het bedrijf, en die was zelf bij de klas. De uitnodiging voor deze afspraak ging ook naar hem.")
}
