package agreement_test

import (
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"schakel/internal/domain/agreement"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/testkit/wants"
)

var henk = agreement.SignInput{Name: "Henk van der Kolk", Title: "directeur", Consent: true}

// Both sign one after the other; then it is in force, its pledges are pledges once, and both have the document.
func TestSignInOrder(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	key := e.sent()
	first := e.live()
	if first.Email != "henk@kolk.example" || e.mails("agreement_sign") != "henk@kolk.example" {
		t.Fatalf("asked first: %s", e.mails("agreement_sign"))
	}
	if rec := e.record(key); rec.Agreement.State != agreement.Sent || rec.Agreement.ToSign != 2 || rec.Agreement.Signed != 0 {
		t.Errorf("got %+v", rec.Agreement)
	}
	e.must(e.sign(first, henk))
	second := e.live()
	if second.Email != "anja@noordik.example" || len(e.pledges()) != 0 {
		t.Errorf("asked second: %s; %d pledges", second.Email, len(e.pledges()))
	}
	e.must(e.sign(second, agreement.SignInput{Name: "Anja Smit", Title: "bestuurder", Consent: true}))
	rec := e.record(key)
	if rec.Agreement.State != agreement.Active || rec.Shown.ActiveAt.IsZero() {
		t.Errorf("got %+v", rec.Agreement)
	}
	text, err := e.Text(t.Context(), e.Twente.Lead, key, "")
	e.must(err)
	for _, s := range text.Signatories {
		if s.SignedAt == nil || s.Digest != agreement.Digest(text.Body) || s.Digest != text.Digest || s.Address != "192.0.2.0/24" || s.SignerName == "" {
			t.Errorf("signature %+v", s)
		}
	}
	made := e.pledges()
	if len(made) != 2 || made[0].Organisation != e.kolk || made[0].Grant != e.grant || made[0].Cents+made[1].Cents != 40*e.rate(2026)+150_000 {
		t.Errorf("pledges %+v", made)
	}
	for _, p := range rec.Pledges {
		if p.Pledge == "" {
			t.Error("a line has no pledge")
		}
	}
	if len(rec.Drawn) != 2 || rec.Drawn == nil { // who may not see pledges and contributions sees no sums
		t.Errorf("drawn %+v", rec.Drawn)
	}
	if got := e.mails("agreement_signed"); got != "henk@kolk.example anja@noordik.example" {
		t.Errorf("document to %s", got)
	}
	after, err := e.ToSign(t.Context(), e.scope(first))
	e.must(err)
	if after.Open() || after.Me.SignerName != "Henk van der Kolk" {
		t.Error("the link shows what was signed")
	}
	wants.Fault(t, e.Sign(t.Context(), e.scope(first), first, agreement.SignInput{Name: "Henk", Title: "baas", Consent: true, Digest: after.Digest}), fault.KindConflict, "link.used")
}

func TestSignatureIsChecked(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	e.sent()
	l := e.live()
	wants.Field(t, e.sign(l, agreement.SignInput{Title: "directeur", Consent: true}), "signer_name", "field.required")
	wants.Field(t, e.sign(l, agreement.SignInput{Name: "Henk", Consent: true}), "signer_title", "field.required")
	wants.Field(t, e.sign(l, agreement.SignInput{Name: "Henk", Title: "directeur"}), "consent", "agreement.sign.needs_consent")
	in := henk
	in.Digest = strings.Repeat("0", 64)
	wants.Fault(t, e.sign(l, in), fault.KindConflict, "agreement.sign.other_text")
	other := l
	other.ID = e.kolk
	wants.Fault(t, e.Sign(t.Context(), e.scope(l), other, henk), fault.KindNotFound, "link.unknown")
	if _, err := e.ToSign(t.Context(), e.Twente.Relation); !fault.Is(err, fault.KindForbidden) {
		t.Errorf("a colleague signs: %v", err)
	}
	e.must(e.sign(l, henk))
}

// Two hundred taps at once on the last signature: one signature, each pledge once.
func TestManyTapsAreOneSignature(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	key := e.sent()
	e.must(e.sign(e.live(), henk))
	l := e.live()
	to, err := e.ToSign(t.Context(), e.scope(l))
	e.must(err)
	in := agreement.SignInput{Name: "Anja Smit", Title: "bestuurder", Consent: true, Digest: to.Digest}
	var won atomic.Int64
	var wg sync.WaitGroup
	for range 40 {
		wg.Go(func() {
			err := e.Sign(t.Context(), e.scope(l), l, in)
			if err == nil {
				won.Add(1)
			} else if !fault.Is(err, fault.KindConflict) {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if won.Load() != 1 || len(e.pledges()) != 2 || e.record(key).Agreement.State != agreement.Active {
		t.Errorf("%d signatures, %d pledges", won.Load(), len(e.pledges()))
	}
}

// What was sent can't be changed: it is withdrawn, changed and sent again, and signatures of before don't count.
func TestWithdrawAndSendAgain(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	key := e.sent()
	e.must(e.sign(e.live(), henk))
	second := e.live()
	wants.Fault(t, e.Edit(t.Context(), e.Twente.Relation, key, e.record(key).Shown.RowVersion, e.input()), fault.KindConflict, "agreement.not_draft")
	wants.Fault(t, e.Send(t.Context(), e.Twente.Relation, key), fault.KindConflict, "agreement.not_draft")
	wants.Field(t, e.Withdraw(t.Context(), e.Twente.Relation, key, ""), "why", "field.required")
	e.must(e.Withdraw(t.Context(), e.Twente.Relation, key, "een bedrag klopte niet"))
	if got := e.mails("agreement_withdrawn"); got != "henk@kolk.example anja@noordik.example" {
		t.Errorf("told %s", got)
	}
	if _, err := e.ToSign(t.Context(), e.scope(second)); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("the old link still shows it: %v", err)
	}
	in := e.input()
	in.Pledges = in.Pledges[:1]
	e.must(e.Edit(t.Context(), e.Twente.Relation, key, e.record(key).Shown.RowVersion, in))
	e.must(e.Send(t.Context(), e.Twente.Relation, key))
	if rec := e.record(key); rec.Agreement.Signed != 0 || len(rec.Signatories) != 2 || rec.Signatories[0].SignedAt != nil {
		t.Errorf("a signature of the old text counts: %+v", rec.Signatories)
	}
	e.must(e.sign(e.live(), henk))
	e.must(e.sign(e.live(), agreement.SignInput{Name: "Anja Smit", Title: "bestuurder", Consent: true}))
	if len(e.pledges()) != 1 {
		t.Errorf("%d pledges", len(e.pledges()))
	}
	wants.Fault(t, e.Withdraw(t.Context(), e.Twente.Relation, key, "te laat"), fault.KindConflict, "agreement.not_sent")
}

func TestRefuse(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	key := e.sent()
	l := e.live()
	wants.Field(t, e.Refuse(t.Context(), e.scope(l), l, " "), "why", "field.required")
	e.must(e.Refuse(t.Context(), e.scope(l), l, "Wij kunnen geen 40 uur missen."))
	rec := e.record(key)
	if rec.Agreement.State != agreement.Refused || rec.Events[0].Kind != agreement.RefusedOne || rec.Events[0].Why != "Wij kunnen geen 40 uur missen." {
		t.Errorf("got %+v", rec)
	}
	if got := e.mails("agreement_refused"); got != "relation@twente.example" {
		t.Errorf("told %s", got)
	}
	to, err := e.ToSign(t.Context(), e.scope(l))
	e.must(err)
	if to.Open() || to.Reason == "" {
		t.Error("a refused one is still open")
	}
	e.must(e.Withdraw(t.Context(), e.Twente.Relation, key, "wordt 20 uur"))
	e.must(e.Send(t.Context(), e.Twente.Relation, key))
	e.must(e.sign(e.live(), henk))
}

func TestBothSidesMustSign(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	for want, at := range map[string]int{"agreement.nobody_of_theirs": 1, "agreement.nobody_of_ours": 0} {
		in := e.input()
		in.Signatories = in.Signatories[at : at+1]
		key, err := e.Draft(t.Context(), e.Twente.Relation, in)
		e.must(err)
		wants.Fault(t, e.Send(t.Context(), e.Twente.Relation, key), fault.KindConflict, want)
	}
	in := e.input()
	in.Signatories[1].Organisation = "" // the unit itself is a party too
	key, err := e.Draft(t.Context(), e.Twente.Relation, in)
	e.must(err)
	e.must(e.Send(t.Context(), e.Twente.Relation, key))
}

// What was signed is append-only in the database itself.
func TestSignaturesAreAppendOnly(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	e.active()
	for _, table := range []string{"agreement_signature", "agreement_text", "agreement_event", "agreement_template_version"} {
		for _, text := range []string{"UPDATE " + table + " SET operation_id = 'x'", "DELETE FROM " + table} {
			err := e.DB.Write(t.Context(), db.Settings{}, func(tx *db.Tx) error {
				_, err := tx.Exec(db.Q(text))
				return err
			})
			if err == nil {
				t.Errorf("%s: done", text)
			}
		}
	}
}

func TestNobodySignsOutOfTurn(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	e.sent()
	var later agreement.Signatory
	for _, s := range e.record(e.first()).Signatories {
		if s.Place == 2 {
			later = s
		}
	}
	l := e.live()
	l.Subject = later.ID // a link that nobody was sent
	sc, err := l.Scope()
	e.must(err)
	_, err = e.ToSign(t.Context(), sc)
	wants.Fault(t, err, fault.KindNotFound, "fault.not_found")
	err = e.Sign(t.Context(), sc, l, agreement.SignInput{Name: "Anja", Title: "baas", Consent: true})
	wants.Fault(t, operation.Wrap("", err), fault.KindNotFound, "fault.not_found")
}
