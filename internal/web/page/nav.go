package page

import (
	"strings"

	"schakel/internal/kernel/access"
	"schakel/internal/web/ui"
)

// navItem is a line of the main menu with the action that it asks for.
type navItem struct {
	section, href, icon string
	action              access.Action
	tab, demo           bool
	manage              bool // stands under the heading "Manage"
}

// menu is the main menu. An item is shown to those who may do its action.
var menu = []navItem{
	{section: "today", href: "/today", icon: "home", action: access.NetworkRead, tab: true},
	{section: "company", href: "/company", icon: "building", action: access.CompanyRead, tab: true},
	{section: "relations", href: "/relations", icon: "building", action: access.OrganisationRead, tab: true},
	{section: "menu", href: "/menu", icon: "menu-card", action: access.OfferRead},
	{section: "needs", href: "/needs", icon: "question", action: access.NeedRead, tab: true},
	{section: "engagements", href: "/engagements", icon: "handshake", action: access.EngagementRead},
	{section: "calendar", href: "/calendar", icon: "calendar", action: access.EngagementRead},
	{section: "facilities", href: "/facilities", icon: "wrench", action: access.NetworkRead},
	{section: "agreements", href: "/agreements", icon: "signature", action: access.AgreementRead},
	{section: "funding", href: "/funding", icon: "euro", action: access.ContributionRead},
	{section: "programme", href: "/programme", icon: "flag", action: access.ProgrammeRead},
	{section: "steering", href: "/steering", icon: "chart", action: access.ContributionRead},
	{section: "network", manage: true, href: "/network", icon: "network", action: access.NetworkRead},
	{section: "audit", manage: true, href: "/audit", icon: "lock", action: access.AuditRead},
	{section: "upkeep", manage: true, href: "/upkeep", icon: "settings", action: access.Upkeep},
	{section: "outbox", manage: true, href: "/outbox", icon: "mail", action: access.NetworkRead, demo: true},
	{section: "styleguide", manage: true, href: "/styleguide", icon: "star", action: access.NetworkRead, demo: true},
}

func (c *Ctx) nav(section string) []ui.NavItem {
	var (
		out      []ui.NavItem
		managing bool
	)
	for _, m := range menu {
		if m.demo && !c.Env.Demo || !c.Scope.Can(m.action) {
			continue
		}
		item := ui.NavItem{Label: c.P.T("nav." + m.section), Href: m.href, Icon: m.icon, Current: m.section == section, Tab: m.tab}
		if key := "nav.key." + m.section; c.P.Has(key) {
			item.Key = c.P.T(key)
		}
		if m.manage && !managing {
			item.Section, managing = c.P.T("web.nav_manage"), true
		}
		out = append(out, item)
	}
	return out
}

// Pages lists the pages of the main menu that the person may open.
func (c *Ctx) Pages() []ui.NavItem { return c.nav("") }

// roleName joins the words for the roles held.
func (c *Ctx) roleName() string {
	var names []string
	for _, r := range c.Scope.Roles() {
		names = append(names, c.P.T("role."+string(r)))
	}
	return strings.Join(names, ", ")
}
