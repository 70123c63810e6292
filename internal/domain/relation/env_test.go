package relation_test

import (
	"testing"

	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/blob"
	"schakel/internal/platform/check"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
	"schakel/internal/platform/query"
	"schakel/internal/testkit/world"
)

// env is the world with this noun's service and one company of Almelo.
type env struct {
	*world.World
	rel     *relation.Service
	t       testing.TB
	company id.ID
}

func newEnv(t testing.TB) *env {
	t.Helper()
	w := world.New(t)
	files, err := blob.Open(t.Context(), "file://"+t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = files.Close() })
	e := &env{World: w, rel: relation.New(w.Kit), t: t}
	e.rel.Files = files
	e.company = e.add(w.Twente.Relation, w.Twente.Almelo, "Kolk Installaties")
	return e
}

func (e *env) add(sc access.Scope, unit id.ID, name string) id.ID {
	e.t.Helper()
	key, err := e.rel.AddOrganisation(e.t.Context(), sc, unit, relation.OrganisationInput{Kind: "company", Name: name, Place: "Almelo"})
	if err != nil {
		e.t.Fatal(err)
	}
	return key
}

func (e *env) umbrella(name string) id.ID {
	e.t.Helper()
	key, err := e.rel.AddOrganisation(e.t.Context(), e.Twente.Relation, "", relation.OrganisationInput{Kind: "umbrella", Name: name})
	if err != nil {
		e.t.Fatal(err)
	}
	return key
}

func (e *env) person(sc access.Scope, in relation.PersonInput) id.ID {
	e.t.Helper()
	key, err := e.rel.AddPerson(e.t.Context(), sc, e.company, in)
	if err != nil {
		e.t.Fatal(err)
	}
	return key
}

func (e *env) record(sc access.Scope, key id.ID) relation.Record {
	e.t.Helper()
	rec, err := e.rel.Record(e.t.Context(), sc, key, "", "", "2026-08-01")
	if err != nil {
		e.t.Fatal(err)
	}
	return rec
}

func (e *env) names(sc access.Scope, f relation.Filter) []string {
	e.t.Helper()
	page, err := e.rel.List(e.t.Context(), sc, f)
	if err != nil {
		e.t.Fatal(err)
	}
	var out []string
	for _, r := range page.Rows {
		out = append(out, r.Name)
	}
	return out
}

// write runs fn as a use case of another noun would.
func (e *env) write(sc access.Scope, fn func(op *operation.Op) error) error {
	return e.rel.Write(e.t.Context(), sc, func(op *operation.Op) error {
		op.Audit(audit.Entry{Action: "test", Object: "test"})
		return fn(op)
	})
}

func (e *env) mustWrite(sc access.Scope, fn func(op *operation.Op) error) {
	e.t.Helper()
	if err := e.write(sc, fn); err != nil {
		e.t.Fatal(err)
	}
}

func (e *env) mustRead(sc access.Scope, fn func(tx *db.Tx) error) {
	e.t.Helper()
	if err := e.rel.Read(e.t.Context(), sc, fn); err != nil {
		e.t.Fatal(err)
	}
}

// ask reads a query as the search box does.
func (e *env) ask(list relation.ListName, text string) query.Query {
	e.t.Helper()
	q, err := query.Parse(relation.Vocabulary(list), text)
	if err != nil {
		e.t.Fatal(err)
	}
	return q
}

// tag puts a tag on an organisation as a row.
func (e *env) tag(sc access.Scope, organisation id.ID, name string) {
	e.t.Helper()
	e.mustWrite(sc, func(op *operation.Op) error {
		key := op.NewID()
		if err := op.Insert(`INSERT INTO tag (network_id, id, name, name_key, created_at, operation_id) VALUES ($1, $2, $3, $4, $5, $6)`,
			op.Network(), key, name, check.Key(name), op.At, op.ID); err != nil {
			return err
		}
		return op.Insert(`INSERT INTO organisation_tag (network_id, id, organisation_id, tag_id, created_at, operation_id) VALUES ($1, $2, $3, $4, $5, $6)`,
			op.Network(), op.NewID(), organisation, key, op.At, op.ID)
	})
}

func (e *env) today() clock.Date { return clock.Today(e.Clock) }

// find reads what no service shows.
func find[T any](e *env, text string, args ...any) []T {
	e.t.Helper()
	var out []T
	err := e.DB.Read(e.t.Context(), db.Settings{}, func(tx *db.Tx) (err error) {
		out, err = db.Select[T](tx, db.Q(text, args...))
		return err
	})
	if err != nil {
		e.t.Fatal(err)
	}
	return out
}
