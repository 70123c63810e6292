package need

import (
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// StepKind is what happened to a need.
type StepKind string

// The kinds of step.
const (
	StepAsked     StepKind = "asked"
	StepEdited    StepKind = "edited"
	StepStarted   StepKind = "waves_started"
	StepPaused    StepKind = "waves_paused"
	StepResumed   StepKind = "waves_resumed"
	StepWave      StepKind = "wave_sent"
	StepDry       StepKind = "waves_dry"
	StepInvited   StepKind = "invited"
	StepReminded  StepKind = "reminded"
	StepYes       StepKind = "yes"
	StepNo        StepKind = "no"
	StepOtherDate StepKind = "other_date"
	StepLater     StepKind = "later"
	StepColleague StepKind = "colleague"
	StepAccepted  StepKind = "date_accepted"
	StepTakenBack StepKind = "taken_back"
	StepFilled    StepKind = "filled"
	StepClosed    StepKind = "closed"
	StepWithdrawn StepKind = "withdrawn"
	StepExpired   StepKind = "expired"
	StepReopened  StepKind = "reopened"
	StepOpened    StepKind = "opened_again"
	StepQueued    StepKind = "queued"
	StepOver      StepKind = "over_ceiling"
	StepPin       StepKind = "pin"
	StepSkip      StepKind = "skip"
	StepCall      StepKind = "call"
	StepJoined    StepKind = "joined"
	StepSeparated StepKind = "separated"
)

// Step is a line of a need's timeline: what happened, with which company, by whom of us.
type Step struct {
	ID           id.ID     `db:"id"`
	Kind         StepKind  `db:"kind"`
	Organisation id.ID     `db:"organisation_id"` // empty: not about one company
	Name         string    `db:"organisation_name"`
	Count        int       `db:"count"` // companies invited at once, or the number of the wave
	Words        string    `db:"words"` // a day or a reason
	At           time.Time `db:"at"`
	By           string    `db:"by_name"` // empty: the company, or by itself
}

// noteTx adds a step to a need that the caller has loaded and locked.
func noteTx(op *operation.Op, need, unit id.ID, s Step) error {
	return op.Insert(`INSERT INTO need_step (network_id, id, need_id, unit_id, kind, organisation_id, count, words, at, account_id, operation_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		op.Network(), op.NewID(), need, unit, s.Kind, s.Organisation, s.Count, s.Words, op.At, op.Scope.Account(), op.ID)
}

// stepsTx returns what happened to a need, the latest first.
func stepsTx(tx *db.Tx, sc access.Scope, need id.ID) ([]Step, error) {
	rows, err := db.Select[Step](tx, sc.Bind(`SELECT s.id, s.kind, s.organisation_id, COALESCE(o.name, '') AS organisation_name, s.count, s.words, s.at, COALESCE(a.name, '') AS by_name
		FROM need_step s
		LEFT JOIN organisation o ON o.network_id = s.network_id AND o.id = s.organisation_id
		LEFT JOIN account a ON a.id = s.account_id
		WHERE {need.read:s} AND s.need_id = $1 ORDER BY s.at DESC, s.id DESC LIMIT 200`, need))
	return rows, operation.Wrap("read steps", err)
}
