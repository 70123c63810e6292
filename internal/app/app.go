// Package app puts Schakel together: it opens the database, builds the services, registers pages and jobs, and serves.
package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"os"
	"runtime/debug"
	"slices"
	"time"

	"schakel/internal/domain/agreement"
	"schakel/internal/domain/budget"
	"schakel/internal/domain/calendar"
	"schakel/internal/domain/company"
	"schakel/internal/domain/dashboard"
	"schakel/internal/domain/directory"
	"schakel/internal/domain/engagement"
	"schakel/internal/domain/facility"
	"schakel/internal/domain/funding"
	"schakel/internal/domain/inspection"
	"schakel/internal/domain/listing"
	"schakel/internal/domain/maildrop"
	"schakel/internal/domain/menu"
	"schakel/internal/domain/need"
	"schakel/internal/domain/network"
	"schakel/internal/domain/occurrence"
	"schakel/internal/domain/programme"
	"schakel/internal/domain/relation"
	"schakel/internal/domain/schoolyear"
	"schakel/internal/domain/steering"
	"schakel/internal/kernel/bin"
	"schakel/internal/kernel/erasure"
	"schakel/internal/kernel/identity"
	"schakel/internal/kernel/job"
	"schakel/internal/kernel/link"
	"schakel/internal/kernel/operation"
	"schakel/internal/kernel/post"
	"schakel/internal/kernel/readlog"
	"schakel/internal/kernel/search"
	"schakel/internal/kernel/token"
	"schakel/internal/kernel/upkeep"
	"schakel/internal/kernel/webhook"
	"schakel/internal/platform/blob"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/config"
	"schakel/internal/platform/db"
	"schakel/internal/platform/i18n"
	"schakel/internal/platform/id"
	"schakel/internal/platform/mail"
	"schakel/internal/platform/mailbox"
	"schakel/internal/platform/outbound"
	"schakel/internal/platform/telemetry"
	"schakel/internal/web"
	"schakel/internal/web/agreementweb"
	"schakel/internal/web/assets"
	"schakel/internal/web/fundingweb"
	"schakel/internal/web/letter"
	"schakel/internal/web/locale"
	"schakel/internal/web/page"
)

// Options say how to put it together.
type Options struct {
	Config *config.Config
	Clock  clock.Clock // the machine's when nil
	IDs    id.Source   // from the clock and crypto/rand when nil
	Log    *slog.Logger
	Demo   bool // outbox and style page exist
	// Building trades durability for speed while the demo's history is made; never for serving.
	Building bool
	// Unlimited lifts the rate limits; only for the bench.
	Unlimited bool
}

// App is Schakel, ready to serve.
type App struct {
	web.Services
	Server *web.Server
	Jobs   *job.Runner
	Log    *slog.Logger
	config *config.Config

	telemetry *telemetry.Telemetry
}

// hands is how many jobs run at the same time: a long import, or a mail server that keeps silent, holds up nothing but itself.
const hands = 4

// gcPercent lets the heap grow to four times what lives before it is collected. What lives is some ten megabytes, since the rows
// are in the database: a page then costs a tenth less, for memory that stays far under the target.
const (
	gcPercent = 300
	goDefault = 100
)

// collectLess applies gcPercent, unless the operator chose otherwise by GOGC.
func collectLess() {
	if was := debug.SetGCPercent(gcPercent); was != goDefault && was != gcPercent {
		debug.SetGCPercent(was)
	}
}

// New opens everything. The schema is brought up to date. Close it when done.
func New(ctx context.Context, o Options) (*App, error) {
	collectLess()
	if o.Clock == nil {
		o.Clock = clock.System{}
	}
	if o.IDs == nil {
		o.IDs = id.NewSource(o.Clock, nil)
	}
	d, err := openDatabase(ctx, o.Config, db.Options{Unsafe: o.Building})
	if err != nil {
		return nil, err
	}
	a, err := build(ctx, o, d)
	if err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return a, nil
}

// openDatabase opens the database of an installation, whose folder may still have to be made.
func openDatabase(ctx context.Context, c *config.Config, o db.Options) (*db.DB, error) {
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return nil, fmt.Errorf("app: %w", err)
	}
	return db.Open(ctx, c.Database, o)
}

// Migrate brings the schema of an installation up to date without serving it, and returns how many steps that took. With the name of a
// login, that one may serve it afterwards and no more (PostgreSQL): it owns nothing, so the second wall between networks stands for it.
func Migrate(ctx context.Context, c *config.Config, serving string) (int, error) {
	d, err := openDatabase(ctx, c, db.Options{})
	if err != nil {
		return 0, err
	}
	n, err := d.Migrate(ctx)
	if err == nil && serving != "" {
		err = d.GrantServing(ctx, serving)
	}
	return n, errors.Join(err, d.Close())
}

func build(ctx context.Context, o Options, d *db.DB) (*App, error) {
	if _, err := d.Migrate(ctx); err != nil {
		return nil, err
	}
	if d.Dialect() == db.Postgres && o.Config.Secret == "" {
		return nil, errors.New("app: with PostgreSQL, set SCHAKEL_SECRET (or SCHAKEL_SECRET_FILE): all replicas need the same key")
	}
	key, err := o.Config.Key()
	if err != nil {
		return nil, err
	}
	links, err := link.NewKeeper(key)
	if err != nil {
		return nil, err
	}
	blobs, err := blob.Open(ctx, o.Config.Blob)
	if err != nil {
		return nil, err
	}
	outside, err := blob.OpenJournal(ctx, cmp.Or(o.Config.Erasures, o.Config.Blob))
	if err != nil {
		return nil, err
	}
	transport, mailDir, err := transportFor(o)
	if err != nil {
		return nil, err
	}
	a := &App{config: o.Config, Log: o.Log}
	a.Jobs = &job.Runner{DB: d, Clock: o.Clock, Log: o.Log, IDs: o.IDs, Hands: hands, Recurring: []job.Recurring{{Kind: bin.PurgeKind, Every: 24 * time.Hour}, {Kind: need.SweepKind, Every: need.SweepEvery}, {Kind: engagement.RemindKind, Every: engagement.RemindEvery}}}
	a.Jobs.Recurring = slices.Concat(a.Jobs.Recurring, menu.Recurring(), agreement.Recurring(), token.Recurring(), webhook.Recurring(), funding.Recurring(), readlog.Recurring())
	if err := a.observe(ctx, o); err != nil {
		return nil, err
	}
	kit := operation.Kit{DB: d, Clock: o.Clock, IDs: o.IDs, Wake: a.Jobs.Wake}
	a.Services = Services(kit, links, blobs, o.Log)
	a.Erasure.Outside = outside
	a.Identity.Reach(outbound.New(outbound.Options{Allow: o.Config.OutboundAllow}))
	if o.Demo || o.Config.SecondFactor == "optional" {
		a.Identity.Relax()
	}
	a.MailDir, a.DropDomain = mailDir, o.Config.DropDomain

	catalog := locale.Catalog()
	renderer := &letter.Renderer{Catalog: catalog, Links: links, BaseURL: o.Config.BaseURL, From: o.Config.MailFrom, DB: d, Attach: agreementweb.Attachments(catalog, a.Agreement)}
	maps.Copy(renderer.Attach, fundingweb.Attachments())
	office := &post.Office{DB: d, Clock: o.Clock, Transport: transport, Render: renderer.Render}
	a.Jobs.Workers = map[job.Kind]job.Worker{post.SendKind: office.Send}
	maps.Copy(a.Jobs.Workers, a.Relation.Workers())
	maps.Copy(a.Jobs.Workers, a.Need.Workers())
	maps.Copy(a.Jobs.Workers, a.Engagement.Workers())
	if c := o.Config; c.IMAPHost != "" {
		a.Jobs.Workers[maildrop.PollKind] = a.Maildrop.Poll(mailbox.Settings{
			Host: c.IMAPHost, Port: c.IMAPPort, Mode: c.IMAPMode, User: c.IMAPUser, Password: c.IMAPPassword, Folder: c.IMAPFolder, Done: c.IMAPDone,
		})
	}
	maps.Copy(a.Jobs.Workers, a.Bin.Workers())
	maps.Copy(a.Jobs.Workers, a.Erasure.Workers())
	maps.Copy(a.Jobs.Workers, a.ReadLog.Workers())
	maps.Copy(a.Jobs.Workers, a.Menu.Workers())
	maps.Copy(a.Jobs.Workers, a.Agreement.Workers())
	maps.Copy(a.Jobs.Workers, a.Funding.Workers())
	maps.Copy(a.Jobs.Workers, a.Token.Workers())
	maps.Copy(a.Jobs.Workers, a.Webhook.Workers())

	lang, _ := i18n.ParseLang(o.Config.Locale)
	env := &page.Env{Catalog: catalog, Clock: o.Clock, Log: o.Log, Default: lang, BaseURL: o.Config.BaseURL, Demo: o.Demo, Bundle: assets.HasBundle(), Unlimited: o.Unlimited, Telemetry: a.telemetry, Version: Version, Security: o.Config.Security, TrustedProxies: o.Config.TrustedProxies}
	a.Server, err = web.New(a.Services, env)
	return a, err
}

// Services builds every noun's service on one kit.
func Services(kit operation.Kit, links *link.Keeper, blobs *blob.Store, log *slog.Logger) web.Services {
	kit.Tell = webhook.Emit
	s := web.Services{Kit: kit, Links: links, Blobs: blobs}
	s.Webhook = webhook.New(kit, links, outbound.New(outbound.Options{}), log)
	s.Search = search.New(kit)
	s.Identity = identity.New(kit, links, log)
	s.Token = token.New(kit, token.Second{Has: identity.HasSecond, Relaxed: s.Identity.Relaxed}, log)
	s.Network = network.New(kit)
	s.Directory = directory.New(kit, log)
	s.Relation = relation.New(kit)
	s.Listing = listing.New(kit)
	s.Relation.Files = blobs
	s.Maildrop = maildrop.New(kit, s.Relation, log)
	s.Menu = menu.New(kit)
	s.Programme = programme.New(kit)
	s.Need = need.New(kit)
	s.Engagement = engagement.New(kit)
	s.SchoolYear = schoolyear.New(kit)
	s.Calendar = calendar.New(kit)
	s.Facility = facility.New(kit)
	s.Funding = funding.New(kit, blobs, links)
	s.Agreement = agreement.New(kit)
	s.Budget = budget.New(kit)
	s.Inspection = inspection.New(kit, s.Funding)
	s.Dashboard = dashboard.New(kit)
	s.Steering = steering.New(kit)
	s.Company = company.New(kit)
	s.Need.Weigh(engagement.Verdicts, funding.OpenPledges)
	s.Relation.Refer(slices.Concat(occurrence.References, menu.References, need.References, engagement.References, funding.References, agreement.References)...)
	s.ReadLog = readlog.New(kit)
	s.Upkeep = upkeep.New(kit)
	s.Erasure = erasure.New(kit, slices.Concat(s.Relation.Erasures(), identity.Erasures(), menu.Erasures(), listing.Erasures())...)
	s.Bin = bin.New(kit, slices.Concat(s.Listing.Binned(), s.Facility.Binned(), s.Relation.Binned())...)
	return s
}

// transportFor chooses how mails leave: by SMTP, or as files when no server is configured.
func transportFor(o Options) (mail.Transport, string, error) {
	if o.Config.SMTP != "" {
		smtp, err := mail.NewSMTP(o.Config.SMTP, o.Clock)
		return smtp, "", err
	}
	dir := o.Config.MailDir()
	files, err := mail.NewMaildir(dir, o.Clock)
	return files, dir, err
}

// Logger makes the log that the configuration asks for.
func Logger(w io.Writer, c *config.Config) *slog.Logger {
	var level slog.Level
	if err := level.UnmarshalText([]byte(c.LogLevel)); err != nil {
		level = slog.LevelInfo // the configuration has checked it
	}
	options := &slog.HandlerOptions{Level: level}
	if c.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(w, options))
	}
	return slog.New(slog.NewTextHandler(w, options))
}

// Close ends everything that New opened.
func (a *App) Close() error {
	return errors.Join(a.telemetry.Close(), a.Erasure.Outside.Close(), a.Blobs.Close(), a.Kit.DB.Close())
}
