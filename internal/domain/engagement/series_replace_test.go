package engagement_test

import (
	"slices"
	"testing"

	"schakel/internal/domain/engagement"
	"schakel/internal/domain/occurrence"
	"schakel/internal/domain/relation"
	"schakel/internal/testkit/wants"
)

func TestReplaceAndPostponeThisAndFollowing(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r, ctx := e.Twente, t.Context()
	first, days := e.series(r)
	vos := e.company(r, "Vos Metaal")
	_, err := e.relation.AddPerson(ctx, r.Relation, vos, relation.PersonInput{Name: "Lies Vos", Email: "lies@vos.example", Primary: true, Requests: true})
	e.must(err)
	third := days[2]
	in := engagement.ReplaceInput{Reason: "Te druk", Organisation: vos, Slot: occurrence.Slot{On: "2026-12-11", Start: 540, End: 660}, Along: engagement.Following, Anyway: true}
	next, err := e.Replace(ctx, r.Relation, third.ID, in)
	e.must(err)

	if got := held(e.daysOf(r.Relation, first)); !slices.Equal(got, []string{"2026-11-26", "2026-12-03"}) {
		t.Errorf("the company keeps %v", got)
	}
	taken := e.daysOf(r.Relation, next)
	if got := held(taken); !slices.Equal(got, []string{"2026-12-11", "2026-12-18", "2027-01-08"}) {
		t.Errorf("the other company takes %v", got)
	}
	for i, row := range taken {
		if row.Organisation != vos || e.record(r.Relation, row.ID).Replaces != days[i+2].ID {
			t.Errorf("day %d: %+v", i, row.Engagement)
		}
	}
	// One mail with one file to each company, and two to the teacher.
	to, told := letters[engagement.SeriesLetter](e, r, "series_replaced")
	if !same(to, []string{"jan@kolk.example"}) || len(told[0].Calendar) != 3 || told[0].Next != "Vos Metaal" || !told[0].Company || told[0].Calendar[0].Sequence != 1 || !told[0].About.Off() {
		t.Errorf("replaced: %v %+v", to, told)
	}
	to, told = letters[engagement.SeriesLetter](e, r, "series_agreed")
	if !slices.Contains(to, "lies@vos.example") || len(told[len(told)-1].Calendar) != 3 {
		t.Errorf("agreed: %v", to)
	}
	if n := len(read[string](e, r.System, `SELECT m.to_email FROM mail_message m WHERE {wall:m} AND m.letter IN ('replaced', 'agreed', 'cancelled') LIMIT 50`)); n != 0 {
		t.Errorf("%d mails about single days", n)
	}
	if n := e.count(r, `SELECT COUNT(*) FROM engagement_cancellation x WHERE {wall:x} AND x.by_party = 'company'`); n != 3 {
		t.Errorf("%d cancellations kept for the report", n)
	}

	in.Organisation = e.companies[r]
	wants.Field(t, func() error { _, err := e.Replace(ctx, r.Relation, first, in); return err }(), "organisation", "engagement.same_company")

	rec := e.record(r.Relation, taken[1].ID)
	e.must(e.Postpone(ctx, r.Relation, taken[1].ID, engagement.PostponeInput{Version: rec.Occurrence.Version, By: engagement.BySchool, Reason: "Verbouwing", Along: engagement.Following}))
	if got := held(e.daysOf(r.Relation, next)); !slices.Equal(got, []string{"2026-12-11"}) {
		t.Errorf("still standing: %v", got)
	}
	if rec = e.record(r.Relation, taken[2].ID); rec.PostponedAt == nil {
		t.Error("the last day does not wait")
	}
	if to, told := letters[engagement.SeriesLetter](e, r, "series_postponed"); !same(to, []string{"lies@vos.example"}) || len(told[0].Days) != 2 || !told[0].About.Off() {
		t.Errorf("postponed: %v %+v", to, told)
	}
}
