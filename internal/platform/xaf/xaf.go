package xaf

import (
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"schakel/internal/platform/money"
)

const namespace = "http://www.auditfiles.nl/XAF/3.2"

// Side is the side of an account on which a line stands.
type Side string

// The sides.
const (
	Debit  Side = "D"
	Credit Side = "C"
)

// Head is whose ledger it is, of which year, and who made the file. Dates are like 2026-01-31.
type Head struct {
	Year            int
	From, To        string
	Made            string
	Program         string
	Version         string
	Company         string // name of who keeps the ledger
	CompanyID       string
	TaxRegistration string // required by the format, also where there is none
}

// Party is somebody with whom a line has to do.
type Party struct{ ID, Name string }

// Account is an account of the ledger. Balance tells whether it is of the balance sheet; else it is of profit and loss.
type Account struct {
	ID, Name string
	Balance  bool
}

// Sums are the number of lines that follow, and what they add up to on either side, in cents.
type Sums struct {
	Lines         int
	Debit, Credit int64
}

// Line is one side of a transaction. Cents are never below zero.
type Line struct {
	Account string
	Doc     string // the document it comes from
	On      string // the day for which it counts
	Text    string
	Cents   int64
	Side    Side
	Party   string
}

// Transaction is a set of lines that adds up to nothing.
type Transaction struct {
	Number string
	Text   string
	Month  int
	On     string
	Lines  []Line
}

// Writer writes one file. The methods are called in the order of the format: Begin, Parties, Accounts, Months, Opening, Transactions, End.
// The first error stays.
type Writer struct {
	enc *xml.Encoder
	err error
}

// New makes a writer.
func New(w io.Writer) *Writer {
	_, err := io.WriteString(w, xml.Header)
	enc := xml.NewEncoder(w)
	enc.Indent("", " ")
	return &Writer{enc: enc, err: err}
}

func (w *Writer) note(err error) { w.err = errors.Join(w.err, err) }

func (w *Writer) open(name string, attrs ...xml.Attr) {
	w.note(w.enc.EncodeToken(xml.StartElement{Name: xml.Name{Local: name}, Attr: attrs}))
}

func (w *Writer) close(name string) {
	w.note(w.enc.EncodeToken(xml.EndElement{Name: xml.Name{Local: name}}))
}

// text writes an element with a text of at most so many characters; none when the text is empty.
func (w *Writer) text(name, text string, most int) {
	text = strings.Join(strings.Fields(text), " ")
	if text == "" {
		return
	}
	if utf8.RuneCountInString(text) > most {
		text = string([]rune(text)[:most])
	}
	w.open(name)
	w.note(w.enc.EncodeToken(xml.CharData(text)))
	w.close(name)
}

func (w *Writer) number(name string, n int) { w.text(name, strconv.Itoa(n), 20) }

// amount writes cents as euros with a point.
func (w *Writer) amount(name string, cents int64) { w.text(name, money.Plain(cents), 25) }

// ID is an id as the format has room for: 35 characters, so without the dashes of a UUID.
func ID(key string) string { return strings.ReplaceAll(key, "-", "") }

// Begin writes the head and whose ledger it is.
func (w *Writer) Begin(h Head) {
	w.open("auditfile", xml.Attr{Name: xml.Name{Local: "xmlns"}, Value: namespace})
	w.open("header")
	w.number("fiscalYear", h.Year)
	w.text("startDate", h.From, 10)
	w.text("endDate", h.To, 10)
	w.text("curCode", "EUR", 3)
	w.text("dateCreated", h.Made, 10)
	w.text("softwareDesc", h.Program, 50)
	w.text("softwareVersion", h.Version, 20)
	w.close("header")
	w.open("company")
	w.text("companyIdent", ID(h.CompanyID), 35)
	w.text("companyName", h.Company, 255)
	w.text("taxRegistrationCountry", "NL", 2)
	w.text("taxRegIdent", h.TaxRegistration, 30)
}

// Parties writes who the lines are about.
func (w *Writer) Parties(list []Party) {
	if len(list) == 0 {
		return
	}
	w.open("customersSuppliers")
	for _, p := range list {
		w.open("customerSupplier")
		w.text("custSupID", ID(p.ID), 35)
		w.text("custSupName", p.Name, 50)
		w.text("custSupTp", "O", 1) // neither buys nor sells
		w.close("customerSupplier")
	}
	w.close("customersSuppliers")
}

// Accounts writes the accounts.
func (w *Writer) Accounts(list []Account) {
	w.open("generalLedger")
	for _, a := range list {
		kind := "P"
		if a.Balance {
			kind = "B"
		}
		w.open("ledgerAccount")
		w.text("accID", a.ID, 35)
		w.text("accDesc", a.Name, 255)
		w.text("accTp", kind, 1)
		w.close("ledgerAccount")
	}
	w.close("generalLedger")
}

// Months writes the twelve months of a year as its periods, by the names given.
func (w *Writer) Months(year int, name func(month int) string) {
	w.open("periods")
	for m := 1; m <= 12; m++ {
		first := time.Date(year, time.Month(m), 1, 0, 0, 0, 0, time.UTC)
		w.open("period")
		w.number("periodNumber", m)
		w.text("periodDesc", name(m), 50)
		w.text("startDatePeriod", first.Format(time.DateOnly), 10)
		w.text("endDatePeriod", first.AddDate(0, 1, -1).Format(time.DateOnly), 10)
		w.close("period")
	}
	w.close("periods")
}

func (w *Writer) sums(s Sums) {
	w.number("linesCount", s.Lines)
	w.amount("totalDebit", s.Debit)
	w.amount("totalCredit", s.Credit)
}

// Opening writes what stood on the accounts when the year began.
func (w *Writer) Opening(on, text string, lines []Line) {
	var s Sums
	for _, l := range lines {
		s.add(l)
	}
	w.open("openingBalance")
	w.text("opBalDate", on, 10)
	w.text("opBalDesc", text, 50)
	w.sums(s)
	for n, l := range lines {
		w.open("obLine")
		w.number("nr", n+1)
		w.text("accID", l.Account, 35)
		w.amount("amnt", l.Cents)
		w.text("amntTp", string(l.Side), 1)
		w.close("obLine")
	}
	w.close("openingBalance")
}

func (s *Sums) add(l Line) {
	s.Lines++
	if l.Side == Debit {
		s.Debit += l.Cents
	} else {
		s.Credit += l.Cents
	}
}

// Transactions writes a journal. each calls write for every transaction, in order; what it wrote must add up to the sums.
func (w *Writer) Transactions(said Sums, journal, name string, each func(write func(Transaction)) error) {
	var wrote Sums
	w.open("transactions")
	w.sums(said)
	w.open("journal")
	w.text("jrnID", journal, 35)
	w.text("desc", name, 50)
	w.text("jrnTp", "M", 1) // a memorial
	w.note(each(func(t Transaction) {
		for _, l := range t.Lines {
			wrote.add(l)
		}
		w.transaction(t)
	}))
	w.close("journal")
	w.close("transactions")
	if wrote != said {
		w.note(errors.New("xaf: the lines do not add up to the sums before them"))
	}
}

func (w *Writer) transaction(t Transaction) {
	w.open("transaction")
	w.text("nr", t.Number, 35)
	w.text("desc", t.Text, 255)
	w.number("periodNumber", t.Month)
	w.text("trDt", t.On, 10)
	for n, l := range t.Lines {
		w.open("trLine")
		w.number("nr", n+1)
		w.text("accID", l.Account, 35)
		w.text("docRef", ID(l.Doc), 255)
		w.text("effDate", l.On, 10)
		w.text("desc", l.Text, 255)
		w.amount("amnt", l.Cents)
		w.text("amntTp", string(l.Side), 1)
		w.text("custSupID", ID(l.Party), 35)
		w.close("trLine")
	}
	w.close("transaction")
}

// End ends the file and returns the first thing that went wrong.
func (w *Writer) End() error {
	w.close("company")
	w.close("auditfile")
	if w.err != nil {
		return w.err
	}
	return w.enc.Flush()
}
