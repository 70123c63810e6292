package agreement

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"schakel/internal/domain/funding"
	"schakel/internal/platform/check"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// The most rows of a draft.
const (
	MaxSignatories = 8
	MaxPledges     = 24
	maxItems       = 60
	maxYears       = 15 // of a period
)

// Input is a draft as a form says it.
type Input struct {
	Unit         id.ID // of a new agreement; stays afterwards
	Organisation id.ID // likewise
	Template     id.ID // its latest version is taken when it differs from the one that the draft has
	Grant        id.ID // may be empty when nothing is pledged
	Name         string
	From, To     string
	Changes      string // of an amendment
	Items        []id.ID
	Pledges      []PledgeInput
	Signatories  []SignatoryInput
}

// PledgeInput is a line of the annex of pledges. A line without kind and amount is left out.
type PledgeInput struct {
	Year   string
	Kind   funding.Kind
	Amount string // hours for hours, euros for everything else
	What   string
}

func (p PledgeInput) empty() bool { return p.Kind == "" && strings.TrimSpace(p.Amount+p.What) == "" }

// SignatoryInput is somebody who signs. A line without name and address is left out.
type SignatoryInput struct {
	Organisation id.ID // empty: the unit itself
	Name         string
	Title        string
	Email        string
}

func (s SignatoryInput) empty() bool { return strings.TrimSpace(s.Name+s.Title+s.Email) == "" }

// PledgeField names a field of the nth line of pledges, from 0; so does SignatoryField.
func PledgeField(n int, field string) string { return fmt.Sprintf("pledge%d_%s", n+1, field) }

// SignatoryField names a field of the nth signatory.
func SignatoryField(n int, field string) string { return fmt.Sprintf("signer%d_%s", n+1, field) }

// checked is a draft whose own fields are right; whether what it names exists is still to be seen.
type checked struct {
	name, changes string
	from, to      clock.Date
	signatories   []Signatory
	places        []int // of each signatory in the form
}

func (in *Input) check(amends bool) (c checked, f fault.Fields) {
	f = fault.Fields{}
	c.name = check.Line(f, "name", in.Name, 2, 120)
	c.from, c.to = check.Date(f, "from", in.From), check.Date(f, "to", in.To)
	check.DateOrder(f, "to", c.from, c.to)
	if c.from != "" && c.to.Year()-c.from.Year() > maxYears {
		f.Add("to", "agreement.too_long", maxYears)
	}
	if amends {
		c.changes = check.Multiline(f, "changes", in.Changes, 5, 4000)
	}
	if len(in.Items) > maxItems || len(in.Pledges) > MaxPledges || len(in.Signatories) > MaxSignatories {
		f.Add("name", "agreement.too_many")
	}
	in.Items = slices.Clone(in.Items)
	slices.Sort(in.Items)
	in.Items = slices.Compact(in.Items)
	for n, s := range in.Signatories {
		if s.empty() {
			continue
		}
		c.signatories = append(c.signatories, Signatory{
			Organisation: s.Organisation, Name: check.Line(f, SignatoryField(n, "name"), s.Name, 2, 120),
			Title: check.OptionalLine(f, SignatoryField(n, "title"), s.Title, 120), Email: check.Email(f, SignatoryField(n, "email"), s.Email),
		})
		c.places = append(c.places, n)
	}
	return c, f
}

// years lists the calendar years of the period, as a form offers them.
func years(from, to clock.Date) []string {
	var out []string
	for y := from.Year(); y > 0 && y <= to.Year() && len(out) <= maxYears; y++ {
		out = append(out, strconv.Itoa(y))
	}
	return out
}
