package need

import (
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/id"
)

// CalledOff is an agreement that does not go on, for ReopenTx.
type CalledOff struct {
	Invitation id.ID   // whose yes made it; empty when it was made by hand
	Needs      []id.ID // that it answered
	Reason     string
}

// ReopenTx lets the needs of an agreement that was called off look for companies again. The yes stays in the history but does
// not count any more; a need that has too few yeses now is open again, or expired when its period has passed. Its waves go on,
// and companies that were told that they are no longer needed may be asked again.
// The caller has loaded the agreement through its scope.
func ReopenTx(op *operation.Op, c CalledOff) error {
	if c.Invitation != "" {
		_, err := op.Exec(`UPDATE invitation SET called_off_at = $2, version = version + 1, operation_id = $3
			WHERE {wall:invitation} AND id = $1 AND answer = 'yes' AND called_off_at IS NULL`, c.Invitation, op.At, op.ID)
		if err != nil {
			return operation.Wrap("reopen need", err)
		}
	}
	for _, key := range c.Needs {
		if err := c.reopenOneTx(op, key); err != nil {
			return operation.Wrap("reopen need", err)
		}
	}
	return nil
}

func (c CalledOff) reopenOneTx(op *operation.Op, key id.ID) error {
	if err := lockNeed(op, key); err != nil {
		return err
	}
	type standing struct {
		Unit   id.ID      `db:"unit_id"`
		State  State      `db:"state"`
		To     clock.Date `db:"period_to"`
		Wanted int        `db:"wanted"`
		Agreed int        `db:"agreed"`
	}
	n, err := operation.Get[standing](op, `SELECT n.unit_id, n.state, n.period_to, COALESCE((SELECT v.wanted FROM need v WHERE v.network_id = n.network_id AND v.id = n.visit_id), n.wanted) AS wanted, `+agreedOf("n")+` AS agreed FROM need n
		WHERE {wall:n} AND n.id = $1 AND n.deleted_at IS NULL LIMIT 1`, key)
	if err != nil {
		return err
	}
	if n.State != Filled || n.Agreed >= n.Wanted {
		return nil
	}
	state, closed := Open, any(nil)
	if n.To <= op.Today() {
		state, closed = Expired, op.At
	}
	_, err = op.Exec(`UPDATE need SET state = $2, closed_at = $3, reopened_at = $4, version = version + 1, operation_id = $5
		WHERE {wall:need} AND id = $1 AND state = 'filled'`, key, state, closed, op.At, op.ID)
	if err != nil {
		return err
	}
	op.Audit(audit.Entry{Action: "need.reopened", Object: "need", ID: key, Unit: n.Unit, Detail: map[string]any{"reason": c.Reason}})
	if err := noteTx(op, key, n.Unit, Step{Kind: StepReopened, Words: c.Reason}); err != nil || state == Expired {
		return err
	}
	_, err = op.Exec(`UPDATE wave_plan SET state = 'running', next_at = $2, version = version + 1, operation_id = $3
		WHERE {wall:wave_plan} AND need_id = $1 AND state = 'done'`, key, op.At, op.ID)
	op.Enqueue(sweepSoon(key))
	return err
}

// agreedOf counts the companies whose yes to the need behind the alias holds.
func agreedOf(alias string) string {
	return `(SELECT COUNT(*) FROM invitation y WHERE y.network_id = ` + alias + `.network_id AND y.need_id = COALESCE(` + alias + `.visit_id, ` + alias + `.id) AND y.answer = 'yes' AND y.called_off_at IS NULL)`
}
