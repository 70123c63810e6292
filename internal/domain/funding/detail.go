package funding

import (
	"context"
	"slices"
	"time"

	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
	"schakel/internal/platform/money"
)

// Detail is a contribution with everything that stands behind its amount.
type Detail struct {
	Listed
	Grant     Grant
	Rule      Version
	Rate      *Rate // nil: valued by hand
	Recorder  string
	Checks    []CheckDone // the first decides on a rejection; from the grant's threshold on, two approve
	Evidence  []Evidence
	Transfers []Booked
	Chain     Chain
	MayCheck  bool // the principal may decide; a company's own people are only found out when they do
	MayDoubt  bool // the principal may park, release or take back
}

// CheckDone is a decision that was taken.
type CheckDone struct {
	Outcome Outcome   `db:"outcome"`
	Reason  string    `db:"reason"`
	At      time.Time `db:"checked_at"`
	By      string    `db:"by_name"`
	ByID    id.ID     `db:"checked_by"`
}

// Last is the transfer that brought the amount to where it is.
func (d Detail) Last() Booked {
	if len(d.Transfers) == 0 {
		return Booked{}
	}
	return d.Transfers[len(d.Transfers)-1]
}

// Booked is a transfer with the name of who booked it.
type Booked struct {
	Transfer
	By string `db:"by_name"`
}

// Chain leads back from the amount to where it comes from, as far as the principal may go.
type Chain struct {
	Occurrence id.ID      `db:"occurrence_id"`
	HeldOn     clock.Date `db:"held_on"`
	Pupils     *int       `db:"pupils"` // counted
	Engagement id.ID      `db:"engagement_id"`
	Title      string     `db:"engagement_title"`
	Need       id.ID      `db:"need_id"`
	NeedTitle  string     `db:"need_title"`
	MenuItem   string     `db:"menu_code"`
}

// Contribution returns a contribution with its explanation.
func (s *Service) Contribution(ctx context.Context, sc access.Scope, key id.ID) (d Detail, err error) {
	if err := sc.Require(access.ContributionRead); err != nil {
		return d, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		d, err = DetailTx(tx, sc, key)
		return err
	})
	return d, operation.Wrap("read contribution", err)
}

// DetailTx is Contribution inside a transaction.
func DetailTx(tx *db.Tx, sc access.Scope, key id.ID) (d Detail, err error) {
	var q db.Builder
	ListInput{}.inner(&q, listedColumns)
	q.Add(` AND c.id = $1 LIMIT 1`, key)
	if d.Listed, err = operation.Found(db.Get[Listed](tx, sc.BindQuery(q.Query()))); err != nil {
		return d, err
	}
	if err := d.rules(tx, sc); err != nil {
		return d, err
	}
	if err := d.proof(tx, sc); err != nil {
		return d, err
	}
	d.MayDoubt = sc.CanOn(access.ContributionCheck, d.Unit) && sc.Actor() != d.RecordedBy && d.At != Source
	d.MayCheck = d.MayDoubt && (d.At == Evidenced || d.At == CarriedOut) && !slices.ContainsFunc(d.Checks, func(k CheckDone) bool { return k.ByID == sc.Actor() })
	return d, d.chain(tx, sc)
}

// rules loads the grant, the version, the rate and the names.
func (d *Detail) rules(tx *db.Tx, sc access.Scope) (err error) {
	if d.Grant, err = db.Get[Grant](tx, sc.Bind(`SELECT `+grantColumns+` `+grantFrom+` WHERE {wall:g} AND g.id = $1 LIMIT 1`, d.Contribution.Grant)); err != nil {
		return err
	}
	type ruled struct {
		Version
		Kind          RateKind    `db:"rate_kind"`
		From          clock.Date  `db:"rate_from"`
		To            clock.Date  `db:"rate_to"`
		On            clock.Date  `db:"rate_on"`
		Cents         money.Cents `db:"rate_cents"`
		ShareBP       int         `db:"rate_share"`
		Justification string      `db:"rate_why"`
		Origin        string      `db:"rate_source"`
		Sure          bool        `db:"rate_sure"`
		Own           bool        `db:"rate_own"`
	}
	r, err := db.Get[ruled](tx, sc.Bind(`SELECT `+versionColumns+`, COALESCE(r.kind, '') AS rate_kind, COALESCE(r.valid_from, '') AS rate_from, COALESCE(r.valid_to, '') AS rate_to, COALESCE(r.decided_on, '') AS rate_on,
			COALESCE(r.cents, 0) AS rate_cents, COALESCE(r.share_bp, 0) AS rate_share, COALESCE(r.justification, '') AS rate_why, COALESCE(r.source, '') AS rate_source, COALESCE(r.confirmed, FALSE) AS rate_sure, COALESCE(r.own, FALSE) AS rate_own
		FROM scheme_version v LEFT JOIN rate r ON r.network_id = v.network_id AND r.id = $2 WHERE {wall:v} AND v.id = $1 LIMIT 1`, d.Version, d.Contribution.Rate))
	if err != nil {
		return err
	}
	d.Rule = r.Version
	if d.Contribution.Rate != "" {
		d.Rate = &Rate{
			ID: d.Contribution.Rate, Scheme: r.Scheme, Kind: r.Kind, ValidFrom: r.From, ValidTo: r.To, DecidedOn: r.On, Cents: r.Cents, ShareBP: r.ShareBP,
			Justification: r.Justification, Source: r.Origin, Confirmed: r.Sure, Own: r.Own,
		}
	}
	return nil
}

// proof loads the evidence, the transfers and the decision.
func (d *Detail) proof(tx *db.Tx, sc access.Scope) (err error) {
	d.Evidence, err = db.Select[Evidence](tx, sc.Bind(`SELECT e.id, e.kind, e.digest, e.added_at, COALESCE(s.signer_name, '') AS signer_name,
			COALESCE(s.signer_function, '') AS signer_function, COALESCE(s.remark, '') AS remark,
			COALESCE(f.name, '') AS file_name, COALESCE(f.media_type, '') AS media_type, COALESCE(f.size, 0) AS size
		FROM evidence e LEFT JOIN sign_off s ON s.network_id = e.network_id AND s.id = e.sign_off_id
		LEFT JOIN file f ON f.network_id = e.network_id AND f.id = e.file_id
		WHERE {contribution.read:e} AND e.contribution_id = $1 ORDER BY e.added_at, e.id LIMIT 20`, d.ID))
	if err != nil {
		return err
	}
	d.Transfers, err = db.Select[Booked](tx, sc.Bind(`SELECT `+transferColumns+`, COALESCE(a.name, '') AS by_name
		FROM ledger_transfer t LEFT JOIN account a ON a.id = t.actor_id
		WHERE {contribution.read:t} AND t.contribution_id = $1 ORDER BY t.seq LIMIT 100`, d.ID))
	if err != nil {
		return err
	}
	if len(d.Transfers) > 0 {
		d.Recorder = d.Transfers[0].By
	}
	d.Checks, err = db.Select[CheckDone](tx, sc.Bind(`SELECT k.outcome, k.reason, k.checked_at, k.checked_by, COALESCE(a.name, '') AS by_name
		FROM contribution_check k LEFT JOIN account a ON a.id = k.checked_by
		WHERE {contribution.read:k} AND k.contribution_id = $1 ORDER BY k.checked_at, k.id LIMIT 10`, d.ID))
	return err
}

// chain finds the occurrence, the engagement and the need behind a signature.
func (d *Detail) chain(tx *db.Tx, sc access.Scope) error {
	if d.SourceKind != FromSignOff {
		return nil
	}
	rows, err := db.Select[Chain](tx, sc.Bind(`SELECT o.id AS occurrence_id, o.held_on, e.id AS engagement_id, COALESCE(e.title, '') AS engagement_title,
			n.id AS need_id, COALESCE(n.title, '') AS need_title, COALESCE(m.code, '') AS menu_code,
			(SELECT k.pupils FROM attendance_count k WHERE k.network_id = o.network_id AND k.occurrence_id = o.id ORDER BY k.counted_at DESC, k.id DESC LIMIT 1) AS pupils
		FROM contribution c JOIN occurrence o ON o.network_id = c.network_id AND o.id = c.source_id
		LEFT JOIN engagement e ON e.network_id = o.network_id AND e.id = o.source_id AND {engagement.read:e}
		LEFT JOIN menu_item m ON m.network_id = e.network_id AND m.id = e.menu_item_id
		LEFT JOIN engagement_need en ON en.network_id = e.network_id AND en.engagement_id = e.id
		LEFT JOIN need n ON n.network_id = en.network_id AND n.id = en.need_id AND {need.read:n}
		WHERE {contribution.read:c} AND c.id = $1 ORDER BY n.id LIMIT 1`, d.ID))
	if len(rows) == 1 {
		d.Chain = rows[0]
	}
	return err
}

// ForOrganisation is what a company's own contributions meant, for its record page.
type ForOrganisation struct {
	Year       int         `db:"year"`
	CarriedOut money.Cents `db:"cents"`
	Minutes    int         `db:"minutes"`
	Count      int         `db:"n"`
}

// ForOrganisationTx sums a company's contributions that were not rejected per year, newest first, as far as the principal
// may read them. The lists behind them are /funding/contributions?stage=carried_out&organisation=….
func ForOrganisationTx(tx *db.Tx, sc access.Scope, organisation id.ID) ([]ForOrganisation, error) {
	rows, err := db.Select[ForOrganisation](tx, sc.Bind(`SELECT CAST(substr(c.performed_on, 1, 4) AS INTEGER) AS year, SUM(c.cents) AS cents, SUM(c.minutes) AS minutes, COUNT(*) AS n
		FROM contribution c WHERE {contribution.read:c} AND `+relation.SameAs("c.network_id", "c.organisation_id")+`
			AND `+counting+`
		GROUP BY 1 ORDER BY 1 DESC LIMIT 20`, organisation))
	return rows, operation.Wrap("read contributions of a company", err)
}

// OfOccurrence returns the contribution that an occurrence became; nil when there is none that the principal may read.
func (s *Service) OfOccurrence(ctx context.Context, sc access.Scope, occurrence id.ID) (found *Listed, err error) {
	if err := sc.Require(access.ContributionRead); err != nil {
		return nil, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		l, ok, err := OfOccurrenceTx(tx, sc, occurrence)
		if ok {
			found = &l
		}
		return err
	})
	return found, operation.Wrap("read contribution of an occurrence", err)
}

// ForOrganisation is ForOrganisationTx in a transaction of its own.
func (s *Service) ForOrganisation(ctx context.Context, sc access.Scope, organisation id.ID) (years []ForOrganisation, err error) {
	if err := sc.Require(access.ContributionRead); err != nil {
		return nil, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		years, err = ForOrganisationTx(tx, sc, organisation)
		return err
	})
	return years, err
}

// OfOccurrenceTx returns the contribution that an occurrence became, for the engagement's page; ok is false when there is
// none that the principal may read.
func OfOccurrenceTx(tx *db.Tx, sc access.Scope, occurrence id.ID) (l Listed, ok bool, err error) {
	var q db.Builder
	ListInput{}.inner(&q, listedColumns)
	q.Add(` AND c.source_kind = 'sign_off' AND c.source_id = $1 ORDER BY c.created_at, c.id LIMIT 1`, occurrence)
	rows, err := db.Select[Listed](tx, sc.BindQuery(q.Query()))
	if err != nil || len(rows) == 0 {
		return l, false, operation.Wrap("read contribution of an occurrence", err)
	}
	return rows[0], true, nil
}
