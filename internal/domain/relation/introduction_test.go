package relation_test

import (
	"testing"

	"schakel/internal/domain/relation"
	"schakel/internal/domain/schoolyear"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/bin"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// introduce lets Kolk bring in another company.
func (e *env) introduce(sc access.Scope, in relation.IntroductionInput) id.ID {
	e.t.Helper()
	key, err := e.rel.Introduce(e.t.Context(), sc, in)
	if err != nil {
		e.t.Fatal(err)
	}
	return key
}

func (e *env) ambassadors(sc access.Scope, f relation.AmbassadorFilter) []relation.Ambassador {
	e.t.Helper()
	rows, _, err := e.rel.Ambassadors(e.t.Context(), sc, f)
	if err != nil {
		e.t.Fatal(err)
	}
	return rows
}

// An introduction stands on both timelines, makes an ambassador, and is listed with who brought in whom. Another subregion sees that it
// happened, but not what was said.
func TestAnIntroductionStandsOnBothTimelines(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	henk := e.person(r.Relation, relation.PersonInput{Name: "Henk Kolk"})
	breman := e.add(r.Relation, r.Almelo, "Breman")
	in := relation.IntroductionInput{Unit: r.Almelo, By: e.company, Person: henk, Organisation: breman, On: "2026-09-15", Note: "Belde zijn neef."}
	e.introduce(r.Relation, in)
	_, err := e.rel.Introduce(t.Context(), r.Relation, in)
	if f, ok := fault.As(err); !ok || f.Key != "introduction.known" {
		t.Errorf("twice: %v", err)
	}
	by, to := e.record(r.Relation, e.company), e.record(r.Relation, breman)
	if l := by.Timeline.Entries[0]; l.Kind != relation.ContactBroughtIn || l.OtherName != "Breman" || l.Person != "Henk Kolk" || l.Text != "Belde zijn neef." {
		t.Errorf("Kolk's timeline says %+v", l)
	}
	if l := to.Timeline.Entries[0]; l.Kind != relation.ContactIntroduced || l.Other != e.company || l.Text != "" {
		t.Errorf("Breman's timeline says %+v", l)
	}
	if i := by.Introductions; len(i) != 1 || !i[0].Brought || i[0].Other != breman || i[0].PersonName != "Henk Kolk" || i[0].On != "2026-09-15" {
		t.Errorf("Kolk's card says %+v", i)
	}
	if i := to.Introductions; len(i) != 1 || i[0].Brought || i[0].OtherName != "Kolk Installaties" {
		t.Errorf("Breman's card says %+v", i)
	}
	if by.Relationships[0].Depth != relation.DepthAmbassador || len(to.Relationships) == 0 {
		t.Errorf("the relationships are %+v and %+v", by.Relationships, to.Relationships)
	}
	other := e.record(r.RelationHengelo, e.company)
	if l := other.Timeline.Entries[0]; l.Kind != relation.ContactBroughtIn || l.Text != "" {
		t.Errorf("Hengelo reads %+v", l)
	}
	rows := e.ambassadors(r.Relation, relation.AmbassadorFilter{})
	if len(rows) != 1 || rows[0].Brought != 1 || rows[0].Names != "Breman" || rows[0].People != "Henk Kolk" || !rows[0].Named || rows[0].LastOn != "2026-09-15" {
		t.Errorf("listed: %+v", rows)
	}
	for what, f := range map[string]relation.AmbassadorFilter{
		"another year": {Year: schoolyear.Year(2025)}, "another unit": {Unit: r.Hengelo}, "another name": {Text: "dura"},
	} {
		if got := e.ambassadors(r.Relation, f); len(got) != 0 {
			t.Errorf("%s: %+v", what, got)
		}
	}
	if got := e.ambassadors(r.Relation, relation.AmbassadorFilter{Year: schoolyear.Year(2026), Unit: r.Root, Text: "kolk"}); len(got) != 1 {
		t.Errorf("within: %+v", got)
	}
	if got := e.ambassadors(e.Zwolle.Relation, relation.AmbassadorFilter{}); len(got) != 0 {
		t.Errorf("another network: %+v", got)
	}
	file, err := e.rel.ExportIntroductions(t.Context(), r.Relation, relation.AmbassadorFilter{})
	if err != nil || len(file) != 1 || file[0].Name != "Breman" || file[0].ByName != "Kolk Installaties" {
		t.Errorf("the file holds %+v, %v", file, err)
	}
	if _, err := e.rel.ExportIntroductions(t.Context(), r.Teacher, relation.AmbassadorFilter{}); !fault.Is(err, fault.KindForbidden) {
		t.Errorf("a teacher's file: %v", err)
	}
}

func TestWhatIsNoIntroduction(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	breman, foreign := e.add(r.Relation, r.Almelo, "Breman"), e.add(e.Zwolle.Relation, e.Zwolle.Almelo, "Ziel")
	stranger := e.person(r.Relation, relation.PersonInput{Name: "Henk Kolk"})
	good := relation.IntroductionInput{Unit: r.Almelo, By: e.company, Organisation: breman, On: "2026-09-15"}
	for what, c := range map[string]struct {
		change func(in *relation.IntroductionInput)
		field  string
	}{
		"itself":                 {func(in *relation.IntroductionInput) { in.Organisation = e.company }, "other"},
		"of another network":     {func(in *relation.IntroductionInput) { in.Organisation = foreign }, "other"},
		"by another network":     {func(in *relation.IntroductionInput) { in.By = foreign }, "other"},
		"by somebody elsewhere":  {func(in *relation.IntroductionInput) { in.By, in.Organisation, in.Person = breman, e.company, stranger }, "person"},
		"to come":                {func(in *relation.IntroductionInput) { in.On = "2027-09-15" }, "on"},
		"before there were days": {func(in *relation.IntroductionInput) { in.On = "1926-09-15" }, "on"},
		"for no unit":            {func(in *relation.IntroductionInput) { in.Unit = "" }, "unit"},
	} {
		in := good
		c.change(&in)
		_, err := e.rel.Introduce(t.Context(), r.Relation, in)
		if f, ok := fault.As(err); !ok || f.Fields[c.field].Key == "" {
			t.Errorf("%s: %v", what, err)
		}
	}
	if _, err := e.rel.Introduce(t.Context(), r.RelationHengelo, good); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("for another unit: %v", err)
	}
}

// An introduction comes back from the bin with its two moments, and goes for good with them; a merge takes it along, and one by itself
// counts no more.
func TestAnIntroductionGoesAndComesBack(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	breman := e.add(r.Relation, r.Almelo, "Breman")
	key := e.introduce(r.Relation, relation.IntroductionInput{Unit: r.Almelo, By: e.company, Organisation: breman, On: "2026-09-15"})
	if err := e.rel.RemoveIntroduction(t.Context(), r.RelationHengelo, key); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("thrown away by another unit: %v", err)
	}
	if err := e.rel.RemoveIntroduction(t.Context(), r.Relation, key); err != nil {
		t.Fatal(err)
	}
	if rec := e.record(r.Relation, breman); len(rec.Introductions) != 0 || len(rec.Timeline.Entries) != 0 {
		t.Errorf("still there: %+v %+v", rec.Introductions, rec.Timeline.Entries)
	}
	thrown := bin.New(e.rel.Kit, e.rel.Binned()...)
	page, err := thrown.List(t.Context(), r.Relation, bin.Filter{})
	if err != nil || len(page.Things) != 1 || page.Things[0].Kind != "introduction" || page.Things[0].Name != "Breman" || page.Things[0].About != "Kolk Installaties" {
		t.Fatalf("the bin holds %+v, %v", page.Things, err)
	}
	if _, err := thrown.Restore(t.Context(), r.Relation, []id.ID{key}); err != nil {
		t.Fatal(err)
	}
	if rec := e.record(r.Relation, breman); len(rec.Introductions) != 1 || len(rec.Timeline.Entries) != 1 {
		t.Errorf("came back as %+v %+v", rec.Introductions, rec.Timeline.Entries)
	}
	double := e.add(r.Relation, r.Almelo, "Breman BV")
	look, err := e.rel.LookAtMerge(t.Context(), r.Relation, double, breman)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := e.rel.MergeOrganisations(t.Context(), r.Relation, relation.MergeInput{Kept: double, Gone: breman, KeptVersion: look.Kept.Version, GoneVersion: look.Gone.Version}); err != nil {
		t.Fatal(err)
	}
	if rec := e.record(r.Relation, e.company); len(rec.Introductions) != 1 || rec.Introductions[0].OtherName != "Breman BV" {
		t.Errorf("after the merge %+v", rec.Introductions)
	}
	look, err = e.rel.LookAtMerge(t.Context(), r.Relation, e.company, double)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := e.rel.MergeOrganisations(t.Context(), r.Relation, relation.MergeInput{Kept: e.company, Gone: double, KeptVersion: look.Kept.Version, GoneVersion: look.Gone.Version}); err != nil {
		t.Fatal(err)
	}
	if rec := e.record(r.Relation, e.company); len(rec.Introductions) != 0 {
		t.Errorf("it brought in itself: %+v", rec.Introductions)
	}
	if got := e.ambassadors(r.Relation, relation.AmbassadorFilter{Year: 2026}); len(got) != 0 {
		t.Errorf("listed %+v", got)
	}
}
