package app

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"
	"time"

	"schakel/internal/platform/blob"
	"schakel/internal/platform/db"
	"schakel/internal/platform/outbound"
)

// Finding is what the doctor says of one thing.
type Finding struct {
	About string
	Grade Grade
	Says  string
}

// Grade is how bad it is.
type Grade string

// The grades.
const (
	Fine  Grade = "ok"
	Doubt Grade = "warning" // works, but not as a school would want it
	Bad   Grade = "FAIL"
)

// lateJobs is from when on a waiting job is worth a warning.
const lateJobs = 10 * time.Minute

// Doctor looks at all that an installation needs, and says what is wrong and what to do. It changes nothing, but that it keeps a small
// file in the store and takes it away again.
func (a *App) Doctor(ctx context.Context) (found []Finding) {
	for _, look := range []func(context.Context) Finding{a.lookDatabase, a.lookWall, a.lookFiles, a.lookErasures, a.lookMail, a.lookAddress, a.lookSecret, a.lookJobs, a.lookChains} {
		found = append(found, look(ctx))
	}
	return found
}

// ErrUnwell says that the doctor found something that does not work.
var ErrUnwell = errors.New("something does not work")

func (a *App) lookDatabase(ctx context.Context) Finding {
	f := Finding{About: "database", Grade: Bad}
	n, err := version(ctx, a.Kit.DB)
	if err != nil {
		f.Says = err.Error()
		return f
	}
	careless, err := a.Kit.DB.Careless(ctx)
	switch {
	case err != nil:
		f.Says = err.Error()
	case len(careless) > 0:
		f.Says = fmt.Sprintf("%s, schema %d; what was saved can be lost when the power fails: %s is off", a.Kit.DB.Dialect(), n, strings.Join(careless, ", "))
	default:
		f.Grade, f.Says = Fine, fmt.Sprintf("%s, schema %d", a.Kit.DB.Dialect(), n)
	}
	return f
}

// lookWall says whether the database itself keeps networks apart.
func (a *App) lookWall(ctx context.Context) Finding {
	f := Finding{About: "networks", Grade: Fine}
	stands, open, err := a.Kit.DB.Wall(ctx)
	switch {
	case err != nil:
		f.Grade, f.Says = Bad, err.Error()
	case stands:
		f.Says = "kept apart by every query, and once more by the database"
	case len(open) > 0:
		f.Grade, f.Says = Doubt, "the database does not guard "+strings.Join(open, ", ")+": run schakel migrate as its owner"
	case a.Kit.DB.Dialect() == db.Postgres:
		f.Says = "kept apart by every query; the database does too once a login serves that owns nothing (docs/operations.md)"
	default:
		f.Says = "kept apart by every query"
	}
	return f
}

func (a *App) lookFiles(ctx context.Context) Finding {
	f := Finding{About: "files", Grade: Bad}
	probe := "schakel doctor " + a.Kit.Clock.Now().Format(time.RFC3339Nano)
	d, _, err := a.Blobs.Put(ctx, strings.NewReader(probe), 1<<10)
	if err == nil {
		err = errors.Join(a.Blobs.Verify(ctx, d), a.Blobs.Delete(ctx, d))
	}
	if err == nil {
		if _, gone := a.Blobs.Open(ctx, d); !errors.Is(gone, blob.ErrNotFound) {
			err = errors.New("a deleted file is still there")
		}
	}
	if err != nil {
		f.Says = "can't be kept and taken away: " + err.Error()
		return f
	}
	scheme, _, _ := strings.Cut(a.config.Blob, ":")
	return Finding{About: "files", Grade: Fine, Says: scheme + " store keeps, gives back and deletes"}
}

func (a *App) lookMail(ctx context.Context) Finding {
	f := Finding{About: "mail", Grade: Bad}
	if a.config.SMTP == "" {
		f.Grade, f.Says = Doubt, "no mail server is set (SCHAKEL_SMTP): mails become files in "+a.config.MailDir()
		return f
	}
	u, err := url.Parse(a.config.SMTP)
	if err != nil {
		f.Says = "the address of the mail server can't be read"
		return f
	}
	port := u.Port()
	if port == "" {
		port = map[string]string{"smtp": "587", "smtps": "465"}[u.Scheme]
	}
	c, err := outbound.DialConfigured(ctx, u.Hostname(), port)
	if err != nil {
		f.Says = err.Error()
		return f
	}
	_ = c.Close()
	return Finding{About: "mail", Grade: Fine, Says: "a server answers at " + net.JoinHostPort(u.Hostname(), port)}
}

func (a *App) lookAddress(context.Context) Finding {
	f := Finding{About: "address", Grade: Fine, Says: a.config.BaseURL}
	if !strings.HasPrefix(a.config.BaseURL, "https://") {
		f.Grade, f.Says = Doubt, a.config.BaseURL+" is not https: passwords and links can be read on the way (SCHAKEL_BASE_URL)"
	}
	return f
}

func (a *App) lookSecret(context.Context) Finding {
	if a.config.Secret == "" {
		return Finding{About: "key", Grade: Fine, Says: "in the data directory, and so in every backup: keep those safe"}
	}
	return Finding{About: "key", Grade: Fine, Says: "from the configuration, and so in no backup: keep it elsewhere too"}
}

func (a *App) lookJobs(ctx context.Context) Finding {
	all, err := a.queues(ctx)
	if err != nil {
		return Finding{About: "jobs", Grade: Bad, Says: err.Error()}
	}
	waiting, dead, late := 0, 0, a.late(all)
	for _, q := range all {
		switch q.State {
		case "dead":
			dead += q.N
		case "queued":
			waiting += q.N
		}
	}
	f := Finding{About: "jobs", Grade: Fine, Says: fmt.Sprintf("%d wait, %d gave up", waiting, dead)}
	if dead > 0 {
		f.Grade, f.Says = Doubt, f.Says+": an administrator sees them under Beheer, Systeem"
	}
	if late > lateJobs {
		f.Grade, f.Says = Doubt, f.Says+fmt.Sprintf("; the first has been due for %s: does schakel serve run?", late.Round(time.Second))
	}
	return f
}

func (a *App) lookChains(ctx context.Context) Finding {
	chains, err := a.Verify(ctx)
	if err != nil {
		return Finding{About: "chains", Grade: Bad, Says: err.Error()}
	}
	rows := int64(0)
	for _, c := range chains {
		rows += c.Length
	}
	return Finding{About: "chains", Grade: Fine, Says: fmt.Sprintf("audit log and ledger hold: %d rows", rows)}
}
