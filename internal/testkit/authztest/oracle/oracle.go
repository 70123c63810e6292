// Package oracle says who may see and do what, a second time and by somebody else: slowly, from tables written by hand.
// It shares no code with what it judges: it imports nothing of Schakel (a test sees to that), knows units as parent
// pointers and walks up. Where it and the program disagree, one of them is wrong, in either direction.
package oracle

import (
	"fmt"
	"strings"
)

// Kind is what sort of text a canary is, in the oracle's own words.
type Kind string

// Ability is something a route does, in the oracle's own words: "ask needs".
type Ability string

// Held is a role of a person on a unit, or at a company.
type Held struct{ Role, Unit, Company string }

// Link is what the holder of a mail's link has: its kind, the company it was sent to and the one object it is about.
type Link struct{ Kind, Company, About string }

// Person is who asks: somebody with roles, the holder of a link, or (without both) a stranger.
type Person struct {
	Name    string
	Network string
	Account string
	Held    []Held
	Link    *Link
	// Public is the network on whose public page they are, whoever they are besides.
	Public string
	// Elsewhere are other networks in which the account has a role too; this session does not reach into them.
	Elsewhere []string
}

// Thing is what is asked for, or a text that could come along.
type Thing struct {
	Network string
	Unit    string // who owns it; empty when it belongs to the network as a whole
	Kind    Kind
	Company string // whose it is, if a company's
	Account string // whose it is, if a person's own
	About   string // the invitation or occurrence of which it is part
	Gone    bool   // in the bin: nobody finds it
}

// World is the tree of units as parent pointers; the root's parent is empty.
type World struct{ Parent map[string]string }

// Within walks up from a unit and reports whether it meets the other one.
func (w World) Within(unit, top string) bool {
	for ; unit != ""; unit = w.Parent[unit] {
		if unit == top {
			return true
		}
	}
	return false
}

// Verdict is what an answer should be.
type Verdict string

// The verdicts.
const (
	Allowed   Verdict = "allowed"
	Forbidden Verdict = "forbidden" // the person can never do this
	NotFound  Verdict = "not found" // the person can, but not here: the same answer as for what does not exist
	SignIn    Verdict = "sign in"
)

// MaySee reports whether a text may reach the person's eyes, on whatever page.
func (w World) MaySee(p Person, t Thing) bool {
	switch {
	case p.Public != "" && p.Public == t.Network && (t.Kind == "item" || t.Kind == "unit"): // what a network publishes
		return true
	case p.Network == "" || p.Network != t.Network:
		return false
	case p.Link != nil:
		return w.linkSees(p, t)
	case t.Kind == "own":
		return t.Account == p.Account
	case t.Account != "" && t.Account == p.Account:
		return true
	}
	row, known := seen[t.Kind]
	if !known {
		panic(fmt.Sprintf("oracle: nobody said who may see %q: add a row to the table in see.go", t.Kind))
	}
	return w.reaches(p, row, t.Unit, t.Company)
}

// reaches looks for one role of the person whose cell covers the unit or the company.
func (w World) reaches(p Person, row map[string]string, unit, company string) bool {
	for _, h := range p.Held {
		switch row[h.Role] {
		case "all":
			return true
		case "mine":
			if company != "" && company == h.Company {
				return true
			}
		case "own":
			if unit != "" && w.Within(unit, h.Unit) || unit == "" && w.Parent[h.Unit] == "" {
				return true
			}
		case "here":
			if unit == h.Unit {
				return true
			}
		case "card": // a menu shows what stands above and below one's own place
			if unit != "" && (w.Within(unit, h.Unit) || w.Within(h.Unit, unit)) {
				return true
			}
		}
	}
	return false
}

// MayDo says what becomes of a request that needs the ability on the thing.
func (w World) MayDo(p Person, can Ability, t Thing) Verdict {
	if len(p.Held) == 0 {
		return SignIn
	}
	if can == Anybody {
		return Allowed
	}
	if can == Own {
		if t.Kind == "" || t.Account == p.Account && t.Network == p.Network && !t.Gone {
			return Allowed
		}
		return NotFound
	}
	row, known := does[can]
	if !known {
		panic(fmt.Sprintf("oracle: nobody said who may %q: add a row to the table in do.go", can))
	}
	able := false
	for _, h := range p.Held {
		able = able || row[h.Role] != "-"
	}
	switch {
	case !able:
		return Forbidden
	case t.Kind == "": // about nothing in particular
		return Allowed
	case t.Network != p.Network || t.Gone:
		return NotFound
	case w.reaches(p, row, t.Unit, t.Company):
		return Allowed
	default:
		return NotFound
	}
}

// table reads rows of cells under a head of roles.
func table[T ~string](text string) map[T]map[string]string {
	out := map[T]map[string]string{}
	var head []string
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		name, cells, found := strings.Cut(line, "|")
		if !found {
			panic("oracle: a row without |: " + line)
		}
		values := strings.Fields(cells)
		if head == nil {
			head = values
			continue
		}
		if len(values) != len(head) {
			panic("oracle: a row with too few or too many cells: " + line)
		}
		row := map[string]string{}
		for i, v := range values {
			row[roles[head[i]]] = v
		}
		out[T(strings.TrimSpace(name))] = row
	}
	return out
}

// roles are the roles by the short heads of the tables.
var roles = map[string]string{
	"admin": "network_admin", "lead": "region_lead", "ctrl": "controller", "proj": "project_leader", "rela": "relation_manager",
	"line": "line_lead", "work": "workgroup_member", "teach": "teacher", "stage": "stage_coordinator", "acct": "accountant", "priv": "privacy_officer",
	"comp": "company_contact",
}

// Roles lists the roles that the tables know.
func Roles() []string {
	var out []string
	for _, r := range roles {
		out = append(out, r)
	}
	return out
}
