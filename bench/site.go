package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"schakel/internal/app"
	"schakel/internal/domain/network"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/identity"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/config"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
	"schakel/internal/web/page"
)

// site is a filled Schakel with a signed-in relation manager.
type site struct {
	app      *app.App
	dir      string
	postgres bool
	dsn      string
	network  id.ID
	unit     id.ID
	scope    access.Scope
	account  id.ID
	orgs     []id.ID
	cookie   *http.Cookie
}

func open(ctx context.Context, dir string, companies int) (*site, error) {
	s := &site{dir: dir}
	c := &config.Config{
		Data: filepath.Join(dir, "data"), Database: filepath.Join(dir, "data", "schakel.db"), BaseURL: "http://127.0.0.1", Locale: "nl",
		Blob: "file://" + filepath.Join(dir, "data", "blobs"), MailFrom: "Schakel <schakel@localhost>", Secret: "a secret of the bench, long enough to pass",
	}
	if dsn := os.Getenv("SCHAKEL_TEST_POSTGRES"); dsn != "" {
		c.Database, s.dsn, s.postgres = dsn, dsn, true
	}
	if serving := os.Getenv("SCHAKEL_BENCH_SERVING"); serving != "" { // a login that owns nothing: the second wall stands behind every query
		if _, err := app.Migrate(ctx, c, serving); err != nil {
			return nil, err
		}
		u, err := url.Parse(s.dsn)
		if err != nil {
			return nil, err
		}
		u.User = url.User(serving)
		c.Database = u.String()
	}
	fmt.Printf("# database %s, %d companies, %d people, %d timeline rows\n", map[bool]string{true: "postgres", false: "sqlite"}[s.postgres], companies, 2*companies, momentsEach*companies)
	fmt.Printf("%-28s %8s %8s %6s\n", "# NAME", "ours_ms", "floor_ms", "ratio")
	a, err := app.New(ctx, app.Options{Config: c, Log: slog.New(slog.DiscardHandler), Unlimited: true})
	if err != nil {
		return nil, err
	}
	s.app = a
	if err := s.people(ctx); err != nil {
		return nil, err
	}
	if err := s.fill(ctx, companies); err != nil {
		return nil, err
	}
	if c.Database == s.dsn || !s.postgres {
		return s, nil
	}
	owner, err := db.Open(ctx, s.dsn, db.Options{}) // only the owner of a table has it counted
	if err != nil {
		return nil, err
	}
	return s, errors.Join(owner.Write(ctx, db.Settings{}, func(tx *db.Tx) error { return tx.Analyze(filled...) }), owner.Close())
}

func (s *site) people(ctx context.Context) (err error) {
	var root id.ID
	if s.network, root, err = s.app.Network.Found(ctx, network.FoundInput{Name: "Bench", Slug: "bench"}); err != nil {
		return err
	}
	system := access.System(s.network, "bench")
	if s.unit, err = s.app.Network.AddUnit(ctx, system, network.UnitInput{Parent: root, Kind: network.KindSubregion, Name: "Almelo"}); err != nil {
		return err
	}
	err = s.app.Kit.Write(ctx, system, func(op *operation.Op) error {
		s.account, _, err = identity.EnsureAccountTx(op, "bench@bench.example", "Bench", "nl")
		return err
	})
	if err != nil {
		return err
	}
	if err := s.app.Network.GiveRole(ctx, system, network.RoleInput{Account: s.account, Role: access.RelationManager, Unit: s.unit}); err != nil {
		return err
	}
	if s.cookie, err = s.session(ctx, s.account, s.network, "bench-session"); err != nil {
		return err
	}
	return s.app.Kit.DB.Read(ctx, db.Settings{}, func(tx *db.Tx) error {
		s.scope, err = access.LoadTx(tx, s.account, "Bench", s.network, "2026-11-25")
		return err
	})
}

// session signs an account in, as a browser is after signing in.
func (s *site) session(ctx context.Context, account, network id.ID, token string) (*http.Cookie, error) {
	sum, now := sha256.Sum256([]byte(token)), time.Now()
	return &http.Cookie{Name: page.SessionCookie(false), Value: token}, s.app.Kit.DB.Write(ctx, db.Settings{}, func(tx *db.Tx) error {
		_, err := tx.Exec(db.Q(`INSERT INTO session (id, token_hash, account_id, network_id, method, created_at, last_seen_at, expires_at, proved_at) VALUES ($1, $2, $3, $4, 'password', $5, $5, $6, $5)`,
			s.app.Kit.IDs.New(), hex.EncodeToString(sum[:]), account, network, now, now.Add(24*time.Hour)))
		return err
	})
}

// lengthen gives a company a timeline of some years: every kind of contact, with a note on each conversation.
func (s *site) lengthen(ctx context.Context, org id.ID, rows int) error {
	kinds := []string{"call", "asked", "yes", "agreed", "visit", "done", "signed", "mail", "menu_sent", "menu_chosen"}
	return s.app.Kit.Write(ctx, access.System(s.network, "bench"), func(op *operation.Op) error {
		op.Audit(audit.Entry{Action: "bench.filled", Object: "organisation", ID: org})
		for i := range rows {
			moment, kind := op.NewID(), kinds[i%len(kinds)]
			err := op.Insert(`INSERT INTO contact_moment (network_id, id, unit_id, organisation_id, kind, at, account_id, operation_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
				s.network, moment, s.unit, org, kind, op.At.Add(-time.Duration(i*40)*time.Hour), s.account, op.ID)
			if err == nil && (kind == "call" || kind == "visit" || kind == "mail") {
				err = op.Insert(`INSERT INTO contact_note (network_id, moment_id, unit_id, body, operation_id) VALUES ($1, $2, $3, 'Besproken wat de klas komt doen.', $4)`,
					s.network, moment, s.unit, op.ID)
			}
			if err != nil {
				return err
			}
		}
		_, err := relation.EnsureRelationshipTx(op, s.unit, org)
		return err
	})
}
