package engagementweb

import (
	"schakel/internal/domain/facility"
	"schakel/internal/platform/i18n"
	"schakel/internal/platform/id"
	"schakel/internal/web/ui"
)

// facilityField chooses the lab or room that an engagement takes up.
func facilityField(p *i18n.Printer, fieldID string, list []facility.Facility, chosen id.ID) ui.Field {
	f := ui.Field{Name: "facility", ID: fieldID, Label: p.T("engagement.facility"), Hint: p.T("engagement.facility.hint"), Value: string(chosen)}
	f.Options = []ui.Option{{Label: p.T("engagement.no_facility")}}
	for _, x := range list {
		f.Options = append(f.Options, ui.Option{Value: string(x.ID), Label: x.Name, Group: x.UnitName})
	}
	return f
}
