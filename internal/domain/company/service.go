package company

import (
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// Service holds the use cases of a company's own people.
type Service struct {
	operation.Kit
}

// New makes the service.
func New(kit operation.Kit) *Service { return &Service{Kit: kit} }

// Parts are the parts of a company's work here that a colleague does.
type Parts struct {
	Offers  bool `db:"offers"`  // says what the company offers
	Visits  bool `db:"visits"`  // answers requests and prepares visits
	Signing bool `db:"signing"` // signs hours
}

// all is what the first contact does.
var all = Parts{Offers: true, Visits: true, Signing: true}

// within reports whether every part is one of the other's.
func (p Parts) within(o Parts) bool {
	return (!p.Offers || o.Offers) && (!p.Visits || o.Visits) && (!p.Signing || o.Signing)
}

// Me is who looks: somebody at the company, behind a link or with an account.
type Me struct {
	Person  id.ID  `db:"person_id"`
	Name    string `db:"name"`
	Email   string `db:"email"`
	Lang    string `db:"lang"`
	Row     id.ID  `db:"row_id"`   // empty: a contact who was never let in by a colleague
	First   bool   `db:"is_first"` // was let in by nobody
	Account id.ID  `db:"account_id"`
	Unit    id.ID  `db:"unit_id"` // in whose name mails go
	Parts

	Company string `db:"company_name"`
	Out     bool   `db:"let_out"` // was let in once, and is not now
}

const (
	meColumns = `SELECT p.id AS person_id, p.name, p.email, p.lang, COALESCE(c.id, '') AS row_id, c.added_by_id IS NULL AS is_first, COALESCE(c.account_id, '') AS account_id,
		COALESCE(c.unit_id, '') AS unit_id, COALESCE(c.offers, FALSE) AS offers, COALESCE(c.visits, FALSE) AS visits, COALESCE(c.signing, FALSE) AS signing, o.name AS company_name,
		EXISTS (SELECT 1 FROM company_colleague g WHERE g.network_id = p.network_id AND g.person_id = p.id AND g.organisation_id = o.id AND g.deleted_at IS NOT NULL) AS let_out
		FROM person p
		JOIN position w ON w.network_id = p.network_id AND w.person_id = p.id AND w.deleted_at IS NULL AND w.valid_to IS NULL
		JOIN organisation o ON o.network_id = w.network_id AND o.id = w.organisation_id AND o.deleted_at IS NULL AND o.merged_into IS NULL `
	colleagueOf = `JOIN company_colleague c ON c.network_id = p.network_id AND c.person_id = p.id AND c.organisation_id = w.organisation_id AND c.deleted_at IS NULL `
	heldMe      = `WHERE {company.colleague:w} AND {wall:p} AND p.deleted_at IS NULL AND w.organisation_id = $1 AND `
)

// meTx finds who looks. Who has been let out, or works there no longer, is nobody: fault.NotFound.
func meTx(tx *db.Tx, sc access.Scope) (Me, error) {
	text, who := meColumns+`LEFT `+colleagueOf+heldMe+`p.id = $2 ORDER BY w.is_primary DESC, w.id LIMIT 1`, sc.Person()
	if sc.Kind() == access.KindAccount {
		text, who = meColumns+colleagueOf+heldMe+`c.account_id = $2 ORDER BY c.id LIMIT 1`, sc.Account()
	}
	if who == "" {
		return Me{}, fault.NotFound("fault.not_found")
	}
	m, err := operation.Found(db.Get[Me](tx, sc.Bind(text, sc.Organisation(), who)))
	if err != nil {
		return m, operation.Wrap("find who looks", err)
	}
	switch {
	case m.Row != "":
		m.Out = false
	case m.Out:
		return Me{}, fault.NotFound("link.revoked")
	default:
		m.Parts = all
	}
	if m.Unit == "" {
		m.Unit, err = unitTx(tx, sc)
	}
	return m, err
}

// unitTx is the unit in whose name the link was sent: its subject, or the unit of the engagement that it is about.
func unitTx(tx *db.Tx, sc access.Scope) (id.ID, error) {
	unit, err := operation.Found(db.Get[id.ID](tx, sc.Bind(`SELECT u.id FROM unit u WHERE {wall:u} AND (u.id = $1
		OR u.id IN (SELECT e.unit_id FROM engagement e WHERE e.network_id = u.network_id AND e.id = $1)) LIMIT 1`, sc.Subject())))
	return unit, operation.Wrap("find unit", err)
}
