package demo

import (
	"context"
	"strconv"

	"schakel/internal/domain/budget"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/id"
)

// yearly is what every detailed year costs, per activity in the order of lineStories.
var yearly = []struct {
	activity              int
	cost                  budget.Cost
	what, quantity, price string
	measure               budget.Measure
}{
	{0, budget.Staff, "Docenten die gastlessen voorbereiden en begeleiden", "9.000", "55", "hour"},
	{0, budget.InKind, "Vakmensen voor de klas", "2.000", "55", "hour"},
	{0, budget.Travel, "Bussen naar bedrijven", "620", "250", "group"},
	{1, budget.Other, "Bedrijvendagen", "24", "6.500", "piece"},
	{2, budget.Staff, "Stagecoördinatie", "7.200", "55", "hour"},
	{2, budget.InKind, "Begeleiding door bedrijven", "900", "55", "hour"},
	{2, budget.Material, "Gereedschap en veiligheidsmiddelen", "180", "700", "group"},
	{2, budget.Room, "Huur van praktijkruimte", "12", "9.500", "month"},
	{3, budget.Hire, "Trainers voor docenten", "120", "850", "day"},
}

var machines = []budget.LineInput{
	{Cost: budget.Machine, What: "CNC-freesbank voor de regiohal", Quantity: "1", Price: "240.000", Residual: "24.000", Term: "96", UsedFrom: "2025-09-01"},
	{Cost: budget.Machine, What: "Lasrobots", Quantity: "2", Price: "48.000", Residual: "0", Term: "60", UsedFrom: "2026-02-01"},
}

var covers = []budget.CoverInput{
	{Year: "2025", Granted: "1.500.000", Cofinancing: "160.000", Own: "52.500"},
	{Year: "2026", Granted: "1.530.000", Cofinancing: "160.000", Own: "58.100"},
	{Year: "2027", Granted: "1.490.000", Cofinancing: "160.000", Own: "20.000"},
	{Year: "2028", Granted: "1.480.000", Cofinancing: "160.000", Own: "56.200"},
}

// budget makes the budget of a grant: its first two years in detail and fixed, the last two still global and not in balance.
func (s *story) budget(ctx context.Context, g grant) error {
	lead := s.people[access.RegionLead].scope
	var first id.ID
	add := func(in budget.LineInput) error {
		key, err := s.app.Budget.AddLine(ctx, lead, g.key, in)
		if first == "" {
			first = key
		}
		return err
	}
	for year := 2025; year <= 2026; year++ {
		for _, y := range yearly {
			if err := add(budget.LineInput{Activity: g.activities[y.activity], Year: strconv.Itoa(year), Cost: y.cost, What: y.what, Measure: y.measure, Quantity: y.quantity, Price: y.price}); err != nil {
				return err
			}
		}
	}
	for _, m := range machines {
		m.Activity = g.activities[2]
		if err := add(m); err != nil {
			return err
		}
	}
	for _, year := range []string{"2027", "2028"} {
		if err := add(budget.LineInput{Year: year, Cost: budget.Other, What: "Activiteiten van de programmalijnen samen", Measure: "total", Quantity: "1", Price: "1.650.000"}); err != nil {
			return err
		}
	}
	for _, c := range covers {
		if err := s.app.Budget.SetCover(ctx, lead, g.key, c); err != nil {
			return err
		}
	}
	for _, to := range []budget.State{budget.Detailed, budget.Fixed} {
		if err := s.app.Budget.SetBlock(ctx, lead, g.key, budget.BlockInput{First: "2025", To: to}); err != nil {
			return err
		}
	}
	y := yearly[0]
	return s.app.Budget.ChangeLine(ctx, lead, g.key, first, 1, budget.LineInput{
		Activity: g.activities[y.activity], Year: "2025", Cost: y.cost, What: y.what + " (drie scholen)", Measure: y.measure, Quantity: y.quantity, Price: y.price,
		Reason: "De subsidiegever vroeg om welke scholen het gaat.",
	})
}
