package ui_test

import (
	"testing"

	"github.com/a-h/templ"

	"schakel/internal/platform/i18n"
	"schakel/internal/web/locale"
	"schakel/internal/web/ui"
)

var catalogue = locale.Catalog()

// sampleFrame is the frame of a relation manager with everything in it.
func sampleFrame(lang i18n.Lang) ui.Frame {
	p := catalogue.Printer(lang)
	item := func(key, icon string) ui.NavItem { return ui.NavItem{Label: p.T(key), Icon: icon, Href: "#"} }
	nav := []ui.NavItem{
		item("nav.today", "home"), item("nav.relations", "building"), item("nav.menu", "tag"), item("nav.needs", "help"), item("nav.engagements", "handshake"),
		item("nav.funding", "euro"), item("nav.programme", "target"), item("nav.network", "network"), item("nav.audit", "list"), item("nav.outbox", "mail"),
	}
	nav[0].Count, nav[0].Tab = 7, true
	nav[1].Current, nav[1].Tab = true, true
	nav[4].Tab = true
	nav[7].Section, nav[8].Section, nav[9].Section = "Beheer", "Beheer", "Beheer"
	return ui.Frame{
		P: p, Title: "Stijlgids", Nav: nav, Accent: "#c8102e", Path: "/styleguide", UnitName: "Almelo e.o.", Palette: true, Record: true, Demo: true,
		User:  &ui.UserMenu{Name: "Nicole Horstman", Role: "relatiebeheerder", Network: "STO Twente", Items: []ui.Action{{Label: p.T("nav.account"), Icon: "user", Href: "#"}}},
		Flash: []ui.Toast{{Text: "Gesprek met Erik van der Kolk bewaard.", UndoAction: "/undo", UndoToken: "abc"}},
	}
}

var paletteSample = []ui.PaletteGroup{
	{Label: "Bedrijven", Items: []ui.PaletteItem{{Label: "Aannemersbedrijf Nijhof", Sub: "Rijssen", Icon: "building", Href: "/relations/1", Hint: "di 10 nov"}, {Label: "Nijland Metaal", Icon: "building", Href: "/relations/2"}}},
	{Label: "Doen", Items: []ui.PaletteItem{{Label: "Gesprek vastleggen met Nijhof", Icon: "note", Href: "/record?org=1"}}},
}

// portalSample is what a company sees behind the link in its mail.
func portalSample(lang i18n.Lang) templ.Component {
	f := sampleFrame(lang)
	f.Title, f.Flash, f.User = "Uitnodiging", nil, nil
	return ui.PortalSample(f)
}

// withPrinter gives the Dutch printer.
func withPrinter(t *testing.T) *i18n.Printer {
	t.Helper()
	return catalogue.Printer(i18n.NL)
}
