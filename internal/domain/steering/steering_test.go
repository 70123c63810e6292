package steering_test

import (
	"testing"

	"schakel/internal/domain/agreement"
	"schakel/internal/domain/engagement"
	"schakel/internal/domain/funding"
	"schakel/internal/domain/need"
	"schakel/internal/domain/steering"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/testkit/authztest"
)

// Whatever the question and whoever asks: each figure is what the list behind it holds, to the cent.
func TestEveryFigureIsItsRecords(t *testing.T) {
	t.Parallel()
	f := authztest.New(t)
	n := f.Nets[0]
	s := f.Services
	since := f.Today.AddDays(-3)
	met := map[steering.Kind]bool{}
	for name, sc := range map[string]access.Scope{"region lead": n.Lead, "project leader": n.Project, "controller": n.Controller} {
		for _, ask := range []steering.Ask{{}, {Year: steering.Whole, Since: since}, {Unit: n.Almelo, Year: steering.Whole}, {Unit: n.Almelo, Since: f.Today}} {
			if ask.Unit == "" && name == "project leader" {
				ask.Year = steering.Whole
			}
			p, err := s.Steering.Page(t.Context(), sc, ask)
			if err != nil {
				t.Fatalf("%s %+v: %v", name, ask, err)
			}
			same := func(what string, figure, behind int) {
				t.Helper()
				if figure != behind {
					t.Errorf("%s %+v: %s shows %d, behind it are %d", name, ask, what, figure, behind)
				}
			}
			for k, n := range p.Counts {
				list, err := s.Steering.Records(t.Context(), sc, p.Ask, k)
				if err != nil {
					t.Fatalf("%s: %v", k, err)
				}
				same(string(k), n, len(list.Rows))
				met[k] = met[k] || n > 0
			}
			lessons := func(state engagement.State, from, to clock.Date) int {
				page, err := s.Engagement.List(t.Context(), sc, engagement.Filter{State: state, Unit: p.Unit, From: from, To: to, Limit: 200})
				if err != nil {
					t.Fatal(err)
				}
				return len(page.Rows)
			}
			same("held", p.Held(), lessons(engagement.Past, p.From, p.To))
			same("planned", p.Lessons[engagement.Upcoming], lessons(engagement.Upcoming, p.From, p.To))
			same("held since", p.HeldSince, lessons(engagement.Past, p.Since, p.Today))
			if sc.Can(access.NeedRead) {
				for _, stage := range need.OpenStages() {
					list, err := s.Need.List(t.Context(), sc, need.Filter{State: need.Open, Stage: stage, Unit: p.Unit})
					if err != nil {
						t.Fatal(err)
					}
					same(string(stage), p.Needs[stage], len(list.Rows))
				}
			}
			soon, err := s.Agreement.List(t.Context(), sc, agreement.Filter{Soon: true, Unit: p.Unit})
			if err != nil {
				t.Fatal(err)
			}
			same("ending", p.Ending, len(soon.Rows))
			report, err := s.Funding.Report(t.Context(), sc, p.Filter())
			if err != nil {
				t.Fatal(err)
			}
			if p.Money.Figures != report.Total.Figures {
				t.Errorf("%s %+v: money %+v, the report says %+v", name, ask, p.Money.Figures, report.Total.Figures)
			}
			for stage, cents := range map[funding.Stage]int64{funding.StageCarriedOut: int64(p.Money.Came), funding.StageChecked: int64(p.Money.Passed)} {
				list, err := s.Funding.Contributions(t.Context(), sc, funding.ListInput{Filter: p.Filter(), Stage: stage, Since: p.Since})
				if err != nil {
					t.Fatal(err)
				}
				same("booked since "+string(stage), int(cents), int(list.Total))
			}
		}
	}
	for _, k := range []steering.Kind{steering.Active, steering.Still, steering.Agreed, steering.Asked, steering.Met} {
		if !met[k] {
			t.Errorf("%q was never more than nothing: the test says nothing of it", k)
		}
	}
}

// A request is decided once, by who shapes the programme of its unit; a colleague elsewhere does not see it.
func TestDecisions(t *testing.T) {
	t.Parallel()
	f := authztest.New(t)
	n := f.Nets[0]
	s := f.Services.Steering
	key, err := s.Request(t.Context(), n.Project, n.Almelo, "Een tweede relatiebeheerder voor Almelo")
	if err != nil {
		t.Fatal(err)
	}
	for name, sc := range map[string]access.Scope{"Hengelo": n.ProjectHengelo, "another network": f.Nets[1].Lead} {
		if _, err := s.Decision(t.Context(), sc, key); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("%s reads it: %v", name, err)
		}
		if err := s.Decide(t.Context(), sc, key, steering.DecideInput{Outcome: steering.Approved, On: string(f.Today)}); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("%s decides: %v", name, err)
		}
	}
	if _, err := s.Request(t.Context(), n.Project, n.Hengelo, "Iets voor een ander"); !fault.Is(err, fault.KindForbidden) && !fault.Is(err, fault.KindNotFound) {
		t.Errorf("asked of others: %v", err)
	}
	for _, in := range []steering.DecideInput{{On: string(f.Today)}, {Outcome: "later", On: string(f.Today)}, {Outcome: steering.Approved}, {Outcome: steering.Approved, On: string(f.Today.AddDays(1))}} {
		if err := s.Decide(t.Context(), n.Project, key, in); !fault.Is(err, fault.KindInvalid) {
			t.Errorf("%+v: %v", in, err)
		}
	}
	open := func() (texts []id.ID) {
		p, err := s.Page(t.Context(), n.Project, steering.Ask{Unit: n.Almelo, Since: f.Today})
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range p.Decisions {
			if d.Outcome == steering.Open {
				texts = append(texts, d.ID)
			}
		}
		return texts
	}
	before := len(open())
	in := steering.DecideInput{Outcome: steering.Approved, Text: "Vanaf januari.", On: string(f.Today)}
	if err := s.Decide(t.Context(), n.Project, key, in); err != nil {
		t.Fatal(err)
	}
	if err := s.Decide(t.Context(), n.Lead, key, in); !fault.Is(err, fault.KindConflict) {
		t.Errorf("decided twice: %v", err)
	}
	if d, err := s.Decision(t.Context(), n.Lead, key); err != nil || d.Outcome != steering.Approved || d.DecidedOn != f.Today || d.Answer != in.Text {
		t.Errorf("%+v %v", d, err)
	}
	if after := len(open()); after != before-1 {
		t.Errorf("%d open, were %d", after, before)
	}
}
