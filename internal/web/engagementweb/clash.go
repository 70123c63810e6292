package engagementweb

import (
	"schakel/internal/domain/engagement"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/i18n"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// warnings are what speaks against the chosen day, as sentences; empty when nothing does.
func warnings(p *i18n.Printer, faults fault.Fields) string {
	return page.Messages(p, faults, engagement.Clashes()...)
}

// anyway is the tick with which somebody plans it nevertheless.
func anyway(p *i18n.Printer, id string) ui.Field {
	return ui.Field{Name: "anyway", ID: id, Label: p.T("engagement.clash.anyway"), Plain: true}
}
