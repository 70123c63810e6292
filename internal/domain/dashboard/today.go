package dashboard

import (
	"cmp"
	"context"
	"slices"
	"time"

	"schakel/internal/domain/funding"
	"schakel/internal/domain/schoolyear"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// Kind is what an item of the day is about.
type Kind string

// What waits for the person.
const (
	Action     Kind = "action"      // a next action of theirs is due; ID is the organisation
	OtherDate  Kind = "other_date"  // a company proposes another day; ID is the need, Day the day
	NotCounted Kind = "not_counted" // it took place, nobody counted; ID is the engagement
	NotSigned  Kind = "not_signed"  // the company was asked to sign long ago; ID is the engagement
	ToCheck    Kind = "to_check"    // N contributions wait for a second person
	Mention    Kind = "mention"     // a colleague names them in a note; ID is the organisation, Title who names
	Claims     Kind = "claims"      // N companies say that they belong to an umbrella
	Registered Kind = "registered"  // N companies registered themselves
	Unsigned   Kind = "unsigned"    // their agreement was refused, or waits for a signature for long; ID is the agreement, Sub the company, N is 1 when refused
	NoYes      Kind = "no_yes"      // their need has no yes yet; ID is the need, N how many were asked
)

// What goes wrong within the person's reach.
const (
	LateActions   Kind = "late_actions"   // N next actions of colleagues are overdue
	LateCounts    Kind = "late_counts"    // N engagements were not counted within a week
	LateSigns     Kind = "late_signs"     // N signatures are missing for three weeks
	NeedsEnding   Kind = "needs_ending"   // N needs run out of time without enough companies; ID is the need when N is 1
	OffersStale   Kind = "offers_stale"   // N offers were not confirmed for a year
	HoursUnbooked Kind = "hours_unbooked" // N signatures are not a contribution yet
	Agreements    Kind = "agreements"     // N agreements end soon and nothing follows them; ID is the agreement when N is 1
	Cooling       Kind = "cooling"        // N relationships of theirs had no contact for too long
	LedgerBroken  Kind = "ledger_broken"  // the ledger did not verify; N is the transfer
	Shortfall     Kind = "shortfall"      // the year's forecast stays below the minimum
)

// MaxWaiting is how much of what waits is shown; more would not be done today.
const MaxWaiting = 7

// Item is something to do or to know.
type Item struct {
	Kind  Kind       `db:"kind"`
	ID    id.ID      `db:"id"`
	Title string     `db:"title"`
	Sub   string     `db:"sub"` // the company's name
	Day   clock.Date `db:"day"`
	At    time.Time  `db:"at"`
	N     int        `db:"n"`
}

// since is the instant from which it waits; a day counts from its start.
func (i Item) since() time.Time {
	if i.At.IsZero() || i.At.Unix() == 0 {
		return i.Day.Time()
	}
	return i.At
}

// Since is the day from which it waits.
func (i Item) Since() clock.Date { return clock.DateOf(i.since()) }

// Visit is an engagement that takes place soon.
type Visit struct {
	ID      id.ID
	Title   string
	Company string
	School  string
	Place   string
	Starts  time.Time
	Ends    time.Time
}

// Day is a day with its visits.
type Day struct {
	On     clock.Date
	Visits []Visit
}

// Goals are the figures of this school year, within the person's reach.
type Goals struct {
	Year      schoolyear.Year
	Companies int // that did something for pupils
	Lessons   int // and other activities that took place
	Pupils    int // reached, as counted
}

// Today is the page of one person.
type Today struct {
	On      clock.Date
	Waiting []Item // oldest first
	Wrong   []Item
	Week    []Day // today and the six days after
	Goals   Goals
	Money   *funding.Outlook // nil for who reads no contributions, and without a grant
	Setup   Setup
}

// Today reads the page: one query, and three of funding for who reads contributions.
func (s *Service) Today(ctx context.Context, sc access.Scope) (out Today, err error) {
	if err := sc.Require(access.NetworkRead); err != nil {
		return out, err
	}
	at := moment{now: s.Clock.Now(), account: sc.Account()}
	at.today = clock.DateOf(at.now)
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		rows, err := db.Select[row](tx, sc.BindQuery(at.query(sc)))
		if err != nil {
			return err
		}
		out = at.arrange(rows)
		if !sc.Can(access.ContributionRead) {
			return nil
		}
		money, err := funding.OutlookTx(tx, sc, at.today)
		if err == nil && !money.Empty() {
			out.Money = &money
			out.Wrong = append(shortfall(money, at.today), out.Wrong...)
		}
		return err
	})
	if i := slices.IndexFunc(out.Wrong, func(w Item) bool { return w.Kind == LedgerBroken }); i > 0 { // nothing is worse than a ledger that does not hold
		broken := out.Wrong[i]
		out.Wrong = slices.Insert(slices.Delete(out.Wrong, i, i+1), 0, broken)
	}
	return out, operation.Wrap("read today", err)
}

// october is the month from which next year counts too: then there is still time to plan (product.md, promise 8).
const october = 10

// shortfall warns when a year's forecast stays below the minimum: this year's, and from October on the next one's.
func shortfall(money funding.Outlook, today clock.Date) (out []Item) {
	if money.Year.Short() > 0 {
		out = append(out, Item{Kind: Shortfall, N: money.Of})
	}
	if today.Time().Month() >= october && money.Next.Short() > 0 {
		out = append(out, Item{Kind: Shortfall, N: money.Of + 1})
	}
	return out
}

// arrange sorts the answers of the query into the parts of the page.
func (m moment) arrange(rows []row) Today {
	out := Today{On: m.today, Goals: Goals{Year: schoolyear.Of(m.today)}, Setup: Setup{}}
	for _, r := range rows {
		switch r.Kind {
		case visitRow:
			out.addVisit(r)
		case companiesRow:
			out.Goals.Companies = r.N
		case lessonsRow:
			out.Goals.Lessons = r.N
		case pupilsRow:
			out.Goals.Pupils = r.N
		case setupRow:
			out.Setup[Step(r.ID)] = r.N > 0
		case LateActions, LateCounts, LateSigns, NeedsEnding, OffersStale, HoursUnbooked, Cooling, Agreements, LedgerBroken:
			out.Wrong = append(out.Wrong, r.Item)
		default:
			out.Waiting = append(out.Waiting, r.Item)
		}
	}
	out.Waiting = choose(out.Waiting)
	slices.SortStableFunc(out.Wrong, func(a, b Item) int { return cmp.Compare(b.N, a.N) })
	return out
}

// choose takes the oldest items that fit on the page. One kind takes more than its part only when the others leave room, so
// that a heap of one thing hides nothing else.
func choose(all []Item) []Item {
	older := func(a, b Item) int {
		return cmp.Or(a.since().Compare(b.since()), cmp.Compare(a.Title, b.Title), cmp.Compare(a.ID, b.ID))
	}
	slices.SortStableFunc(all, older)
	const perKind = 3
	var chosen, rest []Item
	taken := map[Kind]int{}
	for _, i := range all {
		if taken[i.Kind]++; taken[i.Kind] <= perKind && len(chosen) < MaxWaiting {
			chosen = append(chosen, i)
		} else {
			rest = append(rest, i)
		}
	}
	chosen = append(chosen, rest[:min(len(rest), MaxWaiting-len(chosen))]...)
	slices.SortStableFunc(chosen, older)
	return chosen
}

func (t *Today) addVisit(r row) {
	v := Visit{ID: r.ID, Title: r.Title, Company: r.Sub, School: r.School, Place: r.Place, Starts: r.At, Ends: r.Until}
	if n := len(t.Week); n == 0 || t.Week[n-1].On != r.Day {
		t.Week = append(t.Week, Day{On: r.Day})
	}
	day := &t.Week[len(t.Week)-1]
	day.Visits = append(day.Visits, v)
}
