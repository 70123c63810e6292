package relation

import (
	"context"
	"slices"
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/check"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// Chain is a rule that says what usually follows a kind of contact (vervolgketen). The words of what and why stand in the
// catalogue, under its name.
type Chain struct {
	Name  string
	After ContactKind
	First bool          // only after the first of its kind
	Never []ContactKind // not when one of these happened already
	Days  int           // until it should be done
}

// Chains lists the rules; of those that fit the latest contact, the first one counts.
func Chains() []Chain {
	return []Chain{
		{Name: "menu_after_visit", After: ContactVisit, First: true, Never: []ContactKind{ContactMenuSent, ContactMenuChosen}, Days: 2},
		{Name: "agree_after_visit", After: ContactVisit, Days: 7},
		{Name: "call_after_menu", After: ContactMenuSent, Days: 14},
		{Name: "ask_after_choice", After: ContactMenuChosen, Days: 7},
		{Name: "visit_after_call", After: ContactCall, Never: []ContactKind{ContactVisit, ContactMeeting}, Days: 14},
		{Name: "call_after_mail", After: ContactMail, Days: 7},
		{Name: "write_after_meeting", After: ContactMeeting, Days: 3},
		{Name: "again_after_no", After: ContactNo, Days: 90},
		{Name: "date_after_cancel", After: ContactCancelled, Days: 7},
		{Name: "thank_after_done", After: ContactDone, Days: 3},
		{Name: "plan_after_signed", After: ContactSigned, Days: 30},
	}
}

// Suggestion is what a rule proposes to do next with an organisation.
type Suggestion struct {
	Chain Chain
	Since time.Time  // the contact it follows
	Due   clock.Date // never before today
}

// staleAfter is how long a contact asks for what follows it; after that the cooling signal speaks.
const staleAfter = 120

// happened is how often and when last a unit had a kind of contact.
type happened struct {
	Unit id.ID
	Kind ContactKind
	N    int
	Last time.Time
}

// suggest applies the rules to what happened between a unit and an organisation; nil when no rule fits.
func suggest(all []happened, now time.Time) *Suggestion {
	counts, last := map[ContactKind]int{}, happened{}
	for _, h := range all {
		counts[h.Kind] += h.N
		if h.Kind != ContactNote && h.Last.After(last.Last) {
			last = h
		}
	}
	if last.N == 0 || last.Last.Before(now.AddDate(0, 0, -staleAfter)) {
		return nil
	}
	for _, c := range Chains() {
		if c.After != last.Kind || c.First && counts[last.Kind] > 1 {
			continue
		}
		fits := true
		for _, k := range c.Never {
			fits = fits && counts[k] == 0
		}
		if fits {
			return &Suggestion{Chain: c, Since: last.Last, Due: max(clock.DateOf(last.Last).AddDays(c.Days), clock.DateOf(now))}
		}
	}
	return nil
}

// Signal is what deserves attention between a unit and an organisation.
type Signal struct {
	Unit id.ID
	Next *Suggestion // nil: something is planned already, or no rule fits
	Cold *Cold       // nil: warm, or there is no live relationship
}

// signalTx says what asks for attention between the unit (with those below it) for which contact is recorded and the organisation.
// A suggestion is not made when the unit has planned something.
func (r *Record) signalTx(tx *db.Tx, sc access.Scope, all []happened, now time.Time) error {
	if r.Signal.Unit = r.Unit; len(all) == 0 {
		return nil
	}
	own, depth := r.own(), DepthAcquaintance
	if own != nil {
		depth = own.Depth
	}
	type row struct {
		Unit  id.ID `db:"descendant_id"`
		Weeks *int  `db:"weeks"`
	}
	below, err := db.Select[row](tx, sc.Bind(`SELECT c.descendant_id, (SELECT k.weeks FROM cooling_rule k WHERE {contact.record:k} AND k.unit_id = $1 AND k.depth = $2) AS weeks
		FROM unit_closure c WHERE {wall:c} AND c.ancestor_id = $1 LIMIT 5000`, r.Unit, depth))
	if err != nil {
		return operation.Wrap("read signal", err)
	}
	weeks := DefaultCooling()[depth]
	if len(below) > 0 && below[0].Weeks != nil {
		weeks = *below[0].Weeks
	}
	all = slices.DeleteFunc(all, func(h happened) bool {
		return !slices.ContainsFunc(below, func(b row) bool { return b.Unit == h.Unit })
	})
	if !r.planned() {
		r.Signal.Next = suggest(all, now)
	}
	if own != nil && own.Status == StatusActive {
		r.Signal.Cold = coldSince(lastTalk(all), weeks, now)
	}
	return nil
}

// lastTalk is the latest contact that was more than a note; the zero time when there was none.
func lastTalk(all []happened) (last time.Time) {
	for _, h := range all {
		if h.Kind != ContactNote && h.Last.After(last) {
			last = h.Last
		}
	}
	return last
}

// PlanInput is what a form says about something to do.
type PlanInput struct {
	Unit         id.ID
	Organisation id.ID
	What         string
	Due          string // day
	Assignee     id.ID  // the principal when empty
}

// PlanAction puts something to do with an organisation on somebody's list, without a contact.
func (s *Service) PlanAction(ctx context.Context, sc access.Scope, in PlanInput) (key id.ID, err error) {
	if err := sc.RequireOn(access.ContactRecord, in.Unit); err != nil {
		return "", err
	}
	f := fault.Fields{}
	what, due := check.Line(f, "what", in.What, 1, 200), check.Date(f, "due", in.Due)
	if due != "" && due < clock.Today(s.Clock) {
		f.Add("due", "relation.due_past")
	}
	if err := f.Err(); err != nil {
		return "", err
	}
	if in.Assignee == "" {
		in.Assignee = sc.Account()
	}
	err = s.Write(ctx, sc, func(op *operation.Op) error {
		o, err := OrganisationTx(op.Tx, sc, in.Organisation)
		if err != nil {
			return err
		}
		if err := knowColleagues(op, in.Unit, map[string]id.ID{"assignee": in.Assignee}); err != nil {
			return err
		}
		key = op.NewID()
		op.Audit(audit.Entry{Action: "action.planned", Object: "next_action", ID: key, Unit: in.Unit, Detail: map[string]any{
			"organisation": o.ID, "what": what, "due": due, "assignee": in.Assignee,
		}})
		return op.Insert(`INSERT INTO next_action (network_id, id, unit_id, organisation_id, what, due_on, assignee_id, created_at, operation_id)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, op.Network(), key, in.Unit, o.ID, what, due, in.Assignee, op.At, op.ID)
	})
	return key, operation.Wrap("plan action", err)
}
