package occurrence_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"sync"
	"testing"
	"time"

	"schakel/internal/domain/occurrence"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/testkit/wants"
)

func TestSignOff(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	o := e.plan(r, tomorrow)
	sc, key := e.linkScope(r, o)

	t.Run("not before the end", func(t *testing.T) {
		_, err := e.sign(sc, signature(o))
		wantConflict(t, err, "occurrence.not_over")
		e.Clock.Set(o.SignableFrom().Add(-time.Second))
		_, err = e.sign(sc, signature(o))
		wantConflict(t, err, "occurrence.not_over")
	})
	e.Clock.Set(o.SignableFrom())
	t.Run("only through a link about this occurrence", func(t *testing.T) {
		other := e.plan(r, tomorrow)
		otherLink, _ := e.linkScope(r, other)
		foreign := e.plan(e.Zwolle, tomorrow)
		foreignLink, _ := e.linkScope(e.Zwolle, foreign)
		for name, who := range map[string]access.Scope{"other": otherLink, "foreign": foreignLink, "teacher": r.Teacher, "admin": r.Admin} {
			if _, err := e.sign(who, signature(o)); !fault.Is(err, fault.KindNotFound) {
				t.Errorf("%s: got %v", name, err)
			}
		}
	})
	t.Run("only by the company that did it", func(t *testing.T) {
		in := signature(o)
		in.Organisation = e.company(r, "Ander")
		if _, err := e.sign(sc, in); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("within limits", func(t *testing.T) {
		for field, change := range map[string]func(in *occurrence.SignOffInput){
			"people":          func(in *occurrence.SignOffInput) { in.People = 501 },
			"minutes":         func(in *occurrence.SignOffInput) { in.Minutes = 6001 },
			"signer_name":     func(in *occurrence.SignOffInput) { in.SignerName = "" },
			"signer_function": func(in *occurrence.SignOffInput) { in.SignerFunction = "a\u202eb" },
			"remark":          func(in *occurrence.SignOffInput) { in.Remark = string(make([]byte, 3000)) },
		} {
			in := signature(o)
			change(&in)
			if _, err := e.sign(sc, in); !fault.Is(err, fault.KindInvalid) {
				t.Errorf("%s: got %v", field, err)
			}
		}
		in := signature(o)
		in.People, in.Minutes = 0, 0
		_, err := e.sign(sc, in)
		wants.Field(t, err, "people", "field.range")
		wants.Field(t, err, "minutes", "occurrence.hours_range")
	})
	t.Run("fixes the record by a digest that anybody can work out", func(t *testing.T) {
		in := signature(o)
		in.Link, in.Remark = key, "Leuke klas"
		s, err := e.sign(sc, in)
		if err != nil {
			t.Fatal(err)
		}
		text := fmt.Sprintf(`{"form":"schakel.sign_off/1","network":"%s","sign_off":"%s","occurrence":"%s","unit":"%s","organisation":"%s",`+
			`"held_on":"2026-11-26","starts_at":"2026-11-26T09:00:00Z","ends_at":"2026-11-26T11:00:00Z","activity":"","value_rule":"staff_hours",`+
			`"signer_name":"Jan Kolk","signer_function":"Uitvoerder","people":2,"minutes":150,"remark":"Leuke klas","signed_at":"2026-11-26T10:45:00Z","link":"%s"}`,
			r.ID, s.ID, o.ID, r.Noordik, o.Organisation, key)
		sum := sha256.Sum256([]byte(text))
		if want := hex.EncodeToString(sum[:]); s.Digest != want {
			t.Errorf("digest %s, want %s", s.Digest, want)
		}
		if s.TotalMinutes() != 300 || s.HeldOn != "2026-11-26" || s.Unit != r.Noordik || s.ValueRule != occurrence.StaffHours || s.Source != o.Source {
			t.Errorf("got %+v", s)
		}
	})
	t.Run("shows the holder of the link what was signed", func(t *testing.T) {
		var v occurrence.ForLink
		e.must(e.Kit.Read(t.Context(), sc, func(tx *db.Tx) (err error) {
			v, err = occurrence.ForLinkTx(tx, sc)
			return err
		}))
		if v.ID != o.ID || v.Signed == nil || v.Signed.SignerName != "Jan Kolk" || v.Signed.TotalMinutes() != 300 {
			t.Errorf("got %+v", v)
		}
		err := e.Kit.Read(t.Context(), r.Teacher, func(tx *db.Tx) error {
			_, err := occurrence.ForLinkTx(tx, r.Teacher)
			return err
		})
		if !fault.Is(err, fault.KindNotFound) {
			t.Errorf("without a link: %v", err)
		}
	})
	t.Run("what was signed is neither moved nor cancelled", func(t *testing.T) {
		err := e.write(r.Teacher, func(op *operation.Op) error {
			_, err := occurrence.CancelTx(op, o.ID)
			return err
		})
		wantConflict(t, err, "occurrence.signed_already")
	})
}

func TestSignOffExactlyOnceUnderParallelTries(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	o := e.plan(r, tomorrow)
	sc, _ := e.linkScope(r, o)
	e.after(o)
	const tries = 50
	var (
		wait   sync.WaitGroup
		mu     sync.Mutex
		signed int
	)
	for range tries {
		wait.Go(func() {
			_, err := e.sign(sc, signature(o))
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				signed++
				return
			}
			wantConflict(t, err, "occurrence.signed_already")
		})
	}
	wait.Wait()
	if signed != 1 {
		t.Errorf("signed %d times", signed)
	}
}
