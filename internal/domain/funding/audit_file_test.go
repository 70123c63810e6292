package funding_test

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"math/big"
	"strings"
	"testing"
	"unicode/utf8"

	"schakel/internal/domain/funding"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
)

// xafFile is what an accountant's program reads of an audit file, in types of our own and not of the writer.
type xafFile struct {
	XMLName xml.Name `xml:"http://www.auditfiles.nl/XAF/3.2 auditfile"`
	Header  struct {
		Year  int    `xml:"fiscalYear"`
		From  string `xml:"startDate"`
		To    string `xml:"endDate"`
		Money string `xml:"curCode"`
	} `xml:"header"`
	Company struct {
		Tax      string     `xml:"taxRegIdent"`
		Parties  []xafParty `xml:"customersSuppliers>customerSupplier"`
		Accounts []struct {
			ID   string `xml:"accID"`
			Desc string `xml:"accDesc"`
			Type string `xml:"accTp"`
		} `xml:"generalLedger>ledgerAccount"`
		Periods []struct {
			Number int `xml:"periodNumber"`
		} `xml:"periods>period"`
		Opening      xafPart `xml:"openingBalance"`
		Transactions xafPart `xml:"transactions"`
	} `xml:"company"`
}

type xafParty struct {
	ID   string `xml:"custSupID"`
	Name string `xml:"custSupName"`
}

type xafPart struct {
	Count  int       `xml:"linesCount"`
	Debit  string    `xml:"totalDebit"`
	Credit string    `xml:"totalCredit"`
	Open   []xafLine `xml:"obLine"`
	Moves  []struct {
		Period int       `xml:"periodNumber"`
		On     string    `xml:"trDt"`
		Lines  []xafLine `xml:"trLine"`
	} `xml:"journal>transaction"`
}

type xafLine struct {
	Account string `xml:"accID"`
	Doc     string `xml:"docRef"`
	Amount  string `xml:"amnt"`
	Side    string `xml:"amntTp"`
	Party   string `xml:"custSupID"`
}

// cents reads an amount with exact arithmetic.
func cents(t *testing.T, text string) int64 {
	t.Helper()
	r, ok := new(big.Rat).SetString(text)
	if !ok || !r.Mul(r, big.NewRat(100, 1)).IsInt() {
		t.Fatalf("%q is no amount", text)
	}
	return r.Num().Int64()
}

// adds checks the sums of a part against its lines, and returns what came to stand on each account.
func (p xafPart) adds(t *testing.T, lines []xafLine) map[string]int64 {
	t.Helper()
	out, debit, credit := map[string]int64{}, int64(0), int64(0)
	for _, l := range lines {
		n := cents(t, l.Amount)
		if l.Side == "D" {
			debit += n
			out[l.Account] -= n
		} else {
			credit += n
			out[l.Account] += n
		}
	}
	if len(lines) != p.Count || debit != cents(t, p.Debit) || credit != cents(t, p.Credit) || debit != credit {
		t.Errorf("%d lines, debit %d, credit %d; the file says %d, %s, %s", len(lines), debit, credit, p.Count, p.Debit, p.Credit)
	}
	return out
}

// The audit file of a year says what stood before and what happened, and together that is the ledger at the end of the year, to the cent.
func TestAuditFileIsTheLedger(t *testing.T) {
	t.Parallel()
	s := newSigning(t)
	s.story()
	words := funding.AuditWords{
		Account: func(a funding.Account) string { return "rekening " + string(a) }, Kind: func(k funding.Kind) string { return string(k) },
		Month: func(m int) string { return fmt.Sprint("maand ", m) }, Journal: "Cofinanciering", Opening: "Begin", Version: "test",
	}
	var b bytes.Buffer
	s.must(s.AuditFile(t.Context(), s.r.Accountant, funding.Filter{Year: 2026}, words, &b))
	var f xafFile
	s.must(xml.Unmarshal(b.Bytes(), &f))
	if f.Header.Year != 2026 || f.Header.From != "2026-01-01" || f.Header.To != "2026-12-31" || f.Header.Money != "EUR" || f.Company.Tax == "" || len(f.Company.Periods) != 12 || len(f.Company.Accounts) != 6 {
		t.Errorf("head: %+v", f.Header)
	}
	at := -1 // the format wants its parts in this order
	for _, part := range []string{"<header>", "<companyIdent>", "<customersSuppliers>", "<generalLedger>", "<periods>", "<openingBalance>", "<transactions>"} {
		here := strings.Index(b.String(), part)
		if here <= at {
			t.Errorf("%s stands at %d, after %d", part, here, at)
		}
		at = here
	}
	parties := map[string]bool{}
	for _, p := range f.Company.Parties {
		parties[p.ID] = true
		if p.Name == "" || utf8.RuneCountInString(p.Name) > 50 || len(p.ID) > 35 {
			t.Errorf("party %+v", p)
		}
	}
	var lines []xafLine
	for _, m := range f.Company.Transactions.Moves {
		if len(m.Lines) != 2 || m.Lines[0].Amount != m.Lines[1].Amount || m.Period < 1 || !strings.HasPrefix(m.On, "2026-") {
			t.Errorf("transaction %+v", m)
		}
		lines = append(lines, m.Lines...)
	}
	for _, l := range lines {
		if l.Doc == "" || len(l.Doc) > 35 || !parties[l.Party] {
			t.Errorf("line %+v", l)
		}
	}
	stood, moved := f.Company.Opening.adds(t, f.Company.Opening.Open), f.Company.Transactions.adds(t, lines)
	if len(lines) == 0 || len(stood) == 0 {
		t.Fatal("nothing happened, or nothing stood before")
	}
	for _, account := range []funding.Account{funding.Source, funding.CarriedOut, funding.Evidenced, funding.Parked, funding.Checked, funding.Reported} {
		got := stood[string(account)] + moved[string(account)]
		if want := s.balance(account); got != want {
			t.Errorf("%s: %d before and %d in the year are %d, the ledger has %d", account, stood[string(account)], moved[string(account)], got, want)
		}
	}
	if err := s.AuditFile(t.Context(), s.r.Teacher, funding.Filter{Year: 2026}, words, &b); !fault.Is(err, fault.KindForbidden) {
		t.Errorf("a teacher: %v", err)
	}
}

// balance is what stands on an account, summed by the database itself.
func (s *signing) balance(a funding.Account) int64 {
	s.t.Helper()
	var n int64
	s.read(s.r.System, func(tx *db.Tx) (err error) {
		n, err = db.Get[int64](tx, s.r.System.Bind(`SELECT CAST(COALESCE(SUM(CASE WHEN t.credit = $1 THEN t.cents ELSE -t.cents END), 0) AS BIGINT) AS v
			FROM ledger_transfer t WHERE {wall:t} AND (t.credit = $1 OR t.debit = $1) LIMIT 1`, string(a)))
		return err
	})
	return n
}
