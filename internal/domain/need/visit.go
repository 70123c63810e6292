package need

import (
	"cmp"
	"slices"
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// Companion is another need of the same visit. Who may not read it sees whose class it is and how many pupils, but not what it is
// called: ID and Title are empty.
type Companion struct {
	ID       id.ID
	Title    string
	UnitName string
	Class    string
	Asker    string
	Pupils   int
}

// Visit is what a need shares with another one that the same visit serves.
type Visit struct {
	Leads  bool        // companies are asked for this need; else for the other
	Others []Companion // at least one
	Round  Need        // what companies are asked: the pupils of all, the period that suits all
}

// Leads reports whether companies are asked for this need and others at once.
func (n Need) Leads() bool { return n.Visit != "" && n.Visit == n.ID }

// Follows reports whether companies are asked for another need, and for this one with it.
func (n Need) Follows() bool { return n.Visit != "" && n.Visit != n.ID }

// askedFor is in SQL the need for which companies are asked when need n wants them: itself, or the one that leads its visit.
const askedFor = `COALESCE(n.visit_id, n.id)`

// companion is a need of a visit, with whether the principal may read it.
type companion struct {
	Need
	Seen bool `db:"seen"`
}

// companionsTx loads the other needs of the visit of a need that the caller has loaded, those of other units too: that they go
// together is known to all of them.
func companionsTx(tx *db.Tx, sc access.Scope, n Need) ([]companion, error) {
	if n.Visit == "" {
		return nil, nil
	}
	return db.Select[companion](tx, sc.Bind(`SELECT `+needColumns+`, CASE WHEN {need.read:n} THEN TRUE ELSE FALSE END AS seen`+needFrom+`
		WHERE {wall:n} AND n.visit_id = $1 AND n.id <> $2 AND n.deleted_at IS NULL ORDER BY n.id LIMIT 10`, n.Visit, n.ID))
}

// roundTx returns what companies are asked for a need: itself, together with the needs that follow it.
func (n Need) roundTx(tx *db.Tx, sc access.Scope) (Need, error) {
	if !n.Leads() {
		return n, nil
	}
	others, err := companionsTx(tx, sc, n)
	for _, o := range others {
		n = n.with(o.Need)
	}
	return n, operation.Wrap("read visit", err)
}

// with is the need as it is asked together with another: all pupils, the days that suit both, what both want.
func (n Need) with(o Need) Need {
	n.Pupils += o.Pupils
	n.From, n.To = max(n.From, o.From), min(n.To, o.To)
	n.Profiles, n.Levels = either(n.Profiles, o.Profiles), either(n.Levels, o.Levels)
	if o.MaxKM != nil && (n.MaxKM == nil || *o.MaxKM < *n.MaxKM) {
		n.MaxKM = o.MaxKM
	}
	if n.Year != o.Year {
		n.Year = 0
	}
	if o.Class != "" && n.Class != o.Class {
		n.Class = cmp.Or(n.Class, n.UnitName) + ", " + o.Class
	}
	return n
}

// either is what one of two lists names, in order; a list that names nothing has no wish.
func either(a, b db.Strings) db.Strings {
	out := slices.Clone(a)
	for _, s := range b {
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

// visitOf makes of the other needs what the page of a need shows.
func (n Need) visitOf(others []companion) *Visit {
	if len(others) == 0 {
		return nil
	}
	v := &Visit{Leads: n.Leads(), Round: n}
	for _, o := range others {
		c := Companion{UnitName: o.UnitName, Class: o.Class, Asker: o.Asker, Pupils: o.Pupils}
		if o.Seen {
			c.ID, c.Title = o.ID, o.Title
		}
		v.Others = append(v.Others, c)
		v.Round = v.Round.with(o.Need)
	}
	return v
}

// label names the need to who asked another: by its title at one school; elsewhere by whose class it is: 3A, De Noordik.
func (n Need) label(to Need) string {
	switch {
	case n.Unit == to.Unit:
		return n.Title
	case n.Class == "":
		return n.UnitName
	default:
		return n.Class + ", " + n.UnitName
	}
}

// TogetherTx lists the needs that a yes to one of them serves: itself first. The caller has loaded the need through its scope.
func TogetherTx(op *operation.Op, key id.ID) ([]id.ID, error) {
	others, err := operation.Select[id.ID](op, `SELECT n.id FROM need n WHERE {wall:n} AND n.visit_id = $1 AND n.id <> $1 AND n.deleted_at IS NULL ORDER BY n.id LIMIT 10`, key)
	return append([]id.ID{key}, others...), operation.Wrap("read visit", err)
}

// followTx lets the other needs of the visit of one that changed its state go along: they are filled with it, and open again with it.
// In any other state it leaves the visit, and the others look for companies by themselves.
func (c closing) followTx(op *operation.Op, state State) error {
	type other struct {
		ID    id.ID `db:"id"`
		Unit  id.ID `db:"unit_id"`
		Visit id.ID `db:"visit_id"`
		State State `db:"state"`
	}
	rows, err := operation.Select[other](op, `SELECT n.id, n.unit_id, n.visit_id, n.state FROM need me JOIN need n ON n.network_id = me.network_id AND n.visit_id = me.visit_id
		WHERE {wall:me} AND me.id = $1 AND n.id <> $1 AND n.deleted_at IS NULL ORDER BY n.id LIMIT 10`, c.ID)
	if err != nil || len(rows) == 0 {
		return err
	}
	if (state == Filled || state == Open) && rows[0].Visit == c.ID {
		step, action, closed := StepFilled, "need.filled", any(op.At)
		if state == Open {
			step, action, closed = StepOpened, "need.opened_again", any(nil)
		}
		for _, o := range rows {
			if o.State == state {
				continue
			}
			if err := c.followOneTx(op, o.ID, state, closed); err != nil {
				return err
			}
			op.Audit(audit.Entry{Action: action, Object: "need", ID: o.ID, Unit: o.Unit, Detail: map[string]any{"with": c.ID}})
			if err := noteTx(op, o.ID, o.Unit, Step{Kind: step}); err != nil {
				return err
			}
		}
		return nil
	}
	if err := dissolveTx(op, rows[0].Visit); err != nil {
		return err
	}
	for _, o := range rows {
		op.Audit(audit.Entry{Action: "need.separated", Object: "need", ID: o.ID, Unit: o.Unit, Detail: map[string]any{"from": c.ID}})
		if err := noteTx(op, o.ID, o.Unit, Step{Kind: StepSeparated}); err != nil {
			return err
		}
	}
	return nil
}

// followOneTx gives a need the state of the one that leads its visit, also where that is of another unit.
func (c closing) followOneTx(op *operation.Op, key id.ID, state State, closed any) error {
	_, err := op.Exec(`UPDATE need SET state = $3, closed_at = $4, version = version + 1, operation_id = $5
		WHERE {wall:need} AND id = $1 AND visit_id = $2 AND state IN ('open', 'filled')`, key, c.ID, state, closed, op.ID)
	return err
}

// dissolveTx ends a visit: each need goes its own way.
func dissolveTx(op *operation.Op, visit id.ID) error {
	_, err := op.Exec(`UPDATE need SET visit_id = NULL, version = version + 1, operation_id = $2 WHERE {wall:need} AND visit_id = $1`, visit, op.ID)
	return err
}

// notAlone refuses what is done at the need that leads the visit.
func (n Need) notAlone() error {
	if n.Follows() {
		return fault.Conflict("need.asked_together")
	}
	return nil
}

// outTx reports whether a company has the question of a visit, or said yes to it.
func outTx(op *operation.Op, visit id.ID, now time.Time) (bool, error) {
	rows, err := operation.Select[id.ID](op, `SELECT i.id FROM invitation i WHERE {wall:i} AND i.need_id = $1
		AND (i.answer IS NULL AND i.expires_at > $2 OR i.answer = 'other_date' OR i.answer = 'yes' AND i.called_off_at IS NULL) LIMIT 1`, visit, now)
	return len(rows) > 0, err
}
