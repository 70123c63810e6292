package agreement

import (
	"strconv"
	"strings"

	"schakel/internal/domain/funding"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/i18n"
	"schakel/internal/platform/markdown"
)

// words are what an agreement's text says where a merge field stands. They are part of the document, not of the interface: what was
// signed keeps them, in the language of its template.
type words struct {
	represented, noMenu, noPledges, members, later, worth, amends, changes string
	place                                                                  string
	kinds                                                                  map[funding.Kind]string
}

var wordsOf = map[string]words{
	"nl": {
		represented: "**{0}**, vertegenwoordigd door {1}", noMenu: "Er zijn geen activiteiten van de menukaart gekozen.", noPledges: "Er zijn geen bijdragen toegezegd.",
		members: "Bij het opstellen zijn deze bedrijven lid van {0}:", later: "Wie later lid wordt, valt onder deze overeenkomst vanaf de dag waarop het lidmaatschap ingaat.",
		worth: "{0}, ter waarde van {1}", amends: "Wijziging {0}", changes: "Deze wijziging verandert het volgende. Daarna staat de hele overeenkomst zoals die na ondertekening luidt.",
		place: "{0}. {1} namens {2}",
		kinds: map[funding.Kind]string{funding.KindHours: "inzet van medewerkers", funding.KindGoods: "materiaal of machines", funding.KindFacility: "gebruik van ruimte of apparatuur", funding.KindCash: "bijdrage in geld"},
	},
	"en": {
		represented: "**{0}**, represented by {1}", noMenu: "No activities of the menu have been chosen.", noPledges: "No contributions have been pledged.",
		members: "At the time of drafting, these companies are members of {0}:", later: "Whoever becomes a member later is covered by this agreement from the day on which the membership begins.",
		worth: "{0}, worth {1}", amends: "Amendment {0}", changes: "This amendment changes the following. After it stands the whole agreement as it reads once signed.",
		place: "{0}. {1} on behalf of {2}",
		kinds: map[funding.Kind]string{funding.KindHours: "work by employees", funding.KindGoods: "materials or machines", funding.KindFacility: "use of rooms or equipment", funding.KindCash: "contribution in cash"},
	},
}

func fill(text string, values ...string) string {
	for i, v := range values {
		text = strings.ReplaceAll(text, "{"+strconv.Itoa(i)+"}", v)
	}
	return text
}

// printer writes dates and amounts of a document.
func printer(lang string) *i18n.Printer { return i18n.Plain(i18n.Lang(lang)) }

func day(lang string, d clock.Date) string {
	_, date, found := strings.Cut(printer(lang).DateLong(d), " ") // without the day of the week
	if !found {
		return string(d)
	}
	return markdown.Escape(date)
}
