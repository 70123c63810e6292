package inspection

import (
	"context"
	"time"

	"schakel/internal/domain/funding"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/platform/money"
)

// Inspection is the access of one accountant to a year of a grant.
type Inspection struct {
	ID        id.ID      `db:"id"`
	Unit      id.ID      `db:"unit_id"` // of the grant
	Grant     id.ID      `db:"grant_id"`
	GrantName string     `db:"grant_name"`
	Year      int        `db:"year"`
	Name      string     `db:"name"`
	Firm      string     `db:"firm"`
	Email     string     `db:"email"`
	Lang      string     `db:"lang"`
	Until     clock.Date `db:"until"` // last day of access
	Link      id.ID      `db:"link_id"`
	EndedAt   *time.Time `db:"ended_at"` // taken back before
	SentAt    *time.Time `db:"sent_at"`  // when the accountant last sent the list of questions
	CreatedAt time.Time  `db:"created_at"`
	CreatedBy id.ID      `db:"created_by"`
	By        string     `db:"by_name"`

	Lines     int `db:"lines"` // drawn, in all samples together
	Judged    int `db:"judged"`
	Questions int `db:"questions"`
	Findings  int `db:"findings"`
}

// Live reports whether the accountant can get in on a day.
func (i Inspection) Live(today clock.Date) bool { return i.EndedAt == nil && i.Until >= today }

// verdict is the latest judgement of line l.
const verdict = `(SELECT r.kind FROM inspection_remark r WHERE r.network_id = l.network_id AND r.line_id = l.id AND r.kind <> 'answer' ORDER BY r.at DESC, r.id DESC LIMIT 1)`

const inspectionColumns = `i.id, i.unit_id, i.grant_id, g.name AS grant_name, i.year, i.name, i.firm, i.email, i.lang, i.until, i.link_id, i.ended_at, i.sent_at, i.created_at, i.created_by, COALESCE(a.name, '') AS by_name,
	COALESCE(x.lines, 0) AS lines, COALESCE(x.judged, 0) AS judged, COALESCE(x.questions, 0) AS questions, COALESCE(x.findings, 0) AS findings`

const inspectionFrom = ` FROM inspection i JOIN subsidy_grant g ON g.network_id = i.network_id AND g.id = i.grant_id
	LEFT JOIN account a ON a.id = i.created_by
	LEFT JOIN (SELECT v.network_id, v.inspection_id, COUNT(*) AS lines, COUNT(v.kind) AS judged, COUNT(CASE WHEN v.kind = 'question' THEN 1 END) AS questions, COUNT(CASE WHEN v.kind = 'finding' THEN 1 END) AS findings
		FROM (SELECT l.network_id, l.inspection_id, ` + verdict + ` AS kind FROM inspection_line l) v GROUP BY v.network_id, v.inspection_id) x
		ON x.network_id = i.network_id AND x.inspection_id = i.id`

// List lists the inspections of grants whose contributions the principal may read, the latest first.
func (s *Service) List(ctx context.Context, sc access.Scope) (list []Inspection, err error) {
	if err := sc.Require(access.ContributionRead); err != nil {
		return nil, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		list, err = db.Select[Inspection](tx, sc.Bind(`SELECT `+inspectionColumns+inspectionFrom+` WHERE {contribution.read:i} ORDER BY i.created_at DESC, i.id DESC LIMIT 200`))
		return err
	})
	return list, operation.Wrap("list inspections", err)
}

// forStaffTx loads an inspection of a grant on which the principal may do something.
func forStaffTx(tx *db.Tx, sc access.Scope, may access.Action, key id.ID) (Inspection, error) {
	return operation.Found(db.Get[Inspection](tx, sc.Bind(`SELECT `+inspectionColumns+inspectionFrom+` WHERE {`+string(may)+`:i} AND i.id = $1 LIMIT 1`, key)))
}

// ownTx loads the inspection of the accountant's link; after its last day, or once it was ended, it is not found.
func (s *Service) ownTx(tx *db.Tx, sc access.Scope) (i Inspection, err error) {
	i, err = operation.Found(db.Get[Inspection](tx, sc.Bind(`SELECT `+inspectionColumns+inspectionFrom+` WHERE {inspection.draw:i} ORDER BY i.id LIMIT 1`)))
	if err != nil {
		return i, err
	}
	return i, i.open(clock.Today(s.Clock))
}

// open refuses an accountant after the last day, or once the access was taken back, with the reason.
func (i Inspection) open(today clock.Date) error {
	switch {
	case i.EndedAt != nil:
		return fault.NotFound("link.revoked")
	case !i.Live(today):
		return fault.NotFound("link.expired")
	}
	return nil
}

// Method is how a sample is drawn.
type Method string

// The methods.
const (
	ByCount Method = "count" // every contribution has the same chance
	ByMoney Method = "money" // every cent has
)

// Sample is what was drawn, and how, so that it can be drawn again.
type Sample struct {
	ID         id.ID         `db:"id"`
	Method     Method        `db:"method"`
	Stage      funding.Stage `db:"stage"` // the figure from whose contributions it was drawn
	Size       int           `db:"size"`  // asked for
	Seed       string        `db:"seed"`
	Stratified bool          `db:"stratified"` // divided over the subregions
	HeadSeq    int64         `db:"head_seq"`   // the ledger's last transfer when it was drawn
	HeadHash   string        `db:"head_hash"`
	Count      int           `db:"population"` // contributions it was drawn from
	Cents      money.Cents   `db:"cents"`      // their sum
	BackCount  int           `db:"back_count"` // taken back in the year from a closed one: never drawn
	BackCents  money.Cents   `db:"back_cents"` // their sum, negative
	DrawnAt    time.Time     `db:"drawn_at"`
}

// Figure is the figure of the report that the population adds up to.
func (s Sample) Figure() money.Cents { return s.Cents + s.BackCents }

const sampleColumns = `m.id, m.method, m.stage, m.size, m.seed, m.stratified, m.head_seq, m.head_hash, m.population, m.cents, m.back_count, m.back_cents, m.drawn_at`

// Judgement is what the accountant says of a line.
type Judgement string

// The judgements, and what a colleague says to them.
const (
	Agreed   Judgement = "agreed"
	Question Judgement = "question"
	Finding  Judgement = "finding"
	answer   Judgement = "answer"
)

// Judgements lists them in the order in which forms show them.
func Judgements() []Judgement { return []Judgement{Agreed, Question, Finding} }

// Line is a contribution that was drawn, with the last that was said of it.
type Line struct {
	ID           id.ID        `db:"id"`
	Sample       id.ID        `db:"sample_id"`
	Place        int          `db:"place"`
	Contribution id.ID        `db:"contribution_id"`
	Stratum      string       `db:"stratum"` // subregion
	Cents        money.Cents  `db:"cents"`
	Hits         int          `db:"hits"`
	PerformedOn  clock.Date   `db:"performed_on"`
	Kind         funding.Kind `db:"kind"`
	Company      string       `db:"company"`
	Unit         string       `db:"unit_name"`

	Judgement  Judgement  `db:"judgement"` // empty: not yet
	Note       string     `db:"note"`
	JudgedAt   *time.Time `db:"judged_at"`
	Answer     string     `db:"answer"`
	AnsweredBy string     `db:"answered_by"`
	AnsweredAt *time.Time `db:"answered_at"`
}

// Open reports whether a question or finding waits for an answer.
func (l Line) Open() bool {
	return (l.Judgement == Question || l.Judgement == Finding) && (l.AnsweredAt == nil || l.AnsweredAt.Before(*l.JudgedAt))
}

// Book is an inspection with its samples, and the lines of one of them.
type Book struct {
	Inspection
	Samples []Sample // the latest first
	Shown   Sample
	Lines   []Line
}

// Drawn is the sum of the lines that are shown.
func (b Book) Drawn() (sum money.Cents) {
	for _, l := range b.Lines {
		sum += l.Cents
	}
	return sum
}

// Of returns a line that is shown.
func (b Book) Of(key id.ID) (Line, bool) {
	for _, l := range b.Lines {
		if l.ID == key {
			return l, true
		}
	}
	return Line{}, false
}

// Book returns an inspection for who may read the grant's contributions; sample chooses what is shown, the latest when empty.
func (s *Service) Book(ctx context.Context, sc access.Scope, key, sample id.ID) (b Book, err error) {
	if err := sc.Require(access.ContributionRead); err != nil {
		return b, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		if b.Inspection, err = forStaffTx(tx, sc, access.ContributionRead, key); err != nil {
			return err
		}
		return b.fillTx(tx, sc, sample)
	})
	return b, operation.Wrap("read inspection", err)
}

// Own returns the inspection behind the accountant's link.
func (s *Service) Own(ctx context.Context, sc access.Scope, sample id.ID) (b Book, err error) {
	if err := sc.Require(access.InspectionDraw); err != nil {
		return b, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		if b.Inspection, err = s.ownTx(tx, sc); err != nil {
			return err
		}
		return b.fillTx(tx, sc, sample)
	})
	return b, operation.Wrap("read own inspection", err)
}

func (b *Book) fillTx(tx *db.Tx, sc access.Scope, sample id.ID) (err error) {
	b.Samples, err = db.Select[Sample](tx, sc.Bind(`SELECT `+sampleColumns+` FROM inspection_sample m WHERE {wall:m} AND m.inspection_id = $1 ORDER BY m.drawn_at DESC, m.id DESC LIMIT 100`, b.ID))
	if err != nil || len(b.Samples) == 0 {
		return err
	}
	b.Shown = b.Samples[0]
	for _, m := range b.Samples {
		if m.ID == sample {
			b.Shown = m
		}
	}
	b.Lines, err = linesTx(tx, sc, `l.sample_id = $1`, b.Shown.ID)
	return err
}
