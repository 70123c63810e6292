package menu

import (
	"context"
	"slices"
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/check"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// The states of a registration.
const (
	RegistrationAsked    = "asked"    // the mail address did not answer yet; nobody sees it
	RegistrationOpen     = "open"     // waits for a colleague
	RegistrationAgain    = "again"    // the same was open already
	RegistrationApproved = "approved" // became a company with offers, or offers of one
	RegistrationRefused  = "refused"
)

// Registration is what a company says of itself on a public page.
type Registration struct {
	ID        id.ID          `db:"id"`
	Unit      id.ID          `db:"unit_id"` // on whose page
	UnitName  string         `db:"unit_name"`
	Company   string         `db:"company"`
	KVK       string         `db:"kvk"` // eight digits, or empty
	Place     string         `db:"place"`
	Name      string         `db:"contact_name"`
	Email     string         `db:"contact_email"`
	Phone     string         `db:"contact_phone"` // E.164, or empty
	Items     db.Strings     `db:"items"`         // ids of menu items
	Times     int            `db:"times_per_year"`
	Months    db.JSON[[]int] `db:"months"`   // empty is all
	Weekdays  db.JSON[[]int] `db:"weekdays"` // empty is all
	Remark    string         `db:"remark"`
	Lang      string         `db:"lang"`
	State     string         `db:"state"`
	CreatedAt time.Time      `db:"created_at"`
	Version   int            `db:"version"`
}

const registrationColumns = `x.id, x.unit_id, u.name AS unit_name, x.company, x.kvk, x.place, x.contact_name, x.contact_email, x.contact_phone, x.items,
	x.times_per_year, x.months, x.weekdays, x.remark, x.lang, x.state, x.created_at, x.version`

const registrationFrom = ` FROM registration x JOIN unit u ON u.network_id = x.network_id AND u.id = x.unit_id `

// RegisterInput is what the public form says, as typed.
type RegisterInput struct {
	Items   []id.ID // none: the company does not know yet
	Company string
	Place   string
	KVK     string
	Name    string
	Email   string
	Phone   string
	Times   string   // how often a school year, per item
	Months  []string // 1 to 12; none is all
	Days    []string // of the week, 1 (Monday) to 6; none is all
	Remark  string
	Lang    string // of the mails about it

	times        int
	months, days []int
}

// TimesChoices are the answers to "how often a year".
func TimesChoices() []string { return []string{"1", "2", "4", "8"} }

// maxTicked bounds what one form may tick.
const maxTicked = 100

// validate cleans the input.
func (in *RegisterInput) validate() error {
	f := fault.Fields{}
	in.Company = check.Line(f, "company", in.Company, 2, 160)
	if in.Company != "" && check.Key(in.Company) == "" {
		f.Add("company", "relation.name_letters")
	}
	in.Place = check.OptionalLine(f, "place", in.Place, 80)
	in.KVK = check.OptionalKVK(f, "kvk", in.KVK)
	if in.Place == "" && in.KVK == "" && f["kvk"].Key == "" && f["place"].Key == "" {
		f.Add("place", "registration.place_or_kvk")
	}
	in.Name = check.Line(f, "name", in.Name, 2, 120)
	in.Email = check.Email(f, "email", in.Email)
	in.Phone = check.OptionalPhone(f, "phone", in.Phone)
	in.times = check.Int(f, "times", in.Times, 1, 200)
	in.months = months(f, "months", in.Months)
	in.days = weekdays(f, "weekdays", in.Days)
	in.Remark = check.OptionalMultiline(f, "remark", in.Remark, 500)
	if in.Lang != "en" {
		in.Lang = "nl"
	}
	slices.Sort(in.Items)
	in.Items = slices.Compact(in.Items)
	if len(in.Items) > maxTicked {
		f.Add("item", "field.choice")
	}
	return f.Err()
}

// PublicCard returns the menu of a unit as anybody may see it: its own items and those of the units above it.
func (s *Service) PublicCard(ctx context.Context, sc access.Scope, unit id.ID) (items []Item, err error) {
	if err := sc.Require(access.MenuRead); err != nil {
		return nil, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		items, err = ForUnitTx(tx, sc, unit)
		return err
	})
	return items, err
}

// chosen are the items of a list that a registration ticks, in the order of the list.
func (r Registration) chosen(items []Item) []Item {
	var out []Item
	for _, i := range items {
		if slices.Contains(r.Items, string(i.ID)) {
			out = append(out, i)
		}
	}
	return out
}

// RegistrationToAnswer reads the registration that the link of a mail is about, with the items that it ticks.
func (s *Service) RegistrationToAnswer(ctx context.Context, sc access.Scope) (r Registration, items []Item, err error) {
	if err := sc.Require(access.RegistrationAnswer); err != nil {
		return r, nil, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		if r, err = registrationTx(tx, sc); err != nil {
			return err
		}
		items, err = ForUnitTx(tx, sc, r.Unit)
		items = r.chosen(items)
		return err
	})
	return r, items, operation.Wrap("read registration", err)
}

func registrationTx(tx *db.Tx, sc access.Scope) (Registration, error) {
	return operation.Found(db.Get[Registration](tx, sc.Bind(`SELECT `+registrationColumns+registrationFrom+`WHERE {registration.answer:x} LIMIT 1`)))
}
