package agreement_test

import (
	"strings"
	"testing"
	"time"

	"schakel/internal/domain/agreement"
	"schakel/internal/domain/funding"
	"schakel/internal/domain/menu"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/link"
	"schakel/internal/platform/blob"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
	"schakel/internal/testkit/world"
)

// env is the world with the nouns that agreements stand on.
type env struct {
	*world.World
	*agreement.Service
	Clock    *clock.Moving
	DB       *db.DB
	t        *testing.T
	relation *relation.Service
	funding  *funding.Service
	menu     *menu.Service
	template id.ID
	grant    id.ID
	kolk     id.ID
	board    id.ID
	items    []id.ID
}

func newEnv(t *testing.T) *env {
	t.Helper()
	w := world.New(t)
	store, err := blob.Open(t.Context(), "file://"+t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	e := &env{World: w, Service: agreement.New(w.Kit), Clock: w.Clock, DB: w.DB, t: t, relation: relation.New(w.Kit), funding: funding.New(w.Kit, store, w.Links(t)), menu: menu.New(w.Kit)}
	r := w.Twente
	_, err = e.funding.InstallSchemes(t.Context(), r.System)
	e.must(err)
	schemes, err := e.funding.Schemes(t.Context(), r.Lead)
	e.must(err)
	var scheme id.ID
	for _, s := range schemes {
		if s.Code == "STO-2025-2028" {
			scheme = s.ID
		}
	}
	e.on("2026-03-02")
	e.grant, err = e.funding.AddGrant(t.Context(), r.Lead, funding.GrantInput{
		Unit: r.Root, Scheme: scheme, Reference: "STO-1", Name: "STO Twente", DecidedOn: "2025-01-15", StartOn: "2025-01-01", EndOn: "2028-12-31",
		Grant: "300.000", Budget: "400.000", Costs: "500.000",
	})
	e.must(err)
	e.kolk, e.board = e.organisation("company", "Van der Kolk & Zn. *B.V.*"), e.organisation("other", "Noordik Bestuur")
	err = e.menu.InstallDefaults(t.Context(), r.System, r.Root)
	e.must(err)
	items, err := e.menu.Card(t.Context(), r.Relation, false)
	e.must(err)
	e.items = []id.ID{items[0].ID, items[1].ID}
	if n, err := e.InstallTemplates(t.Context(), r.Lead, r.Root); err != nil || n != 2 {
		t.Fatalf("%d templates, %v", n, err)
	}
	templates, err := e.Templates(t.Context(), r.Relation)
	e.must(err)
	for _, t := range templates {
		if t.Lang == "nl" {
			e.template = t.ID
		}
	}
	return e
}

func (e *env) must(err error) {
	e.t.Helper()
	if err != nil {
		e.t.Fatal(err)
	}
}

func (e *env) on(day clock.Date) {
	e.t.Helper()
	at, err := day.At(12, 0)
	e.must(err)
	e.Clock.Set(at)
}

func (e *env) organisation(kind relation.Kind, name string) id.ID {
	e.t.Helper()
	key, err := e.relation.AddOrganisation(e.t.Context(), e.Twente.Relation, e.Twente.Almelo, relation.OrganisationInput{Kind: string(kind), Name: name, Place: "Almelo"})
	e.must(err)
	return key
}

// input is a draft with the company: two signatories, two items, two pledges.
func (e *env) input() agreement.Input {
	return agreement.Input{
		Unit: e.Twente.Almelo, Organisation: e.kolk, Template: e.template, Grant: e.grant, Name: "Samenwerking Kolk", From: "2026-04-01", To: "2028-03-31", Items: e.items,
		Pledges: []agreement.PledgeInput{{Year: "2026", Kind: funding.KindHours, Amount: "40"}, {Year: "2027", Kind: funding.KindGoods, Amount: "1.500,00", What: "lasapparaat"}},
		Signatories: []agreement.SignatoryInput{
			{Organisation: e.kolk, Name: "Henk van der Kolk", Title: "directeur", Email: "henk@kolk.example"},
			{Organisation: e.board, Name: "Anja Smit", Title: "bestuurder", Email: "anja@noordik.example"},
		},
	}
}

func (e *env) draft() id.ID {
	e.t.Helper()
	key, err := e.Draft(e.t.Context(), e.Twente.Relation, e.input())
	e.must(err)
	return key
}

func (e *env) sent() id.ID {
	e.t.Helper()
	key := e.draft()
	e.must(e.Send(e.t.Context(), e.Twente.Relation, key))
	return key
}

// active is an agreement that both have signed.
func (e *env) active() id.ID {
	e.t.Helper()
	key := e.sent()
	e.must(e.sign(e.live(), agreement.SignInput{Name: "Henk van der Kolk", Title: "directeur", Consent: true}))
	e.must(e.sign(e.live(), agreement.SignInput{Name: "Anja Smit", Title: "bestuurder", Consent: true}))
	return key
}

func (e *env) record(key id.ID) agreement.Record {
	e.t.Helper()
	r, err := e.Record(e.t.Context(), e.Twente.Relation, key, "")
	e.must(err)
	return r
}

// links are all links to sign with, the latest first.
func (e *env) links() (out []link.Link) {
	e.t.Helper()
	e.must(e.DB.Read(e.t.Context(), db.Settings{}, func(tx *db.Tx) (err error) {
		out, err = db.Select[link.Link](tx, db.Q(`SELECT network_id, id, kind, email, COALESCE(organisation_id, '') AS organisation_id, COALESCE(subject_id, '') AS subject_id, used_at, revoked_at, created_at, expires_at FROM link WHERE kind = 'sign' ORDER BY created_at DESC, id DESC LIMIT 50`))
		return err
	}))
	return out
}

// live is the one link that can be used now.
func (e *env) live() link.Link {
	e.t.Helper()
	var out []link.Link
	for _, l := range e.links() {
		if l.UsedAt == nil && l.RevokedAt == nil {
			out = append(out, l)
		}
	}
	if len(out) != 1 {
		e.t.Fatalf("%d live links, want one", len(out))
	}
	return out[0]
}

func (e *env) scope(l link.Link) access.Scope {
	e.t.Helper()
	sc, err := l.Scope()
	e.must(err)
	return sc
}

// sign signs what the link shows.
func (e *env) sign(l link.Link, in agreement.SignInput) error {
	e.t.Helper()
	to, err := e.ToSign(e.t.Context(), e.scope(l))
	e.must(err)
	if in.Digest == "" {
		in.Digest = to.Digest
	}
	in.Address = "192.0.2.0/24"
	e.Clock.Advance(time.Hour)
	return e.Sign(e.t.Context(), e.scope(l), l, in)
}

// mails lists the letters of a kind by addressee.
func (e *env) mails(key string) string {
	e.t.Helper()
	var out []string
	e.must(e.DB.Read(e.t.Context(), db.Settings{}, func(tx *db.Tx) (err error) {
		out, err = db.Select[string](tx, db.Q(`SELECT to_email FROM mail_message WHERE letter = $1 ORDER BY created_at, id LIMIT 100`, key))
		return err
	}))
	return strings.Join(out, " ")
}

func (e *env) pledges() []funding.Pledge {
	e.t.Helper()
	out, err := e.funding.Pledges(e.t.Context(), e.Twente.Lead, funding.Filter{Grant: e.grant})
	e.must(err)
	return out
}
