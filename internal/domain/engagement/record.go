package engagement

import (
	"context"
	"time"

	"schakel/internal/domain/facility"
	"schakel/internal/domain/occurrence"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// Record is one engagement with all that happened to it. What the reader may not see is empty: the contact person and who
// signed what, for those who may not read people and the ledger.
type Record struct {
	Engagement
	state
	Occurrence   occurrence.Occurrence
	PersonName   string
	ActivityCode string
	ActivityName string
	AgreedBy     string // empty: the company answered an invitation
	Needs        []Need
	Moves        []occurrence.Moved
	Postponed    []occurrence.Postponed
	Before       *Other // the engagement whose place it took
	After        *Other // the engagement that took its place
	Counts       []Count
	Requests     []Request // to sign, newest first
	Cancellation *Cancellation
	Signature    *Signature
	Evaluations  []Evaluation // of both sides, each at most once
	Practice     bool         // both sides were glad, and nobody has it on their list to write that up
	Details      Details
	Checklist    Checklist
	Proposal     *Proposal // that waits, of either side
	InSeries     InSeries
	Facilities   []facility.Facility // that it may move to, for who manages it
}

// State tells how far the engagement is at an instant.
func (r Record) State(now time.Time) State { return r.state.State(now) }

// Need is a need that the engagement answers.
type Need struct {
	ID     id.ID  `db:"id"`
	Title  string `db:"title"`
	Asker  string `db:"asker"`
	Pupils int    `db:"pupils"`
}

// Other is an engagement of another company that this one replaced, or that replaced it.
type Other struct {
	ID           id.ID  `db:"id"`
	Organisation string `db:"organisation_name"`
	Before       bool   `db:"is_before"`
}

// Count is one count of the attendance.
type Count struct {
	At       time.Time `db:"counted_at"`
	By       string    `db:"by_name"`
	Pupils   int       `db:"pupils"`
	Teachers int       `db:"teachers"`
}

// Request is one mail that asked the company to sign.
type Request struct {
	At        time.Time  `db:"created_at"`
	ExpiresAt time.Time  `db:"expires_at"`
	RevokedAt *time.Time `db:"revoked_at"`
}

// Cancellation says why an engagement does not take place.
type Cancellation struct {
	Reason string    `db:"reason"`
	By     Party     `db:"by_party"`
	At     time.Time `db:"cancelled_at"`
	Actor  string    `db:"by_name"`
}

// Signature is what the company signed.
type Signature struct {
	SignerName     string    `db:"signer_name"`
	SignerFunction string    `db:"signer_function"`
	People         int       `db:"people"`
	Minutes        int       `db:"minutes"`
	Remark         string    `db:"remark"`
	SignedAt       time.Time `db:"signed_at"`
	Digest         string    `db:"digest"`
}

// Record returns one engagement with its history.
func (s *Service) Record(ctx context.Context, sc access.Scope, key id.ID) (r Record, err error) {
	if err := sc.Require(access.EngagementRead); err != nil {
		return r, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		r, err = recordTx(tx, sc, key, s.Clock.Now())
		return err
	})
	return r, operation.Wrap("read engagement", err)
}

func recordTx(tx *db.Tx, sc access.Scope, key id.ID, now time.Time) (r Record, err error) {
	type head struct {
		Engagement
		state
		PersonName   string `db:"person_name"`
		ActivityCode string `db:"activity_code"`
		ActivityName string `db:"activity_name"`
		AgreedBy     string `db:"agreed_by_name"`
		Details
		checklistLines
	}
	h, err := operation.Found(db.Get[head](tx, sc.Bind(`SELECT `+columns+`, `+stateColumns+`, COALESCE(p.name, '') AS person_name,
			COALESCE(a.code, '') AS activity_code, COALESCE(a.name, '') AS activity_name, COALESCE(w.name, '') AS agreed_by_name,
			COALESCE(m.checklist_nl, '[]') AS checklist_nl, COALESCE(m.checklist_en, '[]') AS checklist_en, `+detailColumns+
		stateFrom+listJoins+`
		LEFT JOIN person p ON p.network_id = e.network_id AND p.id = e.person_id AND p.deleted_at IS NULL AND {person.read:p}
		LEFT JOIN activity a ON a.network_id = e.network_id AND a.id = e.activity_id
		LEFT JOIN account w ON w.id = e.agreed_by
		LEFT JOIN engagement_detail d ON d.network_id = e.network_id AND d.engagement_id = e.id
		WHERE {engagement.read:e} AND e.id = $1 AND`+live+` ORDER BY o.starts_at DESC LIMIT 1`, key)))
	if err != nil {
		return r, err
	}
	r = Record{Engagement: h.Engagement, state: h.state, PersonName: h.PersonName, ActivityCode: h.ActivityCode, ActivityName: h.ActivityName, AgreedBy: h.AgreedBy, Details: h.Details}
	if r.Occurrence, err = occurrence.OfTx(tx, sc, occurrence.SourceEngagement, key); err != nil {
		return r, err
	}
	if r.Needs, err = db.Select[Need](tx, sc.Bind(`SELECT n.id, n.title, n.pupils, COALESCE(a.name, '') AS asker
		FROM engagement_need en JOIN engagement e ON e.network_id = en.network_id AND e.id = en.engagement_id
		JOIN need n ON n.network_id = en.network_id AND n.id = en.need_id LEFT JOIN account a ON a.id = n.asked_by
		WHERE {engagement.read:e} AND {need.read:n} AND e.id = $1 ORDER BY n.asked_at, n.id LIMIT 50`, key)); err != nil {
		return r, err
	}
	if r.Series != "" {
		if r.InSeries, err = inSeriesTx(tx, sc, r.Engagement, r.Occurrence, now); err != nil {
			return r, err
		}
	}
	return r, r.historyTx(tx, sc, h.checklistLines)
}

// historyTx reads what happened to the occurrence.
func (r *Record) historyTx(tx *db.Tx, sc access.Scope, lines checklistLines) (err error) {
	o := r.Occurrence.ID
	if err = r.beforehandTx(tx, sc, lines); err != nil {
		return err
	}
	if r.Occurrence.Version > 1 { // something happened to its day or its place
		if r.Moves, err = occurrence.MovesTx(tx, sc, o); err != nil {
			return err
		}
		if r.Postponed, err = occurrence.PostponementsTx(tx, sc, o); err != nil {
			return err
		}
	}
	if r.Replaces != "" || r.CancelledAt != nil {
		if err = r.othersTx(tx, sc); err != nil {
			return err
		}
	}
	if r.CountedAt != nil {
		if err = r.afterwardsTx(tx, sc); err != nil {
			return err
		}
	}
	if r.CancelledAt != nil && r.PostponedAt == nil {
		if r.Cancellation, err = first[Cancellation](tx, sc.Bind(`SELECT x.reason, x.by_party, x.cancelled_at, COALESCE(a.name, '') AS by_name
			FROM engagement_cancellation x LEFT JOIN account a ON a.id = x.cancelled_by
			WHERE {engagement.read:x} AND x.engagement_id = $1 LIMIT 1`, r.ID)); err != nil {
			return err
		}
	}
	if r.SignedAt != nil {
		r.Signature, err = first[Signature](tx, sc.Bind(`SELECT s.signer_name, s.signer_function, s.people, s.minutes, s.remark, s.signed_at, s.digest
			FROM sign_off s WHERE {contribution.read:s} AND s.occurrence_id = $1 LIMIT 1`, o))
	}
	return err
}

// beforehandTx reads what both sides see to, while it matters.
func (r *Record) beforehandTx(tx *db.Tx, sc access.Scope, lines checklistLines) (err error) {
	if r.CountedAt != nil || r.CancelledAt != nil && r.PostponedAt == nil {
		return nil
	}
	if r.Proposal, err = first[Proposal](tx, sc.Bind(proposalSQL, r.ID)); err != nil {
		return err
	}
	if sc.CanOn(access.EngagementManage, r.Unit) {
		if r.Facilities, err = facility.ForUnitTx(tx, sc, r.Unit); err != nil {
			return err
		}
	}
	r.Checklist, err = lines.ticksTx(tx, sc, r.ID)
	return err
}

// afterwardsTx reads what happened since the attendance was counted.
func (r *Record) afterwardsTx(tx *db.Tx, sc access.Scope) (err error) {
	o := r.Occurrence.ID
	if r.Counts, err = db.Select[Count](tx, sc.Bind(`SELECT t.counted_at, t.pupils, t.teachers, COALESCE(a.name, '') AS by_name
		FROM attendance_count t LEFT JOIN account a ON a.id = t.counted_by
		WHERE {engagement.read:t} AND t.occurrence_id = $1 ORDER BY t.counted_at DESC, t.id DESC LIMIT 50`, o)); err != nil {
		return err
	}
	if r.Requests, err = db.Select[Request](tx, sc.Bind(`SELECT l.created_at, l.expires_at, l.revoked_at FROM link l
		JOIN occurrence o ON o.network_id = l.network_id AND o.id = l.subject_id
		WHERE {engagement.read:o} AND o.id = $1 AND l.kind = 'sign_off' ORDER BY l.created_at DESC, l.id DESC LIMIT 50`, o)); err != nil {
		return err
	}
	if r.Evaluations, err = evaluationsTx(tx, sc, r.ID); err != nil {
		return err
	}
	if Glad(r.Evaluations) && sc.CanOn(access.ContactRecord, r.Unit) {
		planned, err := relation.PlannedTx(tx, sc, r.Organisation, Quoted(r.Title))
		if r.Practice = !planned; err != nil {
			return err
		}
	}
	return nil
}

// othersTx reads whose place it took, and who took its place.
func (r *Record) othersTx(tx *db.Tx, sc access.Scope) error {
	rows, err := db.Select[Other](tx, sc.Bind(`SELECT e.id, c.name AS organisation_name, e.id = $2 AS is_before FROM engagement e
		JOIN organisation c ON c.network_id = e.network_id AND c.id = e.organisation_id
		WHERE {engagement.read:e} AND (e.id = $2 OR e.replaces_id = $1) AND e.deleted_at IS NULL LIMIT 2`, r.ID, string(r.Replaces)))
	for i := range rows {
		if rows[i].Before {
			r.Before = &rows[i]
		} else {
			r.After = &rows[i]
		}
	}
	return err
}

// first returns the first row, or nil.
func first[T any](tx *db.Tx, q db.Query) (*T, error) {
	rows, err := db.Select[T](tx, q)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return &rows[0], nil
}
