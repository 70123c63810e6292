package menu_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"schakel/internal/domain/menu"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/link"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// register is what a company fills in that ticks the items.
func registerInput(company, email string, items ...id.ID) menu.RegisterInput {
	return menu.RegisterInput{
		Items: items, Company: company, Place: "Almelo", Name: "Erik Kolk", Email: email, Phone: "0546 123456", Times: "4", Months: []string{"3", "4"}, Remark: "Liefst in de ochtend.", Lang: "nl",
	}
}

// behindRegistration returns the newest link of a registration with its scope.
func (e *env) behindRegistration() (link.Link, access.Scope) {
	e.t.Helper()
	var l link.Link
	e.must(e.World.DB.Read(e.t.Context(), db.Settings{}, func(tx *db.Tx) (err error) {
		l, err = db.Get[link.Link](tx, db.Q(`SELECT network_id, id, kind, email, account_id, organisation_id, person_id, subject_id, browser_hash, created_at, expires_at, used_at, revoked_at
			FROM link WHERE kind = 'register' ORDER BY created_at DESC, id DESC LIMIT 1`))
		return err
	}))
	sc, err := l.Scope()
	e.must(err)
	return l, sc
}

// registered fills in the form of a unit and answers the mail.
func (e *env) registered(unit id.ID, in menu.RegisterInput) menu.RegistrationToDecide {
	e.t.Helper()
	e.must(e.Register(e.t.Context(), access.Public(e.Twente.ID), unit, in))
	l, sc := e.behindRegistration()
	e.must(e.AnswerRegistration(e.t.Context(), sc, l))
	return e.waiting(in.Company)
}

func (e *env) queue() []menu.RegistrationToDecide {
	e.t.Helper()
	q, err := e.Registrations(e.t.Context(), e.Twente.Relation, "", "", "")
	e.must(err)
	return q.Rows
}

func (e *env) waiting(company string) menu.RegistrationToDecide {
	e.t.Helper()
	for _, r := range e.queue() {
		if r.Company == company {
			return r
		}
	}
	e.t.Fatalf("%s does not wait in the queue", company)
	return menu.RegistrationToDecide{}
}

func TestRegisterFromTheFormToTheOffers(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	ctx, r := t.Context(), e.Twente
	lesson, visit := e.item(r, "guest_lesson"), e.item(r, "company_visit")
	public := access.Public(r.ID)

	e.must(e.Register(ctx, public, r.Almelo, registerInput("Kolk Installaties B.V.", "Erik@Kolk.example", lesson.ID, visit.ID, lesson.ID)))
	if len(e.queue()) != 0 {
		t.Fatal("the address did not answer yet")
	}
	if n := e.count(`SELECT COUNT(*) FROM mail_message WHERE letter = 'registration_check' AND data NOT LIKE '%Kolk%' AND to_email = 'erik@kolk.example'`); n != 1 {
		t.Error("the mail to a stranger's address is one, without what somebody typed")
	}
	l, holder := e.behindRegistration()
	said, items, err := e.RegistrationToAnswer(ctx, holder)
	e.must(err)
	if said.Company != "Kolk Installaties B.V." || said.UnitName != "Almelo Twente" || len(items) != 2 {
		t.Fatalf("%+v with %d items", said, len(items))
	}
	e.must(e.AnswerRegistration(ctx, holder, l))
	if err := e.AnswerRegistration(ctx, holder, l); !fault.Is(err, fault.KindConflict) {
		t.Errorf("answered twice: %v", err)
	}

	row := e.waiting("Kolk Installaties B.V.")
	if len(row.Chosen) != 2 || len(row.Candidates) != 0 || row.Phone != "+31546123456" {
		t.Fatalf("%+v", row)
	}
	done, err := e.ApproveRegistration(ctx, r.Relation, row.ID, menu.Approval{Version: row.Version})
	e.must(err)
	offers := e.offers(r.Relation, done.Organisation)
	if done.Offers != 2 || len(offers) != 2 {
		t.Fatalf("%+v, %d offers", done, len(offers))
	}
	for _, o := range offers {
		if o.Times != 4 || o.Source != menu.ByLink || o.Person == "" || !o.Suits(time.March) || o.Suits(time.May) || o.Remark == "" {
			t.Errorf("%+v", o)
		}
	}
	if n := e.count(`SELECT COUNT(*) FROM position w JOIN person p ON p.id = w.person_id WHERE w.organisation_id = $1 AND p.name = 'Erik Kolk' AND p.email = 'erik@kolk.example' AND w.is_primary`, done.Organisation); n != 1 {
		t.Errorf("%d people", n)
	}
	for what, query := range map[string]string{
		"relationship":   `SELECT COUNT(*) FROM relationship WHERE organisation_id = $1 AND deleted_at IS NULL`,
		"contact moment": `SELECT COUNT(*) FROM contact_moment WHERE organisation_id = $1 AND kind = 'menu_chosen'`,
		"link":           `SELECT COUNT(*) FROM link WHERE organisation_id = $1 AND kind = 'menu'`,
		"mail":           `SELECT COUNT(*) FROM mail_message WHERE organisation_id = $1 AND letter = 'registration_approved'`,
		"consent":        `SELECT COUNT(*) FROM mail_topic t JOIN position w ON w.person_id = t.person_id WHERE w.organisation_id = $1 AND t.wanted AND t.basis = 'consent'`,
	} {
		if n := e.count(query, done.Organisation); n != 1 {
			t.Errorf("%s: %d, want 1", what, n)
		}
	}
	if n := e.count(`SELECT COUNT(DISTINCT operation_id) FROM audit_event WHERE action IN ('registration.approved', 'organisation.added', 'person.added')`); n != 1 {
		t.Errorf("%d operations, want all in one", n)
	}
	if n := e.count(`SELECT COUNT(*) FROM relationship WHERE organisation_id = $1 AND unit_id = $2`, done.Organisation, r.Almelo); n != 1 {
		t.Error("it is not the relation of the unit whose page it was")
	}
	if _, err := e.ApproveRegistration(ctx, r.Relation, row.ID, menu.Approval{Version: row.Version}); !fault.Is(err, fault.KindConflict) {
		t.Errorf("approved twice: %v", err)
	}
}

func TestRegistrationOfACompanyThatWeKnow(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	ctx, r := t.Context(), e.Twente
	lesson, visit := e.item(r, "guest_lesson"), e.item(r, "company_visit")
	company, person := e.company(r, "Kolk Installaties")
	known := choice(lesson.ID)
	known.Times = "9"
	e.must(e.Choose(ctx, r.Relation, company, []menu.Choice{known}))
	in := registerInput("Kolk Installaties BV", "henk@kolk.example", lesson.ID, visit.ID)
	in.Name = "Henk Kolk Installaties"
	row := e.registered(r.Root, in)
	if len(row.Candidates) == 0 || row.Candidates[0].Organisation.ID != company || len(row.Candidates[0].Why) == 0 {
		t.Fatalf("the company with reasons first: %+v", row.Candidates)
	}
	umbrella, err := e.relation.AddOrganisation(ctx, r.Relation, "", relation.OrganisationInput{Kind: "umbrella", Name: "Metaalunie"})
	e.must(err)
	for name, chosen := range map[string]id.ID{"an umbrella": umbrella, "another network's": e.Zwolle.Root} {
		if _, err := e.ApproveRegistration(ctx, r.Relation, row.ID, menu.Approval{Version: row.Version, Organisation: chosen}); !fault.Is(err, fault.KindInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	done, err := e.ApproveRegistration(ctx, r.Relation, row.ID, menu.Approval{Version: row.Version, Organisation: company})
	e.must(err)
	offers := e.offers(r.Relation, company)
	if done.Offers != 1 || len(offers) != 2 {
		t.Fatalf("%+v, %d offers", done, len(offers))
	}
	for _, o := range offers {
		if o.Item == lesson.ID && o.Times != 9 || o.Item == visit.ID && (o.Times != 4 || o.Person != person) {
			t.Errorf("what runs stays, what is new is of who is known: %+v", o)
		}
	}
	if n := e.count(`SELECT COUNT(*) FROM position WHERE organisation_id = $1`, company); n != 1 {
		t.Errorf("%d positions: the person was known", n)
	}
}

func TestRegistrationIsRefused(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	ctx, r := t.Context(), e.Twente
	row := e.registered(r.Root, registerInput("Reclame Overal", "spam@elders.example"))
	if err := e.RefuseRegistration(ctx, r.Relation, row.ID, row.Version, " "); !fault.Is(err, fault.KindInvalid) {
		t.Errorf("without a reason: %v", err)
	}
	for name, sc := range map[string]access.Scope{"teacher": r.Teacher, "lead": r.Lead, "public": access.Public(r.ID)} {
		if err := e.RefuseRegistration(ctx, sc, row.ID, row.Version, "geen bedrijf"); !fault.Is(err, fault.KindForbidden) {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := e.Registrations(ctx, sc, "", "", ""); !fault.Is(err, fault.KindForbidden) {
			t.Errorf("%s reads the queue: %v", name, err)
		}
	}
	if err := e.RefuseRegistration(ctx, e.Zwolle.Relation, row.ID, row.Version, "geen bedrijf"); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("another network: %v", err)
	}
	e.must(e.RefuseRegistration(ctx, r.RelationHengelo, row.ID, row.Version, "geen bedrijf"))
	if n := e.count(`SELECT COUNT(*) FROM mail_message WHERE letter = 'registration_refused' AND data LIKE '%geen bedrijf%'`); n != 1 || len(e.queue()) != 0 {
		t.Error("who registered hears why, and it left the queue")
	}
	if n := e.count(`SELECT COUNT(*) FROM organisation WHERE name LIKE 'Reclame%'`); n != 0 {
		t.Error("a refused company was made")
	}
}

func TestRegisterInputIsChecked(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	local, err := e.AddItem(t.Context(), r.ProjectHengelo, r.Hengelo, input("Lasdag"))
	e.must(err)
	for field, change := range map[string]func(*menu.RegisterInput){
		"company": func(in *menu.RegisterInput) { in.Company = "-- --" },
		"place":   func(in *menu.RegisterInput) { in.Place, in.KVK = "", "" },
		"kvk":     func(in *menu.RegisterInput) { in.KVK = "12" },
		"name":    func(in *menu.RegisterInput) { in.Name = "" },
		"email":   func(in *menu.RegisterInput) { in.Email = "erik" },
		"phone":   func(in *menu.RegisterInput) { in.Phone = "bel maar" },
		"times":   func(in *menu.RegisterInput) { in.Times = "vaak" },
		"months":  func(in *menu.RegisterInput) { in.Months = []string{"13"} },
		"item":    func(in *menu.RegisterInput) { in.Items = []id.ID{local} },
	} {
		in := registerInput("Kolk", "erik@kolk.example")
		change(&in)
		f, ok := fault.As(e.Register(t.Context(), access.Public(r.ID), r.Almelo, in))
		if !ok || f.Fields[field].Key == "" || len(f.Fields) != 1 {
			t.Errorf("%s: %+v", field, f)
		}
	}
	if err := e.Register(t.Context(), access.Public(r.ID), e.Zwolle.Almelo, registerInput("Kolk", "erik@kolk.example")); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("a unit of another network: %v", err)
	}
}

func TestThePublicFormBothersNobody(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	ctx, r := t.Context(), e.Twente
	mails := func() int {
		return e.count(`SELECT COUNT(*) FROM mail_message WHERE letter = 'registration_check'`)
	}
	for i := range 5 {
		e.must(e.Register(ctx, access.Public(r.ID), r.Root, registerInput(fmt.Sprint("Bedrijf ", i), "slachtoffer@elders.example")))
	}
	if n := mails(); n != 3 {
		t.Errorf("%d mails to one address in a day, want 3", n)
	}
	for i := range 200 {
		if err := e.Register(ctx, access.Public(r.ID), r.Root, registerInput("Bedrijf", fmt.Sprintf("b%d@elders.example", i))); err != nil {
			if !fault.Is(err, fault.KindLimit) || i < 190 {
				t.Fatalf("%d: %v", i, err)
			}
			break
		}
	}
	if n := mails(); n != 200 {
		t.Errorf("%d mails, want the form to close at 200", n)
	}
	e.must(e.Register(ctx, access.Public(e.Zwolle.ID), e.Zwolle.Root, registerInput("Bedrijf", "x@zwolle.example")))
	e.World.Clock.Advance(25 * time.Hour)
	e.must(e.Register(ctx, access.Public(r.ID), r.Root, registerInput("Bedrijf", "slachtoffer@elders.example")))
}

func TestOldRegistrationsAreForgotten(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	ctx, r := t.Context(), e.Twente
	refused := e.registered(r.Root, registerInput("Geweigerd", "a@elders.example"))
	e.must(e.RefuseRegistration(ctx, r.Relation, refused.ID, refused.Version, "geen bedrijf"))
	e.must(e.Register(ctx, access.Public(r.ID), r.Root, registerInput("Nooit bevestigd", "b@elders.example")))
	e.registered(r.Root, registerInput("Wacht nog", "c@elders.example"))
	left := func() string {
		var names []string
		e.must(e.World.DB.Read(ctx, db.Settings{}, func(tx *db.Tx) (err error) {
			names, err = db.Select[string](tx, db.Q(`SELECT company FROM registration ORDER BY company LIMIT 10`))
			return err
		}))
		return strings.Join(names, ", ")
	}
	for _, step := range []struct {
		days int
		want string
	}{{13, "Geweigerd, Nooit bevestigd, Wacht nog"}, {2, "Geweigerd, Wacht nog"}, {76, "Wacht nog"}} {
		e.World.Clock.Advance(time.Duration(step.days) * 24 * time.Hour)
		_, err := e.ForgetRegistrations(ctx)
		e.must(err)
		if got := left(); got != step.want {
			t.Errorf("left: %s; want %s", got, step.want)
		}
	}
	if n := e.count(`SELECT COUNT(*) FROM audit_event WHERE object_id = $1 AND payload IS NOT NULL AND payload <> ''`, refused.ID); n != 0 {
		t.Errorf("the audit log keeps %d payloads of what was forgotten", n)
	}
	if n, err := e.ForgetRegistrations(ctx); n != 0 || err != nil {
		t.Errorf("nothing is due: %d, %v", n, err)
	}
}

// Two colleagues approve at once: one company, one mail; the other hears that it is settled.
func TestApprovedByTwoAtOnce(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	ctx, r := t.Context(), e.Twente
	row := e.registered(r.Root, registerInput("Kolk", "erik@kolk.example", e.item(r, "guest_lesson").ID))
	var group sync.WaitGroup
	errs := make([]error, 6)
	for i := range errs {
		group.Go(func() {
			_, errs[i] = e.ApproveRegistration(ctx, r.Relation, row.ID, menu.Approval{Version: row.Version})
		})
	}
	group.Wait()
	won := 0
	for _, err := range errs {
		if err == nil {
			won++
		} else if !fault.Is(err, fault.KindConflict) {
			t.Errorf("got %v", err)
		}
	}
	if n := e.count(`SELECT COUNT(*) FROM organisation WHERE name = $1`, "Kolk"); won != 1 || n != 1 {
		t.Errorf("%d approved, %d companies", won, n)
	}
	again := e.registered(r.Root, registerInput("Smit", "s@smit.example"))
	e.must(e.Register(ctx, access.Public(r.ID), r.Root, registerInput("Smit", "s@smit.example")))
	l, holder := e.behindRegistration()
	e.must(e.AnswerRegistration(ctx, holder, l))
	if rows := e.queue(); len(rows) != 1 || rows[0].ID != again.ID {
		t.Errorf("the same twice is one: %+v", rows)
	}
}

// The queue has pages: each registration stands on exactly one, the oldest first.
func TestTheQueueHasPages(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	ctx, r := t.Context(), e.Twente
	const many = 35
	e.must(e.Write(ctx, r.Relation, func(op *operation.Op) error {
		op.Audit(audit.Entry{Action: "test", Object: "network"})
		for n := range many {
			key := op.NewID()
			err := op.Insert(`INSERT INTO registration (network_id, id, unit_id, company, company_key, contact_name, contact_email, times_per_year, lang, state, created_at, operation_id)
				VALUES ($1, $2, $3, $4, $4, 'Jan', $5, 2, 'nl', 'open', $6, $7)`, op.Network(), key, r.Almelo, fmt.Sprintf("bedrijf %02d", n), fmt.Sprintf("jan@b%02d.example", n), op.At, op.ID)
			if err != nil {
				return err
			}
		}
		return nil
	}))
	first, err := e.Registrations(ctx, r.Relation, "", "", "")
	e.must(err)
	second, err := e.Registrations(ctx, r.Relation, "", "", first.Next)
	e.must(err)
	seen := map[string]bool{}
	for _, row := range append(first.Rows, second.Rows...) {
		seen[row.Company] = true
	}
	if len(first.Rows) != 30 || len(second.Rows) != 5 || len(seen) != many || first.Next == "" || second.Next != "" {
		t.Errorf("%d and %d rows, %d companies", len(first.Rows), len(second.Rows), len(seen))
	}
}
