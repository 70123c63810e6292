package access

import (
	"slices"

	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// Kind is the kind of principal.
type Kind string

// The kinds of principal.
const (
	KindAccount Kind = "account" // a signed-in person
	KindLink    Kind = "link"    // the holder of a link from a mail
	KindSystem  Kind = "system"  // a job or a command
	KindPublic  Kind = "public"  // anybody

	KindDirectory Kind = "directory" // a school's user administration
)

// Scope is what one principal may reach in one network. The zero Scope reaches nothing and is refused everywhere.
type Scope struct {
	ok      bool
	kind    Kind
	network id.ID
	actor   id.ID
	name    string
	reason  string
	held    []held

	networkName, unitName, accent string // of the unit with the widest reach, for the page's frame

	// of a token: what it was made for, and its id
	narrowed bool
	token    id.ID

	// of a link; of a token, all that it may be used for
	actions      []Action
	organisation id.ID // also of an account at a company
	subject      id.ID
	person       id.ID
	units        []id.ID // of a directory: where it may give and end roles
}

// held is one role with the units it reaches, or the company on which it stands.
type held struct {
	role         Role
	unit         id.ID
	root         bool // the unit is the network itself
	below        []id.ID
	organisation id.ID
}

// Network returns the network the scope lives in.
func (s Scope) Network() id.ID { return s.network }

// Kind returns the kind of principal.
func (s Scope) Kind() Kind { return s.kind }

// Actor returns who acts: an account's or a link's id; empty for the system and the public.
func (s Scope) Actor() id.ID { return s.actor }

// Account returns the signed-in account, empty for anybody else.
func (s Scope) Account() id.ID {
	if s.kind == KindAccount {
		return s.actor
	}
	return ""
}

// Token returns the API token by which an account acts, empty in a browser.
func (s Scope) Token() id.ID { return s.token }

// ActorName returns the name to show for the actor.
func (s Scope) ActorName() string { return s.name }

// NetworkName returns the name of the network, for an account.
func (s Scope) NetworkName() string { return s.networkName }

// UnitName returns the name of the unit on which the account's widest role stands.
func (s Scope) UnitName() string { return s.unitName }

// Accent returns the colour of that unit, or else of the network: #rrggbb or empty.
func (s Scope) Accent() string { return s.accent }

// Person returns who holds a link, empty for anybody else.
func (s Scope) Person() id.ID { return s.person }

// Organisation returns the company for which a link, or an account at a company, acts.
func (s Scope) Organisation() id.ID { return s.organisation }

// Subject returns the object that a link is about.
func (s Scope) Subject() id.ID { return s.subject }

// Settings are handed to PostgreSQL with every transaction.
func (s Scope) Settings() db.Settings {
	return db.Settings{Network: string(s.network), Principal: string(s.kind) + ":" + string(s.actor)}
}

// Roles returns the roles held, in the order of Roles, each once.
func (s Scope) Roles() []Role {
	var out []Role
	for _, r := range append(Roles(), CompanyContact) {
		if slices.ContainsFunc(s.held, func(h held) bool { return h.role == r }) {
			out = append(out, r)
		}
	}
	return out
}

// NeedsSecond reports whether a role held asks for a second step at signing in.
func (s Scope) NeedsSecond() bool {
	return slices.ContainsFunc(s.held, func(h held) bool { return h.role.NeedsSecond() })
}

// OwnOnly returns the scope without its roles: it reaches the account's own rows and nothing else.
func (s Scope) OwnOnly() Scope {
	s.held, s.unitName, s.accent = nil, "", ""
	return s
}

// HomeUnits returns the units on which the principal holds a role, the widest reach first.
func (s Scope) HomeUnits() []id.ID {
	hs := slices.Clone(s.held)
	slices.SortStableFunc(hs, func(a, b held) int { return len(b.below) - len(a.below) })
	var out []id.ID
	for _, h := range hs {
		if h.unit != "" && !slices.Contains(out, h.unit) {
			out = append(out, h.unit)
		}
	}
	return out
}

// RolesOn returns the roles the principal holds whose reach includes the unit.
func (s Scope) RolesOn(unit id.ID) []Role {
	var out []Role
	for _, h := range s.held {
		if slices.Contains(h.below, unit) && !slices.Contains(out, h.role) {
			out = append(out, h.role)
		}
	}
	return out
}

// reach is the set of rows that an action may touch.
type reach struct {
	network      bool // all rows of the network
	units        []id.ID
	organisation id.ID
	subject      id.ID
	account      id.ID
}

func (r reach) empty() bool {
	return !r.network && len(r.units) == 0 && r.organisation == "" && r.subject == "" && r.account == ""
}

// reach works out what the principal may touch for the action.
func (s Scope) reach(a Action) reach {
	var r reach
	sp, known := specs[a]
	if !s.ok || !known || s.narrowed && !slices.Contains(s.actions, a) {
		return r
	}
	switch s.kind {
	case KindSystem:
		r.network = true
	case KindLink, KindPublic:
		if !slices.Contains(s.actions, a) {
			return r
		}
		switch {
		case sp.anchor&bySubject != 0:
			r.subject = s.subject
		case sp.anchor&byOrganisation != 0 && s.organisation != "":
			r.organisation = s.organisation
		case sp.anchor&byNetwork != 0:
			r.network = true
		}
	case KindDirectory:
		r = s.directoryReach(a, sp)
	case KindAccount:
		r = s.accountReach(a, sp)
	}
	return r
}

// directoryReach is the directory's own rows, and the roles of its own unit and below.
func (s Scope) directoryReach(a Action, sp spec) reach {
	var r reach
	switch {
	case !slices.Contains(s.actions, a):
	case sp.anchor&bySubject != 0:
		r.subject = s.subject
	case sp.anchor&byUnit != 0:
		r.units = s.units
	case sp.anchor&byNetwork != 0:
		r.network = true
	}
	return r
}

func (s Scope) accountReach(a Action, sp spec) reach {
	var r reach
	if sp.anchor&byAccount != 0 {
		r.account = s.actor
		return r
	}
	for _, h := range s.held {
		if !h.role.May(a) {
			continue
		}
		switch {
		case h.organisation != "" && sp.anchor&byOrganisation != 0:
			r.organisation = h.organisation
		case sp.anchor&byNetwork != 0:
			r.network = true
		case sp.anchor&byUnit == 0:
		case sp.class == C3:
			r.units = appendNew(r.units, h.unit)
		case h.root:
			r.network = true
		default:
			r.units = appendNew(r.units, h.below...)
		}
	}
	return r
}

func appendNew(list []id.ID, more ...id.ID) []id.ID {
	if len(list) == 0 {
		return slices.Clone(more)
	}
	for _, m := range more {
		if !slices.Contains(list, m) {
			list = append(list, m)
		}
	}
	return list
}

// Can reports whether the principal may do the action on anything at all.
func (s Scope) Can(a Action) bool { return !s.reach(a).empty() }

// CanOn reports whether the principal may do the action on rows of the unit. A role on the network itself reaches all of
// its units, and no others: the unit of a form may be another network's, or none.
func (s Scope) CanOn(a Action, unit id.ID) bool {
	r := s.reach(a)
	if r.network && s.kind == KindAccount && specs[a].anchor&byUnit != 0 {
		return slices.ContainsFunc(s.held, func(h held) bool { return h.role.May(a) && slices.Contains(h.below, unit) })
	}
	return unit != "" && (r.network || slices.Contains(r.units, unit))
}

// Require refuses when the principal may not do the action on anything.
func (s Scope) Require(a Action) error {
	if !s.Can(a) {
		return fault.Forbidden("fault.forbidden")
	}
	return nil
}

// RequireOn refuses when the principal may not do the action on rows of the unit: what is out of reach is not found.
func (s Scope) RequireOn(a Action, unit id.ID) error {
	if !s.Can(a) {
		return fault.Forbidden("fault.forbidden")
	}
	if !s.CanOn(a, unit) {
		return fault.NotFound("fault.not_found")
	}
	return nil
}

// Valid reports whether the scope was made by this package.
func (s Scope) Valid() bool { return s.ok }
