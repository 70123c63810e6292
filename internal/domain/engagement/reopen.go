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

// reopenTx lets the needs that an engagement answered look for companies again. A need that other days of its series still answer as
// often as it wants stays filled, and the company's yes goes on to the next of those days.
func reopenTx(op *operation.Op, e Engagement, reason string) error {
	needs, err := needsTx(op, e.ID)
	if err != nil {
		return err
	}
	if e.Series != "" {
		if e.Invitation, err = passOnTx(op, e); err != nil {
			return err
		}
		if needs, err = operation.Select[id.ID](op, `SELECT n.id FROM engagement_need en JOIN need n ON n.network_id = en.network_id AND n.id = en.need_id
			WHERE {wall:en} AND en.engagement_id = $1 AND n.wanted > (SELECT COUNT(*) FROM engagement_need k
				JOIN engagement l ON l.network_id = k.network_id AND l.id = k.engagement_id AND l.deleted_at IS NULL
				JOIN occurrence o ON o.network_id = l.network_id AND o.source_id = l.id AND o.deleted_at IS NULL AND (o.cancelled_at IS NULL OR o.postponed_at IS NOT NULL)
				WHERE k.network_id = n.network_id AND k.need_id = n.id) ORDER BY n.id LIMIT 100`, e.ID); err != nil {
			return err
		}
	}
	return need.ReopenTx(op, need.CalledOff{Invitation: e.Invitation, Needs: needs, Reason: reason})
}

// passOnTx gives the company's yes to the next day of the series that still takes place. It returns the yes that is left with the
// engagement: empty when it went on.
func passOnTx(op *operation.Op, e Engagement) (id.ID, error) {
	if e.Invitation == "" {
		return "", nil
	}
	next, err := operation.Select[id.ID](op, `SELECT l.id FROM engagement l JOIN occurrence o ON o.network_id = l.network_id AND o.source_id = l.id
		WHERE {wall:l} AND l.series_id = $1 AND l.id <> $2 AND l.organisation_id = $3 AND l.invitation_id IS NULL AND l.deleted_at IS NULL
			AND o.deleted_at IS NULL AND (o.cancelled_at IS NULL OR o.postponed_at IS NOT NULL)
		ORDER BY o.starts_at, o.id LIMIT 1`, e.Series, e.ID, e.Organisation)
	if err != nil || len(next) == 0 {
		return e.Invitation, err
	}
	for _, move := range []struct{ to, invitation id.ID }{{e.ID, ""}, {next[0], e.Invitation}} {
		if _, err := op.Exec(`UPDATE engagement SET invitation_id = $2, version = version + 1, operation_id = $3 WHERE {wall:engagement} AND id = $1`, move.to, move.invitation, op.ID); err != nil {
			return "", err
		}
	}
	return "", nil
}
