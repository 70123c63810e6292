package funding

import (
	"context"
	"io"
	"slices"
	"strconv"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
	"schakel/internal/platform/money"
	"schakel/internal/platform/xaf"
)

// AuditWords are the words of an audit file in the reader's language.
type AuditWords struct {
	Account func(Account) string
	Kind    func(Kind) string
	Month   func(month int) string
	Journal string
	Opening string
	Version string // of the program
}

// AuditFile writes the transfers of a filter that count for one year as an XAF 3.2 file (promises.md §5), with what stood on the accounts
// before. It holds what the principal may read. A transfer leaves its debit account and enters its credit account, in the file as in the
// ledger, so every transaction and the whole add up to nothing. A filter without a year is of this year.
func (s *Service) AuditFile(ctx context.Context, sc access.Scope, f Filter, words AuditWords, w io.Writer) error {
	if err := sc.Require(access.ReportExport); err != nil {
		return err
	}
	if err := sc.Require(access.ContributionRead); err != nil {
		return err
	}
	if f.Year == 0 {
		f.Year = clock.Today(s.Clock).Year()
	}
	err := s.Read(ctx, sc, func(tx *db.Tx) error {
		a := auditing{tx: tx, sc: sc, f: f, words: words, w: xaf.New(w)}
		return a.write(clock.Today(s.Clock))
	})
	return operation.Wrap("audit file", err)
}

// auditing writes the parts of an audit file.
type auditing struct {
	tx    *db.Tx
	sc    access.Scope
	f     Filter
	words AuditWords
	w     *xaf.Writer
}

// audited are the accounts in the order in which an amount travels.
var audited = slices.Concat([]Account{Source}, stages)

func (a *auditing) write(today clock.Date) error {
	name, err := operation.Found(db.Get[string](a.tx, a.sc.Bind(`SELECT u.name FROM unit u WHERE {wall:u} AND u.parent_id IS NULL LIMIT 1`)))
	if err != nil {
		return err
	}
	opening, err := a.opening()
	if err != nil {
		return err
	}
	parties, err := a.parties()
	if err != nil {
		return err
	}
	sums, err := a.sums()
	if err != nil {
		return err
	}
	a.w.Begin(xaf.Head{
		Year: a.f.Year, From: string(a.f.firstDay()), To: string(a.f.lastDay()), Made: string(today), Program: "Schakel", Version: a.words.Version,
		Company: name, CompanyID: string(a.sc.Network()), TaxRegistration: "-", // the network is no taxpayer, and the format wants a text
	})
	a.w.Parties(parties)
	var accounts []xaf.Account
	for _, account := range audited {
		accounts = append(accounts, xaf.Account{ID: string(account), Name: a.words.Account(account), Balance: true})
	}
	a.w.Accounts(accounts)
	a.w.Months(a.f.Year, a.words.Month)
	a.w.Opening(string(a.f.firstDay()), a.words.Opening, opening)
	a.w.Transactions(sums, "COFIN", a.words.Journal, a.transactions)
	return a.w.End()
}

// from are the transfers of the filter, of the year or of the years before it.
func (a *auditing) from(b *db.Builder, before bool) {
	b.Add(` FROM ledger_transfer t JOIN contribution c ON c.network_id = t.network_id AND c.id = t.contribution_id
		JOIN organisation o ON o.network_id = c.network_id AND o.id = c.organisation_id WHERE {contribution.read:t}`)
	f := a.f
	if before {
		f.Year = 0
		b.Add(` AND t.booked_on < $1`, a.f.firstDay())
	}
	f.narrow(b, transferRow)
	f.asKnown(b)
}

// opening are the accounts with what stood on them when the year began.
func (a *auditing) opening() (out []xaf.Line, err error) {
	var b db.Builder
	b.Add(`SELECT ` + balanceColumns)
	a.from(&b, true)
	b.Add(` HAVING COUNT(*) > 0 LIMIT 1`)
	rows, err := db.Select[balances](a.tx, a.sc.BindQuery(b.Query()))
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	stood := rows[0].list()
	var left money.Cents // the source: all that came in at the others
	for _, s := range stood {
		left -= s.Cents
	}
	for _, s := range slices.Concat([]Balance{{Source, left}}, stood) {
		switch {
		case s.Cents > 0:
			out = append(out, xaf.Line{Account: string(s.Account), Cents: int64(s.Cents), Side: xaf.Credit})
		case s.Cents < 0:
			out = append(out, xaf.Line{Account: string(s.Account), Cents: -int64(s.Cents), Side: xaf.Debit})
		}
	}
	return out, nil
}

// parties are the organisations that the transfers of the year are about.
func (a *auditing) parties() (out []xaf.Party, err error) {
	type party struct {
		ID   id.ID  `db:"id"`
		Name string `db:"name"`
	}
	var b db.Builder
	b.Add(`SELECT DISTINCT o.id, o.name`)
	a.from(&b, false)
	b.Add(` ORDER BY o.id LIMIT 200000`)
	rows, err := db.Select[party](a.tx, a.sc.BindQuery(b.Query()))
	for _, r := range rows {
		out = append(out, xaf.Party{ID: string(r.ID), Name: r.Name})
	}
	return out, err
}

// sums are those of the lines of the year: every transfer is a line on either side.
func (a *auditing) sums() (xaf.Sums, error) {
	type total struct {
		Count int         `db:"n"`
		Cents money.Cents `db:"cents"`
	}
	var b db.Builder
	b.Add(`SELECT COUNT(*) AS n, CAST(COALESCE(SUM(t.cents), 0) AS BIGINT) AS cents`)
	a.from(&b, false)
	t, err := db.Get[total](a.tx, a.sc.BindQuery(b.Query()))
	return xaf.Sums{Lines: 2 * t.Count, Debit: int64(t.Cents), Credit: int64(t.Cents)}, err
}

// auditLine is a transfer with what the file says of its contribution.
type auditLine struct {
	Transfer
	Organisation id.ID      `db:"organisation_id"`
	Kind         Kind       `db:"kind"`
	PerformedOn  clock.Date `db:"performed_on"`
}

func (a *auditing) transactions(write func(xaf.Transaction)) error {
	for after := int64(0); ; {
		var b db.Builder
		b.Add(`SELECT ` + transferColumns + `, c.organisation_id, c.kind, c.performed_on`)
		a.from(&b, false)
		b.Add(` AND t.seq > $1 ORDER BY t.seq LIMIT $2`, after, bundlePage)
		rows, err := db.Select[auditLine](a.tx, a.sc.BindQuery(b.Query()))
		if err != nil {
			return err
		}
		for _, t := range rows {
			write(t.transaction(a.words))
			after = t.Seq
		}
		if len(rows) < bundlePage {
			return nil
		}
	}
}

func (t auditLine) transaction(words AuditWords) xaf.Transaction {
	text := words.Kind(t.Kind) + " " + string(t.PerformedOn)
	if t.Reason != "" {
		text += " (" + t.Reason + ")"
	}
	line := xaf.Line{Doc: string(t.Contribution), On: string(t.BookedOn), Text: text, Cents: int64(t.Cents), Party: string(t.Organisation)}
	from, to := line, line
	from.Account, from.Side = string(t.Debit), xaf.Debit
	to.Account, to.Side = string(t.Credit), xaf.Credit
	return xaf.Transaction{Number: strconv.FormatInt(t.Seq, 10), Text: text, Month: int(t.BookedOn.Month()), On: string(t.BookedOn), Lines: []xaf.Line{from, to}}
}
