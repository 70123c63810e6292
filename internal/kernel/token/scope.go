package token

import (
	"slices"
	"strings"

	"schakel/internal/kernel/access"
	"schakel/internal/platform/fault"
)

// Scope is what a token is for, as noun:read or noun:write. Write includes read. The list is closed.
type Scope string

// Key is the scope as a part of a key of the catalogue.
func (s Scope) Key() string { return strings.Replace(string(s), ":", "_", 1) }

// scopes are all scopes, in the order in which screens show them, with the actions each stands for.
var scopes = []struct {
	name    Scope
	actions []access.Action
}{
	{"unit:read", []access.Action{access.NetworkRead}},
	{"organisation:read", []access.Action{access.OrganisationRead, access.RelationshipRead}},
	{"organisation:write", []access.Action{access.OrganisationRead, access.RelationshipRead, access.OrganisationWrite, access.RelationshipWrite}},
	{"person:read", []access.Action{access.OrganisationRead, access.PersonRead}},
	{"person:write", []access.Action{access.OrganisationRead, access.PersonRead, access.PersonWrite}},
	{"interaction:read", []access.Action{access.OrganisationRead, access.ContactRead, access.NoteRead}},
	{"interaction:write", []access.Action{access.OrganisationRead, access.ContactRead, access.NoteRead, access.ContactRecord}},
	{"menu:read", []access.Action{access.MenuRead, access.OfferRead}},
	{"need:read", []access.Action{access.NeedRead, access.MenuRead, access.ProgrammeRead}},
	{"need:write", []access.Action{access.NeedRead, access.MenuRead, access.ProgrammeRead, access.NeedWrite}},
	{"invitation:write", []access.Action{access.NeedRead, access.InvitationSend}},
	{"engagement:read", []access.Action{access.EngagementRead}},
	{"engagement:write", []access.Action{access.EngagementRead, access.EngagementManage, access.OrganisationRead, access.ProgrammeRead, access.MenuRead}},
	{"programme:read", []access.Action{access.ProgrammeRead}},
	{"programme:write", []access.Action{access.ProgrammeRead, access.ProgrammeManage}},
	{"agreement:read", []access.Action{access.AgreementRead}},
	{"contribution:read", []access.Action{access.ContributionRead, access.GrantRead}},
	{"contribution:write", []access.Action{access.ContributionRead, access.GrantRead, access.ContributionRecord}},
	{"grant:read", []access.Action{access.GrantRead, access.ProgrammeRead}},
	{"report:read", []access.Action{access.ContributionRead, access.PledgeRead, access.GrantRead, access.ReportExport}},
}

// Scopes lists all scopes.
func Scopes() []Scope {
	out := make([]Scope, len(scopes))
	for i, s := range scopes {
		out[i] = s.name
	}
	return out
}

// Offered lists the scopes of which the principal can do everything somewhere: others would be of no use to it.
func Offered(sc access.Scope) []Scope {
	var out []Scope
	for _, s := range scopes {
		if !slices.ContainsFunc(s.actions, func(a access.Action) bool { return !sc.Can(a) }) {
			out = append(out, s.name)
		}
	}
	return out
}

// Actions lists what the scope lets a token do, within the rights of its account.
func (s Scope) Actions() []access.Action {
	for _, known := range scopes {
		if known.name == s {
			return slices.Clone(known.actions)
		}
	}
	return nil
}

// choose checks the scopes of a form.
func choose(f fault.Fields, names []string) []Scope {
	var out []Scope
	for _, name := range names {
		s := Scope(name)
		if s.Actions() == nil {
			f.Add("scopes", "field.choice")
			return nil
		}
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	if len(out) == 0 {
		f.Add("scopes", "field.required")
	}
	return out
}

// actionsOf joins what the scopes stand for.
func actionsOf(names []string) []access.Action {
	var out []access.Action
	for _, name := range names {
		out = append(out, Scope(name).Actions()...)
	}
	return out
}
