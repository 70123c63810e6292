package dashboard_test

import (
	"testing"

	"schakel/internal/domain/agreement"
	"schakel/internal/domain/dashboard"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/link"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
	"schakel/internal/testkit/world"
)

// An agreement that nobody signs waits for who made it, one that was refused does so at once, and one that ends soon goes wrong for all
// who see it.
func TestAgreementsOnToday(t *testing.T) {
	t.Parallel()
	w := world.New(t)
	r, s, d := w.Twente, agreement.New(w.Kit), dashboard.New(w.Kit)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	_, err := s.InstallTemplates(t.Context(), r.Lead, r.Root)
	must(err)
	templates, err := s.Templates(t.Context(), r.Lead)
	must(err)
	kolk, err := relation.New(w.Kit).AddOrganisation(t.Context(), r.Relation, r.Almelo, relation.OrganisationInput{Kind: "company", Name: "Kolk"})
	must(err)
	at := func(day string) {
		t.Helper()
		noon, err := clock.Date(day).At(12, 0)
		must(err)
		w.Clock.Set(noon)
	}
	sent := func(to string) id.ID {
		t.Helper()
		key, err := s.Draft(t.Context(), r.Relation, agreement.Input{
			Unit: r.Almelo, Organisation: kolk, Template: templates[0].ID, Name: "Samenwerking tot " + to, From: "2026-03-01", To: to,
			Signatories: []agreement.SignatoryInput{{Organisation: kolk, Name: "Henk", Title: "baas", Email: "henk@kolk.example"}, {Name: "Anja", Title: "leider", Email: "anja@school.example"}},
		})
		must(err)
		must(s.Send(t.Context(), r.Relation, key))
		return key
	}
	next := func() (link.Link, access.Scope) {
		t.Helper()
		var l link.Link
		must(w.DB.Read(t.Context(), db.Settings{}, func(tx *db.Tx) (err error) {
			l, err = db.Get[link.Link](tx, db.Q(`SELECT network_id, id, kind, email, COALESCE(organisation_id, '') AS organisation_id, subject_id FROM link WHERE kind = 'sign' AND used_at IS NULL ORDER BY created_at DESC, id DESC LIMIT 1`))
			return err
		}))
		sc, err := l.Scope()
		must(err)
		return l, sc
	}
	found := func(sc access.Scope, kind dashboard.Kind) (out []dashboard.Item) {
		t.Helper()
		page, err := d.Today(t.Context(), sc)
		must(err)
		for _, i := range append(page.Waiting, page.Wrong...) {
			if i.Kind == kind {
				out = append(out, i)
			}
		}
		return out
	}
	at("2026-03-02")
	signed := sent("2026-06-30")
	for range 2 {
		l, sc := next()
		to, err := s.ToSign(t.Context(), sc)
		must(err)
		must(s.Sign(t.Context(), sc, l, agreement.SignInput{Name: "Henk", Title: "baas", Consent: true, Digest: to.Digest}))
	}
	waiting := sent("2028-12-31")
	if len(found(r.Relation, dashboard.Unsigned))+len(found(r.Relation, dashboard.Agreements)) != 0 {
		t.Error("something is there on the first day")
	}
	at("2026-03-12")
	if got := found(r.Relation, dashboard.Unsigned); len(got) != 1 || got[0].ID != waiting || got[0].Sub != "Kolk" || got[0].N != 0 {
		t.Errorf("waits: %+v", got)
	}
	if got := found(r.Project, dashboard.Unsigned); len(got) != 0 {
		t.Errorf("it waits for somebody else: %+v", got)
	}
	l, sc := next()
	must(s.Refuse(t.Context(), sc, l, "liever niet"))
	if got := found(r.Relation, dashboard.Unsigned); len(got) != 1 || got[0].N != 1 {
		t.Errorf("refused: %+v", got)
	}
	at("2026-05-06")
	_, err = s.Watch(t.Context())
	must(err)
	for _, who := range []access.Scope{r.Relation, r.Project, r.Lead} {
		if got := found(who, dashboard.Agreements); len(got) != 1 || got[0].ID != signed || got[0].N != 1 || got[0].Day != "2026-06-30" {
			t.Errorf("ends: %+v", got)
		}
	}
	if got := found(r.RelationHengelo, dashboard.Agreements); len(got) != 0 {
		t.Errorf("another subregion sees %+v", got)
	}
}
