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
	"strings"
	"sync"
	"time"

	"schakel/internal/app"
	"schakel/internal/domain/funding"
	"schakel/internal/domain/network"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/identity"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/config"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
	"schakel/internal/platform/money"
	"schakel/internal/web/page"
)

// writer is a signed-in relation manager with a company to call.
type writer struct {
	network, unit, company id.ID
	cookie                 *http.Cookie
}

// open opens a data directory as the program does.
func open(ctx context.Context, data string) (*app.App, error) {
	c := &config.Config{
		Data: data, Database: filepath.Join(data, "schakel.db"), BaseURL: "http://127.0.0.1", Locale: "nl", MailFrom: "Schakel <schakel@localhost>",
		Blob: (&url.URL{Scheme: "file", Path: filepath.Join(data, "blobs")}).String(),
	}
	return app.New(ctx, app.Options{Config: c, Log: slog.New(slog.DiscardHandler)})
}

// prepare fills a data directory with the least that a call needs.
func prepare(ctx context.Context, data string) (w writer, err error) {
	a, err := open(ctx, data)
	if err != nil {
		return w, err
	}
	defer a.Close() // a failure shows when the program opens the same files
	var root, account id.ID
	if w.network, root, err = a.Network.Found(ctx, network.FoundInput{Name: "Faults", Slug: "faults"}); err != nil {
		return w, err
	}
	system := access.System(w.network, "faults")
	if w.unit, err = a.Network.AddUnit(ctx, system, network.UnitInput{Parent: root, Kind: network.KindSubregion, Name: "Almelo"}); err != nil {
		return w, err
	}
	if w.company, err = a.Relation.AddOrganisation(ctx, system, w.unit, relation.OrganisationInput{Kind: "company", Name: "Nijhof Metaal"}); err != nil {
		return w, err
	}
	err = a.Kit.Write(ctx, system, func(op *operation.Op) error {
		account, _, err = identity.EnsureAccountTx(op, "faults@faults.example", "Faults", "nl")
		return err
	})
	if err != nil {
		return w, err
	}
	if err := grantTo(ctx, a, system, root); err != nil {
		return w, err
	}
	if err := a.Network.GiveRole(ctx, system, network.RoleInput{Account: account, Role: access.RelationManager, Unit: w.unit}); err != nil {
		return w, err
	}
	w.cookie = &http.Cookie{Name: page.SessionCookie(false), Value: "session-of-the-faults"}
	sum, now := sha256.Sum256([]byte(w.cookie.Value)), clock.System{}.Now()
	return w, a.Kit.DB.Write(ctx, db.Settings{}, func(tx *db.Tx) error {
		_, err := tx.Exec(db.Q(`INSERT INTO session (id, token_hash, account_id, network_id, method, created_at, last_seen_at, expires_at, proved_at) VALUES ($1, $2, $3, $4, 'password', $5, $5, $6, $5)`,
			a.Kit.IDs.New(), hex.EncodeToString(sum[:]), account, w.network, now, now.Add(24*time.Hour)))
		return err
	})
}

// grantTo gives the network a grant of all years, so that what companies give can be booked.
func grantTo(ctx context.Context, a *app.App, system access.Scope, root id.ID) error {
	if _, err := a.Funding.InstallSchemes(ctx, system); err != nil {
		return err
	}
	schemes, err := a.Funding.Schemes(ctx, system)
	if err != nil {
		return err
	}
	for _, scheme := range schemes {
		if scheme.Code != "STO-2025-2028" {
			continue
		}
		_, err := a.Funding.AddGrant(ctx, system, funding.GrantInput{
			Unit: root, Scheme: scheme.ID, Reference: "FAULTS", Name: "Faults", DecidedOn: string(scheme.StartOn), StartOn: string(scheme.StartOn), EndOn: string(scheme.EndOn),
			Grant: "1.000.000", Budget: "2.000.000", Costs: "3.000.000",
		})
		return err
	}
	return errors.New("no scheme to grant under")
}

// writers write calls and bookings by turns.
const writers = 4

// load records calls from several connections at once, kills the program after a while, and returns the notes of the calls
// that were answered before.
func (l *lab) load(ctx context.Context, round int, after time.Duration, victim *os.Process) []string {
	var (
		mu    sync.Mutex
		notes []string
		wg    sync.WaitGroup
	)
	for worker := range writers {
		wg.Go(func() {
			for n := 0; ; n++ {
				note := fmt.Sprintf("note %d-%d-%d.", round, worker, n)
				write := l.call
				if worker%2 == 1 {
					note, write = string(l.ids.New()), l.book
				}
				if !write(ctx, note) {
					return
				}
				mu.Lock()
				notes = append(notes, note)
				mu.Unlock()
			}
		})
	}
	time.Sleep(after)
	_ = victim.Kill() // SIGKILL; if it is gone already, the round ends all the same
	wg.Wait()
	return notes
}

// call records one call with its next action; true means that the program said it is stored.
func (l *lab) call(ctx context.Context, note string) bool {
	form := url.Values{
		"unit": {string(l.who.unit)}, "organisation": {string(l.who.company)}, "kind": {"call"}, "note": {note}, "next": {"na " + note},
	}
	return l.post(ctx, "/relations/"+string(l.who.company)+"/contacts", form)
}

// book books goods without evidence, under an id that the client made; true means that the program said it is stored. Now and then the
// client sends the form twice, as a browser does that heard no answer.
func (l *lab) book(ctx context.Context, key string) bool {
	form := url.Values{
		"id": {key}, "unit": {string(l.who.unit)}, "organisation": {string(l.who.company)}, "kind": {"goods"}, "performed_on": {string(clock.Today(clock.System{}))},
		"value": {"12,34"}, "reason": {"een doos gereedschap"}, "other": {"1"},
	}
	return l.post(ctx, "/funding/contributions", form) && (key[len(key)-1] > '3' || l.post(ctx, "/funding/contributions", form))
}

func (l *lab) post(ctx context.Context, path string, form url.Values) bool {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+l.address+path, strings.NewReader(form.Encode()))
	if err != nil {
		return false
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.AddCookie(l.who.cookie)
	resp, err := l.client.Do(r)
	if err != nil {
		return false
	}
	return resp.Body.Close() == nil && resp.StatusCode == http.StatusSeeOther
}

// inspect opens the files that the dead program left and looks for losses and halves.
func inspect(ctx context.Context, data string, who writer, kept map[string]bool) error {
	d, err := db.Open(ctx, filepath.Join(data, "schakel.db"), db.Options{})
	if err != nil {
		return err
	}
	defer d.Close()
	if _, err := funding.Verify(ctx, operation.Kit{DB: d}, access.System(who.network, "faults")); err != nil {
		return err
	}
	return d.Read(ctx, db.Settings{}, func(tx *db.Tx) error {
		notes, err := db.Select[string](tx, db.Q(`SELECT body FROM contact_note ORDER BY moment_id`))
		if err != nil {
			return err
		}
		booked, err := db.Select[string](tx, db.Q(`SELECT source_id FROM contribution ORDER BY source_id`))
		if err != nil {
			return err
		}
		if len(kept) > 100 && len(booked) == 0 {
			return errors.New("nothing was booked: the test does not test")
		}
		there := map[string]int{}
		for _, n := range append(notes, booked...) {
			there[n]++
		}
		for note := range kept {
			if there[note] != 1 {
				return fmt.Errorf("acknowledged %q stands there %d times", note, there[note])
			}
		}
		halves, err := db.Get[int](tx, db.Q(`
			SELECT (SELECT COUNT(*) FROM contact_moment m WHERE NOT EXISTS (SELECT 1 FROM audit_event e WHERE e.operation_id = m.operation_id AND e.action = 'contact.recorded'))
				+ (SELECT COUNT(*) FROM contact_moment m WHERE NOT EXISTS (SELECT 1 FROM contact_note n WHERE n.moment_id = m.id))
				+ (SELECT COUNT(*) FROM contact_moment m WHERE NOT EXISTS (SELECT 1 FROM next_action x WHERE x.moment_id = m.id))
				+ (SELECT COUNT(*) FROM audit_event e WHERE e.action = 'contact.recorded' AND NOT EXISTS (SELECT 1 FROM contact_moment m WHERE m.operation_id = e.operation_id))
				+ (SELECT COUNT(*) FROM contribution c WHERE NOT EXISTS (SELECT 1 FROM ledger_transfer t WHERE t.contribution_id = c.id AND t.operation_id = c.operation_id))
				+ (SELECT COUNT(*) FROM contribution c WHERE NOT EXISTS (SELECT 1 FROM audit_event e WHERE e.operation_id = c.operation_id AND e.action = 'contribution.recorded'))`))
		if err != nil {
			return err
		}
		if halves > 0 {
			return fmt.Errorf("%d half operations", halves)
		}
		held, err := db.Get[money.Cents](tx, db.Q(`SELECT COALESCE(SUM(carried_out), 0) FROM ledger_sum`))
		if err != nil {
			return err
		}
		if want := money.Cents(1234 * len(booked)); held != want {
			return fmt.Errorf("the accounts hold %d cents, %d bookings make %d", held, len(booked), want)
		}
		_, _, err = audit.VerifyTx(tx, who.network)
		return err
	})
}
