package need

import (
	"context"
	"errors"
	"fmt"
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/job"
	"schakel/internal/kernel/operation"
	"schakel/internal/kernel/post"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// SweepKind is the job that does what time brings: next waves, reminders, needs whose period has passed. It comes back every
// hour, and at once when an answer asks for the next wave.
const SweepKind = job.Kind("need.sweep")

// SweepEvery is how often the job comes back.
const SweepEvery = time.Hour

// Workers are the jobs of this noun.
func (s *Service) Workers() map[job.Kind]job.Worker {
	return map[job.Kind]job.Worker{SweepKind: func(ctx context.Context, _ job.Job) error {
		_, err := s.Sweep(ctx)
		return err
	}}
}

// sweepSoon asks for a sweep after this operation, once per need.
func sweepSoon(need id.ID) job.New {
	return job.New{Kind: SweepKind, Unique: "need " + string(need), Args: struct{}{}}
}

// Sweep does what is due in every network and returns how many things it did. It may stop anywhere and be called again; two at
// the same time do nothing twice. Companies are mailed on working days in office hours only.
func (s *Service) Sweep(ctx context.Context) (int, error) {
	total, err := s.EachNetwork(ctx, "needs", func(sc access.Scope) (int, error) { return s.SweepNetwork(ctx, sc) })
	return total, operation.Wrap("sweep needs", err)
}

// SweepNetwork does what is due in one network, in the scope of the system.
func (s *Service) SweepNetwork(ctx context.Context, sc access.Scope) (total int, err error) {
	kinds := []duty{expired}
	if officeHours(s.Clock.Now()) {
		kinds = append(kinds, s.queueDue(), s.wavesDue(), remindersDue)
	}
	for _, k := range kinds {
		var due []id.ID
		err := s.Read(ctx, sc, func(tx *db.Tx) (err error) {
			due, err = k.due(tx, sc, s.Clock.Now())
			return err
		})
		if err != nil {
			return total, err
		}
		for _, key := range due {
			err := s.Write(ctx, sc, func(op *operation.Op) error { return k.do(op, key) })
			if errors.Is(err, errNotDue) {
				continue
			}
			if err != nil {
				return total, fmt.Errorf("%s %s: %w", k.name, key, err)
			}
			total++
		}
	}
	return total, nil
}

// duty is one thing that time brings: of what it is due, and what is done then.
type duty struct {
	name string
	due  func(tx *db.Tx, sc access.Scope, now time.Time) ([]id.ID, error)
	do   func(op *operation.Op, key id.ID) error
}

// errNotDue leaves a transaction in which there was nothing to do: somebody else was first.
var errNotDue = errors.New("need: nothing is due")

// officeHours reports whether companies may be mailed: on working days in the daytime.
func officeHours(now time.Time) bool {
	d := clock.DateOf(now)
	return workday(d) == d && clock.Daytime(now)
}

// expired closes needs whose period has passed; companies that have not answered need not any more.
var expired = duty{
	"expire need",
	func(tx *db.Tx, sc access.Scope, now time.Time) ([]id.ID, error) {
		return db.Select[id.ID](tx, sc.Bind(`SELECT n.id FROM need n WHERE {wall:n} AND n.state = 'open' AND n.period_to < $1 AND n.deleted_at IS NULL ORDER BY n.id LIMIT 1000`, clock.DateOf(now)))
	},
	expireTx,
}

func expireTx(op *operation.Op, key id.ID) error {
	if err := lockNeed(op, key); err != nil {
		return err
	}
	n, err := operation.Get[Need](op, dueText, key)
	if err != nil {
		return err
	}
	if n.State != Open || n.To >= op.Today() {
		return errNotDue
	}
	return closing{ID: n.ID, Unit: n.Unit, UnitName: n.UnitName, Title: n.Title}.closeTx(op, Expired, "need.expired")
}

// wavesDue sends the next wave when the waiting time is over.
func (s *Service) wavesDue() duty {
	return duty{
		"next wave",
		func(tx *db.Tx, sc access.Scope, now time.Time) ([]id.ID, error) {
			return db.Select[id.ID](tx, sc.Bind(`SELECT w.need_id FROM wave_plan w WHERE {wall:w} AND w.state = 'running' AND w.next_at <= $1 ORDER BY w.next_at, w.need_id LIMIT 1000`, now))
		},
		func(op *operation.Op, key id.ID) error {
			n, err := dueNeedTx(op, key)
			if err != nil {
				return err
			}
			plan, err := planTx(op, key)
			if err != nil {
				return err
			}
			if n.State != Open || plan.State != WavesRunning || plan.NextAt == nil || plan.NextAt.After(op.At) {
				return errNotDue
			}
			return s.goOnTx(op, plan, n)
		},
	}
}

const dueText = `SELECT ` + needColumns + needFrom + `WHERE {wall:n} AND n.id = $1 LIMIT 1`

// dueNeedTx locks and loads a need for a job, as companies are asked for it.
func dueNeedTx(op *operation.Op, key id.ID) (Need, error) {
	if err := lockNeed(op, key); err != nil {
		return Need{}, err
	}
	n, err := operation.Get[Need](op, dueText, key)
	if err != nil {
		return n, err
	}
	return n.roundTx(op.Tx, op.Scope)
}

// goOnTx sends the next wave, unless so many other dates wait for the teacher that no more companies are needed: then it is the
// teacher's turn, and the waves look again tomorrow.
func (s *Service) goOnTx(op *operation.Op, w WavePlan, n Need) error {
	type standing struct {
		Agreed int `db:"agreed"`
		Dates  int `db:"dates"`
	}
	now, err := operation.Get[standing](op, `SELECT `+agreedOf("n")+` AS agreed,
		(SELECT COUNT(*) FROM invitation d WHERE d.network_id = n.network_id AND d.need_id = n.id AND d.answer = 'other_date' AND d.answer_on > $2) AS dates
		FROM need n WHERE {wall:n} AND n.id = $1 LIMIT 1`, n.ID, op.Today())
	if err != nil {
		return err
	}
	if now.Agreed+now.Dates < n.Wanted {
		return s.waveTx(op, w, n)
	}
	tomorrow := nextMoment(op.At, 1)
	w.NextAt = &tomorrow
	op.Audit(audit.Entry{Action: "need.wave_held", Object: "need", ID: n.ID, Unit: n.Unit, Detail: now})
	return w.saveTx(op)
}

// dryTx stops waves that can't go on and tells who started them.
func (w WavePlan) dryTx(op *operation.Op, n Need) error {
	w.State, w.NextAt = WavesDry, nil
	op.Audit(audit.Entry{Action: "need.waves_dry", Object: "need", ID: n.ID, Unit: n.Unit})
	if err := noteTx(op, n.ID, n.Unit, Step{Kind: StepDry}); err != nil {
		return err
	}
	if err := w.saveTx(op); err != nil {
		return err
	}
	if op.Scope.Account() == w.StartedBy {
		return nil // sees it on the page
	}
	type starter struct {
		Email string `db:"email"`
		Name  string `db:"name"`
		Lang  string `db:"lang"`
	}
	to, err := db.Select[starter](op.Tx, db.Q(`SELECT a.email, a.name, a.lang FROM account a WHERE a.id = $1 AND a.disabled_at IS NULL AND a.deleted_at IS NULL LIMIT 1`, w.StartedBy))
	if err != nil || len(to) == 0 {
		return err
	}
	return post.SendTx(op, post.Letter{
		Key: "waves_dry", To: to[0].Email, ToName: to[0].Name, Lang: to[0].Lang, Unit: n.Unit, AboutKind: "need", About: n.ID,
		Data: WavesDryLetter{Title: n.Title, Period: n.To, Waves: w.Sent},
	})
}
