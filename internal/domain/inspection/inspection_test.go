package inspection_test

import (
	"bytes"
	"fmt"
	"io"
	"testing"

	"schakel/internal/domain/funding"
	"schakel/internal/domain/inspection"
	"schakel/internal/domain/programme"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/link"
	"schakel/internal/platform/blob"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/platform/money"
	"schakel/internal/testkit/wants"
	"schakel/internal/testkit/world"
)

// paper is a file that counts as evidence.
var paper = []byte("%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n")

// env is the world with a grant, and twelve checked contributions of 2026 in two subregions: 100.00, 200.00 … 1,200.00.
type env struct {
	*world.World
	*inspection.Service
	t        *testing.T
	r        *world.Region
	funding  *funding.Service
	grant    id.ID
	activity id.ID
	kolk     id.ID
	recorder access.Scope
}

func newEnv(t *testing.T) *env {
	t.Helper()
	w := world.New(t)
	store, err := blob.Open(t.Context(), "file://"+t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	f := funding.New(w.Kit, store, w.Links(t))
	e := &env{World: w, Service: inspection.New(w.Kit, f), t: t, r: w.Twente, funding: f}
	r := e.r
	e.on("2026-10-01")
	e.recorder = w.Hire(t, r, "recorder@twente.example", "Recorder", access.ProjectLeader, r.Root)
	_, err = f.InstallSchemes(t.Context(), r.System)
	e.must(err)
	schemes, err := f.Schemes(t.Context(), r.Lead)
	e.must(err)
	for _, s := range schemes {
		if s.Code == "STO-2025-2028" {
			e.grant, err = f.AddGrant(t.Context(), r.Lead, funding.GrantInput{
				Unit: r.Root, Scheme: s.ID, Reference: "STO-1", Name: "STO Twente", DecidedOn: "2025-01-15", StartOn: "2025-01-01", EndOn: "2028-12-31",
				Grant: "300.000", Budget: "400.000", Costs: "500.000",
			})
			e.must(err)
		}
	}
	p := programme.New(w.Kit)
	line, err := p.AddLine(t.Context(), r.System, programme.LineInput{Unit: r.Root, Grant: e.grant, Code: "A", Name: "Lijn"})
	e.must(err)
	e.activity, err = p.AddActivity(t.Context(), r.System, programme.ActivityInput{Unit: r.Root, Line: line, Code: "A.1", Name: "Activiteit", From: "2025-01-01", To: "2028-12-31"})
	e.must(err)
	e.kolk, err = relation.New(w.Kit).AddOrganisation(t.Context(), r.Relation, r.Almelo, relation.OrganisationInput{Kind: "company", Name: "Van der Kolk", Place: "Almelo"})
	e.must(err)
	for n := 1; n <= 12; n++ {
		unit := r.Noordik
		if n%3 == 0 {
			unit = r.Montessori // Hengelo: 3, 6, 9 and 12
		}
		e.goods(unit, fmt.Sprintf("2026-0%d-10", 1+n%9), fmt.Sprint(n*100))
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
	e.World.Clock.Set(at)
}

func (e *env) goods(unit id.ID, day, value string) id.ID {
	e.t.Helper()
	key, err := e.funding.Record(e.t.Context(), e.recorder, funding.RecordInput{
		ID: e.Kit.IDs.New(), Unit: unit, Organisation: e.kolk, Activity: e.activity, Kind: funding.KindGoods, PerformedOn: day, Value: value, Reason: "een doos gereedschap", Other: true,
		Evidence: &funding.Upload{Name: "factuur.pdf", Content: bytes.NewReader(paper)},
	})
	e.must(err)
	e.must(e.funding.Check(e.t.Context(), e.r.Controller, key, funding.CheckInput{Outcome: funding.Approved}))
	return key
}

func (e *env) input() inspection.GiveInput {
	return inspection.GiveInput{Grant: e.grant, Year: "2026", Name: "Rita Wolters", Firm: "Wolters Accountants", Email: "rita@wolters.example", Until: "2026-11-30"}
}

// given gives access and returns it with the scope of its link.
func (e *env) given() (id.ID, access.Scope) {
	e.t.Helper()
	key, err := e.Give(e.t.Context(), e.r.Lead, e.input())
	e.must(err)
	return key, e.scope(key)
}

func (e *env) scope(key id.ID) access.Scope {
	e.t.Helper()
	var l link.Link
	e.must(e.Kit.DB.Read(e.t.Context(), db.Settings{}, func(tx *db.Tx) (err error) {
		l, err = db.Get[link.Link](tx, db.Q(`SELECT l.network_id, l.id, l.kind, l.email, l.subject_id FROM link l WHERE l.subject_id = $1 AND l.kind = $2`, key, link.Inspect))
		return err
	}))
	sc, err := l.Scope()
	e.must(err)
	return sc
}

func (e *env) draw(sc access.Scope, in inspection.DrawInput) inspection.Book {
	e.t.Helper()
	if in.Stage == "" {
		in.Stage = funding.StageChecked
	}
	key, err := e.Draw(e.t.Context(), sc, in)
	e.must(err)
	b, err := e.Own(e.t.Context(), sc, key)
	e.must(err)
	return b
}

// What is drawn and what is left out add up to the report, to the cent; the same seed draws the same lines, also after more was booked.
func TestASampleCanBeDrawnAgain(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	_, sc := e.given()
	report, err := e.funding.Report(t.Context(), e.r.Lead, funding.Filter{Grant: e.grant, Year: 2026})
	e.must(err)
	if report.Total.Checked != 780_000 { // 100 × (1 + … + 12)
		t.Fatalf("the report says %d", report.Total.Checked)
	}
	for _, in := range []inspection.DrawInput{
		{Method: inspection.ByCount, Size: "5", Seed: "appel"},
		{Method: inspection.ByMoney, Size: "5", Seed: "appel"},
		{Method: inspection.ByMoney, Size: "6", Seed: "appel", Stratified: true},
		{Method: inspection.ByCount, Size: "250"},
	} {
		b := e.draw(sc, in)
		if b.Shown.Count != 12 || b.Shown.Figure() != report.Total.Checked {
			t.Errorf("%+v: drawn from %d, %d", in, b.Shown.Count, b.Shown.Figure())
		}
		if b.Shown.Seed == "" || len(b.Lines) == 0 || len(b.Lines) > 12 {
			t.Errorf("%+v: %d lines, seed %q", in, len(b.Lines), b.Shown.Seed)
		}
		strata := map[string]int{}
		for _, l := range b.Lines {
			strata[l.Stratum] += l.Hits
		}
		if in.Stratified && (strata["Almelo"] != 4 && len(strata) != 2) {
			t.Errorf("over the subregions: %v", strata)
		}
		if in.Size == "250" && b.Drawn() != report.Total.Checked {
			t.Errorf("all of it is %d", b.Drawn())
		}
	}
	first, err := e.Own(t.Context(), sc, "")
	e.must(err)
	e.goods(e.r.Noordik, "2026-09-20", "900")
	for _, m := range first.Samples {
		b, err := e.Own(t.Context(), sc, m.ID)
		e.must(err)
		if same, err := e.Again(t.Context(), sc, b); err != nil || !same {
			t.Errorf("%s %s gives other lines: %v", m.Method, m.Seed, err)
		}
		b.Shown.Seed += "!"
		if same, _ := e.Again(t.Context(), sc, b); same && m.Size < 12 {
			t.Errorf("%s: any seed gives these lines", m.Method)
		}
	}
	if _, err := e.Draw(t.Context(), sc, inspection.DrawInput{Method: "gut", Stage: "rejected", Size: "0"}); !fault.Is(err, fault.KindInvalid) {
		t.Errorf("got %v", err)
	}
}

// What an earlier, closed year held and this year took back is never drawn, and yet the figures add up.
func TestWhatWasTakenBackIsCounted(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	old := e.goods(e.r.Noordik, "2025-05-01", "5000")
	e.must(e.funding.StartClosing(t.Context(), e.r.Lead, e.grant, 2025))
	e.must(e.funding.Close(t.Context(), e.r.Lead, e.grant, 2025))
	e.must(e.funding.TakeBack(t.Context(), e.r.Lead, old, funding.DoubtInput{Reason: "was een offerte"}))
	_, sc := e.given()
	b := e.draw(sc, inspection.DrawInput{Method: inspection.ByMoney, Size: "4"})
	report, err := e.funding.Report(t.Context(), e.r.Lead, funding.Filter{Grant: e.grant, Year: 2026})
	e.must(err)
	if b.Shown.BackCount != 1 || b.Shown.BackCents != -500_000 || b.Shown.Cents != 780_000 || b.Shown.Figure() != report.Total.Checked {
		t.Errorf("%+v, the report says %d", b.Shown, report.Total.Checked)
	}
}

func TestTheAccountantReadsTheirOwnLinesOnly(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	key, sc := e.given()
	other, otherSc := e.given()
	b := e.draw(sc, inspection.DrawInput{Method: inspection.ByMoney, Size: "3", Seed: "x"})
	line := b.Lines[0]
	d, err := e.Dossier(t.Context(), sc, line.ID)
	e.must(err)
	if d.Detail.ID != line.Contribution || len(d.Detail.Evidence) != 1 || len(d.Detail.Transfers) != 3 || d.Detail.MayCheck || d.Detail.MayDoubt {
		t.Errorf("%+v", d.Detail)
	}
	proof := d.Detail.Evidence[0]
	if _, file, err := e.OpenEvidence(t.Context(), sc, line.ID, proof.ID); err != nil {
		t.Error(err)
	} else if got, _ := io.ReadAll(file); !bytes.Equal(got, paper) {
		t.Errorf("%q", got)
	}
	unknown := fault.KindNotFound
	_, err = e.Dossier(t.Context(), otherSc, line.ID)
	wants.Fault(t, err, unknown, "fault.not_found")
	_, _, err = e.OpenEvidence(t.Context(), otherSc, line.ID, proof.ID)
	wants.Fault(t, err, unknown, "fault.not_found")
	wants.Fault(t, e.Judge(t.Context(), otherSc, inspection.JudgeInput{Line: line.ID, Judgement: inspection.Agreed}), unknown, "fault.not_found")
	if own, err := e.Own(t.Context(), otherSc, b.Shown.ID); err != nil || own.ID != other || len(own.Lines) != 0 {
		t.Errorf("%+v %v", own, err)
	}
	for _, who := range []access.Scope{e.r.ProjectHengelo, e.World.Zwolle.Lead, e.r.Project} { // a grant of the whole network
		_, err := e.Book(t.Context(), who, key, "")
		wants.Fault(t, err, unknown, "fault.not_found")
	}
	wants.Fault(t, e.Answer(t.Context(), e.World.Zwolle.Lead, key, line.ID, "een antwoord"), unknown, "fault.not_found")
	wants.Fault(t, e.End(t.Context(), e.World.Zwolle.Lead, key), unknown, "fault.not_found")
	if _, err := e.funding.Contribution(t.Context(), sc, line.Contribution); !fault.Is(err, fault.KindForbidden) {
		t.Errorf("the link opens the books: %v", err)
	}
	t.Run("until the day, or until it is taken back", func(t *testing.T) {
		e.on("2026-11-30")
		_, err := e.Own(t.Context(), sc, "")
		e.must(err)
		e.must(e.End(t.Context(), e.r.Controller, key))
		_, err = e.Own(t.Context(), sc, "")
		wants.Fault(t, err, unknown, "link.revoked")
		wants.Fault(t, e.End(t.Context(), e.r.Controller, key), fault.KindConflict, "inspection.ended_already")
		e.on("2026-12-01")
		_, err = e.Own(t.Context(), otherSc, "")
		wants.Fault(t, err, unknown, "link.expired")
		_, err = e.Draw(t.Context(), otherSc, inspection.DrawInput{Method: inspection.ByCount, Stage: funding.StageChecked, Size: "1"})
		wants.Fault(t, err, unknown, "link.expired")
		after, err := e.Book(t.Context(), e.r.Accountant, key, "")
		e.must(err)
		if after.EndedAt == nil || len(after.Lines) != 3 {
			t.Errorf("what was drawn stays: %+v", after)
		}
	})
}

func TestQuestionsGoBackAndAreAnswered(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	key, sc := e.given()
	wants.Fault(t, e.Send(t.Context(), sc), fault.KindConflict, "inspection.nothing_judged")
	b := e.draw(sc, inspection.DrawInput{Method: inspection.ByCount, Size: "3", Seed: "x"})
	judge := func(n int, j inspection.Judgement, note string) error {
		return e.Judge(t.Context(), sc, inspection.JudgeInput{Line: b.Lines[n].ID, Judgement: j, Note: note})
	}
	if err := judge(0, inspection.Question, ""); !fault.Is(err, fault.KindInvalid) {
		t.Errorf("a question without words: %v", err)
	}
	e.must(judge(0, inspection.Agreed, ""))
	e.must(judge(1, inspection.Question, "Waar is de factuur van?"))
	e.must(judge(2, inspection.Agreed, ""))
	e.World.Clock.Advance(60_000_000_000)
	e.must(judge(2, inspection.Finding, "Het bedrag klopt niet."))
	e.must(e.Send(t.Context(), sc))
	book, err := e.Book(t.Context(), e.r.Lead, key, "")
	e.must(err)
	if book.Judged != 3 || book.Questions != 1 || book.Findings != 1 || book.SentAt == nil || !book.Lines[1].Open() || book.Lines[0].Open() {
		t.Errorf("%+v", book.Inspection)
	}
	wants.Fault(t, e.Answer(t.Context(), e.r.Lead, key, book.Lines[0].ID, "graag gedaan"), fault.KindConflict, "inspection.nothing_asked")
	e.World.Clock.Advance(60_000_000_000)
	e.must(e.Answer(t.Context(), e.r.Lead, key, book.Lines[1].ID, "Van de leverancier."))
	own, err := e.Own(t.Context(), sc, "")
	e.must(err)
	if l := own.Lines[1]; l.Answer != "Van de leverancier." || l.Open() || l.AnsweredBy == "" {
		t.Errorf("%+v", l)
	}
	var sum money.Cents
	for _, l := range own.Lines {
		sum += l.Cents
	}
	if sum != own.Drawn() {
		t.Errorf("drawn %d", own.Drawn())
	}
	if list, err := e.List(t.Context(), e.r.Lead); err != nil || len(list) != 1 || list[0].Lines != 3 {
		t.Errorf("%+v %v", list, err)
	}
	e.must(e.Kit.DB.Read(t.Context(), db.Settings{}, func(tx *db.Tx) error {
		to, err := db.Select[string](tx, db.Q(`SELECT letter || ' ' || to_email FROM mail_message WHERE about_id = $1 ORDER BY created_at, id`, key))
		if len(to) != 2 || to[0] != "inspection_given rita@wolters.example" || to[1] != "inspection_sent lead@twente.example" {
			t.Errorf("mails %q", to)
		}
		return err
	}))
	for _, in := range []inspection.GiveInput{{}, {Grant: e.grant, Year: "2029", Name: "R", Email: "x", Until: "2020-01-01"}} {
		in.Grant = e.grant
		if _, err := e.Give(t.Context(), e.r.Lead, in); !fault.Is(err, fault.KindInvalid) {
			t.Errorf("got %v", err)
		}
	}
}
