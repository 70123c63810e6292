package relation_test

import (
	"testing"

	"schakel/internal/domain/relation"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

func TestPeople(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	erik := e.person(r.Relation, relation.PersonInput{Name: "Erik Kolk", Email: "erik@kolk.example", Phone: "0612345678", Requests: true})
	anna := e.person(r.Relation, relation.PersonInput{Name: "Anna Smit", Email: "anna@kolk.example", Lang: "en", Primary: true, Requests: true})
	t.Run("the latest first to ask is the only one", func(t *testing.T) {
		people := e.record(r.RelationHengelo, e.company).People
		if len(people) != 2 || people[0].ID != anna || !people[0].Primary || people[1].Primary || people[1].Phone != "+31612345678" {
			t.Errorf("got %+v", people)
		}
	})
	t.Run("a teacher sees nobody", func(t *testing.T) {
		if people := e.record(r.Teacher, e.company).People; len(people) != 0 {
			t.Errorf("got %+v", people)
		}
	})
	t.Run("the same name and address is the same person", func(t *testing.T) {
		_, err := e.rel.AddPerson(t.Context(), r.Relation, e.company, relation.PersonInput{Name: "erik kolk", Email: "erik@kolk.example"})
		if f, _ := fault.As(err); f == nil || f.Fields["email"].Key != "relation.person_known" {
			t.Errorf("got %v", err)
		}
		other := e.add(r.Relation, r.Almelo, "Kolk Beheer")
		key, err := e.rel.AddPerson(t.Context(), r.Relation, other, relation.PersonInput{Name: "Erik Kolk", Email: "erik@kolk.example", Requests: true})
		if err != nil || key != erik {
			t.Errorf("want a second position of the same person, got %v, %v", key, err)
		}
	})
	t.Run("another network can do nothing", func(t *testing.T) {
		z := e.Zwolle.Relation
		_, err := e.rel.AddPerson(t.Context(), z, e.company, relation.PersonInput{Name: "Piet Puk"})
		_, err2 := e.rel.RemovePerson(t.Context(), z, e.company, erik)
		err3 := e.rel.EditPerson(t.Context(), z, e.company, erik, 1, relation.PersonInput{Name: "Piet Puk"})
		for _, err := range []error{err, err2, err3} {
			if !fault.Is(err, fault.KindNotFound) {
				t.Errorf("got %v", err)
			}
		}
	})
	t.Run("an edit of an old version conflicts", func(t *testing.T) {
		in := relation.PersonInput{Name: "Anna Smit-Kolk", Email: "anna@kolk.example", Requests: true}
		if err := e.rel.EditPerson(t.Context(), r.Relation, e.company, anna, 1, in); err != nil {
			t.Fatal(err)
		}
		if err := e.rel.EditPerson(t.Context(), r.Relation, e.company, anna, 1, in); !fault.Is(err, fault.KindConflict) {
			t.Errorf("got %v", err)
		}
		p, got, err := e.rel.Person(t.Context(), r.Relation, e.company, anna)
		if err != nil || got.Name != "Anna Smit-Kolk" || !p.Primary || got.Basis != string(relation.BasisInterest) {
			t.Errorf("got %+v, %v", got, err)
		}
	})
	t.Run("who leaves hands over being asked first, and can come back", func(t *testing.T) {
		undo, err := e.rel.RemovePerson(t.Context(), r.Relation, e.company, anna)
		if err != nil {
			t.Fatal(err)
		}
		people := e.record(r.Relation, e.company).People
		if len(people) != 1 || people[0].ID != erik || !people[0].Primary {
			t.Errorf("got %+v", people)
		}
		if err := e.rel.RestorePerson(t.Context(), r.Relation, e.company, anna, undo); err != nil {
			t.Fatal(err)
		}
		if people := e.record(r.Relation, e.company).People; len(people) != 2 {
			t.Errorf("got %+v", people)
		}
	})
}

func TestMailPerson(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	mailTo := func(person id.ID) (p relation.ContactPerson, err error) {
		err = e.write(r.Teacher, func(op *operation.Op) (err error) {
			p, err = relation.MailPersonTx(op, e.company, person, relation.MailRequest)
			return err
		})
		return p, err
	}
	noMail := func(err error) bool {
		f, ok := fault.As(err)
		return ok && f.Kind == fault.KindInvalid && f.Key == "relation.no_mail"
	}
	t.Run("nobody with an address", func(t *testing.T) {
		e.person(r.Relation, relation.PersonInput{Name: "Zonder Mail", Phone: "0612345678", Requests: true})
		if _, err := mailTo(""); !noMail(err) {
			t.Errorf("got %v", err)
		}
	})
	anna := e.person(r.Relation, relation.PersonInput{Name: "Anna Smit", Email: "anna@kolk.example", Lang: "en", Requests: true})
	bert := e.person(r.Relation, relation.PersonInput{Name: "Bert Jansen", Email: "bert@kolk.example", Requests: true})
	t.Run("a teacher's invitation goes to the first with an address, in their language", func(t *testing.T) {
		if p, err := mailTo(""); err != nil || p.ID != anna || p.Lang != "en" {
			t.Errorf("got %+v, %v", p, err)
		}
	})
	t.Run("who wants no requests is passed over", func(t *testing.T) {
		e.Clock.Advance(1e9)
		if err := e.rel.EditPerson(t.Context(), r.Relation, e.company, anna, 1, relation.PersonInput{Name: "Anna Smit", Email: "anna@kolk.example", Requests: false}); err != nil {
			t.Fatal(err)
		}
		if p, err := mailTo(""); err != nil || p.ID != bert {
			t.Errorf("got %+v, %v", p, err)
		}
		if _, err := mailTo(anna); !noMail(err) {
			t.Errorf("asked by name: %v", err)
		}
	})
	t.Run("and still hears about what was agreed", func(t *testing.T) {
		err := e.write(r.Teacher, func(op *operation.Op) error {
			p, err := relation.MailPersonTx(op, e.company, anna, relation.MailAgreed)
			if p.ID != anna {
				t.Errorf("got %+v", p)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	})
	t.Run("a person of another company is not found", func(t *testing.T) {
		other := e.add(r.Relation, r.Almelo, "Ander")
		err := e.write(r.Teacher, func(op *operation.Op) error {
			_, err := relation.MailPersonTx(op, other, bert, relation.MailRequest)
			return err
		})
		if !fault.Is(err, fault.KindNotFound) {
			t.Errorf("got %v", err)
		}
	})
}

func TestUmbrella(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	umbrella := e.umbrella("OBM Oost")
	join := func(in relation.MembershipInput) fault.Fields {
		f, _ := fault.As(e.rel.JoinUmbrella(t.Context(), r.Relation, e.company, in))
		if f == nil {
			return nil
		}
		return f.Fields
	}
	for name, c := range map[string]struct {
		in    relation.MembershipInput
		field string
	}{
		"not an umbrella":  {relation.MembershipInput{Umbrella: e.add(r.Relation, r.Almelo, "Gewoon bedrijf")}, "umbrella"},
		"itself":           {relation.MembershipInput{Umbrella: e.company}, "umbrella"},
		"none":             {relation.MembershipInput{}, "umbrella"},
		"end before start": {relation.MembershipInput{Umbrella: umbrella, From: "2026-01-02", To: "2026-01-01"}, "to"},
	} {
		if f := join(c.in); f[c.field].Key == "" {
			t.Errorf("%s: got %v", name, f)
		}
	}
	if f := join(relation.MembershipInput{Umbrella: umbrella, From: "2026-01-01"}); f != nil {
		t.Fatal(f)
	}
	if f := join(relation.MembershipInput{Umbrella: umbrella}); f["umbrella"].Key != "relation.umbrella_member" {
		t.Errorf("joined twice: %v", f)
	}
	rec := e.record(r.TeacherHengelo, umbrella)
	if len(rec.Members) != 1 || rec.Members[0].Organisation != e.company {
		t.Errorf("members: %+v", rec.Members)
	}
	membership := e.record(r.Relation, e.company).Umbrellas[0].ID
	if err := e.rel.LeaveUmbrella(t.Context(), e.Zwolle.Relation, e.company, membership, ""); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("another network ended it: %v", err)
	}
	if err := e.rel.LeaveUmbrella(t.Context(), r.Relation, e.company, membership, "2025-01-01"); !fault.Is(err, fault.KindInvalid) {
		t.Errorf("ended before it began: %v", err)
	}
	if err := e.rel.LeaveUmbrella(t.Context(), r.Relation, e.company, membership, ""); err != nil {
		t.Fatal(err)
	}
	if got := e.record(r.Relation, e.company).Umbrellas; len(got) != 1 || got[0].To != "2026-11-25" {
		t.Errorf("the past membership stays: %+v", got)
	}
}
