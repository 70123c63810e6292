package engagement

import (
	"context"
	"fmt"
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/job"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// RemindKind is the job that reminds both sides of what is coming. It comes back every RemindEvery.
const RemindKind = job.Kind("engagement.remind")

// RemindEvery is how often the reminders are looked at; mails leave in the daytime only.
const RemindEvery = time.Hour

// Workers are the jobs of this noun.
func (s *Service) Workers() map[job.Kind]job.Worker {
	return map[job.Kind]job.Worker{RemindKind: func(ctx context.Context, _ job.Job) error {
		_, err := s.Remind(ctx)
		return err
	}}
}

// ReminderLetter is the data of the letters "reminder_week" and "reminder_day". Company tells whether it goes to the company
// or to the teacher.
type ReminderLetter struct {
	Name         string `json:"name"`
	Company      bool   `json:"company"`
	Organisation string `json:"organisation"`
	School       string `json:"school"`
	Teacher      string `json:"teacher"`
	Title        string `json:"title"`
	When         When   `json:"when"`
	Place        string `json:"place"`
	Pupils       int    `json:"pupils"`
}

// reminder is one of the two mails before an engagement.
type reminder struct {
	letter string
	days   int // before the day itself
	known  int // days that both sides must have known of it: the confirmation is fresh before that
}

var reminders = []reminder{{"reminder_week", 7, 3}, {"reminder_day", 1, 1}}

// Remind sends the reminders that are due in all networks, and tells of how many engagements. Each goes out once per day on
// which the engagement stands: one that is moved is reminded of anew.
func (s *Service) Remind(ctx context.Context) (total int, err error) {
	if !clock.Daytime(s.Clock.Now()) {
		return 0, nil
	}
	total, err = s.EachNetwork(ctx, "reminders", func(sc access.Scope) (sent int, err error) {
		for _, r := range reminders {
			n, err := s.remindOf(ctx, sc, r)
			if sent += n; err != nil {
				return sent, fmt.Errorf("%s: %w", r.letter, err)
			}
		}
		return sent, nil
	})
	return total, operation.Wrap("remind", err)
}

// due is an engagement whose reminder has not been sent since it stands on its day.
const due = ` FROM occurrence o JOIN engagement e ON e.network_id = o.network_id AND e.id = o.source_id
	WHERE {wall:o} AND ` + live + ` AND o.cancelled_at IS NULL AND o.held_on > $1 AND o.held_on <= $2 AND e.agreed_at < $3
		AND NOT EXISTS (SELECT 1 FROM mail_message m WHERE m.network_id = e.network_id AND m.about_id = e.id AND m.letter = $4
			AND m.created_at >= COALESCE((SELECT MAX(v.moved_at) FROM occurrence_move v WHERE v.network_id = o.network_id AND v.occurrence_id = o.id), 0))`

func (s *Service) remindOf(ctx context.Context, sc access.Scope, r reminder) (sent int, err error) {
	now := s.Clock.Now()
	today := clock.DateOf(now)
	from := today
	if r.days > 1 {
		from = today.AddDays(1) // the day before has its own
	}
	args := []any{from, today.AddDays(r.days), now.AddDate(0, 0, -r.known), r.letter}
	var keys []id.ID
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		keys, err = db.Select[id.ID](tx, sc.Bind(`SELECT e.id`+due+` ORDER BY o.starts_at, o.id LIMIT 500`, args...))
		return err
	})
	if err != nil {
		return 0, err
	}
	for _, key := range keys {
		err := s.Write(ctx, sc, func(op *operation.Op) error {
			e, o, err := loadTx(op, key)
			if err != nil {
				return err
			}
			teacher, err := teacherTx(op, e)
			if err != nil {
				return err
			}
			op.Audit(audit.Entry{Action: "engagement.reminded", Object: "engagement", ID: e.ID, Unit: e.Unit, Detail: map[string]string{"letter": r.letter}})
			return tellTx(op, e, r.letter, func(to addressee) any {
				return ReminderLetter{
					Name: to.Name, Company: to.Account == "", Organisation: e.OrganisationName, School: e.UnitName, Teacher: teacher,
					Title: e.Title, When: whenOf(o), Place: o.Place, Pupils: o.PupilsExpected,
				}
			})
		})
		if err != nil {
			return sent, err
		}
		sent++
	}
	return sent, nil
}
