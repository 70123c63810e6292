package offerform

import (
	"strconv"
	"strings"

	"schakel/internal/domain/menu"
	"schakel/internal/platform/i18n"
	"schakel/internal/web/ui"
)

// Guide writes the expectation card of an item; what is empty is left out.
func Guide(p *i18n.Printer, i menu.Item) (defs []ui.Def) {
	lang := string(p.Lang())
	for _, d := range []ui.Def{
		{Term: "menu.guide.who", Text: i.Who(lang)},
		{Term: "menu.guide.pupils", Text: i.Pupils(lang)},
		{Term: "menu.guide.works", Text: i.Works(lang)},
		{Term: "menu.guide.cost", Text: i.Cost(lang)},
	} {
		if d.Text != "" {
			d.Term = p.T(d.Term)
			defs = append(defs, d)
		}
	}
	return defs
}

// Years writes the years of school that an item is for; all of them is no words.
func Years(p *i18n.Printer, i menu.Item) string {
	if len(i.Years.V) == 0 {
		return ""
	}
	names := make([]string, len(i.Years.V))
	for n, y := range i.Years.V {
		names[n] = strconv.Itoa(y)
	}
	return p.T("menu.guide.years", strings.Join(names, ", "))
}
