package occurrence

import (
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
)

// ForLink is what the holder of a sign-off link may know of the occurrence.
type ForLink struct {
	Occurrence
	Signed *SignOff // when it was signed already
}

// ForLinkTx returns the occurrence that a sign-off link is about.
func ForLinkTx(tx *db.Tx, sc access.Scope) (ForLink, error) {
	var v ForLink
	o, err := operation.Found(db.Get[Occurrence](tx, sc.Bind(`SELECT `+columns+` FROM occurrence o
		WHERE {sign_off.write:o} AND o.id = $1 AND o.organisation_id = $2 AND o.deleted_at IS NULL LIMIT 1`, sc.Subject(), sc.Organisation())))
	if err != nil {
		return v, operation.Wrap("read sign-off", err)
	}
	v.Occurrence = o
	signed, err := db.Select[SignOff](tx, sc.Bind(`SELECT `+signColumns+` FROM sign_off s JOIN occurrence o ON o.network_id = s.network_id AND o.id = s.occurrence_id
		WHERE {sign_off.write:o} AND s.occurrence_id = $1 AND s.organisation_id = $2 LIMIT 1`, o.ID, o.Organisation))
	if err != nil {
		return v, operation.Wrap("read sign-off", err)
	}
	if len(signed) == 1 {
		v.Signed = &signed[0]
	}
	return v, nil
}
