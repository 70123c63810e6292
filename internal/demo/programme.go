package demo

import (
	"context"
	"fmt"
	"strconv"

	"schakel/internal/domain/funding"
	"schakel/internal/domain/programme"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/id"
)

// grant is a subsidy with its lines and their activities.
type grant struct {
	key      id.ID
	from, to clock.Date
	lines    []id.ID
	// activities of the network, per line
	activities []id.ID
}

// on reports whether the grant pays for the day.
func (g grant) on(d clock.Date) bool { return g.from <= d && d <= g.to }

type lineStory struct {
	code, name string
	activities [][2]string
}

var lineStories = []lineStory{
	{"L1", "Bedrijven in de les", [][2]string{{"A1", "Gastlessen en bedrijfsbezoeken"}, {"A2", "Bedrijvendagen"}}},
	{"L2", "Leren bij bedrijven", [][2]string{{"A1", "Stages en snuffelweken"}, {"A2", "Docenten op de werkvloer"}}},
}

// tellProgramme grants two subsidies: the one that ended in 2024 and the present one.
func (s *story) tellProgramme(ctx context.Context) error {
	schemes, err := s.app.Funding.Schemes(ctx, s.system)
	if err != nil {
		return err
	}
	for _, scheme := range schemes {
		in := funding.GrantInput{
			Unit: s.root, Scheme: scheme.ID, Lead: s.lead, Reference: "STO25-0417", Name: "STO Techniekregio Oost 2025–2028",
			DecidedOn: "2024-11-04", StartOn: "2025-01-01", EndOn: "2028-12-31", Grant: "6.200.000,00", Budget: "6.400.000,00", Costs: "7.100.000,00",
		}
		if scheme.Code == "STO-2020-2024" {
			in.Reference, in.Name = "STO19-0231", "STO Techniekregio Oost 2020–2024"
			in.DecidedOn, in.StartOn, in.EndOn = "2019-12-12", "2020-01-01", "2024-12-31"
			in.Grant, in.Budget, in.Costs = "5.400.000,00", "5.600.000,00", "6.000.000,00"
		}
		if err := s.addGrant(ctx, in, scheme.Code == "STO-2025-2028"); err != nil {
			return err
		}
	}
	return nil
}

func (s *story) addGrant(ctx context.Context, in funding.GrantInput, shares bool) error {
	key, err := s.app.Funding.AddGrant(ctx, s.system, in)
	if err != nil {
		return err
	}
	g := grant{key: key, from: clock.Date(in.StartOn), to: clock.Date(in.EndOn)}
	for _, l := range lineStories {
		line, err := s.app.Programme.AddLine(ctx, s.system, programme.LineInput{Unit: s.root, Grant: key, Code: l.code, Name: l.name})
		if err != nil {
			return err
		}
		g.lines = append(g.lines, line)
		for _, a := range l.activities {
			act, err := s.app.Programme.AddActivity(ctx, s.system, programme.ActivityInput{Line: line, Unit: s.root, Code: a[0], Name: a[1], From: g.from, To: g.to})
			if err != nil {
				return err
			}
			g.activities = append(g.activities, act)
		}
	}
	s.grants = append(s.grants, g)
	if !shares {
		return nil
	}
	if err := s.budget(ctx, g); err != nil {
		return err
	}
	_, err = s.app.Funding.DecideOwn(ctx, s.system, in.Scheme, funding.OwnRuleInput{
		Kind: funding.FacilityHour, Rate: "85", ValidFrom: in.StartOn, DecidedOn: "2024-09-02",
		Reason: "Gemiddelde huurprijs van een praktijkruimte met machines in de regio, uit drie offertes.", Source: "Notulen stuurgroep 2 september 2024, punt 5",
	})
	if err != nil {
		return err
	}
	return s.share(ctx, key)
}

// share divides the budget of the present grant over subregions and years by their number of schools, and sets the region's own goal.
func (s *story) share(ctx context.Context, key id.ID) error {
	const perSchoolAndYear = 6_400_000 / 19 / 4
	for _, r := range s.regions {
		for year := 2025; year <= 2028; year++ {
			base := fmt.Sprintf("%d,00", perSchoolAndYear*len(r.schools))
			err := s.app.Funding.SetShare(ctx, s.people[access.RegionLead].scope, key, funding.ShareInput{Unit: r.unit, Year: strconv.Itoa(year), Base: base})
			if err != nil {
				return err
			}
		}
	}
	return s.app.Funding.SetRules(ctx, s.people[access.RegionLead].scope, key, funding.GrantRules{Target: "12,5"})
}
