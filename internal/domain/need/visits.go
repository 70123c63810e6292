package need

import (
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/id"
)

// FillByVisitsTx closes a need when as many visits were agreed as it wants, also when one company does several of them: a series fills
// a need as companies do. visits counts the agreements for it that hold. A need that is not open stays as it is.
func FillByVisitsTx(op *operation.Op, key id.ID, visits int) error {
	if err := lockNeed(op, key); err != nil {
		return err
	}
	n, err := operation.Get[counted](op, `SELECT `+needColumns+`, `+agreedOf("n")+` AS agreed`+needFrom+`WHERE {wall:n} AND n.id = $1 AND n.deleted_at IS NULL LIMIT 1`, key)
	if err != nil || n.State != Open || visits < n.Wanted {
		return err
	}
	return closing{ID: n.ID, Unit: n.Unit, UnitName: n.UnitName, Title: n.Title, Agreed: n.Agreed, early: n.Agreed < n.Wanted}.closeTx(op, Filled, "need.filled")
}
