package e2e

import (
	"testing"
	"time"

	"schakel/internal/domain/engagement"
	"schakel/internal/domain/funding"
	"schakel/internal/testkit/browser"
)

// In October the project leader reads on Today that next year stays below its minimum, opens the forecast, and sees on which day it falls
// short and by how much; what waits for a date, what is planned and who promised what would repair it, each with its records.
func TestNextYearFallsShort(t *testing.T) {
	t.Parallel()
	both(t, desk, func(t *testing.T, o browser.Options) {
		s := play(t)
		kolk, nijhuis := s.company(t, "Van der Kolk Installatietechniek", "Erik van der Kolk"), s.company(t, "Smederij Nijhuis", "Tineke Nijhuis")
		s.signed(t, "Gastles warmtepompen", kolk)
		s.Clock.Set(time.Date(2027, 10, 4, 10, 0, 0, 0, time.UTC))
		check(t, s.Services.Funding.SetShare(t.Context(), s.r.Lead, s.grant, funding.ShareInput{Unit: s.r.Almelo, Year: "2028", Base: "200.000"}))
		s.agreed(t, "Gastles veilig werken", kolk)
		smithing := s.agreed(t, "Gastles smeden", nijhuis)
		record, err := s.Services.Engagement.Record(t.Context(), s.r.Teacher, smithing)
		check(t, err)
		check(t, s.Services.Engagement.Postpone(t.Context(), s.r.Teacher, smithing, engagement.PostponeInput{
			Version: record.Occurrence.Version, Reason: "De smid is ziek.", By: engagement.ByCompany,
		}))
		_, err = s.Services.Funding.Pledge(t.Context(), s.r.Lead, funding.PledgeInput{
			Grant: s.grant, Unit: s.r.Almelo, Line: s.line, Organisation: kolk.id, Year: "2028", Kind: funding.KindGoods, Value: "1.500,00",
		})
		check(t, err)

		p := s.as(t, s.r.Project, o)
		p.Goto("/today")
		p.See("Cofinanciering 2028:")
		p.See("Bekijk wat het herstelt.")
		look(t, p, "today-october")
		p.Within("main").Click("Cofinanciering 2028:")
		p.See("Op zo 31 dec 2028 is er")
		p.See("Toezegging van Van der Kolk Installatietechniek voor 2028")
		p.See("€ 0,00 van € 1.500,00 gedaan")
		look(t, p, "forecast-october")
		p.Within("main").Click("Uitgesteld zonder nieuwe datum")
		p.See("Gastles smeden")
		p.See("De smid is ziek.")
		look(t, p, "funding-postponed")
		p.Goto("/funding?year=2027")
		p.Within(".stat-row").Click("€ 146,67")
		p.See("Gastles veilig werken")
		look(t, p, "funding-planned")
	})
}
