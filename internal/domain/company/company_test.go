package company_test

import (
	"strings"
	"testing"

	"schakel/internal/domain/company"
	"schakel/internal/domain/engagement"
	"schakel/internal/domain/menu"
	"schakel/internal/domain/network"
	"schakel/internal/domain/occurrence"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/link"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/testkit/wants"
	"schakel/internal/testkit/world"
)

// env is the world with a company in Twente whose contact, Jan, has a link to the menu.
type env struct {
	*world.World
	*company.Service
	t          *testing.T
	relation   *relation.Service
	engagement *engagement.Service
	kolk, jan  id.ID
	menu       access.Scope
	keeper     *link.Keeper
}

func newEnv(t *testing.T) *env {
	t.Helper()
	w := world.New(t)
	e := &env{World: w, Service: company.New(w.Kit), t: t, relation: relation.New(w.Kit), engagement: engagement.New(w.Kit)}
	r, m := w.Twente, menu.New(w.Kit)
	var err error
	e.keeper, err = link.NewKeeper([]byte(strings.Repeat("k", 32)))
	e.must(err)
	e.must(m.InstallDefaults(t.Context(), r.Admin, r.Root))
	e.kolk, err = e.relation.AddOrganisation(t.Context(), r.Relation, r.Almelo, relation.OrganisationInput{Kind: "company", Name: "Kolk", Place: "Almelo"})
	e.must(err)
	e.jan, err = e.relation.AddPerson(t.Context(), r.Relation, e.kolk, relation.PersonInput{Name: "Jan Kolk", Email: "jan@kolk.example", Primary: true, Requests: true})
	e.must(err)
	e.must(m.InviteToMenu(t.Context(), r.Relation, r.Almelo, e.kolk, ""))
	_, e.menu = e.link(link.Menu, "jan@kolk.example")
	return e
}

func (e *env) must(err error) {
	e.t.Helper()
	if err != nil {
		e.t.Fatal(err)
	}
}

func read[T any](e *env, text string, args ...any) (rows []T) {
	e.t.Helper()
	e.must(e.World.DB.Read(e.t.Context(), db.Settings{}, func(tx *db.Tx) (err error) {
		rows, err = db.Select[T](tx, db.Q(text, args...))
		return err
	}))
	return rows
}

// link returns the last link of a kind to a mail address, with its scope.
func (e *env) link(kind link.Kind, email string) (link.Link, access.Scope) {
	e.t.Helper()
	rows := read[link.Link](e, `SELECT network_id, id, kind, email, COALESCE(account_id, '') AS account_id, organisation_id, person_id, subject_id FROM link
		WHERE kind = $1 AND email = $2 ORDER BY created_at DESC, id DESC LIMIT 1`, kind, email)
	if len(rows) == 0 {
		e.t.Fatalf("no %s link of %s", kind, email)
	}
	sc, err := rows[0].Scope()
	e.must(err)
	return rows[0], sc
}

// opens reports why a link does not open, empty when it does.
func (e *env) opens(l link.Link) string {
	e.t.Helper()
	err := e.World.DB.Read(e.t.Context(), db.Settings{}, func(tx *db.Tx) error {
		_, err := e.keeper.Open(tx, l.Kind, e.keeper.Token(l.ID), e.World.Clock.Now())
		return err
	})
	if err == nil {
		return ""
	}
	f, _ := fault.As(err)
	return f.Key
}

func (e *env) colleagues(sc access.Scope) (names []string) {
	e.t.Helper()
	p, err := e.Colleagues(e.t.Context(), sc)
	e.must(err)
	for _, c := range p.Rows {
		names = append(names, c.Name)
	}
	return names
}

func (e *env) add(sc access.Scope, name string, parts company.Parts) access.Scope {
	e.t.Helper()
	email := strings.ToLower(strings.Fields(name)[0]) + "@kolk.example"
	e.must(e.Add(e.t.Context(), sc, company.AddInput{Name: name, Email: email, Parts: parts}))
	_, own := e.link(link.Company, email)
	return own
}

func wantKey(t *testing.T, err error, key string) {
	t.Helper()
	if f, ok := fault.As(err); !ok || f.Key != key {
		t.Errorf("got %v, want %s", err, key)
	}
}

var visiting = company.Parts{Visits: true}

func TestACompanyLetsColleaguesIn(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	ctx := t.Context()
	wants.Field(t, e.Add(ctx, e.menu, company.AddInput{Name: "Anna Bos", Email: "anna@kolk.example"}), "parts", "company.colleague.no_part")
	wants.Field(t, e.Add(ctx, e.menu, company.AddInput{Name: "Anna Bos", Email: "geen adres", Parts: visiting}), "email", "field.email")
	wants.Field(t, e.Add(ctx, e.menu, company.AddInput{Name: "Jan", Email: "jan@kolk.example", Parts: visiting}), "email", "company.colleague.is_you")

	anna := e.add(e.menu, "Anna Bos", visiting)
	wants.Field(t, e.Add(ctx, e.menu, company.AddInput{Name: "Anna Bos", Email: "anna@kolk.example", Parts: visiting}), "email", "company.colleague.known")
	if got := e.colleagues(anna); len(got) != 2 || got[0] != "Jan Kolk" || got[1] != "Anna Bos" {
		t.Fatalf("colleagues %v", got)
	}
	// Nobody gives what is not theirs, and lets out only whom they let in.
	wants.Field(t, e.Add(ctx, anna, company.AddInput{Name: "Piet Vos", Email: "piet@kolk.example", Parts: company.Parts{Signing: true}}), "parts", "company.colleague.not_yours")
	piet := e.add(anna, "Piet Vos", visiting)
	p, err := e.Colleagues(ctx, anna)
	e.must(err)
	if p.MayLetOut(p.Rows[0]) || p.MayLetOut(p.Rows[1]) || !p.MayLetOut(p.Rows[2]) || !p.OffersAccount() {
		t.Errorf("may let out %v", p)
	}
	wantKey(t, e.LetOut(ctx, anna, p.Rows[0].ID), "company.colleague.not_let_in_by_you")
	wantKey(t, e.LetOut(ctx, piet, p.Rows[1].ID), "company.colleague.not_let_in_by_you")
	// What was done stands under the name of who did it.
	type moment struct {
		Kind   string `db:"kind"`
		Person id.ID  `db:"person_id"`
	}
	moments := read[moment](e, `SELECT kind, person_id FROM contact_moment WHERE kind = 'colleague' ORDER BY id`)
	if len(moments) != 2 || moments[0].Person != e.jan || moments[1].Person != anna.Person() {
		t.Errorf("moments %+v", moments)
	}

	pietLink, _ := e.link(link.Company, "piet@kolk.example")
	if e.opens(pietLink) != "" {
		t.Fatal("Piet's link does not open")
	}
	e.must(e.LetOut(ctx, e.menu, p.Rows[2].ID)) // the first lets everybody out
	if e.opens(pietLink) != "link.revoked" {
		t.Error("Piet's link still opens")
	}
	_, err = e.Home(ctx, piet)
	wantKey(t, err, "link.revoked")
	e.add(e.menu, "Piet Vos", visiting) // and back in, anew
	if _, own := e.link(link.Company, "piet@kolk.example"); len(e.colleagues(own)) != 3 {
		t.Error("Piet is not back")
	}

	t.Run("a relation manager sees and ends it, others do not", func(t *testing.T) {
		for who, sc := range map[string]access.Scope{"teacher": e.Twente.Teacher, "Zwolle": e.Zwolle.Relation} {
			if _, rows, err := e.Of(ctx, sc, e.kolk); err == nil {
				t.Errorf("%s sees %v", who, rows)
			}
			if err := e.LetOutBy(ctx, sc, e.kolk, p.Rows[1].ID); err == nil {
				t.Errorf("%s lets out", who)
			}
		}
		_, rows, err := e.Of(ctx, e.Twente.Relation, e.kolk)
		e.must(err)
		if len(rows) != 3 || rows[1].By != "Jan Kolk" {
			t.Fatalf("rows %+v", rows)
		}
		e.must(e.LetOutBy(ctx, e.Twente.Relation, e.kolk, rows[1].ID))
		if _, own := e.link(link.Company, "anna@kolk.example"); e.opensScope(own) {
			t.Error("Anna still sees the page")
		}
	})
}

func (e *env) opensScope(sc access.Scope) bool {
	_, err := e.Home(e.t.Context(), sc)
	return err == nil
}

// agreed is a visit of the company, today at ten, with a link to it for Jan.
func (e *env) agreed(on clock.Date) id.ID {
	e.t.Helper()
	key, err := e.engagement.AgreeByHand(e.t.Context(), e.Twente.Teacher, engagement.AgreeInput{
		Unit: e.Twente.Noordik, Organisation: e.kolk, Title: "Gastles lassen", Slot: occurrence.Slot{On: on, Start: 600, End: 720}, Pupils: 20, People: 1, Anyway: true,
	})
	e.must(err)
	return key
}

func TestEachOpensTheirPartInTheirOwnName(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	ctx := t.Context()
	today := clock.Today(e.World.Clock)
	ahead, past := e.agreed(today.AddDays(7)), e.agreed(today.AddDays(-2))
	jan := func() access.Scope { _, sc := e.link(link.Visit, "jan@kolk.example"); return sc }()
	anna := e.add(jan, "Anna Bos", visiting)
	sign := e.add(jan, "Sam Smit", company.Parts{Signing: true})
	occ := read[id.ID](e, `SELECT id FROM occurrence WHERE source_id = $1`, past)[0]

	h, err := e.Home(ctx, anna)
	e.must(err)
	if len(h.Ahead) != 1 || h.Ahead[0].ID != ahead || len(h.Past) != 1 || len(h.ToSign) != 0 || h.Offers != nil {
		t.Errorf("Anna's page %+v", h)
	}
	if h, err = e.Home(ctx, sign); err != nil || len(h.ToSign) != 1 || h.ToSign[0].Occurrence.ID != occ || h.Ahead != nil {
		t.Errorf("Sam's page %+v %v", h, err)
	}
	key, err := e.Open(ctx, anna, link.Visit, ahead)
	e.must(err)
	if again, err := e.Open(ctx, anna, link.Visit, ahead); err != nil || again != key {
		t.Errorf("a second link %s %v", again, err)
	}
	if l, sc := e.link(link.Visit, "anna@kolk.example"); l.ID != key || l.Person != anna.Person() || sc.Person() != anna.Person() {
		t.Errorf("link %+v", l)
	}
	_, err = e.Open(ctx, anna, link.SignOff, occ)
	wantKey(t, err, "company.not_your_part")
	_, err = e.Open(ctx, anna, link.Menu, "")
	wantKey(t, err, "company.not_your_part")
	if _, err = e.Open(ctx, sign, link.SignOff, occ); err != nil {
		t.Error(err)
	}
	for _, kind := range []link.Kind{link.Visit, link.Invitation} { // of nothing, or of another company
		if _, err := e.Open(ctx, anna, kind, occ); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("%s: %v", kind, err)
		}
	}
	if _, err := e.Open(ctx, anna, link.Join, e.jan); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("a link to join: %v", err)
	}

	// Who leaves the company leaves the page, and all links.
	l, _ := e.link(link.Visit, "anna@kolk.example")
	e.must(e.relation.LeavePosition(ctx, e.Twente.Relation, e.kolk, anna.Person(), relation.LeaveInput{}))
	if e.opens(l) != "link.revoked" || e.opensScope(anna) {
		t.Error("Anna left and still has links")
	}
	if got := e.colleagues(jan); len(got) != 2 {
		t.Errorf("colleagues %v", got)
	}
	_, err = e.relation.RemovePerson(ctx, e.Twente.Relation, e.kolk, sign.Person())
	e.must(err)
	if l, _ := e.link(link.SignOff, "sam@kolk.example"); e.opens(l) != "link.revoked" {
		t.Error("Sam was removed and still has links")
	}
}

func (e *env) account(account id.ID) (access.Scope, error) {
	var sc access.Scope
	err := e.World.DB.Read(e.t.Context(), db.Settings{}, func(tx *db.Tx) (err error) {
		sc, err = access.LoadTx(tx, account, "Anna Bos", e.Twente.ID, clock.Today(e.World.Clock))
		return err
	})
	return sc, err
}

func TestAnAccountSeesTheCompanyOnly(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	ctx := t.Context()
	ahead := e.agreed(clock.Today(e.World.Clock).AddDays(7))
	anna := e.add(e.menu, "Anna Bos", visiting)
	e.must(e.AskAccount(ctx, anna))
	join, _ := e.link(link.Join, "anna@kolk.example")
	e.must(e.AskAccount(ctx, anna)) // the mail goes again, the older link ends
	if e.opens(join) != "link.revoked" || len(read[id.ID](e, `SELECT id FROM role_grant WHERE account_id = $1`, join.Account)) != 1 {
		t.Error("asked twice")
	}
	sc, err := e.account(join.Account)
	e.must(err)
	for _, a := range access.Actions() {
		want := map[access.Action]bool{access.AccountOwn: true, access.CompanyRead: true, access.CompanyColleague: true, access.Wall: true}[a]
		if sc.Can(a) != want {
			t.Errorf("%s: can %v", a, sc.Can(a))
		}
	}
	h, err := e.Home(ctx, sc)
	e.must(err)
	if h.Me.Name != "Anna Bos" || len(h.Ahead) != 1 || len(h.Colleagues) != 2 || !h.Colleagues[1].Account || h.Colleagues[1].Joined {
		t.Errorf("page %+v", h)
	}
	key, err := e.Open(ctx, sc, link.Visit, ahead)
	e.must(err)
	l, own := e.link(link.Visit, "anna@kolk.example")
	if l.ID != key || l.Account != join.Account {
		t.Fatalf("link %+v", l)
	}
	if v, err := e.engagement.Visit(ctx, own, l); err != nil || v.Side != engagement.ByCompany {
		t.Errorf("side %v %v", v.Side, err)
	}
	t.Run("who works here keeps the links", func(t *testing.T) {
		e.must(e.Add(ctx, e.menu, company.AddInput{Name: "Rita", Email: "relation@twente.example", Parts: visiting}))
		_, rita := e.link(link.Company, "relation@twente.example")
		wantKey(t, e.AskAccount(ctx, rita), "company.account.elsewhere")
	})
	p, err := e.Colleagues(ctx, e.menu)
	e.must(err)
	e.must(e.LetOut(ctx, e.menu, p.Rows[1].ID))
	if e.opens(l) != "link.revoked" {
		t.Error("the link outlives the colleague")
	}
	if _, err := e.account(join.Account); !fault.Is(err, fault.KindForbidden) {
		t.Errorf("the account outlives the colleague: %v", err)
	}
}

func TestErasingLeavesNothing(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	anna := e.add(e.menu, "Anna Bosveld", visiting)
	e.must(e.AskAccount(t.Context(), anna))
	file, err := e.relation.ExportPerson(t.Context(), e.Twente.Admin, anna.Person())
	e.must(err)
	tables := map[string]bool{}
	for _, tr := range file.Traces {
		tables[tr.Table] = true
	}
	if !tables["company_colleague"] || !tables["link"] {
		t.Errorf("the export holds %v", tables)
	}
	_, err = e.relation.ErasePerson(t.Context(), e.Twente.Admin, anna.Person(), relation.EraseInput{Typed: "Anna Bosveld", Why: "asked"})
	e.must(err)
	for what, text := range map[string]string{
		"colleague": `SELECT COUNT(*) FROM company_colleague WHERE person_id = $1 AND deleted_at IS NULL`,
		"link":      `SELECT COUNT(*) FROM link WHERE person_id = $1 AND revoked_at IS NULL`,
	} {
		if n := read[int](e, text, anna.Person())[0]; n != 0 {
			t.Errorf("%d rows of %s stay", n, what)
		}
	}
	if n := read[int](e, `SELECT COUNT(*) FROM account WHERE email LIKE '%anna%' OR name LIKE '%Anna%'`)[0]; n != 0 {
		t.Error("the account stays")
	}
	if n := read[int](e, `SELECT COUNT(*) FROM mail_message WHERE data LIKE '%Bosveld%' OR to_name LIKE '%Bosveld%'`)[0]; n != 0 {
		t.Error("mails stay")
	}
}

// An account may work in another network, which this one does not see: it loses what it had here, and stays.
func TestErasingKeepsAnAccountInUseElsewhere(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	anna := e.add(e.menu, "Anna Bosveld", visiting)
	e.must(e.AskAccount(t.Context(), anna))
	join, _ := e.link(link.Join, "anna@kolk.example")
	e.must(e.World.Network.GiveRole(t.Context(), e.Zwolle.System, network.RoleInput{Account: join.Account, Role: access.Teacher, Unit: e.Zwolle.Noordik, Reason: "Nieuwe docent"}))
	_, err := e.relation.ErasePerson(t.Context(), e.Twente.Admin, anna.Person(), relation.EraseInput{Typed: "Anna Bosveld", Why: "asked"})
	e.must(err)
	if n := read[int](e, `SELECT COUNT(*) FROM account WHERE id = $1 AND deleted_at IS NULL AND disabled_at IS NULL AND name <> ''`, join.Account)[0]; n != 1 {
		t.Error("an account that a school of another network needs went along")
	}
	if n := read[int](e, `SELECT COUNT(*) FROM role_grant WHERE account_id = $1 AND revoked_at IS NULL AND organisation_id IS NOT NULL`, join.Account)[0]; n != 0 {
		t.Error("it still has its company here")
	}
}
