package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"log/slog"
	"net/http"
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
	"schakel/internal/kernel/search"
	"schakel/internal/platform/check"
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
	fmt.Printf("# database %s, %d companies, %d people, %d timeline rows\n", map[bool]string{true: "postgres", false: "sqlite"}[s.postgres], companies, 2*companies, 5*companies)
	fmt.Printf("%-28s %8s %8s %6s\n", "# NAME", "ours_ms", "floor_ms", "ratio")
	a, err := app.New(ctx, app.Options{Config: c, Log: slog.New(slog.DiscardHandler), Unlimited: true})
	if err != nil {
		return nil, err
	}
	s.app = a
	if err := s.people(ctx); err != nil {
		return nil, err
	}
	return s, s.fill(ctx, companies)
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
	token := "bench-session"
	sum := sha256.Sum256([]byte(token))
	s.cookie = &http.Cookie{Name: page.SessionCookie(false), Value: token}
	now := time.Now()
	return s.app.Kit.DB.Write(ctx, db.Settings{}, func(tx *db.Tx) error {
		_, err := tx.Exec(db.Q(`INSERT INTO session (id, token_hash, account_id, network_id, method, created_at, last_seen_at, expires_at) VALUES ($1, $2, $3, $4, 'password', $5, $5, $6)`,
			s.app.Kit.IDs.New(), hex.EncodeToString(sum[:]), s.account, s.network, now, now.Add(24*time.Hour)))
		if err != nil {
			return err
		}
		s.scope, err = access.LoadTx(tx, s.account, "Bench", s.network, "2026-11-25")
		return err
	})
}

var (
	firsts = []string{"Assink", "Beverdam", "Damhuis", "Egberink", "Nijhof", "Kamphuis", "Lansink", "Slotman", "Temmink", "Wolbers", "Heuvelink", "Meijerink"}
	trades = []string{"Bouw", "Installatie", "Metaal", "Elektro", "Koeltechniek", "Auto", "Interieur", "Infra", "Machinefabriek", "Software"}
	places = []string{"Almelo", "Hengelo", "Enschede", "Oldenzaal", "Rijssen", "Borne", "Goor", "Nijverdal"}
)

// fill writes the bulk as rows: a bench needs size, not history.
func (s *site) fill(ctx context.Context, companies int) error {
	system := access.System(s.network, "bench")
	const chunk = 500
	for start := 0; start < companies; start += chunk {
		err := s.app.Kit.Write(ctx, system, func(op *operation.Op) error {
			op.Audit(audit.Entry{Action: "bench.filled", Object: "network"})
			var docs []search.Doc
			for n := start; n < min(start+chunk, companies); n++ {
				doc, err := s.company(op, n)
				if err != nil {
					return err
				}
				docs = append(docs, doc)
			}
			return search.PutTx(op, docs...)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *site) company(op *operation.Op, n int) (search.Doc, error) {
	key := op.NewID()
	s.orgs = append(s.orgs, key)
	name := fmt.Sprintf("%s %s %d", firsts[n%len(firsts)], trades[(n/7)%len(trades)], n)
	place := places[(n/3)%len(places)]
	kvk := fmt.Sprintf("%08d", 10_000_000+n)
	err := op.Insert(`INSERT INTO organisation (network_id, id, kind, name, name_key, kvk, postcode, place, place_key, profiles, created_at, updated_at, operation_id)
		VALUES ($1, $2, 'company', $3, $4, $5, '7607 AB', $6, $7, '["PIE"]', $8, $8, $9)`, s.network, key, name, check.Key(name), kvk, place, check.Key(place), op.At, op.ID)
	if err != nil {
		return search.Doc{}, err
	}
	for i := range 2 {
		person := op.NewID()
		who := fmt.Sprintf("Persoon %d-%d", n, i)
		err = op.Insert(`INSERT INTO person (network_id, id, name, name_key, email, created_at, updated_at, operation_id) VALUES ($1, $2, $3, $4, $5, $6, $6, $7)`,
			s.network, person, who, check.Key(who), fmt.Sprintf("p%d.%d@bench.example", n, i), op.At, op.ID)
		if err != nil {
			return search.Doc{}, err
		}
		err = op.Insert(`INSERT INTO position (network_id, id, person_id, organisation_id, title, is_primary, created_at, operation_id) VALUES ($1, $2, $3, $4, 'directeur', $5, $6, $7)`,
			s.network, op.NewID(), person, key, i == 0, op.At, op.ID)
		if err != nil {
			return search.Doc{}, err
		}
	}
	for i := range 5 {
		moment := op.NewID()
		err = op.Insert(`INSERT INTO contact_moment (network_id, id, unit_id, organisation_id, kind, at, account_id, operation_id) VALUES ($1, $2, $3, $4, 'call', $5, $6, $7)`,
			s.network, moment, s.unit, key, op.At.Add(-time.Duration(n%700*24+i*1000)*time.Hour), s.account, op.ID)
		if err != nil {
			return search.Doc{}, err
		}
		err = op.Insert(`INSERT INTO contact_note (network_id, moment_id, unit_id, body, operation_id) VALUES ($1, $2, $3, 'Besproken wat de klas komt doen.', $4)`, s.network, moment, s.unit, op.ID)
		if err != nil {
			return search.Doc{}, err
		}
	}
	if n%4 == 0 {
		err = op.Insert(`INSERT INTO relationship (network_id, id, unit_id, organisation_id, owner_id, created_at, operation_id) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			s.network, op.NewID(), s.unit, key, s.account, op.At, op.ID)
	}
	return search.Doc{Kind: search.Organisation, ID: key, Label: name, Sub: place, Words: []string{kvk}}, err
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
