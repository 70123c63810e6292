package engagement

import (
	"schakel/internal/domain/need"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/id"
)

// needsTx lists the needs that an engagement answers.
func needsTx(op *operation.Op, engagement id.ID) ([]id.ID, error) {
	return operation.Select[id.ID](op, `SELECT en.need_id FROM engagement_need en WHERE {wall:en} AND en.engagement_id = $1 ORDER BY en.need_id LIMIT 100`, engagement)
}

// reopenTx lets the needs that an engagement answered look for companies again.
func reopenTx(op *operation.Op, e Engagement, reason string) error {
	needs, err := needsTx(op, e.ID)
	if err != nil {
		return err
	}
	return need.ReopenTx(op, need.CalledOff{Invitation: e.Invitation, Needs: needs, Reason: reason})
}
