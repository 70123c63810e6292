package need

import (
	"context"
	"slices"
	"strconv"

	"schakel/internal/domain/curriculum"
	"schakel/internal/domain/menu"
	"schakel/internal/domain/programme"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/kernel/search"
	"schakel/internal/platform/check"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// AskInput is what a teacher fills in. Numbers are as typed.
type AskInput struct {
	Unit     id.ID // the school or workgroup that asks
	Item     id.ID // of the menu; empty: "I don't know yet"
	Activity id.ID // of the programme; may be empty
	Title    string
	Goal     string
	Profiles []string // none is all
	Levels   []string // none is all
	Year     string   // 1 to 4; empty is mixed
	Pupils   string
	Wanted   string // number of companies; empty is one
	From, To clock.Date
	MaxKM    string      // furthest company; empty is any
	Class    string      // 3A; may be empty
	Theme    string      // what it is about; only without an item
	Before   string      // what the class does beforehand
	After    string      // and afterwards
	More     []SeriesRow `json:",omitempty"` // the same for other classes; only for a new need

	year, pupils, wanted int
	maxKM                *int
}

// longest is how many days a period may span: a school year.
const longest = 366

// Validate cleans the input or returns a fault with messages per field. The period ends today or later.
func (in *AskInput) Validate(today clock.Date) error {
	f := fault.Fields{}
	in.Title = check.Line(f, "title", in.Title, 3, 120)
	in.Goal = check.OptionalMultiline(f, "goal", in.Goal, 1000)
	in.Profiles = curriculum.Texts(curriculum.CheckProfiles(f, "profiles", in.Profiles))
	in.Levels = curriculum.Texts(curriculum.CheckLevels(f, "levels", in.Levels))
	in.Class = check.OptionalLine(f, "class", in.Class, 40)
	in.Theme = check.OptionalLine(f, "theme", in.Theme, 120)
	in.Before = check.OptionalMultiline(f, "before", in.Before, 500)
	in.After = check.OptionalMultiline(f, "after", in.After, 500)
	if in.Item != "" {
		in.Theme = ""
	}
	in.year, _ = check.OptionalInt(f, "year", in.Year, 1, len(curriculum.Years()))
	in.pupils = check.Int(f, "pupils", in.Pupils, 1, 2000)
	if in.wanted, _ = check.OptionalInt(f, "wanted", in.Wanted, 1, 50); in.wanted == 0 {
		in.wanted = 1
	}
	in.maxKM = nil
	if km, set := check.OptionalInt(f, "max_km", in.MaxKM, 1, 500); set {
		in.maxKM = &km
	}
	in.From, in.To = checkPeriod(f, "from", "to", in.From, in.To, today)
	in.checkMore(f, today)
	return f.Err()
}

// checkPeriod checks the first and last day that suit, with messages at the named fields.
func checkPeriod(f fault.Fields, first, last string, from, to, today clock.Date) (clock.Date, clock.Date) {
	from, to = check.Date(f, first, string(from)), check.Date(f, last, string(to))
	check.DateOrder(f, last, from, to)
	switch {
	case from == "" || to == "":
	case to < today:
		f.Add(last, "need.period_passed")
	case from.DaysUntil(to) > longest:
		f.Add(last, "need.period_too_long")
	}
	return from, to
}

// Ask notes what a class needs.
func (s *Service) Ask(ctx context.Context, sc access.Scope, in AskInput) (id.ID, error) {
	if in.Unit == "" {
		return "", fault.Fields{"unit": {Key: "field.required"}}.Err()
	}
	if err := sc.RequireOn(access.NeedWrite, in.Unit); err != nil {
		return "", err
	}
	if err := in.Validate(clock.Today(s.Clock)); err != nil {
		return "", err
	}
	if sc.Account() == "" {
		return "", fault.Forbidden("fault.forbidden") // somebody must be there to talk to
	}
	var key id.ID
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		school, err := operation.Get[string](op, `SELECT u.name FROM unit u WHERE {need.write:u.id} AND u.id = $1 AND u.deleted_at IS NULL LIMIT 1`, in.Unit)
		if err != nil {
			return err
		}
		if err := in.refersTx(op, Need{}); err != nil {
			return err
		}
		key, err = in.askAllTx(op, school)
		return err
	})
	return key, operation.Wrap("ask need", err)
}

// askTx notes one need of a checked input.
func (in *AskInput) askTx(op *operation.Op, school string, series id.ID) (id.ID, error) {
	key := op.NewID()
	op.Audit(audit.Entry{Action: "need.asked", Object: "need", ID: key, Unit: in.Unit, Detail: in})
	err := op.Insert(`INSERT INTO need (network_id, id, unit_id, menu_item_id, activity_id, title, goal, profiles, levels, school_year, pupils, wanted,
			period_from, period_to, max_km, asked_by, asked_at, class_name, series_id, theme, before_work, after_work, operation_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)`,
		op.Network(), key, in.Unit, in.Item, in.Activity, in.Title, in.Goal, db.Strings(in.Profiles), db.Strings(in.Levels), in.year, in.pupils, in.wanted,
		in.From, in.To, in.maxKM, op.Scope.Account(), op.At, in.Class, series, in.Theme, in.Before, in.After, op.ID)
	if err != nil {
		return "", err
	}
	if err := noteTx(op, key, in.Unit, Step{Kind: StepAsked}); err != nil {
		return "", err
	}
	return key, search.PutTx(op, in.doc(key, school))
}

// doc is how a need is found: by its title, its goal and the school.
func (in *AskInput) doc(key id.ID, school string) search.Doc {
	return search.Doc{Kind: search.Need, ID: key, Unit: in.Unit, Label: in.Title, Sub: school, Words: []string{in.Goal}}
}

// refersTx checks what the input names: an item on the menu of the unit, an activity of the programme. What the need had
// already stays good, also after it was taken off the menu.
func (in *AskInput) refersTx(op *operation.Op, had Need) error {
	f := fault.Fields{}
	if in.Item != "" && in.Item != had.Item {
		items, err := menu.ForUnitTx(op.Tx, op.Scope, in.Unit)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(items, func(i menu.Item) bool { return i.ID == in.Item }) {
			f.Add("item", "field.choice")
		}
	}
	if in.Activity != "" && in.Activity != had.Activity {
		_, err := programme.ActivityTx(op.Tx, op.Scope, in.Activity)
		if fault.Is(err, fault.KindNotFound) {
			f.Add("activity", "field.choice")
		} else if err != nil {
			return err
		}
	}
	return f.Err()
}

// Edit changes an open need; version is the one that the form was filled with. The unit stays as it is. Companies that were
// invited already keep the day that they were asked for.
func (s *Service) Edit(ctx context.Context, sc access.Scope, key id.ID, version int, in AskInput) error {
	if err := sc.Require(access.NeedWrite); err != nil {
		return err
	}
	if err := in.Validate(clock.Today(s.Clock)); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		had, err := writableTx(op, key)
		if err != nil {
			return err
		}
		in.Unit, in.More = had.Unit, nil
		if err := in.refersTx(op, had); err != nil {
			return err
		}
		if err := in.staysTogetherTx(op, had); err != nil {
			return err
		}
		op.Audit(audit.Entry{Action: "need.edited", Object: "need", ID: key, Unit: had.Unit, Detail: in})
		err = operation.Changed(op.Exec(`UPDATE need SET menu_item_id = $3, activity_id = $4, title = $5, goal = $6, profiles = $7, levels = $8, school_year = $9,
				pupils = $10, wanted = $11, period_from = $12, period_to = $13, max_km = $14, class_name = $16, theme = $17, before_work = $18, after_work = $19,
				version = version + 1, operation_id = $15
			WHERE {need.write:need} AND id = $1 AND version = $2 AND state = 'open'`, key, version, in.Item, in.Activity, in.Title, in.Goal,
			db.Strings(in.Profiles), db.Strings(in.Levels), in.year, in.pupils, in.wanted, in.From, in.To, in.maxKM, op.ID,
			in.Class, in.Theme, in.Before, in.After))
		if err != nil {
			return err
		}
		if err := noteTx(op, key, had.Unit, Step{Kind: StepEdited}); err != nil {
			return err
		}
		return search.PutTx(op, in.doc(key, had.UnitName))
	})
	return operation.Wrap("edit need", err)
}

// staysTogetherTx refuses what would tear a visit apart: another item, or a period that does not suit the others.
func (in *AskInput) staysTogetherTx(op *operation.Op, had Need) error {
	others, err := companionsTx(op.Tx, op.Scope, had)
	if err != nil || len(others) == 0 {
		return err
	}
	f := fault.Fields{}
	if in.Item != had.Item {
		f.Add("item", "need.join.stays_item")
	}
	if max(in.From, others[0].From) > min(in.To, others[0].To) {
		f.Add("to", "need.join.stays_period", others[0].From, others[0].To)
	}
	return f.Err()
}

// writableTx loads an open need that the principal may write; one that is closed is fault.Conflict.
func writableTx(op *operation.Op, key id.ID) (Need, error) {
	n, err := operation.Get[Need](op, `SELECT `+needColumns+needFrom+`WHERE {need.write:n} AND n.id = $1 AND n.deleted_at IS NULL LIMIT 1`, key)
	if err == nil && n.State != Open {
		err = fault.Conflict("need.closed")
	}
	return n, err
}

// TakeBack takes back one invitation that was not answered yet, or whose other date does not suit. The company hears it.
func (s *Service) TakeBack(ctx context.Context, sc access.Scope, key, invitation id.ID) error {
	if err := sc.Require(access.InvitationSend); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		if err := lockNeed(op, key); err != nil {
			return err
		}
		n, err := operation.Get[Need](op, `SELECT `+needColumns+needFrom+`WHERE {need.write:n} AND n.id = $1 AND n.deleted_at IS NULL LIMIT 1`, key)
		if err != nil {
			return err
		}
		return closing{ID: n.ID, Unit: n.Unit, UnitName: n.UnitName, Title: n.Title}.takeBackTx(op, invitation)
	})
	return operation.Wrap("take back invitation", err)
}

// Again returns the input that asks the same once more: for "copy" and for the form of an edit.
func (n Need) Again() AskInput {
	in := AskInput{
		Unit: n.Unit, Item: n.Item, Activity: n.Activity, Title: n.Title, Goal: n.Goal, Profiles: n.Profiles, Levels: n.Levels,
		Pupils: strconv.Itoa(n.Pupils), Wanted: strconv.Itoa(n.Wanted), From: n.From, To: n.To, Class: n.Class, Theme: n.Theme, Before: n.Before, After: n.After,
	}
	if n.Year > 0 {
		in.Year = strconv.Itoa(n.Year)
	}
	if n.MaxKM != nil {
		in.MaxKM = strconv.Itoa(*n.MaxKM)
	}
	return in
}
