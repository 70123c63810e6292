package funding_test

import (
	"testing"

	"schakel/internal/domain/engagement"
	"schakel/internal/domain/funding"
	"schakel/internal/domain/occurrence"
	"schakel/internal/platform/id"
)

// What an engagement would have brought is lost when it is cancelled, waits while it is postponed, and comes in again by another company.
func TestLost(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	e.on("2025-05-06")
	grant := e.grant(r, "STO-2025-2028", "STO25", "2025-01-01", "2028-12-31")
	_, activity := e.activity(r, grant, "L1", "2025-01-01", "2028-12-31")
	agreements := engagement.New(e.Kit)
	kolk, other := e.company(r, "Kolk"), e.company(r, "Ander")
	agree := func(title string) id.ID {
		key, err := agreements.AgreeByHand(t.Context(), r.Relation, engagement.AgreeInput{
			Unit: r.Noordik, Organisation: kolk, Activity: activity, Title: title, Slot: occurrence.Slot{On: "2025-06-03", Start: 600, End: 720}, Pupils: 20, People: 2, PrepMinutes: 30, Anyway: true,
		})
		e.must(err)
		return key
	}
	off, waits, replaced := agree("Afgezegd"), agree("Uitgesteld"), agree("Vervangen")
	f := funding.Filter{Year: 2025}
	planned := e.report(r.Lead, f).Total.Planned
	each := planned / 3
	if each == 0 {
		t.Fatal("nothing is planned: the test proves nothing")
	}
	e.must(agreements.Cancel(t.Context(), r.Relation, off, engagement.CancelInput{By: engagement.ByCompany, Reason: "Te druk"}))
	e.must(agreements.Postpone(t.Context(), r.Relation, waits, engagement.PostponeInput{Version: 1, By: engagement.BySchool, Reason: "Sneeuw"}))
	next, err := agreements.Replace(t.Context(), r.Relation, replaced, engagement.ReplaceInput{Reason: "Ziek", Organisation: other, Slot: occurrence.Slot{On: "2025-06-04", Start: 600, End: 720}})
	e.must(err)

	t.Run("the report counts it once", func(t *testing.T) {
		got := e.report(r.Lead, f)
		if got.Total.Planned != each || got.Lost != (funding.LostSum{Total: each, Count: 1, Waiting: each, Waits: 1}) {
			t.Errorf("planned %s, lost %+v, each %s", euro(got.Total.Planned), got.Lost, euro(each))
		}
	})
	t.Run("the list says what and why", func(t *testing.T) {
		list, err := e.Lost(t.Context(), r.Lead, f)
		e.must(err)
		if len(list.Rows) != 2 || list.Total != each || list.Waiting != each {
			t.Fatalf("got %+v", list)
		}
		for _, l := range list.Rows {
			want := funding.Lost{Planned: l.Planned, Reason: "Te druk", By: "company"}
			if l.Engagement == waits {
				want = funding.Lost{Planned: l.Planned, Waits: true, Reason: "Sneeuw", By: "school"}
			}
			if l != want || l.Cents != each || l.Company != "Kolk" {
				t.Errorf("got %+v, want %+v", l, want)
			}
		}
	})
	t.Run("per engagement", func(t *testing.T) {
		got, err := e.LostOf(t.Context(), r.Lead, []id.ID{off, waits, replaced, next})
		e.must(err)
		if len(got) != 2 || got[off].Cents != each || got[off].Waits || !got[waits].Waits {
			t.Errorf("got %+v", got)
		}
	})
	t.Run("a replacement that is called off too is lost itself", func(t *testing.T) {
		e.must(agreements.Cancel(t.Context(), r.Relation, next, engagement.CancelInput{By: engagement.ByCompany, Reason: "Ook ziek"}))
		if got := e.report(r.Lead, f).Lost; got.Total != 2*each || got.Count != 2 {
			t.Errorf("got %+v", got)
		}
	})
	t.Run("siblings and other networks see none of it", func(t *testing.T) {
		if got, err := e.Lost(t.Context(), r.ProjectHengelo, f); err != nil || len(got.Rows) != 0 || got.Total != 0 {
			t.Errorf("sibling: %+v %v", got, err)
		}
		if got, err := e.Lost(t.Context(), e.Zwolle.Lead, f); err != nil || len(got.Rows) != 0 {
			t.Errorf("other network: %+v %v", got, err)
		}
		if _, err := e.Lost(t.Context(), r.Teacher, f); err == nil {
			t.Error("a teacher reads the ledger")
		}
	})
	t.Run("a new date brings it back", func(t *testing.T) {
		e.must(agreements.Reschedule(t.Context(), r.Relation, waits, engagement.RescheduleInput{Version: 2, Slot: occurrence.Slot{On: "2025-06-10", Start: 600, End: 720}, Reason: "Gesmolten", Anyway: true}))
		if got := e.report(r.Lead, f); got.Lost.Waits != 0 || got.Total.Planned != each {
			t.Errorf("planned %s, lost %+v", euro(got.Total.Planned), got.Lost)
		}
	})
	t.Run("nothing is known of it in the past", func(t *testing.T) {
		f.Known = "2025-01-01"
		if got, err := e.Lost(t.Context(), r.Lead, f); err != nil || len(got.Rows) != 0 {
			t.Errorf("got %+v %v", got, err)
		}
	})
}
