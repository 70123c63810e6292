package agreement

import (
	"slices"

	"schakel/internal/domain/funding"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/id"
)

// activateTx puts a version in force that all have signed: its pledges become pledges of funding, the version before it is replaced, and
// everybody gets the document.
func activateTx(op *operation.Op, a Agreement, v Version, all []Signatory) error {
	before, err := operation.Select[Version](op, `SELECT `+versionColumns+versionFrom+` WHERE {wall:v} AND v.agreement_id = $1 AND v.state = 'active' LIMIT 1`, a.ID)
	if err != nil {
		return err
	}
	var old []Pledge
	for _, b := range before {
		if old, err = pledgesTx(op.Tx, op.Scope, b.ID); err != nil {
			return err
		}
		if err := versionStateTx(op, b, Replaced); err != nil {
			return err
		}
	}
	err = operation.Changed(op.Exec(`UPDATE agreement_version AS v SET state = 'active', active_at = $2, version = version + 1, operation_id = $3 WHERE {wall:v} AND v.id = $1 AND v.state = 'sent'`, v.ID, op.At, op.ID))
	if err != nil {
		return err
	}
	if err := bookTx(op, a, v, old); err != nil {
		return err
	}
	err = operation.Changed(op.Exec(`UPDATE agreement AS a SET state = 'active', start_on = $2, end_on = $3, told_at = NULL, version = version + 1, operation_id = $4
		WHERE {wall:a} AND a.id = $1 AND a.deleted_at IS NULL`, a.ID, v.From, v.To, op.ID))
	if err != nil {
		return err
	}
	op.Audit(audit.Entry{Action: "agreement.active", Object: "agreement", ID: a.ID, Unit: a.Unit, Detail: map[string]any{"n": v.N}})
	if err := eventTx(op, a, v.N, InForce, "", "", ""); err != nil {
		return err
	}
	if a.Renews != "" && v.N == 1 {
		if err := renewedTx(op, a); err != nil {
			return err
		}
	}
	for _, s := range all {
		if err := tellTx(op, a, v, s, "agreement_signed", ""); err != nil {
			return err
		}
	}
	return nil
}

// bookTx makes the pledges of a version pledges of funding. A line that the version before had too keeps its pledge; what is no longer
// there is withdrawn. So each line is one pledge, however often it is amended.
func bookTx(op *operation.Op, a Agreement, v Version, old []Pledge) error {
	lines, err := pledgesTx(op.Tx, op.Scope, v.ID)
	if err != nil {
		return err
	}
	for _, l := range lines {
		var key id.ID
		at := slices.IndexFunc(old, func(o Pledge) bool { return o.Pledge != "" && o.same(l) })
		if at >= 0 {
			key = old[at].Pledge
			old = slices.Delete(old, at, at+1)
		} else {
			key, err = funding.PledgeAgreedTx(op, funding.Pledge{
				Unit: a.Unit, Grant: a.Grant, Organisation: a.Organisation, Year: l.Year, Kind: l.Kind, Minutes: l.Minutes, Cents: l.Cents, PledgedOn: op.Today(),
			})
			if err != nil {
				return err
			}
		}
		if err := linkPledgeTx(op, l.ID, key); err != nil {
			return err
		}
	}
	return withdrawTx(op, a, old, 0)
}

func linkPledgeTx(op *operation.Op, line, pledge id.ID) error {
	return operation.Changed(op.Exec(`UPDATE agreement_pledge AS p SET pledge_id = $2, operation_id = $3 WHERE {wall:p} AND p.id = $1`, line, pledge, op.ID))
}

// withdrawTx withdraws the pledges of lines after a year.
func withdrawTx(op *operation.Op, a Agreement, lines []Pledge, after int) error {
	for _, l := range lines {
		if l.Pledge == "" || l.Year <= after {
			continue
		}
		if err := funding.WithdrawAgreedTx(op, l.Pledge, a.Unit); err != nil {
			return err
		}
	}
	return nil
}
