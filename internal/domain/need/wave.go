package need

import (
	"context"
	"slices"
	"strconv"
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/check"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// WaveState is where the waves of a need stand.
type WaveState string

// The states. Dry is: nobody is left to ask, or the period leaves no day; a person must decide.
const (
	WavesRunning WaveState = "running"
	WavesPaused  WaveState = "paused"
	WavesDry     WaveState = "dry"
	WavesDone    WaveState = "done"
)

// WavePlan says how a need asks companies by itself: so many at once, in the order of the ranking, and the next ones when
// the waiting time is over or everybody answered, until enough said yes.
type WavePlan struct {
	Need      id.ID      `db:"need_id"`
	Unit      id.ID      `db:"unit_id"`
	Size      int        `db:"size"`
	Wait      int        `db:"wait_days"`
	Remind    int        `db:"remind_days"` // 0: never
	On        clock.Date `db:"asked_on"`
	State     WaveState  `db:"state"`
	Sent      int        `db:"sent"`
	NextAt    *time.Time `db:"next_at"` // only while running
	StartedAt time.Time  `db:"started_at"`
	StartedBy id.ID      `db:"started_by"`
	Version   int        `db:"version"`
}

const planColumns = `w.need_id, w.unit_id, w.size, w.wait_days, w.remind_days, w.asked_on, w.state, w.sent, w.next_at, w.started_at, w.started_by, w.version`

// WaveInput is what the form of the waves says. Numbers are as typed.
type WaveInput struct {
	Size, Wait, Remind string
	On                 clock.Date // the day that companies are asked for

	size, wait, remind int
}

// The usual waves: three companies at once, a week to answer, one reminder after four days.
const (
	usualSize   = 3
	usualWait   = 7
	usualRemind = 4
)

// UsualWaves fills a new form.
func UsualWaves(n Need, on clock.Date) WaveInput {
	return WaveInput{Size: strconv.Itoa(max(usualSize, n.Wanted)), Wait: strconv.Itoa(usualWait), Remind: strconv.Itoa(usualRemind), On: on}
}

// Input is the form of the plan there is.
func (w WavePlan) Input() WaveInput {
	return WaveInput{Size: strconv.Itoa(w.Size), Wait: strconv.Itoa(w.Wait), Remind: strconv.Itoa(w.Remind), On: w.On}
}

// Validate cleans the input or returns a fault with messages per field. The day lies after today; whether it lies in the
// period is looked at when the need is loaded.
func (in *WaveInput) Validate(today clock.Date) error {
	f := fault.Fields{}
	in.size = check.Int(f, "size", in.Size, 1, most)
	in.wait = check.Int(f, "wait", in.Wait, 1, 30)
	in.remind, _ = check.OptionalInt(f, "remind", in.Remind, 0, 30)
	in.On = check.Date(f, "on", string(in.On))
	if in.On != "" && in.On <= today {
		f.Add("on", "need.day_ahead")
	}
	return f.Err()
}

// StartWaves lets a need ask companies by itself; the first wave goes out at once. Starting again changes the plan and asks
// the next companies.
func (s *Service) StartWaves(ctx context.Context, sc access.Scope, key id.ID, in WaveInput) error {
	if err := sc.Require(access.InvitationSend); err != nil {
		return err
	}
	if err := in.Validate(clock.Today(s.Clock)); err != nil {
		return err
	}
	if sc.Account() == "" {
		return fault.Forbidden("fault.forbidden") // somebody must be there to talk to
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		n, err := sendableTx(op, key)
		if err != nil {
			return err
		}
		if in.On < n.From || in.On > n.To {
			return fault.Fields{"on": {Key: "need.outside_period", Args: []any{n.From, n.To}}}.Err()
		}
		plan := WavePlan{Need: n.ID, Unit: n.Unit, Size: in.size, Wait: in.wait, Remind: in.remind, On: in.On, State: WavesRunning, StartedBy: sc.Account()}
		err = op.Insert(`INSERT INTO wave_plan (network_id, need_id, unit_id, size, wait_days, remind_days, asked_on, state, next_at, started_at, started_by, operation_id)
			VALUES ($1, $2, $3, $4, $5, $6, $7, 'running', $8, $8, $9, $10)
			ON CONFLICT (network_id, need_id) DO UPDATE SET size = excluded.size, wait_days = excluded.wait_days, remind_days = excluded.remind_days,
				asked_on = excluded.asked_on, state = 'running', next_at = excluded.next_at, started_by = excluded.started_by,
				version = wave_plan.version + 1, operation_id = excluded.operation_id`,
			op.Network(), n.ID, n.Unit, plan.Size, plan.Wait, plan.Remind, plan.On, op.At, plan.StartedBy, op.ID)
		if err != nil {
			return err
		}
		op.Audit(audit.Entry{Action: "need.waves_started", Object: "need", ID: n.ID, Unit: n.Unit, Detail: in})
		if err := noteTx(op, n.ID, n.Unit, Step{Kind: StepStarted, Count: plan.Size}); err != nil {
			return err
		}
		if plan, err = planTx(op, n.ID); err != nil {
			return err
		}
		return s.waveTx(op, plan, n)
	})
	return operation.Wrap("start waves", err)
}

// PauseWaves stops the next wave until somebody resumes; what was asked stays asked.
func (s *Service) PauseWaves(ctx context.Context, sc access.Scope, key id.ID) error {
	return s.turn(ctx, sc, key, WavesPaused, StepPaused, "need.waves_paused")
}

// ResumeWaves goes on with waves that were paused: the next one goes out at once.
func (s *Service) ResumeWaves(ctx context.Context, sc access.Scope, key id.ID) error {
	return s.turn(ctx, sc, key, WavesRunning, StepResumed, "need.waves_resumed")
}

func (s *Service) turn(ctx context.Context, sc access.Scope, key id.ID, to WaveState, step StepKind, action string) error {
	if err := sc.Require(access.InvitationSend); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		n, err := sendableTx(op, key)
		if err != nil {
			return err
		}
		plan, err := planTx(op, key)
		if err != nil {
			return err
		}
		if plan.State == to || plan.State == WavesDone || to == WavesPaused && plan.State != WavesRunning {
			return fault.Conflict("fault.changed")
		}
		op.Audit(audit.Entry{Action: action, Object: "need", ID: n.ID, Unit: n.Unit})
		if err := noteTx(op, n.ID, n.Unit, Step{Kind: step}); err != nil {
			return err
		}
		if plan.State = to; to == WavesRunning {
			return s.waveTx(op, plan, n)
		}
		plan.NextAt = nil
		return plan.saveTx(op)
	})
	return operation.Wrap("turn waves", err)
}

// sendableTx locks and loads an open need for which the principal may invite.
func sendableTx(op *operation.Op, key id.ID) (Need, error) {
	if err := lockNeed(op, key); err != nil {
		return Need{}, err
	}
	n, err := operation.Get[Need](op, `SELECT `+needColumns+needFrom+`WHERE {invitation.send:n} AND n.id = $1 AND n.deleted_at IS NULL LIMIT 1`, key)
	if err == nil && n.StateOn(op.Today()) != Open {
		err = fault.Conflict("need.closed")
	}
	if err == nil {
		err = n.notAlone()
	}
	if err != nil {
		return n, err
	}
	return n.roundTx(op.Tx, op.Scope)
}

func planTx(op *operation.Op, key id.ID) (WavePlan, error) {
	return operation.Get[WavePlan](op, `SELECT `+planColumns+` FROM wave_plan w WHERE {invitation.send:w} AND w.need_id = $1 LIMIT 1`, key)
}

// planned is a wish with the plan of its waves, in one row.
type planned struct {
	wish
	Size      *int       `db:"wave_size"` // nil: nobody started waves
	Wait      *int       `db:"wave_wait"`
	Remind    *int       `db:"wave_remind"`
	On        clock.Date `db:"wave_on"`
	State     WaveState  `db:"wave_state"`
	Sent      int        `db:"wave_sent"`
	NextAt    *time.Time `db:"wave_next_at"`
	StartedAt *time.Time `db:"wave_started_at"`
	StartedBy id.ID      `db:"wave_started_by"`
	Revision  int        `db:"wave_version"`
}

// plannedColumns and plannedFrom read it, after those of a wish.
const (
	plannedColumns = `, v.size AS wave_size, v.wait_days AS wave_wait, v.remind_days AS wave_remind, v.asked_on AS wave_on, v.state AS wave_state,
		v.sent AS wave_sent, v.next_at AS wave_next_at, v.started_at AS wave_started_at, v.started_by AS wave_started_by, v.version AS wave_version`
	plannedFrom = ` LEFT JOIN wave_plan v ON v.network_id = n.network_id AND v.need_id = n.id`
)

// plan is the plan of the waves, nil when nobody started them.
func (p planned) plan() *WavePlan {
	if p.Size == nil {
		return nil
	}
	return &WavePlan{
		Need: p.ID, Unit: p.Unit, Size: *p.Size, Wait: *p.Wait, Remind: *p.Remind, On: p.On, State: p.State, Sent: p.Sent, NextAt: p.NextAt,
		StartedAt: *p.StartedAt, StartedBy: p.StartedBy, Version: p.Revision,
	}
}

func (w WavePlan) saveTx(op *operation.Op) error {
	return operation.Changed(op.Exec(`UPDATE wave_plan SET state = $2, sent = $3, next_at = $4, version = version + 1, operation_id = $5
		WHERE {invitation.send:wave_plan} AND need_id = $1`, w.Need, w.State, w.Sent, w.NextAt, op.ID))
}

// waveTx asks the next companies of the ranking. Nobody left, or no day left: the waves are dry and who started them hears it.
func (s *Service) waveTx(op *operation.Op, w WavePlan, n Need) error {
	invited := 0
	on := w.dayFor(n, op.Today())
	if on != "" {
		var err error
		if invited, err = s.inviteNextTx(op, w, n, on); err != nil {
			return err
		}
	}
	if invited == 0 {
		return w.dryTx(op, n)
	}
	next := nextMoment(op.At, w.Wait)
	w.State, w.NextAt = WavesRunning, &next
	w.Sent++
	op.Audit(audit.Entry{Action: "need.wave_sent", Object: "need", ID: n.ID, Unit: n.Unit, Detail: map[string]any{"wave": w.Sent, "companies": invited, "on": on}})
	if err := noteTx(op, n.ID, n.Unit, Step{Kind: StepWave, Count: w.Sent}); err != nil {
		return err
	}
	return w.saveTx(op)
}

// inviteNextTx invites the best companies that may be asked now and can be mailed, and returns how many. They are chosen
// first and looked at again behind their locks, so that no ceiling is passed.
func (s *Service) inviteNextTx(op *operation.Op, w WavePlan, n Need, on clock.Date) (int, error) {
	_, all, err := s.matchTx(op.Tx, op.Scope, n.ID, nil, op.At)
	if err != nil {
		return 0, err
	}
	var first []id.ID
	for _, p := range all {
		if p.Fit == CanAsk && p.Choice.Kind != Call && len(first) < 3*w.Size {
			first = append(first, p.Organisation)
		}
	}
	if len(first) == 0 {
		return 0, nil
	}
	slices.Sort(first)
	if err := lockAsks(op, first); err != nil {
		return 0, err
	}
	_, proposals, err := s.matchTx(op.Tx, op.Scope, n.ID, first, op.At)
	if err != nil {
		return 0, err
	}
	invited := 0
	for _, p := range proposals {
		if p.Fit != CanAsk || invited == w.Size {
			continue
		}
		to, err := addresseeTx(op, p)
		if fault.Is(err, fault.KindInvalid) {
			continue // nobody to mail: a person may call
		}
		if err == nil {
			err = n.inviteOneTx(op, p, asking{to: to, on: p.dayFor(n, on, op.Today()), by: w.StartedBy, wave: w.Sent + 1})
		}
		if err != nil {
			return invited, err
		}
		invited++
	}
	return invited, nil
}

// ahead is how many days a company gets at least between the mail and the day.
const ahead = 7

// dayFor returns the day to ask for: the plan's own while it is far enough ahead, else a working day of the period that is;
// empty when there is none.
func (w WavePlan) dayFor(n Need, today clock.Date) clock.Date {
	if w.On >= today.AddDays(ahead) || w.Sent == 0 {
		return w.On
	}
	d := workday(max(n.From, today.AddDays(ahead)))
	if d > n.To {
		return ""
	}
	return d
}

// workday returns the day, or the Monday after its weekend.
func workday(d clock.Date) clock.Date {
	for d.Time().Weekday() == time.Saturday || d.Time().Weekday() == time.Sunday {
		d = d.AddDays(1)
	}
	return d
}

// nextMoment is so many days later at the same hour, on a working day.
func nextMoment(at time.Time, days int) time.Time {
	for next := at.AddDate(0, 0, days); ; next = next.AddDate(0, 0, 1) {
		if d := clock.DateOf(next); workday(d) == d {
			return next
		}
	}
}
