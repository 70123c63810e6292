package maildrop

import (
	"context"
	"errors"
	"io"

	"schakel/internal/kernel/job"
	"schakel/internal/platform/db"
	"schakel/internal/platform/inmail"
	"schakel/internal/platform/mailbox"
)

// PollKind is the job that reads the mailbox of the drop domain. One waits or runs at a time, however many replicas there are.
const PollKind job.Kind = "maildrop.poll"

// Poll is the worker of PollKind: it takes the mails of a mailbox as Receive does. A mail that came in before is one that was taken; one
// that is refused is marked in the mailbox, and the next comes.
func (s *Service) Poll(settings mailbox.Settings) job.Worker {
	settings.MaxMail = inmail.MaxMail
	return func(ctx context.Context, _ job.Job) error {
		done, err := mailbox.Poll(ctx, settings, s.takeOne)
		if done.Taken+done.Refused > 0 {
			s.Log.InfoContext(ctx, "mailbox read", "taken", done.Taken, "refused", done.Refused)
		}
		return err
	}
}

func (s *Service) takeOne(ctx context.Context, r io.Reader) (mailbox.Verdict, error) {
	_, err := s.Receive(ctx, r, "")
	switch {
	case err == nil, errors.Is(err, ErrDuplicate):
		return mailbox.Taken, nil
	case Refused(err):
		return mailbox.Refused, err
	}
	return mailbox.Later, err
}

// QueuePoll queues one job, unless one waits or runs: a job that failed and waits for its next try is the one of its minute.
func (s *Service) QueuePoll(ctx context.Context) error {
	return s.DB.Write(ctx, db.Settings{}, func(tx *db.Tx) error {
		return job.InsertTx(tx, s.IDs, "", s.IDs.New(), s.Clock.Now(), []job.New{{Kind: PollKind, Unique: "mailbox"}})
	})
}
