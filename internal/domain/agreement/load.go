package agreement

import (
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

const agreementColumns = `a.id, a.unit_id, u.name AS unit_name, a.organisation_id, o.name AS company, o.kind = 'umbrella' AS is_umbrella,
	a.grant_id, COALESCE(g.name, '') AS grant_name, COALESCE(s.name, '') AS scheme_name, a.name, a.state, a.start_on, a.end_on, COALESCE(a.ended_on, '') AS ended_on,
	a.renews_id, (SELECT MIN(x.id) FROM agreement x WHERE x.network_id = a.network_id AND x.renews_id = a.id AND x.deleted_at IS NULL) AS renewed_by,
	COALESCE(v.n, 0) AS open_n, COALESCE(v.state, '') AS open_state,
	(SELECT COUNT(*) FROM agreement_signatory y WHERE y.network_id = v.network_id AND y.version_id = v.id AND y.retired_at IS NULL) AS to_sign,
	(SELECT COUNT(*) FROM agreement_signature z WHERE z.network_id = v.network_id AND z.text_id = v.text_id) AS signed,
	a.created_at, a.created_by, a.version`

const agreementFrom = ` FROM agreement a
	JOIN unit u ON u.network_id = a.network_id AND u.id = a.unit_id
	JOIN organisation o ON o.network_id = a.network_id AND o.id = a.organisation_id
	LEFT JOIN subsidy_grant g ON g.network_id = a.network_id AND g.id = a.grant_id
	LEFT JOIN scheme s ON s.network_id = g.network_id AND s.id = g.scheme_id
	LEFT JOIN agreement_version v ON v.network_id = a.network_id AND v.agreement_id = a.id AND v.state IN ('draft', 'sent', 'refused') `

// loadTx reads an agreement that the principal may do the action with.
func loadTx(tx *db.Tx, sc access.Scope, may access.Action, key id.ID) (Agreement, error) {
	return operation.Found(db.Get[Agreement](tx, sc.Bind(`SELECT `+agreementColumns+agreementFrom+` WHERE {`+string(may)+`:a} AND a.id = $1 AND a.deleted_at IS NULL LIMIT 1`, key)))
}

// changeTx loads an agreement to change it, alone: who comes second waits.
func changeTx(op *operation.Op, key id.ID) (Agreement, error) {
	if err := op.Lock("agreement:" + string(key)); err != nil {
		return Agreement{}, err
	}
	return loadTx(op.Tx, op.Scope, access.AgreementWrite, key)
}

const versionColumns = `v.id, v.agreement_id, v.unit_id, v.n, v.state, v.template_version_id, t.lang, v.start_on, v.end_on, v.changes, v.text_id, v.sent_at, v.active_at, v.version`

const versionFrom = ` FROM agreement_version v
	JOIN agreement_template_version w ON w.network_id = v.network_id AND w.id = v.template_version_id
	JOIN agreement_template t ON t.network_id = w.network_id AND t.id = w.template_id `

// versionsTx reads the versions of an agreement, the latest first. The agreement was loaded through the scope.
func versionsTx(tx *db.Tx, sc access.Scope, agreement id.ID) ([]Version, error) {
	return db.Select[Version](tx, sc.Bind(`SELECT `+versionColumns+versionFrom+` WHERE {wall:v} AND v.agreement_id = $1 ORDER BY v.n DESC LIMIT 200`, agreement))
}

// openTx reads the version that is being made, in one of the states.
func openTx(op *operation.Op, a Agreement, states ...State) (Version, error) {
	list := make([]string, len(states))
	for i, s := range states {
		list[i] = string(s)
	}
	return operation.Get[Version](op, `SELECT `+versionColumns+versionFrom+` WHERE {wall:v} AND v.agreement_id = $1 AND v.state = ANY($2) LIMIT 1`, a.ID, db.List(list))
}

func signatoriesTx(tx *db.Tx, sc access.Scope, version id.ID) ([]Signatory, error) {
	return db.Select[Signatory](tx, sc.Bind(`SELECT s.id, s.version_id, s.place, s.organisation_id, COALESCE(o.name, u.name) AS party, s.name, s.title, s.email, s.link_id, s.asked_at, s.reminders,
			g.signed_at, COALESCE(g.signer_name, '') AS signer_name, COALESCE(g.signer_title, '') AS signer_title, COALESCE(g.address, '') AS address, COALESCE(g.digest, '') AS digest
		FROM agreement_signatory s JOIN agreement_version v ON v.network_id = s.network_id AND v.id = s.version_id
		JOIN unit u ON u.network_id = s.network_id AND u.id = s.unit_id
		LEFT JOIN organisation o ON o.network_id = s.network_id AND o.id = s.organisation_id
		LEFT JOIN agreement_signature g ON g.network_id = s.network_id AND g.signatory_id = s.id AND g.text_id = v.text_id
		WHERE {wall:s} AND s.version_id = $1 AND s.retired_at IS NULL ORDER BY s.place LIMIT 50`, version))
}

func itemsTx(tx *db.Tx, sc access.Scope, version id.ID) ([]Item, error) {
	return db.Select[Item](tx, sc.Bind(`SELECT m.id, m.name_nl, m.name_en FROM agreement_item i JOIN menu_item m ON m.network_id = i.network_id AND m.id = i.menu_item_id
		WHERE {wall:i} AND i.version_id = $1 ORDER BY m.position, m.id LIMIT 200`, version))
}

func pledgesTx(tx *db.Tx, sc access.Scope, version id.ID) ([]Pledge, error) {
	return db.Select[Pledge](tx, sc.Bind(`SELECT p.id, p.year, p.kind, p.minutes, p.cents, p.what, p.pledge_id FROM agreement_pledge p
		WHERE {wall:p} AND p.version_id = $1 ORDER BY p.year, p.place LIMIT 200`, version))
}

// membersTx reads who is, was or becomes a member of an umbrella in a period.
func membersTx(tx *db.Tx, sc access.Scope, umbrella id.ID, from, to clock.Date) ([]Member, error) {
	return db.Select[Member](tx, sc.Bind(`SELECT m.member_id AS organisation_id, o.name, o.place, COALESCE(m.valid_from, '') AS valid_from, COALESCE(m.valid_to, '') AS valid_to, m.created_at
		FROM umbrella_membership m `+relation.Became("o", "m.network_id", "m.member_id")+`
		WHERE {wall:m} AND m.umbrella_id = $1 AND m.deleted_at IS NULL AND (m.valid_from IS NULL OR m.valid_from <= $3) AND (m.valid_to IS NULL OR m.valid_to >= $2)
			AND o.deleted_at IS NULL
		ORDER BY o.name_key, o.id, m.valid_from LIMIT 2000`, umbrella, from, to))
}

func eventTx(op *operation.Op, a Agreement, n int, kind EventKind, by, why string, about id.ID) error {
	return op.Insert(`INSERT INTO agreement_event (network_id, id, agreement_id, unit_id, n, kind, at, by_id, by_name, why, about_id, operation_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`, op.Network(), op.NewID(), a.ID, a.Unit, n, kind, op.At, op.Scope.Account(), by, why, about, op.ID)
}

// stateTx moves an agreement to a state.
func stateTx(op *operation.Op, a Agreement, state State) error {
	return operation.Changed(op.Exec(`UPDATE agreement AS a SET state = $2, version = version + 1, operation_id = $3 WHERE {wall:a} AND a.id = $1 AND a.deleted_at IS NULL`, a.ID, state, op.ID))
}

// versionStateTx moves a version from one of its states to another; who was faster wins.
func versionStateTx(op *operation.Op, v Version, state State) error {
	return operation.Changed(op.Exec(`UPDATE agreement_version AS v SET state = $2, version = version + 1, operation_id = $3 WHERE {wall:v} AND v.id = $1 AND v.state = $4`, v.ID, state, op.ID, v.State))
}
