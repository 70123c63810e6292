package funding

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/link"
	"schakel/internal/kernel/operation"
	"schakel/internal/kernel/post"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/platform/money"
)

// AnnualSum is what was given in a year, and what it did.
type AnnualSum struct {
	CarriedOut money.Cents
	Evidenced  money.Cents
	Checked    money.Cents
	Minutes    int // of people of the company
	Lessons    int // lessons, visits and placements that were signed
	Pupils     int // counted, once per lesson
}

func (s *AnnualSum) add(o AnnualSum) {
	s.CarriedOut += o.CarriedOut
	s.Evidenced += o.Evidenced
	s.Checked += o.Checked
	s.Minutes += o.Minutes
	s.Lessons += o.Lessons
	s.Pupils += o.Pupils
}

// AnnualRow is a part of the sum: of a school, a grant, a kind, or a member of an umbrella.
type AnnualRow struct {
	ID   id.ID
	Name string
	AnnualSum
}

// Annual is the yearly statement of a company, or of an umbrella with its members (jaaroverzicht): what it contributed and what that did.
// Its sums are those of the report under the same filter, to the cent; what a member did counts once, for itself and for the umbrella.
type Annual struct {
	Organisation id.ID
	Name         string
	Umbrella     bool
	Year         int
	Years        []int // with contributions, the latest first
	Total        AnnualSum
	Schools      []AnnualRow
	Grants       []AnnualRow
	Kinds        []AnnualRow // ID is the kind
	Members      []AnnualRow // of an umbrella
}

// annualFact is a sum by all sides at once.
type annualFact struct {
	Grant     id.ID  `db:"grant_id"`
	GrantName string `db:"grant_name"`
	Member    id.ID  `db:"member_id"`
	Company   string `db:"member_name"`
	Unit      id.ID  `db:"unit_id"`
	UnitName  string `db:"unit_name"`
	Kind      Kind   `db:"kind"`
	Minutes   int    `db:"minutes"`
	Lessons   int    `db:"lessons"`
	Pupils    int    `db:"pupils"`
	balances
}

// annualReach is the right by which a statement is read: that of a company behind its link or with its account, or of a colleague.
func annualReach(sc access.Scope) (access.Action, string) {
	switch {
	case sc.Can(access.AnnualRead):
		return access.AnnualRead, `{annual.read:k.id}`
	case sc.Can(access.CompanyRead):
		return access.CompanyRead, `{company.read:k.id}`
	}
	return access.ContributionRead, `{contribution.read:c}`
}

// Annual returns the statement of a year; year 0 is the latest with contributions.
func (s *Service) Annual(ctx context.Context, sc access.Scope, organisation id.ID, year int) (a Annual, err error) {
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		a, err = AnnualTx(tx, sc, organisation, year)
		return err
	})
	return a, operation.Wrap("read yearly statement", err)
}

// AnnualTx is Annual inside a transaction, in three queries.
func AnnualTx(tx *db.Tx, sc access.Scope, organisation id.ID, year int) (a Annual, err error) {
	action, reach := annualReach(sc)
	if err := sc.Require(action); err != nil {
		return a, err
	}
	type named struct {
		Name string        `db:"name"`
		Kind relation.Kind `db:"kind"`
	}
	org, err := operation.Found(db.Get[named](tx, sc.Bind(`SELECT o.name, o.kind FROM organisation o WHERE {wall:o} AND o.id = $1 AND o.deleted_at IS NULL AND o.merged_into IS NULL LIMIT 1`, organisation)))
	if err != nil {
		return a, err
	}
	a = Annual{Organisation: organisation, Name: org.Name, Umbrella: org.Kind == relation.KindUmbrella, Year: year}
	from := ` FROM ledger_transfer t JOIN contribution c ON c.network_id = t.network_id AND c.id = t.contribution_id
		` + annualOwner(a.Umbrella) + ` WHERE ` + reach + ` AND k.id = $1`
	a.Years, err = db.Select[int](tx, sc.Bind(`SELECT CAST(substr(t.booked_on, 1, 4) AS INTEGER) AS year`+from+` GROUP BY 1 ORDER BY 1 DESC LIMIT 50`, organisation))
	if err != nil || len(a.Years) == 0 {
		return a, err
	}
	if a.Year == 0 {
		a.Year = a.Years[0]
	}
	f := Filter{Year: a.Year}
	facts, err := db.Select[annualFact](tx, sc.Bind(`SELECT x.grant_id, g.name AS grant_name, x.member_id, m.name AS member_name, x.unit_id, u.name AS unit_name, x.kind, x.minutes, x.lessons, x.pupils,
			x.carried_out, x.evidenced, x.parked, x.checked, x.reported
		FROM (SELECT c.network_id, c.grant_id, COALESCE(w.merged_into, w.id) AS member_id, c.unit_id, c.kind,
				SUM(`+annualOnce+` * CASE WHEN c.people > 0 THEN c.minutes ELSE 0 END) AS minutes,
				SUM(`+annualOnce+` * CASE WHEN c.source_kind = 'sign_off' THEN 1 ELSE 0 END) AS lessons,
				SUM(`+annualOnce+` * CASE WHEN c.source_kind = 'sign_off' THEN COALESCE((SELECT n.pupils FROM attendance_count n WHERE n.network_id = c.network_id AND n.occurrence_id = c.source_id
					ORDER BY n.counted_at DESC, n.id DESC LIMIT 1), 0) ELSE 0 END) AS pupils, `+balanceColumns+`
			FROM ledger_transfer t JOIN contribution c ON c.network_id = t.network_id AND c.id = t.contribution_id
			JOIN organisation w ON w.network_id = c.network_id AND w.id = c.organisation_id
			`+annualOwner(a.Umbrella)+` WHERE `+reach+` AND k.id = $1 AND t.booked_on BETWEEN $2 AND $3
			GROUP BY c.network_id, c.grant_id, COALESCE(w.merged_into, w.id), c.unit_id, c.kind) x
		JOIN subsidy_grant g ON g.network_id = x.network_id AND g.id = x.grant_id
		JOIN organisation m ON m.network_id = x.network_id AND m.id = x.member_id
		JOIN unit u ON u.network_id = x.network_id AND u.id = x.unit_id
		ORDER BY x.grant_id, x.member_id, x.unit_id, x.kind LIMIT 20000`, organisation, f.firstDay(), f.lastDay()))
	a.fold(facts)
	return a, err
}

// annualOnce is 1 at the transfer with which a contribution came, −1 at the one that took it back, and 0 at all others.
const annualOnce = `(CASE WHEN t.debit = 'source' THEN 1 WHEN t.credit = 'source' THEN -1 ELSE 0 END)`

// annualOwner joins, as k, whose statement a contribution stands in: the company as it is now, or the umbrella that it counts for.
func annualOwner(umbrella bool) string {
	if umbrella {
		return relation.Became("k", "c.network_id", "c.umbrella_id")
	}
	return relation.Became("k", "c.network_id", "c.organisation_id")
}

// fold adds the facts up to each side.
func (a *Annual) fold(facts []annualFact) {
	side := func(rows *[]AnnualRow, key id.ID, name string, sum AnnualSum) {
		at := slices.IndexFunc(*rows, func(r AnnualRow) bool { return r.ID == key })
		if at < 0 {
			at = len(*rows)
			*rows = append(*rows, AnnualRow{ID: key, Name: name})
		}
		(*rows)[at].add(sum)
	}
	for _, f := range facts {
		b := f.figures()
		sum := AnnualSum{b.CarriedOut, b.Evidenced, b.Checked, f.Minutes, f.Lessons, f.Pupils}
		a.Total.add(sum)
		side(&a.Schools, f.Unit, f.UnitName, sum)
		side(&a.Grants, f.Grant, f.GrantName, sum)
		side(&a.Kinds, id.ID(f.Kind), "", sum)
		if a.Umbrella {
			side(&a.Members, f.Member, f.Company, sum)
		}
	}
	for _, rows := range [][]AnnualRow{a.Schools, a.Grants, a.Kinds, a.Members} {
		slices.SortStableFunc(rows, func(x, y AnnualRow) int {
			return cmp.Or(cmp.Compare(y.CarriedOut, x.CarriedOut), cmp.Compare(x.Name, y.Name))
		})
	}
}

// AnnualLetter is the data of the letter "annual": the link to a company's own statements.
type AnnualLetter struct {
	Name         string `json:"name"`
	Organisation string `json:"organisation"`
	Sender       string `json:"sender"`
	Year         int    `json:"year"`
}

// MailAnnual mails a company or umbrella the link to its own statements: to whom it is asked for things, or to the person that is named.
func (s *Service) MailAnnual(ctx context.Context, sc access.Scope, organisation id.ID, year int) error {
	for _, may := range []access.Action{access.ContributionRead, access.ContactRecord, access.PersonRead} {
		if err := sc.Require(may); err != nil {
			return err
		}
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		if _, err := operation.Get[id.ID](op, `SELECT o.id FROM organisation o WHERE {organisation.read:o.id} AND o.id = $1 AND o.deleted_at IS NULL AND o.merged_into IS NULL LIMIT 1`, organisation); err != nil {
			return err
		}
		to, err := relation.MailPersonTx(op, organisation, "", relation.MailRequest)
		if err != nil {
			return err
		}
		made, err := link.MakeTx(op, link.New{Kind: link.Annual, Email: to.Email, Organisation: organisation, Person: to.ID})
		if err != nil {
			return err
		}
		own, err := link.Link{Network: op.Network(), ID: made, Kind: link.Annual, Organisation: organisation}.Scope()
		if err != nil {
			return err
		}
		a, err := AnnualTx(op.Tx, own, organisation, year) // as the company will see it, also what others than who mails can read
		if err != nil {
			return err
		}
		if !slices.Contains(a.Years, a.Year) {
			return fault.Conflict("annual.nothing", strconv.Itoa(a.Year))
		}
		unit := sc.HomeUnits()[0]
		op.Audit(audit.Entry{Action: "annual.mailed", Object: "organisation", ID: organisation, Unit: unit, Detail: map[string]any{"year": a.Year, "person": to.ID}})
		return post.SendTx(op, post.Letter{
			Key: "annual", To: to.Email, ToName: to.Name, Lang: to.Lang, Data: AnnualLetter{Name: to.Name, Organisation: a.Name, Sender: sc.ActorName(), Year: a.Year},
			Link: made, Unit: unit, Organisation: organisation, AboutKind: "organisation", About: organisation,
		})
	})
	return operation.Wrap("mail yearly statement", err)
}
