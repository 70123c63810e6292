package relation_test

import (
	"strings"
	"testing"

	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

func TestAddOrganisation(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	in := relation.OrganisationInput{
		Kind: "company", Name: "  Bakkerij   De Korenaar ", KVK: "01234567", Street: "Dorpsstraat", HouseNumber: "1a", Postcode: "7607pk", Place: "Almelo",
		Website: "korenaar.example", Email: "Info@Korenaar.example", Phone: "0546-123456", Profiles: []string{"HBR", "PIE", "HBR"}, YearLimit: "4",
	}
	key, err := e.rel.AddOrganisation(t.Context(), r.Relation, r.Almelo, in)
	if err != nil {
		t.Fatal(err)
	}
	t.Run("stores the one form of every value", func(t *testing.T) {
		o, err := e.rel.Organisation(t.Context(), r.Teacher, key)
		if err != nil {
			t.Fatal(err)
		}
		got := []string{o.KVK, o.Postcode, o.Website, o.Email, o.Phone, strings.Join(o.Profiles, " ")}
		want := []string{"01234567", "7607 PK", "https://korenaar.example", "info@korenaar.example", "+31546123456", "PIE HBR"}
		if strings.Join(got, "|") != strings.Join(want, "|") || o.YearLimit == nil || *o.YearLimit != 4 {
			t.Errorf("got %q, want %q", got, want)
		}
	})
	t.Run("makes the adder the owner of the unit's relationship", func(t *testing.T) {
		rec := e.record(r.Relation, key)
		if len(rec.Relationships) != 1 || rec.Relationships[0].Owner != r.Relation.Account() || rec.Relationships[0].Unit != r.Almelo {
			t.Errorf("got %+v", rec.Relationships)
		}
	})
	t.Run("a register number that is taken names who has it", func(t *testing.T) {
		_, err := e.rel.AddOrganisation(t.Context(), r.RelationHengelo, r.Hengelo, relation.OrganisationInput{Kind: "company", Name: "Ander", KVK: "01234567"})
		f, _ := fault.As(err)
		if f == nil || f.Fields["kvk"].Key != "relation.kvk_taken" || f.Fields["kvk"].Args[1] != string(key) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("the same number in another network is another company", func(t *testing.T) {
		if _, err := e.rel.AddOrganisation(t.Context(), e.Zwolle.Relation, e.Zwolle.Almelo, in); err != nil {
			t.Error(err)
		}
	})
	t.Run("a second establishment is another company", func(t *testing.T) {
		again := in
		again.Establishment = "000012345678"
		if _, err := e.rel.AddOrganisation(t.Context(), r.Relation, r.Almelo, again); err != nil {
			t.Error(err)
		}
	})
	t.Run("a teacher may not", func(t *testing.T) {
		if _, err := e.rel.AddOrganisation(t.Context(), r.Teacher, "", in); !fault.Is(err, fault.KindForbidden) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("not for a sibling's unit", func(t *testing.T) {
		if _, err := e.rel.AddOrganisation(t.Context(), r.Relation, r.Hengelo, in); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("got %v", err)
		}
	})
}

func TestOrganisationInput(t *testing.T) {
	t.Parallel()
	good := relation.OrganisationInput{Kind: "company", Name: "Kolk"}
	for name, c := range map[string]struct {
		change func(in *relation.OrganisationInput)
		field  string
		key    string
	}{
		"no name":                      {func(in *relation.OrganisationInput) { in.Name = " " }, "name", "field.required"},
		"name of signs":                {func(in *relation.OrganisationInput) { in.Name = "!!!" }, "name", "relation.name_letters"},
		"citizen service number":       {func(in *relation.OrganisationInput) { in.Name = "Jan 111222333" }, "name", "field.bsn"},
		"control character":            {func(in *relation.OrganisationInput) { in.Place = "Al\x00melo" }, "place", "field.control_characters"},
		"unknown kind":                 {func(in *relation.OrganisationInput) { in.Kind = "school" }, "kind", "field.choice"},
		"short register number":        {func(in *relation.OrganisationInput) { in.KVK = "1234567" }, "kvk", "field.kvk"},
		"establishment form":           {func(in *relation.OrganisationInput) { in.KVK, in.Establishment = "12345678", "12" }, "establishment", "field.establishment"},
		"establishment without number": {func(in *relation.OrganisationInput) { in.Establishment = "000012345678" }, "establishment", "relation.establishment_alone"},
		"postcode":                     {func(in *relation.OrganisationInput) { in.Postcode = "0607 PK" }, "postcode", "field.postcode"},
		"script as website":            {func(in *relation.OrganisationInput) { in.Website = "javascript:alert(1)" }, "website", "field.url"},
		"mail":                         {func(in *relation.OrganisationInput) { in.Email = "info@" }, "email", "field.email"},
		"phone":                        {func(in *relation.OrganisationInput) { in.Phone = "bellen" }, "phone", "field.phone"},
		"unknown profile":              {func(in *relation.OrganisationInput) { in.Profiles = []string{"XYZ"} }, "profiles", "field.choice"},
		"ceiling out of range":         {func(in *relation.OrganisationInput) { in.YearLimit = "-1" }, "year_limit", "field.range"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in := good
			c.change(&in)
			f, _ := fault.As(in.Validate())
			if f == nil || f.Fields[c.field].Key != c.key || len(f.Fields) != 1 {
				t.Errorf("got %v, want %s=%s", f, c.field, c.key)
			}
		})
	}
}

func TestEditOrganisation(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	in := relation.OrganisationInput{Name: "Kolk Techniek", Place: "Hengelo"}
	if err := e.rel.EditOrganisation(t.Context(), r.RelationHengelo, e.company, 1, in); err != nil {
		t.Fatal(err)
	}
	t.Run("a sibling subregion edits the shared facts", func(t *testing.T) {
		o, err := e.rel.Organisation(t.Context(), r.Relation, e.company)
		if err != nil || o.Name != "Kolk Techniek" || o.Version != 2 || o.Kind != relation.KindCompany {
			t.Errorf("got %+v, %v", o, err)
		}
	})
	t.Run("who saw an older version gets a conflict", func(t *testing.T) {
		if err := e.rel.EditOrganisation(t.Context(), r.Relation, e.company, 1, in); !fault.Is(err, fault.KindConflict) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("another network finds nothing", func(t *testing.T) {
		if err := e.rel.EditOrganisation(t.Context(), e.Zwolle.Relation, e.company, 2, in); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("a number that another company has is refused", func(t *testing.T) {
		other, err := e.rel.AddOrganisation(t.Context(), r.Relation, r.Almelo, relation.OrganisationInput{Kind: "company", Name: "Ander", KVK: "12345678"})
		if err != nil {
			t.Fatal(err)
		}
		in := in
		in.KVK = "12345678"
		f, _ := fault.As(e.rel.EditOrganisation(t.Context(), r.Relation, e.company, 2, in))
		if f == nil || f.Fields["kvk"].Args[1] != string(other) {
			t.Errorf("got %v", f)
		}
	})
}

func TestBin(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	e.person(r.Relation, relation.PersonInput{Name: "Erik Kolk", Email: "erik@kolk.example"})
	undo, err := e.rel.BinOrganisation(t.Context(), r.Relation, e.company, 1)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := e.rel.Organisation(t.Context(), r.Relation, e.company); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("in the bin and still found: %v", err)
	}
	if got := e.names(r.Relation, relation.Filter{Text: "kolk"}); len(got) != 0 {
		t.Errorf("in the bin and still in the list: %v", got)
	}
	if err := e.rel.RestoreOrganisation(t.Context(), e.Zwolle.Relation, e.company, undo); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("another network restored it: %v", err)
	}
	if err := e.rel.RestoreOrganisation(t.Context(), r.Relation, e.company, e.Kit.IDs.New()); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("restored with another operation's id: %v", err)
	}
	if err := e.rel.RestoreOrganisation(t.Context(), r.Relation, e.company, undo); err != nil {
		t.Fatal(err)
	}
	if got := e.names(r.Relation, relation.Filter{Text: "kolk"}); len(got) != 1 {
		t.Errorf("restored and not in the list: %v", got)
	}
}

func TestReads(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	umbrella := e.umbrella("Vrienden van Techniek")
	if err := e.rel.JoinUmbrella(t.Context(), r.Relation, e.company, relation.MembershipInput{Umbrella: umbrella, From: "2025-01-01"}); err != nil {
		t.Fatal(err)
	}
	e.mustRead(r.Teacher, func(tx *db.Tx) error {
		names, err := relation.NamesTx(tx, r.Teacher, []id.ID{e.company, umbrella})
		if err != nil || names[e.company] != "Kolk Installaties" || len(names) != 2 {
			t.Errorf("names: %v, %v", names, err)
		}
		all, err := relation.OrganisationsTx(tx, r.Teacher, []id.ID{e.company, e.Kit.IDs.New()})
		if err != nil || len(all) != 1 {
			t.Errorf("organisations: %v, %v", all, err)
		}
		for day, want := range map[string]string{"2025-06-01": "Vrienden van Techniek", "2024-12-31": ""} {
			got, err := relation.UmbrellasTx(tx, r.Teacher, []id.ID{e.company}, clock.Date(day))
			if err != nil || got[e.company].Name != want {
				t.Errorf("umbrella on %s: %v, %v", day, got, err)
			}
		}
		return nil
	})
	e.mustRead(e.Zwolle.Admin, func(tx *db.Tx) error {
		names, err := relation.NamesTx(tx, e.Zwolle.Admin, []id.ID{e.company})
		all, err2 := relation.OrganisationsTx(tx, e.Zwolle.Admin, []id.ID{e.company})
		under, err3 := relation.UmbrellasTx(tx, e.Zwolle.Admin, []id.ID{e.company}, "2025-06-01")
		if err != nil || err2 != nil || err3 != nil || len(names)+len(all)+len(under) > 0 {
			t.Errorf("another network reads %v %v %v", names, all, under)
		}
		return nil
	})
}

func TestMergedOrganisation(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	other := e.add(r.Relation, r.Almelo, "Kolk Inst.")
	e.mustWrite(r.Relation, func(op *operation.Op) error {
		return op.Insert(`UPDATE organisation SET merged_into = $1 WHERE id = $2`, e.company, other)
	})
	o, err := e.rel.Organisation(t.Context(), r.Teacher, other)
	if err != nil || o.ID != e.company {
		t.Errorf("want what it became, got %v, %v", o.ID, err)
	}
}

func TestDeepen(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	deepen := func(sc access.Scope, unit id.ID, d relation.Depth) {
		t.Helper()
		e.mustWrite(sc, func(op *operation.Op) error { return relation.DeepenTx(op, unit, e.company, d) })
	}
	depth := func(sc access.Scope) relation.Depth {
		t.Helper()
		return e.record(sc, e.company).Relationships[0].Depth
	}
	deepen(r.Teacher, r.Almelo, relation.DepthLesson)
	if got := depth(r.Relation); got != relation.DepthLesson {
		t.Errorf("a lesson makes %s", got)
	}
	deepen(r.Teacher, r.Almelo, relation.DepthVisit)
	if got := depth(r.Relation); got != relation.DepthLesson {
		t.Errorf("a visit lowers it to %s", got)
	}
	deepen(r.TeacherHengelo, r.Hengelo, relation.DepthVisit)
	if got := e.record(r.RelationHengelo, e.company).Relationships; len(got) != 1 || got[0].Depth != relation.DepthVisit || got[0].Owner != "" {
		t.Errorf("the sibling's own relationship is %+v", got)
	}
}
