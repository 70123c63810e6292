package access

import (
	"errors"
	"fmt"
	"slices"

	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

type heldRow struct {
	Role    Role  `db:"role"`
	Unit    id.ID `db:"unit_id"`
	Root    bool  `db:"root"`
	Reached id.ID `db:"descendant_id"`

	Name    string `db:"unit_name"`
	Accent  string `db:"accent"`
	Network string `db:"network_name"`
}

// LoadTx makes the scope of an account in a network from the roles that hold today. It costs one query.
// An account at a company costs a second one. An account without any role there is Forbidden.
func LoadTx(tx *db.Tx, account id.ID, name string, network id.ID, today clock.Date) (Scope, error) {
	rows, err := db.Select[heldRow](tx, db.Q(`
		SELECT g.role, g.unit_id, u.parent_id IS NULL AS root, c.descendant_id,
			u.name AS unit_name, COALESCE(NULLIF(u.accent, ''), top.accent) AS accent, n.name AS network_name
		FROM role_grant g
		JOIN network n ON n.id = g.network_id
		JOIN unit u ON u.network_id = g.network_id AND u.id = g.unit_id AND u.deleted_at IS NULL
		JOIN unit top ON top.network_id = g.network_id AND top.parent_id IS NULL
		JOIN unit_closure c ON c.network_id = g.network_id AND c.ancestor_id = g.unit_id
		JOIN account a ON a.id = g.account_id AND a.disabled_at IS NULL AND a.deleted_at IS NULL
		WHERE g.account_id = $1 AND g.network_id = $2 AND g.revoked_at IS NULL
			AND g.valid_from <= $3 AND (g.valid_to IS NULL OR g.valid_to >= $3)
		ORDER BY g.id, c.depth, c.descendant_id
		LIMIT 20000`, account, network, today))
	if err != nil {
		return Scope{}, fmt.Errorf("load scope: %w", err)
	}
	if len(rows) == 0 {
		return atCompanyTx(tx, account, name, network, today)
	}
	s := Scope{ok: true, kind: KindAccount, network: network, actor: account, name: name, networkName: rows[0].Network}
	widest := 0
	for _, r := range rows {
		if n := len(s.held); n == 0 || s.held[n-1].role != r.Role || s.held[n-1].unit != r.Unit {
			s.held = append(s.held, held{role: r.Role, unit: r.Unit, root: r.Root})
		}
		h := &s.held[len(s.held)-1]
		h.below = append(h.below, r.Reached)
		if len(h.below) > widest {
			widest, s.unitName, s.accent = len(h.below), r.Name, r.Accent
		}
	}
	return s, nil
}

type atCompanyRow struct {
	Role         Role  `db:"role"`
	Organisation id.ID `db:"organisation_id"`

	Accent  string `db:"accent"`
	Network string `db:"network_name"`
}

// atCompanyTx makes the scope of an account that works at a company of the network, and has no role on a unit of it.
func atCompanyTx(tx *db.Tx, account id.ID, name string, network id.ID, today clock.Date) (Scope, error) {
	rows, err := db.Select[atCompanyRow](tx, db.Q(`
		SELECT g.role, g.organisation_id, top.accent, n.name AS network_name
		FROM role_grant g
		JOIN network n ON n.id = g.network_id
		JOIN unit top ON top.network_id = g.network_id AND top.parent_id IS NULL
		JOIN account a ON a.id = g.account_id AND a.disabled_at IS NULL AND a.deleted_at IS NULL
		WHERE g.account_id = $1 AND g.network_id = $2 AND g.organisation_id IS NOT NULL AND g.revoked_at IS NULL
			AND g.valid_from <= $3 AND (g.valid_to IS NULL OR g.valid_to >= $3)
		ORDER BY g.id LIMIT 1`, account, network, today))
	if err != nil {
		return Scope{}, fmt.Errorf("load scope at company: %w", err)
	}
	if len(rows) == 0 {
		return Scope{}, fault.Forbidden("fault.no_role")
	}
	r := rows[0]
	return Scope{
		ok: true, kind: KindAccount, network: network, actor: account, name: name, organisation: r.Organisation,
		held: []held{{role: r.Role, organisation: r.Organisation}}, networkName: r.Network, unitName: r.Network, accent: r.Accent,
	}, nil
}

// Narrow is the scope of an account that acts through an API token: what its roles allow today and the token was made for. Wall comes
// along, since use cases lean on it. Only kernel/token makes one. A token never reaches pupils.
func (s Scope) Narrow(token id.ID, actions []Action) Scope {
	s.narrowed, s.token, s.actions = true, token, []Action{Wall}
	for _, a := range actions {
		if a.Known() && a.Class() != C3 {
			s.actions = append(s.actions, a)
		}
	}
	return s
}

// Claim is what a checked link from a mail says. Only kernel/link makes one.
type Claim struct {
	Network      id.ID
	NetworkName  string
	Accent       string
	Link         id.ID
	Name         string // of the addressee, for the audit log
	Organisation id.ID
	Subject      id.ID
	Person       id.ID // the addressee
	Actions      []Action
}

// FromLink makes the scope of a link's holder: the claim's actions on its own company and subject only, never pupils.
func FromLink(c Claim) (Scope, error) {
	for _, a := range c.Actions {
		if a.Class() == C3 || !a.Known() {
			return Scope{}, errors.New("access: a link may not reach pupils")
		}
	}
	return Scope{
		ok: true, kind: KindLink, network: c.Network, actor: c.Link, name: c.Name,
		organisation: c.Organisation, subject: c.Subject, person: c.Person, actions: slices.Clone(c.Actions),
		networkName: c.NetworkName, unitName: c.NetworkName, accent: c.Accent,
	}, nil
}

// FromDirectory makes the scope of a school's user administration: its own rows, and the roles of its own unit and the units below it.
// Only domain/directory makes one.
func FromDirectory(network, directory id.ID, name string, units []id.ID) Scope {
	return Scope{
		ok: true, kind: KindDirectory, network: network, actor: directory, name: name, subject: directory, units: slices.Clone(units),
		actions: []Action{DirectorySync, RoleManage, Wall},
	}
}

// System makes the scope of a job or a command, which reaches all of one network. The reason is for the audit log.
// Only app, demo, the commands, identity (nobody is signed in before they are) and the founding of a network call it.
func System(network id.ID, reason string) Scope {
	return Scope{ok: true, kind: KindSystem, network: network, name: reason, reason: reason}
}

// Public makes the scope of anybody at a network's public pages.
func Public(network id.ID) Scope {
	return Scope{ok: true, kind: KindPublic, network: network, actions: []Action{MenuRead, RegistrationMake}}
}

// PublicPage is Public with what the frame of the page shows: the network's name, the unit's and its colour.
func PublicPage(network id.ID, networkName, unitName, accent string) Scope {
	s := Public(network)
	s.networkName, s.unitName, s.accent = networkName, unitName, accent
	return s
}
