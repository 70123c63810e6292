package agreement

import (
	"slices"

	"schakel/internal/domain/funding"
	"schakel/internal/platform/clock"
)

func contains(list []string, s string) bool { return slices.Contains(list, s) }

// sample is an invented agreement, for the preview of a template.
func sample(lang string, today clock.Date) Content {
	year := today.Year() + 1
	c := Content{
		Network: "Techniekregio", Unit: "Techniekregio", Organisation: "Voorbeeld Installatietechniek", Scheme: "STO 2025–2028", Grant: "STO", Name: "Voorbeeld",
		Version:     Version{N: 1, Lang: lang, From: today, To: today.AddDays(2 * 365)},
		Signatories: []Signatory{{Party: "Voorbeeld Installatietechniek", Name: "J. Jansen", Title: "directeur"}, {Party: "Techniekregio", Name: "P. de Vries", Title: "regioleider"}},
		Items:       []Item{{NameNL: "Gastles", NameEN: "Guest lesson"}, {NameNL: "Bedrijfsbezoek", NameEN: "Company visit"}},
		Pledges:     []Pledge{{Year: year, Kind: funding.KindHours, Minutes: 40 * 60, Cents: 220_000}, {Year: year, Kind: funding.KindGoods, Cents: 150_000, What: "gereedschap"}},
	}
	if lang == "en" {
		c.Organisation, c.Signatories[0].Party, c.Signatories[0].Title, c.Signatories[1].Title = "Example Installations", "Example Installations", "director", "region lead"
		c.Name, c.Pledges[1].What = "Example", "tools"
	}
	return c
}
