package calendar

import (
	"context"
	"strconv"
	"strings"
	"time"

	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/link"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// Feed is a subscription of a colleague: what is theirs, or all of a unit or a company that they may see.
type Feed struct {
	ID               id.ID     `db:"id"` // of the link
	Unit             id.ID     `db:"subject_id"`
	UnitName         string    `db:"unit_name"`
	Organisation     id.ID     `db:"organisation_id"`
	OrganisationName string    `db:"organisation_name"`
	CreatedAt        time.Time `db:"created_at"`
	ExpiresAt        time.Time `db:"expires_at"`
}

// FeedInput says what a feed shows: a unit with what is below it, a company, or, with neither, what is the colleague's own.
type FeedInput struct {
	Unit         id.ID
	Organisation id.ID
}

// maxFeeds is how many feeds one colleague may have at a time.
const maxFeeds = 20

// MakeFeed makes a feed for the signed-in colleague.
func (s *Service) MakeFeed(ctx context.Context, sc access.Scope, in FeedInput) (key id.ID, err error) {
	if err := sc.Require(access.EngagementRead); err != nil {
		return "", err
	}
	if in.Unit != "" {
		if err := sc.RequireOn(access.EngagementRead, in.Unit); err != nil {
			return "", err
		}
	}
	err = s.Write(ctx, sc, func(op *operation.Op) error {
		if in.Organisation != "" {
			if _, err := relation.OrganisationTx(op.Tx, op.Scope, in.Organisation); err != nil {
				return err
			}
		}
		feeds, err := feedsTx(op.Tx, op.Scope, op.At)
		if err != nil {
			return err
		}
		for _, f := range feeds {
			if f.Unit == in.Unit && f.Organisation == in.Organisation {
				return fault.Conflict("calendar.feed_exists")
			}
		}
		if len(feeds) >= maxFeeds {
			return fault.Conflict("calendar.too_many_feeds", maxFeeds)
		}
		key, err = link.MakeTx(op, link.New{Kind: link.Feed, Account: op.Scope.Account(), Organisation: in.Organisation, Subject: in.Unit})
		op.Audit(audit.Entry{Action: "feed.made", Object: "calendar_feed", ID: key, Unit: in.Unit, Detail: in})
		return err
	})
	return key, operation.Wrap("make feed", err)
}

// Feeds returns the live feeds of the signed-in colleague, oldest first.
func (s *Service) Feeds(ctx context.Context, sc access.Scope) (feeds []Feed, err error) {
	if err := sc.Require(access.AccountOwn); err != nil {
		return nil, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		feeds, err = feedsTx(tx, sc, s.Clock.Now())
		return err
	})
	return feeds, operation.Wrap("read feeds", err)
}

func feedsTx(tx *db.Tx, sc access.Scope, now time.Time) ([]Feed, error) {
	return db.Select[Feed](tx, sc.Bind(`SELECT l.id, l.subject_id, COALESCE(u.name, '') AS unit_name, l.organisation_id, COALESCE(c.name, '') AS organisation_name, l.created_at, l.expires_at
		FROM link l
		LEFT JOIN unit u ON u.network_id = l.network_id AND u.id = l.subject_id
		LEFT JOIN organisation c ON c.network_id = l.network_id AND c.id = l.organisation_id
		WHERE {account.own:l} AND {wall:l} AND l.kind = 'feed' AND l.revoked_at IS NULL AND l.expires_at > $1
		ORDER BY l.created_at, l.id LIMIT 100`, now))
}

// RenewFeed lets a feed that has not ended live for another year from now, at the same address.
func (s *Service) RenewFeed(ctx context.Context, sc access.Scope, key id.ID) error {
	if err := sc.Require(access.AccountOwn); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		op.Audit(audit.Entry{Action: "feed.renewed", Object: "calendar_feed", ID: key})
		n, err := op.Exec(`UPDATE link AS l SET expires_at = $2 WHERE {account.own:l} AND {wall:l} AND l.id = $1 AND l.kind = 'feed' AND l.revoked_at IS NULL AND l.expires_at > $3`,
			key, op.At.Add(link.Rules[link.Feed].Lifetime), op.At)
		if err == nil && n == 0 {
			return fault.NotFound("fault.not_found")
		}
		return err
	})
	return operation.Wrap("renew feed", err)
}

// EndFeed ends a feed: its address shows nothing any more.
func (s *Service) EndFeed(ctx context.Context, sc access.Scope, key id.ID) error {
	if err := sc.Require(access.AccountOwn); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		op.Audit(audit.Entry{Action: "feed.ended", Object: "calendar_feed", ID: key})
		n, err := op.Exec(`UPDATE link AS l SET revoked_at = $2 WHERE {account.own:l} AND {wall:l} AND l.id = $1 AND l.kind = 'feed' AND l.revoked_at IS NULL`, key, op.At)
		if err == nil && n == 0 {
			return fault.NotFound("fault.not_found")
		}
		return err
	})
	return operation.Wrap("end feed", err)
}

// Read is what stands behind a feed's address.
type Read struct {
	Events  []Event
	Unit    string // name of the unit or the company it is about; both empty for a colleague's own
	Company string
	Ours    bool   // of a colleague: pages of Schakel can be linked to
	Version string // changes with whatever the feed shows, and once a day
	Same    bool   // the reader has this version: nothing else was read
}

// How far a feed looks back and ahead, in days, and how much it holds.
const (
	feedBack  = 60
	feedAhead = 400
	feedMax   = 2000
)

// ReadFeed returns what a feed shows now. A colleague's feed shows what that colleague may see today; when they have no
// role left it is not found. A reader that asks whether it has the version already, and has it, gets nothing more than that; has
// hears in any case which version it is.
func (s *Service) ReadFeed(ctx context.Context, sc access.Scope, l link.Link, asks bool, has func(version string) bool) (r Read, err error) {
	if err := sc.Require(access.FeedRead); err != nil {
		return r, err
	}
	today := clock.Today(s.Clock)
	f := Filter{From: today.AddDays(-feedBack), To: today.AddDays(feedAhead), Unit: l.Subject, Organisation: l.Organisation, Limit: feedMax}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		reach := `{feed.read:o}`
		if l.Account == "" {
			f.Unit, f.Organisation = "", ""
		} else {
			if sc, err = access.LoadTx(tx, l.Account, "", l.Network, today); err != nil {
				return gone(err)
			}
			if err := gone(sc.Require(access.EngagementRead)); err != nil {
				return err
			}
			r.Ours = true
			if f.Unit == "" && f.Organisation == "" {
				f.Account = l.Account
			}
			reach = `{engagement.read:o}`
		}
		units, err := unitsTx(tx, sc)
		if err != nil {
			return err
		}
		if asks {
			if r.Version, err = f.versionTx(tx, sc, reach, units); err != nil {
				return err
			}
			if r.Same = has(r.Version); r.Same {
				return nil
			}
		}
		var b db.Builder
		b.Add(feedColumns + eventFrom + ` WHERE ` + reach + eventLive)
		f.narrow(&b)
		f.order(&b)
		if r.Events, err = db.Select[Event](tx, sc.BindQuery(b.Query())); err != nil {
			return err
		}
		if len(r.Events) < f.Limit {
			r.Version = f.versionOf(r.Events, units)
		} else if r.Version, err = f.versionTx(tx, sc, reach, units); err != nil { // there are more than were read
			return err
		}
		if !asks {
			has(r.Version)
		}
		names := make(map[id.ID]string, len(units))
		for _, u := range units {
			names[u.ID] = u.Name
		}
		for i := range r.Events {
			r.Events[i].UnitName = names[r.Events[i].Unit]
		}
		return r.nameTx(tx, sc, l)
	})
	return r, operation.Wrap("read feed", err)
}

// feedUnit is a unit of the network: few enough to read once, and not with every event.
type feedUnit struct {
	ID   id.ID  `db:"id"`
	Name string `db:"name"`
	Op   id.ID  `db:"operation_id"`
}

func unitsTx(tx *db.Tx, sc access.Scope) ([]feedUnit, error) {
	return db.Select[feedUnit](tx, sc.Bind(`SELECT u.id, u.name, u.operation_id FROM unit u WHERE {wall:u} ORDER BY u.id LIMIT 5000`))
}

// versionTx says in one query in which version a feed is. Every change leaves the id of its operation, which grows with time; what
// leaves or comes changes the count or the ends. The first day of the feed is part of it, so that it is new once a day.
func (f Filter) versionTx(tx *db.Tx, sc access.Scope, reach string, units []feedUnit) (string, error) {
	var b db.Builder
	b.Add(`SELECT COUNT(*) AS n, COALESCE(MIN(o.id), '') AS first_id, COALESCE(MAX(o.id), '') AS last_id, COALESCE(MAX(` + lastOp + `), '') AS last_op` +
		eventFrom + ` WHERE ` + reach + eventLive)
	f.narrow(&b)
	m, err := db.Get[marks](tx, sc.BindQuery(b.Query()))
	return m.version(f, units), err
}

// versionOf is the same for events that were read, all there are.
func (f Filter) versionOf(events []Event, units []feedUnit) string {
	m := marks{Count: len(events)}
	for i := range events {
		e := &events[i]
		if i == 0 || e.Occurrence < m.First {
			m.First = e.Occurrence
		}
		m.Last, m.Op = max(m.Last, e.Occurrence), max(m.Op, e.LastOp)
	}
	return m.version(f, units)
}

// marks are what changes when a feed does.
type marks struct {
	Count int   `db:"n"`
	First id.ID `db:"first_id"`
	Last  id.ID `db:"last_id"`
	Op    id.ID `db:"last_op"`
}

func (m marks) version(f Filter, units []feedUnit) string {
	for _, u := range units {
		m.Op = max(m.Op, u.Op)
	}
	return strings.Join([]string{string(f.From), strconv.Itoa(m.Count), string(m.First), string(m.Last), string(m.Op)}, " ")
}

// nameTx finds what the feed is called.
func (r *Read) nameTx(tx *db.Tx, sc access.Scope, l link.Link) (err error) {
	switch {
	case l.Organisation != "":
		r.Company, err = operation.Found(db.Get[string](tx, sc.Bind(`SELECT c.name FROM organisation c WHERE {wall:c} AND c.id = $1 LIMIT 1`, l.Organisation)))
	case l.Subject != "":
		r.Unit, err = operation.Found(db.Get[string](tx, sc.Bind(`SELECT u.name FROM unit u WHERE {wall:u} AND u.id = $1 LIMIT 1`, l.Subject)))
	}
	return err
}

// gone makes "no role any more" into "there is no such feed".
func gone(err error) error {
	if fault.Is(err, fault.KindForbidden) {
		return fault.NotFound("link.revoked")
	}
	return err
}
